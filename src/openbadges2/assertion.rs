use super::badge_class::{BadgeClass, Image};
use super::endorsement::Endorsement;
use super::extension::Extension;
use super::reader::{self, Read, Reader};
use super::{Kind, Reference, issuer::CryptographicKey};
use crate::badge::{IdentifierType, IdentityMatch, IdentityObject};
use crate::codec::md5;
use crate::json::{Node, Object, Pointer};
use crate::report::{Finding, Findings, Group, code};
use crate::vc::DateTimeStamp;
use crate::vc::masked::Masked;
use std::fmt;

/// What was awarded to whom and when
/// ([Assertion](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Assertion)). `Debug` shows nothing of
/// the recipient.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assertion {
    /// Its id (absolute IRI): of a hosted one, where it is hosted.
    pub id: String,
    /// Who received it.
    pub recipient: Recipient,
    /// What it is awarded for.
    pub badge: Reference<BadgeClass>,
    /// How it is to be verified.
    pub verification: Verification,
    /// When it was awarded.
    pub issued_on: Option<DateTimeStamp>,
    /// When it ends, if it does.
    pub expires: Option<DateTimeStamp>,
    /// The badge with the assertion in it.
    pub image: Option<Image>,
    /// What the recipient did.
    pub evidence: Vec<Evidence>,
    /// The same in words (Markdown).
    pub narrative: Option<String>,
    /// Whether the issuer has withdrawn it; said in the hosted copy alone.
    pub revoked: bool,
    /// Why.
    pub revocation_reason: Option<String>,
    /// What others say about it.
    pub endorsement: Vec<Reference<Endorsement>>,
    /// The language that it is written in (BCP 47).
    pub language: Option<String>,
    /// Extensions of the specification.
    pub extensions: Vec<Extension>,
    /// Members of no place in the class.
    pub extra: Object,
    /// Where else something stands in it that is not read.
    pub(crate) unread: Vec<Pointer>,
    /// What `verification` is called in it.
    pub(crate) verification_name: &'static str,
}

/// Who received a badge
/// ([IdentityObject](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#IdentityObject)). `Debug` shows
/// nothing of it but how it is written.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recipient {
    /// What kind of identifier it is: `email`, `id`, `url` or `telephone`.
    pub kind: String,
    /// `sha256$` or `md5$` and the hash of identifier and salt, or the identifier itself.
    pub identity: String,
    /// Whether it is a hash.
    pub hashed: bool,
    /// What was put behind the identifier before hashing.
    pub salt: Option<String>,
}

/// How an assertion is to be verified
/// ([VerificationObject](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// By the copy that its issuer hosts.
    #[default]
    Hosted,
    /// By its signature.
    Signed {
        /// The address of the key; one of those in the issuer's profile if nothing is said.
        creator: Option<String>,
    },
    /// In a way that is not known.
    Other(String),
}

/// What the recipient did: a page, or words about it
/// ([Evidence](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Evidence)). `Debug` masks all of it.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// Where it is.
    pub id: Option<String>,
    /// In words (Markdown).
    pub narrative: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// What kind of thing it is.
    pub genre: Option<String>,
    /// For whom it was made.
    pub audience: Option<String>,
}

impl Assertion {
    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no assertion of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        // Of what another class is meant to be, nothing is missing that an assertion has.
        let is_form = |finding: &Finding| finding.code.group() == Group::Format;
        reader::whole(node).map_err(|findings| match Kind::is_another(node, Kind::Assertion) {
            true => findings.into_iter().filter(is_form).collect(),
            false => findings,
        })
    }

    /// That it was withdrawn, if it says so.
    pub(crate) fn withdrawn(&self) -> Option<Finding> {
        let at = Pointer::root().member("revoked");
        self.revoked.then(|| Finding::new(code::status::REVOKED, at, "the badge says so itself"))
    }
}

impl Read for Assertion {
    const CLASS: &'static [&'static str] = &["Assertion"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let id = reader.required_iri("id");
        let verification_name = reader.verification_name();
        let revoked = reader.boolean("revoked").unwrap_or_default();
        // Of one that was withdrawn, its id is enough.
        if !revoked {
            ["recipient", "badge", verification_name, "issuedOn"].into_iter().for_each(|name| reader.require(name));
        }
        let image = reader.page_or("image", Image::at);
        if image.iter().any(Image::is_data) {
            reader.wrong(reader.at("image"), "the image of an assertion stands at an address, not in a data: URI");
        }
        let recipients = reader.many("recipient");
        Self {
            id,
            recipient: reader.only("recipient", recipients).unwrap_or_default(),
            badge: reader.reference("badge").unwrap_or(Reference::Id(String::new())),
            verification: reader.many(verification_name).pop().unwrap_or_default(),
            issued_on: reader.date("issuedOn"),
            expires: reader.date("expires"),
            image: reader.only("image", image),
            evidence: reader.page_or("evidence", Evidence::at),
            narrative: reader.text("narrative"),
            revoked,
            revocation_reason: reader.text("revocationReason"),
            endorsement: reader.references("endorsement"),
            language: reader.text("@language"),
            extensions: reader.extensions(),
            extra: reader.rest(),
            unread: reader.unread(),
            verification_name,
        }
    }
}

