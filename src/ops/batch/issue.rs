use crate::badge::Profile;
use crate::batch::{BatchAction, BatchError, Cohort, Progress, Summary};
use crate::env::Environment;
use crate::json::{Pointer, Tree, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::microcredential::Offer;
use crate::microcredential::carrier::Carrier;
use crate::ops::issue::issuer_of;
use crate::ops::request::Request;
use crate::ops::request::document::DocumentKind;
use crate::ops::status::{StatusStore, within_status};
use crate::ops::{Answer, Error, Issue, Operation, SigningKey, bake, sealed};
use crate::proof::Suite;
use crate::report::{Finding, Findings, code};
use chrono::NaiveDate;
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Issues one offer to everybody in a roster, each into a file of its own: see [`batch`](crate::batch).
///
/// It is issued in the name of whom [`Issue`] would issue it.
#[derive(Clone)]
#[non_exhaustive]
pub struct BatchIssue {
    /// The [JSON form](crate::microcredential::form) of the offer.
    pub offer: String,
    /// The roster: a file.
    pub roster: PathBuf,
    /// The folder that the credentials go to.
    pub folder: PathBuf,
    /// The key, whose `kid` says where its public half is found.
    pub key: SigningKey,
    /// The suite; the one [for the key](Suite::for_key) if nothing is said.
    pub suite: Option<Suite>,
    /// How a micro-credential is carried.
    pub carrier: Option<Carrier>,
    /// In whose name it is issued.
    pub issuer: Option<Profile>,
    /// Where credentials get places in status lists from, if they are to be revocable.
    pub status: Option<StatusStore>,
    /// Signed endorsements of the offer, by its id, or of the issuer: they go into every credential.
    pub endorsements: Vec<Vec<u8>>,
    /// The date of issuing, for rows that have none.
    pub issued: Option<NaiveDate>,
    /// The image that each credential is baked into: a PNG or SVG.
    pub image: Option<Vec<u8>>,
    /// Columns of the roster that are left out.
    pub ignored_columns: Vec<String>,
    /// Whether the roster may be another one than the cohort was begun with.
    pub accept_changes: bool,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

impl BatchIssue {
    /// Issues with the suite for the key, in terms of Open Badges 3.0 alone.
    pub fn new(
        offer: impl Into<String>,
        roster: impl Into<PathBuf>,
        key: impl Into<SigningKey>,
        folder: impl Into<PathBuf>,
    ) -> Self {
        Self {
            offer: offer.into(),
            roster: roster.into(),
            folder: folder.into(),
            key: key.into(),
            suite: None,
            carrier: None,
            issuer: None,
            status: None,
            endorsements: Vec::new(),
            issued: None,
            image: None,
            ignored_columns: Vec::new(),
            accept_changes: false,
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }

    /// Reads a date of issuing.
    pub fn date(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    /// Reads what is issued: the [JSON form](crate::microcredential::form) of an offer.
    ///
    /// # Errors
    /// Everything that is malformed, missing or contradictory in it, with pointers; that it is the record of one learner, where it is one.
    pub fn read_offer(text: &str) -> Result<Offer, Findings> {
        match Tree::parse(text, &Limits::default()) {
            Ok(tree) if DocumentKind::of(tree.root()) == DocumentKind::MicroCredential => {
                let detail = "this is the record of one learner: give what stands in it under `offer`";
                Err(Findings::from_iter([Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)]))
            }
            _ => Offer::from_json(text),
        }
    }

    /// Carries it out; `progress` hears of each block of learners that is on the disk, and may break off.
    ///
    /// # Errors
    /// What keeps all of them from being issued. A row for which nothing can be issued is in the summary.
    pub fn run_with(
        self,
        environment: &Environment,
        progress: impl FnMut(&Progress) -> ControlFlow<()> + Send,
    ) -> Result<Summary, Error> {
        let offer = Self::read_offer(&self.offer).map_err(Error::reasons)?;
        let identity = self.key.identity()?;
        let suite = self.suite.unwrap_or_else(|| Suite::for_key(self.key.public_key().key_type()));
        let profile = match self.issuer {
            Some(profile) => profile,
            None => issuer_of(&offer, &identity)?,
        };
        let mut issuer = self
            .key
            .issuer(profile, self.contexts, self.limits, environment)?
            .with_suite(suite)
            .with_carrier(self.carrier.unwrap_or_default())
            .with_endorsements(self.endorsements);
        if let Some(store) = self.status {
            issuer = issuer.with_status(store.open_for(&identity, environment)?);
        }
        let mut cohort = Cohort::new(offer, issuer).ignoring(self.ignored_columns);
        cohort = self.issued.into_iter().fold(cohort, Cohort::awarded_on);
        cohort = self.image.into_iter().fold(cohort, Cohort::baked_into);
        if self.accept_changes {
            cohort = cohort.accepting_changes();
        }
        Ok(cohort.issue(self.roster, self.folder, progress)?)
    }
}

impl Operation for BatchIssue {
    const NAME: &'static str = "batch_issue";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/batch_issue.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/batch_issue.response.schema.json");
    type Answer = Summary;

    fn run(self, environment: &Environment) -> Result<Summary, Error> {
        self.run_with(environment, |_| ControlFlow::Continue(()))
    }
}

impl sealed::Sealed for BatchIssue {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("offer", "give the offer that is issued, as a string with its text or as JSON");
        let offer = request.document("offer").map(|offer| String::from_utf8_lossy(&offer).into_owned());
        request.require("roster", "name the file with the learners");
        let roster = request.string("roster");
        request.require("folder", "name the folder that the credentials go to");
        let folder = request.string("folder");
        let key = SigningKey::read(request);
        request.require("key", "give the private JWK to sign with");
        let suite = request.suite();
        let carrier = request.named("carrier", "standard or extended", Carrier::from_name);
        let issuer = request.read("issuer", Issue::profile);
        let status = request.read("status", StatusStore::read_status);
        let endorsements = request.documents("endorsements");
        let issued = request.named("issued", "a date such as 2026-06-15", Self::date);
        let image = bake::image(request, "image", "a PNG");
        let ignored_columns = request.strings("ignoredColumns");
        let accept_changes = request.flag("acceptChanges");
        let (contexts, limits) = (request.contexts(), request.limits());
        let batch = Self::new(offer?, roster?, key?, folder?);
        Some(Self {
            suite,
            carrier,
            issuer,
            status,
            endorsements,
            issued,
            image,
            ignored_columns,
            accept_changes,
            contexts,
            limits,
            ..batch
        })
    }
}

impl From<BatchError> for Error {
    fn from(error: BatchError) -> Self {
        use io::ErrorKind::{Interrupted, OutOfMemory, QuotaExceeded, StorageFull, WriteZero};
        let member = match error {
            BatchError::Registry(error) => return within_status(error.into()),
            BatchError::Issue(error) => return error.into(),
            // Another name would not do.
            BatchError::Io { kind: StorageFull | QuotaExceeded | WriteZero | OutOfMemory | Interrupted, .. } => {
                return Self::failed(error.to_string());
            }
            BatchError::Image(_) => "image",
            BatchError::Roster(_)
            | BatchError::Columns(_)
            | BatchError::RosterChanged
            | BatchError::RosterInMotion
            | BatchError::Io { action: BatchAction::ReadingRoster, .. } => "roster",
            BatchError::Io { action: BatchAction::ReadingCredentials, .. } => "credentials",
            BatchError::Io { action: BatchAction::WritingReports, .. } => "reports",
            BatchError::Entropy(_) | BatchError::Threads(_) => return Self::failed(error.to_string()),
            _ => "folder",
        };
        Self::member(member, error.to_string())
    }
}

impl Answer for Summary {
    /// How many were issued, and every row for which nothing was, with the reason.
    fn to_json(&self) -> Value {
        Self::to_json(self)
    }
}
