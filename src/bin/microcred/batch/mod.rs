//! What is done by the thousand.

mod issue;
mod verify;

use crate::exit::Exit;
use crate::failure::Failure;
use indicatif::{ProgressBar, ProgressStyle};
use microcred::batch::Progress;

/// Issue to a whole cohort, or verify as many credentials as there are.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Issue(Box<issue::Arguments>),
    Verify(Box<verify::Arguments>),
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Command::Issue(arguments) => arguments.run(),
            Command::Verify(arguments) => arguments.run(),
        }
    }
}

/// A bar on standard error, where that is a terminal; nothing anywhere else.
struct Bar(ProgressBar);

impl Bar {
    /// Parts that the whole has.
    const WHOLE: u64 = 1_000;

    fn new() -> Self {
        let bar = ProgressBar::new(Self::WHOLE);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} % {msg} ({eta} left)") {
            bar.set_style(style);
        }
        Self(bar)
    }

    fn show(&self, progress: &Progress) {
        if let Some(share) = progress.share {
            self.0.set_position((share * Self::WHOLE as f64) as u64);
        }
        let refused = if progress.refused > 0 { format!(", {} refused", progress.refused) } else { String::new() };
        self.0.set_message(format!("{} done{refused}", progress.done));
    }

    fn clear(&self) {
        self.0.finish_and_clear();
    }
}
