use super::super::AssociationType;
use super::super::class::{Class, class};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::reader::{Read, Reader};
use crate::vc::writer;

/// How one achievement is related to another ([Association](https://www.imsglobal.org/spec/clr/v2p0/#association)); this
/// class may not be extended.
///
/// It is read in the order in which [`new`](Self::new) takes its parts: the source *is part of* the target.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Association {
    /// How they are related.
    pub association_type: AssociationType,
    /// The id of the achievement that the relation goes out from; empty if it was missing.
    pub source_id: String,
    /// The id of the achievement that it leads to; empty if it was missing.
    pub target_id: String,
    /// Members of no place in the class, as they were read.
    pub extra: Object,
}

impl Association {
    /// The source is related to the target. Both are ids of achievements, not of credentials.
    pub fn new(
        source_id: impl Into<String>,
        association_type: impl Into<AssociationType>,
        target_id: impl Into<String>,
    ) -> Self {
        Self {
            association_type: association_type.into(),
            source_id: source_id.into(),
            target_id: target_id.into(),
            extra: Object::new(),
        }
    }
}

class!(Association);

impl Read for Association {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        reader.single_type("Association");
        let kind = reader.one("associationType");
        let (source, target) = (reader.string("sourceId"), reader.string("targetId"));
        Some(Self {
            association_type: reader.require("associationType", kind),
            source_id: reader.require("sourceId", source),
            target_id: reader.require("targetId", target),
            extra: reader.rest(),
        })
    }
}

impl Class for Association {
    fn write(&self) -> Value {
        let object = Object::new()
            .with("type", "Association")
            .with("associationType", &self.association_type)
            .with("sourceId", &self.source_id)
            .with("targetId", &self.target_id);
        writer::with_rest(object, &self.extra)
    }
}
