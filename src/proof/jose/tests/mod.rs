use super::*;
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::key::{InMemorySigner, Jwk, PrivateKey, SignError, Signer, VerifyError};
use crate::proof::TokenKind;
use crate::report::{Code, Effect};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn signer(seed: u8) -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_ed25519_seed(&[seed; 32])).unwrap()
}

/// A token with whatever header and payload, signed.
fn forge(header: &str, payload: &str) -> String {
    let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    format!("{input}.{}", base64url::encode(&signer(1).sign(input.as_bytes()).unwrap()))
}

fn parse(token: &str) -> Result<Jws, Finding> {
    Jws::parse(token, &Limits::default())
}

#[track_caller]
fn assert_refused(token: &str, code: Code) {
    let finding = parse(token).and_then(|jws| jws.verify(signer(1).identity().public_key())).unwrap_err();
    assert_eq!(finding.code, code, "{finding}");
}

fn with_header(header: &str) -> String {
    forge(header, CREDENTIAL)
}

fn claims(header: &str, payload: &str) -> Result<Claims, Finding> {
    let jws = parse(&forge(header, payload))?;
    jws.verify(signer(1).identity().public_key())?;
    Claims::of_jws(&jws, &Limits::default())
}

fn codes(claims: &Claims) -> Vec<(&'static str, &str)> {
    claims.findings().iter().map(|finding| (finding.code.as_str(), finding.pointer.as_str())).collect()
}

const JWT: &str = r#"{"alg":"EdDSA","typ":"JWT"}"#;
const VC_JWT: &str = r#"{"alg":"EdDSA","typ":"vc+jwt"}"#;

const CREDENTIAL: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","type":["VerifiableCredential"],"issuer":{"id":"https://vet.example/","name":"Example \u201cVET\u201d"},"validFrom":"2026-09-01T00:00:00.75Z","validUntil":"2031-09-01T02:00:00+02:00","credentialSubject":{"id":"did:example:ana","points":2.50}}"#;

/// The same with claims of a token of Open Badges 3.0.
fn payload(change: impl FnOnce(Object) -> Object) -> String {
    let tree = Tree::parse(CREDENTIAL, &Limits::default()).unwrap();
    let Value::Object(credential) = tree.root().to_value() else { panic!() };
    let whole = credential
        .with("iss", "https://vet.example/")
        .with("jti", "urn:uuid:1")
        .with("sub", "did:example:ana")
        .with("nbf", 1_788_220_800_i64)
        .with("exp", 1_945_987_200_i64);
    Value::from(change(whole)).to_string()
}

/// RFC 8037, Appendix A.4 and A.5.
#[test]
fn sample_of_rfc_8037() {
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let (key, _) = PrivateKey::from_jwk(
        r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    )
    .unwrap();
    let jws = parse(token).unwrap();
    assert_eq!(jws.payload(), b"Example of Ed25519 signing");
    assert_eq!(jws.verify(key.public_key()), Ok(()));
    let signer = InMemorySigner::new(key).unwrap();
    let unsigned = Unsigned::new(Object::new(), b"Example of Ed25519 signing", signer.identity());
    assert_eq!(unsigned.sign(&signer).unwrap(), token);
}

