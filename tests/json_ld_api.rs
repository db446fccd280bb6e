//! The official JSON-LD 1.1 suite, [Deserialize JSON-LD to RDF](https://w3c.github.io/json-ld-api/tests/toRdf-manifest),
//! on the general way. Both sides are compared by an independent RDFC-1.0.
//!
//! The suite is part of the corpus: set `MICROCRED_CORPUS` to run it.

#![cfg(feature = "json-ld")]
#![allow(clippy::expect_used, clippy::panic)] // a test may stop where its material is not what it should be

use microcred::Limits;
use microcred::json::{Node, Tree};
use microcred::jsonld::general::{Error, Options, to_nquads};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxttl::NQuadsParser;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `json-ld` 0.21 does not do: `@` and `@foo.bar` as relative references (e122, json-ld-api issue 480) and a
/// `@base` that is no IRI reference (li12, json-ld-api issue 533).
const KNOWN_FAILURES: [&str; 2] = ["#te122", "#tli12"];

/// Cases of JSON-LD 1.1 with the options that there are; the others need JSON-LD 1.0, `rdfDirection`,
/// `produceGeneralizedRdf` or `expandContext`.
const CASES: usize = 443;

#[test]
fn to_rdf_suite() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS") else {
        eprintln!("skipped: MICROCRED_CORPUS is not set");
        return;
    };
    let suite = Suite::open(&PathBuf::from(corpus).join("json-ld-api"));
    let cases = suite.cases();
    assert_eq!(cases.len(), CASES);

    let failures: Vec<String> =
        cases.iter().filter_map(|case| suite.run(case).err().map(|reason| format!("{}: {reason}", case.id))).collect();
    eprintln!("toRdf: {} of {} cases pass", cases.len() - failures.len(), cases.len());
    let unexpected: Vec<&String> =
        failures.iter().filter(|failure| !KNOWN_FAILURES.iter().any(|known| failure.starts_with(known))).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(failures.len(), KNOWN_FAILURES.len(), "a known failure passes now: {failures:#?}");
}

struct Suite {
    folder: PathBuf,
    manifest: Tree,
    base: String,
}

struct Case {
    id: String,
    input: String,
    base: Option<String>,
    expected: Expected,
}

enum Expected {
    Quads(String),
    Error,
    AnyQuads,
}

impl Suite {
    fn open(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("toRdf-manifest.jsonld")).expect("the manifest of the suite");
        let manifest = Tree::parse(&text, &Limits::default()).expect("a manifest in JSON");
        let base = manifest.root().get("baseIri").and_then(Node::as_str).expect("baseIri").to_owned();
        Self { folder: folder.to_owned(), manifest, base }
    }

    fn cases(&self) -> Vec<Case> {
        let sequence = self.manifest.root().get("sequence").expect("a sequence of cases");
        sequence.items().filter(|case| applies(*case)).map(Case::read).collect()
    }

    fn run(&self, case: &Case) -> Result<(), String> {
        let base = case.base.clone().unwrap_or_else(|| format!("{}{}", self.base, case.input));
        let quads = to_nquads(&self.text(&case.input), &|url| self.context(url), &Options::lenient().base(base));
        match (&case.expected, quads) {
            (Expected::Error, Err(Error::Refused { .. } | Error::UnknownContext(_))) | (Expected::AnyQuads, Ok(_)) => {
                Ok(())
            }
            (Expected::Error, Ok(_)) => Err("an error was expected".to_owned()),
            (_, Err(error)) => Err(error.to_string()),
            (Expected::Quads(file), Ok(quads)) => {
                let (ours, theirs) = (canonical(&quads), canonical(&self.text(file)));
                if ours == theirs { Ok(()) } else { Err(format!("wrote\n{ours}\ninstead of\n{theirs}")) }
            }
        }
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file)).expect(file)
    }

    fn context(&self, url: &str) -> Option<Arc<str>> {
        let file = self.folder.join(url.strip_prefix(&self.base)?);
        std::fs::read_to_string(file).ok().map(Arc::from)
    }
}

impl Case {
    fn read(case: Node<'_>) -> Self {
        let text = |member: &str| case.get(member).and_then(Node::as_str).map(str::to_owned);
        let kind = case.get("@type").expect("a type").each().filter_map(Node::as_str).next().expect("a type");
        Self {
            id: text("@id").expect("an id"),
            input: text("input").expect("an input"),
            base: option(case, "base").and_then(Node::as_str).map(str::to_owned),
            expected: match kind {
                "jld:PositiveEvaluationTest" => Expected::Quads(text("expect").expect("expected quads")),
                "jld:NegativeEvaluationTest" => Expected::Error,
                _ => Expected::AnyQuads,
            },
        }
    }
}

fn option<'t>(case: Node<'t>, name: &str) -> Option<Node<'t>> {
    case.get("option")?.get(name)
}

fn applies(case: Node<'_>) -> bool {
    let is_1_0 = |name| option(case, name).and_then(Node::as_str) == Some("json-ld-1.0");
    let unsupported = ["rdfDirection", "produceGeneralizedRdf", "expandContext"];
    !is_1_0("specVersion") && !is_1_0("processingMode") && unsupported.iter().all(|name| option(case, name).is_none())
}

/// The canonical form by oxrdf's RDFC-1.0.
fn canonical(quads: &str) -> String {
    let mut dataset: Dataset =
        NQuadsParser::new().for_slice(quads).collect::<Result<_, _>>().expect("readable N-Quads");
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    lines.concat()
}
