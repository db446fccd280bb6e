use super::class::{Class, class, setters};
use super::{Alignment, ResultStatusType, ResultType};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::Findings;
use crate::vc::reader::{Read, Reader};
use crate::vc::{Text, writer};

/// What the learner reached ([Result](https://www.imsglobal.org/spec/ob/v3p0/#result)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Result {
    /// The id of the result as a thing of its own; Open Badges 3.0 does not ask for one.
    pub id: Option<String>,
    /// All types; `Result` is among them.
    pub types: Vec<String>,
    /// The id of the [`ResultDescription`] of the same achievement that explains it.
    pub result_description: Option<String>,
    /// The value, such as a grade; its form is that of the description's `result_type`.
    pub value: Option<String>,
    /// How far the learner got; demanded where the description's `result_type` is `Status`.
    pub status: Option<ResultStatusType>,
    /// The id of the [`RubricCriterionLevel`] that was reached.
    pub achieved_level: Option<String>,
    /// What the result corresponds to elsewhere.
    pub alignment: Vec<Alignment>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Result {
    /// A result that the description with this id explains.
    pub fn new(result_description: impl Into<String>) -> Self {
        Self {
            id: None,
            types: vec!["Result".into()],
            result_description: Some(result_description.into()),
            value: None,
            status: None,
            achieved_level: None,
            alignment: Vec::new(),
            extra: Object::new(),
        }
    }

    pub(super) fn complete_ids(&mut self, environment: &Environment) -> std::result::Result<(), EntropyError> {
        super::ids::complete(&mut self.id, environment)?;
        super::ids::complete_alignments(&mut self.alignment, environment)
    }
}

setters!(Result {
    set id: String,
    set value: String,
    set status: ResultStatusType,
    set achieved_level: String,
    add alignment: Alignment,
});
class!(Result);

impl Read for Result {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Result"),
            result_description: reader.string("resultDescription"),
            value: reader.string("value"),
            status: reader.one("status"),
            achieved_level: reader.string("achievedLevel"),
            alignment: reader.many("alignment"),
            extra: reader.rest(),
        })
    }
}

impl Class for Result {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Result", &self.types))
            .with_some("resultDescription", self.result_description.as_ref())
            .with_some("value", self.value.as_ref())
            .with_some("status", self.status.as_ref())
            .with_some("achievedLevel", self.achieved_level.as_ref())
            .with_all("alignment", &self.alignment);
        writer::with_rest(object, &self.extra)
    }
}

/// A result that is possible for an achievement
/// ([ResultDescription](https://www.imsglobal.org/spec/ob/v3p0/#resultdescription)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultDescription {
    /// The id that results refer to.
    pub id: Option<String>,
    /// All types; `ResultDescription` is among them.
    pub types: Vec<String>,
    /// What the result is called.
    pub name: Text,
    /// How it is expressed.
    pub result_type: ResultType,
    /// The values there are, from the lowest to the highest.
    pub allowed_value: Vec<String>,
    /// The id of the level that has to be reached.
    pub required_level: Option<String>,
    /// The value that has to be reached.
    pub required_value: Option<String>,
    /// The levels there are, from the lowest to the highest.
    pub rubric_criterion_level: Vec<RubricCriterionLevel>,
    /// The highest value there is.
    pub value_max: Option<String>,
    /// The lowest value there is.
    pub value_min: Option<String>,
    /// What the result corresponds to elsewhere.
    pub alignment: Vec<Alignment>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl ResultDescription {
    /// A description by its id (an absolute IRI that results refer to), name and type.
    pub fn new(id: impl Into<String>, name: impl Into<Text>, result_type: impl Into<ResultType>) -> Self {
        Self {
            id: Some(id.into()),
            types: vec!["ResultDescription".into()],
            name: name.into(),
            result_type: result_type.into(),
            allowed_value: Vec::new(),
            required_level: None,
            required_value: None,
            rubric_criterion_level: Vec::new(),
            value_max: None,
            value_min: None,
            alignment: Vec::new(),
            extra: Object::new(),
        }
    }

    pub(super) fn complete_ids(&mut self, environment: &Environment) -> std::result::Result<(), EntropyError> {
        super::ids::complete(&mut self.id, environment)?;
        super::ids::complete_alignments(&mut self.alignment, environment)?;
        for level in &mut self.rubric_criterion_level {
            super::ids::complete(&mut level.id, environment)?;
            super::ids::complete_alignments(&mut level.alignment, environment)?;
        }
        Ok(())
    }
}

