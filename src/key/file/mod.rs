use super::{Error, InMemorySigner, Jwk, PrivateKey, PublicKey, SignerIdentity};
use crate::files::mode_if_shared;
use crate::files::whole::{self, Readers};
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
    /// It has its name once all of it is on the disk: see [`whole`].
    ///
    /// # Errors
    /// If there is a file of that name already, or the file system fails; then nothing is left behind.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        let path = path.as_ref();
        let jwk = self.key.to_jwk(self.kid.as_deref());
        whole::create_new(path, jwk.as_bytes(), Readers::Owner).map_err(|source| match source.kind() {
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
    match mode_if_shared(&file.metadata().map_err(failed)?) {
        None => Ok(()),
        Some(mode) => Err(FileError::Shared { path: path.to_owned(), mode }),
    }
}

#[cfg(test)]
mod tests;
