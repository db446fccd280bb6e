//! Documents made to be expensive. Without optimisation, and with all tests at once, a second is allowed to be longer.

use super::{assert_refused, assert_valid, verify, within};
use crate::support::cases::case;
use crate::support::{
    at, badge, edited, environment, issuer, issuing_key, json, object, secure, sign_by_hand, verifier,
};
use microcred::Limits;
use microcred::badge::{Achievement, AchievementCredential, AchievementSubject, Criteria, Evidence, Profile};
use microcred::json::{Object, Value};
use microcred::jsonld::{Contexts, Hash, Work};
use microcred::report::{Outcome, code};
use microcred::resolve::Offline;
use microcred::verify::Verification;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 1 });

/// A badge with a graph of nodes that only `_:` names could make: profiles, each the part of others.
pub(crate) fn with_graph(edges: impl Iterator<Item = (usize, usize)>) -> Value {
    let mut parents: std::collections::BTreeMap<usize, Vec<Value>> = Default::default();
    for (from, to) in edges {
        parents.entry(from).or_default().push(format!("_:b{to}").into());
    }
    let nodes: Vec<Value> = parents
        .into_iter()
        .map(|(node, parents)| {
            Object::new()
                .with("id", format!("_:b{node}"))
                .with_all("type", ["Profile"])
                .with("parentOrg", Value::Array(parents))
                .into()
        })
        .collect();
    let mut badge = badge();
    object(&mut badge, "/issuer").insert("parentOrg", Value::Array(nodes));
    badge
}

/// Signed by nobody: the proof of another badge is there, so that all the work is tried.
pub(crate) fn with_some_proof(document: &Value) -> String {
    let proof = json(&secure(&badge())).get("proof").unwrap().clone();
    edited(&document.to_string(), |document| object(document, "").insert("proof", proof))
}

/// Such nodes have no place in a credential; where the general way looks at them all the same, its work is bounded.
#[track_caller]
fn assert_bounded(verification: &Verification, poison: bool) {
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    assert!(verification.has(code::context::SAFE_MODE), "{verification}");
    if cfg!(feature = "json-ld") && poison {
        assert!(verification.has(code::input::LIMIT_CANONICALISATION), "{verification}");
        crate::support::cases::say(format!("invalid {}", code::input::LIMIT_CANONICALISATION));
    }
}

#[test]
fn canon_clique_10() {
    case!(33);
    let edges = (0..10).flat_map(|from| (0..10).filter(move |to| *to != from).map(move |to| (from, to)));
    let text = with_some_proof(&with_graph(edges));
    assert_bounded(&within(SECOND, || verify(text)), true);
}

#[test]
fn canon_ring_400() {
    case!(35);
    let text = with_some_proof(&with_graph((0..400).map(|node| (node, (node + 1) % 400))));
    assert_bounded(&within(SECOND, || verify(text)), true);
}

#[test]
fn canon_circulant_148() {
    case!(36);
    let edges = (0..148).flat_map(|node| [1, 5, 13].map(|step| (node, (node + step) % 148)));
    let text = with_some_proof(&with_graph(edges));
    assert_bounded(&within(SECOND, || verify(text)), true);
}

/// A tree of profiles, each the part of `width` others.
pub(crate) fn tree(levels: usize, width: usize) -> Value {
    let children = (levels > 0).then(|| Value::Array(vec![tree(levels - 1, width); width]));
    Object::new().with_all("type", ["Profile"]).with_some("parentOrg", children).into()
}

/// A tree in which all nodes of a level look the same, without any name: plain, and still bounded.
#[test]
fn canon_tree_8x8() {
    case!(34);
    for levels in [2, 3] {
        let mut document = badge();
        object(&mut document, "/credentialSubject/achievement").insert("creator", tree(levels, 8));
        let verification = within(SECOND, || verify(with_some_proof(&document)));
        assert_eq!(verification.outcome, Outcome::Invalid);
        let known = [code::input::LIMIT_CANONICALISATION, code::proof::SIGNATURE_INVALID];
        assert!(known.iter().any(|code| verification.has(*code)), "{verification}");
    }
}

/// The proof has no graph of its own to hide: whatever is in it is walked, screened and paid from the same budget.
#[test]
fn canon_in_proof_options() {
    case!(37);
    let clique = with_graph((0..10).flat_map(|from| (0..10).filter(move |to| *to != from).map(move |to| (from, to))));
    let graph = clique.get("issuer").unwrap().get("parentOrg").unwrap().clone();
    let text =
        edited(&secure(&badge()), |badge| object(badge, "/proof/0").insert("verificationMethodOf", graph.clone()));
    let verification = within(SECOND, || verify(text));
    assert_refused(&verification, Outcome::Invalid, code::context::UNDEFINED_TERM);
    let text = edited(&secure(&badge()), |badge| object(badge, "/proof/0").insert("previousProof", graph));
    let verification = within(SECOND, || verify(text));
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
}

