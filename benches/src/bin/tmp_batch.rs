use microcred::batch::{BatchError, BatchVerifier, Submitted};
use microcred::resolve::Offline;
use microcred::verify::Verifier;
use microcred_benches::ours::Ours;
use microcred_benches::page::badges;
use std::ops::ControlFlow;
use std::time::Instant;
fn main() {
    let mode = std::env::args().nth(1).unwrap();
    let rounds: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let all = badges::cohort(4096, &Ours::new());
    let verifier = Verifier::new().as_of("2026-04-01T00:00:00Z".parse().unwrap());
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let t = Instant::now();
        let mut n = 0;
        match mode.as_str() {
            "same" => for _ in &all { n += usize::from(verifier.verify(all[0].as_bytes(), &Offline).acceptable().is_ok()); },
            "plain" => for badge in &all { n += usize::from(verifier.verify(badge.as_bytes(), &Offline).acceptable().is_ok()); },
            "json" => for badge in &all { n += usize::from(verifier.verify(badge.as_bytes(), &Offline).to_json_string().len() > 100); },
            "copy" => for badge in &all { let one = Submitted::new("badge", badge.as_bytes()); n += usize::from(verifier.verify(&one.bytes, &Offline).to_json_string().len() > 100); },
            _ => {
                let credentials = all.iter().map(|badge| Ok::<_, BatchError>(Submitted::new("badge", badge.as_bytes())));
                let _ = BatchVerifier::new(verifier.clone()).on_threads(1).verify(credentials, &Offline,
                    |_, v| (v.acceptable().is_ok(), v.to_json_string()),
                    |(ok, r)| { n += usize::from(ok && !r.is_empty()); Ok(ControlFlow::Continue(())) });
            }
        }
        assert_eq!(n, 4096);
        best = best.min(t.elapsed().as_secs_f64() / 4096.0);
    }
    println!("{mode}: {:.2} us, {:.0} a second", best * 1e6, 1.0 / best);
}
