use super::{CONTEXT, LOCAL, Seal, UNCHECKED};
use crate::codec::base64url;
use crate::json::{Node, Object, Value};
use crate::proof::is_jws_in_json;
use crate::vc::context_urls;

/// What something was read from. It goes with whatever is made of it, since that itself says nothing about where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// `sha256:` and the digest of the document as it arrived, in hexadecimal digits.
    pub digest: String,
    /// Its format.
    pub format: Format,
    /// The seals on it; none if it is not sealed.
    pub seals: Vec<Seal>,
}

/// In which form a document of ELM is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A European Digital Credential, VC Data Model 1.1.
    Edc,
    /// The variant with VC Data Model 2.0, as EBSI has it.
    EdcVcdm2,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Edc, Self::EdcVcdm2];

    /// The word used in JSON: `edc`, `edc-vcdm2`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edc => "edc",
            Self::EdcVcdm2 => "edc-vcdm2",
        }
    }

    /// The format of a credential that is one of ELM, by its types and contexts; of a sealed file too, if its payload is one, and of what
    /// Europass takes for issuing.
    ///
    /// The payload of a sealed file is only glanced at: [`read`](super::read) reads it.
    pub fn of(root: Node<'_>) -> Option<Self> {
        if is_jws_in_json(root) {
            return is_sealed(root).then_some(Self::Edc);
        }
        Self::of_credential(uploaded(root).unwrap_or(root))
    }

    pub(super) fn of_credential(root: Node<'_>) -> Option<Self> {
        let contexts: Vec<&str> = each_text(root, "@context").collect();
        let is_typed = each_text(root, "type").chain(each_text(root, "@type")).any(is_credential_type);
        let is_presentation = each_text(root, "type").any(|name| name == "EuropeanDigitalPresentation");
        if is_presentation || !is_typed && !contexts.iter().any(|url| is_context(url)) {
            return None;
        }
        let is_newer = contexts.contains(&context_urls::CREDENTIALS_V2);
        Some(if is_newer { Self::EdcVcdm2 } else { Self::Edc })
    }
}

/// The credential in what the Europass issuer takes: it stands beside how to deliver it, and what is around it has no type.
pub(super) fn uploaded(root: Node<'_>) -> Option<Node<'_>> {
    let is_bare = root.get("type").is_none() && root.get("@context").is_none();
    root.get(UPLOADED).filter(|inner| is_bare && Format::of_credential(*inner).is_some())
}

/// Where the credential stands in what the Europass issuer takes.
pub(crate) const UPLOADED: &str = "credential";

/// Whether a JWS in JSON is around a credential of ELM, by the names in its payload.
fn is_sealed(jws: Node<'_>) -> bool {
    let payload = jws.get("payload").and_then(Node::as_str).unwrap_or_default();
    // As text, or encoded as usual.
    let decoded = if payload.trim_start().starts_with('{') { None } else { base64url::decode(payload).ok() };
    let decoded = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = decoded.as_deref().unwrap_or(payload);
    CREDENTIALS.iter().any(|class| text.contains(class)) || text.contains("data.europa.eu/snb/model/context/edc-ap")
}

const CREDENTIALS: [&str; 2] = ["EuropeanDigitalCredential", "EuropassCredential"];

fn each_text<'t>(root: Node<'t>, member: &str) -> impl Iterator<Item = &'t str> {
    root.get(member).into_iter().flat_map(Node::each).filter_map(Node::as_str)
}

fn is_credential_type(name: &str) -> bool {
    name.rsplit([':', '/', '#']).next().is_some_and(|class| CREDENTIALS.contains(&class))
}

/// The context under any of the addresses that are in use.
pub(super) fn is_context(url: &str) -> bool {
    let place = |url: &str| url.trim_end_matches('/').split_once("://").map(|(_, rest)| rest.to_owned());
    place(url) == place(CONTEXT)
}

/// Whether an id says nothing outside its document.
pub(crate) fn is_local(id: &str) -> bool {
    id.starts_with(LOCAL) || id.starts_with("_:")
}

impl Source {
    /// The JSON form: `verified`, which is always `false`, `digest`, `format`, `seals`, and with them in `unchecked` what nobody looked at.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("verified", false)
            .with("digest", &self.digest)
            .with("format", self.format.as_str())
            .with_all("seals", self.seals.iter().map(Seal::to_json))
            .with_some("unchecked", (!self.seals.is_empty()).then_some(UNCHECKED))
            .into()
    }
}
