//! Micro-credentials become European Digital Credentials and come back: nothing is lost that is not named, nothing is made up that is
//! not told, defects are named with their places, and nothing is ever called verified.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/losses.rs"]
mod losses;
#[path = "generators/microcredential.rs"]
mod microcredentials;
mod support;

#[path = "elm/bounds.rs"]
mod bounds;
#[path = "elm/documents.rs"]
mod documents;
#[path = "elm/seals.rs"]
mod seals;
#[path = "elm/shapes.rs"]
mod shapes;
#[path = "elm/validity.rs"]
mod validity;

use microcred::badge::Profile;
use microcred::json::{Pointer, Tree, Value};
use microcred::microcredential::carrier::mapping::{self, MAPPING};
use microcred::microcredential::carrier::{Carrier, Recovered};
use microcred::{Limits, MicroCredential, elm};
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("../examples/data/micro-credential.json");
const RECORD_ID: &str = "urn:uuid:6f0f4f0a-3a40-4a6e-9a4b-0d5f7b1c2d3e";

/// The example with an id, and everything that it leaves out.
fn example() -> MicroCredential {
    let text = EXAMPLE.replacen('{', &format!("{{\"id\":\"{RECORD_ID}\","), 1);
    let text = text
        .replace("\"eqf\": 4,", "\"eqf\": 6, \"qfEhea\": \"first\",")
        .replace("\"code\"", "\"kind\": \"certificate\", \"code\"")
        .replace("\"blended\"", "\"blended\", \"volunteering\"")
        .replace(
            "\"url\": \"https://vet.example/grading\"",
            "\"description\": \"From 10 it passes.\", \"url\": \"https://vet.example/grading\"",
        )
        .replace("\"0111\"", "\"0111\", { \"label\": \"Energy\" }");
    let text = text.replacen(
        "\"identifiers\": [",
        "\"identifiers\": [ { \"type\": \"sourcedId\", \"value\": \"20260001\" }, { \"type\": \"emailAddress\", \"value\": \"ana@mail.example\" },",
        1,
    );
    MicroCredential::from_json(&text).unwrap()
}

fn issuer() -> Profile {
    Profile::new("https://issuer.example/").name("Example Issuer").url("https://issuer.example/about")
}

fn read(document: &Value) -> elm::Read {
    elm::read(document.to_string().as_bytes(), &Limits::default()).unwrap()
}

/// What came back, its lists that have no order in the order in which they were carried.
fn aligned(carried: &Value, back: &Value) -> Value {
    let mut back = back.clone();
    for (part, member) in
        [("learner", "identifiers"), ("offer", "participation"), ("offer", "furtherInformation"), ("offer", "fields")]
    {
        let list = |value: &Value| Some(value.get(part)?.get(member)?.as_array()?.to_vec());
        let (Some(wanted), Some(items)) = (list(carried), list(&back)) else { continue };
        let mut others = items.iter().filter(|item| !wanted.contains(item)).cloned();
        let mut ordered: Vec<Value> = wanted
            .iter()
            .filter_map(|item| if items.contains(item) { Some(item.clone()) } else { others.next() })
            .collect();
        ordered.extend(others);
        support::object(&mut back, &format!("/{part}")).insert(member, Value::Array(ordered));
    }
    back
}

/// Annex I says "onsite" where EU Vocabularies say "Presential".
#[test]
fn a_concept_of_eu_vocabularies_has_its_name_there() {
    let text = EXAMPLE.replace("\"blended\"", "\"onsite\"");
    let held = MicroCredential::from_json(&text).unwrap();
    let written = elm::write(&held, &elm::Options::default());
    let concept = r#"{"id":"http://data.europa.eu/snb/learning-assessment/9191af2ed9","type":"Concept","inScheme":{"id":"http://data.europa.eu/snb/learning-assessment/25831c2","type":"ConceptScheme"},"prefLabel":{"en":"Presential"}}"#;
    assert!(written.document.to_string().contains(concept), "{}", written.document);
    assert_eq!(read(&written.document).recovered.elements.participation, held.offer().participation);
}

