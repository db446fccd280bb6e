//! Revoking and suspending, and the lists that say so.

use crate::credentials::{credential, issue_path, verdict};
use crate::process::{GUARDED, Server};
use microcred::Environment;
use microcred::status::registry::{ListPlan, Registry, SqliteRegistry};
use microcred::status::{Encoding, StatusPurpose, look_up};
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

const ID: &str = "urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11";
const URL: [&str; 4] = ["--public-url", "https://issuer.vet.example/vc", GUARDED[0], GUARDED[1]];

fn issued(server: &Server, suite: &str, options: &Value) -> Value {
    let body = json!({"credential": credential(&server.issuer(suite)), "options": options});
    server.post(&issue_path(suite), &body).is(201).json()["verifiableCredential"].take()
}

fn change(purpose: &str, status: bool) -> Value {
    json!({"credentialId": ID, "credentialStatus": {"statusPurpose": purpose}, "status": status, "reason": "a mistake"})
}

/// What stands at the place of an entry in the list that the server shows, as anybody reads it who fetches the list.
fn published(server: &Server, entry: &Value) -> u32 {
    let url = entry["statusListCredential"].as_str().unwrap();
    let reply = server.get(url.strip_prefix("https://issuer.vet.example/vc").unwrap()).is(200);
    assert_eq!(reply.header("cache-control"), Some("public, max-age=60"));
    let list = reply.json();
    assert_eq!((list["id"].as_str(), &list["type"][1]), (Some(url), &json!("BitstringStatusListCredential")));
    assert_eq!(verdict(server, &list), 200, "the list is signed");
    let encoded = list["credentialSubject"]["encodedList"].as_str().unwrap();
    let index = entry["statusListIndex"].as_str().unwrap().parse().unwrap();
    look_up(encoded, Encoding::Multibase, 1, index, 1 << 20).unwrap().value
}

#[test]
fn what_is_revoked_is_no_longer_believed() {
    let server = Server::start("revoked", &URL);
    let held = issued(&server, "BitstringStatusList", &json!({}));
    let entry = held["credentialStatus"].clone();
    assert_eq!((&entry["type"], &entry["statusPurpose"]), (&json!("BitstringStatusListEntry"), &json!("revocation")));
    assert_eq!((published(&server, &entry), verdict(&server, &held)), (0, 200));

    let told = server.post("/credentials/status", &change("revocation", true)).is(200).json();
    assert_eq!((&told["status"], &told["changed"]), (&json!(true), &json!(true)));
    assert_eq!(told["credentialStatus"]["statusListIndex"], entry["statusListIndex"]);
    let reply = server.post("/credentials/verify", &json!({"verifiableCredential": held})).is(400).json();
    assert_eq!(reply["report"]["primary"]["code"], "status.revoked");
    assert_eq!(published(&server, &entry), 1);
    assert_eq!(server.post("/credentials/status", &change("revocation", true)).is(200).json()["changed"], false);

    // For good, here as elsewhere.
    server.post("/credentials/status", &change("revocation", false)).is(400);
    // Nor is a list signed in which it is not so, by any of the issuers.
    let path = entry["statusListCredential"].as_str().unwrap().strip_prefix("https://issuer.vet.example/vc").unwrap();
    let mut list = server.get(path).is(200).json();
    list.as_object_mut().unwrap().remove("proof");
    for suite in ["BitstringStatusList", "vc2.0", "JWT"] {
        for kind in ["BitstringStatusListCredential", "StatusList2021Credential"] {
            list["type"] = json!(["VerifiableCredential", kind]);
            list["issuer"] = json!(server.issuer(suite));
            let reply = server.post(&issue_path(suite), &json!({"credential": list})).is(400);
            reply.says("request.document_kind", "/credential/type");
        }
    }
    // Nor has anybody else's credential a place there, whatever it says.
    for suite in ["BitstringStatusList", "vc2.0", "JWT"] {
        for (member, text) in [("statusListCredential", &entry["statusListCredential"]), ("id", &entry["id"])] {
            let mut other = credential(&server.issuer(suite));
            other["id"] = json!("urn:uuid:2");
            other["credentialStatus"] = json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": "7", "statusListCredential": "https://elsewhere.example/status/1", (member): text});
            let reply = server.post(&issue_path(suite), &json!({"credential": other})).is(400);
            reply.says("status.entry.malformed", "/credential/credentialStatus");
        }
    }
    // A URL may be spelled in several ways.
    for text in [
        "https://ISSUER.vet.example/vc/status/1",
        "https://issuer.vet.example:443/vc/status/1",
        "https://issuer.vet.example./vc/./status/1",
        "https://issuer.vet.example/vc/status/%31#7",
        "https://issuer.vet.example/v%63/x/../status/1?fresh",
    ] {
        let mut other = credential(&server.issuer("vc2.0"));
        other["credentialStatus"] = json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "7", "statusListCredential": text});
        let reply = server.post(&issue_path("vc2.0"), &json!({"credential": other})).is(400);
        reply.says("status.entry.malformed", "/credential/credentialStatus");
    }
    let folder = server.folder.clone();
    drop(server);
    let again = Server::start_in(&folder, &URL);
    assert_eq!((published(&again, &entry), verdict(&again, &held)), (1, 400));
    assert!(fs::read_to_string(folder.join("log")).unwrap().contains("GET /status/{list} 200 "));
}

