use super::{Error, PrivateKey, SignerIdentity};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// More than any key file holds.
const LONGEST: u64 = 64 * 1024;

/// A private key as it is kept on disk: a private JWK whose `kid` is the verification method.
///
/// The file is readable by its owner alone. Writing never replaces a file, and a reader never sees half of one.
///
/// ```no_run
/// use microcred::Environment;
/// use microcred::key::{Algorithm, InMemorySigner, KeyFile, PrivateKey};
///
/// let key = PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?;
/// KeyFile::new(key).write("key.json")?;
///
/// let file = KeyFile::read("key.json")?;
/// let identity = file.identity()?;
/// let signer = InMemorySigner::new(file.into_key())?.with_verification_method(identity.verification_method())?;
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
        /// What was tried: "read" or "written".
        action: &'static str,
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

    /// Reads a private JWK from its text, wherever that came from.
    ///
    /// # Errors
    /// If it is not one.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (key, kid) = PrivateKey::from_jwk(text)?;
        Ok(Self { key, kid })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read, holds no private key, or (on Unix) may be read by anybody but its owner.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let failed = |source| FileError::Io { path: path.to_owned(), action: "read", source };
        let file = File::open(path).map_err(failed)?;
        refuse_shared(&file, path)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
        file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LONGEST {
            return Err(FileError::TooLarge(path.to_owned()));
        }
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| failed(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text")))?;
        Self::parse(text).map_err(|source| FileError::Key { path: path.to_owned(), source })
    }

    /// Writes a new file that its owner alone may read (on Unix, mode 600).
    ///
    /// The name is reserved first, then a file beside it (`…partial`) is written, brought to the disk, and moved onto the name.
    ///
    /// # Errors
    /// If there is a file of that name already, or the file system fails; then nothing is left behind.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        let path = path.as_ref();
        let failed = |source| FileError::Io { path: path.to_owned(), action: "written", source };
        create_private(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => FileError::Exists(path.to_owned()),
            _ => failed(error),
        })?;
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let written = create_private(&partial).and_then(|file| {
            self.fill(file).and_then(|()| fs::rename(&partial, path)).inspect_err(|_| drop(fs::remove_file(&partial)))
        });
        written.inspect_err(|_| drop(fs::remove_file(path))).map_err(failed)?;
        sync_directory(path);
        Ok(())
    }

    fn fill(&self, mut file: File) -> io::Result<()> {
        file.write_all(self.key.to_jwk(self.kid.as_deref()).as_bytes())?;
        file.sync_all()
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

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(unix)]
fn refuse_shared(file: &File, path: &Path) -> Result<(), FileError> {
    use std::os::unix::fs::MetadataExt;
    let failed = |source| FileError::Io { path: path.to_owned(), action: "read", source };
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(FileError::Shared { path: path.to_owned(), mode }),
    }
}

#[cfg(not(unix))]
fn refuse_shared(_: &File, _: &Path) -> Result<(), FileError> {
    Ok(())
}

/// Makes the new name last through a loss of power, where the file system can.
fn sync_directory(path: &Path) {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    drop(File::open(directory).and_then(|directory| directory.sync_all()));
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn an_existing_file_is_never_replaced() {
        let directory = Directory::new("existing");
        let path = directory.0.join("key.json");
        fs::write(&path, "precious").unwrap();
        assert!(matches!(key().write(&path), Err(FileError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let directory = Directory::new("failed");
        let path = directory.0.join("key.json");
        fs::create_dir(directory.0.join("key.json.partial")).unwrap();
        assert!(matches!(key().write(&path), Err(FileError::Io { .. })));
        assert!(!path.exists());
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
    fn messages_hold_no_secret() {
        let directory = Directory::new("messages");
        let path = directory.0.join("key.json");
        let text = key().key().to_jwk(None);
        let secret = &text[text.find("\"d\": \"").unwrap() + 6..][..43];
        let damaged = text.replace("\"x\"", "\"y\"");
        create_private(&path).unwrap().write_all(damaged.as_bytes()).unwrap();
        let error = KeyFile::read(&path).unwrap_err();
        assert!(matches!(&error, FileError::Key { source: Error::Missing("x"), .. }));
        assert!(!format!("{error} {error:?} {:?}", key()).contains(secret));
    }
}
