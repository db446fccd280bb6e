//! Proofs side by side, and proofs that build on others: the vectors of the W3C, and chains that are issued here.

use super::assert_signature_holds;
use crate::support::{self, at, edited, json, object, private_key, read};
use microcred::Limits;
use microcred::codec::{digest, multibase};
use microcred::issue::ProofOptions;
use microcred::json::{Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::key::{InMemorySigner, Signer};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Status, code};
use microcred::resolve::Offline;

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
        private_key(member("keyPairs").get(name).unwrap().get("privateKeyMultibase").and_then(Value::as_str).unwrap())
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

/// With the proofs that stand in it.
fn canonical_digest(document: &Value) -> Vec<u8> {
    let limits = Limits::default();
    let tree = Tree::parse(&document.to_string(), &limits).unwrap();
    let statements = statements(tree.root(), &Contexts::bundled(), &[], &limits);
    let statements = statements.unwrap_or_else(|findings| panic!("{findings}"));
    statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(10_000)).unwrap().digest(Hash::Sha256)
}

/// What the suite of the W3C for Data Integrity sends: the names of the files say what must come of them. Their contexts
/// stand inside them; they are registered here under a URL, which leaves the statements as they are.
#[test]
fn previous_proofs_of_the_suite_of_the_w3c() {
    let Some(corpus) = support::corpus() else { return };
    let folder = corpus.join("w3c-vectors/raw/data-integrity-test-suite-assertion/eddsa-rdfc-2022");
    let mut run = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut document = json(&std::fs::read_to_string(&path).unwrap());
        let mut contexts = Contexts::bundled();
        let Value::Array(listed) = at(&mut document, "/@context") else { panic!("{name}") };
        for inline in listed.iter_mut().filter(|context| context.as_object().is_some()) {
            let (url, body) = ("https://school.example/alumni/v1", inline.to_string());
            contexts = contexts.with(url, &body, &digest::sha256_hex(&body)).unwrap();
            *inline = url.into();
        }
        let verification = support::verifier().with_contexts(contexts).verify(document.to_string(), &Offline);
        if name.contains("Ok") {
            assert_signature_holds(&verification);
            // The first proof is somebody else's; both hold, and the second is the issuer's.
            let broken = verification.checks.iter().any(|check| check.detail.contains("proof.chain"));
            assert!(!broken && !verification.has(code::proof::CHAIN_BROKEN), "{name}: {verification}");
        } else {
            assert_eq!(verification.outcome, Outcome::Invalid, "{name}: {verification}");
            let failed = [
                code::proof::CHAIN_BROKEN,
                code::proof::MALFORMED,
                code::proof::SET_MEMBER_FAILED,
                code::context::UNDEFINED_TERM,
            ];
            assert!(failed.iter().any(|code| verification.has(*code)), "{name}: {verification}");
        }
        run += 1;
    }
    assert_eq!(run, 12);
}

/// A badge with two proofs of its issuer's own, the second of which builds on the first.
fn issued() -> Value {
    issued_with(Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022)
}

fn issued_with(one: Cryptosuite, other: Cryptosuite) -> Value {
    let first = support::issuer().with_proof_options(ProofOptions::new().with_id(FIRST));
    let first = first.secure(&support::badge().to_string(), one).unwrap();
    let second = support::issuer().with_proof_options(ProofOptions::new().with_id(SECOND).building_on(FIRST));
    json(second.secure(first.as_str(), other).unwrap().as_str())
}

const FIRST: &str = "urn:uuid:00000000-0000-4000-8000-000000000001";
const SECOND: &str = "urn:uuid:00000000-0000-4000-8000-000000000002";

#[test]
fn a_chain_that_is_issued_here_holds() {
    let verification = support::verifier().verify(issued().to_string(), &Offline);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let holding = verification.checks.iter().filter(|check| check.id == "proof.signature");
    assert_eq!(holding.filter(|check| check.status == Status::Pass).count(), 2, "{verification}");
    // Nothing is signed that builds on what is not there.
    let dangling = support::issuer().with_proof_options(ProofOptions::new().building_on(SECOND));
    assert!(dangling.secure(&support::badge().to_string(), Cryptosuite::EddsaRdfc2022).is_err());
}

/// What happens to the first proof is seen in the second: alone, it does not hold without the other.
#[track_caller]
fn assert_second_fails(edit: impl FnOnce(&mut Vec<Value>)) {
    let text = edited(&issued().to_string(), |badge| {
        let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
        edit(proofs);
    });
    let verification = support::verifier().verify(&text, &Offline);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    let passes = |check: &&microcred::report::Check| check.id == "proof.signature" && check.status == Status::Pass;
    assert_eq!(verification.checks.iter().filter(passes).count(), 0, "{verification}");
}

/// Case 81.
#[test]
fn di_chain_previous_missing() {
    assert_second_fails(|proofs| drop(proofs.remove(0)));
    assert_second_fails(|proofs| {
        let other = other_value(&proofs[0]);
        object(&mut proofs[0], "").insert("proofValue", other);
    });
    assert_second_fails(|proofs| {
        proofs.remove(0);
        object(&mut proofs[0], "").remove("previousProof");
    });
    assert_second_fails(|proofs| {
        let first = object(&mut proofs[0], "").clone();
        proofs[0] = support::without(&first, &["id"]).into();
    });
}

/// Case 81.
#[test]
fn di_chain_cycle() {
    assert_second_fails(|proofs| {
        object(&mut proofs[0], "").insert("previousProof", SECOND);
    });
    assert_second_fails(|proofs| {
        proofs.remove(0);
        object(&mut proofs[0], "").insert("previousProof", SECOND);
    });
}

/// Case 82: which proof builds on which is signed; in which order they stand is not.
#[test]
fn di_chain_order_swapped() {
    assert_second_fails(|proofs| {
        object(&mut proofs[0], "").insert("previousProof", SECOND);
        object(&mut proofs[1], "").remove("previousProof");
    });
    let reversed = edited(&issued().to_string(), |badge| {
        let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
        proofs.reverse();
    });
    assert_eq!(support::verifier().verify(reversed, &Offline).outcome, Outcome::Valid);
}

/// Whichever stands first, and whatever it signs: what one proof was seen to sign is nothing that another signs.
#[test]
fn both_proofs_of_a_chain_hold_in_either_order() {
    let suites = [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022];
    for (one, other) in suites.into_iter().flat_map(|one| suites.map(|other| (one, other))) {
        let issued = issued_with(one, other).to_string();
        let reversed = edited(&issued, |badge| {
            let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
            proofs.reverse();
        });
        for text in [issued, reversed] {
            let verification = support::verifier().verify(&text, &Offline);
            assert_eq!(verification.outcome, Outcome::Valid, "{one:?} {other:?}: {verification}");
            let passes =
                |check: &&microcred::report::Check| check.id == "proof.signature" && check.status == Status::Pass;
            assert_eq!(verification.checks.iter().filter(passes).count(), 2, "{one:?} {other:?}: {verification}");
        }
    }
}

/// The same with one bit of the signature flipped.
fn other_value(proof: &Value) -> String {
    let value = proof.get("proofValue").and_then(Value::as_str).unwrap();
    let mut bytes = multibase::decode_base58btc(value).unwrap();
    bytes[3] ^= 1;
    multibase::base58btc(&bytes)
}
