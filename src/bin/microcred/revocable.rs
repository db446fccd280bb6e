//! Whether what is issued can be revoked.

use microcred::ops::StatusStore;
use microcred::status::registry::DEFAULT_ENTRIES;
use std::path::PathBuf;

// Where places in status lists come from. Not a documentation comment: clap would take it for the command's.
#[derive(clap::Args)]
pub(crate) struct Revocable {
    /// Make it revocable: take a place in a status list from the registry in this file, which is made if there is none.
    #[arg(long, value_name = "FILE", requires = "status_url")]
    status: Option<PathBuf>,
    /// Where the status lists are published. The number of a list goes where `{list}` stands in the last segment, or behind it. `{store}`
    /// becomes the name that the registry has drawn at random: then a new file never publishes lists in the place of one that was lost.
    #[arg(long, value_name = "URL", requires = "status")]
    status_url: Option<String>,
    #[command(flatten)]
    lists: Lists,
}

// Which lists there are places in, and what they are opened as; for commands that have an argument `status`, the file of the registry.
#[derive(clap::Args)]
pub(crate) struct Lists {
    /// Take a place in a list for suspension too.
    #[arg(long, requires = "status")]
    suspension: bool,
    /// Take a place in a list for messages too, which can say these: 2, 4, 8 … of them, the first for new credentials.
    #[arg(long, value_name = "TEXT", num_args = 2.., requires = "status")]
    messages: Vec<String>,
    /// How many entries new lists have.
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_ENTRIES, requires = "status")]
    entries: u32,
}

impl Revocable {
    pub(crate) fn store(self) -> Option<StatusStore> {
        let Self { status, status_url, lists } = self;
        status.zip(status_url).map(|(file, url)| lists.of(file, url))
    }
}

impl Lists {
    /// The same in the registry of a file.
    pub(crate) fn of(self, file: PathBuf, url: String) -> StatusStore {
        let mut store = StatusStore::new(file, url);
        store.suspension = self.suspension;
        store.messages = self.messages;
        store.entries = self.entries;
        store
    }
}
