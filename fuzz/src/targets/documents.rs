//! A document is changed, then signed by an issuer without scruples, then verified: so that everything behind the signature is
//! reached. What is looked up is in the input as well.
//!
//! `{"secure": "hand", "policy": "strict", "document": {…}, "answers": […]}`: `secure` is how it is signed (`raw`: not at all), an
//! answer is a text, a JSON document, another object of this form (which is signed), or null for what is not found.

use super::{text, value};
use crate::judge::{LENIENT, STRICT, judged};
use crate::material::{self, DID, ISSUER, SIGNER};
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::{Target, support};
use microcred::json::{Object, Value};
use microcred::report::Trust;
use microcred::status::Bitstring;

pub const TARGET: Target = Target { name: "documents", shape: Shape::Json, longest: 32 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let Some(input) = text(data).and_then(value) else { return };
    let Some(document) = input.get("document") else {
        let _ = judged(&LENIENT, data, &[]);
        return;
    };
    let how = input.get("secure").and_then(Value::as_str).unwrap_or("hand");
    let answers: Vec<Option<Vec<u8>>> =
        input.get("answers").and_then(Value::as_array).unwrap_or_default().iter().take(16).map(answer).collect();
    let verifier = match input.get("policy").and_then(Value::as_str) {
        Some("strict") => &STRICT,
        _ => &LENIENT,
    };
    let (signed, is_vouched) = secure(document, how);
    let verification = judged(verifier, &signed, &answers);
    // What the door for documents signs, a verifier finds signed, whatever else it may say about it.
    if is_vouched && verification.is_presentation() == is_presentation(document) {
        let is_ours = document.get("issuer").is_some_and(|issuer| {
            issuer.as_str() == Some(&DID) || issuer.get("id").and_then(Value::as_str) == Some(&DID)
        });
        if is_ours && verification.outcome == microcred::report::Outcome::Valid {
            assert!(verification.trust >= Trust::IssuerBound, "{verification}");
        }
    }
}

fn is_presentation(document: &Value) -> bool {
    document.get("verifiableCredential").is_some()
}

fn answer(answer: &Value) -> Option<Vec<u8>> {
    match answer {
        Value::Null => None,
        Value::String(text) => Some(text.clone().into_bytes()),
        other => match (other.get("document"), other.get("secure").and_then(Value::as_str)) {
            (Some(document), Some(how)) => Some(secure(document, how).0),
            _ => Some(other.to_string().into_bytes()),
        },
    }
}

/// What is signed, and whether it was signed through the door that asks.
fn secure(document: &Value, how: &str) -> (Vec<u8>, bool) {
    let text = document.to_string();
    if how == "raw" {
        return (text.into_bytes(), false);
    }
    if let Some(suite) = material::suite(how)
        && let Ok(secured) = ISSUER.secure(&text, suite)
    {
        return (secured.as_bytes().to_vec(), true);
    }
    let by_hand = material::by_hand(document).filter(|_| how != "vc+jwt");
    let token = || material::token(&material::header("vc+jwt"), text.as_bytes(), &SIGNER).into_bytes();
    (by_hand.unwrap_or_else(token), false)
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    let mut add = |how: &str, policy: &str, document: Value, answers: Vec<Value>| {
        let input = Object::new().with("secure", how).with("policy", policy).with("document", document);
        seeds.add(Value::from(input.with("answers", answers)).to_string());
    };
    for how in ["hand", "rdfc", "jcs", "2020", "jwt", "badge", "sd", "vc+jwt"] {
        add(how, "strict", support::badge_of(&DID), Vec::new());
    }
    for (entry, list) in statuses() {
        let mut badge = support::badge_of(&DID);
        support::object(&mut badge, "").insert("credentialStatus", entry);
        let list: Value = Object::new().with("secure", "hand").with("document", list).into();
        add("hand", "strict", badge.clone(), vec![list]);
        add("hand", "strict", badge, vec![Value::Null]);
    }
    let key = support::issuing_key();
    let (id, method) = ("did:web:vet.example", "did:web:vet.example#key");
    let known = support::json(&support::issuer_document(id, method, &key, "assertionMethod"));
    let signed = support::issuer_as(id, key, method)
        .secure(&support::badge_of(id).to_string(), microcred::proof::data_integrity::Cryptosuite::EddsaRdfc2022);
    if let Ok(signed) = signed {
        add("raw", "strict", support::json(signed.as_str()), vec![known]);
    }
    let inside = support::json(&support::secure(&support::badge_of(&DID)));
    let presentation = Object::new()
        .with("@context", vec!["https://www.w3.org/ns/credentials/v2"])
        .with("type", vec!["VerifiablePresentation"])
        .with("holder", DID.as_str())
        .with("verifiableCredential", vec![inside]);
    for how in ["hand", "jwt"] {
        add(how, "strict", presentation.clone().into(), Vec::new());
    }
    for file in files(&["json"]) {
        let Some(document) = text(&file).and_then(value) else { continue };
        if document.get("@context").is_none() || file.len() > 20_000 {
            continue;
        }
        add("hand", "lenient", material::own(&document), Vec::new());
        add("raw", "strict", document, Vec::new());
    }
}

/// An entry of each kind, and a list for it.
fn statuses() -> Vec<(Value, Value)> {
    let url = "https://vet.example/status/1";
    let mut bits = Bitstring::smallest(1).expect("a list of bits");
    bits.set(9, 1).expect("a place in it");
    let encoded = bits.encode().expect("a list that is compressed");
    let of = |kind: &str, size: &str| {
        support::json(&format!(
            r#"{{"id": "{url}#94567", "type": "{kind}", "statusPurpose": "revocation", "statusListIndex": "94567",
                "statusListCredential": "{url}"{size}}}"#
        ))
    };
    let list = |context: &str, credential: &str, kind: &str, encoded: &str| {
        support::json(&format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"{context}], "id": "{url}", "issuer": "{}",
                "type": ["VerifiableCredential", "{credential}"], "validFrom": "2026-11-20T00:00:00Z",
                "credentialSubject": {{"id": "{url}#list", "type": "{kind}", "statusPurpose": "revocation",
                "encodedList": "{encoded}"}}}}"#,
            *DID
        ))
    };
    let messages = r#", "statusSize": 2, "statusMessage": [{"status": "0x0", "message": "fine"}, {"status": "0x1", "message": "not"}]"#;
    let older = r#", "https://w3id.org/vc/status-list/2021/v1""#;
    let credentials = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/vcrl/v1p0/context/vcrl_v1p0.json"],
            "id": "{url}", "issuer": "{}", "type": ["VerifiableCredential", "1EdTechRevocationList"],
            "validFrom": "2026-11-20T00:00:00Z", "credentialSubject": {{"id": "{url}#list", "type": "1EdTechRevocationList",
            "revokedCredential": [{{"id": "urn:x:1", "revoked": true}}]}}}}"#,
        *DID
    );
    vec![
        (
            of("BitstringStatusListEntry", ""),
            list("", "BitstringStatusListCredential", "BitstringStatusList", &encoded),
        ),
        (
            of("BitstringStatusListEntry", messages),
            list("", "BitstringStatusListCredential", "BitstringStatusList", &encoded),
        ),
        (
            of("StatusList2021Entry", ""),
            list(older, "StatusList2021Credential", "StatusList2021", encoded.trim_start_matches('u')),
        ),
        (support::json(&format!(r#"{{"id": "{url}", "type": "1EdTechRevocationList"}}"#)), support::json(&credentials)),
    ]
}
