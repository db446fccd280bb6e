mod european;
mod format;
mod read;
mod request;

pub use format::CredentialFormat;

use super::{Answer, Error, Operation};
use crate::badge::{AchievementCredential, Profile};
use crate::codec::{digest, iri};
use crate::elm::{DisplayImage, Seal, Synthesised};
use crate::env::Environment;
use crate::json::{Object, Value};
use crate::limits::Limits;
use crate::microcredential::MicroCredential;
use crate::microcredential::carrier::{Carrier, Loss, LossReport, Source};
use crate::report::{Finding, Findings};
use crate::resolve::{Fallback, Memory, Resolver};
use crate::vc::DateTimeStamp;
use crate::vc::masked::Masked;
use european::Asked;
use read::{Content, Ids, Stated, Taken};
use std::fmt;
use std::sync::Arc;

/// Makes of a micro-credential in one form the same in another: unsigned, and with a report on what is lost.
///
/// Nothing is verified, and nothing that comes out is: whoever issues it stands for it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Convert {
    /// The document, or an image or token with it inside.
    pub document: Vec<u8>,
    /// What it is; by how it looks if nothing is said.
    pub from: Option<CredentialFormat>,
    /// What is made of it.
    pub to: CredentialFormat,
    /// The id of the issuer in what is made, such as its DID; that of the document if nothing is said.
    pub issuer: Option<String>,
    /// The id of the achievement in what is made of an Open Badge 2.0, which may be that of its badge class; the one that the class says it
    /// has in Open Badges 3.0, or else one that follows from its own, if nothing is said.
    pub achievement: Option<String>,
    /// How a micro-credential travels in a badge that is made of it. A badge has its own, and is not carried anew.
    pub carrier: Option<Carrier>,
    /// The issuer's legal identifier under [eIDAS](https://eur-lex.europa.eu/eli/reg/2014/910) in a European Digital Credential; that of
    /// the document if nothing is said, or else the issuer's id, told as synthesised.
    pub eidas_identifier: Option<String>,
    /// The image by which Europass shows a European Digital Credential; one that is drawn of it if nothing is said.
    pub image: Option<DisplayImage>,
    /// Until when a European Digital Credential is valid: no longer than the document, and as long if nothing is said.
    pub valid_until: Option<DateTimeStamp>,
    /// Whether a European Digital Credential is made as the Europass issuer takes it for sealing: as `credential` of an object.
    pub upload: bool,
    /// What an Open Badge 2.0 names by address: badge class and issuer.
    pub resources: Memory,
    /// The budgets.
    pub limits: Limits,
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
}

/// What was made of a document. It is verified by nobody.
#[derive(Clone)]
#[non_exhaustive]
pub struct Converted {
    /// What it was made from.
    pub from: CredentialFormat,
    /// What it is.
    pub to: CredentialFormat,
    /// The id of what it was made from, if that has one.
    pub original: Option<String>,
    /// SHA-256 of what it was made from, in hexadecimal.
    pub original_sha256: String,
    /// What was made: unsigned.
    pub document: Value,
    /// What is lost; pointers go into the document that was converted, or into the
    /// [JSON form](crate::microcredential::form) of the micro-credential in it.
    pub losses: LossReport,
    /// Where elements of Annex I came from; pointers go into the document that was converted.
    pub sources: Vec<Source>,
    /// What was noticed in the document that was converted.
    pub findings: Findings,
    /// What keeps the micro-credential in it from being whole.
    pub gaps: Findings,
    /// The seals on what was converted; none of them says that anything is verified.
    pub seals: Vec<Seal>,
    /// What a European Digital Credential requires and nobody stated.
    pub synthesised: Vec<Synthesised>,
}

impl fmt::Debug for Converted {
    /// Without the document and what was read from: they say who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Converted")
            .field("from", &self.from)
            .field("to", &self.to)
            .field("original", &self.original)
            .field("document", &Masked(&self.document))
            .field("losses", &self.losses)
            .field("findings", &self.findings)
            .field("gaps", &self.gaps)
            .finish_non_exhaustive()
    }
}

impl Convert {
    /// Converts a document to a form.
    pub fn new(document: impl Into<Vec<u8>>, to: CredentialFormat) -> Self {
        Self {
            document: document.into(),
            from: None,
            to,
            issuer: None,
            achievement: None,
            carrier: None,
            eidas_identifier: None,
            image: None,
            valid_until: None,
            upload: false,
            resources: Memory::new(),
            limits: Limits::default(),
            resolver: None,
        }
    }

    /// The same, asking a resolver for what is not at hand.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        Self { resolver: Some(Arc::new(resolver)), ..self }
    }
}

