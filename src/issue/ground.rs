use super::IssueError;
use crate::env::Environment;
use crate::json::Node;
use crate::jsonld::{ContextSet, Contexts, plain};
use crate::limits::Limits;
use crate::report::{Code, Findings};
use std::sync::Arc;

/// What a document is prepared under.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) contexts: &'a Contexts,
    pub(super) limits: &'a Limits,
    pub(super) environment: &'a Environment,
    /// What does not keep a document from being signed.
    pub(super) tolerated: &'a [Code],
}

impl Ground<'_> {
    /// The compiled contexts of a document, the likeliest bodies.
    pub(super) fn contexts(&self, root: Node<'_>) -> Result<Arc<ContextSet>, IssueError> {
        let (sets, inline) =
            plain::contexts_with_inline(root, self.contexts, self.limits).map_err(IssueError::Findings)?;
        let inline = self.weighing(inline);
        match sets.into_iter().next() {
            Some(set) if inline.is_empty() => Ok(set),
            _ => Err(IssueError::Findings(inline)),
        }
    }

    /// What of the findings keeps a document from being signed.
    pub(super) fn weighing(&self, findings: Findings) -> Findings {
        findings.into_iter().filter(|finding| !self.tolerated.contains(&finding.code)).collect()
    }
}
