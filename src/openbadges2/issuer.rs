use super::badge_class::{Image, Related};
use super::endorsement::Endorsement;
use super::extension::Extension;
use super::moment::moment;
use super::reader::{self, Read, Reader};
use super::revocation_list::RevocationList;
use super::scope::{Scope, same_as};
use super::{CONTEXT, Reference};
use crate::json::{Node, Object, Pointer};
use crate::key::{self, PublicKey};
use crate::report::{Findings, code};
use crate::resolve::Lifetime;
use chrono::{DateTime, Utc};
use std::fmt;

/// Who awards badges
/// ([Profile](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Profile)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issuer {
    /// Its id (absolute IRI), usually where the profile is hosted.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Its site.
    pub url: Option<String>,
    /// Its address for letters.
    pub email: Option<String>,
    /// Its number for calls.
    pub telephone: Option<String>,
    /// Its sign.
    pub image: Option<Image>,
    /// The keys that it signs with.
    pub public_key: Vec<Reference<CryptographicKey>>,
    /// Where its assertions are hosted, as far as it says.
    pub scope: Scope,
    /// The list of assertions that it has withdrawn.
    pub revocation_list: Option<Reference<RevocationList>>,
    /// What it has become in Open Badges 3.0.
    pub related: Vec<Related>,
    /// What others say about it.
    pub endorsement: Vec<Reference<Endorsement>>,
    /// Extensions of the specification.
    pub extensions: Vec<Extension>,
    /// Members of no place in the class.
    pub extra: Object,
    /// Where else something stands in it that is not read.
    pub(crate) unread: Vec<Pointer>,
}

/// A key that assertions are signed with
/// ([CryptographicKey](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#CryptographicKey)).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CryptographicKey {
    /// Its id (absolute IRI), usually where it is hosted.
    pub id: String,
    /// The id of the issuer whose it is.
    pub owner: Option<String>,
    /// The key in PEM.
    pub public_key_pem: String,
    /// How long it counts. The class has no such members, and an issuer that writes them as it does in a
    /// [verification method](https://www.w3.org/TR/cid-1.0/#verification-methods) means them.
    pub(crate) lifetime: Lifetime,
}

impl Issuer {
    /// What stands in for one of which nothing is known but its id.
    pub(crate) fn known_by(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            description: None,
            url: None,
            email: None,
            telephone: None,
            image: None,
            public_key: Vec::new(),
            scope: Scope::default(),
            revocation_list: None,
            related: Vec::new(),
            endorsement: Vec::new(),
            extensions: Vec::new(),
            extra: Object::new(),
            unread: Vec::new(),
        }
    }

    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no profile of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }

    /// The id that it has in Open Badges 3.0: the one that its profile links to, or else the same.
    pub fn id_in_3(&self) -> &str {
        self.related.iter().find(|own| own.is_in_3("Profile")).map_or(&self.id, |own| &own.id)
    }

    /// Whether the profile lists a key of this id as its own.
    pub fn lists(&self, key: &str) -> bool {
        self.public_key.iter().any(|own| match own {
            Reference::Id(id) => same_as(key)(id),
            Reference::Embedded(own) => same_as(key)(&own.id),
        })
    }
}

impl Read for Issuer {
    const CLASS: &'static [&'static str] = &["Issuer", "Profile"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let verification_name = reader.verification_name();
        let images = reader.page_or("image", Image::at);
        Self {
            id: reader.required_iri("id"),
            name: reader.required_text("name"),
            description: reader.text("description"),
            url: Some(reader.required_text("url")).filter(|url| !url.is_empty()),
            email: Some(reader.required_text("email")).filter(|email| !email.is_empty()),
            telephone: reader.text("telephone"),
            image: reader.only("image", images),
            public_key: reader.references("publicKey"),
            scope: reader.many(verification_name).pop().unwrap_or_default(),
            revocation_list: reader.reference("revocationList"),
            related: reader.page_or("related", Related::at),
            endorsement: reader.references("endorsement"),
            extensions: reader.extensions(),
            extra: reader.rest(),
            unread: reader.unread(),
        }
    }
}

impl CryptographicKey {
    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no key of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }

    /// The key itself.
    ///
    /// # Errors
    /// As [`PublicKey::from_pem`].
    pub fn key(&self) -> Result<PublicKey, key::Error> {
        PublicKey::from_pem(&self.public_key_pem)
    }
}

/// What a profile says about verifying, which is for the profile at the issuer's own address to say.
const ABOUT_VERIFYING: [&str; 5] = ["id", "publicKey", "verification", "verify", "revocationList"];

/// A profile that stands in what its issuer signed: it says what it said then, and about verifying what it says now.
pub(crate) fn as_signed(signed: Node<'_>, now: Node<'_>) -> Object {
    let of = |profile: Node<'_>, about_verifying: bool| {
        let members: Vec<_> = profile
            .members()
            .filter(|(name, _)| ABOUT_VERIFYING.contains(name) == about_verifying && *name != "@context")
            .map(|(name, value)| (name.to_owned(), value.to_value()))
            .collect();
        members
    };
    let context = Object::new().with("@context", CONTEXT);
    context.into_iter().chain(of(now, true)).chain(of(signed, false)).collect()
}

impl Read for CryptographicKey {
    const CLASS: &'static [&'static str] = &["CryptographicKey"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let owner = reader.reference::<Issuer>("owner").map(|owner| match owner {
            Reference::Id(id) => id,
            Reference::Embedded(issuer) => issuer.id,
        });
        let lifetime = Lifetime { expires: end(reader, "expires"), revoked: end(reader, "revoked") };
        let (id, public_key_pem) = (reader.required_iri("id"), reader.required_text("publicKeyPem"));
        let key = Self { id, owner, public_key_pem, lifetime };
        if key.public_key_pem.contains("PRIVATE KEY") {
            reader.say(code::proof::KEY_PRIVATE_EXPOSED, reader.at("publicKeyPem"), "");
        }
        key
    }
}

/// When a key has ended. What is no date and does not say no has ended it long ago.
fn end(reader: &mut Reader<'_, '_>, name: &'static str) -> Option<DateTime<Utc>> {
    let value = reader.take(name).filter(|value| value.as_bool() != Some(false))?;
    let date = value.as_str().and_then(|text| moment(text).ok());
    Some(date.map_or(DateTime::<Utc>::MIN_UTC, |date| date.instant()))
}

impl fmt::Debug for CryptographicKey {
    /// Without the text of the key, which may hold what it should not.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CryptographicKey")
            .field("id", &self.id)
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}
