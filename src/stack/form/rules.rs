//! Requirements, each with its one rule, from JSON: a function a kind.

use super::read::{bounds, bounds_of, number, of, selector};
use crate::json::Node;
use crate::microcredential::form::Reader;
use crate::report::code;
use crate::stack::RequirementKind as Kind;
use crate::stack::{CountBounds, Expired, GradeBound, Matching, Requirement, Rule, Scale, Selector};
use std::collections::BTreeSet;

/// Reads the value of the member that is named as a rule is.
type Read = fn(&mut Reader, Node<'_>) -> Option<Rule>;

const KINDS: [(Kind, Read); 18] = [
    (Kind::TotalCredits, total_credits),
    (Kind::Credits, credits),
    (Kind::Share, share),
    (Kind::Count, count),
    (Kind::MaximumAge, maximum_age),
    (Kind::StillValid, still_valid),
    (Kind::NoDoubleUse, no_double_use),
    (Kind::NoOverlap, no_overlap),
    (Kind::Prerequisite, prerequisite),
    (Kind::Capstone, capstone),
    (Kind::MinimumGrade, minimum_grade),
    (Kind::AverageGrade, average_grade),
    (Kind::Assessment, assessment),
    (Kind::Quality, quality),
    (Kind::Formality, formality),
    (Kind::Size, size),
    (Kind::Window, window),
    (Kind::OneLearner, one_learner),
];

/// An object with `id`, perhaps `optional`, and one member that is named as the rule is.
pub(super) fn requirement(reader: &mut Reader, node: Node<'_>) -> Option<Requirement> {
    let rules = KINDS.iter().map(|(kind, read)| (kind.as_str(), read));
    let names: Vec<&str> = ["id", "optional"].into_iter().chain(rules.clone().map(|(name, _)| name)).collect();
    let node = reader.object(node, &names)?;
    let id = reader.required(node, "id").and_then(|node| reader.string(node));
    let optional = flag(reader, node, "optional");
    let mut rules = rules.filter_map(|(name, read)| Some((read, node.get(name)?)));
    let (Some((read, value)), None) = (rules.next(), rules.next()) else {
        return reader.refuse(code::ec::FORM, node, "a requirement has one rule, such as `totalCredits`");
    };
    let rule = read(reader, value);
    Some(Requirement { id: id?, optional, rule: rule? })
}

const SUM: &[&str] = &["of", "atLeast", "atMost"];

fn total_credits(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    bounds(reader, node).map(Rule::TotalCredits)
}

fn credits(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, SUM)?;
    Some(Rule::Credits(of(reader, node), bounds_of(reader, node)))
}

fn share(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, SUM)?;
    Some(Rule::Share(of(reader, node), bounds_of(reader, node)))
}

fn count(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, SUM)?;
    let mut bound = |name| node.get(name).and_then(|node| number(reader, node));
    let bounds = CountBounds { at_least: bound("atLeast"), at_most: bound("atMost") };
    Some(Rule::Count(of(reader, node), bounds))
}

fn size(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, SUM)?;
    Some(Rule::Size(of(reader, node), bounds_of(reader, node)))
}

fn maximum_age(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["of", "months"])?;
    let months = reader.required(node, "months").and_then(|node| number(reader, node));
    Some(Rule::MaximumAge(of(reader, node), months?))
}

fn still_valid(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["expired", "statusWithin"])?;
    let words = [Expired::Counts, Expired::Refused].map(|own| (own.name(), own));
    let expired = node.get("expired").and_then(|node| reader.word(node, &words));
    let status_within = node.get("statusWithin").and_then(|node| number(reader, node));
    Some(Rule::StillValid { expired: expired.unwrap_or_default(), status_within })
}

fn no_double_use(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["awards"])?;
    reader.required(node, "awards").and_then(|node| number(reader, node)).map(Rule::NoDoubleUse)
}

fn no_overlap(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["outcomes", "exclusions"])?;
    let outcomes = flag(reader, node, "outcomes");
    Some(Rule::NoOverlap { outcomes, exclusions: reader.list(node.get("exclusions"), pair) })
}