#[test]
fn suspensions_are_lifted() {
    let server = Server::start("suspended", &URL);
    let options = json!({"credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": ["revocation", "suspension"]}});
    let held = issued(&server, "ecdsa-rdfc-2019", &options);
    let entries = held["credentialStatus"].as_array().unwrap().clone();
    assert_eq!(entries.len(), 2);
    let standing = |suspended: bool| {
        server.post("/credentials/status", &change("suspension", suspended)).is(200);
        let suspension = entries.iter().find(|entry| entry["statusPurpose"] == "suspension").unwrap();
        (published(&server, suspension), verdict(&server, &held))
    };
    assert_eq!(standing(true), (1, 400));
    assert_eq!(standing(false), (0, 200));
}

/// In every suite whose key can sign a list; of a part, the status is always shown.
#[test]
fn every_suite_can_be_revoked() {
    let server = Server::start("all-revoked", &URL);
    let options = json!({"credentialStatus": {"statusPurpose": "revocation"}});
    for suite in server.suites() {
        let mut unsigned = credential(&server.issuer(&suite));
        let id = format!("{ID}:{suite}");
        unsigned["id"] = json!(id);
        let reply = server.post(&issue_path(&suite), &json!({"credential": unsigned, "options": options}));
        if suite == "bbs-2023" {
            reply.is(400).says("request.member", "/options/credentialStatus");
            continue;
        }
        let mut held = reply.is(201).json()["verifiableCredential"].take();
        if suite == "ecdsa-sd-2023" {
            let body = json!({"verifiableCredential": held});
            held = server.post("/credentials/derive", &body).is(201).json()["verifiableCredential"].take();
        }
        assert_eq!(verdict(&server, &held), 200, "{suite}");
        let body = json!({"credentialId": id, "credentialStatus": {"statusPurpose": "revocation"}});
        server.post("/credentials/status", &body).is(200);
        assert_eq!(verdict(&server, &held), 400, "{suite}");
    }
}

#[test]
fn nobody_elses_credential_gets_a_place() {
    let server = Server::start("places", &URL);
    let path = issue_path("BitstringStatusList");
    let own = credential(&server.issuer("BitstringStatusList"));
    let mut foreign = own.clone();
    foreign["issuer"] = json!("did:example:somebody");
    server.post(&path, &json!({"credential": foreign})).is(400).says("issuer.key.unbound", "/credential/issuer");
    let mut unnamed = own.clone();
    unnamed.as_object_mut().unwrap().remove("id");
    let held = server.post(&path, &json!({"credential": unnamed})).is(201).json();
    assert!(held["verifiableCredential"]["id"].as_str().unwrap().starts_with("urn:uuid:"));
    for wrong in [
        json!({}),
        json!({"statusPurpose": "suspension"}),
        json!({"statusPurpose": ["revocation", "x"]}),
        json!({"statusPurpose": "revocation", "more": 1}),
        json!({"type": "StatusList2021Entry", "statusPurpose": "revocation"}),
        json!(7),
    ] {
        let body = json!({"credential": own, "options": {"credentialStatus": wrong}});
        server.post(&issue_path("vc-api"), &body).is(400).says("request.member", "/options/credentialStatus");
    }

    server.post("/credentials/status", &change("revocation", true)).is(404).says("request.member", "/credentialId");
    for (body, pointer) in [
        (json!({"credentialStatus": {"statusPurpose": "revocation"}}), "/credentialId"),
        (json!({"credentialId": 7, "credentialStatus": {"statusPurpose": "revocation"}}), "/credentialId"),
        (json!({"credentialId": ID}), "/credentialStatus"),
        (json!({"credentialId": ID, "credentialStatus": {}}), "/credentialStatus/statusPurpose"),
        (json!({"credentialId": ID, "credentialStatus": {"statusPurpose": "x"}}), "/credentialStatus/statusPurpose"),
        (json!({"credentialId": ID, "credentialStatus": {"statusPurpose": "revocation"}, "status": "1"}), "/status"),
    ] {
        server.post("/credentials/status", &body).is(400).says("request.member", pointer);
    }
    for list in ["0", "2", "01", "x", "-1", "99999999999", "%ff", "1.json"] {
        server.get(&format!("/status/{list}")).is(404).says("request.path", "");
    }
}

