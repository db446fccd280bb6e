//! JSON-LD to canonical statements, held against forms that others published.

use microcred::Limits;
use microcred::json::Tree;
use microcred::jsonld::{Contexts, Hash, Work, statements};
use std::path::PathBuf;

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        println!("skipped: MICROCRED_CORPUS is not set");
    }
    corpus
}

fn canonical(text: &str, without: &[&str]) -> String {
    let limits = Limits::default();
    let tree = Tree::parse(text, &limits).unwrap();
    let statements = statements(tree.root(), &Contexts::bundled(), without, &limits).unwrap();
    assert!(statements.departures.is_empty(), "{}", statements.departures);
    statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(1000)).unwrap().nquads().to_owned()
}

/// The test vector of the Open Badges implementation guide.
#[test]
fn the_1edtech_vector() {
    let Some(corpus) = corpus() else { return };
    let read = |path: &str| std::fs::read_to_string(corpus.join("1edtech-spec").join(path)).unwrap();
    let text = read("impl-guide-testvector-ob.json");
    assert_eq!(canonical(&text, &["proof"]).trim(), read("test-vectors/obv3p0/document-canon.txt").trim());
}

/// Every signed file of the corpus gives statements; those that are meant to be plain are.
#[test]
fn scan() {
    let Some(corpus) = corpus() else { return };
    let limits = Limits::default();
    for folder in [
        "1edtech-spec",
        "dcc-verifier-core",
        "1edtech-validator/inspector-vc/ob30",
        "1edtech-validator/inspector-clr/clr20",
    ] {
        for entry in std::fs::read_dir(corpus.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let tree = Tree::parse(&std::fs::read_to_string(&path).unwrap(), &limits).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match statements(tree.root(), &Contexts::bundled(), &["proof"], &limits) {
                Ok(found) => {
                    for departure in &found.departures {
                        println!("{name}: {departure}")
                    }
                }
                Err(errors) => println!("{name}: ERR {errors}"),
            }
        }
    }
}
