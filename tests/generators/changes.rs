//! Valid badges and what may be done to them, and JSON of any shape.

#![allow(dead_code)] // each test file takes what it needs

#[path = "spelling.rs"]
pub mod spelling;

use crate::support::{Counting, at, badge, json, object, said, secure_with, verifier};
use microcred::badge::AchievementCredential;
use microcred::json::{Object, Value};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::verify::{Policy, Verification};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use spelling::{Spelling, TWICE, another_name, spelling};
use std::sync::LazyLock;

/// A valid badge, secured in each of the ways, and what it says.
pub struct Original {
    pub text: String,
    pub said: String,
}

impl std::fmt::Debug for Original {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.text.split("\"proof\":").nth(1).unwrap_or_default())
    }
}

pub static ORIGINALS: LazyLock<Vec<Original>> = LazyLock::new(|| {
    let suites = [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022, Cryptosuite::Ed25519Signature2020];
    let badges = [badge(), referring()];
    let texts = badges.iter().flat_map(|badge| suites.map(|suite| secure_with(badge, suite)));
    texts
        .map(|text| {
            let badge = leniently(&text).accept::<AchievementCredential>().unwrap();
            Original { said: said(&badge).to_string_pretty(), text }
        })
        .collect()
});

/// A badge with copies of descriptions and bare references to them, and an endorsement.
fn referring() -> Value {
    let mut badge = badge();
    let issuer = badge.get("issuer").unwrap().clone();
    let id = issuer.get("id").unwrap().clone();
    object(&mut badge, "/credentialSubject/achievement").insert("creator", issuer);
    object(&mut badge, "/credentialSubject").insert("source", Object::new().with("id", id.clone()));
    let image = at(&mut badge, "/credentialSubject/achievement/image").clone();
    object(&mut badge, "").insert("image", image);
    let mut endorsement = json(
        r#"{"id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000009", "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Accreditation", "issuer": {"id": "https://agency.example/", "type": ["Profile"], "name": "Agency"},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Good."}}"#,
    );
    object(&mut endorsement, "").insert("@context", badge.get("@context").unwrap().clone());
    object(&mut endorsement, "/credentialSubject").insert("id", id);
    object(&mut badge, "").insert("endorsement", Value::Array(vec![endorsement]));
    let identity = r#"[{"type": "IdentityObject", "hashed": true, "salt": "salz", "identityType": "emailAddress",
        "identityHash": "sha256$0f1d5e10ec5b1ab0c1b4a47b6f0f8c6c6c6f0a1ed0fbf3b1b9a8d1a1c7c8a1f0"}]"#;
    object(&mut badge, "/credentialSubject").insert("identifier", json(identity));
    // Letters that can be written in two ways.
    object(&mut badge, "").insert("name", "Compétences écologiques");
    badge
}

pub fn original() -> impl Strategy<Value = &'static Original> {
    any::<Index>().prop_map(|index| &ORIGINALS[index.index(ORIGINALS.len())])
}

/// The policy that lets the most through.
pub fn leniently(text: impl AsRef<[u8]>) -> Verification {
    verifier().with_policy(Policy::lenient()).verify(text, &Counting::new())
}

/// Every place in a value, as a JSON Pointer.
fn places(value: &Value, here: &microcred::json::Pointer, found: &mut Vec<String>) {
    found.push(here.as_str().to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| places(value, &here.member(name), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &here.item(index), found))
        }
        _ => {}
    }
}

