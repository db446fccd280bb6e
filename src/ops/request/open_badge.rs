//! An Open Badge 2.0 with what it names by address, as far as that is at hand. Nothing is verified.

use crate::json::{Node, Pointer, Tree};
use crate::limits::Limits;
use crate::microcredential::carrier::{Loss, LossReport, Source};
use crate::openbadges2::{self, Assertion, BadgeClass, Content, Issuer, OpenBadge, Presented, Reference, over_https};
use crate::report::{Finding, Findings, code};
use crate::resolve::{Answer, Need, NeedKind, Resolver};

type Read<T> = fn(Node<'_>) -> Result<(T, Findings), Findings>;

/// What is made of it that something could not be had.
type Otherwise<T> = fn(Findings) -> Result<(Option<T>, Findings), Findings>;

/// The whole badge, unless its issuer has withdrawn it.
pub(in crate::ops) fn whole(
    presented: &Presented,
    limits: &Limits,
    resolver: &dyn Resolver,
) -> Result<(OpenBadge, Findings), Findings> {
    let (assertion, noticed) = assertion(presented, limits, resolver)?;
    match assertion.withdrawn() {
        Some(withdrawn) => Err(Findings::from_iter([withdrawn])),
        None => put_together(assertion, noticed, limits, resolver, Err, Err),
    }
}

/// As much of it as can be had; of the rest, its id.
pub(in crate::ops) fn shown(
    presented: &Presented,
    limits: &Limits,
    resolver: &dyn Resolver,
) -> Result<(OpenBadge, Findings), Findings> {
    let (assertion, noticed) = assertion(presented, limits, resolver)?;
    put_together(assertion, noticed, limits, resolver, |told| Ok((None, told)), |told| Ok((None, told)))
}

/// What a badge lacks of the elements, when not all of it was read: nothing is missing that may stand in the rest.
pub(in crate::ops) fn gaps(found: Findings, noticed: &Findings) -> Findings {
    let is_unread = |at: &Pointer| {
        let codes = [code::ob2::LINKED_UNRESOLVED, code::ob2::LINKED_MALFORMED];
        noticed.iter().any(|told| codes.contains(&told.code) && told.pointer == *at)
    };
    let at = Pointer::root().member("badge");
    let (class, issuer) = (is_unread(&at), is_unread(&at.member("issuer")));
    let offer = Pointer::root().member("offer");
    let of_issuer = ["awardingBodies", "issuerLocations"].map(|element| offer.member(element));
    let may_stand_there = |gap: &Finding| {
        gap.code == code::ec::MISSING
            && (class && gap.pointer.is_within(&offer) || issuer && of_issuer.contains(&gap.pointer))
    };
    let unread = |at: &Pointer, what: &str| {
        let detail = format!("{what} was not read; give it as a resource under its address");
        Finding::new(code::ob2::LINKED_UNRESOLVED, at.clone(), detail)
    };
    let class_gap = class.then(|| unread(&offer, "the badge class"));
    let issuer_gap = (class || issuer).then(|| unread(&of_issuer[0], "the profile of the issuer"));
    found.into_iter().filter(|gap| !may_stand_there(gap)).chain(class_gap).chain(issuer_gap).collect()
}

fn assertion(
    presented: &Presented,
    limits: &Limits,
    resolver: &dyn Resolver,
) -> Result<(Assertion, Findings), Findings> {
    match &presented.content {
        Content::Address(address) => fetched(address, &Pointer::root(), limits, resolver, Assertion::read),
        Content::Document(document) => Assertion::read(document.root()),
        Content::Token(token) => Assertion::read(token.1.root()),
    }
}

fn put_together(
    assertion: Assertion,
    mut noticed: Findings,
    limits: &Limits,
    resolver: &dyn Resolver,
    no_class: Otherwise<BadgeClass>,
    no_issuer: Otherwise<Issuer>,
) -> Result<(OpenBadge, Findings), Findings> {
    let at = Pointer::root().member("badge");
    let badge_class = match &assertion.badge {
        Reference::Embedded(class) => (**class).clone(),
        // One that was withdrawn may say no more than that.
        Reference::Id(id) if id.is_empty() && assertion.revoked => BadgeClass::known_by(id),
        Reference::Id(id) => {
            let found = fetched(id, &at, limits, resolver, BadgeClass::read).map(|(class, told)| (Some(class), told));
            let (class, told) = found.or_else(no_class)?;
            noticed.extend(told);
            class.unwrap_or_else(|| BadgeClass::known_by(id))
        }
    };
    let at = at.member("issuer");
    let issuer = match &badge_class.issuer {
        Reference::Embedded(issuer) => (**issuer).clone(),
        Reference::Id(id) if id.is_empty() => Issuer::known_by(id),
        Reference::Id(id) => {
            let found = fetched(id, &at, limits, resolver, Issuer::read).map(|(issuer, told)| (Some(issuer), told));
            let (issuer, told) = found.or_else(no_issuer)?;
            noticed.extend(told);
            issuer.unwrap_or_else(|| Issuer::known_by(id))
        }
    };
    Ok((OpenBadge::of(assertion, badge_class, issuer), noticed))
}

/// What stands at an address, and what in it is not as it should be.
fn fetched<T>(
    id: &str,
    at: &Pointer,
    limits: &Limits,
    resolver: &dyn Resolver,
    read: Read<T>,
) -> Result<(T, Findings), Findings> {
    let one = |code, detail: String| Findings::from_iter([Finding::new(code, at.clone(), detail)]);
    let need = Need::new(NeedKind::OpenBadges2, id, over_https(id));
    let found = match resolver.resolve(&need) {
        Answer::Found(found) => found,
        Answer::NotFound => {
            return Err(one(code::ob2::LINKED_UNRESOLVED, "there is nothing at its address".to_owned()));
        }
        Answer::Unavailable { reason, .. } => {
            let detail = format!("{reason}; give it as a resource under its address");
            return Err(one(code::ob2::LINKED_UNRESOLVED, detail));
        }
    };
    let tree =
        Tree::parse_bytes(&found.bytes, limits).map_err(|error| one(code::ob2::LINKED_MALFORMED, error.to_string()))?;
    read(tree.root()).map(|(thing, told)| (thing, told.below(at))).map_err(|told| told.below(at))
}

/// What is lost, by where it stands in what was handed over.
pub(in crate::ops) fn losses(presented: &Presented, losses: &LossReport) -> Vec<Loss> {
    losses.iter().map(|loss| Loss { pointer: standing(presented, &loss.pointer), ..loss.clone() }).collect()
}

/// Where elements came from, likewise.
pub(in crate::ops) fn sources(presented: &Presented, sources: Vec<Source>) -> Vec<Source> {
    sources.into_iter().map(|own| Source { from: standing(presented, &own.from), ..own }).collect()
}

/// The place as it stands in what was handed over: of what there may be several, one may stand alone, and what has an id may be
/// named by it. What stands in a document of its own is told by its place in the whole.
fn standing(presented: &Presented, at: &Pointer) -> Pointer {
    let root = match &presented.content {
        openbadges2::Content::Document(document) => document.root(),
        openbadges2::Content::Token(token) => token.1.root(),
        openbadges2::Content::Address(_) => return at.clone(),
    };
    let mut place = Pointer::root();
    for step in at.steps() {
        let inner = place.member(&step);
        match root.pointer(&inner) {
            Some(_) => place = inner,
            None if ["0", "id"].contains(&step.as_str()) => {}
            None => return at.clone(),
        }
    }
    place
}
