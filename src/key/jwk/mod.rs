//! JSON Web Keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517); EC and RSA by
//! [RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6), Ed25519 by [RFC 8037](https://www.rfc-editor.org/rfc/rfc8037)).

use super::{Algorithm, Curve, Ed25519, Error, KeyType, PrivateKey, PublicKey, RsaSecret, Secret, cache};
use crate::codec::{base64url, digest};
use crate::json::{Node, Object, Tree};
use crate::limits::Limits;
use zeroize::Zeroizing;

/// Members that hold a secret in one kind of JWK or another.
const PRIVATE_MEMBERS: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// A public JWK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    key: PublicKey,
    kid: Option<String>,
}

impl Jwk {
    /// A JWK without a `kid`.
    pub fn new(key: PublicKey) -> Self {
        Self { key, kid: None }
    }

    /// The same with a `kid`.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: Some(kid.into()), ..self }
    }

    /// Reads a public JWK from a document.
    ///
    /// # Errors
    /// [`PrivateExposed`](Error::PrivateExposed) if it holds anything private, [`Unsupported`](Error::Unsupported) for a kind
    /// of key that is not used here, and otherwise whatever makes it no key that signatures can be verified with.
    pub fn read(node: Node<'_>) -> Result<Self, Error> {
        if !node.is_object() {
            return Err(Error::NotAnObject);
        }
        if Self::exposes_private(node) {
            return Err(Error::PrivateExposed);
        }
        Self::read_public_members(node, "verify")
    }

    /// Whether a JWK holds anything private.
    pub(crate) fn exposes_private(node: Node<'_>) -> bool {
        node.members().any(|(name, _)| PRIVATE_MEMBERS.contains(&name))
    }

    /// Reads the key of a public JWK that is written in its one canonical form: its required members alone, as JCS
    /// ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)) writes them.
    pub(super) fn read_canonical(text: &[u8]) -> Result<PublicKey, Error> {
        let tree = Tree::parse_bytes(text, &Limits { depth: 4, values: 64, ..Limits::default() })?;
        let key = Self::read(tree.root())?.key;
        match canonical(&key).as_bytes() == text {
            true => Ok(key),
            false => Err(Error::NotCanonical),
        }
    }

    fn read_public_members(node: Node<'_>, operation: &str) -> Result<Self, Error> {
        if node.get("kty").is_none() && node.get("keys").is_some_and(Node::is_array) {
            return Err(Error::KeySet);
        }
        let kind = KeyType::from_jose(required(node, "kty")?, optional(node, "crv")?);
        // The key follows from the texts of two members and from nothing else, neither of which may hold a colon.
        let remembered = |members: [&'static str; 2], decode: &dyn Fn() -> Result<PublicKey, Error>| {
            let [first, second] = members.map(|member| node.get(member).and_then(Node::as_str).unwrap_or_default());
            cache::JWKS.remembered(&format!("{}:{first}:{second}", kind.as_str()), |_| decode())
        };
        let on_curve = |curve: Curve| {
            remembered(["x", "y"], &|| {
                let (x, y) = (fixed(node, "x", curve.len())?, fixed(node, "y", curve.len())?);
                PublicKey::from_sec1(curve, &[&[4], &x[..], &y].concat())
            })
        };
        let key = match kind {
            KeyType::Ed25519 => remembered(["crv", "x"], &|| PublicKey::from_ed25519(&thirty_two(node, "x")?))?,
            KeyType::P256 => on_curve(Curve::P256)?,
            KeyType::P384 => on_curve(Curve::P384)?,
            KeyType::P521 => on_curve(Curve::P521)?,
            KeyType::Rsa => remembered(["n", "e"], &|| PublicKey::from_rsa(&bytes(node, "n")?, &bytes(node, "e")?))?,
            #[cfg(feature = "bbs")]
            KeyType::Bls12381G2 if node.get("y").is_none() => {
                PublicKey::from_bls12381_g2(&fixed(node, "x", 96)?[..].try_into().map_err(|_| Error::NotOnCurve)?)?
            }
            other => return Err(Error::Unsupported(other)),
        };
        check_purpose(node, operation, key.algorithm())?;
        Ok(Self { key, kid: optional(node, "kid")?.map(str::to_owned) })
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The `kid`, if it has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The JSON form.
    pub fn to_json(&self) -> Object {
        let object = match &self.key {
            PublicKey::Ed25519(key) => {
                Object::new().with("kty", "OKP").with("crv", "Ed25519").with("x", base64url::encode(key.as_bytes()))
            }
            PublicKey::Ec(point) => {
                let (x, y) = point.coordinates();
                Object::new()
                    .with("kty", "EC")
                    .with("crv", point.curve().jose_name())
                    .with("x", base64url::encode(x))
                    .with("y", base64url::encode(y))
            }
            PublicKey::Rsa(numbers) => Object::new()
                .with("kty", "RSA")
                .with("n", base64url::encode(numbers.modulus()))
                .with("e", base64url::encode(numbers.exponent())),
            #[cfg(feature = "bbs")]
            PublicKey::Bls12381G2(key) => {
                Object::new().with("kty", "OKP").with("crv", "Bls12381G2").with("x", base64url::encode(key.as_bytes()))
            }
        };
        object.with_some("kid", self.kid.as_deref())
    }
}

