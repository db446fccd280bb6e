use super::*;
use crate::codec::{base64url, multicodec};
use crate::json::Tree;
use crate::key::{Algorithm, Jwk, KeyType, PublicKey, thumbprint};
use crate::limits::Limits;
use crate::report::code;

/// The 2048-bit key of the did:key method's examples, as a Multikey and as a JWK.
const MULTIKEY: &str = "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i";
const MODULUS: &str = "sbX82NTV6IylxCh7MfV4hlyvaniCajuP97GyOqSvTmoEdBOflFvZ06kR_9D6ctt45Fk6hskfnag2GG69NALVH2o4RCR6tQiLRpKcMRtDYE_thEmfBvDzm_VVkOIYfxu-Ipuo9J_S5XDNDjczx2v-3oDh5-CIHkU46hvFeCvpUS-L8TJSbgX0kjVk_m4eIb9wh63rtmD6Uz_KBtCo5mmR4TEtcLZKYdqMp3wCjN-TlgHiz_4oVXWbHUefCEe8rFnX1iQnpDHU49_SaXQoud1jCaexFn25n-Aa8f8bc5Vm-5SeRwidHa6ErvEhTvf1dz6GoNPp2iRvm-wJ1gxwWJEYPQ";

/// The example of RFC 7638 §3.1, with its thumbprint.
const RFC_7638: [&str; 2] = [
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
];

const EXPONENT: &[u8] = &[1, 0, 1];

fn modulus() -> Vec<u8> {
    base64url::decode(MODULUS).unwrap()
}

fn jwk(modulus: &str, exponent: &str) -> Result<Jwk, Error> {
    let text = format!(r#"{{"kty": "RSA", "n": "{modulus}", "e": "{exponent}"}}"#);
    Jwk::read(Tree::parse(&text, &Limits::default()).unwrap().root())
}

#[test]
fn one_key_in_all_its_forms() {
    let key = jwk(MODULUS, "AQAB").unwrap().key().clone();
    assert_eq!(PublicKey::from_multikey(MULTIKEY).as_ref(), Ok(&key));
    assert_eq!(key.to_multikey(), MULTIKEY);
    assert_eq!(PublicKey::from_rsa(&modulus(), EXPONENT).as_ref(), Ok(&key));
    assert_eq!((key.key_type(), key.algorithm()), (KeyType::Rsa, Algorithm::RsaPkcs1Sha256));
}

#[test]
fn thumbprint_of_rfc_7638() {
    let [modulus, expected] = RFC_7638;
    assert_eq!(thumbprint(jwk(modulus, "AQAB").unwrap().key()), expected);
}

/// Case 55, the key's side: one bit below 2048 is as weak as 1024 bits, however many bytes it fills.
#[test]
fn jwt_rs256_1024() {
    for bits in [2047, 2041, 2040, 1536, 1024, 512, 8] {
        let mut short = modulus()[..usize::div_ceil(bits, 8)].to_vec();
        short[0] = 0xff >> (8 * short.len() - bits);
        *short.last_mut().unwrap() |= 1;
        let error = PublicKey::from_rsa(&short, EXPONENT).unwrap_err();
        assert_eq!(error, Error::ShortModulus { bits });
        assert_eq!(error.code(), code::proof::KEY_WEAK);
        assert_eq!(jwk(&base64url::encode(&short), "AQAB"), Err(error));
    }
}

/// Case 56, the key's side.
#[test]
fn jwt_rsa_e1_or_even_n() {
    let mut even = modulus();
    *even.last_mut().unwrap() &= 0xfe;
    let long = [&modulus()[..], &[1; 1024 - 255]].concat();
    assert_eq!(bits(&long), 8200);
    for bad in [even, long] {
        assert_eq!(PublicKey::from_rsa(&bad, EXPONENT), Err(Error::Modulus));
    }
    let longest = [&modulus()[..], &[1; 1024 - 256]].concat();
    assert!(PublicKey::from_rsa(&longest, EXPONENT).is_ok());

    for exponent in [&[1][..], &[2], &[1, 0, 0], &[2, 0, 0, 0, 1], &[1, 0, 0, 0, 0, 1], &modulus()] {
        assert_eq!(PublicKey::from_rsa(&modulus(), exponent), Err(Error::Exponent), "{exponent:?}");
    }
    for exponent in [&[3][..], &[17], &[1, 0xff, 0xff, 0xff, 0xff]] {
        assert!(PublicKey::from_rsa(&modulus(), exponent).is_ok(), "{exponent:?}");
    }
    for error in [Error::Modulus, Error::Exponent] {
        assert_eq!(error.code(), code::proof::KEY_MALFORMED);
    }
}

/// Numbers in a JWK have no zeros in front (RFC 7518 §2), and those in a Multikey the one encoding of DER.
#[test]
fn second_encodings_are_refused() {
    let zero = base64url::encode(&[&[0], &modulus()[..]].concat());
    assert_eq!(jwk(&zero, "AQAB"), Err(Error::NotCanonical));
    assert_eq!(jwk(MODULUS, "AAEAAQ"), Err(Error::NotCanonical));
    assert_eq!(jwk(MODULUS, ""), Err(Error::NotCanonical));
    assert_eq!(jwk("", "AQAB"), Err(Error::NotCanonical));
    let good = PublicKey::from_multikey(MULTIKEY).unwrap().to_multicodec();
    let mut longer = good.clone();
    longer.push(0);
    let mut three = good.clone();
    three.extend([2, 1, 1]);
    three[5] += 3;
    let spki = [&[0x30, 0x82, 0x01, 0x22][..], &good[2..]].concat();
    for bytes in [longer, three, good[..good.len() - 1].to_vec(), multicodec::prefixed(multicodec::RSA_PUBLIC, &spki)] {
        assert_eq!(PublicKey::from_multicodec(&bytes), Err(Error::NotCanonical));
    }
}

#[test]
fn signatures_have_the_length_and_range_of_the_modulus() {
    let key = PublicKey::from_rsa(&modulus(), EXPONENT).unwrap();
    for found in [0, 255, 257] {
        let error = key.verify(b"", &vec![1; found]).unwrap_err();
        assert_eq!(error, VerifyError::Length { expected: 256, found });
    }
    assert_eq!(key.verify(b"", &modulus()), Err(VerifyError::ScalarOutOfRange));
    assert_eq!(key.verify(b"", &[0xff; 256]), Err(VerifyError::ScalarOutOfRange));
    assert_eq!(key.verify(b"", &[0; 256]), Err(VerifyError::Mismatch));
    assert_eq!(key.verify(b"", &[1; 256]), Err(VerifyError::Mismatch));
}
