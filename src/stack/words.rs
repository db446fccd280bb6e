//! Pathways in words, for those who wrote them and for learners.

use super::requirement::{Bounds, CountBounds, GradeBound, Percent, Requirement, Rule, Scale};
use super::{Group, LevelBound, Members, Pathway, RequirementKind, Select, Selector};
use crate::framework::{CreditSystem, Frameworks, HoursPerCredit, Unit};
use crate::microcredential::Level;
use std::collections::BTreeSet;
use std::fmt::Display;

/// How a pathway's parts are said: with the names that its catalogue gives achievements, and the EQF levels that national
/// ones compare as.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) pathway: &'a Pathway,
    pub(super) frameworks: &'a Frameworks,
}

impl Pathway {
    /// What the pathway takes, in words: a line for the award, for each group, for each requirement.
    ///
    /// National levels come with the EQF levels that they compare as, by the tables of `vocab/frameworks`.
    pub fn summary(&self) -> String {
        self.summary_with(Frameworks::bundled())
    }

    /// The same, with levels placed by these tables.
    pub fn summary_with(&self, frameworks: &Frameworks) -> String {
        Words { pathway: self, frameworks }.summary()
    }
}

impl Words<'_> {
    fn summary(self) -> String {
        let pathway = self.pathway;
        let unit = &pathway.credits.unit;
        let level = pathway.award.levels.first().map(|level| format!(", {level}")).unwrap_or_default();
        let bodies: Vec<_> = pathway.award.awarding_bodies.iter().map(|body| body.name.any()).collect();
        let mut lines = vec![
            format!("{} ({}{level}), version {}", pathway.award.title, pathway.award.kind.name(), pathway.version),
            format!("Awarded by {}; credits are counted in {unit}.", bodies.join(", ")),
        ];
        lines.extend(self.conversions());
        lines.extend(self.hours());
        match (pathway.valid_from, pathway.valid_until) {
            (Some(from), Some(until)) => lines.push(format!("Valid from {from} to {until}.")),
            (Some(from), None) => lines.push(format!("Valid from {from}.")),
            (None, Some(until)) => lines.push(format!("Valid to {until}.")),
            (None, None) => {}
        }
        match pathway.groups.is_empty() {
            true => lines.push("Every credential may count.".to_owned()),
            false => lines.push("Groups:".to_owned()),
        }
        pathway.groups.iter().for_each(|group| self.group_lines(group, 1, &mut lines));
        lines.push("Requirements:".to_owned());
        lines
            .push(format!("  The issuer of every credential is known at least as {}.", pathway.minimum_trust.as_str()));
        if let Some(days) = pathway.verified_within {
            lines.push(format!("  Every credential was verified no more than {days} days before."));
        }
        lines.extend(self.always().map(|words| format!("  {words}")));
        for requirement in &pathway.requirements {
            lines.push(format!("  {}", self.requirement(requirement)));
        }
        lines.push("The organisation decides; nobody is entitled to the award.".to_owned());
        lines.join("\n") + "\n"
    }

    /// What holds although the pathway does not say it.
    fn always(self) -> impl Iterator<Item = &'static str> {
        let says = |kind: RequirementKind| self.pathway.requirements.iter().any(|own| own.rule.kind() == kind);
        let unsaid = [
            (!says(RequirementKind::StillValid), "What counts is still valid."),
            (!says(RequirementKind::NoDoubleUse), "What was counted towards another award does not count."),
            (
                !says(RequirementKind::NoOverlap),
                "Of credentials for one achievement, or for one that is declared equivalent, one counts.",
            ),
            (
                !says(RequirementKind::OneLearner),
                "All is about one learner, by id or by matching identifiers; a name alone never is enough.",
            ),
        ];
        unsaid.into_iter().filter(|(is_unsaid, _)| *is_unsaid).map(|(_, words)| words)
    }

    fn conversions(self) -> Option<String> {
        let rule = &self.pathway.credits;
        let named = rule.convert.iter().map(|from| match (from, rule.hours_per_credit) {
            (Unit::Hours, Some(hours)) => format!("hours ({hours} a credit)"),
            (from, _) => from.to_string(),
        });
        let named: Vec<_> = named.collect();
        (!named.is_empty())
            .then(|| format!("Converted into them: {}; rounded {}.", named.join(", "), rule.rounding.name()))
    }

    /// What an ECTS credit is in hours where the award is made, and the other unit of its workload, if it states one of the two.
    fn hours(self) -> Vec<String> {
        let (rule, workload) = (&self.pathway.credits, &self.pathway.award.workload);
        let is_about = |unit: &Unit| matches!(unit, Unit::Hours | Unit::Credits(CreditSystem::Ects));
        if !is_about(&rule.unit) && !rule.convert.iter().any(is_about) {
            return Vec::new();
        }
        let countries: BTreeSet<&str> =
            self.pathway.award.issuer_locations.iter().map(|location| location.country.as_str()).collect();
        let counted = countries.into_iter().filter_map(|country| Some((country, HoursPerCredit::of(country)?)));
        let lines = counted.map(|(country, counted)| {
            let other = match (workload.ects, workload.hours) {
                (Some(ects), None) => {
                    let (least, most) = counted.hours(ects);
                    format!("; the award's {ects} ECTS are {}", from_to(least, most))
                }
                (None, Some(hours)) => counted.ects(hours).map_or(String::new(), |(least, most)| {
                    format!("; the award's {hours} hours are {} ECTS", from_to(least, most))
                }),
                _ => String::new(),
            };
            let (least, most) = counted.hours(60_u8.into());
            format!("In {country}, 60 ECTS are {} hours of work{other}.", from_to(least, most))
        });
        lines.collect()
    }

    fn group_lines(self, group: &Group, depth: usize, lines: &mut Vec<String>) {
        let optional = if group.optional { " (optional)" } else { "" };
        lines.push(format!("{}{}{optional}: {}", "  ".repeat(depth), group.shown(), self.group(group)));
        if let Members::Groups(groups) = &group.members {
            groups.iter().for_each(|inner| self.group_lines(inner, depth + 1, lines));
        }
    }

    fn group(self, group: &Group) -> String {
        let unit = &self.pathway.credits.unit;
        let what = match &group.members {
            Members::Groups(_) => "of these groups".to_owned(),
            Members::Credentials(selectors) => {
                let separator = if group.select == Select::All { "; " } else { " or " };
                selectors.iter().map(|selector| self.selector(selector)).collect::<Vec<_>>().join(separator)
            }
        };
        match (group.select, &group.members) {
            (Select::All, Members::Groups(_)) => "all of these groups".to_owned(),
            (Select::All, Members::Credentials(_)) => format!("one credential each: {what}"),
            (Select::AtLeast(least, most), Members::Groups(_)) => {
                format!("{} {what}", count_words(CountBounds { at_least: Some(least), at_most: most }))
            }
            (Select::AtLeast(least, most), Members::Credentials(_)) => {
                let bounds = CountBounds { at_least: Some(least), at_most: most };
                format!("{}: {what}", counted(&count_words(bounds), most.unwrap_or(least), "credential"))
            }
            (Select::Credits(bounds), _) => format!("{} {unit}: {what}", bounds_words(bounds)),
        }
    }

    pub(super) fn requirement(self, requirement: &Requirement) -> String {
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
                format!("{}: {}", counted(&count_words(*bounds), last, "credential"), of_words(of))
            }
            Rule::MaximumAge(of, months) => {
                format!(
                    "{}: awarded no more than {} before",
                    of_words(of),
                    counted(&months.to_string(), *months, "month")
                )
            }
            Rule::StillValid { expired_counts, status_within } => {
                let expired = if *expired_counts { "validity that has ended does not matter" } else { "still valid" };
                let status = status_within.map(|days| format!(", status looked up no more than {days} days before"));
                format!("{expired}{}", status.unwrap_or_default())
            }
            Rule::NoDoubleUse(1) => "counted towards no other award".to_owned(),
            Rule::NoDoubleUse(awards) => format!("counted towards no more than {awards} awards, this one included"),
            Rule::NoOverlap { outcomes, exclusions } => {
                let outcomes =
                    if *outcomes { "one learning outcome is counted once" } else { "nothing is counted twice" };
                let pairs = exclusions
                    .iter()
                    .map(|(one, other)| format!("; not both {} and {}", of_words(one), of_words(other)));
                format!("{outcomes}{}", pairs.collect::<String>())
            }
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
                let types = (!types.is_empty()).then(|| format!("by {}", list(types.iter().map(ToString::to_string))));
                let supervised = supervised.then(|| "under supervision".to_owned());
                let identity = identity_verified.then(|| "with identity verification".to_owned());
                let how: Vec<_> = types.into_iter().chain(supervised).chain(identity).collect();
                format!("{}: assessed {}", of_words(of), how.join(" "))
            }
            Rule::Quality { of, types, agencies } => {
                let types = (!types.is_empty()).then(|| format!("by {}", list(types.iter().map(ToString::to_string))));
                let agencies = (!agencies.is_empty()).then(|| format!("of {}", list(agencies.iter().cloned())));
                let how: Vec<_> = types.into_iter().chain(agencies).collect();
                format!("{}: quality assured {}", of_words(of), how.join(" "))
            }
            Rule::Formality(of, settings) => {
                format!("{}: learning that is {}", of_words(of), list(settings.iter().map(ToString::to_string)))
            }
            Rule::Size(of, bounds) => format!("{}: {} {unit} each", of_words(of), bounds_words(*bounds)),
            Rule::Window(months) => format!("all awarded within {}", counted(&months.to_string(), *months, "month")),
            Rule::OneLearner { identifiers: true } => {
                "about one learner, by id or by matching identifiers; a name alone never is enough".to_owned()
            }
            Rule::OneLearner { identifiers: false } => "about one learner, by id alone".to_owned(),
        }
    }

    pub(super) fn selector(self, selector: &Selector) -> String {
        match selector {
            Selector::Any => "any credential".to_owned(),
            Selector::Achievement(ids) => list(ids.iter().map(|id| self.achievement(id))),
            Selector::Outcome(uris) => format!("the outcome {}", list(uris.iter().map(|uri| format!("<{uri}>")))),
            Selector::Issuer(ids) => format!("issuer {}", list(ids.iter().cloned())),
            Selector::Anchored => "an issuer among the anchors".to_owned(),
            Selector::Level(bound) => match bound {
                LevelBound::AtLeast(level) => format!("{} or higher{}", level_words(level), self.compared(level)),
                LevelBound::Exactly(level) => format!("{}{}", level_words(level), self.compared(level)),
                LevelBound::AtMost(level) => format!("{} or lower{}", level_words(level), self.compared(level)),
            },
            Selector::Field(codes) => format!("field {}", list(codes.iter().cloned())),
            Selector::Tag(tags) => list(tags.iter().map(|tag| format!("“{tag}”"))),
            Selector::Kind(kinds) => format!("kind {}", list(kinds.iter().map(|kind| kind.name().to_owned()))),
            Selector::Assessment(types) => list(types.iter().map(ToString::to_string)),
            Selector::Setting(settings) => format!("{} learning", list(settings.iter().map(ToString::to_string))),
            Selector::Used => "what was counted towards another award".to_owned(),
            Selector::And(all) => all.iter().map(|one| self.selector(one)).collect::<Vec<_>>().join(", "),
            Selector::Or(some) => {
                format!("({})", some.iter().map(|one| self.selector(one)).collect::<Vec<_>>().join(" or "))
            }
            Selector::Not(one) => match one.as_ref() {
                Selector::And(_) => format!("not ({})", self.selector(one)),
                one => format!("not {}", self.selector(one)),
            },
        }
    }

    /// By its title, if the catalogue has one.
    fn achievement(self, id: &str) -> String {
        let entry = self.pathway.catalogue.iter().find(|entry| entry.achievement == id);
        match entry.and_then(|entry| entry.title.as_ref()) {
            Some(title) => format!("“{title}” <{id}>"),
            None => format!("<{id}>"),
        }
    }

    /// The EQF level that a national one compares as with those of other frameworks, if that tells it from the others of its own.
    fn compared(self, level: &Level) -> String {
        match level {
            Level::Nqf(national) => match self.frameworks.eqf(national) {
                Some(eqf) if self.frameworks.is_shared(national) => {
                    format!(" (by its framework; EQF {} is of several of its levels)", eqf.level())
                }
                Some(eqf) => format!(" (compared as EQF {})", eqf.level()),
                None => " (not placed in the EQF, so that none of another framework compares with it)".to_owned(),
            },
            Level::QfEhea(_) => {
                level.eqf().map(|eqf| format!(" (compared as EQF {})", eqf.level())).unwrap_or_default()
            }
            _ => String::new(),
        }
    }
}

