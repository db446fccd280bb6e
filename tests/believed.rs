//! What is accepted is what was issued: through proof, verification and back into types, in every way of securing.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "generators/microcredential.rs"]
#[allow(dead_code)]
mod microcredential;

use microcred::badge::{AchievementCredential, Profile};
use microcred::issue::HolderChoice;
use microcred::json::{Pointer, Tree, Value};
use microcred::jsonld::Contexts;
use microcred::key::{Algorithm, Curve, InMemorySigner, PrivateKey, SignError, Signer, SignerIdentity};
use microcred::microcredential::carrier::Carrier;
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::data_integrity::selective::{Selecting, derive};
use microcred::proof::jose::KeyNaming;
use microcred::proof::sd_jwt::SdJwt;
use microcred::resolve::Offline;
use microcred::verify::{NotAccepted, Verification};
use microcred::{Environment, Issuer, Limits, MicroCredential, Verifier, vc};
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::LazyLock;

/// A key of every kind that signs.
static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    let curves = [(Curve::P256, 32), (Curve::P384, 48)];
    let mut keys = vec![PrivateKey::from_ed25519_seed(&[7; 32])];
    keys.extend(curves.map(|(curve, length)| PrivateKey::from_ec_scalar(curve, &vec![7; length]).unwrap()));
    #[cfg(feature = "bbs")]
    keys.push(PrivateKey::generate(Algorithm::Bbs, &Environment::system()).unwrap());
    for algorithm in Algorithm::ALL {
        if !keys.iter().any(|key| key.algorithm() == algorithm) {
            keys.extend(PrivateKey::generate(algorithm, &Environment::system()));
        }
    }
    keys
});

/// Every suite with every key that it takes and that is a DID by itself.
static WAYS: LazyLock<Vec<(Suite, PrivateKey)>> = LazyLock::new(|| {
    let did = |key: &PrivateKey| InMemorySigner::new(key.clone()).is_ok_and(|signer| signer.identity().did().is_some());
    Suite::all()
        .flat_map(|suite| KEYS.iter().map(move |key| (suite, key.clone())))
        .filter(|(suite, key)| suite.takes(key.public_key().key_type()) && did(key))
        .collect()
});

fn issuer(key: &PrivateKey) -> Issuer {
    let signer = InMemorySigner::new(key.clone()).unwrap();
    let profile = Profile::new(signer.identity().did().unwrap()).name("Example VET");
    Issuer::new(profile, signer)
}

/// A clock that stands after all days of issuing, and before whatever ends.
fn verify(secured: impl AsRef<[u8]>) -> Verification {
    let environment = Environment::system().at("2200-06-01T00:00:00Z".parse().unwrap());
    Verifier::new().with_environment(environment).verify(secured, &Offline)
}

fn is_selective(suite: Suite) -> bool {
    matches!(suite, Suite::DataIntegrity(Cryptosuite::EcdsaSd2023 | Cryptosuite::Bbs2023))
}

/// What a holder shows of a base proof.
fn derived(base: &str, places: &[&str]) -> String {
    let limits = Limits::default();
    let tree = Tree::parse(base, &limits).unwrap();
    let selecting = Selecting::new(places.iter().map(|place| Pointer::from_text(*place)));
    derive(tree.root(), &selecting, &Contexts::bundled(), &limits).unwrap().to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn badges_give_back_the_record(
        held in microcredential::micro_credential(),
        way in any::<Index>(),
        extended in any::<bool>(),
    ) {
        let (suite, key) = way.get(&WAYS);
        let carrier = if extended { Carrier::Extended } else { Carrier::Standard };
        let held = held.with_ids(&Environment::system()).unwrap();
        let issuer = issuer(key).with_suite(*suite).with_carrier(carrier);
        let carried = carrier.carry(&held, issuer.profile()).unwrap();
        // What the badge itself still says of the record: with our context, all of it.
        let expected = MicroCredential::from_badge(&carried.badge).map(|(held, _)| held);
        prop_assert!(!extended || expected.as_ref() == Ok(&held));
        let badge = issuer.issue(&held);
        let badge = badge.unwrap_or_else(|error| panic!("{suite}: {error}"));
        if is_selective(*suite) {
            let verification = verify(derived(badge.as_str(), &[""]));
            let whole = verification.accept::<MicroCredential>();
            prop_assert!(matches!(whole, Err(NotAccepted::Selection { .. })), "{}", verification);
            let shown = verification.accept::<vc::Partial>();
            prop_assert!(shown.is_ok(), "{suite}: {verification}");
            return Ok(());
        }
        let verification = verify(badge.as_bytes());
        match (verification.accept::<MicroCredential>(), expected) {
            (Ok(accepted), Ok(expected)) => prop_assert_eq!(accepted.into_inner(), expected, "{}", suite),
            (Err(NotAccepted::Shape(_)), Err(_)) => {}
            (accepted, _) => prop_assert!(false, "{suite}: {verification}\n{:?}", accepted.err()),
        }
    }
}

