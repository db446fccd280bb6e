//! How long each file of a folder takes to be refused, and how much memory: `caps FOLDER`.
//!
//! The adversarial suite writes its expensive inputs into a folder that `MICROCRED_POISONS` names, so that they can be measured in
//! the library as it is released, with no assertions. Linux only: the memory is what the operating system says.

use microcred::resolve::Offline;
use microcred::verify::{Policy, Verifier};
use microcred_benches::badge;
use microcred_benches::ours::Ours;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The most that anything of the kind may take.
const MOST: (Duration, u64) = (Duration::from_millis(100), 64 * 1024);

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let ours = Ours::new();
    // What one policy refuses at first sight goes further with another.
    let conformance = Policy::from_json(include_str!("../../../vocab/policies/conformance.json")).expect("a policy");
    let verifiers = [Policy::strict(), conformance].map(|policy| Verifier::new().with_policy(policy));
    assert!(ours.verify(&ours.issue(&badge::unsigned())), "contexts are made once in a process");
    println!("| what is refused | ms | MiB | |");
    println!("| --- | ---: | ---: | --- |");
    let mut beyond = 0;
    for file in files {
        let input = std::fs::read(&file).expect("a file");
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for verifier in &verifiers {
            std::fs::write("/proc/self/clear_refs", "5").expect("the kernel counts the highest anew");
            let before = memory("VmRSS:");
            let verification = verifier.verify(&input, &Offline);
            let more = memory("VmHWM:").saturating_sub(before);
            let once = || {
                let start = Instant::now();
                let _ = black_box(verifier.verify(&input, &Offline));
                start.elapsed()
            };
            let shortest = (0..5).map(|_| once()).min().unwrap_or_default();
            let code = verification.primary.as_ref().map_or("", |primary| primary.code.as_str());
            println!("| {name} | {:.2} | {:.1} | {code} |", shortest.as_secs_f64() * 1e3, more as f64 / 1024.0);
            beyond += usize::from(shortest > MOST.0 || more > MOST.1);
        }
    }
    assert_eq!(beyond, 0, "beyond 100 ms or 64 MiB");
}

/// A line of `/proc/self/status`, in KiB.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let value = status.lines().find_map(|own| own.strip_prefix(line)).expect("a line of it");
    value.trim().trim_end_matches(" kB").parse().expect("a number")
}
