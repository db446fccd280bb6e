use crate::env::Environment;
use crate::framework::Frameworks;
use crate::json::{Object, Value};
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, StackEvaluate, sealed};
use crate::stack::Pathway;
use std::fmt;

/// Says in words what a pathway takes.
#[derive(Clone)]
#[non_exhaustive]
pub struct StackExplain {
    /// The pathway.
    pub pathway: Pathway,
    /// By what levels are placed.
    pub frameworks: Frameworks,
}

/// A pathway in words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explained {
    /// The words, a line for each group and requirement.
    pub summary: String,
}

impl StackExplain {
    /// Explains a pathway.
    pub fn new(pathway: Pathway) -> Self {
        Self { pathway, frameworks: Frameworks::bundled().clone() }
    }
}

impl Operation for StackExplain {
    const NAME: &'static str = "stack_explain";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/stack_explain.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/stack_explain.response.schema.json");
    type Answer = Explained;

    fn run(self, _: &Environment) -> Result<Explained, Error> {
        Ok(Explained { summary: self.pathway.summary_with(&self.frameworks) })
    }
}

impl sealed::Sealed for StackExplain {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let frameworks = request.frameworks();
        request.require("pathway", "give the pathway, as a string with its JSON or as JSON");
        let pathway = request.read("pathway", |text| StackEvaluate::pathway_with(text, &frameworks))?;
        Some(Self { pathway, frameworks })
    }
}

impl Answer for Explained {
    /// `summary`.
    fn to_json(&self) -> Value {
        Object::new().with("type", "Explained").with("summary", &self.summary).into()
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.summary)
    }
}
