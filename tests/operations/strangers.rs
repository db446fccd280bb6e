//! What others make and nobody here has: told for what it is, and shown as far as it can be read.

use crate::calling::{allowed, call, codes, key, unsigned};
use microcred::codec::base64url;
use serde_json::{Value, json};

/// A token with this header and an eight-byte signature.
fn token(header: &Value, payload: &Value) -> String {
    let parts = [header, payload].map(|part| base64url::encode(part.to_string().as_bytes()));
    format!("{}.{}.AAAAAAAAAAA", parts[0], parts[1])
}

fn badge() -> Value {
    unsigned(&key(None)["privateKeyJwk"])
}

/// Whoever cannot verify a token can still be told what it says of itself.
#[test]
fn a_token_of_an_algorithm_that_is_not_verified_is_shown() {
    let badge = badge();
    let jwk = json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"});
    for algorithm in ["ES256K", "PS256", "ES256K-R"] {
        let header = json!({"alg": algorithm, "typ": "vc+jwt", "kid": "did:web:vet.example#1", "jwk": jwk});
        let document = token(&header, &badge);
        let inspection = call("inspect", &allowed("inspect", json!({"document": document}))).unwrap();
        let proof = json!({"suite": format!("jwt ({algorithm}, which is not verified here)"), "verificationMethod": "did:web:vet.example#1"});
        assert_eq!((&inspection["verified"], &inspection["proofs"]), (&json!(false), &json!([proof])));
        let plain = call("inspect", &json!({"document": badge.to_string()})).unwrap();
        assert_eq!(inspection["microCredential"], plain["microCredential"]);
        let checked = call("check", &allowed("check", json!({"document": document}))).unwrap();
        assert_eq!(checked["kind"], "badge");
        let request = json!({"document": document, "to": "microcredential"});
        assert!(call("convert", &allowed("convert", request)).is_ok(), "{algorithm}");
        let disclosing = format!("{}~", token(&json!({"alg": algorithm, "typ": "vc+sd-jwt"}), &badge));
        let inspection = call("inspect", &json!({"document": disclosing})).unwrap();
        let suite = format!("sd-jwt ({algorithm}, which is not verified here)");
        assert_eq!(inspection["proofs"][0]["suite"], suite, "{inspection}");
        // Which does not make it one that anybody verifies, or that can be presented.
        let verified = call("verify", &json!({"document": document})).unwrap();
        let expected = if algorithm == "ES256K-R" { "invalid" } else { "indeterminate" };
        assert_eq!(verified["outcome"], expected, "{algorithm}");
    }
    for algorithm in ["none", "None", ""] {
        let document = token(&json!({"alg": algorithm, "typ": "vc+jwt"}), &badge);
        for operation in ["inspect", "check"] {
            let refused = call(operation, &json!({"document": document})).unwrap_err().to_string();
            assert!(refused.contains("jose.alg.not_allowed"), "{algorithm}: {refused}");
        }
    }
}

/// A Blockcert of version 2 is an Open Badge 2.0 that is verified otherwise.
#[test]
fn a_blockcert_is_read_and_not_verified() {
    let blockcert = |kinds: Value| {
        json!({
            "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
            "type": "Assertion", "id": "urn:uuid:3bc1a96a-3501-46ed-8f75-49612bbac257", "issuedOn": "2017-07-20T09:33:47.490752+00:00",
            "recipient": {"identity": "ana@vet.example", "type": "email", "hashed": false},
            "badge": {
                "type": "BadgeClass", "id": "urn:uuid:82a4c9f2-3588-457b-80ea-da695571b8fc", "name": "Energy audits",
                "description": "Plans an energy audit.", "image": "data:image/png;base64,iVBORw0KGgo=",
                "criteria": {"narrative": "An audit of one building."},
                "issuer": {"type": "Profile", "id": "https://vet.example/issuer.json", "name": "Example VET", "url": "https://vet.example", "email": "info@vet.example"}
            },
            "verification": {"publicKey": "ecdsa-koblitz-pubkey:mtr98kany9G1XYNU74pRnfBQmaCg2FZLmc", "type": kinds},
            "signature": {"type": ["MerkleProof2017", "Extension"], "merkleRoot": "1f48", "targetHash": "4f48", "proof": []}
        })
    };
    let document = blockcert(json!(["MerkleProofVerification2017", "Extension"]));
    let verified = call("verify", &json!({"document": document})).unwrap();
    assert_eq!(
        (&verified["outcome"], &verified["primary"]["code"]),
        (&json!("indeterminate"), &json!("proof.unsupported")),
        "{verified}"
    );
    assert!(verified.to_string().contains("MerkleProofVerification2017"));
    let inspection = call("inspect", &allowed("inspect", json!({"document": document}))).unwrap();
    assert_eq!(inspection["microCredential"]["offer"]["title"], "Energy audits", "{inspection}");
    assert!(call("convert", &allowed("convert", json!({"document": document, "to": "ob3"}))).is_ok());
    // What is missing or misspelt is none of it.
    for kinds in [json!("HostedBadges"), json!([]), json!(["Extension"]), json!(["VerificationObject", "Extension"])] {
        let verified = call("verify", &json!({"document": blockcert(kinds.clone())})).unwrap();
        assert_eq!(
            (&verified["outcome"], &verified["primary"]["code"]),
            (&json!("invalid"), &json!("ob2.type")),
            "{kinds}"
        );
    }
}

