use super::{Code, Effect, Group, Severity};
use crate::json::{Object, Pointer, Value};

/// What is the case, before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// As it should be.
    Holds,
    /// Not as it should be, or not known: the code says which.
    Found(Code),
    /// Not looked at, because the check of that id did not pass.
    NotRun(&'static str),
    /// There is nothing of the kind in this credential.
    NotApplicable,
}

/// How a check ended under a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It holds.
    Pass,
    /// It does not quite hold, and the policy lets it stand.
    Warn,
    /// It does not hold.
    Fail,
    /// It could not be told.
    Indeterminate,
    /// It was not looked at.
    NotRun,
    /// There was nothing to look at.
    NotApplicable,
}

impl Status {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Indeterminate => "indeterminate",
            Self::NotRun => "not_run",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// One check of one thing: an id from the catalogue, what is the case, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The id, such as `proof.signature`; several checks may share one when several things were looked at.
    pub id: &'static str,
    /// The group it is shown in.
    pub group: Group,
    /// What is the case.
    pub fact: Fact,
    /// How it ended under the report's policy.
    pub status: Status,
    /// Where in the document.
    pub pointer: Pointer,
    /// What exactly: one sentence, or nothing.
    pub detail: String,
    /// Named values, such as the cryptosuite.
    pub params: Object,
}

impl Check {
    /// A check that holds.
    pub fn holds(id: &'static str, group: Group) -> Self {
        Self::new(id, group, Fact::Holds)
    }

    /// A check with a fact; its status follows when a policy judges it.
    pub fn new(id: &'static str, group: Group, fact: Fact) -> Self {
        let mut check = Self {
            id,
            group,
            fact,
            status: Status::NotRun,
            pointer: Pointer::root(),
            detail: String::new(),
            params: Object::new(),
        };
        check.judge(check.default_effect());
        check
    }

    /// A check that found something.
    pub fn found(id: &'static str, code: Code, pointer: Pointer, detail: impl Into<String>) -> Self {
        Self::new(id, code.group(), Fact::Found(code)).at(pointer).saying(detail)
    }

    /// The same at a place.
    #[must_use]
    pub fn at(self, pointer: Pointer) -> Self {
        Self { pointer, ..self }
    }

    /// The same with a sentence.
    #[must_use]
    pub fn saying(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// The same with a named value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name, value);
        self
    }

    /// The code of what was found, if anything was.
    pub fn code(&self) -> Option<Code> {
        match self.fact {
            Fact::Found(code) => Some(code),
            _ => None,
        }
    }

    /// The effect before any policy.
    pub(super) fn default_effect(&self) -> Effect {
        self.code().map_or(Effect::Ignore, Code::effect)
    }

    /// Lets a policy's effect for the code decide the status.
    pub(super) fn judge(&mut self, effect: Effect) {
        self.status = match (self.fact, effect) {
            (Fact::Holds, _) | (Fact::Found(_), Effect::Ignore | Effect::Info) => Status::Pass,
            (Fact::Found(_), Effect::Warn) => Status::Warn,
            (Fact::Found(_), Effect::Indeterminate) => Status::Indeterminate,
            (Fact::Found(_), Effect::Invalid) => Status::Fail,
            (Fact::NotRun(_), _) => Status::NotRun,
            (Fact::NotApplicable, _) => Status::NotApplicable,
        };
    }

    /// How much it weighs as it ended.
    pub fn severity(&self) -> Severity {
        match self.status {
            Status::Fail | Status::Indeterminate => Severity::Error,
            Status::Warn => Severity::Warning,
            _ => Severity::Info,
        }
    }
}
