use super::process::PLAIN_CLAIMS;
use super::{Disclosure, HashAlgorithm};
use crate::codec::base64url;
use crate::env::{EntropyError, Environment};
use crate::json::{Kind, Node, Object, Pointer, Value};
use crate::key::{Jwk, PublicKey, SignerIdentity};
use crate::limits::Limits;
use crate::proof::ALWAYS_SHOWN;
use crate::proof::jose::{KeyNaming, Unsigned, content, protected_header};
use crate::proof::{TokenError, TokenKind};
use crate::report::{Finding, Findings, code};
use crate::vc::types::is_presentation;
use std::collections::HashSet;

/// What digests are made with: what every verifier has.
const DIGESTS: HashAlgorithm = HashAlgorithm::Sha256;

/// What an issuer lets the holder choose about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuance {
    conceal: Vec<Pointer>,
    decoys: usize,
    holder: Option<Jwk>,
}

impl Issuance {
    /// Lets the holder choose about these places: members of objects and items of arrays, one within another too.
    pub fn concealing(conceal: impl IntoIterator<Item = Pointer>) -> Self {
        Self { conceal: conceal.into_iter().collect(), ..Self::default() }
    }

    /// The same with so many digests of nothing beside those of each object, so that their number says less.
    #[must_use]
    pub fn with_decoys(self, decoys: usize) -> Self {
        Self { decoys, ..self }
    }

    /// The same for a holder who will have to prove to have this key.
    #[must_use]
    pub fn to_holder(self, key: PublicKey) -> Self {
        Self { holder: Some(Jwk::new(key)), ..self }
    }

    /// A credential as a `vc+sd-jwt`, or a presentation as a `vp+sd-jwt`
    /// ([VC-JOSE-COSE §3.2](https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt)), with all its disclosures.
    ///
    /// # Errors
    /// If the document is no strict JSON object or has members that are claims of tokens or belong to SD-JWT, and if a place
    /// leads nowhere or is one that has to be shown.
    pub fn issue(
        &self,
        document: &str,
        key: &KeyNaming,
        identity: &SignerIdentity,
        environment: &Environment,
        limits: &Limits,
    ) -> Result<Unsigned, TokenError> {
        let tree = content(document, limits)?;
        let root = tree.root();
        let findings = self.refusals(root);
        if !findings.is_empty() {
            return Err(TokenError::Refused(findings));
        }
        let mut concealing = Concealing {
            places: self.conceal.iter().collect(),
            decoys: self.decoys,
            environment,
            disclosures: Vec::new(),
        };
        let mut payload = concealing.object(root, &Pointer::root())?;
        if !self.conceal.is_empty() {
            payload.insert("_sd_alg", DIGESTS.as_str());
        }
        if let Some(holder) = &self.holder {
            payload.insert("cnf", Object::new().with("jwk", holder.to_json()));
        }
        let (typ, cty) = match kind(root) {
            TokenKind::Credential => ("vc+sd-jwt", "vc"),
            TokenKind::Presentation => ("vp+sd-jwt", "vp"),
        };
        let header = protected_header(identity, key, Some(typ), Some(cty));
        let after: String = concealing.disclosures.iter().flat_map(|text| ["~", text]).chain(["~"]).collect();
        Ok(Unsigned::new(header, Value::from(payload).to_string().as_bytes(), identity).between("", &after))
    }

    fn refusals(&self, root: Node<'_>) -> Findings {
        let credential = kind(root) == TokenKind::Credential;
        let mut findings = Findings::new();
        for place in &self.conceal {
            let first = place.steps().next().unwrap_or_default();
            let mandatory =
                PLAIN_CLAIMS.contains(&first.as_str()) || credential && ALWAYS_SHOWN.contains(&first.as_str());
            if first.is_empty() {
                findings.push(refused(place, code::request::MEMBER, "the whole document cannot be concealed"));
            } else if mandatory || first == "@context" {
                let detail = "a verifier needs it; take it out of the list";
                findings.push(refused(place, code::sd_jwt::CLAIM_MUST_BE_PLAIN, detail));
            } else if root.pointer(place).is_none() {
                findings.push(refused(place, code::request::MEMBER, "this leads to nothing in the document"));
            }
        }
        findings.extend(reserved(root, &Pointer::root()));
        findings
    }
}

fn kind(root: Node<'_>) -> TokenKind {
    match is_presentation(root) {
        true => TokenKind::Presentation,
        false => TokenKind::Credential,
    }
}

fn refused(place: &Pointer, code: crate::report::Code, detail: &str) -> Finding {
    Finding::new(code, place.clone(), detail)
}

/// A member of the document with a name that SD-JWT keeps for itself.
fn reserved(node: Node<'_>, place: &Pointer) -> Option<Finding> {
    match node.kind() {
        Kind::Object => node.members().find_map(|(name, value)| match name {
            "_sd" | "_sd_alg" | "..." => Some(refused(&place.member(name), code::sd_jwt::CLAIM_RESERVED, "rename it")),
            _ => reserved(value, &place.member(name)),
        }),
        Kind::Array => node.items().enumerate().find_map(|(index, item)| reserved(item, &place.item(index))),
        _ => None,
    }
}

struct Concealing<'a> {
    places: HashSet<&'a Pointer>,
    decoys: usize,
    environment: &'a Environment,
    /// The texts, those of inner places before those of outer ones.
    disclosures: Vec<String>,
}

impl Concealing<'_> {
    fn value(&mut self, node: Node<'_>, place: &Pointer) -> Result<Value, EntropyError> {
        // Most documents conceal little: what has no place within it stays as it is.
        if !self.places.iter().any(|concealed| **concealed != *place && concealed.is_within(place)) {
            return Ok(node.to_value());
        }
        match node.kind() {
            Kind::Object => self.object(node, place).map(Value::Object),
            Kind::Array => self.array(node, place).map(Value::Array),
            _ => Ok(node.to_value()),
        }
    }

    fn object(&mut self, node: Node<'_>, place: &Pointer) -> Result<Object, EntropyError> {
        let mut members = Vec::new();
        let mut digests = Vec::new();
        for (name, value) in node.members() {
            let here = place.member(name);
            let value = self.value(value, &here)?;
            match self.places.contains(&here) {
                true => digests.push(self.disclose(Some(name), value)?),
                false => members.push((name.to_owned(), value)),
            }
        }
        if !digests.is_empty() {
            for _ in 0..self.decoys {
                digests.push(self.decoy()?);
            }
            // In the order of the members, digests would say which member each belongs to.
            digests.sort();
            members.push(("_sd".to_owned(), Value::from(digests)));
        }
        Ok(members.into_iter().collect())
    }

    fn array(&mut self, node: Node<'_>, place: &Pointer) -> Result<Vec<Value>, EntropyError> {
        let item = |(index, item): (usize, Node<'_>)| {
            let here = place.item(index);
            let value = self.value(item, &here)?;
            match self.places.contains(&here) {
                true => Ok(Object::new().with("...", self.disclose(None, value)?).into()),
                false => Ok(value),
            }
        };
        node.items().enumerate().map(item).collect()
    }

    fn disclose(&mut self, name: Option<&str>, value: Value) -> Result<String, EntropyError> {
        let text = Disclosure::write(&self.environment.random()?, name, value);
        let digest = DIGESTS.digest(&text);
        self.disclosures.push(text);
        Ok(digest)
    }

    /// The digest of something random, which nobody can tell from others.
    fn decoy(&self) -> Result<String, EntropyError> {
        let random: [u8; 32] = self.environment.random()?;
        Ok(DIGESTS.digest(&base64url::encode(&random)))
    }
}
