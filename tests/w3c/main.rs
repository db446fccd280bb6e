//! The fixtures of the official suites, without their machinery: what they call right is signed, shown and valid under the
//! policy `conformance`, what they call wrong is refused, and nothing of it is accepted for that. `run.sh` runs the suites
//! themselves.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod data_model;
mod jose_cose;
mod proofs;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of one test with a key, and the program at work in it.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("w3c-{name}"));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let desk = Self(folder);
        desk.run(&["keygen", "--type", "ed25519", "--out", "key.json"]);
        desk
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_microcred")).args(arguments).current_dir(&self.0).output().unwrap()
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.0.join(name), content).unwrap();
    }

    /// Signs a document under the policy of the suites; the signed text, or what was complained about.
    fn issue(&self, document: &serde_json::Value) -> Result<String, String> {
        self.write("unsigned.json", &document.to_string());
        let issued = self.run(&["issue", "unsigned.json", "--key", "key.json", "--policy", "conformance"]);
        match issued.status.code() {
            Some(0) => Ok(String::from_utf8(issued.stdout).unwrap()),
            Some(1) => Err(String::from_utf8(issued.stderr).unwrap()),
            other => panic!("{other:?} {}", String::from_utf8_lossy(&issued.stderr)),
        }
    }

    /// How `verify` ends: 0 valid and accepted, 1 invalid, 2 valid but not accepted, 3 untold.
    fn verify(&self, text: &str, policy: &str) -> i32 {
        self.write("signed.json", text);
        self.run(&["verify", "signed.json", "--policy", policy]).status.code().unwrap()
    }
}

/// The fixtures of one suite, by their names.
fn fixtures(folder: &str) -> Vec<(String, serde_json::Value)> {
    let Some(corpus) = support::corpus() else { return Vec::new() };
    let mut found = Vec::new();
    for entry in fs::read_dir(corpus.join("w3c-vectors/raw").join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            found.push((name, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap()));
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0));
    found
}
