//! Holders show a part of what they have, several credentials together, or what others say of them.

use crate::MICRO_CREDENTIAL;
use crate::desk::{Desk, award, keygen, without};
use serde_json::Value;
use std::fs;

#[test]
fn holders_show_a_part() {
    let desk = Desk::new("part");
    let holder = keygen(&desk, "p256", "holder.json");
    award(&desk, &holder);
    let kinds = [
        ("p256", "ecdsa-sd-2023"),
        #[cfg(feature = "bbs")]
        ("bls12381", "bbs-2023"),
    ];
    for (kind, suite) in kinds {
        let key = format!("issuer-{kind}.json");
        keygen(&desk, kind, &key);
        let always = ["--always", "/credentialSubject/achievement/name"];
        let line = ["issue", "held.json", "--key", &key, "--suite", suite, "--out", "base.json", "--force"];
        desk.run(&[&line[..], &always].concat()).ends(0);
        desk.run(&["verify", "base.json"]).ends(1).says("proof.base");
        let present = ["present", "base.json", "--key", "holder.json", "--challenge", "n"];
        desk.run(&present).ends(1).complains("proof.base at /credentials/0");

        let subject = "/credentialSubject/id";
        let derive = ["derive", "base.json", "--show", subject, "/name", "--out", "shown.json", "--force"];
        desk.run(&derive).ends(0);
        let shown = desk.read("shown.json");
        assert!(
            shown.contains("Competências verdes") && !shown.contains("Ana Silva") && !shown.contains("\"17\""),
            "{shown}"
        );
        desk.run(&["verify", "shown.json"]).ends(0);
        desk.write("changed.json", shown.replace("Competências verdes", "Competências cinzentas"));
        desk.run(&["verify", "changed.json"]).ends(1).says("proof.signature.invalid");
        desk.run(&["derive", "base.json", "--show", "/nowhere"]).ends(1).complains("request.pointer at /nowhere");
        let bound = ["derive", "base.json", "--key", "holder.json", "--challenge", "n", "--domain", "v"];
        desk.run(&bound).ends(64).complains("/key");

        let present =
            ["present", "shown.json", "--key", "holder.json", "--challenge", "n", "--out", "vp.json", "--force"];
        desk.run(&present).ends(0);
        desk.run(&["verify", "vp.json", "--challenge", "n"]).ends(0);
        desk.run(&["verify", "vp.json", "--challenge", "m"]).ends(1).says("subject.challenge");
    }
}

#[test]
fn holders_of_tokens_show_a_part() {
    let desk = Desk::new("part-token");
    let holder = keygen(&desk, "p256", "holder.json");
    keygen(&desk, "ed25519", "issuer.json");
    keygen(&desk, "ed25519", "other.json");
    award(&desk, &holder);
    let line = ["issue", "held.json", "--key", "issuer.json", "--suite", "vc+sd-jwt", "--out", "held.txt"];
    desk.run(
        &[&line[..], &["--by-choice", "/credentialSubject/result", "/credentialSubject/achievement/tag"]].concat(),
    )
    .ends(1)
    .complains("/credentialSubject/achievement/tag");
    desk.run(&[&line[..], &["--by-choice", "/credentialSubject/result", "/credentialSubject/identifier"]].concat())
        .ends(0);
    desk.run(&["verify", "held.txt"]).ends(0);
    let bind = ["--key", "holder.json", "--challenge", "n", "--domain", "https://verifier.example"];
    let derive = ["derive", "held.txt", "--show", "/credentialSubject/identifier", "--out", "shown.txt"];
    desk.run(&[&derive[..], &bind].concat()).ends(0);
    let inspection = desk.run(&["inspect", "shown.txt", "--format", "json"]).ends(0).json();
    assert_eq!(inspection["proofs"][0]["suite"], "sd-jwt");
    assert!(inspection["microCredential"].get("grade").is_none(), "it was not shown");

    let verify = ["verify", "shown.txt", "--domain", "https://verifier.example", "--challenge"];
    desk.run(&[&verify[..], &["n"]].concat()).ends(0);
    desk.run(&[&verify[..], &["m"]].concat()).ends(1).says("subject.holder_binding");
    let foreign = ["derive", "held.txt", "--key", "other.json", "--challenge", "n"];
    desk.run(&foreign).ends(64).complains("--domain");
    desk.run(&[&foreign[..], &["--domain", "https://verifier.example"]].concat())
        .ends(1)
        .complains("subject.holder_binding")
        .complains("issued to another key");
    desk.run(&["derive", "held.txt", "--key", "holder.json"]).ends(64);
    desk.run(&["derive", "held.txt", "--challenge", "n"]).ends(64);
    desk.run(&["derive", "held.txt", "--show", "/nowhere"]).ends(1).complains("/nowhere");

    let text = desk.read("shown.txt");
    desk.write("changed.txt", text.replacen("~", "~WyJhIiwgImIiXQ~", 1));
    desk.run(&[&["verify", "changed.txt"][..], &verify[2..], &["n"]].concat()).ends(1);
    desk.run(&["derive", "issuer.json"]).ends(1).complains("proof.missing");
}

