//! JSON-LD to canonical statements: every trap that makes two implementations hash differently, with the statements
//! that jsonld.js gives.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use microcred::Limits;
use microcred::json::{Tree, Value};
use microcred::jsonld::{Contexts, Hash, Statements, Work, statements};
use microcred::key::{InMemorySigner, Signer};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, code};
use microcred::resolve::Offline;
use support::{at, badge, json, object, secure, secure_with, verifier};

const OB: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
const V2: &str = "https://www.w3.org/ns/credentials/v2";
const OB_3_0_3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

fn read(document: &Value) -> Statements {
    let limits = Limits::default();
    let tree = Tree::parse(&document.to_string(), &limits).unwrap();
    statements(tree.root(), &Contexts::bundled(), &["proof"], &limits).unwrap_or_else(|findings| panic!("{findings}"))
}

fn canonical_form(statements: &Statements) -> String {
    statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(10_000)).unwrap().nquads().to_owned()
}

/// The canonical form of a plain document.
fn canonical(document: &Value) -> String {
    let statements = read(document);
    assert!(statements.departures.is_empty(), "{}", statements.departures);
    canonical_form(&statements)
}

/// The objects of all statements with a property, in canonical order.
fn objects(document: &Value, property: &str) -> Vec<String> {
    let canonical = canonical(document);
    let parts = canonical.lines().filter_map(|line| line.split_once(&format!(" <{property}> ")));
    parts.map(|(_, object)| object.strip_suffix(" .").unwrap().to_owned()).collect()
}

/// The badge with one member of its subject set.
fn with(place: &str, member: &str, value: &str) -> Value {
    let mut badge = badge();
    object(&mut badge, place).insert(member, json(value));
    badge
}

const SUBJECT: &str = "/credentialSubject";
const ACHIEVEMENT: &str = "/credentialSubject/achievement";

/// The datatype of credits starts with https: it is not that of XML Schema, and must not be made so.
#[test]
fn credits_in_canonical_numbers() {
    let float = |text: &str| vec![format!("\"{text}\"^^<https://www.w3.org/2001/XMLSchema#float>")];
    for (written, canonical) in [
        ("3", "3"),
        ("3.0", "3"),
        ("3.00e0", "3"),
        ("1.5", "1.5E0"),
        ("3.5", "3.5E0"),
        ("2.5", "2.5E0"),
        ("0.1", "1.0E-1"),
        ("7.5e-7", "7.5E-7"),
        ("1e2", "100"),
        ("1e21", "1.0E21"),
        ("0", "0"),
        ("60", "60"),
    ] {
        let found = objects(&with(SUBJECT, "creditsEarned", written), &format!("{OB}creditsEarned"));
        assert_eq!(found, float(canonical), "{written}");
        let found = objects(&with(ACHIEVEMENT, "creditsAvailable", written), &format!("{OB}creditsAvailable"));
        assert_eq!(found, float(canonical), "{written}");
    }
}

/// Only 15 digits of a number are signed, so longer ones would be shown and not signed.
#[test]
fn digits_beyond_those_that_are_signed() {
    let statements = read(&with(SUBJECT, "creditsEarned", "0.3333333333333333"));
    assert!(canonical_form(&statements).contains("\"3.333333333333333E-1\""));
    assert!(statements.departures.contains(code::context::NOT_COMPACTED));
    let statements = read(&with(SUBJECT, "creditsEarned", "0.333333333333333"));
    assert!(statements.departures.is_empty());
}

/// Credits written as text keep it, under the same datatype.
#[test]
fn credits_as_text_keep_their_text() {
    let found = objects(&with(SUBJECT, "creditsEarned", "\"3.0\""), &format!("{OB}creditsEarned"));
    assert_eq!(found, ["\"3.0\"^^<https://www.w3.org/2001/XMLSchema#float>"]);
}

#[test]
fn booleans_take_the_datatype_of_their_term() {
    let identity =
        r#"[{"type": "IdentityObject", "hashed": true, "identityHash": "sha256$00", "identityType": "emailAddress"}]"#;
    let found = objects(&with(SUBJECT, "identifier", identity), &format!("{OB}hashed"));
    assert_eq!(found, ["\"true\"^^<https://www.w3.org/2001/XMLSchema#boolean>"]);
}

