use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, target};
use microcred::Environment;
use microcred::ops::{Operation, StatusAllocate, StatusStore};
use microcred::status::registry::DEFAULT_ENTRIES;
use std::path::PathBuf;

/// Give a credential its places in status lists, and print its `credentialStatus`, for whoever signs elsewhere.
///
/// `issue --status` does it by itself. A credential that is asked for again has the places that it had.
#[derive(clap::Args)]
pub(super) struct Allocate {
    /// The id of the credential.
    credential: String,
    /// The id of its issuer: a DID or a URL.
    #[arg(long, value_name = "ID")]
    issuer: String,
    /// The file of the status registry; it is made if there is none.
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Where lists are published. The number of a list goes where `{list}` stands in the last segment, or behind it.
    #[arg(long, value_name = "URL")]
    url: String,
    /// Take a place in a list for suspension too.
    #[arg(long)]
    suspension: bool,
    /// What a place in a list for messages can say: 2, 4, 8 … of them, the first for new credentials.
    #[arg(long, value_name = "TEXT", num_args = 2..)]
    messages: Vec<String>,
    /// How many entries new lists have.
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_ENTRIES)]
    entries: u32,
    /// What the answer is written as.
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

impl Allocate {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let mut store = StatusStore::new(self.store, self.url);
        store.suspension = self.suspension;
        store.messages = self.messages;
        store.entries = self.entries;
        let places = StatusAllocate::new(store, self.issuer, self.credential).run(&Environment::system())?;
        target::answer(&places, self.format)?;
        Ok(Exit::Done)
    }
}
