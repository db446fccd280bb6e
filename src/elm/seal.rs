//! Electronic seals as the Commission puts them on European Digital Credentials: JAdES
//! ([ETSI TS 119 182-1](https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/)), a JWS in JSON
//! ([RFC 7515 §7.2](https://www.rfc-editor.org/rfc/rfc7515#section-7.2)) over the text of the credential.

use super::Certificate;
use crate::codec::{base64, base64url, digest};
use crate::json::{Node, Object, Tree, Value};
use crate::key::Algorithm;
use crate::limits::Limits;

/// What nobody looked at, whatever the state of a seal; said with every seal.
pub const UNCHECKED: &str = "the chain of certificates, timestamps and revocation were not checked";

/// One seal on a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seal {
    /// Whether it fits the document and the certificate in it.
    pub state: SealState,
    /// The algorithm, by its name in JOSE.
    pub algorithm: Option<String>,
    /// The certificate that it names first (`x5c`), which is the sealer's.
    pub certificate: Option<Certificate>,
    /// How many certificates it brings.
    pub certificates: usize,
    /// When it was made, as it says itself (`sigT` or `iat`); no timestamp was checked.
    pub claimed_time: Option<String>,
}

/// Whether a seal fits. It says nothing about whose it is: see [`UNCHECKED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SealState {
    /// The signature holds over these bytes with the key of the certificate in the seal.
    Holds,
    /// It does not.
    Broken,
    /// It could not be checked; the sentence says why.
    NotChecked(&'static str),
}

impl SealState {
    /// The word used in JSON: `holds`, `broken`, `not checked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Broken => "broken",
            Self::NotChecked(_) => "not checked",
        }
    }
}

impl Seal {
    /// The JSON form: `state`, `why` where it was not checked, `algorithm`, `claimedTime`, `certificate`, and in `unchecked` what
    /// nobody looked at.
    pub fn to_json(&self) -> Value {
        let why = match self.state {
            SealState::NotChecked(why) => Some(why),
            _ => None,
        };
        let certificate = self.certificate.as_ref().map(|certificate| {
            Object::new()
                .with("subject", &certificate.subject)
                .with("issuer", &certificate.issuer)
                .with("serial", &certificate.serial)
                .with("notBefore", seconds(certificate.not_before))
                .with("notAfter", seconds(certificate.not_after))
                .with("sha256", &certificate.sha256)
        });
        Object::new()
            .with("state", self.state.as_str())
            .with_some("why", why)
            .with_some("algorithm", self.algorithm.as_ref())
            .with_some("claimedTime", self.claimed_time.as_ref())
            .with_some("certificate", certificate)
            .with("unchecked", UNCHECKED)
            .into()
    }
}

fn seconds(time: chrono::DateTime<chrono::Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A sealed document, taken apart.
pub(super) struct Sealed {
    pub(super) payload: String,
    pub(super) seals: Vec<Seal>,
}

/// Takes a sealed document apart and checks its seals; nothing if there is no payload that is text.
pub(super) fn open(root: Node<'_>, limits: &Limits) -> Option<Sealed> {
    let payload = root.get("payload")?.as_str()?;
    let signatures: Vec<Node<'_>> = match root.get("signatures") {
        Some(several) => several.each().take(limits.proofs).collect(),
        None => vec![root],
    };
    let protected = signatures.iter().map(|signature| signature.get("protected").and_then(Node::as_str));
    let parts: Vec<_> =
        protected.zip(signatures.iter().map(|signature| signature.get("signature")?.as_str())).collect();
    taken_apart(payload, &parts, limits)
}

/// The same for a compact serialisation.
pub(super) fn open_compact(token: &str, limits: &Limits) -> Option<Sealed> {
    let (protected, rest) = token.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    taken_apart(payload, &[(Some(protected), Some(signature))], limits)
}

