use super::context::Context;
use super::implication::Comparison;
use super::level_bound::LevelBound;
use super::part::Part;
use crate::microcredential::{AssessmentType, CredentialKind, LearningSetting, Level};

/// Which credentials are meant.
///
/// A credential is selected, it is not, or that cannot be told: an anchor has not noted its key, the level cannot be compared with the
/// one asked for, the field, the setting of learning, the assessment or the skill of any outcome is not stated, or its holder has shown
/// a selection. What cannot be told never satisfies anything.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selector {
    /// Every credential.
    Any,
    /// One of these achievements, by its id, or what the catalogue declares to be equivalent.
    Achievement(Vec<String>),
    /// One that states one of these learning outcomes: the URI of a skill, in ESCO or elsewhere.
    Outcome(Vec<String>),
    /// One of these issuers, by its id; where that is an anchor for which keys are noted, with one of those.
    Issuer(Vec<String>),
    /// An issuer that the verifier knows as one of its anchors.
    Anchored,
    /// At a level, compared within its framework, and with those of others through the EQF.
    Level(LevelBound),
    /// In one of these fields, by a code of ISCED-F 2013: of two digits for a broad field, which has all below it.
    Field(Vec<String>),
    /// An achievement to which the catalogue gives one of these tags.
    Tag(Vec<String>),
    /// Of one of these kinds.
    Kind(Vec<CredentialKind>),
    /// Assessed in one of these ways; `recognition of prior learning` is one of them.
    Assessment(Vec<AssessmentType>),
    /// Of learning in one of these settings.
    Setting(Vec<LearningSetting>),
    /// Counted towards another award already, as the ledger has it.
    Used,
    /// Meant by all of these.
    And(Vec<Selector>),
    /// Meant by at least one of these.
    Or(Vec<Selector>),
    /// Not meant by this.
    Not(Box<Selector>),
}

/// Three-valued: what cannot be told stays that (Kleene's logic).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    pub(super) fn of(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

impl Selector {
    /// The levels that it compares with.
    pub(super) fn levels(&self) -> Vec<&Level> {
        match self {
            Self::Level(bound) => vec![bound.level()],
            Self::And(all) | Self::Or(all) => all.iter().flat_map(Self::levels).collect(),
            Self::Not(one) => one.levels(),
            _ => Vec::new(),
        }
    }

    /// Meant by whatever this does not mean.
    pub(super) fn negated(&self) -> Self {
        match self {
            Self::Not(one) => (**one).clone(),
            one => Self::Not(Box::new(one.clone())),
        }
    }

    /// Whether whatever is meant by this is meant by another, as far as the two alone show it.
    pub(super) fn implies(&self, other: &Self, context: &Context<'_>) -> bool {
        Comparison::new(context).implies(self, other)
    }

    /// Whether nothing is meant by both, as far as the two alone show it.
    pub(super) fn excludes(&self, other: &Self, context: &Context<'_>) -> bool {
        Comparison::new(context).excludes(self, other)
    }

    /// Whether a credential is meant.
    pub(super) fn selects(&self, part: &Part, context: &Context<'_>) -> Truth {
        match self {
            Self::And(all) => all.iter().map(|one| one.selects(part, context)).min().unwrap_or(Truth::Yes),
            Self::Or(some) => some.iter().map(|one| one.selects(part, context)).max().unwrap_or(Truth::No),
            Self::Not(one) => one.selects(part, context).not(),
            Self::Any => Truth::Yes,
            Self::Issuer(ids) => issuer(ids, part),
            Self::Anchored => Truth::of(part.trust == crate::report::Trust::Trusted),
            Self::Used => context.is_used(part),
            _ if part.is_selection => Truth::Unknown,
            Self::Achievement(ids) => Truth::of(ids.iter().any(|id| context.is_achievement(part, id))),
            Self::Outcome(_) if part.skills.is_empty() => Truth::Unknown,
            Self::Outcome(uris) => Truth::of(uris.iter().any(|uri| part.skills.contains(uri))),
            Self::Level(bound) => bound.selects(&part.levels, context),
            Self::Field(codes) => field(codes, part),
            Self::Tag(tags) => Truth::of(tags.iter().any(|tag| context.has_tag(part, tag))),
            Self::Kind(kinds) => Truth::of(kinds.contains(&part.kind)),
            Self::Assessment(_) if part.assessment.is_empty() => Truth::Unknown,
            Self::Assessment(types) => Truth::of(types.iter().any(|kind| part.assessment.contains(kind))),
            Self::Setting(settings) => {
                part.setting.as_ref().map_or(Truth::Unknown, |own| Truth::of(settings.contains(own)))
            }
        }
    }

