//! A private key is told to nobody: not in `Debug`, not in errors about keys that are almost good.

use crate::support::{environment, issuer_as};
use microcred::codec::{base64url, hex};
use microcred::issue::Issuer;
use microcred::key::{Algorithm, Curve, InMemorySigner, KeyFile, PrivateKey};
use microcred::ops::{self, Engine};
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
                let request = microcred::json::Object::new().with("key", broken.as_str()).with("document", "{}");
                match engine.call("issue", &microcred::json::Value::from(request).to_string()) {
                    Ok(answer) => assert_untold(&key, &answer.to_string()),
                    Err(error) => assert_untold(&key, &format!("{error} {error:?}")),
                }
            }
        }
    }
}

/// A private key that somebody puts into a wrong member, whatever it is: what is said of that does not repeat it. Where a member
/// takes a document, its content may be shown to whoever gave it.
#[test]
fn no_operation_tells_a_key_that_stands_in_the_wrong_place() {
    const SHOWN: [&str; 14] = [
        "document",
        "documents",
        "credential",
        "credentials",
        "presentation",
        "pathway",
        "badge",
        "payload",
        "pending",
        "resources",
        "offer",
        "issuer",
        "endorsement",
        "holder",
    ];
    let engine = Engine::default();
    let (mut asked, mut refused) = (0, 0);
    for key in keys() {
        let jwk = key.to_jwk(None);
        for (name, schema) in ops::operations() {
            let schema = crate::support::json(schema);
            let members: Vec<&str> = schema
                .get("properties")
                .and_then(|all| all.as_object())
                .into_iter()
                .flat_map(|all| all.iter())
                .map(|(name, _)| name)
                .collect();
            for member in members.iter().copied().chain(["unknown"]) {
                for inside in [crate::support::json(&jwk), jwk.as_str().into(), vec_of(crate::support::json(&jwk))] {
                    // Beside it, what the operation cannot do without.
                    let mut request = microcred::json::Object::new();
                    for other in ["document", "key"].into_iter().filter(|other| members.contains(other)) {
                        request.insert(other, crate::support::json("{}"));
                    }
                    request.insert(member, inside);
                    asked += 1;
                    match engine.call(name, &microcred::json::Value::from(request).to_string()) {
                        Err(error) => {
                            refused += 1;
                            assert_untold(&key, &format!("{error} {error:?} {}", error.to_json()));
                        }
                        // A new key is what it is asked for, and not this one.
                        Ok(answer) if !SHOWN.contains(&member) => assert_untold(&key, &answer.to_string()),
                        Ok(_) => {}
                    }
                }
            }
        }
    }
    println!("{asked} requests with a private key in them, {refused} refused");
    assert!(refused > asked / 2);
}

fn vec_of(value: microcred::json::Value) -> microcred::json::Value {
    microcred::json::Value::Array(vec![value])
}

/// What signed once and was dropped is nowhere in the memory of the process, read as the operating system shows it.
#[cfg(target_os = "linux")]
mod memory {
    use crate::support::badge_of;
    use crate::support::{did_key, issuer_as, multikey};
    use microcred::Environment;
    use microcred::codec::{base64url, hex};
    use microcred::key::{Algorithm, KeyFile, PrivateKey, Secret};
    use microcred::ops::Engine;
    use microcred::proof::Suite;
    use std::fs::File;
    use std::io::{BufRead, Read, Seek, SeekFrom};
    use zeroize::Zeroizing;

    /// In this form, and never in the clear, the test keeps what it looks for.
    const MASK: u8 = 0x5a;

