use crate::bake;
use crate::issue::{IssueError, Misfit};
use crate::json::{self, Object, Pointer, Value};
use crate::proof::TokenError;
use crate::proof::data_integrity::selective::PrepareError;
use crate::report::{Code, Finding, Findings, Severity, code};
use crate::{key, trust};

/// Why an operation was not carried out. Each finding has a code, a place, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request is not one; the pointers go into the request.
    #[error("the request cannot be understood:\n{0}")]
    Request(Findings),
    /// What the request is about does not allow it; the pointers go into the document, or, below `/endorsements`, into what the request
    /// brings to be put into it.
    #[error("the document is refused:\n{0}")]
    Refused(Findings),
    /// Something failed that neither the request nor the document is to blame for.
    #[error("the operation failed:\n{0}")]
    Failed(Findings),
}

impl Error {
    /// What was found.
    pub fn findings(&self) -> &Findings {
        match self {
            Self::Request(findings) | Self::Refused(findings) | Self::Failed(findings) => findings,
        }
    }

    /// The word used in JSON: `request`, `refused`, `failed`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "failed",
        }
    }

    /// The JSON form: `type`, `kind`, `code`, `pointer`, `message` and `detail` of the first error, and all `findings`.
    pub fn to_json(&self) -> Value {
        let findings = self.findings();
        let errors = || findings.iter().find(|finding| finding.severity() == Severity::Error);
        let first = errors().or_else(|| findings.iter().next());
        Object::new()
            .with("type", "OperationError")
            .with("kind", self.kind())
            .with_some("code", first.map(|finding| finding.code.as_str()))
            .with_some("pointer", first.map(|finding| finding.pointer.as_str()))
            .with_some("message", first.map(|finding| finding.code.sentence()))
            .with_some("detail", first.map(|finding| finding.detail.as_str()).filter(|detail| !detail.is_empty()))
            .with("findings", Value::Array(self.findings().iter().map(Finding::to_json).collect()))
            .into()
    }

    /// One member of the request that cannot be used.
    pub(super) fn member(member: &str, detail: impl Into<String>) -> Self {
        Self::Request(one(code::request::MEMBER, Pointer::root().member(member), detail))
    }

    /// One thing about the document.
    pub(super) fn refused(finding: Finding) -> Self {
        Self::Refused(Findings::from_iter([finding]))
    }

    /// What keeps a document from being what is wanted, without what was only noticed in it.
    pub(super) fn reasons(findings: Findings) -> Self {
        let errors: Findings =
            findings.iter().filter(|finding| finding.severity() == Severity::Error).cloned().collect();
        Self::Refused(if errors.is_empty() { findings } else { errors })
    }

    pub(super) fn failed(detail: impl Into<String>) -> Self {
        Self::Failed(one(code::request::FAILED, Pointer::root(), detail))
    }
}

fn one(code: Code, pointer: Pointer, detail: impl Into<String>) -> Findings {
    Findings::from_iter([Finding::new(code, pointer, detail)])
}

impl From<json::Error> for Error {
    fn from(error: json::Error) -> Self {
        Self::refused(error.into())
    }
}

impl From<bake::Error> for Error {
    fn from(error: bake::Error) -> Self {
        Self::refused(error.into())
    }
}

impl From<key::Error> for Error {
    fn from(error: key::Error) -> Self {
        match error {
            key::Error::Signer(error) => error.into(),
            error @ (key::Error::Entropy(_) | key::Error::Provider(_)) => Self::failed(error.to_string()),
            error => Self::Request(one(code::request::KEY, Pointer::root().member("key"), error.to_string())),
        }
    }
}

impl From<key::SignError> for Error {
    /// What a host's callback does not sign is the host's failure, and the rest the library's.
    fn from(error: key::SignError) -> Self {
        match error {
            error @ key::SignError::Callback(_) => {
                Self::Failed(one(code::abi::CALLBACK, Pointer::root(), error.to_string()))
            }
            error => Self::failed(error.to_string()),
        }
    }
}

impl From<trust::AnchorsError> for Error {
    fn from(error: trust::AnchorsError) -> Self {
        let at = Pointer::root().member("anchors");
        let finding =
            |pointer: &Pointer, detail: String| Finding::new(code::request::MEMBER, pointer.below(&at), detail);
        Self::Request(match error {
            trust::AnchorsError::Problems(problems) => {
                problems.into_iter().map(|problem| finding(&problem.pointer, problem.detail)).collect()
            }
            error @ trust::AnchorsError::Json(_) => Findings::from_iter([finding(&Pointer::root(), error.to_string())]),
        })
    }
}

/// Which member of a request asks for it.
fn member_of(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::Always => "always",
        Misfit::ByChoice => "byChoice",
        Misfit::Created => "created",
        Misfit::Expires => "expires",
        Misfit::Domain | Misfit::Domains => "domain",
        Misfit::Challenge => "challenge",
        Misfit::ProofId => "proofId",
        Misfit::PreviousProof => "previousProof",
        Misfit::KeyReference => "keyReference",
        Misfit::StatusList => "suite",
        Misfit::Endorsement => "endorsements",
    }
}

impl From<IssueError> for Error {
    fn from(error: IssueError) -> Self {
        let issuer = Pointer::root().member("issuer");
        match error {
            IssueError::Json(error) => error.into(),
            IssueError::Findings(findings) => Self::Refused(findings),
            IssueError::Endorsement { number, findings } => {
                let at = Pointer::root().member("endorsements").item(number);
                let there = |finding: Finding| Finding { pointer: finding.pointer.below(&at), ..finding };
                Self::Refused(findings.into_iter().map(there).collect())
            }
            IssueError::Unbound(ref refusal) => Self::Refused(one(refusal.code, issuer, error.to_string())),
            IssueError::ContextAfterProof(_) => {
                let at = Pointer::root().member("@context");
                Self::Refused(one(code::context::UNDEFINED_TERM, at, error.to_string()))
            }
            IssueError::Token(TokenError::Refused(findings))
            | IssueError::Selective(PrepareError::Document(findings)) => Self::Refused(findings),
            IssueError::Token(TokenError::Json(error)) => error.into(),
            IssueError::KeyMismatch { .. }
            | IssueError::ReadOnly(_)
            | IssueError::Unanswering(_)
            | IssueError::Underived(..) => Self::member("suite", error.to_string()),
            IssueError::NoPlace { what, .. } => Self::member(member_of(what), error.to_string()),
            IssueError::FeatureMissing(..) => {
                Self::Request(one(code::input::FEATURE_MISSING, Pointer::root().member("suite"), error.to_string()))
            }
            IssueError::Sign(error)
            | IssueError::Token(TokenError::Sign(error))
            | IssueError::Selective(PrepareError::Sign(error)) => error.into(),
            IssueError::Key(error) => error.into(),
            IssueError::Registry(error) => error.into(),
            IssueError::Publish(error) => error.into(),
            error => Self::failed(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another build can do it: that is no mistake in the request.
    #[test]
    fn a_feature_that_is_missing_is_called_so() {
        let error = Error::from(IssueError::FeatureMissing("vc+cose", "cose"));
        let told: Vec<_> =
            error.findings().iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect();
        assert_eq!((error.kind(), told), ("request", vec!["feature.missing /suite".to_owned()]));
    }
}
