//! The larger award of a pathway that is complete, with what it was made of.

use super::context::Context;
use super::issuers::{self, Wanted};
use super::{CountedCredential, CredentialKey, Evaluation, Holdings, LedgerView, Pathway, Use, part};
use crate::badge::{Association, AssociationType, ClrCredential, ClrSubject, Profile, check};
use crate::codec::integrity::{Algorithm, Digest};
use crate::codec::{hex, iri};
use crate::env::{EntropyError, Environment};
use crate::framework::{Frameworks, Unit};
use crate::issue::{Content, Issuable, IssueError, Issuer};
use crate::json::{Object, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::{CONTEXT, Loss, Lost};
use crate::microcredential::{Learner, MicroCredential};
use crate::present::presentable;
use crate::report::{Findings, Severity, code};
use crate::vc::{NestedCredential, Presentation};
use chrono::NaiveDate;
use std::collections::BTreeSet;

const OTHERWISE: &str = "it describes the organisation that made the award otherwise than the award does";

/// Why an award is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AwardError {
    /// It is an evaluation of another pathway, or of another version of it.
    #[error("this is an evaluation of another pathway, or of another version; evaluate this one")]
    OtherPathway,
    /// Something mandatory is not satisfied.
    #[error("the pathway is not complete; the evaluation says what is missing")]
    Incomplete,
    /// The credentials that were counted are not among those that were given.
    #[error("a credential that was counted is not among these holdings; give those that were evaluated")]
    Missing,
    /// The award lacks an element of Annex I, or contradicts itself.
    #[error("the award cannot be described: {0}")]
    Findings(Findings),
}

/// A larger award, ready for the organisation that decided on it to issue it in its own name.
///
/// It is [`Issuable`]: the badge has evidence for each part (its id, the digest of what was verified, the credits that were
/// counted and towards what) and, where a part has an id, a
/// [`relatedResource`](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources) that says the same. What only our own
/// terms say of a part is among the losses where they are not there, under `/evidence`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Composed {
    /// The award.
    pub credential: MicroCredential,
    /// What it was made of.
    pub parts: Vec<StackedPart>,
    unit: Unit,
    pathway: String,
}

/// A credential that was counted towards a larger one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StackedPart {
    /// By what a ledger knows it.
    pub key: CredentialKey,
    /// SHA-256 of what was verified, in hexadecimal.
    pub sha256: String,
    /// What it is called.
    pub title: String,
    /// The achievement, by its id.
    pub achievement: Option<String>,
    /// How many credits were counted, as a decimal number.
    pub credits: String,
    /// The group in which it was counted; empty where the pathway has none.
    pub towards: String,
    /// What it was made of itself, by what it says: ids and digests.
    contains: BTreeSet<String>,
}

impl Pathway {
    /// The larger award of a learner who has completed the pathway. The learner is who the counted credentials are about, by
    /// the id and the names of the youngest of them: of those whose issuers the pathway asks for, where it does, and of those among
    /// them whose issuers are known best. What others say of a learner is not in the award.
    ///
    /// # Errors
    /// If the evaluation is not of this pathway or not complete, or if the holdings are not those that were evaluated.
    pub fn award_for(&self, evaluation: &Evaluation, holdings: &Holdings) -> Result<Composed, AwardError> {
        self.award_on(evaluation.day, evaluation, holdings)
    }

    /// The same, awarded on another day than that of the evaluation.
    pub(crate) fn award_on(
        &self,
        day: NaiveDate,
        evaluation: &Evaluation,
        holdings: &Holdings,
    ) -> Result<Composed, AwardError> {
        if !evaluation.is_of(self) {
            return Err(AwardError::OtherPathway);
        }
        if !evaluation.is_complete {
            return Err(AwardError::Incomplete);
        }
        let mut held = holdings.parts.clone();
        part::close(&mut held);
        let place_of = |own: &CountedCredential| held.iter().position(|part| part.input_sha256 == own.input_sha256);
        let counted: Option<Vec<usize>> = evaluation.counted.iter().map(place_of).collect();
        let counted = counted.ok_or(AwardError::Missing)?;
        // What the organisation knows of levels and of other awards is not asked: as far as that decides, the best known lead.
        let nothing = LedgerView::empty();
        let context = Context::new(self, &nothing, Frameworks::bundled(), evaluation.day);
        let mut speaking = Wanted::of(&context).leading(&held, &counted);
        if speaking.is_empty() {
            speaking = issuers::best_known(&held, counted.clone());
        }
        let mut learner = Learner::default();
        for part in speaking {
            let record = &held[part].record;
            // In order of age; an id that one has stays, where a younger one has none.
            let id = record.id.clone().or(learner.id);
            learner = Learner { id, ..record.clone() };
        }
        let credential = self.award.award_to(learner).on(day).build().map_err(AwardError::Findings)?;
        let parts = evaluation.counted.iter().zip(counted).map(|(own, place)| StackedPart {
            contains: held[place].made_of.clone(),
            key: own.key.clone(),
            sha256: own.input_sha256.clone(),
            title: own.title.clone(),
            achievement: own.achievement.clone(),
            credits: own.credits.to_string(),
            towards: own.group.clone(),
        });
        Ok(Composed { credential, parts: parts.collect(), unit: self.credits.unit.clone(), pathway: self.id.clone() })
    }
}

