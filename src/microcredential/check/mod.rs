//! What a description lacks or contradicts, element by element.

mod grade;
mod learner;
mod level;
mod organisation;
mod quality;
mod workload;

pub(super) use grade::pass;

use super::form::{Quoted, is_blank};
use super::kind::other_kind;
use super::vocabulary::{Concept, Vocabulary};
use super::{
    CredentialKind, Elements, Field, Grade, Learner, LearningOutcome, Period, PeriodError, Stackability, Text, annex,
    award,
};
use crate::codec::iri;
use crate::json::Pointer;
use crate::report::{Code, Finding, Findings, code};
use crate::vc::DateTimeStamp;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// Everything about the elements of an offer that stands at `at`.
pub(super) fn elements(elements: &Elements, at: &Pointer) -> Findings {
    let mut check = Check::default();
    check.iri(elements.id.as_deref(), || at.member("id"));
    check.kind(&elements.kind, at);
    check.present(!elements.title.is_empty(), at.member("title"), annex::TITLE);
    check.text(&elements.title, at.member("title"));
    check.text(&elements.description, at.member("description"));
    check.string(elements.code.as_deref(), || at.member("code"));
    check.issuer_locations(elements, &at.member("issuerLocations"));
    check.awarding_bodies(elements, &at.member("awardingBodies"));
    check.learning_outcomes(elements, &at.member("learningOutcomes"));
    check.workload(&elements.workload, &at.member("workload"));
    check.proportion(elements, &at.member("workload"));
    check.levels(&elements.levels, &at.member("level"));
    check.values(&elements.assessment_types, &at.member("assessmentTypes"), Some(annex::ASSESSMENT));
    check.values(&elements.participation, &at.member("participation"), Some(annex::PARTICIPATION));
    check.quality_assurance(&elements.quality_assurance, &at.member("qualityAssurance"));
    check.text(&elements.prerequisites, at.member("prerequisites"));
    if let Some(scheme) = &elements.grading_scheme {
        check.grading_scheme(scheme, &at.member("gradingScheme"));
    }
    if let Some(Stackability::Stackable { towards }) = &elements.stackability {
        let at = at.member("stackability").member("towards");
        check.unique(towards.iter().map(|target| &target.id), &at);
        for (index, target) in towards.iter().enumerate() {
            check.iri(Some(&target.id), || at.item(index).member("id"));
            check.text(&target.name, at.item(index).member("name"));
        }
    }
    if elements.valid_for.is_some_and(Period::is_zero) {
        check.say(code::ec::VALIDITY, at.member("validFor"), PeriodError.to_string());
    }
    check.further_information(elements, &at.member("furtherInformation"));
    check.values(elements.learning_setting.as_slice(), &at.member("learningSetting"), None);
    check.fields(&elements.fields, &at.member("fields"));
    check.unique(elements.languages.iter(), &at.member("languages"));
    check.findings
}

/// Everything about a record: the learner, the dates, the grade, and what was offered.
pub(super) fn award(
    id: Option<&str>,
    learner: &Learner,
    issued: Option<NaiveDate>,
    valid_until: Option<&DateTimeStamp>,
    grade: Option<&Grade>,
    offer: &Elements,
) -> Findings {
    let mut findings = record(id, learner, issued, valid_until, grade, offer);
    findings.extend(elements(offer, &Pointer::root().member("offer")));
    findings
}

/// What is the record's own: the learner, the dates, the grade, and how they go together with what was offered.
pub(super) fn record(
    id: Option<&str>,
    learner: &Learner,
    issued: Option<NaiveDate>,
    valid_until: Option<&DateTimeStamp>,
    grade: Option<&Grade>,
    offer: &Elements,
) -> Findings {
    let at = Pointer::root();
    let mut check = Check::default();
    check.iri(id, || at.member("id"));
    check.learner(learner, &at.member("learner"));
    check.present(issued.is_some(), at.member("issued"), annex::DATE);
    check.grade(grade, offer, &at.member("grade"));
    if let Some(issued) = issued {
        check.quality_in_force(&offer.quality_assurance, issued, &at.member("offer").member("qualityAssurance"));
        if let Some(until) = award::end(valid_until, offer, issued).filter(|until| until.instant() < begun(issued)) {
            let detail = format!("it is {until}, and issued on {issued}; correct one of the two");
            check.say(code::ec::VALIDITY_ORDER, at.member("validUntil"), detail);
        }
    }
    check.findings
}

/// When a day begins where it begins first, which is fourteen hours ahead of UTC.
pub(super) fn begun(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    midnight.checked_sub_signed(TimeDelta::hours(14)).unwrap_or(midnight).and_utc()
}

/// That a date of issuing is still to come wherever one is: what is signed with it is valid from that day on.
pub(super) fn early(issued: NaiveDate, now: DateTime<Utc>) -> Option<Finding> {
    let detail = format!("it is {issued}, and today is {}; correct it, or issue on that day", now.date_naive());
    (begun(issued) > now)
        .then(|| Finding::new(code::ec::DATE_FUTURE, Pointer::root().member("issued"), detail).about(annex::DATE))
}

/// That something has ended already.
pub(crate) fn ended(until: &DateTimeStamp, at: Pointer, now: DateTime<Utc>) -> Option<Finding> {
    let detail = format!("it was valid until {until}, and today is {}; correct it, or leave it out", now.date_naive());
    (until.instant() <= now).then(|| Finding::new(code::ec::DATE_PAST, at, detail))
}

#[derive(Default)]
struct Check {
    findings: Findings,
}

