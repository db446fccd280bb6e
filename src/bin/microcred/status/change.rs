use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, target};
use microcred::Environment;
use microcred::ops::{Operation, StatusChange};
use microcred::status::registry::{Change, Target};
use std::path::PathBuf;

/// What every change takes. Verifiers see it once the list is published again.
#[derive(clap::Args)]
pub(super) struct Changing {
    /// The id of the credential.
    #[arg(required_unless_present = "list", conflicts_with = "list")]
    credential: Option<String>,
    /// The id of its issuer, where several have a credential of that id.
    #[arg(long, value_name = "ID", requires = "credential")]
    issuer: Option<String>,
    /// The number of the list, instead of the credential.
    #[arg(long, value_name = "NUMBER", requires = "index")]
    list: Option<u32>,
    /// The index in that list.
    #[arg(long, value_name = "NUMBER", requires = "list")]
    index: Option<u32>,
    /// The file of the status registry.
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Why, for the record.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// What the answer is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(clap::Args)]
pub(super) struct Message {
    #[command(flatten)]
    changing: Changing,
    /// Which one, from 0.
    #[arg(long, value_name = "NUMBER")]
    value: u32,
}

impl Changing {
    pub(super) fn run(self, change: Change) -> Result<Exit, Failure> {
        let place = self.list.zip(self.index).map(|(list, index)| Target::place(list, index));
        let credential = self.credential.unwrap_or_default();
        let target = place.unwrap_or_else(|| match self.issuer {
            Some(issuer) => Target::credential_of(issuer, credential),
            None => Target::credential(credential),
        });
        let changed = StatusChange::new(self.store, target, change, self.reason).run(&Environment::system())?;
        target::answer(&changed, self.format)?;
        Ok(Exit::Done)
    }
}

impl Message {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        self.changing.run(Change::Message(self.value))
    }
}
