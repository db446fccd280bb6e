//! The canonical forms of one document, each made once for all its proofs.

use super::candidate::Embedded;
use super::chain;
use crate::json::Node;
use crate::jsonld::{Dataset, Hash, Work};
use crate::key::PublicKey;
use crate::proof::data_integrity::selective::Disclosed;
use crate::proof::data_integrity::{
    Canonicalizer, Form, NOT_OPTIONS, Proof, ProofValue, Transformation, canonical_json,
};
use crate::report::{Finding, code};
use crate::verify::Verifier;
use crate::verify::input::UNSIGNED;
use crate::verify::opened::Opened;

pub(in crate::verify) struct Forms<'a> {
    verifier: &'a Verifier,
    opened: &'a Opened,
    /// For all lists of contexts that are tried; nothing where there are none, or as long as nothing was canonicalised.
    canonicalizer: Option<Canonicalizer<'a>>,
    /// How many steps of canonicalisation all of them may take.
    steps: usize,
    made: Vec<Made>,
    /// Whether the document was canonicalised for a derived proof.
    has_disclosed: bool,
}

/// A form of the whole document, and how it was made.
struct Made {
    transformation: Transformation,
    set: usize,
    hash: Hash,
    /// The proofs in it, which those whose form it is build on.
    previous: Vec<usize>,
    form: Result<Form, Finding>,
}

impl<'a> Forms<'a> {
    pub(in crate::verify) fn new(verifier: &'a Verifier, opened: &'a Opened, steps: usize) -> Self {
        Self { verifier, opened, canonicalizer: None, steps, made: Vec::new(), has_disclosed: false }
    }

    /// How many steps were taken.
    pub(in crate::verify) fn taken(&self) -> usize {
        self.canonicalizer.as_ref().map_or(0, |canonicalizer| self.steps.saturating_sub(canonicalizer.work().left()))
    }

