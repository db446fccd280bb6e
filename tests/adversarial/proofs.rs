//! Proofs taken away, added, exchanged, misshapen or out of date.

use super::{accepted, assert_invalid, assert_refused, assert_valid, valid, verify, within};
use crate::support::cases::case;
use crate::support::{
    self, add_proof, at, attackers_key, badge, edited, environment_at, issuing_key, json, object, secure, sign_by_hand,
    verifier,
};
use microcred::codec::multibase;
use microcred::json::{Object, Value};
use microcred::report::{Outcome, Status, Trust, code};
use microcred::resolve::Offline;
use std::time::Duration;

/// The signed badge with its only proof edited.
fn with_proof(edit: impl FnOnce(&mut Object)) -> String {
    edited(&secure(&badge()), |badge| edit(object(badge, "/proof/0")))
}

fn proof_of(text: &str) -> Value {
    json(text).get("proof").and_then(Value::as_array).unwrap()[0].clone()
}

#[test]
fn di_purpose_tampered() {
    case!(76);
    for purpose in ["authentication", "keyAgreement", "capabilityInvocation"] {
        assert_invalid(&with_proof(|proof| proof.insert("proofPurpose", purpose)), code::proof::SIGNATURE_INVALID);
    }
}

#[test]
fn di_proof_stripped() {
    case!(77);
    assert_invalid(&badge().to_string(), code::proof::MISSING);
}

#[test]
fn di_proof_empty_array() {
    case!(78);
    assert_invalid(
        &edited(&badge().to_string(), |badge| object(badge, "").insert("proof", json("[]"))),
        code::proof::MISSING,
    );
}

#[test]
fn di_proof_string() {
    case!(78);
    for proof in [r#""x""#, "1", "true", "[\"x\"]", "[[]]", "{}", "[{}]"] {
        let verification = verify(edited(&badge().to_string(), |badge| object(badge, "").insert("proof", json(proof))));
        assert_eq!(verification.outcome, Outcome::Invalid, "{proof}");
        assert!(verification.has(code::proof::MALFORMED), "{proof}: {verification}");
    }
    let null = edited(&badge().to_string(), |badge| object(badge, "").insert("proof", Value::Null));
    assert_eq!(verify(null).outcome, Outcome::Invalid);
}

/// Somebody signs what the issuer has signed. That is their right, and says nothing about the issuer.
#[test]
fn di_extra_attacker_proof() {
    case!(79);
    let signed = secure(&badge());
    let theirs = proof_of(&sign_by_hand(&badge(), &attackers_key(), &[]));
    for first in [false, true] {
        let text = edited(&signed, |badge| {
            add_proof(badge, theirs.clone());
            if first {
                let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
                proofs.reverse();
            }
        });
        let verification = valid(&text);
        assert_eq!(verification.trust, Trust::IssuerBound);
        // Both are reported: the one that counts, and the one that is not the issuer's.
        let holding = verification.checks.iter().find(|check| check.id == "proof.signature").unwrap();
        assert_eq!(holding.pointer.as_str(), if first { "/proof/1" } else { "/proof/0" });
        let other = verification.checks.iter().find(|check| check.code() == Some(code::proof::SET_MEMBER_UNBOUND));
        let other = other.unwrap_or_else(|| panic!("{verification}"));
        assert_eq!((other.status, other.pointer.as_str()), (Status::Warn, if first { "/proof/0" } else { "/proof/1" }));
    }
}

/// Two proofs of the issuer's own are both reported as holding.
#[test]
fn two_proofs_of_the_issuer() {
    let both = edited(&secure(&badge()), |badge| {
        add_proof(
            badge,
            proof_of(&sign_by_hand(&support::badge(), &issuing_key(), &[("created", "\"2026-10-01T00:00:00Z\"")])),
        )
    });
    let verification = valid(&both);
    let holding: Vec<_> = verification.checks.iter().filter(|check| check.id == "proof.signature").collect();
    assert_eq!(holding.iter().map(|check| check.pointer.as_str()).collect::<Vec<_>>(), ["/proof/0", "/proof/1"]);
    assert!(holding.iter().all(|check| check.status == Status::Pass));
}

#[test]
fn di_strong_removed() {
    case!(80);
    let text = sign_by_hand(&badge(), &attackers_key(), &[]);
    let verification = verify(text);
    assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
    assert_eq!(verification.trust, Trust::Integrity);
}

