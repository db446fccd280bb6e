use crate::codec::cbor;
use crate::json::{Node, Pointer};
use crate::key::bbs;
use crate::proof::data_integrity::selective::{
    self, Label, Malformed, components, fixed, indexes, malformed, pointers, push_indexes, push_pointers,
};
use crate::report::{Finding, code};
use std::fmt;
use zeroize::Zeroizing;

const BASE: [u8; 3] = [0xd9, 0x5d, 0x02];
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x03];

/// What a `proofValue` of this suite holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the baseline has no third kind
pub enum ProofValue {
    /// For the holder alone.
    Base(BaseProof),
    /// For a verifier.
    Derived(DerivedProof),
}

/// A base proof: what a holder derives from. It names the blank nodes by a secret, so it is not to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseProof {
    pub(super) signature: [u8; 80],
    pub(super) header: [u8; 64],
    pub(super) public_key: [u8; 96],
    pub(super) hmac_key: Zeroizing<[u8; 32]>,
    pub(super) mandatory_pointers: Vec<Pointer>,
}

/// A derived proof: what a verifier is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedProof {
    pub(super) proof: Vec<u8>,
    pub(super) label_map: Vec<(u64, Label)>,
    pub(super) mandatory_indexes: Vec<u64>,
    pub(super) selective_indexes: Vec<u64>,
    pub(super) presentation_header: Vec<u8>,
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

    /// How many signatures of one statement each take as long: a message costs about as much as twelve, shown or not.
    pub(crate) fn statements(&self) -> usize {
        const AS_LONG: usize = 12;
        match self {
            Self::Derived(derived) => {
                let messages = bbs::hidden(&derived.proof).saturating_add(derived.selective_indexes.len());
                messages.saturating_mul(AS_LONG)
            }
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
        let mut body = Vec::with_capacity(512);
        cbor::push_array(&mut body, 5);
        cbor::push_bytes(&mut body, &self.signature);
        cbor::push_bytes(&mut body, &self.header);
        cbor::push_bytes(&mut body, &self.public_key);
        cbor::push_bytes(&mut body, &*self.hmac_key);
        push_pointers(&mut body, &self.mandatory_pointers);
        selective::encode(BASE, &body)
    }

    fn read(reader: &mut cbor::Reader<'_>) -> Result<Self, Malformed> {
        components(reader, 5)?;
        Ok(Self {
            signature: fixed(reader, "the issuer's signature")?,
            header: fixed(reader, "the header")?,
            public_key: fixed(reader, "the issuer's key")?,
            hmac_key: Zeroizing::new(fixed(reader, "the HMAC key")?),
            mandatory_pointers: pointers(reader)?,
        })
    }
}

impl fmt::Debug for BaseProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BaseProof")
            .field("mandatory_pointers", &self.mandatory_pointers)
            .finish_non_exhaustive()
    }
}

impl DerivedProof {
    /// The bytes that the holder bound the proof to.
    pub fn presentation_header(&self) -> &[u8] {
        &self.presentation_header
    }

    /// The `proofValue`.
    pub fn to_text(&self) -> String {
        let mut body = Vec::with_capacity(self.proof.len() + 128);
        cbor::push_array(&mut body, 5);
        cbor::push_bytes(&mut body, &self.proof);
        cbor::push_map(&mut body, self.label_map.len());
        for (name, label) in &self.label_map {
            cbor::push_unsigned(&mut body, *name);
            label.push(&mut body);
        }
        push_indexes(&mut body, &self.mandatory_indexes);
        push_indexes(&mut body, &self.selective_indexes);
        cbor::push_bytes(&mut body, &self.presentation_header);
        selective::encode(DERIVED, &body)
    }

    fn read(reader: &mut cbor::Reader<'_>) -> Result<Self, Malformed> {
        components(reader, 5)?;
        let proof = reader.bytes()?.to_vec();
        let labels = reader.map()?;
        let label = |_| Ok((reader.unsigned()?, Label::Number(reader.unsigned()?)));
        let label_map = (0..labels).map(label).collect::<Result<_, Malformed>>()?;
        let mandatory_indexes = indexes(reader, "mandatory indexes")?;
        let selective_indexes = indexes(reader, "selective indexes")?;
        let presentation_header = reader.bytes()?.to_vec();
        Ok(Self { proof, label_map, mandatory_indexes, selective_indexes, presentation_header })
    }
}
