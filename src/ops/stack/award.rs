use crate::badge::{AchievementCredential, Profile, ProfileRef};
use crate::codec::digest;
use crate::env::Environment;
use crate::issue::{IssueError, Issuer, Secured};
use crate::json::{Object, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::Carrier;
use crate::ops::issue::{of_status, revocable};
use crate::ops::request::Request;
use crate::ops::stack::evaluate::Accepted;
use crate::ops::stack::ledger::UNASKED;
use crate::ops::{Answer, Error, Evaluated, Issue, Operation, SigningKey, StackEvaluate, StatusStore, sealed};
use crate::proof::Suite;
use crate::report::{Finding, Findings, code};
use crate::stack::{self, AwardError, Bundle, Composed, CredentialKey, Evaluation, LedgerView, RequirementKind, Use};
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
    /// How it is secured, and so a record of it and its parts; the suite [for the key](Suite::for_key) if nothing is said.
    pub suite: Option<Suite>,
    /// Where the award gets places in status lists from, if it is to be revocable. A record of it and its parts has none of its own:
    /// the award in it has.
    pub status: Option<StatusStore>,
    /// Whether the award and its parts are put together too; with a suite by which its holder derives what verifiers see, nobody else can.
    pub bundle: bool,
}

/// An award and its parts together. `Debug` does not show the document: it says who learned what.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundled {
    /// Whether it is a learner record, signed; otherwise a presentation for the learner to sign.
    pub is_record: bool,
    /// The document.
    pub document: String,
    /// What keeps them out of a record: which of the credentials that were given, or nothing for the award, and why.
    pub because: Vec<(Option<usize>, String)>,
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
    /// The award and its parts together, if that was asked for.
    pub bundle: Option<Bundled>,
    /// What was noticed in the award, with pointers into the request.
    pub findings: Findings,
}

impl StackAward {
    /// Awards what an evaluation finds complete.
    pub fn new(evaluate: StackEvaluate, key: impl Into<SigningKey>) -> Self {
        Self {
            evaluate,
            key: key.into(),
            carrier: Carrier::Extended,
            issuer: None,
            suite: None,
            status: None,
            bundle: false,
        }
    }

    /// Makes the award as [`run`](Operation::run) does, and hands it to `keep` when it is signed and before the ledger is told.
    ///
    /// What a ledger was told cannot be taken back, so that an award whose process ends in that moment would be lost with the
    /// credentials that it counted. Whoever keeps it first asks the ledger afterwards whether it
    /// has the award (`SqliteLedger::has_award`): if so it is made, and otherwise it never was.
    ///
    /// # Errors
    /// As for `run`, and what `keep` says; then the ledger is told nothing.
    pub fn run_keeping<E: From<Error>>(
        mut self,
        environment: &Environment,
        keep: impl FnOnce(&Awarded) -> Result<(), E>,
    ) -> Result<Awarded, E> {
        let is_new = self.evaluate.open_ledger(true)?;
        // Signed first and handed out last: what the ledger does not take is not awarded.
        let (mut awarded, seen) = self.sign(environment)?;
        if is_new {
            // It would be so too if its name was mistyped.
            let detail = "a new one was made, in which nothing is counted; if there should be one, check the name";
            awarded.findings.push(Finding::new(code::stack::LEDGER_NEW, Pointer::root().member("ledgerStore"), detail));
        }
        keep(&awarded)?;
        self.evaluate.commit(&seen, &awarded.counted, &awarded.used)?;
        Ok(awarded)
    }