/// A badge with a proof of the issuer's, and one that builds on it.
fn chain() -> Value {
    let first = sign_by_hand(&badge(), &issuing_key(), &[("id", "\"urn:uuid:00000000-0000-4000-8000-000000000001\"")]);
    second_of(&json(&first), "urn:uuid:00000000-0000-4000-8000-000000000001")
}

/// Adds a proof that builds on the first one, by hand: over the document with that proof.
fn second_of(document: &Value, previous: &str) -> Value {
    second_as(document, previous, "urn:uuid:00000000-0000-4000-8000-000000000002")
}

fn second_as(document: &Value, previous: &str, id: &str) -> Value {
    let key = issuing_key();
    let options = Object::new()
        .with("type", "DataIntegrityProof")
        .with("id", id)
        .with("cryptosuite", "eddsa-rdfc-2022")
        .with("created", support::NOW)
        .with("verificationMethod", format!("{}#{}", support::did_key(&key), support::multikey(&key)))
        .with("proofPurpose", "assertionMethod")
        .with("previousProof", previous);
    let with_context = options.clone().with("@context", document.get("@context").unwrap().clone());
    let message = [support::statements_digest(&with_context.into()), whole_digest(document)].concat();
    let signer = microcred::key::InMemorySigner::new(key).unwrap();
    let signature = microcred::key::Signer::sign(&signer, &message).unwrap();
    let mut document = document.clone();
    add_proof(&mut document, options.with("proofValue", multibase::base58btc(&signature)).into());
    document
}

fn whole_digest(document: &Value) -> Vec<u8> {
    use microcred::jsonld::{Contexts, Hash, Work, statements};
    let limits = microcred::Limits::default();
    let tree = microcred::json::Tree::parse(&document.to_string(), &limits).unwrap();
    let statements = statements(tree.root(), &Contexts::bundled(), &[], &limits).unwrap();
    statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(10_000)).unwrap().digest(Hash::Sha256)
}

#[test]
fn a_chain_holds() {
    let verification = valid(&chain().to_string());
    assert!(!verification.has(code::proof::SET_MEMBER_FAILED), "{verification}");
}

#[test]
fn di_chain_previous_missing() {
    case!(81);
    let text = edited(&chain().to_string(), |badge| {
        let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
        proofs.remove(0);
    });
    assert_invalid(&text, code::proof::CHAIN_BROKEN);
}

#[test]
fn di_chain_cycle() {
    case!(81);
    let text = edited(&chain().to_string(), |badge| {
        object(badge, "/proof/0").insert("previousProof", "urn:uuid:00000000-0000-4000-8000-000000000002");
    });
    assert_invalid(&text, code::proof::CHAIN_BROKEN);
    let itself = edited(&chain().to_string(), |badge| {
        object(badge, "/proof/0").insert("previousProof", "urn:uuid:00000000-0000-4000-8000-000000000001");
        let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
        proofs.truncate(1);
    });
    assert_invalid(&itself, code::proof::CHAIN_BROKEN);
}

/// A proof that builds on one that does not hold does not hold either, although it was signed over it.
#[test]
fn di_chain_previous_fails() {
    let mut first =
        json(&sign_by_hand(&badge(), &issuing_key(), &[("id", "\"urn:uuid:00000000-0000-4000-8000-000000000001\"")]));
    let value = at(&mut first, "/proof/0/proofValue");
    *value = multibase::base58btc(&[1; 64]).into();
    let text = second_of(&first, "urn:uuid:00000000-0000-4000-8000-000000000001").to_string();
    let verification = verify(&text);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    assert!(verification.has(code::proof::CHAIN_BROKEN), "{verification}");
}

