//! Issuing and verifying the badge, from text to text and from text to verdict.

use criterion::{Criterion, criterion_group, criterion_main};
use microcred::Limits;
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::vc::Document;
use microcred_benches::badge;
use microcred_benches::ours::Ours;
use microcred_benches::peers::ssi::Ssi;
use std::hint::black_box;

fn ed25519(criterion: &mut Criterion) {
    use ed25519_dalek::{Signer, SigningKey};
    let key = SigningKey::from_bytes(&badge::SEED);
    let (public, message) = (key.verifying_key(), [7_u8; 64]);
    let signature = key.sign(&message);
    let mut group = criterion.benchmark_group("ed25519");
    group.bench_function("sign", |bencher| bencher.iter(|| key.sign(black_box(&message))));
    group.bench_function("verify_strict", |bencher| {
        bencher.iter(|| public.verify_strict(black_box(&message), &signature).expect("valid"));
    });
    group.finish();
}

fn issue(criterion: &mut Criterion) {
    let (unsigned, ours, ssi) = (badge::unsigned(), Ours::new(), Ssi::ed25519());
    let mut group = criterion.benchmark_group("issue");
    group.bench_function("microcred", |bencher| bencher.iter(|| ours.issue(black_box(&unsigned))));
    group.bench_function("ssi", |bencher| bencher.iter(|| ssi.issue(black_box(&unsigned))));
    group.finish();
}

fn verify(criterion: &mut Criterion) {
    let (ours, ssi) = (Ours::new(), Ssi::ed25519());
    // Each verifies what it issued: ssi gives lists, booleans and decimals other statements than everyone else.
    let (by_us, by_ssi) = (ours.issue(&badge::unsigned()), ssi.issue(&badge::unsigned()));
    assert!(ours.verify(&by_us), "we refuse what we issued: {}", ours.report(&by_us));
    assert!(ssi.verify(&by_ssi), "ssi refuses what it issued");
    let mut group = criterion.benchmark_group("verify");
    group.bench_function("microcred", |bencher| bencher.iter(|| ours.verify(black_box(&by_us))));
    group.bench_function("ssi", |bencher| bencher.iter(|| ssi.verify(black_box(&by_ssi))));
    group.finish();
}

/// What a verification consists of, each stage by itself.
fn stages(criterion: &mut Criterion) {
    let (limits, contexts, signed) = (Limits::default(), Contexts::bundled(), Ours::new().issue(&badge::unsigned()));
    let tree = badge::tree(&signed);
    let walk = || statements(tree.root(), &contexts, &["proof"], &limits).expect("a plain document").dataset;
    let dataset = walk();
    let canonicalize =
        || dataset.canonicalize(Hash::Sha256, &mut Work::new(limits.canonicalisation)).expect("in budget");
    let canonical = canonicalize();
    let mut group = criterion.benchmark_group("stages");
    group.bench_function("1 parse", |bencher| {
        bencher.iter(|| Document::parse(black_box(signed.as_bytes()), &limits).is_ok());
    });
    group.bench_function("2 check the badge", |bencher| {
        bencher.iter(|| microcred::badge::check(black_box(&tree).root()).has_errors());
    });
    group.bench_function("3 walk", |bencher| bencher.iter(|| black_box(walk()).len()));
    group.bench_function("4 canonicalize", |bencher| bencher.iter(|| black_box(canonicalize()).names().len()));
    group.bench_function("5 digest", |bencher| bencher.iter(|| black_box(&canonical).digest(Hash::Sha256)));
    group.finish();
}

criterion_group!(benches, ed25519, issue, verify, stages);
criterion_main!(benches);
