//! Contexts and JSON-LD: second ways of saying what is signed, and things said that are not signed.

use super::{
    accepted, assert_invalid, assert_not_issued, assert_only_the_screen_refuses, assert_refused,
    assert_the_screen_refuses, assert_valid, leniently, verify, within,
};
use crate::support::cases::{case, saw, say};
use crate::support::{
    self, Counting, at, badge, edited, issuing_key, json, object, secure, secure_with, sign_by_hand, verifier,
};
use microcred::badge::AchievementCredential;
use microcred::codec::digest;
use microcred::issue::IssueError;
use microcred::json::{Object, Value};
use microcred::jsonld::{ContextError, Contexts};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Effect, Outcome, Status, code};
use microcred::verify::Policy;
use std::time::Duration;

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const OB: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";
const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";

/// The signed badge with its contexts edited.
fn with_contexts(edit: impl FnOnce(&mut Vec<Value>)) -> String {
    edited(&secure(&badge()), |badge| {
        let Value::Array(contexts) = at(badge, "/@context") else { panic!() };
        edit(contexts);
    })
}

/// The signed badge with one of its objects edited.
fn with(place: &str, edit: impl FnOnce(&mut Object)) -> String {
    edited(&secure(&badge()), |badge| edit(object(badge, place)))
}

#[test]
fn ctx_unknown_url() {
    case!(1);
    let text = with_contexts(|contexts| contexts.push("https://attacker.example/context".into()));
    assert_refused(&verify(text), Outcome::Indeterminate, code::context::UNKNOWN);
}

/// Nobody can slip in a body: contexts are never asked for, and are registered with their digest.
#[test]
fn ctx_swap_body() {
    case!(2);
    let body = r#"{"@context": {"@protected": false}}"#;
    let pinned =
        Contexts::bundled().urls().find(|(url, _)| *url == V2).map(|(_, bodies)| bodies[0].to_owned()).unwrap();
    assert!(matches!(Contexts::bundled().with(V2, body, &pinned), Err(ContextError::HashMismatch { .. })));
    say("not registered");
    let resolver = Counting::new().with(V2, body).with(OB, body);
    let verification = verifier().verify(secure(&badge()), &resolver);
    saw(&verification);
    assert_eq!((verification.outcome, resolver.asked()), (Outcome::Valid, Vec::new()));
}

#[test]
fn ctx_wrong_order() {
    case!(3);
    assert_invalid(&with_contexts(|contexts| contexts.reverse()), code::context::ORDER);
}