/// A proof that names another again and again, and so on: it is refused before anything is made of that.
#[test]
fn chains_that_name_a_proof_twice() {
    let signed = secure(&badge());
    let proof = |number: usize, previous: Vec<String>| {
        let proof = Value::Object(match proof_of(&signed) {
            Value::Object(proof) => proof.with("id", format!("urn:example:{number}")),
            _ => panic!(),
        });
        json(&edited(&proof.to_string(), |proof| {
            object(proof, "").insert("proofValue", multibase::base58btc(&[1; 64]));
            object(proof, "").insert("previousProof", json(&format!("[{}]", previous.join(","))));
        }))
    };
    let chain = |levels: usize, previous: &dyn Fn(usize) -> Vec<String>| {
        edited(&badge().to_string(), |badge| {
            let proofs = (0..levels).map(|level| proof(level, previous(level))).collect();
            object(badge, "").insert("proof", Value::Array(proofs));
        })
    };
    let repeating = chain(5, &|level| vec![format!("\"urn:example:{}\"", level.max(1) - 1); level * 100]);
    assert_invalid_soon(&repeating, code::proof::MALFORMED);
    // All that can be named once: every proof builds on all that stand before it.
    let every = chain(8, &|level| (0..level).map(|level| format!("\"urn:example:{level}\"")).collect());
    assert_invalid_soon(&every, code::proof::SIGNATURE_INVALID);
    // What is not there.
    let absent = chain(8, &|_| (0..2_000).map(|name| format!("\"urn:example:absent:{name}\"")).collect());
    assert_invalid_soon(&absent, code::proof::CHAIN_BROKEN);
}

#[track_caller]
fn assert_invalid_soon(text: &str, code: microcred::report::Code) {
    let verification = within(Duration::from_secs(10), || verify(text));
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    assert!(verification.has(code), "{code}: {verification}");
}

/// Where two proofs have the id on which another builds, nobody can tell which it is: neither the one nor the other, in
/// whatever order they stand.
#[test]
fn chains_on_one_of_two() {
    for place in 0..=2 {
        let text = edited(&chain().to_string(), |badge| {
            let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
            let mut another = proofs[0].clone();
            object(&mut another, "").insert("created", "2026-06-21T00:00:00Z");
            proofs.insert(place, another);
        });
        assert_invalid(&text, code::proof::CHAIN_BROKEN);
    }
}

