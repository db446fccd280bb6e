//! Contexts whose terms read like IRIs, and credentials that use them well and badly.

use microcred::json::{Object, Value};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Where the context of [`club`] stands.
pub const URL: &str = "https://club.example/context/v1";

const NAMES: [&str; 10] = [
    "ext:Level",
    "ext:Name",
    "ext:a:b",
    "ext:validUntil",
    "other:Level",
    "unknown:Level",
    "https://club.example/ext#Whole",
    "club/level",
    "level",
    "until",
];

/// What else a member could be called that a context does not define.
const MORE_NAMES: [&str; 5] = [
    "ext:Undefined",
    "https://club.example/ext#Level",
    "https://club.example/ext#Undefined",
    "cred:validUntil",
    "https://www.w3.org/2018/credentials#validUntil",
];

/// Every name that a member of [`credential`] may have.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(MORE_NAMES)
}

/// The body of a context.
pub fn club() -> impl Strategy<Value = Value> {
    let terms = subsequence(NAMES.to_vec(), 1..NAMES.len())
        .prop_flat_map(|names| names.into_iter().map(|name| (Just(name), definition(name))).collect::<Vec<_>>());
    (prefix("https://club.example/ext#"), prefix("https://other.example/"), terms, any::<bool>()).prop_map(
        |(ext, other, terms, vocabulary)| {
            let mut context = Object::new().with("ext", ext).with("other", other);
            context.insert("cred", "https://www.w3.org/2018/credentials#");
            if vocabulary {
                context.insert("@vocab", "https://club.example/vocabulary#");
            }
            terms.into_iter().for_each(|(name, definition)| context.insert(name, definition));
            Object::new().with("@context", context).into()
        },
    )
}

/// A term that is made for a prefix, or that only begins like others.
fn prefix(iri: &'static str) -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::from(iri)),
        Just(Object::new().with("@id", iri).into()),
        Just(Object::new().with("@id", iri).with("@prefix", true).into()),
    ]
}

fn definition(name: &'static str) -> impl Strategy<Value = Value> {
    const IRIS: [&str; 8] = [
        "ext:Level",
        "other:Level",
        "https://club.example/ext#Level",
        "https://club.example/ext#Whole",
        "https://elsewhere.example/level",
        "https://www.w3.org/2018/credentials#validUntil",
        "@type",
        "@id",
    ];
    let id = prop_oneof![3 => Just(None), 2 => Just(Some(name)), 3 => select(IRIS.to_vec()).prop_map(Some)];
    let coercion = select(vec![None, None, Some("@id"), Some("@json"), Some("ext:Datatype")]);
    let object = (id, coercion)
        .prop_map(|(id, coercion)| Value::from(Object::new().with_some("@id", id).with_some("@type", coercion)));
    prop_oneof![8 => object, 2 => select(IRIS.to_vec()).prop_map(Value::from), 1 => Just(Value::Null)]
}

/// A credential with some of the names for members of its subject.
pub fn credential() -> impl Strategy<Value = Value> {
    let names: Vec<&'static str> = names().collect();
    let members = subsequence(names, 1..4)
        .prop_flat_map(|names| names.into_iter().map(|name| (Just(name), value())).collect::<Vec<_>>());
    members.prop_map(|members| {
        let subject = members.into_iter().fold(Object::new(), |subject, (name, value)| subject.with(name, value));
        Object::new()
            .with("@context", vec!["https://www.w3.org/ns/credentials/v2", URL])
            .with("type", vec!["VerifiableCredential"])
            .with("issuer", "https://vet.example/issuer")
            .with("credentialSubject", subject)
            .into()
    })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => select(vec!["a1", "https://club.example/levels/1", "ext:Level", "2026-01-01T00:00:00Z"]).prop_map(Value::from),
        1 => Just(Value::from(7)),
        1 => Just(Value::from(vec!["a", "b"])),
        1 => Just(Value::from(Object::new().with("ext:Level", "a1"))),
    ]
}
