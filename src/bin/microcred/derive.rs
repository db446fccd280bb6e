use crate::at_hand::{GivenContexts, ask_for_contexts_of};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use clap::builder::NonEmptyStringValueParser;
use microcred::Environment;
use microcred::json::Pointer;
use microcred::key::KeyFile;
use microcred::ops::{Derive, Operation};
use microcred::present::Asked;
use std::path::PathBuf;

/// Make of a credential one that shows a part of it.
///
/// A credential with a proof of ecdsa-sd-2023 or bbs-2023 shows what its issuer made mandatory and what --show names; an
/// SD-JWT shows all that its issuer did not leave to choice, and what --show names. With --key, --challenge and --domain, an
/// SD-JWT is bound to whoever asked; everything else goes into a presentation.
#[derive(clap::Args)]
// Behind --show, which takes as many as there are, the file would be taken for one more.
#[command(override_usage = "microcred derive <FILE> [OPTIONS]")]
pub(crate) struct Arguments {
    /// The credential as its holder got it; `-` reads standard input.
    file: PathBuf,
    /// What to show: JSON Pointers such as /credentialSubject/achievement/name.
    #[arg(long, value_name = "POINTER", num_args = 1.., value_parser = Pointer::parse)]
    show: Vec<Pointer>,
    /// The holder's key file, which binds an SD-JWT to whoever asked.
    #[arg(long, value_name = "FILE", requires_all = ["challenge", "domain"])]
    key: Option<PathBuf>,
    /// What the verifier asked to be signed.
    #[arg(long, value_name = "TEXT", requires = "key", value_parser = NonEmptyStringValueParser::new())]
    challenge: Option<String>,
    /// Who the verifier is, such as https://verifier.example.
    #[arg(long, value_name = "TEXT", requires = "key", value_parser = NonEmptyStringValueParser::new())]
    domain: Option<String>,
    #[command(flatten)]
    contexts: GivenContexts,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut derive = Derive::new(source::bytes(&self.file)?, self.show);
        if let (Some(key), Some(challenge)) = (&self.key, self.challenge) {
            derive.holder = Some((KeyFile::read(key)?.into(), asked(challenge, self.domain)));
        }
        derive.contexts = self.contexts.known()?;
        let derived = derive.run(&Environment::system()).inspect_err(ask_for_contexts_of)?;
        self.place.secured(derived.secured())?;
        Ok(Exit::Done)
    }
}

/// What a verifier asked for, as the command line has it.
pub(crate) fn asked(challenge: String, domain: Option<String>) -> Asked {
    let asked = Asked::new(challenge);
    match domain {
        Some(domain) => asked.by(domain),
        None => asked,
    }
}