    /// What a secret looks like: its last bytes (the allocator writes over the first ones of what is freed) and parts of how
    /// it is written.
    fn patterns(key: &PrivateKey) -> Vec<(&'static str, Vec<u8>)> {
        let secret: &[u8] = match key.secret() {
            Secret::Ed25519(seed) => seed,
            Secret::Ec(scalar) => scalar,
            Secret::Rsa(secret) => &secret.d,
            _ => unreachable!("these are the keys that are looked for"),
        };
        let masked = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ MASK).collect();
        let written = Zeroizing::new(base64url::encode(secret));
        let digits = Zeroizing::new(hex::encode(secret));
        vec![
            ("bytes", masked(&secret[secret.len() - 14..])),
            ("base64url", masked(&written.as_bytes()[written.len() - 24..written.len() - 4])),
            ("hexadecimal", masked(&digits.as_bytes()[digits.len() - 28..])),
        ]
    }

    /// The parts of the memory that may be written to, without the stacks.
    fn regions() -> Vec<(u64, u64)> {
        let here = 0_u8;
        let here = std::ptr::addr_of!(here) as u64;
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let regions = maps.lines().filter_map(|line| {
            let (range, rest) = line.split_once(' ')?;
            let (from, to) = range.split_once('-')?;
            let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
            let wanted = rest.starts_with("rw") && !rest.contains("[stack") && !(from..to).contains(&here);
            wanted.then_some((from, to))
        });
        regions.collect()
    }

    /// Where a pattern stands in some bytes. Its first byte is looked for with what is fast without optimisation too.
    fn places(memory: &[u8], pattern: &[u8]) -> Vec<usize> {
        let (first, mut rest, mut found) = (pattern[0] ^ MASK, memory, Vec::new());
        while rest.skip_until(first).unwrap() > 0 {
            let start = memory.len() - rest.len() - 1;
            let there = memory.get(start..start + pattern.len()).unwrap_or_default();
            if there.len() == pattern.len() && there.iter().zip(pattern).all(|(byte, masked)| byte ^ MASK == *masked) {
                found.push(start);
            }
        }
        found
    }

    /// How often each pattern stands there.
    fn found(patterns: &[(&'static str, Vec<u8>)]) -> Vec<&'static str> {
        const STEP: u64 = 1 << 20;
        let mut memory = File::open("/proc/self/mem").unwrap();
        let mut buffer = Zeroizing::new(vec![0; STEP as usize + 64]);
        let own = buffer.as_ptr() as u64;
        let mut found = Vec::new();
        for (from, to) in regions() {
            for start in (from..to).step_by(STEP as usize) {
                let length = (to - start).min(STEP + 64) as usize;
                memory.seek(SeekFrom::Start(start)).unwrap();
                let Ok(read) = memory.read(&mut buffer[..length]) else { continue };
                for (name, pattern) in patterns {
                    let places = places(&buffer[..read], pattern).into_iter();
                    // What is read is itself in memory.
                    let elsewhere = places.map(|at| start + at as u64);
                    found.extend(elsewhere.filter(|at| !(own..own + STEP + 64).contains(at)).map(|_| *name));
                }
            }
        }
        found
    }

    #[track_caller]
    fn assert_gone(what: &str, patterns: &[(&'static str, Vec<u8>)]) {
        let found = found(patterns);
        assert!(found.is_empty(), "{what}: {found:?} are left in memory");
    }

    /// A request with a key, of which there is one copy.
    fn request(key: &PrivateKey, before: &str, after: &str) -> Zeroizing<String> {
        let jwk = key.to_jwk(None);
        let mut request = Zeroizing::new(String::with_capacity(before.len() + jwk.len() + after.len()));
        [before, &jwk, after].into_iter().for_each(|part| request.push_str(part));
        request
    }

    /// As they come: what makes a key may leave nothing of it either.
    fn fresh(algorithm: Algorithm) -> PrivateKey {
        PrivateKey::generate(algorithm, &Environment::system()).unwrap()
    }

    #[test]
    fn the_search_finds_what_is_there() {
        let key = fresh(Algorithm::EcdsaP256);
        let patterns = patterns(&key);
        assert!(found(&patterns).contains(&"bytes"));
        let jwk = key.to_jwk(None);
        assert!(found(&patterns).contains(&"base64url"));
        drop((key, jwk));
        assert_gone("a key and its JWK", &patterns);
    }

    #[test]
    fn no_copy_is_left() {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("secrets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let engine = Engine::default();
        for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::RsaPkcs1Sha256] {
            let key = Box::new(fresh(algorithm));
            let did = did_key(&key);
            let method = format!("{did}#{}", multikey(&key));
            let document = badge_of(&did).to_string();
            let patterns = patterns(&key);
            let again = || PrivateKey::from_jwk(&key.to_jwk(None)).unwrap().0;
            let suite = Suite::for_key(key.public_key().key_type());

            drop(again().to_multikey().map(|text| PrivateKey::from_multikey(&text).unwrap()));
            drop(issuer_as(&did, again(), &method).secure(&document, suite).unwrap());
            let path = folder.join(algorithm.as_str());
            KeyFile::new(again()).write(&path).unwrap();
            drop(KeyFile::read(&path).unwrap());
            std::fs::remove_file(&path).unwrap();
            let issued = engine.call("issue", &request(&key, &format!("{{\"document\": {document}, \"key\": "), "}"));
            assert!(issued.is_ok(), "{issued:?}");
            for (before, after) in [
                ("{\"document\": {}, \"key\": ", "}"),
                ("{\"document\": {}, \"key\": [", "]}"),
                ("{\"document\": {}, \"unknown\": ", "}"),
                ("{\"policy\": ", ", \"document\": {}}"),
            ] {
                drop(engine.call("issue", &request(&key, before, after)).unwrap_err());
            }
            drop(key);
            assert_gone(algorithm.as_str(), &patterns);
        }
        std::fs::remove_dir(&folder).unwrap();
    }
}
