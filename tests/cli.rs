//! The command line: what each subcommand does, how it ends, and what it never says.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const MICRO_CREDENTIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/micro-credential.json");
const OFFER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/offer.json");

/// A folder of one test, empty at first, with what the program does in it.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// The same with a key in `key.json`, and a signed badge in `badge.json`.
    fn with_badge(name: &str) -> Self {
        let desk = Self::new(name);
        desk.run(&["keygen", "--type", "ed25519", "--out", "key.json"]).ends(0);
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json"]).ends(0);
        desk
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Run {
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

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }
}

struct Run {
    arguments: String,
    output: Output,
}

impl Run {
    /// It ended with this code, and said nothing about the learner where a log would keep it.
    fn ends(self, code: i32) -> Self {
        let (stdout, stderr) = (self.stdout(), self.stderr());
        assert_eq!(self.output.status.code(), Some(code), "{}\n{stdout}\n{stderr}", self.arguments);
        for secret in ["Ana", "Silva", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "\"d\""] {
            assert!(!stderr.contains(secret), "{}: {stderr}", self.arguments);
        }
        self
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout()))
    }

    fn says(self, what: &str) -> Self {
        assert!(self.stdout().contains(what), "no {what:?} in\n{}", self.stdout());
        self
    }

    fn complains(self, what: &str) -> Self {
        assert!(self.stderr().contains(what), "no {what:?} in\n{}", self.stderr());
        self
    }
}