/// The thumbprint of a key ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)): SHA-256 in base64url, of the members that make
/// the key what it is, in the order of their names.
pub fn thumbprint(key: &PublicKey) -> String {
    base64url::encode(&digest::sha256(canonical(key)))
}

/// The JWK of the members that make the key what it is, in the order of their names.
fn canonical(key: &PublicKey) -> String {
    let text = base64url::encode;
    match key {
        PublicKey::Ed25519(key) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text(key.as_bytes())),
        PublicKey::Ec(point) => {
            let (crv, (x, y)) = (point.curve().jose_name(), point.coordinates());
            format!(r#"{{"crv":"{crv}","kty":"EC","x":"{}","y":"{}"}}"#, text(x), text(y))
        }
        PublicKey::Rsa(numbers) => {
            format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, text(numbers.exponent()), text(numbers.modulus()))
        }
        #[cfg(feature = "bbs")]
        PublicKey::Bls12381G2(key) => {
            format!(r#"{{"crv":"Bls12381G2","kty":"OKP","x":"{}"}}"#, text(key.as_bytes()))
        }
    }
}

impl PrivateKey {
    /// Reads a private JWK, with its `kid`.
    ///
    /// # Errors
    /// If it is not one, if its two halves do not belong together, or if it is meant for something else than signing.
    pub fn from_jwk(text: &str) -> Result<(Self, Option<String>), Error> {
        let tree = Tree::parse(text, &Limits::default())?;
        let read = Self::read_jwk(tree.root());
        tree.erase();
        read
    }

    /// Reads a private JWK from a document, with its `kid`.
    pub(super) fn read_jwk(node: Node<'_>) -> Result<(Self, Option<String>), Error> {
        if !node.is_object() {
            return Err(Error::NotAnObject);
        }
        let public = Jwk::read_public_members(node, "sign")?;
        if node.get("d").is_none() {
            return Err(Error::NotPrivate);
        }
        let private = match &public.key {
            PublicKey::Ed25519(_) => Self::from_ed25519_seed(&Zeroizing::new(thirty_two(node, "d")?)),
            PublicKey::Ec(point) => Self::from_ec_scalar(point.curve(), &fixed(node, "d", point.curve().len())?)?,
            PublicKey::Rsa(numbers) => {
                let number = |member| bytes(node, member);
                let secret = RsaSecret {
                    d: number("d")?,
                    p: number("p")?,
                    q: number("q")?,
                    dp: number("dp")?,
                    dq: number("dq")?,
                    qi: number("qi")?,
                };
                Self::from_rsa(numbers.clone(), secret)?
            }
            #[cfg(feature = "bbs")]
            PublicKey::Bls12381G2(_) => Self::from_bbs_scalar(&Zeroizing::new(thirty_two(node, "d")?))?,
        };
        match private.public_key() == public.key() {
            true => Ok((private, public.kid)),
            false => Err(Error::Mismatch),
        }
    }

