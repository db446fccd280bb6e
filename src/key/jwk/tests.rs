use super::*;
use crate::codec;
use crate::report::code;
use proptest::prelude::*;

/// RFC 8037, Appendix A.1 and A.2.
const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519",
    "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const PUBLIC: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn read(text: &str) -> Result<Jwk, Error> {
    Jwk::read(Tree::parse(text, &Limits::default()).unwrap().root())
}

#[test]
fn samples_of_rfc_8037() {
    let public = read(PUBLIC).unwrap();
    let (private, kid) = PrivateKey::from_jwk(PRIVATE).unwrap();
    assert_eq!(private.public_key(), public.key());
    assert_eq!(kid, None);
    // Appendix A.3
    assert_eq!(thumbprint(public.key()), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    // Appendix A.4: the signing input of its JWS, signed and verified
    let signature =
        base64url::decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
            .unwrap();
    let input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    assert_eq!(public.key().verify(input, &signature), Ok(()));
}

/// The keys of the W3C test suite for VC-JOSE-COSE, each of which has its thumbprint as its `kid`.
const W3C_JOSE: [(&str, Algorithm); 4] = [
    (
        r#"{"alg":"EdDSA","crv":"Ed25519","kid":"2aOHaQxsWVT4mLsUkdtlCnUV-au0BBR-5yPYaPaCc5k",
            "d":"cbxP1TvbhLteRSspEvwxEuFKRDHWpGmPla8ePI0cmv8",
            "kty":"OKP","x":"NvUhsjZe7Mdv8Esoc60o3ma1U5j2tFUTDsOQd39xMnI"}"#,
        Algorithm::Ed25519,
    ),
    (
        r#"{"alg":"ES256","crv":"P-256","kid":"73voMXFNmNlOEpuYCSJlh8eN0dscykoO6gBukgRS1uU","kty":"EC",
            "d":"J_a5KH6A2Ru7iOAzvUkQEjKCJQCdxUXVajaW3CaPORs",
            "x":"WfTi93YuhsQxKbD0ftnjOXJndqhnJ5kgDV-ZDGyrhBQ","y":"qUd_55EjX0mjKZ6W6mF4UXVYTQ41K6jfdnYFwN5uPyk"}"#,
        Algorithm::EcdsaP256,
    ),
    (
        r#"{"alg":"ES384","crv":"P-384","kid":"96qBnDpvS6x8YSCH_xmnLlXZMkDhHBr8lj99u5aog7s","kty":"EC",
            "d":"c4UX9J2YcD6frHBJr1AKOBzr9niqDaNwaV001vmJVnShDk_QM7j8ggZu4klh32r7",
            "x":"PBM13G1rU-NPczSpFO7QGc-uSUHqoDPZSbshgR820ligqFB2yGFbE90VnpTiSswG",
            "y":"x7mdD6reunUlSQ5LoC2GDpLOrjbIMLnt1TEGgxoyXSaKScPPRYY7hTr3geCvEZpf"}"#,
        Algorithm::EcdsaP384,
    ),
    (
        r#"{"alg":"ES512","crv":"P-521","kid":"KQsihxP-LTeTZO2ETEfduP153UBIiFRhI8nSklMSmm0","kty":"EC",
            "d":"ABLav_lS-i3hVtEiYGNHwl7xdAu93Qc0O1httqelzCTs8uEmiSjkoKX6tCKwz--beZSL5a8qtdoC4mazTMtvsS4h",
            "x":"Ac8mt4TvYd3TOrYtTk_YTQ5QQMpl58OnrU7uRxQEUoOO_6QnRBM0Xan8KQI_0dPKzcKBak0ZSEXcc5SNFUBHYfbP",
            "y":"ADP_cowssurHA7uMHy4IODl247oQjCxZWFX7Gtr3cFmfVIwEyKGegrJh9ooZy5FsvFVbYwAmLKVfGZs7O15RBsO-"}"#,
        Algorithm::EcdsaP521,
    ),
];

/// Without the first member of that name, of which the value is a text.
fn without(text: &str, member: &str) -> String {
    let start = text.find(&format!("\"{member}\"")).unwrap();
    let end = start + text[start..].find("\",").unwrap() + 2;
    format!("{}{}", &text[..start], &text[end..])
}

#[test]
fn w3c_jose_keys() {
    for (text, algorithm) in W3C_JOSE {
        let (private, kid) = PrivateKey::from_jwk(text).unwrap();
        let public = read(&without(text, "d")).unwrap();
        assert_eq!(private.public_key(), public.key());
        assert_eq!((kid.as_deref(), public.kid()), (public.kid(), Some(thumbprint(public.key()).as_str())));
        assert_eq!(public.key().algorithm(), algorithm);
        let written = Tree::parse(&crate::json::Value::from(public.to_json()).to_string(), &Limits::default()).unwrap();
        assert_eq!(Jwk::read(written.root()).as_ref(), Ok(&public));
        // `alg` binds the key to its one algorithm.
        for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            let text = text.replace(algorithm.jose_name(), other.jose_name());
            assert_eq!(read(&without(&text, "d")), Err(Error::Purpose("alg")));
        }
    }
}

