//! Durations, taken in turns.

use std::time::{Duration, Instant};

/// Durations in microseconds.
pub struct Samples(Vec<f64>);

impl Samples {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Takes so many.
    pub fn take(&mut self, count: usize, mut verify: impl FnMut() -> bool) {
        for _ in 0..count {
            let start = Instant::now();
            let verdict = verify();
            self.0.push(start.elapsed().as_secs_f64() * 1e6);
            assert!(verdict, "a verification failed in between");
        }
    }

    /// The shortest.
    pub fn minimum(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The one in the middle.
    pub fn median(&mut self) -> f64 {
        self.0.sort_by(f64::total_cmp);
        self.0[self.0.len() / 2]
    }
}

impl Default for Samples {
    fn default() -> Self {
        Self::new()
    }
}

/// In how many rounds operations take turns, so that a noisy moment hits them alike.
const ROUNDS: usize = 8;

/// How long each may take in a round.
const ROUND: Duration = Duration::from_millis(25);

/// The shortest duration of each operation in microseconds; none of them may fail.
pub fn minima<const N: usize>(mut operations: [&mut dyn FnMut() -> bool; N]) -> [f64; N] {
    let mut samples = [const { Samples::new() }; N];
    for _ in 0..ROUNDS {
        for (operation, samples) in operations.iter_mut().zip(&mut samples) {
            let start = Instant::now();
            while start.elapsed() < ROUND {
                samples.take(1, &mut **operation);
            }
        }
    }
    samples.map(|samples| samples.minimum())
}
