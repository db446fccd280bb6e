use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::key::KeyFile;
use microcred::ops::{Endorse, Operation};
use microcred::proof::Suite;
use std::path::PathBuf;

/// Endorse an achievement, a badge or the profile of an issuer, by its id.
///
/// The endorsement travels beside the badge, or inside it if it is put there before the badge is issued.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The id of what is endorsed.
    #[arg(value_name = "IRI")]
    id: String,
    /// What the endorsement is called.
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What is said, in Markdown.
    #[arg(long, value_name = "TEXT")]
    comment: String,
    /// The endorser's key file, as `keygen` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The profile in whose name it is endorsed: JSON, a Profile of Open Badges 3.0.
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,
    /// How it is secured; what fits the key if left out.
    #[arg(long, value_parser = PossibleValuesParser::new(Suite::all().map(Suite::name)))]
    suite: Option<String>,
    /// Until when it is valid, in RFC 3339; without end if left out.
    #[arg(long, value_name = "RFC3339")]
    valid_until: Option<String>,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut endorse = Endorse::new(self.id, self.name, self.comment, KeyFile::read(&self.key)?);
        endorse.suite = self.suite.as_deref().and_then(Suite::from_name);
        endorse.valid_until = self.valid_until.as_deref().map(Endorse::end).transpose()?;
        endorse.issuer = source::issuer(self.issuer.as_deref())?;
        let endorsement = endorse.run(&Environment::system())?;
        self.place.secured(endorsement.secured())?;
        Ok(Exit::Done)
    }
}
