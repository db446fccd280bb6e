//! BBS signatures over BLS12-381 with SHA-256
//! ([draft-irtf-cfrg-bbs-signatures](https://datatracker.ietf.org/doc/draft-irtf-cfrg-bbs-signatures/)): one signature over
//! many messages, and proofs that show some of them.
//!
//! The mathematics is `zkryptium`'s. What it leaves out of the draft stands here: points at infinity and scalars of zero
//! are refused wherever bytes come in, since with them a proof could be made without any signature.

use super::provider::SigningKey;
use super::{Error, SignError, VerifyError};
use crate::codec::cbor;
use std::fmt;
use zeroize::Zeroizing;
use zkryptium::bbsplus::keys::{BBSplusPublicKey, BBSplusSecretKey};
use zkryptium::keys::pair::KeyPair;
use zkryptium::schemes::algorithms::BbsBls12381Sha256;
use zkryptium::schemes::generics::{PoKSignature, Signature};

/// The inside of a public key in G2 of BLS12-381.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bls12381G2(Box<[u8; 96]>);

impl Bls12381G2 {
    pub(super) fn new(point: &[u8; 96]) -> Result<Self, Error> {
        parse_public_key(point).map(|_| Self(Box::new(*point))).map_err(|_| Error::NotOnCurve)
    }

    /// The compressed point.
    pub fn as_bytes(&self) -> &[u8; 96] {
        &self.0
    }

    /// Checks a signature over a [packed](pack) header and its messages.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), VerifyError> {
        let length = VerifyError::Length { expected: 80, found: signature.len() };
        let signature = signature.try_into().map_err(|_| length)?;
        let (header, messages) = unpack(message).map_err(|_| VerifyError::Mismatch)?;
        verify(&self.0, &header, &messages, signature).map_err(|_| VerifyError::Mismatch)
    }
}

impl fmt::Debug for Bls12381G2 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::PublicKey::Bls12381G2(self.clone()).fmt(formatter)
    }
}

/// A scalar that signs, whichever crypto provider is asked.
pub(super) struct SigningScalar(Zeroizing<[u8; 32]>);

impl SigningScalar {
    pub(super) fn new(scalar: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*scalar))
    }
}

impl SigningKey for SigningScalar {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let failed = |_| SignError::Provider("zkryptium");
        let (header, messages) = unpack(message).map_err(failed)?;
        sign(&self.0, &header, &messages).map(Vec::from).map_err(failed)
    }
}

/// Why a BBS operation came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BbsError {
    /// The bytes are not what they should be.
    #[error("the bytes are not those of a {0}")]
    Malformed(&'static str),
    /// It would take too long.
    #[error(
        "more than {MOST_MESSAGES} statements are signed one by one; make more of them mandatory, or use ecdsa-sd-2023"
    )]
    TooMany,
    /// It does not fit.
    #[error("the {0} does not fit the key and what it is about")]
    Mismatch(&'static str),
}

/// How many messages one signature may cover here. Each costs both sides most of a millisecond, whoever asks for it.
pub(crate) const MOST_MESSAGES: usize = 1_000;

/// The bytes of a compressed point in G1.
const POINT: usize = 48;
/// The bytes of a scalar.
const SCALAR: usize = 32;

/// The public key that belongs to a secret one.
pub(crate) fn public_key(secret: &[u8; 32]) -> Result<[u8; 96], BbsError> {
    Ok(secret_key(secret)?.public_key().to_bytes())
}

