//! Skills that an achievement relates to, and where a badge states each of its outcomes as a result.

use super::{Recovery, Rule, achievement_pointer, push, text};
use crate::badge::{Alignment, AlignmentTargetType};
use crate::microcredential::{LearningOutcome, RelatedSkill, outcome};
use crate::report::code;

/// The members of an alignment that say which skill it is.
pub(super) const PARTS: [&str; 3] = ["targetUrl", "targetName", "targetFramework"];

impl Recovery<'_> {
    /// Where no outcome is stated, the skills that results are aligned to: what is described there was achieved, and its name is
    /// the outcome's.
    pub(super) fn skills_of_results(&mut self) {
        if !self.found.elements.learning_outcomes.is_empty() {
            return;
        }
        let place = achievement_pointer().member("resultDescription");
        for (index, description) in self.badge.credential_subject.achievement.result_description.iter().enumerate() {
            let mut stated = LearningOutcome::new(text(&description.name));
            let at = place.item(index);
            for (number, alignment) in description.alignment.iter().enumerate() {
                let Some(rule) = is_skill(alignment) else { continue };
                push(&mut stated.skills, related(alignment));
                let parts = PARTS.into_iter().chain(matches!(rule, Rule::AlignmentType).then_some("targetType"));
                let parts: Vec<&str> = parts.collect();
                self.found.take_parts("/offer/learningOutcomes", at.member("alignment").item(number), rule, &parts);
            }
            if !stated.skills.is_empty() && !stated.text.is_empty() {
                let detail = "it is stated as a result, with the skills that it is aligned to";
                self.found.say(code::ec::CARRIER_FOREIGN, at.member("alignment"), detail);
                self.found.read.push(at.member("name"));
                push(&mut self.found.elements.learning_outcomes, stated);
            }
        }
    }
}

/// By what an alignment is one to a skill, if it is.
fn is_skill(alignment: &Alignment) -> Option<Rule> {
    const TYPES: [&str; 3] = ["ext:ESCO", "CFItem", "ceasn:Competency"];
    let kind = alignment.target_type.as_ref().map_or("", AlignmentTargetType::as_str);
    let is_in_esco = alignment.target_url.starts_with(outcome::ESCO);
    TYPES.contains(&kind).then_some(Rule::AlignmentType).or(is_in_esco.then_some(Rule::AlignmentScheme))
}

/// The skill that an alignment is to.
pub(super) fn related(alignment: &Alignment) -> RelatedSkill {
    let framework = alignment.target_framework.as_ref().map(|framework| framework.as_str().to_owned());
    let esco = alignment.target_url.starts_with(outcome::ESCO);
    RelatedSkill {
        uri: alignment.target_url.clone(),
        name: super::alignments::unless_url(alignment),
        framework: framework.filter(|framework| !(esco && framework == "ESCO")),
    }
}