    /// The private JWK as text. Erased when dropped; whoever reads it can sign.
    pub fn to_jwk(&self, kid: Option<&str>) -> Zeroizing<String> {
        let public = Jwk { key: self.public_key().clone(), kid: kid.map(str::to_owned) }.to_json();
        let secrets: Vec<(&str, &[u8])> = match self.secret() {
            Secret::Ed25519(seed) => vec![("d", seed)],
            Secret::Ec(scalar) => vec![("d", scalar)],
            Secret::Rsa(secret) => secret.members().to_vec(),
            #[cfg(feature = "bbs")]
            Secret::Bbs(scalar) => vec![("d", scalar)],
        };
        // Room for everything at once: a text that grew would leave copies of the secret behind.
        let secret_bytes: usize = secrets.iter().map(|(_, secret)| 16 + secret.len().div_ceil(3) * 4).sum();
        let public_bytes = 2 * self.public_key().as_bytes().len() + 6 * kid.map_or(0, str::len);
        let mut text = Zeroizing::new(String::with_capacity(1024 + public_bytes + secret_bytes));
        text.push_str("{\n");
        for (name, value) in public.iter() {
            text.push_str(&format!("  \"{name}\": {value},\n"));
        }
        for (at, (name, secret)) in secrets.iter().enumerate() {
            let secret = Zeroizing::new(base64url::encode(secret));
            text.push_str(if at == 0 { "  \"" } else { ",\n  \"" });
            text.push_str(name);
            text.push_str("\": \"");
            text.push_str(&secret);
            text.push('"');
        }
        text.push_str("\n}\n");
        text
    }
}

fn optional<'t>(node: Node<'t>, member: &'static str) -> Result<Option<&'t str>, Error> {
    node.get(member).map(|value| value.as_str().ok_or(Error::WrongType(member))).transpose()
}

fn required<'t>(node: Node<'t>, member: &'static str) -> Result<&'t str, Error> {
    optional(node, member)?.ok_or(Error::Missing(member))
}

/// The bytes of a member, which may be secret ones.
fn bytes(node: Node<'_>, member: &'static str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let text = required(node, member)?;
    base64url::decode(text).map(Zeroizing::new).map_err(|source| Error::Encoding { member, source })
}

/// The same, where their number is given.
fn fixed(node: Node<'_>, member: &'static str, expected: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let decoded = bytes(node, member)?;
    match decoded.len() {
        found if found == expected => Ok(decoded),
        found => Err(Error::Length { member, expected, found }),
    }
}

fn thirty_two(node: Node<'_>, member: &'static str) -> Result<[u8; 32], Error> {
    let expected = Ed25519::LENGTH;
    let decoded = bytes(node, member)?;
    decoded.as_slice().try_into().map_err(|_| Error::Length { member, expected, found: decoded.len() })
}

/// `use`, `key_ops` and `alg` bind where they are given ([RFC 7517 §4](https://www.rfc-editor.org/rfc/rfc7517#section-4)).
fn check_purpose(node: Node<'_>, operation: &str, algorithm: Algorithm) -> Result<(), Error> {
    if optional(node, "use")?.is_some_and(|usage| usage != "sig") {
        return Err(Error::Purpose("use"));
    }
    if let Some(operations) = node.get("key_ops") {
        if !operations.is_array() {
            return Err(Error::WrongType("key_ops"));
        }
        if !operations.items().any(|item| item.as_str() == Some(operation)) {
            return Err(Error::Purpose("key_ops"));
        }
    }
    match optional(node, "alg")? {
        Some(name) if Algorithm::from_jose_name(name) != Some(algorithm) => Err(Error::Purpose("alg")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
