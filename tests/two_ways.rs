//! A document that both the walk and the general way cover has the same statements both ways.
//!
//! Held over every JSON-LD document of the corpus: set `MICROCRED_CORPUS` to run it.

#![cfg(feature = "json-ld")]
#![allow(clippy::expect_used, clippy::panic)] // a test may stop where its material is not what it should be

use microcred::Limits;
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

enum Comparison {
    Same,
    Different,
    OneWayOnly,
}

fn compare(document: &str) -> Comparison {
    let (limits, contexts) = (Limits::default(), Contexts::bundled());
    let tree = Tree::parse(document, &limits).expect("strict JSON");
    let walked = statements(tree.root(), &contexts, &[], &limits);
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
