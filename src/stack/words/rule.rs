//! Requirements in words.

use super::{Words, between, bounds_words, counted, list};
use crate::framework::Quantity;
use crate::microcredential::{AssessmentType, QualityAssuranceType};
use crate::stack::{Expired, GradeBound, Matching, Percent, Requirement, Rule, Scale, Selector};

impl Words<'_> {
    pub(in crate::stack) fn requirement(self, requirement: &Requirement) -> String {
        let words = self.rule(&requirement.rule);
        if requirement.optional { format!("{words} (advice)") } else { words }
    }

    fn rule(self, rule: &Rule) -> String {
        let unit = &self.pathway.credits.unit;
        let of_words = |of: &Selector| self.selector(of);
        match rule {
            Rule::TotalCredits(bounds) => format!("{} {unit} in all", bounds_words(*bounds)),
            Rule::Credits(of, bounds) => format!("{} {unit} of {}", bounds_words(*bounds), of_words(of)),
            Rule::Share(of, percent) => format!("{} of the credits are of {}", percent_words(*percent), of_words(of)),
            Rule::Count(of, bounds) => {
                let last = bounds.at_most.or(bounds.at_least).unwrap_or_default();
                format!("{}: {}", counted(&bounds_words(*bounds), last, "credential"), of_words(of))
            }
            Rule::MaximumAge(of, months) => {
                format!("{}: awarded no more than {} before", of_words(of), months_words(*months))
            }
            Rule::StillValid { expired, status_within } => still_valid(*expired, *status_within),
            Rule::NoDoubleUse(1) => "counted towards no other award".to_owned(),
            Rule::NoDoubleUse(awards) => format!("counted towards no more than {awards} awards, this one included"),
            Rule::NoOverlap { outcomes, exclusions } => self.no_overlap(*outcomes, exclusions),
            Rule::Prerequisite { before, after, strict } => {
                let order = if *strict { "on an earlier day" } else { "before" };
                format!("{} counts after {}, awarded {order}", of_words(after), of_words(before))
            }
            Rule::Capstone { of, last, grade } => {
                let last = if *last { ", awarded last" } else { "" };
                let grade = grade.as_ref().map(|grade| format!(", with {}", grade_words(grade))).unwrap_or_default();
                format!("completed by {}{last}{grade}", of_words(of))
            }
            Rule::MinimumGrade(of, grade) => format!("{}: {}", of_words(of), grade_words(grade)),
            Rule::AverageGrade(of, grade) => {
                format!("{}: on average, weighted by credits, {}", of_words(of), grade_words(grade))
            }
            Rule::Assessment { of, types, supervised, identity_verified } => {
                format!("{}: assessed {}", of_words(of), assessment(types, *supervised, *identity_verified))
            }
            Rule::Quality { of, types, agencies } => {
                format!("{}: quality assured {}", of_words(of), quality(types, agencies))
            }
            Rule::Formality(of, settings) => {
                format!("{}: learning that is {}", of_words(of), list(settings.iter().map(ToString::to_string)))
            }
            Rule::Size(of, bounds) => format!("{}: {} {unit} each", of_words(of), bounds_words(*bounds)),
            Rule::Window(months) => format!("all awarded within {}", months_words(*months)),
            Rule::OneLearner { identifiers: Matching::Warn } => {
                "about one learner, by id or by matching identifiers; a name alone never is enough".to_owned()
            }
            Rule::OneLearner { identifiers: Matching::Refused } => "about one learner, by id alone".to_owned(),
        }
    }

    fn no_overlap(self, outcomes: bool, exclusions: &[(Selector, Selector)]) -> String {
        let outcomes = if outcomes { "one learning outcome is counted once" } else { "nothing is counted twice" };
        let pairs = exclusions
            .iter()
            .map(|(one, other)| format!("; not both {} and {}", self.selector(one), self.selector(other)));
        format!("{outcomes}{}", pairs.collect::<String>())
    }
}

fn still_valid(expired: Expired, status_within: Option<u32>) -> String {
    let expired = match expired {
        Expired::Counts => "validity that has ended does not matter",
        Expired::Refused => "still valid",
    };
    let status = status_within.map(|days| format!(", status looked up no more than {days} days before"));
    format!("{expired}{}", status.unwrap_or_default())
}

fn assessment(types: &[AssessmentType], supervised: bool, identity_verified: bool) -> String {
    let types = (!types.is_empty()).then(|| format!("by {}", list(types.iter().map(ToString::to_string))));
    let supervised = supervised.then(|| "under supervision".to_owned());
    let identity = identity_verified.then(|| "with identity verification".to_owned());
    types.into_iter().chain(supervised).chain(identity).collect::<Vec<_>>().join(" ")
}

fn quality(types: &[QualityAssuranceType], agencies: &[String]) -> String {
    let types = (!types.is_empty()).then(|| format!("by {}", list(types.iter().map(ToString::to_string))));
    let agencies = (!agencies.is_empty()).then(|| format!("of {}", list(agencies.iter().cloned())));
    types.into_iter().chain(agencies).collect::<Vec<_>>().join(" ")
}

fn months_words(months: u32) -> String {
    counted(&months.to_string(), months, "month")
}

fn grade_words(grade: &GradeBound) -> String {
    match &grade.scale {
        Scale::Range(least, most) => format!("grade {} or better, from {least} to {most}", grade.at_least),
        Scale::Values(_) => format!("grade {} or better", grade.at_least),
    }
}

fn percent_words(percent: Percent) -> String {
    let shown = |amount: Option<Quantity>| amount.map(|amount| format!("{amount} %"));
    between(shown(percent.at_least), shown(percent.at_most))
}
