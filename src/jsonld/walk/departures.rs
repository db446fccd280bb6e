//! Where what is readable is not what is signed.

use super::{Step, Walker};
use crate::codec::excerpt;
use crate::json::Node;
use crate::report::{Code, Finding, code};

/// A place where what is readable is not exactly what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Departure {
    pub(crate) code: Code,
    /// The node's index in its tree.
    pub(crate) at: usize,
    pub(crate) detail: String,
}

impl Departure {
    /// The departure as a finding; the place is looked up only here.
    pub(crate) fn finding(&self, root: Node<'_>) -> Finding {
        Finding::new(self.code, root.sibling(self.at).path(), self.detail.clone())
    }
}

/// How many departures are noted; more would say nothing new, but for the first of each kind: not all of them weigh the same everywhere.
const NOTED: usize = 32;

impl Walker<'_> {
    pub(super) fn departs(&mut self, code: Code, place: Node<'_>, detail: impl Into<String>) {
        if self.is_news(code) {
            self.walked.departures.push(Departure { code, at: place.index(), detail: detail.into() });
        }
    }

    /// Whether a departure of this kind is to be noted.
    pub(super) fn is_news(&self, code: Code) -> bool {
        let noted = &self.walked.departures;
        noted.len() < NOTED || !noted.iter().any(|departure| departure.code == code)
    }

    pub(super) fn outside(&mut self, place: Node<'_>, detail: impl Into<String>) -> Step {
        self.departs(code::context::NOT_COMPACTED, place, detail);
        self.walked.outside = true;
        Ok(())
    }
}

/// A name from the document, short enough for a message.
pub(super) fn shown(name: &str) -> String {
    format!("{:?}", excerpt(name, 64))
}
