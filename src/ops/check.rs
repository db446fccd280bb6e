use super::request::Request;
use super::request::document::DocumentKind;
use super::request::european;
use super::request::profiles::{AskedProfiles, ByProfile, ProfileMembers};
use super::{Answer, Error, Operation, sealed};
use crate::badge::AchievementCredential;
use crate::elm;
use crate::env::Environment;
use crate::issue;
use crate::json::{Node, Object, Pointer, Value};
use crate::jsonld::plain::{in_tree, matters_to_a_tree};
use crate::jsonld::{self, Contexts};
use crate::limits::Limits;
use crate::microcredential::carrier::Recovered;
use crate::microcredential::profile::Profiles;
use crate::microcredential::{MicroCredential, Offer, ended};
use crate::openbadges2::{self, Content, Presented};
use crate::proof::Unwrapped;
use crate::report::{Finding, Findings, Severity, code};
use crate::vc::context_urls::{FROM, UNTIL};
use crate::vc::{DateTimeStamp, Document};
use crate::verify::Policy;
use chrono::NaiveDate;
use std::fmt;

/// Says where a document is not as it should be, before anybody signs or verifies it.
///
/// A badge is held to the rules of Open Badges 3.0, a learner record to those of CLR 2.0, and these and every other credential to
/// the VC Data Model and to what a signature could cover, as when they are issued; a micro-credential and an offer are held to
/// Annex I. So is what a badge states of its elements, which need not be all of them; of a European Digital Credential it is said what
/// is found in reading it and in what it states, of a sealed one whether the seal holds, and [what it lacks](crate::elm::check) of what
/// the SHACL shapes demand to be there, by which Europass refuses what it takes for issuing. Proofs are not looked at; what stands
/// in a token, a message or an image is taken out of it, and pointers go into that.
#[derive(Clone)]
#[non_exhaustive]
pub struct Check {
    /// The badge, credential, micro-credential or offer, or a token, message or image with it inside.
    pub document: Vec<u8>,
    /// A country (ISO 3166-1 alpha-2, or `EU`) to whose profiles it is held as well.
    pub country: Option<String>,
    /// The ids of profiles to which it is held as well.
    pub profiles: Vec<String>,
    /// Profiles of one's own, beside those that are bundled.
    pub own_profiles: Profiles,
    /// The contexts that are known; those inside the library if nothing is said.
    pub contexts: Contexts,
    /// The budgets.
    pub limits: Limits,
}

/// What was found about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// What the document was taken for.
    pub kind: DocumentKind,
    /// The ids of the profiles that it was held to, each with a word where it is not certain that it was in force.
    pub profiles: Vec<String>,
    /// What was found: errors, warnings and notes.
    pub findings: Findings,
}

impl Check {
    /// Checks a document.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self {
            document: document.into(),
            country: None,
            profiles: Vec::new(),
            own_profiles: Profiles::default(),
            contexts: Contexts::bundled(),
            limits: Limits::default(),
        }
    }
}

impl Operation for Check {
    const NAME: &'static str = "check";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/check.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/check.response.schema.json");
    type Answer = Checked;

    fn run(self, environment: &Environment) -> Result<Checked, Error> {
        if european::is_carried(&self.document, &self.limits) {
            return self.european(environment);
        }
        let (document, is_in_token) = match Presented::read(&self.document, &self.limits) {
            Some(presented) => (assertion(presented.map_err(Error::refused)?)?, false),
            None => {
                let unwrapped = Unwrapped::read_to_show(&self.document, &self.limits).map_err(Error::refused)?;
                (unwrapped.document().clone(), unwrapped.format().is_some())
            }
        };
        let root = document.root();
        let kind = DocumentKind::unwrapped(root)?;
        let recovered = match kind {
            DocumentKind::Badge => {
                AchievementCredential::read(root).ok().map(|(badge, _)| Recovered::from_badge(&badge))
            }
            _ => None,
        };
        let about = match kind {
            DocumentKind::Badge => {
                let stated: Findings = recovered.iter().flat_map(Recovered::remarks).collect();
                let about = self.credential(root, is_in_token, &stated);
                about.into_iter().chain(stated).chain(untimely(root, environment)).collect()
            }
            DocumentKind::Endorsement | DocumentKind::Credential | DocumentKind::EuropeanDigitalCredential => {
                let about = self.credential(root, is_in_token, &Findings::new());
                about.into_iter().chain(untimely(root, environment)).collect()
            }
            DocumentKind::OpenBadge2 => openbadges2::check(root),
            DocumentKind::MicroCredential => MicroCredential::from_node(root)
                .map_or_else(|findings| findings, |held| held.check_at(environment.now())),
            DocumentKind::Offer => Offer::from_node(root).map_or_else(|findings| findings, |offer| offer.check()),
        };
        let told = self.held_to_profiles(kind, root, recovered, environment)?;
        Ok(Checked::new(kind, document.findings().iter().cloned().chain(about), told))
    }
}

