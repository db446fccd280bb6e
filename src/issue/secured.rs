#[cfg(feature = "cose")]
use crate::codec::base64;
use crate::json::Node;
use crate::limits::Limits;
use crate::microcredential::carrier::LossReport;
use crate::proof::{Envelope, EnvelopeFormat, Suite, TokenKind, Unwrapped};
use crate::vc::context_urls::CREDENTIALS_V1;
use crate::vc::types::is_presentation;
use std::fmt;

/// A secured document, ready to carry: JSON with a proof, a token, or a binary message.
///
/// Keep it as it is. Formatting JSON differently does no harm to the RDF suites, but there is never a need to.
///
/// ```
/// # use microcred::badge::Profile;
/// # use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
/// # use microcred::{Environment, Issuer};
/// use microcred::proof::Suite;
/// # let signer = InMemorySigner::new(PrivateKey::generate(Algorithm::Ed25519, &Environment::system())?)?;
/// # let did = signer.identity().did().ok_or("not a DID")?.to_owned();
/// # let issuer = Issuer::new(Profile::new(&did), signer);
/// # let credential = format!(r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
/// #     "issuer": "{did}", "credentialSubject": {{"id": "did:example:ana"}}}}"#);
/// let secured = issuer.secure(&credential, Suite::Jwt)?;
/// assert_eq!((secured.suite(), secured.media_type()), (Suite::Jwt, "application/vc+jwt"));
/// assert_eq!(secured.id(), None);
/// let body: Vec<u8> = secured.into();
/// # let _ = body;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secured {
    text: String,
    /// What a binary message consists of.
    bytes: Option<Vec<u8>>,
    suite: Suite,
    losses: LossReport,
}

impl Secured {
    pub(crate) fn of_text(text: String, suite: Suite) -> Self {
        Self { text, bytes: None, suite, losses: LossReport::default() }
    }

    #[cfg(feature = "cose")]
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self { text: base64::encode(&bytes), bytes: Some(bytes), suite: Suite::Cose, losses: LossReport::default() }
    }

    pub(super) fn with_losses(self, losses: LossReport) -> Self {
        Self { losses, ..self }
    }

    /// What the carrier could not hold of the micro-credential; empty for everything else.
    pub fn losses(&self) -> &LossReport {
        &self.losses
    }

    /// How it is secured; where a document has several proofs, the newest of them.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The id of the document: of a credential, the one under which it stands in a [`Registry`](crate::status::registry::Registry) and is
    /// revoked. Nothing if it has none, as presentations often do, or if it is only disclosed to some.
    pub fn id(&self) -> Option<String> {
        self.open()?.document().root().get("id").and_then(Node::as_str).map(str::to_owned)
    }

    /// The document inside. It was written by the limits of whoever secured it, which this need not repeat.
    fn open(&self) -> Option<Unwrapped> {
        let most = usize::MAX;
        let limits = Limits { bytes: most, depth: most, values: most, disclosures: most, ..Limits::default() };
        Unwrapped::read(self.as_bytes(), &limits).ok()
    }

    /// The media type to serve it under ([VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/#media-types),
    /// [VC-JOSE-COSE](https://www.w3.org/TR/vc-jose-cose/#media-types)): `application/vc`, `application/vp+jwt`, … A document of
    /// version 1.1 has none of its own and is `application/ld+json`, a token of Open Badges 3.0 `application/jwt`.
    pub fn media_type(&self) -> &'static str {
        let opened = self.open();
        let root = opened.as_ref().map(|opened| opened.document().root());
        let kind = match root.is_some_and(is_presentation) {
            true => TokenKind::Presentation,
            false => TokenKind::Credential,
        };
        let is_of_version_1 = || {
            let mut contexts = root.and_then(|root| root.get("@context")).into_iter().flat_map(Node::each);
            contexts.next().and_then(Node::as_str) == Some(CREDENTIALS_V1)
        };
        match (self.suite, kind) {
            (Suite::DataIntegrity(_), _) if is_of_version_1() => "application/ld+json",
            (Suite::DataIntegrity(_), TokenKind::Credential) => "application/vc",
            (Suite::DataIntegrity(_), TokenKind::Presentation) => "application/vp",
            (Suite::OpenBadgesJwt, _) => "application/jwt",
            (Suite::Jwt, kind) => Envelope::media_type_of(kind, EnvelopeFormat::Jwt),
            (Suite::SdJwt, kind) => Envelope::media_type_of(kind, EnvelopeFormat::SdJwt),
            (Suite::Cose, kind) => Envelope::media_type_of(kind, EnvelopeFormat::Cose),
        }
    }

    /// The bytes to carry.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The bytes to carry, given away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes.unwrap_or_else(|| self.text.into_bytes())
    }

    /// Whether it is a binary message rather than a text.
    pub fn is_binary(&self) -> bool {
        self.bytes.is_some()
    }

    /// The text: JSON, a token, or, for a binary message, its base64 with padding.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl AsRef<[u8]> for Secured {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<str> for Secured {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl From<Secured> for Vec<u8> {
    fn from(secured: Secured) -> Self {
        secured.into_bytes()
    }
}

impl fmt::Display for Secured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl fmt::Debug for Secured {
    /// Only the size: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Secured")
            .field("suite", &self.suite)
            .field("bytes", &self.as_bytes().len())
            .finish_non_exhaustive()
    }
}
