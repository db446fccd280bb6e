//! edubadges: its terms for Open Badges 3.0 (of SURF and Npuls), its extensions of Open Badges 2.0, and the plain members that
//! it puts beside them.

use super::super::recover::{Recovered, achievement_pointer, language, once, push};
use super::{Rule, Term, amount, boolean, items, said, term, unreadable, whole, written};
use crate::codec::iri;
use crate::framework::Eqf;
use crate::json::{Object, Pointer, Value};
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    AssessmentType, CredentialKind, Elements, FurtherInformation, LearningOutcome, Level, Participation,
    QualityAssurance, QualityAssuranceType, Stackability, Supervision, Venue,
};
use crate::report::code;

pub(super) const TERMS: &[Term] = &[
    term("ECTS", "/offer/workload", Rule::EdubadgesTerm, |value, elements| {
        amount(value).map(|ects| once(&mut elements.workload.ects, ects))
    }),
    term("SBU", "/offer/workload", Rule::EdubadgesTerm, hours),
    term("timeInvestment", "/offer/workload", Rule::EdubadgesTerm, hours),
    term("TimeInvestment", "/offer/workload", Rule::EdubadgesMember, hours),
    term("StudyLoad", "/offer/workload", Rule::EdubadgesMember, hours),
    term("EQF", "/offer/level", Rule::EdubadgesMember, |value, elements| {
        push(&mut elements.levels, Level::Eqf(whole(value).and_then(Eqf::new)?.level()));
        Some(true)
    }),
    term("LearningOutcome", "/offer/learningOutcomes", Rule::EdubadgesMember, |value, elements| {
        push(&mut elements.learning_outcomes, LearningOutcome::new(said(value)?));
        Some(true)
    }),
    term("Language", "/offer/languages", Rule::EdubadgesMember, |value, elements| {
        push(&mut elements.languages, language(&said(value)?)?);
        Some(true)
    }),
    term("assessmentType", "/offer/assessmentTypes", Rule::EdubadgesTerm, |value, elements| {
        each(value, &mut elements.assessment_types, assessment)
    }),
    term("participationType", "/offer/participation", Rule::EdubadgesTerm, form_of_participation),
    term("participation", "/offer/participation", Rule::EdubadgesMember, form_of_participation),
    term("stackable", "/offer/stackability", Rule::EdubadgesMember, |value, elements| {
        let stackable = if boolean(value)? { Stackability::stackable() } else { Stackability::Standalone };
        let is_same = elements.stackability.as_ref().is_none_or(|own| own.uri() == stackable.uri());
        elements.stackability.get_or_insert(stackable);
        Some(is_same)
    }),
    term("typeBadgeClass", "/offer/kind", Rule::EdubadgesMember, |value, elements| {
        said(value)?;
        elements.kind = CredentialKind::from_achievement_type("MicroCredential");
        Some(true)
    }),
    Term { parts: first, ..term("educationProgramIdentifier", "/offer/code", Rule::EdubadgesTerm, programme) },
    Term { parts: first, ..term("EducationProgramIdentifier", "/offer/code", Rule::EdubadgesMember, programme) },
    term("GradingTable", "/offer/furtherInformation", Rule::EdubadgesMember, |value, elements| {
        let url = said(value).filter(|url| iri::is_absolute(url))?;
        push(&mut elements.further_information, FurtherInformation::at(url));
        Some(true)
    }),
];

/// Whether a value states the element that its term is for: of the types of its badges, only one is a kind of credential.
pub(super) fn states(term: &str, value: &Value) -> bool {
    term != "typeBadgeClass" || said(value).is_none_or(|own| own == "micro_credential")
}

/// The terms that quality assurance is told by.
const QUALITY_ASSURANCE: [&str; 2] = ["qualityAssuranceName", "qualityAssuranceUrl"];

const GRADE: &str = "grade_achieved";

/// Supervision and identity check are told apart, in words or in booleans.
pub(super) fn supervision(extra: &Object, found: &mut Recovered) {
    let words = extra.get("supervisionType").and_then(said);
    let by_words = words.as_deref().and_then(|words| {
        Some(match words {
            "unsupervised with no identity verification" => Supervision::unsupervised(),
            "supervised with no identity verification" => Supervision::supervised(),
            "supervised online" => Supervision::supervised().at(Venue::Online),
            "onsite with identity verification" => {
                Supervision::supervised().with_identity_verification().at(Venue::Onsite)
            }
            _ => return None,
        })
    });
    let supervised = extra.get("assessmentSupervised").and_then(boolean);
    let by_boolean = supervised.map(|supervised| Supervision { supervised, ..Supervision::unsupervised() });
    let checked = ["identityChecked", "assessmentIdVerified"].into_iter().find_map(|name| boolean(extra.get(name)?));
    let read = by_words.or(by_boolean);
    for (name, unread) in [("supervisionType", by_words.is_none()), ("assessmentSupervised", by_boolean.is_none())] {
        if extra.get(name).is_some() && unread {
            unreadable(found, achievement_pointer().member(name), name, "edubadges");
        }
    }
    if let Some(supervision) = read {
        let (name, rule) = match by_words {
            Some(_) => ("supervisionType", Rule::EdubadgesTerm),
            None => ("assessmentSupervised", Rule::EdubadgesMember),
        };
        let at = achievement_pointer().member(name);
        found.say(code::ec::CARRIER_FOREIGN, at.clone(), format!("`{name}` is a term of edubadges"));
        found.take("/offer/supervision", at, rule);
        // "supervised online" leaves it open whether anybody looked at an identity.
        let of_identity = by_words.and(words.as_deref()).is_some_and(|words| words.ends_with("identity verification"));
        let said_before = |told: bool, fact: bool| told.then_some(fact);
        for (name, before) in [
            ("assessmentSupervised", said_before(by_words.is_some(), supervision.supervised)),
            ("identityChecked", said_before(of_identity, supervision.identity_verified)),
            ("assessmentIdVerified", said_before(of_identity, supervision.identity_verified).or(checked)),
        ] {
            let Some(fact) = extra.get(name).and_then(boolean) else { continue };
            let at = achievement_pointer().member(name);
            match before {
                Some(before) if before != fact => {
                    found.say(code::ec::CARRIER_DISAGREEMENT, at, "another term of edubadges here says the opposite");
                }
                _ => found.read.push(at),
            }
        }
        let identity_verified = supervision.identity_verified || checked == Some(true);
        if let Some(own) = found.elements.supervision {
            let is_told = of_identity || checked.is_some();
            let differs = own.supervised != supervision.supervised
                || is_told && own.identity_verified != identity_verified
                || own.venue.zip(supervision.venue).is_some_and(|(own, other)| own != other);
            if differs {
                let at = achievement_pointer().member(name);
                found.say(code::ec::CARRIER_DISAGREEMENT, at, "an alignment says something else of the supervision");
            }
        }
        found.elements.supervision.get_or_insert(Supervision { identity_verified, ..supervision });
    }
}

