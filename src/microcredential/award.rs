use super::{Grade, Learner, Offer, check};
use crate::env::{EntropyError, Environment};
use crate::report::Findings;
use chrono::NaiveDate;

/// A micro-credential: the record that a learner has achieved what was offered.
///
/// It has every mandatory element of [Annex I](https://eur-lex.europa.eu/eli/C/2022/243/02) and contradicts itself nowhere.
/// `Debug` masks the learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MicroCredential {
    pub(super) id: Option<String>,
    pub(super) learner: Learner,
    pub(super) issued: NaiveDate,
    pub(super) grade: Option<Grade>,
    pub(super) offer: Offer,
}

impl MicroCredential {
    /// The id of this record (absolute IRI); becomes the id of the credential. One is made at issue if there is none.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// "Identification of the learner".
    pub fn learner(&self) -> &Learner {
        &self.learner
    }

    /// "Date of issuing".
    pub fn issued(&self) -> NaiveDate {
        self.issued
    }

    /// "Grade achieved".
    pub fn grade(&self) -> Option<&Grade> {
        self.grade.as_ref()
    }

    /// What was achieved.
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// What is worth knowing about a complete record: warnings and notes, with pointers into its
    /// [JSON form](Self::to_json).
    pub fn check(&self) -> Findings {
        check::award(self.id.as_deref(), &self.learner, Some(self.issued), self.grade.as_ref(), &self.offer)
    }

    /// The same on a day: also that the date of issuing is still to come.
    pub(crate) fn check_on(&self, today: NaiveDate) -> Findings {
        self.check().into_iter().chain(check::early(self.issued, today)).collect()
    }

    /// What of that is about the learner, the date and the grade, and not about the offer alone.
    #[cfg(feature = "batch")]
    pub(crate) fn check_record_on(&self, today: NaiveDate) -> Findings {
        let record =
            check::record(self.id.as_deref(), &self.learner, Some(self.issued), self.grade.as_ref(), &self.offer);
        record.into_iter().chain(check::early(self.issued, today)).collect()
    }

    /// The same, awarded on another day.
    pub(crate) fn awarded_on(self, day: NaiveDate) -> Self {
        Self { issued: day, ..self }
    }

    /// The same, with fresh ids (`urn:uuid:`) for the record and for what was offered where they have none.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn with_ids(mut self, environment: &Environment) -> Result<Self, EntropyError> {
        if self.id.is_none() {
            self.id = Some(environment.urn_uuid()?);
        }
        if self.offer.id.is_none() {
            self.offer = self.offer.with_id(environment.urn_uuid()?);
        }
        Ok(self)
    }
}

/// Collects a [`MicroCredential`]: when it was awarded, with what grade.
///
/// ```no_run
/// use microcred::microcredential::{Learner, Offer};
/// # fn award(offer: Offer) -> Result<(), Box<dyn std::error::Error>> {
/// let held = offer.award_to(Learner::named("Ana Silva")).on(chrono::NaiveDate::from_ymd_opt(2026, 6, 15).ok_or("no such day")?).grade("Pass").build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct MicroCredentialBuilder {
    id: Option<String>,
    learner: Learner,
    issued: Option<NaiveDate>,
    grade: Option<Grade>,
    offer: Offer,
}

impl MicroCredentialBuilder {
    pub(super) fn new(offer: Offer, learner: Learner) -> Self {
        Self { id: None, learner, issued: None, grade: None, offer }
    }

    /// An id of its own (absolute IRI).
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// Annex I: "Date of issuing".
    pub fn on(self, date: NaiveDate) -> Self {
        Self { issued: Some(date), ..self }
    }

    /// Annex I: "Grade achieved".
    pub fn grade(self, grade: impl Into<Grade>) -> Self {
        Self { grade: Some(grade.into()), ..self }
    }

    /// The micro-credential.
    ///
    /// # Errors
    /// Everything that is missing or contradictory, at once, with pointers into the
    /// [JSON form](MicroCredential::to_json).
    pub fn build(self) -> Result<MicroCredential, Findings> {
        let findings = check::award(self.id.as_deref(), &self.learner, self.issued, self.grade.as_ref(), &self.offer);
        match self.issued {
            Some(issued) => findings.into_result(MicroCredential {
                id: self.id,
                learner: self.learner,
                issued,
                grade: self.grade,
                offer: self.offer,
            }),
            None => Err(findings),
        }
    }
}
