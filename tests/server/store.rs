//! Whose lists are kept, and what becomes of the registry's file and of keys.

use crate::client::Reply;
use crate::credentials::{credential, issue_path};
use crate::process::{GUARDED, Server};
use microcred::key::{KeyFile, PrivateKey};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

const VC: &str = "https://issuer.vet.example/vc";
const URL: [&str; 4] = ["--public-url", VC, GUARDED[0], GUARDED[1]];

fn issue(server: &Server, id: &str) -> Reply {
    let mut unsigned = credential(&server.issuer("BitstringStatusList"));
    unsigned["id"] = json!(id);
    server.post(&issue_path("BitstringStatusList"), &json!({"credential": unsigned}))
}

/// Where the server shows the list in which a credential has its place.
fn list_of(held: &Value) -> String {
    held["credentialStatus"]["statusListCredential"].as_str().unwrap().strip_prefix(VC).unwrap().to_owned()
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
    let list = list_of(&issue(&server, "urn:x:1").is(201).json()["verifiableCredential"]);
    let file = server.folder.join("microcred-status.db");
    let aside = server.folder.join("aside.db");
    let wrong = |reason: &str| {
        for reply in [server.get(&list), revoke(&server, "urn:x:1"), issue(&server, "urn:x:2")] {
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
    server.get(&list).is(200);
    revoke(&server, "urn:x:1").is(200);
    revoke(&server, "urn:x:7").is(404).says("request.member", "/credentialId");
    assert_eq!(server.get("/status/7").is(404).json()["code"], Value::from("request.path"));
}

/// A key is replaced by every operator once. What was issued with it can still be looked up and revoked; and nobody is told that something is
/// revoked when nobody will ever hear of it.
#[test]
fn a_key_that_issues_no_longer_signs_its_lists() {
    let mut server = Server::start("store-rotated", &URL);
    let held = issue(&server, "urn:x:1").is(201).json()["verifiableCredential"].take();
    let (folder, before) = (server.folder.clone(), server.issuer("BitstringStatusList"));
    let verdict = |server: &Server| {
        let told = server.post("/credentials/verify", &json!({"verifiableCredential": held})).json();
        told["report"]["primary"]["code"].as_str().unwrap_or("valid").to_owned()
    };
    server.terminate();
    server.ended(Duration::from_secs(20));
    let (key, retired) = (folder.join("microcred-keys/ed25519.json"), folder.join("microcred-keys/retired"));
    fs::create_dir(&retired).unwrap();
    fs::rename(&key, folder.join("aside.json")).unwrap();

    let mut without = Server::start_in(&folder, &URL);
    assert_ne!(without.issuer("BitstringStatusList"), before);
    let list = list_of(&held);
    is_logged(&without, &format!("{VC}{list} of {before}"));
    without.get(&list).is(404);
    revoke(&without, "urn:x:1").is(409).says("request.key", "/credentialId");
    assert_eq!(verdict(&without), "status.list.unresolved");
    without.terminate();
    without.ended(Duration::from_secs(20));

    fs::rename(folder.join("aside.json"), retired.join("2026.json")).unwrap();
    let with = Server::start_in(&folder, &URL);
    assert_eq!(with.get(&list).is(200).json()["issuer"], before.as_str());
    assert_eq!(verdict(&with), "valid");
    revoke(&with, "urn:x:1").is(200);
    assert_eq!(verdict(&with), "status.revoked");
    assert!(!with.log().contains("warning"), "{}", with.log());
    // It signs nothing else.
    let old = json!({"credential": credential(&before)});
    with.post(&issue_path("vc-api"), &old).is(400).says("issuer.key.unbound", "/credential/issuer");
}

/// The issuer of Open Badges with an https id, whose key stands at the same host.
#[test]
fn an_issuer_with_a_url_revokes_too() {
    const ISSUER: &str = "https://vet.example/issuer";
    let server = Server::start("store-url", &[]);
    let folder = server.folder.clone();
    drop(server);
    let key = folder.join("microcred-keys/ed25519.json");
    fs::remove_file(&key).unwrap();
    let private = PrivateKey::from_ed25519_seed(&[9; 32]);
    let multikey = private.public_key().to_multikey();
    let method = format!("{ISSUER}#key-1");
    KeyFile::new(private).with_verification_method(&method).unwrap().write(&key).unwrap();
    let document = json!({
        "@context": ["https://www.w3.org/ns/cid/v1"],
        "id": ISSUER,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": ISSUER,
            "publicKeyMultibase": multikey}],
        "assertionMethod": [method],
    });
    fs::write(folder.join("issuer.json"), document.to_string()).unwrap();
    let resource = format!("{ISSUER}=issuer.json");
    let server = Server::start_in(&folder, &[&URL[..], &["--resource", &resource]].concat());
    let told = server.get("/issuers").is(200).json();
    let told = &told["BitstringStatusList"];
    assert_eq!((told.get("id"), &told["verificationMethod"]), (None, &json!(method)));

    let mut unsigned = credential(ISSUER);
    unsigned["id"] = json!("urn:x:1");
    let held = server.post(&issue_path("BitstringStatusList"), &json!({"credential": unsigned})).is(201).json();
    let held = &held["verifiableCredential"];
    assert_eq!(server.get(&list_of(held)).is(200).json()["issuer"], ISSUER);
    assert_eq!(crate::credentials::verdict(&server, held), 200);
    revoke(&server, "urn:x:1").is(200);
    let told = server.post("/credentials/verify", &json!({"verifiableCredential": held})).is(400).json();
    assert_eq!(told["report"]["primary"]["code"], "status.revoked");
    // Nobody's at another host.
    let mut foreign = credential("https://other.example/issuer");
    foreign["id"] = json!("urn:x:2");
    let reply = server.post(&issue_path("BitstringStatusList"), &json!({"credential": foreign}));
    reply.is(400).says("issuer.key.unbound", "/credential/issuer");
}

