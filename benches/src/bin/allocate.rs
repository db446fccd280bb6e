//! How many places in status lists several processes are given in a second, by one file.
//!
//! `allocate PROCESSES SECONDS [FOLDER]`; the folder decides which disk it is.

use microcred::Environment;
use microcred::status::StatusPurpose;
use microcred::status::registry::{ListPlan, Registry, SqliteRegistry};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WORKER: &str = "MICROCRED_ALLOCATE_WORKER";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number =
        |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok()).expect("PROCESSES SECONDS [FOLDER]");
    let (processes, duration) = (number(1), Duration::from_secs(number(2)));
    let folder = arguments.get(3).map_or_else(std::env::temp_dir, PathBuf::from);
    if let Ok(name) = std::env::var(WORKER) {
        return println!("{}", allocate(&folder.join("status.db"), &name, duration));
    }
    let folder = folder.join(format!("microcred-allocate-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    println!("a sync of the disk: {:?}", sync(&folder));
    let start = |name: u64| {
        let mut worker = Command::new(std::env::current_exe().expect("this program"));
        worker.args(&arguments[1..3]).arg(&folder).env(WORKER, name.to_string()).stdout(Stdio::piped());
        worker.spawn().expect("a process")
    };
    let workers: Vec<_> = (0..processes).map(start).collect();
    let counts = workers.into_iter().map(|worker| {
        let output = worker.wait_with_output().expect("an answer");
        String::from_utf8_lossy(&output.stdout).trim().parse::<u64>().expect("a number")
    });
    let counts: Vec<_> = counts.collect();
    let rate = counts.iter().sum::<u64>() as f64 / duration.as_secs_f64();
    println!("{processes} processes: {rate:.0} places a second {counts:?}");
    std::fs::remove_dir_all(&folder).expect("the folder");
}

fn allocate(store: &Path, name: &str, duration: Duration) -> u64 {
    let registry = SqliteRegistry::open(store, Environment::system()).expect("a registry");
    let plans = [ListPlan::new("did:web:vet.example", "https://vet.example/status", StatusPurpose::Revocation)];
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < duration {
        registry.allocate(&format!("urn:uuid:0b5e7a3c-3f5e-4f0e-{name:0>4}-{count:012}"), &plans).expect("a place");
        count += 1;
    }
    count
}

/// What one page and one sync cost, the least that a lasting change takes.
fn sync(folder: &Path) -> Duration {
    const TIMES: u32 = 200;
    let mut file = File::create(folder.join("sync")).expect("a file");
    let begin = Instant::now();
    for _ in 0..TIMES {
        file.write_all(&[7; 4_096]).and_then(|()| file.sync_data()).expect("a sync");
    }
    begin.elapsed() / TIMES
}