impl Check {
    fn say(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, at, detail));
    }

    fn present(&mut self, is_there: bool, at: Pointer, element: &'static str) {
        if !is_there {
            self.findings
                .push(Finding::new(code::ec::MISSING, at, format!("“{element}” is not stated; add it")).about(element));
        }
    }

    fn iri(&mut self, iri: Option<&str>, at: impl FnOnce() -> Pointer) {
        if iri.is_some_and(|iri| !iri::is_absolute(iri)) {
            self.say(code::ec::IRI, at(), "write it in full, such as https://vet.example/offers/7");
        }
    }

    fn string(&mut self, text: Option<&str>, at: impl FnOnce() -> Pointer) {
        if text.is_some_and(is_blank) {
            self.say(code::ec::TEXT, at(), "it is empty; leave it out, or say something");
        }
    }

    fn text(&mut self, text: &Text, at: Pointer) {
        for tag in text.malformed() {
            self.say(
                code::ec::TEXT,
                at.clone(),
                format!("{} is no BCP 47 tag, or there is a wording for it already", Quoted(tag)),
            );
        }
        for (tag, _) in text.wordings().filter(|(_, words)| is_blank(words)) {
            let place = if text.as_plain().is_some() { at.clone() } else { at.member(tag.as_str()) };
            self.say(code::ec::TEXT, place, "it is empty; leave it out, or say something");
        }
    }

    fn needed_text(&mut self, text: &Text, at: Pointer, element: &'static str) {
        self.present(!text.is_empty(), at.clone(), element);
        self.text(text, at);
    }

    /// Sets have no order and no second copy once they are signed, so a list that repeats itself cannot be carried.
    fn unique<T: Ord>(&mut self, items: impl Iterator<Item = T>, at: &Pointer) {
        let mut seen = BTreeSet::new();
        for (index, item) in items.enumerate() {
            if !seen.insert(item) {
                self.say(code::ec::DUPLICATE, at.item(index), "the list holds this already; keep one");
            }
        }
    }

    fn kind(&mut self, kind: &CredentialKind, at: &Pointer) {
        let CredentialKind::Other(term) = kind else {
            return;
        };
        if other_kind(term).is_none() {
            let detail = format!(
                "{} is no other achievement type of Open Badges (`achievementType` in a badge), to the letter; write one such \
                 as Course, or ext: and a word of your own",
                Quoted(term)
            );
            self.say(code::ec::UNKNOWN_VALUE, at.member("kind"), detail);
        }
    }

    fn learning_outcomes(&mut self, elements: &Elements, at: &Pointer) {
        self.present(!elements.learning_outcomes.is_empty(), at.clone(), annex::LEARNING_OUTCOMES);
        let languages = elements.language_tags();
        let wording = |outcome: &LearningOutcome| outcome.text.preferring(languages.iter().copied()).to_owned();
        self.unique(elements.learning_outcomes.iter().map(wording), at);
        for (index, outcome) in elements.learning_outcomes.iter().enumerate() {
            let at = at.item(index);
            self.needed_text(&outcome.text, at.member("text"), annex::LEARNING_OUTCOMES);
            self.values(outcome.kind.as_slice(), &at.member("kind"), None);
            self.unique(outcome.skills.iter().map(|skill| &skill.uri), &at.member("skills"));
            for (index, skill) in outcome.skills.iter().enumerate() {
                let at = at.member("skills").item(index);
                self.iri(Some(&skill.uri), || at.member("uri"));
                self.text(&skill.name, at.member("name"));
                self.string(skill.framework.as_deref(), || at.member("framework"));
            }
        }
    }

    fn values<V: Vocabulary + Ord>(&mut self, values: &[V], at: &Pointer, mandatory: Option<&'static str>) {
        if let Some(element) = mandatory {
            self.present(!values.is_empty(), at.clone(), element);
        }
        self.unique(values.iter(), at);
        for (index, value) in values.iter().enumerate() {
            let place = if mandatory.is_some() { at.item(index) } else { at.clone() };
            if let Some(concept) = value.as_other() {
                self.concept(concept, &place);
                if concept.uri.as_deref().is_some_and(|uri| V::of_uri(uri).as_other().is_none()) {
                    self.say(code::ec::UNKNOWN_VALUE, place, "this value has a name here; use it");
                }
            }
        }
    }

    fn concept(&mut self, concept: &Concept, at: &Pointer) {
        self.iri(concept.uri.as_deref(), || at.clone());
        self.text(&concept.label, at.member("label"));
        if concept.uri.is_none() && concept.label.is_empty() {
            self.say(code::ec::FORM, at.clone(), "give a `uri`, a `label`, or both");
        }
    }

    fn fields(&mut self, fields: &[Field], at: &Pointer) {
        self.unique(fields.iter(), at);
        for (index, field) in fields.iter().enumerate() {
            if let Field::Other(concept) = field {
                self.concept(concept, &at.item(index));
                if concept.uri.as_deref().is_some_and(|uri| matches!(Field::from_uri(uri), Field::Isced(_))) {
                    self.say(code::ec::UNKNOWN_VALUE, at.item(index), "this field has a code here; use it");
                }
            }
        }
    }

    fn further_information(&mut self, elements: &Elements, at: &Pointer) {
        self.unique(elements.further_information.iter(), at);
        for (index, information) in elements.further_information.iter().enumerate() {
            self.iri(information.url.as_deref(), || at.item(index).member("url"));
            self.text(&information.text, at.item(index).member("text"));
            if information.url.is_none() && information.text.is_empty() {
                self.say(code::ec::FORM, at.item(index), "give a `url`, a `text`, or both");
            }
        }
    }
}
