//! The algorithms by their names in JOSE: those of the list that prove something, and no others.

use crate::key::{Algorithm, PublicKey};

/// The algorithm of that name ([RFC 7518 §3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1),
/// [RFC 8037 §3.1](https://www.rfc-editor.org/rfc/rfc8037#section-3.1)).
pub(super) fn from_name(name: &str) -> Option<Algorithm> {
    match name {
        "EdDSA" => Some(Algorithm::Ed25519),
        _ => None,
    }
}

/// The name of an algorithm.
pub(super) fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Ed25519 => "EdDSA",
    }
}

/// The one algorithm that a key signs with.
pub(super) fn of(key: &PublicKey) -> Algorithm {
    match key {
        PublicKey::Ed25519(_) => Algorithm::Ed25519,
    }
}
