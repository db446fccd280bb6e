use crate::codec::invisible::in_one_line;
use crate::env::Environment;
use crate::framework::Frameworks;
use crate::json::{Node, Object, Pointer, Value};
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::microcredential::profile::Profiles;
use crate::ops::request::Request;
use crate::ops::request::profiles::{AskedProfiles, ByProfile, ProfileMembers};
use crate::ops::{Answer, Error, Operation, Verify, sealed};
use crate::report::{Effect, Outcome, code};
use crate::resolve::{Fallback, Memory, Need, Resolver};
use crate::stack::{Evaluation, Expired, Holdings, Ledger, LedgerView, Pathway, Rule};
use crate::trust::Anchors;
use crate::verify::{Disclosure, Policy, Schemas, Verifier};
use chrono::{DateTime, Utc};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Says where a learner stands on a pathway. Each credential is verified first, and none counts that is not accepted.
#[derive(Clone)]
#[non_exhaustive]
pub struct StackEvaluate {
    /// The pathway.
    pub pathway: Pathway,
    /// The learner's credentials, byte for byte as they arrived.
    pub credentials: Vec<Vec<u8>>,
    /// What a ledger says about them. Where none is asked, nobody knows what was counted already: a pathway that demands
    /// [no double use](Rule::NoDoubleUse) is not complete then, and any other says that somebody should look.
    pub ledger: Option<LedgerView>,
    /// The file of a ledger to ask instead, which takes the feature `store`. An evaluation only asks one that is there; an award
    /// makes it, says so, and writes down in it what it counts.
    pub ledger_store: Option<PathBuf>,
    /// What follows from what is found in a credential. That one has expired only warns where the pathway counts those.
    pub policy: Policy,
    /// The moment to judge for; now if nothing is said. The clock stays where it is, and an award is dated by it.
    pub now: Option<DateTime<Utc>>,
    /// What the credentials need, each under its DID or its URL.
    pub resources: Memory,
    /// The issuers that are trusted.
    pub anchors: Option<Anchors>,
    /// The JSON Schemas that a credential is held to if it declares them.
    pub schemas: Schemas,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets of each verification.
    pub limits: Limits,
    /// Whom to ask for what is not among these.
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
    /// By what levels are placed and credits converted.
    pub frameworks: Frameworks,
    /// A country to whose profiles the credentials are held as well; they warn, and decide nothing.
    pub country: Option<String>,
    /// The ids of profiles to which they are held as well.
    pub profiles: Vec<String>,
    /// Profiles of one's own, beside those that are bundled.
    pub own_profiles: Profiles,
    /// A ledger to ask instead.
    pub(super) live: Option<Arc<dyn Ledger>>,
}

/// The learner's credentials that were accepted, those that were not, and what the ledger says.
pub(in crate::ops) struct Accepted {
    pub(in crate::ops) holdings: Holdings,
    pub(in crate::ops) refused: Vec<RefusedCredential>,
    pub(in crate::ops) unmet: Vec<Need>,
    pub(in crate::ops) told: Vec<ToldCredential>,
    pub(in crate::ops) seen: LedgerView,
    pub(in crate::ops) now: DateTime<Utc>,
}

/// Where a learner stands, and what was not looked at because it was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evaluated {
    /// The evaluation of what was accepted.
    pub evaluation: Evaluation,
    /// What was not accepted.
    pub refused: Vec<RefusedCredential>,
    /// What the credentials needed and nobody could look up.
    pub unmet: Vec<Need>,
    /// What profiles say, where some were asked for. Nothing of it is decided by them.
    pub told: Vec<ToldCredential>,
}

/// What a profile says about one of the credentials, or about the award.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ToldCredential {
    /// Which of those that were given, from 0; nothing for the award.
    pub index: Option<usize>,
    /// What it says.
    pub told: ByProfile,
}

/// A credential that no pathway counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedCredential {
    /// Which of those that were given, from 0.
    pub index: usize,
    /// How its verification ended.
    pub outcome: Outcome,
    /// Why it is not accepted.
    pub reason: String,
}

impl StackEvaluate {
    /// Evaluates strictly, now, offline, without anchors, and without asking a ledger.
    pub fn new(pathway: Pathway, credentials: Vec<Vec<u8>>) -> Self {
        Self {
            pathway,
            credentials,
            ledger: None,
            ledger_store: None,
            policy: Policy::strict(),
            now: None,
            resources: Memory::new(),
            anchors: None,
            schemas: Schemas::new(),
            contexts: Contexts::bundled(),
            limits: Limits::default(),
            resolver: None,
            frameworks: Frameworks::bundled().clone(),
            country: None,
            profiles: Vec::new(),
            own_profiles: Profiles::default(),
            live: None,
        }
    }

