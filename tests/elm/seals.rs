//! Sealed files: the payload, whether the seal fits, whose certificate it is, and what nobody checked.

use super::{example, read};
use crate::support::key;
use microcred::codec::{base64, base64url, hex};
use microcred::json::{Object, Value};
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, PublicKey, Signer};
use microcred::ops::{Check, DocumentKind, Operation};
use microcred::report::{Outcome, Trust, code};
use microcred::resolve::Memory;
use microcred::verify::Verifier;
use microcred::{Environment, Limits, elm};
use rcgen::{CertificateParams, DnType, Issuer, KeyPair, PublicKeyData, SignatureAlgorithm};

/// A key of ours, for a certificate by another.
struct Ours(PublicKey);

impl PublicKeyData for Ours {
    fn der_bytes(&self) -> &[u8] {
        match &self.0 {
            PublicKey::Ec(point) => point.uncompressed(),
            other => other.as_bytes(),
        }
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        match &self.0 {
            PublicKey::Ed25519(_) => &rcgen::PKCS_ED25519,
            PublicKey::Ec(_) => &rcgen::PKCS_ECDSA_P256_SHA256,
            _ => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

/// A certificate for a key, from an authority that nobody knows.
fn certificate(key: &PrivateKey) -> Vec<u8> {
    certificate_of(key, None)
}

/// The same, for somebody who is known by an identifier.
fn certificate_of(key: &PrivateKey, identifier: Option<&str>) -> Vec<u8> {
    let authority = KeyPair::generate().unwrap();
    let mut issuer = CertificateParams::default();
    issuer.distinguished_name.push(DnType::CommonName, "Example Authority");
    let mut sealer = CertificateParams::default();
    sealer.distinguished_name = rcgen::DistinguishedName::new();
    sealer.distinguished_name.push(DnType::CommonName, "Example Seal");
    sealer.distinguished_name.push(DnType::OrganizationName, "Example VET, Centre");
    if let Some(identifier) = identifier {
        sealer.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 97]), identifier);
    }
    sealer.serial_number = Some(vec![0x01, 0xab].into());
    sealer.not_before = rcgen::date_time_ymd(2026, 1, 1);
    sealer.not_after = rcgen::date_time_ymd(2028, 1, 1);
    let issuer = Issuer::new(issuer, authority);
    sealer.signed_by(&Ours(key.public_key().clone()), &issuer).unwrap().der().to_vec()
}

fn header(key: &PrivateKey) -> Object {
    header_with(key, certificate(key))
}

fn header_with(key: &PrivateKey, certificate: Vec<u8>) -> Object {
    let thumbprint = hex::decode(&microcred::codec::digest::sha256_hex(&certificate)).unwrap();
    Object::new()
        .with("alg", key.algorithm().jose_name())
        .with("cty", "octet-stream")
        .with("x5t#S256", base64url::encode(&thumbprint))
        .with("x5c", vec![base64::encode(&certificate)])
        .with("typ", "jose+json")
        .with("b64", false)
        .with("sigT", "2026-06-16T08:00:00Z")
        .with("crit", vec!["b64", "sigT"])
}

/// A seal as the Europass tools make it: JWS in JSON, the payload as it is.
fn sealed(key: &PrivateKey, payload: &str, header: &Object) -> Value {
    let protected = base64url::encode(Value::from(header.clone()).to_string().as_bytes());
    let signer = InMemorySigner::new(key.clone()).unwrap();
    let signature = base64url::encode(&signer.sign(format!("{protected}.{payload}").as_bytes()).unwrap());
    let signature = Object::new()
        .with("protected", protected)
        .with("header", Object::new().with("etsiU", vec!["eyJzaWdUc3QiOnt9fQ"]))
        .with("signature", signature);
    Object::new().with("payload", payload).with("signatures", vec![Value::from(signature)]).into()
}

fn payload() -> String {
    elm::write(&example(), &elm::Options::default()).document.to_string()
}

fn seal_of(document: &Value) -> elm::Seal {
    read(document).source.seals.remove(0)
}

#[test]
fn a_seal_that_fits_says_whose_it_claims_to_be_and_no_more() {
    for algorithm in [Algorithm::EcdsaP256, Algorithm::Ed25519] {
        let key = PrivateKey::generate(algorithm, &Environment::system()).unwrap();
        let document = sealed(&key, &payload(), &header(&key));
        let read = read(&document);
        let [seal] = read.source.seals.as_slice() else { panic!("one seal") };
        assert_eq!(seal.state, elm::SealState::Holds);
        assert_eq!(seal.claimed_time.as_deref(), Some("2026-06-16T08:00:00Z"));
        let certificate = seal.certificate.as_ref().unwrap();
        assert_eq!(certificate.subject, "O=Example VET\\, Centre,CN=Example Seal");
        assert!(certificate.issuer.contains("CN=Example Authority"));
        assert_eq!(certificate.serial, "01ab");
        assert_eq!(certificate.not_after.to_rfc3339(), "2028-01-01T00:00:00+00:00");
        let told: Vec<_> = read.recovered.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(told, ["elm.seal.holds", "elm.seal.unchecked"]);
        let source = read.source.to_json();
        assert_eq!(source.get("verified"), Some(&false.into()));
        assert_eq!(
            source.get("unchecked").and_then(Value::as_str),
            Some("the chain of certificates, timestamps and revocation were not checked")
        );
        let (held, _) = read.recovered.complete().unwrap();
        assert_eq!(held.offer().title, example().offer().title);
    }
}

