//! `eddsa-2022`, as drafts called `eddsa-rdfc-2022`. Its proof options were canonicalised under the Data Integrity context
//! alone, whatever the document's contexts were.

use super::{Cryptosuite, Definition, Transformation};
use crate::key::KeyType;

pub(super) const DEFINITION: Definition = Definition {
    suite: Cryptosuite::Eddsa2022,
    name: "eddsa-2022",
    proof_type: "DataIntegrityProof",
    cryptosuite: Some("eddsa-2022"),
    transformation: Transformation::Rdfc,
    context: "https://w3id.org/security/data-integrity/v2",
    in_data_model_2: true,
    keys: &[KeyType::Ed25519],
    options_context: Some("https://w3id.org/security/data-integrity/v1"),
    issued: false,
};
