//! Keys in every form that they come in: a key that is read is written back as it was, and no secret is told.

use super::text;
use crate::Target;
use crate::material;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use microcred::Limits;
use microcred::json::{Tree, Value};
use microcred::key::{Jwk, KeyFile, PrivateKey, PublicKey, thumbprint};

pub const TARGET: Target = Target { name: "keys", shape: Shape::Json, longest: 4 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    if let Ok(key) = PublicKey::from_multicodec(data) {
        assert_eq!(key.to_multicodec(), data);
        public(&key);
    }
    let _ = PrivateKey::from_rsa_pkcs8(data).map(|key| private(&key));
    let Some(text) = text(data) else { return };
    if let Ok(key) = PublicKey::from_multikey(text) {
        assert_eq!(key.to_multikey(), text);
        public(&key);
    }
    if let Ok(key) = PublicKey::from_pem(text) {
        public(&key);
    }
    if let Ok(key) = PrivateKey::from_multikey(text) {
        assert_eq!(key.to_multikey().as_deref().map(String::as_str), Some(text));
        private(&key);
    }
    if let Ok((key, kid)) = PrivateKey::from_jwk(text) {
        private(&key);
        let written = key.to_jwk(kid.as_deref());
        let (again, same) = PrivateKey::from_jwk(&written).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((again.public_key(), same), (key.public_key(), kid));
    }
    if let Ok(file) = KeyFile::parse(text) {
        let _ = file.identity();
        private(&file.into_key());
    }
    if let Ok(tree) = Tree::parse(text, &Limits::default())
        && let Ok(jwk) = Jwk::read(tree.root())
    {
        let written = Value::from(jwk.to_json()).to_string();
        let tree = Tree::parse(&written, &Limits::default()).expect("what was written is JSON");
        let again = Jwk::read(tree.root()).unwrap_or_else(|error| panic!("{error}: {written}"));
        assert_eq!((again.key(), again.kid()), (jwk.key(), jwk.kid()));
        public(jwk.key());
    }
}

/// A public key is the same in each of its forms, and takes no signature that is none.
fn public(key: &PublicKey) {
    assert_eq!(PublicKey::from_multikey(&key.to_multikey()).as_ref(), Ok(key));
    assert_eq!(PublicKey::from_multicodec(&key.to_multicodec()).as_ref(), Ok(key));
    let jwk = Value::from(Jwk::new(key.clone()).to_json()).to_string();
    let tree = Tree::parse(&jwk, &Limits::default()).expect("what was written is JSON");
    assert_eq!(Jwk::read(tree.root()).as_ref().map(Jwk::key), Ok(key));
    assert!(!thumbprint(key).is_empty());
    for length in [0, 64, 96, 132, 256] {
        assert!(key.verify(b"message", &vec![0; length]).is_err());
    }
}

fn private(key: &PrivateKey) {
    public(key.public_key());
    let shown = format!("{key:?}");
    let secret = key.to_jwk(None);
    let secret = secret.split("\"d\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("?");
    assert!(secret == "?" || !shown.contains(secret), "a secret is told");
}

fn seeds(seeds: &mut Seeds) {
    seeds.words([
        "kty",
        "OKP",
        "EC",
        "RSA",
        "crv",
        "Ed25519",
        "P-256",
        "P-384",
        "P-521",
        "x",
        "y",
        "n",
        "e",
        "d",
        "p",
        "q",
        "kid",
        "use",
        "sig",
        "key_ops",
        "alg",
        "AQAB",
        "-----BEGIN PUBLIC KEY-----",
        "-----END PUBLIC KEY-----",
        "-----BEGIN RSA PUBLIC KEY-----",
        "z6Mk",
        "zDn",
        "z82",
        "z3u2",
        "secretKeyMultibase",
        "publicKeyMultibase",
        "secretKeyJwk",
        "publicKeyJwk",
        "Multikey",
    ]);
    for key in material::keys() {
        seeds.add(key.public_key().to_multikey());
        seeds.add(key.public_key().to_multicodec());
        seeds.add(key.to_multikey().expect("a key with a text").as_str());
        seeds.add(key.to_jwk(Some("did:example:a#b")).as_str());
        seeds.add(Value::from(Jwk::new(key.public_key().clone()).to_json()).to_string());
    }
    // RFC 8410 §10.1.
    seeds.add("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----");
    // The 2048-bit key of the did:key method's examples.
    seeds.add("z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i");
    files(&["pem", "jwk"]).into_iter().for_each(|file| seeds.add(file));
}
