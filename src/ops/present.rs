use super::request::Request;
use super::{Answer, Error, Operation, SigningKey, sealed};
use crate::env::Environment;
use crate::issue::Secured;
use crate::json::{Object, Pointer, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::present::{self, Asked, Presenter};
use crate::proof::Suite;
use crate::report::Findings;
use crate::vc::Presentation;
use std::fmt;

/// Shows credentials to somebody who asked, in a presentation that their holder signs.
///
/// Credentials with embedded proofs stand in it as they are, tokens and binary messages in envelopes.
#[derive(Clone)]
#[non_exhaustive]
pub struct Present {
    /// The credentials, byte for byte.
    pub credentials: Vec<Vec<u8>>,
    /// The holder's key.
    pub key: SigningKey,
    /// What was asked.
    pub asked: Asked,
    /// The suite; the one [for the key](Suite::for_key) if nothing is said. Tokens come out as `vp+jwt`.
    pub suite: Option<Suite>,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

/// A signed presentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    secured: Secured,
}

impl Present {
    /// Shows credentials to whoever asked.
    pub fn new(credentials: impl IntoIterator<Item = Vec<u8>>, key: impl Into<SigningKey>, asked: Asked) -> Self {
        Self {
            credentials: credentials.into_iter().collect(),
            key: key.into(),
            asked,
            suite: None,
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }

    /// The suites that say what a presentation answers.
    pub fn suites() -> impl Iterator<Item = Suite> {
        Suite::all().filter(|suite| suite.answers())
    }
}

impl Operation for Present {
    const NAME: &'static str = "present";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/present.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/present.response.schema.json");
    type Answer = Presented;

    fn run(self, environment: &Environment) -> Result<Presented, Error> {
        let mut presentation = Presentation::new();
        let mut refused = Findings::new();
        for (index, held) in self.credentials.iter().enumerate() {
            match present::presentable(held, &self.limits) {
                Ok(credential) => presentation = presentation.verifiable_credential(credential),
                Err(findings) => {
                    refused.extend(findings.below(&Pointer::root().member("credentials").item(index)));
                }
            }
        }
        let presentation = refused.into_result(presentation).map_err(Error::reasons)?;
        let mut holder = Presenter::new(self.key.signer()?)
            .with_environment(environment.clone())
            .with_contexts(self.contexts)
            .with_limits(self.limits);
        if let Some(suite) = self.suite {
            holder = holder.with_suite(suite);
        }
        Ok(Presented { secured: holder.present(&presentation, &self.asked)? })
    }
}

impl sealed::Sealed for Present {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("credentials", "give the credentials: each as a string with its text, or as JSON");
        if request.peek("credentials").is_some_and(|node| node.is_array() && node.items().next().is_none()) {
            request.wrong("credentials", "give at least one credential");
        }
        let credentials = request.documents("credentials");
        let key = SigningKey::read(request);
        request.require("key", "give the private JWK of the holder");
        request.require("challenge", "give what the verifier asked to be signed");
        let challenge = request.filled("challenge");
        let domain = request.filled("domain").map(str::to_owned);
        let suites: Vec<_> = Self::suites().map(Suite::name).collect();
        let suite =
            request.named("suite", &suites.join(", "), |name| Self::suites().find(|suite| suite.name() == name));
        let (contexts, limits) = (request.contexts(), request.limits());
        let asked = Asked { challenge: challenge?.to_owned(), domain };
        Some(Self { suite, contexts, limits, ..Self::new(credentials, key?, asked) })
    }
}

impl Presented {
    /// The presentation.
    pub fn secured(&self) -> &Secured {
        &self.secured
    }
}

impl Answer for Presented {
    /// The exact text that was signed under `presentation`, as a string.
    fn to_json(&self) -> Value {
        Object::new().with("type", "Presented").with("presentation", self.secured.as_str()).into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl fmt::Display for Presented {
    /// The exact text that was signed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secured.fmt(formatter)
    }
}
