use super::identity::Identity;
use super::ledger::CredentialKey;
use crate::microcredential::{
    AssessmentType, CredentialKind, Grade, GradingScheme, LanguageTag, Learner, LearningSetting, Level,
    MicroCredential, QualityAssurance, Stackability, Supervision, Workload,
};
use crate::report::Trust;
use crate::vc;
use crate::verify::{Disclosure, Provenance, Verified};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The credentials of one learner, each accepted by a verifier: the only thing that a pathway evaluates.
///
/// ```
/// # fn example(verified: microcred::Verified<microcred::MicroCredential>) {
/// let holdings = microcred::stack::Holdings::new().with(&verified);
/// # }
/// ```
///
/// The same does not compile with one that nobody has verified:
///
/// ```compile_fail,E0308
/// # fn example(unverified: microcred::MicroCredential) {
/// let holdings = microcred::stack::Holdings::new().with(&unverified);
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Holdings {
    pub(super) parts: Vec<Part>,
}

/// What an evaluation reads of one credential.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) key: CredentialKey,
    /// Whether the key is its own id. A digest of what arrived is another one as soon as somebody adds a blank.
    pub(super) has_id: bool,
    pub(super) input_sha256: String,
    pub(super) trust: Trust,
    /// Whether its issuer is an anchor that is not known to have this key, so that somebody else may have signed in its name.
    pub(super) has_other_key: bool,
    pub(super) verified_at: DateTime<Utc>,
    pub(super) has_status: bool,
    pub(super) status_checked_at: Option<DateTime<Utc>>,
    pub(super) valid_until: Option<DateTime<Utc>>,
    /// The holder has shown a selection, so that what is missing proves nothing.
    pub(super) is_selection: bool,
    pub(super) title: String,
    pub(super) achievement: Option<String>,
    pub(super) kind: CredentialKind,
    pub(super) awarded: NaiveDate,
    pub(super) workload: Workload,
    pub(super) levels: Vec<Level>,
    /// Codes of ISCED-F 2013.
    pub(super) fields: Vec<String>,
    /// URIs of the skills that the outcomes relate to.
    pub(super) skills: BTreeSet<String>,
    /// The outcomes' texts, normalised: small letters, single blanks.
    pub(super) outcomes: BTreeSet<String>,
    pub(super) grade: Option<Grade>,
    pub(super) scheme: Option<GradingScheme>,
    /// Whether the order of the scheme's grades is signed.
    pub(super) signs_order: bool,
    pub(super) assessment: Vec<AssessmentType>,
    pub(super) supervision: Option<Supervision>,
    pub(super) quality: Vec<QualityAssurance>,
    pub(super) setting: Option<LearningSetting>,
    pub(super) is_standalone: bool,
    /// Other editions of the achievement.
    pub(super) editions: Vec<String>,
    /// What it was made of, if it is a larger award, by ids and digests; of what these were made of as well, once [closed](close).
    pub(super) made_of: BTreeSet<String>,
    /// What of that has no id, by its digest if there is one; no more than what is not at hand, once closed. Whether it was counted
    /// already, no ledger can tell: a digest is another one as soon as somebody adds a blank.
    pub(super) nameless: BTreeSet<Option<String>>,
    /// Under what a ledger may know it beside its key: the names of it and of what it was made of, whoever's they are.
    also: Vec<CredentialKey>,
    pub(super) learner: Identity,
    /// The learner as the credential has it, for an award.
    pub(super) record: Learner,
}

impl Holdings {
    /// No credentials yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, with one more credential.
    #[must_use]
    pub fn with(mut self, held: &Verified<MicroCredential>) -> Self {
        self.parts.push(Part::whole(held, held.provenance()));
        self
    }

