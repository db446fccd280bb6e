//! In whose name something is issued, whichever way the issuer is written.

use crate::calling::{allowed, call};
use microcred::badge::Profile;
use microcred::issue::IssueError;
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::proof::Suite;
use microcred::report::{Outcome, code};
use microcred::resolve::Offline;
use microcred::verify::Verifier;
use microcred::{Environment, Issuer};
use serde_json::{Value, json};

/// Somebody whose key is not here.
const OTHER: &str = "did:web:university.example";

/// Whoever has this id, in all forms in which one issuer can be named.
fn forms(id: &str) -> [Value; 4] {
    [json!(id), json!({"id": id}), json!([id]), json!([{"id": id}])]
}

fn credential(issuer: &Value) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
        "id": "urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11", "issuer": issuer,
        "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "did:example:ana"},
    })
}

/// A kind of key with which something can be issued in the suite.
fn algorithm(suite: Suite) -> Algorithm {
    let kinds = ["ed25519", "p256", "bls12381"].into_iter().filter_map(Algorithm::from_name);
    kinds.into_iter().find(|kind| suite.takes(kind.key_type())).unwrap()
}

fn issuer(suite: Suite) -> (Issuer, String) {
    let key = PrivateKey::generate(algorithm(suite), &Environment::system()).unwrap();
    let signer = InMemorySigner::new(key).unwrap();
    let did = signer.identity().did().unwrap().to_owned();
    (Issuer::new(Profile::new(did.clone()), signer), did)
}

/// What is made to be shown in part is no credential yet.
fn is_shown_whole(suite: Suite) -> bool {
    !["ecdsa-sd-2023", "bbs-2023"].contains(&suite.name())
}

#[test]
fn a_key_speaks_for_its_own_issuer_alone_however_that_is_written() {
    let verifier = Verifier::new();
    for suite in Suite::all() {
        let (issuer, did) = issuer(suite);
        for form in forms(OTHER) {
            match issuer.secure(&credential(&form).to_string(), suite) {
                Err(IssueError::Unbound(refusal)) => assert_eq!(refusal.code, code::issuer::KEY_UNBOUND),
                other => panic!("{}, {form}: {other:?}", suite.name()),
            }
        }
        for form in forms(&did) {
            let secured = issuer.secure(&credential(&form).to_string(), suite);
            let secured = secured.unwrap_or_else(|error| panic!("{}, {form}: {error}", suite.name()));
            let outcome = verifier.verify(secured.as_bytes(), &Offline).outcome;
            assert_eq!(outcome == Outcome::Valid, is_shown_whole(suite), "{}, {form}", suite.name());
        }
    }
}

/// Nobody can tell whom several issuers are, and so whose key signs for them.
#[test]
fn whoever_tolerates_what_nobody_reads_speaks_for_nobody_else() {
    for suite in Suite::all().filter(|suite| *suite != Suite::OpenBadgesJwt) {
        let (issuer, did) = issuer(suite);
        let several = credential(&json!([did, OTHER])).to_string();
        assert!(matches!(issuer.secure(&several, suite), Err(IssueError::Findings(_))));
        let issuer = issuer.danger_tolerating([code::issuer::MISSING]);
        assert!(matches!(issuer.secure(&several, suite), Err(IssueError::Unbound(_))), "{}", suite.name());
        let issuer = issuer.danger_tolerating([code::issuer::MISSING, code::issuer::KEY_UNBOUND]);
        assert!(issuer.secure(&several, suite).is_ok(), "{}", suite.name());
    }
}

#[test]
fn an_operation_takes_the_same_issuer_in_every_form() {
    for suite in Suite::all() {
        let request = json!({"type": algorithm(suite).as_str()});
        let key = call("keygen", &allowed("keygen", request)).unwrap();
        let did = key["verificationMethod"].as_str().unwrap().split('#').next().unwrap();
        for name in ["issue", "issue_prepare"] {
            let of_key = match name {
                "issue" => key["privateKeyJwk"].clone(),
                _ => {
                    json!({"verificationMethod": key["verificationMethod"], "publicKeyMultibase": key["publicKeyMultibase"]})
                }
            };
            let ask =
                |form: &Value| call(name, &json!({"document": credential(form), "key": of_key, "suite": suite.name()}));
            for (own, other) in forms(did).iter().zip(&forms(OTHER)) {
                let refused = ask(other).unwrap_err();
                assert!(refused.findings().contains(code::issuer::KEY_UNBOUND), "{}, {other}: {refused}", suite.name());
                assert!(ask(own).is_ok(), "{name}, {}, {own}: {:?}", suite.name(), ask(own));
            }
        }
    }
}

/// Who gets a place in a status list is asked once more, since places are the issuer's own.
#[cfg(feature = "store")]
#[test]
fn an_issuer_has_places_in_status_lists_in_every_form() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("operations-issuers");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let status = json!({"store": folder.join("status.db").to_str(), "url": "https://vet.example/status"});
    let key = call("keygen", &json!({})).unwrap();
    let did = key["verificationMethod"].as_str().unwrap().split('#').next().unwrap();
    for suite in Suite::all().filter(|suite| suite.takes(Algorithm::Ed25519.key_type())) {
        let ask = |form: &Value| {
            let request = json!({"document": credential(form), "key": key["privateKeyJwk"], "suite": suite.name(), "status": status});
            call("issue", &allowed("issue", request))
        };
        for (own, other) in forms(did).iter().zip(&forms(OTHER)) {
            let refused = ask(other).unwrap_err();
            assert!(refused.findings().contains(code::issuer::KEY_UNBOUND), "{}, {other}: {refused}", suite.name());
            assert!(ask(own).is_ok(), "{}, {own}: {:?}", suite.name(), ask(own));
        }
    }
}
