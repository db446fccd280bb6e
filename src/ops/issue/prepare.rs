use crate::codec::base64;
use crate::env::Environment;
use crate::issue::Prepared;
use crate::json::{Object, Value};
use crate::microcredential::carrier::LossReport;
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Issue, Operation, SigningKey, sealed};
use crate::report::Findings;
use std::fmt;

/// Makes what is to be signed of a micro-credential or an unsigned credential, for a key that signs elsewhere: in a hardware module, behind
/// a queue, by a person with a token. [`IssueComplete`](crate::ops::IssueComplete) puts the signature in its place.
#[derive(Clone)]
#[non_exhaustive]
pub struct IssuePrepare {
    /// What is to be issued; its key is the public side of the one that signs.
    pub issue: Issue,
}

/// What waits for its signature.
#[derive(Clone)]
pub struct ToSign {
    prepared: Prepared,
    findings: Findings,
}

impl IssuePrepare {
    /// Prepares what would be issued.
    pub fn new(issue: Issue) -> Self {
        Self { issue }
    }
}

impl Operation for IssuePrepare {
    const NAME: &'static str = "issue_prepare";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/issue_prepare.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/issue_prepare.response.schema.json");
    type Answer = ToSign;

    fn run(self, environment: &Environment) -> Result<ToSign, Error> {
        let (prepared, findings) = self.issue.make(
            environment,
            |issuer, held| issuer.prepare(held),
            |issuer, text, suite| issuer.prepare_secure(text, suite),
        )?;
        Ok(ToSign { prepared, findings })
    }
}

impl sealed::Sealed for IssuePrepare {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        Issue::read_with(request, SigningKey::read_public).map(Self::new)
    }
}

impl ToSign {
    /// What waits.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// What the badge cannot carry of a micro-credential.
    pub fn losses(&self) -> &LossReport {
        self.prepared.losses()
    }

    /// What was noticed and is prepared all the same: warnings and notes, with pointers into what was given.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

impl Answer for ToSign {
    /// The `message` in base64, the `algorithm` that signs it, `prepared`, to be kept until then, what the badge cannot carry under
    /// `losses`, and under `findings` what was noticed.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "ToSign")
            .with("message", base64::encode(self.prepared.message()))
            .with("algorithm", self.prepared.identity().algorithm().as_str())
            .with("prepared", self.prepared.to_json())
            .with("losses", self.losses().to_json())
            .with("findings", self.findings.to_json())
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.prepared.message())
    }
}

impl fmt::Display for ToSign {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} bytes to be signed by {}",
            self.prepared.message().len(),
            self.prepared.identity().verification_method()
        )
    }
}
