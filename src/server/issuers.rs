use super::Error;
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::key::{Algorithm, FileError, KeyFile, SignerIdentity};
use crate::ops::{Keygen, Operation};
use crate::proof::Suite;
use std::fs::{self, DirBuilder};
use std::path::Path;

/// Who issues here: in each suite one issuer, which is the `did:key` of its key.
pub(super) struct Issuers {
    issuers: Vec<Issuer>,
    /// The keys of those who issued before: they sign the lists in which their credentials have places, and nothing else.
    retired: Vec<KeyFile>,
}

/// One issuer.
pub(super) struct Issuer {
    pub(super) name: &'static str,
    pub(super) suite: Suite,
    pub(super) form: Form,
    /// Whether everything that it issues can be revoked, asked for or not.
    pub(super) revocable: bool,
    pub(super) key: KeyFile,
    pub(super) identity: SignerIdentity,
}

/// What an issued credential is handed out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON with a proof, in an array.
    Embedded,
    /// JSON with a proof that is an object, as the W3C's suite for VC-API issuers wants it.
    OneProof,
    /// An `EnvelopedVerifiableCredential` around a token.
    Enveloped,
    /// A token, as a string.
    Token,
}

/// Where in the folder of keys those are that issue no longer.
const RETIRED: &str = "retired";

/// The name under which everything gets a place in a status list.
const STATUS_LIST: &str = "BitstringStatusList";

/// The suites under the names that the W3C's test suites give them: name, suite, kind of key, form.
const SUITES: [(&str, &str, &str, Form); 14] = [
    ("eddsa-rdfc-2022", "eddsa-rdfc-2022", "ed25519", Form::Embedded),
    ("eddsa-jcs-2022", "eddsa-jcs-2022", "ed25519", Form::Embedded),
    ("ecdsa-rdfc-2019", "ecdsa-rdfc-2019", "p256", Form::Embedded),
    ("ecdsa-rdfc-2019-P-384", "ecdsa-rdfc-2019", "p384", Form::Embedded),
    ("ecdsa-jcs-2019", "ecdsa-jcs-2019", "p256", Form::Embedded),
    ("ecdsa-jcs-2019-P-384", "ecdsa-jcs-2019", "p384", Form::Embedded),
    ("ecdsa-sd-2023", "ecdsa-sd-2023", "p256", Form::Embedded),
    ("bbs-2023", "bbs-2023", "bls12381", Form::Embedded),
    ("Ed25519Signature2020", "Ed25519Signature2020", "ed25519", Form::Embedded),
    ("vc2.0", "eddsa-rdfc-2022", "ed25519", Form::Embedded),
    ("vc-api", "eddsa-rdfc-2022", "ed25519", Form::OneProof),
    (STATUS_LIST, "eddsa-rdfc-2022", "ed25519", Form::Embedded),
    ("EnvelopingProof", "vc+jwt", "p256", Form::Enveloped),
    ("JWT", "vc-jwt", "p256", Form::Token),
];

impl Issuers {
    /// The issuers with their keys out of a folder, where those that are missing are made; without a folder, with new keys that
    /// nobody keeps.
    pub(super) fn open(folder: Option<&Path>, environment: &Environment) -> Result<Self, Error> {
        if let Some(folder) = folder {
            make_folder(folder).map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
        }
        let mut keys: Vec<(&str, KeyFile)> = Vec::new();
        let mut issuers = Vec::new();
        for (name, suite, algorithm, form) in SUITES {
            // A build may lack a suite, such as bbs-2023.
            let (Some(suite), Some(kind)) = (Suite::from_name(suite), Algorithm::from_name(algorithm)) else {
                continue;
            };
            let key = match keys.iter().find(|(known, _)| *known == algorithm) {
                Some((_, key)) => key.clone(),
                None => {
                    let key = key(folder, kind, environment)?;
                    keys.push((algorithm, key.clone()));
                    key
                }
            };
            let identity = key.identity().map_err(crate::ops::Error::from)?;
            issuers.push(Issuer { name, suite, form, revocable: name == STATUS_LIST, key, identity });
        }
        let retired = folder.map(|folder| retired(&folder.join(RETIRED))).transpose()?.unwrap_or_default();
        Ok(Self { issuers, retired })
    }

    pub(super) fn of(&self, name: &str) -> Option<&Issuer> {
        self.issuers.iter().find(|issuer| issuer.name == name)
    }

    /// The keys that sign lists: one a suite, and those that issue no longer.
    pub(super) fn keys(&self) -> impl Iterator<Item = &KeyFile> {
        self.issuers.iter().map(|issuer| &issuer.key).chain(&self.retired)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.issuers.iter().map(|issuer| issuer.name)
    }

    /// Under each suite: `id`, which a key has that is found under a DID, `endpoint`, `cryptosuite`, `keyType` and `verificationMethod`.
    pub(super) fn to_json(&self, url: &str) -> Value {
        let entry = |issuer: &Issuer| {
            let described = Object::new()
                .with_some("id", issuer.identity.did())
                .with("endpoint", format!("{url}/issuers/{}/credentials/issue", issuer.name))
                .with("cryptosuite", issuer.suite.name())
                .with("keyType", issuer.identity.public_key().key_type().as_str())
                .with("verificationMethod", issuer.identity.verification_method());
            (issuer.name.to_owned(), Value::from(described))
        };
        Value::Object(self.issuers.iter().map(entry).collect())
    }
}

impl Issuer {
    /// Whether its key signs something whole.
    pub(super) fn can_sign_lists(&self) -> bool {
        !Suite::for_key(self.identity.public_key().key_type()).is_selective()
    }
}

fn key(folder: Option<&Path>, algorithm: Algorithm, environment: &Environment) -> Result<KeyFile, Error> {
    let make = || Ok::<_, Error>(Keygen::new(algorithm).run(environment)?.file().clone());
    let Some(folder) = folder else { return make() };
    let path = folder.join(format!("{algorithm}.json"));
    if !path.exists() {
        let made = make()?;
        match made.write(&path) {
            Ok(()) => return Ok(made),
            // Another process was faster: its key is the one.
            Err(FileError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let found = KeyFile::read(&path)?;
    // Another would sign in other suites than those that it is found under, or in none.
    match found.key().algorithm() {
        kind if kind == algorithm => Ok(found),
        kind => Err(Error::KeyKind { path, found: kind, wanted: algorithm }),
    }
}

/// The key files in a folder, by their names; none if there is no such folder.
fn retired(folder: &Path) -> Result<Vec<KeyFile>, Error> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let listed = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>());
    let mut paths = listed.map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths.iter().map(KeyFile::read).collect::<Result<_, _>>()?)
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}