fn taken_apart(payload: &str, parts: &[(Option<&str>, Option<&str>)], limits: &Limits) -> Option<Sealed> {
    let headers: Vec<Option<Tree>> = parts.iter().map(|(protected, _)| header((*protected)?, limits)).collect();
    // RFC 7797 §6: where there are several signatures, all of them have to say the same about the payload.
    let is_encoded = |header: &Option<Tree>| {
        header.as_ref().and_then(|header| header.root().get("b64")).and_then(Node::as_bool) != Some(false)
    };
    let encoded = is_encoded(headers.first()?);
    let agree = headers.iter().all(|header| is_encoded(header) == encoded);
    let text = match encoded {
        true => String::from_utf8(base64url::decode(payload).ok()?).ok()?,
        false => payload.to_owned(),
    };
    let seals = parts.iter().zip(&headers).map(|((protected, signature), header)| {
        let mut seal = described(header.as_ref());
        if !agree {
            seal.state = SealState::NotChecked("its signatures do not agree on how the payload is encoded");
        } else if let (Some(protected), Some(signature), Some(header)) = (protected, signature, header) {
            seal.state = state(&seal, protected, payload, signature, header.root());
        }
        seal
    });
    Some(Sealed { payload: text, seals: seals.collect() })
}

fn header(protected: &str, limits: &Limits) -> Option<Tree> {
    Tree::parse_bytes(&base64url::decode(protected).ok()?, limits).ok().filter(|header| header.root().is_object())
}

/// What a header says, before anything is checked.
fn described(header: Option<&Tree>) -> Seal {
    let text = |name: &str| header?.root().get(name)?.as_str().map(str::to_owned);
    let chain = header.and_then(|header| header.root().get("x5c"));
    let first = chain.and_then(|chain| chain.items().next()?.as_str());
    let number = |name: &str| header?.root().get(name)?.number_text().map(str::to_owned);
    Seal {
        state: SealState::NotChecked("its protected header or its signature cannot be read"),
        algorithm: text("alg"),
        certificate: first.and_then(|text| Certificate::from_der(&base64::decode(text).ok()?)),
        certificates: chain.map_or(0, |chain| chain.items().count()),
        claimed_time: text("sigT").or_else(|| number("iat")),
    }
}

/// Members of a header that a signature may declare critical: what they mean is dealt with here, or is among what is said to be
/// [`UNCHECKED`].
const CRITICAL: &[&str] = &["b64", "sigT", "adoTst", "sigPId", "sigPl", "srCms", "srAts", "sigX5ts", "x5t#o"];

fn state(seal: &Seal, protected: &str, payload: &str, signature: &str, header: Node<'_>) -> SealState {
    let mut critical = header.get("crit").into_iter().flat_map(Node::items);
    if critical.any(|name| name.as_str().is_none_or(|name| !CRITICAL.contains(&name))) {
        return SealState::NotChecked("it declares something critical that is not known here");
    }
    if header.get("sigD").is_some() {
        return SealState::NotChecked("it covers something that is not in the document");
    }
    let Some(certificate) = &seal.certificate else {
        return SealState::NotChecked("it has no certificate that can be read");
    };
    let Some(key) = &certificate.key else {
        return SealState::NotChecked("the key of its certificate is of a kind that is not known here, or is too weak");
    };
    let algorithm = seal.algorithm.as_deref().and_then(Algorithm::from_jose_name);
    if algorithm != Some(key.algorithm()) {
        return SealState::NotChecked("its algorithm is not known here, or is none for the key of its certificate");
    }
    if let Some(thumbprint) = header.get("x5t#S256") {
        let wanted = thumbprint.as_str().and_then(|text| base64url::decode(text).ok());
        if wanted.as_deref().map(crate::codec::hex::encode).as_ref() != Some(&certificate.sha256) {
            return SealState::Broken;
        }
    }
    let Ok(signature) = base64url::decode(signature) else {
        return SealState::Broken;
    };
    match key.verify(format!("{protected}.{payload}").as_bytes(), &signature) {
        Ok(()) => SealState::Holds,
        Err(_) => SealState::Broken,
    }
}

/// SHA-256 of a document, as the report names it.
pub(super) fn digest_of(document: &[u8]) -> String {
    format!("sha256:{}", digest::sha256_hex(document))
}
