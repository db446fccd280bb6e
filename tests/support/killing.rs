//! Processes that are killed in the middle of what they do.
//!
//! `MICROCRED_KILLS` says how many times in all; a third of them falls to the registry, a third to ledgers, a third to cohorts.

use microcred::Environment;
use std::process::{Child, Command};

/// How many kills fall to a test that has so many sixths of them.
pub fn kills(sixths: usize) -> usize {
    let all = std::env::var("MICROCRED_KILLS").ok().map_or(300, |count| count.parse().unwrap());
    usize::div_ceil(all * sixths, 6)
}

/// A number below another one, never the same twice in a row of runs.
pub fn random(below: u32) -> u32 {
    u32::from_be_bytes(Environment::system().random().unwrap()) % below.max(1)
}

/// This test program again, for one of its tests, which finds in its variables that it is the one to be killed.
pub fn again(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command
}

/// Kills a process with SIGKILL, which nothing can catch. It has to be at work still.
#[track_caller]
pub fn kill(child: &mut Child) {
    assert_eq!(child.try_wait().unwrap(), None, "it ended before it was killed");
    child.kill().unwrap();
    child.wait().unwrap();
}
