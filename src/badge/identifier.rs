use super::IdentifierType;
use super::class::{Class, class, setters};
use crate::codec::{digest, hex};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::writer;
use std::fmt;

/// An identifier of an organisation or an achievement in some other system
/// ([IdentifierEntry](https://www.imsglobal.org/spec/ob/v3p0/#identifierentry)); this class may not be extended.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdentifierEntry {
    /// The identifier.
    pub identifier: String,
    /// What kind of identifier it is.
    pub identifier_type: IdentifierType,
    /// Members of no place in the class, as they were read.
    pub extra: Object,
}

impl IdentifierEntry {
    /// An identifier of some type.
    pub fn new(identifier_type: impl Into<IdentifierType>, identifier: impl Into<String>) -> Self {
        Self { identifier: identifier.into(), identifier_type: identifier_type.into(), extra: Object::new() }
    }
}

class!(IdentifierEntry);

impl Read for IdentifierEntry {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        reader.single_type("IdentifierEntry");
        let (identifier, kind) = (reader.string("identifier"), reader.one("identifierType"));
        Some(Self {
            identifier: reader.require("identifier", identifier),
            identifier_type: reader.require("identifierType", kind),
            extra: reader.rest(),
        })
    }
}

impl Class for IdentifierEntry {
    fn write(&self) -> Value {
        let object = Object::new()
            .with("type", "IdentifierEntry")
            .with("identifier", &self.identifier)
            .with("identifierType", &self.identifier_type);
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for IdentifierEntry {
    /// Shows the kind of identifier, not the identifier: a profile may be a learner's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdentifierEntry")
            .field("identifier_type", &self.identifier_type)
            .finish_non_exhaustive()
    }
}

/// An identifier of the learner, in plain text or hashed
/// ([IdentityObject](https://www.imsglobal.org/spec/ob/v3p0/#identityobject)); this class may not be extended.
///
/// A hash hides an identifier from a glance, not from somebody who tries: the salt travels with it, and there are only
/// so many e-mail addresses. It never says more than "this is the person you already know".
///
/// ```
/// use microcred::{Environment, badge::{IdentifierType, IdentityMatch, IdentityObject}};
/// let identity = IdentityObject::hashed(IdentifierType::EmailAddress, "ana@example.org", &Environment::system())?;
/// assert_eq!(identity.matches(&IdentifierType::EmailAddress, "Ana@Example.org"), IdentityMatch::Same);
/// assert_eq!(identity.matches(&IdentifierType::EmailAddress, "eva@example.org"), IdentityMatch::Different);
/// # Ok::<(), microcred::env::EntropyError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdentityObject {
    /// Whether `identity_hash` is a hash; otherwise it is the identifier itself.
    pub hashed: bool,
    /// `sha256$` (or, only ever read, `md5$`) and the hexadecimal hash of the identifier followed by the salt.
    pub identity_hash: String,
    /// What kind of identifier it is.
    pub identity_type: IdentifierType,
    /// What was put behind the identifier before hashing.
    pub salt: Option<String>,
    /// Members of no place in the class, as they were read.
    pub extra: Object,
}

/// Whether an identifier is the one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentityMatch {
    /// It is.
    Same,
    /// It is not.
    Different,
    /// It cannot be told: another kind of identifier, or a hash that is not compared here.
    NotComparable,
}

impl IdentityObject {
    /// An identifier in plain text: whoever sees the badge learns it.
    pub fn plain(identity_type: impl Into<IdentifierType>, identifier: impl Into<String>) -> Self {
        Self {
            hashed: false,
            identity_hash: identifier.into(),
            identity_type: identity_type.into(),
            salt: None,
            extra: Object::new(),
        }
    }

