use crate::bake::Container;
use crate::codec::base64;
use crate::elm;
use crate::json::{Node, Pointer};
use crate::microcredential::Offer;
use crate::openbadges2::is_open_badge_2;
use crate::ops::Error;
use crate::proof::{EnvelopeFormat, unwrapping};
use crate::report::{Finding, code};
use crate::vc::types::{has_type, is_credential, is_presentation};

/// A document as it arrived: what a string holds, or the JSON that stands there; nothing for anything else. What is binary stands in a
/// string in base64, as other operations give it: an image with a credential in it, or a COSE_Sign1 message.
pub(in crate::ops) fn bytes_of(node: Node<'_>) -> Option<Vec<u8>> {
    match node.as_str() {
        Some(text) => Some(binary(text).unwrap_or_else(|| text.as_bytes().to_vec())),
        None => node.is_object().then(|| node.to_value().to_string().into_bytes()),
    }
}

/// What a text is in base64, if that is an image or a message. Neither JSON nor a token is anything in base64.
fn binary(text: &str) -> Option<Vec<u8>> {
    let bytes = base64::decode(text.trim()).ok()?;
    let is_message = EnvelopeFormat::of(&bytes) == Some(EnvelopeFormat::Cose);
    (is_message || Container::of(&bytes).is_some()).then_some(bytes)
}

/// What a document is, by how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// An achievement of Open Badges 3.0, signed or not.
    Badge,
    /// An endorsement of Open Badges 3.0, signed or not.
    Endorsement,
    /// Another credential or a presentation of the VC Data Model.
    Credential,
    /// A document of Open Badges 2.0.
    OpenBadge2,
    /// A European Digital Credential.
    EuropeanDigitalCredential,
    /// The [JSON form](crate::microcredential::form) of a micro-credential.
    MicroCredential,
    /// The [JSON form](crate::microcredential::form) of an offer, or something that is nothing else.
    Offer,
}

impl DocumentKind {
    /// The kind of a document.
    pub fn of(root: Node<'_>) -> Self {
        const BADGES: [&str; 2] = ["OpenBadgeCredential", "AchievementCredential"];
        let has = |name| root.get(name).is_some();
        if BADGES.iter().any(|class| has_type(root, class)) {
            Self::Badge
        } else if has_type(root, "EndorsementCredential") {
            Self::Endorsement
        } else if is_open_badge_2(root) {
            Self::OpenBadge2
        } else if elm::Format::of(root).is_some() {
            Self::EuropeanDigitalCredential
        } else if has("@context") || is_credential(root) || is_presentation(root) {
            Self::Credential
        } else if has("learner") || has("issued") || has("offer") {
            Self::MicroCredential
        } else {
            Self::Offer
        }
    }

    /// The same, unless it is nothing by itself and has a credential inside.
    ///
    /// # Errors
    /// Where that stands.
    pub(in crate::ops) fn unwrapped(root: Node<'_>) -> Result<Self, Error> {
        let kind = Self::of(root);
        match unwrapping(root).filter(|_| kind == Self::Offer) {
            Some(detail) => Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail))),
            None => Ok(kind),
        }
    }

    /// That a document is one of ours which nobody has signed, and what is to be done first.
    pub(in crate::ops) fn unissued(root: Node<'_>) -> Option<String> {
        let kind = Self::of(root);
        let is_unissued = match kind {
            Self::MicroCredential => true,
            // What is nothing else counts as an offer too.
            Self::Offer => Offer::from_node(root).is_ok(),
            _ => false,
        };
        let first = if kind == Self::Offer { "award it to a learner, issue that" } else { "issue it first" };
        is_unissued.then(|| format!("it is {} that nobody has issued: {first}", kind.with_article()))
    }

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Badge => "badge",
            Self::Endorsement => "endorsement",
            Self::Credential => "credential",
            Self::OpenBadge2 => "open-badge-2",
            Self::EuropeanDigitalCredential => "european-digital-credential",
            Self::MicroCredential => "micro-credential",
            Self::Offer => "offer",
        }
    }

    /// For sentences.
    pub(in crate::ops) fn with_article(self) -> &'static str {
        match self {
            Self::Badge => "a badge",
            Self::Endorsement => "an endorsement",
            Self::Credential => "a credential",
            Self::OpenBadge2 => "an Open Badge 2.0",
            Self::EuropeanDigitalCredential => "a European Digital Credential",
            Self::MicroCredential => "a micro-credential",
            Self::Offer => "an offer",
        }
    }
}
