//! Many badges: streamed from another process as NDJSON and verified in bounded memory, or verified by one thread and by all in turns.
//!
//! - `stream COUNT [--together] [--threads N]` lets another process issue COUNT different badges into a pipe, verifies each to its
//!   report as a line of JSON, and says how many that are a second, by the clock and by the processor's time, and how much memory it took.
//! - `stream cores [COUNT]` verifies COUNT badges (4,096) from memory with one thread and with as many as there are cores, in ten pairs.
//! - `stream write COUNT` is that other process.

use microcred::Limits;
use microcred::batch::{BatchError, BatchVerifier, Credentials, Submitted};
use microcred::resolve::Offline;
use microcred::verify::Verifier;
use microcred_benches::badge;
use microcred_benches::ours::Ours;
use microcred_benches::page::badges;
use std::io::{BufReader, BufWriter, Write};
use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<usize>().ok());
    let threads =
        arguments.iter().position(|argument| argument == "--threads").and_then(|at| number(at + 1)).unwrap_or(0);
    let is_together = arguments.iter().any(|argument| argument == "--together");
    match arguments.first().map(String::as_str) {
        Some("write") => write(number(1).expect("how many")),
        Some("cores") => cores(number(1).unwrap_or(4_096)),
        _ => stream(number(0).expect("COUNT, cores or write"), threads, is_together),
    }
}

fn verifier() -> BatchVerifier {
    BatchVerifier::new(Verifier::new().as_of("2026-04-01T00:00:00Z".parse().expect("a moment")))
}

/// Verifies each to its report as a line of JSON; how many there were, and how many are acceptable.
fn verify(
    verifier: &BatchVerifier,
    credentials: impl IntoIterator<Item = Result<Submitted, BatchError>>,
) -> (usize, usize) {
    let (mut all, mut accepted, mut bytes) = (0, 0, 0);
    let ended = verifier.verify(
        credentials,
        &Offline,
        |_, verification| (verification.acceptable().is_ok(), verification.to_json_string()),
        |(is_accepted, report)| {
            all += 1;
            accepted += usize::from(is_accepted);
            bytes += report.len();
            Ok(ControlFlow::Continue(()))
        },
    );
    assert!(ended.is_ok() && bytes > 0, "{ended:?}");
    (all, accepted)
}

fn stream(count: usize, threads: usize, is_together: bool) {
    let mut writer = Command::new(std::env::current_exe().expect("this program"));
    let mut writer = writer.args(["write", &count.to_string()]).stdout(Stdio::piped()).spawn().expect("a process");
    let pipe = writer.stdout.take().expect("a pipe");
    let credentials = Credentials::lines("pipe", BufReader::with_capacity(1 << 20, pipe), &Limits::default());
    let verifier = verifier().on_threads(threads);
    let verifier = if is_together { verifier.danger_batch_ed25519() } else { verifier };
    let (start, before) = (Instant::now(), processor_seconds());
    let (all, accepted) = verify(&verifier, credentials);
    let (wall, processor) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
    drop(writer.wait());
    println!(
        "{all} badges, {accepted} accepted, in {wall:.1} s: {:.0} a second beside whoever issues them",
        all as f64 / wall
    );
    println!(
        "{:.0} a second of one core's time ({processor:.1} s); at most {} MiB of memory",
        all as f64 / processor,
        peak() / 1_024
    );
}

fn write(count: usize) {
    let (ours, unsigned) = (Ours::new(), badge::unsigned());
    let mut output = BufWriter::with_capacity(1 << 20, std::io::stdout());
    for number in 0..count {
        let line = badges::of_learner(number, &unsigned, &ours);
        if writeln!(output, "{line}").is_err() {
            return;
        }
    }
    drop(output.flush());
}

fn cores(count: usize) {
    let all = badges::cohort(count, &Ours::new());
    let credentials = || all.iter().map(|badge| Ok::<_, BatchError>(Submitted::new("badge", badge.as_bytes())));
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let (mut walls, mut processor) = ([f64::INFINITY; 2], [f64::INFINITY; 2]);
    for pair in 0..10 {
        for (place, threads) in [1, cores].into_iter().enumerate() {
            let (start, before) = (Instant::now(), processor_seconds());
            assert_eq!(verify(&verifier().on_threads(threads), credentials()), (count, count));
            let (wall, spent) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
            println!(
                "pair {pair}, {threads} threads: {:.0} a second, {spent:.2} s of processor time",
                count as f64 / wall
            );
            walls[place] = walls[place].min(wall);
            processor[place] = processor[place].min(spent);
        }
    }
    println!(
        "{cores} threads: {:.2} times as fast as one by the clock; {:.2} times the processor time",
        walls[0] / walls[1],
        processor[1] / processor[0]
    );
}

/// What this process has had of processors, in seconds.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    // User and system, in hundredths of a second.
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory that this process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
