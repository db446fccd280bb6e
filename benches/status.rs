//! Status lists of a million and of ten million entries, one in a hundred of them revoked: look one up, change one, publish.

use criterion::{Criterion, criterion_group, criterion_main};
use microcred::badge::Profile;
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::resolve::Offline;
use microcred::status::registry::{Change, ListPlan, Registry, SqliteRegistry, Target};
use microcred::status::{Encoding, StatusPurpose, look_up};
use microcred::{Environment, Issuer, Verifier};
use std::cell::Cell;
use std::hint::black_box;
use std::path::Path;

fn lists(criterion: &mut Criterion) {
    for entries in [1_000_000, 10_000_000] {
        list(criterion, entries);
    }
}

fn list(criterion: &mut Criterion, entries: u32) {
    let folder = std::env::temp_dir().join(format!("microcred-status-{entries}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let signer = InMemorySigner::new(PrivateKey::from_ed25519_seed(&[7; 32])).expect("a key");
    let did = signer.identity().did().expect("a DID").to_owned();
    let issuer = Issuer::new(Profile::new(&did), signer);
    let store = folder.join("status.db");
    let registry = SqliteRegistry::open(&store, Environment::system()).expect("a registry");
    let plan = ListPlan::new(did, "https://vet.example/status", StatusPurpose::Suspension).with_entries(entries);
    let place = registry.allocate("urn:x:1", &[plan]).expect("a place").remove(0);
    revoke_one_in_a_hundred(&store, entries);
    let target = Target::credential("urn:x:1");
    registry.set(&target, Change::Suspend, "for the measurement").expect("a change");

    let mut group = criterion.benchmark_group(format!("status {entries}"));
    group.sample_size(10);
    let snapshot = registry.snapshot(1).expect("the list");
    let encoded = snapshot.bits.encode().expect("an encoding");
    println!("{} entries set, {} bytes compressed", snapshot.bits.count_set(), encoded.len() / 4 * 3);
    group.bench_function("look one up", |bencher| {
        let most = 2 * 1024 * 1024;
        bencher
            .iter(|| look_up(black_box(&encoded), Encoding::Multibase, 1, place.index.into(), most).expect("an entry"));
    });
    let published = issuer.status_list(&snapshot).expect("a list");
    group.bench_function("verify the list", |bencher| {
        let verifier = Verifier::new();
        bencher.iter(|| verifier.verify(black_box(&published), &Offline).outcome);
    });
    let suspended = Cell::new(true);
    group.bench_function("change one", |bencher| {
        bencher.iter(|| {
            let change = if suspended.replace(!suspended.get()) { Change::Reinstate } else { Change::Suspend };
            registry.set(&target, change, "for the measurement").expect("a change").value
        });
    });
    group.bench_function("snapshot", |bencher| bencher.iter(|| registry.snapshot(1).expect("the list").list.version));
    group.bench_function("compress", |bencher| bencher.iter(|| snapshot.bits.encode().expect("an encoding").len()));
    group.bench_function("publish", |bencher| {
        bencher.iter(|| issuer.publish(&registry, 1, &folder).expect("a file"));
    });
    group.finish();
    std::fs::remove_dir_all(&folder).expect("the folder");
}

/// Straight into the pages of the file: a hundred thousand changes, each brought to the disk, would take a while.
fn revoke_one_in_a_hundred(store: &Path, entries: u32) {
    const PAGE: u32 = 2_048;
    let mut connection = rusqlite::Connection::open(store).expect("the registry");
    let transaction = connection.transaction().expect("a transaction");
    let mut state = 7_u64;
    for page in 0..entries.div_ceil(PAGE) {
        let mut bits = vec![0_u8; PAGE as usize / 8];
        for byte in &mut bits {
            for bit in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *byte |= u8::from(state >> 40 & 0xffff < 655) << bit;
            }
        }
        transaction.execute("INSERT INTO pages (list, page, bits) VALUES (1, ?1, ?2)", (page, bits)).expect("a page");
    }
    transaction.commit().expect("the pages");
}

criterion_group!(benches, lists);
criterion_main!(benches);