/// Whoever revokes one credential means one.
#[test]
fn no_two_credentials_of_one_id_share_a_place() {
    let server = Server::start("store-twice", &URL);
    let path = issue_path("BitstringStatusList");
    let mut unsigned = credential(&server.issuer("BitstringStatusList"));
    let place = |reply: Reply| reply.is(201).json()["verifiableCredential"]["credentialStatus"].clone();
    let first = place(server.post(&path, &json!({"credential": unsigned})));
    // Whoever did not hear the answer asks again.
    assert_eq!(place(server.post(&path, &json!({"credential": unsigned}))), first);
    unsigned["credentialSubject"]["id"] = json!("did:example:rui");
    server.post(&path, &json!({"credential": unsigned})).is(409).says("request.member", "/credential/id");
    let options = json!({"credentialStatus": {"statusPurpose": "revocation"}});
    let body = json!({"credential": unsigned, "options": options});
    server.post(&issue_path("vc-api"), &body).is(409).says("request.member", "/credential/id");
    unsigned["id"] = json!("urn:uuid:2");
    assert_ne!(place(server.post(&path, &json!({"credential": unsigned}))), first);
    // What was refused for something else has not taken the id.
    for (member, status) in [("undefinedTerm", 400), ("name", 201)] {
        let mut other = credential(&server.issuer("BitstringStatusList"));
        other["id"] = json!("urn:uuid:3");
        other[member] = json!("Green skills II");
        server.post(&path, &json!({"credential": other})).is(status);
    }
}

/// Two issuers here may have a credential of one id: the entry says which is meant, as the VC-API has it.
#[test]
fn an_entry_chooses_among_several_issuers() {
    let server = Server::start("store-several", &URL);
    let options = json!({"credentialStatus": {"statusPurpose": "revocation"}});
    let issued = |suite: &str| {
        let body = json!({"credential": credential(&server.issuer(suite)), "options": options});
        server.post(&issue_path(suite), &body).is(201).json()["verifiableCredential"].take()
    };
    let (mine, other) = (issued("vc-api"), issued("ecdsa-rdfc-2019"));
    let asked = |entry: &Value| {
        let body = json!({"credentialId": mine["id"], "credentialStatus": entry, "status": true});
        server.post("/credentials/status", &body)
    };
    asked(&json!({"statusPurpose": "revocation"})).is(409).says("request.member", "/issuer");
    asked(&other["credentialStatus"]).is(200);
    let verdict = |held: &Value| crate::credentials::verdict(&server, held);
    assert_eq!((verdict(&mine), verdict(&other)), (200, 400));
    asked(&mine["credentialStatus"]).is(200);
    assert_eq!(verdict(&mine), 400);
}

