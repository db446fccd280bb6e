//! Presentations of VC Data Model 2.0 and 1.1, read, written and checked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod generators;
mod lossless;
mod support;

use lossless::lost;
use microcred::Limits;
use microcred::json::{Object, Tree, Value};
use microcred::report::{Code, Severity, code};
use microcred::vc::context_urls::{CREDENTIALS_V1, CREDENTIALS_V2, DataModel};
use microcred::vc::{Holder, NestedCredential, Presentation};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use std::path::Path;
use support::object;

const JWS: &str = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJhIn0.c2ln";

fn tree(text: &str) -> Tree {
    Tree::parse(text, &Limits::default()).unwrap()
}

fn read(presentation: &Value) -> Presentation {
    Presentation::read(tree(&presentation.to_string()).root()).unwrap().0
}

fn embedded(context: &str) -> NestedCredential {
    let object = Object::new().with("@context", vec![context]).with("type", vec!["VerifiableCredential"]);
    NestedCredential::parse(&Value::from(object.with("credits", 3)).to_string()).unwrap()
}

fn presentations() -> impl Strategy<Value = Presentation> {
    let badge = generators::achievement_credential();
    let credential = prop_oneof![
        badge.prop_map(|badge| NestedCredential::parse(&badge.to_json().to_string()).unwrap()),
        Just(NestedCredential::enveloped("application/vc+jwt", JWS)),
    ];
    let holder = (generators::iri(), of(generators::extra())).prop_map(|(id, more)| {
        let mut holder = Holder::new(id);
        holder.more = more;
        holder
    });
    (of(generators::iri()), of(holder), vec(credential, 1..3), generators::extra()).prop_map(
        |(id, holder, credentials, extra)| {
            let mut presentation = Presentation::new();
            (presentation.id, presentation.holder, presentation.extra) = (id, holder, extra);
            presentation.verifiable_credential = credentials;
            presentation
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_is_read_again(presentation in presentations()) {
        let written = presentation.to_json();
        let (again, findings) = Presentation::read(tree(&written.to_string()).root()).unwrap();
        prop_assert!(findings.is_empty(), "{findings}");
        prop_assert!(again == presentation);
        prop_assert_eq!(again.to_json().to_string(), written.to_string());
        let findings = Presentation::check(tree(&written.to_string()).root());
        prop_assert!(findings.is_empty(), "{findings}");
    }

    /// Whatever stands in the place of any member is there again afterwards.
    #[test]
    fn nothing_is_lost_however_odd(presentation in presentations(), odd in generators::json(), place in 0..6_usize) {
        let name = ["id", "type", "holder", "verifiableCredential", "proof", "@context"][place];
        let mut json = presentation.to_json();
        json.as_object_mut().unwrap().insert(name, odd);
        let written = read(&json).to_json();
        prop_assert_eq!(lost(&json, &written), None::<String>, "{}", written);
        prop_assert_eq!(read(&written).to_json().to_string(), written.to_string());
        let _ = Presentation::check(tree(&json.to_string()).root());
    }
}

#[test]
fn what_is_presented_stands_there_as_it_came() {
    let badge = r#"{"type":["VerifiableCredential"],"z":1.50,"a":null,"empty":[],"name":"Zoë"}"#;
    let text = format!(
        r#"{{"@context":["{CREDENTIALS_V2}"],"type":["VerifiablePresentation"],"verifiableCredential":[{badge}]}}"#
    );
    assert_eq!(read(&tree(&text).root().to_value()).to_json().to_string(), text);
}

/// VC Data Model 1.1 had a JWS as a string; 2.0 has it in an envelope, without saying more about it than is known.
#[test]
fn version_1_1_is_read_and_version_2_0_is_written() {
    let text = format!(
        r#"{{"@context":"{CREDENTIALS_V1}","type":"VerifiablePresentation","verifiableCredential":"{JWS}","holder":{{"id":"did:example:ana","name":"A"}}}}"#
    );
    assert!(Presentation::check(tree(&text).root()).is_empty());
    let presentation = read(&tree(&text).root().to_value());
    assert_eq!(presentation.data_model(), Some(DataModel::V1));
    assert_eq!(presentation.verifiable_credential, [NestedCredential::Jwt(JWS.into())]);
    assert_eq!(presentation.holder.as_ref().unwrap().id, "did:example:ana");
    let written = presentation.to_json();
    assert!(Presentation::check(tree(&written.to_string()).root()).is_empty());
    let again = read(&written);
    let envelope = again.verifiable_credential[0].envelope().unwrap();
    assert_eq!((envelope.media_type, envelope.base64, envelope.data), ("application/jwt", false, JWS));
    assert_eq!(again.data_model(), Some(DataModel::V2));
}

#[test]
fn what_a_presentation_may_not_be() {
    let good = Presentation::new()
        .id("urn:uuid:1")
        .holder("did:example:ana")
        .verifiable_credential(embedded(CREDENTIALS_V2))
        .verifiable_credential(embedded(CREDENTIALS_V1))
        .verifiable_credential(NestedCredential::enveloped("application/vc+jwt", JWS))
        .to_json();
    assert!(Presentation::check(tree(&good.to_string()).root()).is_empty());
    let envelope = |id: &str, context: &str| -> Value {
        Object::new().with("@context", context).with("id", id).with("type", "EnvelopedVerifiableCredential").into()
    };
    let mut beside = envelope("data:application/vc+jwt,x", CREDENTIALS_V2);
    object(&mut beside, "").insert("name", "PhD");
    let typeless = || Value::from(Object::new().with("@context", CREDENTIALS_V2));
    let in_v1 = |credential: Value| -> Value {
        Object::new()
            .with("@context", vec![CREDENTIALS_V1])
            .with("type", vec!["VerifiablePresentation"])
            .with("verifiableCredential", vec![credential])
            .into()
    };
    let set = |name: &str, value: Value| {
        let mut json = good.clone();
        json.as_object_mut().unwrap().insert(name, value);
        json
    };
    let member = |credential: Value| set("verifiableCredential", vec![credential].into());
    let first = "/verifiableCredential/0";
    let cases: Vec<(Value, Code, &str)> = vec![
        (set("@context", "https://example.org/".into()), code::format::VERSION, "/@context"),
        (set("@context", vec!["https://example.org/", CREDENTIALS_V2].into()), code::format::VERSION, "/@context"),
        (set("type", "Presentation".into()), code::presentation::TYPE, "/type"),
        (set("type", Value::Array(vec!["VerifiablePresentation".into(), 1.into()])), code::model::SHAPE, "/type/1"),
        (set("id", "presentation/1".into()), code::model::IDS, "/id"),
        (set("holder", 1.into()), code::presentation::HOLDER, "/holder"),
        (set("holder", "Ana".into()), code::presentation::HOLDER, "/holder"),
        (set("holder", Object::new().with("name", "Ana").into()), code::presentation::HOLDER, "/holder"),
        (set("holder", vec!["did:example:ana", "did:example:eva"].into()), code::presentation::HOLDER, "/holder"),
        (member(JWS.into()), code::presentation::CREDENTIAL, first),
        (member("https://vet.example/badge".into()), code::presentation::CREDENTIAL, first),
        (member(1.into()), code::presentation::CREDENTIAL, first),
        (member(Value::Null), code::presentation::CREDENTIAL, first),
        (member(typeless()), code::presentation::CREDENTIAL, first),
        (member(vec![typeless()].into()), code::presentation::CREDENTIAL, first),
        (member(envelope("https://vet.example/badge", CREDENTIALS_V2)), code::presentation::ENVELOPE, first),
        (member(envelope("data:,x", CREDENTIALS_V2)), code::presentation::ENVELOPE, first),
        (member(beside), code::presentation::ENVELOPE, first),
        (member(envelope("data:application/vc+jwt,x", CREDENTIALS_V1)), code::presentation::ENVELOPE, first),
        (
            in_v1(NestedCredential::enveloped("application/vc+jwt", JWS).to_json()),
            code::presentation::CREDENTIAL,
            first,
        ),
        ("no object".into(), code::model::SHAPE, ""),
    ];
    for (json, code, place) in cases {
        let findings = Presentation::check(tree(&json.to_string()).root());
        let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.pointer.as_str())).collect();
        assert_eq!(found, [(code, place)], "{json}");
        assert!(findings.iter().all(|finding| finding.severity() == Severity::Error));
    }
    let empty = Presentation::check(tree(&Presentation::new().to_json().to_string()).root());
    assert!(empty.contains(code::presentation::EMPTY) && !empty.has_errors());
}