/// Whoever verifies a sealed file is told what it is, and nothing about what it is not; whoever checks one, of its seal.
#[test]
fn a_sealed_file_is_called_by_its_name() {
    let key = key(7);
    let sealed = sealed(&key, &payload(), &header(&key)).to_string();
    let verification = Verifier::new().verify(sealed.as_bytes(), &Memory::new());
    assert_eq!((verification.outcome, verification.trust), (Outcome::Indeterminate, Trust::None), "{verification}");
    let text = verification.to_string();
    assert!(text.starts_with("INDETERMINATE — who signed it was not looked at"), "{text}");
    assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::format::SEALED));
    let told: Vec<_> = verification.checks.iter().filter_map(|check| check.code()).collect();
    assert_eq!(told, [code::format::SEALED], "and nothing else");
    let checked = Check::new(sealed.as_bytes()).run(&Environment::system()).unwrap();
    let told: Vec<_> = checked.findings.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(checked.kind, DocumentKind::EuropeanDigitalCredential);
    // And of what it states: the example has EQF 6 beside a national level that is referenced to 4.
    assert_eq!(told, ["elm.seal.holds", "elm.seal.unchecked", "ec.level.disagrees"]);
}

/// Europass writes into the document who the certificate is for, so that another there is a fact that needs no list of anybody trusted.
#[test]
fn the_seal_of_somebody_else_or_of_another_time_is_told() {
    let key = key(7);
    let options = elm::Options::default().eidas_identifier("VATPT-1");
    let payload = elm::write(&example(), &options).document.to_string();
    for (identifier, time, expected) in [
        ("VATPT-1", "2026-06-16T08:00:00Z", vec![]),
        ("VATXX-666", "2026-06-16T08:00:00Z", vec!["elm.seal.other"]),
        ("vatpt-1", "2020-01-01T00:00:00Z", vec!["elm.seal.time"]),
        ("VATXX-666", "2030-01-01T00:00:00Z", vec!["elm.seal.other", "elm.seal.time"]),
    ] {
        let header = header_with(&key, certificate_of(&key, Some(identifier))).with("sigT", time);
        let read = read(&sealed(&key, &payload, &header));
        assert_eq!(read.source.seals[0].state, elm::SealState::Holds);
        let certificate = read.source.seals[0].certificate.as_ref().unwrap();
        assert_eq!(certificate.organization_identifier.as_deref(), Some(identifier));
        let findings = read.recovered.findings;
        let told: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
        let [first, second] = ["elm.seal.holds", "elm.seal.unchecked"];
        assert_eq!(told, [vec![first, second], expected].concat(), "{findings}");
        if let Some(other) = findings.iter().find(|finding| finding.code == code::elm::SEAL_OTHER) {
            assert_eq!(other.pointer.as_str(), "/issuer/eIDASIdentifier");
            assert!(other.detail.contains("VATXX-666") && other.detail.contains("VATPT-1"), "{other}");
        }
    }
}

#[test]
fn a_changed_payload_breaks_the_seal() {
    let key = key(7);
    let document = sealed(&key, &payload(), &header(&key));
    let changed = document.to_string().replace("PT60H", "PT90H");
    let read = elm::read(changed.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read.source.seals[0].state, elm::SealState::Broken);
    assert!(read.recovered.findings.has_errors() && read.recovered.complete().is_err());

    // A certificate for another key, and a thumbprint of another certificate.
    let another = PrivateKey::from_ed25519_seed(&[8; 32]);
    assert_eq!(seal_of(&sealed(&key, &payload(), &header(&another))).state, elm::SealState::Broken);
    let thumbprint = header(&key).with("x5t#S256", "AAAA");
    assert_eq!(seal_of(&sealed(&key, &payload(), &thumbprint)).state, elm::SealState::Broken);
}

#[test]
fn what_cannot_be_checked_is_said() {
    let key = key(7);
    let without = |name: &str| {
        let mut header = header(&key);
        header.remove(name);
        header
    };
    for (header, why) in [
        (header(&key).with("crit", vec!["b64", "somethingNew"]), "critical"),
        (header(&key).with("sigD", Object::new()), "not in the document"),
        (without("x5c"), "no certificate"),
        (header(&key).with("x5c", vec!["AAAA"]), "no certificate"),
        (header(&key).with("alg", "RS256"), "algorithm"),
        (header(&key).with("alg", "none"), "algorithm"),
    ] {
        match seal_of(&sealed(&key, &payload(), &header)).state {
            elm::SealState::NotChecked(said) => assert!(said.contains(why), "{said}"),
            other => panic!("{why}: {other:?}"),
        }
    }
}

/// Flattened and compact serialisations, and a payload in base64url.
#[test]
fn other_serialisations_are_read_too() {
    let key = key(7);
    let general = sealed(&key, &payload(), &header(&key));
    let signature = general.get("signatures").unwrap().as_array().unwrap()[0].as_object().unwrap().clone();
    let flattened = signature.with("payload", payload());
    assert_eq!(seal_of(&flattened.into()).state, elm::SealState::Holds);

    let encoded = base64url::encode(payload().as_bytes());
    let mut plain = header(&key).with("crit", vec!["sigT"]);
    plain.remove("b64");
    let document = sealed(&key, &encoded, &plain);
    assert_eq!(seal_of(&document).state, elm::SealState::Holds);
    let part = |name: &str| {
        document.get("signatures").unwrap().as_array().unwrap()[0].get(name).unwrap().as_str().unwrap().to_owned()
    };
    let token = format!("{}.{encoded}.{}", part("protected"), part("signature"));
    let read = elm::read(token.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read.source.seals[0].state, elm::SealState::Holds);
}