/// A secret key from random bytes.
pub(crate) fn generate(material: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, BbsError> {
    let pair = KeyPair::<BbsBls12381Sha256>::generate(material, None, None);
    pair.map(|pair| Zeroizing::new(pair.private_key().to_bytes())).map_err(|_| BbsError::Malformed("secret key"))
}

/// Signs messages under a header.
pub(crate) fn sign(secret: &[u8; 32], header: &[u8], messages: &[Vec<u8>]) -> Result<[u8; 80], BbsError> {
    if messages.len() > MOST_MESSAGES {
        return Err(BbsError::TooMany);
    }
    let secret = secret_key(secret)?;
    let public = secret.public_key();
    Signature::<BbsBls12381Sha256>::sign(Some(messages), &secret, &public, Some(header))
        .map(|signature| signature.to_bytes())
        .map_err(|_| BbsError::Mismatch("secret key"))
}

/// Checks a signature over all messages.
pub(crate) fn verify(
    public: &[u8; 96],
    header: &[u8],
    messages: &[Vec<u8>],
    signature: &[u8; 80],
) -> Result<(), BbsError> {
    if messages.len() > MOST_MESSAGES {
        return Err(BbsError::TooMany);
    }
    let public = parse_public_key(public)?;
    check_elements(signature, 1).ok_or(BbsError::Malformed("signature"))?;
    let signature =
        Signature::<BbsBls12381Sha256>::from_bytes(signature).map_err(|_| BbsError::Malformed("signature"))?;
    signature.verify(&public, Some(messages), Some(header)).map_err(|_| BbsError::Mismatch("signature"))
}

/// Makes a proof that shows the messages at some indexes, which ascend.
pub(crate) fn prove(
    public: &[u8; 96],
    header: &[u8],
    messages: &[Vec<u8>],
    signature: &[u8; 80],
    presentation_header: &[u8],
    shown: &[usize],
) -> Result<Vec<u8>, BbsError> {
    if !ascend_below(shown, messages.len()) {
        return Err(BbsError::Malformed("list of indexes"));
    }
    let public = parse_public_key(public)?;
    PoKSignature::<BbsBls12381Sha256>::proof_gen(
        &public,
        signature,
        Some(header),
        Some(presentation_header),
        Some(messages),
        Some(shown),
    )
    .map(|proof| proof.to_bytes())
    .map_err(|_| BbsError::Mismatch("signature"))
}

/// Checks a proof that shows messages at some indexes, which ascend.
pub(crate) fn verify_proof(
    public: &[u8; 96],
    proof: &[u8],
    header: &[u8],
    presentation_header: &[u8],
    messages: &[Vec<u8>],
    shown: &[usize],
) -> Result<(), BbsError> {
    let malformed = BbsError::Malformed("proof");
    let hidden = check_elements(proof, 3).and_then(|scalars| scalars.checked_sub(4)).ok_or(malformed)?;
    if hidden + shown.len() > MOST_MESSAGES {
        return Err(BbsError::TooMany);
    }
    if messages.len() != shown.len() || !ascend_below(shown, hidden + shown.len()) {
        return Err(BbsError::Malformed("list of indexes"));
    }
    let public = parse_public_key(public)?;
    PoKSignature::<BbsBls12381Sha256>::from_bytes(proof)
        .map_err(|_| malformed)?
        .proof_verify(&public, Some(messages), Some(shown), Some(header), Some(presentation_header))
        .map_err(|_| BbsError::Mismatch("proof"))
}

/// About how many messages a proof hides.
pub(crate) fn hidden(proof: &[u8]) -> usize {
    (proof.len().saturating_sub(3 * POINT) / SCALAR).saturating_sub(4)
}

/// A header and messages as one, for signers that take one message: the CBOR array `[header, [message, …]]`.
pub(crate) fn pack(header: &[u8], messages: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(header.len() + messages.iter().map(|message| message.len() + 5).sum::<usize>());
    cbor::push_array(&mut out, 2);
    cbor::push_bytes(&mut out, header);
    cbor::push_array(&mut out, messages.len());
    for message in messages {
        cbor::push_bytes(&mut out, message);
    }
    out
}

/// Takes apart what [`pack`] made.
pub(crate) fn unpack(packed: &[u8]) -> Result<(Vec<u8>, Vec<Vec<u8>>), BbsError> {
    let mut reader = cbor::Reader::new(packed);
    let mut read = || {
        if reader.array()? != 2 {
            return Ok(None);
        }
        let header = reader.bytes()?.to_vec();
        let count = reader.array()?;
        let messages = (0..count).map(|_| Ok(reader.bytes()?.to_vec())).collect::<Result<_, cbor::Error>>()?;
        reader.end()?;
        Ok::<_, cbor::Error>(Some((header, messages)))
    };
    read().ok().flatten().ok_or(BbsError::Malformed("header and its messages"))
}

/// How many scalars follow some points, if there is no point at infinity and no zero among them.
fn check_elements(bytes: &[u8], points: usize) -> Option<usize> {
    let (points, scalars) = bytes.split_at_checked(points * POINT)?;
    // The second bit of a compressed point says that it is the one at infinity.
    let finite = points.chunks(POINT).all(|point| point[0] & 0x40 == 0);
    let (scalars, rest) = scalars.as_chunks::<SCALAR>();
    let good = finite && rest.is_empty() && scalars.iter().all(|scalar| *scalar != [0; SCALAR]);
    good.then_some(scalars.len())
}

fn ascend_below(indexes: &[usize], bound: usize) -> bool {
    indexes.windows(2).all(|pair| pair[0] < pair[1]) && indexes.last().is_none_or(|last| *last < bound)
}

fn secret_key(bytes: &[u8; 32]) -> Result<BBSplusSecretKey, BbsError> {
    let malformed = BbsError::Malformed("secret key");
    if *bytes == [0; 32] {
        return Err(malformed);
    }
    BBSplusSecretKey::from_bytes(bytes).map_err(|_| malformed)
}

fn parse_public_key(bytes: &[u8; 96]) -> Result<BBSplusPublicKey, BbsError> {
    let malformed = BbsError::Malformed("public key");
    if bytes[0] & 0x40 != 0 {
        return Err(malformed);
    }
    BBSplusPublicKey::from_bytes(bytes).map_err(|_| malformed)
}
