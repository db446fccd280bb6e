use crate::codec::digest;
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::report::Code;
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

/// Five values take `{"id":"…","revocationReason":"…"},`, and there is room for so many in the bytes that a list may have.
const MOST_VALUES_OF_A_LIST: usize = 400_000;

/// What kind of resource is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NeedKind {
    /// The document of a DID.
    DidDocument,
    /// A key, or the profile that lists it, under an https URL.
    KeyDocument,
    /// A JSON Web Key Set.
    KeySet,
    /// A status list credential.
    StatusList,
    /// The newer version of a credential.
    Refresh,
    /// A JSON Schema.
    Schema,
    /// A document of Open Badges 2.0: an assertion, a badge class, a profile or a key.
    OpenBadges2,
    /// A revocation list of Open Badges 2.0.
    RevocationList,
}

impl NeedKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DidDocument => "did_document",
            Self::KeyDocument => "key_document",
            Self::KeySet => "key_set",
            Self::StatusList => "status_list",
            Self::Refresh => "refresh",
            Self::Schema => "schema",
            Self::OpenBadges2 => "open_badges_2",
            Self::RevocationList => "revocation_list",
        }
    }

    /// The media types worth asking for, best first.
    pub fn accept(self) -> &'static [&'static str] {
        match self {
            Self::DidDocument => {
                &["application/did", "application/did+ld+json", "application/did+json", "application/json"]
            }
            Self::KeyDocument => &[
                "application/cid",
                "application/ld+json",
                "application/json",
                "application/jwk+json",
                "application/jwk-set+json",
            ],
            Self::KeySet => &["application/jwk-set+json", "application/json"],
            // A list shows by its signature whose it is, so hosts that know no better type do no harm.
            Self::StatusList => &[
                "application/vc",
                "application/vc+jwt",
                "application/vc+cose",
                "application/ld+json",
                "application/json",
                "application/vc+ld+json",
                "application/jwt",
                "text/plain",
            ],
            Self::Refresh => &["application/vc", "application/vc+jwt", "application/ld+json", "application/json"],
            Self::Schema => &["application/schema+json", "application/json"],
            Self::OpenBadges2 | Self::RevocationList => &["application/ld+json", "application/json"],
        }
    }

    /// More bytes than this are not read.
    pub fn max_bytes(self) -> usize {
        match self {
            Self::DidDocument | Self::KeyDocument | Self::KeySet => 256 * 1024,
            // The image of a badge class may stand in it.
            Self::Schema | Self::OpenBadges2 => 1024 * 1024,
            Self::StatusList | Self::Refresh | Self::RevocationList => 4 * 1024 * 1024,
        }
    }

    /// The budgets that a document of the kind is read within. A large issuer's revocation list holds more than any other: it names
    /// each badge that was withdrawn, and may say why.
    pub(crate) fn limits(self, limits: &Limits) -> Limits {
        match self {
            Self::RevocationList => Limits {
                bytes: limits.bytes.max(self.max_bytes()),
                values: limits.values.max(MOST_VALUES_OF_A_LIST),
                ..limits.clone()
            },
            _ => limits.clone(),
        }
    }

    /// Whether it may be fetched before the proof is known to hold: only what leads to the issuer's key. Of a hosted badge of
    /// Open Badges 2.0, what is fetched is the proof.
    ///
    /// Everything else in an unproven credential is a stranger's list of addresses.
    pub fn before_proof(self) -> bool {
        matches!(self, Self::DidDocument | Self::KeyDocument | Self::KeySet | Self::OpenBadges2)
    }
}

/// One resource that the library cannot go on without, and will not fetch itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Need {
    /// The name of this need; the same resource always has the same.
    pub id: String,
    /// What it is.
    pub kind: NeedKind,
    /// What is asked about: a DID, or the URL itself.
    pub subject: String,
    /// Where it is found: an https URL. For the document of a DID whose method has no addresses here, the DID itself: there is nothing to
    /// fetch, and a host that can resolve it, or has the document, [supplies](Found::supplied) it.
    pub url: String,
    /// The media types worth asking for, best first.
    pub accept: &'static [&'static str],
    /// More bytes than this are refused.
    pub max_bytes: usize,
    /// Whether it may be fetched before the proof is known to hold.
    pub before_proof: bool,
}

impl Need {
    /// A need of a kind with that kind's media types and limits. `subject` is the DID that `url` was made from, or `url` again.
    pub fn new(kind: NeedKind, subject: impl Into<String>, url: impl Into<String>) -> Self {
        let subject = subject.into();
        Self {
            id: format!("{}:{subject}", kind.as_str()),
            kind,
            subject,
            url: url.into(),
            accept: kind.accept(),
            max_bytes: kind.max_bytes(),
            before_proof: kind.before_proof(),
        }
    }

    /// The JSON form, for hosts in other languages.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("id", self.id.as_str())
            .with("kind", self.kind.as_str())
            .with("subject", self.subject.as_str())
            .with("url", self.url.as_str())
            .with_all("accept", self.accept.iter().copied())
            .with("maxBytes", i64::try_from(self.max_bytes).unwrap_or(i64::MAX))
            .with("beforeProof", self.before_proof)
            .into()
    }
}

/// What the host found out about a [`Need`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// The resource.
    Found(Found),
    /// The place was reached, and there is no such resource there.
    NotFound,
    /// The place was not reached, not tried, or gave something unusable.
    Unavailable {
        /// A more exact code than "could not be looked up", such as for a blocked address.
        code: Option<Code>,
        /// Why: one sentence.
        reason: String,
    },
}

