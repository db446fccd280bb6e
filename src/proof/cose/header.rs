use super::found;
use crate::codec::excerpt;
use crate::json::{self, Object, Tree};
use crate::key::Algorithm;
use crate::limits::Limits;
use crate::proof::TokenKind;
use crate::report::{Finding, Findings, code};
use coset::cbor::value::Value;
use coset::iana::{self, EnumI64};
use coset::{ContentType, CoseSign1, Label};
use std::fmt;

/// The header of a message, read but not believed.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    algorithm: Algorithm,
    content_type: Option<String>,
    kid: Option<Vec<u8>>,
    typ: Option<String>,
    /// As JSON.
    claims: Option<String>,
}

/// Claims of a CWT ([RFC 9597](https://www.rfc-editor.org/rfc/rfc9597)), and how JSON calls those that are looked at.
const CLAIMS: i64 = 15;
const CLAIM_NAMES: [(i64, &str); 6] = [(1, "iss"), (2, "sub"), (3, "aud"), (4, "exp"), (5, "nbf"), (6, "iat")];

/// Claims whose values are not read, and that decide by being there: a key that the credential was issued to
/// ([RFC 8747 §3](https://www.rfc-editor.org/rfc/rfc8747#section-3)), and a
/// [token status list](https://datatracker.ietf.org/doc/draft-ietf-oauth-status-list/).
const UNREAD_CLAIMS: [(i64, &str); 2] = [(8, "cnf"), (STATUS, "status")];
const STATUS: i64 = 65535;

/// The claim that is its own id (`cti`), which decides nothing.
const CTI: i64 = 7;

/// `typ` ([RFC 9596](https://www.rfc-editor.org/rfc/rfc9596)).
pub(super) const TYP: i64 = 16;

impl Header {
    pub(super) fn read(message: &CoseSign1) -> Result<(Self, Findings), Finding> {
        let protected = &message.protected.header;
        let unprotected = &message.unprotected;
        if unprotected.alg.is_some() {
            return Err(found(code::jose::COSE_ALG_NOT_ALLOWED, "the algorithm stands in the unprotected header"));
        }
        if !protected.crit.is_empty() || !unprotected.crit.is_empty() {
            return Err(found(code::jose::COSE_CRIT_UNKNOWN, "the header has `crit`"));
        }
        if unprotected.content_type.is_some() || typ(&unprotected.rest).is_some() {
            return Err(found(code::jose::COSE_TYP, "the types stand in the unprotected header"));
        }
        let algorithm = match &protected.alg {
            Some(coset::Algorithm::Assigned(assigned)) => from_label(assigned.to_i64()),
            _ => None,
        };
        let algorithm = algorithm.ok_or_else(|| {
            found(code::jose::COSE_ALG_NOT_ALLOWED, "sign with -8 (EdDSA), -7, -35, -36 (ECDSA) or -257 (RSA)")
        })?;
        if !protected.key_id.is_empty() && !unprotected.key_id.is_empty() {
            return Err(found(code::jose::COSE_MALFORMED, "`kid` stands in both headers"));
        }
        // Where the key is looked up decides nothing by itself, so that a name for it may stand unprotected.
        let kid = [protected, unprotected].into_iter().map(|header| &header.key_id).find(|kid| !kid.is_empty());
        let typ = typ(&protected.rest).map(|typ| {
            typ.as_text().map(str::to_owned).ok_or_else(|| found(code::jose::COSE_TYP, "the type is no media type"))
        });
        let content_type = protected.content_type.as_ref().map(|content_type| match content_type {
            ContentType::Text(text) => text.clone(),
            ContentType::Assigned(number) => number.to_i64().to_string(),
        });
        let header = Self {
            algorithm,
            content_type,
            kid: kid.cloned(),
            typ: typ.transpose()?,
            claims: claims(&protected.rest)?,
        };
        Ok((header, ignored(message)))
    }

    /// The algorithm that it names, one of the few that are allowed. What is used is the key's.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The name of the key.
    pub fn kid(&self) -> Option<&[u8]> {
        self.kid.as_deref()
    }

    /// The same, if it is text.
    pub fn kid_text(&self) -> Option<&str> {
        std::str::from_utf8(self.kid.as_deref()?).ok()
    }

    /// What the message says that it is.
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// What its payload is said to be.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// What it claims beside the payload, named as in JSON. Of what is not read, it has the name and null.
    pub(super) fn claims(&self) -> Result<Option<Tree>, Finding> {
        let tree = self.claims.as_deref().map(|claims| Tree::parse(claims, &Limits::default()));
        tree.transpose().map_err(|error| found(code::jose::COSE_MALFORMED, &error.to_string()))
    }

    /// What the message is, by its types.
    pub(super) fn kind(&self) -> Result<TokenKind, Finding> {
        let named = |name: &str| {
            let lower = name.to_ascii_lowercase();
            match lower.strip_prefix("application/").unwrap_or(&lower) {
                "vc+cose" | "vc" | "vc+ld+json+cose" | "vc+ld+json" => Some(TokenKind::Credential),
                "vp+cose" | "vp" | "vp+ld+json+cose" | "vp+ld+json" => Some(TokenKind::Presentation),
                _ => None,
            }
        };
        let said = |name: Option<&str>| match name {
            None => Ok(None),
            Some(name) => named(name).map(Some).ok_or_else(|| {
                let name = excerpt(name, 64);
                found(
                    code::jose::COSE_TYP,
                    &format!("{name:?} where application/vc+cose or application/vp+cose belongs"),
                )
            }),
        };
        match (said(self.typ())?, said(self.content_type())?) {
            (Some(typ), Some(content)) if typ != content => Err(found(
                code::jose::COSE_TYP,
                "the type of the message and that of its content are of different kinds",
            )),
            (Some(kind), _) | (None, Some(kind)) => Ok(kind),
            (None, None) => Err(found(code::jose::COSE_TYP, "the message does not say what it is")),
        }
    }
}

