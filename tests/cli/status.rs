//! Status lists are kept, published and looked into.

use crate::desk::{Desk, Run, keygen};
use crate::{MICRO_CREDENTIAL, OFFER};
use serde_json::Value;
use std::fs;

/// A list of StatusList2021 as its specification shows it, which is a short one.
#[test]
fn status_lists_are_looked_into() {
    let desk = Desk::new("status-looked-into");
    let list = r#"{"type": ["VerifiableCredential", "StatusList2021Credential"], "id": "https://example.com/credentials/status/3",
        "issuer": "did:example:12345", "issuanceDate": "2021-04-05T14:27:40Z",
        "credentialSubject": {"id": "https://example.com/status/3#list", "type": "StatusList2021", "statusPurpose": "revocation",
            "encodedList": "H4sIAAAAAAAAA-3BMQEAAADCoPVPbQsvoAAAAAAAAAAAAAAAAP4GcwM92tQwAAA"}}"#;
    desk.write("list.json", list);
    desk.run(&["status", "inspect", "list.json", "--index", "94567"])
        .ends(0)
        .says("100000 entries, 0 of them set (fewer than the 131072")
        .says("entry 94567: 0");
    let url = "https://example.com/credentials/status/3";
    let told = desk.run(&["status", "inspect", url, "--resource", &format!("{url}=list.json"), "--format", "json"]);
    assert_eq!(told.ends(0).json()["entries"], 100_000);
    desk.run(&["status", "inspect", url]).ends(1).complains("status.list.unresolved");
    desk.run(&["status", "inspect", "list.json", "--index", "100000"]).ends(1).complains("status.index.out_of_range");
}

/// Whatever is issued can have messages, and lists of the length that is wanted, as what is signed elsewhere can.
#[test]
fn what_is_issued_has_messages() {
    let desk = Desk::new("status-messages");
    keygen(&desk, "ed25519", "key.json");
    let lists =
        ["--status-url", "https://vet.example/status", "--entries", "262144", "--messages", "valid", "under review"];
    let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json", "--status", "status.db"];
    desk.run(&[&issue[..], &lists].concat()).ends(0);
    let badge: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    let entries = badge["credentialStatus"].as_array().unwrap();
    assert_eq!(entries.iter().map(|entry| &entry["statusPurpose"]).collect::<Vec<_>>(), ["revocation", "message"]);
    assert_eq!(entries[1]["statusMessage"][1]["message"], "under review");
    let id = badge["id"].as_str().unwrap();
    let change = ["status", "message", "--store", "status.db", "--reason", "a complaint", id, "--value", "1"];
    desk.run(&change).ends(0).says("message");
    ["public", "cohort"].iter().for_each(|folder| fs::create_dir(desk.0.join(folder)).unwrap());
    desk.run(&["status", "publish", "--store", "status.db", "--key", "key.json", "--out", "public"]).ends(0);
    desk.run(&["status", "inspect", "public/1"]).ends(0).says("262144 entries");

    desk.write("roster.csv", "id;name\ndid:example:1;Ana\ndid:example:2;Rui\n");
    let batch = ["batch", "issue", "--offer", OFFER, "--learners", "roster.csv", "--key", "key.json", "--out", "out"];
    let batch = [&batch[..], &["--issued", "2026-06-15", "--status", "cohort.db"], &lists].concat();
    desk.run(&batch).ends(0);
    let publish = ["status", "publish", "--store", "cohort.db", "--key", "key.json", "--out", "cohort"];
    desk.run(&publish).ends(0).says("https://vet.example/status/2");
    // Without a registry they are about nothing.
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--messages", "a", "b"]).ends(64).complains("--status");
}

