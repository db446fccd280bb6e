//! `repeat N` verifies the badge N times: two runs under callgrind differ by the instructions of the verifications alone.

use microcred_benches::{badge, ours::Ours};
use std::hint::black_box;

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).expect("how many times");
    let ours = Ours::new();
    let signed = ours.issue(&badge::unsigned());
    for _ in 0..count {
        assert!(ours.verify(black_box(&signed)), "{}", ours.report(&signed));
    }
}
