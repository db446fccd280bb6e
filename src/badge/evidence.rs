use super::class::{Class, class, setters};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{Text, writer};
use std::fmt;

/// What shows that the achievement was reached ([Evidence](https://www.imsglobal.org/spec/ob/v3p0/#evidence)).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The URL of a page that presents it, or the evidence itself as a `data:` URL.
    pub id: Option<String>,
    /// All types; `Evidence` is among them.
    pub types: Vec<String>,
    /// How it shows what it shows, in Markdown.
    pub narrative: Option<Text>,
    /// What it is called.
    pub name: Option<Text>,
    /// What it is.
    pub description: Option<Text>,
    /// The kind of evidence, such as poetry or a film.
    pub genre: Option<Text>,
    /// For whom it was made.
    pub audience: Option<Text>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Evidence {
    /// Evidence with nothing in it yet.
    pub fn new() -> Self {
        Self {
            id: None,
            types: vec!["Evidence".into()],
            narrative: None,
            name: None,
            description: None,
            genre: None,
            audience: None,
            extra: Object::new(),
        }
    }
}

impl Default for Evidence {
    fn default() -> Self {
        Self::new()
    }
}

setters!(Evidence {
    set id: String,
    set narrative: Text,
    set name: Text,
    set description: Text,
    set genre: Text,
    set audience: Text,
});
class!(Evidence);

impl Read for Evidence {
    /// A string is the `id`.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        if let Some(url) = node.as_str() {
            return Some(Self::new().id(url));
        }
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Evidence"),
            narrative: reader.text("narrative"),
            name: reader.text("name"),
            description: reader.text("description"),
            genre: reader.text("genre"),
            audience: reader.text("audience"),
            extra: reader.rest(),
        })
    }
}

impl Class for Evidence {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Evidence", &self.types))
            .with_some("narrative", self.narrative.as_ref())
            .with_some("name", self.name.as_ref())
            .with_some("description", self.description.as_ref())
            .with_some("genre", self.genre.as_ref())
            .with_some("audience", self.audience.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for Evidence {
    /// Shows which members there are: evidence tells about the learner.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Evidence")
            .field("types", &self.types)
            .field("id", &Masked(&self.id))
            .field("narrative", &Masked(&self.narrative))
            .field("name", &Masked(&self.name))
            .field("description", &Masked(&self.description))
            .field("genre", &self.genre)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}
