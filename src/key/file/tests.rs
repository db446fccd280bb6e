use super::*;
use crate::env::Environment;
use crate::key::{Algorithm, KeyType, Signer};
use std::fs;

/// A directory of one test, removed with it.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("microcred-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn key() -> KeyFile {
    KeyFile::new(PrivateKey::from_ed25519_seed(&[3; 32]))
}

#[test]
fn what_is_written_is_read() {
    let directory = Directory::new("round-trip");
    let path = directory.0.join("key.json");
    let file = key().with_verification_method("did:web:vet.example#key-1").unwrap();
    file.write(&path).unwrap();

    let again = KeyFile::read(&path).unwrap();
    assert_eq!(again.key().public_key(), file.key().public_key());
    assert_eq!(again.identity().unwrap().verification_method(), "did:web:vet.example#key-1");
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn it_signs_in_its_own_name() {
    let file = key().with_verification_method("did:web:vet.example#key-1").unwrap();
    assert_eq!(*file.clone().into_signer().unwrap().identity(), file.identity().unwrap());
    assert_eq!(*key().into_signer().unwrap().identity(), key().identity().unwrap());
    let nameless = KeyFile { kid: None, ..key() };
    assert_eq!(*nameless.clone().into_signer().unwrap().identity(), nameless.identity().unwrap());
    let another = KeyFile { kid: Some("no URL".to_owned()), ..key() };
    assert!(matches!(another.into_signer().unwrap_err(), Error::VerificationMethod(_)));
}

#[test]
fn an_existing_file_is_never_replaced() {
    let directory = Directory::new("existing");
    let path = directory.0.join("key.json");
    fs::write(&path, "precious").unwrap();
    assert!(matches!(key().write(&path), Err(FileError::Exists(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
}

#[test]
fn a_folder_is_no_key() {
    let directory = Directory::new("folder");
    let refused = KeyFile::read(&directory.0).unwrap_err();
    assert!(matches!(refused, FileError::Io { action: FileAction::Reading, .. }), "{refused}");
}

/// As processes do that start at the same time on an empty folder.
#[test]
fn whoever_comes_second_reads_the_key_of_the_first() {
    let directory = Directory::new("second");
    for round in 0..50 {
        let path = directory.0.join(format!("{round}.json"));
        let own = |seed| {
            let own = KeyFile::new(PrivateKey::from_ed25519_seed(&[seed; 32]));
            match own.write(&path) {
                Err(FileError::Exists(_)) => KeyFile::read(&path).unwrap(),
                written => written.map(|()| own).unwrap(),
            }
        };
        let keys: Vec<_> = std::thread::scope(|scope| {
            let own = &own;
            let all: Vec<_> = (0..4).map(|seed| scope.spawn(move || own(seed))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|one| one.key().public_key() == keys[0].key().public_key()), "round {round}");
    }
}

#[test]
fn what_a_killed_process_left_does_not_stand_in_the_way() {
    let directory = Directory::new("left");
    let path = directory.0.join("key.json");
    fs::write(directory.0.join("key.json.partial"), "half").unwrap();
    key().write(&path).unwrap();
    KeyFile::read(&path).unwrap();
}

#[test]
fn a_failed_write_leaves_nothing_behind() {
    let directory = Directory::new("failed");
    let path = directory.0.join("nowhere/key.json");
    assert!(matches!(key().write(&path), Err(FileError::Io { .. })));
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn others_may_not_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new("modes");
    let path = directory.0.join("key.json");
    key().write(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(KeyFile::read(&path), Err(FileError::Shared { mode: found, .. }) if found == mode));
    }
}

#[test]
fn every_kind_of_key_is_kept() {
    let directory = Directory::new("kinds");
    // BBS keys sign lists of messages, not any bytes.
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key_type() != KeyType::Bls12381G2) {
        let path = directory.0.join(algorithm.as_str());
        let key = match PrivateKey::generate(algorithm, &Environment::system()) {
            Err(Error::NotOffered { .. }) if cfg!(not(feature = "aws-lc-rs")) => continue,
            key => key.unwrap(),
        };
        let file = KeyFile::new(key);
        file.write(&path).unwrap();
        let again = KeyFile::read(&path).unwrap();
        assert_eq!(again.identity().unwrap(), file.identity().unwrap());
        let signature = again.into_signer().unwrap().sign(b"m").unwrap();
        assert_eq!(file.key().public_key().verify(b"m", &signature), Ok(()), "{algorithm}");
    }
}

/// Keys as the W3C publishes them with the test vectors of "Data Integrity ECDSA Cryptosuites v1.0" and "Securing
/// Verifiable Credentials using JOSE and COSE", in a verification method each.
#[test]
fn verification_methods_with_their_secret_are_read() {
    let multikey = r#"{"id": "https://vet.example/issuer#1", "type": "Multikey",
        "publicKeyMultibase": "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "secretKeyMultibase": "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN"}"#;
    let jwk = r#"{"id": "did:web:vet.example#key-2", "type": "JsonWebKey", "secretKeyJwk": {"alg": "ES384", "crv": "P-384",
        "d": "c4UX9J2YcD6frHBJr1AKOBzr9niqDaNwaV001vmJVnShDk_QM7j8ggZu4klh32r7",
        "kid": "96qBnDpvS6x8YSCH_xmnLlXZMkDhHBr8lj99u5aog7s", "kty": "EC",
        "x": "PBM13G1rU-NPczSpFO7QGc-uSUHqoDPZSbshgR820ligqFB2yGFbE90VnpTiSswG",
        "y": "x7mdD6reunUlSQ5LoC2GDpLOrjbIMLnt1TEGgxoyXSaKScPPRYY7hTr3geCvEZpf"}}"#;
    for (text, url) in [(multikey, "https://vet.example/issuer#1"), (jwk, "did:web:vet.example#key-2")] {
        let file = KeyFile::parse(text).unwrap();
        assert_eq!(file.identity().unwrap().verification_method(), url);
        assert_eq!(KeyFile::parse(&text.replace("secretKey", "privateKey")).unwrap().kid(), Some(url));
    }
    let foreign = multikey.replace(
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "zDnaeTHfhmSaQKBc7CmdL3K7oYg3D6SC7yowe2eBeVd2DH32r",
    );
    assert_eq!(KeyFile::parse(&foreign).unwrap_err(), Error::Mismatch);
    let twice = multikey.replace("{\"id\"", "{\"privateKeyMultibase\": \"z\", \"id\"");
    assert_eq!(KeyFile::parse(&twice).unwrap_err(), Error::Mismatch);
    let public = multikey.replace("secretKeyMultibase", "x");
    assert_eq!(KeyFile::parse(&public).unwrap_err(), Error::Missing("kty"));
}

/// What other programs write instead of a JWK.
#[test]
fn other_forms_of_keys_are_named() {
    let pem =
        "\n-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAMDAwMDAwMDAwMDAwMDAwM=\n-----END PRIVATE KEY-----\n";
    assert_eq!(KeyFile::parse(pem).unwrap_err(), Error::NotJwk("PEM"));
    let set = format!("{{\"keys\": [{}]}}", &*key().key().to_jwk(None));
    assert_eq!(KeyFile::parse(&set).unwrap_err(), Error::KeySet);
    let directory = Directory::new("der");
    let path = directory.0.join("key.der");
    whole::create_new(&path, b"\x30\x2e\x02\x01\x00\x30\x05\xff", Readers::Owner).unwrap();
    let said = KeyFile::read(&path).unwrap_err().to_string();
    assert!(said.contains("the key is in DER, and a JWK belongs here"), "{said}");
}

#[test]
fn messages_hold_no_secret() {
    let directory = Directory::new("messages");
    let path = directory.0.join("key.json");
    let text = key().key().to_jwk(None);
    let secret = &text[text.find("\"d\": \"").unwrap() + 6..][..43];
    let damaged = text.replace("\"x\"", "\"y\"");
    whole::create_new(&path, damaged.as_bytes(), Readers::Owner).unwrap();
    let error = KeyFile::read(&path).unwrap_err();
    assert!(matches!(&error, FileError::Key { source: Error::Missing("x"), .. }));
    assert!(!format!("{error} {error:?} {:?}", key()).contains(secret));
}
