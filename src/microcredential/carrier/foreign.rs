//! Terms of edubadges: those of its Open Badges 3.0, and the extensions of its Open Badges 2.0 where they were kept.

use super::recover::{Recovered, achievement_pointer, push};
use crate::framework::{Eqf, Quantity};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::form::is_blank;
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{
    AssessmentType, LanguageTag, LearningOutcome, Level, Participation, Stackability, Supervision, Venue,
};
use crate::report::code;

/// Reads the members of an achievement that Open Badges does not know.
pub(super) fn read(extra: &Object, found: &mut Recovered) {
    for (name, value) in extra.iter() {
        let at = achievement_pointer().member(name);
        // In Open Badges 2.0 an extension is an object whose one member repeats its name.
        let own = name.rsplit(':').next().unwrap_or_default();
        let (term, value) = match own.strip_suffix("Extension") {
            Some(term) => (term, value.get(term).unwrap_or(value)),
            None => (own, value),
        };
        match member(term, value, found) {
            Some(true) => found.say(code::ec::CARRIER_FOREIGN, at, format!("`{term}` is a term of edubadges")),
            Some(false) => unreadable(found, at, term),
            None => {}
        }
    }
    supervision(extra, found);
}

/// Whether a member that is known could be read; nothing if it is not known.
fn member(term: &str, value: &Value, found: &mut Recovered) -> Option<bool> {
    let elements = &mut found.elements;
    let read = match term {
        "ECTS" => amount(value).map(|ects| _ = elements.workload.ects.get_or_insert(ects)),
        "SBU" | "StudyLoad" | "timeInvestment" | "TimeInvestment" => {
            amount(value).map(|hours| _ = elements.workload.hours.get_or_insert(hours))
        }
        "EQF" => whole(value).and_then(Eqf::new).map(|level| push(&mut elements.levels, Level::Eqf(level.level()))),
        "LearningOutcome" => {
            said(value).map(|words| push(&mut elements.learning_outcomes, LearningOutcome::new(words)))
        }
        "Language" => language(value).map(|tag| push(&mut elements.languages, tag)),
        "assessmentType" => each(value, &mut elements.assessment_types, assessment),
        "participationType" | "participation" => each(value, &mut elements.participation, participation),
        "stackable" => boolean(value).map(|stackable| {
            elements.stackability = Some(if stackable { Stackability::stackable() } else { Stackability::Standalone });
        }),
        _ => return None,
    };
    Some(read.is_some())
}

fn unreadable(found: &mut Recovered, at: Pointer, term: &str) {
    found.say(code::ec::CARRIER_UNREADABLE, at, format!("`{term}` of edubadges is not of the kind that it should be"));
}

/// Supervision and identity check are told apart, in words or in booleans.
fn supervision(extra: &Object, found: &mut Recovered) {
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
            unreadable(found, achievement_pointer().member(name), name);
        }
    }
    if let Some(supervision) = read {
        let name = if by_words.is_some() { "supervisionType" } else { "assessmentSupervised" };
        found.say(
            code::ec::CARRIER_FOREIGN,
            achievement_pointer().member(name),
            format!("`{name}` is a term of edubadges"),
        );
        let identity_verified = supervision.identity_verified || checked == Some(true);
        found.elements.supervision.get_or_insert(Supervision { identity_verified, ..supervision });
    }
}

/// The words of edubadges are those of the Commission's list of 2020.
fn assessment(words: &str) -> AssessmentType {
    AssessmentType::of_name(words).unwrap_or_else(|| AssessmentType::Other(Concept::with_label(words)))
}

fn participation(words: &str) -> Participation {
    Participation::of_name(words).unwrap_or_else(|| Participation::Other(Concept::with_label(words)))
}

fn each<T: PartialEq>(value: &Value, values: &mut Vec<T>, read: impl Fn(&str) -> T) -> Option<()> {
    let items = value.as_array().unwrap_or(std::slice::from_ref(value));
    let words: Option<Vec<String>> = items.iter().map(said).collect();
    words?.iter().for_each(|words| push(values, read(words)));
    Some(())
}

/// A number, or the text of one.
fn amount(value: &Value) -> Option<Quantity> {
    let text = match value {
        Value::Number(number) => number.text(),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    text.parse().ok().filter(|quantity: &Quantity| !quantity.is_zero())
}

fn whole(value: &Value) -> Option<u8> {
    match value {
        Value::Number(number) => number.text().parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

fn said(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !is_blank(text)).map(|text| text.trim().to_owned())
}

/// `nl_NL` is how edubadges writes what BCP 47 writes `nl-NL`; the country there only repeats the language.
fn language(value: &Value) -> Option<LanguageTag> {
    let text = said(value)?;
    let (language, country) = text.split_once('_').unwrap_or((&text, ""));
    match language.eq_ignore_ascii_case(country) {
        true => LanguageTag::parse(language),
        false => LanguageTag::parse(&text.replace('_', "-")),
    }
}
