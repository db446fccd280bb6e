//! How long Rust itself takes to verify a badge: as the report in JSON, which is what every other language gets, and typed.
//!
//! `examples/ffi/bench/run.sh` runs it beside the other languages; by itself it is
//! `cargo run --release --example crossing -- BADGE`.

use microcred::Environment;
use microcred::ops::{Operation, Verify};
use microcred::resolve::Offline;
use microcred::verify::Verifier;
use std::hint::black_box;
use std::time::Instant;

const BATCHES: u32 = 500;
const CALLS: u32 = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a file with a badge")?;
    let badge = std::fs::read(file)?;
    let environment = Environment::system();
    report("Rust: the report as JSON", || {
        let verification = Verify::new(badge.as_slice()).run(&environment).map_err(|error| error.to_string())?;
        Ok(verification.to_json_string().len())
    })?;
    let verifier = Verifier::new();
    report("Rust: the verification alone", || Ok(verifier.verify(&badge, &Offline).checks.len()))?;
    Ok(())
}

/// The best batch, in microseconds a call.
fn report(name: &str, work: impl Fn() -> Result<usize, String>) -> Result<(), Box<dyn std::error::Error>> {
    let mut best = f64::MAX;
    for _ in 0..BATCHES {
        let began = Instant::now();
        for _ in 0..CALLS {
            black_box(work()?);
        }
        best = best.min(began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
    }
    println!("{name:<44} {best:>8.1} us");
    Ok(())
}