/// `xsd` is no prefix in 3.0.3, so the datatype is the text `xsd:dateTime`.
#[test]
fn awarded_date_has_a_datatype_without_meaning() {
    let found = objects(&with("", "awardedDate", "\"2026-08-31T00:00:00Z\""), &format!("{OB}awardedDate"));
    assert_eq!(found, ["\"2026-08-31T00:00:00Z\"^^<xsd:dateTime>"]);
}

#[test]
fn activity_dates_are_date_times_called_dates() {
    for member in ["activityStartDate", "activityEndDate"] {
        let found = objects(&with(SUBJECT, member, "\"2026-01-01T00:00:00Z\""), &format!("{OB}{member}"));
        assert_eq!(found, ["\"2026-01-01T00:00:00Z\"^^<https://www.w3.org/2001/XMLSchema#date>"]);
    }
}

/// Three ways to write one instant are three statements.
#[test]
fn dates_are_signed_as_they_are_written() {
    let property = "https://www.w3.org/2018/credentials#validFrom";
    for text in ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00.000Z"] {
        let found = objects(&with("", "validFrom", &format!("\"{text}\"")), property);
        assert_eq!(found, [format!("\"{text}\"^^<http://www.w3.org/2001/XMLSchema#dateTime>")]);
        // What is issued keeps the text too, and verifies.
        let secured = secure(&with("", "validFrom", &format!("\"{text}\"")));
        assert!(secured.contains(&format!("\"{text}\"")));
        assert_eq!(verifier().verify(&secured, &Offline).outcome, Outcome::Valid);
    }
}

#[test]
fn allowed_values_are_a_list_from_3_0_2_on() {
    let swapped = with(&format!("{ACHIEVEMENT}/resultDescription/0"), "allowedValue", r#"["D", "F", "C", "B", "A"]"#);
    assert_ne!(canonical(&badge()), canonical(&swapped));
    assert_eq!(objects(&badge(), "http://www.w3.org/1999/02/22-rdf-syntax-ns#first").len(), 5);
}

#[test]
fn allowed_values_are_a_set_in_3_0_1() {
    let older = |values: &str| {
        let mut badge = with(&format!("{ACHIEVEMENT}/resultDescription/0"), "allowedValue", values);
        *at(&mut badge, "/@context/0") = "https://www.w3.org/2018/credentials/v1".into();
        *at(&mut badge, "/@context/1") = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json".into();
        badge
    };
    let [first, second] = [r#"["F", "A"]"#, r#"["A", "F"]"#].map(|values| canonical_form(&read(&older(values))));
    assert_eq!(first, second);
    assert!(!first.contains("rdf-syntax-ns#first"), "{first}");
}

#[test]
fn tags_alignments_and_results_are_sets() {
    let mut reordered = badge();
    for place in [
        "/credentialSubject/achievement/tag",
        "/credentialSubject/achievement/alignment",
        "/credentialSubject/result",
        "/type",
    ] {
        let Value::Array(items) = at(&mut reordered, place) else { panic!("{place}") };
        items.reverse();
    }
    assert_ne!(reordered.to_string(), badge().to_string());
    assert_eq!(canonical(&reordered), canonical(&badge()));
}

#[test]
fn an_empty_array_says_nothing_and_an_empty_text_something() {
    let mut without = badge();
    object(&mut without, ACHIEVEMENT).remove("tag");
    assert_eq!(canonical(&with(ACHIEVEMENT, "tag", "[]")), canonical(&without));
    assert_ne!(canonical(&with(ACHIEVEMENT, "tag", "\"\"")), canonical(&without));
    assert_ne!(canonical(&with(ACHIEVEMENT, "tag", "[\"\"]")), canonical(&without));
}

#[test]
fn one_and_many_and_references() {
    let property = format!("{OB}tag");
    assert_eq!(
        objects(&with(ACHIEVEMENT, "tag", "\"a\""), &property),
        objects(&with(ACHIEVEMENT, "tag", "[\"a\"]"), &property)
    );
    let id = "https://vet.example/issuer";
    let [text, object] = [format!("\"{id}\""), format!("{{\"id\": \"{id}\"}}")];
    assert_eq!(canonical(&with("", "issuer", &text)), canonical(&with("", "issuer", &object)));
}

/// Two objects with one id make the same statements twice, which count once.
#[test]
fn one_image_used_twice() {
    let image = r#"{"id": "https://vet.example/green.png", "type": "Image", "caption": "A leaf"}"#;
    let twice = with("", "image", image);
    let statements = read(&twice);
    assert!(statements.departures.is_empty(), "{}", statements.departures);
    let canonical = canonical_form(&statements);
    assert_eq!(canonical.matches("\"A leaf\"").count(), 1);
    assert_eq!(
        statements.dataset.len(),
        canonical.lines().count() + 2,
        "type and caption of the image stand there twice"
    );
    assert_eq!(verifier().verify(secure(&twice), &Offline).outcome, Outcome::Valid);
}

/// The terms of a class come with its type: without it, its members are nobody's.
#[test]
fn an_object_without_its_type_loses_its_terms() {
    let mut untyped = badge();
    object(&mut untyped, ACHIEVEMENT).remove("type");
    let statements = read(&untyped);
    let lost: Vec<_> =
        statements.departures.iter().filter(|finding| finding.code == code::context::UNDEFINED_TERM).collect();
    // Once for the node, whatever else of it is lost: it is the type that is missing.
    let [lost] = lost[..] else { panic!("{}", statements.departures) };
    assert_eq!(lost.pointer.as_str(), "/credentialSubject/achievement/achievementType");
    assert!(lost.detail.contains("give this one its `type`"), "{lost}");
    let signed = support::edited(&secure(&badge()), |badge| drop(object(badge, ACHIEVEMENT).remove("type")));
    let verification = verifier().verify(signed, &Offline);
    assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::context::UNDEFINED_TERM));
}