#[test]
fn a_badge_lives() {
    let desk = Desk::with_badge("life");
    desk.run(&["verify", "badge.json"]).ends(0).says("VALID").says("issuer_bound");
    desk.run(&["inspect", "badge.json"])
        .ends(0)
        .says("NOT VERIFIED")
        .says("Ana Silva")
        .says("2 ECTS")
        .says("EQF Level 4");
    desk.run(&["check", "badge.json"]).ends(0).says("PASSED");
    assert_eq!(desk.files(), ["badge.json", "key.json"], "nothing half-written is left behind");
}

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
fn whatever_is_changed_is_refused() {
    let desk = Desk::with_badge("tampered");
    let badge = desk.read("badge.json");
    for (name, from, to) in [
        ("grade", r#""17""#, r#""18""#),
        ("learner", "Ana Silva", "Ana Sousa"),
        ("credits", r#""creditsAvailable":2"#, r#""creditsAvailable":20"#),
        ("level", "http://data.europa.eu/snb/eqf/4", "http://data.europa.eu/snb/eqf/7"),
    ] {
        let changed = badge.replace(from, to);
        assert_ne!(changed, badge, "{name}");
        desk.write("changed.json", changed);
        let run = desk.run(&["verify", "changed.json"]).ends(1).says("proof.signature.invalid");
        assert!(!run.stdout().contains("Ana"), "{name}");
    }
    desk.write("stripped.json", serde_json::to_string(&without(&badge, "proof")).unwrap());
    desk.run(&["verify", "stripped.json"]).ends(1).says("proof.missing");
}

fn without(text: &str, member: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap();
    value.as_object_mut().unwrap().remove(member).unwrap();
    value
}

#[test]
fn reports_are_json_when_asked() {
    let desk = Desk::with_badge("json");
    let report = desk.run(&["verify", "badge.json", "--format", "json"]).ends(0).json();
    assert_eq!((&report["outcome"], &report["trust"]), (&"valid".into(), &"issuer_bound".into()));
    assert_eq!(report["verified"]["credentialSubject"]["result"][0]["value"], "17");

    desk.write("changed.json", desk.read("badge.json").replace(r#""17""#, r#""18""#));
    let report = desk.run(&["verify", "changed.json", "--format", "json"]).ends(1).json();
    assert_eq!(report["primary"]["code"], "proof.signature.invalid");
    assert!(report.get("verified").is_none(), "nothing unproven is shown as fact");

    let inspection = desk.run(&["inspect", "changed.json", "--format", "json"]).ends(0).json();
    assert_eq!((&inspection["verified"], &inspection["microCredential"]["grade"]), (&false.into(), &"18".into()));

    let checked = desk.run(&["check", OFFER, "--format", "json"]).ends(0).json();
    assert_eq!((&checked["kind"], &checked["passed"]), (&"offer".into(), &true.into()));
}

#[test]
fn standard_input_is_a_dash() {
    let desk = Desk::with_badge("stdin");
    let badge = desk.read("badge.json");
    desk.run_with(&["verify", "-"], badge.as_bytes()).ends(0);
    desk.run_with(&["inspect", "-"], badge.as_bytes()).ends(0);
    desk.run_with(&["check", "-"], badge.as_bytes()).ends(0);
    let held = fs::read(MICRO_CREDENTIAL).unwrap();
    let issued = desk.run_with(&["issue", "-", "--key", "key.json"], &held).ends(0).stdout();
    desk.run_with(&["verify", "-"], issued.as_bytes()).ends(0);
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
        .complains("/issuer");
    desk.run(&["keygen", "--out", "far.json", "--verification-method", "https://far.example/keys/1"]).ends(0);
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "far.json"]).ends(64).complains("none of the awarding bodies");
}

#[test]
fn resources_and_anchors() {
    let desk = Desk::new("anchors");
    let made = desk
        .run(&["keygen", "--out", "key.json", "--verification-method", "did:web:vet.example#key-1"])
        .ends(0)
        .stdout();
    let key = made.split_whitespace().last().unwrap().to_owned();
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json"]).ends(0);
    desk.write("did.json", format!(
        r##"{{"id": "did:web:vet.example", "verificationMethod": [{{"id": "#key-1", "type": "Multikey", "controller": "did:web:vet.example", "publicKeyMultibase": "{key}"}}], "assertionMethod": ["#key-1"]}}"##
    ));
    desk.write("anchors.json", r#"{"anchors": [{"id": "did:web:vet.example", "name": "Example VET"}]}"#);
    desk.write("others.json", r#"{"anchors": [{"id": "did:web:other.example"}]}"#);
    desk.write("broken.json", r#"{"anchors": [{"id": "other.example"}]}"#);

    desk.run(&["verify", "badge.json"]).ends(3).says("INDETERMINATE").says("proof.vm.unresolved");
    let known = "did:web:vet.example=did.json";
    desk.run(&["verify", "badge.json", "--resource", known]).ends(0).says("issuer_bound");
    desk.run(&["verify", "badge.json", "--resource", "https://vet.example/.well-known/did.json=did.json"]).ends(0);
    desk.run(&["verify", "badge.json", "--resource", known, "--anchors", "anchors.json"]).ends(0).says("trusted");
    desk.run(&["verify", "badge.json", "--resource", known, "--anchors", "others.json"])
        .ends(2)
        .says("VALID")
        .complains("trusted is required");
    desk.run(&["verify", "badge.json", "--resource", known, "--anchors", "broken.json"])
        .ends(64)
        .complains("/anchors/anchors/0");
    desk.run(&["verify", "badge.json", "--resource", "did.json"]).ends(64);
    desk.run(&["verify", "badge.json", "--resource", "did:web:vet.example=none.json"])
        .ends(64)
        .complains("file.unreadable");
}

#[test]
fn moments_recipients_and_policies() {
    let desk = Desk::with_badge("policies");
    let mut held: Value = serde_json::from_slice(&fs::read(MICRO_CREDENTIAL).unwrap()).unwrap();
    held["issued"] = "2999-06-15".into();
    desk.write("held.json", held.to_string());
    desk.run(&["issue", "held.json", "--key", "key.json", "--out", "early.json"]).ends(0);
    desk.run(&["verify", "early.json"]).ends(1).says("validity.not_yet");
    desk.run(&["verify", "early.json", "--now", "2999-06-15T12:00:00+02:00"]).ends(0);
    desk.run(&["verify", "badge.json", "--now", "1999-06-15T00:00:00Z"]).ends(1).says("proof.created.future");
    desk.run(&["verify", "badge.json", "--now", "yesterday"]).ends(64);

    desk.run(&["verify", "badge.json", "--recipient", "Ana Silva"]).ends(0);
    desk.run(&["verify", "badge.json", "--recipient", "Rui Sousa"]).ends(1).says("subject.recipient");

    desk.run(&["verify", "badge.json", "--policy", "lenient"]).ends(0).says("lenient");
    desk.write("policy.json", r#"{"id": "ours", "effects": {"validity.not_yet": "warn"}}"#);
    desk.run(&["verify", "early.json", "--policy", "policy.json"]).ends(0).says("ours");
    desk.write("policy.json", r#"{"effects": {"validity.not_yt": "warn"}}"#);
    desk.run(&["verify", "badge.json", "--policy", "policy.json"]).ends(64).complains("/policy");
    desk.run(&["verify", "badge.json", "--policy", "loose"]).ends(64).complains("file.unreadable at loose");
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
fn files_are_replaced_by_force_alone() {
    let desk = Desk::with_badge("force");
    desk.write("precious.json", "precious");
    let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "precious.json", "--force"];
    desk.run(&issue[..6]).ends(64).complains("file.exists at precious.json").complains("--force");
    assert_eq!(desk.read("precious.json"), "precious");
    desk.run(&issue).ends(0);
    desk.run(&["verify", "precious.json"]).ends(0);
    fs::create_dir(desk.0.join("folder")).unwrap();
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "folder", "--force"])
        .ends(64)
        .complains("this is not a file");
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "none/b.json"])
        .ends(64)
        .complains("file.unwritable");
    assert_eq!(desk.files(), ["badge.json", "folder", "key.json", "precious.json"]);
}

#[test]
fn nothing_that_is_read_makes_it_fall_over() {
    let desk = Desk::with_badge("garbage");
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("text", b"hello"),
        ("bytes", b"\xff\xfe\x00{"),
        ("list", b"[]"),
        ("nothing", b"null"),
        ("twice", br#"{"a":1,"a":2}"#),
        ("deep", "[".repeat(100_000).as_bytes()),
        ("odd", br#"{"type":7,"issuer":[],"credentialSubject":{"achievement":3},"proof":{}}"#),
    ] {
        desk.write(name, bytes);
        for subcommand in ["verify", "check", "inspect"] {
            let run = desk.run(&[subcommand, name]);
            let code = run.output.status.code();
            assert!(
                code == Some(1) || name == "odd" && subcommand == "inspect" && code == Some(0),
                "{subcommand} {name}: {code:?}"
            );
        }
        desk.run(&["issue", name, "--key", "key.json"]).ends(1);
        desk.run(&["issue", "badge.json", "--key", name]).ends(64);
        desk.run(&["verify", "badge.json", "--anchors", name]).ends(64);
        desk.run(&["verify", "badge.json", "--policy", name]).ends(64);
    }
    for line in [&["verify"][..], &["frobnicate"], &["verify", "badge.json", "--format", "xml"], &[]] {
        desk.run(line).ends(64);
    }
    desk.run(&["verify", "none.json"]).ends(64).complains("file.unreadable at none.json");
    desk.run(&["--version"]).ends(0).says(env!("CARGO_PKG_VERSION"));
    desk.run(&["verify", "--help"]).ends(0).says("--anchors");
}

#[test]
fn too_much_is_not_read() {
    let desk = Desk::with_badge("large");
    desk.write("large.json", vec![b' '; microcred::Limits::default().bytes + 2]);
    desk.run(&["verify", "large.json"]).ends(1).says("input.too_large");
    desk.run(&["check", "large.json"]).ends(1).complains("input.too_large");
}

#[test]
fn no_badge_commands_the_terminal() {
    let desk = Desk::with_badge("terminal");
    let badge = desk.read("badge.json").replace("Ana Silva", "Ana \\u001b]0;owned\\u0007 \u{9b}31m\u{202e}Silva");
    desk.write("odd.json", badge);
    for line in [
        &["inspect", "odd.json"][..],
        &["inspect", "odd.json", "--format", "json"],
        &["verify", "odd.json", "--policy", "lenient", "--format", "json"],
    ] {
        let run = desk.run(line);
        let bad = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
        assert!(!run.stdout().contains(bad) && !run.stderr().contains(bad), "{line:?}");
    }
    let shown = desk.run(&["inspect", "odd.json", "--format", "json"]).ends(0).json();
    assert_eq!(shown["microCredential"]["learner"]["name"], "Ana \u{1b}]0;owned\u{7} \u{9b}31m\u{202e}Silva");
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let desk = Desk::with_badge("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_microcred"))
        .args(["inspect", "-"])
        .current_dir(&desk.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(desk.read("badge.json").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}
