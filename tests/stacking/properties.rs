//! What holds of every evaluation.

use super::cases;
use microcred::stack::{Holdings, LedgerView, Pathway, Status};
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
    let requirements: Vec<Value> = requirements
        .into_iter()
        .enumerate()
        .map(|(index, mut own)| {
            own["id"] = format!("r{index}").into();
            own
        })
        .collect();
    let file = json!({"pathways": {"p": {"requirements": requirements}}});
    cases::pathway(&file, "p")
}

fn requirement() -> impl Strategy<Value = Value> {
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

fn evaluate(pathway: &Pathway, held: &[usize]) -> microcred::stack::Evaluation {
    let holdings: Holdings = held.iter().map(|index| &SHELF[*index]).collect();
    pathway.evaluate(holdings, &LedgerView::empty(), cases::day("2025-12-01"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

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
