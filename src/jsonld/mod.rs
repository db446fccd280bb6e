//! JSON-LD to the exact bytes that are signed.
//!
//! Contexts are compiled once. A document is walked once, from JSON to RDF statements, and the statements are brought into
//! canonical order; the walk notes wherever what is readable would not be what is signed. What lies outside the class
//! of documents that it covers goes the general way, where that is built in.

mod canon;
mod compartments;
mod compiled_context;
mod contexts;
#[cfg(feature = "json-ld")]
pub mod general;
mod labelled;
mod number;
pub(crate) mod plain;
mod predicate_order;
mod quads;
pub(crate) mod reading;
mod walk;

pub use canon::{BudgetExceeded, Canonical, Hash, Work};
pub use compiled_context::ContextError;
pub use contexts::Contexts;
pub(crate) use contexts::{ContextSet, Inline};
pub(crate) use labelled::Labelled;
pub use quads::{Dataset, NQuadsError};
pub(crate) use walk::{WalkError, Walked, walk};

use crate::json::{Node, Pointer};
use crate::limits::Limits;
use crate::report::{Finding, Findings, code};

/// The RDF statements of a document, and wherever they are not exactly what it reads as.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Statements {
    /// The statements.
    pub dataset: Dataset,
    /// Where the document is not plain; empty for a document that may be signed.
    pub departures: Findings,
    /// The URL and SHA-256 of each context, in order.
    pub contexts: Vec<(String, String)>,
}

/// Turns a document into RDF, leaving out the members of the outermost object named in `without` (such as `proof`).
///
/// ```
/// use microcred::json::Tree;
/// use microcred::jsonld::{Contexts, statements};
/// let limits = microcred::Limits::default();
/// let text = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
///     "issuer": "https://vet.example/", "credentialSubject": {"id": "did:example:ana"}}"#;
/// let tree = Tree::parse(text, &limits)?;
/// let statements = statements(tree.root(), &Contexts::bundled(), &["proof"], &limits)?;
/// assert_eq!(statements.dataset.len(), 3);
/// assert!(statements.departures.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the contexts cannot be used, a limit is exceeded, or the document uses something that only the general way covers.
pub fn statements(
    root: Node<'_>,
    contexts: &Contexts,
    without: &[&str],
    limits: &Limits,
) -> Result<Statements, Findings> {
    let sets = plain::contexts(root, contexts, limits)?;
    let set = &sets[0];
    let walked = walk(root, set, without, limits).map_err(|error| Findings::from_iter([error.finding()]))?;
    let departures = plain::screen(root, set, &walked, without);
    if walked.outside {
        return Err(departures);
    }
    let contexts = set.bodies().iter().map(|body| (body.url.to_string(), body.sha256.to_string())).collect();
    Ok(Statements { dataset: walked.dataset, departures, contexts })
}

/// Whether two plain documents say the same, so that one signature over their statements fits both.
///
/// The order of sets, one value or an array of one, `{"id": …}` or the string, the place where a node is described, names
/// for one type and spellings of one number make no difference. Members named in `without` are left out on both sides.
///
/// # Errors
/// If one of them is not plain: what it says cannot be told from its statements then.
pub fn say_the_same(
    left: Node<'_>,
    right: Node<'_>,
    contexts: &Contexts,
    without: &[&str],
    limits: &Limits,
) -> Result<bool, Findings> {
    let reading = |root: Node<'_>| {
        let found = statements(root, contexts, without, limits)?;
        if !found.departures.is_empty() {
            return Err(found.departures);
        }
        let sets = plain::contexts(root, contexts, limits)?;
        let refused = |error| Findings::from_iter([context_finding(&error, Pointer::root())]);
        reading::normal_reading(root, &sets[0], without).map_err(refused)
    };
    Ok(reading(left)? == reading(right)?)
}

/// A context that cannot be used, as a finding.
pub(crate) fn context_finding(error: &ContextError, pointer: Pointer) -> Finding {
    let code = match error {
        ContextError::Protected(_) => code::context::PROTECTED,
        ContextError::Unknown(_) => code::context::UNKNOWN,
        ContextError::HashMismatch { .. } => code::context::HASH_MISMATCH,
        ContextError::Malformed(_) | ContextError::Cycle => code::context::MALFORMED,
        ContextError::Exotic(_) => code::context::NOT_PLAIN,
    };
    Finding::new(code, pointer, error.to_string())
}