#[test]
fn several_credentials_go_together() {
    let desk = Desk::new("together");
    let holder = keygen(&desk, "ed25519", "holder.json");
    award(&desk, &holder);
    keygen(&desk, "p256", "issuer.json");
    for (suite, out) in [("ecdsa-rdfc-2019", "one.json"), ("vc-jwt", "two.jwt"), ("vc+sd-jwt", "three.txt")] {
        desk.run(&["issue", "held.json", "--key", "issuer.json", "--suite", suite, "--out", out]).ends(0);
    }
    let present = ["present", "one.json", "two.jwt", "three.txt", "--key", "holder.json", "--challenge", "n"];
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc+jwt"] {
        desk.run(&[&present[..], &["--suite", suite, "--out", "vp", "--force"]].concat()).ends(0);
        desk.run(&["verify", "vp", "--challenge", "n"]).ends(0).says("inside /verifiableCredential/2:");
        desk.run(&["verify", "vp"]).ends(0).says("subject.challenge.unasked");
        let inspection = desk.run(&["inspect", "vp", "--format", "json"]).ends(0).json();
        assert_eq!((&inspection["holds"], &inspection["verified"]), (&"presentation".into(), &false.into()));
        assert_eq!(inspection["credentials"][1]["pointer"], "/verifiableCredential/1");
        assert_eq!(inspection["credentials"][2]["microCredential"]["grade"], "17");
        desk.run(&["inspect", "vp"]).ends(0).says("── /verifiableCredential/1").says("Presentation");
    }
    desk.run(&[&present[..], &["--suite", "vc+sd-jwt"]].concat()).ends(64);
    desk.run(&["present", "vp", "--key", "holder.json", "--challenge", "n"]).ends(1).complains("request.document_kind");
    desk.run(&["present", "one.json", "--key", "holder.json"]).ends(64);
    // What was issued to somebody else is not the presenter's to show.
    keygen(&desk, "ed25519", "thief.json");
    let stolen = ["present", "one.json", "--key", "thief.json", "--challenge", "n", "--out", "stolen.json"];
    desk.run(&stolen).ends(0);
    desk.run(&["verify", "stolen.json", "--challenge", "n"]).ends(1).says("subject.holder_mismatch");
}

