use super::{Error, InMemorySigner, Jwk, PrivateKey, PublicKey, SignerIdentity};
use crate::durable::{self, Readers};
use crate::json::{Node, Tree};
use crate::limits::Limits;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// More than any key file holds.
const LONGEST: u64 = 64 * 1024;

/// A private key as it is kept on disk: a private JWK whose `kid` is the verification method.
///
/// The file is readable by its owner alone. Writing never replaces a file, and a reader never sees half of one.
///
/// ```no_run
/// use microcred::Environment;
/// use microcred::key::{Algorithm, KeyFile, PrivateKey};
///
/// let key = PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?;
/// KeyFile::new(key).write("key.json")?;
///
/// let signer = KeyFile::read("key.json")?.into_signer()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct KeyFile {
    key: PrivateKey,
    kid: Option<String>,
}

/// Why a key file was not read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The file system said no.
    #[error("the key file {path} could not be {action}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done.
        action: FileAction,
        /// What the file system said.
        source: io::Error,
    },
    /// There is a file already, and it may hold the only copy of a key.
    #[error("the key file {0} exists already; choose another name, or move it away yourself")]
    Exists(PathBuf),
    /// Others may read it.
    #[error(
        "the key file {path} may be read by others (mode {mode:03o}); run `chmod 600` on it, and replace the key if somebody did"
    )]
    Shared {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Too large to be a key.
    #[error("the key file {0} is too large to be a key")]
    TooLarge(PathBuf),
    /// What it holds is not a private key.
    #[error("the key file {path} holds no private key: {source}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Error,
    },
}

/// What was being done with a key file when the file system said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileAction {
    /// It was read.
    Reading,
    /// It was written.
    Writing,
}

impl fmt::Display for FileAction {
    /// What could not be done with the file: be read, or written.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Reading => "read",
            Self::Writing => "written",
        })
    }
}

impl ZeroizeOnDrop for KeyFile {}

impl KeyFile {
    /// A key that is its own `did:key`.
    pub fn new(key: PrivateKey) -> Self {
        let identity = SignerIdentity::did_key(key.public_key().clone());
        Self { key, kid: Some(identity.verification_method().to_owned()) }
    }

    /// The same under another verification method: a did:web or an https URL.
    ///
    /// # Errors
    /// If the text is neither, or is a `did:key` that is not this key.
    pub fn with_verification_method(self, url: impl Into<String>) -> Result<Self, Error> {
        let identity = SignerIdentity::new(self.key.public_key().clone(), url)?;
        Ok(Self { kid: Some(identity.verification_method().to_owned()), ..self })
    }

