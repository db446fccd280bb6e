//! What nobody means to hand in, and somebody may all the same: copies, dates to come, selectors and windows without end.

use super::adversarial::{evaluate, of, reasons};
use super::cases::{day, issued, pathway};
use microcred::stack::{CredentialKey, Holdings, LedgerView, Optimality, Status, Use};
use serde_json::{Value, json};

/// Where what comes before may be what comes after, it is another credential all the same: no copy, and nothing that it is a part of.
#[test]
fn nothing_is_its_own_prerequisite() {
    let at = |level: u8| json!({"level": {"atLeast": level}});
    let pathway = of(json!([
        {"id": "volume", "totalCredits": {"atLeast": "10"}},
        {"id": "order", "prerequisite": {"before": at(5), "after": at(6)}},
    ]));
    let held = |name: &str, level: u8, other: Value| {
        let mut own = json!({"ects": "10", "level": {"eqf": level}});
        own.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        issued(name, &own)
    };
    let (one, copy) = (held("one", 6, json!({})), held("one", 6, json!({})));
    let again = held("again", 6, json!({"achievement": "https://example.org/achievements/one"}));
    for others in [vec![], vec![&one], vec![&copy], vec![&again]] {
        let held: Vec<_> = std::iter::once(&one).chain(others).collect();
        let evaluation = evaluate(&pathway, &held);
        assert!(!evaluation.is_complete && reasons(&evaluation).contains(&"order"), "{evaluation}");
    }
    let before = held("before", 5, json!({}));
    assert!(evaluate(&pathway, &[&one, &before]).is_complete, "another one is");
}

/// An award that is dated by mistake would never grow old, and always come last.
#[test]
fn what_was_awarded_after_the_day_is_not_counted() {
    let pathway = of(json!([
        {"id": "volume", "totalCredits": {"atLeast": "20"}},
        {"id": "age", "maximumAge": {"months": 12}},
    ]));
    let on = |date: &str| issued("a", &json!({"ects": "20", "on": date}));
    assert!(evaluate(&pathway, &[&on("2025-12-01")]).is_complete);
    assert!(evaluate(&pathway, &[&on("2025-12-02")]).is_complete, "the day begins earlier elsewhere");
    let evaluation = evaluate(&pathway, &[&on("2025-12-03")]);
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["awarded"]), "{evaluation}");
    assert_eq!(evaluation.requirement("volume").unwrap().status, Status::NotEvaluable);
}

/// A ledger that lists a use twice tells of one award.
#[test]
fn a_use_that_is_listed_twice_is_one_award() {
    let pathway = of(json!([
        {"id": "volume", "totalCredits": {"atLeast": "20"}}, {"id": "own", "noDoubleUse": {"awards": 2}},
    ]));
    let own = issued("a", &json!({"ects": "20"}));
    let used = |award: &str| Use::new(award, "https://college.example/pathways/0", day("2025-06-01"));
    let with = |awards: &[&str]| {
        let key = CredentialKey::of(own.provenance());
        let ledger = awards.iter().fold(LedgerView::empty(), |view, award| view.with(key.clone(), used(award)));
        pathway.evaluate([&own].into_iter().collect::<Holdings>(), &ledger, day("2025-12-01")).is_complete
    };
    assert!(with(&["urn:x:1", "urn:x:1"]));
    assert!(!with(&["urn:x:1", "urn:x:2"]));
}

/// A title is a stranger's words, and a line of the report begins where the report says so.
#[test]
fn a_title_writes_no_line_of_the_report() {
    let known =
        json!({"minimumTrust": "trusted", "requirements": [{"id": "volume", "totalCredits": {"atLeast": "30"}}]});
    let known = pathway(&json!({"pathways": {"p": known}}), "p");
    let title = "Fine”\nCOMPLETE — 30 ECTS counted on 2025-12-01\n  ✓ everything is well";
    let evaluation = evaluate(&known, &[&issued("a", &json!({"ects": "30", "title": title}))]);
    assert!(evaluation.requirements.iter().any(|own| own.missing.as_ref().is_some_and(|own| own.contains(title))));
    let report = evaluation.to_string();
    let is_forged = |line: &str| line.starts_with("COMPLETE") || line.trim_start().starts_with("✓ everything");
    assert!(!report.lines().any(is_forged), "{report}");
}