impl Check {
    /// What a European Digital Credential lacks, what is found in reading it, and in what it states.
    fn european(&self, environment: &Environment) -> Result<Checked, Error> {
        let elm::Read { recovered, validity, .. } = european::read(&self.document, &self.limits)?;
        let until = validity.until.zip(validity.until_at.into_iter().next());
        let outside = outside(validity.from.zip(validity.from_at), until, environment);
        let lacking = european::check(&self.document, &self.limits)?;
        let read = recovered.findings.iter().cloned().chain(recovered.advice());
        let about: Findings = read.chain(lacking).chain(outside).collect();
        let today = environment.now().date_naive();
        let held = || recovered.complete().ok().map(|(held, _)| held);
        let told = self.asked()?.map_or_else(Told::default, |asked| told_of(&asked, held().as_ref(), today));
        Ok(Checked::new(DocumentKind::EuropeanDigitalCredential, about, told))
    }

    /// The profiles that a document is to be held to, if any.
    fn asked(&self) -> Result<Option<AskedProfiles<'_>>, Error> {
        let is_asked = self.country.is_some() || !self.profiles.is_empty();
        is_asked.then(|| AskedProfiles::new(self.country.as_deref(), &self.profiles, &self.own_profiles)).transpose()
    }

    /// What profiles say about the micro-credential that a document is or carries, as far as it can be read; and why those of
    /// the country say nothing, if none applies.
    fn held_to_profiles(
        &self,
        kind: DocumentKind,
        root: Node<'_>,
        recovered: Option<Recovered>,
        environment: &Environment,
    ) -> Result<Told, Error> {
        let Some(asked) = self.asked()? else { return Ok(Told::default()) };
        let today = environment.now().date_naive();
        let held = match kind {
            DocumentKind::MicroCredential => MicroCredential::from_node(root).ok(),
            DocumentKind::Badge => recovered.and_then(|stated| stated.complete().ok()).map(|(held, _)| held),
            DocumentKind::Offer => {
                let told = |offer: Offer| (asked.offered(&offer, today), asked.none_for_offer(&offer, today));
                return Ok(Offer::from_node(root).map(told).unwrap_or_default());
            }
            DocumentKind::Endorsement
            | DocumentKind::Credential
            | DocumentKind::OpenBadge2
            | DocumentKind::EuropeanDigitalCredential => None,
        };
        Ok(told_of(&asked, held.as_ref(), today))
    }

    /// What keeps a credential or a presentation from being issued, each told once, and what is only noticed; beside what is `stated`.
    fn credential(&self, root: Node<'_>, is_in_token: bool, stated: &Findings) -> Findings {
        let is_told = |found: &Finding| {
            let is_same_place =
                |told: &Finding| told.pointer.is_within(&found.pointer) || found.pointer.is_within(&told.pointer);
            stated.iter().any(|told| told.code == found.code && is_same_place(told))
        };
        let rules = issue::rules(root).into_iter();
        let mut findings: Findings = rules.filter(|found| !is_told(found)).collect();
        for found in issue::structure(root).into_iter().chain(self.not_signable(root, is_in_token)) {
            if !findings.iter().any(|told| told.pointer == found.pointer && told.code == found.code) {
                findings.push(found);
            }
        }
        findings
    }

    /// Where what is readable is not what would be signed, or what a token signs.
    fn not_signable(&self, root: Node<'_>, is_in_token: bool) -> Findings {
        let departures = match jsonld::statements(root, &self.contexts, &["proof"], &self.limits) {
            Ok(statements) => statements.departures,
            Err(findings) => findings,
        };
        match is_in_token {
            true => departures.into_iter().filter(|found| matters_to_a_tree(found, root)).map(in_tree).collect(),
            false => departures,
        }
    }
}

