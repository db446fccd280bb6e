//! From JSON text to quads.

use criterion::{Criterion, criterion_group, criterion_main};
use microcred::Limits;
use microcred::jsonld::general::{Options, to_nquads};
use microcred::jsonld::{Contexts, statements};
use microcred_benches::badge;
use microcred_benches::peers::{json_ld::JsonLd, oxigraph};
use std::hint::black_box;

fn to_quads(criterion: &mut Criterion) {
    let (text, limits, contexts) = (badge::unsigned(), Limits::default(), Contexts::bundled());
    let mut group = criterion.benchmark_group("to_quads");
    group.bench_function("microcred parse", |bencher| bencher.iter(|| badge::tree(black_box(&text)).len()));
    group.bench_function("microcred walk", |bencher| {
        bencher.iter(|| {
            let tree = badge::tree(black_box(&text));
            statements(tree.root(), &contexts, &[], &limits).expect("a plain document").dataset.len()
        });
    });
    group.bench_function("microcred general", |bencher| {
        bencher.iter(|| to_nquads(black_box(&text), &badge::context, &Options::safe()).expect("quads").len());
    });
    let peer = JsonLd::new();
    group.bench_function("json-ld", |bencher| bencher.iter(|| peer.quads(black_box(&text))));
    group.bench_function("oxjsonld", |bencher| bencher.iter(|| oxigraph::quads(black_box(&text))));
    group.finish();
}

criterion_group!(benches, to_quads);
criterion_main!(benches);
