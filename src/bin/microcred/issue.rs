use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::key::KeyFile;
use microcred::microcredential::carrier::{Carrier, LossReport};
use microcred::ops::{Issue, Operation};
use microcred::proof::data_integrity::Cryptosuite;
use std::path::PathBuf;

/// Sign a micro-credential, or an unsigned credential.
///
/// A micro-credential is issued in the name of the first awarding body that the key can belong to, or else of the key's
/// DID with the name of the first awarding body; --issuer says otherwise. A credential names its own issuer.
/// What a strict verifier would refuse is not signed.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The micro-credential or the credential; `-` reads standard input.
    file: PathBuf,
    /// The key file, as `keygen` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// How a micro-credential travels: in terms of Open Badges 3.0 alone, or in those of microcred too [default: standard]
    #[arg(long, value_parser = PossibleValuesParser::new(["standard", "extended"]))]
    carrier: Option<String>,
    /// The cryptosuite.
    #[arg(long, default_value = "eddsa-rdfc-2022", value_parser = PossibleValuesParser::new(Cryptosuite::all().map(Cryptosuite::name)))]
    suite: String,
    /// The profile in whose name a micro-credential is issued: JSON, a Profile of Open Badges 3.0.
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,
    /// The file to write; standard output if left out.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if there is one.
    #[arg(long, requires = "out")]
    force: bool,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut issue = Issue::new(source::bytes(&self.file)?, KeyFile::read(&self.key)?);
        issue.suite = Cryptosuite::from_name(&self.suite).unwrap_or(issue.suite);
        issue.carrier = self.carrier.as_deref().and_then(Carrier::from_name);
        issue.issuer = match &self.issuer {
            Some(file) => Some(Issue::profile(&source::text(file)?)?),
            None => None,
        };
        let issued = issue.run(&Environment::system())?;
        let text = format!("{issued}\n");
        match &self.out {
            Some(path) => target::file(path, &text, self.force)?,
            None => target::exactly(&text)?,
        }
        tell(issued.losses());
        Ok(Exit::Done)
    }
}

fn tell(losses: &LossReport) {
    if losses.is_empty() {
        return;
    }
    target::complain("note: not everything can be recovered from the badge (--carrier extended loses nothing):");
    losses.to_string().lines().for_each(|line| target::complain(&format!("  {line}")));
}
