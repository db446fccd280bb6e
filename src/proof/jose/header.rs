use super::Typ;
use super::algorithm::Named;
use crate::json::{Node, Pointer, Tree, Value};
use crate::key::{Algorithm, Jwk, PublicKey};
use crate::limits::Limits;
use crate::proof::Wanted;
use crate::report::{Code, Finding, Findings, code};
use crate::resolve::{self, Plan};
use std::fmt;

/// The header of a token ([RFC 7515 §4](https://www.rfc-editor.org/rfc/rfc7515#section-4)), read but not believed.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    algorithm: Named,
    typ: Option<String>,
    cty: Option<String>,
    kid: Option<String>,
    issuer: Option<String>,
    jwk: Option<Jwk>,
    confirmation: Option<Value>,
}

/// Headers are small; a chain of certificates, which is not looked at, is the largest thing in them.
fn limits() -> Limits {
    Limits { bytes: 64 * 1024, depth: 8, values: 512, ..Limits::default() }
}

/// Members that say where a key or certificate is to be fetched, or bring one along that nobody here vouches for.
const UNTRUSTED: [&str; 5] = ["jku", "x5u", "x5c", "x5t", "x5t#S256"];

impl Header {
    /// Reads the bytes of a header, and notes what in it is not followed.
    pub(super) fn parse(bytes: &[u8], wanted: Wanted) -> Result<(Self, Findings), Finding> {
        let tree = Tree::parse_bytes(bytes, &limits()).map_err(|error| {
            Finding::new((&error.kind).into(), Pointer::root(), format!("in the header of the token: {error}"))
        })?;
        Self::read(tree.root(), wanted)
    }

    fn read(node: Node<'_>, wanted: Wanted) -> Result<(Self, Findings), Finding> {
        if !node.is_object() {
            return Err(malformed("it must be a JSON object"));
        }
        let algorithm = read_algorithm(node, wanted)?;
        refuse_extensions(node)?;
        let text = |name: &'static str| -> Result<Option<String>, Finding> {
            let value = node
                .get(name)
                .map(|value| value.as_str().ok_or_else(|| malformed(&format!("`{name}` must be a string"))));
            value.transpose().map(|text| text.map(str::to_owned))
        };
        // The key of an algorithm that is not known is of a kind that is not read either.
        let is_known = matches!(algorithm, Named::Known(_));
        let header = Self {
            algorithm,
            typ: text("typ")?,
            cty: text("cty")?,
            kid: text("kid")?,
            issuer: text("iss")?,
            jwk: node.get("jwk").filter(|_| is_known).map(read_key).transpose()?,
            confirmation: node.get("cnf").map(Node::to_value),
        };
        header.refuse_two_keys()?;
        Ok((header, ignored(node)))
    }

    /// The algorithm that it names, one of the few that are allowed: nothing but a token that is only shown names another. What is
    /// used is the key's.
    pub fn algorithm(&self) -> Option<Algorithm> {
        match self.algorithm {
            Named::Known(known) => Some(known),
            Named::Other(_) => None,
        }
    }

    /// The name of another algorithm, which nobody verifies here.
    pub(in crate::proof) fn other_algorithm(&self) -> Option<&str> {
        match &self.algorithm {
            Named::Known(_) => None,
            Named::Other(name) => Some(name),
        }
    }

    /// What the token says that it is.
    pub fn typ(&self) -> Typ {
        Typ::of(self.typ.as_deref())
    }

    /// The same in its own words.
    pub fn typ_text(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// What its payload is said to be.
    pub fn cty(&self) -> Option<&str> {
        self.cty.as_deref()
    }

    /// The name of the key, often its URL.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The issuer, where the header repeats it ([RFC 7519 §5.3](https://www.rfc-editor.org/rfc/rfc7519#section-5.3)).
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The key that came along. That it signed says nothing about whose it is.
    pub fn jwk(&self) -> Option<&Jwk> {
        self.jwk.as_ref()
    }

    /// `cnf`: the key that a credential was issued to, where the header says it
    /// ([VC-JOSE-COSE §4.1.3](https://www.w3.org/TR/vc-jose-cose/#cnf)).
    pub(in crate::proof) fn confirmation(&self) -> Option<&Value> {
        self.confirmation.as_ref()
    }

    /// Whether the key that was found for the `kid` is the one that came along, if one did.
    ///
    /// # Errors
    /// `jose.header.conflict` if there are two.
    pub fn agrees_with(&self, key: &PublicKey) -> Result<(), Finding> {
        match &self.jwk {
            Some(jwk) if jwk.key() != key => {
                Err(conflict("the key in `jwk` is another one than the one that was found"))
            }
            _ => Ok(()),
        }
    }

    fn refuse_two_keys(&self) -> Result<(), Finding> {
        let (Some(kid), Some(jwk)) = (&self.kid, &self.jwk) else { return Ok(()) };
        is_one_key(kid, jwk).map_err(conflict)
    }
}

