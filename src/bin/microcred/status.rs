use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::key::KeyFile;
use microcred::ops::{Operation, StatusAllocate, StatusChange, StatusPublish, StatusStore};
use microcred::proof::Suite;
use microcred::status::registry::{Change, DEFAULT_ENTRIES, Target};
use std::path::PathBuf;
use std::time::Duration;

/// Keep status lists: who has which place, what was revoked, and publishing it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    Allocate(Allocate),
    /// Withdraw a credential, for good.
    Revoke(Changing),
    /// Suspend a credential for the time being.
    Suspend(Changing),
    /// Lift a suspension.
    Reinstate(Changing),
    /// Show another message.
    Message(Message),
    /// Take back a revocation that was a mistake.
    UndoRevocation(Changing),
    Publish(Publish),
}

/// Give a credential its places in status lists, and print its `credentialStatus`, for whoever signs elsewhere.
///
/// `issue --status` does it by itself. A credential that is asked for again has the places that it had.
#[derive(clap::Args)]
struct Allocate {
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

/// What every change takes. Verifiers see it once the list is published again.
#[derive(clap::Args)]
struct Changing {
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
struct Message {
    #[command(flatten)]
    changing: Changing,
    /// Which one, from 0.
    #[arg(long, value_name = "NUMBER")]
    value: u32,
}

/// Sign status lists as they stand, and write each into a file that is called as the last segment of its URL.
///
/// Several processes may do so at once. A file is always whole, and never replaced by an older one.
#[derive(clap::Args)]
struct Publish {
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
    #[arg(long, value_parser = PossibleValuesParser::new(Suite::all().map(Suite::name)))]
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

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.action {
            Action::Allocate(allocate) => allocate.run(),
            Action::Revoke(changing) => changing.run(Change::Revoke),
            Action::Suspend(changing) => changing.run(Change::Suspend),
            Action::Reinstate(changing) => changing.run(Change::Reinstate),
            Action::Message(message) => message.changing.run(Change::Message(message.value)),
            Action::UndoRevocation(changing) => changing.run(Change::UndoRevocation),
            Action::Publish(publish) => publish.run(),
        }
    }
}

impl Allocate {
    fn run(self) -> Result<Exit, Failure> {
        let mut store = StatusStore::new(self.store, self.url);
        store.suspension = self.suspension;
        store.messages = self.messages;
        store.entries = self.entries;
        let places = StatusAllocate::new(store, self.issuer, self.credential).run(&Environment::system())?;
        target::answer(&places, self.format)?;
        Ok(Exit::Done)
    }
}

impl Changing {
    fn run(self, change: Change) -> Result<Exit, Failure> {
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

impl Publish {
    fn run(self) -> Result<Exit, Failure> {
        let mut publish = StatusPublish::new(self.store, KeyFile::read(&self.key)?, self.out);
        publish.lists = self.lists;
        publish.suite = self.suite.as_deref().and_then(Suite::from_name);
        publish.freshness = publish.freshness.kept_for(Duration::from_secs(self.kept_for.into()));
        if let Some(seconds) = self.valid_for {
            publish.freshness = publish.freshness.valid_for(Duration::from_secs(seconds.into()));
        }
        target::answer(&publish.run(&Environment::system())?, self.format)?;
        Ok(Exit::Done)
    }
}
