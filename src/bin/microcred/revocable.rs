//! Whether what is issued can be revoked.

use microcred::ops::StatusStore;
use std::path::PathBuf;

// Where places in status lists come from. Not a documentation comment: clap would take it for the command's.
#[derive(clap::Args)]
pub(crate) struct Revocable {
    /// Make it revocable: take a place in a status list from the registry in this file, which is made if there is none.
    #[arg(long, value_name = "FILE", requires = "status_url")]
    status: Option<PathBuf>,
    /// Where the status lists are published. The number of a list goes where `{list}` stands in the last segment, or behind it.
    #[arg(long, value_name = "URL", requires = "status")]
    status_url: Option<String>,
    /// Take a place in a list for suspension too.
    #[arg(long, requires = "status")]
    suspension: bool,
}

impl Revocable {
    pub(crate) fn store(self) -> Option<StatusStore> {
        self.status.zip(self.status_url).map(|(file, url)| {
            let mut store = StatusStore::new(file, url);
            store.suspension = self.suspension;
            store
        })
    }
}
