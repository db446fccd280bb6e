use super::jose::Header;
use super::{Envelope, EnvelopeFormat, Secured, TokenKind, Wanted};
use crate::bake::{self, Container};
use crate::json::{Node, Pointer};
use crate::limits::Limits;
use crate::report::{Finding, code};
use crate::vc::Document;
use std::fmt;

/// A document taken out of whatever it came in: a token, a binary message, an envelope around one of them, or nothing at
/// all. Nobody has looked at a signature yet.
///
/// ```
/// use microcred::Limits;
/// use microcred::proof::Unwrapped;
/// let plain = Unwrapped::read(br#"{"type": ["VerifiableCredential"]}"#, &Limits::default())?;
/// assert_eq!(plain.format(), None);
/// # Ok::<(), microcred::report::Finding>(())
/// ```
#[derive(Clone)]
pub struct Unwrapped {
    document: Document,
    secured: Option<(EnvelopeFormat, Vec<u8>)>,
    key: Option<String>,
    unverifiable: Option<String>,
}

impl EnvelopeFormat {
    /// What a file looks like from outside; nothing for JSON and for all that is none of them.
    pub fn of(input: &[u8]) -> Option<Self> {
        let of_token =
            |byte: u8| byte.is_ascii_alphanumeric() | matches!(byte, b'-'..=b'/' | b'_' | b'~' | b'=' | b'+');
        // No early end within a piece, so that the compiler can look at many bytes at once.
        let is_of_token = |piece: &[u8]| piece.iter().fold(true, |all, byte| all & of_token(*byte));
        let text = input.trim_ascii();
        match text.first() {
            // The start of a COSE_Sign1 message, with its tag or without.
            Some(0xd2 | 0x84) => Some(Self::Cose),
            Some(_) if !text.contains(&b'.') || !text.chunks(256).all(is_of_token) => None,
            Some(_) if text.contains(&b'~') => Some(Self::SdJwt),
            Some(_) => Some(Self::Jwt),
            None => None,
        }
    }

    /// The word used in JSON and for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::SdJwt => "sd-jwt",
            Self::Cose => "cose",
        }
    }
}

impl Unwrapped {
    /// Takes out the document. Of an SD-JWT it is what the token discloses.
    ///
    /// # Errors
    /// What keeps the token, the message, the envelope or the JSON from being read.
    pub fn read(input: &[u8], limits: &Limits) -> Result<Self, Finding> {
        Self::of_input(input, Wanted::Signature, limits)
    }

    /// The same for those who only tell what it says of itself: a token may be made with an algorithm that nobody verifies here.
    pub(crate) fn read_to_show(input: &[u8], limits: &Limits) -> Result<Self, Finding> {
        Self::of_input(input, Wanted::Content, limits)
    }

    fn of_input(input: &[u8], wanted: Wanted, limits: &Limits) -> Result<Self, Finding> {
        if Container::of(input).is_some() {
            let carried = bake::extract(input, limits)?;
            return Self::of_text(carried.credential(), wanted, limits);
        }
        Self::of_text(input, wanted, limits)
    }

    fn of_text(input: &[u8], wanted: Wanted, limits: &Limits) -> Result<Self, Finding> {
        if let Some(format) = EnvelopeFormat::of(input) {
            return Self::of_secured(format, input, wanted, limits).map(|(unwrapped, _)| unwrapped);
        }
        let document = Document::read(input, limits)?;
        if is_jws_in_json(document.root()) {
            return Err(sealed());
        }
        if Envelope::kind_of(document.root()).is_none() {
            return Ok(Self { document, secured: None, key: None, unverifiable: None });
        }
        let envelope = Envelope::read(document.root(), limits)?;
        let (unwrapped, kind) = Self::of_secured(envelope.format(), envelope.as_bytes(), wanted, limits)?;
        envelope.fits(kind).map(|()| unwrapped)
    }

    fn of_secured(
        format: EnvelopeFormat,
        input: &[u8],
        wanted: Wanted,
        limits: &Limits,
    ) -> Result<(Self, TokenKind), Finding> {
        if input.len() > limits.bytes {
            let detail = format!("{} bytes are read at most", limits.bytes);
            return Err(Finding::new(code::input::TOO_LARGE, Pointer::root(), detail));
        }
        let bytes = match format {
            EnvelopeFormat::Cose => input,
            _ => input.trim_ascii(),
        };
        let (read, claims) = Secured::read_for(format, bytes, wanted, limits)?;
        let key = read.key_id().map(str::to_owned);
        let unverifiable = read.header().and_then(Header::other_algorithm).map(str::to_owned);
        let document = Document::read(claims.content().text().as_bytes(), limits)?;
        Ok((Self { document, secured: Some((format, bytes.to_vec())), key, unverifiable }, claims.kind()))
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What it came in, if it was not JSON as it is.
    pub fn format(&self) -> Option<EnvelopeFormat> {
        self.secured.as_ref().map(|(format, _)| *format)
    }

    /// The token or message itself, out of its envelope.
    pub fn secured(&self) -> Option<&[u8]> {
        self.secured.as_ref().map(|(_, bytes)| bytes.as_slice())
    }

    /// How the token or message names its key, if it does so by a name.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The algorithm of the token, if it is none that is verified here.
    pub(crate) fn unverifiable(&self) -> Option<&str> {
        self.unverifiable.as_deref()
    }
}

/// Whether an object is a JWS in JSON, general or flattened.
pub(crate) fn is_jws_in_json(root: Node<'_>) -> bool {
    root.get("payload").and_then(Node::as_str).is_some()
        && (root.get("signatures").is_some() || root.get("signature").is_some())
}

/// What is said of a JWS in JSON where credentials are read.
pub(crate) fn sealed() -> Finding {
    let detail = "give a token in its compact form, `protected.payload.signature`; what is known of the seals of a European Digital \
                  Credential `inspect` tells, and `convert` reads what is in it";
    Finding::new(code::format::SEALED, Pointer::root(), detail)
}

impl fmt::Debug for Unwrapped {
    /// Only what it came in: the document says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Unwrapped").field("format", &self.format()).finish_non_exhaustive()
    }
}
