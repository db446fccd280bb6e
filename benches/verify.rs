//! Issuing and verifying the badge, from text to text and from text to verdict.

use criterion::{Criterion, criterion_group, criterion_main};
use microcred_benches::badge;
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
    let (unsigned, ssi) = (badge::unsigned(), Ssi::new());
    let mut group = criterion.benchmark_group("issue");
    group.bench_function("ssi", |bencher| bencher.iter(|| ssi.issue(black_box(&unsigned))));
    group.finish();
}

fn verify(criterion: &mut Criterion) {
    let ssi = Ssi::new();
    let signed = ssi.issue(&badge::unsigned());
    assert!(ssi.verify(&signed), "ssi refuses what it issued");
    let mut group = criterion.benchmark_group("verify");
    group.bench_function("ssi", |bencher| bencher.iter(|| ssi.verify(black_box(&signed))));
    group.finish();
}

criterion_group!(benches, ed25519, issue, verify);
criterion_main!(benches);
