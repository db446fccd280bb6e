use crate::at_hand::{GivenContexts, ask_for_contexts_of};
use crate::derive::asked;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use microcred::Environment;
use microcred::key::KeyFile;
use microcred::ops::{Operation, Present};
use microcred::proof::Suite;
use std::path::PathBuf;

/// Show credentials to a verifier that asked, in a presentation that their holder signs.
///
/// JSON stands in it as it is, tokens and binary messages in envelopes. What is for the holder alone is refused: `derive`
/// comes before.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The credentials; `-` reads one from standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The holder's key file, as `keygen` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// What the verifier asked to be signed.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    challenge: String,
    /// Who the verifier is, such as https://verifier.example.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    domain: Option<String>,
    /// How it is secured; by default what fits the key. Tokens are of the kind vp+jwt.
    #[arg(long, value_parser = PossibleValuesParser::new(Present::suites().map(Suite::name)))]
    suite: Option<String>,
    #[command(flatten)]
    contexts: GivenContexts,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let credentials = self.files.iter().map(|file| source::bytes(file)).collect::<Result<Vec<_>, _>>()?;
        let key = KeyFile::read(&self.key)?;
        let mut present = Present::new(credentials, key, asked(self.challenge, self.domain));
        present.suite = self.suite.as_deref().and_then(Suite::from_name);
        present.contexts = self.contexts.known()?;
        let presented = present.run(&Environment::system()).inspect_err(ask_for_contexts_of)?;
        self.place.secured(presented.secured())?;
        Ok(Exit::Done)
    }
}
