use super::context::Context;
use super::selector::Truth;
use crate::framework::{Eqf, Standing};
use crate::microcredential::Level;

/// Where a level has to be. Levels of one framework compare as they stand in it, those of two through the EQF; what merely has the same
/// EQF level as one that shares it with others of its framework cannot be told from those.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // not below, exactly, not above
pub enum LevelBound {
    /// This level or a higher one.
    AtLeast(Level),
    /// This level.
    Exactly(Level),
    /// This level or a lower one.
    AtMost(Level),
}

impl LevelBound {
    /// The level that is compared with.
    pub fn level(&self) -> &Level {
        match self {
            Self::AtLeast(level) | Self::Exactly(level) | Self::AtMost(level) => level,
        }
    }

    /// Whether levels that one credential states are within. Where they disagree about the EQF, it is not guessed.
    pub(super) fn selects(&self, levels: &[Level], context: &Context<'_>) -> Truth {
        if context.placed(levels).len() > 1 {
            return Truth::Unknown;
        }
        let own = levels.iter().filter_map(|own| self.of_its_framework(own, context));
        let mut own = own.map(|standing| self.within(standing));
        if let Some(first) = own.next() {
            return if own.all(|other| other == first) { first } else { Truth::Unknown };
        }
        let standing = context.eqf_of_all(levels).and_then(|own| self.of_the_eqf(own, context));
        standing.map_or(Truth::Unknown, |standing| self.within(standing))
    }

    /// Why it cannot be told whether they are.
    pub(super) fn unknown(&self, levels: &[Level], context: &Context<'_>) -> String {
        let asked = self.level();
        let placed: Vec<_> = context.placed(levels).iter().map(ToString::to_string).collect();
        if levels.is_empty() {
            return "its level is not stated".to_owned();
        }
        match (placed.as_slice(), context.eqf(asked)) {
            ([_, _, ..], _) => format!("its levels disagree: {}", placed.join(" and ")),
            (_, None) => format!("{asked}, which is asked for, is not placed in the EQF"),
            ([], _) => "its level is not placed in the EQF".to_owned(),
            ([own], _) => match levels.iter().find(|own| self.of_its_framework(own, context).is_some()) {
                Some(own) => format!("whether {own} is {asked}, which is asked for, cannot be told"),
                None => format!(
                    "it is at {own}, as several levels of the framework of {asked}, which is asked for, are; which of them it would \
                     be cannot be told"
                ),
            },
        }
    }

    /// Whether whatever is within this is within another.
    pub(super) fn implies(&self, other: &Self, context: &Context<'_>) -> bool {
        self.is_placed(context)
            && other.is_placed(context)
            && self.cases(other, context).iter().all(|case| {
                let case = std::slice::from_ref(case);
                self.selects(case, context) <= other.selects(case, context)
            })
    }

    /// Whether nothing is within both.
    pub(super) fn excludes(&self, other: &Self, context: &Context<'_>) -> bool {
        self.is_placed(context)
            && other.is_placed(context)
            && self.cases(other, context).iter().all(|case| {
                let case = std::slice::from_ref(case);
                self.selects(case, context) <= other.selects(case, context).not()
            })
    }

    /// Levels that differ in how they stand to this bound or another: those of the EQF, which stand for those of other frameworks, and
    /// those of the frameworks that the two are of.
    fn cases(&self, other: &Self, context: &Context<'_>) -> Vec<Level> {
        let national = [self, other].into_iter().filter_map(|bound| match bound.level() {
            Level::Nqf(own) => Some(own),
            _ => None,
        });
        let mut cases: Vec<_> = (1..=8).map(Level::Eqf).collect();
        cases.extend(national.flat_map(|own| context.frameworks.of_one_framework(own)).map(Level::Nqf));
        cases
    }

    fn is_placed(&self, context: &Context<'_>) -> bool {
        context.eqf(self.level()).is_some()
    }

    fn of_its_framework(&self, own: &Level, context: &Context<'_>) -> Option<Standing> {
        match (own, self.level()) {
            (Level::Nqf(own), Level::Nqf(asked)) => context.frameworks.standing(own, asked),
            _ => None,
        }
    }

    fn of_the_eqf(&self, own: Eqf, context: &Context<'_>) -> Option<Standing> {
        match self.level() {
            Level::Nqf(asked) => context.frameworks.standing_of(own, asked),
            asked => Some(Standing::by(own.cmp(&context.eqf(asked)?))),
        }
    }

    fn within(&self, standing: Standing) -> Truth {
        let is_within = match self {
            Self::AtLeast(_) => standing.is_at_least,
            Self::Exactly(_) => standing.is_exactly,
            Self::AtMost(_) => standing.is_at_most,
        };
        is_within.map_or(Truth::Unknown, Truth::of)
    }
}
