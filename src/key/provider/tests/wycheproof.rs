//! The vectors of [Project Wycheproof](https://github.com/C2SP/wycheproof): signatures at the edges, and those that somebody once
//! let pass.

use crate::codec::multicodec;
use crate::key::provider::Provider;
use crate::key::{Curve, PublicKey, VerifyError};
use wycheproof::{TestResult, ecdsa, eddsa, rsa_pkcs1_verify};

/// What a set of vectors says against what is found, case by case, and how many cases hold and do not.
fn compare(name: &str, number: usize, expected: TestResult, found: Result<(), VerifyError>, counts: &mut [usize; 2]) {
    match expected {
        TestResult::Valid => assert_eq!(found, Ok(()), "{name} {number}"),
        TestResult::Invalid => assert!(found.is_err(), "{name} {number}"),
        // The one such case lacks the NULL of its DigestInfo, which RFC 8017 §A.2.4 lets nobody leave out.
        TestResult::Acceptable => assert!(found.is_err(), "{name} {number}"),
    }
    counts[usize::from(found.is_err())] += 1;
}

pub(super) fn ecdsa(provider: &dyn Provider) {
    for (curve, name, counts) in [
        (Curve::P256, ecdsa::TestName::EcdsaSecp256r1Sha256P1363, [173, 89]),
        (Curve::P384, ecdsa::TestName::EcdsaSecp384r1Sha384P1363, [193, 87]),
        (Curve::P521, ecdsa::TestName::EcdsaSecp521r1Sha512P1363, [231, 87]),
    ] {
        let set = ecdsa::TestSet::load(name).unwrap();
        let mut found = [0; 2];
        for group in &set.test_groups {
            let key = PublicKey::from_sec1(curve, &group.key.key).unwrap();
            for test in &group.tests {
                let verified = key.verify_with(provider, &test.msg, &test.sig);
                compare(curve.jose_name(), test.tc_id, test.result, verified, &mut found);
            }
        }
        assert_eq!(found, counts, "{curve:?}");
    }
}

pub(super) fn rsa(provider: &dyn Provider) {
    use rsa_pkcs1_verify::TestName;
    let mut found = [0; 2];
    for name in [TestName::Rsa2048Sha256, TestName::Rsa3072Sha256, TestName::Rsa4096Sha256, TestName::Rsa8192Sha256] {
        let set = rsa_pkcs1_verify::TestSet::load(name).unwrap();
        for group in &set.test_groups {
            let bytes = multicodec::prefixed(multicodec::RSA_PUBLIC, &group.asn_key);
            let key = PublicKey::from_multicodec(&bytes).unwrap();
            for test in &group.tests {
                let verified = key.verify_with(provider, &test.msg, &test.sig);
                compare("RSA", test.tc_id, test.result, verified, &mut found);
            }
        }
    }
    assert_eq!(found, [31, 1003]);
}

pub(super) fn ed25519(provider: &dyn Provider) {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut found = [0; 2];
    for group in &set.test_groups {
        let key = PublicKey::from_ed25519(&group.key.pk[..].try_into().unwrap()).unwrap();
        for test in &group.tests {
            let verified = key.verify_with(provider, &test.msg, &test.sig);
            compare("Ed25519", test.tc_id, test.result, verified, &mut found);
        }
    }
    assert_eq!(found, [88, 63]);
}