/// In ELM one id names one thing: a credit system that has the id of an organisation gives way to it, and that is told.
#[test]
fn a_credit_system_named_like_an_organisation_is_told() {
    let held = MicroCredential::from_json(
        r#"{"learner": {"name": "Ana Silva"}, "issued": "2026-06-15", "offer": {"title": "A", "issuerLocations": ["PT"],
            "awardingBodies": [{"id": "urn:x:1", "name": "A"}], "learningOutcomes": ["A"],
            "workload": {"credits": [{"system": "urn:x:1", "points": "3"}]}, "level": {"eqf": 4}, "assessmentTypes": ["testing"],
            "participation": ["online"], "qualityAssurance": ["program license"]}}"#,
    );
    let held = held.unwrap();
    let losses = elm::write(&held, &elm::Options::default()).losses;
    let lost: Vec<&str> = losses.iter().map(|loss| loss.pointer.as_str()).collect();
    // Credits of nobody are none, and there are no others.
    assert!(lost.contains(&"/offer/workload"), "{lost:?}");
    let row = MAPPING.iter().find(|row| row.member == "/offer/workload").unwrap();
    assert!(!row.lost_in_elm.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_european_digital_credential_loses_exactly_what_its_report_names(held in microcredentials::micro_credential()) {
        let written = elm::write(&held, &elm::Options::default());
        let read = read(&written.document);
        losses::are_exactly(&written.losses, &held.to_json(), &aligned(&held.to_json(), &read.recovered.to_json()))?;
        for loss in &written.losses {
            let within = |inner: &str, outer: &str| {
                inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let lost = loss.pointer.as_str();
            let row = MAPPING.iter().find(|row| within(lost, row.member) || within(row.member, lost) && !row.lost_in_elm.is_empty());
            prop_assert!(
                row.is_some_and(|row| !row.lost_in_elm.is_empty()),
                "{:?} {} cannot get lost\n{}\n{}",
                loss.lost,
                loss.pointer,
                held.to_json(),
                read.recovered.to_json()
            );
        }
    }

    /// From a badge to ELM and back to a badge: what the badge still says is what the report does not name.
    #[test]
    fn a_badge_survives_the_way_there_and_back(held in microcredentials::micro_credential()) {
        let badge = Carrier::Extended.carry(&held, &issuer()).unwrap().badge;
        let (held, _) = MicroCredential::from_badge(&badge).unwrap();
        let written = elm::write(&held, &elm::Options::default().issuer(issuer()));
        let read = read(&written.document);
        prop_assert_eq!(read.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()), Some("https://issuer.example/"));
        let issuer = read.issuer.clone().unwrap();
        match read.recovered.complete() {
            Ok((held_again, _)) => {
                let badge = Carrier::Extended.carry(&held_again, &issuer).unwrap().badge;
                let back = Recovered::from_badge(&badge);
                losses::are_exactly(&written.losses, &held.to_json(), &aligned(&held.to_json(), &back.to_json()))?;
            }
            // What ELM has no place for may have been mandatory; then that is what is missing.
            Err(findings) => {
                let mandatory =
                    ["/learner", "/offer/qualityAssurance", "/offer/learningOutcomes", "/offer/awardingBodies", "/offer/stackability"];
                prop_assert!(
                    written.losses.iter().any(|loss| mandatory.iter().any(|member| loss.pointer.as_str().starts_with(member))),
                    "{findings}"
                );
            }
        }
    }

    /// Whatever is changed in a document, reading it neither fails nor believes more than it says.
    #[test]
    fn nothing_that_is_read_is_verified(held in microcredentials::micro_credential()) {
        let read = read(&elm::write(&held, &elm::Options::default()).document);
        let source = read.source.to_json();
        prop_assert_eq!(source.get("verified"), Some(&false.into()));
        prop_assert_eq!(source.get("format"), Some(&"edc".into()));
        prop_assert!(source.get("digest").and_then(Value::as_str).is_some_and(|digest| digest.starts_with("sha256:")));
    }
}

