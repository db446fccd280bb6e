//! Whoever writes a document chooses how long its lists are: reading takes time for each value, never for each pair of them.

use super::{example, issuer};
use crate::support;
use microcred::json::{Object, Value};
use microcred::report::code;
use microcred::{Limits, elm};
use std::time::{Duration, Instant};

const ACHIEVEMENT: &str = "/credentialSubject/hasClaim/0";
const QUALIFICATION: &str = "/credentialSubject/hasClaim/0/specifiedBy";

fn with(at: &str, member: &str, value: Value) -> Value {
    let mut document = elm::write(&example(), &elm::Options::default().issuer(issuer())).document;
    support::object(&mut document, at).insert(member, value);
    document
}

fn list(count: usize, item: impl Fn(usize) -> Value) -> Value {
    Value::Array((0..count).map(item).collect())
}

fn titled(number: usize) -> Object {
    Object::new()
        .with("id", format!("urn:epass:part:{number}"))
        .with("title", Object::new().with("en", format!("Title {number}")))
        .with("dcType", format!("http://x.example/{number}"))
}

#[test]
fn lists_of_thousands_take_no_long_time() {
    let identified = |member: &'static str| {
        move |number: usize| {
            Object::new()
                .with("id", format!("urn:x:{number}"))
                .with(member, format!("https://x.example/{number}"))
                .into()
        }
    };
    let copies = |number: usize| Object::new().with("id", "urn:x:1").with("v", number as i64).into();
    let wordings: Object = (0..38_000).map(|number| (format!("en-x-{number}"), "words".into())).collect();
    let address = |number: usize| Value::from(format!("http://x.example/{number}"));
    let credits = |number: usize| {
        let point = Object::new().with("id", format!("urn:x:{number}")).with("framework", address(number));
        point.with("point", "1").into()
    };
    let body = |number: usize| {
        let name = Object::new().with("en", format!("Body {number}"));
        Object::new().with("id", format!("urn:x:{number}")).with("legalName", name).into()
    };
    let assurance = |number: usize| Object::new().with("id", address(number)).with("dcType", address(number)).into();
    let outcome = Object::new()
        .with("id", "urn:epass:learningOutcome:1")
        .with("title", Object::new().with("en", "Plans"))
        .with("relatedSkill", list(38_000, address));
    let specified = Object::new()
        .with("id", "urn:epass:specification:9")
        .with("hasPart", list(9_000, |number| titled(number).into()));
    let assessed = Object::new().with("id", "urn:epass:assessment:9").with("specifiedBy", specified);
    for (at, member, value, is_cut) in [
        ("", "attachment", list(13_000, copies), false),
        (QUALIFICATION, "description", wordings.into(), false),
        (QUALIFICATION, "mode", list(38_000, address), true),
        (QUALIFICATION, "educationSubject", list(38_000, address), true),
        (QUALIFICATION, "nqfLevel", list(38_000, address), true),
        (QUALIFICATION, "creditPoint", list(9_700, credits), true),
        (QUALIFICATION, "accreditation", list(9_000, assurance), true),
        (QUALIFICATION, "isPartOf", list(13_000, identified("homepage")), true),
        (QUALIFICATION, "supplementaryDocument", list(13_000, identified("contentURL")), true),
        (QUALIFICATION, "influencedBy", list(9_000, |number| titled(number).into()), true),
        (QUALIFICATION, "learningOutcome", outcome.into(), true),
        (ACHIEVEMENT, "provenBy", assessed.into(), true),
        (&format!("{ACHIEVEMENT}/awardedBy"), "awardingBody", list(9_000, body), true),
        ("/credentialSubject", "identifier", list(13_000, identified("notation")), true),
    ] {
        let document = with(at, member, value).to_string();
        let limits = Limits { values: 80_000, ..Limits::default() };
        let begun = Instant::now();
        let read = elm::read(document.as_bytes(), &limits).unwrap();
        let told: Vec<_> = read.recovered.findings.iter().filter(|found| found.code == code::elm::TOO_MANY).collect();
        assert_eq!(told.len(), usize::from(is_cut), "{at}/{member}: {told:?}");
        if is_cut {
            assert!(read.losses.iter().count() > 5_000, "{at}/{member}: what is not read is lost aloud");
        }
        assert!(read.recovered.to_json().to_string().len() < 2_000_000, "{at}/{member}");
        _ = read.recovered.complete();
        assert!(elm::check(document.as_bytes(), &limits).unwrap().len() <= 200, "{at}/{member}");
        assert!(begun.elapsed() < Duration::from_secs(8), "{at}/{member} took {:?}", begun.elapsed());
    }
}

/// Nor does holding a document to the shapes.
#[test]
fn many_names_of_one_thing_are_held_to_the_shapes_in_time() {
    let limits = Limits { values: 80_000, ..Limits::default() };
    let bare = |_| Value::from(Object::new().with("id", "urn:x:1"));
    let typed = |number: usize| Value::from(Object::new().with("id", "urn:x:1").with("type", format!("T{number}")));
    let scheme = |number: usize| Value::from(format!("urn:x:{number}"));
    let concept = Object::new().with("id", "urn:x:1").with("type", "Concept").with("inScheme", list(20_000, scheme));
    let levels: Vec<Value> = std::iter::once(concept.into()).chain((0..20_000).map(bare)).collect();
    for (at, member, value) in [
        ("", "issuer", list(38_000, bare)),
        ("/issuer", "type", list(76_000, |_| "Organisation".into())),
        ("", "type", list(76_000, |number| format!("T{number}").into())),
        ("/issuer", "location", list(25_000, typed)),
        (QUALIFICATION, "nqfLevel", Value::Array(levels)),
    ] {
        let document = with(at, member, value).to_string();
        let begun = Instant::now();
        let told = elm::check(document.as_bytes(), &limits).unwrap();
        assert!(told.len() <= 200, "{at}/{member}: {}", told.len());
        assert!(begun.elapsed() < Duration::from_secs(8), "{at}/{member} took {:?}", begun.elapsed());
    }
}
