//! Lists without a second copy. They are short: a stranger's may be as long as a document allows, and each value is compared with all
//! others.

use super::document::Document;
use crate::json::Node;
use crate::microcredential::Text;
use crate::report::code;
use std::collections::HashSet;
use std::fmt;

/// Nobody states more values of one kind than these.
pub(super) const MOST_VALUES: usize = 500;

impl<'t> Document<'t> {
    /// Adds what was read at a place to a set, which has no second copy. What is beyond [`MOST_VALUES`] stays in what is lost.
    pub(super) fn push<T: PartialEq>(&mut self, values: &mut Vec<T>, value: T, at: Node<'t>) {
        if values.len() >= MOST_VALUES {
            self.beyond(at);
        } else if !values.contains(&value) {
            values.push(value);
        }
    }

    /// Leaves out what stands behind so many others. It is said once: where all the rest stands is in what is lost.
    pub(super) fn beyond(&mut self, at: Node<'t>) {
        self.untake(at);
        if !std::mem::replace(&mut self.is_beyond_told, true) {
            let detail = format!("{MOST_VALUES} stand before it; what is left out is among what is lost");
            self.say(code::elm::TOO_MANY, at.path(), detail);
        }
    }
}

/// What values of a vocabulary are called: each is asked once.
#[derive(Default)]
pub(super) struct Names {
    names: HashSet<String>,
    asked: usize,
}

impl Names {
    /// Whether a title says in one language what one of the values is, of which there are more each time, and nothing else.
    pub(super) fn say<T: fmt::Display>(&mut self, values: &[T], title: &Text) -> bool {
        self.names.extend(values.iter().skip(self.asked).map(ToString::to_string));
        self.asked = values.len();
        title.wordings().count() == 1 && self.names.contains(title.any())
    }
}