impl Recipient {
    /// Compares with an identifier that is known otherwise; an e-mail address also in small letters.
    pub fn matches(&self, kind: &str, known: &str) -> IdentityMatch {
        if self.kind != kind {
            return IdentityMatch::NotComparable;
        }
        let Some(hash) = self.identity.strip_prefix("md5$").filter(|_| self.hashed) else {
            return self.as_identity().matches(&self.identifier_type(), known);
        };
        let salt = self.salt.as_deref().unwrap_or_default();
        let lower = known.to_ascii_lowercase();
        let spellings = [Some(known), (kind == "email").then_some(lower.as_str())];
        let same = |spelling: &str| md5::md5_hex(&format!("{spelling}{salt}")).eq_ignore_ascii_case(hash);
        match spellings.into_iter().flatten().any(same) {
            true => IdentityMatch::Same,
            false => IdentityMatch::Different,
        }
    }

    /// The same as Open Badges 3.0 writes it: the hashes are made in one way.
    pub fn as_identity(&self) -> IdentityObject {
        let mut identity = IdentityObject::plain(self.identifier_type(), self.identity.clone());
        identity.hashed = self.hashed;
        identity.salt.clone_from(&self.salt);
        identity
    }

    fn identifier_type(&self) -> IdentifierType {
        IdentifierType::from(match self.kind.as_str() {
            "email" => "emailAddress",
            "id" => "identifier",
            "url" => "ext:url",
            "telephone" => "ext:telephone",
            _ => "identifier",
        })
    }

    /// Whether the hash is one that can be compared.
    fn is_hash(&self) -> bool {
        let digits = |hash: &str, length| hash.len() == length && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.identity.strip_prefix("sha256$").is_some_and(|hash| digits(hash, 64))
            || self.identity.strip_prefix("md5$").is_some_and(|hash| digits(hash, 32))
    }
}

impl Read for Recipient {
    const CLASS: &'static [&'static str] = &[];
    const IS_PART: bool = true;

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let kind = reader.texts("type").pop().unwrap_or_default();
        reader.require("identity");
        reader.require("hashed");
        let recipient = Self {
            kind,
            identity: reader.text("identity").unwrap_or_default(),
            hashed: reader.boolean("hashed").unwrap_or_default(),
            salt: reader.text("salt"),
        };
        if !["email", "id", "url", "telephone"].contains(&recipient.kind.as_str()) {
            reader.say(code::ob2::TYPE, reader.at("type"), "write `email`, `id`, `url` or `telephone`");
        }
        if recipient.hashed && !recipient.is_hash() {
            reader.wrong(reader.at("identity"), "a hash is `sha256$` or `md5$` and its hexadecimal digits");
        }
        recipient
    }
}

impl Read for Verification {
    const CLASS: &'static [&'static str] = &[];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let types = reader.texts("type");
        let creator = reader.reference::<CryptographicKey>("creator").map(|key| match key {
            Reference::Id(id) => id,
            Reference::Embedded(key) => key.id,
        });
        let is_way = |name: &&str| !["VerificationObject", "Extension"].contains(name);
        match types.iter().map(String::as_str).find(is_way) {
            Some("HostedBadge" | "hosted") => Self::Hosted,
            Some("SignedBadge" | "signed") => Self::Signed { creator },
            other => {
                // Open Badges 2.0 leaves room for other ways: Blockcerts state theirs as an extension.
                if other.is_none() || !types.iter().any(|name| name == "Extension") {
                    reader.say(code::ob2::TYPE, reader.at("type"), "write `HostedBadge` or `SignedBadge`");
                }
                Self::Other(other.unwrap_or_default().to_owned())
            }
        }
    }
}

impl Evidence {
    /// The page where it is.
    pub fn at(url: String) -> Self {
        Self { id: Some(url), ..Self::default() }
    }
}

impl Read for Evidence {
    const CLASS: &'static [&'static str] = &[];
    const IS_PART: bool = true;

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        Self {
            id: reader.text("id"),
            narrative: reader.text("narrative"),
            name: reader.text("name"),
            description: reader.text("description"),
            genre: reader.text("genre"),
            audience: reader.text("audience"),
        }
    }
}

impl fmt::Debug for Assertion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Assertion")
            .field("id", &self.id)
            .field("recipient", &self.recipient)
            .field("badge", &self.badge)
            .field("verification", &self.verification)
            .field("issued_on", &self.issued_on)
            .field("expires", &self.expires)
            .field("evidence", &Masked(&self.evidence))
            .field("narrative", &Masked(&self.narrative))
            .field("revoked", &self.revoked)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Recipient")
            .field("kind", &self.kind)
            .field("hashed", &self.hashed)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Evidence").finish_non_exhaustive()
    }
}
