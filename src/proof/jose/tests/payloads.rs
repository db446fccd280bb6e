//! What a payload claims, and whether it is a credential.

use super::*;

#[test]
fn claims_repeat_what_the_credential_says() {
    let sound = claims(JWT, &payload(|whole| whole)).unwrap();
    assert_eq!(codes(&sound), []);
    assert_eq!((sound.kind(), sound.place()), (TokenKind::Credential, Place::Payload));
    // What is left is the credential, as it stood, without the claims.
    let whole = Tree::parse(sound.content().text(), &Limits::default()).unwrap().root().to_value();
    assert_eq!(whole, Tree::parse(CREDENTIAL, &Limits::default()).unwrap().root().to_value());
    assert!(sound.content().text().contains(r#""points":2.50"#));

    for (claim, value) in [
        ("iss", Value::from("https://victim.example/")),
        ("jti", "urn:uuid:2".into()),
        ("sub", "did:example:bob".into()),
        ("nbf", 1_788_220_802_i64.into()),
        ("nbf", 1_788_220_798_i64.into()),
        ("exp", 1_945_987_199_i64.into()),
    ] {
        let changed = claims(JWT, &payload(|whole| whole.with(claim, value.clone()))).unwrap();
        assert_eq!(codes(&changed), [("jose.claims.mismatch", format!("/{claim}").as_str())], "{value}");
        let dates = matches!(claim, "nbf" | "exp");
        let by_type = claims(VC_JWT, &payload(|whole| whole.with(claim, value.clone()))).unwrap();
        assert_eq!(codes(&by_type).is_empty(), dates, "in a vc+jwt, dates are the token's own");
    }
    let header = r#"{"alg":"EdDSA","iss":"https://victim.example/"}"#;
    assert_eq!(codes(&claims(header, &payload(|whole| whole)).unwrap()), [("jose.claims.mismatch", "/iss")]);
}

/// `validFrom` has a fraction of a second, which `nbf` leaves out or rounds.
#[test]
fn dates_are_compared_by_the_second() {
    for nbf in ["1788220800", "1788220801", "1788220800.75", "1.7882208e9"] {
        let text = payload(|whole| whole).replace("\"nbf\":1788220800", &format!("\"nbf\":{nbf}"));
        assert_eq!(codes(&claims(JWT, &text).unwrap()), [], "{nbf}");
    }
    for nbf in ["\"1788220800\"", "1e99", "-1e12", "null", "253402300800"] {
        let text = payload(|whole| whole).replace("\"nbf\":1788220800", &format!("\"nbf\":{nbf}"));
        assert_eq!(claims(JWT, &text).unwrap_err().code, code::validity::MALFORMED, "{nbf}");
    }
}

#[test]
fn missing_claims_warn_where_they_belong() {
    let found = claims(JWT, CREDENTIAL).unwrap();
    let missing: Vec<_> = codes(&found);
    assert_eq!(
        missing,
        ["iss", "jti", "sub", "nbf", "exp"].map(|claim| (
            "jose.claims.missing",
            match claim {
                "iss" => "/iss",
                "jti" => "/jti",
                "sub" => "/sub",
                "nbf" => "/nbf",
                _ => "/exp",
            }
        ))
    );
    assert_eq!(found.content().text(), CREDENTIAL);
    assert_eq!(codes(&claims(VC_JWT, CREDENTIAL).unwrap()), []);
}

#[test]
fn whichever_end_is_earlier_counts() {
    let later = payload(|whole| whole.with("exp", 4_000_000_000_i64));
    assert_eq!(codes(&claims(JWT, &later).unwrap()), [("jose.claims.mismatch", "/exp")]);
    // In a vc+jwt both dates hold, so that the earlier one ends it: here that of the token.
    let earlier = claims(VC_JWT, &payload(|whole| whole.with("exp", 1_800_000_000_i64))).unwrap();
    assert_eq!(codes(&earlier), []);
    let at = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap();
    let code = |seconds: i64| earlier.outside_window(at(seconds), TimeDelta::seconds(300)).map(|finding| finding.code);
    assert_eq!(code(1_788_220_800 - 300), None);
    assert_eq!(code(1_788_220_800 - 301), Some(code::validity::NOT_YET));
    assert_eq!(code(1_800_000_000 + 300), None);
    assert_eq!(code(1_800_000_000 + 301), Some(code::validity::EXPIRED));
}

#[test]
fn a_credential_stands_in_one_place_of_a_payload() {
    let inner = Object::new().with("type", "VerifiableCredential");
    for claim in ["vc", "vp"] {
        for header in [JWT, VC_JWT] {
            let both = payload(|whole| whole.with(claim, inner.clone()));
            assert_eq!(claims(header, &both).unwrap_err().code, code::jose::CLAIMS_AMBIGUOUS);
        }
        let alone = Value::from(Object::new().with(claim, inner.clone())).to_string();
        assert_eq!(claims(VC_JWT, &alone).unwrap_err().code, code::jose::CLAIMS_AMBIGUOUS);
        assert!(claims(JWT, &alone).is_ok());
    }
    let two = Value::from(Object::new().with("vc", inner.clone()).with("vp", inner)).to_string();
    assert_eq!(claims(JWT, &two).unwrap_err().code, code::jose::CLAIMS_AMBIGUOUS);
    assert_eq!(claims(JWT, r#"{"vc":"oops"}"#).unwrap_err().code, code::jose::CLAIMS_MALFORMED);
}

/// As libraries write it that repeat the members of `vc` beside it: whichever of the two is read, it is the same.
#[test]
fn a_credential_that_stands_there_twice_says_the_same_or_is_ambiguous() {
    const INNER: &str = r#""@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"],"credentialSubject":{"id":"did:example:ana","points":2}"#;
    let token = |outer: &str, inner: &str| {
        claims(
            JWT,
            &format!(
                r#"{{"sub":"did:example:ana","nbf":1714483141,"iss":"did:web:vet.example",{outer},"vc":{{{inner}}}}}"#
            ),
        )
    };
    let beside = r#""issuer":{"id":"did:web:vet.example","name":"Example VET"},"issuanceDate":"2024-04-30T13:19:01.211946Z","name":"Green skills""#;
    let found = token(&format!("{INNER},{beside}"), INNER).unwrap();
    assert_eq!((found.place(), codes(&found)), (Place::VcClaim, vec![("jose.claims.repeated", "/vc")]));
    assert_eq!(code::jose::CLAIMS_REPEATED.effect(), Effect::Warn);
    for (outer, inner) in [
        // Another subject, or points in one place alone.
        (INNER.replace("ana", "eva"), INNER.to_owned()),
        (INNER.replace(r#","points":2"#, ""), INNER.to_owned()),
        (INNER.to_owned(), INNER.replace(r#","points":2"#, "")),
        // What decides stands where no claim says the same.
        (format!(r#"{INNER},"issuer":"did:web:another.example""#), INNER.to_owned()),
        (format!(r#"{INNER},"issuanceDate":"2024-04-30T13:19:03Z""#), INNER.to_owned()),
        (format!(r#"{INNER},"validFrom":"2023-04-30T13:19:01Z""#), INNER.to_owned()),
        (format!(r#"{INNER},"expirationDate":"2030-01-01T00:00:00Z""#), INNER.to_owned()),
        (format!(r#"{INNER},"id":"urn:uuid:1""#), INNER.to_owned()),
        (format!(r#"{INNER},"credentialStatus":{{"type":"X"}}"#), INNER.to_owned()),
        (INNER.to_owned(), format!(r#"{INNER},"credentialStatus":{{"type":"X"}}"#)),
        (INNER.to_owned(), format!(r#"{INNER},"evidence":[]"#)),
    ] {
        assert_eq!(token(&outer, &inner).unwrap_err().code, code::jose::CLAIMS_AMBIGUOUS, "{outer} {inner}");
    }
    // By the type of such a token, the payload itself is the credential.
    let payload = format!(r#"{{{INNER},"vc":{{{INNER}}}}}"#);
    assert_eq!(claims(VC_JWT, &payload).unwrap_err().code, code::jose::CLAIMS_AMBIGUOUS);
}

/// VC Data Model 1.1 §6.3.1, example 32, with its members moved into the claims.
#[test]
fn old_claims_are_folded_into_the_credential() {
    let old = r#"{"sub":"did:example:ana","jti":"http://example.edu/credentials/3732","iss":"https://example.com/keys/foo.jwk",
        "nbf":1541493724,"iat":1541493724,"exp":1573029723,"nonce":"660!6345FSer","vc":{
        "@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"],
        "credentialSubject":{"degree":{"type":"BachelorDegree"}}}}"#;
    let found = claims(JWT, old).unwrap();
    assert_eq!((found.kind(), found.place(), codes(&found).len()), (TokenKind::Credential, Place::VcClaim, 0));
    assert_eq!(
        found.content().text(),
        r#"{"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"],"credentialSubject":{"degree":{"type":"BachelorDegree"},"id":"did:example:ana"},"id":"http://example.edu/credentials/3732","issuer":"https://example.com/keys/foo.jwk","issuanceDate":"2018-11-06T08:42:04Z","expirationDate":"2019-11-06T08:42:03Z"}"#
    );

    let disagreeing = old.replace(
        "\"type\":[",
        "\"issuer\":{\"id\":\"https://victim.example/\"},\"issuanceDate\":\"2020-01-01T00:00:00Z\",\"type\":[",
    );
    let found = claims(JWT, &disagreeing).unwrap();
    assert_eq!(codes(&found), [("jose.claims.mismatch", "/iss"), ("jose.claims.mismatch", "/nbf")]);
    assert!(found.content().text().contains("https://victim.example/"), "what the credential says stays");

    let presentation = r#"{"iss":"did:example:ana","aud":"https://verifier.example/","nonce":"n","vp":{
        "@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiablePresentation"]}}"#;
    let found = claims(JWT, presentation).unwrap();
    assert_eq!((found.kind(), found.place(), codes(&found).len()), (TokenKind::Presentation, Place::VpClaim, 0));
    assert_eq!((found.audience(), found.nonce()), (["https://verifier.example/".to_owned()].as_slice(), Some("n")));
    assert!(found.content().text().contains(r#""holder":"did:example:ana""#));
}

#[test]
fn tokens_of_other_types_are_no_credentials() {
    for typ in [
        "kb+jwt",
        "at+jwt",
        "vc+sd-jwt",
        "dc+sd-jwt",
        "application/kb+jwt",
        "JWS",
        "JOSE",
        "",
        "secevent+jwt",
        "vc+cose",
    ] {
        let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#);
        assert_eq!(claims(&header, CREDENTIAL).unwrap_err().code, code::jose::TYP, "{typ}");
    }
    for typ in ["JWT", "jwt", "vc+jwt", "application/vc+jwt", "VC+JWT", "vc+ld+jwt", "vc-ld+jwt", "vc+ld+json+jwt"] {
        let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#);
        assert!(claims(&header, CREDENTIAL).is_ok(), "{typ}");
    }
    assert!(claims(r#"{"alg":"EdDSA"}"#, CREDENTIAL).is_ok());
    // What an id_token and a key binding look like when they do not say what they are.
    for other in [
        r#"{"iss":"https://op.example/","sub":"24400320","aud":"s6BhdRkqt3","nonce":"n","exp":1311281970,"iat":1311280970}"#,
        r#"{"nonce":"1","aud":"https://v.example/","iat":1,"sd_hash":"AA"}"#,
        "{}",
    ] {
        assert_eq!(claims(JWT, other).unwrap_err().code, code::jose::TYP);
    }
    let presentation = CREDENTIAL.replace("\"VerifiableCredential\"", "\"VerifiablePresentation\"");
    assert_eq!(claims(VC_JWT, &presentation).unwrap_err().code, code::jose::TYP);
    assert_eq!(claims(r#"{"alg":"EdDSA","typ":"vp+jwt"}"#, CREDENTIAL).unwrap_err().code, code::jose::TYP);
    assert!(claims(r#"{"alg":"EdDSA","typ":"vp+jwt","cty":"vp"}"#, &presentation).is_ok());
    for cty in ["vp", "JWT", "bad+cty", ""] {
        let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","cty":"{cty}"}}"#);
        assert_eq!(claims(&header, CREDENTIAL).unwrap_err().code, code::jose::TYP, "{cty}");
    }
}

/// `iat` decides nothing: issuers write it in many ways.
#[test]
fn iat_is_tolerated() {
    for (iat, read) in [
        ("1788220800", Some("2026-09-01T00:00:00+00:00")),
        ("\"2010-01-01T19:23:24Z\"", Some("2010-01-01T19:23:24+00:00")),
        ("\"yesterday\"", None),
        ("{}", None),
        ("1e300", None),
    ] {
        let text = CREDENTIAL.replacen('{', &format!("{{\"iat\":{iat},"), 1);
        let found = claims(VC_JWT, &text).unwrap();
        assert_eq!(found.issued_at().map(|iat| iat.to_rfc3339()).as_deref(), read);
        assert_eq!(found.content().root().get("iat").map(|_| ()), None);
    }
}

/// A revocation list of another kind is not passed over in silence.
#[test]
fn token_status_lists_are_noticed() {
    let status = r#"{"status":{"status_list":{"idx":0,"uri":"https://vet.example/list"}},"#;
    let found = claims(VC_JWT, &CREDENTIAL.replacen('{', status, 1)).unwrap();
    assert_eq!(codes(&found), [("status.unsupported", "/status")]);
}
