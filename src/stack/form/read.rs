use super::rules;
use crate::framework::{CreditSystem, Ratio, Rounding, Unit};
use crate::json::Node;
use crate::microcredential::form::{Reader, level};
use crate::microcredential::profile::unit;
use crate::microcredential::{CredentialKind, Offer};
use crate::report::{Trust, code};
use crate::stack::{Bounds, CatalogueEntry, CreditRule, Group, LevelBound, Members, Pathway, Select, Selector};

const MEMBERS: &[&str] = &[
    "id",
    "version",
    "award",
    "credits",
    "validFrom",
    "validUntil",
    "minimumTrust",
    "verifiedWithin",
    "catalogue",
    "groups",
    "requirements",
];

pub(super) fn pathway(reader: &mut Reader, node: Node<'_>) -> Option<Pathway> {
    let node = reader.object(node, MEMBERS)?;
    let id = reader.required(node, "id").and_then(|node| reader.iri(node));
    let version = reader.required(node, "version").and_then(|node| reader.string(node));
    let award = reader.required(node, "award").and_then(|node| match Offer::from_node(node) {
        Ok(offer) => Some(offer),
        Err(findings) => {
            findings.into_iter().for_each(|finding| reader.say(finding.code, finding.pointer, finding.detail));
            None
        }
    });
    let trusts = [Trust::Integrity, Trust::IssuerBound, Trust::Trusted].map(|trust| (trust.as_str(), trust));
    Some(Pathway {
        credits: node.get("credits").and_then(|node| credits(reader, node)).unwrap_or_default(),
        valid_from: node.get("validFrom").and_then(|node| reader.date(node)),
        valid_until: node.get("validUntil").and_then(|node| reader.date(node)),
        minimum_trust: node
            .get("minimumTrust")
            .and_then(|node| reader.word(node, &trusts))
            .unwrap_or(Trust::IssuerBound),
        verified_within: node.get("verifiedWithin").and_then(|node| number(reader, node)),
        catalogue: reader.list(node.get("catalogue"), entry),
        groups: reader.list(node.get("groups"), group),
        requirements: reader.list(node.get("requirements"), rules::requirement),
        id: id?,
        version: version?,
        award: award?,
    })
}

impl Default for CreditRule {
    /// ECTS, and nothing is converted.
    fn default() -> Self {
        Self {
            unit: Unit::Credits(CreditSystem::Ects),
            convert: Vec::new(),
            hours_per_credit: None,
            rounding: Rounding::Down,
        }
    }
}

fn credits(reader: &mut Reader, node: Node<'_>) -> Option<CreditRule> {
    let node = reader.object(node, &["unit", "convert", "hoursPerCredit", "round"])?;
    let own = node.get("unit").and_then(|node| reader.string(node)).map(|name| unit(&name));
    let convert = reader.list(node.get("convert"), |reader, node| reader.string(node).map(|name| unit(&name)));
    let hours = node.get("hoursPerCredit").and_then(|node| hours_per_credit(reader, node));
    let words = [Rounding::Down, Rounding::Up].map(|rounding| (rounding.name(), rounding));
    let rounding = node.get("round").and_then(|node| reader.word(node, &words)).unwrap_or_default();
    Some(CreditRule {
        unit: own.unwrap_or(Unit::Credits(CreditSystem::Ects)),
        convert,
        hours_per_credit: hours,
        rounding,
    })
}

/// An amount, or so many hours for so many credits where that comes out even.
fn hours_per_credit(reader: &mut Reader, node: Node<'_>) -> Option<Ratio> {
    if !node.is_object() {
        return reader.quantity(node).and_then(|hours| Ratio::new(hours.hundredths(), 100));
    }
    let node = reader.object(node, &["hours", "credits"])?;
    let mut amount = |name| reader.required(node, name).and_then(|node| reader.quantity(node));
    let (hours, credits) = (amount("hours"), amount("credits"));
    Ratio::new(hours?.hundredths(), credits?.hundredths())
}

fn entry(reader: &mut Reader, node: Node<'_>) -> Option<CatalogueEntry> {
    let node = reader.object(node, &["achievement", "title", "equivalents", "tags"])?;
    let achievement = reader.required(node, "achievement").and_then(|node| reader.iri(node));
    Some(CatalogueEntry {
        title: node.get("title").and_then(|node| reader.string(node)),
        equivalents: reader.list(node.get("equivalents"), |reader, node| reader.iri(node)),
        tags: reader.list(node.get("tags"), |reader, node| reader.string(node)),
        achievement: achievement?,
    })
}

fn group(reader: &mut Reader, node: Node<'_>) -> Option<Group> {
    let node = reader.object(node, &["id", "title", "optional", "select", "credentials", "groups"])?;
    let id = reader.required(node, "id").and_then(|node| reader.string(node));
    let select = reader.required(node, "select").and_then(|node| select(reader, node));
    let members = match (node.get("credentials"), node.get("groups")) {
        (Some(node), None) => Some(Members::Credentials(reader.list(Some(node), selector))),
        (None, Some(node)) => Some(Members::Groups(reader.list(Some(node), group))),
        _ => reader.refuse(code::ec::FORM, node, "give either `credentials` or `groups`"),
    };
    Some(Group {
        title: node.get("title").and_then(|node| reader.string(node)).unwrap_or_default(),
        optional: node.get("optional").and_then(|node| reader.boolean(node)).unwrap_or_default(),
        id: id?,
        select: select?,
        members: members?,
    })
}