#[test]
fn case_52_jwt_alg_none() {
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
fn case_53_jwt_hs256_with_pubkey() {
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
fn case_59_jwt_jku_x5u() {
    let header = r#"{"alg":"EdDSA","jku":"https://evil.example/","x5u":"https://evil.example/","x5c":["AA"],"x5t":"AA","x5t#S256":"AA","zip":"DEF"}"#;
    let jws = parse(&with_header(header)).unwrap();
    assert_eq!(jws.verify(signer(1).identity().public_key()), Ok(()));
    assert_eq!(jws.findings().len(), 6);
    assert!(jws.findings().iter().all(|finding| finding.code == code::jose::HEADER_IGNORED));
    assert_eq!(code::jose::HEADER_IGNORED.effect(), Effect::Warn);
}

#[test]
fn case_60_jwt_jwk_and_kid_conflict() {
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
fn case_61_jwt_crit_unknown() {
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
fn case_62_jwt_claims_mismatch() {
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
fn case_63_jwt_exp_later_than_valid_until() {
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
fn case_64_jwt_vc_claim_and_plain() {
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
fn case_65_jwt_b64_noncanonical() {
    let token = forge(JWT, CREDENTIAL);
    let [header, payload, signature] = parts(&token).unwrap();
    for changed in [
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{payload}=.{signature}"),
        format!("{header}.{payload}.{signature}=="),
        format!("{header}.{payload}.{signature}\n"),
        format!(" {token}"),
        format!("{header}.{}+.{signature}", &payload[..payload.len() - 1]),
    ] {
        assert_refused(&changed, code::jose::ENCODING);
    }
    // 64 bytes leave four bits of the last character unused: fifteen other characters decode to the same bytes.
    let last = signature.chars().last().unwrap();
    let spare = (b'A'..=b'Z').chain(b'a'..=b'z').map(char::from).filter(|other| *other != last);
    for other in spare {
        assert_refused(
            &format!("{header}.{payload}.{}{other}", &signature[..signature.len() - 1]),
            match "AQgw".contains(other) {
                true => code::proof::SIGNATURE_INVALID,
                false => code::jose::ENCODING,
            },
        );
    }
}

#[test]
fn case_66_jwt_shapes() {
    let token = forge(JWT, CREDENTIAL);
    let [header, payload, signature] = parts(&token).unwrap();
    for other in [
        format!("{token}."),
        format!("{token}.AA"),
        format!("{token}.AA.AA"),
        format!("{header}.{payload}"),
        format!("{header}..{signature}"),
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
        String::new(),
        "not a token".to_owned(),
    ] {
        assert_refused(&other, code::input::FORMAT);
    }
    let encrypted = parse(&format!("{token}.AA.AA")).unwrap_err();
    assert!(encrypted.detail.contains("JWE"), "{encrypted}");
    assert_refused(&with_header(r#"["EdDSA"]"#), code::jose::HEADER_MALFORMED);
    assert_refused(&with_header(r#"{"alg":"none","alg":"EdDSA"}"#), code::input::DUPLICATE_KEY);
    assert_refused(
        &with_header(&format!(r#"{{"alg":"EdDSA","x":{}1{}}}"#, "[".repeat(9), "]".repeat(9))),
        code::input::DEPTH,
    );
    let large = Limits { bytes: 100, ..Limits::default() };
    assert_eq!(Jws::parse(&token, &large).unwrap_err().code, code::input::TOO_LARGE);
    let two_issuers = CREDENTIAL.replace("\"id\":\"urn:uuid:1\"", "\"issuer\":\"https://victim.example/\"");
    assert_eq!(claims(JWT, &two_issuers).unwrap_err().code, code::input::DUPLICATE_KEY);
}

#[test]
fn case_67_jwt_private_key_in_jwk() {
    let header = r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"#;
    let finding = parse(&with_header(header)).unwrap_err();
    assert_eq!(finding.code, code::proof::KEY_PRIVATE_EXPOSED);
    assert!(!format!("{finding} {finding:?}").contains("nWGx"));
}

#[test]
fn case_68_jwt_typ_confusion() {
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

#[test]
fn what_is_written_is_read() {
    let signer = signer(1);
    let limits = Limits::default();
    for (reference, typ) in [
        (KeyReference::VerificationMethod, Some("JWT")),
        (KeyReference::Kid("https://vet.example/keys#1".to_owned()), None),
        (KeyReference::Jwk, Some("JWT")),
    ] {
        let unsigned = open_badges_jwt(CREDENTIAL, &reference, typ, signer.identity(), &limits).unwrap();
        let elsewhere = signer.sign(unsigned.message()).unwrap();
        let token = unsigned.clone().sign(&signer).unwrap();
        assert_eq!(unsigned.complete(elsewhere).unwrap(), token);
        let jws = parse(&token).unwrap();
        assert_eq!(jws.verify(signer.identity().public_key()), Ok(()));
        assert!(jws.findings().is_empty());
        assert_eq!(jws.header().typ_text(), typ);
        assert_eq!(jws.header().jwk().is_some(), reference == KeyReference::Jwk);
        let found = Claims::of_jws(&jws, &limits).unwrap();
        assert_eq!(codes(&found), []);
        assert_eq!(found.issuer(), Some("https://vet.example/"));
        assert!(found.not_before().is_some() && found.expires().is_some());
    }
    let token = vc_jwt(CREDENTIAL, &KeyReference::VerificationMethod, signer.identity(), &limits)
        .unwrap()
        .sign(&signer)
        .unwrap();
    let jws = parse(&token).unwrap();
    assert_eq!((jws.header().typ(), jws.header().cty()), (Typ::VcJwt, Some("vc")));
    assert_eq!(Claims::of_jws(&jws, &limits).unwrap().content().text(), CREDENTIAL);

    let presentation = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation","holder":"did:example:ana"}"#;
    let asked =
        PresentationClaims::answering("https://verifier.example/", "n-0S6").valid(Environment::system().now(), None);
    let unsigned = vp_jwt(presentation, &asked, &KeyReference::Jwk, signer.identity(), &limits).unwrap();
    let found = Claims::of_jws(&parse(&unsigned.sign(&signer).unwrap()).unwrap(), &limits).unwrap();
    assert_eq!((found.kind(), found.nonce()), (TokenKind::Presentation, Some("n-0S6")));
    assert_eq!(found.content().text(), presentation);
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let signer = signer(1);
    let write = |document: &str, typ| {
        open_badges_jwt(document, &KeyReference::Jwk, typ, signer.identity(), &Limits::default())
            .map_err(|error| error.to_string())
    };
    assert!(write(&CREDENTIAL.replace("\"validFrom\"", "\"validfrom\""), None).unwrap_err().contains("/nbf"));
    assert!(write(&CREDENTIAL.replace("2031", "20310"), None).unwrap_err().contains("/exp"));
    assert!(write(&payload(|whole| whole), None).unwrap_err().contains("jose.claims.ambiguous"));
    assert!(write(CREDENTIAL, Some("at+jwt")).unwrap_err().contains("jose.typ"));
    assert!(write("[]", None).is_err() && write("{", None).is_err());

    let unsigned = vc_jwt(CREDENTIAL, &KeyReference::Jwk, signer.identity(), &Limits::default()).unwrap();
    let wrong = super::tests::signer(2);
    let mismatch = Err(SignError::NotOurs(VerifyError::Mismatch));
    assert_eq!(unsigned.clone().sign(&wrong), mismatch);
    assert_eq!(unsigned.clone().complete(wrong.sign(unsigned.message()).unwrap()), mismatch);
}

#[test]
fn debug_says_nothing_about_learners() {
    let jws = parse(&forge(JWT, &payload(|whole| whole))).unwrap();
    let found = Claims::of_jws(&jws, &Limits::default()).unwrap();
    let unsigned = vc_jwt(CREDENTIAL, &KeyReference::Jwk, signer(1).identity(), &Limits::default()).unwrap();
    let shown = format!("{jws:?} {found:?} {unsigned:?}");
    assert!(!shown.contains("ana") && !shown.contains("points"), "{shown}");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}|[A-Za-z0-9_=.~-]{0,120}", header in r#"\{"alg":"(EdDSA|ES256|none)"(,"(typ|kid|jwk|crit|cty)":("[a-z+]{0,9}"|\{\}|[0-9]|null|\[\]))?\}"#, payload in r#"\{("(vc|vp|iss|nbf|exp|aud|type|@context|credentialSubject)":("x"|\{\}|-?[0-9]{1,20}|1e99|null|\[\{"id":1\}\]),?){0,2}"a":1\}"#) {
        let _ = parse(&text);
        let _ = claims(&header, &payload);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No character of a token can be changed, left out or added.
    #[test]
    fn every_character_counts(at in 0.0..1.0_f64, other in "[A-Za-z0-9_.=~-]") {
        let token = forge(JWT, CREDENTIAL);
        let at = (at * token.len() as f64) as usize;
        let key = signer(1).identity().public_key().clone();
        let holds = |text: &str| parse(text).is_ok_and(|jws| jws.verify(&key).is_ok());
        prop_assert!(holds(&token));
        let (before, after) = token.split_at(at);
        let changed = [format!("{before}{other}{}", &after[1..]), format!("{before}{}", &after[1..]), format!("{before}{other}{after}")];
        for text in changed.into_iter().filter(|text| *text != token) {
            prop_assert!(!holds(&text), "{text}");
        }
    }
}
