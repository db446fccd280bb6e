use crate::codec::base64;
use crate::json::{Node, Object, Pointer, Value};
use crate::limits::Limits;
use crate::report::{Finding, code};
use crate::vc::ENVELOPE_MEMBERS;
use crate::vc::context_urls::CREDENTIALS_V2;
use crate::vc::types::has_type;
use std::fmt;

/// Whether something is a credential or a presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // the data model has no third
pub enum TokenKind {
    /// A credential.
    Credential,
    /// A presentation.
    Presentation,
}

/// What is in an envelope, by its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EnvelopeFormat {
    /// A compact JWS.
    Jwt,
    /// An SD-JWT.
    SdJwt,
    /// A COSE_Sign1 message.
    Cose,
}

/// A secured credential or presentation where JSON is expected: `EnvelopedVerifiableCredential` and
/// `EnvelopedVerifiablePresentation` ([VC Data Model 2.0 §4.13](https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials)).
///
/// The envelope itself is not signed: nothing but the token in it counts, so that nothing else may stand there.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    kind: TokenKind,
    format: EnvelopeFormat,
    media_type: &'static str,
    content: Content,
}

#[derive(Clone, PartialEq, Eq)]
enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

/// The media types that are read, the first of each kind and format being the one that is written. `application/jwt` is of
/// before there were others; what is in it is seen when it is opened.
const MEDIA_TYPES: [(&str, Option<TokenKind>, EnvelopeFormat); 10] = [
    ("application/vc+jwt", Some(TokenKind::Credential), EnvelopeFormat::Jwt),
    ("application/vp+jwt", Some(TokenKind::Presentation), EnvelopeFormat::Jwt),
    ("application/vc+sd-jwt", Some(TokenKind::Credential), EnvelopeFormat::SdJwt),
    ("application/dc+sd-jwt", Some(TokenKind::Credential), EnvelopeFormat::SdJwt),
    ("application/vp+sd-jwt", Some(TokenKind::Presentation), EnvelopeFormat::SdJwt),
    ("application/vc+cose", Some(TokenKind::Credential), EnvelopeFormat::Cose),
    ("application/vp+cose", Some(TokenKind::Presentation), EnvelopeFormat::Cose),
    ("application/vc+ld+json+jwt", Some(TokenKind::Credential), EnvelopeFormat::Jwt),
    ("application/vp+ld+json+jwt", Some(TokenKind::Presentation), EnvelopeFormat::Jwt),
    ("application/jwt", None, EnvelopeFormat::Jwt),
];

impl TokenKind {
    fn envelope(self) -> &'static str {
        match self {
            Self::Credential => "EnvelopedVerifiableCredential",
            Self::Presentation => "EnvelopedVerifiablePresentation",
        }
    }
}

impl Envelope {
    /// An envelope around a token.
    pub fn of_token(kind: TokenKind, format: EnvelopeFormat, token: impl Into<String>) -> Self {
        Self::new(kind, format, Content::Text(token.into()))
    }

    /// An envelope around a COSE_Sign1 message.
    pub fn of_message(kind: TokenKind, message: Vec<u8>) -> Self {
        Self::new(kind, EnvelopeFormat::Cose, Content::Bytes(message))
    }

    fn new(kind: TokenKind, format: EnvelopeFormat, content: Content) -> Self {
        Self { kind, format, media_type: Self::media_type_of(kind, format), content }
    }