/// 3.0.2 and later protect their terms, so that no other context may say what `name` is.
#[test]
fn protected_terms_stay_what_they_are() {
    let body = r#"{"@context": {"achievementType": "https://attacker.example/terms#achievementType", "OpenBadgeCredential": "https://attacker.example/terms#Badge"}}"#;
    let url = "https://attacker.example/context";
    let contexts = Contexts::bundled().with(url, body, &microcred::codec::digest::sha256_hex(body)).unwrap();
    let mut badge = badge();
    let Value::Array(urls) = at(&mut badge, "/@context") else { panic!() };
    urls.push(url.into());
    let verification = verifier().with_contexts(contexts).verify(badge.to_string(), &Offline);
    assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::context::PROTECTED));
}

/// Nodes without id are told apart by what hangs on them, whatever their order.
#[test]
fn nodes_without_ids() {
    let evidence = |first: &str, second: &str| {
        let node = |name: &str| format!(r#"{{"type": ["Evidence"], "name": "{name}"}}"#);
        with("", "evidence", &format!("[{}, {}]", node(first), node(second)))
    };
    assert_eq!(canonical(&evidence("one", "two")), canonical(&evidence("two", "one")));
    // Two that say the same are still two.
    let same = canonical(&evidence("one", "one"));
    assert_eq!(same.matches("\"one\"").count(), 2);
}

/// Found by fuzzing: they became statements that are none.
#[test]
fn languages_and_datatypes_are_some() {
    let known = |definitions: &str| {
        let body = format!(r#"{{"@context": {{"club": "https://club.example/terms#", {definitions}}}}}"#);
        Contexts::bundled().with("https://club.example/v1", &body, &microcred::codec::digest::sha256_hex(&body)).is_ok()
    };
    for (definitions, is_good) in [
        (r#""@language": "pt-BR""#, true),
        (r#""@language": "pt> <urn:a""#, false),
        (r#""@language": "1""#, false),
        (r#""@language": """#, false),
        (r#""name": {"@id": "club:name", "@language": "en"}"#, true),
        (r#""name": {"@id": "club:name", "@language": "e n"}"#, false),
        (r#""level": {"@id": "club:level", "@type": "club:level"}"#, true),
        (r#""level": {"@id": "club:level", "@type": "club:le vel"}"#, false),
        (r#""level": {"@id": "club:level", "@type": "http://www.w3.org/A leaf"}"#, false),
    ] {
        assert_eq!(known(definitions), is_good, "{definitions}");
    }
    let read =
        |datatype: &str| read(&with(ACHIEVEMENT, "tag", &format!(r#"[{{"@value": "a", "@type": "{datatype}"}}]"#)));
    assert!(canonical_form(&read("urn:a:b")).contains("\"a\"^^<urn:a:b>"));
    let dropped = read("urn:a:b> <urn:c");
    assert!(!canonical_form(&dropped).contains("urn:c") && dropped.departures.contains(code::context::SAFE_MODE));
}

/// Proof options are read under the document's contexts. With VC Data Model 2.0 first, the others change nothing.
#[test]
fn proof_options_under_the_contexts_of_the_document() {
    let options = |contexts: &[&str]| {
        let mut options = json(
            r#"{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-01-01T00:00:00Z",
                "verificationMethod": "did:example:issuer#key", "proofPurpose": "assertionMethod"}"#,
        );
        object(&mut options, "")
            .insert("@context", Value::Array(contexts.iter().map(|url| Value::from(*url)).collect()));
        canonical(&options)
    };
    assert_eq!(options(&[V2]), options(&[V2, OB_3_0_3]));
    assert_eq!(
        options(&[V2]),
        options(&["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"])
    );
}

/// The terms of `Ed25519Signature2020` come from its own context; issuing adds it, and without it nothing holds.
#[test]
fn the_older_suite_needs_its_context() {
    let secured = secure_with(&badge(), Cryptosuite::Ed25519Signature2020);
    assert!(secured.contains("https://w3id.org/security/suites/ed25519-2020/v1"));
    assert_eq!(verifier().verify(&secured, &Offline).outcome, Outcome::Valid);
    let bare = support::edited(&secured, |badge| {
        let Value::Array(urls) = at(badge, "/@context") else { panic!() };
        urls.pop();
    });
    let verification = verifier().verify(bare, &Offline);
    assert_eq!(verification.outcome, Outcome::Invalid);
    assert!(verification.has(code::context::UNDEFINED_TERM), "{verification}");
}

/// Two bodies of the 3.0.3 context were published at one URL; the older one has no `endorsementJwt`.
mod two_bodies_of_one_context {
    use super::*;
    use microcred::codec::multibase;

    const BODY_OF_2026: &str = "3d34f4d4";
    const BODY_OF_2024: &str = "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761";

    fn endorsed() -> Value {
        with("", "endorsementJwt", r#"["e30.e30.c2ln"]"#)
    }

    #[test]
    fn the_newer_one_is_tried_first_and_named() {
        let verification = verifier().verify(secure(&endorsed()), &Offline);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        let body = verification.resources.iter().find(|resource| *resource.url == *OB_3_0_3).unwrap();
        assert!(body.sha256.starts_with(BODY_OF_2026), "{}", body.sha256);
    }

    /// Under the older body the member is signed by nobody: a signature that holds so does not cover what is shown.
    #[test]
    fn what_only_the_older_one_leaves_out_is_refused() {
        assert!(Contexts::bundled().urls().any(|(_, bodies)| bodies.contains(&BODY_OF_2024)));
        let mut signed = json(&secure(&badge()));
        object(&mut signed, "").insert("endorsementJwt", json(r#"["e30.e30.c2ln"]"#));
        let verification = verifier().verify(signed.to_string(), &Offline);
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
        assert_eq!(verification.primary.as_ref().map(|primary| primary.code), Some(code::context::UNDEFINED_TERM));
        assert!(verification.accept::<microcred::vc::Credential>().is_err());
    }

    /// The digest of a form by hand, as any other implementation would sign it.
    #[test]
    fn a_signature_by_hand_is_the_issuers() {
        let mut options = json(
            r#"{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-11-23T11:00:00Z",
                "proofPurpose": "assertionMethod"}"#,
        );
        let key = support::issuing_key();
        let method = format!("{}#{}", support::did_key(&key), support::multikey(&key));
        object(&mut options, "").insert("verificationMethod", method);
        object(&mut options, "").insert("@context", badge().get("@context").unwrap().clone());
        let digest = |text: String| microcred::codec::digest::sha256(text);
        let message = [digest(canonical(&options)), digest(canonical(&badge()))].concat();
        let signature = InMemorySigner::new(key).unwrap().sign(&message).unwrap();
        assert!(secure(&badge()).contains(&multibase::base58btc(&signature)));
    }
}
