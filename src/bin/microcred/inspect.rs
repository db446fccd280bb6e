use crate::at_hand::AtHand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, source, target};
use microcred::Environment;
use microcred::ops::{Inspect, Operation};
use std::path::PathBuf;

/// Show what a badge says about the elements of Annex I, whoever made it, and what a presentation or a learner record
/// holds. Tokens are opened. Nothing is verified.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The badge, presentation or record; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    at_hand: AtHand,
    /// What it is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut inspect = Inspect::new(source::bytes(&self.file)?);
        inspect.resources = self.at_hand.resources()?;
        #[cfg(feature = "http")]
        if let Some(network) = self.at_hand.network() {
            inspect = inspect.with_resolver(network);
        }
        let inspection = inspect.run(&Environment::system())?;
        target::answer(&inspection, self.format)?;
        Ok(Exit::Done)
    }
}