#[test]
fn ctx_inline_object() {
    case!(4);
    let vocabulary = json(r#"{"@vocab": "https://attacker.example/terms#"}"#);
    assert_invalid(&with_contexts(|contexts| contexts.push(vocabulary)), code::context::INLINE);
}

#[test]
fn ctx_inline_alias() {
    case!(5);
    let alias = json(&format!(r#"{{"expires": {{"@id": "{CREDENTIALS}validUntil", "@type": "{DATE_TIME}"}}}}"#));
    let text = with_contexts(|contexts| contexts.push(alias));
    let text = edited(&text, |badge| {
        let until = object(badge, "").remove("validUntil").unwrap();
        object(badge, "").insert("expires", until);
    });
    assert_invalid(&text, code::context::INLINE);
}

/// A context that a host has registered can name an end otherwise, where nobody would look for it.
#[test]
fn ctx_registered_alias() {
    const URL: &str = "https://club.example/context/v1";
    for (alias, more) in [("until", ""), ("cred:validUntil", "\"cred\": \"https://www.w3.org/2018/credentials#\",")] {
        let body = format!(
            r#"{{"@context": {{{more} "{alias}": {{"@id": "{CREDENTIALS}validUntil", "@type": "{DATE_TIME}"}}}}}}"#
        );
        let contexts = Contexts::bundled().with(URL, &body, &digest::sha256_hex(&body)).unwrap();
        let mut document = badge();
        let Value::Array(urls) = at(&mut document, "/@context") else { panic!() };
        urls.push(URL.into());
        object(&mut document, "").remove("validUntil");
        object(&mut document, "").insert(alias, "2020-01-01T00:00:00Z");
        let issuer = support::issuer().with_contexts(contexts.clone());
        let refused = issuer.secure(&document.to_string(), Cryptosuite::EddsaRdfc2022).unwrap_err();
        assert!(refused.to_string().contains(code::context::POLICY_TERM_SPELLING.as_str()), "{refused}");
        let verification = verifier().with_contexts(contexts).verify(document.to_string(), &Counting::new());
        assert!(verification.has(code::context::POLICY_TERM_SPELLING), "{verification}");
        assert_eq!(verification.outcome, Outcome::Invalid);
    }
}

#[test]
fn ctx_protected_redefine() {
    case!(6);
    let redefined = json(r#"{"name": "https://attacker.example/terms#name"}"#);
    assert_invalid(&with_contexts(|contexts| contexts.push(redefined)), code::context::PROTECTED);
    // `issuer` is a term of the type, not of the top: its protection does not come up before the context is refused.
    let redefined = json(r#"{"issuer": "https://attacker.example/terms#issuer"}"#);
    assert_invalid(&with_contexts(|contexts| contexts.push(redefined)), code::context::INLINE);
}

#[test]
fn ctx_null_reset() {
    case!(7);
    assert_invalid(&with_contexts(|contexts| contexts.push(Value::Null)), code::context::INLINE);
    assert_invalid(&with_contexts(|contexts| contexts.insert(0, Value::Null)), code::context::INLINE);
    assert_invalid(&edited(&secure(&badge()), |badge| *at(badge, "/@context") = Value::Null), code::context::INLINE);
}

#[test]
fn ctx_nested_in_subject() {
    case!(8);
    for context in [
        r#""https://www.w3.org/ns/credentials/v2""#,
        r#"[]"#,
        r#"{"@vocab": "https://attacker.example/terms#"}"#,
        "null",
    ] {
        let text = with("/credentialSubject", |subject| subject.insert("@context", json(context)));
        assert_invalid(&text, code::context::NESTED);
    }
}

/// An embedded credential repeats the contexts of the whole, in their order.
#[test]
fn ctx_nested_reordered() {
    case!(8);
    let with_endorsement = |contexts: &[&str]| {
        let mut document = badge();
        let mut endorsement = json(
            r#"{"id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000009", "type": ["VerifiableCredential", "EndorsementCredential"],
                "name": "Accreditation", "issuer": {"id": "https://agency.example/", "type": ["Profile"], "name": "Agency"},
                "validFrom": "2026-01-01T00:00:00Z",
                "credentialSubject": {"id": "https://vet.example/achievements/green", "type": ["EndorsementSubject"], "endorsementComment": "Good."}}"#,
        );
        object(&mut endorsement, "")
            .insert("@context", Value::Array(contexts.iter().map(|url| Value::from(*url)).collect()));
        object(&mut document, "").insert("endorsement", Value::Array(vec![endorsement]));
        document
    };
    assert_valid(&secure(&with_endorsement(&[V2, OB])));
    for contexts in [&[OB, V2][..], &[V2, V2, OB]] {
        let text = sign_by_hand(&with_endorsement(contexts), &issuing_key(), &[]);
        assert_only_the_screen_refuses(&text, code::context::NESTED);
    }
}

#[test]
fn ctx_repeat_1000() {
    case!(9);
    let text = with_contexts(|contexts| contexts.extend(std::iter::repeat_n(Value::from(OB), 1000)));
    let verification = within(Duration::from_secs(2), || verify(text));
    assert_refused(&verification, Outcome::Invalid, code::context::TOO_MANY);
}

#[test]
fn a_context_named_twice_is_called_that() {
    let text = with_contexts(|contexts| contexts.push(OB.into()));
    for verification in [verify(&text), leniently(&text)] {
        assert_refused(&verification, Outcome::Invalid, code::context::REPEATED);
        assert_eq!(verification.primary.as_ref().unwrap().pointer.to_string(), "/@context/2");
    }
}

/// Others keep an IRI with a space in it, and sign its statement; here it is left out. What is left tells nobody who changed what.
#[test]
fn a_signature_is_not_called_broken_where_a_statement_is_left_out() {
    let with_space = |badge: &str| {
        edited(badge, |badge| {
            object(badge, "/evidence/0").insert("id", "https://vet.example/a b");
        })
    };
    let statements = with_space(&secure(&badge()));
    let verification = verify(&statements);
    assert_refused(&verification, Outcome::Invalid, code::context::SAFE_MODE);
    assert!(!verification.has(code::proof::SIGNATURE_INVALID), "{verification}");
    assert_eq!(verification.check("proof.signature").unwrap().status, Status::NotRun);
    assert_eq!(leniently(&statements).outcome, Outcome::Invalid);
    // Whoever lets that pass is told of the signature.
    let policy = Policy::strict().danger_set_effect(code::context::SAFE_MODE, Effect::Ignore);
    let verification = verifier().with_policy(policy).verify(&statements, &Counting::new());
    assert_refused(&verification, Outcome::Invalid, code::proof::SIGNATURE_INVALID);
    // Where the tree is signed, nothing is left out.
    let tree = verify(with_space(&secure_with(&badge(), Cryptosuite::EddsaJcs2022)));
    assert_eq!(tree.outcome, Outcome::Invalid);
    assert!(tree.has(code::proof::SIGNATURE_INVALID), "{tree}");
}

/// A mistake of the host, refused when it registers the context.
#[test]
fn ctx_remote_import_loop() {
    case!(10);
    let [one, two] = ["https://a.example/one", "https://a.example/two"];
    let importing = |url: &str| format!(r#"{{"@context": {{"@import": "{url}"}}}}"#);
    let itself = importing(one);
    assert!(Contexts::bundled().with(one, &itself, &digest::sha256_hex(&itself)).is_err());
    let plain = r#"{"@context": {"a": "https://a.example/terms#a"}}"#;
    let contexts = Contexts::bundled().with(one, plain, &digest::sha256_hex(plain)).unwrap();
    let second = importing(one);
    let contexts = contexts.with(two, &second, &digest::sha256_hex(&second)).unwrap();
    let back = importing(two);
    assert!(contexts.with(one, &back, &digest::sha256_hex(&back)).is_err());
    say("not registered");
    let listed = format!(r#"{{"@context": ["{one}"]}}"#);
    assert!(Contexts::bundled().with(one, &listed, &digest::sha256_hex(&listed)).is_err());
}

#[test]
fn ld_undefined_term_added() {
    case!(11);
    for place in ["", "/issuer", "/credentialSubject", "/credentialSubject/achievement", "/credentialSubject/result/0"]
    {
        let text = with(place, |object| object.insert("memberLevel", "Gold"));
        assert_only_the_screen_refuses(&text, code::context::UNDEFINED_TERM);
    }
}

#[test]
fn ld_undefined_term_in_the_proof() {
    case!(11);
    let text = edited(&secure(&badge()), |badge| {
        let Value::Array(proofs) = at(badge, "/proof") else { panic!() };
        proofs[0].as_object_mut().unwrap().insert("memberLevel", "Gold");
    });
    assert_only_the_screen_refuses(&text, code::context::UNDEFINED_TERM);
}

#[test]
fn ld_undefined_type() {
    case!(12);
    let text = edited(&secure(&badge()), |badge| {
        let Value::Array(types) = at(badge, "/type") else { panic!() };
        types.push("Evil".into());
    });
    assert_only_the_screen_refuses(&text, code::context::UNDEFINED_TERM);
}

/// A date as the value object that its term would make of it.
fn typed(date: &Value) -> Object {
    Object::new().with("@type", DATE_TIME).with("@value", date.clone())
}

#[test]
fn ld_key_as_iri() {
    case!(13);
    let text = with("", |badge| {
        let until = badge.remove("validUntil").unwrap();
        badge.insert(&format!("{CREDENTIALS}validUntil"), typed(&until));
    });
    assert_only_the_screen_refuses(&text, code::context::NOT_COMPACTED);
    let text = with("/credentialSubject/achievement", |achievement| {
        let name = achievement.remove("name").unwrap();
        achievement.insert("https://schema.org/name", name);
    });
    assert_only_the_screen_refuses(&text, code::context::NOT_COMPACTED);
}

/// VC Data Model 1.1 has the prefix `cred` inside a credential.
#[test]
fn ld_key_as_compact_iri() {
    case!(14);
    let mut old = badge();
    *at(&mut old, "/@context/0") = "https://www.w3.org/2018/credentials/v1".into();
    for (new_name, old_name) in [("validFrom", "issuanceDate"), ("validUntil", "expirationDate")] {
        let date = object(&mut old, "").remove(new_name).unwrap();
        object(&mut old, "").insert(old_name, date);
    }
    let signed = secure(&old);
    assert_valid(&signed);
    let text = edited(&signed, |badge| {
        let until = object(badge, "").remove("expirationDate").unwrap();
        object(badge, "").insert("cred:expirationDate", typed(&until));
    });
    assert_only_the_screen_refuses(&text, code::context::NOT_COMPACTED);
}

/// An expiry as plain text under the IRI: another statement than the term makes, which nobody would read.
#[test]
fn ld_untyped_literal_iri() {
    case!(15);
    let mut document = badge();
    object(&mut document, "").remove("validUntil");
    object(&mut document, "").insert(&format!("{CREDENTIALS}validUntil"), "2020-01-01T00:00:00Z");
    let text = sign_by_hand(&document, &issuing_key(), &[]);
    assert_only_the_screen_refuses(&text, code::context::POLICY_TERM_SPELLING);
}

/// The expiry of VC Data Model 1.1 has no name under 2.0, and is not read there.
#[test]
fn ld_vc11_terms_under_v2() {
    case!(16);
    for value in [Value::from("2020-01-01T00:00:00Z"), typed(&"2020-01-01T00:00:00Z".into()).into()] {
        let mut document = badge();
        object(&mut document, "").insert(&format!("{CREDENTIALS}expirationDate"), value);
        let text = sign_by_hand(&document, &issuing_key(), &[]);
        assert_only_the_screen_refuses(&text, code::context::POLICY_TERM_SPELLING);
    }
    assert_invalid(
        &with("", |badge| badge.insert("expirationDate", "2020-01-01T00:00:00Z")),
        code::context::UNDEFINED_TERM,
    );
}

/// The description of the issuer, moved where nobody looks for it.
#[test]
fn ld_included_block() {
    case!(17);
    let text = with("", |badge| {
        let issuer = badge.remove("issuer").unwrap();
        badge.insert("issuer", issuer.get("id").unwrap().clone());
        badge.insert("@included", Value::Array(vec![issuer]));
    });
    assert_the_screen_refuses(&text, code::context::NOT_COMPACTED);
}

/// The issuer first, and the credential as what it issued. The outermost object is then no credential.
#[test]
fn ld_reverse() {
    case!(18);
    let signed = json(&secure(&badge()));
    let mut credential = signed.as_object().unwrap().clone();
    let context = credential.remove("@context").unwrap();
    let proof = credential.remove("proof").unwrap();
    let issuer = credential.remove("issuer").unwrap();
    let text = issuer.as_object().unwrap().clone().with("@context", context).with("proof", proof);
    let text =
        Value::from(text.with("@reverse", Object::new().with(&format!("{CREDENTIALS}issuer"), credential))).to_string();
    assert_the_screen_refuses(&text, code::format::TYPE);
    assert!(verify(text).has(code::context::NOT_COMPACTED));
}

#[test]
fn ld_top_level_graph() {
    case!(19);
    let signed = json(&secure(&badge()));
    let mut credential = signed.as_object().unwrap().clone();
    let context = credential.remove("@context").unwrap();
    let proof = credential.remove("proof").unwrap();
    let wrapped = Object::new().with("@context", context).with_all("@graph", [credential]).with("proof", proof);
    let text = Value::from(wrapped).to_string();
    assert_the_screen_refuses(&text, code::format::TYPE);
    assert!(verify(text).has(code::context::NOT_COMPACTED));
}

fn with_status() -> Value {
    let mut badge = badge();
    let status = r#"{"id": "https://vet.example/status/1#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "7", "statusListCredential": "https://vet.example/status/1"}"#;
    object(&mut badge, "").insert("credentialStatus", json(status));
    badge
}

/// A status that a reader of arrays would not find.
#[test]
fn ld_nested_array_status() {
    case!(20);
    let text = edited(&secure(&with_status()), |badge| {
        let status = object(badge, "").remove("credentialStatus").unwrap();
        object(badge, "").insert("credentialStatus", Value::Array(vec![Value::Array(vec![status])]));
    });
    assert_only_the_screen_refuses(&text, code::context::NOT_COMPACTED);
}

/// The badge may point to itself; describing itself there a second time would hide what it says of itself at the top.
/// What decides its validity has no name outside a credential, and so cannot go there.
#[test]
fn ld_redescribe_self() {
    case!(22);
    let mut document = badge();
    let id = document.get("id").unwrap().clone();
    object(&mut document, "/credentialSubject/achievement").insert("creator", Object::new().with("id", id.clone()));
    let signed = secure(&document);
    // Open Badges 3.0 wants a whole profile there; that is another matter.
    assert!(leniently(&signed).acceptable().is_ok());
    let text = edited(&signed, |badge| {
        let name = object(badge, "").remove("name").unwrap();
        object(badge, "/credentialSubject/achievement/creator").insert("name", name);
    });
    assert_only_the_screen_refuses(&text, code::context::NODE_DESCRIBED_TWICE);
    let text = edited(&signed, |badge| {
        let until = object(badge, "").remove("validUntil").unwrap();
        object(badge, "/credentialSubject/achievement/creator").insert("validUntil", until);
    });
    assert_invalid(&text, code::context::UNDEFINED_TERM);
}

#[test]
fn ld_relative_id() {
    case!(23);
    assert_invalid(&with("", |badge| badge.insert("id", "badge/1")), code::model::IDS);
    let mut document = badge();
    object(&mut document, "").insert("id", "badge/1");
    let issued = support::issuer().secure(&document.to_string(), Cryptosuite::EddsaRdfc2022);
    assert_not_issued(issued, code::model::IDS);
}

/// RDF has no such IRI: the statement would be dropped, and so signed by nobody.
#[test]
fn ld_id_with_space() {
    case!(24);
    let mut document = badge();
    object(&mut document, "/credentialSubject/achievement/image").insert("id", "https://vet.example/green leaf.png");
    let issued = support::issuer().secure(&document.to_string(), Cryptosuite::EddsaRdfc2022);
    assert_not_issued(issued, code::context::SAFE_MODE);
    let text =
        with("/credentialSubject/achievement/image", |image| image.insert("id", "https://vet.example/green leaf.png"));
    assert_invalid(&text, code::context::SAFE_MODE);
}

#[test]
fn ld_blank_predicate() {
    case!(25);
    let text = with("/credentialSubject", |subject| subject.insert("_:p", "shown, not signed"));
    assert_only_the_screen_refuses(&text, code::context::SAFE_MODE);
}

#[test]
fn ld_lang_dir_index() {
    case!(26);
    let mut document = badge();
    object(&mut document, "").remove("name");
    let language = |extra: &[(&str, &str)]| {
        let text = Object::new().with("@value", "Green skills").with("@language", "en");
        Value::from(extra.iter().fold(text, |text, (name, value)| text.with(name, *value)))
    };
    object(&mut document, "").insert("name", language(&[]));
    let signed = secure(&document);
    for (extra, code) in [("@direction", code::context::NOT_PLAIN), ("@index", code::context::NOT_COMPACTED)] {
        let text = edited(&signed, |badge| *at(badge, "/name") = language(&[(extra, "rtl")]));
        assert_only_the_screen_refuses(&text, code);
    }
    let text = with("/credentialSubject", |subject| subject.insert("@index", "shown, not signed"));
    assert_the_screen_refuses(&text, code::context::NOT_COMPACTED);
}

#[test]
fn ld_json_literal_context() {
    case!(27);
    let schema = |literal: &str| {
        let mut document = badge();
        let schema = format!(
            r#"{{"id": "https://vet.example/schema", "type": ["JsonSchemaCredential", "JsonSchema"], "jsonSchema": {literal}}}"#
        );
        object(&mut document, "").insert("credentialSchema", json(&schema));
        document
    };
    let refused =
        support::issuer().secure(&schema(r#"{"@context": {"name": null}}"#).to_string(), Cryptosuite::EddsaRdfc2022);
    assert!(matches!(refused, Err(IssueError::Findings(_))), "{refused:?}");
    // Nor does a badge hold to which it is added.
    let literal = schema(r#"{"@context": {"name": null}}"#).get("credentialSchema").unwrap().clone();
    let added = verify(with("", |badge| badge.insert("credentialSchema", literal)));
    assert_eq!(added.outcome, Outcome::Invalid, "{added}");
}

/// What is no second reading is let through: types with two names, and the same status in an endorsement.
#[test]
fn ld_type_synonym_ok() {
    case!(28);
    let signed = secure(&badge());
    let text = signed.replace("\"OpenBadgeCredential\"", "\"AchievementCredential\"");
    assert_ne!(text, signed);
    assert_valid(&text);

    let mut document = with_status();
    let status = document.get("credentialStatus").unwrap().clone();
    let mut endorsement = json(
        r#"{"id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000009", "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Accreditation", "issuer": {"id": "https://agency.example/", "type": ["Profile"], "name": "Agency"},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": "https://vet.example/achievements/green", "type": ["EndorsementSubject"], "endorsementComment": "Good."}}"#,
    );
    object(&mut endorsement, "").insert("credentialStatus", status);
    object(&mut endorsement, "").insert("@context", document.get("@context").unwrap().clone());
    object(&mut document, "").insert("endorsement", Value::Array(vec![endorsement]));
    let resolver = Counting::new().after_proof();
    let verification = verifier().verify(secure(&document), &resolver);
    // That the list is not at hand makes it indeterminate; nothing else is found.
    assert_refused(&verification, Outcome::Indeterminate, code::status::LIST_UNRESOLVED);
    assert_eq!(resolver.asked(), ["https://vet.example/status/1"]);
}

#[test]
fn ld_one_element_array_ok() {
    case!(29);
    let signed = secure(&badge());
    let content = accepted(&signed);
    for place in [
        "/credentialSubject",
        "/issuer",
        "/credentialSubject/achievement/image",
        "/credentialSubject/achievement/criteria",
    ] {
        let text = edited(&signed, |badge| {
            let value = at(badge, place);
            *value = Value::Array(vec![value.clone()]);
        });
        let verification = verify(&text);
        // Several subjects or issuers are another matter; one in an array says the same, where it may stand at all.
        match verification.accept::<microcred::badge::AchievementCredential>() {
            Ok(badge) => assert_eq!(badge.credential_subject, content.credential_subject, "{place}"),
            Err(_) => assert!(!verification.has(code::context::NOT_COMPACTED), "{place}: {verification}"),
        }
    }
    let text = signed.replace("[\"Profile\"]", "\"Profile\"");
    assert_ne!(text, signed);
    assert_valid(&text);
}

/// One number, however it is written, is one statement.
#[test]
fn ld_float_lexical() {
    case!(30);
    let signed = secure(&badge());
    let credits = accepted(&signed).credential_subject.credits_earned;
    for spelling in ["2.50", "25e-1", "0.25E1"] {
        let text = signed.replace("\"creditsEarned\":2.5", &format!("\"creditsEarned\":{spelling}"));
        assert_ne!(text, signed);
        let other = accepted(&text).credential_subject.credits_earned;
        assert_eq!(other.map(|number| number.as_f64()), credits.clone().map(|number| number.as_f64()));
    }
    for (written, again) in [("3", "3.0"), ("100", "1e2")] {
        let mut document = badge();
        object(&mut document, "/credentialSubject").insert("creditsEarned", json(written));
        let signed = secure(&document);
        assert_valid(&signed.replace(&format!("\"creditsEarned\":{written}"), &format!("\"creditsEarned\":{again}")));
    }
}

#[test]
fn jcs_context_swap() {
    case!(31);
    let signed = secure_with(&badge(), Cryptosuite::EddsaJcs2022);
    assert_valid(&signed);
    let extension = Value::from("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json");
    let add = |badge: &mut Value, place: &str| {
        let Value::Array(contexts) = at(badge, place) else { panic!() };
        contexts.push(extension.clone());
    };
    let document_only = edited(&signed, |badge| add(badge, "/@context"));
    assert_invalid(&document_only, code::proof::CONTEXT);
    let both = edited(&document_only, |badge| add(badge, "/proof/0/@context"));
    assert_invalid(&both, code::proof::SIGNATURE_INVALID);
}

/// The proof of another document, or of another reading of this one.
#[test]
fn jcs_missing_proof_context() {
    case!(32);
    let signed = secure_with(&badge(), Cryptosuite::EddsaJcs2022);
    let shorter = edited(&signed, |badge| *at(badge, "/proof/0/@context") = Value::Array(vec![V2.into()]));
    assert_invalid(&shorter, code::proof::CONTEXT);
    // Left out it is missing among the options that are signed.
    let missing = edited(&signed, |badge| drop(object(badge, "/proof/0").remove("@context")));
    assert_invalid(&missing, code::proof::SIGNATURE_INVALID);
}

/// A proof may bring the context along that defines its suite: it says what the proof's members mean, not the document's.
/// With any other it is refused, and for that alone.
#[test]
fn a_proof_with_a_context_of_its_own() {
    const SUITE: &str = "https://w3id.org/security/suites/ed25519-2020/v1";
    let signed = secure_with(&badge(), Cryptosuite::Ed25519Signature2020);
    assert_valid(&signed);
    let moved = |own: Vec<Value>| {
        edited(&signed, |badge| {
            let Value::Array(contexts) = at(badge, "/@context") else { panic!() };
            contexts.retain(|context| context.as_str() != Some(SUITE));
            object(badge, "/proof/0").insert("@context", Value::Array(own));
        })
    };
    assert_valid(&moved(vec![SUITE.into()]));
    accepted(&moved(vec![SUITE.into()]));
    assert_valid(&edited(&moved(vec![SUITE.into()]), |badge| *at(badge, "/proof/0/@context") = SUITE.into()));
    // What the proof says is signed under it, and what the document says is not read under it.
    let others =
        format!("{0}#{1}", support::did_key(&support::attackers_key()), support::multikey(&support::attackers_key()));
    for (member, value) in [("created", "2026-11-01T00:00:00Z"), ("verificationMethod", &others)] {
        let text = edited(&moved(vec![SUITE.into()]), |badge| object(badge, "/proof/0").insert(member, value));
        assert_eq!(verify(&text).outcome, Outcome::Invalid);
        assert!(verify(&text).accept::<AchievementCredential>().is_err());
    }
    let text = edited(&moved(vec![SUITE.into()]), |badge| object(badge, "").insert("Ed25519VerificationKey2020", "x"));
    assert_invalid(&text, code::context::UNDEFINED_TERM);
    for own in [
        vec![SUITE.into(), EXTENSIONS.into()],
        vec![EXTENSIONS.into()],
        vec![V2.into(), SUITE.into()],
        vec![Object::new().with("@vocab", "https://evil.example/").into()],
        vec![],
    ] {
        let verification = verify(moved(own));
        let codes: Vec<&str> = verification
            .checks
            .iter()
            .filter(|check| check.status == Status::Fail)
            .filter_map(|check| check.code().map(|code| code.as_str()))
            .collect();
        assert_eq!(codes, ["proof.context"], "{verification}");
    }
}

/// Where Open Badges stands among the contexts is a rule of the model: what was signed is plain in any order.
#[test]
fn open_badges_after_an_extension() {
    let mut late = badge();
    let Value::Array(contexts) = at(&mut late, "/@context") else { panic!() };
    contexts.insert(1, "https://w3id.org/security/suites/ed25519-2020/v1".into());
    let text = sign_by_hand(&late, &issuing_key(), &[]);
    assert_refused(&verify(&text), Outcome::Invalid, code::model::CONTEXT);
    let lenient = leniently(&text);
    assert_eq!(lenient.outcome, Outcome::Valid, "{lenient}");
    assert!(lenient.accept::<AchievementCredential>().is_ok());
    let twice = with_contexts(|contexts| contexts.push("https://www.w3.org/2018/credentials/v1".into()));
    assert_invalid(&twice, code::context::ORDER);
}
