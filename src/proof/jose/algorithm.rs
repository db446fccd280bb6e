//! The algorithms by their names in JOSE: those of the list that prove something, and no others.

use crate::key::Algorithm;

/// The algorithm that a header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// One that is verified here.
    Known(Algorithm),
    /// The beginning of another name.
    Other(String),
}

impl Named {
    pub(super) fn of(name: &str) -> Self {
        match from_name(name) {
            Some(known) => Self::Known(known),
            None => Self::Other(name.chars().take(64).collect()),
        }
    }
}

/// The algorithm of that name; the list is that of what keys here can do, each under one name, and Ed25519 under both of its own.
fn from_name(name: &str) -> Option<Algorithm> {
    // [RFC 9864](https://www.rfc-editor.org/rfc/rfc9864) names the curve; until then, EdDSA meant it.
    if name == "Ed25519" {
        return Some(Algorithm::Ed25519);
    }
    Algorithm::ALL.into_iter().find(|algorithm| algorithm.jose_name() == name)
}