    /// The same, with a credential of which the holder has shown a selection. Nothing that its holder may have left out is
    /// known, so it counts nowhere; where it might have, the evaluation says that it could not be told.
    #[must_use]
    pub fn with_selection(mut self, shown: &Verified<vc::Partial>) -> Self {
        self.parts.push(Part::selection(shown.provenance()));
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// By what the ledger may know them: by issuer and id; and by id alone, as an award names its parts, both them and what they
    /// were made of.
    pub fn keys(&self) -> impl Iterator<Item = &CredentialKey> {
        self.parts.iter().flat_map(|part| std::iter::once(&part.key).chain(&part.also))
    }
}

impl std::fmt::Debug for Holdings {
    /// How many they are: all else is the learner's.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Holdings({})", self.parts.len())
    }
}

impl<'v> FromIterator<&'v Verified<MicroCredential>> for Holdings {
    fn from_iter<I: IntoIterator<Item = &'v Verified<MicroCredential>>>(credentials: I) -> Self {
        credentials.into_iter().fold(Self::new(), Self::with)
    }
}

impl From<&[Verified<MicroCredential>]> for Holdings {
    fn from(credentials: &[Verified<MicroCredential>]) -> Self {
        credentials.iter().collect()
    }
}

impl<const N: usize> From<&[Verified<MicroCredential>; N]> for Holdings {
    fn from(credentials: &[Verified<MicroCredential>; N]) -> Self {
        credentials.iter().collect()
    }
}

impl From<&Vec<Verified<MicroCredential>>> for Holdings {
    fn from(credentials: &Vec<Verified<MicroCredential>>) -> Self {
        credentials.iter().collect()
    }
}

impl Part {
    pub(super) fn whole(held: &MicroCredential, provenance: &Provenance) -> Self {
        let offer = held.offer();
        let languages = ["en"].into_iter().chain(offer.languages.iter().map(LanguageTag::as_str));
        let words = offer.learning_outcomes.iter().flat_map(|outcome| outcome.text.wordings());
        let skills = offer.learning_outcomes.iter().flat_map(|outcome| &outcome.skills);
        let fields = offer.fields.iter().filter_map(|field| match field {
            crate::microcredential::Field::Isced(code) => Some(code.code().to_owned()),
            _ => None,
        });
        Self {
            is_selection: provenance.disclosure != Disclosure::Whole,
            title: offer.title.preferring(languages).to_owned(),
            achievement: offer.id.clone(),
            kind: offer.kind.clone(),
            awarded: held.issued(),
            workload: offer.workload.clone(),
            levels: offer.levels.clone(),
            fields: fields.collect(),
            skills: skills.map(|skill| skill.uri.clone()).collect(),
            outcomes: words.map(|(_, words)| normalised(words)).collect(),
            grade: held.grade().cloned(),
            scheme: offer.grading_scheme.clone(),
            assessment: offer.assessment_types.clone(),
            supervision: offer.supervision,
            quality: offer.quality_assurance.clone(),
            setting: offer.learning_setting.clone(),
            is_standalone: matches!(offer.stackability, Some(Stackability::Standalone)),
            learner: Identity::of(held, &provenance.issuer),
            record: held.learner().clone(),
            ..Self::selection(provenance)
        }
    }

    fn selection(provenance: &Provenance) -> Self {
        let stated = &provenance.made_of;
        let made_of: BTreeSet<String> =
            stated.iter().flat_map(|own| own.id.iter().chain(&own.digest)).cloned().collect();
        let names = provenance.credential.iter().cloned().chain(super::compose::sri(&provenance.input_sha256));
        Self {
            key: CredentialKey::of(provenance),
            also: names.chain(made_of.iter().cloned()).map(CredentialKey::named).collect(),
            nameless: stated.iter().filter(|own| own.id.is_none()).map(|own| own.digest.clone()).collect(),
            made_of,
            has_id: provenance.credential.is_some(),
            input_sha256: provenance.input_sha256.clone(),
            trust: provenance.trust,
            has_other_key: provenance.has_other_key,
            verified_at: provenance.verified_at,
            has_status: provenance.has_status,
            status_checked_at: provenance.status_checked_at,
            valid_until: provenance.valid_until,
            is_selection: true,
            title: String::new(),
            achievement: None,
            kind: CredentialKind::MicroCredential,
            awarded: NaiveDate::MIN,
            workload: Workload::default(),
            levels: Vec::new(),
            fields: Vec::new(),
            skills: BTreeSet::new(),
            outcomes: BTreeSet::new(),
            grade: None,
            scheme: None,
            signs_order: provenance.signs_order,
            assessment: Vec::new(),
            supervision: None,
            quality: Vec::new(),
            setting: None,
            is_standalone: false,
            editions: provenance.editions.clone(),
            learner: Identity::default(),
            record: Learner::default(),
        }
    }

