use crate::codec::base64;
use crate::env::Environment;
use crate::issue::{Prepared, Secured};
use crate::json::{Object, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::microcredential::carrier::LossReport;
use crate::ops::check::untimely;
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, sealed};
use crate::proof::Unwrapped;
use crate::report::Findings;
use crate::vc::DateTimeStamp;
use std::fmt;

/// Puts a signature that was made elsewhere in its place, after working out again what it has to cover.
#[derive(Clone)]
#[non_exhaustive]
pub struct IssueComplete {
    /// What [`IssuePrepare`](crate::ops::IssuePrepare) gave.
    pub prepared: Prepared,
    /// The signature (ECDSA: r then s).
    pub signature: Vec<u8>,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

/// What was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    secured: Secured,
    findings: Findings,
}

impl IssueComplete {
    /// Completes what was prepared.
    pub fn new(prepared: Prepared, signature: impl Into<Vec<u8>>) -> Self {
        Self { prepared, signature: signature.into(), contexts: Contexts::bundled(), limits: Limits::default() }
    }
}

impl Operation for IssueComplete {
    const NAME: &'static str = "issue_complete";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/issue_complete.schema.json");
    const RESPONSE: &'static str =
        include_str!("../../../vocab/schemas/operations/issue_complete.response.schema.json");
    type Answer = Completed;

    fn run(self, environment: &Environment) -> Result<Completed, Error> {
        let expires = self.prepared.expires().and_then(|expires| DateTimeStamp::parse(expires).ok());
        if expires.is_some_and(|expires| expires.instant() <= environment.now()) {
            let detail = "the proof has expired while it waited, and would be believed by nobody; prepare it again, with a moment to come";
            return Err(Error::member("prepared", detail));
        }
        let secured = self.prepared.complete_with(self.signature, &self.contexts, &self.limits);
        let unfit = |error: crate::issue::IssueError| match error {
            crate::issue::IssueError::Sign(error) => Error::member("signature", error.to_string()),
            error => error.into(),
        };
        let secured = secured.map_err(unfit)?;
        let unwrapped = Unwrapped::read(secured.as_bytes(), &self.limits);
        let noticed: Result<Findings, _> =
            unwrapped.map(|unwrapped| untimely(unwrapped.document().root(), environment).collect());
        Ok(Completed { secured, findings: noticed.unwrap_or_default() })
    }
}

impl sealed::Sealed for IssueComplete {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("prepared", "give what issue_prepare gave under this name");
        let (contexts, limits) = (request.contexts(), request.limits());
        let prepared = request.read("prepared", |text| {
            Prepared::from_json_with(text, &limits).map_err(|error| Error::member("prepared", error.to_string()))
        });
        request.require("signature", "give the signature, in base64 with padding");
        let signature =
            request.named("signature", "the signature in base64 with padding", |text| base64::decode(text).ok());
        Some(Self { contexts, limits, ..Self::new(prepared?, signature?) })
    }
}

impl Completed {
    /// The signed credential.
    pub fn secured(&self) -> &Secured {
        &self.secured
    }

    /// What was noticed when it was completed: that it is valid from a day to come, or until one that is over.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// What the badge could not carry of a micro-credential.
    pub fn losses(&self) -> &LossReport {
        self.secured.losses()
    }
}

impl Answer for Completed {
    /// The exact text under `credential`, as a string, and under `losses` what it could not carry, and under `findings` what was noticed. A binary
    /// message is written in base64, and `encoding` says so.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Completed")
            .with("credential", self.secured.as_str())
            .with_some("encoding", self.secured.is_binary().then_some("base64"))
            .with("losses", self.losses().to_json())
            .with("findings", self.findings.to_json())
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl fmt::Display for Completed {
    /// The exact text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secured.fmt(formatter)
    }
}
