//! A document that both the walk and the general way cover has the same statements both ways.
//!
//! Held over every JSON-LD document of the corpus: set `MICROCRED_CORPUS` to run it.

#![cfg(feature = "json-ld")]
#![allow(clippy::expect_used, clippy::panic)] // a test may stop where its material is not what it should be

use microcred::Limits;
use microcred::codec::digest::sha256_hex;
use microcred::json::Tree;
use microcred::jsonld::general::{Options, to_nquads};
use microcred::jsonld::{Contexts, Dataset, Hash, Work, statements};
use std::path::{Path, PathBuf};

/// How many documents of the corpus both ways cover; more is welcome.
const COMPARED: usize = 196;

/// Suites of other things, with documents that are not credentials.
const ELSEWHERE: [&str; 2] = ["json-ld-api", "rdf-canon"];

#[test]
fn both_ways_over_the_corpus() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS") else {
        eprintln!("skipped: MICROCRED_CORPUS is not set");
        return;
    };
    let mut compared = 0;
    let mut differing = Vec::new();
    for (file, document) in documents(Path::new(&corpus)) {
        match compare(&document) {
            Comparison::Same => compared += 1,
            Comparison::OneWayOnly => {}
            Comparison::Different => differing.push(file),
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(compared >= COMPARED, "{compared} documents were compared");
}

const OWN: &str = "https://example.org/context/v1";

/// A credential whose subject has `members`, with a registered context of `terms`.
fn under_own_terms(terms: &str, members: &str) -> (String, Contexts) {
    let body = format!(r#"{{"@context": {{{terms}}}}}"#);
    let contexts = Contexts::bundled().with(OWN, &body, &sha256_hex(&body)).expect("a context");
    let document = format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "{OWN}"], "type": ["VerifiableCredential"],
            "issuer": "https://vet.example/", "credentialSubject": {{"id": "did:example:ana", {members}}}}}"#
    );
    (document, contexts)
}

