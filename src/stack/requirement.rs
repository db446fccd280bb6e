use super::Selector;
use crate::framework::Quantity;
use crate::microcredential::{AssessmentType, GradingScheme, LearningSetting, QualityAssuranceType};

/// One thing that an award takes, beside its groups.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// Its name within the pathway.
    pub id: String,
    /// Whether the award can do without it: then it warns instead of failing.
    pub optional: bool,
    /// What is required.
    pub rule: Rule,
}

/// What can be required.
///
/// Rules about sums hold for the credentials that are counted. Rules about single credentials exclude those that do not
/// meet them, so that they are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// So many credits in all. More than the most is never counted.
    TotalCredits(Bounds),
    /// So many credits of what a selector means: at a level, of an issuer (residency), of a theme. More than the most is
    /// never counted: a cap on transfer, on prior learning, on a lower level.
    Credits(Selector, Bounds),
    /// A share of the credits that are counted, or of the least that the award takes while there are fewer.
    Share(Selector, Percent),
    /// So many credentials of what a selector means.
    Count(Selector, CountBounds),
    /// Awarded no longer ago than so many months.
    MaximumAge(Selector, u32),
    /// Still within its validity, and its status looked up no longer ago than so many days.
    StillValid {
        /// Whether a credential counts although its validity has ended: it may be the signature's, not the achievement's.
        expired_counts: bool,
        /// How old the look at the status may be, in days.
        status_within: Option<u32>,
    },
    /// Counts towards no more than so many awards, this one included. One, if a pathway does not say.
    NoDoubleUse(u32),
    /// Nothing is counted twice: of credentials for one achievement, or what the catalogue declares to be equivalent, one
    /// counts. That much always holds; this adds to it.
    NoOverlap {
        /// Whether credentials overlap that state one learning outcome, by its URI or by its exact normalised text.
        outcomes: bool,
        /// Pairs of which one may count.
        exclusions: Vec<(Selector, Selector)>,
    },
    /// What the second selector means counts only if the learner holds what the first means, awarded before.
    Prerequisite {
        /// What comes before.
        before: Selector,
        /// What comes after.
        after: Selector,
        /// Whether it must be on an earlier day; otherwise the same day is enough.
        strict: bool,
    },
    /// What completes the award: it must be counted.
    Capstone {
        /// Which credential.
        of: Selector,
        /// Whether nothing that is counted may have been awarded after it.
        last: bool,
        /// The grade it takes.
        grade: Option<GradeBound>,
    },
    /// A grade no lower than this.
    MinimumGrade(Selector, GradeBound),
    /// The average of grades, weighted by credits, no lower than this.
    AverageGrade(Selector, GradeBound),
    /// Assessed in a way that can be relied on.
    Assessment {
        /// Which credentials it is about.
        of: Selector,
        /// One of these ways, if any are named.
        types: Vec<AssessmentType>,
        /// Somebody watched over it.
        supervised: bool,
        /// The learner's identity was verified.
        identity_verified: bool,
    },
    /// Quality assured.
    Quality {
        /// Which credentials it is about.
        of: Selector,
        /// In one of these ways, if any are named.
        types: Vec<QualityAssuranceType>,
        /// By one of these agencies, by id, if any are named.
        agencies: Vec<String>,
    },
    /// Learnt in one of these settings.
    Formality(Selector, Vec<LearningSetting>),
    /// Of no fewer and no more credits, each by itself.
    Size(Selector, Bounds),
    /// All that is counted was awarded within so many months.
    Window(u32),
    /// All that is counted is about one learner. It always holds; this says whether matching identifiers are enough where a
    /// credential has no id of its learner. A name alone never is.
    OneLearner {
        /// Whether they are, with a warning.
        identifiers: bool,
    },
}

/// From and to, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// No less than this.
    pub at_least: Option<Quantity>,
    /// No more than this.
    pub at_most: Option<Quantity>,
}

/// From and to, both included, in per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Percent {
    /// No less than this.
    pub at_least: Option<Quantity>,
    /// No more than this.
    pub at_most: Option<Quantity>,
}

/// From and to, both included, as a number of credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountBounds {
    /// No fewer than this.
    pub at_least: Option<u32>,
    /// No more than this.
    pub at_most: Option<u32>,
}

/// A grade, and the scale that it is one of: grades of another scale are not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GradeBound {
    /// No lower than this.
    pub at_least: String,
    /// The scale.
    pub scale: Scale,
}

