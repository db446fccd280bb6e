//! N-Quads: canonical form within its budget, the same whatever blank nodes are called and in whatever order statements stand.

use super::text;
use crate::Target;
use crate::material;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::support;
use microcred::Limits;
use microcred::jsonld::{Contexts, Dataset, Hash, Work, statements};

pub const TARGET: Target = Target { name: "graphs", shape: Shape::Lines, longest: 8 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let Some(dataset) = text(data).and_then(|text| Dataset::parse_nquads(text).ok()) else { return };
    let Some(form) = canonical(&dataset) else { return };
    // Other names, another order: the same graph.
    let written = dataset.to_nquads();
    let mut lines: Vec<String> = written.lines().map(renamed).collect();
    lines.reverse();
    let other = Dataset::parse_nquads(&lines.join("\n")).expect("what was written is N-Quads");
    if written.contains("\"") && written.contains("_:b") {
        // A text may hold what looks like a name.
        return;
    }
    if let Some(again) = canonical(&other) {
        assert_eq!(again, form);
    }
}

/// A statement without texts, with other names for its blank nodes.
fn renamed(line: &str) -> String {
    let terms = line.split(' ').map(|term| match term.strip_prefix("_:b") {
        Some(number) => format!("_:other{number}"),
        None => term.to_owned(),
    });
    terms.collect::<Vec<_>>().join(" ")
}

/// The canonical form, if it is within the budget; it is its own.
pub fn canonical(dataset: &Dataset) -> Option<String> {
    let budget = Limits::default().canonicalisation;
    let form = dataset.canonicalize(Hash::Sha256, &mut Work::new(budget)).ok()?;
    let text = form.nquads().to_owned();
    let again = Dataset::parse_nquads(&text).expect("a canonical form is N-Quads");
    if let Ok(again) = again.canonicalize(Hash::Sha256, &mut Work::new(budget)) {
        assert_eq!(again.nquads(), text);
    }
    let mut lines: Vec<&str> = text.lines().collect();
    lines.dedup();
    assert!(lines.is_sorted() && lines.len() == text.lines().count(), "sorted, each once\n{text}");
    Some(text)
}

fn seeds(seeds: &mut Seeds) {
    seeds.words([
        "_:b0",
        "_:b1",
        "_:b2",
        "<urn:a:p>",
        "\"a\"@en",
        "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        " .\n",
    ]);
    let limits = Limits::default();
    let tree = microcred::json::Tree::parse(&support::badge_of(&material::DID).to_string(), &limits).expect("JSON");
    let found = statements(tree.root(), &Contexts::bundled(), &[], &limits).expect("a badge makes statements");
    seeds.add(found.dataset.to_nquads());
    // A clique, in which all nodes look alike.
    let clique = |size: usize| {
        let pairs = (0..size).flat_map(|one| (0..size).filter(move |two| *two != one).map(move |two| (one, two)));
        pairs.map(|(one, two)| format!("_:b{one} <urn:a:p> _:b{two} .\n")).collect::<String>()
    };
    seeds.add(clique(3));
    seeds.add(clique(6));
    files(&["nq"]).into_iter().filter(|file| file.len() < 8 * 1024).for_each(|file| seeds.add(file));
}
