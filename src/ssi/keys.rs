use super::Error;
use crate::json::Tree;
use crate::key::{Jwk, PrivateKey};
use crate::limits::Limits;
use ::ssi::jwk::JWK;
use zeroize::Zeroizing;

/// A public key for ssi, with its `kid`.
///
/// # Errors
/// If ssi does not know this kind of key.
pub fn jwk_to_ssi(jwk: &Jwk) -> Result<JWK, Error> {
    read(&crate::json::Value::from(jwk.to_json()).to_string())
}

/// A public key from ssi, with its `kid`.
///
/// # Errors
/// If it is none that signatures are verified with here, or holds a secret: then take `to_public` of it.
pub fn jwk_from_ssi(jwk: &JWK) -> Result<Jwk, Error> {
    let text = write(jwk)?;
    let tree = Tree::parse(&text, &Limits::default())?;
    let key = Jwk::read(tree.root());
    tree.erase();
    key.map_err(Error::Key)
}

/// A private key for ssi. It keeps copies that are not all erased: a [`Signer`](crate::key::Signer) of one's own is the
/// better way wherever ssi takes one.
///
/// # Errors
/// If ssi does not know this kind of key.
pub fn private_key_to_ssi(key: &PrivateKey, kid: Option<&str>) -> Result<JWK, Error> {
    read(&key.to_jwk(kid))
}

/// A private key from ssi, with its `kid`.
///
/// # Errors
/// If it is none that signs here, or holds no secret.
pub fn private_key_from_ssi(jwk: &JWK) -> Result<(PrivateKey, Option<String>), Error> {
    PrivateKey::from_jwk(&write(jwk)?).map_err(Error::Key)
}

fn read(text: &str) -> Result<JWK, Error> {
    serde_json::from_str(text).map_err(|error| Error::NotRead { line: error.line(), column: error.column() })
}

/// The JSON of a key, which may hold a secret: erased, and with room for all of it, since a text that grew would leave
/// copies behind.
fn write(jwk: &JWK) -> Result<Zeroizing<String>, Error> {
    let mut bytes = Vec::with_capacity(16 * 1024);
    serde_json::to_writer(&mut bytes, jwk).map_err(|_| Error::NotWritten)?;
    String::from_utf8(bytes).map(Zeroizing::new).map_err(|_| Error::NotWritten)
}
