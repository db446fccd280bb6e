//! A holder shows a part of a badge, and a verifier can tell whose it is and what he could have left out.
//!
//! The vectors of the W3C stand in the unit tests of the suites, where every stage can be looked at.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::codec::base64url;
use microcred::json::{Kind, Node, Object, Pointer, Tree, Value};
use microcred::jsonld::{Contexts, statements};
use microcred::key::{Curve, InMemorySigner, PrivateKey, PublicKey};
use microcred::proof::data_integrity::selective::{self, Disclosed, Selecting, Shown};
use microcred::report::{Code, Findings, code};
use microcred::{Environment, Limits};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use support::derived_proof::{Parts, bytes, parts, with_value};
use support::{at, badge, edited, json, multikey, object};

fn key() -> PrivateKey {
    PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap()
}

fn options(suite: &str, key: &PrivateKey) -> Object {
    let multikey = multikey(key);
    Object::new()
        .with("type", "DataIntegrityProof")
        .with("cryptosuite", suite)
        .with("created", support::NOW)
        .with("verificationMethod", format!("did:key:{multikey}#{multikey}"))
        .with("proofPurpose", "assertionMethod")
}

/// A status as a list with two purposes has it.
const STATUS: &str = r#"[
    {
        "id": "https://vet.example/status/3#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://vet.example/status/3"
    },
    {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "message",
        "statusListIndex": "3",
        "statusSize": 2,
        "statusMessage": [
            {"status": "0x0", "message": "pending"},
            {"status": "0x1", "message": "good"},
            {"status": "0x2", "message": "bad"},
            {"status": "0x3", "message": "gone"}
        ],
        "statusListCredential": "https://vet.example/status/4"
    }
]"#;

/// The badge of all tests, with a status besides.
fn document() -> Object {
    let mut badge = badge();
    object(&mut badge, "").insert("credentialStatus", json(STATUS));
    badge.as_object().unwrap().clone()
}

fn base() -> &'static str {
    static BASE: LazyLock<String> = LazyLock::new(|| {
        let signer = InMemorySigner::new(key()).unwrap();
        let environment = Environment::system();
        let options = options("ecdsa-sd-2023", &key());
        let chosen = [Pointer::from_text("/credentialSubject/achievement/name")];
        let (contexts, limits) = (Contexts::bundled(), Limits::default());
        let signed = selective::sign(&document(), &options, &chosen, &signer, &environment, &contexts, &limits);
        signed.unwrap_or_else(|error| panic!("{error}")).to_string()
    });
    &BASE
}

fn tree(text: &str) -> Tree {
    Tree::parse(text, &Limits::default()).unwrap()
}

fn derive(base: &str, pointers: &[&str]) -> Result<String, Findings> {
    let selecting = Selecting::new(pointers.iter().map(|pointer| Pointer::from_text(*pointer)));
    let derived = selective::derive(tree(base).root(), &selecting, &Contexts::bundled(), &Limits::default());
    derived.map(|document| document.to_string())
}

fn check(text: &str) -> Result<Disclosed, Findings> {
    check_with(text, key().public_key())
}

fn check_with(text: &str, key: &PublicKey) -> Result<Disclosed, Findings> {
    selective::check(tree(text).root(), key, &Contexts::bundled(), &Limits::default())
}

fn refused(text: &str) -> Code {
    let findings = check(text).unwrap_err();
    findings.iter().next().unwrap().code
}

/// The pointers of everything in a document but its contexts and proof.
fn places(node: Node<'_>, pointer: &Pointer, found: &mut Vec<String>) {
    for (name, value) in node.members() {
        if !(pointer.as_str().is_empty() && matches!(name, "@context" | "proof")) {
            let pointer = pointer.member(name);
            found.push(pointer.as_str().to_owned());
            places(value, &pointer, found);
        }
    }
    for (index, item) in node.items().enumerate() {
        let pointer = pointer.item(index);
        found.push(pointer.as_str().to_owned());
        places(item, &pointer, found);
    }
}

