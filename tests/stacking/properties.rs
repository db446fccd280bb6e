//! What holds of every evaluation.

use super::cases;
use microcred::stack::{Evaluation, Holdings, LedgerView, Pathway, Status};
use microcred::{MicroCredential, Verified};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A shelf of credentials that differ in everything that requirements read.
static SHELF: LazyLock<Vec<Verified<MicroCredential>>> = LazyLock::new(|| {
    let one = |index: usize| {
        let grade = ["10", "14", "18"][index % 3];
        cases::issued(
            &format!("shelf {index}"),
            &json!({
                "ects": (["2.5", "5", "7.5", "10"][index % 4]),
                "level": {"eqf": 5 + index % 3},
                "on": format!("20{}-0{}-01", 20 + index % 5, 1 + index % 9),
                "issuer": (["provider", "elsewhere"][index % 2]),
                "achievement": format!("https://example.org/achievements/{}", index % 9),
                "setting": (["formal", "non-formal"][index / 2 % 2]),
                "grade": grade,
                "scheme": {"name": "0–20", "minimum": "0", "maximum": "20"},
            }),
        )
    };
    (0..12).map(one).collect()
});

fn pathway(requirements: Vec<Value>) -> Pathway {
    cases::pathway(&json!({"pathways": {"p": {"requirements": named(requirements)}}}), "p")
}

/// Requirements, each with an id.
pub(super) fn named(requirements: Vec<Value>) -> Vec<Value> {
    let name = |(index, mut own): (usize, Value)| {
        own["id"] = format!("r{index}").into();
        own
    };
    requirements.into_iter().enumerate().map(name).collect()
}

pub(super) fn requirement() -> impl Strategy<Value = Value> {
    let formal = json!({"setting": ["formal"]});
    let scale = json!({"minimum": "0", "maximum": "20"});
    prop_oneof![
        (1_u32..60, 0_u32..60)
            .prop_map(|(least, more)| json!({"totalCredits": {"atLeast": least, "atMost": least + more}})),
        (1_u32..60).prop_map(|least| json!({"totalCredits": {"atLeast": least}})),
        (1_u32..40).prop_map(|least| json!({"credits": {"of": {"level": {"atLeast": 6}}, "atLeast": least}})),
        (1_u32..30).prop_map(|most| json!({"credits": {"of": {"level": {"atMost": 5}}, "atMost": most}})),
        (1_u32..6).prop_map(|least| json!({"count": {"atLeast": least}})),
        (1_u32..100).prop_map(move |share| json!({"share": {"of": formal.clone(), "atLeast": share}})),
        (12_u32..80).prop_map(|months| json!({"maximumAge": {"months": months}})),
        (6_u32..60).prop_map(|months| json!({"window": {"months": months}})),
        (10_u32..20)
            .prop_map(move |grade| json!({"averageGrade": {"atLeast": grade.to_string(), "scale": scale.clone()}})),
        Just(json!({"size": {"atLeast": 5}})),
    ]
}

