use super::Unsigned;
use super::registered::{self, at};
use crate::json::{Node, Number, Object, Pointer, Tree, Value};
use crate::key::{Jwk, SignerIdentity};
use crate::limits::Limits;
use crate::proof::TokenError;
use crate::report::{Finding, Findings, code};
use crate::vc::{DateTimeStamp, parties};
use chrono::{DateTime, Utc};

/// How a header names the key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyNaming {
    /// `kid` is the verification method of the signer.
    VerificationMethod,
    /// `kid` is this, such as the name of the key in the issuer's key set.
    Kid(String),
    /// `jwk` is the key itself. Verifiers still want to find it at the issuer's.
    Jwk,
}

/// What a presentation says beside its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PresentationClaims {
    /// `aud`: the verifier for whom it is made.
    pub audience: Option<String>,
    /// `nonce`: what that verifier asked to be signed.
    pub nonce: Option<String>,
    /// `iat`: when it is made.
    pub issued_at: Option<DateTime<Utc>>,
    /// `exp`: until when it holds.
    pub expires: Option<DateTime<Utc>>,
}

impl PresentationClaims {
    /// For a verifier that asked a nonce to be signed.
    pub fn answering(audience: impl Into<String>, nonce: impl Into<String>) -> Self {
        Self { audience: Some(audience.into()), nonce: Some(nonce.into()), ..Self::default() }
    }

    /// The same, made at a time and valid until another.
    #[must_use]
    pub fn valid(self, issued_at: DateTime<Utc>, expires: Option<DateTime<Utc>>) -> Self {
        Self { issued_at: Some(issued_at), expires, ..self }
    }
}

/// The members of a header apart from `alg`.
pub fn protected_header(identity: &SignerIdentity, key: &KeyNaming, typ: Option<&str>, cty: Option<&str>) -> Object {
    let header = match key {
        KeyNaming::VerificationMethod => Object::new().with("kid", identity.verification_method()),
        KeyNaming::Kid(kid) => Object::new().with("kid", kid),
        KeyNaming::Jwk => Object::new().with("jwk", Jwk::new(identity.public_key().clone()).to_json()),
    };
    header.with_some("typ", typ).with_some("cty", cty)
}

/// A credential as a token of [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof): it is the payload, and `iss`,
/// `jti`, `sub`, `nbf` and `exp` repeat its members. `typ` is `JWT` where the header shall say it.
///
/// # Errors
/// If the document is no strict JSON object, has claims already, or lacks an issuer, an id or `validFrom`, which the
/// claims have to repeat.
pub fn open_badges_jwt(
    document: &str,
    key: &KeyNaming,
    typ: Option<&str>,
    identity: &SignerIdentity,
    limits: &Limits,
) -> Result<Unsigned, TokenError> {
    let tree = content(document, limits)?;
    let root = tree.root();
    let mut findings = Findings::new();
    if typ.is_some_and(|typ| typ != "JWT") {
        findings.push(Finding::new(
            code::jose::TYP,
            Pointer::root(),
            "Open Badges 3.0 knows JWT alone; leave it out, or use vc+jwt",
        ));
    }
    let issuer = parties::issuer_id(root);
    let subject = parties::subjects(root).next().and_then(parties::id_of);
    let mut payload = members(root);
    let mut repeat = |claim: &str, value: Option<Value>, member: &str, wanted: bool| match value {
        Some(value) => payload.insert(claim, value),
        None if wanted => {
            findings.push(at(claim, code::jose::CLAIMS_MISSING, &format!("give `{member}`, which it repeats")))
        }
        None => {}
    };
    repeat("iss", issuer.map(Value::from), "issuer", true);
    repeat("jti", root.get("id").and_then(Node::as_str).map(Value::from), "id", true);
    repeat("sub", subject.map(Value::from), "credentialSubject.id", false);
    repeat("nbf", moment(root, "validFrom"), "validFrom", true);
    repeat("exp", moment(root, "validUntil"), "validUntil", root.get("validUntil").is_some());
    if !findings.is_empty() {
        return Err(TokenError::Refused(findings));
    }
    let header = protected_header(identity, key, typ, None);
    Ok(Unsigned::new(header, Value::from(payload).to_string().as_bytes(), identity))
}

/// A credential as a `vc+jwt` ([VC-JOSE-COSE §3.1.1](https://www.w3.org/TR/vc-jose-cose/#securing-vcs-with-jose)): the payload is the
/// credential and nothing else.
///
/// # Errors
/// If the document is no strict JSON object, or has members that are claims of tokens.
pub fn vc_jwt(
    document: &str,
    key: &KeyNaming,
    identity: &SignerIdentity,
    limits: &Limits,
) -> Result<Unsigned, TokenError> {
    content(document, limits)?;
    let header = protected_header(identity, key, Some("vc+jwt"), Some("vc"));
    Ok(Unsigned::new(header, document.as_bytes(), identity))
}

/// A presentation as a `vp+jwt` ([VC-JOSE-COSE §3.1.2](https://www.w3.org/TR/vc-jose-cose/#securing-vps-with-jose)).
///
/// # Errors
/// If the document is no strict JSON object, or has members that are claims of tokens.
pub fn vp_jwt(
    document: &str,
    claims: &PresentationClaims,
    key: &KeyNaming,
    identity: &SignerIdentity,
    limits: &Limits,
) -> Result<Unsigned, TokenError> {
    let payload = members(content(document, limits)?.root())
        .with_some("aud", claims.audience.as_ref())
        .with_some("nonce", claims.nonce.as_ref())
        .with_some("iat", claims.issued_at.map(numeric))
        .with_some("exp", claims.expires.map(numeric));
    let header = protected_header(identity, key, Some("vp+jwt"), Some("vp"));
    Ok(Unsigned::new(header, Value::from(payload).to_string().as_bytes(), identity))
}

/// A document that has no claims of tokens yet.
pub(crate) fn content(document: &str, limits: &Limits) -> Result<Tree, TokenError> {
    let tree = Tree::parse(document, limits)?;
    let root = tree.root();
    if !root.is_object() {
        let detail = "a credential or a presentation is a JSON object";
        return Err(Finding::new(code::input::FORMAT, Pointer::root(), detail).into());
    }
    let claims = ["vc", "vp"].into_iter().chain(registered::NAMES);
    let present = claims.filter(|name| root.get(name).is_some());
    let findings: Findings = present
        .map(|name| at(name, code::jose::CLAIMS_AMBIGUOUS, "take it out of the document; the token gets its own"))
        .collect();
    if findings.is_empty() { Ok(tree) } else { Err(TokenError::Refused(findings)) }
}

fn members(root: Node<'_>) -> Object {
    root.members().map(|(name, value)| (name.to_owned(), value.to_value())).collect()
}

/// A date of the credential as a claim has it: whole seconds.
fn moment(root: Node<'_>, member: &str) -> Option<Value> {
    let stamp = DateTimeStamp::parse(root.get(member)?.as_str()?).ok()?;
    Some(numeric(stamp.instant()).into())
}

pub(crate) fn numeric(instant: DateTime<Utc>) -> Number {
    instant.timestamp().into()
}
