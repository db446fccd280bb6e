//! `eddsa-2022`, as drafts called `eddsa-rdfc-2022`. Its proof options were canonicalised under the Data Integrity context
//! alone, whatever the document's contexts were.

use super::{Cryptosuite, Definition, Transformation};
use crate::key::KeyType;
use crate::vc::context_urls::{DATA_INTEGRITY_V1, DATA_INTEGRITY_V2};

pub(super) const DEFINITION: Definition = Definition {
    suite: Cryptosuite::Eddsa2022,
    name: "eddsa-2022",
    proof_type: "DataIntegrityProof",
    cryptosuite: Some("eddsa-2022"),
    transformation: Transformation::Rdfc,
    context: DATA_INTEGRITY_V2,
    in_data_model_2: true,
    keys: &[KeyType::Ed25519],
    options_context: Some(DATA_INTEGRITY_V1),
    issued: false,
};
