use super::class::{Class, class, setters};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::reader::{Read, Reader};
use crate::vc::{Text, writer};

/// A picture ([Image](https://www.imsglobal.org/spec/ob/v3p0/#image)); this class may not be extended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// Where it is: a URL, or the picture itself as a `data:` URL.
    pub id: String,
    /// What it shows, for people who do not see it.
    pub caption: Option<Text>,
    /// Members of no place in the class, as they were read.
    pub extra: Object,
}

impl Image {
    /// A picture at a URL, or in a `data:` URL.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), caption: None, extra: Object::new() }
    }
}

setters!(Image { set caption: Text, });
class!(Image);

impl Read for Image {
    /// A string, as Open Badges 2.0 and many credentials have it, is the `id`.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        if let Some(url) = node.as_str() {
            return Some(Self::new(url));
        }
        let mut reader = Reader::open(node, findings)?;
        reader.single_type("Image");
        let id = reader.string("id");
        Some(Self { id: reader.require("id", id), caption: reader.text("caption"), extra: reader.rest() })
    }
}

impl Class for Image {
    fn write(&self) -> Value {
        let object =
            Object::new().with("id", &self.id).with("type", "Image").with_some("caption", self.caption.as_ref());
        writer::with_rest(object, &self.extra)
    }
}