    /// For one of the lists of contexts, from what the others have left.
    fn canonicalizer(&mut self, set: usize) -> &mut Canonicalizer<'a> {
        let (set, limits, steps) = (&self.opened.sets[set], &self.verifier.limits, self.steps);
        self.canonicalizer.get_or_insert_with(|| Canonicalizer::paying(set, limits, Work::new(steps))).under(set)
    }

    /// The forms of the options and of the document that a proof signs, under one of the lists of contexts.
    pub(in crate::verify) fn pair(
        &mut self,
        embedded: &Embedded,
        proof: &Proof,
        set: usize,
        hash: Hash,
    ) -> Result<(Form, &Form), Finding> {
        let options = self.options(embedded, proof, set, hash)?;
        let transformation = proof.suite.transformation();
        let previous = chain::previous(self.opened, proof)?;
        let known = self.made.iter().position(|made| {
            made.previous == previous
                && made.transformation == transformation
                && made.hash == hash
                && (made.set == set || transformation == Transformation::Jcs)
        });
        let place = match known {
            Some(place) => place,
            None => {
                let is_another = !self.made.is_empty();
                let form = self.pay(is_another, set).and_then(|()| self.whole(&previous, transformation, set, hash));
                self.made.push(Made { transformation, set, hash, previous, form });
                self.made.len() - 1
            }
        };
        Ok((options, self.made[place].form.as_ref().map_err(Finding::clone)?))
    }

    /// A document is canonicalised once for nothing. How often besides is for those to say who wrote its proofs, so that costs.
    fn pay(&mut self, is_another: bool, set: usize) -> Result<(), Finding> {
        /// How many statements of a document are canonicalised for one step.
        const STATEMENTS: usize = 16;
        let statements = self.opened.walked.as_ref().map_or(0, |walked| walked.dataset.len());
        match is_another {
            true => self.canonicalizer(set).pay(statements.div_ceil(STATEMENTS)),
            false => Ok(()),
        }
    }

    /// The form of the whole document, with the proofs in it that stand at these indices.
    fn whole(
        &mut self,
        previous: &[usize],
        transformation: Transformation,
        set: usize,
        hash: Hash,
    ) -> Result<Form, Finding> {
        let chained;
        let (root, without): (_, &[&str]) = match previous {
            [] => (self.opened.root(), &UNSIGNED),
            previous => {
                chained = chain::signed_document(self.opened, previous, &self.verifier.limits)?;
                (chained.root(), &[])
            }
        };
        match transformation {
            Transformation::Jcs => Ok(canonical_json(root, without, hash)),
            _ => self.statements(root, without, set, hash),
        }
    }

    /// Whether a derived proof holds under one of the lists of contexts, and what it shows.
    pub(in crate::verify) fn disclosed(
        &mut self,
        embedded: &Embedded,
        proof: &Proof,
        set: usize,
        key: &PublicKey,
    ) -> Result<Disclosed, Finding> {
        let opened = self.opened;
        let root = opened.root();
        let node = root.sibling(embedded.at);
        self.pay(self.has_disclosed, set)?;
        self.has_disclosed = true;
        let options = self.options(embedded, proof, set, Hash::Sha256)?;
        let canonicalizer = self.canonicalizer(set);
        let walked;
        let document = match &opened.walked {
            Some(document) if set == 0 => document,
            _ => {
                walked = canonicalizer.walk(root, &UNSIGNED).map_err(|error| error.finding())?;
                &walked
            }
        };
        if document.outside {
            let detail = "selective disclosure is for documents that can be walked";
            return Err(Finding::new(code::context::NOT_COMPACTED, root.path(), detail));
        }
        match &proof.value {
            ProofValue::EcdsaSd(value) => value.derived(node)?.verify(canonicalizer, document, &options, node, key),
            #[cfg(feature = "bbs")]
            ProofValue::Bbs(value) => value.derived(node)?.verify(canonicalizer, document, &options, node, key),
            _ => Err(Finding::new(code::proof::MALFORMED, node.path(), "this proof discloses nothing selectively")),
        }
    }

    fn options(&mut self, embedded: &Embedded, proof: &Proof, set: usize, hash: Hash) -> Result<Form, Finding> {
        let node = self.opened.root().sibling(embedded.at);
        if proof.suite.transformation() == Transformation::Jcs {
            return Ok(canonical_json(node, &NOT_OPTIONS, hash));
        }
        let canonicalizer = self.canonicalizer(set);
        let walked;
        let options = match &embedded.options {
            Some(options) if set == 0 || embedded.is_apart => options,
            _ => {
                walked = canonicalizer.walk(node, &NOT_OPTIONS).map_err(|error| error.finding())?;
                &walked
            }
        };
        if options.outside {
            let detail = "the proof's options cannot be walked";
            return Err(Finding::new(code::context::NOT_COMPACTED, node.path(), detail));
        }
        canonicalizer.statements(&options.dataset, hash)
    }

    fn statements(&mut self, root: Node<'_>, without: &[&str], set: usize, hash: Hash) -> Result<Form, Finding> {
        let (opened, verifier) = (self.opened, self.verifier);
        let canonicalizer = self.canonicalizer(set);
        let walked;
        let document = match &opened.walked {
            Some(document) if set == 0 && without == UNSIGNED => document,
            _ => {
                walked = canonicalizer.walk(root, without).map_err(|error| error.finding())?;
                &walked
            }
        };
        if !document.outside {
            return canonicalizer.statements(&document.dataset, hash);
        }
        let dataset = general(root, without, verifier, canonicalizer)?;
        canonicalizer.statements(&dataset, hash)
    }
}

/// The statements of a document outside the class that is walked.
#[cfg(feature = "json-ld")]
fn general(
    root: Node<'_>,
    without: &[&str],
    verifier: &Verifier,
    canonicalizer: &mut Canonicalizer<'_>,
) -> Result<Dataset, Finding> {
    use crate::jsonld::general::{Options, node_to_nquads};
    canonicalizer.pay_for_objects(root)?;
    let contexts = |url: &str| verifier.contexts.body(url).map(std::sync::Arc::from);
    let options = Options::safe().limits(verifier.limits.clone());
    let refused = |detail: String| Finding::new(code::context::PROCESSING, root.path(), detail);
    let nquads = node_to_nquads(root, without, &contexts, &options).map_err(|error| refused(error.to_string()))?;
    Dataset::parse_nquads(&nquads).map_err(|error| refused(error.to_string()))
}

/// The statements of a document outside the class that is walked.
#[cfg(not(feature = "json-ld"))]
fn general(root: Node<'_>, _: &[&str], _: &Verifier, _: &mut Canonicalizer<'_>) -> Result<Dataset, Finding> {
    let detail = "the document uses JSON-LD that only the general way understands; build with the feature json-ld";
    Err(Finding::new(code::input::FEATURE_MISSING, root.path(), detail))
}