#[test]
fn a_status_lives() {
    let desk = Desk::new("status");
    let did = keygen(&desk, "ed25519", "key.json");
    let status = ["--status", "status.db", "--status-url", "https://vet.example/status/{list}.json", "--suspension"];
    let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json"];
    desk.run(&[&issue[..], &status].concat()).ends(0);
    let badge: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    let id = badge["id"].as_str().unwrap();
    fs::create_dir(desk.0.join("public")).unwrap();
    let publish = ["status", "publish", "--store", "status.db", "--key", "key.json", "--out", "public"];
    let verify = |code: i32| {
        desk.run(&publish).ends(0).says("https://vet.example/status/1.json").says("public/2.json");
        let lists = |n| format!("https://vet.example/status/{n}.json=public/{n}.json");
        desk.run(&["verify", "badge.json", "--resource", &lists(1), "--resource", &lists(2)]).ends(code)
    };
    let change = |what: &str, more: &[&str]| {
        desk.run(&[&["status", what, "--store", "status.db", "--reason", "because"], more].concat())
    };

    verify(0).says("VALID");
    change("suspend", &[id])
        .ends(0)
        .says("suspension of https://vet.example/status/2.json#")
        .says("once list 2 is published");
    verify(1).says("status.suspended");
    change("reinstate", &[id, "--issuer", &did]).ends(0);
    verify(0).says("VALID");
    let index = badge["credentialStatus"][0]["statusListIndex"].as_str().unwrap();
    let revoked = change("revoke", &["--list", "1", "--index", index, "--format", "json"]).ends(0).json();
    assert_eq!((&revoked["value"], &revoked["new"]), (&1.into(), &true.into()));
    verify(1).says("status.revoked");
    change("revoke", &[id]).ends(0).says("It was so already.");
    change("reinstate", &[id]).ends(0);
    verify(1).says("status.revoked");
    change("undo-revocation", &[id]).ends(0);
    verify(0).says("VALID");

    change("revoke", &["urn:uuid:somebody-else"]).ends(64).complains("request.member at /credential");
    change("revoke", &["--list", "7", "--index", "1"]).ends(64).complains("request.member at /list");
    change("revoke", &[]).ends(64);
    desk.run(&["status", "revoke", id, "--store", "other.db", "--reason", "because"])
        .ends(64)
        .complains("no such file");
    desk.write("note.db", "a note");
    fs::set_permissions(desk.0.join("note.db"), fs::metadata(desk.0.join("key.json")).unwrap().permissions()).unwrap();
    desk.run(&["status", "revoke", id, "--store", "note.db", "--reason", "because"])
        .ends(64)
        .complains("not a status registry");
    desk.run(&["keygen", "--out", "other.json"]).ends(0);
    desk.run(&["status", "publish", "--store", "status.db", "--key", "other.json", "--out", "public"])
        .ends(1)
        .complains("issuer.key.unbound at /key")
        .complains(&did);
    desk.run(&["status", "publish", "--list", "1", "--store", "status.db", "--key", "other.json", "--out", "public"])
        .ends(1)
        .complains("issuer");

    let allocate = ["status", "allocate", "urn:uuid:1", "--issuer", &did, "--store", "status.db", "--url"];
    let url = "https://vet.example/status/{list}.json";
    let places = desk.run(&[&allocate[..], &[url]].concat()).ends(0).json();
    assert_eq!(desk.run(&[&allocate[..], &[url]].concat()).ends(0).json(), places, "the same place");
    assert_eq!(places["credentialStatus"][0]["statusListCredential"], "https://vet.example/status/1.json");
    desk.run(&[&allocate[..], &["status"]].concat()).ends(64).complains("request.member at /url");
}

/// A desk with a revocable badge, how its list is published, and how it is revoked.
fn revocable(name: &str) -> (Desk, impl Fn(&Desk, i32) -> Run, String) {
    let desk = Desk::new(name);
    keygen(&desk, "ed25519", "key.json");
    let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json", "--suspension"];
    let status = ["--status", "status.db", "--status-url", "https://vet.example/status/{list}.json"];
    desk.run(&[&issue[..], &status].concat()).ends(0);
    let badge: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    let publish = |desk: &Desk, code: i32| {
        desk.run(&["status", "publish", "--store", "status.db", "--key", "key.json", "--out", "public"]).ends(code)
    };
    (desk, publish, badge["id"].as_str().unwrap().to_owned())
}