/// Whoever sends an entry says how many there are, and the server answers in time.
#[test]
fn many_entries_have_a_result_each() {
    let server = Server::start("store-many", &[]);
    let entries = vec![""; 20_000];
    let body = json!({"verifiableCredential": {"credentialStatus": entries}, "options": {"returnResults": true}});
    let told = server.post("/credentials/verify", &body).is(400).json();
    let results = told["results"]["credentialStatus"].as_array().unwrap();
    assert!(results.len() == 20_000 && results.iter().all(|result| result["verified"] == false));
}

/// Of two entries, each has its own result; what a token holds is told as well; and problems have the types that the field defines.
#[test]
fn each_entry_is_told_by_itself() {
    let server = Server::start("store-results", &URL);
    let options = json!({"credentialStatus": {"statusPurpose": ["revocation", "suspension"]}});
    for suite in ["BitstringStatusList", "JWT"] {
        let id = format!("urn:x:{suite}");
        let mut unsigned = credential(&server.issuer(suite));
        unsigned["id"] = json!(id);
        unsigned["credentialSchema"] = json!({"id": "https://vet.example/s.json", "type": "JsonSchema"});
        let body = json!({"credential": unsigned, "options": options});
        let held = server.post(&issue_path(suite), &body).is(201).json()["verifiableCredential"].take();
        let body = json!({"credentialId": id, "credentialStatus": {"statusPurpose": "suspension"}});
        server.post("/credentials/status", &body).is(200);
        let wanted = json!({"returnResults": true, "returnProblemDetails": true});
        let told = server.post("/credentials/verify", &json!({"verifiableCredential": held, "options": wanted}));
        let told = told.is(400).json();
        let entries = told["results"]["credentialStatus"].as_array().unwrap();
        let by_purpose = |purpose: &str| {
            let entry = entries.iter().find(|entry| entry["input"]["statusPurpose"] == purpose).unwrap();
            (entry["verified"].clone(), entry["value"].clone())
        };
        assert_eq!(by_purpose("revocation"), (json!(true), json!(0)), "{suite}");
        assert_eq!(by_purpose("suspension"), (json!(false), json!(1)), "{suite}");
        assert_eq!(told["results"]["validFrom"]["verified"], true, "{suite}");
        // Nobody has the schema at hand.
        let schema = &told["results"]["credentialSchema"][0];
        assert_eq!((&schema["verified"], &schema["input"]), (&json!(false), &unsigned["credentialSchema"]), "{suite}");
        let problems = told["problemDetails"].as_array().unwrap();
        let suspended = problems.iter().find(|problem| problem["code"] == "status.suspended").unwrap();
        assert_eq!(suspended["type"], "https://w3id.org/microcred/codes#status.suspended");
    }
}

/// An integrator goes by the types.
#[test]
fn problems_have_the_types_that_the_field_defines() {
    let server = Server::start("store-types", &URL);
    let held = issue(&server, "urn:x:1").is(201).json()["verifiableCredential"].take();
    let verify = |held: &Value, options: Value| {
        let reply = server.post("/credentials/verify", &json!({"verifiableCredential": held, "options": options}));
        reply.is(400).json()
    };
    let kinds = |told: &Value| -> Vec<String> {
        let problems = told["problemDetails"].as_array().unwrap();
        problems.iter().map(|problem| problem["type"].as_str().unwrap().to_owned()).collect()
    };
    let mut changed = held.clone();
    changed["name"] = json!("Greener skills");
    let told = verify(&changed, json!({"returnProblemDetails": true}));
    let kind = "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR";
    assert!(kinds(&told).iter().any(|known| known == kind), "{told}");
    let unknown = verify(&held, json!({"returnEverything": true}));
    assert_eq!(unknown["type"], "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED");
    let mut elsewhere = credential(&server.issuer("vc-api"));
    elsewhere["credentialStatus"] = json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "7", "statusListCredential": "https://elsewhere.example/status/1"});
    let reply = server.post(&issue_path("vc-api"), &json!({"credential": elsewhere})).is(201).json();
    let told = verify(&reply["verifiableCredential"], json!({"returnProblemDetails": true}));
    let kind = "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR";
    assert!(kinds(&told).iter().any(|known| known == kind), "{told}");
    assert_eq!(server.get("/status/7").is(404).json()["type"], "https://w3id.org/microcred/codes#request.path");
}
