//! What is written is read.

use super::*;

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
fn what_is_written_is_read() {
    let signer = signer(1);
    let limits = Limits::default();
    for (reference, typ) in [
        (KeyNaming::VerificationMethod, Some("JWT")),
        (KeyNaming::Kid("https://vet.example/keys#1".to_owned()), None),
        (KeyNaming::Jwk, Some("JWT")),
    ] {
        let unsigned = open_badges_jwt(CREDENTIAL, &reference, typ, signer.identity(), &limits).unwrap();
        let elsewhere = signer.sign(unsigned.message()).unwrap();
        let token = unsigned.clone().sign(&signer).unwrap();
        assert_eq!(unsigned.complete(elsewhere).unwrap(), token);
        let jws = parse(&token).unwrap();
        assert_eq!(jws.verify(signer.identity().public_key()), Ok(()));
        assert!(jws.findings().is_empty());
        assert_eq!(jws.header().typ_text(), typ);
        assert_eq!(jws.header().jwk().is_some(), reference == KeyNaming::Jwk);
        let found = Claims::of_jws(&jws, &limits).unwrap();
        assert_eq!(codes(&found), []);
        assert_eq!(found.issuer(), Some("https://vet.example/"));
        assert!(found.not_before().is_some() && found.expires().is_some());
    }
    let token =
        vc_jwt(CREDENTIAL, &KeyNaming::VerificationMethod, signer.identity(), &limits).unwrap().sign(&signer).unwrap();
    let jws = parse(&token).unwrap();
    assert_eq!((jws.header().typ(), jws.header().cty()), (Typ::VcJwt, Some("vc")));
    assert_eq!(Claims::of_jws(&jws, &limits).unwrap().content().text(), CREDENTIAL);

    let presentation = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation","holder":"did:example:ana"}"#;
    let asked =
        PresentationClaims::answering("https://verifier.example/", "n-0S6").valid(Environment::system().now(), None);
    let unsigned = vp_jwt(presentation, &asked, &KeyNaming::Jwk, signer.identity(), &limits).unwrap();
    let found = Claims::of_jws(&parse(&unsigned.sign(&signer).unwrap()).unwrap(), &limits).unwrap();
    assert_eq!((found.kind(), found.nonce()), (TokenKind::Presentation, Some("n-0S6")));
    assert_eq!(found.content().text(), presentation);
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let signer = signer(1);
    let write = |document: &str, typ| {
        open_badges_jwt(document, &KeyNaming::Jwk, typ, signer.identity(), &Limits::default())
            .map_err(|error| error.to_string())
    };
    assert!(write(&CREDENTIAL.replace("\"validFrom\"", "\"validfrom\""), None).unwrap_err().contains("/nbf"));
    assert!(write(&CREDENTIAL.replace("2031", "20310"), None).unwrap_err().contains("/exp"));
    assert!(write(&payload(|whole| whole), None).unwrap_err().contains("jose.claims.ambiguous"));
    assert!(write(CREDENTIAL, Some("at+jwt")).unwrap_err().contains("jose.typ"));
    assert!(write("[]", None).is_err() && write("{", None).is_err());

    let unsigned = vc_jwt(CREDENTIAL, &KeyNaming::Jwk, signer.identity(), &Limits::default()).unwrap();
    let wrong = super::signer(2);
    let mismatch = Err(SignError::NotOurs(VerifyError::Mismatch));
    assert_eq!(unsigned.clone().sign(&wrong), mismatch);
    assert_eq!(unsigned.clone().complete(wrong.sign(unsigned.message()).unwrap()), mismatch);
}