/// A record of so many courses as they are issued, in the way of the Comprehensive Learner Record.
fn clr(courses: usize, ids: bool) -> Value {
    let id = |kind: &str, number: usize| ids.then(|| format!("https://vet.example/{kind}/{number}"));
    let course = |number: usize| {
        let criteria = Object::new().with("narrative", format!("All of course {number}."));
        let results: Vec<Value> = (0..4)
            .map(|grade| {
                Object::new()
                    .with_some("id", id(&format!("results/{number}"), grade))
                    .with_all("type", ["Result"])
                    .with("value", format!("{grade}"))
                    .into()
            })
            .collect();
        let alignments: Vec<Value> = (0..4)
            .map(|target| {
                Object::new()
                    .with_some("id", id(&format!("alignments/{number}"), target))
                    .with_all("type", ["Alignment"])
                    .with("targetName", "Skill")
                    .with("targetUrl", format!("https://skills.example/{target}"))
                    .into()
            })
            .collect();
        let achievement = Object::new()
            .with_some("id", id("achievements", number))
            .with_all("type", ["Achievement"])
            .with("name", format!("Course {number}"))
            .with("description", "A course.")
            .with("criteria", criteria)
            .with("alignment", Value::Array(alignments));
        let subject = Object::new()
            .with_all("type", ["AchievementSubject"])
            .with("achievement", achievement)
            .with("result", Value::Array(results));
        let contexts =
            ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];
        Object::new()
            .with_all("@context", contexts)
            .with_some("id", id("credentials", number))
            .with_all("type", ["VerifiableCredential", "AchievementCredential"])
            .with("name", format!("Course {number}"))
            .with("issuer", "https://vet.example/issuer")
            .with("validFrom", "2026-01-01T00:00:00Z")
            .with("credentialSubject", subject)
    };
    let contexts = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ];
    let subject = Object::new()
        .with("id", "did:example:ana")
        .with_all("type", ["ClrSubject"])
        .with_all("verifiableCredential", (0..courses).map(course));
    Object::new()
        .with_all("@context", contexts)
        .with("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000099")
        .with_all("type", ["VerifiableCredential", "ClrCredential"])
        .with("issuer", badge().get("issuer").unwrap().clone())
        .with("validFrom", "2026-01-01T00:00:00Z")
        .with("name", "Record")
        .with("credentialSubject", subject)
        .into()
}

#[test]
fn canon_honest_clr_33_courses() {
    case!(38);
    let signed = secure(&clr(33, true));
    within(SECOND, || assert_valid(&signed));
    println!("33 courses with ids, {} bytes", signed.len());
    assert_linear(3, &secure(&clr(11, true)), &signed);
}

/// Honest, and without a single id: 363 nodes that only their content tells apart.
#[test]
fn canon_honest_clr_no_ids() {
    case!(39);
    let signed = secure(&clr(33, false));
    within(SECOND, || assert_valid(&signed));
    println!("33 courses without ids, {} bytes: {:?}", signed.len(), shortest(|| assert_valid(&signed)));
    // With less to spend, it is refused by name.
    let limits = Limits { canonicalisation: 10, ..Limits::default() };
    let verification = verifier().with_limits(limits).verify(&signed, &Offline);
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    assert_eq!(primary, Some(code::input::LIMIT_CANONICALISATION));
}

/// The shortest of five, which says most about the work and least about the machine.
fn shortest(mut run: impl FnMut()) -> Duration {
    let durations = (0..5).map(|_| {
        let start = std::time::Instant::now();
        run();
        start.elapsed()
    });
    durations.min().unwrap_or_default()
}

/// That what is so many times as large takes so many times as long, however fast the machine is and whatever else it does: what is
/// compared takes as long as the other.
#[track_caller]
fn assert_linear(times: usize, small: &str, large: &str) {
    let small = shortest(|| (0..times).for_each(|_| assert_valid(small)));
    let large = shortest(|| assert_valid(large));
    println!("{large:?} for {times} times as much, which takes {small:?} in parts");
    assert!(large < small.mul_f64(1.6), "{large:?} for {times} times as much, which takes {small:?} in parts");
}

/// A badge with so much evidence, named or not, each with its own words, and six tags for each: ten statements in all.
fn with_evidence(count: usize, ids: bool) -> Value {
    let one = |number: usize| {
        Object::new()
            .with_some("id", ids.then(|| format!("https://vet.example/evidence/{number}")))
            .with_all("type", ["Evidence"])
            .with("name", format!("Report {number}"))
            .with("narrative", format!("Of audit {number}."))
    };
    let tags = (0..6 * count).map(|number| format!("tag {number}").into()).collect();
    let mut document = badge();
    object(&mut document, "").insert("evidence", Value::Array((0..count).map(|number| one(number).into()).collect()));
    object(&mut document, "/credentialSubject/achievement").insert("tag", Value::Array(tags));
    document
}

