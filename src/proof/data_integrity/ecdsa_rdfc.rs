//! [`ecdsa-rdfc-2019`](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019): ECDSA over the RDF statements of a document, with SHA-256 for
//! P-256 and SHA-384 for P-384.

use super::{Cryptosuite, Definition, Transformation};
use crate::key::KeyType;
use crate::vc::context_urls::DATA_INTEGRITY_V2;

pub(super) const DEFINITION: Definition = Definition {
    suite: Cryptosuite::EcdsaRdfc2019,
    name: "ecdsa-rdfc-2019",
    proof_type: "DataIntegrityProof",
    cryptosuite: Some("ecdsa-rdfc-2019"),
    transformation: Transformation::Rdfc,
    context: DATA_INTEGRITY_V2,
    in_data_model_2: true,
    keys: &[KeyType::P256, KeyType::P384],
    options_context: None,
    issued: true,
};