fn evaluate(pathway: &Pathway, held: &[usize]) -> Evaluation {
    let holdings: Holdings = held.iter().map(|index| &SHELF[*index]).collect();
    pathway.evaluate(holdings, &LedgerView::empty(), cases::day("2025-12-01"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_in_which_credentials_are_given_does_not_matter(
        requirements in prop::collection::vec(requirement(), 1..4),
        held in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        count in 0_usize..12,
    ) {
        let pathway = pathway(requirements);
        let held = &held[..count];
        let mut sorted = held.to_vec();
        sorted.sort_unstable();
        prop_assert_eq!(evaluate(&pathway, held), evaluate(&pathway, &sorted));
    }

    /// A complete pathway stays complete; and what was satisfied fails only for a reason that is named.
    #[test]
    fn one_more_credential_makes_nothing_worse_but_for_what_is_named(
        requirements in prop::collection::vec(requirement(), 1..4),
        held in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        count in 0_usize..11,
    ) {
        let pathway = pathway(requirements);
        let (before, after) = (evaluate(&pathway, &held[..count]), evaluate(&pathway, &held[..=count]));
        prop_assert!(!before.is_complete || after.is_complete, "{before}\n{after}");
        let excused = pathway.requirements().iter().any(|own| own.rule.may_fail_later().is_some());
        for (earlier, later) in before.requirements.iter().zip(&after.requirements) {
            let worse = earlier.status == Status::Pass && later.status == Status::Fail;
            prop_assert!(!worse || excused, "{}\n{before}\n{after}", earlier.id);
        }
    }

    /// Whatever fails for what one more credential changes, no fewer requirements about sums are satisfied in all: it may be left
    /// out.
    #[test]
    fn one_more_credential_satisfies_no_less_in_all(
        requirements in prop::collection::vec(requirement(), 1..5),
        held in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        count in 0_usize..11,
    ) {
        let pathway = pathway(requirements);
        let satisfied = |held: &[usize]| {
            let evaluation = evaluate(&pathway, held);
            let sums = ["totalCredits", "credits", "count", "share", "averageGrade"];
            let of_sums = evaluation.requirements.iter().filter(|own| sums.contains(&own.kind.as_str()));
            of_sums.filter(|own| own.status == Status::Pass).count()
        };
        prop_assert!(satisfied(&held[..count]) <= satisfied(&held[..=count]));
    }

    /// Sums are those of what is counted, to the hundredth.
    #[test]
    fn credits_are_the_sum_of_what_is_counted(
        requirements in prop::collection::vec(requirement(), 1..4),
        count in 0_usize..12,
    ) {
        let pathway = pathway(requirements);
        let held: Vec<usize> = (0..count).collect();
        let evaluation = evaluate(&pathway, &held);
        let sum: microcred::stack::Amount = evaluation.counted.iter().map(|own| own.credits).sum();
        prop_assert_eq!(sum, evaluation.credits);
        prop_assert_eq!(evaluation.counted.len() + evaluation.unused.len(), count);
        prop_assert!(evaluation.unused.iter().all(|own| !own.reasons.is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever takes the steps completes the pathway, and whoever takes a hundredth of a credit less does not.
    #[test]
    fn the_way_leads_to_completion_and_is_the_shortest(
        least in 1_u32..80,
        level in prop::option::of(1_u32..60),
        share in prop::option::of(1_u32..90),
        group in prop::option::of(1_u32..40),
        count in 0_usize..12,
    ) {
        let formal = json!({"setting": ["formal"]});
        let mut requirements = vec![json!({"id": "total", "totalCredits": {"atLeast": least}})];
        requirements.extend(level.map(|level| json!({"id": "level", "credits": {"of": {"level": {"atLeast": 6}}, "atLeast": level}})));
        requirements.extend(share.map(|share| json!({"id": "share", "share": {"of": formal, "atLeast": share}})));
        let mut own = json!({"requirements": requirements});
        if let Some(group) = group {
            let any = json!([{"any": true}]);
            own["groups"] = json!([{"id": "g", "select": {"credits": {"atLeast": group}}, "credentials": any}]);
        }
        let pathway = cases::pathway(&json!({"pathways": {"p": own}}), "p");
        let held: Holdings = SHELF[..count].iter().collect();
        let day = cases::day("2025-12-01");
        let before = pathway.evaluate(held.clone(), &LedgerView::empty(), day);
        prop_assume!(!before.is_complete);
        prop_assert!(!before.way.is_empty(), "{before}");
        let taken = |short: Option<usize>| taken(&held, &before, short);
        let evaluate = |holdings: Holdings| pathway.evaluate(holdings, &LedgerView::empty(), day);
        let after = evaluate(taken(None));
        prop_assert!(after.is_complete, "{before}\n{after}");
        prop_assert!(before.way_is_shortest);
        for index in 0..before.way.len() {
            let after = evaluate(taken(Some(index)));
            prop_assert!(!after.is_complete, "step {index} could be shorter: {before}\n{after}");
        }
    }

    /// Nor is there another way where requirements contradict each other for one credential, and where there is no room for more:
    /// whoever takes the steps has completed the pathway, and no fewer credits of the best kinds would do.
    #[test]
    fn the_way_leads_to_completion_where_not_everything_goes_together(
        least in 10_u32..50,
        room in prop::option::of(0_u32..12),
        formal in prop::option::of(1_u32..30),
        other in prop::option::of(1_u32..30),
        low in prop::option::of(1_u32..20),
        share in prop::option::of(1_u32..100),
        most in prop::option::of(10_u32..100),
        count in 0_usize..12,
    ) {
        let is_formal = json!({"setting": ["formal"]});
        let not_formal = json!({"not": is_formal});
        let most_in_all = room.map(|room| least + room);
        let mut total = json!({"atLeast": least});
        if let Some(most) = most_in_all {
            total["atMost"] = most.into();
        }
        let mut requirements = vec![json!({"id": "total", "totalCredits": total})];
        requirements.extend(formal.map(|least| json!({"id": "formal", "credits": {"of": is_formal, "atLeast": least}})));
        requirements.extend(other.map(|least| json!({"id": "other", "credits": {"of": not_formal, "atLeast": least}})));
        requirements.extend(low.map(|most| json!({"id": "low", "credits": {"of": {"level": {"atMost": 5}}, "atMost": most}})));
        requirements.extend(share.map(|least| json!({"id": "share", "share": {"of": is_formal, "atLeast": least}})));
        requirements.extend(most.map(|most| json!({"id": "most", "share": {"of": is_formal, "atMost": most}})));
        let pathway = cases::pathway(&json!({"pathways": {"p": {"requirements": requirements}}}), "p");
        let held: Holdings = SHELF[..count].iter().collect();
        let day = cases::day("2025-12-01");
        let evaluate = |holdings: Holdings| pathway.evaluate(holdings, &LedgerView::empty(), day);
        let before = evaluate(held.clone());
        prop_assume!(!before.is_complete);
        let contradictory = share.zip(most).is_some_and(|(least, most)| least > most)
            || formal.unwrap_or(0) + other.unwrap_or(0) > most_in_all.unwrap_or(u32::MAX)
            || most_in_all.is_some() && (share.is_some() || most.is_some());
        // A share to the point may take more rounds of rounding up than are gone: then no way is told, rather than a wrong one.
        let is_exact = share.is_some() && share == most;
        if before.way.is_empty() {
            prop_assert!(contradictory || is_exact || most == Some(100), "{before}");
            return Ok(());
        }
        let after = evaluate(taken(&held, &before, None));
        prop_assert!(after.is_complete, "{before}\n{after}");
        // The same credits less a hundredth, shared out in any way between the two kinds that matter.
        let all: u64 = before.way.iter().map(|step| step.credits.hundredths()).sum();
        prop_assert!(all > 0, "{before}");
        for formal in [0, all / 4, all / 2, all * 3 / 4, all - 1] {
            let kinds = [("formal", formal), ("non-formal", all - 1 - formal)];
            let some = kinds.iter().filter(|(_, hundredths)| *hundredths > 0);
            let some = some.map(|(setting, hundredths)| cases::issued(setting, &json!({"ects": ects(*hundredths), "level": {"eqf": 6}, "setting": setting})));
            let after = evaluate(some.fold(held.clone(), |holdings, own| holdings.with(&own)));
            prop_assert!(!after.is_complete, "{formal} of {all} formal would do:\n{before}\n{after}");
        }
    }
}

/// Where what completes an award is not what a share asks for, it takes no more of the room than it has to.
#[test]
fn what_completes_an_award_leaves_room_for_a_share() {
    let own = json!({"pathways": {"p": {"requirements": [
        {"id": "volume", "totalCredits": {"atLeast": "30", "atMost": "30"}},
        {"id": "share", "share": {"of": {"issuer": "issuer:provider"}, "atLeast": "50"}},
        {"id": "last", "capstone": {"of": {"issuer": "issuer:elsewhere"}, "last": true}},
    ]}}});
    let held = [("a", "provider"), ("b", "suny"), ("c", "suny")]
        .map(|(name, issuer)| cases::issued(name, &json!({"ects": "10", "issuer": issuer})));
    let evaluation = cases::pathway(&own, "p").evaluate(&held, &LedgerView::empty(), cases::day("2025-12-01"));
    let credits: Vec<String> = evaluation.way.iter().map(|step| step.credits.to_string()).collect();
    assert_eq!(credits, ["5", "5"], "{evaluation}");
    assert!(evaluation.way[1].words.ends_with("awarded last"), "{evaluation}");
    let left_out: Vec<_> = evaluation.regrouped.iter().map(|own| (own.title.as_str(), own.to.as_deref())).collect();
    assert_eq!(left_out.len(), 1, "one of two that are alike gives way: {left_out:?}");
    assert!(evaluation.way_is_shortest);
}

/// Of equally good allocations: mandatory groups first, then those that fewest fit, the oldest first, then by id.
#[test]
fn ties_are_broken_as_it_is_said() {
    let one = |id: &str, optional: bool, of: Value| json!({"id": id, "optional": optional, "select": {"atLeast": 1, "atMost": 1}, "credentials": [of]});
    let [any, seven] = [json!({"any": true}), json!({"level": {"atLeast": 7}})];
    let counted = |groups: Value, held: &[(&str, u8, &str)]| -> Vec<String> {
        let pathway = cases::pathway(&json!({"pathways": {"p": {"groups": groups}}}), "p");
        let held: Vec<_> = held
            .iter()
            .map(|(name, level, on)| cases::issued(name, &json!({"ects": "10", "level": {"eqf": level}, "on": on})))
            .collect();
        // In whatever order they are given.
        let backwards: Holdings = held.iter().rev().collect();
        let evaluation = pathway.evaluate(&held, &LedgerView::empty(), cases::day("2025-12-01"));
        assert_eq!(evaluation, pathway.evaluate(backwards, &LedgerView::empty(), cases::day("2025-12-01")));
        evaluation.counted.iter().map(|own| format!("{} in {}", own.title, own.group)).collect()
    };
    let (older, younger) = ("2025-01-01", "2025-02-01");
    let optional_first = json!([one("optional", true, any.clone()), one("mandatory", false, any.clone())]);
    assert_eq!(counted(optional_first, &[("a", 7, older)]), ["a in mandatory"]);
    let scarce_last = json!([one("wide", false, any.clone()), one("scarce", false, seven)]);
    let held = [("low", 5, younger), ("first", 7, older), ("second", 7, younger)];
    assert_eq!(
        counted(scarce_last, &held),
        ["first in scarce", "low in wide"],
        "by age and then by id, “low” is before “second”"
    );
    let single = json!([one("single", false, any)]);
    assert_eq!(counted(single.clone(), &[("a", 5, younger), ("b", 5, older)]), ["b in single"]);
    assert_eq!(counted(single, &[("b", 5, older), ("a", 5, older)]), ["a in single"]);
}

fn ects(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// What is held, and what the steps of a way ask for and no more; one of the steps a hundredth of a credit short, if that is
/// said.
fn taken(held: &Holdings, before: &Evaluation, short: Option<usize>) -> Holdings {
    let steps = before.way.iter().enumerate().filter_map(|(index, step)| {
        let hundredths = step.credits.hundredths() - u64::from(short == Some(index));
        let said = |words: &str| step.conditions.iter().any(|own| own.contains(words));
        let level = if said("EQF 6 or higher") || said("not EQF 5") { 6 } else { 5 };
        let setting = if said("formal learning") && !said("not formal learning") { "formal" } else { "non-formal" };
        let own = json!({"ects": ects(hundredths), "level": {"eqf": level}, "setting": setting});
        (hundredths > 0).then(|| cases::issued(&format!("step {index}"), &own))
    });
    steps.fold(held.clone(), |holdings, step| holdings.with(&step))
}