/// How a credential's own grading scheme goes together with the scale of a pathway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// They are one scale.
    Same,
    /// They have the same grades, and contradict each other about which are better.
    OtherOrder,
    /// They have the same grades in one order, which does not fit what the grades mean.
    DoubtfulOrder,
    /// They are two scales, or the scheme does not say enough.
    Other,
}

/// A scale of grades.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // numbers, or words in an order
pub enum Scale {
    /// Numbers from the lowest grade to the highest, such as 0 to 20, or 5.0 to 1.0 where a smaller number is better.
    Range(String, String),
    /// Grades, from the lowest to the highest.
    Values(Vec<String>),
}

impl Rule {
    /// Why a requirement that is satisfied may fail once a learner holds one more credential; nothing where it cannot.
    pub fn may_fail_later(&self) -> Option<&'static str> {
        match self {
            Self::TotalCredits(bounds) | Self::Credits(_, bounds) if bounds.at_most.is_some() => Some("cap"),
            Self::Count(_, bounds) if bounds.at_most.is_some() => Some("cap"),
            Self::TotalCredits(_) | Self::Credits(..) | Self::Count(..) => None,
            Self::Share(..) => Some("share"),
            Self::AverageGrade(..) => Some("average"),
            Self::Window(_) => Some("window"),
            Self::Prerequisite { .. } | Self::Capstone { .. } => Some("order"),
            Self::MaximumAge(..)
            | Self::StillValid { .. }
            | Self::NoDoubleUse(_)
            | Self::NoOverlap { .. }
            | Self::MinimumGrade(..)
            | Self::Assessment { .. }
            | Self::Quality { .. }
            | Self::Formality(..)
            | Self::Size(..)
            | Self::OneLearner { .. } => Some("exclusion"),
        }
    }

    /// Which credentials it names.
    pub(super) fn selectors(&self) -> Vec<&Selector> {
        match self {
            Self::Credits(of, _)
            | Self::Share(of, _)
            | Self::Count(of, _)
            | Self::MaximumAge(of, _)
            | Self::MinimumGrade(of, _)
            | Self::AverageGrade(of, _)
            | Self::Formality(of, _)
            | Self::Size(of, _)
            | Self::Capstone { of, .. }
            | Self::Assessment { of, .. }
            | Self::Quality { of, .. } => vec![of],
            Self::Prerequisite { before, after, .. } => vec![before, after],
            Self::NoOverlap { exclusions, .. } => exclusions.iter().flat_map(|(one, other)| [one, other]).collect(),
            Self::TotalCredits(_)
            | Self::StillValid { .. }
            | Self::NoDoubleUse(_)
            | Self::Window(_)
            | Self::OneLearner { .. } => Vec::new(),
        }
    }
}

impl Scale {
    /// A grade as a number that compares with others of the scale: in ten-thousandths, or the place in the order.
    pub(super) fn value(&self, grade: &str) -> Option<i64> {
        match self {
            Self::Range(least, most) => {
                let (least, most, value) = (decimal(least)?, decimal(most)?, decimal(grade)?);
                // Where a smaller number is better, it compares as more.
                let (least, most, value) = if least > most { (-least, -most, -value) } else { (least, most, value) };
                (least <= value && value <= most).then_some(value)
            }
            Self::Values(values) => {
                let place = values.iter().position(|value| value == grade)?;
                i64::try_from(place).ok().map(|place| place * 10_000)
            }
        }
    }

    /// The best grade there is, and what it compares as.
    pub(super) fn highest(&self) -> Option<(&str, i64)> {
        let best = match self {
            Self::Range(_, most) => most,
            Self::Values(values) => values.last()?,
        };
        Some((best, self.value(best)?))
    }

    /// Whether a credential's own scheme is this scale, by what it states about its grades.
    ///
    /// The order of grades is what a scale says. A scheme that has all of them in that order is this scale, whatever it has
    /// besides, such as a grade that fails; one that has them in another order contradicts it, and neither can be gone by.
    pub(super) fn agreement(&self, scheme: &GradingScheme) -> Agreement {
        let bounds = (scheme.minimum.as_deref(), scheme.maximum.as_deref());
        match self {
            Self::Range(least, most) => {
                let is = |own: (Option<&str>, Option<&str>), bounds: (&str, &str)| {
                    let same = |own: Option<&str>, bound| own.and_then(decimal) == decimal(bound);
                    same(own.0, bounds.0) && same(own.1, bounds.1)
                };
                match (is(bounds, (least, most)), is(bounds, (most, least))) {
                    (true, _) => Agreement::Same,
                    (false, true) => Agreement::OtherOrder,
                    (false, false) => Agreement::Other,
                }
            }
            Self::Values(values) => {
                let Some(places) = values.iter().map(|value| place(value, &scheme.values)).collect::<Option<Vec<_>>>()
                else {
                    return Agreement::Other;
                };
                let end = |bound: Option<&str>| bound.and_then(|bound| place(bound, values));
                let turned = end(bounds.0).zip(end(bounds.1)).is_some_and(|(worst, best)| worst > best);
                match places.is_sorted() && !turned {
                    true if scheme.is_order_doubtful() => Agreement::DoubtfulOrder,
                    true => Agreement::Same,
                    false => Agreement::OtherOrder,
                }
            }
        }
    }
}

