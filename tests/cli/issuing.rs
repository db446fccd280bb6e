//! Keys are made and credentials issued, one or a cohort of them.

use crate::desk::{Desk, Run, award, keygen, without};
use crate::{MICRO_CREDENTIAL, OFFER};
use serde_json::Value;
use std::fs;

/// Signed by another program over canonical JSON, under the context of the data model of 1.1 alone.
const FOREIGN_JCS: &str = r#"{"@context": ["https://www.w3.org/2018/credentials/v1"], "id": "urn:uuid:9d2a6f2e-8a3f-4a65-9c55-7b1c9a0f3d21", "type": ["VerifiableCredential"], "issuer": "did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z", "issuanceDate": "2024-01-01T00:00:00Z", "credentialSubject": {"id": "did:example:a"}, "proof": {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2024-01-01T00:00:00Z", "verificationMethod": "did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z#z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z", "proofPurpose": "assertionMethod", "proofValue": "z63C1yyBFZGQZQ4jwdb3mW5PffJZGmiXZFJwN1BbJe3iBqybdWUE5R6s2tGJYnFDrSthhynxzNzn2Ah9tsaob7MAQ"}}"#;

#[test]
fn a_key_file_is_its_owners() {
    let desk = Desk::new("key");
    let run = desk.run(&["keygen", "--out", "key.json"]).ends(0).says("did:key:z6Mk");
    let key: Value = serde_json::from_str(&desk.read("key.json")).unwrap();
    assert!(!run.stdout().contains(key["d"].as_str().unwrap()), "the private half is in the file alone");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = desk.0.join("key.json");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json"]).ends(64).complains("chmod 600");
    }
    desk.run(&["keygen", "--out", "key.json"]).ends(64).complains("file.exists");
    assert_eq!(serde_json::from_str::<Value>(&desk.read("key.json")).unwrap(), key, "a key is never replaced");
    desk.run(&["keygen", "--type", "rsa", "--out", "other.json"]).ends(64);
    desk.run(&["keygen", "--type", "rsa1024", "--out", "other.json"]).ends(64);
    desk.run(&["keygen", "--verification-method", "vet.example", "--out", "other.json"])
        .ends(64)
        .complains("/verificationMethod");
    assert_eq!(desk.files(), ["key.json"]);
}

/// Kinds of key by the members of their JWK, and by how their did:key starts.
#[test]
fn keys_of_every_kind_are_made() {
    let desk = Desk::new("kinds");
    let with_rsa = cfg!(feature = "aws-lc-rs");
    for (kind, kty, crv, did) in [
        ("ed25519", "OKP", Some("Ed25519"), "did:key:z6Mk"),
        ("p256", "EC", Some("P-256"), "did:key:zDn"),
        ("p384", "EC", Some("P-384"), "did:key:z82"),
        ("p521", "EC", Some("P-521"), "did:key:z2J9"),
        ("rsa2048", "RSA", None, "did:key:z4MX"),
    ] {
        let run = desk.run(&["keygen", "--type", kind, "--out", kind]);
        if kind == "rsa2048" && !with_rsa {
            run.ends(64).complains("feature `aws-lc-rs`");
            continue;
        }
        let run = run.ends(0).says(did);
        let key: Value = serde_json::from_str(&desk.read(kind)).unwrap();
        assert_eq!((key["kty"].as_str(), key["crv"].as_str()), (Some(kty), crv));
        assert!(key["kid"].as_str().unwrap().starts_with(did));
        for secret in ["d", "p", "q", "dp", "dq", "qi"].iter().filter_map(|member| key[*member].as_str()) {
            assert!(!run.stdout().contains(secret), "{kind}");
        }
    }
}

#[test]
fn carriers_and_suites() {
    let desk = Desk::with_badge("carriers");
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020"] {
        for carrier in ["standard", "extended"] {
            let arguments = [
                "issue",
                MICRO_CREDENTIAL,
                "--key",
                "key.json",
                "--suite",
                suite,
                "--carrier",
                carrier,
                "--out",
                "b.json",
                "--force",
            ];
            let told = desk.run(&arguments).ends(0).stderr();
            assert_eq!(told.contains("/offer/title is carried in part"), carrier == "standard", "{told}");
            assert!(desk.read("b.json").contains(suite));
            desk.run(&["verify", "b.json"]).ends(0);
        }
    }
    let inspection = desk.run(&["inspect", "b.json", "--format", "json"]).ends(0).json();
    let mut recovered = inspection["microCredential"].clone();
    recovered.as_object_mut().unwrap().remove("id");
    let held: Value = serde_json::from_slice(&fs::read(MICRO_CREDENTIAL).unwrap()).unwrap();
    assert_eq!(recovered["offer"]["title"], held["offer"]["title"]);
    assert_eq!((inspection["complete"].clone(), recovered["learner"].clone()), (true.into(), held["learner"].clone()));
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", "rsa"]).ends(64);
}

