//! What results say: the grade, and whether what was offered was achieved.

use super::{Recovery, text};
use crate::badge::{self, AchievementCredential, ResultDescription, ResultStatusType, RubricCriterionLevel};
use crate::json::Pointer;
use crate::microcredential::carrier::source::Rule;
use crate::microcredential::form::Quoted;
use crate::microcredential::grade::number;
use crate::microcredential::{GradingScheme, check};
use crate::report::code;
use std::cmp::Ordering;
use std::collections::HashMap;

impl Recovery<'_> {
    /// What was read of the results and of how they are described.
    pub(super) fn results(&mut self, results: &Pointer, descriptions: &Pointer) {
        self.statuses(results);
        self.levels(results);
        self.values(results);
        if let Some((index, result)) = graded(self.badge) {
            self.only_grade(result, results);
            let at = results.item(index);
            self.found.take("/grade", at.member("value"), Rule::OpenBadges);
            if scheme(self.badge).is_some() {
                self.found.read.push(at.member("resultDescription"));
            }
        }
        if let Some((index, scheme)) = scheme(self.badge) {
            let mut parts = vec!["id", "name", "allowedValue", "valueMin", "valueMax", "requiredValue"];
            // The type that says nothing more of a result.
            if scheme.result_type.as_str() == "Result" {
                parts.push("resultType");
            }
            self.found.take_parts("/offer/gradingScheme", descriptions.item(index), Rule::OpenBadges, &parts);
        }
    }

    /// Every status but the one says that what was offered was not achieved, or not yet, or that nobody has confirmed it. Where none is
    /// stated, Open Badges means the one.
    fn statuses(&mut self, results: &Pointer) {
        for (index, result) in self.badge.credential_subject.result.iter().enumerate() {
            let at = results.item(index).member("status");
            match &result.status {
                Some(status) if *status != ResultStatusType::Completed => {
                    let detail = format!(
                        "it is {}, and only what is {} was achieved; correct the status, or award nothing",
                        Quoted(status.as_str()),
                        ResultStatusType::Completed.as_str()
                    );
                    self.found.say(code::ec::NOT_ACHIEVED, at, detail);
                }
                // What cannot be read may say anything.
                _ if result.extra.get("status").is_some() => {
                    self.found.say(code::ec::NOT_ACHIEVED, at, "keep one status, as a string");
                }
                _ => {}
            }
        }
    }

    /// The grade has no other value beside it under its own description: results are a set, and none is the last.
    fn only_grade(&mut self, grade: &badge::Result, results: &Pointer) {
        if grade.result_description.is_none() {
            return;
        }
        for (index, other) in self.badge.credential_subject.result.iter().enumerate() {
            let is_same = other.result_description == grade.result_description;
            if is_same && other.value.is_some() && other.value != grade.value {
                let at = results.item(index).member("value");
                self.found.say(
                    code::ec::CARRIER_DISAGREEMENT,
                    at,
                    "another result has another value under this description",
                );
            }
        }
    }

    /// No level stays below the one that is required where it is described. In which order levels stand is not signed where statements
    /// are: only their points tell which of two is higher, and what they do not tell is not taken for reached.
    fn levels(&mut self, results: &Pointer) {
        let subject = &self.badge.credential_subject;
        let described = Described::of(self.badge);
        for (index, result) in subject.result.iter().enumerate() {
            let at = results.item(index).member("achievedLevel");
            if result.extra.get("achievedLevel").is_some() {
                self.found.say(code::ec::RESULT_DOUBTFUL, at.clone(), "keep one level, as a string");
            }
            let Some(achieved) = result.achieved_level.as_deref() else { continue };
            let linked = described.description(result);
            let holder = match described.levels.get(achieved) {
                Some((_, holder)) => *holder,
                None => None,
            };
            if linked.or(holder).is_none() && described.is_level_required {
                let detail =
                    "a level is required, and it is not told where; name the `resultDescription` of the result";
                self.found.say(code::ec::RESULT_DOUBTFUL, at.clone(), detail);
            }
            for description in [linked, holder.filter(|own| linked.is_none_or(|linked| !std::ptr::eq(*own, linked)))]
                .into_iter()
                .flatten()
            {
                if description.extra.get("requiredLevel").is_some() {
                    let detail =
                        "its description requires more than one level, or none that can be read; keep one, as a string";
                    self.found.say(code::ec::RESULT_DOUBTFUL, at.clone(), detail);
                }
                let Some(required) = description.required_level.as_deref().filter(|own| *own != achieved) else {
                    continue;
                };
                let (own, least) = (described.name(achieved), described.name(required));
                let (own, least) = (Quoted(own), Quoted(least));
                let (code, detail) = match described.compare(achieved, required) {
                    Some(Ordering::Greater) => continue,
                    Some(Ordering::Less) => {
                        let detail = format!(
                            "{own} has fewer points than {least}, which is required; correct the level, or award nothing"
                        );
                        (code::ec::NOT_ACHIEVED, detail)
                    }
                    _ => {
                        let detail = format!(
                            "{least} is required, and nothing says that {own} is more; give both levels their `points`, and the higher one more"
                        );
                        (code::ec::RESULT_DOUBTFUL, detail)
                    }
                };
                self.found.say(code, at.clone(), detail);
            }
        }
    }

    /// No value stays below the one that is required where it is described. For the grade, its scheme says so.
    fn values(&mut self, results: &Pointer) {
        let badge = self.badge;
        let described = Described::of(badge);
        let grade = graded(badge).and_then(|(_, grade)| described.description(grade));
        let mut values: HashMap<*const ResultDescription, &str> = HashMap::new();
        for (index, result) in badge.credential_subject.result.iter().enumerate() {
            let Some(value) = result.value.as_deref() else { continue };
            let at = results.item(index).member("value");
            let Some(description) = described.description(result) else {
                if described.is_value_required && !described.is_enough_for_any(result, value) {
                    let detail =
                        "a value is required, and it is not told of which result; name its `resultDescription`";
                    self.found.say(code::ec::RESULT_DOUBTFUL, at, detail);
                }
                continue;
            };
            if grade.is_some_and(|own| std::ptr::eq(own, description)) || description.required_value.is_none() {
                continue;
            }
            match values.insert(description, value) {
                None => {
                    let about = check::pass(value, &scheme_of(description), &at);
                    self.found.findings.extend(about);
                }
                Some(other) if other != value => self.found.say(
                    code::ec::CARRIER_DISAGREEMENT,
                    at,
                    "another result has another value under this description",
                ),
                Some(_) => {}
            }
        }
    }
}

