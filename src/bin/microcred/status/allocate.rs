use crate::exit::Exit;
use crate::failure::Failure;
use crate::revocable::Lists;
use crate::{Format, target};
use microcred::Environment;
use microcred::ops::{Operation, StatusAllocate};
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
    #[arg(long = "store", value_name = "FILE")]
    status: PathBuf,
    /// Where lists are published. The number of a list goes where `{list}` stands in the last segment, or behind it. `{store}` becomes the
    /// name that the registry has drawn at random: then a new file never publishes lists in the place of one that was lost.
    #[arg(long, value_name = "URL")]
    url: String,
    #[command(flatten)]
    lists: Lists,
    /// What the answer is written as.
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

impl Allocate {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let store = self.lists.of(self.status, self.url);
        let places = StatusAllocate::new(store, self.issuer, self.credential).run(&Environment::system())?;
        target::answer(&places, self.format)?;
        Ok(Exit::Done)
    }
}