#[test]
fn unsigned_credentials_name_their_own_issuer() {
    let desk = Desk::with_badge("unsigned");
    let unsigned = without(&desk.read("badge.json"), "proof");
    desk.write("unsigned.json", unsigned.to_string());
    desk.run(&["issue", "unsigned.json", "--key", "key.json", "--out", "signed.json"]).ends(0);
    desk.run(&["verify", "signed.json"]).ends(0);
    desk.run(&["issue", "unsigned.json", "--key", "key.json", "--carrier", "extended"]).ends(64).complains("/carrier");

    let mut others = unsigned.clone();
    others["issuer"]["id"] = "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi".into();
    desk.write("others.json", others.to_string());
    desk.run(&["issue", "others.json", "--key", "key.json"]).ends(1).complains("issuer.key.unbound");

    let mut undefined = unsigned;
    undefined["credentialSubject"]["nom"] = "x".into();
    desk.write("undefined.json", undefined.to_string());
    let told = "context.undefined_term at /credentialSubject/nom";
    desk.run(&["issue", "undefined.json", "--key", "key.json"]).ends(1).complains(told);
    desk.run(&["check", "undefined.json"]).ends(1).says("context.undefined_term /credentialSubject/nom");
}

#[test]
fn an_issuer_of_ones_own() {
    let desk = Desk::new("issuer");
    desk.run(&["keygen", "--out", "key.json", "--verification-method", "https://vet.example/keys/1"]).ends(0);
    // The key stands below the address of the first awarding body, so that body is the issuer.
    let issued = desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json"]).ends(0).json();
    assert_eq!(issued["issuer"]["id"], "https://vet.example/");

    desk.write(
        "profile.json",
        r#"{"id": "https://vet.example/issuers/1", "type": ["Profile"], "name": "Example VET Centre"}"#,
    );
    let issued = desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--issuer", "profile.json"]).ends(0).json();
    assert_eq!(
        (&issued["issuer"]["id"], &issued["issuer"]["name"]),
        (&"https://vet.example/issuers/1".into(), &"Example VET Centre".into())
    );

    desk.write("profile.json", r#"{"name": "Nobody in particular"}"#);
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--issuer", "profile.json"])
        .ends(64)
        .complains(" at profile.json: ");
    desk.run(&["keygen", "--out", "far.json", "--verification-method", "https://far.example/keys/1"]).ends(0);
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "far.json"]).ends(64).complains("none of the awarding bodies");
}

#[test]
fn what_cannot_be_issued_is_named_at_once() {
    let desk = Desk::with_badge("refused");
    let mut held: Value = serde_json::from_slice(&fs::read(MICRO_CREDENTIAL).unwrap()).unwrap();
    held["offer"].as_object_mut().unwrap().remove("workload");
    held["offer"]["lerningOutcomes"] = Value::Null;
    held["learner"]["nmae"] = "Ana Silva".into();
    desk.write("held.json", held.to_string());
    let run = desk.run(&["issue", "held.json", "--key", "key.json", "--out", "never.json"]).ends(1);
    let run = run.complains("ec.missing at /offer/workload").complains("ec.unknown_member at /learner: ");
    run.complains("did you mean `learningOutcomes`");
    desk.run(&["check", "held.json"]).ends(1).says("ec.missing /offer/workload");
    desk.run(&["issue", OFFER, "--key", "key.json"]).ends(1).complains("request.document_kind");
    desk.run(&["inspect", OFFER]).ends(1).complains("request.document_kind");
    assert!(!desk.files().contains(&"never.json".to_owned()));
}