impl Answer {
    /// An answer with the resource.
    pub fn found(found: Found) -> Self {
        Self::Found(found)
    }

    /// An answer without it, and why.
    pub fn unavailable(reason: impl Into<String>) -> Self {
        Self::Unavailable { code: None, reason: reason.into() }
    }

    /// The resource, or in words why there is none.
    pub(crate) fn resource(&self) -> Result<&Found, (Option<Code>, &str)> {
        match self {
            Self::Found(found) => Ok(found),
            Self::NotFound => Err((None, "there is no such document at its address")),
            Self::Unavailable { code, reason } => Err((*code, reason)),
        }
    }
}

/// Why there is no resource, in words, with the more exact code before them.
pub(crate) fn in_words(code: Option<Code>, reason: &str) -> String {
    code.map_or_else(|| reason.to_owned(), |code| format!("{code}: {reason}"))
}

/// A resource as it was found.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// The bytes of the body, which are many for a status list, and wanted by each credential that points to it.
    pub bytes: Arc<[u8]>,
    /// The media type that it was served with, if it was.
    pub media_type: Option<String>,
    /// The URL that it came from in the end, after redirects.
    pub final_url: String,
    /// When it was fetched, if it was.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Through whose hands it came.
    pub provenance: Provenance,
}

impl Found {
    /// A body that the host supplied itself, without a media type.
    pub fn supplied(url: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into().into(),
            media_type: None,
            final_url: url.into(),
            fetched_at: None,
            provenance: Provenance::Supplied,
        }
    }

    /// The same with a media type.
    #[must_use]
    pub fn served_as(self, media_type: impl Into<String>) -> Self {
        Self { media_type: Some(media_type.into()), ..self }
    }

    /// The same as it came over the network: its last URL and when.
    #[must_use]
    pub fn fetched(self, final_url: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self { final_url: final_url.into(), fetched_at: Some(at), provenance: Provenance::Network, ..self }
    }

    /// SHA-256 of the bytes in hexadecimal, as reports name resources.
    pub fn sha256(&self) -> String {
        digest::sha256_hex(&self.bytes)
    }

    /// Whether it was served as JSON, or without a word about what it is.
    pub(crate) fn may_be_json(&self) -> bool {
        let Some(media_type) = &self.media_type else { return true };
        let essence = essence_of(media_type);
        essence.starts_with("application/")
            && (essence.ends_with("/json")
                || essence.ends_with("+json")
                || essence.ends_with("/did")
                || essence.ends_with("/cid"))
    }

    /// Whether it was served as a page or a picture.
    pub(crate) fn is_page(&self) -> bool {
        self.media_type.as_deref().is_some_and(is_page)
    }
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence_of(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is that of what people look at: nothing that is looked up here is served so.
pub(crate) fn is_page(media_type: &str) -> bool {
    let essence = essence_of(media_type);
    matches!(&*essence, "text/html" | "application/xhtml+xml") || essence.starts_with("image/")
}

impl fmt::Debug for Found {
    /// Without the body, of which only the size is shown: it may be a credential, and say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Found")
            .field("bytes", &self.bytes.len())
            .field("media_type", &self.media_type)
            .field("final_url", &self.final_url)
            .field("fetched_at", &self.fetched_at)
            .field("provenance", &self.provenance)
            .finish_non_exhaustive()
    }
}

/// Through whose hands a resource came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provenance {
    /// It is part of the library.
    Bundled,
    /// The host had it at hand.
    Supplied,
    /// It was fetched now.
    Network,
    /// It was fetched before and kept.
    Cache,
}

impl Provenance {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Supplied => "supplied",
            Self::Network => "network",
            Self::Cache => "cache",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule R1.
    #[test]
    fn only_what_leads_to_the_key_comes_before_the_proof() {
        for kind in [NeedKind::DidDocument, NeedKind::KeyDocument, NeedKind::KeySet] {
            assert!(Need::new(kind, "s", "https://s.example/").before_proof);
        }
        for kind in [NeedKind::StatusList, NeedKind::Refresh, NeedKind::Schema, NeedKind::RevocationList] {
            assert!(!Need::new(kind, "s", "https://s.example/").before_proof);
        }
    }

    #[test]
    fn hosts_read_a_need_as_json() {
        let need = Need::new(NeedKind::DidDocument, "did:web:a.example", "https://a.example/.well-known/did.json");
        assert_eq!(
            need.to_json().to_string(),
            concat!(
                r#"{"id":"did_document:did:web:a.example","kind":"did_document","subject":"did:web:a.example","#,
                r#""url":"https://a.example/.well-known/did.json","accept":["application/did","application/did+ld+json","#,
                r#""application/did+json","application/json"],"maxBytes":262144,"beforeProof":true}"#
            )
        );
    }

    #[test]
    fn pages_are_not_json() {
        let served = |media_type: &str| Found::supplied("https://a.example/", "{}").served_as(media_type).may_be_json();
        for good in
            ["application/json", "application/did+ld+json; charset=utf-8", "Application/LD+JSON", "application/cid"]
        {
            assert!(served(good), "{good}");
        }
        for bad in ["text/html", "text/plain", "image/svg+xml", "application/octet-stream", "image/fake+json", ""] {
            assert!(!served(bad), "{bad}");
        }
    }
}