    /// The media type that is written for a kind and a format.
    pub(crate) fn media_type_of(kind: TokenKind, format: EnvelopeFormat) -> &'static str {
        let written = MEDIA_TYPES.iter().find(|known| known.1 == Some(kind) && known.2 == format);
        written.map_or("application/jwt", |known| known.0)
    }

    /// What kind of envelope a document says to be, if it is one.
    pub fn kind_of(node: Node<'_>) -> Option<TokenKind> {
        [TokenKind::Credential, TokenKind::Presentation].into_iter().find(|kind| has_type(node, kind.envelope()))
    }

    /// Reads an envelope, strictly: `@context` begins with that of VC Data Model 2.0, `type` names the envelope alone, and `id`
    /// is a `data:` URL with a media type of secured credentials. There are no other members.
    ///
    /// # Errors
    /// `format.envelope` at the member that is not so.
    pub fn read(node: Node<'_>, limits: &Limits) -> Result<Self, Finding> {
        let kind = Self::kind_of(node).ok_or_else(|| malformed(node, "type", "it must name an envelope"))?;
        if node.get("type").is_some_and(|types| types.each().count() != 1) {
            return Err(malformed(node, "type", "an envelope has no other type"));
        }
        let mut contexts = node.get("@context").into_iter().flat_map(Node::each);
        if contexts.next().and_then(Node::as_str) != Some(CREDENTIALS_V2)
            || contexts.any(|other| other.as_str().is_none())
        {
            return Err(malformed(
                node,
                "@context",
                &format!("it must begin with {CREDENTIALS_V2}, and hold URLs alone"),
            ));
        }
        let id =
            node.get("id").and_then(Node::as_str).ok_or_else(|| malformed(node, "id", "it must be a `data:` URL"))?;
        let (media_type, format, content) = open(id, kind, limits).map_err(|detail| malformed(node, "id", detail))?;
        if let Some((name, _)) = node.members().find(|(name, _)| !ENVELOPE_MEMBERS.contains(name)) {
            return Err(malformed(
                node,
                name,
                "it stands beside what is signed, where nobody has signed it; take it out",
            ));
        }
        Ok(Self { kind, format, media_type, content })
    }

    /// Whether what was in it is of the kind that it says.
    ///
    /// # Errors
    /// `format.envelope` if a presentation stood where a credential belongs, or the other way round.
    pub(crate) fn fits(&self, content: TokenKind) -> Result<(), Finding> {
        let detail = match content {
            _ if content == self.kind => return Ok(()),
            TokenKind::Credential => "a credential is in it",
            TokenKind::Presentation => "a presentation is in it",
        };
        Err(Finding::new(code::jose::ENVELOPE, Pointer::root().member("type"), detail))
    }

    /// Whether it holds a credential or a presentation.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// What it is secured with.
    pub fn format(&self) -> EnvelopeFormat {
        self.format
    }

    /// The media type.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// The token, unless it is a binary message.
    pub fn token(&self) -> Option<&str> {
        match &self.content {
            Content::Text(token) => Some(token),
            Content::Bytes(_) => None,
        }
    }

    /// The bytes that are secured: the text of a token, or a binary message.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(token) => token.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Value {
        let url = match &self.content {
            Content::Text(token) => format!("data:{},{token}", self.media_type),
            Content::Bytes(bytes) => format!("data:{};base64,{}", self.media_type, base64::encode(bytes)),
        };
        Object::new().with("@context", CREDENTIALS_V2).with("id", url).with("type", self.kind.envelope()).into()
    }
}

impl fmt::Debug for Envelope {
    /// Only what it is: the content says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Envelope")
            .field("kind", &self.kind)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

/// What is in a `data:` URL ([RFC 2397](https://www.rfc-editor.org/rfc/rfc2397)) of an envelope.
fn open(url: &str, kind: TokenKind, limits: &Limits) -> Result<(&'static str, EnvelopeFormat, Content), &'static str> {
    let rest = url.strip_prefix("data:").ok_or("it must be a `data:` URL")?;
    let (before, data) = rest.split_once(',').ok_or("a `data:` URL has a comma before its content")?;
    let (media_type, base64) = match before.strip_suffix(";base64") {
        Some(media_type) => (media_type, true),
        None => (before, false),
    };
    let known = MEDIA_TYPES.iter().find(|known| known.0.eq_ignore_ascii_case(media_type));
    let &(media_type, said, format) = known.ok_or("its media type is none of secured credentials")?;
    if said.is_some_and(|said| said != kind) {
        return Err("its media type is not of the kind that `type` says");
    }
    if data.is_empty() || data.len() > limits.bytes {
        return Err("it is empty, or larger than the limit allows");
    }
    let content = match (format, base64) {
        // White space at the end is what a fixture of the W3C's suite has; the message itself is secured by its signature.
        (EnvelopeFormat::Cose, true) => {
            Content::Bytes(base64::decode(data.trim_ascii_end()).map_err(|_| "its content is not canonical base64")?)
        }
        (EnvelopeFormat::Cose, false) => return Err("a binary message is written in base64"),
        (_, true) => return Err("a token stands in the URL as it is, not in base64"),
        (_, false) if said.is_some() && data.contains('~') != (format == EnvelopeFormat::SdJwt) => {
            return Err("its media type is of another form of token than its content");
        }
        (_, false) if data.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)) => {
            Content::Text(data.to_owned())
        }
        (_, false) => return Err("its content is not made of the characters of a token"),
    };
    Ok((media_type, format, content))
}