#[test]
fn every_suite_goes_all_the_way() {
    let desk = Desk::new("suites");
    let suites = [
        ("ed25519", "eddsa-rdfc-2022"),
        ("ed25519", "eddsa-jcs-2022"),
        ("ed25519", "Ed25519Signature2020"),
        ("p256", "ecdsa-rdfc-2019"),
        ("p384", "ecdsa-rdfc-2019"),
        ("p256", "ecdsa-jcs-2019"),
        ("p384", "ecdsa-jcs-2019"),
        ("ed25519", "vc-jwt"),
        ("p256", "vc-jwt"),
        ("p384", "vc+jwt"),
        ("p521", "vc+jwt"),
        ("p256", "vc+sd-jwt"),
        #[cfg(feature = "aws-lc-rs")]
        ("rsa2048", "vc-jwt"),
        #[cfg(feature = "cose")]
        ("p256", "vc+cose"),
    ];
    let holder = keygen(&desk, "ed25519", "holder.json");
    award(&desk, &holder);
    for (kind, suite) in suites {
        let key = format!("{kind}.json");
        if !desk.files().contains(&key) {
            keygen(&desk, kind, &key);
        }
        desk.run(&["issue", "held.json", "--key", &key, "--suite", suite, "--out", "badge", "--force"]).ends(0);
        desk.run(&["verify", "badge"]).ends(0).says("VALID");
        let name = match suite {
            "vc-jwt" | "vc+jwt" => "jwt",
            "vc+sd-jwt" => "sd-jwt",
            "vc+cose" => "cose",
            embedded => embedded,
        };
        desk.run(&["inspect", "badge"]).ends(0).says("Ana Silva").says(&format!("{name} by did:"));

        let present = |challenge: &str| {
            let line = ["present", "badge", "--key", "holder.json", "--challenge", challenge];
            desk.run(&[&line[..], &["--domain", "https://verifier.example", "--out", "shown", "--force"]].concat())
                .ends(0);
        };
        present("n-1");
        let verify = ["verify", "shown", "--domain", "https://verifier.example", "--challenge"];
        desk.run(&[&verify[..], &["n-1"]].concat()).ends(0).says("inside /verifiableCredential");
        desk.run(&[&verify[..], &["n-2"]].concat()).ends(1).says("subject.challenge");

        let mut bytes = fs::read(desk.0.join("badge")).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] = if bytes[middle] == b'a' { b'b' } else { b'a' };
        desk.write("changed", bytes);
        desk.run(&["verify", "changed"]).ends(1);
    }
}

#[test]
fn the_suite_follows_from_the_key() {
    let desk = Desk::new("default-suite");
    for (kind, told) in [("ed25519", "eddsa-rdfc-2022"), ("p384", "ecdsa-rdfc-2019"), ("p521", "eyJ")] {
        let key = format!("{kind}.json");
        keygen(&desk, kind, &key);
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", &key]).ends(0).says(told);
    }
    // Those that fit are named.
    let run = desk.run(&["issue", MICRO_CREDENTIAL, "--key", "p521.json", "--suite", "ecdsa-rdfc-2019"]).ends(64);
    run.complains("/suite").complains("P-521").complains("these do: vc-jwt, vc+jwt, vc+sd-jwt");
    let run = desk.run(&["issue", MICRO_CREDENTIAL, "--key", "p384.json", "--suite", "eddsa-rdfc-2022"]).ends(64);
    run.complains("ecdsa-rdfc-2019, ecdsa-jcs-2019");
}

#[test]
fn what_a_suite_has_no_place_for_is_refused() {
    let desk = Desk::with_badge("misfits");
    let issue = |more: &[&str]| {
        let line = [&["issue", MICRO_CREDENTIAL, "--key", "key.json"][..], more].concat();
        desk.run(&line)
    };
    issue(&["--always", "/credentialSubject/result"]).ends(64).complains("/always");
    issue(&["--by-choice", "/credentialSubject/result"]).ends(64).complains("/byChoice");
    issue(&["--suite", "vc+jwt", "--expires", "2030-01-01T00:00:00Z"]).ends(64).complains("/expires");
    issue(&["--suite", "vc+jwt", "--challenge", "n"]).ends(64).complains("/challenge");
    issue(&["--suite", "vc+jwt", "--proof-id", "urn:uuid:1"]).ends(64).complains("/proofId");
    issue(&["--kid", "key-1"]).ends(64).complains("/keyReference");
    issue(&["--expires", "soon"]).ends(64).complains("/expires");
    issue(&["--expires", "2020-01-01T00:00:00Z"]).ends(64).complains("/expires");
    issue(&["--by-choice", "result", "--suite", "vc+sd-jwt"]).ends(64).complains("JSON Pointer");
    issue(&["--suite", "vc+jwt", "--kid", "key-1", "--key-in-header"]).ends(64);
    issue(&["--suite", "vc+jwt", "--key-in-header", "--out", "token"]).ends(0);
    desk.run(&["verify", "token"]).ends(0);
}