    /// Reads a private key from its text, wherever that came from: a private JWK, or a verification method that holds its
    /// secret too (`secretKeyJwk` of a [`JsonWebKey`](https://www.w3.org/TR/cid-1.0/#JsonWebKey), `secretKeyMultibase` of a
    /// [`Multikey`](https://www.w3.org/TR/cid-1.0/#Multikey)), whose `id` becomes the `kid`.
    ///
    /// # Errors
    /// If it is neither, or what is public in it is not the public half of what is secret.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.trim_start().starts_with("-----BEGIN ") {
            return Err(Error::NotJwk("PEM"));
        }
        let tree = Tree::parse(text, &Limits::default())?;
        let root = tree.root();
        let read = match SECRETS.iter().any(|member| root.get(member).is_some()) {
            true => read_method(root),
            false => PrivateKey::read_jwk(root),
        };
        tree.erase();
        read.map(|(key, kid)| Self { key, kid })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, holds no private key, or (on Unix) may be read by anybody but its owner.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let failed = |source| FileError::Io { path: path.to_owned(), action: FileAction::Reading, source };
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        refuse_shared(&file, path)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LONGEST {
            return Err(FileError::TooLarge(path.to_owned()));
        }
        // So begins the one sequence that a key in DER is.
        if bytes.first() == Some(&0x30) && std::str::from_utf8(&bytes).is_err() {
            return Err(FileError::Key { path: path.to_owned(), source: Error::NotJwk("DER") });
        }
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| failed(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text")))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::parse(text).map_err(|source| FileError::Key { path: path.to_owned(), source })
    }

    /// Writes a new file that its owner alone may read (on Unix, mode 600).
    ///
    /// It has its name once all of it is on the disk: see [`durable`].
    ///
    /// # Errors
    /// If there is a file of that name already, or the file system fails; then nothing is left behind.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        let path = path.as_ref();
        let jwk = self.key.to_jwk(self.kid.as_deref());
        durable::create_new(path, jwk.as_bytes(), Readers::Owner).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => FileError::Exists(path.to_owned()),
            _ => FileError::Io { path: path.to_owned(), action: FileAction::Writing, source },
        })
    }

    /// The key.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The key, taken out.
    pub fn into_key(self) -> PrivateKey {
        self.key
    }

    /// The `kid` as it stands in the file.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What signs with this key, under its [`identity`](Self::identity).
    ///
    /// # Errors
    /// If the `kid` is no verification method for this key, or the crypto provider refuses the key.
    pub fn into_signer(self) -> Result<InMemorySigner, Error> {
        let signer = InMemorySigner::new(self.key)?;
        match self.kid {
            Some(kid) => signer.with_verification_method(kid),
            None => Ok(signer),
        }
    }

    /// Who signs with this key: the verification method of the `kid`, or the `did:key` if there is none.
    ///
    /// # Errors
    /// If the `kid` is no verification method for this key.
    pub fn identity(&self) -> Result<SignerIdentity, Error> {
        let public_key = self.key.public_key().clone();
        match &self.kid {
            Some(kid) => SignerIdentity::new(public_key, kid),
            None => Ok(SignerIdentity::did_key(public_key)),
        }
    }
}

/// Where a verification method keeps its secret: by the recommendation, and as it was called before.
const SECRETS: [&str; 4] = ["secretKeyJwk", "secretKeyMultibase", "privateKeyJwk", "privateKeyMultibase"];

/// A verification method that holds its secret.
fn read_method(node: Node<'_>) -> Result<(PrivateKey, Option<String>), Error> {
    let text = |member| node.get(member).map(|value| value.as_str().ok_or(Error::WrongType(member))).transpose();
    let secrets: Vec<_> = SECRETS.iter().filter_map(|member| node.get(member).map(|value| (*member, value))).collect();
    let [(member, secret)] = secrets[..] else { return Err(Error::Mismatch) };
    let (key, kid) = match member.ends_with("Jwk") {
        true => PrivateKey::read_jwk(secret)?,
        false => (PrivateKey::from_multikey(secret.as_str().ok_or(Error::WrongType(member))?)?, None),
    };
    let multikey = text("publicKeyMultibase")?.map(PublicKey::from_multikey).transpose()?;
    let jwk = node.get("publicKeyJwk").map(Jwk::read).transpose()?;
    match multikey.iter().chain(jwk.as_ref().map(Jwk::key)).all(|public| public == key.public_key()) {
        true => Ok((key, text("id")?.map(str::to_owned).or(kid))),
        false => Err(Error::Mismatch),
    }
}

fn refuse_shared(file: &File, path: &Path) -> Result<(), FileError> {
    let failed = |source| FileError::Io { path: path.to_owned(), action: FileAction::Reading, source };
    match durable::mode_if_shared(file).map_err(failed)? {
        None => Ok(()),
        Some(mode) => Err(FileError::Shared { path: path.to_owned(), mode }),
    }
}

#[cfg(test)]
mod tests {
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
        durable::create_new(&path, b"\x30\x2e\x02\x01\x00\x30\x05\xff", Readers::Owner).unwrap();
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
        durable::create_new(&path, damaged.as_bytes(), Readers::Owner).unwrap();
        let error = KeyFile::read(&path).unwrap_err();
        assert!(matches!(&error, FileError::Key { source: Error::Missing("x"), .. }));
        assert!(!format!("{error} {error:?} {:?}", key()).contains(secret));
    }
}
