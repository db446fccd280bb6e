use super::*;
use crate::codec::hex;
use crate::key::{InMemorySigner, PrivateKey, SignError, Signer, VerifyError};
use crate::proof::jose::KeyNaming;
use coset::cbor::value::Value;
use coset::{CoseSign1Builder, HeaderBuilder, iana};
use proptest::prelude::*;

const CREDENTIAL: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"https://vet.example/","credentialSubject":{"id":"did:example:ana"}}"#;

fn signer(seed: u8) -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_ed25519_seed(&[seed; 32])).unwrap()
}

fn limits() -> Limits {
    Limits::default()
}

fn issued() -> Vec<u8> {
    let key = KeyNaming::Kid("key-1".to_owned());
    vc_cose(CREDENTIAL, &key, signer(1).identity(), &limits()).unwrap().sign(&signer(1)).unwrap()
}

fn check(bytes: &[u8]) -> Result<Claims, Finding> {
    let message = Sign1::parse(bytes, &limits())?;
    message.verify(signer(1).identity().public_key())?;
    message.claims(&limits())
}

/// A message with whatever headers, signed.
fn forge(protected: HeaderBuilder, unprotected: HeaderBuilder, payload: Option<&str>) -> Vec<u8> {
    let builder = CoseSign1Builder::new().protected(protected.build()).unprotected(unprotected.build());
    let builder = match payload {
        Some(payload) => builder.payload(payload.as_bytes().to_vec()),
        None => builder,
    };
    builder.create_signature(&[], |message| signer(1).sign(message).unwrap()).build().to_tagged_vec().unwrap()
}

fn protected() -> HeaderBuilder {
    HeaderBuilder::new()
        .algorithm(iana::Algorithm::EdDSA)
        .content_type("application/vc".to_owned())
        .value(header::TYP, Value::Text("application/vc+cose".to_owned()))
}

#[test]
fn what_is_written_is_read() {
    let bytes = issued();
    // Tag 18, an array of four, the protected header as bytes: 1 -8, 3 "application/vc", 4 "key-1", 16 "application/vc+cose".
    let header = "a401270 36e6170706c69636174696f6e2f7663 04456b65792d31 10736170706c69636174696f6e2f76632b636f7365";
    let header = hex::decode(&header.replace(' ', "")).unwrap();
    let start = [&[0xd2, 0x84, 0x58, u8::try_from(header.len()).unwrap()][..], &header, &[0xa0]].concat();
    assert_eq!(hex::encode(&bytes[..start.len()]), hex::encode(&start));
    let claims = check(&bytes).unwrap();
    assert_eq!((claims.kind(), claims.content().text()), (TokenKind::Credential, CREDENTIAL));
    // The tag may be left out.
    assert!(check(&bytes[1..]).is_ok());

    let message = Sign1::parse(&bytes, &limits()).unwrap();
    assert_eq!(message.header().kid_text(), Some("key-1"));
    assert_eq!(message.verify(signer(2).identity().public_key()).unwrap_err().code, code::proof::SIGNATURE_INVALID);

    let presentation = CREDENTIAL.replace("VerifiableCredential", "VerifiablePresentation");
    let unsigned = vp_cose(&presentation, &KeyNaming::VerificationMethod, signer(1).identity(), &limits()).unwrap();
    let elsewhere = signer(1).sign(unsigned.message()).unwrap();
    assert_eq!(check(&unsigned.clone().complete(elsewhere).unwrap()).unwrap().kind(), TokenKind::Presentation);
    let mismatch = Err(SignError::NotOurs(VerifyError::Mismatch));
    assert_eq!(unsigned.clone().sign(&signer(2)), mismatch);
    assert_eq!(unsigned.clone().complete(signer(2).sign(unsigned.message()).unwrap()), mismatch);
    assert!(!format!("{message:?} {unsigned:?}").contains("ana"));
    assert!(vc_cose(CREDENTIAL, &KeyNaming::Jwk, signer(1).identity(), &limits()).is_err());
}

