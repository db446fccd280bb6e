//! What is accepted is what was issued: through proof, verification and back into types.

#[path = "generators/microcredential.rs"]
#[allow(dead_code)]
mod microcredential;

use microcred::badge::Profile;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::resolve::Offline;
use microcred::{Environment, Issuer, MicroCredential, Verifier};
use proptest::prelude::*;

fn issuer() -> Issuer {
    let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(&[7; 32])).unwrap();
    let profile = Profile::new(signer.identity().did().unwrap()).name("Example VET");
    Issuer::new(profile, signer)
}

/// A clock that stands after everything that is generated.
fn verifier() -> Verifier {
    Verifier::new().with_environment(Environment::system().at("9990-01-01T00:00:00Z".parse().unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn extended_badges_give_back_the_record(held in microcredential::micro_credential(), jcs in any::<bool>()) {
        let held = held.with_ids(&Environment::system()).unwrap();
        let suite = if jcs { Cryptosuite::EddsaJcs2022 } else { Cryptosuite::EddsaRdfc2022 };
        let badge = issuer().with_suite(suite).with_carrier(Carrier::Extended).issue(&held).unwrap();
        prop_assert!(badge.losses().iter().next().is_none());
        let verification = verifier().verify(&badge, &Offline);
        let accepted = verification.accept::<MicroCredential>();
        prop_assert!(accepted.is_ok(), "{}\n{:?}", verification, accepted.err());
        prop_assert_eq!(accepted.unwrap().into_inner(), held);
    }
}