/// Whether a `kid` that names its key by itself names the one in `jwk`, and if not, what is the matter.
pub(in crate::proof) fn is_one_key(kid: &str, jwk: &Jwk) -> Result<(), &'static str> {
    let names_itself = |own: &str| {
        own == kid
            || kid
                .rsplit_once('#')
                .is_some_and(|(_, fragment)| own == fragment || own.ends_with(&format!("#{fragment}")))
    };
    if jwk.kid().is_some_and(|own| !names_itself(own)) {
        return Err("`kid` and the `kid` in `jwk` differ");
    }
    let identifier = kid.strip_prefix("did:key:").map(|rest| rest.split('#').next().unwrap_or(rest));
    let is_another = match identifier {
        Some(identifier) => PublicKey::from_did_key(identifier).as_ref() != Ok(jwk.key()),
        None => matches!(resolve::plan(kid), Ok(Plan::Immediate(method)) if method.key() != Ok(jwk.key())),
    };
    if is_another { Err("`kid` is the DID of another key than the one in `jwk`") } else { Ok(()) }
}

impl fmt::Debug for Header {
    /// Without `kid` and `iss`: in a token by which somebody proves to hold a key, they may identify a learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Header")
            .field("algorithm", &self.algorithm)
            .field("typ", &self.typ)
            .field("cty", &self.cty)
            .field("has_kid", &self.kid.is_some())
            .field("has_jwk", &self.jwk.is_some())
            .finish_non_exhaustive()
    }
}

/// Signatures that are registered and prove something, though not here.
const SOUND: [&str; 7] = ["ES256K", "Ed448", "PS256", "PS384", "PS512", "RS384", "RS512"];

/// The algorithm, which has to be known where its signature is to hold. Without any, nothing is signed at all.
fn read_algorithm(node: Node<'_>, wanted: Wanted) -> Result<Named, Finding> {
    let name = match node.get("alg") {
        Some(value) => value.as_str().ok_or_else(|| malformed("`alg` must be a string"))?,
        None => return Err(malformed("`alg` is missing")),
    };
    let is_signed = !name.is_empty() && !name.eq_ignore_ascii_case("none");
    match Named::of(name) {
        Named::Other(name) if wanted == Wanted::Signature || !is_signed => {
            let detail = format!("{name:?}; sign with EdDSA, ES256, ES384, ES512 or RS256");
            let code = match SOUND.contains(&name.as_str()) {
                true => code::jose::ALG_UNSUPPORTED,
                false => code::jose::ALG_NOT_ALLOWED,
            };
            Err(Finding::new(code, Pointer::root(), detail))
        }
        named => Ok(named),
    }
}

/// Nothing that may be critical is understood here, and `b64` changes what is signed.
fn refuse_extensions(node: Node<'_>) -> Result<(), Finding> {
    match ["crit", "b64"].into_iter().find(|name| node.get(name).is_some()) {
        Some(name) => Err(Finding::new(code::jose::CRIT_UNKNOWN, Pointer::root(), format!("the header has `{name}`"))),
        None => Ok(()),
    }
}

fn read_key(node: Node<'_>) -> Result<Jwk, Finding> {
    Jwk::read(node)
        .map_err(|error| Finding::new(error.code(), Pointer::root(), format!("`jwk` of the header: {error}")))
}

/// A status is not passed over for standing in the header: like a token status list in the payload, it is none that is read here.
fn ignored(node: Node<'_>) -> Findings {
    const READ: [&str; 7] = ["alg", "typ", "cty", "kid", "iss", "jwk", "cnf"];
    let members = node.members().map(|(name, _)| name).filter(|name| !READ.contains(name));
    let finding = |name: &str| {
        if name == "status" {
            let detail = "the header says it, as a token status list is named";
            return Finding::new(code::status::UNSUPPORTED, Pointer::root(), detail);
        }
        let reason =
            if UNTRUSTED.contains(&name) { "keys are looked up at the issuer's" } else { "it is not known here" };
        let name: String = name.chars().take(64).collect();
        Finding::new(code::jose::HEADER_IGNORED, Pointer::root(), format!("{name:?}: {reason}"))
    };
    let (status, others): (Vec<&str>, Vec<&str>) = members.partition(|name| *name == "status");
    status.into_iter().chain(others).map(finding).take(16).collect()
}

fn malformed(detail: &str) -> Finding {
    refused(code::jose::HEADER_MALFORMED, detail)
}

fn conflict(detail: &str) -> Finding {
    refused(code::jose::HEADER_CONFLICT, detail)
}

fn refused(code: Code, detail: &str) -> Finding {
    Finding::new(code, Pointer::root(), detail)
}
