//! A place to work at with the program, and what it said.

use crate::MICRO_CREDENTIAL;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of one test, empty at first, with what the program does in it.
pub(crate) struct Desk(pub(crate) PathBuf);

impl Desk {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// The same with a key in `key.json`, and a signed badge in `badge.json`.
    pub(crate) fn with_badge(name: &str) -> Self {
        let desk = Self::new(name);
        desk.run(&["keygen", "--type", "ed25519", "--out", "key.json"]).ends(0);
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json"]).ends(0);
        desk
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_microcred"))
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that fails before it has read everything closes the pipe.
        drop(child.stdin.take().unwrap().write_all(input));
        Run { arguments: arguments.join(" "), output: child.wait_with_output().unwrap() }
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }
}

pub(crate) struct Run {
    pub(crate) arguments: String,
    pub(crate) output: Output,
}

impl Run {
    /// It ended with this code, and said nothing about the learner where a log would keep it.
    pub(crate) fn ends(self, code: i32) -> Self {
        let (stdout, stderr) = (self.stdout(), self.stderr());
        assert_eq!(self.output.status.code(), Some(code), "{}\n{stdout}\n{stderr}", self.arguments);
        for secret in ["Ana", "Silva", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "\"d\""] {
            assert!(!stderr.contains(secret), "{}: {stderr}", self.arguments);
        }
        self
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout()))
    }

    pub(crate) fn says(self, what: &str) -> Self {
        assert!(self.stdout().contains(what), "no {what:?} in\n{}", self.stdout());
        self
    }

    pub(crate) fn complains(self, what: &str) -> Self {
        assert!(self.stderr().contains(what), "no {what:?} in\n{}", self.stderr());
        self
    }
}

pub(crate) fn without(text: &str, member: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap();
    value.as_object_mut().unwrap().remove(member).unwrap();
    value
}

/// The id of the issuer that a fresh key stands for.
pub(crate) fn keygen(desk: &Desk, kind: &str, file: &str) -> String {
    let made = desk.run(&["keygen", "--type", kind, "--out", file]).ends(0).stdout();
    made.lines().find_map(|line| line.strip_prefix("issuer")).unwrap().trim().to_owned()
}

/// The micro-credential, awarded to the one with that DID.
pub(crate) fn award(desk: &Desk, holder: &str) {
    let held = fs::read_to_string(MICRO_CREDENTIAL).unwrap();
    desk.write("held.json", held.replace("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", holder));
}

/// The badge of a desk with more members, unsigned.
pub(crate) fn pointing(desk: &Desk, members: &[(&str, Value)]) -> Value {
    let mut badge = without(&desk.read("badge.json"), "proof");
    badge["@context"].as_array_mut().unwrap().push("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json".into());
    for (name, value) in members {
        badge[*name] = value.clone();
    }
    badge
}
