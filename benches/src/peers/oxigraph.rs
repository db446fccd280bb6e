//! oxjsonld 0.2 and oxrdf 0.3, the crates of Oxigraph.

use crate::badge;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxttl::NQuadsParser;

/// Parses a document with oxjsonld and counts its quads. Its cache of contexts lives in one parser, so there is nothing to keep.
pub fn quads(text: &str) -> usize {
    let parser = JsonLdParser::new().for_slice(text).with_load_document_callback(|url, _| {
        let document = badge::context(url).ok_or("not a context of the badge")?;
        Ok(JsonLdRemoteDocument { document: document.as_bytes().to_vec(), document_url: url.to_owned() })
    });
    parser.map(|quad| quad.expect("a quad")).count()
}

/// A dataset from N-Quads.
pub fn dataset(nquads: &str) -> Dataset {
    NQuadsParser::new().for_slice(nquads).map(|quad| quad.expect("a quad")).collect()
}

/// Canonicalises with oxrdf and writes the sorted lines.
pub fn canonical(dataset: &Dataset) -> String {
    let mut dataset = dataset.clone();
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
    let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    lines.concat()
}