/// None of them is left out by chance.
#[test]
fn every_way_of_securing() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let held = microcredential::micro_credential().new_tree(&mut runner).unwrap().current();
    let held = held.with_ids(&Environment::system()).unwrap();
    let names: std::collections::BTreeSet<&str> = WAYS.iter().map(|(suite, _)| suite.name()).collect();
    assert_eq!(names.len(), Suite::all().count(), "{names:?}");
    for (suite, key) in WAYS.iter() {
        let (suite, key) = (*suite, key);
        let badge = issuer(key).with_suite(suite).with_carrier(Carrier::Extended).issue(&held).unwrap();
        let verification = match is_selective(suite) {
            true => verify(derived(badge.as_str(), &[""])),
            false => verify(badge.as_bytes()),
        };
        match verification.accept::<MicroCredential>() {
            Ok(accepted) => assert_eq!(accepted.into_inner(), held),
            Err(NotAccepted::Selection { .. }) => assert!(is_selective(suite), "{suite}"),
            Err(error) => panic!("{suite}: {verification}\n{error}"),
        }
    }
}

/// A badge whose evidence may be left out.
fn selective(suite: Suite) -> String {
    let key = KEYS.iter().find(|key| suite.takes(key.public_key().key_type())).unwrap();
    // With the others, everything is the holder's choice, and nobody asks for it by name.
    let issuer = match suite {
        Suite::SdJwt => {
            issuer(key).with_holder_choice(HolderChoice::new().by_choice([Pointer::from_text("/evidence")]))
        }
        _ => issuer(key),
    };
    let badge = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001", "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Green skills", "validFrom": "2026-09-01T00:00:00Z",
        "issuer": {{"id": "{}", "type": ["Profile"], "name": "Example VET"}},
        "evidence": [{{"id": "https://vet.example/evidence/1", "type": ["Evidence"], "name": "Audit"}}],
        "credentialSubject": {{"id": "did:example:ana", "type": ["AchievementSubject"], "achievement": {{
            "id": "https://vet.example/achievements/green", "type": ["Achievement"], "name": "Green skills",
            "description": "Plans an audit.", "criteria": {{"narrative": "An audit."}}}}}}}}"#,
        issuer.profile().id.as_deref().unwrap()
    );
    issuer.secure(&badge, suite).unwrap_or_else(|error| panic!("{suite}: {error}")).into_string()
}

/// Where something may be missing, no type is filled with the rest as if it were all.
#[track_caller]
fn assert_selection(shown: &str, withheld_in: &[&str]) -> Value {
    let verification = verify(shown);
    let refused = |error: Option<NotAccepted>| match error {
        Some(NotAccepted::Selection { withheld_in }) => withheld_in,
        other => panic!("{other:?}\n{verification}"),
    };
    let expected: Vec<Pointer> = withheld_in.iter().map(|place| Pointer::from_text(*place)).collect();
    assert_eq!(refused(verification.accept::<AchievementCredential>().err()), expected);
    assert_eq!(refused(verification.accept::<vc::Credential>().err()), expected);
    assert_eq!(refused(verification.accept::<MicroCredential>().err()), expected);
    let partial = verification.accept::<vc::Partial>().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(partial.withheld_in(), expected);
    partial.shown().clone()
}

#[test]
fn selections_are_partial() {
    for suite in Suite::all().filter(|suite| is_selective(*suite)) {
        let base = selective(suite);
        let shown = assert_selection(&derived(&base, &["/credentialSubject/achievement/name"]), &[]);
        assert!(shown.get("validFrom").is_some() && shown.get("evidence").is_none() && shown.get("name").is_none());
        assert!(assert_selection(&derived(&base, &[""]), &[]).get("evidence").is_some());
    }
}

#[test]
fn withheld_disclosures_are_partial() {
    let whole = selective(Suite::SdJwt);
    let badge = verify(&whole).accept::<AchievementCredential>().unwrap().into_inner();
    assert_eq!(badge.evidence.len(), 1);
    let limits = Limits::default();
    let less = SdJwt::parse(&whole, &limits).unwrap().present(&[], &limits).unwrap();
    assert!(assert_selection(&less, &[""]).get("evidence").is_none());
}

