//! An Open Badge 2.0 with what it names by address, as far as that is at hand. Nothing is verified.

mod gathering;

use crate::json::Pointer;
use crate::limits::Limits;
use crate::microcredential::carrier::{Loss, LossReport, Source};
use crate::openbadges2::{self, OpenBadge, Presented};
use crate::report::{Finding, Findings, code};
use crate::resolve::Resolver;
use gathering::Gathering;

/// The whole badge, unless its issuer has withdrawn it, or says otherwise at one of its addresses than what was handed over.
pub(in crate::ops) fn whole(
    presented: &Presented,
    limits: &Limits,
    resolver: &dyn Resolver,
) -> Result<(OpenBadge, Findings), Findings> {
    let mut gathering = Gathering::new(limits, resolver);
    let badge = gathering.badge(presented)?;
    let Gathering { mut refused, noticed, open, .. } = gathering;
    refused.extend(badge.assertion.withdrawn());
    // Made without its end, it would never end.
    let end = Pointer::root().member("expires");
    let is_end = |told: &&Finding| told.code == code::validity::MALFORMED && told.pointer == end;
    refused.extend(noticed.iter().filter(is_end).cloned());
    // A badge of 3.0 has a name, and criteria that say something.
    let at = Pointer::root().member("badge");
    let (class, criteria) = (&badge.badge_class, &badge.badge_class.criteria);
    let mut require = |is_there: bool, name: &str| {
        if !is_there && refused.is_empty() {
            let detail = format!("`{name}` says nothing that can be read; ask the issuer to mend its badge class");
            refused.push(Finding::new(code::ob2::REQUIRED, at.member(name), detail));
        }
    };
    require(!class.name.trim().is_empty(), "name");
    require(criteria.id.is_some() || criteria.narrative.is_some(), "criteria");
    match refused.is_empty() {
        true => Ok((badge, noticed.into_iter().chain(open).collect())),
        false => Err(refused),
    }
}

/// As much of it as can be had; of the rest, its id.
pub(in crate::ops) fn shown(
    presented: &Presented,
    limits: &Limits,
    resolver: &dyn Resolver,
) -> Result<(OpenBadge, Findings), Findings> {
    let mut gathering = Gathering::new(limits, resolver);
    let badge = gathering.badge(presented)?;
    Ok((badge, gathering.refused.into_iter().chain(gathering.noticed).collect()))
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
