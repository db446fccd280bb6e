//! What others have put beside the members of Open Badges: one file a profile, each a table of terms.

mod edubadges;
mod mynextid;
mod open_educational_badges;
mod subject_name;

use super::extended;
use super::recover::{Recovered, achievement_pointer, once, push};
use super::source::{Rule, Source};
use crate::badge::AchievementCredential;
use crate::framework::Quantity;
use crate::json::{Pointer, Value};
use crate::microcredential::Elements;
use crate::microcredential::form::is_blank;
use crate::report::code;

/// A term of somebody's, and the element that it states.
struct Term {
    name: &'static str,
    /// The member of the JSON form.
    member: &'static str,
    rule: Rule,
    /// Takes the value, and says whether it goes together with what is known; nothing if it is not of the kind that it should be.
    read: fn(&Value, &mut Elements) -> Option<bool>,
    /// Which parts of the value that takes; nothing if it is the whole.
    parts: fn(&Value) -> Option<Vec<Pointer>>,
}

const fn term(
    name: &'static str,
    member: &'static str,
    rule: Rule,
    read: fn(&Value, &mut Elements) -> Option<bool>,
) -> Term {
    Term { name, member, rule, read, parts: |_| None }
}

/// Reads what Open Badges does not know of a badge.
pub(super) fn read(badge: &AchievementCredential, found: &mut Recovered) {
    let achievement = &badge.credential_subject.achievement;
    // Some of our terms are spelled like terms of edubadges; the type says whose they are.
    if !extended::is_ours(achievement) {
        terms(achievement.extra.iter(), &achievement_pointer(), &badge.more_contexts, found);
        edubadges::supervision(&achievement.extra, found);
        edubadges::quality_assurance(&achievement.extra, found);
        edubadges::grade(&achievement.extra, found);
    }
    // Beside the members of the credential only an extension can be told from what is meant otherwise.
    let extensions = badge.extra.iter().filter(|(name, _)| own_name(name).1);
    terms(extensions, &Pointer::root(), &badge.more_contexts, found);
    mynextid::read(badge, found);
    subject_name::read(badge, found);
}

fn terms<'v>(
    members: impl Iterator<Item = (&'v str, &'v Value)>,
    place: &Pointer,
    contexts: &[Value],
    found: &mut Recovered,
) {
    // Members have no order.
    let mut members: Vec<_> = members.collect();
    members.sort_by_key(|(name, _)| *name);
    for (name, value) in members {
        let (own, is_extension) = own_name(name);
        let of = |terms: &'static [Term]| terms.iter().find(|term| term.name == own);
        // Two systems give extensions of one name another meaning; the context says whose one is.
        let edubadges = of(edubadges::TERMS);
        let other = of(open_educational_badges::TERMS).filter(|_| {
            is_extension && (edubadges.is_none() || open_educational_badges::defines(own, value, contexts))
        });
        let whose = if other.is_some() { "Open Educational Badges" } else { "edubadges" };
        let Some(term) = other.or(edubadges) else { continue };
        let at = place.member(name);
        // In Open Badges 2.0 an extension is an object whose one member repeats its name.
        let (value, inside) = if is_extension { extension_value(own, value, &at) } else { (value, at.clone()) };
        if other.is_none() && !edubadges::states(own, value) {
            continue;
        }
        match (term.read)(value, &mut found.elements) {
            Some(false) => {
                let detail = format!("`{own}` of {whose} gives another value than what else the badge says");
                found.say(code::ec::CARRIER_DISAGREEMENT, at, detail);
            }
            Some(true) => {
                found.say(code::ec::CARRIER_FOREIGN, at.clone(), format!("`{own}` is a term of {whose}"));
                let is_edubadges = is_extension && other.is_none();
                let rule = if is_edubadges { Rule::EdubadgesExtension } else { term.rule };
                match (term.parts)(value) {
                    None => found.read.push(at.clone()),
                    Some(parts) => found.read.extend(parts.iter().map(|part| part.below(&inside))),
                }
                found.sources.push(Source::new(term.member, at, rule));
            }
            None => unreadable(found, at, own, whose),
        }
    }
}

/// The name of a term without its prefix and the ending of extensions, and whether it is one.
fn own_name(name: &str) -> (&str, bool) {
    let own = name.rsplit(':').next().unwrap_or_default();
    own.strip_suffix("Extension").map_or((own, false), |term| (term, true))
}

/// What an extension says, and where.
fn extension_value<'v>(term: &str, value: &'v Value, at: &Pointer) -> (&'v Value, Pointer) {
    // One of them calls its value by the address that it is.
    let names = [term.to_owned(), format!("{term}URL")];
    let named = |name: &String| Some((value.get(name)?, at.member(name)));
    names.iter().find_map(named).unwrap_or_else(|| (value, at.clone()))
}

fn unreadable(found: &mut Recovered, at: Pointer, term: &str, whose: &str) {
    let detail = format!("`{term}` of {whose} is not of the kind that it should be");
    found.say(code::ec::CARRIER_UNREADABLE, at, detail);
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

/// One value, or each of several.
fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or(std::slice::from_ref(value))
}

fn said(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !is_blank(text)).map(|text| text.trim().to_owned())
}

/// A text, or a number as a text.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.text().to_owned()),
        other => said(other),
    }
}