fn malformed(node: Node<'_>, member: &str, detail: &str) -> Finding {
    let place = node.get(member).unwrap_or(node).path();
    let place = if node.get(member).is_some() { place } else { place.member(member) };
    Finding::new(code::jose::ENVELOPE, place, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;

    fn read(text: &str) -> Result<Envelope, Finding> {
        Envelope::read(Tree::parse(text, &Limits::default()).unwrap().root(), &Limits::default())
    }

    const GOOD: &str = r#"{"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,eyJ.eyJ.AA"}"#;

    #[test]
    fn envelopes_survive() {
        use EnvelopeFormat::{Jwt, SdJwt};
        use TokenKind::{Credential, Presentation};
        let envelopes = [
            Envelope::of_token(Credential, Jwt, "a.b.c"),
            Envelope::of_token(Presentation, Jwt, "a.b.c"),
            Envelope::of_token(Credential, SdJwt, "a.b.c~d~"),
            Envelope::of_token(Presentation, SdJwt, "a.b.c~d~e.f.g"),
            Envelope::of_message(Credential, vec![0xd2, 0x84, 0xff, 0xfe]),
            Envelope::of_message(Presentation, vec![0xd2]),
        ];
        for envelope in envelopes {
            assert_eq!(read(&envelope.to_json().to_string()), Ok(envelope));
        }
        assert_eq!(read(GOOD).unwrap().token(), Some("eyJ.eyJ.AA"));
    }

    /// The refusals of the suite for VC Data Model 2.0, and more of their kind.
    #[test]
    fn what_is_not_quite_an_envelope_is_refused() {
        let context = r#""https://www.w3.org/ns/credentials/v2""#;
        for (from, to, place) in [
            (context, "[]", "/@context"),
            (context, r#""https://www.w3.org/2018/credentials/v1""#, "/@context"),
            (context, r#"["https://www.w3.org/ns/credentials/v2", {"id": "x"}]"#, "/@context"),
            (r#""@context""#, r#""context""#, "/@context"),
            (
                r#""EnvelopedVerifiableCredential""#,
                r#"["EnvelopedVerifiableCredential", "VerifiableCredential"]"#,
                "/type",
            ),
            (r#""EnvelopedVerifiableCredential""#, r#""VerifiableCredential""#, "/type"),
            (r#""type""#, r#""kind""#, "/type"),
            ("data:application/vc+jwt,", "", "/id"),
            ("data:application/vc+jwt,", "data:application/vp+jwt,", "/id"),
            ("data:application/vc+jwt,", "data:application/json,", "/id"),
            ("data:application/vc+jwt,", "data:application/vc+jwt;base64,", "/id"),
            ("data:application/vc+jwt,", "data:application/vc+jwt;charset=utf-8,", "/id"),
            ("data:application/vc+jwt,", "data:application/vc+cose,", "/id"),
            ("data:application/vc+jwt,", "data:application/vc+sd-jwt,", "/id"),
            ("eyJ.eyJ.AA", "eyJ.eyJ.AA~", "/id"),
            (r#""type""#, r#""name": "PhD", "type""#, "/name"),
            (r#""type""#, r#""credentialSubject": {"id": "did:example:eva"}, "type""#, "/credentialSubject"),
            (r#""type""#, r#""validUntil": "2020-01-01T00:00:00Z", "type""#, "/validUntil"),
            (r#""type""#, r#""proof": {}, "type""#, "/proof"),
            ("data:application/vc+jwt,", "https://vet.example/", "/id"),
            (",eyJ.eyJ.AA", ",", "/id"),
            ("eyJ.eyJ.AA", "eyJ.%65yJ.AA", "/id"),
            (r#""data:application/vc+jwt,eyJ.eyJ.AA""#, "7", "/id"),
        ] {
            let text = GOOD.replace(from, to);
            assert_ne!(text, GOOD);
            let finding = read(&text).unwrap_err();
            assert_eq!((finding.code, finding.pointer.as_str()), (code::jose::ENVELOPE, place), "{text}");
        }
    }
}