#[test]
fn headers_are_read_strictly() {
    let none = HeaderBuilder::new;
    for (protected, unprotected, code) in [
        (none(), none().algorithm(iana::Algorithm::EdDSA), code::jose::COSE_ALG_NOT_ALLOWED),
        (protected(), none().algorithm(iana::Algorithm::EdDSA), code::jose::COSE_ALG_NOT_ALLOWED),
        (none(), none(), code::jose::COSE_ALG_NOT_ALLOWED),
        (none().algorithm(iana::Algorithm::HMAC_256_256), none(), code::jose::COSE_ALG_NOT_ALLOWED),
        (none().algorithm(iana::Algorithm::ES256K), none(), code::jose::COSE_ALG_NOT_ALLOWED),
        (protected().add_critical(iana::HeaderParameter::Alg), none(), code::jose::COSE_CRIT_UNKNOWN),
        (protected(), none().add_critical(iana::HeaderParameter::Alg), code::jose::COSE_CRIT_UNKNOWN),
        (protected(), none().value(header::TYP, Value::Text("application/vp+cose".to_owned())), code::jose::COSE_TYP),
        (protected(), none().content_type("application/vp".to_owned()), code::jose::COSE_TYP),
    ] {
        assert_eq!(check(&forge(protected, unprotected, Some(CREDENTIAL))).unwrap_err().code, code);
    }
    let typed = |typ: Value| none().algorithm(iana::Algorithm::EdDSA).value(header::TYP, typ);
    for header in [
        none().algorithm(iana::Algorithm::EdDSA),
        typed(Value::Text("really/bad".to_owned())),
        typed(Value::Text("application/cwt".to_owned())),
        typed(Value::from(61)),
        typed(Value::Text("application/vp+cose".to_owned())),
        typed(Value::Text("application/vc+cose".to_owned())).content_type("application/vp".to_owned()),
        typed(Value::Text("application/vc+cose".to_owned())).content_format(iana::CoapContentFormat::Cbor),
    ] {
        assert!(
            [code::jose::COSE_TYP, code::jose::TYP]
                .contains(&check(&forge(header, none(), Some(CREDENTIAL))).unwrap_err().code)
        );
    }
    // A name for the key may stand outside; what else does is noted.
    let outside = forge(protected(), none().key_id(b"key-1".to_vec()).value(-70001, Value::Null), Some(CREDENTIAL));
    assert!(check(&outside).is_ok());
    let message = Sign1::parse(&outside, &limits()).unwrap();
    assert_eq!(message.header().kid_text(), Some("key-1"));
    assert!(message.findings().contains(code::jose::COSE_HEADER_IGNORED));
    // In one of the two.
    let both = forge(protected().key_id(b"key-1".to_vec()), none().key_id(b"key-2".to_vec()), Some(CREDENTIAL));
    assert_eq!(check(&both).unwrap_err().code, code::jose::COSE_MALFORMED);
}

/// What decides by being there does so under its name too, and not among the claims alone.
#[test]
fn claims_that_are_not_read_are_not_passed_over_for_their_place() {
    let none = HeaderBuilder::new;
    for (header, claim) in [
        (protected().text_value("status".to_owned(), Value::Null), "status"),
        (protected().value(65535, Value::Null), "status"),
        (protected().text_value("cnf".to_owned(), Value::Null), "cnf"),
    ] {
        let message = Sign1::parse(&forge(header, none(), Some(CREDENTIAL)), &limits()).unwrap();
        let beside = message.claims_beside().unwrap().unwrap();
        assert!(beside.root().get(claim).is_some(), "{claim}");
        assert!(!message.findings().contains(code::jose::COSE_HEADER_IGNORED), "{claim}");
        let findings = message.claims(&limits()).unwrap().findings().clone();
        assert_eq!(findings.contains(code::status::UNSUPPORTED), claim == "status", "{findings}");
    }
    let outside = forge(protected(), none().text_value("status".to_owned(), Value::Null), Some(CREDENTIAL));
    assert!(Sign1::parse(&outside, &limits()).unwrap().findings().contains(code::jose::COSE_HEADER_IGNORED));
}

