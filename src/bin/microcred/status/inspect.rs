use crate::at_hand::AtHand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, source, target};
use microcred::Environment;
use microcred::ops::{Operation, StatusInspect};
use std::path::Path;

/// Show what a status list is, how long, and what stands at a place of it. Tokens are opened. Nothing is verified, and
/// nothing is fetched unless it is asked for.
#[derive(clap::Args)]
pub(super) struct Inspect {
    /// The list credential, or 1EdTech's list: a file, or an https URL; `-` reads standard input.
    #[arg(value_name = "FILE|URL")]
    list: String,
    /// The entry to look at.
    #[arg(long, value_name = "N")]
    index: Option<u64>,
    /// Bits of an entry; the list itself does not say it.
    #[arg(long, value_name = "BITS", default_value_t = 1)]
    size: u8,
    #[command(flatten)]
    at_hand: AtHand,
    /// What the answer is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Inspect {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let mut operation = match self.list.starts_with("https://") {
            true => StatusInspect::at(self.list),
            false => StatusInspect::new(source::bytes(Path::new(&self.list))?),
        };
        operation.index = self.index;
        operation.size = self.size;
        operation.resources = self.at_hand.resources()?;
        #[cfg(feature = "http")]
        if let Some(network) = self.at_hand.network() {
            operation = operation.with_resolver(network);
        }
        target::answer(&operation.run(&Environment::system())?, self.format)?;
        Ok(Exit::Done)
    }
}