/// A quality assurance agency endorses what is awarded: it goes into the badge, or stays beside it, and the certificate shows it
/// while it holds.
#[test]
fn an_endorsement_travels() {
    const ACHIEVEMENT: &str = "https://vet.example/micro-credentials/green-skills";
    let desk = Desk::with_badge("endorsed");
    desk.run(&["keygen", "--out", "agency.json"]).ends(0);
    let endorse = |id: &str, key: &str, out: &str| {
        let said = ["--name", "Accredited", "--comment", "Until 2030.", "--key", key, "--out", out];
        desk.run(&[&["endorse", id], &said[..]].concat()).ends(0);
    };
    endorse(ACHIEVEMENT, "agency.json", "good.json");
    endorse("https://vet.example/another", "agency.json", "another.json");
    endorse(ACHIEVEMENT, "key.json", "own.json");
    let bad = desk.read("good.json").replace("2030", "2040");
    desk.write("bad.json", bad);
    let issue = |document: &str, endorsement: &str, out: &str| {
        desk.run(&["issue", document, "--key", "key.json", "--endorsement", endorsement, "--out", out])
    };
    issue(MICRO_CREDENTIAL, "good.json", "in.json").ends(0);
    issue(MICRO_CREDENTIAL, "another.json", "no.json").ends(1).complains("endorsement.subject");
    issue(MICRO_CREDENTIAL, "own.json", "no.json").ends(1).complains("endorsement.self");
    issue(MICRO_CREDENTIAL, "key.json", "no.json").ends(1);
    issue(MICRO_CREDENTIAL, "bad.json", "bad-in.json").ends(0);
    let unsigned = without(&desk.read("badge.json"), "proof").to_string();
    desk.write("unsigned.json", unsigned);
    issue("unsigned.json", "good.json", "in-too.json").ends(0);
    issue("badge.json", "good.json", "no.json").ends(64).complains("request.member at /endorsements");
    let render = |what: &[&str]| desk.run(&[&["render"], what].concat()).ends(0).stdout().contains("Endorsed by");
    for (badge, shows) in [("in.json", true), ("in-too.json", true), ("bad-in.json", false), ("badge.json", false)] {
        desk.run(&["verify", badge]).ends(0);
        assert_eq!(render(&[badge]), shows, "{badge}");
    }
    desk.run(&["verify", "bad-in.json"]).ends(0).says("endorsement.invalid");
    for (beside, shows) in [("good.json", true), ("another.json", false), ("own.json", false), ("bad.json", false)] {
        let run = desk.run(&["verify", "badge.json", "--endorsement", beside]).ends(0);
        assert_eq!(run.stdout().contains("endorsement.invalid"), !shows, "{beside}: {}", run.stdout());
        // Nothing that is told has an empty place.
        assert_eq!(run.stdout().contains("! endorsement.invalid the document\n"), !shows, "{}", run.stdout());
        assert!(run.stdout().contains("  beside it:\n") && !run.stdout().contains("inside :"), "{}", run.stdout());
        assert_eq!(render(&["badge.json", "--endorsement", beside]), shows, "{beside}");
    }
    // And into a whole cohort.
    desk.write("roster.csv", "name,issued\nAna Silva,2026-06-15\n");
    desk.write(
        "offer.json",
        serde_json::from_str::<Value>(&fs::read_to_string(MICRO_CREDENTIAL).unwrap()).unwrap()["offer"].to_string(),
    );
    let batch = |endorsement: &str, out: &str| {
        let files = ["--offer", "offer.json", "--learners", "roster.csv", "--key", "key.json"];
        desk.run(&[&["batch", "issue"], &files[..], &["--endorsement", endorsement, "--out", out]].concat())
    };
    batch("another.json", "none").ends(1).complains("endorsement.subject");
    batch("good.json", "all").ends(0);
    let file = fs::read_dir(desk.0.join("all")).unwrap().map(|file| file.unwrap().path()).find(|path| path.is_file());
    assert!(render(&[file.unwrap().to_str().unwrap()]));
}

/// Who was given a credential with a context of somebody's own is told how to give it here.
#[test]
fn a_context_that_is_unknown_is_asked_for() {
    const HINT: &str = "to give it a context that is unknown here: --context URL=FILE";
    let desk = Desk::new("unknown-context");
    let did = keygen(&desk, "p256", "key.json");
    desk.write("own.jsonld", r#"{"@context": {"rank": "https://vet.example/terms#rank"}}"#);
    let credential = serde_json::json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://vet.example/context"],
        "type": ["VerifiableCredential"], "issuer": did, "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ana", "rank": "first"},
    });
    desk.write("unsigned.json", credential.to_string());
    let known = ["--context", "https://vet.example/context=own.jsonld"];
    let issue = ["issue", "unsigned.json", "--key", "key.json", "--suite", "ecdsa-sd-2023", "--out", "held.json"];
    desk.run(&[&issue[..], &known].concat()).ends(0);
    let derive = ["derive", "held.json", "--show", "/credentialSubject/rank", "--out", "shown.json"];
    desk.run(&derive).ends(1).complains("context.unknown").complains(HINT);
    desk.run(&[&derive[..], &known].concat()).ends(0);
    let present = ["present", "shown.json", "--key", "key.json", "--challenge", "n", "--out", "presented.json"];
    desk.run(&present).ends(1).complains("context.unknown").complains(HINT);
    desk.run(&[&present[..], &known].concat()).ends(0);
}