/// The finer points of JSON-LD that only contexts of one's own have; each was once read in a way of its own.
#[test]
fn both_ways_under_rare_definitions() {
    const FOO: &str = "https://example.org/foo";
    const NIL: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";
    let said = |object: &str| format!("<did:example:ana> <{FOO}> {object} .");
    for (terms, members, object) in [
        // Null is no list; a list of nothing is one.
        (r#""foo": {"@id": "FOO", "@container": "@list"}"#, r#""foo": null"#, None),
        (r#""foo": {"@id": "FOO", "@container": "@list"}"#, r#""foo": [null]"#, Some(NIL)),
        (r#""foo": {"@id": "FOO", "@container": "@list"}"#, r#""foo": []"#, Some(NIL)),
        // Another name for @none among languages.
        (
            r#""none": "@none", "foo": {"@id": "FOO", "@container": "@language"}"#,
            r#""foo": {"none": "a"}"#,
            Some("\"a\""),
        ),
        // Only texts without a type have a language.
        (r#""foo": {"@id": "FOO", "@type": "@none", "@language": "fr"}"#, r#""foo": "a""#, Some("\"a\"")),
        (r#""foo": {"@id": "FOO", "@language": "fr"}"#, r#""foo": "a""#, Some("\"a\"@fr")),
        // The context of a member holds for its strings.
        (r#""foo": {"@id": "FOO", "@context": {"@language": "fr"}}"#, r#""foo": "a""#, Some("\"a\"@fr")),
        (r#""foo": {"@id": "FOO", "@context": {"@language": "fr"}}"#, r#""foo": {"@value": "a"}"#, Some("\"a\"")),
        (
            r#""foo": {"@id": "FOO", "@type": "@id", "@context": {"ex": "https://example.org/"}}"#,
            r#""foo": "ex:a""#,
            Some("<https://example.org/a>"),
        ),
        (
            r#""foo": {"@id": "FOO", "@type": "@vocab", "@context": {"z": "https://example.org/z"}}"#,
            r#""foo": "z""#,
            Some("<https://example.org/z>"),
        ),
        // The type of a value may be abbreviated.
        (
            r#""ex": "https://example.org/", "foo": "FOO""#,
            r#""foo": {"@value": "a", "@type": "ex:t"}"#,
            Some("\"a\"^^<https://example.org/t>"),
        ),
    ] {
        let (document, contexts) = under_own_terms(&terms.replace("FOO", FOO), members);
        let tree = Tree::parse(&document, &Limits::default()).expect("strict JSON");
        let walked = statements(tree.root(), &contexts, &[], &Limits::default()).expect("statements");
        let text = canonical(&walked.dataset);
        match object {
            Some(object) => assert!(text.contains(&said(object)), "{terms} {members}\n{text}"),
            None => assert!(!text.contains(FOO), "{terms} {members}\n{text}"),
        }
        // The general way makes an empty list of null, where the algorithm for expansion (13.10) has it ignored.
        let is_known = object.is_none();
        let are_same = matches!(compare_under(&document, &contexts), Comparison::Same);
        assert!(are_same != is_known, "{terms} {members}");
    }
}

/// What the walk does not cover, it does not make statements of.
#[test]
fn containers_of_json_are_left_to_the_general_way() {
    for (container, member) in [("@list", "[1]"), ("@graph", r#"{"a": 1}"#)] {
        let terms =
            format!(r#""foo": {{"@id": "https://example.org/foo", "@type": "@json", "@container": "{container}"}}"#);
        let (document, contexts) = under_own_terms(&terms, &format!(r#""foo": {member}"#));
        let tree = Tree::parse(&document, &Limits::default()).expect("strict JSON");
        assert!(statements(tree.root(), &contexts, &[], &Limits::default()).is_err(), "{container}");
    }
}

/// An `@id` that is spelled like a keyword and is none defines nothing, so that `@vocab` says what the name means.
#[test]
fn ids_like_keywords_define_nothing() {
    let terms = r#""@vocab": "https://example.org/", "foo": {"@id": "@foo"}"#;
    let (document, contexts) = under_own_terms(terms, r#""foo": "a""#);
    let tree = Tree::parse(&document, &Limits::default()).expect("strict JSON");
    let walked = statements(tree.root(), &contexts, &[], &Limits::default()).expect("statements");
    let text = canonical(&walked.dataset);
    assert!(text.contains(r#"<https://example.org/foo> "a" ."#), "{text}");
}

enum Comparison {
    Same,
    Different,
    OneWayOnly,
}

fn compare(document: &str) -> Comparison {
    compare_under(document, &Contexts::bundled())
}

fn compare_under(document: &str, contexts: &Contexts) -> Comparison {
    let limits = Limits::default();
    let tree = Tree::parse(document, &limits).expect("strict JSON");
    let walked = statements(tree.root(), contexts, &[], &limits);
    let general = to_nquads(document, &|url| contexts.body(url).map(Into::into), &Options::safe());
    let (Ok(walked), Ok(general)) = (walked, general) else { return Comparison::OneWayOnly };
    let general = Dataset::parse_nquads(&general).expect("N-Quads");
    if canonical(&walked.dataset) == canonical(&general) { Comparison::Same } else { Comparison::Different }
}

fn canonical(dataset: &Dataset) -> String {
    let mut work = Work::new(Limits::default().canonicalisation);
    dataset.canonicalize(Hash::Sha256, &mut work).expect("a dataset within the budget").nquads().to_owned()
}

/// Everything in the corpus that is strict JSON with an `@context`, without its proof.
fn documents(corpus: &Path) -> Vec<(PathBuf, String)> {
    let mut documents = Vec::new();
    let mut folders = vec![corpus.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the corpus") {
            let path = entry.expect("an entry of a folder").path();
            if ELSEWHERE.iter().any(|name| path.ends_with(name)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Some(document) = document(&path) {
                documents.push((path, document));
            }
        }
    }
    documents
}

fn document(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let mut value = Tree::parse(&text, &Limits::default()).ok()?.root().to_value();
    let members = value.as_object_mut()?;
    members.remove("proof");
    members.get("@context")?;
    Some(value.to_string())
}
