//! A document that could be read as far as its proofs.

use super::issuer;
use super::proof::candidate::{Candidate, Securing};
use super::proof::token::Token;
use crate::json::{Node, Pointer};
use crate::jsonld::{ContextSet, Walked};
use crate::proof::data_integrity::Transformation;
use crate::resolve::Purpose;
use crate::vc::Document;
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

    /// Whether statements are signed, so that it does not matter in which place a node is described.
    pub(super) fn signs_statements(&self) -> bool {
        self.candidates.iter().any(Candidate::signs_statements)
    }

    /// The objects and arrays from which something may have been withheld; nothing if all of it is here.
    pub(super) fn selection(&self) -> Option<&[Pointer]> {
        // Where statements are selected, nothing says whence others were left out.
        let is_derived = |candidate: &Candidate| {
            candidate.proof().is_some_and(|proof| proof.suite.transformation() == Transformation::Selective)
        };
        let of_token = || self.token()?.processed().filter(|processed| processed.is_withholding());
        match self.candidates.iter().any(is_derived) {
            true => Some(&[]),
            false => of_token().map(|processed| processed.withheld_in()),
        }
    }

    /// Whether something is said about the node of this id.
    pub(super) fn describes(&self, id: &str) -> bool {
        self.walked.as_ref().is_some_and(|walked| walked.describes(id))
    }

    /// The token that the document stood in.
    pub(super) fn token(&self) -> Option<&Token> {
        self.candidates.iter().find_map(|candidate| match &candidate.securing {
            Securing::Token(token) => Some(token),
            Securing::Embedded(_) => None,
        })
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

    /// Whose key it must be. A presentation that names no holder is that of whoever controls the key.
    pub(super) fn party(self, root: Node<'_>, verification_method: &str) -> Option<String> {
        match self {
            Self::Credential => issuer::id(root).map(str::to_owned),
            Self::Presentation => {
                let controller = || verification_method.split('#').next().filter(|url| !url.is_empty());
                holder(root).or_else(controller).map(str::to_owned)
            }
        }
    }
}

/// The holder that a presentation names.
pub(super) fn holder(root: Node<'_>) -> Option<&str> {
    let holder = root.get("holder")?.each().next()?;
    holder.as_str().or_else(|| holder.get("id")?.as_str())
}
