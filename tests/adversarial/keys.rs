//! Keys that are not the issuer's, not for this purpose, or no keys.

use super::{assert_invalid, assert_refused, verify};
use crate::support::cases::{case, saw, say};
use crate::support::{
    Counting, at, attackers_key, badge, badge_of, did_key, edited, issuer_document, issuing_key, multikey, object,
    sign_by_hand, verifier,
};
use microcred::Limits;
use microcred::codec::{hex, multibase};
use microcred::json::Value;
use microcred::key::PublicKey;
use microcred::report::{Outcome, Trust, code};
use microcred::vc::Presentation;

const VICTIM_DID: &str = "did:web:victim.example";
const VICTIM_DOCUMENT: &str = "https://victim.example/.well-known/did.json";
const VICTIM_URL: &str = "https://victim.example/issuer";

/// A badge in somebody's name, signed with the attacker's key under a verification method.
fn forged(issuer: &str, method: &str) -> String {
    sign_by_hand(&badge_of(issuer), &attackers_key(), &[("verificationMethod", &format!("\"{method}\""))])
}

/// The victim's own document, with the victim's own key.
fn victims(id: &str) -> String {
    issuer_document(id, &format!("{id}#key-1"), &issuing_key(), "assertionMethod")
}

#[test]
fn di_fragment_key_forgery() {
    case!(71);
    let resolver = Counting::new().with(VICTIM_DID, victims(VICTIM_DID));
    let text = forged(VICTIM_DID, &format!("{VICTIM_DID}#{}", multikey(&attackers_key())));
    let verification = verifier().verify(text, &resolver);
    assert_refused(&verification, Outcome::Invalid, code::proof::VM_NOT_FOUND);
    assert_eq!(resolver.asked(), [VICTIM_DOCUMENT]);
    assert_eq!(verification.trust, Trust::None);
}

/// The issuer's document lists another key, so the one in the fragment is anybody's.
#[test]
fn di_https_issuer_fragment_key() {
    case!(72);
    let resolver = Counting::new().with(VICTIM_URL, victims(VICTIM_URL));
    let text = forged(VICTIM_URL, &format!("{VICTIM_URL}#{}", multikey(&attackers_key())));
    let verification = verifier().verify(&text, &resolver);
    saw(&verification);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    assert!(
        [code::issuer::KEY_UNBOUND, code::proof::VM_NOT_FOUND].iter().any(|code| verification.has(*code)),
        "{verification}"
    );
    assert_eq!(resolver.asked(), [VICTIM_URL]);
    assert!(verification.trust <= Trust::Integrity);
    // Without the document nobody knows.
    let verification = verifier().verify(&text, &Counting::new());
    assert_refused(&verification, Outcome::Indeterminate, code::issuer::KEY_UNRESOLVED);
}

