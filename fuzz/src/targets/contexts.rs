//! Contexts that a caller registers, and a document that uses them: `{"context": {…}, "document": {…}}`. Where both ways from JSON-LD to
//! statements know what to do, they make the same.

use super::{text, value};
use crate::material;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::{Target, support};
use microcred::Limits;
use microcred::codec::digest;
use microcred::json::{Object, Tree, Value};
use microcred::jsonld::{Contexts, Hash, Work, say_the_same, statements};

pub const TARGET: Target = Target { name: "contexts", shape: Shape::Json, longest: 16 * 1024, hold, seeds };

const URL: &str = "https://club.example/context/v1";

fn hold(data: &[u8]) {
    let Some(input) = text(data).and_then(value) else { return };
    let (Some(context), Some(document)) = (input.get("context"), input.get("document")) else { return };
    let body = Value::from(Object::new().with("@context", context.clone())).to_string();
    assert!(Contexts::bundled().with(URL, &body, &digest::sha256_hex("another")).is_err());
    let contexts = match Contexts::bundled().with(URL, &body, &digest::sha256_hex(&body)) {
        Ok(contexts) => contexts,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert!(contexts.knows(URL));
    let limits = Limits { quads: 2_000, ..Limits::default() };
    let text = document.to_string();
    let Ok(tree) = Tree::parse(&text, &limits) else { return };
    let Ok(found) = statements(tree.root(), &contexts, &["proof"], &limits) else { return };
    super::graphs::canonical(&found.dataset);
    if found.departures.is_empty() {
        // A document says the same as itself, and statements are one however its text is laid out.
        assert_eq!(say_the_same(tree.root(), tree.root(), &contexts, &["proof"], &limits), Ok(true));
        let pretty = document.to_string_pretty();
        let again = Tree::parse(&pretty, &limits).expect("the same JSON");
        let again = statements(again.root(), &contexts, &["proof"], &limits).expect("the same statements");
        assert_eq!(again.dataset.to_nquads(), found.dataset.to_nquads());
    }
    #[cfg(feature = "wide")]
    both_ways(document, &contexts, &found, &limits);
}

#[cfg(feature = "wide")]
fn both_ways(document: &Value, contexts: &Contexts, found: &microcred::jsonld::Statements, limits: &Limits) {
    use microcred::jsonld::Dataset;
    use microcred::jsonld::general::{Options, to_nquads};
    let mut document = document.clone();
    if let Some(members) = document.as_object_mut() {
        members.remove("proof");
    }
    let general = to_nquads(&document.to_string(), &|url| contexts.body(url).map(Into::into), &Options::safe());
    let Ok(general) = general else { return };
    // Where the walk found a departure, it may have left something out.
    if !found.departures.is_empty() {
        return;
    }
    let general = Dataset::parse_nquads(&general).expect("what was written is N-Quads");
    let canonical = |dataset: &Dataset| {
        dataset
            .canonicalize(Hash::Sha256, &mut Work::new(limits.canonicalisation))
            .ok()
            .map(|form| form.nquads().to_owned())
    };
    if let (Some(walked), Some(general)) = (canonical(&found.dataset), canonical(&general)) {
        assert_eq!(walked, general, "two ways, and other statements\n{document}");
    }
    let _ = Hash::Sha384;
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    let _ = (Hash::Sha256, Work::new(0));
    let mut add = |context: &Value, document: &Value| {
        let input = Object::new().with("context", context.clone()).with("document", document.clone());
        seeds.add(Value::from(input).to_string());
    };
    let own = support::json(
        r#"{"@protected": true, "@version": 1.1, "club": "https://club.example/terms#", "member": {"@id": "club:member", "@type": "@id"},
            "Club": {"@id": "club:Club", "@context": {"level": {"@id": "club:level", "@type": "http://www.w3.org/2001/XMLSchema#integer"}}},
            "title": {"@id": "club:title", "@container": "@language"}, "steps": {"@id": "club:steps", "@container": "@list"},
            "data": {"@id": "club:data", "@type": "@json"}, "tags": {"@id": "club:tags", "@container": "@set"},
            "part": {"@id": "club:part", "@type": "@id", "@context": {"@propagate": false, "note": "club:note"}}}"#,
    );
    let document = support::json(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "{URL}"], "type": ["VerifiableCredential"], "issuer": "https://vet.example/",
            "credentialSubject": {{"id": "did:example:ana", "type": "Club", "level": 3, "member": "https://vet.example/m", "title": {{"en": "a", "pt": "b"}},
            "steps": [1, "2", 2.5], "data": {{"a": [1e0]}}, "tags": ["x", "y"], "part": {{"id": "urn:a:b", "note": "n"}}}}}}"#
    ));
    add(&own, &document);
    for file in files(&["jsonld"]) {
        let Some(context) = text(&file).and_then(value) else { continue };
        if let Some(context) = context.get("@context").filter(|_| file.len() < 12_000) {
            add(context, &document);
        }
    }
    for file in files(&["json"]) {
        let Some(document) = text(&file).and_then(value) else { continue };
        if document.get("@context").is_some() && document.to_string().len() < 12_000 {
            add(&own, &document);
        }
    }
}