/// One change to the structure.
#[derive(Clone, Debug)]
pub enum Change {
    Delete(Index),
    Repeat(Index),
    Reorder(Index, Index),
    Move(Index, Index),
    Copy(Index, Index),
    Swap(Index, Index),
    Wrap(Index),
    Unwrap(Index),
    Bare(Index),
    AsText(Index),
    AsValueObject(Index),
    /// One value written otherwise.
    Respell(Index, Spelling),
    /// One member under another name.
    Rename(Index, Index),
    /// One name twice in an object: with its own value again, or with another one.
    Twice(Index, Option<Index>),
    Insert(Index, &'static str, Value),
}

pub fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    let names = select(vec![
        "name",
        "id",
        "type",
        "@id",
        "@type",
        "@context",
        "@language",
        "validUntil",
        "image",
        "tag",
        "@graph",
        "@included",
        "extra",
        "proof",
        "issuer",
        "https://schema.org/name",
        "credentialStatus",
        "@value",
        "@direction",
    ]);
    let values = select(vec![
        "null",
        "[]",
        "{}",
        "\"\"",
        "1",
        "true",
        "\"did:example:ana\"",
        "[[]]",
        "{\"@value\": \"a\"}",
        "{\"id\": \"urn:a:b\"}",
        "\"AchievementSubject\"",
    ]);
    prop_oneof![
        4 => index().prop_map(Change::Delete),
        2 => index().prop_map(Change::Repeat),
        3 => (index(), index()).prop_map(|(from, to)| Change::Reorder(from, to)),
        4 => (index(), index()).prop_map(|(from, to)| Change::Move(from, to)),
        3 => (index(), index()).prop_map(|(from, to)| Change::Copy(from, to)),
        3 => (index(), index()).prop_map(|(from, to)| Change::Swap(from, to)),
        2 => index().prop_map(Change::Wrap),
        2 => index().prop_map(Change::Unwrap),
        2 => index().prop_map(Change::Bare),
        2 => index().prop_map(Change::AsText),
        1 => index().prop_map(Change::AsValueObject),
        6 => (index(), spelling()).prop_map(|(place, spelling)| Change::Respell(place, spelling)),
        2 => (index(), index()).prop_map(|(place, name)| Change::Rename(place, name)),
        1 => (index(), proptest::option::of(index())).prop_map(|(place, other)| Change::Twice(place, other)),
        2 => (index(), names, values).prop_map(|(place, name, value)| Change::Insert(place, name, json(value))),
    ]
}

/// Somewhere in the document, mostly outside the proof and the contexts.
fn place(value: &Value, index: &Index, wanted: impl Fn(&Value) -> bool) -> Option<String> {
    let mut found = Vec::new();
    places(value, &microcred::json::Pointer::root(), &mut found);
    let mut value = value.clone();
    found.retain(|place| !place.is_empty() && wanted(at(&mut value, place)));
    (!found.is_empty()).then(|| found[index.index(found.len())].clone())
}

/// The container of a place, and the last step to it.
fn parent(place: &str) -> (&str, String) {
    let (parent, last) = place.rsplit_once('/').unwrap();
    (parent, last.replace("~1", "/").replace("~0", "~"))
}

fn take(document: &mut Value, place: &str) -> Value {
    let (parent, last) = parent(place);
    match at(document, parent) {
        Value::Object(object) => object.remove(&last).unwrap(),
        Value::Array(items) => items.remove(last.parse().unwrap()),
        _ => unreachable!("only objects and arrays hold values"),
    }
}

fn is_object(value: &Value) -> bool {
    value.as_object().is_some()
}

