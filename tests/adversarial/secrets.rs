//! A private key is told to nobody: not in `Debug`, not in errors about keys that are almost good.

use crate::support::{environment, issuer_as};
use microcred::codec::{base64url, hex};
use microcred::issue::Issuer;
use microcred::key::{Algorithm, Curve, InMemorySigner, KeyFile, PrivateKey};
use microcred::ops::Engine;
use microcred::present::Presenter;

fn keys() -> Vec<PrivateKey> {
    let curves = [(Curve::P256, 32), (Curve::P384, 48)];
    let mut keys = vec![PrivateKey::from_ed25519_seed(&[0xa5; 32])];
    keys.extend(curves.map(|(curve, length)| PrivateKey::from_ec_scalar(curve, &vec![0xa5; length]).unwrap()));
    keys.extend(PrivateKey::generate(Algorithm::RsaPkcs1Sha256, &environment()));
    keys
}

/// The secret as it may be written: the member `d` of its JWK, in hexadecimal digits, and as a list of bytes.
fn spellings(key: &PrivateKey) -> Vec<String> {
    let jwk = crate::support::json(&key.to_jwk(None));
    let secret = jwk.get("d").and_then(|d| d.as_str()).unwrap().to_owned();
    let bytes = base64url::decode(&secret).unwrap();
    let list = bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    vec![secret[..20].to_owned(), hex::encode(&bytes)[..20].to_owned(), list[..20].to_owned()]
}

#[track_caller]
fn assert_untold(key: &PrivateKey, told: &str) {
    for secret in spellings(key) {
        assert!(!told.to_lowercase().contains(&secret.to_lowercase()), "a secret in {told}");
    }
}

#[test]
fn debug_tells_no_secret() {
    for key in keys() {
        assert_untold(&key, &format!("{key:?} {key:#?}"));
        let file = KeyFile::new(key.clone());
        assert_untold(&key, &format!("{file:?} {file:#?}"));
        let signer = || InMemorySigner::new(key.clone()).unwrap();
        assert_untold(&key, &format!("{:?} {:#?}", signer(), signer()));
        let issuer: Issuer = issuer_as("https://vet.example/", key.clone(), "https://vet.example/#1");
        assert_untold(&key, &format!("{issuer:?} {issuer:#?}"));
        let presenter = Presenter::new(signer());
        assert_untold(&key, &format!("{presenter:?} {presenter:#?}"));
    }
}

/// Keys that are almost good: what is said of them does not repeat them.
#[test]
fn errors_tell_no_secret() {
    let engine = Engine::default();
    for key in keys() {
        let jwk = key.to_jwk(None);
        let multikey = key.to_multikey();
        let texts = [jwk.as_str()].into_iter().chain(multikey.as_deref().map(String::as_str));
        for text in texts {
            let broken = [
                text[..text.len() - 3].to_owned(),
                format!("{text}x"),
                text.replacen("\"kty\": \"", "\"kty\": \"X", 1),
                text.replacen("\"crv\": \"", "\"crv\": \"X", 1),
                text.replacen("\"d\": \"", "\"d\": \"!", 1),
                text.replacen("\"d\": \"", "\"d\": \"AAAA", 1),
                text.replacen('z', "u", 1),
                format!("[{text}]"),
            ];
            for broken in broken.iter().filter(|broken| *broken != text) {
                let errors = [
                    PrivateKey::from_jwk(broken).err().map(|error| format!("{error} {error:?}")),
                    PrivateKey::from_multikey(broken).err().map(|error| format!("{error} {error:?}")),
                    KeyFile::parse(broken).err().map(|error| format!("{error} {error:?}")),
                ];
                errors.iter().flatten().for_each(|told| assert_untold(&key, told));
                let request = microcred::json::Object::new().with("key", broken.as_str()).with("payload", "{}");
                match engine.call("issue", &microcred::json::Value::from(request).to_string()) {
                    Ok(answer) => assert_untold(&key, &answer.to_string()),
                    Err(error) => assert_untold(&key, &format!("{error} {error:?}")),
                }
            }
        }
    }
}