/// What a suite cannot do is said, and nothing is signed without it.
#[test]
fn nothing_that_was_asked_for_is_left_out_in_silence() {
    use microcred::issue::{IssueError, ProofOptions};
    let badge = |issuer: &Issuer| {
        format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000002",
            "type": ["VerifiableCredential"], "issuer": "{}", "validFrom": "2026-09-01T00:00:00Z",
            "credentialSubject": {{"id": "did:example:ana"}}}}"#,
            issuer.profile().id.as_deref().unwrap()
        )
    };
    let key = KEYS.iter().find(|key| Suite::Jwt.takes(key.public_key().key_type())).unwrap();
    let refused =
        |issuer: Issuer, suite: Suite| matches!(issuer.secure(&badge(&issuer), suite), Err(IssueError::NoPlace { .. }));
    for suite in [Suite::OpenBadgesJwt, Suite::Jwt, Suite::SdJwt] {
        assert!(issuer(key).secure(&badge(&issuer(key)), suite).is_ok(), "{suite}");
        assert!(refused(issuer(key).with_proof_options(ProofOptions::new().answering("1")), suite), "{suite}");
        assert!(refused(issuer(key).with_proof_options(ProofOptions::new().building_on("urn:1")), suite), "{suite}");
        let choice = HolderChoice::new().by_choice([Pointer::from_text("/credentialSubject/id")]);
        assert_eq!(refused(issuer(key).with_holder_choice(choice), suite), suite != Suite::SdJwt, "{suite}");
    }
    let named = |key: &PrivateKey| issuer(key).with_key_reference(KeyNaming::Kid("key-1".to_owned()));
    let place = || [Pointer::from_text("/credentialSubject/id")];
    for (suite, key) in WAYS.iter() {
        // Some are only read.
        if issuer(key).secure(&badge(&issuer(key)), *suite).is_err() {
            continue;
        }
        let is_token = matches!(suite, Suite::OpenBadgesJwt | Suite::Jwt | Suite::SdJwt);
        assert_eq!(refused(named(key), *suite), !is_token, "{suite}");
        let always = HolderChoice::new().always(place());
        assert_eq!(refused(issuer(key).with_holder_choice(always), *suite), !is_selective(*suite), "{suite}");
        let by_choice = HolderChoice::new().by_choice(place());
        assert_eq!(refused(issuer(key).with_holder_choice(by_choice), *suite), *suite != Suite::SdJwt, "{suite}");
    }
}

/// A key service that signs with another key than it says, or writes signatures in another form.
struct Faulty(InMemorySigner, fn(Vec<u8>) -> Vec<u8>);

impl Signer for Faulty {
    fn identity(&self) -> &SignerIdentity {
        self.0.identity()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.0.sign(message).map(self.1)
    }
}

#[test]
fn a_signature_that_does_not_hold_goes_nowhere() {
    use microcred::issue::IssueError;
    use microcred::proof::jose::vc_jwt;
    let changed: fn(Vec<u8>) -> Vec<u8> = |mut signature| {
        signature[7] ^= 1;
        signature
    };
    let longer: fn(Vec<u8>) -> Vec<u8> = |signature| [&[0x30, 0x44], &signature[..]].concat();
    for (suite, key) in WAYS.iter() {
        let own = issuer(key);
        let profile = own.profile().clone();
        let badge = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "{}",
            "credentialSubject": {{"id": "did:example:ana"}}}}"#,
            profile.id.as_deref().unwrap()
        );
        if own.secure(&badge, *suite).is_err() {
            continue;
        }
        let signer = |fault| Faulty(InMemorySigner::new(key.clone()).unwrap(), fault);
        for fault in [changed, longer] {
            let refused = Issuer::new(profile.clone(), signer(fault)).secure(&badge, *suite);
            assert!(matches!(refused, Err(IssueError::Sign(SignError::NotOurs(_)))), "{suite}");
        }
        let good = Issuer::new(profile, signer(|signature| signature)).secure(&badge, *suite).unwrap();
        assert_eq!(good.suite(), *suite);
    }
    let faulty = Faulty(InMemorySigner::new(KEYS[0].clone()).unwrap(), changed);
    let document = r#"{"issuer": "did:example:vet"}"#;
    let token = vc_jwt(document, &KeyNaming::VerificationMethod, faulty.identity(), &Limits::default()).unwrap();
    assert!(matches!(token.sign(&faulty), Err(SignError::NotOurs(_))));
}
