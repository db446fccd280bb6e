//! The Ed25519 signatures of a document before it is judged, so that those of many documents can be verified in one go.
//!
//! Nothing is decided here: what is found to hold is noted with its [`Candidate`](super::candidate::Candidate), and whatever else is asked
//! of a proof is asked as always when it is judged.

use super::candidate::Securing;
use super::forms::Forms;
use crate::key::ed25519::batch_strict::Signed;
use crate::key::{Ed25519, PublicKey};
use crate::proof::data_integrity::{ProofValue, hash_data, hash_for};
use crate::verify::Verifier;
use crate::verify::opened::Opened;

/// The signatures by those Ed25519 keys at hand that are wanted, over what the likeliest contexts make of the document, each with the place of its
/// candidate.
pub(in crate::verify) fn signatures(
    verifier: &Verifier,
    opened: &Opened,
    wanted: impl Fn(&Ed25519) -> bool,
) -> Vec<(usize, Signed)> {
    // Whoever wants to see canonical forms has each signature verified by itself. Several proofs share forms and their budget, which
    // they would not if some of them were looked at here.
    if verifier.diagnostics || opened.candidates.len() != 1 {
        return Vec::new();
    }
    let mut forms = Forms::new(verifier, opened, verifier.limits.canonicalisation);
    let mut signatures = Vec::new();
    for (place, candidate) in opened.candidates.iter().enumerate() {
        let key = candidate.method().ok().and_then(|method| method.key().ok());
        let Some(public @ PublicKey::Ed25519(key)) =
            key.filter(|key| matches!(key, PublicKey::Ed25519(key) if wanted(key)))
        else {
            continue;
        };
        let signed = match &candidate.securing {
            Securing::Token(token) => token.signed().map(|(message, signature)| (message.to_vec(), signature.to_vec())),
            Securing::Embedded(embedded) => match &embedded.proof {
                Ok(proof) if proof.suite.key_types().contains(&public.key_type()) && !opened.sets.is_empty() => {
                    let ProofValue::Signature(signature) = &proof.value else { continue };
                    let forms = forms.pair(embedded, proof, 0, hash_for(public)).ok();
                    forms.map(|(options, document)| (hash_data(&options, document), signature.clone()))
                }
                _ => None,
            },
        };
        let signed = signed.map(|(message, signature)| Signed { key: *key, message, signature });
        signatures.extend(signed.map(|signed| (place, signed)));
    }
    signatures
}
