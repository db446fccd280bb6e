//! `repeat N` verifies the badge N times: two runs under callgrind differ by the instructions of the verifications alone.
//! `repeat N SUITE` does so with the badge as another suite secures it, such as `vc+sd-jwt`.

use microcred::proof::Suite;
use microcred_benches::{badge, ours::Ours};
use std::hint::black_box;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().and_then(|count| count.parse().ok()).expect("how many times");
    let suite = arguments.next().unwrap_or_else(|| "eddsa-rdfc-2022".to_owned());
    let suite = Suite::from_name(&suite).expect("the name of a suite");
    let ours = Ours::new();
    let signed = ours.secure(&badge::unsigned(), suite);
    for _ in 0..count {
        assert!(ours.verify(black_box(&signed)), "{}", ours.report(&signed));
    }
}
