use crate::codec::cbor;
use crate::json::{Node, Pointer};
use crate::proof::data_integrity::selective::{
    self, Label, Malformed, components, fixed, malformed, pointers, push_indexes, push_pointers,
};
use crate::report::{Finding, code};
use std::fmt;
use zeroize::Zeroizing;

const BASE: [u8; 3] = [0xd9, 0x5d, 0x00];
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];

/// What a `proofValue` of this suite holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the suite has no third kind
pub enum ProofValue {
    /// For the holder alone.
    Base(BaseProof),
    /// For a verifier.
    Derived(DerivedProof),
}

/// A base proof: what a holder derives from. It names the blank nodes by a secret, so it is not to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseProof {
    pub(super) signature: [u8; 64],
    pub(super) proof_key: [u8; 35],
    pub(super) hmac_key: Zeroizing<[u8; 32]>,
    /// Of each statement that is not mandatory.
    pub(super) signatures: Vec<[u8; 64]>,
    pub(super) mandatory_pointers: Vec<Pointer>,
}

/// A derived proof: what a verifier is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedProof {
    pub(super) signature: [u8; 64],
    pub(super) proof_key: [u8; 35],
    pub(super) signatures: Vec<[u8; 64]>,
    pub(super) label_map: Vec<(u64, Label)>,
    pub(super) mandatory_indexes: Vec<u64>,
}

impl ProofValue {
    /// Reads a `proofValue`.
    ///
    /// # Errors
    /// For anything but the one encoding of a proof: another header, tags, indefinite lengths, wrong counts or sizes,
    /// indexes that do not ascend.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (header, body) = selective::decode(text)?;
        let mut reader = cbor::Reader::new(&body);
        let value = match header {
            BASE => Self::Base(BaseProof::read(&mut reader)?),
            DERIVED => Self::Derived(DerivedProof::read(&mut reader)?),
            _ => return Err(malformed("the header is neither that of a base proof nor that of a derived one")),
        };
        reader.end()?;
        Ok(value)
    }

    /// How many statements have a signature each.
    pub(crate) fn statements(&self) -> usize {
        match self {
            Self::Derived(derived) => derived.signatures.len(),
            Self::Base(_) => 0,
        }
    }

    /// The derived proof, which is the only one that a verifier may be shown.
    ///
    /// # Errors
    /// `proof.base` for a base proof.
    pub(crate) fn derived(&self, proof: Node<'_>) -> Result<&DerivedProof, Finding> {
        match self {
            Self::Derived(derived) => Ok(derived),
            Self::Base(_) => Err(Finding::new(code::proof::BASE, proof.path().member("proofValue"), "")),
        }
    }
}

impl BaseProof {
    /// The JSON Pointers of what is always shown.
    pub fn mandatory_pointers(&self) -> &[Pointer] {
        &self.mandatory_pointers
    }

    /// The `proofValue`.
    pub fn to_text(&self) -> String {
        let mut body = Vec::with_capacity(160 + self.signatures.len() * 66);
        cbor::push_array(&mut body, 5);
        cbor::push_bytes(&mut body, &self.signature);
        cbor::push_bytes(&mut body, &self.proof_key);
        cbor::push_bytes(&mut body, &*self.hmac_key);
        push_signatures(&mut body, &self.signatures);
        push_pointers(&mut body, &self.mandatory_pointers);
        selective::encode(BASE, &body)
    }

    fn read(reader: &mut cbor::Reader<'_>) -> Result<Self, Malformed> {
        components(reader, 5)?;
        Ok(Self {
            signature: fixed(reader, "the issuer's signature")?,
            proof_key: fixed(reader, "the key of the proof")?,
            hmac_key: Zeroizing::new(fixed(reader, "the HMAC key")?),
            signatures: signatures(reader)?,
            mandatory_pointers: pointers(reader)?,
        })
    }
}

impl fmt::Debug for BaseProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BaseProof")
            .field("signatures", &self.signatures.len())
            .field("mandatory_pointers", &self.mandatory_pointers)
            .finish_non_exhaustive()
    }
}

impl DerivedProof {
    /// The `proofValue`.
    pub fn to_text(&self) -> String {
        let mut body = Vec::with_capacity(128 + self.signatures.len() * 66 + self.label_map.len() * 36);
        cbor::push_array(&mut body, 5);
        cbor::push_bytes(&mut body, &self.signature);
        cbor::push_bytes(&mut body, &self.proof_key);
        push_signatures(&mut body, &self.signatures);
        cbor::push_map(&mut body, self.label_map.len());
        for (name, label) in &self.label_map {
            cbor::push_unsigned(&mut body, *name);
            label.push(&mut body);
        }
        push_indexes(&mut body, &self.mandatory_indexes);
        selective::encode(DERIVED, &body)
    }

    fn read(reader: &mut cbor::Reader<'_>) -> Result<Self, Malformed> {
        components(reader, 5)?;
        let signature = fixed(reader, "the issuer's signature")?;
        let proof_key = fixed(reader, "the key of the proof")?;
        let signatures = signatures(reader)?;
        let labels = reader.map()?;
        let label = |_| Ok((reader.unsigned()?, Label::Digest(fixed(reader, "a label")?)));
        let label_map = (0..labels).map(label).collect::<Result<_, Malformed>>()?;
        let mandatory_indexes = selective::indexes(reader, "mandatory indexes")?;
        Ok(Self { signature, proof_key, signatures, label_map, mandatory_indexes })
    }
}

fn signatures(reader: &mut cbor::Reader<'_>) -> Result<Vec<[u8; 64]>, Malformed> {
    let count = reader.array()?;
    (0..count).map(|_| fixed(reader, "a signature")).collect()
}

pub(super) fn push_signatures(out: &mut Vec<u8>, signatures: &[[u8; 64]]) {
    cbor::push_array(out, signatures.len());
    for signature in signatures {
        cbor::push_bytes(out, signature);
    }
}
