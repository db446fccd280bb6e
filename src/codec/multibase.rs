//! Multibase, the two bases that credentials use: `z` (base58btc) and `u` (base64url without padding).

use super::{Error, base58, base64url};

/// base58btc with its prefix, as `did:key`, `publicKeyMultibase` and EdDSA `proofValue`s have it.
pub fn base58btc(bytes: &[u8]) -> String {
    format!("z{}", base58::encode(bytes))
}

/// Decodes base58btc or base64url by prefix.
///
/// # Errors
/// For any other prefix, and whatever the encoding itself refuses.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    match text.split_at_checked(1) {
        Some(("z", rest)) => base58::decode(rest),
        Some(("u", rest)) => base64url::decode(rest),
        _ => Err(Error::Prefix),
    }
}

/// Decodes base58btc alone, where a specification allows nothing else.
///
/// # Errors
/// For any other prefix, and for characters outside the alphabet.
pub fn decode_base58btc(text: &str) -> Result<Vec<u8>, Error> {
    text.strip_prefix('z').ok_or(Error::Prefix).and_then(base58::decode)
}
