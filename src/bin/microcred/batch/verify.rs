use super::Bar;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::target;
use crate::verify::Manner;
use microcred::batch::Credentials;
use microcred::ops::{BatchVerified, BatchVerify};
use microcred::{Environment, Limits};
use std::io::{self, BufReader, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Say of as many credentials as there are whether they may be believed: a report on a line for each, in their order.
///
/// A line is an object with the `source` and the `report`, or the `error` where a file in a folder cannot be read. How many ended in each
/// way is told on standard error. Memory does not grow with their number.
///
/// Exit code 0 says that all are valid and their issuers known as well as required; else it is that of the worst: 1 invalid, 3 could
/// not be told, or nothing was there, 2 issuer less well known than required. Where whoever reads the reports ends the run before the last one, what is left
/// could not be told.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files that hold one credential on each line (.ndjson, .jsonl), folders with one in each file, those in them included, and files that are one; `-`
    /// alone reads lines from standard input.
    #[arg(required = true)]
    credentials: Vec<PathBuf>,
    #[command(flatten)]
    manner: Manner,
    /// On how many threads; as many as there are cores if it is none.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    threads: usize,
    /// Verify Ed25519 signatures together, which is faster. Whoever has an issuer's secret key can make signatures that hold in
    /// company and are refused alone; nobody else can do anything by it.
    #[arg(long)]
    danger_batch_ed25519: bool,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let is_streamed = self.credentials == [Path::new("-")];
        if !is_streamed && self.credentials.iter().any(|path| path == Path::new("-")) {
            let detail = "standard input is read alone; name the files in a run of their own";
            return Err(Failure::file("request.member", Path::new("-"), detail));
        }
        let mut batch = BatchVerify::new(self.credentials, PathBuf::new());
        batch.how = self.manner.operation(Vec::new())?;
        batch.threads = self.threads;
        batch.danger_batch_ed25519 = self.danger_batch_ed25519;
        let (bar, environment) = (Bar::new(), Environment::system());
        let progress = |progress: &_| {
            bar.show(progress);
            ControlFlow::Continue(())
        };
        let mut output = BufWriter::with_capacity(256 * 1024, io::stdout().lock());
        let tally = match is_streamed {
            true => {
                let lines = Credentials::lines("-", BufReader::new(io::stdin()), &Limits::default());
                batch.run_on(lines, &environment, &mut output, progress)
            }
            false => batch.run_into(&environment, &mut output, progress),
        };
        bar.clear();
        let tally = tally?;
        target::complain(tally.to_string().trim_end());
        Ok(exit(&tally))
    }
}

fn exit(tally: &BatchVerified) -> Exit {
    match tally {
        BatchVerified { invalid: 1.., .. } => Exit::Invalid,
        BatchVerified { indeterminate: 1.., .. } | BatchVerified { broken_off: true, .. } => Exit::Indeterminate,
        BatchVerified { below_trust: 1.., .. } => Exit::BelowTrust,
        // A folder that is empty is more often the wrong one.
        nothing if nothing.all() == 0 => Exit::Indeterminate,
        _ => Exit::Done,
    }
}