fn all_places() -> &'static [String] {
    static PLACES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut found = Vec::new();
        places(tree(base()).root(), &Pointer::root(), &mut found);
        found
    });
    &PLACES
}

/// The texts in a document but for its contexts and the value of its proof.
fn texts(node: Node<'_>, found: &mut Vec<String>) {
    found.extend(node.as_str().map(str::to_owned));
    node.items().for_each(|item| texts(item, found));
    let members = node.members().filter(|(name, _)| !matches!(*name, "@context" | "proofValue"));
    members.for_each(|(_, member)| texts(member, found));
}

#[test]
fn what_is_mandatory_is_always_shown() {
    let derived = derive(base(), &[]).unwrap();
    let document = json(&derived);
    assert_eq!(document.get("credentialStatus"), Some(&json(STATUS)));
    assert_eq!(document.get("validUntil"), badge().get("validUntil"));
    let achievement = document.get("credentialSubject").and_then(|subject| subject.get("achievement")).unwrap();
    assert_eq!(achievement.get("name"), Some(&Value::from("Green skills")));
    assert_eq!(achievement.get("description"), None);
    let disclosed = check(&derived).unwrap();
    let tree = tree(&derived);
    for member in ["issuer", "type", "validFrom", "validUntil", "credentialStatus"] {
        assert_eq!(disclosed.member(tree.root(), member), Shown::Mandatory, "{member}");
    }
    assert_eq!(disclosed.member(tree.root(), "credentialSchema"), Shown::Not);
}

#[test]
fn every_place_can_be_shown_by_itself() {
    for place in all_places() {
        let derived = derive(base(), &[place]).unwrap_or_else(|error| panic!("{place}: {error}"));
        check(&derived).unwrap_or_else(|error| panic!("{place}: {error}\n{derived}"));
    }
    let whole = derive(base(), &[""]).unwrap();
    check(&whole).unwrap();
    let without_proof = |text| edited(text, |document| _ = object(document, "").remove("proof"));
    assert_eq!(without_proof(&whole), without_proof(base()));
}

