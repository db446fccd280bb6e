//! Published answers, reproduced byte for byte: the vectors of the Open Badges implementation guide and of the W3C.
//!
//! They are part of the corpus: set `MICROCRED_CORPUS` to run those tests.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::Limits;
use microcred::codec::{digest, hex, multibase};
use microcred::issue::{IssueError, Issuer};
use microcred::json::{Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Status, code};
use microcred::resolve::Offline;
use microcred::verify::{Verification, Verifier};
use support::{at, edited, environment_at, issuer_as, json, multikey, object, private_key, read};

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

mod the_1edtech_vector {
    use super::*;

    const PRIVATE: &str = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4";
    const PUBLIC: &str = "4bdeafde2ea8beefadd8c699b5c7e0704cf51154d52e17b20b71337ca04cc5a5";
    const MULTIKEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    const CREATED: &str = "2010-01-01T19:23:24Z";
    const OPTIONS_HASH: &str = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19";
    const DOCUMENT_HASH: &str = "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773";
    const PROOF_VALUE: &str =
        "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr";

    fn key() -> PrivateKey {
        PrivateKey::from_ed25519_seed(&hex::decode(PRIVATE).unwrap().try_into().unwrap())
    }

    fn issuer() -> Issuer {
        let id = "https://example.edu/issuers/565049";
        issuer_as(id, key(), &format!("{id}#{MULTIKEY}")).with_environment(environment_at(CREATED))
    }

    #[test]
    fn the_key() {
        assert_eq!(hex::encode(key().public_key().as_bytes()), PUBLIC);
        assert_eq!(multikey(&key()), MULTIKEY);
    }

    #[test]
    fn canonical_forms_and_hashes() {
        let Some(text) = read("1edtech-spec/impl-guide-testvector-ob.json") else { return };
        let verification = diagnosing(Contexts::bundled()).verify(&text, &Offline);
        assert_signature_holds(&verification);
        let values = values(&verification);
        // The published files lack the newline after the last statement, which is part of what is hashed.
        let published =
            |name: &str| format!("{}\n", read(&format!("1edtech-spec/test-vectors/obv3p0/{name}")).unwrap().trim_end());
        assert_eq!(values.document, published("document-canon.txt"));
        assert_eq!(values.options, published("proof-canon.txt"));
        assert_eq!(values.document_hash, DOCUMENT_HASH);
        assert_eq!(values.options_hash, OPTIONS_HASH);
        assert_eq!(values.sign(key()), PROOF_VALUE);
    }

    #[test]
    fn issuing_it_again_gives_the_published_proof() {
        let Some(text) = read("1edtech-spec/impl-guide-testvector-ob.json") else { return };
        let unsigned = edited(&text, |badge| drop(object(badge, "").remove("proof")));
        let prepared = issuer().prepare_secure(&unsigned, Cryptosuite::EddsaRdfc2022).unwrap();
        assert_eq!(hex::encode(prepared.message()), format!("{OPTIONS_HASH}{DOCUMENT_HASH}"));
        let secured = json(issuer().secure(&unsigned, Cryptosuite::EddsaRdfc2022).unwrap().as_str());
        assert_eq!(proof_value(&secured), PROOF_VALUE);
        let members = |value: &Value| {
            let proof = value.get("proof").unwrap();
            let proof = proof.as_array().map_or(proof, |proofs| &proofs[0]).as_object().unwrap().clone();
            let mut members: Vec<(String, String)> =
                proof.iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect();
            members.sort();
            members
        };
        assert_eq!(members(&secured), members(&json(&text)));
    }

    /// Without the issuer's own document the signature is intact and nothing more.
    #[test]
    fn its_issuer_is_not_shown() {
        let Some(text) = read("1edtech-spec/impl-guide-testvector-ob.json") else { return };
        let verification = support::verifier().verify(&text, &Offline);
        assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::issuer::KEY_UNRESOLVED));
    }
}

mod w3c {
    use super::*;