#[test]
fn proofs_say_what_they_are_asked_to_say() {
    let desk = Desk::with_badge("options");
    let first = "urn:uuid:0b8f4d4e-5c4d-4f0e-9d6e-111111111111";
    let line = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--proof-id", first, "--domain", "a", "--domain", "b"];
    let more = ["--challenge", "n", "--expires", "2999-01-01T00:00:00Z", "--out", "first.json"];
    desk.run(&[&line[..], &more].concat()).ends(0);
    let badge: Value = serde_json::from_str(&desk.read("first.json")).unwrap();
    assert_eq!((&badge["proof"][0]["id"], &badge["proof"][0]["domain"][1]), (&first.into(), &"b".into()));
    assert_eq!(badge["proof"][0]["expires"], "2999-01-01T00:00:00Z");
    let second = ["issue", "first.json", "--key", "key.json", "--previous-proof", first, "--out", "second.json"];
    desk.run(&second).ends(0);
    desk.run(&["verify", "second.json"]).ends(0);
    desk.run(&["verify", "first.json", "--now", "2999-01-02T00:00:00Z"]).ends(1).says("proof.expired");
}

#[test]
fn a_cohort_is_issued() {
    let desk = Desk::new("cohort");
    desk.run(&["keygen", "--out", "key.json"]).ends(0);
    let rows: String = (0..300).map(|at| format!("Learner {at};l{at}@example.org;2026-06-15\r\n")).collect();
    desk.write("roster.csv", format!("\u{feff}name;e-mail;issued\r\nAna Silva;ana@example.org;15.06.2026\r\n{rows}"));
    let status = ["--status", "status.db", "--status-url", "https://vet.example/status/{list}.json"];
    let issue = |more: &[&str]| {
        let issue =
            ["batch", "issue", "--offer", OFFER, "--learners", "roster.csv", "--key", "key.json", "--out", "out"];
        desk.run(&[&issue[..], &status, more].concat())
    };
    let first = issue(&[]).ends(1).says("300 issued, 1 refused").says("line 2, issued: roster.date:");
    assert_eq!(first.stderr(), "", "a bar is for terminals");
    issue(&[]).ends(1).says("0 issued, 300 before, 1 refused");
    desk.write("roster.csv", desk.read("roster.csv").replace("15.06.2026", "2026-06-15"));
    issue(&[]).ends(64).complains("request.member at /roster").complains("accept its changes");
    let summary = issue(&["--accept-changes", "--format", "json"]).ends(0).json();
    assert_eq!((&summary["issued"], &summary["issuedBefore"]), (&1.into(), &300.into()));
    desk.run(&[
        "batch",
        "issue",
        "--offer",
        MICRO_CREDENTIAL,
        "--learners",
        "roster.csv",
        "--key",
        "key.json",
        "--out",
        "o",
    ])
    .ends(64)
    .complains("micro-credential.json: request.document_kind")
    .complains("give what stands in it under `offer`");
    desk.write("other.csv", "name,shoe size\nAna Silva,38\n");
    desk.run(&["batch", "issue", "--offer", OFFER, "--learners", "other.csv", "--key", "key.json", "--out", "o"])
        .ends(64)
        .complains("“shoe size”")
        .complains("leave them out by name");

    // All of them, in their order; one is revoked, another forged, and nobody knows of the list.
    fs::create_dir(desk.0.join("public")).unwrap();
    let mut files: Vec<_> = fs::read_dir(desk.0.join("out")).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    let mut badges: Vec<_> = files.iter().map(|file| fs::read_to_string(file).unwrap().trim_end().to_owned()).collect();
    let id = serde_json::from_str::<Value>(&badges[150]).unwrap()["id"].as_str().unwrap().to_owned();
    desk.run(&["status", "revoke", &id, "--store", "status.db", "--reason", "because"]).ends(0);
    desk.run(&["status", "publish", "--store", "status.db", "--key", "key.json", "--out", "public"]).ends(0);
    let list = ["--resource", "https://vet.example/status/1.json=public/1.json"];
    let reports =
        |run: Run| -> Vec<Value> { run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect() };
    let run = desk
        .run(&[&["batch", "verify", "out"], &list[..]].concat())
        .ends(1)
        .complains("300 accepted")
        .complains("1 invalid");
    let all = reports(run);
    assert!(all.iter().zip(&files).all(|(line, file)| desk.0.join(line["source"].as_str().unwrap()) == *file));
    assert_eq!(all[150]["report"]["primary"]["code"], "status.revoked");
    badges.remove(150);
    desk.write("badges.ndjson", badges.join("\n\n"));
    desk.run(&[&["batch", "verify", "badges.ndjson"], &list[..]].concat()).ends(0).complains("300 accepted");
    desk.run(&["batch", "verify", "badges.ndjson"]).ends(3).complains("300 indeterminate");
    let mixed = format!("{}\n{{\n\"no token\"\n{}", badges[0], badges[1].replace("Learner", "Lerner"));
    let run = desk.run_with(&[&["batch", "verify", "-"], &list[..]].concat(), mixed.as_bytes()).ends(1);
    let outcomes: Vec<_> = reports(run).iter().map(|line| line["report"]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["valid", "invalid", "invalid", "invalid"]);
}

