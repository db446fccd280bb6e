#[cfg(feature = "bbs")]
use super::bbs;
use super::{Cryptosuite, DEFINITIONS, Transformation, ecdsa_sd};
use crate::codec::excerpt;
use crate::codec::multibase;
use crate::json::Node;
use crate::proof::decoded;
use crate::report::{Finding, code};
use std::collections::HashSet;

/// A proof as it stands on a document, read but not believed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proof {
    /// The suite.
    pub suite: Cryptosuite,
    /// The URL of the key.
    pub verification_method: String,
    /// What the proof is for.
    pub purpose: String,
    /// When it was made, as written.
    pub created: Option<String>,
    /// Until when it holds, as written.
    pub expires: Option<String>,
    /// Its id, if other proofs may build on it.
    pub id: Option<String>,
    /// The ids of the proofs that it builds on.
    pub previous: Vec<String>,
    /// Whom it was made for, if it says so: the `domain`s.
    pub domains: Vec<String>,
    /// What the one who asked for it made up, as written.
    pub challenge: Option<String>,
    /// The `proofValue`.
    pub value: ProofValue,
}

/// What a `proofValue` holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProofValue {
    /// The bytes of a signature.
    Signature(Vec<u8>),
    /// What a holder derives from, or what was derived, with `ecdsa-sd-2023`.
    EcdsaSd(Box<ecdsa_sd::ProofValue>),
    /// The same with `bbs-2023`.
    #[cfg(feature = "bbs")]
    Bbs(Box<bbs::ProofValue>),
}

impl ProofValue {
    /// How many statements a derived proof has verified one by one, as the limit on them counts.
    pub(crate) fn statements(&self) -> usize {
        match self {
            Self::Signature(_) => 0,
            Self::EcdsaSd(value) => value.statements(),
            #[cfg(feature = "bbs")]
            Self::Bbs(value) => value.statements(),
        }
    }
}

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// One finding at the member that is missing or malformed; `proof.unsupported` for a suite that is not known here.
    pub fn read(node: Node<'_>) -> Result<Self, Finding> {
        if !node.is_object() {
            return Err(malformed(node, "a proof must be an object"));
        }
        let suite = suite(node)?;
        let verification_method = required(node, "verificationMethod")?;
        let purpose = required(node, "proofPurpose")?;
        let value = proof_value(node, suite)?;
        let domains = node.get("domain").into_iter().flat_map(Node::each).map(|domain| {
            let domain_text = domain.as_str().map(str::to_owned);
            domain_text.ok_or_else(|| malformed(domain, "`domain` must be a string, or several"))
        });
        let previous = node.get("previousProof").into_iter().flat_map(Node::each).map(|previous| {
            let id = previous.as_str().map(str::to_owned);
            id.ok_or_else(|| malformed(previous, "`previousProof` must be the id of a proof"))
        });
        let previous: Vec<String> = previous.collect::<Result<_, _>>()?;
        let mut known = HashSet::new();
        if let Some(place) = node.get("previousProof").filter(|_| !previous.iter().all(|id| known.insert(id))) {
            return Err(malformed(place, "`previousProof` names a proof twice"));
        }
        let owned = |name| optional(node, name).map(|text| text.map(str::to_owned));
        Ok(Self {
            suite,
            verification_method: verification_method.to_owned(),
            purpose: purpose.to_owned(),
            created: owned("created")?,
            expires: owned("expires")?,
            id: owned("id")?,
            previous,
            domains: domains.collect::<Result<_, _>>()?,
            challenge: owned("challenge")?,
            value,
        })
    }
}

/// The context that a proof brings along because its suite is defined there and the document does not have it, as wallets did in
/// the days of VC Data Model 1.1. It says what the members of the proof mean, and nothing about the document.
pub(crate) fn own_context(proof: Node<'_>, document: Node<'_>, suite: Cryptosuite) -> Option<&'static str> {
    let of_document: Option<Vec<&str>> = document.get("@context")?.each().map(Node::as_str).collect();
    let may_bring = suite.transformation() == Transformation::Rdfc && suite.options_context().is_none();
    let needed = suite.required_context(&of_document?).filter(|_| may_bring)?;
    let mut own = proof.get("@context")?.each();
    (own.next()?.as_str() == Some(needed) && own.next().is_none()).then_some(needed)
}

