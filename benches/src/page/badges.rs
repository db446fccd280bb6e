//! The badges that grow: with their statements, with what others say of them, and with the list that their status stands in.

use crate::badge;
use crate::ours::Ours;
use microcred::badge::Profile;
use microcred::issue::Issuer;
use microcred::key::{InMemorySigner, PrivateKey};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::status::Bitstring;
use serde_json::{Value, json};

/// Where the list stands.
pub const LIST: &str = "https://vet.example/status/1";

fn unsigned() -> Value {
    serde_json::from_str(&badge::unsigned()).expect("JSON")
}

/// The badge with so many further alignments, five statements each, and five tags for each: a document may not have so many types
/// that alignments alone would do.
pub fn aligned(count: usize) -> String {
    let mut badge = unsigned();
    let alignments = badge["credentialSubject"]["achievement"]["alignment"].as_array_mut().expect("alignments");
    alignments.extend((0..count).map(|number| {
        json!({"type": ["Alignment"], "targetName": format!("Skill {number}"), "targetFramework": "ESCO",
            "targetUrl": format!("https://esco.example/skill/{number}"), "targetCode": format!("S{number}")})
    }));
    let tags = badge["credentialSubject"]["achievement"]["tag"].as_array_mut().expect("tags");
    tags.extend((0..5 * count).map(|number| Value::from(format!("tag {number}"))));
    badge.to_string()
}

/// The badge with so many endorsements of its achievement, each issued by somebody else.
pub fn endorsed(count: usize) -> String {
    let mut badge = unsigned();
    let achievement = badge["credentialSubject"]["achievement"]["id"].clone();
    let endorsement = |number: usize| {
        let key = PrivateKey::from_ed25519_seed(&[number as u8 + 1; 32]);
        let did = format!("did:key:{}", key.public_key().to_multikey());
        let signer = InMemorySigner::new(key).expect("a signer");
        let credential = json!({"@context": badge::CONTEXTS, "id": format!("urn:uuid:6f1c2d3e-0000-4000-8000-{number:012}"),
            "type": ["VerifiableCredential", "EndorsementCredential"], "name": "Endorsement",
            "issuer": {"id": did, "type": ["Profile"], "name": format!("Chamber {number}")}, "validFrom": "2026-03-05T09:00:00Z",
            "credentialSubject": {"id": achievement, "type": ["EndorsementSubject"], "endorsementComment": "We hire for this."}});
        let issuer = Issuer::new(Profile::new(&did), signer);
        let secured = issuer.secure(&credential.to_string(), Cryptosuite::EddsaRdfc2022).expect("an endorsement");
        serde_json::from_str::<Value>(&secured.into_string()).expect("JSON")
    };
    if count > 0 {
        badge["credentialSubject"]["achievement"]["endorsement"] = (0..count).map(endorsement).collect();
    }
    badge.to_string()
}

/// The badge with a place in a list.
pub fn revocable() -> String {
    let mut badge = unsigned();
    badge["credentialStatus"] = json!({"id": format!("{LIST}#94567"), "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation", "statusListIndex": "94567", "statusListCredential": LIST});
    badge.to_string()
}

/// A signed list of so many entries, one in a hundred of them revoked, without an order that would compress.
pub fn list(entries: usize, ours: &Ours) -> String {
    let mut bits = Bitstring::new(entries, 1).expect("a list");
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..entries / 100 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (state >> 33) as usize % entries;
        if place != 94_567 {
            bits.set(place, 1).expect("a place");
        }
    }
    let list = json!({"@context": ["https://www.w3.org/ns/credentials/v2"], "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": badge::ISSUER,
        "validFrom": "2026-03-01T00:00:00Z", "credentialSubject": {"id": format!("{LIST}#list"), "type": "BitstringStatusList",
        "statusPurpose": "revocation", "encodedList": bits.encode().expect("an encoding")}});
    ours.issue(&list.to_string())
}

/// The badge, signed by so many issuers.
pub fn of_issuers(count: u8) -> Vec<String> {
    let of = |number: u8| {
        let key = PrivateKey::from_ed25519_seed(&[number; 32]);
        let did = format!("did:key:{}", key.public_key().to_multikey());
        let issuer = Issuer::new(Profile::new(did.as_str()), InMemorySigner::new(key).expect("a signer"));
        issuer.secure(&badge::unsigned_by(&did), Cryptosuite::EddsaRdfc2022).expect("a signature").into_string()
    };
    (0..count).map(of).collect()
}

/// So many badges of different learners, each signed.
pub fn cohort(count: usize, ours: &Ours) -> Vec<String> {
    let unsigned = badge::unsigned();
    (0..count).map(|number| of_learner(number, &unsigned, ours)).collect()
}

/// The badge of one learner, signed.
pub fn of_learner(number: usize, unsigned: &str, ours: &Ours) -> String {
    let own = unsigned
        .replace("0b4d1e7c-52a3-4c1f-9d60-7e2a1c5b8f01", &format!("0b4d1e7c-52a3-4c1f-9d60-{number:012}"))
        .replace("did:example:5f2b7c1e9a", &format!("did:example:{number:010}"));
    ours.issue(&own)
}