    /// The same, asking a resolver for what is not at hand.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        Self { resolver: Some(Arc::new(resolver)), ..self }
    }

    /// The same, asking a ledger what was counted already.
    #[must_use]
    pub fn with_ledger(self, ledger: impl Ledger + 'static) -> Self {
        Self { live: Some(Arc::new(ledger)), ..self }
    }

    /// What follows from what is found. A pathway that counts what has expired would never be asked if its verification refused it.
    fn policy(&self) -> Policy {
        let counts = |rule: &Rule| matches!(rule, Rule::StillValid { expired: Expired::Counts, .. });
        let asked = self.pathway.requirements().iter().any(|own| !own.optional && counts(&own.rule));
        match asked && self.policy.effect(code::validity::EXPIRED) > Effect::Warn {
            true => self.policy.clone().danger_set_effect(code::validity::EXPIRED, Effect::Warn),
            false => self.policy.clone(),
        }
    }

    /// What judges all of the credentials, and whom it asks: a status list that several point to is verified once.
    fn verifier(&self, environment: &Environment) -> (Verifier, Fallback) {
        let mut verify = Verify::new(Vec::new());
        verify.policy = self.policy();
        verify.now = self.now;
        verify.resources = self.resources.clone();
        // A pathway says how well an issuer must be known; that it is no anchor does not keep it out here.
        verify.anchors = self.anchors.clone();
        verify.schemas = self.schemas.clone();
        verify.contexts = self.contexts.clone();
        verify.limits = self.limits.clone();
        if let Some(resolver) = &self.resolver {
            verify = verify.with_resolver(Arc::clone(resolver));
        }
        let (verifier, resolver, _) = verify.prepare(environment);
        (verifier, resolver)
    }

    /// Verifies the credentials, and looks them up in the ledger.
    pub(in crate::ops) fn accepted(&self, environment: &Environment) -> Result<Accepted, Error> {
        let now = self.now.unwrap_or_else(|| environment.now());
        let asked = AskedProfiles::new(self.country.as_deref(), &self.profiles, &self.own_profiles)?;
        asked.require_profiles()?;
        let mut told = Vec::new();
        let mut holdings = Holdings::new();
        let mut refused = Vec::new();
        let mut unmet: Vec<Need> = Vec::new();
        let (verifier, resolver) = self.verifier(environment);
        for (index, document) in self.credentials.iter().enumerate() {
            let verification = verifier.verify(document, &resolver);
            let is_new = |need: &&Need| unmet.iter().all(|known| known.id != need.id);
            let new: Vec<_> = verification.unmet().iter().filter(is_new).cloned().collect();
            unmet.extend(new);
            match verification.accept::<MicroCredential>() {
                Ok(held) => {
                    holdings = holdings.with(&held);
                    let about = |told| ToldCredential { index: Some(index), told };
                    told.extend(asked.held(&held, now.date_naive()).into_iter().map(about));
                }
                Err(reason) => match verification.accept::<crate::vc::Partial>() {
                    Ok(shown) if shown.provenance().disclosure == Disclosure::Selected => {
                        holdings = holdings.with_selection(&shown);
                    }
                    _ => {
                        let outcome = verification.outcome;
                        refused.push(RefusedCredential { index, outcome, reason: reason.to_string() });
                    }
                },
            }
        }
        let seen = self.look_up(&holdings)?;
        let award = asked.offered(self.pathway.award(), now.date_naive());
        told.extend(award.into_iter().map(|told| ToldCredential { index: None, told }));
        Ok(Accepted { holdings, refused, told, unmet, seen, now })
    }

    /// A pathway from its JSON form.
    ///
    /// # Errors
    /// Everything that is wrong with it, with pointers into it.
    pub fn pathway(text: &str) -> Result<Pathway, Error> {
        Self::pathway_with(text, Frameworks::bundled())
    }

    /// The same, where levels are placed by these tables.
    ///
    /// # Errors
    /// Everything that is wrong with it, with pointers into it.
    pub fn pathway_with(text: &str, frameworks: &Frameworks) -> Result<Pathway, Error> {
        Pathway::from_json_with(text, frameworks).map_err(Error::reasons)
    }
}

