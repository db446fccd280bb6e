use super::AlignmentTargetType;
use super::class::{Class, class, setters};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::reader::{Read, Reader};
use crate::vc::{Text, writer};

/// What an achievement, a result or a level corresponds to in some framework
/// ([Alignment](https://www.imsglobal.org/spec/ob/v3p0/#alignment)).
///
/// ```
/// use microcred::badge::Alignment;
/// let level = Alignment::new("EQF level 4", "http://data.europa.eu/snb/eqf/4").target_type("ext:EQF").target_code("4");
/// assert_eq!(level.to_json().get("targetType").and_then(|kind| kind.as_str()), Some("ext:EQF"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alignment {
    /// The id of the alignment as a thing of its own; Open Badges 3.0 does not ask for one.
    pub id: Option<String>,
    /// All types; `Alignment` is among them.
    pub types: Vec<String>,
    /// The name of what is aligned to.
    pub target_name: Text,
    /// The URL of what is aligned to; empty if it was missing.
    pub target_url: String,
    /// A code of it within its framework.
    pub target_code: Option<String>,
    /// What it is.
    pub target_description: Option<Text>,
    /// The name of the framework.
    pub target_framework: Option<Text>,
    /// What kind of thing it is.
    pub target_type: Option<AlignmentTargetType>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Alignment {
    /// An alignment to something by its name and URL.
    pub fn new(target_name: impl Into<Text>, target_url: impl Into<String>) -> Self {
        Self {
            id: None,
            types: vec!["Alignment".into()],
            target_name: target_name.into(),
            target_url: target_url.into(),
            target_code: None,
            target_description: None,
            target_framework: None,
            target_type: None,
            extra: Object::new(),
        }
    }
}

setters!(Alignment {
    set id: String,
    set target_code: String,
    set target_description: Text,
    set target_framework: Text,
    set target_type: AlignmentTargetType,
});
class!(Alignment);

impl Read for Alignment {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let target_url = reader.string("targetUrl");
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Alignment"),
            target_name: reader.required_text("targetName"),
            target_url: reader.require("targetUrl", target_url),
            target_code: reader.string("targetCode"),
            target_description: reader.text("targetDescription"),
            target_framework: reader.text("targetFramework"),
            target_type: reader.one("targetType"),
            extra: reader.rest(),
        })
    }
}

impl Class for Alignment {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Alignment", &self.types))
            .with("targetName", &self.target_name)
            .with("targetUrl", &self.target_url)
            .with_some("targetCode", self.target_code.as_ref())
            .with_some("targetDescription", self.target_description.as_ref())
            .with_some("targetFramework", self.target_framework.as_ref())
            .with_some("targetType", self.target_type.as_ref());
        writer::with_rest(object, &self.extra)
    }
}