/// Whoever signs hears what a check would have warned of.
#[test]
fn what_is_signed_all_the_same_is_told() {
    let desk = Desk::with_badge("noticed");
    let mut document: Value = serde_json::from_str(&fs::read_to_string(MICRO_CREDENTIAL).unwrap()).unwrap();
    document["issued"] = "2999-12-24".into();
    desk.write("early.json", document.to_string());
    let run = desk.run(&["issue", "early.json", "--key", "key.json", "--out", "early.badge.json"]).ends(0);
    run.complains("warning: ec.date.future at /issued").complains("today is");
    desk.write(
        "offer.json",
        fs::read_to_string(OFFER).unwrap().replace("\"hours\": 25", "\"ects\": \"1\", \"hours\": 900"),
    );
    desk.write("roster.csv", "name,issued\nEva,2999-12-24\nIvo,2999-12-24\n");
    let batch =
        ["batch", "issue", "--offer", "offer.json", "--learners", "roster.csv", "--key", "key.json", "--out", "out"];
    desk.run(&batch)
        .ends(0)
        .says("2 issued")
        .complains("warning: the offer: ec.workload.implausible at /workload")
        .complains("warning: line 2 and 1 more: ec.date.future at /issued");
}

/// The data model of 1.1 defines no proof of the newer kind: the context that does is put among those that are signed, whatever is signed of them.
#[test]
fn a_credential_of_1_1_takes_suites_that_sign_the_tree() {
    let desk = Desk::new("older");
    for (kind, suite) in [("ed25519", "eddsa-jcs-2022"), ("p256", "ecdsa-jcs-2019"), ("ed25519", "eddsa-rdfc-2022")] {
        let (key, file) = (format!("{suite}-key.json"), format!("{suite}.json"));
        let issuer = keygen(&desk, kind, &key);
        let unsigned = serde_json::json!({
            "@context": ["https://www.w3.org/2018/credentials/v1"], "id": "urn:uuid:9d2a6f2e-8a3f-4a65-9c55-7b1c9a0f3d21",
            "type": ["VerifiableCredential"], "issuer": issuer, "issuanceDate": "2024-01-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:a"},
        });
        desk.write("unsigned.json", unsigned.to_string());
        desk.run(&["issue", "unsigned.json", "--key", &key, "--suite", suite, "--out", &file]).ends(0);
        desk.run(&["verify", &file]).ends(0);
        let signed: Value = serde_json::from_str(&desk.read(&file)).unwrap();
        assert_eq!(signed["@context"][1], "https://w3id.org/security/data-integrity/v2", "{suite}");
        if suite.contains("jcs") {
            assert_eq!(signed["proof"][0]["@context"], signed["@context"], "{suite}");
        }
    }
    // Others leave it out, as they may where the tree is signed: then what the proof says is signed all the same.
    desk.write("foreign.json", FOREIGN_JCS);
    desk.run(&["verify", "foreign.json"]).ends(0);
    desk.write("changed.json", FOREIGN_JCS.replace("assertionMethod", "authentication"));
    desk.run(&["verify", "changed.json"]).ends(1);
    desk.write("more.json", FOREIGN_JCS.replace(r#""proofPurpose""#, r#""more": 1, "proofPurpose""#));
    desk.run(&["verify", "more.json"]).ends(1).says("context.undefined_term");
}
