//! All targets in one binary, so that one is built and linked: `MICROCRED_FUZZ` names the one that runs.
//!
//! With `MICROCRED_FUZZ_SEEDS` it writes what to begin with into that folder, and a dictionary beside it, and ends.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use microcred_fuzz::seeds::Seeds;
use microcred_fuzz::{TARGETS, Target};
use std::sync::LazyLock;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("MICROCRED_FUZZ").unwrap_or_default();
    Target::named(&name).unwrap_or_else(|| {
        let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("say in MICROCRED_FUZZ which target runs: {}", names.join(" "));
        std::process::exit(2)
    })
});

/// What is done before the first input.
fn begin() {
    if std::env::var_os("MICROCRED_FUZZ_LIST").is_some() {
        TARGETS.iter().for_each(|target| println!("{} {}", target.name, target.longest));
        std::process::exit(0);
    }
    if let Some(folder) = std::env::var_os("MICROCRED_FUZZ_SEEDS") {
        let mut seeds = Seeds::new();
        (TARGET.seeds)(&mut seeds);
        seeds.write(folder.as_ref());
        std::process::exit(0);
    }
    LazyLock::force(&TARGET);
}

fuzz_target!(init: begin(), |data: &[u8]| TARGET.run(data));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match TARGET.shape.mutate(&data[..size], max_size, seed) {
        Some(changed) => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});