/// A registry that was restored from a copy, and another one of the same URL, take no revocation back.
#[test]
fn a_published_list_is_not_replaced_by_one_that_knows_less() {
    let (desk, publish, id) = revocable("status-older");
    publish(&desk, 0);
    desk.write("copy.db", fs::read(desk.0.join("status.db")).unwrap());
    desk.run(&["status", "revoke", &id, "--store", "status.db", "--reason", "because"]).ends(0);
    publish(&desk, 0);
    let published = desk.read("public/1.json");
    let mode = fs::metadata(desk.0.join("status.db")).unwrap().permissions();
    fs::rename(desk.0.join("status.db"), desk.0.join("right.db")).unwrap();
    fs::rename(desk.0.join("copy.db"), desk.0.join("status.db")).unwrap();
    fs::set_permissions(desk.0.join("status.db"), mode).unwrap();
    // The list of suspensions is published all the same.
    publish(&desk, 1).says("1.json  not published").says("a copy from before").says("public/2.json");
    assert_eq!(desk.read("public/1.json"), published);

    fs::remove_file(desk.0.join("status.db")).unwrap();
    let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "other.json", "--status", "status.db"];
    desk.run(&[&issue[..], &["--status-url", "https://vet.example/status/{list}.json"]].concat()).ends(0);
    publish(&desk, 64).complains("which this registry has never written");
    assert_eq!(desk.read("public/1.json"), published);

    // From the right one it goes on, a revocation that was a mistake included.
    fs::rename(desk.0.join("right.db"), desk.0.join("status.db")).unwrap();
    desk.run(&["status", "undo-revocation", &id, "--store", "status.db", "--reason", "a mistake"]).ends(0);
    publish(&desk, 0);
    assert_ne!(desk.read("public/1.json"), published);
}

/// What is called as the list and is not it, such as a key or a list of others, is not replaced; a link is not followed.
#[test]
fn nothing_but_the_list_is_replaced() {
    let (desk, publish, _) = revocable("status-foreign");
    fs::create_dir(desk.0.join("public")).unwrap();
    let others = r#"{"type": ["VerifiableCredential", "BitstringStatusListCredential"], "id": "https://other.example/status/1.json",
        "credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"}}"#;
    for content in [desk.read("key.json").as_str(), others, "a note", ""] {
        desk.write("public/1.json", content);
        publish(&desk, 1).says("is not the status list <https://vet.example/status/1.json>").says("public/2.json");
        assert_eq!(desk.read("public/1.json"), content);
    }
    fs::remove_file(desk.0.join("public/1.json")).unwrap();
    #[cfg(unix)]
    for name in [".1.json.partial", ".1.json.lock"] {
        let link = desk.0.join("public").join(name);
        drop(fs::remove_file(&link));
        std::os::unix::fs::symlink(desk.0.join("badge.json"), &link).unwrap();
        let before = desk.read("badge.json");
        let code = if name.ends_with("lock") { 1 } else { 0 };
        publish(&desk, code);
        assert_eq!(desk.read("badge.json"), before, "{name}");
        assert!(!desk.0.join("public/1.json").is_symlink());
    }
}

/// A credential as it is gets its place too, before the URL of its list has a number.
#[test]
fn an_unsigned_credential_gets_a_place() {
    let desk = Desk::new("unsigned-place");
    let credential = serde_json::json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "id": "urn:x:1",
        "issuer": keygen(&desk, "ed25519", "key.json"), "credentialSubject": {"id": "urn:x:2"},
    });
    desk.write("credential.json", credential.to_string());
    let status = ["--status", "status.db", "--status-url", "https://vet.example/status/{list}.json"];
    let issued = desk.run(&[&["issue", "credential.json", "--key", "key.json"][..], &status].concat()).ends(0).json();
    assert_eq!(issued["credentialStatus"]["statusListCredential"], "https://vet.example/status/1.json");
}