/// As the VC-API has the request: with the whole entry, which has to be the credential's own.
#[test]
fn an_entry_may_say_where_it_stands() {
    let server = Server::start("entries", &URL);
    let held = issued(&server, "BitstringStatusList", &json!({}));
    let own = held["credentialStatus"].clone();
    let asked = |entry: &Value| {
        let body = json!({"credentialId": ID, "credentialStatus": entry, "status": true});
        server.post("/credentials/status", &body)
    };
    for (member, other) in [
        ("id", "urn:other"),
        ("statusListIndex", "200000"),
        ("statusListCredential", "https://issuer.vet.example/vc/status/2"),
    ] {
        let mut elsewhere = own.clone();
        elsewhere[member] = json!(other);
        asked(&elsewhere).is(400).says("request.member", &format!("/credentialStatus/{member}"));
    }
    assert_eq!(verdict(&server, &held), 200, "nothing was changed");
    asked(&own).is(200);
    asked(&json!({"type": "BitstringStatusList", "statusPurpose": "revocation"})).is(200);
    assert_eq!(verdict(&server, &held), 400);
    for reason in [String::new(), "x".repeat(2001)] {
        let mut body = change("revocation", true);
        body["reason"] = json!(reason);
        server.post("/credentials/status", &body).is(400).says("request.member", "/reason");
    }
}

/// Another store numbers its lists from 1 too; it has other URLs, and is not taken for the one that the keys were used with.
#[test]
fn no_store_speaks_in_the_place_of_another() {
    // Whoever stops it has all of the store in its file.
    let stop = |mut server: Server| {
        server.terminate();
        assert!(server.ended(Duration::from_secs(15)).success());
    };
    let server = Server::start("stores", &URL);
    let held = issued(&server, "BitstringStatusList", &json!({}));
    server.post("/credentials/status", &change("revocation", true)).is(200);
    let list = held["credentialStatus"]["statusListCredential"].as_str().unwrap();
    let path = list.strip_prefix("https://issuer.vet.example/vc").unwrap().to_owned();
    server.get(&path).is(200);
    let number = path.rsplit_once('-').unwrap().1;
    server.get(&format!("/status/{number}")).is(404).says("request.path", "");
    let folder = server.folder.clone();
    stop(server);

    let (store, kept) = (folder.join("microcred-status.db"), folder.join("kept.db"));
    fs::rename(&store, &kept).unwrap();
    let keys = folder.join("microcred-keys");
    let elsewhere = ["--keys", keys.to_str().unwrap(), "--public-url", "https://localhost/vc"];
    let refused = || {
        let (code, log) = Server::refuses("another-store", &elsewhere);
        assert!(code == Some(64) && log.contains("status-store") && log.contains("another store"), "{log}");
    };
    refused();
    // One that is there is another's, which was not asked for its name, or which says it.
    let (code, log) = Server::refuses("stored", &[&elsewhere[..], &["--store", store.to_str().unwrap()]].concat());
    assert!(code == Some(64) && log.contains("another store") && !store.exists(), "{log}");
    drop(SqliteRegistry::open(&store, Environment::system()).unwrap());
    let (code, log) = Server::refuses("stored", &[&elsewhere[..], &["--store", store.to_str().unwrap()]].concat());
    assert!(code == Some(64) && log.contains("another store"), "{log}");

    // Told that the first is lost for good, it issues, and of what the first one knew nothing is known: nobody takes that for valid.
    fs::remove_file(keys.join("status-store")).unwrap();
    let server = Server::start_in(&folder, &URL);
    let mut other = credential(&server.issuer("BitstringStatusList"));
    other["id"] = json!("urn:uuid:2");
    let issued = server.post(&issue_path("BitstringStatusList"), &json!({"credential": other})).is(201).json();
    let other = &issued["verifiableCredential"];
    assert_ne!(other["credentialStatus"]["statusListCredential"], list);
    assert_eq!((verdict(&server, other), published(&server, &other["credentialStatus"])), (200, 0));
    server.get(&path).is(404);
    let report = server.post("/credentials/verify", &json!({"verifiableCredential": held})).is(400).json();
    assert_eq!(report["report"]["primary"]["code"], "status.list.unresolved");
    stop(server);

    // And back again.
    fs::rename(&kept, &store).unwrap();
    fs::remove_file(keys.join("status-store")).unwrap();
    let server = Server::start_in(&folder, &URL);
    assert_eq!((published(&server, &held["credentialStatus"]), verdict(&server, &held)), (1, 400));
}

