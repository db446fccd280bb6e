//! sophia_c14n 0.10.

use sophia_api::prelude::*;
use sophia_api::quad::Spog;
use sophia_api::term::SimpleTerm;
use std::collections::HashSet;

/// The kind of dataset that its own documentation canonicalises.
pub type Dataset = HashSet<Spog<SimpleTerm<'static>>>;

/// A dataset from N-Quads.
pub fn dataset(nquads: &str) -> Dataset {
    sophia_turtle::parser::nq::parse_str(nquads).collect_quads().expect("N-Quads")
}

/// Canonicalises and writes the sorted lines.
pub fn canonical(dataset: &Dataset) -> String {
    let mut text = Vec::new();
    sophia_c14n::rdfc10::normalize(dataset, &mut text).expect("a canonical form");
    String::from_utf8(text).expect("UTF-8")
}
