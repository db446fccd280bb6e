use super::issue::signer;
use super::request::Request;
use super::stack_evaluate::Accepted;
use super::{Answer, Error, Evaluated, Issue, Operation, SigningKey, StackEvaluate, sealed};
use crate::badge::Profile;
use crate::env::Environment;
use crate::issue::{Issuer, Secured};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::carrier::Carrier;
use crate::proof::Suite;
use crate::report::{Finding, code};
use crate::stack::{AwardError, CredentialKey, Use};
use std::fmt;

/// Makes the award of a pathway that a learner has completed, in the name of the organisation that decided so, and tells
/// the ledger what was counted.
#[derive(Clone)]
#[non_exhaustive]
pub struct StackAward {
    /// What is evaluated.
    pub evaluate: StackEvaluate,
    /// The organisation's key, whose `kid` says where its public half is found.
    pub key: SigningKey,
    /// How the award is carried; whole, in our own terms too, if nothing is said.
    pub carrier: Carrier,
    /// In whose name it is issued; the first awarding body of the award whose id the key can belong to, or else the DID of the
    /// key, if nothing is said.
    pub issuer: Option<Profile>,
}

/// What was awarded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Awarded {
    /// The award, signed.
    pub secured: Secured,
    /// The evaluation that it rests on.
    pub evaluated: Evaluated,
    /// What was counted, for a ledger.
    pub counted: Vec<CredentialKey>,
    /// Towards what.
    pub used: Use,
}

impl StackAward {
    /// Awards what an evaluation finds complete.
    pub fn new(evaluate: StackEvaluate, key: impl Into<SigningKey>) -> Self {
        Self { evaluate, key: key.into(), carrier: Carrier::Extended, issuer: None }
    }
}

impl Operation for StackAward {
    const NAME: &'static str = "stack_award";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/stack_award.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/stack_award.response.schema.json");
    type Answer = Awarded;

    fn run(self, environment: &Environment) -> Result<Awarded, Error> {
        let Accepted { holdings, refused, told, unmet, seen, now } = self.evaluate.accepted(environment)?;
        let pathway = &self.evaluate.pathway;
        let evaluation = pathway.evaluate_with(holdings.clone(), &seen, now.date_naive(), &self.evaluate.frameworks);
        let composed = pathway.award_for(&evaluation, &holdings).map_err(|error| match error {
            AwardError::Findings(findings) => Error::Refused(findings),
            error => {
                let steps: Vec<_> = evaluation.way.iter().map(|step| step.words.as_str()).collect();
                let missing = if steps.is_empty() { error.to_string() } else { steps.join("; ") };
                Error::refused(Finding::new(code::stack::INCOMPLETE, Pointer::root(), missing))
            }
        })?;
        let composed = composed.with_ids(environment).map_err(|error| Error::failed(error.to_string()))?;
        let identity = self.key.identity()?;
        let profile = match self.issuer {
            Some(profile) => profile,
            None => super::issue::issuer_of(composed.credential.offer(), &identity)?,
        };
        let suite = Suite::for_key(self.key.public_key().key_type());
        let issuer = Issuer::new(profile, signer(self.key, &identity)?)
            .with_suite(suite)
            .with_carrier(self.carrier)
            .with_environment(environment.clone());
        let secured = issuer.issue(&composed)?;
        let no_id = || Error::failed("the award has no id");
        let (counted, used) = composed.to_commit().ok_or_else(no_id)?;
        // Signed first and handed out last: what the ledger does not take is not awarded.
        self.evaluate.commit(&seen, &counted, &used)?;
        Ok(Awarded { secured, evaluated: Evaluated { evaluation, refused, told, unmet }, counted, used })
    }
}

impl sealed::Sealed for StackAward {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let evaluate = <StackEvaluate as sealed::Sealed>::read(request);
        let key = SigningKey::read(request);
        request.require("key", "give the private JWK of the organisation");
        let carrier = request.named("carrier", "standard or extended", Carrier::from_name);
        let issuer = request.read("issuer", Issue::profile);
        let award = Self::new(evaluate?, key?);
        Some(Self { carrier: carrier.unwrap_or(award.carrier), issuer, ..award })
    }
}

impl Answer for Awarded {
    /// The award under `credential`, what it rests on, what a ledger is to be told, and what profiles say.
    fn to_json(&self) -> Value {
        let uses = self.counted.iter().map(|key| {
            Object::new()
                .with("issuer", &key.issuer)
                .with("credential", &key.credential)
                .with("award", &self.used.award)
                .with("pathway", &self.used.pathway)
                .with("on", self.used.on.to_string())
        });
        Object::new()
            .with("type", "Awarded")
            .with("credential", self.secured.as_str())
            .with("evaluation", self.evaluated.evaluation.to_json())
            .with_all("ledger", uses)
            .with_all("profiles", self.evaluated.told.iter().map(super::ToldCredential::to_json))
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl fmt::Display for Awarded {
    /// The exact text that was signed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.secured.as_str())
    }
}
