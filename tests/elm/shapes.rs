//! What is written passes the Commission's own SHACL shapes, as pyshacl sees them, for micro-credentials of every shape; and what these
//! demand to be there, `check` demands too.
//!
//! `tests/interop/shacl.sh` runs this with an interpreter that has pyshacl; without one, and without the corpus, it says that it is
//! skipped.

use super::{example, issuer};
use crate::microcredentials;
use crate::support::{self, corpus};
use microcred::codec::digest;
use microcred::json::{Object, Pointer, Tree, Value};
use microcred::jsonld::{Contexts, statements};
use microcred::report::{Findings, code};
use microcred::{Limits, elm};
use proptest::strategy::{Strategy, ValueTree};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const CASES: usize = 100;

/// Holds the documents that `write` puts into a folder to the shapes; nothing without an interpreter that has pyshacl.
fn held_by_pyshacl(name: &str, write: impl FnOnce(&Path) -> Vec<PathBuf>) -> Option<String> {
    let corpus = corpus()?;
    let Some(interpreter) = std::env::var_os("MICROCRED_PYSHACL") else {
        println!("skipped: MICROCRED_PYSHACL names no interpreter with pyshacl (tests/interop/shacl.sh makes one)");
        return None;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let more = write(&folder);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/shacl.py");
    let mut python = Command::new(interpreter);
    let output = python.arg(script).arg(corpus.join("elm/shacl")).arg(&folder).args(more).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    Some(said)
}

#[test]
fn the_shapes_of_the_commission_accept_what_is_written() {
    let image = elm::DisplayImage::new(elm::ImageType::Svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let full = elm::Options::default().issuer(issuer()).eidas_identifier("VATPT-000000000").image(image);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let made = microcredentials::micro_credential();
    let mut held = vec![example()];
    held.extend((0..CASES).map(|_| made.new_tree(&mut runner).unwrap().current()));
    let said = held_by_pyshacl("elm-shapes", |folder| {
        for (index, held) in held.iter().enumerate() {
            let options = if index % 2 == 0 { full.clone() } else { elm::Options::default() };
            let document = elm::write(held, &options).document;
            assert!(lacking(&document).is_empty(), "{index}: {}", lacking(&document));
            std::fs::write(folder.join(format!("{index:03}.json")), document.to_string()).unwrap();
        }
        Vec::new()
    });
    let Some(said) = said else { return };
    assert!(said.contains(&format!("{} documents", CASES + 1)), "{said}");
}

fn lacking(document: &Value) -> Findings {
    elm::check(document.to_string().as_bytes(), &Limits::default()).unwrap()
}

fn told(document: &Value) -> Vec<String> {
    let told = lacking(document);
    let member = |detail: &str| detail.split('`').nth(1).unwrap_or_default().to_owned();
    told.iter().map(|finding| format!("{} {} {}", finding.code, finding.pointer, member(&finding.detail))).collect()
}

/// Each member of a document, with the object that has it: of those of a class, and at one place for each member.
fn members(value: &Value, at: &Pointer, seen: &mut HashSet<String>, found: &mut Vec<(Pointer, String)>) {
    match value {
        Value::Object(object) => {
            let class = object.get("type").map(ToString::to_string);
            for (name, value) in object.iter() {
                let is_new = class.as_ref().is_some_and(|class| seen.insert(format!("{class} {name}")));
                if name != "@context" && is_new {
                    found.push((at.clone(), name.to_owned()));
                }
                members(value, &at.member(name), seen, found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| members(item, &at.item(index), seen, found));
        }
        _ => {}
    }
}

/// A document that lacks a member: it conforms or not, as pyshacl says, and `check` says the same.
#[test]
fn what_the_shapes_demand_to_be_there_is_demanded() {
    let whole = elm::write(&example(), &elm::Options::default().issuer(issuer())).document;
    let mut places = Vec::new();
    members(&whole, &Pointer::root(), &mut HashSet::new(), &mut places);
    assert!(places.len() > 100, "{}", places.len());
    let mut verdicts = Object::new();
    let mut spoilt = Vec::new();
    for (index, (at, member)) in places.iter().enumerate() {
        let mut document = whole.clone();
        support::object(&mut document, at.as_str()).remove(member);
        verdicts.insert(&format!("{index:03}.json"), lacking(&document).is_empty());
        spoilt.push(document);
    }
    held_by_pyshacl("elm-demanded", |folder| {
        for (index, document) in spoilt.iter().enumerate() {
            std::fs::write(folder.join(format!("{index:03}.json")), document.to_string()).unwrap();
        }
        let file = folder.join("verdicts");
        std::fs::write(&file, Value::from(verdicts).to_string()).unwrap();
        vec![file]
    });
}

#[test]
fn what_europass_would_refuse_is_told_with_its_place() {
    let document = support::json(
        r#"{"@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"], "issuer": "https://u.example/"}"#,
    );
    assert_eq!(
        told(&document),
        [
            "elm.required  credentialProfiles",
            "elm.required  credentialSchema",
            "elm.required  credentialSubject",
            "elm.required  displayParameter",
            "elm.sealing  issued",
            "elm.required  validFrom",
            "elm.class /issuer ",
            "elm.sealing /issuer eIDASIdentifier",
        ]
    );
    let whole = elm::write(&example(), &elm::Options::default().issuer(issuer())).document;
    assert_eq!(told(&whole), [""; 0]);
    let changed = |at: &str, member: &str, value: Option<&str>| {
        let mut document = whole.clone();
        let object = support::object(&mut document, at);
        match value {
            Some(value) => object.insert(member, support::json(value)),
            None => _ = object.remove(member),
        }
        told(&document)
    };
    let achievement = "/credentialSubject/hasClaim/0";
    assert_eq!(changed(achievement, "title", Some("{}")), [format!("elm.required {achievement} title")]);
    assert_eq!(
        changed(achievement, "title", Some("\"Green skills\"")),
        [format!("elm.class {achievement}/title title")]
    );
    assert_eq!(changed("/issuer", "type", None), ["elm.class /issuer type"]);
    let level = r#"{"id": "http://data.europa.eu/snb/eqf/6", "type": "Concept"}"#;
    let at = format!("{achievement}/specifiedBy");
    let told_of_level = changed(&at, "eqfLevel", Some(level));
    assert_eq!(told_of_level, [format!("elm.scheme {at}/eqfLevel inScheme")]);
    // What is described in one place is described wherever it is named.
    let other = support::object(&mut whole.clone(), &format!("{achievement}/awardedBy")).get("id").unwrap().clone();
    let at = format!("{achievement}/provenBy/0");
    assert_eq!(changed(&at, "awardedBy", Some(&other.to_string())), [""; 0]);
}

/// What Europass writes when it seals is warned of before, and demanded after.
#[test]
fn what_europass_writes_itself_is_demanded_of_what_is_sealed() {
    let mut document = elm::write(&example(), &elm::Options::default().issuer(issuer())).document;
    support::object(&mut document, "").remove("issued");
    support::object(&mut document, "/issuer").remove("eIDASIdentifier");
    let codes = |text: &str| -> Vec<_> {
        elm::check(text.as_bytes(), &Limits::default()).unwrap().iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(&document.to_string()), [code::elm::SEALING; 2]);
    let upload = Object::new().with("credential", document.clone());
    assert_eq!(codes(&Value::from(upload).to_string()), [code::elm::SEALING; 2]);
    let seal = Object::new().with("protected", "eyJiNjQiOmZhbHNlfQ").with("signature", "AA");
    let sealed = Object::new().with("payload", document.to_string()).with("signatures", vec![Value::from(seal)]);
    assert_eq!(codes(&Value::from(sealed).to_string()), [code::elm::REQUIRED; 2]);
}

/// The Commission's context defines every term that is written, and gives it the IRI that ELM has for it: on the walk, and the general
/// way. (It is in no package of a registry and under a licence of its own, so it is not bundled.)
#[test]
fn the_context_gives_every_term_its_iri() {
    let Some(body) = support::read("elm/shacl/edc-ap-context.jsonld") else {
        return;
    };
    let contexts = Contexts::bundled().with(elm::CONTEXT, &body, &digest::sha256_hex(&body)).unwrap();
    let document = elm::write(&example(), &elm::Options::default().issuer(issuer())).document.to_string();
    let limits = Limits::default();
    let tree = Tree::parse(&document, &limits).unwrap();
    let walked =
        statements(tree.root(), &contexts, &[], &limits).unwrap_or_else(|findings| panic!("{findings}")).dataset;
    let quads = walked.to_nquads();
    for (path, value) in [
        ("http://data.europa.eu/snb/model/elm/EQFLevel", "<http://data.europa.eu/snb/eqf/6>"),
        ("http://data.europa.eu/snb/model/elm/NQFLevel", "<http://data.europa.eu/snb/qdr/c_7d534b92>"),
        ("http://data.europa.eu/snb/model/elm/ISCEDFCode", "<http://data.europa.eu/snb/isced-f/0713>"),
        (
            "http://data.europa.eu/snb/model/elm/idVerification",
            "<http://data.europa.eu/snb/supervision-verification/70be69aaf9>",
        ),
        ("http://data.europa.eu/snb/model/elm/mode", "<http://data.europa.eu/snb/learning-assessment/e92d221e4d>"),
        ("http://data.europa.eu/snb/model/elm/point", "\"2\""),
        (
            "http://data.europa.eu/snb/model/elm/volumeOfLearning",
            "\"PT60H\"^^<http://www.w3.org/2001/XMLSchema#duration>",
        ),
        (
            "http://data.europa.eu/snb/model/elm/isPartialQualification",
            "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
        ),
        (
            "http://data.europa.eu/snb/model/elm/eidasLegalIdentifier",
            "<urn:epass:microcred:synthesised:legalIdentifier:1>",
        ),
        (
            "http://data.europa.eu/snb/model/elm/relatedESCOSkill",
            "<http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a>",
        ),
        ("http://www.w3.org/ns/regorg#legalName", "\"Centro de Formação Exemplo\"@pt"),
        ("http://purl.org/dc/terms/title", "\"Green skills for VET trainers\"@en"),
        ("http://xmlns.com/foaf/0.1/familyName", "\"Silva\"@pt"),
        (
            "https://www.w3.org/2018/credentials#validFrom",
            "\"2026-06-15T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        ),
    ] {
        assert!(quads.contains(&format!("<{path}> {value} ")), "{path} {value}");
    }
    #[cfg(feature = "json-ld")]
    {
        use microcred::jsonld::general::{Options, to_nquads};
        use microcred::jsonld::{Dataset, Hash, Work};
        let general = to_nquads(&document, &|url| contexts.body(url).map(Into::into), &Options::safe()).unwrap();
        let canonical = |dataset: &Dataset| {
            dataset.canonicalize(Hash::Sha256, &mut Work::new(limits.canonicalisation)).unwrap().nquads().to_owned()
        };
        assert_eq!(canonical(&Dataset::parse_nquads(&general).unwrap()), canonical(&walked));
    }
}

/// The documents of EBSI have all that is demanded, but for what is written in sealing; their schema is one of their own.
#[test]
fn documents_of_ebsi_lack_what_is_written_in_sealing() {
    for file in [
        "example-microcredential.json",
        "example-diploma-accreditation.json",
        "example-transcript-of-records-hasPart.json",
        "impierce-microcredential-vcdm2.json",
    ] {
        let Some(text) = support::read(&format!("elm/ebsi/{file}")) else { return };
        assert_eq!(told(&support::json(&text)), ["elm.sealing /issuer eIDASIdentifier"], "{file}");
    }
}
