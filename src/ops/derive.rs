use super::request::Request;
use super::{Answer, Error, Operation, SigningKey, sealed};
use crate::env::Environment;
use crate::issue::Secured;
use crate::json::{Object, Pointer, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::present::{self, Asked, Presenter};
use crate::proof::data_integrity::selective::Selecting;
use crate::proof::{EnvelopeFormat, Unwrapped};
use std::fmt;

/// Makes of a credential one that shows a part of it: of a base proof (`ecdsa-sd-2023`, `bbs-2023`) a derived one, of an
/// SD-JWT one with fewer disclosures.
#[derive(Clone)]
#[non_exhaustive]
pub struct Derive {
    /// What is held.
    pub document: Vec<u8>,
    /// What is shown, besides what always is.
    pub show: Vec<Pointer>,
    /// The holder's key and what was asked: binds an SD-JWT to whoever asked.
    pub holder: Option<(SigningKey, Asked)>,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

/// A credential that shows a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    secured: Secured,
}

impl Derive {
    /// Shows nothing but what is always shown, and these places.
    pub fn new(document: impl Into<Vec<u8>>, show: impl IntoIterator<Item = Pointer>) -> Self {
        Self {
            document: document.into(),
            show: show.into_iter().collect(),
            holder: None,
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }
}

impl Operation for Derive {
    const NAME: &'static str = "derive";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/derive.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/derive.response.schema.json");
    type Answer = Derived;

    fn run(self, environment: &Environment) -> Result<Derived, Error> {
        if self.holder.is_some() {
            let held = Unwrapped::read(&self.document, &self.limits).map_err(Error::refused)?;
            if held.format() != Some(EnvelopeFormat::SdJwt) {
                let detail = "leave it out: only an SD-JWT is bound to its holder by itself; `present` what is derived";
                return Err(Error::member("key", detail));
            }
        }
        let selecting = Selecting::new(self.show);
        let derived = present::derive(&self.document, &selecting, &self.contexts, &self.limits);
        let secured = derived.map_err(Error::reasons)?;
        let Some((key, asked)) = self.holder else { return Ok(Derived { secured }) };
        let holder = Presenter::new(key.signer()?)
            .with_environment(environment.clone())
            .with_contexts(self.contexts)
            .with_limits(self.limits);
        Ok(Derived { secured: holder.bind(&secured, &asked)? })
    }
}

impl sealed::Sealed for Derive {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        let show = request.pointers("show");
        let key = SigningKey::read(request);
        let challenge = request.filled("challenge").map(str::to_owned);
        let domain = request.filled("domain").map(str::to_owned);
        let holder = match (key, challenge, domain) {
            (Some(key), Some(challenge), Some(domain)) => Some((key, Asked::new(challenge).by(domain))),
            (Some(_), challenge, domain) => {
                if challenge.is_none() {
                    request.wrong("challenge", "give what the verifier asked to be signed, or leave out the key");
                }
                if domain.is_none() {
                    request.wrong("domain", "say which verifier has asked, or leave out the key");
                }
                None
            }
            (None, challenge, domain) => {
                if challenge.is_some() || domain.is_some() {
                    request.wrong("key", "give the holder's key, or leave out what was asked");
                }
                None
            }
        };
        let (contexts, limits) = (request.contexts(), request.limits());
        Some(Self { holder, contexts, limits, ..Self::new(document?, show) })
    }
}

impl Derived {
    /// The credential.
    pub fn secured(&self) -> &Secured {
        &self.secured
    }
}

impl Answer for Derived {
    /// The exact text under `credential`, as a string.
    fn to_json(&self) -> Value {
        Object::new().with("type", "Derived").with("credential", self.secured.as_str()).into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl fmt::Display for Derived {
    /// The exact text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secured.fmt(formatter)
    }
}