#[test]
fn what_is_no_message_is_refused() {
    let good = issued();
    let detached = forge(protected(), HeaderBuilder::new(), None);
    let mut longer = good.clone();
    longer.push(0);
    let twice_tagged = [&[0xd2], good.as_slice()].concat();
    // Protected header {1: -8, 1: -8}.
    let duplicate = [&[0x84, 0x45, 0xa2, 0x01, 0x27, 0x01, 0x27, 0xa0, 0x41, 0x7b, 0x40][..]].concat();
    let deep = [vec![0x81; 100_000], vec![0x80]].concat();
    let endless = [&[0x84, 0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..]].concat();
    let many = [&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..]].concat();
    for bytes in [
        &[][..],
        b"{}",
        &[0xd2],
        &[0x80],
        &good[..good.len() - 1],
        &detached,
        &longer,
        &twice_tagged,
        &duplicate,
        &deep,
        &endless,
        &many,
    ] {
        assert_eq!(
            check(bytes).unwrap_err().code,
            code::jose::COSE_MALFORMED,
            "{:02x?}",
            &bytes[..bytes.len().min(16)]
        );
    }
    assert_eq!(Sign1::parse(&good, &Limits { bytes: 10, ..limits() }).unwrap_err().code, code::input::TOO_LARGE);
    for payload in ["[]", "x", r#"{"a":1,"a":2}"#] {
        assert!(check(&forge(protected(), HeaderBuilder::new(), Some(payload))).is_err());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), at in any::<prop::sample::Index>(), byte: u8) {
        let _ = check(&bytes);
        let mut changed = issued();
        let at = at.index(changed.len());
        prop_assume!(changed[at] != byte);
        changed[at] = byte;
        prop_assert!(check(&changed).is_err(), "{at} {byte:02x}");
    }
}

/// Claims of a protected header count like those of the payload.
#[test]
fn claims_stand_in_the_header_too() {
    let with = |claims: Vec<(i64, Value)>| {
        let map = claims.into_iter().map(|(label, value)| (Value::from(label), value)).collect();
        check(&forge(protected().value(15, Value::Map(map)), HeaderBuilder::new(), Some(CREDENTIAL)))
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let claims = with(vec![(1, text("https://vet.example/")), (4, Value::from(4)), (6, Value::from(3))]).unwrap();
    assert_eq!(claims.issuer(), Some("https://vet.example/"));
    assert_eq!(claims.expires().map(|instant| instant.timestamp()), Some(4));
    assert_eq!(claims.issued_at().map(|instant| instant.timestamp()), Some(3));
    assert!(claims.findings().is_empty(), "{}", claims.findings());
    let other = with(vec![(1, text("https://attacker.example/"))]).unwrap();
    assert!(other.findings().iter().any(|finding| finding.code == code::jose::CLAIMS_MISMATCH));
    let named = with(vec![(1, text("https://vet.example/")), (7, Value::Bytes(vec![1]))]).unwrap();
    assert!(named.findings().is_empty(), "{}", named.findings());
    let listed = with(vec![(65535, Value::Map(Vec::new()))]).unwrap();
    assert!(listed.findings().contains(code::status::UNSUPPORTED), "{}", listed.findings());
    for bad in [
        vec![(4, text("now"))],
        vec![(1, Value::from(1))],
        vec![(4, Value::from(1)), (4, Value::from(2))],
        vec![(-70001, Value::Null)],
    ] {
        assert!(with(bad.clone()).is_err(), "{bad:?}");
    }
    let no_map = check(&forge(protected().value(15, text("iss")), HeaderBuilder::new(), Some(CREDENTIAL)));
    assert_eq!(no_map.unwrap_err().code, code::jose::COSE_MALFORMED);
}