/// A new file in the place of one that was lost numbers its lists from 1 as well: with its name in them, its URLs are others.
#[test]
fn the_lists_of_every_store_have_urls_of_their_own() {
    let desk = Desk::new("named-stores");
    let did = keygen(&desk, "ed25519", "key.json");
    let list = |store: &str| {
        let url = "https://vet.example/status/{store}-{list}.json";
        let allocate = ["status", "allocate", "urn:uuid:1", "--issuer", &did, "--store", store, "--url", url];
        let places = desk.run(&allocate).ends(0).json();
        assert_eq!(desk.run(&allocate).ends(0).json(), places, "the same place");
        places["credentialStatus"][0]["statusListCredential"].as_str().unwrap().to_owned()
    };
    let (first, second) = (list("first.db"), list("second.db"));
    let url = ["--status", "first.db", "--status-url", "https://vet.example/status/{store}-{list}.json"];
    let issued = desk.run(&[&["issue", MICRO_CREDENTIAL, "--key", "key.json"][..], &url].concat()).ends(0).json();
    assert_eq!(issued["credentialStatus"]["statusListCredential"], first);
    assert!(first.ends_with("-1.json") && second.ends_with("-1.json") && first != second, "{first} {second}");
    desk.run(&["status", "publish", "--store", "first.db", "--key", "key.json", "--out", "public"]).ends(0);
    assert!(desk.read(&format!("public/{}", first.rsplit_once('/').unwrap().1)).contains(&first));
}

/// What is signed with a key whose DID has no other could never be revoked, if that key signs no list.
#[cfg(feature = "bbs")]
#[test]
fn no_place_is_taken_in_a_list_that_nobody_can_sign() {
    let desk = Desk::new("no-list");
    keygen(&desk, "bls12381", "key.json");
    desk.write("roster.csv", "name,issued\nRui Dias,2026-06-15\n");
    desk.write(
        "credential.json",
        serde_json::json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "id": "urn:x:1",
            "issuer": keygen(&desk, "bls12381", "other.json"), "credentialSubject": {"id": "urn:x:2"},
        })
        .to_string(),
    );
    let status = ["--status", "status.db", "--status-url", "https://vet.example/status/{list}"];
    for making in [
        &["issue", MICRO_CREDENTIAL, "--key", "key.json"][..],
        &["issue", "credential.json", "--key", "other.json"],
        &["batch", "issue", "--offer", OFFER, "--learners", "roster.csv", "--key", "key.json", "--out", "out"],
    ] {
        desk.run(&[making, &status].concat()).ends(64).complains(" /status:").complains("signs nothing but what lets");
    }
    assert_eq!(desk.files(), ["credential.json", "key.json", "other.json", "roster.csv"]);
}

/// A place in a status list cannot be given back, so nothing takes one that comes to nothing.
#[cfg(feature = "store")]
#[test]
fn no_place_is_taken_for_nothing() {
    let desk = Desk::with_badge("no-place");
    let revocable = ["--key", "key.json", "--status", "status.db", "--status-url", "https://vet.example/status/{list}"];
    let issue = |file: &str, more: &[&str]| desk.run(&[&["issue", file][..], &revocable, more].concat());
    issue(MICRO_CREDENTIAL, &["--out", "badge.json"]).ends(64).complains("file.exists");
    issue(MICRO_CREDENTIAL, &["--out", "nowhere/badge.json"]).ends(64);
    desk.write(
        "refused.json",
        r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "did:example:x",
            "id": "urn:x:1", "credentialSubject": {"id": "urn:x:2"}}"#,
    );
    issue("refused.json", &["--out", "new.json"]).ends(1);
    assert_eq!(desk.files(), ["badge.json", "key.json", "refused.json"], "neither a registry nor a name is left");
    // A name that was mistyped is told as one, with its place.
    let elsewhere = ["--status", "no/such/status.db", "--status-url", "https://vet.example/status/{list}"];
    desk.run(&[&["issue", MICRO_CREDENTIAL, "--key", "key.json"][..], &elsewhere].concat())
        .ends(64)
        .complains("/status/store")
        .complains("cannot be used");
    issue(MICRO_CREDENTIAL, &["--out", "new.json"]).ends(0);
    assert!(desk.read("new.json").contains("BitstringStatusListEntry"));
}
