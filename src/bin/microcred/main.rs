//! The command line of `microcred`: one file a subcommand, each of which asks the library for one operation.
//!
//! | Exit code | Meaning |
//! |---|---|
//! | 0 | done; for `verify`: valid, and the issuer is known as well as required |
//! | 1 | the document is invalid, or was refused |
//! | 2 | `verify`: valid, but the issuer is less well known than required |
//! | 3 | `verify`: it could not be told; `stack evaluate`: the pathway is not complete |
//! | 64 | the command line or a file that it names cannot be used |
//! | 70 | something failed that neither the command line nor the document is to blame for |

#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod at_hand;
mod bake;
mod batch;
mod check;
mod convert;
mod derive;
mod did;
mod endorse;
mod exit;
mod failure;
mod inspect;
mod issue;
mod jose_cose;
mod json_schema;
mod keygen;
mod levels;
mod policy;
mod present;
mod render;
mod revocable;
mod serve;
mod source;
mod stack;
mod status;
mod target;
mod unbake;
mod verify;

use clap::Parser;
use exit::Exit;
use failure::Failure;
use std::process::ExitCode;

/// EC micro-credentials as Open Badges 3.0: issue, show and verify, offline.
#[derive(Parser)]
#[command(name = "microcred", version, arg_required_else_help = true, after_help = EXIT_CODES)]
enum Command {
    Keygen(keygen::Arguments),
    Issue(Box<issue::Arguments>),
    Derive(derive::Arguments),
    Present(present::Arguments),
    Verify(Box<verify::Arguments>),
    Inspect(inspect::Arguments),
    Check(check::Arguments),
    Convert(Box<convert::Arguments>),
    Endorse(endorse::Arguments),
    Batch(batch::Arguments),
    Bake(bake::Arguments),
    Unbake(unbake::Arguments),
    Render(Box<render::Arguments>),
    Did(did::Arguments),
    #[command(hide = true)]
    JoseCose(jose_cose::Arguments),
    Serve(Box<serve::Arguments>),
    #[command(hide = true)]
    JsonSchema(json_schema::Arguments),
    Status(status::Arguments),
    Stack(stack::Arguments),
    Levels(levels::Arguments),
}

const EXIT_CODES: &str = "\
Exit codes:
  0   done; verify: valid, and the issuer is known as well as required
  1   the document is invalid, or was refused
  2   verify: valid, but the issuer is less well known than required
  3   verify: it could not be told; stack evaluate: the pathway is not complete
  64  the command line or a file that it names cannot be used
  70  something failed inside";

/// What a report or an answer is written as.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

fn main() -> ExitCode {
    // What is being processed stays out of the message.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        target::complain(&format!("error: internal: the program has a fault, at {place}; please report it"));
    }));
    match std::panic::catch_unwind(start) {
        Ok(exit) => exit.into(),
        Err(_) => Exit::Internal.into(),
    }
}

fn start() -> Exit {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(told) if told.use_stderr() => {
            target::complain(told.to_string().trim_end());
            return Exit::Usage;
        }
        Err(asked) => return finish(target::text(&asked.to_string()).map(|()| Exit::Done)),
    };
    finish(match command {
        Command::Keygen(arguments) => arguments.run(),
        Command::Issue(arguments) => arguments.run(),
        Command::Derive(arguments) => arguments.run(),
        Command::Present(arguments) => arguments.run(),
        Command::Verify(arguments) => arguments.run(),
        Command::Inspect(arguments) => arguments.run(),
        Command::Check(arguments) => arguments.run(),
        Command::Convert(arguments) => arguments.run(),
        Command::Endorse(arguments) => arguments.run(),
        Command::Batch(arguments) => arguments.run(),
        Command::Bake(arguments) => arguments.run(),
        Command::Unbake(arguments) => arguments.run(),
        Command::Render(arguments) => arguments.run(),
        Command::Did(arguments) => arguments.run(),
        Command::JoseCose(arguments) => arguments.run(),
        Command::Serve(arguments) => arguments.run(),
        Command::JsonSchema(arguments) => arguments.run(),
        Command::Status(arguments) => arguments.run(),
        Command::Stack(arguments) => arguments.run(),
        Command::Levels(arguments) => arguments.run(),
    })
}

fn finish(result: Result<Exit, Failure>) -> Exit {
    result.unwrap_or_else(|failure| {
        target::complain(&format!("error: {failure}"));
        failure.exit()
    })
}