impl Operation for Convert {
    const NAME: &'static str = "convert";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/convert.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/convert.response.schema.json");
    type Answer = Converted;

    fn run(self, environment: &Environment) -> Result<Converted, Error> {
        if let Some(issuer) = self.issuer.as_deref().filter(|issuer| !iri::is_absolute(issuer)) {
            return Err(Error::member("issuer", format!("`{issuer}` is no absolute IRI, such as a DID")));
        }
        if let Some(id) = self.achievement.as_deref().filter(|id| !iri::is_absolute(id)) {
            return Err(Error::member("achievement", format!("`{id}` is no absolute IRI, such as an https URL")));
        }
        let from = match self.from {
            Some(from) => from,
            None => read::format_of(&self.document, &self.limits)?,
        };
        if self.achievement.is_some() && from != CredentialFormat::OpenBadges2 {
            let detail = "leave it out: the achievement keeps the id that it has; it is for Open Badges 2.0, whose classes are none yet";
            return Err(Error::member("achievement", detail));
        }
        let at_hand = Fallback::new().or(self.resources);
        let resolver = match self.resolver {
            Some(resolver) => at_hand.or(resolver),
            None => at_hand,
        };
        let Self { issuer, achievement, eidas_identifier, image, valid_until, upload, .. } = self;
        let asked = Asked { issuer, eidas_identifier, image, valid_until, upload };
        asked.may_be_made(self.to)?;
        let issuer = asked.issuer.as_deref();
        let ids = Ids { issuer, achievement: achievement.as_deref() };
        let taken = read::read(&self.document, from, ids, &self.limits, &resolver, environment)?;
        let Taken { id, mut losses, beyond, sources, findings, mut content, seals } = taken;
        if self.carrier.is_some() {
            may_be_carried(&content, self.to)?;
        }
        if let Content::Stated(stated) = &mut content {
            if self.to == CredentialFormat::OpenBadges3 && issuer.is_none() && stated.is_issuer_local() {
                let detail =
                    "the id of the issuer says nothing outside the document; say whose badge it is, such as by a DID";
                return Err(Error::member("issuer", detail));
            }
            stated.keep(self.to, asked.eidas_identifier.as_deref(), &mut losses);
            losses.extend(stated.issuer_losses(self.to, issuer));
            if self.to != CredentialFormat::Elm {
                losses.extend(stated.name_bodies());
            }
        }
        let mut converted = Converted {
            from,
            to: self.to,
            original: id,
            original_sha256: digest::sha256_hex(&self.document),
            document: Value::Null,
            losses: LossReport::default(),
            sources,
            findings,
            gaps: gaps(&content),
            seals,
            synthesised: Vec::new(),
        };
        let (document, more) = match self.to {
            CredentialFormat::MicroCredential => {
                let (document, more) = micro_credential(&content)?;
                (document, beyond.into_iter().chain(more).collect())
            }
            // A badge holds all that the elements have no place for.
            CredentialFormat::OpenBadges3 => badge(content, self.carrier.unwrap_or_default(), issuer, environment)?,
            CredentialFormat::Elm => {
                let made = european::made(content, asked, environment)?;
                let more = made.losses(beyond);
                converted.synthesised = made.written.synthesised;
                (made.document, more)
            }
            CredentialFormat::OpenBadges2 => {
                return Err(Error::member(
                    "to",
                    "Open Badges 2.0 are not made any more; write ob3, elm or microcredential",
                ));
            }
        };
        converted.document = document;
        converted.losses = losses.into_iter().chain(more).collect();
        Ok(converted)
    }
}

/// What keeps the micro-credential from being whole.
fn gaps(content: &Content) -> Findings {
    match content {
        Content::Held(_) => Findings::new(),
        Content::Badge(badge) => badge.1.gaps(),
        Content::Stated(stated) => stated.recovered.gaps(),
    }
}

/// What is stated, whole or not, unless it says itself that nothing was achieved.
fn micro_credential(content: &Content) -> Result<(Value, Vec<Loss>), Error> {
    let stated = match content {
        Content::Held(held) => return Ok((held.to_json(), Vec::new())),
        Content::Badge(badge) => &badge.1,
        Content::Stated(stated) => &stated.recovered,
    };
    let denials = stated.denials();
    match denials.is_empty() {
        true => Ok((stated.to_json(), Vec::new())),
        false => Err(Error::reasons(denials)),
    }
}

