use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::key::KeyFile;
use microcred::ops::{Operation, StatusPublish};
use microcred::proof::Suite;
use std::path::PathBuf;
use std::time::Duration;

/// Sign status lists as they stand, and write each into a file that is called as the last segment of its URL.
///
/// Several processes may do so at once. A file is always whole, and never replaced by an older one; a list that knows of a revocation
/// that the registry does not know of, and a file that is not the list, are left as they are.
#[derive(clap::Args)]
pub(super) struct Publish {
    /// The file of the status registry.
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// The issuer's key file, as `keygen` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The folder for the lists, which a web server shows.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The number of a list; all that the key can sign for if left out.
    #[arg(long = "list", value_name = "NUMBER")]
    lists: Vec<u32>,
    /// How they are secured; what fits the key if left out.
    #[arg(long, value_parser = PossibleValuesParser::new(Suite::all().filter(|suite| suite.secures_lists()).map(Suite::name)))]
    suite: Option<String>,
    /// For how long a verifier may keep a list before it fetches it again.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    kept_for: u32,
    /// For how long a list stands, changed or not: without end if left out. Publish again in time.
    #[arg(long, value_name = "SECONDS")]
    valid_for: Option<u32>,
    /// What the answer is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Publish {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let mut publish = StatusPublish::new(self.store, KeyFile::read(&self.key)?, self.out);
        publish.lists = self.lists;
        publish.suite = self.suite.as_deref().and_then(Suite::from_name);
        publish.freshness = publish.freshness.kept_for(Duration::from_secs(self.kept_for.into()));
        if let Some(seconds) = self.valid_for {
            publish.freshness = publish.freshness.valid_for(Duration::from_secs(seconds.into()));
        }
        let published = publish.run(&Environment::system())?;
        target::answer(&published, self.format)?;
        Ok(if published.failed.is_empty() { Exit::Done } else { Exit::Invalid })
    }
}