/// What assures the quality has a name, and an address where that can be read; what is said about it beyond has no place.
pub(super) fn quality_assurance(extra: &Object, found: &mut Recovered) {
    let [name, url] = QUALITY_ASSURANCE.map(|term| extra.get(term).and_then(said));
    let url = url.filter(|url| iri::is_absolute(url));
    let read = [name.is_some(), url.is_some()];
    let Some(label) = name.as_ref().or(url.as_ref()) else { return };
    let kind = QualityAssuranceType::Other(Concept::with_label(label.as_str()));
    push(
        &mut found.elements.quality_assurance,
        QualityAssurance { decision: url.clone(), ..QualityAssurance::new(kind) },
    );
    for (term, _) in QUALITY_ASSURANCE.into_iter().zip(read).filter(|(_, is_read)| *is_read) {
        let at = achievement_pointer().member(term);
        found.say(code::ec::CARRIER_FOREIGN, at.clone(), format!("`{term}` is a term of edubadges"));
        found.take("/offer/qualityAssurance", at, Rule::EdubadgesMember);
    }
}

/// The learner's grade stands among what is said of the badge class.
pub(super) fn grade(extra: &Object, found: &mut Recovered) {
    let Some(value) = extra.get(GRADE).filter(|value| **value != Value::Null) else { return };
    let at = achievement_pointer().member(GRADE);
    match (written(value), &found.grade) {
        (None, _) => unreadable(found, at, GRADE, "edubadges"),
        (Some(grade), Some(own)) if own.value != grade => {
            found.say(code::ec::CARRIER_DISAGREEMENT, at, "a result gives another grade");
        }
        (Some(_), Some(_)) => found.read.push(at),
        (Some(grade), None) => {
            found.say(code::ec::CARRIER_FOREIGN, at.clone(), format!("`{GRADE}` is a term of edubadges"));
            found.grade = Some(grade.into());
            found.take("/grade", at, Rule::EdubadgesMember);
        }
    }
}

fn hours(value: &Value, elements: &mut Elements) -> Option<bool> {
    amount(value).map(|hours| once(&mut elements.workload.hours, hours))
}

fn form_of_participation(value: &Value, elements: &mut Elements) -> Option<bool> {
    each(value, &mut elements.participation, participation)
}

/// The programme's number in the national register, the first if there are several; what the achievement is called by those who
/// made it comes first.
fn programme(value: &Value, elements: &mut Elements) -> Option<bool> {
    let code = written(items(value).first()?)?;
    elements.code.get_or_insert(code);
    Some(true)
}

fn first(value: &Value) -> Option<Vec<Pointer>> {
    value.as_array().map(|_| vec![Pointer::root().item(0)])
}

/// The words of edubadges are those of the Commission's list of 2020; in Open Badges 2.0 they have underscores.
fn assessment(words: &str) -> AssessmentType {
    let spaced = words.replace('_', " ");
    AssessmentType::of_name(&spaced).unwrap_or_else(|| AssessmentType::Other(Concept::with_label(words)))
}

fn participation(words: &str) -> Participation {
    let spaced = words.replace('_', " ");
    Participation::of_name(&spaced).unwrap_or_else(|| Participation::Other(Concept::with_label(words)))
}

fn each<T: PartialEq>(value: &Value, values: &mut Vec<T>, read: impl Fn(&str) -> T) -> Option<bool> {
    let words: Option<Vec<String>> = items(value).iter().map(said).collect();
    words?.iter().for_each(|words| push(values, read(words)));
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::microcredential::carrier::MAPPING;

    const SUPERVISION: [&str; 4] =
        ["supervisionType", "assessmentSupervised", "identityChecked", "assessmentIdVerified"];

    /// The table that people read names every term that is read.
    #[test]
    fn the_mapping_names_every_term() {
        let named = |member: &str, term: &str| {
            let row = MAPPING.iter().find(|row| row.member == member).unwrap();
            row.edubadges.is_some_and(|terms| terms.contains(term))
        };
        for term in TERMS {
            assert!(named(term.member, term.name), "{} is not in the row of {}", term.name, term.member);
        }
        for term in SUPERVISION {
            assert!(named("/offer/supervision", term), "{term}");
        }
        for term in QUALITY_ASSURANCE {
            assert!(named("/offer/qualityAssurance", term), "{term}");
        }
        assert!(named("/grade", GRADE));
    }
}
