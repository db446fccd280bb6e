//! What is fuzzed: one target a room of input, each a plain function over bytes that holds the library to what it promises.
//!
//! `src/main.rs` runs them under libFuzzer; `tests/kept.rs` runs what was kept of earlier runs, without it.

pub mod budget;
pub mod judge;
pub mod material;
pub mod mutate;
pub mod seeds;
#[path = "../../tests/support/mod.rs"]
pub mod support;
mod targets;

pub use targets::TARGETS;

use mutate::Shape;
use seeds::Seeds;

/// One room of input.
pub struct Target {
    /// What it is called, here and on the command line.
    pub name: &'static str,
    /// What the bytes are taken for, which decides how they are changed.
    pub shape: Shape,
    /// Longer inputs are not tried: what goes wrong goes wrong with short ones, and faster.
    pub longest: usize,
    /// Holds the library to what it promises about these bytes.
    pub hold: fn(&[u8]),
    /// Where to begin.
    pub seeds: fn(&mut Seeds),
}

impl Target {
    /// The target of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Holds the library to what it promises, within a budget of time and memory.
    pub fn run(&self, data: &[u8]) {
        budget::hold(self.name, || (self.hold)(data));
    }
}
