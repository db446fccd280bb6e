use super::folder::Folder;
use super::issuing::Issuing;
use super::journal::Terms;
use super::roster::Roster;
use super::{BatchError, Progress, Summary, Workers};
use crate::bake::Container;
use crate::codec::{digest, hex};
use crate::issue::Issuer;
use crate::microcredential::Offer;
use crate::proof::Suite;
use chrono::NaiveDate;
use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

/// Credentials that are made, brought to the disk and noted together.
const BLOCK: usize = 256;

/// Issues one offer to everybody in a roster. See the [module](crate::batch).
#[derive(Clone)]
pub struct Cohort {
    pub(super) offer: Offer,
    pub(super) issuer: Issuer,
    pub(super) awarded: Option<NaiveDate>,
    pub(super) template: Option<Vec<u8>>,
    ignored: Vec<String>,
    accepts_changes: bool,
    threads: usize,
    pub(super) block: usize,
}

impl Cohort {
    /// A cohort that is awarded an offer by an issuer. If the issuer has [status lists](Issuer::with_status), each credential gets
    /// its places.
    pub fn new(offer: Offer, issuer: Issuer) -> Self {
        Self {
            offer,
            issuer,
            awarded: None,
            template: None,
            ignored: Vec::new(),
            accepts_changes: false,
            threads: 0,
            block: BLOCK,
        }
    }

    /// The same, with the date of issuing for every learner whose row has none.
    #[must_use]
    pub fn awarded_on(self, date: NaiveDate) -> Self {
        Self { awarded: Some(date), ..self }
    }

    /// The same, baking each credential into this PNG or SVG.
    #[must_use]
    pub fn baked_into(self, template: impl Into<Vec<u8>>) -> Self {
        Self { template: Some(template.into()), ..self }
    }

    /// The same, leaving out columns of these names.
    #[must_use]
    pub fn ignoring(self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { ignored: columns.into_iter().map(Into::into).collect(), ..self }
    }

    /// The same, going on with a roster that is not the one that the cohort was begun with: new rows, and those that were
    /// refused, are issued. A row that says something else now than when its credential was issued is refused.
    #[must_use]
    pub fn accepting_changes(self) -> Self {
        Self { accepts_changes: true, ..self }
    }

    /// The same on so many threads, instead of as many as there are cores.
    #[must_use]
    pub fn on_threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    /// The same, bringing so many credentials to the disk together, instead of 256. Fewer are told as done sooner; more take fewer
    /// transactions.
    #[must_use]
    pub fn in_blocks_of(self, credentials: usize) -> Self {
        Self { block: credentials.max(1), ..self }
    }

    /// Issues to everybody in a roster who has no credential in the folder yet. `progress` hears of each block of learners once it
    /// is on the disk, and may break off.
    ///
    /// A row that nothing can be issued for is in the summary, and stops nobody else.
    ///
    /// # Errors
    /// What keeps all of them from being issued: see [`BatchError`].
    pub fn issue(
        &self,
        roster: impl AsRef<Path>,
        folder: impl AsRef<Path>,
        progress: impl FnMut(&Progress) -> ControlFlow<()> + Send,
    ) -> Result<Summary, BatchError> {
        let roster = Roster::open(roster.as_ref(), &self.ignored)?;
        if self.awarded.is_none() && !roster.has_dates() {
            let detail = "no column says when the micro-credential was issued; add `issued`, or give one date for all";
            return Err(BatchError::Roster(detail.to_owned()));
        }
        if self.template.as_deref().is_some_and(|image| Container::of(image).is_none()) {
            return Err(crate::bake::Error::NotAnImage.into());
        }
        let (survey, workers) = (roster.survey()?, Workers::new(self.threads)?);
        let opened = Folder::open(folder.as_ref(), &self.terms(), self.issuer.environment())?;
        let is_changed = opened.roster.as_ref().is_some_and(|then| *then != hex::encode(&survey.sha256));
        if is_changed && !self.accepts_changes {
            return Err(BatchError::RosterChanged);
        }
        Issuing { cohort: self, roster: &roster, survey, workers }.run(opened, progress)
    }

    /// What a cohort depends on and may not change while it is issued.
    fn terms(&self) -> Terms {
        let date = self.awarded.map(|date| date.to_string()).unwrap_or_default();
        let image = self.template.as_ref().map(digest::sha256_hex).unwrap_or_default();
        let own =
            [("the offer", self.offer.to_json().to_string()), ("the date of issuing", date), ("the image", image)];
        let all = own.into_iter().chain(self.issuer.terms());
        all.map(|(name, text)| (name, digest::sha256_hex(text))).collect()
    }

    /// The ending of the files.
    pub(super) fn ending(&self) -> &'static str {
        match (self.template.as_deref().and_then(Container::of), self.issuer.suite()) {
            (Some(Container::Png), _) => "png",
            (Some(Container::Svg), _) => "svg",
            (None, Suite::OpenBadgesJwt | Suite::Jwt) => "jwt",
            (None, Suite::SdJwt) => "sd-jwt",
            (None, Suite::Cose) => "cose",
            (None, Suite::DataIntegrity(_)) => "json",
        }
    }
}

impl fmt::Debug for Cohort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Cohort")
            .field("offer", &self.offer.id)
            .field("issuer", &self.issuer)
            .field("awarded", &self.awarded)
            .finish_non_exhaustive()
    }
}