/// What was issued before stores had names has its list at the URL that it says; what is issued now does not.
#[test]
fn lists_stay_at_the_urls_that_were_issued() {
    let server = Server::start("first-version", &URL);
    let issuer = server.issuer("BitstringStatusList");
    let store = server.folder.join("microcred-status.db");
    let plan = ListPlan::new(issuer, "https://issuer.vet.example/vc/status", StatusPurpose::Revocation);
    let registry = SqliteRegistry::open(&store, Environment::system()).unwrap();
    let place = registry.allocate("urn:uuid:1", &[plan]).unwrap().remove(0);
    let entry = microcred::json::Value::from(place.entry().to_json()).to_string();
    let entry: Value = serde_json::from_str(&entry).unwrap();
    assert_eq!(entry["statusListCredential"], "https://issuer.vet.example/vc/status/1");
    assert_eq!(published(&server, &entry), 0);
    let held = issued(&server, "BitstringStatusList", &json!({}));
    assert!(held["credentialStatus"]["statusListCredential"].as_str().unwrap().ends_with("-2"));
    let body = json!({"credentialId": "urn:uuid:1", "credentialStatus": {"statusPurpose": "revocation"}});
    server.post("/credentials/status", &body).is(200);
    assert_eq!((published(&server, &entry), published(&server, &held["credentialStatus"])), (1, 0));
}

/// Places are finite, and none is ever given twice.
#[test]
fn what_is_refused_takes_no_place() {
    let server = Server::start("refused-places", &URL);
    let path = issue_path("BitstringStatusList");
    for (member, value) in [("undefinedTerm", json!("x")), ("validFrom", json!("yesterday")), ("type", json!(7))] {
        let mut refused = credential(&server.issuer("BitstringStatusList"));
        refused[member] = value;
        server.post(&path, &json!({"credential": refused})).is(400);
    }
    // The context of VC 1.1 has no words for an entry.
    let mut older = credential(&server.issuer("BitstringStatusList"));
    older["@context"] = json!(["https://www.w3.org/2018/credentials/v1"]);
    older["issuanceDate"] = json!("2026-01-01T00:00:00Z");
    server.post(&path, &json!({"credential": older})).is(400);
    issued(&server, "BitstringStatusList", &json!({}));
    let registry = SqliteRegistry::open(server.folder.join("microcred-status.db"), Environment::system()).unwrap();
    assert_eq!(registry.lists().unwrap().iter().map(|list| list.allocated).collect::<Vec<_>>(), [1]);
}

/// A list that nobody can fetch would make credentials that nobody can verify.
#[test]
fn lists_need_an_address() {
    let server = Server::start("addresses", &["--public-url", "http://issuer.vet.example", GUARDED[0], GUARDED[1]]);
    let body = json!({"credential": credential(&server.issuer("BitstringStatusList"))});
    server.post(&issue_path("BitstringStatusList"), &body).is(400).says("request.member", "");
    server.get("/status/1").is(404);
    assert!(!server.folder.join("microcred-status.db").exists());
    let local = Server::start("addresses-local", &[]);
    // On this machine alone they are for trying things out, and the server itself knows them.
    let held = issued(&local, "BitstringStatusList", &json!({}));
    let url = held["credentialStatus"]["statusListCredential"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert_eq!(verdict(&local, &held), 200);
    local.post("/credentials/status", &change("revocation", true)).is(200);
    let reply = local.post("/credentials/verify", &json!({"verifiableCredential": held})).is(400).json();
    assert_eq!(reply["report"]["primary"]["code"], "status.revoked");
    // Nobody else's list is looked up without https, nor what is none of its lists.
    for elsewhere in [url.replace("127.0.0.1", "127.0.0.2"), format!("{url}/x"), url.replace("/status/", "/other/")] {
        let mut unsigned = credential(&local.issuer("eddsa-rdfc-2022"));
        unsigned["credentialStatus"] = json!({
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "1",
            "statusListCredential": elsewhere,
        });
        let reply = local.post(&issue_path("eddsa-rdfc-2022"), &json!({"credential": unsigned})).is(201).json();
        let body = json!({"verifiableCredential": reply["verifiableCredential"]});
        let reply = local.post("/credentials/verify", &body).is(400).json();
        assert_eq!(reply["report"]["primary"]["code"], "status.list.unresolved", "{elsewhere}");
    }
}
