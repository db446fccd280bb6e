//! Credentials are stacked into a larger award.

use crate::desk::{Desk, keygen};
use crate::{MICRO_CREDENTIAL, OFFER};
use serde_json::Value;
use std::fs;

/// A registrar's slips: each is told with its place and the way out, and nothing is evaluated.
#[test]
fn a_broken_pathway_is_told_with_its_place() {
    let desk = Desk::new("broken-pathway");
    let whole: Value = serde_json::from_str(include_str!("../../examples/data/pathway.json")).unwrap();
    let broken = |pointer: &str, value: Value| {
        let mut own = whole.clone();
        let (outer, name) = pointer.rsplit_once('/').unwrap();
        match own.pointer_mut(outer).unwrap() {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            object => object[name] = value,
        }
        own.to_string()
    };
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (text, place, way_out) in [
        ("{\"id\": ".to_owned(), "json", "line 1, column"),
        ("{\"id\": \"a:b\", \"id\": \"a:c\"}".to_owned(), "json", "line 1, column"),
        ("[]".to_owned(), "ec.form", "an object with"),
        (broken("/grops", json("[]")), "/grops", "did you mean `groups`?"),
        (broken("/version", json("7")), "/version", "a string"),
        (broken("/award/workload", json("{}")), "/award/workload", ""),
        (
            broken("/requirements/0", json(r#"{"id": "volume", "totalCredit": {"atLeast": 3}}"#).clone()),
            "/requirements/0",
            "totalCredits",
        ),
        (broken("/groups/0/select", json(r#"{"atLeast": 0}"#)), "/groups/0/select/atLeast", "from 1 to 100000"),
        (
            broken("/groups/0/select", json(r#"{"credits": {"atLeast": 2.505}}"#)),
            "/groups/0/select/credits/atLeast",
            "as a string",
        ),
        (broken("/groups/0/credentials", json(r#"[{"level": {"atLeast": 9}}]"#)), "/groups/0/credentials/0/level", ""),
        (broken("/groups/0/credentials", json(r#"[{"field": "777"}]"#)), "/groups/0/credentials/0/field", "ISCED-F"),
        (
            broken("/groups/0/credentials", json(r#"[{"tag": "core"}]"#)),
            "/groups/0/credentials/0/tag",
            "add it to the achievements",
        ),
        (broken("/requirements/1/id", json(r#""parts""#)), "/requirements/1/id", "give it its own"),
        (broken("/validFrom", json(r#""2026-02-30""#)), "/validFrom", "2026-06-15"),
        (broken("/minimumTrust", json(r#""high""#)), "/minimumTrust", "trusted"),
    ] {
        desk.write("pathway.json", &text);
        // What is explained is the document; what an option names is part of the command line.
        desk.run(&["stack", "explain", "pathway.json"]).ends(1).complains(place).complains(way_out);
        let run = desk.run(&["stack", "evaluate", "--pathway", "pathway.json", OFFER]).ends(64);
        run.complains(" at pathway.json: ").complains(place).complains(way_out);
    }
    desk.run(&["stack", "explain", "nowhere.json"]).ends(64).complains("nowhere.json");
    desk.run(&["stack", "explain", OFFER]).ends(1).complains("`award` is missing");
    let pathway = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json");
    desk.run(&["stack", "evaluate", "--pathway", pathway, OFFER]).ends(3).says("Not accepted").says("credential 1");
    desk.run(&["stack", "evaluate", "--pathway", pathway]).ends(64).complains("CREDENTIALS");
    desk.write("ledger", "no database");
    desk.run(&["stack", "evaluate", "--pathway", pathway, "--ledger", "ledger", OFFER]).ends(64).complains("ledger");
    // In a ledger that is made because its name was mistyped, nothing was ever counted.
    desk.run(&["stack", "evaluate", "--pathway", pathway, "--ledger", "legder", OFFER])
        .ends(64)
        .complains("there is no ledger of that name");
    assert!(!desk.files().contains(&"legder".to_owned()));
    // A list of uses is one, whatever an editor puts before it.
    for before in ["", "\u{feff}", " \r\n\t", "\u{feff}\n"] {
        desk.write("uses.json", format!(r#"{before}[{{"issuer": "x"}}]"#));
        desk.run(&["stack", "evaluate", "--pathway", pathway, "--ledger", "uses.json", OFFER])
            .ends(64)
            .complains("on, a date");
    }
}

#[test]
fn credentials_are_stacked() {
    const PATHWAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json");
    let desk = Desk::new("stack");
    let (_, _) = (keygen(&desk, "ed25519", "provider.json"), keygen(&desk, "ed25519", "college.json"));
    for number in 1..=3 {
        let mut document: Value = serde_json::from_str(&fs::read_to_string(MICRO_CREDENTIAL).unwrap()).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["workload"] = serde_json::json!({"ects": "10"});
        document["offer"]["level"] = serde_json::json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
        desk.write("held.json", document.to_string());
        let out = format!("{number}.json");
        desk.run(&["issue", "held.json", "--key", "provider.json", "--carrier", "extended", "--out", &out]).ends(0);
    }
    desk.run(&["stack", "explain", PATHWAY]).ends(0).says("exactly 30 ECTS in all");
    let evaluate = ["stack", "evaluate", "--pathway", PATHWAY, "--ledger", "ledger"];
    let all = ["1.json", "2.json", "3.json"];
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(64).complains("there is no ledger of that name");
    let award = ["stack", "award", "--pathway", PATHWAY, "--ledger", "ledger", "--key", "college.json"];
    desk.run(&[&award[..], &all[..2]].concat())
        .ends(1)
        .complains("there was no ledger ledger: a new one was made")
        .complains("stack.incomplete");
    desk.run(&[&evaluate[..], &all[..2]].concat()).ends(3).says("INCOMPLETE").says("1 credential from group");
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(0).says("COMPLETE");
    // What a badge cannot carry is told.
    let plain = ["stack", "award", "--pathway", PATHWAY, "--key", "college.json", "--carrier", "standard"];
    desk.run(&[&plain[..], &all[..]].concat())
        .ends(0)
        .complains("not everything can be recovered from the badge")
        .complains("/evidence/0/creditsCounted")
        .complains("no ledger was asked");
    // What cannot be written is not awarded: the ledger is told nothing.
    desk.write("taken.json", "{}");
    desk.run(&[&award[..], &["--out", "taken.json"], &all[..]].concat()).ends(64).complains("it is there already");
    desk.run(&[&award[..], &["--out", "no/such/folder.json"], &all[..]].concat()).ends(64);
    desk.run(&[&award[..], &["--bundle", "taken.json", "--out", "award.json"], &all[..]].concat()).ends(64);
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(0).says("COMPLETE");
    let bundle = ["--out", "award.json", "--bundle", "record.json"];
    desk.run(&[&award[..], &bundle[..], &all[..]].concat()).ends(0).complains("are a learner record");
    desk.run(&["verify", "record.json"]).ends(0);
    desk.run(&["verify", "award.json"]).ends(0);
    desk.run(&[&award[..], &all[..]].concat()).ends(1).complains("stack.incomplete");
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(3).says("was counted towards an award already");
    // What a run that was broken off has left is finished by the same request, and is not handed out for another one.
    let made = desk.read("award.json");
    let id = serde_json::from_str::<Value>(&made).unwrap()["id"].clone();
    for (document, complaint) in [(made.as_str(), "made of other credentials"), ("{}", "is not the award")] {
        let left = serde_json::json!({"award": id, "request": "of somebody else", "document": document}).to_string();
        desk.write("other.json.pending", &left);
        desk.run(&[&award[..], &["--out", "other.json"], &all[..1]].concat())
            .ends(64)
            .complains(complaint)
            .complains(id.as_str().unwrap());
        assert_eq!(desk.read("other.json.pending"), left);
        assert!(!desk.files().contains(&"other.json".to_owned()));
    }
    // Nor is it lost where another ledger is asked, which was never told of it.
    let left = serde_json::json!({"award": "urn:uuid:1", "ledger": "/elsewhere/ledger", "document": "{}"}).to_string();
    desk.write("other.json.pending", &left);
    desk.run(&[&award[..], &["--out", "other.json"], &all[..1]].concat())
        .ends(64)
        .complains("with the ledger /elsewhere/ledger");
    assert_eq!(desk.read("other.json.pending"), left);
    // What only looks like it by its name is somebody's, and is left to them; what was not written to its end is nothing.
    for other in ["my notes", "{}", r#"{"award":"of the year"}"#] {
        desk.write("other.json.pending", other);
        desk.run(&[&award[..], &["--out", "other.json"], &all[..1]].concat())
            .ends(64)
            .complains("file.exists at other.json.pending");
        assert_eq!(desk.read("other.json.pending"), other);
    }
    for torn in ["", r#"{"aw"#, r#"{"award":"urn:uuid:1","document":"{\"#] {
        desk.write("other.json.pending", torn);
        desk.run(&[&award[..], &["--out", "other.json"], &all[..1]].concat()).ends(1).complains("stack.incomplete");
        assert!(!desk.files().contains(&"other.json.pending".to_owned()));
    }
    desk.write("uses.json", "[]");
    desk.run(&["stack", "evaluate", "--pathway", PATHWAY, "--ledger", "uses.json", "1.json"]).ends(3);
    desk.run(&["stack", "award", "--pathway", PATHWAY, "--ledger", "uses.json", "--key", "college.json", "1.json"])
        .ends(64);
    // What verification takes, stacking takes too: documents, schemas, and the network where there is one.
    let schema = "https://vet.example/schemas/badge.json";
    let mut declaring: Value = serde_json::from_str(&desk.read("1.json")).unwrap();
    declaring.as_object_mut().unwrap().remove("proof");
    declaring["credentialSchema"] = serde_json::json!([{"id": schema, "type": "JsonSchema"}]);
    desk.write("unsigned.json", declaring.to_string());
    desk.run(&["issue", "unsigned.json", "--key", "provider.json", "--out", "declaring.json"]).ends(0);
    desk.write("schema.json", r#"{"required": ["serial"]}"#);
    let held_to = format!("{schema}=schema.json");
    let declaring = ["stack", "evaluate", "--pathway", PATHWAY, "declaring.json"];
    let plain = desk.run(&declaring).ends(3);
    assert!(!plain.stdout().contains("Not accepted"), "{}", plain.stdout());
    desk.run(&[&declaring[..], &["--schema", &held_to]].concat()).ends(3).says("Not accepted").says("schema.");
    #[cfg(feature = "http")]
    desk.run(&[&["stack", "evaluate", "--pathway", PATHWAY, "--network"][..], &all[..]].concat()).ends(0);
    // An award is made revocable, and secured, as whatever else is issued.
    let award = ["stack", "award", "1.json", "2.json", "3.json", "--pathway", PATHWAY, "--key", "college.json"];
    let asked =
        ["--suite", "eddsa-jcs-2022", "--status", "status.db", "--status-url", "https://college.example/status"];
    desk.run(&[&award[..], &asked[..], &["--suspension", "--out", "revocable.json"]].concat()).ends(0);
    let made: Value = serde_json::from_str(&desk.read("revocable.json")).unwrap();
    assert_eq!(
        (&made["proof"][0]["cryptosuite"], made["credentialStatus"].as_array().map(Vec::len)),
        (&"eddsa-jcs-2022".into(), Some(2))
    );
    desk.run(&["status", "revoke", made["id"].as_str().unwrap(), "--store", "status.db", "--reason", "a mistake"])
        .ends(0);
    // A binary award that waited for its file is put there as it was signed.
    #[cfg(feature = "cose")]
    {
        desk.run(&[&award[..], &["--suite", "vc+cose", "--ledger", "binary", "--out", "binary.cose"]].concat()).ends(0);
        let bytes = fs::read(desk.0.join("binary.cose")).unwrap();
        desk.run(&["verify", "binary.cose"]).ends(0);
        let shown = desk.run(&["verify", "binary.cose", "--format", "json"]).ends(0).json();
        let credentials: Vec<_> =
            all.iter().map(|name| microcred::codec::digest::sha256_hex(desk.read(name))).collect();
        let pathway = microcred::ops::StackEvaluate::pathway(&fs::read_to_string(PATHWAY).unwrap()).unwrap();
        let request = [vec![pathway.to_json().to_string()], credentials].concat().join("\n");
        let left = serde_json::json!({"award": shown["verified"]["id"], "encoding": "base64",
            "request": microcred::codec::digest::sha256_hex(request), "document": microcred::codec::base64::encode(&bytes)});
        desk.write("again.cose.pending", left.to_string());
        desk.run(&[&award[..], &["--suite", "vc+cose", "--ledger", "binary", "--out", "again.cose"]].concat())
            .ends(0)
            .complains("here it is, and no other was made");
        assert_eq!(fs::read(desk.0.join("again.cose")).unwrap(), bytes);
    }
    // Levels, credits and rules of one's own are files.
    desk.write("levels.tsv", "country\tframework\tlevel\teqf\tconfidence\tsource\nIE\tNFQ\t9\t4\tlow\tours\n");
    desk.write(
        "faculty.json",
        r#"{"id": "faculty", "title": "Ours", "status": "house rule", "confidence": "high", "source": "handbook",
        "rules": [{"states": "languages", "because": "we say so"}]}"#,
    );
    let fresh = ["stack", "evaluate", "--pathway", PATHWAY, "--profile", "faculty.json", "--country", "EU"];
    desk.run(&[&fresh[..], &all[..]].concat()).ends(0).says("the award, faculty").says("add it; we say so");
    let own = ["--table", "levels.tsv"];
    desk.run(&[&["stack", "explain", PATHWAY][..], &own[..]].concat())
        .ends(0)
        .says("level 9 or higher (by its framework; EQF 4 is of several of its levels)");
    desk.run(&["levels", "convert", "IE", "9", "--table", "levels.tsv"]).ends(0).says("EQF Level 4");
    desk.write("levels.tsv", "country\tframework\tlevel\teqf\tconfidence\tsource\nIE\tNFQ\t9\tnine\tlow\tours\n");
    desk.run(&[&["stack", "explain", PATHWAY][..], &own[..]].concat())
        .ends(64)
        .complains("line 2: the EQF level is none");
    desk.write("levels.tsv", "a;b;c\n");
    desk.run(&[&fresh[..], &own[..], &all[..]].concat()).ends(64).complains("one of levels has a column `eqf`");
    desk.run(&["stack", "evaluate", "--pathway", PATHWAY, "--profile", "facalty", "1.json"])
        .ends(64)
        .complains("facalty");
    desk.run(&["levels", "convert", "IE", "8"]).ends(0).says("EQF Level 6").says("confidence high");
    desk.run(&["levels", "convert", "IE", "11"]).ends(64);
    desk.run(&["check", OFFER, "--country", "NL"]).ends(0).says("nl-vet").says("profile.volume");
    desk.run(&["check", OFFER, "--country", "DE"]).ends(0).says("profile.none_applies");
    desk.run(&["check", OFFER, "--profile", "nl-higher"]).ends(64).complains("nl-higher-education");
    desk.run(&["check", OFFER, "--profile", "fi-higher-education"]).ends(0).says("PASSED");
}