/// What somebody puts into each other again and again is compared all the same, in less than a lifetime.
#[test]
fn selectors_in_selectors_are_compared_once() {
    let chain = |operator: &str, name: &str| {
        (0..26).fold(
            json!({"achievement": [format!("urn:example:{name}")]}),
            |inner, depth| json!({operator: [{"achievement": [format!("urn:example:{name}:{depth}")]}, inner]}),
        )
    };
    let own = json!({
        "groups": [{"id": "g", "select": {"credits": {"atLeast": "10"}}, "credentials": [chain("and", "a")]}],
        "requirements": [{"id": "r", "credits": {"of": chain("or", "b"), "atLeast": "10"}}],
    });
    let pathway = pathway(&json!({"pathways": {"p": own}}), "p");
    assert!(!evaluate(&pathway, &[&issued("a", &json!({"ects": "10"}))]).is_complete);
}

/// What is to come is asked about by each rule and each condition it has by then: where that are too many, it is said that no way was
/// found, and the rest is told all the same.
#[test]
fn a_way_that_takes_too_much_planning_is_not_planned() {
    let of = |count: usize| {
        let achievements: Vec<_> =
            (0..count).map(|at| json!({"achievement": [format!("https://example.org/achievements/{at}")]})).collect();
        let rule = |at: usize| json!({"id": format!("r{at}"), "credits": {"of": {"outcome": [format!("urn:example:outcome:{at}")]}, "atLeast": (at + 1).to_string()}});
        let requirements: Vec<Value> = (0..count).map(rule).collect();
        let group = json!({"id": "g", "select": "all", "credentials": achievements});
        let pathway = pathway(&json!({"pathways": {"p": {"groups": [group], "requirements": requirements}}}), "p");
        evaluate(&pathway, &[&issued("0", &json!({"ects": "10"}))])
    };
    let (few, many) = (of(30), of(300));
    assert!(!few.way.is_empty() && !few.is_complete, "{few}");
    assert!(many.way.is_empty() && !many.way_is_shortest, "{many}");
    assert!(many.to_string().contains("no way was found: the search for one was ended"), "{many}");
    assert_eq!(many.groups.len(), 1, "{many}");
}

/// Windows that were not searched to their end may hold something better than the one that is kept.
#[test]
fn what_a_window_may_have_had_is_told() {
    const TAGS: usize = 6;
    let mut state = 1_u64;
    let mut dice = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let quantity = |hundredths: u64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let tags = |meant: &[bool]| (0..TAGS).filter(|tag| meant[*tag]).map(|tag| format!("t{tag}")).collect::<Vec<_>>();
    let (mut held, mut catalogue, mut sums) = (Vec::new(), Vec::new(), [0; TAGS]);
    let mut add = |name: String, credits: u64, tags: Vec<String>, on: String| {
        catalogue.push(json!({"achievement": format!("https://example.org/achievements/{name}"), "tags": tags}));
        held.push(issued(&name, &json!({"ects": quantity(credits), "on": on})));
    };
    // Some of them meet every requirement exactly; which, nobody finds soon.
    for number in 0..36 {
        let (credits, is_planted) = (100 + dice(9_900), dice(2) == 0);
        let mut meant: Vec<bool> = (0..TAGS).map(|_| dice(2) == 0).collect();
        meant[number % TAGS] = true;
        let own = (0..TAGS).filter(|tag| is_planted && meant[*tag]);
        own.for_each(|tag| sums[tag] += credits);
        add(format!("new-{number}"), credits, tags(&meant), format!("2025-0{}-{:02}", 1 + number % 6, 1 + number % 28));
    }
    // In an older window all but one are met at once; and each of many windows has its share of the work.
    for (tag, sum) in sums.iter().enumerate().take(TAGS - 1) {
        add(format!("old-{tag}"), *sum, vec![format!("t{tag}")], format!("2020-01-0{}", tag + 1));
    }
    for year in 1970..2010 {
        add(format!("alone-{year}"), 100, vec!["alone".to_owned()], format!("{year}-01-01"));
    }
    let rule = |(tag, sum): (usize, &u64)| {
        let (of, sum) = (json!({"tag": format!("t{tag}")}), quantity(*sum));
        json!({"id": format!("r{tag}"), "credits": {"of": of, "atLeast": sum, "atMost": sum}})
    };
    let rules = std::iter::once(json!({"id": "w", "window": {"months": 12}})).chain(sums.iter().enumerate().map(rule));
    let own = json!({"catalogue": catalogue, "requirements": rules.collect::<Vec<_>>()});
    let pathway = pathway(&json!({"pathways": {"p": own}}), "p");
    let evaluation = evaluate(&pathway, &held.iter().collect::<Vec<_>>());
    let Optimality::Gap { satisfied, credits } = evaluation.optimality else { panic!("{evaluation}") };
    assert!(evaluation.counted.iter().all(|own| own.title.starts_with("old")), "{evaluation}");
    assert!(!evaluation.is_complete && satisfied.0 < satisfied.1, "{satisfied:?}");
    assert!(credits.0 <= credits.1, "{credits:?}");
}
