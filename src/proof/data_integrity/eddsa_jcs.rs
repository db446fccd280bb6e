//! [`eddsa-jcs-2022`](https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022): Ed25519 over the canonical JSON of a document.

use super::{Cryptosuite, Definition, Transformation};
use crate::key::KeyType;
use crate::vc::context_urls::DATA_INTEGRITY_V2;

pub(super) const DEFINITION: Definition = Definition {
    suite: Cryptosuite::EddsaJcs2022,
    name: "eddsa-jcs-2022",
    proof_type: "DataIntegrityProof",
    cryptosuite: Some("eddsa-jcs-2022"),
    transformation: Transformation::Jcs,
    context: DATA_INTEGRITY_V2,
    in_data_model_2: true,
    keys: &[KeyType::Ed25519],
    options_context: None,
    issued: true,
};
