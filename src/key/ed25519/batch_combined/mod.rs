//! Ed25519 signatures of many messages, verified together by one random linear combination.
//!
//! A signature (R, s) of a message by the key A holds if s·B = R + h·A, with h the hash of all three. For many of them, the sum of
//! z·(s·B − R − h·A), each with a random factor z of its own, is neutral if all hold; if one does not, it is neutral for one
//! choice of factors in 2^127. One sum of many products costs a fraction of as many sums of two.
//!
//! # What is the same as one by one
//!
//! Each signature is looked at by itself first: its length; s below the order of the group; R in its canonical encoding, a point, and
//! not of small order. A is canonical and not of small order, or it would be no [`PublicKey`](crate::key::PublicKey). What fails any of that is
//! not among the sum, and neither is what its key keeps out. The factors come from the environment's random bytes and from everything
//! that is verified, so that whoever made the signatures knew none of them. Signatures that hold make every sum neutral: so
//! an honest one is never refused, and where a sum is not neutral, halves are tried, and in the end each signature alone, strictly.
//!
//! # What is different
//!
//! The group has eight points of small order besides the prime one. One by one, the equation has to hold among those, too. In the
//! sum, an error of small order is multiplied with z, which looks at its remainder by 8 alone. So:
//!
//! - Keys with a part of small order are found out, once each, and left to be verified one by one.
//! - Factors are odd: an error of small order that is alone in its batch is always noticed.
//! - Errors of small order in the commitments R of *two or more* signatures of one batch may cancel out: two of order 2 always do, two of order
//!   8 in one of four cases. Such signatures hold here and are refused one by one.
//!
//! Only who has the secret key can make a signature with such an error: h covers R, so that nobody else can change it. That
//! issuer has signed the message, on purpose in a way over which verifiers disagree. So an issuer can have a credential pass here that others
//! refuse, and which this verifier refuses in other company: it could say later that the credential was never good. It cannot
//! sign in another's name, and no third party can do anything at all: altering a message, or a signature, or taking it to another key
//! leaves an error of prime order, which nothing but guessing z cancels.

use super::Ed25519;
use super::batch_strict::Signed;
use super::is_canonical;
use crate::env::Environment;
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::traits::{IsIdentity, VartimeMultiscalarMul};
use curve25519_dalek::{EdwardsPoint, Scalar, constants};
use sha2::{Digest, Sha512};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, RwLock};

/// Fewer signatures than these cost no less together than one by one.
const LEAST: usize = 6;

/// Keys that are remembered as being of prime order, at most. The keys of others are verified with one by one.
const MOST_KEYS: usize = 4_096;

/// Verifies signatures together.
#[derive(Clone, Debug)]
pub(crate) struct Together {
    environment: Environment,
    /// Strangers choose them, so they are hashed in a way that nobody can foresee.
    keys: Arc<RwLock<HashSet<[u8; 32]>>>,
}

/// One whose parts are in order, with what it adds to the sum.
struct Term {
    /// Its place among all.
    place: usize,
    commitment: EdwardsPoint,
    /// The hash of commitment, key and message.
    hash: Scalar,
    scalar: Scalar,
    factor: Scalar,
}

impl Together {
    pub(crate) fn new(environment: Environment) -> Self {
        Self { environment, keys: Arc::default() }
    }

    /// Which of the signatures hold for sure. Of the others nothing is said but that they have to be verified one by one.
    pub(crate) fn hold(&self, all: &[Signed]) -> Vec<bool> {
        let mut hold = vec![false; all.len()];
        if all.len() < LEAST {
            return hold;
        }
        let mut transcript = Sha512::new();
        transcript.update(b"microcred: Ed25519 signatures together");
        let mut terms: Vec<Term> =
            all.iter().enumerate().filter_map(|(place, signed)| self.term(place, signed, &mut transcript)).collect();
        let Ok(random) = self.environment.random::<32>() else { return hold };
        transcript.update(random);
        draw(&mut terms, &transcript.finalize().into());
        note(all, &terms, &mut hold);
        hold
    }

