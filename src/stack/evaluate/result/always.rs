//! What is asked in every pathway.

use super::Telling;
use crate::stack::{Amount, RequirementKind, RequirementResult, Rule, Status};

impl Telling<'_> {
    /// What holds in every pathway.
    pub(super) fn always(&self) -> Vec<RequirementResult> {
        let context = &self.evaluating.context;
        let pathway = context.pathway;
        let mut always = Vec::new();
        if !pathway.holds_on(context.day) {
            always.push(RequirementResult {
                id: "pathway".to_owned(),
                kind: RequirementKind::Validity,
                words: "the pathway is valid on the day".to_owned(),
                status: Status::Fail,
                used: Vec::new(),
                missing: Some("the pathway is not valid on the day; ask for the version that is".to_owned()),
            });
        }
        let trust = format!("the issuer is known at least as {}", pathway.minimum_trust.as_str());
        always.push(self.implied("trust", RequirementKind::Trust, trust));
        if let Some(days) = pathway.verified_within {
            always.push(self.implied(
                "verification",
                RequirementKind::Verification,
                format!("verified no more than {days} days before"),
            ));
        }
        if !pathway.demands(|rule| matches!(rule, Rule::OneLearner { .. })) {
            let words = "about one learner, by id or by matching identifiers; a name alone never is enough";
            always.push(self.implied("learner", RequirementKind::OneLearner, words.to_owned()));
        }
        let titles: Vec<_> =
            self.counted_parts().filter(|part| part.is_standalone).map(|part| format!("“{}”", part.title)).collect();
        if !titles.is_empty() {
            always.push(RequirementResult {
                id: "standalone".to_owned(),
                kind: RequirementKind::Stackability,
                words: "made to be stacked".to_owned(),
                status: Status::Warn,
                used: Vec::new(),
                missing: Some(format!("said to stand alone: {}; the organisation decides", titles.join(", "))),
            });
        }
        always.extend(self.informal_levels());
        always.extend(self.sum());
        always
    }

    /// An award that states more than was counted towards it. The organisation decides what its award is worth; whoever reads the
    /// award would find less in its parts, so it should decide that knowingly.
    fn sum(&self) -> Option<RequirementResult> {
        let context = &self.evaluating.context;
        let stated = context.award_states().map(Amount::from).filter(|_| self.complete);
        let counted = Amount::from_hundredths(self.solved.allocation.score.credits);
        let more = stated.filter(|stated| *stated > counted).max()?;
        let unit = self.unit();
        Some(RequirementResult {
            id: "sum".to_owned(),
            kind: RequirementKind::Sum,
            words: "what is counted comes to what the award states".to_owned(),
            status: Status::Warn,
            used: Vec::new(),
            missing: Some(format!(
                "the award states {more} {unit}, and {counted} are counted; the organisation decides"
            )),
        })
    }

    /// What is counted at a level that no formal referencing places: a pathway that asks for levels should not rest on it unseen.
    fn informal_levels(&self) -> Option<RequirementResult> {
        let context = &self.evaluating.context;
        let asked = context.pathway.levels();
        if asked.is_empty() {
            return None;
        }
        let counted = self.counted_parts().filter(|part| context.is_placed_informally(&part.levels));
        let titles = counted.map(|part| format!("“{}”", part.title));
        let asked = asked.into_iter().filter(|level| context.is_placed_informally([*level]));
        let named: Vec<String> = titles.chain(asked.map(ToString::to_string)).collect();
        (!named.is_empty()).then(|| RequirementResult {
            id: "referencing".to_owned(),
            kind: RequirementKind::Level,
            words: "levels are placed by a formal referencing to the EQF".to_owned(),
            status: Status::Warn,
            used: Vec::new(),
            missing: Some(format!("without one, the organisation decides: {}", named.join(", "))),
        })
    }

    fn implied(&self, id: &str, kind: RequirementKind, words: String) -> RequirementResult {
        let excluded = self.excluded(|exclusion| exclusion.requirement.is_none() && exclusion.reason.by == id);
        let status = self.exclusion_status(&excluded);
        let status = match status {
            Status::Pass if id == "learner" && self.is_by_identifiers() => Status::Warn,
            status => status,
        };
        let missing = self.refused(&excluded).or_else(|| {
            (status == Status::Warn)
                .then(|| "some credentials are the learner's by matching identifiers alone".to_owned())
        });
        RequirementResult { id: id.to_owned(), kind, words, status, used: Vec::new(), missing }
    }
}
