//! Limits, the token, the name, the log, and how it ends.

use crate::client::{Reply, Wire};
use crate::process::{Server, rest};
use microcred::durable::{self, Readers};
use serde_json::json;
use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
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
fn too_much_is_refused() {
    let server = Server::start("size", &["--max-body", "2000"]);
    let body = |length: usize| json!({"verifiableCredential": "x".repeat(length)}).to_string();
    server.send("POST", VERIFY, &[JSON], Some(&body(1900))).is(400);
    server.send("POST", VERIFY, &[JSON], Some(&body(2000))).is(413).says("input.too_large", "");
    // The same without saying beforehand how much it will be.
    let chunk = body(2000);
    let mut wire = Wire::new(server.connect());
    wire.write(&format!(
        "POST {VERIFY} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{chunk}\r\n0\r\n\r\n",
        chunk.len()
    ));
    wire.reply().is(413).says("input.too_large", "");
    // Somebody who is still sending hears it too.
    let mut wire = Wire::new(server.connect());
    let large = body(8_000_000);
    wire.exchange("POST", VERIFY, &[JSON], Some(&large)).is(413);
    // What is no whole body is not too large.
    let mut wire = Wire::new(server.connect());
    wire.write(&format!(
        "POST {VERIFY} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n{{}}\r\n0\r\n\r\n"
    ));
    wire.reply().is(400).says("request.json", "");
    // A head that does not end.
    let mut wire = Wire::new(server.connect());
    wire.write(&format!("GET /health HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(100_000)));
    assert_eq!(wire.reply().status, 431);
    server.get("/health").is(200);
}

/// A body that is let in is read.
#[test]
fn more_is_taken_where_that_is_said() {
    let server = Server::start("more", &["--max-body", "8000000"]);
    let body =
        json!({"verifiableCredential": {"type": "VerifiableCredential", "name": "x".repeat(6_000_000)}}).to_string();
    let reply = server.send("POST", VERIFY, &[JSON], Some(&body)).is(400).json();
    assert!(reply["report"]["checks"].is_array(), "{}", reply["code"]);
}

#[test]
fn depth_and_other_traps_of_json_are_refused() {
    let server = Server::start("depth", &[]);
    let nested = format!(r#"{{"verifiableCredential": {}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    server.send("POST", VERIFY, &[JSON], Some(&nested)).is(400).says("request.json", "");
    let wide = format!(r#"{{"verifiableCredential": {{"x": [{}1]}}}}"#, "1,".repeat(200_000));
    server.send("POST", VERIFY, &[JSON], Some(&wide)).is(400);
    let deep = format!(r#"{{"verifiableCredential": {{"x": {}{}}}}}"#, "[".repeat(64), "]".repeat(64));
    server.send("POST", VERIFY, &[JSON], Some(&deep)).is(400);
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

#[test]
fn too_many_at_once_are_told_to_come_back() {
    let server = Server::start("many", &["--max-requests", "2"]);
    let body = json!({"verifiableCredential": {}}).to_string();
    let mut waiting = [held_up(&server, body.len()), held_up(&server, body.len())];
    let refused = server.send("POST", VERIFY, &[JSON], Some(&body)).is(503).says("request.busy", "");
    assert_eq!(refused.header("retry-after"), Some("1"));
    server.get("/health").is(200);
    for wire in &mut waiting {
        wire.write(&body[1..]);
        wire.reply().is(400);
    }
    server.send("POST", VERIFY, &[JSON], Some(&body)).is(400);
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

#[test]
fn what_is_not_json_is_not_read() {
    let server = Server::start("media", &[]);
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "jsonx"] {
        let reply = server.send("POST", VERIFY, &[("content-type", media_type)], Some("{}"));
        reply.is(415).says("request.media_type", "");
    }
    server.send("POST", VERIFY, &[], Some("{}")).is(415);
    for media_type in ["application/json; charset=utf-8", "application/ld+json", "Application/JSON"] {
        server.send("POST", VERIFY, &[("content-type", media_type)], Some("{}")).is(400);
    }
    server.get("/nowhere").is(404).says("request.path", "");
}

/// A web page that has its own name point to this machine is told from whoever runs the server.
#[test]
fn other_names_are_not_answered_to() {
    let server = Server::start("names", &["--public-url", "https://localhost:8443/vc"]);
    for host in
        ["evil.example", "evil.example:80", "issuer.vet.example", "localhost.evil.example", "127.0.0.1.evil.example"]
    {
        server.send("POST", VERIFY, &[("host", host), JSON], Some("{}")).is(421).says("request.host", "");
    }
    for host in ["localhost", "LOCALHOST:99", "127.0.0.1:8080", "[::1]:8080", "[::1]"] {
        server.send("POST", VERIFY, &[("host", host), JSON], Some("{}")).is(400);
    }
    let endpoint = &server.get("/issuers").json()["vc-api"]["endpoint"];
    assert_eq!(endpoint, "https://localhost:8443/vc/issuers/vc-api/credentials/issue");
}

/// Where a head says a thing twice, a proxy may have let it pass for the one, and this server would go by the other.
#[test]
fn a_head_is_read_in_one_way() {
    let server = Server::start("heads", &[]);
    let body = r#"{"verifiableCredential": 7}"#;
    let length = format!("content-length: {}", body.len());
    let json = "content-type: application/json";
    for lines in [
        &["host: localhost", "host: evil.example", json, &length][..],
        &["host: localhost", "host: localhost", json, &length],
        &["host: localhost", json, &length, "content-length: 3"],
        &["host: localhost", json, "content-type: text/plain", &length],
        &["host: localhost", json, &length, "authorization: Bearer a", "authorization: Bearer b"],
        &["host: localhost", json, &length, "transfer-encoding: chunked"],
        &["host: localhost", json, "transfer-encoding: chunked", "transfer-encoding: chunked"],
        &["host: localhost", json, "transfer-encoding: chunked", "transfer-encoding: identity"],
        &[json, &length],
    ] {
        let mut wire = Wire::new(server.connect());
        wire.write(&format!("POST {VERIFY} HTTP/1.1\r\n{}\r\n\r\n{body}", lines.join("\r\n")));
        let reply = wire.reply();
        assert_eq!(reply.status, 400, "{lines:?}: {}", reply.body);
        // What cannot be a request at all has no more of an answer than that.
        if !reply.body.is_empty() {
            assert_eq!(reply.header("connection"), Some("close"), "{lines:?}");
            // Where chunks are announced, they alone are gone by (RFC 9112 §6.3), and the body has none.
            let chunked = lines.iter().any(|line| line.starts_with("transfer-encoding"));
            let code = reply.json()["code"].clone();
            assert!(code == "request.head" || chunked && code == "request.json", "{lines:?}: {}", reply.body);
        }
    }
    // The same length twice is taken for one, as RFC 9110 §8.6 lets a server do: nobody can read it in another way.
    let mut wire = Wire::new(server.connect());
    wire.write(&format!("POST {VERIFY} HTTP/1.1\r\nhost: localhost\r\n{json}\r\n{length}\r\n{length}\r\n\r\n{body}"));
    wire.reply().is(400).says("request.member", "/verifiableCredential");
    // A head of before HTTP/1.1 need not name anybody, and is no name that is answered to.
    let mut wire = Wire::new(server.connect());
    wire.write("GET /health HTTP/1.0\r\n\r\n");
    wire.reply().is(421);
    server.get("/health").is(200);
}

#[test]
fn a_token_guards_what_signs() {
    let folder = Server::start("token", &[]).folder.clone();
    write_secret(&folder.join("token"), "sesame-sesame-sesame\n");
    let server = Server::start_in(&folder, &["--token", "token", "--bind", "127.0.0.1"]);
    let send = |path: &str, sent: Option<&str>| -> Reply {
        let headers: Vec<_> = [JSON].into_iter().chain(sent.map(|sent| ("authorization", sent))).collect();
        server.send("POST", path, &headers, Some("{}"))
    };
    for path in ["/issuers/vc-api/credentials/issue", "/credentials/derive", "/credentials/status"] {
        for sent in
            [None, Some("Bearer sesame"), Some("Bearer sesame-sesame-sesamf"), Some("Basic c2VzYW1l"), Some("Bearer")]
        {
            let refused = send(path, sent).is(401).says("request.unauthorized", "");
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
            assert!(!refused.body.contains("sesame"));
        }
        send(path, Some("Bearer sesame-sesame-sesame")).is(400);
        send(path, Some("bearer  sesame-sesame-sesame")).is(400);
    }
    send(VERIFY, None).is(400);
    server.get("/health").is(200);
    assert!(!server.log().contains("sesame"));
}

#[test]
fn what_would_let_anybody_issue_is_not_started() {
    for (arguments, said) in [
        (&["--bind", "0.0.0.0"][..], "127.0.0.1"),
        (&["--bind", "::"], "127.0.0.1"),
        (&["--token", "absent"], "absent"),
        (&["--policy", "nonsense"], "nonsense"),
        (&["--public-url", "ftp://vet.example"], "ftp://vet.example"),
        (&["--public-url", "https://vet.example/?x"], "https://vet.example/?x"),
        // Whoever reaches the proxy reaches the server.
        (&["--public-url", "https://vet.example"], "give a token"),
        (&["--public-url", "http://10.0.0.5:8080"], "give a token"),
        (&["--tls-cert", "x"], "--tls-key"),
    ] {
        let (code, log) = Server::refuses("unstarted", arguments);
        assert_eq!(code, Some(64), "{log}");
        assert!(log.contains(said), "{log}");
    }
    let folder = Server::start("short", &[]).folder.clone();
    let path = folder.join("token");
    write_secret(&path, "too short\n");
    let (code, log) = Server::refuses("short-token", &["--token", path.to_str().unwrap()]);
    assert!(code == Some(64) && log.contains("16") && !log.contains("too short"), "{log}");
}

/// A file that its owner alone may read.
fn write_secret(path: &Path, secret: &str) {
    drop(fs::remove_file(path));
    durable::create_new(path, secret.as_bytes(), Readers::Owner).unwrap();
}

/// A secret changes who may do something, and not where it listens: on this machine alone, until an address is named.
#[test]
fn a_token_opens_no_address() {
    let folder = Server::start("loopback", &[]).folder.clone();
    write_secret(&folder.join("token"), "sesame-sesame-sesame\n");
    let server = Server::start_in(&folder, &["--token", "token"]);
    assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
    assert!(!server.log().contains("warning"), "{}", server.log());
    drop(server);
    let open = Server::start_in(&folder, &["--token", "token", "--bind", "0.0.0.0"]);
    assert!(open.log().contains("warning: others can reach this address, and it speaks http"), "{}", open.log());
}

#[cfg(unix)]
#[test]
fn a_token_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Server::start("shared-token", &[]).folder.clone();
    let path = folder.join("token");
    write_secret(&path, "sesame-sesame-sesame\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let (code, log) = Server::refuses("refused-token", &["--token", path.to_str().unwrap()]);
    assert!(code == Some(64) && log.contains("mode 644") && !log.contains("sesame"), "{log}");
}

/// What was in a request is in no log, and neither is who it was about.
#[test]
fn a_log_holds_nothing_of_anybody() {
    let server = Server::start("log", &[]);
    let credential = json!({"issuer": "did:example:vet", "credentialSubject": {"name": "Ana Silva"}, "type": "VerifiableCredential"});
    server.post(VERIFY, &json!({"verifiableCredential": credential})).is(400);
    server.post("/issuers/vc-api/credentials/issue", &json!({"credential": credential})).is(400);
    server.get("/1.0/identifiers/did:example:ana").is(501);
    server.get("/did:example:ana?name=Silva").is(404);
    std::thread::sleep(Duration::from_millis(200));
    let log = server.log();
    for line in [
        "POST /credentials/verify 400 ",
        "POST /issuers/{suite}/credentials/issue 400 ",
        "GET /1.0/identifiers/{did} 501 ",
        "GET - 404 ",
    ] {
        assert!(log.contains(line), "{log}");
    }
    assert!(!log.contains("ana") && !log.contains("Ana") && !log.contains("Silva"), "{log}");
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
