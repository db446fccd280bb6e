use crate::json::{Node, Pointer, Value};
use std::fmt;

/// What a holder has shown of a credential whose issuer lets the holder choose
/// ([selective disclosure](https://www.w3.org/TR/vc-data-model-2.0/#zero-knowledge-proofs)).
///
/// That a member is missing proves nothing: it may have been withheld. So nothing here is typed; [`shown`](Self::shown) is what
/// stands there, member by member.
#[derive(Clone, PartialEq)]
pub struct Partial {
    shown: Value,
    withheld_in: Vec<Pointer>,
}

impl Partial {
    pub(crate) fn new(root: Node<'_>, withheld_in: &[Pointer]) -> Self {
        Self { shown: root.to_value(), withheld_in: withheld_in.to_vec() }
    }

    /// The credential without what was withheld.
    pub fn shown(&self) -> &Value {
        &self.shown
    }

    /// The objects and arrays from which something was, or may have been, withheld; empty where the proof does not say
    /// where.
    pub fn withheld_in(&self) -> &[Pointer] {
        &self.withheld_in
    }
}

impl fmt::Debug for Partial {
    /// Without what is shown: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Partial").field("withheld_in", &self.withheld_in).finish_non_exhaustive()
    }
}
