//! edubadges: its terms for Open Badges 3.0 (of SURF and Npuls), its extensions of Open Badges 2.0, and the plain members that
//! it puts beside them.

use super::super::recover::{Recovered, achievement_pointer, language, push};
use super::{Rule, Term, amount, boolean, said, term, unreadable, whole, written};
use crate::codec::iri;
use crate::framework::Eqf;
use crate::json::{Object, Value};
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    AssessmentType, CredentialKind, Elements, FurtherInformation, LearningOutcome, Level, Participation, Stackability,
    Supervision, Venue,
};
use crate::report::code;

pub(super) const TERMS: &[Term] = &[
    term("ECTS", "/offer/workload", Rule::EdubadgesTerm, |value, elements| {
        amount(value).map(|ects| _ = elements.workload.ects.get_or_insert(ects))
    }),
    term("SBU", "/offer/workload", Rule::EdubadgesTerm, hours),
    term("timeInvestment", "/offer/workload", Rule::EdubadgesTerm, hours),
    term("TimeInvestment", "/offer/workload", Rule::EdubadgesMember, hours),
    term("StudyLoad", "/offer/workload", Rule::EdubadgesMember, hours),
    term("EQF", "/offer/level", Rule::EdubadgesMember, |value, elements| {
        whole(value).and_then(Eqf::new).map(|level| push(&mut elements.levels, Level::Eqf(level.level())))
    }),
    term("LearningOutcome", "/offer/learningOutcomes", Rule::EdubadgesMember, |value, elements| {
        said(value).map(|words| push(&mut elements.learning_outcomes, LearningOutcome::new(words)))
    }),
    term("Language", "/offer/languages", Rule::EdubadgesMember, |value, elements| {
        language(&said(value)?).map(|tag| push(&mut elements.languages, tag))
    }),
    term("assessmentType", "/offer/assessmentTypes", Rule::EdubadgesTerm, |value, elements| {
        each(value, &mut elements.assessment_types, assessment)
    }),
    term("participationType", "/offer/participation", Rule::EdubadgesTerm, form_of_participation),
    term("participation", "/offer/participation", Rule::EdubadgesMember, form_of_participation),
    term("stackable", "/offer/stackability", Rule::EdubadgesMember, |value, elements| {
        let stackable = boolean(value)?;
        elements.stackability = Some(if stackable { Stackability::stackable() } else { Stackability::Standalone });
        Some(())
    }),
    term("typeBadgeClass", "/offer/kind", Rule::EdubadgesMember, |value, elements| {
        // What else there is says that it is none of the Recommendation's.
        if said(value)? == "micro_credential" {
            elements.kind = CredentialKind::from_achievement_type("MicroCredential");
        }
        Some(())
    }),
    term("educationProgramIdentifier", "/offer/code", Rule::EdubadgesTerm, programme),
    term("EducationProgramIdentifier", "/offer/code", Rule::EdubadgesMember, programme),
    term("GradingTable", "/offer/furtherInformation", Rule::EdubadgesMember, |value, elements| {
        let url = said(value).filter(|url| iri::is_absolute(url))?;
        push(&mut elements.further_information, FurtherInformation::at(url));
        Some(())
    }),
];

/// The terms that supervision and identity check are told by.
pub(super) const SUPERVISION: [&str; 4] =
    ["supervisionType", "assessmentSupervised", "identityChecked", "assessmentIdVerified"];

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
        found.elements.supervision.get_or_insert(Supervision { identity_verified, ..supervision });
    }
}

fn hours(value: &Value, elements: &mut Elements) -> Option<()> {
    amount(value).map(|hours| _ = elements.workload.hours.get_or_insert(hours))
}

fn form_of_participation(value: &Value, elements: &mut Elements) -> Option<()> {
    each(value, &mut elements.participation, participation)
}

/// The programme's number in the national register.
fn programme(value: &Value, elements: &mut Elements) -> Option<()> {
    let code = written(value)?;
    elements.code.get_or_insert(code);
    Some(())
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

fn each<T: PartialEq>(value: &Value, values: &mut Vec<T>, read: impl Fn(&str) -> T) -> Option<()> {
    let items = value.as_array().unwrap_or(std::slice::from_ref(value));
    let words: Option<Vec<String>> = items.iter().map(said).collect();
    words?.iter().for_each(|words| push(values, read(words)));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::microcredential::carrier::MAPPING;

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
    }
}
