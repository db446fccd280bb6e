use super::super::binding::tests::{ATTACKER, KEY, did_key};
use super::*;
use crate::key;
use proptest::prelude::*;

fn anchors(entry: &str) -> Anchors {
    Anchors::parse(&format!(r#"{{"anchors": [{entry}]}}"#)).unwrap()
}

fn places(text: &str) -> Vec<String> {
    match Anchors::parse(text) {
        Err(AnchorsError::Problems(problems)) => {
            problems.into_iter().map(|problem| problem.pointer.as_str().to_owned()).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_issuer_is_known_by_its_exact_id() {
    let binding = did_key(KEY);
    let known = anchors(&format!(r#"{{"id": "did:key:{KEY}", "name": "Example VET"}}"#));
    assert!(
        matches!(known.judge(&binding), Standing::Anchored(anchor) if anchor.name.as_deref() == Some("Example VET"))
    );
    assert_eq!(known.judge(&did_key(ATTACKER)), Standing::Unknown);
    assert_eq!(Anchors::default().judge(&binding), Standing::Unknown);
}

/// Anchors that are kept elsewhere are held to what a file is held to.
#[test]
fn anchors_need_no_file() {
    let key = || PublicKey::from_multikey(KEY).unwrap();
    let url = "https://university.example/issuers/1";
    let known = Anchors::of([Anchor::new(url).named("University").with_keys([key()])]).unwrap();
    let file = format!(r#"{{"anchors":[{{"id":"{url}","name":"University","keys":["{KEY}"]}}]}}"#);
    assert_eq!(known, Anchors::parse(&file).unwrap());
    let wrong = Anchors::of([
        Anchor::new(url),
        Anchor::new(url),
        Anchor::new("vet.example"),
        Anchor::new("did:web:a.example").with_keys([]),
    ]);
    let Err(AnchorsError::Problems(problems)) = wrong else { panic!("{wrong:?}") };
    let places: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(places, ["/anchors/1", "/anchors/2", "/anchors/3/keys"]);
}

/// However a key was bound, the same anchor and the same keys count.
#[test]
fn keys_of_tokens_are_held_to_the_same_file() {
    use crate::resolve::{KeyReference, Memory, Plan, Purpose, Resolver};
    use crate::trust::{Basis, Bond, bind, bind_by_document};
    let issuer = "https://vet.example/issuers/1";
    let key = PublicKey::from_multikey(KEY).unwrap();
    let jwk = key::Jwk::new(key.clone()).with_kid("k").to_json();
    let host = Memory::new()
        .with("https://vet.example/.well-known/jwks.json", format!("{{\"keys\": [{}]}}", json::Value::from(jwk)));
    let purpose = Purpose::AssertionMethod;
    for reference in [KeyReference::embedded(key), KeyReference::from_kid("k")] {
        let method = match reference.plan(Some(issuer)).unwrap() {
            Plan::Immediate(method) => method,
            Plan::Needs(need) => reference.interpret(Some(issuer), &host.resolve(&need), purpose).unwrap(),
        };
        let binding = match bind(issuer, &method).unwrap() {
            Bond::Bound(binding) => binding,
            Bond::Needs(need) => bind_by_document(issuer, &method, &host.resolve(&need), purpose).unwrap(),
        };
        assert_eq!(binding.basis(), Basis::KeySet);
        let judged =
            |id: &str, key: &str| match anchors(&format!(r#"{{"id": "{id}", "keys": ["{key}"]}}"#)).judge(&binding) {
                Standing::Anchored(_) => "anchored",
                Standing::OtherKey(_) => "other key",
                Standing::Unknown => "unknown",
            };
        assert_eq!(judged(issuer, KEY), "anchored");
        assert_eq!(judged(issuer, ATTACKER), "other key");
        assert_eq!(judged("https://vet.example/issuers/2", KEY), "unknown", "a neighbour on the same host");
        assert_eq!(judged("https://vet.example/", KEY), "unknown");
    }
}

/// Case 108: another spelling of a host is another issuer.
#[test]
fn no_spelling_is_folded() {
    let known = anchors(r#"{"id": "did:web:vet.example"}, {"id": "https://vet.example/"}"#);
    for id in [
        "did:web:VET.example",
        "did:web:vet.example.",
        "https://vet.example",
        "https://VET.example/",
        "https://vet.example/%20",
    ] {
        assert!(!known.anchors.contains_key(id));
    }
}

#[test]
fn noted_keys_are_the_only_ones() {
    let with_keys = |keys: &str| anchors(&format!(r#"{{"id": "did:key:{KEY}", "keys": [{keys}]}}"#));
    let binding = did_key(KEY);
    assert!(matches!(with_keys(&format!("\"{ATTACKER}\", \"{KEY}\"")).judge(&binding), Standing::Anchored(_)));
    assert!(matches!(with_keys(&format!("\"{ATTACKER}\"")).judge(&binding), Standing::OtherKey(_)));
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let text = format!(
        r#"{{"anchor": 1, "anchors": [
            {{"id": "vet.example"}},
            {{"name": "no id"}},
            {{"id": "did:web:a.example", "key": "{KEY}"}},
            {{"id": "did:web:a.example", "keys": []}},
            {{"id": "did:web:b.example", "keys": ["z6Mk", 7], "name": 1}},
            "did:web:c.example"
        ]}}"#
    );
    assert_eq!(
        places(&text),
        [
            "/anchor",
            "/anchors/0",
            "/anchors/1",
            "/anchors/2/key",
            "/anchors/3/keys",
            "/anchors/3",
            "/anchors/4/name",
            "/anchors/4/keys/0",
            "/anchors/4/keys/1",
            "/anchors/5"
        ]
    );
    assert_eq!(places("{}"), [""]);
    assert_eq!(places("[]"), [""]);
    assert_eq!(places(r#"{"anchors": {}}"#), ["/anchors"]);
    assert!(matches!(Anchors::parse("{"), Err(AnchorsError::Json(_))));
    assert!(matches!(
        Anchors::parse(r#"{"anchors":[{"id":"did:web:a.example","id":"did:web:b.example"}]}"#),
        Err(AnchorsError::Json(_))
    ));
    let error = Anchors::parse(r#"{"anchors": [{"id": "did:web:a.example", "key": ""}]}"#).unwrap_err().to_string();
    assert!(
        error.contains("/anchors/0/key: there is no member \"key\"; the members are: id, name, keys, note"),
        "{error}"
    );
}

/// The limits of a badge are not those of a list of everybody whom somebody knows.
#[test]
fn there_may_be_as_many_anchors_as_somebody_knows() {
    let entry = |at: usize| format!(r#"{{"id": "https://school.example/{at}", "name": "Example School number {at}"}}"#);
    let entries: Vec<_> = (0..20_000).map(entry).collect();
    let many = Anchors::parse(&format!(r#"{{"anchors": [{}]}}"#, entries.join(","))).unwrap();
    assert_eq!(many.len(), 20_000);
    let imitated = |name: &str| many.imitated("did:web:elsewhere.example", name).map(|anchor| anchor.id.as_str());
    assert_eq!(imitated("EXAMPLE SCH00L NUMBER 12"), Some("https://school.example/12"));
    assert_eq!(imitated("Exemple School number 12345"), Some("https://school.example/12345"));
    assert_eq!(imitated("Example Schol number 12345"), Some("https://school.example/12345"));
    assert_eq!(imitated("Example School number 20000"), None, "numbers tell organisations apart");
}

#[test]
fn the_report_names_the_file_by_its_digest() {
    let text = r#"{"anchors": []}"#;
    let anchors = Anchors::parse(text).unwrap();
    assert!(anchors.is_empty());
    assert_eq!(anchors.sha256(), digest::sha256_hex(text));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\{\"anchors\": ?\\[\\{\"(id|keys|name)\": ?(\"\\PC{0,20}\"|\\[\"z\\w{0,9}\"\\]|7)\\}\\]\\}|\\PC{0,40}") {
        let _ = Anchors::parse(&text);
    }
}