setters!(ResultDescription {
    add allowed_value: String,
    set required_level: String,
    set required_value: String,
    add rubric_criterion_level: RubricCriterionLevel,
    set value_max: String,
    set value_min: String,
    add alignment: Alignment,
});
class!(ResultDescription);

impl Read for ResultDescription {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let result_type = reader.one("resultType");
        Some(Self {
            id: reader.string("id"),
            types: reader.types("ResultDescription"),
            name: reader.required_text("name"),
            result_type: reader.require("resultType", result_type),
            allowed_value: reader.many("allowedValue"),
            required_level: reader.string("requiredLevel"),
            required_value: reader.string("requiredValue"),
            rubric_criterion_level: reader.many("rubricCriterionLevel"),
            value_max: reader.string("valueMax"),
            value_min: reader.string("valueMin"),
            alignment: reader.many("alignment"),
            extra: reader.rest(),
        })
    }
}

impl Class for ResultDescription {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("ResultDescription", &self.types))
            .with("name", &self.name)
            .with("resultType", &self.result_type)
            .with_all("allowedValue", &self.allowed_value)
            .with_some("requiredLevel", self.required_level.as_ref())
            .with_some("requiredValue", self.required_value.as_ref())
            .with_all("rubricCriterionLevel", &self.rubric_criterion_level)
            .with_some("valueMax", self.value_max.as_ref())
            .with_some("valueMin", self.value_min.as_ref())
            .with_all("alignment", &self.alignment);
        writer::with_rest(object, &self.extra)
    }
}

/// One level of a rubric ([RubricCriterionLevel](https://www.imsglobal.org/spec/ob/v3p0/#rubriccriterionlevel)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RubricCriterionLevel {
    /// The id that results and descriptions refer to.
    pub id: Option<String>,
    /// All types; `RubricCriterionLevel` is among them.
    pub types: Vec<String>,
    /// What the level is called.
    pub name: Text,
    /// What it demands.
    pub description: Option<Text>,
    /// The level relative to the others of its rubric.
    pub level: Option<Text>,
    /// The points that it gives.
    pub points: Option<String>,
    /// What the level corresponds to elsewhere.
    pub alignment: Vec<Alignment>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl RubricCriterionLevel {
    /// A level by its id (an absolute IRI that results refer to) and name.
    pub fn new(id: impl Into<String>, name: impl Into<Text>) -> Self {
        Self {
            id: Some(id.into()),
            types: vec!["RubricCriterionLevel".into()],
            name: name.into(),
            description: None,
            level: None,
            points: None,
            alignment: Vec::new(),
            extra: Object::new(),
        }
    }
}

setters!(RubricCriterionLevel {
    set description: Text,
    set level: Text,
    set points: String,
    add alignment: Alignment,
});
class!(RubricCriterionLevel);

impl Read for RubricCriterionLevel {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("RubricCriterionLevel"),
            name: reader.required_text("name"),
            description: reader.text("description"),
            level: reader.text("level"),
            points: reader.string("points"),
            alignment: reader.many("alignment"),
            extra: reader.rest(),
        })
    }
}

impl Class for RubricCriterionLevel {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("RubricCriterionLevel", &self.types))
            .with("name", &self.name)
            .with_some("description", self.description.as_ref())
            .with_some("level", self.level.as_ref())
            .with_some("points", self.points.as_ref())
            .with_all("alignment", &self.alignment);
        writer::with_rest(object, &self.extra)
    }
}
