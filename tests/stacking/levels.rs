//! Levels that national rules tell apart although they are one EQF level, and credits that go by one word at two of them.

use super::adversarial::{evaluate, of};
use super::cases::issued;
use microcred::stack::Status;
use serde_json::{Value, json};

fn nqf(country: &str, framework: &str, level: &str) -> Value {
    json!({"country": country, "framework": framework, "level": level})
}

/// Stirling's credit rating asks for 90 credits at SCQF 10, and SCQF 9 is EQF 6 as well; so is NFQ 7 beside NFQ 8.
#[test]
fn a_level_is_not_taken_for_another_of_its_framework() {
    let status = |bound: Value, held: Value| {
        let rules = json!([{"id": "level", "credits": {"of": {"level": bound}, "atLeast": "10"}}]);
        let held = issued("a", &json!({"ects": "10", "level": held}));
        evaluate(&of(rules), &[&held]).requirement("level").unwrap().status
    };
    let scqf = |level: &str| nqf("GB-SCT", "SCQF", level);
    let nfq = |level: &str| nqf("IE", "NFQ", level);
    let nkr = |level: &str| nqf("NO", "NKR", level);
    for (bound, held, expected) in [
        (json!({"exactly": scqf("10")}), json!({"nqf": [scqf("9")]}), Status::Fail),
        (json!({"exactly": scqf("10")}), json!({"nqf": [scqf("10")]}), Status::Pass),
        (json!({"atLeast": nfq("8")}), json!({"nqf": [nfq("7")]}), Status::Fail),
        (json!({"atLeast": nfq("8")}), json!({"nqf": [nfq("8")], "eqf": 6}), Status::Pass),
        (json!({"atLeast": nfq("8")}), json!({"nqf": [nfq("9")]}), Status::Pass),
        (json!({"atLeast": nkr("5.2")}), json!({"nqf": [nkr("5.1")]}), Status::Fail),
        (json!({"atMost": nfq("7")}), json!({"nqf": [nfq("8")]}), Status::Fail),
        // Which of the two it would be, nobody can tell.
        (json!({"atLeast": nfq("8")}), json!({"eqf": 6}), Status::NotEvaluable),
        (json!({"atLeast": nfq("8")}), json!({"nqf": [scqf("10")]}), Status::NotEvaluable),
        (json!({"atLeast": nfq("7")}), json!({"eqf": 6}), Status::Pass),
        (json!({"atLeast": nfq("8")}), json!({"eqf": 7}), Status::Pass),
        (json!({"atLeast": nfq("8")}), json!({"eqf": 5}), Status::Fail),
        (json!({"atLeast": nkr("4A")}), json!({"nqf": [nkr("4B")]}), Status::NotEvaluable),
        (json!({"atLeast": 5}), json!({"nqf": [nfq("6")], "qfEhea": "first"}), Status::Pass),
    ] {
        assert_eq!(status(bound.clone(), held.clone()), expected, "{bound} of {held}");
    }
}

#[test]
fn why_a_level_cannot_be_told_is_said() {
    let bound = json!({"level": {"atLeast": nqf("IE", "NFQ", "8")}});
    let group = json!([{"id": "g", "select": "all", "credentials": [bound]}]);
    let pathway = super::cases::pathway(&json!({"pathways": {"p": {"groups": group}}}), "p");
    let evaluation = evaluate(&pathway, &[&issued("a", &json!({"ects": "10", "level": {"eqf": 6}}))]);
    let detail = &evaluation.unused[0].reasons[0].detail;
    assert!(
        detail.contains("it is at EQF Level 6, as several levels of the framework of NFQ (IE) level 8"),
        "{detail}"
    );
}

/// NOKUT: studiepoeng of fagskole are no part of ECTS, though they have the name of those of universities.
#[test]
fn studiepoeng_are_ects_at_universities_alone() {
    let rule = json!([{"id": "volume", "totalCredits": {"atLeast": "30"}}]);
    let specification = json!({"pathways": {"p": {"requirements": rule, "credits": {"convert": ["studiepoeng"]}}}});
    let pathway = super::cases::pathway(&specification, "p");
    let counted = |level: Value| {
        let held = issued("a", &json!({"credits": {"studiepoeng": "30"}, "level": level}));
        evaluate(&pathway, &[&held]).is_complete
    };
    assert!(counted(json!({"nqf": [nqf("NO", "NKR", "6.2")]})));
    assert!(counted(json!({"eqf": 6})));
    assert!(!counted(json!({"nqf": [nqf("NO", "NKR", "5.1")]})), "of a fagskole");
    assert!(!counted(Value::Null), "nobody says of which");
}
