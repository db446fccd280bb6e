//! The program, started for one test and ended with it.

use crate::client::{Reply, Wire};
use crate::description::Description;
use microcred::files::whole::{self, Readers};
use serde_json::Value;
use std::cell::OnceCell;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Who may issue at a server that others reach: whoever sends this, which is done by itself.
pub const GUARDED: [&str; 2] = ["--token", "issuer-token"];
const TOKEN: &str = "open-sesame-open-sesame";

pub struct Server {
    child: Child,
    is_guarded: bool,
    pub folder: PathBuf,
    pub port: u16,
    pub url: String,
    description: OnceCell<Description>,
}

impl Server {
    /// In a folder that is empty at first, on a free port.
    pub fn start(name: &str, arguments: &[&str]) -> Self {
        let folder = empty(name);
        Self::start_in(&folder, arguments)
    }

    pub fn start_in(folder: &Path, arguments: &[&str]) -> Self {
        let is_guarded = arguments.contains(&GUARDED[1]);
        if is_guarded && !folder.join(GUARDED[1]).exists() {
            whole::create_new(folder.join(GUARDED[1]), TOKEN.as_bytes(), Readers::Owner).unwrap();
        }
        let mut child = command(folder, arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        // listening on URL (port N)
        let words: Vec<_> = line.split_whitespace().collect();
        let [_, _, url, _, port] = words[..] else {
            panic!("{line:?}, {}", fs::read_to_string(folder.join("log")).unwrap_or_default())
        };
        let (url, port) = (url.to_owned(), port.trim_end_matches(')').parse().unwrap());
        Self { child, is_guarded, folder: folder.to_owned(), port, url, description: OnceCell::new() }
    }

    /// How it ends when it cannot be started, and what it says.
    pub fn refuses(name: &str, arguments: &[&str]) -> (Option<i32>, String) {
        let folder = empty(name);
        let status = command(&folder, arguments).stdout(Stdio::null()).status().unwrap();
        (status.code(), fs::read_to_string(folder.join("log")).unwrap())
    }

    /// A connection on which nothing has been said yet.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// A request on a connection of its own. The reply is as the server's own description says.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
        let authorization = format!("Bearer {TOKEN}");
        let token = self.is_guarded.then_some(("authorization", authorization.as_str()));
        let headers: Vec<_> = headers.iter().copied().chain(token).collect();
        let reply = Wire::new(self.connect()).exchange(method, path, &headers, body);
        let description = self.description.get_or_init(|| {
            let reply = Wire::new(self.connect()).exchange("GET", "/openapi.json", &[], None);
            Description::new(reply.json())
        });
        description.hold(method, path, body, &reply);
        reply
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], None)
    }

    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("content-type", "application/json")], Some(&body.to_string()))
    }

    /// The id of the issuer of a suite.
    pub fn issuer(&self, suite: &str) -> String {
        self.get("/issuers").json()[suite]["id"].as_str().unwrap_or_else(|| panic!("no {suite}")).to_owned()
    }

    pub fn suites(&self) -> Vec<String> {
        self.get("/issuers").json().as_object().unwrap().keys().cloned().collect()
    }

    /// Tells it to stop.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub fn ended(&mut self, within: Duration) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < within, "still running after {within:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it has written to standard error until now.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn empty(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("server-{name}"));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_microcred"));
    let log = fs::File::create(folder.join("log")).unwrap();
    command.args(["serve", "--port", "0"]).args(arguments).current_dir(folder).stdin(Stdio::null()).stderr(log);
    command
}

/// All that there is to read, or less if it stops coming.
pub fn rest(mut stream: impl Read) -> String {
    let mut bytes = Vec::new();
    drop(stream.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}