#[test]
fn the_example_loses_what_elm_has_no_place_for() {
    let written = elm::write(&example(), &elm::Options::default().issuer(issuer()));
    let lost: Vec<_> = written.losses.iter().map(|loss| format!("{:?} {}", loss.lost, loss.pointer)).collect();
    let expected = [
        "Missing /learner/identifiers/2",
        // What does not say its language is taken for Portuguese.
        "Altered /offer/awardingBodies/1/name",
        "Missing /offer/learningOutcomes/0/skills/0/framework",
        "Altered /offer/gradingScheme/description",
        "Missing /offer/gradingScheme/minimum",
        "Missing /offer/gradingScheme/maximum",
        "Missing /offer/gradingScheme/pass",
        "Altered /offer/fields/2/label",
    ];
    assert_eq!(lost, expected);
    let synthesised: Vec<_> = written.synthesised.iter().map(|part| part.pointer.to_string()).collect();
    let expected = [
        "/displayParameter/individualDisplay/0/displayDetail/0/image",
        "/issuer/eIDASIdentifier",
        "/credentialSubject/hasClaim/0/specifiedBy/accreditation/0/accreditingAgent/location/0",
    ];
    assert_eq!(synthesised, expected);
    let (back, findings) = read(&written.document).recovered.complete().unwrap();
    assert_eq!(back.learner().name, example().learner().name);
    assert_eq!(back.offer().quality_assurance, example().offer().quality_assurance);
    let told: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(told, ["elm.seal.none"], "{findings}");
}