/// Neither a badge nor something that `inspect` shows: both call it what it is.
#[test]
fn an_endorsement_is_called_one() {
    let mut badge = badge();
    let document = badge.as_object_mut().unwrap();
    document.insert("type".to_owned(), json!(["VerifiableCredential", "EndorsementCredential"]));
    let subject = json!({"id": "https://vet.example/achievements/green", "type": ["EndorsementSubject"], "endorsementComment": "Good."});
    document.insert("credentialSubject".to_owned(), subject);
    let checked = call("check", &json!({"document": badge})).unwrap();
    assert_eq!(checked["kind"], "endorsement", "{checked}");
    let refused = call("inspect", &json!({"document": badge})).unwrap_err().to_string();
    assert!(refused.contains("it is an endorsement") && refused.contains("`endorsements`"), "{refused}");
}

/// As 1EdTech publishes the way to carry both: only one half is read, and what stands in the other is not called missing.
#[test]
fn a_badge_that_is_a_european_digital_credential_too_is_half_read() {
    let mut badge = badge();
    badge["type"].as_array_mut().unwrap().push("EuropeanDigitalCredential".into());
    badge["credentialSubject"]["hasClaim"] = json!({"type": "LearningAchievement", "title": {"en": "Green skills"}});
    badge["credentialSubject"]["achievement"].as_object_mut().unwrap().remove("alignment");
    let inspection = call("inspect", &json!({"document": badge})).unwrap();
    assert_eq!(inspection["complete"], false);
    let told = inspection.to_string();
    assert!(told.contains("of the two only the badge was read") && !told.contains("ec.missing"), "{told}");
    // The same without the other half lacks what it lacks.
    badge["type"].as_array_mut().unwrap().pop();
    let inspection = call("inspect", &json!({"document": badge})).unwrap();
    assert!(inspection.to_string().contains("ec.missing"), "{inspection}");
}

/// Members that belong to an element say why they were not read.
#[test]
fn what_has_an_element_is_not_said_to_have_no_place() {
    let mut badge = badge();
    let subject = &mut badge["credentialSubject"];
    subject["creditsEarned"] = json!(2);
    subject["awardedDate"] = json!("2026-10-31T00:00:00Z");
    subject["achievement"]["fieldOfStudy"] = json!("061 Information and communication technologies");
    subject["achievement"]["alignment"] = json!([{
        "type": ["Alignment"], "targetName": "nivel_6", "targetCode": "nivel_6", "targetType": "ext:QualificationLevel",
        "targetFramework": "Marco Nacional de Cualificaciones", "targetUrl": "https://vet.example/catalogue/1"
    }, {"type": ["Alignment"], "targetName": "Course 7", "targetUrl": "https://vet.example/7"}]);
    let inspection = call("inspect", &json!({"document": badge})).unwrap();
    let losses = inspection["losses"].as_array().unwrap();
    let reason = |place: &str| {
        let found =
            losses.iter().find(|loss| loss["pointer"] == place).unwrap_or_else(|| panic!("{place}: {losses:?}"));
        found["reason"].as_str().unwrap().to_owned()
    };
    for (place, word) in [
        ("/credentialSubject/creditsEarned", "counted in"),
        ("/credentialSubject/awardedDate", "awardedDate"),
        ("/credentialSubject/achievement/fieldOfStudy", "ISCED-F"),
        ("/credentialSubject/achievement/alignment/0", "framework"),
        ("/credentialSubject/achievement/alignment/1", "no place"),
    ] {
        assert!(reason(place).contains(word), "{place}: {}", reason(place));
    }
}

/// As a badge of another network has it, with a capital letter: what the node lacks is a type, and that is told once.
#[test]
fn a_node_without_its_type_is_told_of_once() {
    let mut badge = badge();
    let achievement = badge["credentialSubject"]["achievement"].as_object_mut().unwrap();
    achievement.remove("type");
    achievement.insert("humanCode".to_owned(), "G-1".into());
    achievement.insert("specialization".to_owned(), "Energy".into());
    let checked = call("check", &json!({"document": badge})).unwrap();
    let undefined: Vec<&Value> = checked["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["code"] == "context.undefined_term")
        .collect();
    assert_eq!(undefined.len(), 1, "{checked}");
    assert!(undefined[0]["detail"].as_str().unwrap_or_default().contains("type Achievement"), "{checked}");
    assert!(codes(&checked["findings"]).contains(&"model.type"));
    // A name that no class defines, and one in a node that has its type, are told as before.
    let achievement = badge["credentialSubject"]["achievement"].as_object_mut().unwrap();
    achievement.insert("type".to_owned(), json!(["Achievement"]));
    achievement.insert("dateOfBirth".to_owned(), "2000-01-01".into());
    let checked = call("check", &json!({"document": badge})).unwrap();
    assert!(checked.to_string().contains("is in none of the contexts"), "{checked}");
}
