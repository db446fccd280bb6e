//! JSON Web Keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517); EC and RSA by
//! [RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6), Ed25519 by [RFC 8037](https://www.rfc-editor.org/rfc/rfc8037)).

use super::{Algorithm, Curve, Ed25519, Error, KeyType, PrivateKey, PublicKey, RsaSecret, Secret, recent};
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
        if node.members().any(|(name, _)| PRIVATE_MEMBERS.contains(&name)) {
            return Err(Error::PrivateExposed);
        }
        Self::read_public_members(node, "verify")
    }

    fn read_public_members(node: Node<'_>, operation: &str) -> Result<Self, Error> {
        if node.get("kty").is_none() && node.get("keys").is_some_and(Node::is_array) {
            return Err(Error::KeySet);
        }
        let kind = KeyType::from_jose(required(node, "kty")?, optional(node, "crv")?);
        // The key follows from the texts of two members and from nothing else, neither of which may hold a colon.
        let remembered = |members: [&'static str; 2], decode: &dyn Fn() -> Result<PublicKey, Error>| {
            let [first, second] = members.map(|member| node.get(member).and_then(Node::as_str).unwrap_or_default());
            recent::JWKS.remembered(&format!("{}:{first}:{second}", kind.as_str()), |_| decode())
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
    let text = base64url::encode;
    let members = match key {
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
    };
    text(&digest::sha256(members))
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
mod tests {
    use super::*;
    use crate::codec;
    use crate::report::code;
    use proptest::prelude::*;

    /// RFC 8037, Appendix A.1 and A.2.
    const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519",
        "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const PUBLIC: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn read(text: &str) -> Result<Jwk, Error> {
        Jwk::read(Tree::parse(text, &Limits::default()).unwrap().root())
    }

    #[test]
    fn samples_of_rfc_8037() {
        let public = read(PUBLIC).unwrap();
        let (private, kid) = PrivateKey::from_jwk(PRIVATE).unwrap();
        assert_eq!(private.public_key(), public.key());
        assert_eq!(kid, None);
        // Appendix A.3
        assert_eq!(thumbprint(public.key()), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        // Appendix A.4: the signing input of its JWS, signed and verified
        let signature =
            base64url::decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
                .unwrap();
        let input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        assert_eq!(public.key().verify(input, &signature), Ok(()));
    }

    /// The keys of the W3C test suite for VC-JOSE-COSE, each of which has its thumbprint as its `kid`.
    const W3C_JOSE: [(&str, Algorithm); 4] = [
        (
            r#"{"alg":"EdDSA","crv":"Ed25519","kid":"2aOHaQxsWVT4mLsUkdtlCnUV-au0BBR-5yPYaPaCc5k",
                "d":"cbxP1TvbhLteRSspEvwxEuFKRDHWpGmPla8ePI0cmv8",
                "kty":"OKP","x":"NvUhsjZe7Mdv8Esoc60o3ma1U5j2tFUTDsOQd39xMnI"}"#,
            Algorithm::Ed25519,
        ),
        (
            r#"{"alg":"ES256","crv":"P-256","kid":"73voMXFNmNlOEpuYCSJlh8eN0dscykoO6gBukgRS1uU","kty":"EC",
                "d":"J_a5KH6A2Ru7iOAzvUkQEjKCJQCdxUXVajaW3CaPORs",
                "x":"WfTi93YuhsQxKbD0ftnjOXJndqhnJ5kgDV-ZDGyrhBQ","y":"qUd_55EjX0mjKZ6W6mF4UXVYTQ41K6jfdnYFwN5uPyk"}"#,
            Algorithm::EcdsaP256,
        ),
        (
            r#"{"alg":"ES384","crv":"P-384","kid":"96qBnDpvS6x8YSCH_xmnLlXZMkDhHBr8lj99u5aog7s","kty":"EC",
                "d":"c4UX9J2YcD6frHBJr1AKOBzr9niqDaNwaV001vmJVnShDk_QM7j8ggZu4klh32r7",
                "x":"PBM13G1rU-NPczSpFO7QGc-uSUHqoDPZSbshgR820ligqFB2yGFbE90VnpTiSswG",
                "y":"x7mdD6reunUlSQ5LoC2GDpLOrjbIMLnt1TEGgxoyXSaKScPPRYY7hTr3geCvEZpf"}"#,
            Algorithm::EcdsaP384,
        ),
        (
            r#"{"alg":"ES512","crv":"P-521","kid":"KQsihxP-LTeTZO2ETEfduP153UBIiFRhI8nSklMSmm0","kty":"EC",
                "d":"ABLav_lS-i3hVtEiYGNHwl7xdAu93Qc0O1httqelzCTs8uEmiSjkoKX6tCKwz--beZSL5a8qtdoC4mazTMtvsS4h",
                "x":"Ac8mt4TvYd3TOrYtTk_YTQ5QQMpl58OnrU7uRxQEUoOO_6QnRBM0Xan8KQI_0dPKzcKBak0ZSEXcc5SNFUBHYfbP",
                "y":"ADP_cowssurHA7uMHy4IODl247oQjCxZWFX7Gtr3cFmfVIwEyKGegrJh9ooZy5FsvFVbYwAmLKVfGZs7O15RBsO-"}"#,
            Algorithm::EcdsaP521,
        ),
    ];

    /// Without the first member of that name, of which the value is a text.
    fn without(text: &str, member: &str) -> String {
        let start = text.find(&format!("\"{member}\"")).unwrap();
        let end = start + text[start..].find("\",").unwrap() + 2;
        format!("{}{}", &text[..start], &text[end..])
    }

    #[test]
    fn w3c_jose_keys() {
        for (text, algorithm) in W3C_JOSE {
            let (private, kid) = PrivateKey::from_jwk(text).unwrap();
            let public = read(&without(text, "d")).unwrap();
            assert_eq!(private.public_key(), public.key());
            assert_eq!((kid.as_deref(), public.kid()), (public.kid(), Some(thumbprint(public.key()).as_str())));
            assert_eq!(public.key().algorithm(), algorithm);
            let written =
                Tree::parse(&crate::json::Value::from(public.to_json()).to_string(), &Limits::default()).unwrap();
            assert_eq!(Jwk::read(written.root()).as_ref(), Ok(&public));
            // `alg` binds the key to its one algorithm.
            for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
                let text = text.replace(algorithm.jose_name(), other.jose_name());
                assert_eq!(read(&without(&text, "d")), Err(Error::Purpose("alg")));
            }
        }
    }

    /// Coordinates and scalars have the length of their curve, zeros in front included (RFC 7518 §6.2.1.2).
    #[test]
    fn ec_members_have_the_length_of_their_curve() {
        let (p521, _) = W3C_JOSE[3];
        let public = without(p521, "d");
        let x = "Ac8mt4TvYd3TOrYtTk_YTQ5QQMpl58OnrU7uRxQEUoOO_6QnRBM0Xan8KQI_0dPKzcKBak0ZSEXcc5SNFUBHYfbP";
        let bytes = base64url::decode(x).unwrap();
        for found in [65, 67, 0] {
            let other = base64url::encode(&[&bytes[..], &[0]].concat()[..found]);
            let expected = Err(Error::Length { member: "x", expected: 66, found });
            assert_eq!(read(&public.replace(x, &other)), expected);
        }
        assert_eq!(
            read(&public.replace("P-521", "P-384")),
            Err(Error::Length { member: "x", expected: 48, found: 66 })
        );
        assert_eq!(read(&without(&public, "x")), Err(Error::Missing("x")));
        assert_eq!(read(&public.replace("ADP_c", "ADP_d")), Err(Error::NotOnCurve));
        let zero = p521.replace(
            "ABLav_lS-i3hVtEiYGNHwl7xdAu93Qc0O1httqelzCTs8uEmiSjkoKX6tCKwz--beZSL5a8qtdoC4mazTMtvsS4h",
            &"A".repeat(88),
        );
        assert_eq!(PrivateKey::from_jwk(&zero).unwrap_err(), Error::Scalar);
        let foreign = p521.replace("ABLav", "ABLaw");
        assert_eq!(PrivateKey::from_jwk(&foreign).unwrap_err(), Error::Mismatch);
    }

    /// Case 70, at the level of the key: kinds that sign otherwise, or do not sign at all.
    #[test]
    fn jwt_eddsa_ed448_or_x25519() {
        for (crv, kind) in [("Ed448", KeyType::Ed448), ("X25519", KeyType::X25519), ("X448", KeyType::Other)] {
            let error = read(&PUBLIC.replace("Ed25519", crv)).unwrap_err();
            assert_eq!(error, Error::Unsupported(kind));
            assert_eq!(error.code(), code::proof::KEY_TYPE_MISMATCH);
        }
    }

    /// Case 67, at the level of the key.
    #[test]
    fn private_key_in_public_place_is_flagged_and_not_echoed() {
        let error = read(PRIVATE).unwrap_err();
        assert_eq!(error, Error::PrivateExposed);
        assert_eq!(error.code(), code::proof::KEY_PRIVATE_EXPOSED);
        assert!(!format!("{error} {error:?}").contains("nWGx"));
    }

    #[test]
    fn reads_strictly() {
        let changed = |from: &str, to: &str| read(&PUBLIC.replace(from, to));
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let encoding = |source| Err(Error::Encoding { member: "x", source });

        assert_eq!(changed(x, &format!("{x}=")), encoding(codec::Error::Alphabet(43)));
        assert_eq!(changed("HURo", "HURp"), encoding(codec::Error::NotCanonical));
        assert_eq!(changed(x, "11qY"), Err(Error::Length { member: "x", expected: 32, found: 3 }));
        assert_eq!(changed(&format!("\"{x}\""), "7"), Err(Error::WrongType("x")));
        assert_eq!(changed("\"kty\":\"OKP\",", ""), Err(Error::Missing("kty")));
        assert_eq!(changed("Ed25519", "X25519"), Err(Error::Unsupported(KeyType::X25519)));
        assert_eq!(changed("OKP", "EC"), Err(Error::Unsupported(KeyType::Other)));
        assert_eq!(changed("\"kty\"", "\"use\":\"enc\",\"kty\""), Err(Error::Purpose("use")));
        assert_eq!(changed("\"kty\"", "\"key_ops\":[\"sign\"],\"kty\""), Err(Error::Purpose("key_ops")));
        assert_eq!(changed("\"kty\"", "\"alg\":\"ES256\",\"kty\""), Err(Error::Purpose("alg")));
        assert_eq!(read("[]"), Err(Error::NotAnObject));
        let weak = base64url::encode(&[0; 32]);
        assert_eq!(changed(x, &weak), Err(Error::Weak));
    }

    #[test]
    fn private_halves_must_belong_to_their_public_ones() {
        assert_eq!(PrivateKey::from_jwk(PUBLIC).unwrap_err(), Error::NotPrivate);
        let foreign = PRIVATE.replace("nWGx", "nWGy");
        assert_eq!(PrivateKey::from_jwk(&foreign).unwrap_err(), Error::Mismatch);
    }

    proptest! {
        #[test]
        fn private_keys_survive(seed: [u8; 32], kid in proptest::option::of("\\PC{0,30}")) {
            let key = PrivateKey::from_ed25519_seed(&seed);
            let (again, found) = PrivateKey::from_jwk(&key.to_jwk(kid.as_deref())).unwrap();
            prop_assert!(matches!(again.secret(), Secret::Ed25519(found) if *found == seed));
            prop_assert_eq!(found, kid);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}|\\{\"kty\":\"(OKP|EC|RSA)\",\"crv\":\"(Ed25519|P-256)\",\"[xydne]\":(\"[\\w-]{0,50}\"|[0-9]|null)\\}") {
            let _ = PrivateKey::from_jwk(&text);
            if let Ok(tree) = Tree::parse(&text, &Limits::default()) {
                let _ = Jwk::read(tree.root());
            }
        }
    }
}