    /// The award, and what the ledger said when it was evaluated.
    fn sign(&self, environment: &Environment) -> Result<(Awarded, LedgerView), Error> {
        let Accepted { holdings, refused, told, unmet, seen, now } = self.evaluate.accepted(environment)?;
        let pathway = &self.evaluate.pathway;
        let evaluation = self.evaluate.evaluation(holdings.clone(), &seen, now.date_naive());
        // Whatever moment the parts are judged for, it is awarded now.
        let today = environment.now().date_naive();
        let composed = pathway.award_on(today, &evaluation, &holdings).map_err(|error| match error {
            AwardError::Findings(findings) => Error::reasons(findings),
            error => {
                let steps: Vec<_> = evaluation.way.iter().map(|step| step.words.as_str()).collect();
                let mut missing = if steps.is_empty() { error.to_string() } else { steps.join("; ") };
                if !unmet.is_empty() {
                    missing.push_str("; not everything could be looked up: evaluate the same, and `needs` tells what");
                }
                Error::refused(Finding::new(code::stack::INCOMPLETE, Pointer::root(), missing))
            }
        })?;
        let composed = composed.with_ids(environment).map_err(|error| Error::failed(error.to_string()))?;
        let suite = self.suite.unwrap_or_else(|| Suite::for_key(self.key.public_key().key_type()));
        let learner = self.bundle.then(|| learner(&composed, suite)).transpose()?;
        let identity = self.key.identity()?;
        let profile = match &self.issuer {
            Some(profile) => profile.clone(),
            None => crate::ops::issue::issuer_of(composed.credential.offer(), &identity)?,
        };
        let issuer = |profile| -> Result<Issuer, Error> {
            let (contexts, limits) = (self.evaluate.contexts.clone(), self.evaluate.limits.clone());
            let issuer = self.key.clone().issuer(profile, contexts, limits, environment)?;
            Ok(issuer.with_suite(suite).with_carrier(self.carrier))
        };
        let no_id = || Error::failed("the award has no id");
        let (counted, used) = composed.to_commit().ok_or_else(no_id)?;
        let own = revocable(issuer(profile.clone())?, &composed, self.status.as_ref(), &identity, environment)?;
        let secured = own.issue(&composed).map_err(of_status)?;
        let put_together = |learner: String| {
            let StackEvaluate { credentials, limits, .. } = &self.evaluate;
            bundled(&learner, credentials, limits, profile, issuer, &secured, &composed)
        };
        let bundle = learner.map(put_together).transpose()?;
        let evaluated = Evaluated { evaluation, refused, told, unmet };
        let mut findings = noticed(&evaluated.evaluation);
        if !self.evaluate.asks_ledger() {
            findings.push(Finding::new(code::stack::LEDGER_UNASKED, Pointer::root().member("ledger"), UNASKED));
        }
        Ok((Awarded { secured, evaluated, counted, used, bundle, findings }, seen))
    }
}

impl Operation for StackAward {
    const NAME: &'static str = "stack_award";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/stack_award.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/stack_award.response.schema.json");
    type Answer = Awarded;

    fn run(self, environment: &Environment) -> Result<Awarded, Error> {
        self.run_keeping(environment, |_| Ok::<_, Error>(()))
    }
}

/// What whoever reads the award would find in it too.
fn noticed(evaluation: &Evaluation) -> Findings {
    let sum = evaluation.requirements.iter().filter(|own| own.kind == RequirementKind::Sum);
    let sum = sum.filter_map(|own| own.missing.clone());
    let at = Pointer::root().member("pathway").member("award").member("workload");
    sum.map(|detail| Finding::new(code::stack::SUM, at.clone(), detail)).collect()
}

/// Whose the award and its parts are, if they can be put together.
fn learner(composed: &Composed, suite: Suite) -> Result<String, Error> {
    if matches!(suite, Suite::DataIntegrity(_)) && suite.is_selective() {
        let detail = "leave it out: an award in this suite is for its holder alone, who derives from it what verifiers see and presents that with the parts";
        return Err(Error::member("bundle", detail));
    }
    let nobody = "no credential has an id of its learner, so that nothing can be put together";
    composed.credential.learner().id.clone().ok_or_else(|| Error::member("bundle", nobody))
}

