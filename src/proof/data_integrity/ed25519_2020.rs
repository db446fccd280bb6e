//! [`Ed25519Signature2020`](https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020): the proof that most badges of VC Data Model 1.1 carry.

use super::{Cryptosuite, Definition, Transformation};
use crate::key::KeyType;
use crate::vc::context_urls::ED25519_2020_V1;

pub(super) const DEFINITION: Definition = Definition {
    suite: Cryptosuite::Ed25519Signature2020,
    name: "Ed25519Signature2020",
    proof_type: "Ed25519Signature2020",
    cryptosuite: None,
    transformation: Transformation::Rdfc,
    context: ED25519_2020_V1,
    in_data_model_2: false,
    keys: &[KeyType::Ed25519],
    options_context: None,
    issued: true,
};
