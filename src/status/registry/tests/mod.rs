//! What holds for every registry: each test runs against the one in memory and, with the feature `store`, against a file.

mod changes;
#[cfg(feature = "store")]
mod file;
mod places;
mod plans;
mod publishing;
mod steps;

use super::*;
use crate::env::Environment;
use crate::status::StatusPurpose;
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

const ISSUER: &str = "did:web:vet.example";

/// Reproducible, and as even as a test can tell: SplitMix64.
fn environment(seed: u64) -> Environment {
    let state = AtomicU64::new(seed);
    Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap()).with_entropy(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ z >> 31).to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    })
}

fn plan(purpose: StatusPurpose) -> ListPlan {
    ListPlan::new(ISSUER, "https://vet.example/status", purpose)
}

fn messages() -> ListPlan {
    plan(StatusPurpose::Message).with_messages(["pending", "accepted", "rejected", "lost"])
}

/// A folder of one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("microcred-registry-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn each(name: &str, test: impl Fn(&dyn Registry)) {
    test(&MemoryRegistry::new(environment(7)));
    let folder = Folder::new(name);
    #[cfg(feature = "store")]
    test(&SqliteRegistry::open(folder.0.join("status.db"), environment(7)).unwrap());
    drop(folder);
}