/// What results refer to, by id: descriptions, and levels with the one description that they stand in; none if there are several.
#[derive(Default)]
struct Described<'b> {
    /// What the only result is described by, where there is one description.
    only: Option<&'b ResultDescription>,
    /// The one value that is required wherever one is.
    required: Option<&'b str>,
    descriptions: HashMap<&'b str, &'b ResultDescription>,
    levels: HashMap<&'b str, (&'b RubricCriterionLevel, Option<&'b ResultDescription>)>,
    is_level_required: bool,
    is_value_required: bool,
}

impl<'b> Described<'b> {
    fn of(badge: &'b AchievementCredential) -> Self {
        let all = &badge.credential_subject.achievement.result_description;
        let only = all.first().filter(|_| has_only_one(badge));
        let mut required = all.iter().filter_map(|description| description.required_value.as_deref());
        let required = required.next().filter(|first| required.all(|other| other == *first));
        let mut described = Self { only, required, ..Self::default() };
        for description in all {
            described.is_level_required |= description.required_level.is_some();
            described.is_value_required |= description.required_value.is_some();
            if let Some(id) = &description.id {
                described.descriptions.entry(id.as_str()).or_insert(description);
            }
            for level in &description.rubric_criterion_level {
                if let Some(id) = &level.id {
                    let held = described.levels.entry(id.as_str()).or_insert((level, Some(description)));
                    held.1 = held.1.filter(|own| std::ptr::eq(*own, description));
                }
            }
        }
        described
    }

    fn description(&self, result: &badge::Result) -> Option<&'b ResultDescription> {
        match result.result_description.as_deref() {
            Some(id) => self.descriptions.get(id).copied(),
            None => self.only.filter(|_| names_none(result)),
        }
    }

    /// Whether a value of a result that names no description is the one that is required wherever one is.
    fn is_enough_for_any(&self, result: &badge::Result, value: &str) -> bool {
        names_none(result) && self.required == Some(value)
    }

    /// What a level is called.
    fn name<'n>(&self, id: &'n str) -> &'n str
    where
        'b: 'n,
    {
        self.levels.get(id).map_or(id, |(level, _)| level.name.as_str())
    }

    /// Which of two levels has more points, if both have some.
    fn compare(&self, one: &str, other: &str) -> Option<Ordering> {
        let points = |id| number(self.levels.get(id)?.0.points.as_deref()?);
        points(one)?.partial_cmp(&points(other)?)
    }
}

/// Whether a result says nothing of how it is described, be it in a way that cannot be read.
fn names_none(result: &badge::Result) -> bool {
    result.result_description.is_none() && result.extra.get("resultDescription").is_none()
}

/// Whether there is one result, and one description that it could have.
fn has_only_one(badge: &AchievementCredential) -> bool {
    let subject = &badge.credential_subject;
    subject.result.len() == 1 && subject.achievement.result_description.len() == 1
}

/// A description as the scheme of a grade.
pub(super) fn scheme_of(description: &ResultDescription) -> GradingScheme {
    GradingScheme {
        values: description.allowed_value.clone(),
        minimum: description.value_min.clone(),
        maximum: description.value_max.clone(),
        pass: description.required_value.clone(),
        ..GradingScheme::named(text(&description.name))
    }
}

/// The result that the grade is read from: of those with a value, one that is described before one that is not, and then the first by the
/// id of its description and by its value. The order in which they stand says nothing: where statements are signed, results are a set, and
/// a holder could put the best one first.
pub(super) fn graded(badge: &AchievementCredential) -> Option<(usize, &badge::Result)> {
    let results = badge.credential_subject.result.iter().enumerate().filter(|(_, result)| result.value.is_some());
    results.min_by_key(|(_, result)| (result.result_description.is_none(), &result.result_description, &result.value))
}

/// How the grade is described; where there is none, the first description by its id.
pub(super) fn scheme(badge: &AchievementCredential) -> Option<(usize, &ResultDescription)> {
    let mut descriptions = badge.credential_subject.achievement.result_description.iter().enumerate();
    match graded(badge) {
        Some((_, result)) => {
            let is_only = names_none(result) && has_only_one(badge);
            let id = result.result_description.as_ref();
            descriptions.find(|(_, own)| is_only || id.is_some() && own.id.as_ref() == id)
        }
        None => descriptions.min_by_key(|(_, own)| &own.id),
    }
}
