//! Published answers, reproduced byte for byte: the vectors of the Open Badges implementation guide and of the W3C.
//!
//! They are part of the corpus: set `MICROCRED_CORPUS` to run those tests.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod chains;
mod ecdsa;
mod eddsa;
mod implementation_guide;
mod selective;

use microcred::codec::{digest, hex, multibase};
use microcred::json::Value;
use microcred::jsonld::Contexts;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::report::{Status, code};
use microcred::resolve::Offline;
use microcred::verify::{Verification, Verifier};
use support::{json, private_key, read};

const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";
const CITIZENSHIP: &str = "https://w3id.org/citizenship/v4rc1";

/// The canonical forms and digests under which a proof held.
struct Values {
    document: String,
    options: String,
    document_hash: String,
    options_hash: String,
}

fn values(verification: &Verification) -> Values {
    let diagnostics = verification.diagnostics.clone().unwrap_or_else(|| panic!("{verification}"));
    let text = |name: &str| diagnostics.get(name).and_then(Value::as_str).unwrap().to_owned();
    Values {
        document: text("canonicalDocument"),
        options: text("canonicalProofOptions"),
        document_hash: text("documentHash"),
        options_hash: text("proofOptionsHash"),
    }
}

impl Values {
    /// The `proofValue` of a key over these values.
    fn sign(&self, key: PrivateKey) -> String {
        let message = hex::decode(&format!("{}{}", self.options_hash, self.document_hash)).unwrap();
        multibase::base58btc(&InMemorySigner::new(key).unwrap().sign(&message).unwrap())
    }
}

fn proof_value(document: &Value) -> &str {
    let proof = document.get("proof").unwrap();
    let proof = proof.as_array().map_or(proof, |proofs| proofs.last().unwrap());
    proof.get("proofValue").and_then(Value::as_str).unwrap()
}

fn diagnosing(contexts: Contexts) -> Verifier {
    support::verifier().with_contexts(contexts).with_diagnostics()
}

/// Why a signature did not hold, for messages.
fn assert_signature_holds(verification: &Verification) {
    let status = verification.check("proof.signature").map(|check| check.status);
    assert_eq!(status, Some(Status::Pass), "{verification}");
}

/// A vector of the W3C for a proof that signs two digests.
struct Vector(Value);

impl Vector {
    fn read(name: &str) -> Option<Self> {
        Some(Self(json(&read(&format!("w3c-vectors/{name}.json"))?)))
    }

    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("{name}"))
    }

    fn key(&self) -> PrivateKey {
        let pair = self.0.get("keyPair").unwrap();
        let secret = pair.get("privateKeyMultibase").or_else(|| pair.get("secretKeyMultibase"));
        private_key(secret.and_then(Value::as_str).unwrap())
    }

    fn signed(&self) -> &Value {
        self.0.get("signed").unwrap()
    }

    /// Canonical forms, digests and signature are the published ones.
    fn check(&self, contexts: Contexts) -> Verification {
        let verification = diagnosing(contexts).verify(self.signed().to_string(), &Offline);
        assert_signature_holds(&verification);
        let values = values(&verification);
        assert_eq!(values.document, self.text("canonicalDocument"));
        assert_eq!(values.options, self.text("canonicalProofConfig"));
        assert_eq!(values.document_hash, self.text("documentHashHex"));
        assert_eq!(values.options_hash, self.text("proofHashHex"));
        assert_eq!(format!("{}{}", values.options_hash, values.document_hash), self.text("combinedHashHex"));
        assert_eq!(
            hex::encode(&multibase::decode_base58btc(self.text("proofValue")).unwrap()),
            self.text("signatureHex")
        );
        assert_eq!(proof_value(self.signed()), self.text("proofValue"));
        verification
    }
}

/// The bundled contexts, and one that the vectors use besides: registered with its digest.
fn with_citizenship() -> Contexts {
    let body = read("w3c-vectors/contexts/w3id.org_citizenship_v4rc1.json").unwrap();
    Contexts::bundled().with(CITIZENSHIP, &body, &digest::sha256_hex(&body)).unwrap()
}

/// The terms of the examples context come from `@vocab`: what is not in a context would be shown and mean anything.
fn assert_only_vocabulary_departs(verification: &Verification) {
    let found: Vec<_> = verification.checks.iter().filter(|check| check.id == "context.compacted_form").collect();
    assert!(!found.is_empty() && found.iter().all(|check| check.code() == Some(code::context::NOT_COMPACTED)));
    assert!(found.iter().all(|check| check.detail.contains("@vocab")), "{verification}");
    assert!(verification.acceptable().is_err());
}
