//! Pathways as they are written down: what is wrong is told at once, and reader and JSON Schema agree.

use microcred::stack::{Holdings, LedgerView, Pathway};
use serde_json::{Value, json};
use std::sync::LazyLock;

const EXAMPLE: &str = include_str!("../../examples/data/pathway.json");

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let [offer, pathway] = [
        include_str!("../../vocab/schemas/offer.schema.json"),
        include_str!("../../vocab/schemas/pathway.schema.json"),
    ]
    .map(|text| serde_json::from_str::<Value>(text).unwrap());
    jsonschema::meta::validate(&pathway).unwrap();
    let id = offer["$id"].as_str().unwrap().to_owned();
    let registry = jsonschema::Registry::new().add(&id, &offer).unwrap().prepare().unwrap();
    jsonschema::draft202012::options().should_validate_formats(true).with_registry(&registry).build(&pathway).unwrap()
});

pub(crate) fn assert_valid(pathway: &Value) {
    let errors: Vec<_> =
        SCHEMA.iter_errors(pathway).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

#[test]
fn the_example_is_read_and_written_as_it_is() {
    assert_valid(&example());
    let pathway = Pathway::from_json(EXAMPLE).unwrap();
    let written = pathway.to_json().to_string();
    assert_valid(&serde_json::from_str(&written).unwrap());
    assert_eq!(Pathway::from_json(&written).unwrap(), pathway);
    let words = pathway.summary();
    for said in
        ["Certificate in Data Practice", "NFQ (IE) level 9 or higher", "exactly 30 ECTS in all", "nobody is entitled"]
    {
        assert!(words.contains(said), "no {said:?} in\n{words}");
    }
}

/// A kind that is mistyped would select nothing, for ever.
#[test]
fn a_kind_that_nobody_knows_is_refused_as_in_an_offer() {
    let read = |kind: &str| {
        let mut own = example();
        own["requirements"] = json!([{"id": "kind", "credits": {"of": {"kind": kind}, "atLeast": "10"}}]);
        Pathway::from_json(&own.to_string()).map(drop).map_err(|findings| findings.to_string())
    };
    for kind in ["micro-credential", "MicroCredential", "Course", "ext:Module"] {
        assert_eq!(read(kind), Ok(()), "{kind}");
    }
    for kind in ["microcredential", "Micro-Credential"] {
        assert!(read(kind).unwrap_err().contains("did you mean “micro-credential”?"), "{kind}");
    }
}

/// What an ECTS credit is in hours where the award is made, and the award's own workload in the other of the two.
#[test]
fn hours_and_credits_are_told_as_the_country_counts_them() {
    let words = |country: &str, workload: Value, credits: Value| {
        let mut own = example();
        own["award"]["awardingBodies"][0]["country"] = country.into();
        own["award"]["workload"] = workload;
        own["credits"] = credits;
        Pathway::from_json(&own.to_string()).unwrap().summary()
    };
    let ects = || json!({"unit": "ECTS"});
    for (country, workload, line) in [
        ("NL", json!({"ects": "30"}), "In NL, 60 ECTS are 1680 hours of work; the award's 30 ECTS are 840."),
        ("NL", json!({"hours": "840"}), "In NL, 60 ECTS are 1680 hours of work; the award's 840 hours are 30 ECTS."),
        (
            "IE",
            json!({"ects": "30"}),
            "In IE, 60 ECTS are 1200 to 1800 hours of work; the award's 30 ECTS are 600 to 900.",
        ),
        ("GB", json!({"ects": "30", "hours": "600"}), "In GB, 60 ECTS are 1200 hours of work."),
    ] {
        let words = words(country, workload, ects());
        assert!(words.lines().any(|own| own == line), "no {line:?} in\n{words}");
    }
    for words in [words("US", json!({"ects": "30"}), ects()), words("NL", json!({"ects": "30"}), json!({"unit": "UK"}))]
    {
        assert!(!words.contains("hours of work"), "{words}");
    }
}

/// However deep or wide a pathway is written, it is refused or evaluated at once.
#[test]
fn huge_and_odd_pathways_end() {
    let wrap = |depth: usize, selector: bool| {
        (0..depth).fold(
            json!({"any": true}),
            |inner, _| if selector { json!({"not": inner}) } else { json!({"or": [inner]}) },
        )
    };
    let nested = |depth: usize| {
        let leaf = json!({"id": "leaf", "select": "all", "credentials": [{"any": true}]});
        (0..depth).fold(leaf, |inner, level| json!({"id": format!("g{level}"), "select": "all", "groups": [inner]}))
    };
    let with = |member: &str, value: Value| {
        let mut own = example();
        own[member] = value;
        Pathway::from_json(&own.to_string())
    };
    let code = |read: Result<Pathway, microcred::report::Findings>| -> String {
        read.map_or_else(|findings| findings.iter().next().unwrap().code.to_string(), |_| "read".to_owned())
    };
    assert_eq!(code(with("groups", json!([nested(1000)]))), "input.json.depth");
    assert_eq!(code(with("groups", json!([nested(25)]))), "read");
    let group =
        |number: usize| json!({"id": format!("g{number}"), "select": {"atLeast": 1}, "credentials": [{"any": true}]});
    let groups = |count: usize| Value::Array((0..count).map(group).collect());
    assert_eq!(code(with("groups", groups(1000))), "pathway.too_large");
    assert_eq!(
        code(with(
            "groups",
            json!([{"id": "g", "select": {"atLeast": 1}, "credentials": vec![json!({"any": true}); 1000]}])
        )),
        "pathway.too_large"
    );
    let deep = |depth, selector| json!([{"id": "g", "select": {"atLeast": 1}, "credentials": [wrap(depth, selector)]}]);
    for selector in [true, false] {
        assert_eq!(code(with("groups", deep(1000, selector))), "input.json.depth");
        assert_eq!(code(with("groups", deep(if selector { 50 } else { 25 }, selector))), "read");
    }

    // A credential that fits everywhere.
    let one = super::cases::issued("one", &json!({"ects": "10", "level": {"eqf": 7}}));
    let day = super::cases::day("2026-12-01");
    let began = std::time::Instant::now();
    for pathway in [with("groups", groups(490)), with("groups", json!([nested(25)])), with("groups", deep(50, true))] {
        let pathway = pathway.unwrap();
        let evaluation = pathway.evaluate(Holdings::new().with(&one), &LedgerView::empty(), day);
        assert!(!evaluation.is_complete && !evaluation.way.is_empty(), "{evaluation}");
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// Achievements that are declared equivalent in a circle, to themselves, or twice are one achievement.
#[test]
fn equivalents_may_go_in_circles() {
    let id = |name: &str| format!("https://example.org/achievements/{name}");
    let entry = |own: &str, others: &[&str]| json!({"achievement": id(own), "equivalents": others.iter().map(|other| id(other)).collect::<Vec<_>>()});
    let mut own = example();
    own["catalogue"] =
        json!([entry("a", &["b", "a"]), entry("b", &["c", "b"]), entry("c", &["a"]), entry("a", &["b"])]);
    own["groups"] = json!([{"id": "g", "select": "all", "credentials": [{"achievement": [id("a")]}]}]);
    own["requirements"] = json!([{"id": "volume", "totalCredits": {"atLeast": "20"}}]);
    let pathway = Pathway::from_json(&own.to_string()).unwrap();
    let held = ["a", "b", "c"].map(|name| super::cases::issued(name, &json!({"ects": "10"})));
    let evaluation = pathway.evaluate(&held, &LedgerView::empty(), super::cases::day("2026-12-01"));
    assert_eq!((evaluation.credits.to_string().as_str(), evaluation.unused.len()), ("10", 2), "{evaluation}");
}

/// Each change is refused with this code at this place; where a schema can say so, it refuses it too.
#[test]
fn what_is_wrong_is_told_with_its_place() {
    let changes: [(&str, Value, &str, bool); 26] = [
        ("/id", json!("data"), "ec.iri /id", true),
        ("/version", json!(7), "ec.form /version", true),
        ("/award/title", json!(""), "ec.text /award/title", true),
        ("/validUntil", json!("2025-12-31"), "pathway.bounds /validUntil", false),
        ("/minimumTrust", json!("some"), "ec.unknown_value /minimumTrust", true),
        ("/verifiedWithin", json!(0), "ec.form /verifiedWithin", true),
        ("/credits", json!({"convert": ["hours"]}), "pathway.bounds /credits", false),
        ("/credits", json!({"convert": ["CATS", "ECVET"]}), "pathway.bounds /credits/convert/1", false),
        ("/credits", json!({"convert": ["EKTS"]}), "pathway.bounds /credits/convert/0", false),
        ("/credits", json!({"unit": "hours", "convert": ["ECTS"]}), "pathway.bounds /credits/convert/0", false),
        ("/catalogue", json!([{"achievement": "x"}]), "ec.iri /catalogue/0/achievement", true),
        ("/groups/0/select", json!({"atLeast": 3, "atMost": 2}), "pathway.bounds /groups/0/select", false),
        ("/groups/0/select", json!("some"), "ec.unknown_value /groups/0/select", true),
        ("/groups/0/credentials", json!([]), "pathway.empty /groups/0", true),
        ("/groups/0/credentials/0", json!({"any": true, "used": true}), "ec.form /groups/0/credentials/0", true),
        ("/groups/0/credentials/0", json!({"tag": ["core"]}), "pathway.unknown_tag /groups/0/credentials/0/tag", false),
        (
            "/groups/0/credentials/0",
            json!({"achievement": []}),
            "pathway.empty /groups/0/credentials/0/achievement",
            true,
        ),
        (
            "/groups/0/credentials/0",
            json!({"level": {"atLeast": {"country": "NL", "framework": "NLQF", "level": "Entry"}}}),
            "ec.level.range /groups/0/credentials/0/level",
            false,
        ),
        ("/requirements/0/id", json!("parts"), "ec.duplicate /requirements/0/id", false),
        ("/requirements/0/totalCredits", json!({}), "pathway.empty /requirements/0/totalCredits", true),
        ("/requirements/0/totalCredits/atMost", json!("29.5"), "pathway.bounds /requirements/0/totalCredits", false),
        ("/requirements/0/share", json!({"atLeast": 50}), "ec.form /requirements/0", true),
        (
            "/requirements/0",
            json!({"id": "s", "share": {"atLeast": 101}}),
            "pathway.bounds /requirements/0/share",
            false,
        ),
        ("/requirements/2/maximumAge/months", json!("60"), "ec.form /requirements/2/maximumAge/months", true),
        (
            "/requirements/0",
            json!({"id": "g", "minimumGrade": {"atLeast": "21", "scale": {"minimum": "0", "maximum": "20"}}}),
            "ec.grade.outside_scheme /requirements/0/minimumGrade",
            false,
        ),
        (
            "/requirements/0",
            json!({"id": "g", "minimumGrade": {"atLeast": "B", "scale": ["C", "B", "A", "B"]}}),
            "ec.duplicate /requirements/0/minimumGrade/scale",
            true,
        ),
    ];
    for (pointer, value, told, schema_knows) in changes {
        let mut changed = example();
        let (outer, name) = pointer.rsplit_once('/').unwrap();
        match changed.pointer_mut(outer).unwrap() {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            object => object[name] = value,
        }
        let findings = Pathway::from_json(&changed.to_string()).unwrap_err();
        let found: Vec<_> = findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect();
        assert_eq!(found, [told], "{pointer}");
        assert_eq!(!SCHEMA.is_valid(&changed), schema_knows, "{pointer}: {:?}", SCHEMA.iter_errors(&changed).next());
    }
}