/// The schema of ELM 3.2 takes languages of ISO 639-1 alone, and viewers ask for nothing else.
#[test]
fn every_wording_has_a_language_and_no_region() {
    fn is_free_of(value: &Value, wrong: &dyn Fn(&str) -> bool) -> bool {
        match value {
            Value::Object(object) => object.iter().all(|(name, value)| !wrong(name) && is_free_of(value, wrong)),
            Value::Array(items) => items.iter().all(|item| is_free_of(item, wrong)),
            _ => true,
        }
    }
    let text = example().to_json().to_string().replace("\"en\":", "\"en-GB\":");
    let held = MicroCredential::from_json(&text).unwrap();
    let written = elm::write(&held, &elm::Options::default());
    assert!(is_free_of(&written.document, &|name| name == "und" || name.contains('-')), "{}", written.document);
    let subject = written.document.get("credentialSubject").unwrap();
    assert_eq!(subject.get("fullName").unwrap().to_string(), r#"{"pt":"Ana Silva"}"#);
    let loss = written.losses.iter().find(|loss| loss.pointer.as_str() == "/offer/title").unwrap();
    assert_eq!(loss.reason, mapping::MAPPING.iter().find(|row| row.member == "/offer/title").unwrap().lost_in_elm);
    // Where two have one language, none is dropped.
    let title = r#"{"en":"Green","en-GB":"Green, British","und":"Verde"}"#;
    let held = support::edited(&example().to_json().to_string(), |held| {
        *support::at(held, "/offer/title") = support::json(title);
    });
    let held = MicroCredential::from_json(&held).unwrap();
    let written = elm::write(&held, &elm::Options::default()).document;
    let shown = written.get("displayParameter").unwrap().get("title").unwrap();
    assert_eq!(shown.as_object().unwrap().iter().count(), 3, "{shown}");
}

/// Whoever looks at it chooses among the languages that it declares.
#[test]
fn every_language_of_the_title_can_be_shown() {
    let shown = |held: &MicroCredential| {
        let written = elm::write(held, &elm::Options::default());
        let display = written.document.get("displayParameter").unwrap().clone();
        let id =
            |concept: &Value| concept.get("id").and_then(Value::as_str).unwrap().rsplit('/').next().unwrap().to_owned();
        let list = |member: &str| display.get(member).and_then(Value::as_array).unwrap();
        let languages: Vec<_> = list("language").iter().map(id).collect();
        let each: Vec<_> = list("individualDisplay").iter().map(|own| id(own.get("language").unwrap())).collect();
        assert_eq!(languages, each);
        assert_eq!(Some(&id(display.get("primaryLanguage").unwrap())), languages.first());
        let told: Vec<_> = written.synthesised.iter().map(ToString::to_string).collect();
        (languages, told.into_iter().find(|told| told.contains("primaryLanguage")))
    };
    assert_eq!(shown(&example()), (vec!["POR".to_owned(), "ENG".to_owned()], None));
    // Of a title that does not say its language, that of the learning is the better guess.
    let badge = Carrier::Standard.carry(&example(), &issuer()).unwrap().badge;
    let mut badge = Recovered::from_badge(&badge);
    badge.elements.languages = vec![microcred::microcredential::LanguageTag::parse("de").unwrap()];
    let (languages, told) = shown(&badge.complete().unwrap().0);
    assert_eq!(languages, ["DEU"]);
    assert!(told.unwrap().contains("that of the learning is taken for it"));
}

/// Europass delivers to the mailbox of a contact point.
#[test]
fn an_address_of_the_learner_stands_where_europass_looks_for_it() {
    let written = elm::write(&example(), &elm::Options::default());
    let subject = written.document.get("credentialSubject").unwrap();
    let mailbox = r#""emailAddress":[{"id":"mailto:ana@mail.example","type":"Mailbox"}]"#;
    assert!(subject.get("contactPoint").unwrap().to_string().contains(mailbox), "{subject}");
    assert!(!subject.get("identifier").unwrap().to_string().contains("ana@"), "{subject}");
    let back = read(&written.document).recovered.learner.identifiers;
    assert!(back.iter().any(|own| own.identity_hash == "ana@mail.example"));
}

/// In the graph, what has one id is one node with all that is said of it anywhere.
#[test]
fn an_organisation_has_its_places_wherever_it_comes_again() {
    let text = example().to_json().to_string();
    let body = r#"{"id":"https://vet.example/","name":{"en":"Example VET Centre","pt":"Centro de Formação Exemplo"}}"#;
    let ours = support::edited(&text, |held| {
        support::object(held, "/offer/qualityAssurance/0").insert("agency", support::json(body));
    });
    let ours = MicroCredential::from_json(&ours).unwrap();
    // Nor is a place made up for a body of which nothing is said but that it issues.
    let placeless = support::edited(&text, |held| *support::at(held, "/offer/awardingBodies/0") = support::json(body));
    for held in [ours, MicroCredential::from_json(&placeless).unwrap()] {
        let written = elm::write(&held, &elm::Options::default());
        let mut places = Vec::new();
        places_of("https://vet.example/", &written.document, &mut places);
        places.sort();
        places.dedup();
        assert_eq!(places.len(), 1, "one node for one place: {places:?}");
        assert!(!places[0].contains("OP_DATPRO"));
        let losses: Vec<_> = written.losses.iter().map(|loss| loss.pointer.to_string()).collect();
        assert!(!losses.contains(&"/offer/awardingBodies/0".to_owned()), "{losses:?}");
    }
}

/// How the places are written of everything that has this id.
fn places_of(id: &str, value: &Value, places: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if object.get("id").and_then(Value::as_str) == Some(id) {
                let own = object.get("location").and_then(Value::as_array);
                places.extend(own.into_iter().flatten().map(Value::to_string));
            }
            object.iter().for_each(|(_, value)| places_of(id, value, places));
        }
        Value::Array(items) => items.iter().for_each(|item| places_of(id, item, places)),
        _ => {}
    }
}