/// The award and what was counted, each as it was signed.
fn bundled(
    learner: &str,
    given: &[Vec<u8>],
    limits: &Limits,
    profile: Profile,
    issuer: impl FnOnce(Profile) -> Result<Issuer, Error>,
    award: &Secured,
    composed: &Composed,
) -> Result<Bundled, Error> {
    let places = composed
        .parts
        .iter()
        .filter_map(|part| given.iter().position(|document| digest::sha256_hex(document) == part.sha256));
    let places: Vec<usize> = places.collect();
    let parts: Vec<&[u8]> = places.iter().map(|place| given[*place].as_slice()).collect();
    // As it stands in the award, where that is no token: one node is described in one way.
    let tree = Tree::parse(award.as_str(), limits).ok();
    let badge = tree.and_then(|tree| AchievementCredential::read(tree.root()).ok());
    let publisher = match badge.map(|(badge, _)| badge.issuer) {
        Some(ProfileRef::Profile(own)) => *own,
        _ => profile,
    };
    let which = |index: usize| index.checked_sub(1).and_then(|part| places.get(part).copied());
    let (presentation, because) =
        match stack::bundle(publisher.clone(), learner, award.as_bytes(), &parts).map_err(Error::Refused)? {
            Bundle::Record(record) => match issuer(publisher)?.issue(&*record) {
                Ok(record) => {
                    return Ok(Bundled { is_record: true, document: record.into_string(), because: Vec::new() });
                }
                Err(IssueError::Findings(findings)) => stack::instead_of_record(*record, &findings),
                Err(error) => return Err(error.into()),
            },
            Bundle::Presentation { presentation, because } => (*presentation, because),
        };
    Ok(Bundled {
        is_record: false,
        document: presentation.to_json().to_string(),
        because: because.into_iter().map(|(index, why)| (which(index), why)).collect(),
    })
}

impl sealed::Sealed for StackAward {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let evaluate = <StackEvaluate as sealed::Sealed>::read(request);
        let key = SigningKey::read(request);
        request.require("key", "give the private JWK of the organisation");
        let carrier = request.named("carrier", "standard or extended", Carrier::from_name);
        let issuer = request.read("issuer", Issue::profile);
        let suite = request.suite();
        let status = request.read("status", StatusStore::read_status);
        let bundle = request.flag("bundle");
        let award = Self::new(evaluate?, key?);
        Some(Self { carrier: carrier.unwrap_or(award.carrier), issuer, suite, status, bundle, ..award })
    }
}

impl Answer for Awarded {
    /// The award under `credential`, as [`Issued`](crate::ops::Issued) has it, what it could not carry under `losses`, what it rests on, what a ledger is to be told, what profiles say, and the `bundle`.
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
            .with_some("encoding", self.secured.is_binary().then_some("base64"))
            .with("losses", self.secured.losses().to_json())
            .with("evaluation", self.evaluated.evaluation.to_json())
            .with_all("ledger", uses)
            .with_some("bundle", self.bundle.as_ref().map(Bundled::to_json))
            .with_all("findings", self.findings.iter().map(Finding::to_json))
            .with_all("profiles", self.evaluated.told.iter().map(crate::ops::ToldCredential::to_json))
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.secured.as_bytes())
    }
}

impl Bundled {
    fn to_json(&self) -> Object {
        let because = self.because.iter().map(|(place, why)| {
            let at = match place {
                Some(place) => Pointer::root().member("credentials").item(*place),
                None => Pointer::root().member("pathway").member("award"),
            };
            Object::new().with("pointer", at.as_str()).with("detail", why)
        });
        Object::new()
            .with("kind", if self.is_record { "record" } else { "presentation" })
            .with("document", &self.document)
            .with_all("because", because)
    }
}

impl fmt::Debug for Bundled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Bundled")
            .field("is_record", &self.is_record)
            .field("bytes", &self.document.len())
            .field("because", &self.because)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Bundled {
    /// What it is, and why.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_record {
            return formatter.write_str("the award and its parts are a learner record");
        }
        formatter.write_str("the award and its parts are a presentation for the learner to sign, since")?;
        self.because.iter().try_for_each(|(place, why)| match place {
            Some(place) => write!(formatter, "\n  credential {}: {why}", place + 1),
            None => write!(formatter, "\n  the award: {why}"),
        })
    }
}

impl fmt::Display for Awarded {
    /// The exact text that was signed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.secured.as_str())
    }
}
