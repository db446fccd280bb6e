//! What becomes of the registry's file while the server runs.

use crate::client::Reply;
use crate::credentials::{credential, issue_path};
use crate::process::Server;
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

const URL: [&str; 2] = ["--public-url", "https://issuer.vet.example/vc"];

fn issue(server: &Server, id: &str) -> Reply {
    let mut unsigned = credential(&server.issuer("BitstringStatusList"));
    unsigned["id"] = json!(id);
    server.post(&issue_path("BitstringStatusList"), &json!({"credential": unsigned}))
}

fn revoke(server: &Server, id: &str) -> Reply {
    let body = json!({"credentialId": id, "credentialStatus": {"statusPurpose": "revocation"}});
    server.post("/credentials/status", &body)
}

/// The log says it: lines are written by a thread of their own.
#[track_caller]
fn is_logged(server: &Server, text: &str) {
    let began = Instant::now();
    while !server.log().contains(text) {
        assert!(began.elapsed() < Duration::from_secs(10), "{text} is not in {}", server.log());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What cannot be read is not said to be unknown: who is told so takes a revocation for needless, and a list for one that never was.
#[cfg(unix)]
#[test]
fn what_the_store_cannot_say_is_no_answer() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start("store-shared", &URL);
    issue(&server, "urn:x:1").is(201);
    let file = server.folder.join("microcred-status.db");
    let aside = server.folder.join("aside.db");
    let wrong = |reason: &str| {
        for reply in [server.get("/status/1"), revoke(&server, "urn:x:1"), issue(&server, "urn:x:2")] {
            assert!(!reply.body.contains(reason) && !reply.body.contains("microcred-status"), "{}", reply.body);
            reply.is(500).says("internal", "");
        }
        let health = server.get("/health").is(503).json();
        assert_eq!(health["status"], "degraded");
        for path in ["GET /status/{list} 500", "POST /credentials/status 500", "GET /health 503"] {
            is_logged(&server, path);
        }
        is_logged(&server, reason);
    };
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    wrong("run `chmod 600` on it");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(server.get("/health").is(200).json()["status"], "ok");
    fs::rename(&file, &aside).unwrap();
    wrong("is gone; bring it back");
    assert!(!file.exists(), "no other one is made");
    fs::rename(&aside, &file).unwrap();
    server.get("/status/1").is(200);
    revoke(&server, "urn:x:1").is(200);
    revoke(&server, "urn:x:7").is(404).says("request.member", "/credentialId");
    assert_eq!(server.get("/status/7").is(404).json()["code"], Value::from("request.path"));
}
