use crate::at_hand::{self, GivenContexts};
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
    /// The document, or an image, token or message with it inside; `-` reads standard input.
    file: PathBuf,
    /// A country (ISO 3166-1 alpha-2, or EU) to whose profiles it is held as well; they warn and never fail.
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// A profile to which it is held as well: the id of one, or a file with one. May be given several times.
    #[arg(long = "profile", value_name = "ID|FILE")]
    profiles: Vec<PathBuf>,
    #[command(flatten)]
    contexts: GivenContexts,
    /// What it is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut check = Check::new(source::bytes(&self.file)?);
        check.country = self.country;
        (check.profiles, check.own_profiles) = source::profiles(&self.profiles)?;
        check.contexts = self.contexts.known()?;
        let checked = check.run(&Environment::system())?;
        target::answer(&checked, self.format)?;
        at_hand::ask_for_contexts(checked.findings.iter().map(|finding| finding.code));
        Ok(if checked.passed() { Exit::Done } else { Exit::Invalid })
    }
}
