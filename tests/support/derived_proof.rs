//! Derived proofs of ecdsa-sd-2023, to be put together otherwise.

use super::{at, edited, json, object};
use microcred::codec::{base64url, cbor};

/// A derived proof, taken apart.
#[derive(Clone)]
pub struct Parts {
    pub signature: Vec<u8>,
    pub proof_key: Vec<u8>,
    pub signatures: Vec<Vec<u8>>,
    pub labels: Vec<(u64, [u8; 32])>,
    pub mandatory: Vec<u64>,
}

/// The bytes of its value.
pub fn bytes(derived: &str) -> Vec<u8> {
    let mut document = json(derived);
    base64url::decode(&at(&mut document, "/proof/proofValue").as_str().unwrap()[1..]).unwrap()
}

/// The document with another value of its proof.
pub fn with_value(derived: &str, value: String) -> String {
    edited(derived, |document| object(document, "/proof").insert("proofValue", value))
}

/// The proof of a document.
pub fn parts(derived: &str) -> Parts {
    let bytes = bytes(derived);
    let mut reader = cbor::Reader::new(&bytes[3..]);
    assert_eq!(reader.array(), Ok(5));
    let (signature, proof_key) = (reader.bytes().unwrap().to_vec(), reader.bytes().unwrap().to_vec());
    let signatures = (0..reader.array().unwrap()).map(|_| reader.bytes().unwrap().to_vec()).collect();
    let count = reader.map().unwrap();
    let labels =
        (0..count).map(|_| (reader.unsigned().unwrap(), reader.bytes().unwrap().try_into().unwrap())).collect();
    let mandatory = (0..reader.array().unwrap()).map(|_| reader.unsigned().unwrap()).collect();
    Parts { signature, proof_key, signatures, labels, mandatory }
}

impl Parts {
    /// The document with this proof.
    pub fn on(&self, derived: &str) -> String {
        let mut out = vec![0xd9, 0x5d, 0x01];
        cbor::push_array(&mut out, 5);
        cbor::push_bytes(&mut out, &self.signature);
        cbor::push_bytes(&mut out, &self.proof_key);
        cbor::push_array(&mut out, self.signatures.len());
        self.signatures.iter().for_each(|signature| cbor::push_bytes(&mut out, signature));
        cbor::push_map(&mut out, self.labels.len());
        for (name, label) in &self.labels {
            cbor::push_unsigned(&mut out, *name);
            cbor::push_bytes(&mut out, label);
        }
        cbor::push_array(&mut out, self.mandatory.len());
        self.mandatory.iter().for_each(|index| cbor::push_unsigned(&mut out, *index));
        with_value(derived, format!("u{}", base64url::encode(&out)))
    }

    /// Without the signature of one of the statements that are signed for themselves, by its place among them. What is mandatory
    /// moves up.
    pub fn without(&self, place: usize) -> Self {
        let is_mandatory = |line: &u64| self.mandatory.contains(line);
        let line = (0..).filter(|line| !is_mandatory(line)).nth(place).unwrap();
        let mut parts = self.clone();
        parts.signatures.remove(place);
        parts.mandatory.iter_mut().filter(|other| **other > line).for_each(|other| *other -= 1);
        parts
    }
}
