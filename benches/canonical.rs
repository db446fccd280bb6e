//! RDFC-1.0 over the quads of the badge, down to the canonical text.

use criterion::{Criterion, criterion_group, criterion_main};
use microcred::Limits;
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred_benches::badge;
use microcred_benches::peers::{oxigraph, sophia};
use std::hint::black_box;

fn canonicalize(criterion: &mut Criterion) {
    let (text, limits) = (badge::unsigned(), Limits::default());
    let tree = badge::tree(&text);
    let ours = statements(tree.root(), &Contexts::bundled(), &[], &limits).expect("a plain document").dataset;
    let nquads = ours.to_nquads();
    let (theirs, sophias) = (oxigraph::dataset(&nquads), sophia::dataset(&nquads));
    let canonical = || ours.canonicalize(Hash::Sha256, &mut Work::new(limits.canonicalisation)).expect("in budget");
    assert_eq!(canonical().nquads(), oxigraph::canonical(&theirs), "oxrdf has another canonical form");
    assert_eq!(canonical().nquads(), sophia::canonical(&sophias), "sophia has another canonical form");

    let mut group = criterion.benchmark_group("canonicalize");
    group.bench_function("microcred", |bencher| bencher.iter(|| black_box(canonical()).names().len()));
    group.bench_function("microcred digest", |bencher| {
        let canonical = canonical();
        bencher.iter(|| black_box(&canonical).digest(Hash::Sha256));
    });
    group.bench_function("sophia_c14n", |bencher| bencher.iter(|| sophia::canonical(black_box(&sophias))));
    group.bench_function("oxrdf", |bencher| bencher.iter(|| oxigraph::canonical(black_box(&theirs))));
    group.finish();
}

criterion_group!(benches, canonicalize);
criterion_main!(benches);