fn from_to<T: PartialEq + Display>(least: T, most: T) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

/// So many of something, in the singular for one.
fn counted(number: &str, last: u32, what: &str) -> String {
    if last == 1 { format!("{number} {what}") } else { format!("{number} {what}s") }
}

fn level_words(level: &Level) -> String {
    match level {
        Level::Eqf(level) => format!("EQF {level}"),
        level => level.to_string(),
    }
}

fn grade_words(grade: &GradeBound) -> String {
    match &grade.scale {
        Scale::Range(least, most) => format!("grade {} or better, from {least} to {most}", grade.at_least),
        Scale::Values(_) => format!("grade {} or better", grade.at_least),
    }
}

fn bounds_words(bounds: Bounds) -> String {
    between(bounds.at_least.map(|least| least.to_string()), bounds.at_most.map(|most| most.to_string()))
}

fn percent_words(percent: Percent) -> String {
    let shown = |amount: Option<crate::framework::Quantity>| amount.map(|amount| format!("{amount} %"));
    between(shown(percent.at_least), shown(percent.at_most))
}

fn count_words(bounds: CountBounds) -> String {
    between(bounds.at_least.map(|least| least.to_string()), bounds.at_most.map(|most| most.to_string()))
}

fn between(least: Option<String>, most: Option<String>) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {least}"),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "any number of".to_owned(),
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" or ")
}