    /// What a signature adds to the sum, if it may be part of it.
    fn term(&self, place: usize, signed: &Signed, transcript: &mut Sha512) -> Option<Term> {
        let signature: &[u8; 64] = signed.signature.as_slice().try_into().ok()?;
        let (commitment, scalar): ([u8; 32], [u8; 32]) =
            (signature[..32].try_into().ok()?, signature[32..].try_into().ok()?);
        let scalar = Option::from(Scalar::from_canonical_bytes(scalar))?;
        let point = Some(commitment).filter(is_canonical).and_then(|bytes| CompressedEdwardsY(bytes).decompress())?;
        if point.is_small_order() || !self.is_of_prime_order(&signed.key) {
            return None;
        }
        let hash = Sha512::new().chain_update(commitment).chain_update(signed.key.as_bytes());
        let hash: [u8; 64] = hash.chain_update(&signed.message).finalize().into();
        transcript.update(hash);
        transcript.update(&signature[32..]);
        let hash = Scalar::from_bytes_mod_order_wide(&hash);
        Some(Term { place, commitment: point, hash, scalar, factor: Scalar::ZERO })
    }

    /// Whether a key has no part of small order. That costs as much as verifying with it, so it is remembered.
    fn is_of_prime_order(&self, key: &Ed25519) -> bool {
        let Ok(known) = self.keys.read() else { return false };
        if known.contains(key.as_bytes()) {
            return true;
        }
        let is_full = known.len() >= MOST_KEYS;
        drop(known);
        if is_full || !key.point().is_torsion_free() {
            return false;
        }
        if let Ok(mut known) = self.keys.write() {
            known.insert(*key.as_bytes());
        }
        true
    }
}

/// Odd numbers of 128 bits, from 64 bytes that nobody could foresee.
fn draw(terms: &mut [Term], seed: &[u8; 64]) {
    for (number, four) in terms.chunks_mut(4).enumerate() {
        let bytes: [u8; 64] = Sha512::new().chain_update(seed).chain_update(number.to_le_bytes()).finalize().into();
        for (term, bytes) in four.iter_mut().zip(bytes.as_chunks::<16>().0) {
            term.factor = Scalar::from(u128::from_le_bytes(*bytes) | 1);
        }
    }
}

/// Notes all if they hold together, or else those of either half that do, down to where each is verified by itself.
fn note(all: &[Signed], terms: &[Term], hold: &mut [bool]) {
    if terms.len() < LEAST {
        for Term { place, .. } in terms {
            let signed = &all[*place];
            hold[*place] = signed.key.verify(&signed.message, &signed.signature).is_ok();
        }
    } else if is_neutral(all, terms) {
        terms.iter().for_each(|term| hold[term.place] = true);
    } else {
        let (one, other) = terms.split_at(terms.len() / 2);
        note(all, one, hold);
        note(all, other, hold);
    }
}

/// Whether the sum of z·(R + h·A) − z·s·B is the neutral point. What one key has signed is multiplied with it once.
fn is_neutral(all: &[Signed], terms: &[Term]) -> bool {
    let mut keys: HashMap<&[u8; 32], (EdwardsPoint, Scalar)> = HashMap::new();
    let mut base = Scalar::ZERO;
    for term in terms {
        let key = &all[term.place].key;
        let (_, hashes) = keys.entry(key.as_bytes()).or_insert_with(|| (key.point(), Scalar::ZERO));
        *hashes += term.factor * term.hash;
        base -= term.factor * term.scalar;
    }
    let (points, scalars): (Vec<_>, Vec<_>) = [(constants::ED25519_BASEPOINT_POINT, base)]
        .into_iter()
        .chain(keys.into_values())
        .chain(terms.iter().map(|term| (term.commitment, term.factor)))
        .unzip();
    EdwardsPoint::vartime_multiscalar_mul(&scalars, &points).is_identity()
}

#[cfg(test)]
mod tests;