/// Coordinates and scalars have the length of their curve, zeros in front included (RFC 7518 §6.2.1.2).
#[test]
fn ec_members_have_the_length_of_their_curve() {
    let (p521, _) = W3C_JOSE[3];
    let public = without(p521, "d");
    let x = "Ac8mt4TvYd3TOrYtTk_YTQ5QQMpl58OnrU7uRxQEUoOO_6QnRBM0Xan8KQI_0dPKzcKBak0ZSEXcc5SNFUBHYfbP";
    let bytes = base64url::decode(x).unwrap();
    for found in [65, 67, 0] {
        let other = base64url::encode(&[&bytes[..], &[0]].concat()[..found]);
        let expected = Err(Error::Length { member: "x", expected: 66, found });
        assert_eq!(read(&public.replace(x, &other)), expected);
    }
    assert_eq!(read(&public.replace("P-521", "P-384")), Err(Error::Length { member: "x", expected: 48, found: 66 }));
    assert_eq!(read(&without(&public, "x")), Err(Error::Missing("x")));
    assert_eq!(read(&public.replace("ADP_c", "ADP_d")), Err(Error::NotOnCurve));
    let zero = p521.replace(
        "ABLav_lS-i3hVtEiYGNHwl7xdAu93Qc0O1httqelzCTs8uEmiSjkoKX6tCKwz--beZSL5a8qtdoC4mazTMtvsS4h",
        &"A".repeat(88),
    );
    assert_eq!(PrivateKey::from_jwk(&zero).unwrap_err(), Error::Scalar);
    let foreign = p521.replace("ABLav", "ABLaw");
    assert_eq!(PrivateKey::from_jwk(&foreign).unwrap_err(), Error::Mismatch);
}

/// Case 70, at the level of the key: kinds that sign otherwise, or do not sign at all.
#[test]
fn jwt_eddsa_ed448_or_x25519() {
    for (crv, kind) in [("Ed448", KeyType::Ed448), ("X25519", KeyType::X25519), ("X448", KeyType::Other)] {
        let error = read(&PUBLIC.replace("Ed25519", crv)).unwrap_err();
        assert_eq!(error, Error::Unsupported(kind));
        assert_eq!(error.code(), code::proof::KEY_TYPE_MISMATCH);
    }
}

/// Case 67, at the level of the key.
#[test]
fn private_key_in_public_place_is_flagged_and_not_echoed() {
    let error = read(PRIVATE).unwrap_err();
    assert_eq!(error, Error::PrivateExposed);
    assert_eq!(error.code(), code::proof::KEY_PRIVATE_EXPOSED);
    assert!(!format!("{error} {error:?}").contains("nWGx"));
}

#[test]
fn reads_strictly() {
    let changed = |from: &str, to: &str| read(&PUBLIC.replace(from, to));
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let encoding = |source| Err(Error::Encoding { member: "x", source });

    assert_eq!(changed(x, &format!("{x}=")), encoding(codec::Error::Alphabet(43)));
    assert_eq!(changed("HURo", "HURp"), encoding(codec::Error::NotCanonical));
    assert_eq!(changed(x, "11qY"), Err(Error::Length { member: "x", expected: 32, found: 3 }));
    assert_eq!(changed(&format!("\"{x}\""), "7"), Err(Error::WrongType("x")));
    assert_eq!(changed("\"kty\":\"OKP\",", ""), Err(Error::Missing("kty")));
    assert_eq!(changed("Ed25519", "X25519"), Err(Error::Unsupported(KeyType::X25519)));
    assert_eq!(changed("OKP", "EC"), Err(Error::Unsupported(KeyType::Other)));
    assert_eq!(changed("\"kty\"", "\"use\":\"enc\",\"kty\""), Err(Error::Purpose("use")));
    assert_eq!(changed("\"kty\"", "\"key_ops\":[\"sign\"],\"kty\""), Err(Error::Purpose("key_ops")));
    assert_eq!(changed("\"kty\"", "\"alg\":\"ES256\",\"kty\""), Err(Error::Purpose("alg")));
    assert_eq!(read("[]"), Err(Error::NotAnObject));
    let weak = base64url::encode(&[0; 32]);
    assert_eq!(changed(x, &weak), Err(Error::Weak));
}

#[test]
fn private_halves_must_belong_to_their_public_ones() {
    assert_eq!(PrivateKey::from_jwk(PUBLIC).unwrap_err(), Error::NotPrivate);
    let foreign = PRIVATE.replace("nWGx", "nWGy");
    assert_eq!(PrivateKey::from_jwk(&foreign).unwrap_err(), Error::Mismatch);
}

proptest! {
    #[test]
    fn private_keys_survive(seed: [u8; 32], kid in proptest::option::of("\\PC{0,30}")) {
        let key = PrivateKey::from_ed25519_seed(&seed);
        let (again, found) = PrivateKey::from_jwk(&key.to_jwk(kid.as_deref())).unwrap();
        prop_assert!(matches!(again.secret(), Secret::Ed25519(found) if *found == seed));
        prop_assert_eq!(found, kid);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}|\\{\"kty\":\"(OKP|EC|RSA)\",\"crv\":\"(Ed25519|P-256)\",\"[xydne]\":(\"[\\w-]{0,50}\"|[0-9]|null)\\}") {
        let _ = PrivateKey::from_jwk(&text);
        if let Ok(tree) = Tree::parse(&text, &Limits::default()) {
            let _ = Jwk::read(tree.root());
        }
    }
}
