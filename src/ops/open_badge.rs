//! An Open Badge 2.0 with what it names by address, as far as that is at hand. Nothing is verified.

use crate::json::{Node, Pointer, Tree};
use crate::limits::Limits;
use crate::openbadges2::{Assertion, BadgeClass, Content, Issuer, OpenBadge, Presented, Reference, over_https};
use crate::report::{Finding, Findings, code};
use crate::resolve::{Answer, Need, NeedKind, Resolver};

/// The whole badge.
pub(super) fn whole(presented: &Presented, resolver: &dyn Resolver) -> Result<(OpenBadge, Findings), Findings> {
    let mut noticed = Findings::new();
    let assertion = match &presented.content {
        Content::Address(address) => fetched(address, &Pointer::root(), resolver, Assertion::read)?,
        _ => match presented.document() {
            Some(document) => Assertion::read(document.root())?,
            None => return Err(noticed),
        },
    };
    let (assertion, findings) = assertion;
    noticed.extend(findings);
    let at = Pointer::root().member("badge");
    let badge_class = match &assertion.badge {
        Reference::Embedded(class) => (**class).clone(),
        Reference::Id(id) => found(fetched(id, &at, resolver, BadgeClass::read)?, &at, &mut noticed),
    };
    let at = at.member("issuer");
    let issuer = match &badge_class.issuer {
        Reference::Embedded(issuer) => (**issuer).clone(),
        Reference::Id(id) => found(fetched(id, &at, resolver, Issuer::read)?, &at, &mut noticed),
    };
    Ok((OpenBadge::of(assertion, badge_class, issuer), noticed))
}

fn found<T>((thing, findings): (T, Findings), at: &Pointer, noticed: &mut Findings) -> T {
    noticed.extend(findings.into_iter().map(|finding| Finding { pointer: finding.pointer.below(at), ..finding }));
    thing
}

fn fetched<T>(
    id: &str,
    at: &Pointer,
    resolver: &dyn Resolver,
    read: impl Fn(Node<'_>) -> Result<(T, Findings), Findings>,
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
    let tree = Tree::parse_bytes(&found.bytes, &Limits::default())
        .map_err(|error| one(code::ob2::LINKED_MALFORMED, error.to_string()))?;
    read(tree.root())
        .map_err(|findings| findings.into_iter().map(|it| Finding { pointer: it.pointer.below(at), ..it }).collect())
}
