use crate::exit::Exit;
use crate::failure::Failure;
use crate::target;
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::key::Algorithm;
use microcred::ops::{Keygen, Operation};
use std::path::PathBuf;

/// Make a key and write it to a file that its owner alone may read.
///
/// The issuer's DID and the public key are printed, and for a did:web the document to publish. A file that is there already is never replaced.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How the key signs. Proofs inside a badge take ed25519, p256 or p384, tokens take p521 and rsa2048 too; bls12381 (feature `bbs`) serves bbs-2023 alone, and rsa2048 is made with the feature `aws-lc-rs`.
    #[arg(long = "type", value_name = "TYPE", default_value = "ed25519", value_parser = PossibleValuesParser::new(Keygen::algorithms().map(Algorithm::as_str)))]
    algorithm: String,
    /// Where others find the public half: a DID URL or an https URL. The key's own did:key if left out.
    #[arg(long, value_name = "URL")]
    verification_method: Option<String>,
    /// The file to write: a JSON Web Key.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let algorithm = Algorithm::from_name(&self.algorithm).unwrap_or(Algorithm::Ed25519);
        let mut keygen = Keygen::new(algorithm);
        keygen.verification_method = self.verification_method;
        let key = keygen.run(&Environment::system())?;
        key.file().write(&self.out)?;
        target::text(&key.to_string())?;
        Ok(Exit::Done)
    }
}