/// What profiles say, and why those of the country say nothing, if none applies.
type Told = (Vec<ByProfile>, Option<Finding>);

fn told_of(asked: &AskedProfiles<'_>, held: Option<&MicroCredential>, today: NaiveDate) -> Told {
    let unread = || {
        let detail = "what it says of the elements of Annex I is not complete, so that no profile could be asked";
        (Vec::new(), Some(Finding::new(code::profile::NONE_APPLIES, Pointer::root(), detail)))
    };
    held.map_or_else(unread, |held| (asked.held(held, today), asked.none_for(held)))
}

/// The assertion of an Open Badge 2.0.
fn assertion(presented: Presented) -> Result<Document, Error> {
    match presented.content {
        Content::Document(document) => Ok(document),
        Content::Token(token) => Ok(token.1),
        Content::Address(address) => {
            let detail =
                format!("the image holds no badge but its address, {address}: fetch it, and check what is there");
            Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)))
        }
    }
}

/// That a credential is valid from a day to come, or until one that is over.
pub(in crate::ops) fn untimely(root: Node<'_>, environment: &Environment) -> impl Iterator<Item = Finding> {
    let stated = |names: [&str; 2]| {
        let node = names.into_iter().find_map(|name| root.get(name))?;
        Some((DateTimeStamp::parse(node.as_str()?).ok()?, node.path()))
    };
    outside(stated(FROM), stated(UNTIL), environment)
}

/// From when or until when something is valid, and where that stands.
type Bound = Option<(DateTimeStamp, Pointer)>;

fn outside(from: Bound, until: Bound, environment: &Environment) -> impl Iterator<Item = Finding> + use<> {
    [early(from, environment), late(until, environment)].into_iter().flatten()
}

fn late(until: Bound, environment: &Environment) -> Option<Finding> {
    let (until, at) = until?;
    ended(&until, at, environment.now())
}

fn early(from: Bound, environment: &Environment) -> Option<Finding> {
    let ((from, at), today) = (from?, environment.now());
    let detail =
        format!("it is {from}, and today is {}; correct it, or keep the credential until then", today.date_naive());
    Policy::strict().clock(today).is_before(from.instant()).then(|| Finding::new(code::ec::DATE_FUTURE, at, detail))
}

impl sealed::Sealed for Check {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        let ProfileMembers { country, ids: profiles, own: own_profiles } = ProfileMembers::read(request);
        let (contexts, limits) = (request.contexts(), request.limits());
        Some(Self { country, profiles, own_profiles, contexts, limits, ..Self::new(document?) })
    }
}

impl Checked {
    fn new(kind: DocumentKind, about: impl IntoIterator<Item = Finding>, (told, none): Told) -> Self {
        let profiles = told.iter().map(ByProfile::name).collect();
        let told = told.into_iter().flat_map(|told| told.findings).chain(none);
        Self { kind, profiles, findings: about.into_iter().chain(told).collect() }
    }

    /// Whether there is no error; there may be warnings.
    pub fn passed(&self) -> bool {
        !self.findings.has_errors()
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity() == severity).count()
    }
}

impl Answer for Checked {
    /// `kind`, `passed`, `findings`, and `profiles` where it was held to some.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Checked")
            .with("kind", self.kind.as_str())
            .with("passed", self.passed())
            .with_all("profiles", &self.profiles)
            .with("findings", Value::Array(self.findings.iter().map(Finding::to_json).collect()))
            .into()
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.passed() { "PASSED" } else { "FAILED" };
        writeln!(formatter, "{word} — checked as {}", self.kind.with_article())?;
        if self.kind == DocumentKind::EuropeanDigitalCredential {
            writeln!(
                formatter,
                "  held to what the SHACL shapes of Europass demand to be there, and to no more of them"
            )?;
        }
        if !self.profiles.is_empty() {
            writeln!(formatter, "  held to {}", self.profiles.join(", "))?;
        }
        for finding in &self.findings {
            super::write_finding(formatter, finding)?;
        }
        let [errors, warnings, notes] =
            [Severity::Error, Severity::Warning, Severity::Info].map(|kind| self.count(kind));
        writeln!(formatter, "  {errors} errors, {warnings} warnings, {notes} notes")
    }
}