impl fmt::Debug for Header {
    /// Without the `kid`, which may identify a learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Header")
            .field("algorithm", &self.algorithm)
            .field("typ", &self.typ)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

fn typ(rest: &[(Label, Value)]) -> Option<&Value> {
    rest.iter().find(|(label, _)| *label == Label::Int(TYP)).map(|(_, value)| value)
}

/// The claims in a protected header. Those that are not read decide wherever they stand in it.
fn claims(rest: &[(Label, Value)]) -> Result<Option<String>, Finding> {
    let refused = |detail: &str| found(code::jose::COSE_MALFORMED, detail);
    let claims = rest.iter().find(|(label, _)| *label == Label::Int(CLAIMS)).map(|(_, claims)| claims);
    let entries = claims.map(|claims| claims.as_map().ok_or_else(|| refused("the claims in the header are no map")));
    let entries = entries.transpose()?.map_or(&[][..], Vec::as_slice);
    let is_outside = |claim: &(i64, &str)| rest.iter().any(|(label, _)| is_label_of(label, *claim));
    let is_known = |key: &Value| {
        let mut known = CLAIM_NAMES.iter().chain(&UNREAD_CLAIMS).map(|(label, _)| *label).chain([CTI]);
        known.any(|label| *key == Value::from(label))
    };
    if entries.iter().any(|(key, _)| !is_known(key)) {
        return Err(refused("the header claims what is not known there; let the credential say it"));
    }
    let mut object = Object::new();
    let is_inside = |(claim, _): &(i64, &str)| entries.iter().any(|(key, _)| *key == Value::from(*claim));
    let unread = UNREAD_CLAIMS.iter().filter(|claim| is_inside(claim) || is_outside(claim));
    unread.for_each(|(_, name)| object.insert(name, json::Value::Null));
    for (label, name) in CLAIM_NAMES {
        let mut said = entries.iter().filter(|(key, _)| *key == Value::from(label)).map(|(_, value)| value);
        let Some(value) = said.next() else { continue };
        let value = match (value, said.next()) {
            (Value::Text(text), None) => json::Value::from(text.as_str()),
            (Value::Integer(number), None) => i64::try_from(*number)
                .map(json::Value::from)
                .map_err(|_| refused("a claim in the header is too large"))?,
            _ => {
                return Err(refused(&format!(
                    "the claim `{name}` in the header is neither one text nor one whole number"
                )));
            }
        };
        object.insert(name, value);
    }
    Ok((!object.is_empty()).then(|| json::Value::from(object).to_string()))
}

/// Whether a parameter is called as a claim: by its name, or by its number where that is no parameter's.
fn is_label_of(label: &Label, (claim, name): (i64, &str)) -> bool {
    match label {
        Label::Text(text) => text == name,
        Label::Int(number) => *number == claim && claim == STATUS,
    }
}

fn ignored(message: &CoseSign1) -> Findings {
    let is_claim = |label: &Label| UNREAD_CLAIMS.iter().any(|claim| is_label_of(label, *claim));
    let rest = |header: &coset::Header, known: &[i64]| {
        let is_known = |label: &Label| known.iter().any(|known| *label == Label::Int(*known));
        header.rest.iter().any(|(label, _)| !is_known(label) && (known.is_empty() || !is_claim(label)))
    };
    let more = |header: &coset::Header, known: &[i64]| {
        rest(header, known)
            || !header.iv.is_empty()
            || !header.partial_iv.is_empty()
            || !header.counter_signatures.is_empty()
    };
    let is_ignoring = more(&message.protected.header, &[TYP, CLAIMS]) || more(&message.unprotected, &[]);
    is_ignoring.then(|| found(code::jose::COSE_HEADER_IGNORED, "")).into_iter().collect()
}

/// The algorithm with that label.
fn from_label(label: i64) -> Option<Algorithm> {
    Algorithm::ALL.into_iter().find(|algorithm| assigned(*algorithm).is_some_and(|known| known.to_i64() == label))
}

/// The label of an algorithm ([RFC 9053 §2](https://www.rfc-editor.org/rfc/rfc9053#section-2),
/// [RFC 8812 §2](https://www.rfc-editor.org/rfc/rfc8812#section-2)), if it has one.
pub(super) fn assigned(algorithm: Algorithm) -> Option<iana::Algorithm> {
    Some(match algorithm {
        Algorithm::Ed25519 => iana::Algorithm::EdDSA,
        Algorithm::EcdsaP256 => iana::Algorithm::ES256,
        Algorithm::EcdsaP384 => iana::Algorithm::ES384,
        Algorithm::EcdsaP521 => iana::Algorithm::ES512,
        Algorithm::RsaPkcs1Sha256 => iana::Algorithm::RS256,
        #[cfg(feature = "bbs")]
        Algorithm::Bbs => return None,
    })
}