/// The reference implementation cannot derive from a document that has a list at all.
#[test]
fn a_list_is_shown_as_a_whole() {
    let derived = derive(base(), &["/credentialSubject/achievement/resultDescription/0/allowedValue/2"]).unwrap();
    check(&derived).unwrap();
    let mut document = json(&derived);
    let shown = at(&mut document, "/credentialSubject/achievement/resultDescription/0/allowedValue");
    assert_eq!(*shown, json(r#"["F", "D", "C", "B", "A"]"#));
}

/// What is left of an array stays an array, in order.
#[test]
fn arrays_close_up() {
    let derived =
        derive(base(), &["/evidence/1/name", "/credentialSubject/achievement/alignment/1/targetName"]).unwrap();
    check(&derived).unwrap();
    let mut document = json(&derived);
    assert_eq!(*at(&mut document, "/evidence"), json(r#"[{"type": ["Evidence"], "name": "Talk"}]"#));
}

#[test]
fn pointers_that_select_nothing_are_refused() {
    for pointer in [
        "/nothing",
        "name",
        "/proof",
        "/proof/0/created",
        "/evidence/7",
        "/evidence/01",
        "/evidence/-",
        "/evidence/+1",
        "/name/more",
    ] {
        assert!(derive(base(), &[pointer]).unwrap_err().contains(code::request::POINTER), "{pointer}");
    }
}

#[test]
fn only_a_base_proof_can_be_derived_from() {
    let derived = derive(base(), &["/name"]).unwrap();
    assert!(derive(&derived, &["/name"]).unwrap_err().contains(code::request::DOCUMENT_KIND));
    assert!(derive(&badge().to_string(), &["/name"]).unwrap_err().contains(code::proof::MISSING));
    let changed = edited(base(), |badge| object(badge, "").insert("name", "Another name"));
    assert!(derive(&changed, &["/name"]).unwrap_err().contains(code::proof::SIGNATURE_INVALID));
    let more = edited(base(), |badge| {
        object(badge, "").insert("image", json(r#"{"id": "https://a.example/", "type": "Image"}"#))
    });
    assert!(derive(&more, &["/name"]).unwrap_err().contains(code::proof::SIGNATURE_INVALID));
}

#[test]
fn a_base_proof_is_for_its_holder_alone() {
    assert_eq!(refused(base()), code::proof::BASE);
}

#[test]
fn the_issuers_key_is_on_p256() {
    let derived = derive(base(), &["/name"]).unwrap();
    let p384 = PrivateKey::from_ec_scalar(Curve::P384, &[7; 48]).unwrap();
    for key in [p384, support::issuing_key()] {
        assert!(check_with(&derived, key.public_key()).unwrap_err().contains(code::proof::KEY_TYPE_MISMATCH));
    }
    let other = PrivateKey::from_ec_scalar(Curve::P256, &[8; 32]).unwrap();
    assert!(check_with(&derived, other.public_key()).unwrap_err().contains(code::proof::SIGNATURE_INVALID));
}

/// A statement of another credential by the same issuer does not fit in: its key was made for it alone.
#[test]
fn statements_cannot_be_mixed() {
    let derived = derive(base(), &["/name"]).unwrap();
    let again = {
        let signer = InMemorySigner::new(key()).unwrap();
        let (contexts, limits) = (Contexts::bundled(), Limits::default());
        let options = options("ecdsa-sd-2023", &key());
        let signed = selective::sign(&document(), &options, &[], &signer, &Environment::system(), &contexts, &limits);
        derive(&signed.unwrap().to_string(), &["/name", "/credentialSubject/achievement/name"]).unwrap()
    };
    let (first, second) = (parts(&derived), parts(&again));
    let mixed = Parts { signatures: second.signatures, ..first };
    assert_eq!(refused(&mixed.on(&derived)), code::proof::SIGNATURE_INVALID);
}

/// The 1EdTech validator's own example. Its issuer made nothing mandatory, so all that it shows is the holder's choice.
#[test]
fn the_example_of_1edtech() {
    let Some(text) = support::read("1edtech-validator/inspector-vc/ob30/sd/derivedcredential.json") else { return };
    let key = PublicKey::from_multikey("zDnaekGZTbQBerwcehBSXLqAg6s55hVEBms1zFy89VHXtJSa9").unwrap();
    let disclosed = check_with(&text, &key).unwrap();
    let tree = tree(&text);
    for member in ["issuer", "type", "validFrom"] {
        assert_eq!(disclosed.member(tree.root(), member), Shown::ByChoice, "{member}");
    }
    assert_eq!(disclosed.member(tree.root(), "validUntil"), Shown::Not);
}

/// Case 94: an issuer here cannot leave it to the holder, and what is mandatory cannot be taken away later.
#[test]
fn di_sd_hide_valid_until() {
    let derived = derive(base(), &[]).unwrap();
    for member in ["validUntil", "validFrom", "credentialStatus", "issuer", "type"] {
        let cut = edited(&derived, |badge| _ = object(badge, "").remove(member));
        assert!([code::proof::SIGNATURE_INVALID, code::proof::MALFORMED].contains(&refused(&cut)), "{member}");
    }
}

/// Case 95.
#[test]
fn di_sd_hide_status_size() {
    let derived = derive(base(), &["/name"]).unwrap();
    for place in ["statusSize", "statusMessage", "statusPurpose", "statusListIndex"] {
        let cut = edited(&derived, |badge| _ = object(badge, "/credentialStatus/1").remove(place));
        assert!([code::proof::SIGNATURE_INVALID, code::proof::MALFORMED].contains(&refused(&cut)), "{place}");
    }
    let second = edited(&derived, |badge| {
        *at(badge, "/credentialStatus") = json(STATUS).as_array().unwrap()[0].clone();
    });
    assert_eq!(refused(&second), code::proof::MALFORMED);
}

/// Case 96.
#[test]
fn di_sd_labelmap_huge() {
    let derived = derive(base(), &["/name"]).unwrap();
    let good = parts(&derived);
    assert!(check(&good.clone().on(&derived)).is_ok());
    let count = good.labels.len() as u64;
    let fill = |from: u64| (from..from + 20_000).map(|name| (name, label(name))).collect::<Vec<_>>();
    let cases: [(&str, Parts); 9] = [
        ("huge label map", Parts { labels: [good.labels.clone(), fill(count)].concat(), ..good.clone() }),
        ("a label too many", Parts { labels: [good.labels.clone(), vec![(count, label(9))]].concat(), ..good.clone() }),
        ("a label missing", Parts { labels: good.labels[1..].to_vec(), ..good.clone() }),
        ("a node named twice", {
            let mut labels = good.labels.clone();
            labels[1].0 = labels[0].0;
            Parts { labels, ..good.clone() }
        }),
        ("two nodes under one name", {
            let mut labels = good.labels.clone();
            labels[1].1 = labels[0].1;
            Parts { labels, ..good.clone() }
        }),
        ("an index twice", Parts { mandatory: [vec![0], good.mandatory.clone()].concat(), ..good.clone() }),
        ("indexes out of order", Parts { mandatory: good.mandatory.iter().rev().copied().collect(), ..good.clone() }),
        ("an index beyond the end", {
            let mut mandatory = good.mandatory.clone();
            *mandatory.last_mut().unwrap() = u64::MAX;
            Parts { mandatory, ..good.clone() }
        }),
        ("a key of another kind", {
            let mut proof_key = good.proof_key.clone();
            proof_key[0] = 0x81;
            Parts { proof_key, ..good.clone() }
        }),
    ];
    for (name, parts) in cases {
        let start = Instant::now();
        assert_eq!(refused(&parts.on(&derived)), code::proof::MALFORMED, "{name}");
        assert!(start.elapsed() < Duration::from_secs(2), "{name}");
    }
}

/// Case 96.
#[test]
fn di_sd_cbor_bomb() {
    let derived = derive(base(), &["/name"]).unwrap();
    let value = bytes(&derived);
    let with = |bytes: &[u8]| with_value(&derived, format!("u{}", base64url::encode(bytes)));
    let header = &value[..3];
    let bombs: Vec<(&str, Vec<u8>)> = vec![
        ("array of 2^64", [header, &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat()),
        ("bytes of 2^63", [header, &[0x85, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat()),
        ("nested arrays", [header, &[0x81; 100_000][..]].concat()),
        ("indefinite array", [header, &[0x9f], &value[4..], &[0xff]].concat()),
        ("tag", [header, &[0x85, 0xd8, 0x40], &value[4..]].concat()),
        ("four components", [header, &[0x84], &value[4..]].concat()),
        ("six components", [header, &[0x86], &value[4..], &[0]].concat()),
        ("something after the end", [&value[..], &[0]].concat()),
        ("cut short", value[..value.len() - 1].to_vec()),
        ("a long head", [header, &[0x98, 5], &value[4..]].concat()),
        ("another header", [&[0xd9, 0x5d, 0x02], &value[3..]].concat()),
        ("nothing", Vec::new()),
    ];
    for (name, bytes) in bombs {
        assert_eq!(refused(&with(&bytes)), code::proof::MALFORMED, "{name}");
    }
    for text in ["", "z", "u", "zQ3s", "u****", "u2V0B=="] {
        assert_eq!(refused(&with_value(&derived, text.to_owned())), code::proof::MALFORMED, "{text}");
    }
}

/// Case 97: an attribute that no context defines makes no statement, so the signatures still hold. It is the screen that
/// refuses it, on issuing and on verifying alike.
#[test]
fn di_bbs_undefined_attr() {
    let undefined = |found: &Findings| found.contains(code::context::UNDEFINED_TERM);
    let derived = derive(base(), &["/name"]).unwrap();
    let added = edited(&derived, |badge| object(badge, "/credentialSubject").insert("isAdmin", true));
    assert!(check(&added).is_ok());
    let found = statements(tree(&added).root(), &Contexts::bundled(), &["proof"], &Limits::default()).unwrap();
    assert!(undefined(&found.departures));

    let signer = InMemorySigner::new(key()).unwrap();
    let mut document = Value::from(document());
    object(&mut document, "/credentialSubject").insert("isAdmin", true);
    let (contexts, limits) = (Contexts::bundled(), Limits::default());
    let options = options("ecdsa-sd-2023", &key());
    let document = document.as_object().unwrap();
    let refused = selective::sign(document, &options, &[], &signer, &Environment::system(), &contexts, &limits);
    assert!(matches!(refused, Err(selective::PrepareError::Document(found)) if undefined(&found)));
}

fn label(number: u64) -> [u8; 32] {
    microcred::codec::digest::sha256(number.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_part_can_be_shown(chosen in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8)) {
        let pointers: BTreeSet<&str> = chosen.iter().map(|index| index.get(all_places()).as_str()).collect();
        let pointers: Vec<&str> = pointers.into_iter().collect();
        let derived = derive(base(), &pointers).unwrap();
        let disclosed = check(&derived);
        prop_assert!(disclosed.is_ok(), "{:?}: {}\n{}", pointers, disclosed.unwrap_err(), derived);

        // What was selected is there, and of what was not no text stands anywhere.
        let (base_tree, derived_tree) = (tree(base()), tree(&derived));
        let (mut all, mut shown) = (Vec::new(), Vec::new());
        texts(base_tree.root(), &mut all);
        texts(derived_tree.root(), &mut shown);
        for pointer in pointers {
            let selected = base_tree.root().pointer(&Pointer::from_text(pointer)).unwrap();
            let mut selected_texts = Vec::new();
            texts(selected, &mut selected_texts);
            prop_assert!(selected_texts.iter().all(|text| shown.contains(text)), "{}", pointer);
        }
        for text in all.iter().filter(|text| text.len() > 3 && !shown.iter().any(|shown| shown.contains(*text))) {
            prop_assert!(!derived.contains(text.as_str()), "{text} is given away");
        }
    }

    #[test]
    fn no_text_can_be_changed(chosen: proptest::sample::Index, place: proptest::sample::Index, with in "[a-z0-9]") {
        let derived = derive(base(), &["/name", "/evidence", "/credentialSubject/result/0"]).unwrap();
        let tree = tree(&derived);
        let mut found = Vec::new();
        places(tree.root(), &Pointer::root(), &mut found);
        found.extend(["/proof/created", "/proof/verificationMethod", "/proof/proofPurpose"].map(str::to_owned));
        found.retain(|pointer| {
            tree.root().pointer(&Pointer::from_text(pointer)).is_some_and(|node| node.kind() == Kind::String)
        });
        let pointer = chosen.get(&found);
        let changed = edited(&derived, |document| {
            let text = at(document, pointer);
            let mut letters: Vec<char> = text.as_str().unwrap().chars().collect();
            *place.get_mut(&mut letters) = with.chars().next().unwrap();
            *text = letters.into_iter().collect::<String>().into();
        });
        if json(&changed) != json(&derived) {
            prop_assert!(check(&changed).is_err(), "{pointer}\n{changed}");
        }
    }

    #[test]
    fn no_byte_of_the_proof_can_be_changed(place: proptest::sample::Index, flip in 1..=255_u8) {
        let derived = derive(base(), &["/name", "/evidence/0"]).unwrap();
        let mut bytes = bytes(&derived);
        *place.get_mut(&mut bytes) ^= flip;
        let changed = with_value(&derived, format!("u{}", base64url::encode(&bytes)));
        prop_assert!(check(&changed).is_err());
    }
}

/// The same badge under bbs-2023.
#[cfg(feature = "bbs")]
mod bbs {
    use super::*;
    use microcred::key::Algorithm;

    fn key() -> PrivateKey {
        static KEY: LazyLock<PrivateKey> =
            LazyLock::new(|| PrivateKey::generate(Algorithm::Bbs, &Environment::system()).unwrap());
        KEY.clone()
    }

    fn base() -> &'static str {
        static BASE: LazyLock<String> = LazyLock::new(|| {
            let signer = InMemorySigner::new(key()).unwrap();
            let (contexts, limits) = (Contexts::bundled(), Limits::default());
            let options = options("bbs-2023", &key());
            let environment = Environment::system();
            let signed = selective::sign(&document(), &options, &[], &signer, &environment, &contexts, &limits);
            signed.unwrap_or_else(|error| panic!("{error}")).to_string()
        });
        &BASE
    }

    fn refused(text: &str) -> Code {
        check_with(text, key().public_key()).unwrap_err().iter().next().unwrap().code
    }

    #[test]
    fn parts_are_shown_and_hold() {
        let place = "/credentialSubject/achievement/resultDescription/0/allowedValue/2";
        let derived = derive(base(), &[place, "/evidence/1/name"]).unwrap();
        let disclosed = check_with(&derived, key().public_key()).unwrap();
        let tree = tree(&derived);
        assert_eq!(disclosed.member(tree.root(), "credentialStatus"), Shown::Mandatory);
        assert_eq!(disclosed.member(tree.root(), "evidence"), Shown::ByChoice);
        let again = derive(base(), &[place, "/evidence/1/name"]).unwrap();
        assert_ne!(derived, again, "two proofs of one badge have nothing in common");
        assert_eq!(super::refused(&derived), code::proof::KEY_TYPE_MISMATCH);
        assert_eq!(refused(base()), code::proof::BASE);
    }

    #[test]
    fn nothing_can_be_changed() {
        let derived = derive(base(), &["/name"]).unwrap();
        let renamed = edited(&derived, |badge| object(badge, "").insert("name", "Another name"));
        assert_eq!(refused(&renamed), code::proof::SIGNATURE_INVALID);
        let cut = edited(&derived, |badge| _ = object(badge, "").remove("name"));
        assert!([code::proof::SIGNATURE_INVALID, code::proof::MALFORMED].contains(&refused(&cut)));
        let later = edited(&derived, |badge| object(badge, "/proof").insert("created", "2026-11-24T11:00:00Z"));
        assert_eq!(refused(&later), code::proof::SIGNATURE_INVALID);
        let changed = edited(base(), |badge| object(badge, "").insert("name", "Another name"));
        assert!(derive(&changed, &["/name"]).unwrap_err().contains(code::proof::SIGNATURE_INVALID));
    }

    /// The proof is bound to what the verifier asked for, and says so.
    #[test]
    fn a_proof_is_bound_to_its_presentation_header() {
        let selecting = Selecting::new([Pointer::from_text("/name")]).with_presentation_header(*b"nonce");
        let (contexts, limits) = (Contexts::bundled(), Limits::default());
        let derived = selective::derive(tree(base()).root(), &selecting, &contexts, &limits).unwrap().to_string();
        assert!(check_with(&derived, key().public_key()).is_ok());
        let mut bytes = bytes(&derived);
        *bytes.last_mut().unwrap() ^= 1;
        let other = with_value(&derived, format!("u{}", base64url::encode(&bytes)));
        assert_eq!(refused(&other), code::proof::SIGNATURE_INVALID);
    }
}