/// Whether a proof's own `@context`, if it has one, is the document's, or the one that its suite needs.
///
/// # Errors
/// `proof.context` if it is another one.
pub(crate) fn check_context(proof: Node<'_>, document: Node<'_>, suite: Option<Cryptosuite>) -> Result<(), Finding> {
    let own = proof.get("@context");
    let urls = |context: Node<'_>| context.each().map(Node::to_value).collect::<Vec<_>>();
    let is_needed = || suite.and_then(|suite| own_context(proof, document, suite)).is_some();
    if own.is_none() || own.map(urls) == document.get("@context").map(urls) || is_needed() {
        return Ok(());
    }
    Err(Finding::new(
        code::proof::CONTEXT,
        own.unwrap_or(proof).path(),
        "sign again without it, or repeating the document's `@context` in the proof exactly",
    ))
}

fn proof_value(node: Node<'_>, suite: Cryptosuite) -> Result<ProofValue, Finding> {
    let value = required(node, "proofValue")?;
    match suite {
        Cryptosuite::EcdsaSd2023 => {
            let value = ecdsa_sd::ProofValue::parse(value).map_err(|error| error.at(node))?;
            Ok(ProofValue::EcdsaSd(Box::new(value)))
        }
        #[cfg(feature = "bbs")]
        Cryptosuite::Bbs2023 => {
            let value = bbs::ProofValue::parse(value).map_err(|error| error.at(node))?;
            Ok(ProofValue::Bbs(Box::new(value)))
        }
        #[cfg(not(feature = "bbs"))]
        Cryptosuite::Bbs2023 => {
            let detail = "bbs-2023 is read by builds with the feature bbs";
            Err(Finding::new(code::input::FEATURE_MISSING, node.path(), detail))
        }
        _ => signature(value, node, suite).map(ProofValue::Signature),
    }
}

fn signature(value: &str, node: Node<'_>, suite: Cryptosuite) -> Result<Vec<u8>, Finding> {
    let place = node.get("proofValue").unwrap_or(node);
    let bytes = multibase::decode_base58btc(value)
        .map_err(|error| malformed(place, format!("`proofValue` must be base58btc with the prefix z: {error}")))?;
    let lengths = suite.key_types().iter().filter_map(|kind| kind.signature_length());
    if lengths.clone().all(|length| length != bytes.len()) {
        let lengths: Vec<String> = lengths.map(|length| length.to_string()).collect();
        let detail = format!("`proofValue` must hold {} bytes, not {}", lengths.join(" or "), bytes.len());
        return Err(malformed(place, detail));
    }
    Ok(bytes)
}

fn suite(node: Node<'_>) -> Result<Cryptosuite, Finding> {
    let proof_type = required(node, "type")?;
    let cryptosuite = optional(node, "cryptosuite")?;
    if let Some(known) =
        DEFINITIONS.into_iter().find(|known| known.proof_type == proof_type && known.cryptosuite == cryptosuite)
    {
        return Ok(known.suite);
    }
    let legacy = DEFINITIONS.into_iter().any(|known| known.proof_type == proof_type && known.cryptosuite.is_none());
    match (proof_type, cryptosuite) {
        ("DataIntegrityProof", None) => Err(malformed(node, "a DataIntegrityProof must name its `cryptosuite`")),
        (_, Some(_)) if legacy => Err(malformed(node, format!("a proof of type {proof_type} has no `cryptosuite`"))),
        ("DataIntegrityProof", Some(name)) => Err(unsupported(node, name)),
        (name, _) => Err(unsupported(node, name)),
    }
}

fn unsupported(node: Node<'_>, name: &str) -> Finding {
    let name = excerpt(name, 64);
    let known: Vec<_> = Cryptosuite::all().map(Cryptosuite::name).collect();
    let detail = decoded(node).unwrap_or_else(|| format!("{name:?} is not one of {}", known.join(", ")));
    Finding::new(code::proof::UNSUPPORTED, node.path(), detail)
}

fn required<'t>(node: Node<'t>, name: &str) -> Result<&'t str, Finding> {
    optional(node, name)?.ok_or_else(|| malformed(node, format!("`{name}` is missing")))
}

fn optional<'t>(node: Node<'t>, name: &str) -> Result<Option<&'t str>, Finding> {
    match node.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| malformed(value, format!("`{name}` must be a string"))),
    }
}

fn malformed(node: Node<'_>, detail: impl Into<String>) -> Finding {
    Finding::new(code::proof::MALFORMED, node.path(), detail)
}
