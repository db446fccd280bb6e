use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, source, target};
use microcred::Environment;
use microcred::ops::{Check, Operation};
use std::path::PathBuf;

/// Say where a badge, another credential, a micro-credential or an offer is not as it should be.
///
/// A badge is held to Open Badges 3.0, a micro-credential and an offer to Annex I. Proofs are not looked at.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The document; `-` reads standard input.
    file: PathBuf,
    /// What it is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let checked = Check::new(source::bytes(&self.file)?).run(&Environment::system())?;
        target::answer(&checked, self.format)?;
        Ok(if checked.passed() { Exit::Done } else { Exit::Invalid })
    }
}