impl Change {
    pub fn apply(&self, document: &mut Value) -> Option<()> {
        let any = |_: &Value| true;
        match self {
            Self::Delete(index) => drop(take(document, &place(document, index, any)?)),
            Self::Repeat(index) => {
                let Value::Array(items) = at(
                    document,
                    &place(document, index, |value| matches!(value, Value::Array(items) if !items.is_empty()))?,
                ) else {
                    return None;
                };
                items.push(items[0].clone());
            }
            Self::Reorder(index, other) => {
                let place = place(document, index, |value| value.as_array().is_some_and(|items| items.len() > 1))?;
                let Value::Array(items) = at(document, &place) else { return None };
                let length = items.len();
                items.swap(0, 1 + other.index(length - 1));
            }
            Self::Move(from, to) | Self::Copy(from, to) => {
                let from = place(document, from, any)?;
                let (holder, name) = parent(&from);
                if !is_object(at(document, holder)) {
                    return None;
                }
                let value = at(document, &from).clone();
                if matches!(self, Self::Move(..)) {
                    take(document, &from);
                }
                let to = place(document, to, is_object)?;
                object(document, &to).insert(&name, value);
            }
            Self::Swap(left, right) => {
                let (left, right) = (place(document, left, any)?, place(document, right, any)?);
                if left.starts_with(&*right) || right.starts_with(&*left) {
                    return None;
                }
                let value = at(document, &left).clone();
                let other = std::mem::replace(at(document, &right), value);
                *at(document, &left) = other;
            }
            Self::Wrap(index) => {
                let value = at(document, &place(document, index, any)?);
                *value = Value::Array(vec![value.clone()]);
            }
            Self::Unwrap(index) => {
                let value = at(
                    document,
                    &place(document, index, |value| value.as_array().is_some_and(|items| items.len() == 1))?,
                );
                *value = value.as_array()?[0].clone();
            }
            Self::Bare(index) => {
                let value = at(document, &place(document, index, |value| value.get("id").is_some())?);
                *value = value.get("id")?.clone();
            }
            Self::AsText(index) => {
                let value = at(
                    document,
                    &place(document, index, |value| {
                        matches!(value, Value::Number(_) | Value::Bool(_) | Value::String(_))
                    })?,
                );
                *value = match value {
                    Value::Number(number) => number.text().into(),
                    Value::Bool(truth) => truth.to_string().into(),
                    Value::String(text) => Value::Object(Object::new().with("id", text.as_str())),
                    _ => return None,
                };
            }
            Self::AsValueObject(index) => {
                let value = at(document, &place(document, index, |value| value.as_str().is_some())?);
                *value = Object::new().with("@value", value.clone()).into();
            }
            Self::Respell(index, spelling) => {
                let value = at(document, &place(document, index, |value| spelling.of(value).is_some())?);
                *value = spelling.of(value)?;
            }
            Self::Rename(index, other) => {
                let place = place(document, index, any)?;
                let (holder, name) = parent(&place);
                let Value::Object(object) = at(document, holder) else { return None };
                // In its place, so that nothing but the name is another.
                *object = std::mem::take(object)
                    .into_iter()
                    .map(|(own, value)| if own == name { (another_name(&own, other), value) } else { (own, value) })
                    .collect();
            }
            Self::Twice(index, other) => {
                let from = place(document, index, any)?;
                let (holder, name) = parent(&from);
                if !is_object(at(document, holder)) {
                    return None;
                }
                let other = match other {
                    Some(other) => place(document, other, any)?,
                    None => from.clone(),
                };
                let value = at(document, &other).clone();
                object(document, holder).insert(&format!("{TWICE}{name}"), value);
            }
            Self::Insert(index, name, value) => {
                let place = place(document, index, is_object)?;
                object(document, &place).insert(name, value.clone());
            }
        }
        Some(())
    }
}

/// JSON of any shape, with names and values that mean something here and there.
pub fn any_json() -> impl Strategy<Value = Value> {
    let names = select(vec![
        "@context",
        "type",
        "id",
        "issuer",
        "credentialSubject",
        "proof",
        "validFrom",
        "achievement",
        "evidence",
        "verificationMethod",
        "proofValue",
        "cryptosuite",
        "@value",
        "@graph",
        "name",
        "endorsement",
    ]);
    let texts = select(vec![
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "VerifiableCredential",
        "OpenBadgeCredential",
        "AchievementSubject",
        "did:key:z6Mk",
        "DataIntegrityProof",
        "eddsa-rdfc-2022",
        "assertionMethod",
        "_:b0",
        "did:web:vet.example#key",
        "",
        "\u{0}",
        "2026-01-01T00:00:00Z",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        texts.prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let members = (prop_oneof![4 => names.clone().prop_map(str::to_owned), 1 => "\\PC{0,6}"], inner.clone());
        prop_oneof![
            vec(inner, 0..5).prop_map(Value::Array),
            vec(members, 0..6).prop_map(|members| {
                let mut object = Object::new();
                members.into_iter().for_each(|(name, value)| object.insert(&name, value));
                Value::Object(object)
            }),
        ]
    })
}
