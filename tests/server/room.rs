//! Room for everybody: who is slow, who asks too much, who leaves, and how it ends.

use crate::client::Wire;
use crate::credentials::{credential, issue_path};
use crate::process::{Server, rest};
use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const JSON: (&str, &str) = ("content-type", "application/json");
const VERIFY: &str = "/credentials/verify";

/// A request whose body does not come.
fn held_up(server: &Server, length: usize) -> Wire<TcpStream> {
    let mut wire = Wire::new(server.connect());
    wire.write(&format!(
        "POST {VERIFY} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{{"
    ));
    // Until it has been seen.
    std::thread::sleep(Duration::from_millis(200));
    wire
}

#[test]
fn what_is_slow_is_ended() {
    let server = Server::start("slow", &["--request-time", "2"]);
    let began = Instant::now();
    let told = held_up(&server, 100).reply().is(408).says("request.timeout", "");
    assert!(told.body.contains("within 666 ms"), "{}", told.body);
    let mut head = server.connect();
    head.write_all(b"GET /health HTTP/1.1\r\nhost: loc").unwrap();
    let told = rest(head);
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 408"), "{told}");
    let idle = server.connect();
    assert_eq!(rest(idle), "");
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    server.get("/health").is(200);
}

/// A request that is worked on for as long as this is held: the store is another's.
fn occupied(server: &Server, id: &Value) -> (rusqlite::Connection, Wire<TcpStream>) {
    let store = rusqlite::Connection::open(server.folder.join("microcred-status.db")).unwrap();
    store.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = json!({"credentialId": id, "credentialStatus": {"statusPurpose": "revocation"}}).to_string();
    let mut wire = Wire::new(server.connect());
    wire.write(&format!(
        "POST /credentials/status HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    ));
    std::thread::sleep(Duration::from_millis(300));
    (store, wire)
}

#[test]
fn too_many_at_once_are_told_to_come_back() {
    let server = Server::start("many", &["--max-requests", "1"]);
    let body = json!({"verifiableCredential": {}}).to_string();
    let issue = json!({"credential": credential(&server.issuer("BitstringStatusList"))});
    let held = server.post(&issue_path("BitstringStatusList"), &issue).is(201).json();
    let list = held["verifiableCredential"]["credentialStatus"]["statusListCredential"].as_str().unwrap().to_owned();
    let (store, mut working) = occupied(&server, &held["verifiableCredential"]["id"]);
    for (method, path) in [("POST", VERIFY), ("GET", "/1.0/identifiers/did:example:ana")] {
        let refused = server.send(method, path, &[JSON], Some(&body)).is(503).says("request.busy", "");
        assert_eq!(refused.header("retry-after"), Some("1"));
    }
    // Whether it is up, and what was revoked, is told all the same.
    server.get("/health").is(200);
    server.get(list.strip_prefix(&server.url).unwrap()).is(200);
    store.execute_batch("ROLLBACK").unwrap();
    working.reply().is(200);
    server.send("POST", VERIFY, &[JSON], Some(&body)).is(400);
}

/// Whoever announces a body and sends none of it keeps nobody else out.
#[test]
fn who_sends_nothing_has_no_place() {
    let server = Server::start("silent", &["--max-requests", "2", "--max-body", "100000"]);
    let body = json!({"verifiableCredential": {}}).to_string();
    let mut waiting: Vec<_> = (0..8).map(|_| held_up(&server, body.len())).collect();
    server.send("POST", VERIFY, &[JSON], Some(&body)).is(400);
    for wire in &mut waiting {
        wire.write(&body[1..]);
        wire.reply().is(400);
    }
    // What is kept of bodies is as much as of those that have a place, and no more.
    let mut large: Vec<_> = (0..2).map(|_| held_up(&server, 100_000)).collect();
    for wire in &mut large {
        wire.write(&"x".repeat(90_000));
    }
    std::thread::sleep(Duration::from_millis(300));
    let more = json!({"verifiableCredential": "x".repeat(50_000)}).to_string();
    server.send("POST", VERIFY, &[JSON], Some(&more)).is(503).says("request.busy", "");
    server.send("POST", VERIFY, &[JSON], Some(&body)).is(400);
    drop(large);
    std::thread::sleep(Duration::from_millis(300));
    server.send("POST", VERIFY, &[JSON], Some(&more)).is(400);
}

#[test]
fn connections_beyond_the_limit_wait() {
    let server = Server::start("connections", &["--max-connections", "1"]);
    let first = server.connect();
    let mut second = Wire::new(server.connect());
    second.write("GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    std::thread::sleep(Duration::from_millis(200));
    drop(first);
    second.reply().is(200);
}

/// Whoever asks and does not listen loses the connection, and others get its place.
#[test]
fn who_does_not_listen_is_not_waited_for() {
    let server = Server::start("deaf", &["--request-time", "3", "--max-connections", "1"]);
    let mut deaf = server.connect();
    let asked = "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(1000);
    deaf.write_all(asked.as_bytes()).unwrap();
    server.get("/health").is(200);
    drop(deaf);
}

/// Whoever asks and does not wait has done so all the same.
#[test]
fn who_leaves_is_in_the_log() {
    let server = Server::start("left", &[]);
    let issue = json!({"credential": credential(&server.issuer("BitstringStatusList"))});
    let held = server.post(&issue_path("BitstringStatusList"), &issue).is(201).json();
    let (store, left) = occupied(&server, &held["verifiableCredential"]["id"]);
    drop(left);
    std::thread::sleep(Duration::from_millis(300));
    let log = server.log();
    assert!(log.contains("POST /credentials/status - "), "{log}");
    store.execute_batch("ROLLBACK").unwrap();
}

/// A request that has begun is answered; new ones are not taken.
#[test]
fn it_ends_once_everybody_is_answered() {
    let mut server = Server::start("end", &[]);
    let body = json!({"verifiableCredential": {}}).to_string();
    let mut begun = held_up(&server, body.len());
    let idle = server.connect();
    server.terminate();
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err(), "it still listens");
    assert_eq!(rest(idle), "");
    begun.write(&body[1..]);
    begun.reply().is(400);
    assert_eq!(server.ended(Duration::from_secs(5)).code(), Some(0));
}

#[test]
fn nobody_keeps_it_from_ending() {
    let mut server = Server::start("endless", &["--request-time", "600"]);
    let _begun = held_up(&server, 100);
    server.terminate();
    assert_eq!(server.ended(Duration::from_secs(15)).code(), Some(0));
}

/// Whoever says it twice does not want to wait.
#[cfg(unix)]
#[test]
fn told_twice_it_ends_at_once() {
    let mut server = Server::start("twice", &["--request-time", "600"]);
    let _begun = held_up(&server, 100);
    server.terminate();
    std::thread::sleep(Duration::from_millis(500));
    server.signal("-INT");
    assert_eq!(server.ended(Duration::from_secs(5)).code(), Some(0));
}
