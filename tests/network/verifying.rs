//! A whole verification over the network: case 105, case 110, and the issuer that is who it says.

use super::host::Host;
use super::{DID, JSON};
use crate::support::cases::case;
use crate::support::{self, badge_of, edited, issuer_as, issuing_key, multikey, object};
use microcred::badge::AchievementCredential;
use microcred::json::Object;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Trust, code};
use microcred::verify::Verification;

fn document(did: &str) -> String {
    format!(
        r##"{{"id":"{did}","verificationMethod":[{{"id":"#key-1","type":"Multikey","controller":"{did}","publicKeyMultibase":"{}"}}],"assertionMethod":["#key-1"]}}"##,
        multikey(&issuing_key())
    )
}

fn badge() -> String {
    let issuer = issuer_as(DID, issuing_key(), &format!("{DID}#key-1"));
    issuer.secure(&badge_of(DID).to_string(), Cryptosuite::EddsaRdfc2022).unwrap().into_string()
}

fn verify(host: &Host, text: &str) -> Verification {
    let resolver = host.resolver().with_environment(support::environment());
    support::verifier().verify(text, &resolver)
}

#[track_caller]
fn assert_ends(verification: &Verification, outcome: Outcome, code: microcred::report::Code) {
    support::cases::saw(verification);
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    assert_eq!((verification.outcome, primary), (outcome, Some(code)), "{verification}");
    assert!(verification.accept::<AchievementCredential>().is_err());
}

#[test]
fn an_issuer_that_is_who_it_says() {
    let host = Host::sending(&["vet.example"], JSON, &document(DID));
    let verification = verify(&host, &badge());
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    let resource = verification.resources.iter().find(|resource| resource.kind == "did_document").unwrap();
    assert_eq!((resource.provenance, resource.fetched_at), ("network", Some(support::instant(support::NOW))));
    assert!(
        verification.to_json().to_string().contains(r#""provenance":"network","fetchedAt":"2026-11-23T11:00:00Z""#)
    );
    assert_eq!(host.seen.connects(), 1);
}

/// An issuer on another port is verified by whoever opens that, and by nobody else.
#[test]
fn an_issuer_on_a_port_of_its_own() {
    let did = "did:web:vet.example%3A8443";
    let host = Host::sending(&["vet.example"], JSON, &document(did));
    let issuer = issuer_as(did, issuing_key(), &format!("{did}#key-1"));
    let text = issuer.secure(&badge_of(did).to_string(), Cryptosuite::EddsaRdfc2022).unwrap().into_string();
    assert_ends(&verify(&host, &text), Outcome::Indeterminate, code::net::PORT);
    assert_eq!(host.seen.lookups(), 0);
    let opened = host.resolver().with_environment(support::environment()).danger_with_port(8443);
    let verification = support::verifier().verify(&text, &opened);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert!(host.seen.request().starts_with("GET /.well-known/did.json "));
}

/// Case 105.
#[test]
fn web_doc_id_mismatch() {
    case!(105);
    for other in
        ["did:web:attacker.example", "did:web:VET.example", "did:web:vet.example:", "did:web:vet.example%3A443"]
    {
        let host = Host::sending(&["vet.example"], JSON, &document(other));
        assert_ends(&verify(&host, &badge()), Outcome::Invalid, code::issuer::DID_MISMATCH);
    }
}

/// What stands in the way is named, and makes nothing invalid.
#[test]
fn what_cannot_be_fetched_stays_open() {
    let host = Host::sending(&["vet.example"], JSON, &document(DID));
    let resolver = host.resolver_with(|_| Ok(vec!["10.0.0.1".parse().unwrap()]));
    let verification = support::verifier().verify(badge(), &resolver);
    assert_ends(&verification, Outcome::Indeterminate, code::net::PRIVATE_ADDRESS);
    let host = Host::sending(&["vet.example"], "302 Found\r\nLocation: https://vet.example/did.json", "");
    assert_ends(&verify(&host, &badge()), Outcome::Indeterminate, code::net::REDIRECT);
    let host = Host::sending(&["vet.example"], "404 Not Found", "");
    assert_ends(&verify(&host, &badge()), Outcome::Indeterminate, code::proof::VM_UNRESOLVED);
}

/// Case 110: a signature that does not hold, and addresses of all kinds. Only the issuer's key is looked up, once.
#[test]
fn fetch_before_signature() {
    case!(110);
    let host = Host::sending(&["vet.example"], JSON, &document(DID));
    let text = edited(&badge(), |badge| {
        let elsewhere = |kind: &str| {
            Object::new()
                .with("id", format!("https://attacker.example/{kind}").as_str())
                .with("type", kind)
                .with("statusPurpose", "revocation")
                .with("statusListIndex", "1")
                .with("statusListCredential", "https://attacker.example/list")
        };
        let root = object(badge, "");
        root.insert("credentialStatus", elsewhere("BitstringStatusListEntry"));
        root.insert("credentialSchema", elsewhere("1EdTechJsonSchemaValidator2019"));
        root.insert("refreshService", elsewhere("1EdTechCredentialRefresh"));
        root.insert("evidence", Object::new().with("id", "https://attacker.example/evidence").with("type", "Evidence"));
    });
    let verification = verify(&host, &text);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    assert!(verification.has(code::proof::SIGNATURE_INVALID), "{verification}");
    assert!(host.seen.lookups.lock().unwrap().iter().all(|name| name == "vet.example"));
    assert!(host.seen.connects() <= 1);
    // With a key that is nowhere but in its DID, nothing is fetched at all.
    let silent = Host::sending(&["vet.example"], JSON, "{}");
    let text = edited(&support::secure(&support::badge()), |badge| {
        object(badge, "").insert("name", "Another name");
        object(badge, "")
            .insert("evidence", Object::new().with("id", "https://attacker.example/e").with("type", "Evidence"));
    });
    assert_ends(&verify(&silent, &text), Outcome::Invalid, code::proof::SIGNATURE_INVALID);
    assert_eq!((silent.seen.lookups(), silent.seen.connects()), (0, 0));
}