/// A learner's upload on the issuer's host calls the issuer its controller. The issuer lists its own key.
#[test]
fn di_https_uploaded_key_document() {
    case!(72);
    let (issuer, upload) = ("https://victim.example/", "https://victim.example/uploads/x.json");
    let key = format!(
        r#"{{"id": "{upload}", "type": "Multikey", "controller": "{issuer}", "publicKeyMultibase": "{}"}}"#,
        multikey(&attackers_key())
    );
    let uploaded = || Counting::new().with(upload, key.as_str());
    let text = forged(issuer, upload);
    let listing = uploaded().with(issuer, victims(issuer));
    let verification = verifier().verify(&text, &listing);
    assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
    assert_eq!(listing.asked(), [upload, issuer]);
    assert_eq!(verification.trust, Trust::Integrity);

    // What the issuer calls revoked is revoked, whatever the upload says.
    let listed = edited(&issuer_document(issuer, upload, &attackers_key(), "assertionMethod"), |document| {
        object(document, "/verificationMethod/0").insert("revoked", "2020-01-01T00:00:00Z");
    });
    let verification = verifier().verify(&text, &uploaded().with(issuer, listed));
    assert_refused(&verification, Outcome::Invalid, code::proof::KEY_REVOKED);

    // What the issuer has at its own address is its key, and no other.
    let own_key = |key| {
        let key = multikey(&key);
        format!(r#"{{"id": "{issuer}", "type": "Multikey", "controller": "{issuer}", "publicKeyMultibase": "{key}"}}"#)
    };
    let verification = verifier().verify(&text, &uploaded().with(issuer, own_key(issuing_key())));
    assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
    let ended = own_key(attackers_key()).replacen('{', r#"{"revoked": "2020-01-01T00:00:00Z", "#, 1);
    let verification = verifier().verify(&text, &uploaded().with(issuer, ended));
    assert_refused(&verification, Outcome::Invalid, code::proof::KEY_REVOKED);
    let deactivated = format!(r#"{{"id": "{issuer}", "type": "Profile", "deactivated": true}}"#);
    let verification = verifier().verify(&text, &uploaded().with(issuer, deactivated));
    assert_refused(&verification, Outcome::Invalid, code::proof::KEY_REVOKED);

    // An issuer that lists none lets whoever may write there say what its keys are.
    let silent = uploaded().with(issuer, "<!DOCTYPE html><title>A school</title>");
    let verification = verifier().verify(&text, &silent);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert_eq!(
        verification.check("issuer.key_bound").unwrap().params.get("basis").unwrap().as_str(),
        Some("key_document")
    );
    saw(&verification);
    // But nobody gets around the issuer's word by not asking for it, or by using up what may be asked for.
    let verification = verifier().verify(&text, &uploaded());
    assert_refused(&verification, Outcome::Indeterminate, code::issuer::KEY_UNRESOLVED);
    let limits = Limits { needs: 1, ..Limits::default() };
    let verification = verifier().with_limits(limits).verify(&text, &listing);
    assert_refused(&verification, Outcome::Indeterminate, code::issuer::KEY_UNRESOLVED);
}

#[test]
fn di_didkey_fragment_mismatch() {
    case!(73);
    let (victim, attacker) = (did_key(&issuing_key()), multikey(&attackers_key()));
    assert_invalid(&forged(&victim, &format!("{victim}#{attacker}")), code::proof::VM_MISMATCH);
    let attacker = format!("{}#{}", did_key(&attackers_key()), multikey(&issuing_key()));
    assert_invalid(&forged(&victim, &attacker), code::proof::VM_MISMATCH);
}

#[test]
fn di_controller_other() {
    case!(74);
    let method = format!("{VICTIM_DID}#key-1");
    let document = edited(&issuer_document(VICTIM_DID, &method, &attackers_key(), "assertionMethod"), |document| {
        object(document, "/verificationMethod/0").insert("controller", "did:web:attacker.example");
    });
    let resolver = Counting::new().with(VICTIM_DID, document);
    let verification = verifier().verify(forged(VICTIM_DID, &method), &resolver);
    assert_refused(&verification, Outcome::Invalid, code::proof::VM_CONTROLLER);
}

#[test]
fn di_purpose_authentication() {
    case!(75);
    let method = format!("{VICTIM_DID}#key-1");
    for relationship in ["authentication", "keyAgreement", "capabilityInvocation"] {
        let document = issuer_document(VICTIM_DID, &method, &attackers_key(), relationship);
        let resolver = Counting::new().with(VICTIM_DID, document);
        let verification = verifier().verify(forged(VICTIM_DID, &method), &resolver);
        assert_refused(&verification, Outcome::Invalid, code::proof::PURPOSE_NOT_AUTHORIZED);
    }
    let listed =
        Counting::new().with(VICTIM_DID, issuer_document(VICTIM_DID, &method, &attackers_key(), "assertionMethod"));
    assert_eq!(verifier().verify(forged(VICTIM_DID, &method), &listed).outcome, Outcome::Valid);
}

/// Nobody is asked about a key that could not be the issuer's whatever the answer.
#[test]
fn a_strangers_address_is_not_asked() {
    for method in [
        "did:web:attacker.example#key-1",
        "https://attacker.example/keys#1",
        "https://victim.example.attacker.example/issuer#1",
    ] {
        for issuer in [VICTIM_DID, VICTIM_URL, &did_key(&issuing_key())] {
            let verification = verify(forged(issuer, method));
            assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
        }
    }
}

/// The points of small order, with which anybody can make a signature.
#[test]
fn di_ed25519_small_order_pk() {
    case!(87);
    for point in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] {
        let key = [vec![0xed, 0x01], hex::decode(point).unwrap()].concat();
        let key = multibase::base58btc(&key);
        let text = forged(&format!("did:key:{key}"), &format!("did:key:{key}#{key}"));
        assert_invalid(&text, code::proof::KEY_WEAK);
    }
}

/// The order of the group, added to the second half of a signature: the same number, and not the same bytes.
#[test]
fn di_ed25519_noncanonical_s() {
    case!(88);
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let text = changed_signature(|signature| {
        let mut carry = 0;
        for (byte, more) in signature[32..].iter_mut().zip(&order) {
            let sum = u16::from(*byte) + u16::from(*more) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
    });
    assert_invalid(&text, code::proof::SIGNATURE_INVALID);
}

#[test]
fn di_ed25519_noncanonical_r() {
    case!(88);
    for point in [
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
    ] {
        let point = hex::decode(point).unwrap();
        assert_invalid(
            &changed_signature(|signature| signature[..32].copy_from_slice(&point)),
            code::proof::SIGNATURE_INVALID,
        );
    }
}

/// The twelve vectors over which verifiers differ most: weak keys and commitments, mixed orders, scalars out of range. One
/// holds, as the authors' table says of strict verification, and it always does.
#[test]
fn di_ed25519_mixed_order_speccheck() {
    case!(89);
    let lines = include_str!("speccheck.tsv").lines().filter(|line| !line.starts_with('#'));
    let verdicts: Vec<_> = lines
        .map(|line| {
            let parts: Vec<Vec<u8>> = line.split('\t').map(|part| hex::decode(part).unwrap()).collect();
            let [message, point, signature] = parts.as_slice() else { panic!("{line}") };
            let code = match PublicKey::from_ed25519(point.as_slice().try_into().unwrap()) {
                Err(error) => Some(error.code()),
                Ok(key) => key.verify(message, signature).err().map(|error| error.code()),
            };
            say(code.map_or_else(|| "valid".to_owned(), |code| format!("invalid {code}")));
            code
        })
        .collect();
    let (weak, wrong) = (Some(code::proof::KEY_WEAK), Some(code::proof::SIGNATURE_INVALID));
    assert_eq!(verdicts, [weak, weak, wrong, None, wrong, wrong, wrong, wrong, wrong, wrong, weak, weak]);
}

fn changed_signature(change: impl FnOnce(&mut [u8])) -> String {
    edited(&crate::support::secure(&badge()), |badge| {
        let value = crate::support::at(badge, "/proof/0/proofValue");
        let mut bytes = multibase::decode_base58btc(value.as_str().unwrap()).unwrap();
        change(&mut bytes);
        *value = Value::from(multibase::base58btc(&bytes));
    })
}

#[test]
fn did_key_overlong_varint() {
    case!(109);
    // 0xed as a varint of three bytes.
    let key = [vec![0xed, 0x81, 0x00], issuing_key().public_key().as_bytes().to_vec()].concat();
    refused_as_malformed(&multibase::base58btc(&key));
}

#[test]
fn did_key_wrong_codec() {
    case!(109);
    let key = [vec![0x00, 0x01], issuing_key().public_key().as_bytes().to_vec()].concat();
    refused_as_malformed(&multibase::base58btc(&key));
}

#[test]
fn did_key_trailing_bytes() {
    case!(109);
    let bytes = issuing_key().public_key().as_bytes().to_vec();
    refused_as_malformed(&multibase::base58btc(&[vec![0xed, 0x01], bytes.clone(), vec![0]].concat()));
    refused_as_malformed(&multibase::base58btc(&[vec![0xed, 0x01], bytes[..31].to_vec()].concat()));
    refused_as_malformed(&multikey(&issuing_key())[1..]);
    refused_as_malformed(&format!("{}0", multikey(&issuing_key())));
}

#[track_caller]
fn refused_as_malformed(key: &str) {
    let text = forged(&format!("did:key:{key}"), &format!("did:key:{key}#{key}"));
    let verification = verify(text);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    let codes = [code::proof::DID_MALFORMED, code::proof::KEY_MALFORMED];
    assert!(codes.iter().any(|code| verification.has(*code)), "{verification}");
}

/// Whoever has a revoked key writes whatever time of making.
#[test]
fn a_revoked_key_signs_nothing_more() {
    let method = format!("{VICTIM_DID}#key-1");
    let ended = |member: &str| {
        edited(&issuer_document(VICTIM_DID, &method, &attackers_key(), "assertionMethod"), |document| {
            object(document, "/verificationMethod/0").insert(member, "2026-06-01T00:00:00Z");
        })
    };
    let made = |created: &str| {
        let changes = [("verificationMethod", format!("\"{method}\"")), ("created", format!("\"{created}\""))];
        let changes: Vec<_> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sign_by_hand(&badge_of(VICTIM_DID), &attackers_key(), &changes)
    };
    for (member, created, expected) in [
        ("revoked", "2026-05-20T00:00:00Z", Outcome::Invalid),
        ("revoked", "2026-11-20T00:00:00Z", Outcome::Invalid),
        ("expires", "2026-11-20T00:00:00Z", Outcome::Invalid),
        // Credentials outlive the keys that only expire.
        ("expires", "2026-05-20T00:00:00Z", Outcome::Valid),
    ] {
        let resolver = Counting::new().with(VICTIM_DID, ended(member));
        let verification = verifier().verify(made(created), &resolver);
        saw(&verification);
        assert_eq!(verification.outcome, expected, "{member}, {created}: {verification}");
        assert_eq!(verification.has(code::proof::KEY_REVOKED), expected == Outcome::Invalid, "{verification}");
    }
}

/// A thief names the key as its document still lists it, beside what that calls revoked.
#[test]
fn a_revoked_key_has_ended_under_its_other_names() {
    let method = format!("{VICTIM_DID}#key-1");
    let document = edited(&issuer_document(VICTIM_DID, &method, &attackers_key(), "assertionMethod"), |document| {
        let Value::Array(methods) = at(document, "/verificationMethod") else { panic!("a list of methods") };
        let mut old = methods[0].clone();
        object(&mut old, "").insert("id", "#old");
        object(&mut old, "").insert("revoked", "2026-06-01T00:00:00Z");
        methods.push(old);
    });
    let resolver = Counting::new().with(VICTIM_DID, document);
    let verification = verifier().verify(forged(VICTIM_DID, &method), &resolver);
    assert_refused(&verification, Outcome::Invalid, code::proof::KEY_REVOKED);
}

/// A presentation is made when it is asked for, whatever it says.
#[test]
fn an_expired_key_presents_nothing_more() {
    let method = format!("{VICTIM_DID}#key-1");
    let document = issuer_document(VICTIM_DID, &method, &attackers_key(), "authentication");
    let expired = edited(&document, |document| {
        object(document, "/verificationMethod/0").insert("expires", "2026-06-01T00:00:00Z");
    });
    let presentation = Presentation::new().holder(VICTIM_DID).to_json();
    let changes = [
        ("verificationMethod", &*format!("\"{method}\"")),
        ("proofPurpose", "\"authentication\""),
        ("challenge", "\"u7kqV9\""),
        ("created", "\"2026-05-20T00:00:00Z\""),
    ];
    let text = sign_by_hand(&presentation, &attackers_key(), &changes);
    let asking = verifier().with_challenge("u7kqV9");
    let verification = asking.verify(&text, &Counting::new().with(VICTIM_DID, document));
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let verification = asking.verify(&text, &Counting::new().with(VICTIM_DID, expired));
    assert_refused(&verification, Outcome::Invalid, code::proof::KEY_REVOKED);
}
