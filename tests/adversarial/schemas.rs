//! Schemas that a badge declares.

use super::services::{EXTENSIONS, Host};
use super::{assert_refused, valid};
use crate::support::{Counting, badge, edited, object, secure, verifier};
use microcred::json::{Object, Value};
use microcred::report::{Outcome, Status, code};
use microcred::verify::{Schemas, Verification};

const SCHEMA: &str = "https://vet.example/schemas/badge.json";

/// A signed badge that declares a schema in the way that is named.
fn declaring(kind: &str) -> String {
    declaring_at(SCHEMA, kind)
}

fn declaring_at(url: &str, kind: &str) -> String {
    let mut badge = badge();
    let declared = Object::new().with("id", url).with("type", kind);
    object(&mut badge, "").insert("credentialSchema", Value::Array(vec![declared.into()]));
    if let Some(Value::Array(contexts)) = object(&mut badge, "").get_mut("@context") {
        contexts.push(EXTENSIONS.into());
    }
    secure(&badge)
}

/// What a verifier says that knows the schema.
fn held_to(text: &str, schema: &str) -> Verification {
    let schemas = Schemas::new().with(SCHEMA, schema).unwrap();
    verifier().with_schemas(schemas).verify(text, &Counting::new())
}

/// What is not registered is not fetched, and changes no verdict; what is registered is used, or said not to be.
#[test]
fn schema_not_at_hand() {
    let text = declaring("1EdTechJsonSchemaValidator2019");
    assert!(valid(&text).has(code::schema::UNCHECKED));
    let verification = held_to(&text, r#"{"required": ["name"]}"#);
    if cfg!(feature = "schema") {
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        assert_eq!(verification.check("schema.declared").map(|check| check.status), Some(Status::Pass));
    } else {
        assert_refused(&verification, Outcome::Indeterminate, code::input::FEATURE_MISSING);
    }
    assert!(verification.report().resources.iter().any(|resource| resource.url == SCHEMA));
}

/// Schemas are asked for only if the verifier wants it, and only by a credential whose proof holds.
#[test]
fn schema_asked_for() {
    let text = declaring("1EdTechJsonSchemaValidator2019");
    let host = Host::with(&[(SCHEMA, r#"{"required": ["no such member"]}"#)]);
    assert_eq!(verifier().verify(&text, &host).outcome, Outcome::Valid);
    let changed = edited(&text, |badge| object(badge, "").insert("name", "Another"));
    assert!(verifier().fetching_schemas().verify(&changed, &host).has(code::proof::SIGNATURE_INVALID));
    assert!(host.asked.borrow().is_empty());
    let verification = verifier().fetching_schemas().verify(&text, &host);
    let (outcome, found) = match cfg!(feature = "schema") {
        true => (Outcome::Invalid, code::schema::VIOLATION),
        false => (Outcome::Indeterminate, code::input::FEATURE_MISSING),
    };
    assert_refused(&verification, outcome, found);
    let nowhere = verifier().fetching_schemas().verify(&text, &Host::with(&[]));
    assert_eq!(nowhere.outcome, Outcome::Valid);
    assert!(nowhere.has(code::schema::UNCHECKED));
    let broken = verifier().fetching_schemas().verify(&text, &Host::with(&[(SCHEMA, "<html>")]));
    assert_refused(&broken, Outcome::Indeterminate, code::schema::UNUSABLE);
}

#[cfg(feature = "schema")]
mod with_schemas {
    use super::super::within;
    use super::*;
    use crate::support::cases::case;
    use microcred::json::Pointer;
    use microcred::verify::SchemaError;
    use std::time::Duration;

    /// An empty fragment names the whole document.
    #[test]
    fn schema_with_an_empty_fragment() {
        for kind in ["1EdTechJsonSchemaValidator2019", "JsonSchema"] {
            let text = declaring_at(&format!("{SCHEMA}#"), kind);
            for id in [SCHEMA.to_owned(), format!("{SCHEMA}#")] {
                let schema = |required: &str| {
                    format!(
                        r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "{id}", "required": ["{required}"]}}"#
                    )
                };
                assert_refused(&held_to(&text, &schema("no such member")), Outcome::Invalid, code::schema::VIOLATION);
                let verification = held_to(&text, &schema("name"));
                assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
                assert!(!verification.has(code::schema::UNCHECKED), "{verification}");
                let schema = schema("no such member");
                let host = Host::with(&[(SCHEMA, &schema)]);
                let verification = verifier().fetching_schemas().verify(&text, &host);
                assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
                assert_eq!(*host.asked.borrow(), [SCHEMA]);
            }
        }
    }

    #[track_caller]
    fn refused(schema: &str) -> SchemaError {
        let error = within(Duration::from_secs(2), || Schemas::new().with(SCHEMA, schema)).unwrap_err();
        crate::support::cases::say("not registered");
        error
    }

    /// The place is named and the keyword, and nothing of what stands there.
    #[test]
    fn schema_violated() {
        let schema = r#"{"properties": {"credentialSubject": {"properties": {"id": {"const": "did:example:ben"}}}}}"#;
        let verification = held_to(&declaring("1EdTechJsonSchemaValidator2019"), schema);
        assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
        let check = verification.checks.iter().find(|check| check.code() == Some(code::schema::VIOLATION)).unwrap();
        assert_eq!(check.pointer, Pointer::from_text("/credentialSubject/id"));
        assert_eq!(check.detail, "/properties/credentialSubject/properties/id/const of the schema does not hold");
        assert!(!verification.to_string().contains("example:ana"), "{verification}");
    }

    #[test]
    fn schema_remote_ref() {
        case!(123);
        for reference in
            ["https://attacker.example/more.json", "http://127.0.0.1/", "//attacker.example/x", "more.json"]
        {
            let schema = format!(r#"{{"properties": {{"name": {{"$ref": "{reference}"}}}}}}"#);
            assert!(matches!(refused(&schema), SchemaError::Reference(_)), "{reference}");
            let dynamic = format!(
                r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicRef": "{reference}"}}"#
            );
            assert!(matches!(refused(&dynamic), SchemaError::Reference(_)), "{reference}");
        }
        // What is registered may be referred to.
        let schemas = Schemas::new().with("https://vet.example/schemas/name.json", r#"{"const": "No badge"}"#).unwrap();
        let schemas = schemas.with(SCHEMA, r#"{"properties": {"name": {"$ref": "name.json"}}}"#).unwrap();
        let text = declaring("1EdTechJsonSchemaValidator2019");
        let verification = verifier().with_schemas(schemas).verify(&text, &Counting::new());
        assert_refused(&verification, Outcome::Invalid, code::schema::VIOLATION);
    }

    #[test]
    fn schema_file_ref() {
        case!(123);
        for reference in ["file:///etc/hostname", "file:///etc/passwd#/x", "../../../etc/passwd"] {
            let schema = format!(r#"{{"$ref": "{reference}"}}"#);
            assert!(matches!(refused(&schema), SchemaError::Reference(_)), "{reference}");
        }
    }

    #[test]
    fn schema_redos() {
        case!(123);
        let mut badge = badge();
        object(&mut badge, "").insert("name", format!("{}!", "a".repeat(20_000)));
        let declared = Object::new().with("id", SCHEMA).with("type", "JsonSchema");
        object(&mut badge, "").insert("credentialSchema", Value::Array(vec![declared.into()]));
        let tree = microcred::json::Tree::parse(&badge.to_string(), &microcred::Limits::default()).unwrap();
        let schema = |pattern: &str| {
            format!(
                r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "{SCHEMA}",
                    "properties": {{"name": {{"pattern": {}}}}}}}"#,
                Value::from(pattern)
            )
        };
        for pattern in ["^(a+)+$", "^(a|a)*$", "^([a-z]+)*$", "(.*a){12}$"] {
            let schemas = Schemas::new().with(SCHEMA, schema(pattern)).unwrap();
            let allowed = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 100 });
            let findings = within(allowed, || schemas.check(tree.root()));
            assert!(findings.contains(code::schema::VIOLATION), "{pattern}: {findings}");
            crate::support::cases::say(format!("invalid {}", code::schema::VIOLATION));
        }
        for pattern in [r"^(?=a)a+$", r"^(a+)\1$", "(?<!b)a", &"(a{1000}){1000}".repeat(3)] {
            assert!(matches!(refused(&schema(pattern)), SchemaError::Invalid(_)), "{pattern}");
        }
    }

    #[test]
    fn schema_id_collision() {
        case!(123);
        let other = "https://vet.example/schemas/other.json";
        for schema in [
            // Two parts of one name, a part with the name of the whole, and the names of dialects.
            format!(r#"{{"$defs": {{"a": {{"$id": "{other}"}}, "b": {{"$id": "other.json", "const": 1}}}}}}"#),
            format!(r#"{{"$id": "{SCHEMA}", "$defs": {{"a": {{"$id": "{SCHEMA}"}}}}}}"#),
            r#"{"$defs": {"a": {"$id": "https://json-schema.org/draft/2019-09/schema"}}}"#.to_owned(),
            r#"{"$id": "https://json-schema.org/draft/2020-12/meta/core"}"#.to_owned(),
        ] {
            assert!(matches!(refused(&schema), SchemaError::IdTwice(_)), "{schema}");
        }
        // A schema that says to be another one is not the one that is declared, though 1EdTech's own say so.
        let says_other = format!(r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "{other}"}}"#);
        assert_refused(&held_to(&declaring("JsonSchema"), &says_other), Outcome::Invalid, code::schema::MISMATCH);
        assert_eq!(held_to(&declaring("1EdTechJsonSchemaValidator2019"), &says_other).outcome, Outcome::Valid);
        // The name of one that was registered before.
        let schemas = Schemas::new().with(other, r#"{"const": 1}"#).unwrap();
        let usurper =
            format!(r#"{{"$defs": {{"a": {{"$id": "{other}"}}}}, "properties": {{"name": {{"$ref": "{other}"}}}}}}"#);
        assert!(matches!(schemas.with(SCHEMA, usurper), Err(SchemaError::IdTwice(_))));
    }

    /// Schemas of a few lines that would be applied for ever, or 2^40 times.
    #[test]
    fn schema_without_end() {
        let text = declaring("1EdTechJsonSchemaValidator2019");
        let doubling: String = (0..40)
            .map(|n| {
                format!(r##""d{n}": {{"anyOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}, "##, n + 1)
            })
            .collect();
        let doubling = format!(r##"{{"$ref": "#/$defs/d0", "$defs": {{{doubling} "d40": {{"const": 1}}}}}}"##);
        let below = r##"{"allOf": [{"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}},
            {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}, {"additionalProperties": {"$ref": "#"}},
            {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}, {"additionalProperties": {"$ref": "#"}},
            {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}}, {"additionalProperties": {"$ref": "#"}}]}"##;
        for schema in [
            r##"{"$ref": "#"}"##,
            r##"{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}}"##,
            r##"{"$recursiveRef": "#"}"##,
            &doubling,
            below,
        ] {
            let verification = within(Duration::from_secs(20), || held_to(&text, schema));
            assert_refused(&verification, Outcome::Indeterminate, code::schema::UNUSABLE);
        }
    }

    /// More than can be compiled in the time that there is.
    #[test]
    fn schema_of_many_parts() {
        let patterns: Vec<Value> =
            (0..2_000).map(|n| Object::new().with("pattern", format!("^(a+)+$|{n}")).into()).collect();
        let patterns = Value::from(Object::new().with("allOf", patterns));
        let mut chain = Object::new().with("d2000", Object::new());
        for n in 0..2_000 {
            chain.insert(&format!("d{n}"), Object::new().with("$ref", format!("#/$defs/d{}", n + 1)));
        }
        let all: Vec<Value> =
            (0..2_000).rev().map(|n| Object::new().with("$ref", format!("#/$defs/d{n}")).into()).collect();
        let chain = Value::from(Object::new().with("allOf", all).with("$defs", chain));
        for schema in [patterns, chain] {
            assert!(matches!(refused(&schema.to_string()), SchemaError::TooMany(_)));
        }
    }

    #[test]
    fn schema_of_an_unknown_dialect() {
        for named in ["https://json-schema.org/draft/unknown/schema", "http://json-schema.org/draft-04/schema#", ""] {
            let schema = format!(r#"{{"$schema": "{named}"}}"#);
            assert_eq!(refused(&schema), SchemaError::Dialect(named.to_owned()));
        }
        for schema in ["[]", "true", r#"{"credentialSubject": {"type": "JsonSchema"}}"#] {
            assert_eq!(refused(schema), SchemaError::NotASchema);
        }
        assert!(matches!(refused(r#"{"type": "no type"}"#), SchemaError::Invalid(_)));
    }
}
