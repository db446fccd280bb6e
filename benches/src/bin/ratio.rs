//! One strict Ed25519 verification, our verification of the badge and ssi's, in one process: minima and ratios.
//!
//! `ratio [MOST [LEAST]]` fails if ours takes more than MOST strict verifications, or ssi less than LEAST times ours.

use ed25519_dalek::{Signer, SigningKey};
use microcred_benches::badge;
use microcred_benches::measure::Samples;
use microcred_benches::ours::Ours;
use microcred_benches::peers::ssi::Ssi;
use std::hint::black_box;
use std::process::ExitCode;

/// Rounds in which the three take turns, so that a noisy moment hits them alike.
const ROUNDS: usize = 60;

fn main() -> ExitCode {
    let limits: Vec<f64> = std::env::args().skip(1).map(|argument| argument.parse().expect("a number")).collect();
    let key = SigningKey::from_bytes(&badge::SEED);
    let (public, message) = (key.verifying_key(), [7_u8; 64]);
    let signature = key.sign(&message);
    let (ours, ssi) = (Ours::new(), Ssi::ed25519());
    let (by_us, by_ssi) = (ours.issue(&badge::unsigned()), ssi.issue(&badge::unsigned()));
    assert!(ours.verify(&by_us), "we refuse what we issued: {}", ours.report(&by_us));
    assert!(ssi.verify(&by_ssi), "ssi refuses what it issued");

    let [mut strict, mut verify, mut peer] = [const { Samples::new() }; 3];
    for _ in 0..ROUNDS {
        strict.take(400, || public.verify_strict(black_box(&message), &signature).is_ok());
        verify.take(200, || ours.verify(black_box(&by_us)));
        peer.take(5, || ssi.verify(black_box(&by_ssi)));
    }
    for (name, samples) in
        [("verify_strict", &mut strict), ("microcred verify", &mut verify), ("ssi verify", &mut peer)]
    {
        println!("{name:<17} min {:>9.2} µs   median {:>9.2} µs", samples.minimum(), samples.median());
    }
    let (to_strict, to_ssi) = (verify.minimum() / strict.minimum(), peer.minimum() / verify.minimum());
    println!("microcred verify is {to_strict:.2} strict verifications; ssi takes {to_ssi:.1} times as long");
    let met =
        limits.first().is_none_or(|most| to_strict <= *most) && limits.get(1).is_none_or(|least| to_ssi >= *least);
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
