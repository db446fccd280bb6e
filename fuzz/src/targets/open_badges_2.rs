//! Open Badges 2.0: lines, of which the first is presented and the others are found at the addresses that they have as their ids.

use super::{text, value};
use crate::Target;
use crate::judge::{LENIENT, same_when_read};
use crate::material::{self, SIGNER, token};
use crate::mutate::Shape;
use crate::seeds::{self, Seeds, files};
use crate::support;
use microcred::Limits;
use microcred::json::{Tree, Value};
use microcred::openbadges2::{Assertion, OpenBadge, Presented, check, is_open_badge_2};
use microcred::report::Outcome;
use microcred::resolve::Memory;

pub const TARGET: Target = Target { name: "open_badges_2", shape: Shape::Lines, longest: 16 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let limits = Limits::default();
    let _ = Presented::read(data, &limits).map(|read| read.map(|presented| presented.document().is_some()));
    let Some(text) = text(data) else { return };
    let mut documents = Memory::new();
    let lines: Vec<&str> = text.split('\n').take(8).collect();
    for line in &lines {
        if let Some(id) = value(line).as_ref().and_then(|value| value.get("id")).and_then(Value::as_str) {
            documents.insert(id, line.as_bytes());
        }
    }
    let first = lines.first().copied().unwrap_or_default();
    model(first);
    let signed = token(r#"{"alg":"EdDSA","typ":"JWT"}"#, first.as_bytes(), &SIGNER);
    for presented in [first.as_bytes(), signed.as_bytes()] {
        let verification = LENIENT.verify(presented, &documents);
        let report = verification.to_json();
        same_when_read(&report, &report.to_string());
        assert_eq!(LENIENT.verify(presented, &documents).to_json().to_string(), report.to_string());
        if let Ok(badge) = verification.accept::<OpenBadge>() {
            assert_eq!(verification.outcome, Outcome::Valid);
            // The copy at the issuer counts, so what is believed stands there.
            assert!(text.contains(&badge.assertion.id), "{verification}");
        }
    }
}

fn model(text: &str) {
    let Ok(tree) = Tree::parse(text, &Limits::default()) else { return };
    let root = tree.root();
    check(root).iter().for_each(|finding| assert!(!finding.to_string().is_empty()));
    if !is_open_badge_2(root) {
        return;
    }
    let _ = Assertion::read(root);
    let Ok((badge, _)) = OpenBadge::read(root) else { return };
    let upgraded = badge.upgrade(&material::environment()).unwrap_or_else(|error| panic!("{error}"));
    let written = upgraded.badge.to_json();
    same_when_read(&written, &written.to_string());
    assert!(upgraded.badge.id.as_deref() != Some(badge.assertion.id.as_str()));
    let tree = Tree::parse(&written.to_string(), &crate::judge::large()).expect("what was written is JSON");
    let (again, _) =
        microcred::badge::AchievementCredential::read(tree.root()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(again.to_json().to_string(), written.to_string());
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    seeds.words([
        "https://w3id.org/openbadges/v2",
        "Assertion",
        "BadgeClass",
        "Issuer",
        "HostedBadge",
        "SignedBadge",
        "CryptographicKey",
    ]);
    let whole = support::json(&seeds::own("examples/data/open-badge-2.json"));
    seeds.add(whole.to_string());
    // The same in documents of their own.
    let mut apart = whole.clone();
    let mut lines = Vec::new();
    if let Some(mut class) = whole.get("badge").cloned() {
        if let Some(issuer) = class.get("issuer").cloned() {
            lines.push(issuer.to_string());
            if let Some(id) = issuer.get("id") {
                support::object(&mut class, "").insert("issuer", id.clone());
            }
        }
        if let Some(id) = class.get("id") {
            support::object(&mut apart, "").insert("badge", id.clone());
        }
        lines.insert(0, class.to_string());
    }
    lines.insert(0, apart.to_string());
    seeds.add(lines.join("\n"));
    for file in files(&["json"]) {
        let Some(document) = text(&file).and_then(value) else { continue };
        let tree = Tree::parse(&document.to_string(), &Limits::default()).expect("what was written is JSON");
        if is_open_badge_2(tree.root()) {
            seeds.add(document.to_string());
        }
    }
}
