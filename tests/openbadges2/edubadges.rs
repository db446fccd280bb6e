//! What badges of edubadges say is written in terms of Open Badges 3.0, or told as lost.

use crate::support;
use crate::upgrade::BADGE;
use microcred::microcredential::carrier::Lost;
use microcred::openbadges2::{OpenBadge, Upgraded};
use microcred::{Limits, json::Tree};
use serde_json::json;

/// The badge with other members of its class, upgraded; nothing in it is as it should not be.
fn with(members: serde_json::Value) -> Upgraded {
    let mut badge: serde_json::Value = serde_json::from_str(BADGE).unwrap();
    badge["badge"].as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    upgraded(&badge)
}

fn upgraded(badge: &serde_json::Value) -> Upgraded {
    let tree = Tree::parse(&badge.to_string(), &Limits::default()).unwrap();
    let (badge, findings) = OpenBadge::read(tree.root()).unwrap();
    assert!(findings.is_empty(), "{findings}");
    badge.upgrade(&support::environment()).unwrap()
}

/// What is lost beside the old proof.
fn lost(upgraded: &Upgraded) -> Vec<(String, Lost)> {
    let lost = upgraded.losses.iter().map(|loss| (loss.pointer.to_string(), loss.lost));
    lost.filter(|(pointer, _)| pointer != "/verification").collect()
}

fn missing(pointer: &str) -> (String, Lost) {
    (pointer.to_owned(), Lost::Missing)
}

#[test]
fn only_a_micro_credential_is_called_one() {
    let named = with(json!({"typeBadgeClass": "micro_credential"}));
    let kind =
        named.badge.credential_subject.achievement.achievement_type.as_ref().map(|kind| kind.as_str().to_owned());
    assert_eq!((kind.as_deref(), lost(&named)), (Some("MicroCredential"), Vec::new()));
    for other in ["regular", "extra_curricular"] {
        let upgraded = with(json!({ "typeBadgeClass": other }));
        assert_eq!(upgraded.badge.credential_subject.achievement.achievement_type, None);
        assert!(!upgraded.sources.iter().any(|source| source.member == "/offer/kind"), "{:?}", upgraded.sources);
        assert_eq!(lost(&upgraded), [missing("/badge/typeBadgeClass")]);
    }
}