/// Ten times as many statements take ten times the work, to ten thousand: none of it is spent on telling nodes apart, and the time
/// says so too.
#[test]
fn work_is_linear_in_statements() {
    for ids in [true, false] {
        let mut signed = Vec::new();
        for count in [10, 100, 1_000] {
            let document = with_evidence(count, ids);
            let text = document.to_string();
            let limits = Limits::default();
            let tree = microcred::json::Tree::parse(&text, &limits).unwrap();
            let found = microcred::jsonld::statements(tree.root(), &Contexts::bundled(), &[], &limits).unwrap();
            let (quads, mut none) = (found.dataset.len(), Work::new(0));
            assert!(
                found.dataset.canonicalize(Hash::Sha256, &mut none).is_ok(),
                "{count}: first-degree hashes are enough"
            );
            signed.push((quads, secure(&document)));
        }
        let [_, (fewer, small), (more, large)] = &signed[..] else { unreachable!("three sizes") };
        assert!((9_000..=20_000).contains(more), "{more}");
        assert_linear(more / fewer, small, large);
    }
}

/// Issuing gives every object that names itself an id, so that none of this comes up.
#[test]
fn issuing_adds_ids() {
    let mut achievement = Achievement::new("Green skills", "Energy audits", Criteria::narrative("An audit."));
    achievement.creator = None;
    let subject = AchievementSubject::new(achievement).id("did:example:ana");
    let mut badge = AchievementCredential::new(Profile::new("did:example:replaced"), subject).name("Green skills");
    badge.evidence = vec![Evidence::new(), Evidence::new()];
    let secured = issuer().with_environment(environment()).issue(&badge).unwrap();
    let mut value = json(secured.as_str());
    for place in ["", "/issuer", "/credentialSubject/achievement", "/evidence/0", "/evidence/1"] {
        assert!(at(&mut value, place).get("id").is_some(), "{place}");
    }
    assert_eq!(verifier().verify(&secured, &Offline).outcome, Outcome::Valid);
}

#[test]
fn struct_type_flood() {
    case!(40);
    let text = edited(&secure(&badge()), |badge| {
        let types = vec![Value::from("Achievement"); 10_000];
        object(badge, "/credentialSubject/achievement").insert("type", Value::Array(types));
    });
    let verification = within(SECOND, || verify(text));
    assert_refused(&verification, Outcome::Invalid, code::input::LIMIT_TYPES);
}

#[test]
fn struct_8000_tags() {
    case!(41);
    let mut document = badge();
    let tags: Vec<Value> = (0..8000).map(|tag| format!("tag {tag}").into()).collect();
    object(&mut document, "/credentialSubject/achievement").insert("tag", Value::Array(tags));
    let signed = secure(&document);
    within(SECOND, || assert_valid(&signed));
    let flood: Vec<Value> = (0..100_000).map(|tag| format!("tag {tag}").into()).collect();
    let text =
        edited(&signed, |badge| object(badge, "/credentialSubject/achievement").insert("tag", Value::Array(flood)));
    assert_refused(&within(SECOND, || verify(text)), Outcome::Invalid, code::input::LIMIT_VALUES);
}

/// Eight proofs are judged, and no more.
#[test]
fn proof_flood() {
    let signed = secure(&badge());
    let proof = json(&signed).get("proof").and_then(Value::as_array).unwrap()[0].clone();
    let flood = |count: usize| {
        edited(&signed, |badge| object(badge, "").insert("proof", Value::Array(vec![proof.clone(); count])))
    };
    assert_valid(&flood(8));
    assert_refused(&verify(flood(9)), Outcome::Invalid, code::input::LIMIT_PROOFS);
    let verification = within(SECOND, || verify(flood(5000)));
    assert_refused(&verification, Outcome::Invalid, code::input::LIMIT_PROOFS);
}

/// A credential with a flat list of nodes, each of which refers to the next one by its id alone.
pub(crate) fn chain_of_references(hops: usize) -> Value {
    let link = |hop: usize| {
        let next = format!("urn:example:{}", hop + 1);
        Object::new().with("id", format!("urn:example:{hop}")).with("image", next).into()
    };
    let mut credential = badge();
    let members = object(&mut credential, "");
    members.insert("type", json(r#"["VerifiableCredential"]"#));
    let images = Value::Array((0..hops).map(link).collect());
    members.insert("credentialSubject", Object::new().with("id", "did:example:ana").with("image", images));
    credential
}

/// Where each description stands in the place of its reference, a flat list is a tree as deep as the list is long. A
/// thread with little stack tells so, and whoever is told that a credential is valid is given it.
#[test]
fn a_chain_of_references_is_no_deeper_than_documents_may_be() {
    let small = std::thread::Builder::new().stack_size(512 * 1024);
    let verified = small.spawn(|| {
        for (hops, outcome) in [
            (1, Outcome::Valid),
            (40, Outcome::Valid),
            (100, Outcome::Valid),
            (140, Outcome::Invalid),
            (1_500, Outcome::Invalid),
            (9_800, Outcome::Invalid),
        ] {
            let verification = verify(sign_by_hand(&chain_of_references(hops), &issuing_key(), &[]));
            assert_eq!(verification.outcome, outcome, "{hops}: {verification}");
            assert_eq!(verification.to_json().get("verified").is_some(), outcome == Outcome::Valid, "{hops}");
            assert_eq!(verification.has(code::input::LIMIT_VALUES), outcome == Outcome::Invalid, "{hops}");
        }
    });
    verified.unwrap().join().unwrap();
}