/// Proofs that build on the same ones sign the same, which is made once for all of them.
#[test]
fn chains_share_what_they_sign() {
    // Nodes that are told apart by much work alone.
    let id = "urn:uuid:00000000-0000-4000-8000-000000000001";
    let twins = edited(&badge().to_string(), |badge| {
        let twin = json(r#"{"type": ["Evidence"], "name": "Talk", "genre": "oral"}"#);
        object(badge, "").insert("evidence", Value::Array(vec![twin.clone(), twin.clone(), twin]));
    });
    let first = json(&sign_by_hand(&json(&twins), &issuing_key(), &[("id", &format!("\"{id}\""))]));
    let with_others = |numbers: std::ops::RangeInclusive<u8>| {
        numbers.fold(first.clone(), |mut document, number| {
            let other = second_as(&first, id, &format!("urn:uuid:00000000-0000-4000-8000-00000000000{number}"));
            add_proof(&mut document, other.get("proof").and_then(Value::as_array).unwrap()[1].clone());
            document
        })
    };
    let holds = |document: &Value, canonicalisation: usize| {
        let limits = microcred::Limits { canonicalisation, ..microcred::Limits::default() };
        let verification = verifier().with_limits(limits).verify(document.to_string(), &Offline);
        verification.outcome == Outcome::Valid && !verification.has(code::proof::SET_MEMBER_FAILED)
    };
    let enough = (1..1_000).find(|limit| holds(&with_others(2..=2), *limit)).unwrap();
    assert!(enough > 2);
    assert!(holds(&with_others(2..=8), enough), "{enough}");
}

/// Who builds on whom is signed; the order in the array says nothing.
#[test]
fn di_chain_order_swapped() {
    case!(82);
    let reversed = edited(&chain().to_string(), |badge| {
        let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
        proofs.reverse();
    });
    assert_eq!(support::said(&accepted(&reversed)), support::said(&accepted(&chain().to_string())));
    let swapped = edited(&chain().to_string(), |badge| {
        object(badge, "/proof/0").insert("previousProof", "urn:uuid:00000000-0000-4000-8000-000000000002");
        object(badge, "/proof/1").remove("previousProof");
    });
    assert_eq!(verify(swapped).outcome, Outcome::Invalid);
}

#[test]
fn di_cryptosuite_array_or_object() {
    case!(83);
    for suite in [r#"["eddsa-rdfc-2022"]"#, r#"{"id": "eddsa-rdfc-2022"}"#, "1", "null", "true"] {
        let verification = verify(with_proof(|proof| proof.insert("cryptosuite", json(suite))));
        assert_eq!(verification.outcome, Outcome::Invalid, "{suite}");
        assert!(verification.has(code::proof::MALFORMED), "{suite}: {verification}");
    }
}

#[test]
fn di_suite_unknown() {
    case!(84);
    let verification = verify(with_proof(|proof| proof.insert("cryptosuite", "evil-2099")));
    assert_refused(&verification, Outcome::Indeterminate, code::proof::UNSUPPORTED);
    let verification = verify(with_proof(|proof| {
        proof.remove("cryptosuite");
    }));
    assert_refused(&verification, Outcome::Invalid, code::proof::MALFORMED);
}

#[test]
fn di_type_vs_suite() {
    case!(85);
    let signed = support::secure_with(&badge(), microcred::proof::data_integrity::Cryptosuite::Ed25519Signature2020);
    let text = edited(&signed, |badge| object(badge, "/proof/0").insert("cryptosuite", "eddsa-rdfc-2022"));
    let verification = verify(text);
    assert_eq!(verification.outcome, Outcome::Invalid);
    assert!(verification.has(code::proof::MALFORMED), "{verification}");
}

#[test]
fn di_proofvalue_wrong_base() {
    case!(86);
    let value = proof_of(&secure(&badge())).get("proofValue").and_then(Value::as_str).unwrap().to_owned();
    let bytes = multibase::decode_base58btc(&value).unwrap();
    let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
    for wrong in [
        format!("u{}", microcred::codec::base64url::encode(&bytes)),
        value[1..].to_owned(),
        format!("f{}", microcred::codec::hex::encode(&bytes)),
        multibase::base58btc(&bytes[..63]),
        multibase::base58btc(&longer),
        format!("{value}0"),
        format!("{value} "),
        "z".to_owned(),
        String::new(),
    ] {
        assert_invalid(&with_proof(|proof| proof.insert("proofValue", wrong.clone())), code::proof::MALFORMED);
    }
    for wrong in ["1", "null", "[]"] {
        let verification = verify(with_proof(|proof| proof.insert("proofValue", json(wrong))));
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    }
    assert_invalid(&with_proof(|proof| drop(proof.remove("proofValue"))), code::proof::MALFORMED);
}

#[test]
fn di_proof_expires_past() {
    case!(92);
    let expiring = |at: &str| sign_by_hand(&badge(), &issuing_key(), &[("expires", &format!("\"{at}\""))]);
    assert_invalid(&expiring("2026-11-23T10:00:00Z"), code::proof::EXPIRED);
    assert_invalid(&expiring("2026-11-23T10:54:59Z"), code::proof::EXPIRED);
    // Clocks may differ by five minutes.
    assert_valid(&expiring("2026-11-23T10:55:01Z"));
    assert_valid(&expiring("2027-01-01T00:00:00Z"));
    assert_invalid(&expiring("tomorrow"), code::proof::MALFORMED);
}

#[test]
fn di_proof_created_future() {
    case!(92);
    let created = |at: &str| sign_by_hand(&badge(), &issuing_key(), &[("created", &format!("\"{at}\""))]);
    assert_invalid(&created("2026-11-23T12:00:00Z"), code::proof::CREATED_FUTURE);
    assert_invalid(&created("2026-11-23T11:05:01Z"), code::proof::CREATED_FUTURE);
    assert_valid(&created("2026-11-23T11:04:59Z"));
    let said = super::verify(created("2026-11-23T12:00:00Z")).to_string();
    assert!(said.contains("at 2026-11-23T12:00:00Z, and here it is 2026-11-23T11:00:00Z: look at the clock"), "{said}");
}

/// The moment that validity is judged for is not the moment that proofs are judged for: an old expiry cannot be asked away.
#[test]
fn as_of_does_not_revive_a_proof() {
    let text = sign_by_hand(&badge(), &issuing_key(), &[("expires", "\"2026-10-01T00:00:00Z\"")]);
    let verification = verifier().as_of(support::instant("2026-09-15T00:00:00Z")).verify(&text, &Offline);
    assert_refused(&verification, Outcome::Invalid, code::proof::EXPIRED);
    let earlier = verifier().with_environment(environment_at("2026-09-15T00:00:00Z"));
    assert_refused(&earlier.verify(&text, &Offline), Outcome::Invalid, code::proof::CREATED_FUTURE);
}