    /// A hashed identifier (SHA-256) with a fresh salt of 128 bits. An e-mail address is hashed in small letters.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn hashed(
        identity_type: impl Into<IdentifierType>,
        identifier: &str,
        environment: &Environment,
    ) -> Result<Self, EntropyError> {
        let identity_type = identity_type.into();
        let salt = hex::encode(&environment.random::<16>()?);
        let identifier = match identity_type {
            IdentifierType::EmailAddress => identifier.to_ascii_lowercase(),
            _ => identifier.to_owned(),
        };
        Ok(Self {
            hashed: true,
            identity_hash: Self::hash_of(&identifier, &salt),
            identity_type,
            salt: Some(salt),
            extra: Object::new(),
        })
    }

    /// Compares with an identifier that is known otherwise
    /// ([Verify the recipient](https://www.imsglobal.org/spec/ob/v3p0/#verify-identifier)).
    ///
    /// It is compared as it is given; an e-mail address also in small letters, which is how most systems hash it: those of
    /// ASCII alone, since others become letters of other mailboxes, such as the sign of the kelvin a k.
    /// Nothing else is normalised: two spellings of one name in Unicode are different. MD5 is not computed here.
    pub fn matches(&self, identity_type: &IdentifierType, known: &str) -> IdentityMatch {
        if self.identity_type != *identity_type {
            return IdentityMatch::NotComparable;
        }
        let spellings = Self::spellings(identity_type, known);
        let same = match self.sha256() {
            Some(hash) => {
                let salt = self.salt.as_deref().unwrap_or_default();
                // Who the learner is, is what the hash keeps secret.
                let hash = hash.to_ascii_lowercase();
                let is_same =
                    |spelling: &String| digest::same(salted_sha256(spelling, salt).as_bytes(), hash.as_bytes());
                spellings.iter().any(is_same)
            }
            None if self.hashed => return IdentityMatch::NotComparable,
            None => Self::spellings(identity_type, &self.identity_hash).iter().any(|own| spellings.contains(own)),
        };
        if same { IdentityMatch::Same } else { IdentityMatch::Different }
    }

    /// How an identifier may have been written before it was hashed: as it is, and, an e-mail address, in small letters.
    pub(crate) fn spellings(identity_type: &IdentifierType, identifier: &str) -> Vec<String> {
        let lower_case = (*identity_type == IdentifierType::EmailAddress).then(|| identifier.to_ascii_lowercase());
        std::iter::once(identifier.to_owned()).chain(lower_case).collect()
    }

    /// The `identity_hash` of an identifier that was written so, with a salt.
    pub(crate) fn hash_of(identifier: &str, salt: &str) -> String {
        format!("sha256${}", salted_sha256(identifier, salt))
    }

    /// The hexadecimal part of a SHA-256 hash, if this is one.
    fn sha256(&self) -> Option<&str> {
        let hash = self.identity_hash.strip_prefix("sha256$").filter(|_| self.hashed)?;
        (hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(hash)
    }
}

setters!(IdentityObject { set salt: String, });
class!(IdentityObject);

fn salted_sha256(identifier: &str, salt: &str) -> String {
    digest::sha256_hex(format!("{identifier}{salt}"))
}

impl Read for IdentityObject {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        reader.single_type("IdentityObject");
        let Some(hashed) = reader.one("hashed") else {
            // Without it the identifier could be read in two ways, so it is not read at all.
            reader.missing("hashed");
            return None;
        };
        let (hash, kind) = (reader.string("identityHash"), reader.one("identityType"));
        Some(Self {
            hashed,
            identity_hash: reader.require("identityHash", hash),
            identity_type: reader.require("identityType", kind),
            salt: reader.string("salt"),
            extra: reader.rest(),
        })
    }
}

impl Class for IdentityObject {
    fn write(&self) -> Value {
        let object = Object::new()
            .with("type", "IdentityObject")
            .with("hashed", self.hashed)
            .with("identityHash", &self.identity_hash)
            .with("identityType", &self.identity_type)
            .with_some("salt", self.salt.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for IdentityObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdentityObject")
            .field("hashed", &self.hashed)
            .field("identity_type", &self.identity_type)
            .field("salt", &Masked(&self.salt))
            .finish_non_exhaustive()
    }
}