    /// Whether it may mean a credential by its issuer alone; by an issuer whom nobody knows, where none is given.
    pub(super) fn admits(&self, of: Option<&Part>) -> Truth {
        match self {
            Self::And(all) => all.iter().map(|one| one.admits(of)).min().unwrap_or(Truth::Yes),
            Self::Or(some) => some.iter().map(|one| one.admits(of)).max().unwrap_or(Truth::No),
            Self::Not(one) => one.admits(of).not(),
            Self::Any => Truth::Yes,
            Self::Issuer(ids) => of.map_or(Truth::No, |part| issuer(ids, part)),
            Self::Anchored => Truth::of(of.is_some_and(|part| part.trust == crate::report::Trust::Trusted)),
            _ => Truth::Unknown,
        }
    }

    /// Whether the same credential would be meant, were its issuer one whom nobody knows.
    pub(super) fn selects_of_nobody(&self, part: &Part, context: &Context<'_>) -> Truth {
        match self {
            Self::And(all) => all.iter().map(|one| one.selects_of_nobody(part, context)).min().unwrap_or(Truth::Yes),
            Self::Or(some) => some.iter().map(|one| one.selects_of_nobody(part, context)).max().unwrap_or(Truth::No),
            Self::Not(one) => one.selects_of_nobody(part, context).not(),
            Self::Issuer(_) | Self::Anchored => Truth::No,
            one => one.selects(part, context),
        }
    }

    /// Whether it asks for issuers.
    pub(super) fn names_issuers(&self) -> bool {
        match self {
            Self::And(some) | Self::Or(some) => some.iter().any(Self::names_issuers),
            Self::Not(one) => one.names_issuers(),
            one => matches!(one, Self::Issuer(_) | Self::Anchored),
        }
    }

    /// Everything because of which it cannot be told whether it means a credential.
    pub(super) fn unknown(&self, part: &Part, context: &Context<'_>) -> Vec<String> {
        match self {
            Self::And(some) | Self::Or(some) => some.iter().flat_map(|one| one.unknown(part, context)).collect(),
            Self::Not(one) => one.unknown(part, context),
            one if one.selects(part, context) != Truth::Unknown => Vec::new(),
            Self::Level(bound) => vec![bound.unknown(&part.levels, context)],
            Self::Field(_) if part.fields.is_empty() => vec!["its field is not stated".to_owned()],
            Self::Field(_) => vec!["its field is broader than the one that is asked for".to_owned()],
            Self::Setting(_) => vec!["the setting of its learning is not stated".to_owned()],
            Self::Outcome(_) => vec!["its learning outcomes name no skills".to_owned()],
            Self::Assessment(_) => vec!["how it was assessed is not stated".to_owned()],
            Self::Used => vec![NAMED_ALONE.to_owned()],
            Self::Issuer(_) => vec![OTHER_KEY.to_owned()],
            _ => Vec::new(),
        }
    }
}

/// What the ledger has by the word of an award.
pub(super) const NAMED_ALONE: &str = "the ledger knows of it, or of what it was made of, by an id that an award names, and ids are not one issuer's alone";

/// Who an anchor is to be, with a key that is not noted for it.
const OTHER_KEY: &str = "its issuer is an anchor, but it is signed with a key that is not noted for it";

fn issuer(ids: &[String], part: &Part) -> Truth {
    match ids.contains(&part.key.issuer) {
        true if part.has_other_key => Truth::Unknown,
        is_one => Truth::of(is_one),
    }
}

/// A field that is broader than the one asked for may or may not be meant.
fn field(codes: &[String], part: &Part) -> Truth {
    let within = |own: &String| {
        let meant = |code: &String| match (own.starts_with(code.as_str()), code.starts_with(own.as_str())) {
            (true, _) => Truth::Yes,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::No,
        };
        codes.iter().map(meant).max().unwrap_or(Truth::No)
    };
    part.fields.iter().map(within).max().unwrap_or(Truth::Unknown)
}
