//! What a header says, and what it may not.

use super::*;

#[test]
fn an_algorithm_none_is_refused() {
    for name in ["none", "None", "NONE", "nOnE"] {
        let token = with_header(&format!(r#"{{"alg":"{name}"}}"#));
        let (input, _) = token.rsplit_once('.').unwrap();
        assert_refused(&token, code::jose::ALG_NOT_ALLOWED);
        assert_refused(&format!("{input}."), code::jose::ALG_NOT_ALLOWED);
    }
    let (input, _) = forge(JWT, CREDENTIAL).rsplit_once('.').map(|(input, _)| (input.to_owned(), ())).unwrap();
    assert_refused(&format!("{input}."), code::proof::SIGNATURE_MALFORMED);
}

#[test]
fn an_algorithm_that_shares_a_secret_is_refused() {
    for name in ["HS256", "HS384", "HS512", "es256k", "", "A128KW"] {
        assert_refused(&with_header(&format!(r#"{{"alg":"{name}"}}"#)), code::jose::ALG_NOT_ALLOWED);
    }
    // What is sound and not known here proves nothing either way.
    for name in ["PS256", "ES256K", "RS512", "Ed448"] {
        assert_refused(&with_header(&format!(r#"{{"alg":"{name}"}}"#)), code::jose::ALG_UNSUPPORTED);
    }
    assert_refused(&with_header(r#"{"alg":["EdDSA"]}"#), code::jose::HEADER_MALFORMED);
    assert_refused(&with_header(r#"{"typ":"JWT"}"#), code::jose::HEADER_MALFORMED);
}

#[test]
fn addresses_of_keys_and_certificates_are_not_followed() {
    let header = r#"{"alg":"EdDSA","jku":"https://evil.example/","x5u":"https://evil.example/","x5c":["AA"],"x5t":"AA","x5t#S256":"AA","zip":"DEF"}"#;
    let jws = parse(&with_header(header)).unwrap();
    assert_eq!(jws.verify(signer(1).identity().public_key()), Ok(()));
    assert_eq!(jws.findings().len(), 6);
    assert!(jws.findings().iter().all(|finding| finding.code == code::jose::HEADER_IGNORED));
    assert_eq!(code::jose::HEADER_IGNORED.effect(), Effect::Warn);
}

#[test]
fn a_key_and_its_name_in_one_header_agree() {
    let jwk = |seed: u8, kid: Option<&str>| {
        let jwk = Jwk::new(signer(seed).identity().public_key().clone());
        kid.map_or(jwk.clone(), |kid| jwk.with_kid(kid)).to_json()
    };
    let token = |kid: &str, jwk: Object| {
        with_header(&Value::from(Object::new().with("alg", "EdDSA").with("kid", kid).with("jwk", jwk)).to_string())
    };
    let own = signer(1).identity().verification_method().to_owned();
    let other = signer(2).identity().verification_method().to_owned();
    assert_refused(&token("key-1", jwk(1, Some("key-2"))), code::jose::HEADER_CONFLICT);
    assert_refused(&token(&other, jwk(1, None)), code::jose::HEADER_CONFLICT);
    assert_refused(&token("did:key:x", jwk(1, None)), code::jose::HEADER_CONFLICT);
    // The key that was found under the `kid` is the first signer's; the one that came along is not.
    assert_refused(&token("https://vet.example/#key-1", jwk(2, None)), code::jose::HEADER_CONFLICT);

    for agreeing in [
        token(&own, jwk(1, None)),
        token("key-1", jwk(1, Some("key-1"))),
        token("https://vet.example/#key-1", jwk(1, Some("key-1"))),
        token("did:web:vet.example#key-1", jwk(1, Some("#key-1"))),
        token("anything", jwk(1, None)),
    ] {
        assert_eq!(parse(&agreeing).unwrap().verify(signer(1).identity().public_key()), Ok(()));
    }
}

#[test]
fn what_is_critical_and_unknown_is_refused() {
    for header in [
        r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#,
        r#"{"alg":"EdDSA","crit":[]}"#,
        r#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#,
        r#"{"alg":"EdDSA","b64":false}"#,
        r#"{"alg":"EdDSA","b64":true}"#,
    ] {
        assert_refused(&with_header(header), code::jose::CRIT_UNKNOWN);
    }
}

#[test]
fn a_private_key_in_a_header_is_refused_and_not_repeated() {
    let header = r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#;
    let finding = parse(&with_header(header)).unwrap_err();
    assert_eq!(finding.code, code::proof::KEY_PRIVATE_EXPOSED);
    assert!(!format!("{finding} {finding:?}").contains("nWGx"));
}