impl Composed {
    /// The same, with fresh ids (`urn:uuid:`) for the award and for what it is awarded for where they have none.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn with_ids(self, environment: &Environment) -> Result<Self, EntropyError> {
        Ok(Self { credential: self.credential.with_ids(environment)?, ..self })
    }

    /// What a ledger is to be told: which credentials were counted, with what these say that they were made of, and towards what.
    /// Nothing before the award has an id.
    pub fn to_commit(&self) -> Option<(Vec<CredentialKey>, Use)> {
        let used = Use::new(self.credential.id()?, &self.pathway, self.credential.issued());
        let inside: BTreeSet<&String> = self.parts.iter().flat_map(|part| &part.contains).collect();
        let counted = self.parts.iter().map(|part| part.key.clone());
        Some((counted.chain(inside.into_iter().map(CredentialKey::named)).collect(), used))
    }

    /// Evidence for one part; in our own terms too where their context is there.
    fn evidence(&self, part: &StackedPart, has_terms: bool) -> Object {
        let towards = if part.towards.is_empty() { String::new() } else { format!(" towards {}", part.towards) };
        let narrative = format!("{} {} were counted{towards}.", part.credits, self.unit);
        let types = if has_terms { vec!["Evidence", "EcStackedPart"] } else { vec!["Evidence"] };
        let mut evidence = Object::new()
            .with_some("id", part.id())
            .with_all("type", types)
            .with("name", &part.title)
            .with("narrative", narrative)
            .with_some("digestSRI", sri(&part.sha256));
        if has_terms {
            self.terms(part).iter().for_each(|(name, value)| evidence.insert(name, value.clone()));
        }
        evidence
    }

    /// What is said of a part in our own terms.
    fn terms(&self, part: &StackedPart) -> Object {
        let system = match &self.unit {
            Unit::Credits(system) => system.iri(),
            Unit::Hours => Some(crate::framework::HOUR_IRI),
        };
        Object::new()
            .with_some("stackedAchievement", part.achievement.as_ref())
            .with("creditsCounted", &part.credits)
            .with_some("creditSystem", system)
            .with_some("countedTowards", (!part.towards.is_empty()).then_some(part.towards.as_str()))
    }

    /// What of the parts gets lost without our own terms: of all but the achievement, the narrative tells in words.
    fn losses(&self) -> Vec<Loss> {
        let mut losses = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            let at = Pointer::root().member("evidence").item(index);
            losses.extend(self.terms(part).iter().map(|(name, _)| match name {
                "stackedAchievement" => Loss::missing(at.member(name), "evidence in Open Badges names no achievement"),
                _ => Loss { pointer: at.member(name), lost: Lost::Altered, reason: "the narrative tells it in words" },
            }));
        }
        losses
    }
}

impl StackedPart {
    /// The id of the credential, if it has one.
    fn id(&self) -> Option<&str> {
        Some(self.key.credential.as_str()).filter(|id| !id.starts_with("sha256:") && iri::is_absolute(id))
    }
}

/// A digest as [Subresource Integrity](https://www.w3.org/TR/SRI/) writes it.
pub(super) fn sri(sha256: &str) -> Option<String> {
    let digest = Digest::from_bytes(Algorithm::Sha256, hex::decode(sha256).ok()?);
    digest.ok().map(|digest| digest.to_integrity())
}

impl Issuable for Composed {
    fn carry(&self, issuer: &Issuer) -> Result<Content, IssueError> {
        let mut content = self.credential.carry(issuer)?;
        let contexts = content.document.get("@context").and_then(Value::as_array).unwrap_or_default();
        let has_terms = contexts.iter().any(|context| context.as_str() == Some(CONTEXT));
        let evidence: Vec<Object> = self.parts.iter().map(|part| self.evidence(part, has_terms)).collect();
        if !has_terms {
            content.losses = content.losses.iter().cloned().chain(self.losses()).collect();
        }
        // One node may be described twice, if it is in the same words.
        let resources = evidence.iter().filter(|own| own.get("id").is_some()).cloned();
        let resources: Vec<Object> = resources.collect();
        if let Some(document) = content.document.as_object_mut() {
            document.insert("evidence", Value::Array(evidence.into_iter().map(Value::Object).collect()));
            if !resources.is_empty() {
                document.insert("relatedResource", Value::Array(resources.into_iter().map(Value::Object).collect()));
            }
        }
        Ok(content)
    }
}

/// An award and its parts, together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Bundle {
    /// A learner record of CLR 2.0, in which every part is part of the award: for the organisation to issue.
    Record(Box<ClrCredential>),
    /// A presentation, since a record cannot hold all of it: for the learner to sign.
    Presentation {
        /// The presentation.
        presentation: Box<Presentation>,
        /// Which part cannot stand in a record (0 is the award), and why.
        because: Vec<(usize, String)>,
    },
}