    /// By what a larger award names it among its parts: by id, and by the digest of what arrived.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.key.credential.clone()).chain(super::compose::sri(&self.input_sha256))
    }

    /// Whether a larger award says that it was made of another credential.
    pub(super) fn contains(&self, other: &Self) -> bool {
        !self.made_of.is_empty() && other.names().any(|name| self.made_of.contains(&name))
    }

    /// Whether both are one issuer's, of one title and with the same outcomes, and an id of the achievement cannot tell them apart:
    /// where an offer has none, one is made for each credential.
    pub(super) fn is_described_as(&self, other: &Self) -> bool {
        let has_own_id = |part: &Self| part.achievement.as_deref().is_some_and(|id| !id.starts_with("urn:uuid:"));
        !(has_own_id(self) && has_own_id(other))
            && self.key.issuer == other.key.issuer
            && normalised(&self.title) == normalised(&other.title)
            && !self.outcomes.is_empty()
            && self.outcomes == other.outcomes
    }

    /// Whether both were made of one credential.
    pub(super) fn shares_a_part(&self, other: &Self) -> bool {
        !self.made_of.is_disjoint(&other.made_of)
    }

    /// The order in which everything is gone through: oldest first, then by id. It does not depend on who gave what when.
    pub(super) fn order(&self) -> (NaiveDate, &CredentialKey, &str) {
        (self.awarded, &self.key, &self.input_sha256)
    }
}

/// Adds to what each larger award was made of the ids of parts that it names by the digest of what is at hand, and what its parts were
/// made of, as far as they are at hand, and by issuers that are known no less than its own: by the id alone, anybody's credential could be
/// its part.
pub(super) fn close(parts: &mut [Part]) {
    let mut inner: BTreeMap<String, BTreeSet<(Trust, String)>> = BTreeMap::new();
    for part in parts.iter().filter(|part| !part.made_of.is_empty()) {
        for name in part.names() {
            inner.entry(name).or_default().extend(part.made_of.iter().map(|own| (part.trust, own.clone())));
        }
    }
    let id = |part: &Part| part.has_id.then(|| part.key.credential.clone());
    let at_hand = parts.iter().filter_map(|part| Some((super::compose::sri(&part.input_sha256)?, id(part))));
    let at_hand: BTreeMap<String, Option<String>> = at_hand.collect();
    for part in parts {
        part.nameless.retain(|digest| digest.as_ref().is_none_or(|digest| !at_hand.contains_key(digest)));
        let named: Vec<_> = part.made_of.iter().filter_map(|name| at_hand.get(name)?.clone()).collect();
        part.made_of.extend(named);
        let mut left: Vec<String> = part.made_of.iter().cloned().collect();
        while let Some(name) = left.pop() {
            let found = inner.get(&name).into_iter().flatten().filter(|(trust, _)| *trust >= part.trust);
            left.extend(found.map(|(_, name)| name).filter(|name| part.made_of.insert((*name).clone())).cloned());
        }
    }
}

/// Small letters, single blanks, nothing around: what two people would call the same words.
fn normalised(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_lowercase()
}
