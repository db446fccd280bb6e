//! A badge that its issuer has withdrawn is nobody's, however little is left of it.

use crate::support;
use crate::upgrade::BADGE;
use microcred::Limits;
use microcred::json::Tree;
use microcred::openbadges2;
use microcred::ops::{Convert, CredentialFormat, Inspect, Inspection, Operation};
use microcred::report::code;

/// With `revoked` true, no more than the id is required.
const STRIPPED: &str = r#"{
  "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://uni.example/badges/assertions/1",
  "revoked": true, "revocationReason": "Issued twice"
}"#;

fn whole() -> String {
    support::edited(BADGE, |badge| support::object(badge, "").insert("revoked", true))
}

#[test]
fn it_is_in_order_as_it_stands() {
    for badge in [STRIPPED, &whole()] {
        let tree = Tree::parse(badge, &Limits::default()).unwrap();
        let findings = openbadges2::check(tree.root());
        assert!(findings.is_empty(), "{findings}");
    }
    let kept = STRIPPED.replace("true", "false");
    let findings = openbadges2::check(Tree::parse(&kept, &Limits::default()).unwrap().root());
    assert_eq!(findings.iter().filter(|found| found.code == code::ob2::REQUIRED).count(), 4, "{findings}");
}

#[test]
fn nothing_is_made_of_it() {
    for badge in [STRIPPED.to_owned(), whole()] {
        for to in CredentialFormat::ALL.into_iter().filter(|format| format.is_written()) {
            let refused = Convert::new(badge.clone(), to).run(&support::environment()).unwrap_err();
            assert!(refused.findings().contains(code::status::REVOKED), "{refused}");
        }
    }
}

#[test]
fn it_says_so_where_it_is_shown() {
    for badge in [STRIPPED.to_owned(), whole()] {
        let Inspection::Badge(shown) = Inspect::new(badge.clone()).run(&support::environment()).unwrap() else {
            panic!("a set")
        };
        let found = &shown.recovered.findings;
        assert!(found.contains(code::status::REVOKED), "{found}");
        assert!(!found.contains(code::ob2::LINKED_UNRESOLVED), "{found}");
        assert!(shown.recovered.learner.identifiers.iter().all(|own| !own.identity_hash.is_empty()));
    }
}
