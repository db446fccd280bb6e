use super::Text;

/// Annex I, "Integration/stackability options".
///
/// Stacking is decided by whoever receives the micro-credential; this only says what it was made for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stackability {
    /// Stand-alone, independent.
    Standalone,
    /// Integrated, stackable towards other credentials, which may be named.
    Stackable {
        /// What it can be stacked towards; may be empty.
        towards: Vec<StackTarget>,
    },
}

/// A credential that a micro-credential can be stacked towards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct StackTarget {
    /// Its id (absolute IRI).
    pub id: String,
    /// Its name; empty if only the id is known.
    pub name: Text,
}

impl Stackability {
    /// Stackable, without saying towards what.
    pub fn stackable() -> Self {
        Self::Stackable { towards: Vec::new() }
    }

    /// Stackable towards a credential: its id (absolute IRI) and its name.
    pub fn towards(id: impl Into<String>, name: impl Into<Text>) -> Self {
        Self::Stackable { towards: vec![StackTarget::new(id, name)] }
    }

    /// The IRI of the option, in our vocabulary.
    pub fn uri(&self) -> &'static str {
        match self {
            Self::Standalone => "https://w3id.org/microcred#standalone",
            Self::Stackable { .. } => "https://w3id.org/microcred#stackable",
        }
    }
}

impl StackTarget {
    /// A target with its id (absolute IRI) and its name.
    pub fn new(id: impl Into<String>, name: impl Into<Text>) -> Self {
        Self { id: id.into(), name: name.into() }
    }
}
