//! Pathways as they are written down: what is wrong is told at once, and reader and JSON Schema agree.

use microcred::stack::Pathway;
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

/// Each change is refused with this code at this place; where a schema can say so, it refuses it too.
#[test]
fn what_is_wrong_is_told_with_its_place() {
    let changes: [(&str, Value, &str, bool); 22] = [
        ("/id", json!("data"), "ec.iri /id", true),
        ("/version", json!(7), "ec.form /version", true),
        ("/award/title", json!(""), "ec.text /award/title", true),
        ("/validUntil", json!("2025-12-31"), "pathway.bounds /validUntil", false),
        ("/minimumTrust", json!("some"), "ec.unknown_value /minimumTrust", true),
        ("/verifiedWithin", json!(0), "ec.form /verifiedWithin", true),
        ("/credits", json!({"convert": ["hours"]}), "pathway.bounds /credits", false),
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
