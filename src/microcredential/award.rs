use super::{Elements, Grade, Learner, Offer, check};
use crate::env::{EntropyError, Environment};
use crate::json::Pointer;
use crate::report::{Finding, Findings};
use crate::vc::DateTimeStamp;
use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Utc};

/// A micro-credential: the record that a learner has achieved what was offered.
///
/// It has every mandatory element of [Annex I](https://eur-lex.europa.eu/eli/C/2022/243/02) and contradicts itself nowhere.
/// `Debug` masks the learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MicroCredential {
    pub(super) id: Option<String>,
    pub(super) learner: Learner,
    pub(super) issued: NaiveDate,
    pub(super) valid_until: Option<DateTimeStamp>,
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

    /// Until when it is valid; for ever if nothing is said. Where the [offer](Elements::valid_for) said for how long, that was counted
    /// from the day of issuing.
    pub fn valid_until(&self) -> Option<&DateTimeStamp> {
        self.valid_until.as_ref()
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
        let until = self.valid_until.as_ref();
        check::award(self.id.as_deref(), &self.learner, Some(self.issued), until, self.grade.as_ref(), &self.offer)
    }

    /// The same at a moment: also that the date of issuing is still to come, or that the end is past.
    pub(crate) fn check_at(&self, now: DateTime<Utc>) -> Findings {
        self.check().into_iter().chain(self.untimely(now)).collect()
    }

    /// What of that is about the learner, the date and the grade, and not about the offer alone.
    #[cfg(feature = "batch")]
    pub(crate) fn check_record_at(&self, now: DateTime<Utc>) -> Findings {
        let (until, grade) = (self.valid_until.as_ref(), self.grade.as_ref());
        let record = check::record(self.id.as_deref(), &self.learner, Some(self.issued), until, grade, &self.offer);
        record.into_iter().chain(self.untimely(now)).collect()
    }

    fn untimely(&self, now: DateTime<Utc>) -> impl Iterator<Item = Finding> {
        let late =
            self.valid_until.as_ref().and_then(|until| check::ended(until, Pointer::root().member("validUntil"), now));
        check::early(self.issued, now).into_iter().chain(late)
    }

    /// From when it is valid if it is issued now, where that is sooner than the midnight in UTC: where the day begins first, it has begun.
    pub(crate) fn valid_before_midnight(&self, now: DateTime<Utc>) -> Option<DateTimeStamp> {
        let midnight = self.issued.and_time(NaiveTime::MIN).and_utc();
        let has_begun = check::begun(self.issued) <= now && now < midnight;
        has_begun.then(|| now.trunc_subsecs(0).into())
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

/// Collects a [`MicroCredential`]: when it was awarded, until when it is valid, with what grade.
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
    valid_until: Option<DateTimeStamp>,
    grade: Option<Grade>,
    offer: Offer,
}

impl MicroCredentialBuilder {
    pub(super) fn new(offer: Offer, learner: Learner) -> Self {
        Self { id: None, learner, issued: None, valid_until: None, grade: None, offer }
    }

    /// An id of its own (absolute IRI).
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// Annex I: "Date of issuing": a day of the calendar where it is issued. `Environment::system().now().date_naive()` is today in UTC,
    /// where a day begins later than in most of Europe.
    ///
    /// What is signed is valid from the midnight in UTC that begins the day; while that is still to come and the day has begun somewhere,
    /// from the moment of signing.
    pub fn on(self, date: NaiveDate) -> Self {
        Self { issued: Some(date), ..self }
    }

    /// Until when it is valid, whatever the offer says. It is kept in UTC.
    pub fn valid_until(self, end: DateTimeStamp) -> Self {
        Self { valid_until: Some(end), ..self }
    }

    /// The last day on which it is valid, whatever the offer says; the day ends at midnight in UTC.
    ///
    /// ```no_run
    /// # use microcred::microcredential::{Learner, Offer};
    /// # fn award(offer: Offer, issued: chrono::NaiveDate, last: chrono::NaiveDate) -> Result<(), microcred::report::Findings> {
    /// let held = offer.award_to(Learner::named("Ana Silva")).on(issued).valid_through(last).build()?;
    /// # Ok(()) }
    /// ```
    pub fn valid_through(self, last_day: NaiveDate) -> Self {
        self.valid_until(end_of(last_day))
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
        let Self { id, learner, issued, valid_until, grade, offer } = self;
        let (until, own_id) = (valid_until.as_ref(), id.as_deref());
        let findings = check::award(own_id, &learner, issued, until, grade.as_ref(), &offer);
        match issued {
            Some(issued) => findings.into_result(awarded(id, learner, issued, valid_until, grade, offer)),
            None => Err(findings),
        }
    }
}

/// What is awarded ends when that is stated, or when the offer says, counted from the day of issuing; from then on its end stands in
/// the record alone.
pub(super) fn awarded(
    id: Option<String>,
    learner: Learner,
    issued: NaiveDate,
    stated: Option<DateTimeStamp>,
    grade: Option<Grade>,
    offer: Offer,
) -> MicroCredential {
    let valid_until = end(stated.as_ref(), &offer, issued);
    MicroCredential { id, learner, issued, valid_until, grade, offer: offer.without_period() }
}

/// When an award ends, as it is stated or as the offer counts it; in UTC, as badges say it.
pub(super) fn end(stated: Option<&DateTimeStamp>, offer: &Elements, issued: NaiveDate) -> Option<DateTimeStamp> {
    stated.map(DateTimeStamp::to_utc).or_else(|| offer.valid_for.map(|period| end_of(period.after(issued))))
}

/// The last second of a day in UTC.
pub(super) fn end_of(day: NaiveDate) -> DateTimeStamp {
    day.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default()).and_utc().into()
}
