//! The proofs by themselves, for whoever compares implementations. Issuing and verifying ask far more than this.

use super::{Disclosed, PrepareError, mandatory_pointers};
use crate::env::Environment;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::{Contexts, Hash, Walked, plain};
use crate::key::{self, PublicKey, Signer};
use crate::limits::Limits;
#[cfg(feature = "bbs")]
use crate::proof::data_integrity::bbs;
use crate::proof::data_integrity::{Canonicalizer, Form, NOT_OPTIONS, ecdsa_sd};
use crate::report::{Finding, Findings, code};

/// Puts a base proof on a document, with options that are complete but for the `proofValue`.
///
/// What is [always shown](crate::proof::ALWAYS_SHOWN) is so here, besides the pointers that are given. This is the proof
/// alone: [`Issuer`](crate::issue::Issuer) also asks whether a verifier would accept the credential.
///
/// # Errors
/// If the document is not plain, a pointer selects nothing, or signing fails.
pub fn sign(
    document: &Object,
    options: &Object,
    mandatory: &[Pointer],
    signer: &dyn Signer,
    environment: &Environment,
    contexts: &Contexts,
    limits: &Limits,
) -> Result<Value, PrepareError> {
    let pointers = |root: Node<'_>| mandatory_pointers(root, mandatory);
    sign_showing(document, options, pointers, signer, environment, contexts, limits)
}

/// The same with these pointers and no others, as issuers do that leave more to the holder.
pub(crate) fn sign_showing(
    document: &Object,
    options: &Object,
    pointers: impl FnOnce(Node<'_>) -> Vec<Pointer>,
    signer: &dyn Signer,
    environment: &Environment,
    contexts: &Contexts,
    limits: &Limits,
) -> Result<Value, PrepareError> {
    let with_options = document.clone().with("proof", options.clone());
    let tree = Tree::of(&with_options.into(), limits)
        .map_err(|error| Finding::new(code::input::SYNTAX, Pointer::root(), error.to_string()))?;
    let root = tree.root();
    let sets = plain::contexts(root, contexts, limits).map_err(PrepareError::Document)?;
    let mut canonicalizer = Canonicalizer::new(&sets[0], limits);
    let walked = canonicalizer.walk(root, &["proof"]).map_err(|error| error.finding())?;
    let departures = plain::screen(root, &sets[0], &walked, &["proof"]);
    if !departures.is_empty() {
        return Err(PrepareError::Document(departures));
    }
    let options_form = options_of(&mut canonicalizer, root.get("proof").unwrap_or(root))?;
    let pointers = pointers(root);
    let value = match options.get("cryptosuite").and_then(Value::as_str) {
        Some(ecdsa_sd::NAME) => {
            let secrets = ecdsa_sd::Secrets::generate(environment)?;
            let pending = ecdsa_sd::Pending::prepare(&mut canonicalizer, root, &walked, pointers, secrets)?;
            let message = pending.message(&mut canonicalizer, root, &walked, &options_form)?;
            pending.complete(&key::signature(signer, &message)?).map_err(PrepareError::Malformed)?
        }
        #[cfg(feature = "bbs")]
        Some(bbs::NAME) => {
            let key = signer.identity().public_key();
            let pending =
                bbs::Pending::prepare(&mut canonicalizer, root, &walked, &options_form, pointers, key, environment)?;
            let message = pending.message(&mut canonicalizer, root, &walked, &options_form)?;
            pending.complete(&key::signature(signer, &message)?).map_err(PrepareError::Malformed)?
        }
        _ => return Err(unsupported(root).into()),
    };
    Ok(document.clone().with("proof", options.clone().with("proofValue", value)).into())
}

/// Checks the derived proof of a document under a key, and nothing else: neither whether the key is the issuer's, nor
/// whether the document is plain, nor what it says. [`Verifier`](crate::verify::Verifier) asks all of it.
///
/// # Errors
/// `proof.base` for a base proof, `proof.malformed`, `proof.signature.invalid` and `proof.key.type_mismatch` for one
/// that does not hold, and whatever keeps the document's contexts from being used.
pub fn check(root: Node<'_>, key: &PublicKey, contexts: &Contexts, limits: &Limits) -> Result<Disclosed, Findings> {
    let one = |finding: Finding| Findings::from_iter([finding]);
    let proof = root.get("proof").and_then(|proof| proof.each().next());
    let proof = proof.ok_or_else(|| one(Finding::new(code::proof::MISSING, Pointer::root().member("proof"), "")))?;
    let sets = plain::contexts(root, contexts, limits)?;
    let mut refused = None;
    for set in &sets {
        let mut canonicalizer = Canonicalizer::new(set, limits);
        let walked = canonicalizer.walk(root, &["proof"]).map_err(|error| one(error.finding()))?;
        match check_under(&mut canonicalizer, &walked, proof, key) {
            Ok(disclosed) => return Ok(disclosed),
            Err(finding) => {
                refused.get_or_insert(finding);
            }
        }
    }
    Err(refused.into_iter().collect())
}

fn check_under(
    canonicalizer: &mut Canonicalizer<'_>,
    walked: &Walked,
    proof: Node<'_>,
    key: &PublicKey,
) -> Result<Disclosed, Finding> {
    let member = |name| proof.get(name).and_then(Node::as_str).unwrap_or_default();
    let options = options_of(canonicalizer, proof)?;
    match member("cryptosuite") {
        ecdsa_sd::NAME => {
            let value = ecdsa_sd::ProofValue::parse(member("proofValue")).map_err(|error| error.at(proof))?;
            value.derived(proof)?.verify(canonicalizer, walked, &options, proof, key)
        }
        #[cfg(feature = "bbs")]
        bbs::NAME => {
            let value = bbs::ProofValue::parse(member("proofValue")).map_err(|error| error.at(proof))?;
            value.derived(proof)?.verify(canonicalizer, walked, &options, proof, key)
        }
        _ => Err(unsupported(proof)),
    }
}

fn options_of(canonicalizer: &mut Canonicalizer<'_>, proof: Node<'_>) -> Result<Form, Finding> {
    let options = canonicalizer.walk(proof, &NOT_OPTIONS).map_err(|error| error.finding())?;
    canonicalizer.statements(&options.dataset, Hash::Sha256)
}

fn unsupported(place: Node<'_>) -> Finding {
    let detail = "selective disclosure is a matter of ecdsa-sd-2023 and bbs-2023";
    Finding::new(code::proof::UNSUPPORTED, place.path(), detail)
}