/// Where a value stands in a list that has it once.
fn place(value: &str, values: &[String]) -> Option<usize> {
    let mut places = values.iter().enumerate().filter(|(_, own)| *own == value).map(|(place, _)| place);
    places.next().filter(|_| places.next().is_none())
}

/// A decimal number with at most four places, in ten-thousandths.
fn decimal(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || whole.len() > 9 || fraction.len() > 4 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<4}").parse().ok()?;
    Some(sign * (whole * 10_000 + fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_compare_within_a_scale_alone() {
        let twenty = Scale::Range("0".into(), "20".into());
        assert!(twenty.value("17,5") > twenty.value("17.25"));
        assert_eq!((twenty.value("20.0001"), twenty.value("A"), twenty.value("")), (None, None, None));
        let range = |least: &str, most: &str| GradingScheme::range("", least, most);
        assert_eq!(twenty.agreement(&range("0.0", "20")), Agreement::Same);
        assert_eq!(twenty.agreement(&range("0", "10")), Agreement::Other);
        assert_eq!(twenty.agreement(&range("20", "0")), Agreement::OtherOrder);
        assert_eq!(twenty.agreement(&GradingScheme::default()), Agreement::Other, "what is not stated is not this one");
        let german = Scale::Range("5.0".into(), "1.0".into());
        assert!(german.value("1,7") > german.value("2.3") && german.value("0.7").is_none());
        assert_eq!(german.highest().map(|(best, _)| best), Some("1.0"));
        let words = Scale::Values(vec!["Pass".into(), "Merit".into(), "Distinction".into()]);
        assert!(words.value("Distinction") > words.value("Merit"));
        assert_eq!(words.value("pass"), None);
    }

    #[test]
    fn the_order_of_grades_is_what_a_scale_says() {
        let scale = Scale::Values(["Pass", "Merit", "Distinction"].map(String::from).into());
        let of = |values: &[&str]| scale.agreement(&GradingScheme::values("", values.iter().copied()));
        assert_eq!(of(&["Pass", "Merit", "Distinction"]), Agreement::Same);
        assert_eq!(
            of(&["Fail", "Pass", "Credit", "Merit", "Distinction"]),
            Agreement::Same,
            "one scale, with more in it"
        );
        assert_eq!(of(&["Distinction", "Merit", "Pass"]), Agreement::OtherOrder);
        assert_eq!(of(&["Pass", "Distinction", "Merit", "Fail"]), Agreement::OtherOrder);
        assert_eq!(of(&["Pass", "Merit"]), Agreement::Other, "nobody knows where the third would be");
        assert_eq!(of(&["Pass", "Merit", "Pass", "Distinction"]), Agreement::Other, "one grade has one place");
        assert_eq!(of(&[]), Agreement::Other);
        assert_eq!(of(&["Pass", "Merit", "Distinction", "Fail"]), Agreement::DoubtfulOrder, "nobody fails at the top");
        let falling = ["A", "B", "C"];
        let scheme = GradingScheme::values("", falling);
        let agreement = Scale::Values(falling.map(String::from).into()).agreement(&scheme);
        assert_eq!(agreement, Agreement::DoubtfulOrder, "the pathway has it the wrong way round as well");
        let numbers = Scale::Values(["1", "2", "3", "4", "5"].map(String::from).into());
        let turned = GradingScheme::values("", ["1", "2", "3", "4", "5"]);
        assert_eq!(numbers.agreement(&turned), Agreement::Same);
        let turned = GradingScheme { minimum: Some("5".into()), maximum: Some("1".into()), ..turned };
        assert_eq!(numbers.agreement(&turned), Agreement::OtherOrder, "it says that 1 is the best");
    }
}