fn select(reader: &mut Reader, node: Node<'_>) -> Option<Select> {
    if node.as_str().is_some() {
        return reader.word(node, &[("all", Select::All)]);
    }
    let node = reader.object(node, &["atLeast", "atMost", "credits"])?;
    match node.get("credits") {
        Some(inner) => bounds(reader, inner).map(Select::Credits),
        None => {
            let least = reader.required(node, "atLeast").and_then(|node| number(reader, node));
            let most = node.get("atMost").and_then(|node| number(reader, node));
            Some(Select::AtLeast(least?, most))
        }
    }
}

pub(super) fn bounds(reader: &mut Reader, node: Node<'_>) -> Option<Bounds> {
    let node = reader.object(node, &["atLeast", "atMost"])?;
    Some(bounds_of(reader, node))
}

/// The bounds among the members of an object that has others too.
pub(super) fn bounds_of(reader: &mut Reader, node: Node<'_>) -> Bounds {
    let mut amount = |name| node.get(name).and_then(|node| reader.quantity(node));
    Bounds { at_least: amount("atLeast"), at_most: amount("atMost") }
}

/// A whole number above zero.
pub(super) fn number(reader: &mut Reader, node: Node<'_>) -> Option<u32> {
    let number = node.number_text().and_then(|text| text.parse().ok()).filter(|number| (1..=100_000).contains(number));
    number.or_else(|| reader.wrong_kind(node, "a whole number from 1 to 100000"))
}

/// The selector under `of`; any credential where there is none.
pub(super) fn of(reader: &mut Reader, node: Node<'_>) -> Selector {
    node.get("of").and_then(|node| selector(reader, node)).unwrap_or(Selector::Any)
}

/// An object with one member that says what is selected.
pub(super) fn selector(reader: &mut Reader, node: Node<'_>) -> Option<Selector> {
    const KINDS: &[&str] = &[
        "any",
        "achievement",
        "outcome",
        "issuer",
        "anchored",
        "level",
        "field",
        "tag",
        "kind",
        "assessment",
        "setting",
        "used",
        "and",
        "or",
        "not",
    ];
    let node = reader.object(node, KINDS)?;
    let mut members = node.members();
    let (Some((name, value)), None) = (members.next(), members.next()) else {
        return reader.refuse(code::ec::FORM, node, "a selector has one member, such as `achievement` or `level`");
    };
    Some(match name {
        "any" => reader.word_true(value, Selector::Any)?,
        "anchored" => reader.word_true(value, Selector::Anchored)?,
        "used" => reader.word_true(value, Selector::Used)?,
        "achievement" => Selector::Achievement(some(reader, value, |reader, node| reader.iri(node))?),
        "outcome" => Selector::Outcome(some(reader, value, |reader, node| reader.iri(node))?),
        "issuer" => Selector::Issuer(some(reader, value, |reader, node| reader.iri(node))?),
        "field" => Selector::Field(some(reader, value, field)?),
        "tag" => Selector::Tag(some(reader, value, |reader, node| reader.string(node))?),
        "kind" => Selector::Kind(some(reader, value, kind)?),
        "assessment" => Selector::Assessment(some(reader, value, |reader, node| reader.value(node))?),
        "setting" => Selector::Setting(some(reader, value, |reader, node| reader.value(node))?),
        "level" => Selector::Level(level_bound(reader, value)?),
        "and" => Selector::And(some(reader, value, selector)?),
        "or" => Selector::Or(some(reader, value, selector)?),
        _ => Selector::Not(Box::new(selector(reader, value)?)),
    })
}

/// One value, or an array of at least one.
fn some<T>(
    reader: &mut Reader,
    node: Node<'_>,
    mut read: impl FnMut(&mut Reader, Node<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    if !node.is_array() {
        return read(reader, node).map(|one| vec![one]);
    }
    if node.items().next().is_none() {
        return reader.refuse(code::stack::EMPTY, node, "name at least one");
    }
    Some(reader.list(Some(node), read))
}

fn level_bound(reader: &mut Reader, node: Node<'_>) -> Option<LevelBound> {
    const BOUNDS: [&str; 3] = ["atLeast", "exactly", "atMost"];
    let node = reader.object(node, &BOUNDS)?;
    let mut found = BOUNDS.iter().filter_map(|name| Some((*name, node.get(name)?)));
    let (Some((name, value)), None) = (found.next(), found.next()) else {
        return reader.refuse(code::ec::FORM, node, "give one of `atLeast`, `exactly` and `atMost`");
    };
    let level = level(reader, value)?;
    Some(match name {
        "atLeast" => LevelBound::AtLeast(level),
        "exactly" => LevelBound::Exactly(level),
        _ => LevelBound::AtMost(level),
    })
}

fn field(reader: &mut Reader, node: Node<'_>) -> Option<String> {
    let code = reader.string(node)?;
    let known = crate::microcredential::Field::isced(&code);
    match known {
        Some(_) => Some(code),
        None => reader.refuse(code::ec::UNKNOWN_VALUE, node, "it is no code of ISCED-F 2013; write one such as 061"),
    }
}

fn kind(reader: &mut Reader, node: Node<'_>) -> Option<CredentialKind> {
    let name = reader.string(node)?;
    let of_type = || CredentialKind::NAMED.into_iter().find(|kind| kind.achievement_type() == name);
    CredentialKind::from_term(&name).or_else(of_type).or_else(|| {
        let names = CredentialKind::NAMED.map(|kind| kind.name().to_owned());
        reader.unknown_value(node, &name, names.iter().map(String::as_str))
    })
}