impl Operation for StackEvaluate {
    const NAME: &'static str = "stack_evaluate";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/stack_evaluate.schema.json");
    const RESPONSE: &'static str =
        include_str!("../../../vocab/schemas/operations/stack_evaluate.response.schema.json");
    type Answer = Evaluated;

    fn run(mut self, environment: &Environment) -> Result<Evaluated, Error> {
        self.open_ledger(false)?;
        let Accepted { holdings, refused, told, unmet, seen, now } = self.accepted(environment)?;
        let evaluation = self.evaluation(holdings, &seen, now.date_naive());
        Ok(Evaluated { evaluation, refused, told, unmet })
    }
}

impl sealed::Sealed for StackEvaluate {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let frameworks = request.frameworks();
        request.require("pathway", "give the pathway, as a string with its JSON or as JSON");
        let pathway = request.read("pathway", |text| Self::pathway_with(text, &frameworks));
        request.require("credentials", "give the credentials, in an array");
        let is_array = request.peek("credentials").map(Node::is_array);
        let credentials = match is_array {
            Some(false) => {
                request.wrong("credentials", "write an array of credentials, each as text or as JSON");
                request.take("credentials").map(|_| Vec::new())
            }
            _ => {
                let all = request.documents("credentials");
                is_array.map(|_| all)
            }
        };
        let ledger = request.read("ledger", Self::ledger);
        let ledger_store = request.string("ledgerStore").map(PathBuf::from);
        if ledger.is_some() && ledger_store.is_some() {
            request.wrong("ledgerStore", "leave this out or `ledger`: one of the two is asked");
        }
        let policy = request.policy();
        let now = request.named("now", "a date and time such as 2026-11-23T11:00:00Z", Verify::moment);
        let resources = request.resources();
        let anchors = request.anchors();
        let schemas = request.schemas();
        let (contexts, limits, resolver) = (request.contexts(), request.limits(), request.resolver());
        let ProfileMembers { country, ids: profiles, own: own_profiles } = ProfileMembers::read(request);
        let evaluate = Self::new(pathway?, credentials?);
        Some(Self {
            ledger,
            ledger_store,
            policy,
            now,
            resources,
            anchors,
            frameworks,
            country,
            profiles,
            own_profiles,
            schemas,
            contexts,
            limits,
            resolver,
            ..evaluate
        })
    }
}

impl Answer for Evaluated {
    /// The evaluation; `refused`: what was not accepted, and why; `profiles`: what they say, where some were asked for; and
    /// `needs`: what could not be looked up, if there is any.
    fn to_json(&self) -> Value {
        let refused = self.refused.iter().map(|own| {
            let at = Pointer::root().member("credentials").item(own.index);
            Object::new()
                .with("pointer", at.as_str())
                .with("outcome", own.outcome.as_str())
                .with("reason", &own.reason)
                .into()
        });
        Object::new()
            .with("type", "Evaluated")
            .with("evaluation", self.evaluation.to_json())
            .with("refused", Value::Array(refused.collect()))
            .with_all("needs", self.unmet.iter().map(Need::to_json))
            .with_all("profiles", self.told.iter().map(ToldCredential::to_json))
            .into()
    }
}

impl fmt::Display for Evaluated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.evaluation.fmt(formatter)?;
        if !self.refused.is_empty() {
            writeln!(formatter, "Not accepted, so not looked at:")?;
        }
        self.refused.iter().try_for_each(|own| {
            let reason = in_one_line(&own.reason);
            writeln!(formatter, "  credential {}: {} — {reason}", own.index + 1, own.outcome.as_str())
        })?;
        let told = || self.told.iter().filter(|own| !own.told.findings.is_empty());
        if told().next().is_some() {
            writeln!(formatter, "What profiles say, which decides nothing:")?;
        }
        told().try_for_each(|own| {
            match own.index {
                Some(index) => writeln!(formatter, "  credential {}, {}", index + 1, own.told.name())?,
                None => writeln!(formatter, "  the award, {}", own.told.name())?,
            }
            own.told.write(formatter)
        })
    }
}

impl ToldCredential {
    pub(in crate::ops) fn to_json(&self) -> Object {
        let at = match self.index {
            Some(index) => Pointer::root().member("credentials").item(index),
            None => Pointer::root().member("pathway").member("award"),
        };
        self.told.to_json().with("pointer", at.as_str())
    }
}