fn prerequisite(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["before", "after", "strict"])?;
    let before = reader.required(node, "before").and_then(|node| selector(reader, node));
    let after = reader.required(node, "after").and_then(|node| selector(reader, node));
    let strict = flag(reader, node, "strict");
    Some(Rule::Prerequisite { before: before?, after: after?, strict })
}

fn capstone(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["of", "last", "grade"])?;
    let of = reader.required(node, "of").and_then(|node| selector(reader, node));
    let last = flag(reader, node, "last");
    // It may be left out, but not be wrong.
    let grade = match node.get("grade") {
        Some(node) => Some(grade(reader, node)?),
        None => None,
    };
    Some(Rule::Capstone { of: of?, last, grade })
}

fn minimum_grade(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, GRADED)?;
    Some(Rule::MinimumGrade(of(reader, node), grade_of(reader, node)?))
}

fn average_grade(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, GRADED)?;
    Some(Rule::AverageGrade(of(reader, node), grade_of(reader, node)?))
}

fn assessment(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["of", "types", "supervised", "identityVerified"])?;
    let (supervised, identity_verified) = (flag(reader, node, "supervised"), flag(reader, node, "identityVerified"));
    let types = reader.list(node.get("types"), |reader, node| reader.value(node));
    Some(Rule::Assessment { of: of(reader, node), types, supervised, identity_verified })
}

fn quality(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["of", "types", "agencies"])?;
    let types = reader.list(node.get("types"), |reader, node| reader.value(node));
    let agencies = reader.list(node.get("agencies"), |reader, node| reader.iri(node));
    Some(Rule::Quality { of: of(reader, node), types, agencies })
}

fn formality(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["of", "settings"])?;
    let settings = reader.required(node, "settings");
    Some(Rule::Formality(of(reader, node), reader.list(settings, |reader, node| reader.value(node))))
}

fn window(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["months"])?;
    reader.required(node, "months").and_then(|node| number(reader, node)).map(Rule::Window)
}

fn one_learner(reader: &mut Reader, node: Node<'_>) -> Option<Rule> {
    let node = reader.object(node, &["identifiers"])?;
    let words = [Matching::Warn, Matching::Refused].map(|own| (own.name(), own));
    let identifiers = node.get("identifiers").and_then(|node| reader.word(node, &words));
    Some(Rule::OneLearner { identifiers: identifiers.unwrap_or_default() })
}

/// What is false unless it is said.
fn flag(reader: &mut Reader, node: Node<'_>, name: &str) -> bool {
    node.get(name).and_then(|node| reader.boolean(node)).unwrap_or_default()
}

const GRADED: &[&str] = &["of", "atLeast", "scale"];

fn grade(reader: &mut Reader, node: Node<'_>) -> Option<GradeBound> {
    let node = reader.object(node, &["atLeast", "scale"])?;
    grade_of(reader, node)
}

fn grade_of(reader: &mut Reader, node: Node<'_>) -> Option<GradeBound> {
    let at_least = reader.required(node, "atLeast").and_then(|node| reader.string(node));
    let place = reader.required(node, "scale")?;
    let scale = match place.is_array() {
        true => Scale::Values(reader.list(Some(place), Reader::string)),
        false => {
            let range = reader.object(place, &["minimum", "maximum"])?;
            let mut end = |name| reader.required(range, name).and_then(|node| reader.string(node));
            let (least, most) = (end("minimum"), end("maximum"));
            Scale::Range(least?, most?)
        }
    };
    if let Scale::Values(values) = &scale
        && values.iter().collect::<BTreeSet<_>>().len() < values.len()
    {
        return reader.refuse(code::ec::DUPLICATE, place, "a grade has one place in its scale; keep one");
    }
    let at_least = at_least?;
    match scale.value(&at_least) {
        Some(_) => Some(GradeBound { at_least, scale }),
        None => reader.refuse(code::ec::GRADE_OUTSIDE, node, "`atLeast` is no grade of the scale; correct one of them"),
    }
}

fn pair(reader: &mut Reader, node: Node<'_>) -> Option<(Selector, Selector)> {
    match <[Selector; 2]>::try_from(reader.list(Some(node), selector)) {
        Ok([one, other]) => Some((one, other)),
        Err(_) => reader.refuse(code::ec::FORM, node, "an exclusion is an array of two selectors"),
    }
}
