use super::read::{bounds, bounds_of, number, of, selector};
use crate::json::Node;
use crate::microcredential::form::Reader;
use crate::report::code;
use crate::stack::{CountBounds, Expired, GradeBound, Matching, Requirement, Rule, Scale, Selector};
use std::collections::BTreeSet;

const KINDS: [&str; 18] = [
    "totalCredits",
    "credits",
    "share",
    "count",
    "maximumAge",
    "stillValid",
    "noDoubleUse",
    "noOverlap",
    "prerequisite",
    "capstone",
    "minimumGrade",
    "averageGrade",
    "assessment",
    "quality",
    "formality",
    "size",
    "window",
    "oneLearner",
];

/// An object with `id`, perhaps `optional`, and one member that is named as the rule is.
pub(super) fn requirement(reader: &mut Reader, node: Node<'_>) -> Option<Requirement> {
    let names: Vec<&str> = ["id", "optional"].into_iter().chain(KINDS).collect();
    let node = reader.object(node, &names)?;
    let id = reader.required(node, "id").and_then(|node| reader.string(node));
    let optional = node.get("optional").and_then(|node| reader.boolean(node)).unwrap_or_default();
    let mut rules = KINDS.iter().filter_map(|name| Some((*name, node.get(name)?)));
    let (Some((name, value)), None) = (rules.next(), rules.next()) else {
        return reader.refuse(code::ec::FORM, node, "a requirement has one rule, such as `totalCredits`");
    };
    let rule = rule(reader, name, value);
    Some(Requirement { id: id?, optional, rule: rule? })
}

fn rule(reader: &mut Reader, name: &str, node: Node<'_>) -> Option<Rule> {
    const SUM: &[&str] = &["of", "atLeast", "atMost"];
    Some(match name {
        "totalCredits" => Rule::TotalCredits(bounds(reader, node)?),
        "credits" => {
            let node = reader.object(node, SUM)?;
            Rule::Credits(of(reader, node), bounds_of(reader, node))
        }
        "share" => {
            let node = reader.object(node, SUM)?;
            Rule::Share(of(reader, node), bounds_of(reader, node))
        }
        "count" => {
            let node = reader.object(node, SUM)?;
            let mut bound = |name| node.get(name).and_then(|node| number(reader, node));
            let bounds = CountBounds { at_least: bound("atLeast"), at_most: bound("atMost") };
            Rule::Count(of(reader, node), bounds)
        }
        "maximumAge" => {
            let node = reader.object(node, &["of", "months"])?;
            let months = reader.required(node, "months").and_then(|node| number(reader, node));
            Rule::MaximumAge(of(reader, node), months?)
        }
        "stillValid" => {
            let node = reader.object(node, &["expired", "statusWithin"])?;
            let words = [Expired::Counts, Expired::Refused].map(|own| (own.name(), own));
            let expired = node.get("expired").and_then(|node| reader.word(node, &words));
            let status_within = node.get("statusWithin").and_then(|node| number(reader, node));
            Rule::StillValid { expired: expired.unwrap_or_default(), status_within }
        }
        "noDoubleUse" => {
            let node = reader.object(node, &["awards"])?;
            Rule::NoDoubleUse(reader.required(node, "awards").and_then(|node| number(reader, node))?)
        }
        "noOverlap" => {
            let node = reader.object(node, &["outcomes", "exclusions"])?;
            let outcomes = node.get("outcomes").and_then(|node| reader.boolean(node)).unwrap_or_default();
            Rule::NoOverlap { outcomes, exclusions: reader.list(node.get("exclusions"), pair) }
        }
        "prerequisite" => {
            let node = reader.object(node, &["before", "after", "strict"])?;
            let before = reader.required(node, "before").and_then(|node| selector(reader, node));
            let after = reader.required(node, "after").and_then(|node| selector(reader, node));
            let strict = node.get("strict").and_then(|node| reader.boolean(node)).unwrap_or_default();
            Rule::Prerequisite { before: before?, after: after?, strict }
        }
        "capstone" => {
            let node = reader.object(node, &["of", "last", "grade"])?;
            let of = reader.required(node, "of").and_then(|node| selector(reader, node));
            let last = node.get("last").and_then(|node| reader.boolean(node)).unwrap_or_default();
            let grade = node.get("grade").map(|node| grade(reader, node));
            Rule::Capstone { of: of?, last, grade: grade.transpose_some()? }
        }
        "minimumGrade" => {
            let node = reader.object(node, GRADED)?;
            Rule::MinimumGrade(of(reader, node), grade_of(reader, node)?)
        }
        "averageGrade" => {
            let node = reader.object(node, GRADED)?;
            Rule::AverageGrade(of(reader, node), grade_of(reader, node)?)
        }
        "assessment" => {
            let node = reader.object(node, &["of", "types", "supervised", "identityVerified"])?;
            let mut flag = |name| node.get(name).and_then(|node| reader.boolean(node)).unwrap_or_default();
            let (supervised, identity_verified) = (flag("supervised"), flag("identityVerified"));
            let types = reader.list(node.get("types"), |reader, node| reader.value(node));
            Rule::Assessment { of: of(reader, node), types, supervised, identity_verified }
        }
        "quality" => {
            let node = reader.object(node, &["of", "types", "agencies"])?;
            let types = reader.list(node.get("types"), |reader, node| reader.value(node));
            let agencies = reader.list(node.get("agencies"), |reader, node| reader.iri(node));
            Rule::Quality { of: of(reader, node), types, agencies }
        }
        "formality" => {
            let node = reader.object(node, &["of", "settings"])?;
            let settings = reader.required(node, "settings");
            Rule::Formality(of(reader, node), reader.list(settings, |reader, node| reader.value(node)))
        }
        "size" => {
            let node = reader.object(node, SUM)?;
            Rule::Size(of(reader, node), bounds_of(reader, node))
        }
        "window" => {
            let node = reader.object(node, &["months"])?;
            Rule::Window(reader.required(node, "months").and_then(|node| number(reader, node))?)
        }
        _ => {
            let node = reader.object(node, &["identifiers"])?;
            let words = [Matching::Warn, Matching::Refused].map(|own| (own.name(), own));
            let identifiers = node.get("identifiers").and_then(|node| reader.word(node, &words));
            Rule::OneLearner { identifiers: identifiers.unwrap_or_default() }
        }
    })
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

/// Something that may be left out, but not be wrong.
trait TransposeSome<T> {
    fn transpose_some(self) -> Option<Option<T>>;
}

impl<T> TransposeSome<T> for Option<Option<T>> {
    fn transpose_some(self) -> Option<Option<T>> {
        match self {
            Some(None) => None,
            Some(read) => Some(read),
            None => Some(None),
        }
    }
}