/// A badge as it would be issued, without a proof.
fn badge(
    content: Content,
    carrier: Carrier,
    issuer: Option<&str>,
    environment: &Environment,
) -> Result<(Value, Vec<Loss>), Error> {
    match content {
        Content::Badge(badge) => Ok((unsigned(badge.0, issuer).to_json(), Vec::new())),
        Content::Held(held) => {
            let own = profile(&held, issuer);
            carried(*held, carrier, &own, None, environment)
        }
        Content::Stated(stated) => {
            let Stated { recovered, issuer: own, validity, .. } = *stated;
            let (held, _) = recovered.complete().map_err(Error::reasons)?;
            let own = named(own.unwrap_or_else(|| profile(&held, None)), issuer);
            carried(held, carrier, &own, validity.from, environment)
        }
    }
}

/// Whether there is anything that a carrier could be asked for.
fn may_be_carried(content: &Content, to: CredentialFormat) -> Result<(), Error> {
    let detail = match (to, content) {
        (CredentialFormat::OpenBadges3, Content::Badge(_)) => {
            "leave it out: a badge stays as it is; to carry its micro-credential anew, convert it to microcredential and that to ob3"
        }
        (CredentialFormat::OpenBadges3, _) => return Ok(()),
        _ => "leave it out: it is for micro-credentials that become badges",
    };
    Err(Error::member("carrier", detail))
}

fn carried(
    held: MicroCredential,
    carrier: Carrier,
    issuer: &Profile,
    from: Option<DateTimeStamp>,
    environment: &Environment,
) -> Result<(Value, Vec<Loss>), Error> {
    let held = held.with_ids(environment).map_err(|error| Error::failed(error.to_string()))?;
    let carried = carrier.carry(&held, issuer).map_err(Error::reasons)?;
    let from = from.or_else(|| held.valid_before_midnight(environment.now()));
    let valid_from = from.or(carried.badge.valid_from);
    let badge = AchievementCredential { valid_from, ..carried.badge };
    Ok((badge.to_json(), carried.losses.iter().cloned().collect()))
}

/// A profile under the id that was asked for, if one was.
fn named(profile: Profile, issuer: Option<&str>) -> Profile {
    let id = issuer.map(str::to_owned).or_else(|| profile.id.clone());
    let mut profile = profile;
    profile.id = id;
    profile
}

/// The first awarding body as the issuer, under another id if one is given.
fn profile(held: &MicroCredential, issuer: Option<&str>) -> Profile {
    let body = held.offer().awarding_bodies.first();
    let id = issuer.or(body.map(|body| body.id.as_str())).unwrap_or_default();
    let profile = Profile::new(id);
    match body {
        Some(body) => profile.name(body.name.any().to_owned()),
        None => profile,
    }
}

/// Without what the old proof was, and in the name of whoever is to sign it.
fn unsigned(mut badge: AchievementCredential, issuer: Option<&str>) -> AchievementCredential {
    badge.extra.remove("proof");
    if let Some(id) = issuer {
        let old = badge.issuer.id().map(str::to_owned);
        let mut profile = badge.issuer.profile().cloned().unwrap_or_else(|| Profile::new(id));
        let is_other = old.as_deref().is_some_and(|old| old != id);
        if let Some(old) = old.filter(|_| is_other) {
            let entry = crate::badge::IdentifierEntry::new("identifier", old);
            if !profile.other_identifier.contains(&entry) {
                profile.other_identifier.push(entry);
            }
        }
        profile.id = Some(id.to_owned());
        badge.issuer = profile.into();
    }
    badge
}

impl Answer for Converted {
    /// `verified` (always false), what it was `madeFrom`, the `document`, `losses`, what was `synthesised`, `sources`, `findings` and `gaps`.
    fn to_json(&self) -> Value {
        let made_from = Object::new()
            .with("format", self.from.as_str())
            .with_some("id", self.original.as_deref())
            .with("sha256", self.original_sha256.as_str())
            .with_all("seals", self.seals.iter().map(Seal::to_json));
        let list = |findings: &Findings| Value::Array(findings.iter().map(Finding::to_json).collect());
        Object::new()
            .with("type", "Converted")
            .with("verified", false)
            .with("madeFrom", made_from)
            .with("format", self.to.as_str())
            .with("document", self.document.clone())
            .with("losses", self.losses.to_json())
            .with_all("synthesised", self.synthesised.iter().map(Synthesised::to_json))
            .with("sources", Value::Array(self.sources.iter().map(Source::to_json).collect()))
            .with("findings", list(&self.findings))
            .with("gaps", list(&self.gaps))
            .into()
    }
}

impl fmt::Display for Converted {
    /// The document alone.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.document.to_string_pretty())
    }
}