#[test]
fn what_is_stated_is_not_synthesised() {
    let image = elm::DisplayImage::new(elm::ImageType::Svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let options = elm::Options::default().issuer(issuer()).eidas_identifier("VATPT-000000000").image(image);
    let written = elm::write(&example(), &options);
    let made_up: Vec<_> = written.synthesised.iter().map(ToString::to_string).collect();
    assert!(!made_up.iter().any(|text| text.contains("eIDAS") || text.contains("image")), "{made_up:?}");
    let text = written.document.to_string();
    assert!(text.contains("\"notation\":\"VATPT-000000000\"") && text.contains("file-type/SVG"));
}

/// Every path of the table leads somewhere in the document of a micro-credential that says everything, and what stands there is what
/// the member is read from: without it, the member is another or gone.
#[test]
fn the_table_says_where_elements_stand_in_elm() {
    let ending =
        example().to_json().to_string().replacen("\"issued\":", "\"validUntil\":\"2028-06-15\",\"issued\":", 1);
    let ending = MicroCredential::from_json(&ending).unwrap();
    let written = elm::write(&ending, &elm::Options::default().issuer(issuer()));
    // Where there is one type of assessment, it stands elsewhere.
    let simpler = example().to_json().to_string().replace(",\"portfolio\"", "");
    let mut simpler = elm::write(&MicroCredential::from_json(&simpler).unwrap(), &elm::Options::default()).document;
    let whole = read(&written.document).recovered.to_json();
    for row in MAPPING {
        let mut without = written.document.clone();
        for path in row.elm.split("; ") {
            let path: Vec<_> = path.split('.').collect();
            let is_there = take_out(&mut without, &path) || take_out(&mut simpler, &path);
            assert!(is_there, "{}: {path:?} leads nowhere", row.member);
        }
        let left = read(&without).recovered.to_json();
        let at = Pointer::from_text(row.member);
        let member = |value: &Value| {
            let tree = Tree::parse(&value.to_string(), &Limits::default()).unwrap();
            tree.root().pointer(&at).map(|node| node.to_value())
        };
        assert!(member(&whole).is_some(), "{} is not in the example", row.member);
        assert_ne!(member(&left), member(&whole), "{} is read from elsewhere", row.member);
    }
}

/// Takes out what stands at a path, everywhere; whether it was anywhere.
fn take_out(value: &mut Value, path: &[&str]) -> bool {
    match (value, path) {
        (Value::Array(items), path) => {
            items.iter_mut().filter_map(|item| take_out(item, path).then_some(())).count() > 0
        }
        (Value::Object(object), [last]) => object.remove(last).is_some(),
        (Value::Object(object), [first, rest @ ..]) => object.get_mut(first).is_some_and(|value| take_out(value, rest)),
        _ => false,
    }
}

/// `vocab/mapping.md` and `vocab/README.md` show the table as the code has it. To write it anew: `MICROCRED_RENEW=1 cargo test --test elm
/// the_published_table`.
#[test]
fn the_published_table_is_the_one_of_the_code() {
    let table = mapping::table();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vocab");
    for file in ["mapping.md", "README.md"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let (before, rest) =
            text.split_once("<!-- mapping -->\n").unwrap_or_else(|| panic!("no place for it in {file}"));
        let (shown, after) = rest.split_once("<!-- /mapping -->").unwrap();
        if shown != table && std::env::var_os("MICROCRED_RENEW").is_some() {
            let text = format!("{before}<!-- mapping -->\n{table}<!-- /mapping -->{after}");
            std::fs::write(root.join(file), text).unwrap();
            continue;
        }
        assert_eq!(shown, table, "{file} is out of date: see this test");
    }
}

/// The crosswalk of others (DESM) says the same where it says anything about a term of the table.
#[test]
fn the_crosswalk_of_desm_agrees() {
    let Some(text) = support::read("elm/desm/Microcredential+Mapping_Assertion_Open+Badges+3.0_3.0_20240301181832.csv")
    else {
        return;
    };
    let mut compared = 0;
    for (theirs, badge, elm) in [
        ("Valid from,", "awardedDate", "validFrom"),
        ("Issuer,", "issuer", "issuer"),
        ("Credential subject,", "credentialSubject", "credentialSubject"),
    ] {
        let line = text.lines().find(|line| line.starts_with(theirs) && line.contains("ELM Micro-Credential")).unwrap();
        assert!(line.contains(&format!(",{badge},")), "{line}");
        let rows: Vec<_> = MAPPING.iter().filter(|row| row.standard.starts_with(badge)).collect();
        assert!(rows.iter().any(|row| row.elm.split(['.', ';', ' ']).any(|word| word == elm)), "{badge}");
        compared += 1;
    }
    assert_eq!(compared, 3);
}