    const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";
    const CITIZENSHIP: &str = "https://w3id.org/citizenship/v4rc1";

    struct Vector(Value);

    impl Vector {
        fn read(name: &str) -> Option<Self> {
            Some(Self(json(&read(&format!("w3c-vectors/{name}.json"))?)))
        }

        fn text(&self, name: &str) -> &str {
            self.0.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("{name}"))
        }

        fn key(&self) -> PrivateKey {
            private_key(self.0.get("keyPair").unwrap().get("privateKeyMultibase").and_then(Value::as_str).unwrap())
        }

        fn signed(&self) -> &Value {
            self.0.get("signed").unwrap()
        }

        /// Canonical forms, digests and signature are the published ones; signing them again gives the published proof.
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
            assert_eq!(values.sign(self.key()), self.text("proofValue"));
            assert_eq!(proof_value(self.signed()), self.text("proofValue"));
            verification
        }
    }

    /// The terms of the examples context come from `@vocab`: what is not in a context would be shown and mean anything.
    fn assert_only_vocabulary_departs(verification: &Verification) {
        let found: Vec<_> = verification.checks.iter().filter(|check| check.id == "context.compacted_form").collect();
        assert!(!found.is_empty() && found.iter().all(|check| check.code() == Some(code::context::NOT_COMPACTED)));
        assert!(found.iter().all(|check| check.detail.contains("@vocab")), "{verification}");
        assert!(verification.acceptable().is_err());
    }

    #[test]
    fn eddsa_rdfc_2022() {
        let Some(vector) = Vector::read("eddsa-rdfc-2022") else { return };
        assert_only_vocabulary_departs(&vector.check(Contexts::bundled()));
    }

    /// The context of this one is not inside the library: it is registered with its digest.
    #[test]
    fn eddsa_rdfc_2022_employment() {
        let Some(vector) = Vector::read("eddsa-rdfc-2022-employ") else { return };
        let unknown = support::verifier().verify(vector.signed().to_string(), &Offline);
        assert_eq!(unknown.primary.as_ref().map(|primary| primary.code), Some(code::context::UNKNOWN));

        let body = read("w3c-vectors/contexts/w3id.org_citizenship_v4rc1.json").unwrap();
        let contexts = Contexts::bundled().with(CITIZENSHIP, &body, &digest::sha256_hex(&body)).unwrap();
        let verification = vector.check(contexts);
        let place = verification.resources.iter().find(|resource| *resource.url == *CITIZENSHIP);
        assert_eq!(place.map(|resource| resource.provenance.as_str()), Some("registered"));
        assert_eq!(verification.check("context.compacted_form").map(|check| check.status), Some(Status::Pass));
    }

    #[test]
    fn eddsa_jcs_2022() {
        let Some(vector) = Vector::read("eddsa-jcs-2022") else { return };
        assert_only_vocabulary_departs(&vector.check(Contexts::bundled()));
    }

    #[test]
    fn ed25519_signature_2020() {
        let Some(vector) = Vector::read("ed25519signature2020") else { return };
        assert_only_vocabulary_departs(&vector.check(Contexts::bundled()));
    }

    /// Issuing refuses what has a meaning through `@vocab` alone, and issues it once a context defines the terms; the
    /// statements, and so what is signed of the document, are those of the vector.
    #[test]
    fn issuing_wants_terms_that_are_defined() {
        let Some(vector) = Vector::read("eddsa-rdfc-2022") else { return };
        let id = "https://vc.example/issuers/5678";
        let created = "2023-02-24T23:36:38Z";
        let method = format!("{id}#{}", multikey(&vector.key()));
        let issuer = issuer_as(id, vector.key(), &method).with_environment(environment_at(created));
        let unsigned = edited(&vector.signed().to_string(), |badge| drop(object(badge, "").remove("proof")));
        match issuer.secure(&unsigned, Cryptosuite::EddsaRdfc2022) {
            Err(IssueError::Findings(findings)) => assert!(findings.contains(code::context::NOT_COMPACTED)),
            other => panic!("{other:?}"),
        }

        let url = "https://school.example/alumni/v1";
        let term = |name: &str| format!(r#""{name}": "https://www.w3.org/ns/credentials/examples#{name}""#);
        let body = format!(r#"{{"@context": {{{}, {}}}}}"#, term("AlumniCredential"), term("alumniOf"));
        let contexts = Contexts::bundled().with(url, &body, &digest::sha256_hex(&body)).unwrap();
        let defined = edited(&unsigned, |badge| *at(badge, "/@context/1") = url.into());
        assert_eq!(at(&mut json(&unsigned), "/@context/1").as_str(), Some(EXAMPLES));
        let issuer = issuer.with_contexts(contexts.clone());
        let prepared = issuer.prepare_secure(&defined, Cryptosuite::EddsaRdfc2022).unwrap();
        assert_eq!(hex::encode(&prepared.message()[32..]), vector.text("documentHashHex"));
        let secured = issuer.secure(&defined, Cryptosuite::EddsaRdfc2022).unwrap();
        let verification = diagnosing(contexts).verify(&secured, &Offline);
        assert_eq!(values(&verification).document, vector.text("canonicalDocument"));
    }

    /// Proofs side by side, and proofs that build on others.
    #[test]
    fn proof_sets_and_chains() {
        let Some(text) = read("w3c-vectors/eddsa-rdfc-2022-proof-set-chain.json") else { return };
        let bundle = json(&text);
        for (name, proofs) in
            [("signedProofSet1", 1), ("signedProofSet2", 2), ("signedProofChain1", 3), ("signedProofChain2", 4)]
        {
            let document = bundle.get(name).unwrap();
            let found = document.get("proof").unwrap();
            assert_eq!(found.as_array().map_or(1, <[Value]>::len), proofs);
            let verification = support::verifier().verify(document.to_string(), &Offline);
            assert_signature_holds(&verification);
            // Every proof holds, not only the one that counts.
            assert!(!verification.has(code::proof::SET_MEMBER_FAILED), "{name}: {verification}");
        }
    }

    /// Each step of the chain, signed again with the published keys over the published intermediate documents.
    #[test]
    fn steps_of_the_chain() {
        let Some(text) = read("w3c-vectors/eddsa-rdfc-2022-proof-set-chain.json") else { return };
        let bundle = json(&text);
        let member = |name: &str| bundle.get(name).unwrap();
        let key = |name: &str| {
            private_key(
                member("keyPairs").get(name).unwrap().get("privateKeyMultibase").and_then(Value::as_str).unwrap(),
            )
        };
        for (key_name, document, options, signed) in [
            ("keyPair1", "unsigned", "proofSetConfig1", "proofSetConfigSigned1"),
            ("keyPair2", "unsigned", "proofSetConfig2", "proofSetConfigSigned2"),
            ("keyPair3", "proofChainTempDoc1", "proofChainConfig1", "proofChainConfigSigned1"),
            ("keyPair4", "proofChainTempDoc2", "proofChainConfig2", "proofChainConfigSigned2"),
        ] {
            let document = member(document);
            let mut options = member(options).clone();
            object(&mut options, "").insert("@context", document.get("@context").unwrap().clone());
            let message = [canonical_digest(&options), canonical_digest(document)].concat();
            let signature = InMemorySigner::new(key(key_name)).unwrap().sign(&message).unwrap();
            assert_eq!(
                Some(multibase::base58btc(&signature).as_str()),
                member(signed).get("proofValue").and_then(Value::as_str)
            );
        }
    }

    fn canonical_digest(document: &Value) -> Vec<u8> {
        let limits = Limits::default();
        let tree = Tree::parse(&document.to_string(), &limits).unwrap();
        let statements = statements(tree.root(), &Contexts::bundled(), &[], &limits);
        let statements = statements.unwrap_or_else(|findings| panic!("{findings}"));
        statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(10_000)).unwrap().digest(Hash::Sha256)
    }
}
