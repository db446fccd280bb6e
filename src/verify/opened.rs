//! A document that could be read as far as its proofs.

use super::proof::candidate::Candidate;
use super::validity;
use crate::json::{Node, Pointer};
use crate::jsonld::{ContextSet, Walked};
use crate::report::Finding;
use crate::resolve::Purpose;
use crate::vc::{Document, parties};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Opened {
    pub(super) document: Document,
    pub(super) role: Role,
    /// The compiled contexts, the likeliest bodies first; empty if there are none that could be used.
    pub(super) sets: Vec<Arc<ContextSet>>,
    /// The statements under the first of them.
    pub(super) walked: Option<Walked>,
    /// Whether what is readable is what is signed.
    pub(super) plain: bool,
    /// The indices of the credentials inside on whose own proofs that depends.
    pub(super) shared: BTreeSet<usize>,
    pub(super) candidates: Vec<Candidate>,
}

impl Opened {
    pub(super) fn root(&self) -> Node<'_> {
        self.document.root()
    }

    /// Whence something may have been withheld from what nobody is known to have signed: only if that is what all of its
    /// proofs say. Of what somebody has signed, [`Proven::selection`](super::proof::signature::Proven::selection) tells.
    pub(super) fn unproven_selection(&self) -> Option<&[Pointer]> {
        let mut selections = self.candidates.iter().map(Candidate::selection);
        let first = selections.next()??;
        selections.all(|selection| selection.is_some()).then_some(first)
    }

    /// Whether something is said about the node of this id.
    pub(super) fn describes(&self, id: &str) -> bool {
        self.walked.as_ref().is_some_and(|walked| walked.describes(id))
    }

    /// Whether a token that the document stood in does not hold at a time. That counts against it whoever has signed the
    /// token, which is what arrived; in its favour counts only [`Proven::token`](super::proof::signature::Proven::token).
    pub(super) fn outside_window(&self, now: DateTime<Utc>, skew: TimeDelta) -> Option<Finding> {
        let mut tokens = self.candidates.iter().filter_map(Candidate::as_token);
        tokens.find_map(|token| token.claims.outside_window(now, skew))
    }

    /// Until when it holds: by what the credential says and by every token that it stood in, whichever is earlier.
    pub(super) fn end(&self) -> Option<DateTime<Utc>> {
        let tokens = self.candidates.iter().filter_map(Candidate::as_token);
        tokens.filter_map(|token| token.claims.expires()).chain(validity::end(self.root())).min()
    }
}

/// Who speaks in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// An issuer, about somebody.
    Credential,
    /// A holder, showing credentials.
    Presentation,
}

impl Role {
    /// What the key must have been meant for.
    pub(super) fn purpose(self) -> Purpose {
        match self {
            Self::Credential => Purpose::AssertionMethod,
            Self::Presentation => Purpose::Authentication,
        }
    }

    /// The member that says whose key it must be.
    pub(super) fn party_member(self) -> &'static str {
        match self {
            Self::Credential => "issuer",
            Self::Presentation => "holder",
        }
    }

    /// Whose key it must be. A presentation that names no holder is that of whoever controls the key.
    pub(super) fn party(self, root: Node<'_>, verification_method: &str) -> Option<String> {
        match self {
            Self::Credential => parties::issuer_id(root).map(str::to_owned),
            Self::Presentation => {
                let controller = || verification_method.split('#').next().filter(|url| !url.is_empty());
                let is_named = root.get("holder").is_some();
                parties::holder_id(root).or_else(|| controller().filter(|_| !is_named)).map(str::to_owned)
            }
        }
    }
}