#[test]
fn credentials_are_parsed_from_what_issuers_give_out() {
    assert_eq!(NestedCredential::parse(&format!("{JWS}\n")).unwrap(), NestedCredential::Jwt(JWS.into()));
    for text in ["", "[]", "1", "\"a\"", "{\"a\":1,\"a\":2}", "a.b"] {
        assert!(NestedCredential::parse(text).is_err(), "{text}");
    }
    let binary = NestedCredential::enveloped("application/vc+cose;base64", "0oRD");
    let envelope = binary.envelope().unwrap();
    assert_eq!((envelope.media_type, envelope.base64, envelope.data), ("application/vc+cose", true, "0oRD"));
    assert!(binary.read().is_err() && binary.tree(&Limits::default()).is_none() && binary.id().is_none());
}

#[test]
fn debug_does_not_name_the_holder() {
    let badge = Value::from(Object::new().with("name", "Silva")).to_string();
    let mut presentation =
        Presentation::new().holder("did:example:silva").verifiable_credential(NestedCredential::parse(&badge).unwrap());
    presentation.extra = Object::new().with("note", "Silva");
    let enveloped = NestedCredential::enveloped("application/vc+jwt", "silva");
    let shown = format!("{presentation:?} {enveloped:?} {:?}", enveloped.envelope()).to_lowercase();
    assert!(!shown.contains("silva"), "{shown}");
}

/// The W3C's inputs for VC Data Model 2.0 say in their names whether they are well made. Those that are about proofs and
/// about the credentials inside have no faults here.
#[test]
fn presentations_of_the_w3c_are_judged_as_their_names_say() {
    let Some(corpus) = support::corpus() else { return };
    let (mut good, mut bad) = (0, 0);
    each_file(&corpus.join("w3c-vectors"), &mut |path| {
        let Ok(tree) = Tree::parse_bytes(&std::fs::read(path).unwrap(), &Limits::default()) else { return };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let types = tree.root().get("type").map(|types| types.to_value().to_string()).unwrap_or_default();
        if !tree.root().is_object() || !types.contains("\"VerifiablePresentation\"") {
            return;
        }
        let original = tree.root().to_value();
        let presentation = read(&original);
        if !presentation.verifiable_credential.iter().any(|credential| matches!(credential, NestedCredential::Jwt(_))) {
            assert_eq!(lost(&original, &presentation.to_json()), None, "{name}");
        }
        let findings = Presentation::check(tree.root());
        *if findings.has_errors() { &mut bad } else { &mut good } += 1;
        assert_eq!(findings.has_errors(), name.contains("-fail"), "{name}: {findings}");
    });
    println!("{good} presentations are well made, {bad} are not");
    assert!(good >= 10 && bad >= 5);
}

fn each_file(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => each_file(&path, visit),
            false if path.extension().is_some_and(|ending| ending == "json") => visit(&path),
            false => {}
        }
    }
}