/// Puts an award and its parts together, each as it was signed: in a learner record where that can hold all of them.
///
/// A publisher that issued some of them itself has to describe itself in the record as it does there. Whether that is so is found
/// when the record is issued: for one that is refused, there is [`instead_of_record`].
///
/// # Errors
/// Where no credential can be read from one of them.
pub fn bundle(
    publisher: Profile,
    learner: &str,
    award: impl AsRef<[u8]>,
    parts: &[impl AsRef<[u8]>],
) -> Result<Bundle, Findings> {
    let parts = parts.iter().map(|part| nested(part.as_ref()));
    let nested = std::iter::once(nested(award.as_ref())).chain(parts).collect::<Result<Vec<_>, _>>()?;
    let record = record(publisher, learner, &nested);
    let because = record.as_ref().map_or_else(Clone::clone, refusals);
    match record {
        Ok(record) if because.is_empty() => Ok(Bundle::Record(Box::new(record))),
        _ => {
            let presentation = Box::new(presentation(Some(learner.to_owned()), nested));
            Ok(Bundle::Presentation { presentation, because })
        }
    }
}

/// A credential as it stands in a document of several: out of its image, and in an envelope where it is neither JSON nor a JWS.
fn nested(credential: &[u8]) -> Result<NestedCredential, Findings> {
    let text = std::str::from_utf8(credential).ok();
    match text.and_then(|text| NestedCredential::parse(text).ok()) {
        Some(nested) => Ok(nested),
        None => presentable(credential, &Limits::default()),
    }
}

/// The presentation that there is instead of a record which was refused when it was issued, because two of its credentials describe
/// one thing in different words, say; and which part is to blame (0 is the award), and why.
pub fn instead_of_record(record: ClrCredential, refused: &Findings) -> (Presentation, Vec<(usize, String)>) {
    let publisher = record.issuer.to_json();
    let ClrSubject { id, verifiable_credential: nested, .. } = record.credential_subject;
    let speaks_otherwise = |credential: &NestedCredential| {
        let issuer = credential.as_object().and_then(|object| object.get("issuer"));
        issuer.is_some_and(|own| own.get("id") == publisher.get("id") && *own != publisher)
    };
    let others = (0..nested.len()).filter(|index| speaks_otherwise(&nested[*index]));
    let others: Vec<_> = others.map(|index| (index, OTHERWISE.to_owned())).collect();
    let mut because = Vec::new();
    for finding in refused {
        match place(&finding.pointer) {
            Some(index) => because.push((index, finding.message())),
            None if finding.code == code::context::NODE_DESCRIBED_TWICE && !others.is_empty() => {
                because.extend(others.iter().cloned());
            }
            None => because.push((0, finding.message())),
        }
    }
    because.sort();
    because.dedup();
    (presentation(id, nested), because)
}

fn presentation(learner: Option<String>, nested: Vec<NestedCredential>) -> Presentation {
    let empty = learner.into_iter().fold(Presentation::new(), Presentation::holder);
    nested.into_iter().fold(empty, Presentation::verifiable_credential)
}

/// A record of credentials, the first of which the others are part of; or which of them have no achievement with an id.
fn record(
    publisher: Profile,
    learner: &str,
    nested: &[NestedCredential],
) -> Result<ClrCredential, Vec<(usize, String)>> {
    let mut because = Vec::new();
    let mut achievements = Vec::new();
    for (index, credential) in nested.iter().enumerate() {
        let achievement = credential.as_object().and_then(|object| {
            let subject = object.get("credentialSubject")?;
            subject.get("achievement")?.get("id")?.as_str().map(str::to_owned)
        });
        match achievement {
            Some(id) => achievements.push(id),
            None => because.push((index, "it is no object with an achievement that has an id".to_owned())),
        }
    }
    let [award, parts @ ..] = achievements.as_slice() else { return Err(because) };
    if !because.is_empty() {
        return Err(because);
    }
    let subject = nested.iter().cloned().fold(ClrSubject::new().id(learner), ClrSubject::verifiable_credential);
    let links = parts.iter().map(|part| Association::new(part, AssociationType::IsPartOf, award));
    let subject = links.fold(subject, ClrSubject::association);
    Ok(ClrCredential::new(publisher, "An award and what it was made of", subject).partial(true))
}

/// What keeps credentials out of a record: with the place of the credential, in the words of the check.
fn refusals(record: &ClrCredential) -> Vec<(usize, String)> {
    let Ok(tree) = Tree::parse(&record.to_json().to_string(), &Limits::default()) else {
        return vec![(0, "together they are too much for one record".to_owned())];
    };
    let errors = check(tree.root()).into_iter().filter(|finding| finding.severity() == Severity::Error);
    errors.filter_map(|finding| Some((place(&finding.pointer)?, finding.message()))).collect()
}

/// In which of the credentials of a record something is.
fn place(pointer: &Pointer) -> Option<usize> {
    pointer.as_str().strip_prefix("/credentialSubject/verifiableCredential/")?.split('/').next()?.parse().ok()
}
