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
        .says("EQF Level 4")
        .says("GS-101");
    desk.run(&["check", "badge.json"]).ends(0).says("PASSED");
    assert_eq!(desk.files(), ["badge.json", "key.json"], "nothing half-written is left behind");
}

#[test]
fn a_badge_travels_in_an_image() {
    let desk = Desk::with_badge("image");
    desk.write("plain.svg", r#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><path d="M0 0h9"/></svg>"#);
    desk.run(&["bake", "badge.json", "--template", "plain.svg", "--out", "badge.svg"]).ends(0).complains("onload");
    desk.run(&["verify", "badge.svg"]).ends(0).says("VALID");
    desk.run(&["inspect", "badge.svg"]).ends(0).says("Ana Silva");
    desk.run(&["unbake", "badge.svg", "--out", "again.json"]).ends(0);
    assert_eq!(desk.read("again.json").trim_end(), desk.read("badge.json").trim_end());
    desk.run(&["bake", "badge.json", "--template", "badge.svg"]).ends(1).complains("container.already_baked");
    desk.run(&["bake", "badge.json", "--template", "badge.svg", "--replace", "--out", "badge.svg", "--force"]).ends(0);
    desk.run(&["unbake", "plain.svg"]).ends(1).complains("container.empty");
    desk.run(&["bake", "badge.json", "--out", "drawn.svg"]).ends(0);
    desk.run(&["verify", "drawn.svg"]).ends(0);
}

#[test]
fn a_badge_is_looked_at() {
    let desk = Desk::with_badge("look");
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--carrier", "extended", "--out", "whole.json"]).ends(0);
    desk.run(&["render", "whole.json", "--lang", "pt", "--out", "page.html"]).ends(0);
    assert!(desk.read("page.html").contains("Competências verdes"));
    desk.run(&["render", OFFER, "--view", "badge-image"]).ends(0).says("<svg");
    desk.run(&["verify", "whole.json", "--format", "html"]).ends(0).says("<h1 class=\"valid\">");
    desk.run(&["verify", "whole.json", "--format", "junit"]).ends(0).says("<testsuite");
    desk.run(&["verify", "whole.json", "--format", "vc-api"]).ends(0).says("\"verified\": true");
    desk.run(&["render", OFFER, "--format", "svg"]).ends(0).says("<svg");
    desk.run(&["render", "whole.json", "--view", "report", "--format", "svg"]).ends(64).complains("/format");
    desk.run(&["verify", "whole.json"]).ends(0).says("VALID — ");
    desk.run(&["verify", "whole.json", "--colour", "always"]).ends(0).says("\u{1b}[1;32mVALID\u{1b}[0m");
    desk.run(&["render", "whole.json", "--lang", "tlh"]).ends(64).complains("there are words in en");
    let forged = desk.read("whole.json").replace("Green skills", "Greener skills");
    desk.write("forged.json", forged);
    desk.run(&["render", "forged.json"]).ends(1).complains("proof.signature.invalid");
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
        .complains(" at profile.json: ");
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
    assert!(made.contains("as https://vet.example/.well-known/did.json"), "{made}");
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "badge.json"]).ends(0);
    desk.write("did.json", &made[made.find('{').unwrap()..]);
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
        .complains("request.member at broken.json")
        .complains("\n  /anchors/0: ");
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
    // What only looks like the beginning of a URI is a name.
    desk.write("titled.json", fs::read_to_string(MICRO_CREDENTIAL).unwrap().replace("Ana Silva", "Dr: Ana Silva"));
    desk.run(&["issue", "titled.json", "--key", "key.json", "--out", "titled-badge.json"]).ends(0);
    desk.run(&["verify", "titled-badge.json", "--recipient", "Dr: Ana Silva"]).ends(0);
    desk.run(&["verify", "badge.json", "--recipient", "Rui Sousa"]).ends(1).says("subject.recipient");

    desk.run(&["verify", "badge.json", "--policy", "lenient"]).ends(0).says("lenient");
    desk.write("policy.json", r#"{"id": "ours", "effects": {"validity.not_yet": "warn"}}"#);
    desk.run(&["verify", "early.json", "--policy", "policy.json"]).ends(0).says("ours");
    desk.write("policy.json", r#"{"effects": {"validity.not_yt": "warn"}}"#);
    desk.run(&["verify", "badge.json", "--policy", "policy.json"])
        .ends(64)
        .complains("at policy.json: ")
        .complains("at /effects/validity.not_yt");
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

/// The id of the issuer that a fresh key stands for.
fn keygen(desk: &Desk, kind: &str, file: &str) -> String {
    let made = desk.run(&["keygen", "--type", kind, "--out", file]).ends(0).stdout();
    made.lines().find_map(|line| line.strip_prefix("issuer")).unwrap().trim().to_owned()
}

/// The micro-credential, awarded to the one with that DID.
fn award(desk: &Desk, holder: &str) {
    let held = fs::read_to_string(MICRO_CREDENTIAL).unwrap();
    desk.write("held.json", held.replace("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", holder));
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
        let bound = ["derive", "base.json", "--key", "holder.json", "--challenge", "n"];
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
    desk.run(&foreign).ends(1).complains("subject.holder_binding");
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

#[test]
fn key_sets_are_resources() {
    let desk = Desk::new("key-set");
    let keys = "https://vet.example/.well-known/jwks.json";
    desk.run(&["keygen", "--type", "p256", "--out", "key.json", "--verification-method", "https://vet.example/keys/1"])
        .ends(0);
    let line =
        ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", "vc-jwt", "--kid", "key-1", "--out", "badge"];
    desk.run(&line).ends(0);
    let mut key: Value = serde_json::from_str(&desk.read("key.json")).unwrap();
    key.as_object_mut().unwrap().remove("d").unwrap();
    key["kid"] = "key-1".into();
    desk.write("keys.json", format!(r#"{{"keys": [{key}]}}"#));
    desk.run(&["verify", "badge"]).ends(3);
    desk.run(&["verify", "badge", "--resource", &format!("{keys}=keys.json")]).ends(0);
}

/// A list of StatusList2021 as its specification shows it, which is a short one.
#[test]
fn status_lists_are_looked_into() {
    let desk = Desk::new("status");
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

#[test]
fn dids_are_resolved() {
    let desk = Desk::new("dids");
    for kind in ["ed25519", "p256"] {
        let did = keygen(&desk, kind, &format!("{kind}.json"));
        let document = desk.run(&["did", "resolve", &did]).ends(0).json();
        assert_eq!(document["id"], did.as_str());
    }
    desk.run(&["did", "resolve", "did:web:vet.example"]).ends(1).complains("proof.vm.unresolved");
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
        .ends(0)
        .says("no lists that this key can sign");
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
    .complains("micro-credential.json: ec.unknown_member at /learner");
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

/// The badge of a desk with more members, unsigned.
fn pointing(desk: &Desk, members: &[(&str, Value)]) -> Value {
    let mut badge = without(&desk.read("badge.json"), "proof");
    badge["@context"].as_array_mut().unwrap().push("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json".into());
    for (name, value) in members {
        badge[*name] = value.clone();
    }
    badge
}

#[test]
fn declared_schemas_are_handed_over() {
    let desk = Desk::with_badge("schemas");
    let url = "https://vet.example/schemas/badge.json";
    let declared = serde_json::json!([{"id": url, "type": "1EdTechJsonSchemaValidator2019"}]);
    desk.write("unsigned.json", pointing(&desk, &[("credentialSchema", declared)]).to_string());
    desk.run(&["issue", "unsigned.json", "--key", "key.json", "--out", "declaring.json"]).ends(0);
    desk.run(&["verify", "declaring.json"]).ends(0).says("schema.unchecked");
    for (schema, code) in [(r#"{"required": ["issuer"]}"#, 0), (r#"{"required": ["serial"]}"#, 1)] {
        desk.write("schema.json", schema);
        let (registered, resource) = (format!("{url}=schema.json"), format!("{url}=schema.json"));
        desk.run(&["verify", "declaring.json", "--schema", &registered]).ends(code);
        desk.run(&["verify", "declaring.json", "--resource", &resource]).ends(0).says("schema.unchecked");
        desk.run(&["verify", "declaring.json", "--resource", &resource, "--fetch-schemas"]).ends(code);
    }
    desk.write("schema.json", r#"{"$ref": "file:///etc/hostname"}"#);
    let registered = format!("{url}=schema.json");
    desk.run(&["verify", "declaring.json", "--schema", &registered]).ends(64).complains("request.schema");
}

#[test]
fn a_newer_copy_is_taken_once() {
    let desk = Desk::with_badge("refresh");
    let url = "https://vet.example/refresh/1";
    let service = serde_json::json!({"id": url, "type": "1EdTechCredentialRefresh"});
    for (name, from, until) in [("old", "2024", "2025"), ("new", "2026", "2099")] {
        let dates = [("validFrom", from), ("validUntil", until)]
            .map(|(name, year)| (name, format!("{year}-01-01T00:00:00Z").into()));
        let badge = pointing(&desk, &[("refreshService", service.clone()), dates[0].clone(), dates[1].clone()]);
        desk.write("unsigned.json", badge.to_string());
        desk.run(&["issue", "unsigned.json", "--key", "key.json", "--out", &format!("{name}.json")]).ends(0);
    }
    let resource = format!("{url}=new.json");
    desk.run(&["verify", "old.json", "--resource", &resource]).ends(1).says("validity.expired");
    desk.run(&["verify", "old.json", "--resource", &resource, "--refresh"]).ends(0).says("VALID");
    desk.run(&["verify", "old.json", "--refresh"]).ends(1).says("refresh.rejected");
}

/// As the suite of the W3C for VC JSON Schema asks for it.
#[test]
fn json_schema_validate() {
    let desk = Desk::new("json-schema");
    let url = "https://vet.example/schemas/name.json";
    let credential = serde_json::json!({"credentialSubject": {"name": "Ben"}, "credentialSchema": {"id": url, "type": "JsonSchema"}});
    desk.write("credential.json", credential.to_string());
    let schema = |dialect: &str, wanted: &str| {
        serde_json::json!({"$id": url, "$schema": format!("https://json-schema.org/draft/{dialect}/schema"),
            "properties": {"credentialSubject": {"required": [wanted]}}})
    };
    for (schema, format, result, code) in [
        (schema("2020-12", "name"), "JsonSchema", "success", 0),
        (schema("2020-12", "email"), "JsonSchema", "failure", 1),
        (schema("2020-12", "name"), "JsonSchemaCredential", "failure", 1),
        (schema("unknown", "name"), "JsonSchema", "indeterminate", 3),
    ] {
        desk.write("schema.json", schema.to_string());
        let files = ["--schema", "schema.json", "--credential", "credential.json", "--output", "result.json"];
        desk.run(&[&["json-schema", "validate", "--format", format], &files[..]].concat()).ends(code);
        assert_eq!(desk.read("result.json").trim(), format!(r#"{{"result":"{result}"}}"#));
    }
}

/// A registrar's slips: each is told with its place and the way out, and nothing is evaluated.
#[test]
fn a_broken_pathway_is_told_with_its_place() {
    let desk = Desk::new("broken-pathway");
    let whole: Value = serde_json::from_str(include_str!("../examples/data/pathway.json")).unwrap();
    let broken = |pointer: &str, value: Value| {
        let mut own = whole.clone();
        let (outer, name) = pointer.rsplit_once('/').unwrap();
        match own.pointer_mut(outer).unwrap() {
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
            object => object[name] = value,
        }
        own.to_string()
    };
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for (text, place, way_out) in [
        ("{\"id\": ".to_owned(), "json", "line 1, column"),
        ("{\"id\": \"a:b\", \"id\": \"a:c\"}".to_owned(), "json", "line 1, column"),
        ("[]".to_owned(), "ec.form", "an object with"),
        (broken("/grops", json("[]")), "/grops", "did you mean `groups`?"),
        (broken("/version", json("7")), "/version", "a string"),
        (broken("/award/workload", json("{}")), "/award/workload", ""),
        (
            broken("/requirements/0", json(r#"{"id": "volume", "totalCredit": {"atLeast": 3}}"#).clone()),
            "/requirements/0",
            "totalCredits",
        ),
        (broken("/groups/0/select", json(r#"{"atLeast": 0}"#)), "/groups/0/select/atLeast", "from 1 to 100000"),
        (
            broken("/groups/0/select", json(r#"{"credits": {"atLeast": 2.505}}"#)),
            "/groups/0/select/credits/atLeast",
            "as a string",
        ),
        (broken("/groups/0/credentials", json(r#"[{"level": {"atLeast": 9}}]"#)), "/groups/0/credentials/0/level", ""),
        (broken("/groups/0/credentials", json(r#"[{"field": "777"}]"#)), "/groups/0/credentials/0/field", "ISCED-F"),
        (
            broken("/groups/0/credentials", json(r#"[{"tag": "core"}]"#)),
            "/groups/0/credentials/0/tag",
            "add it to the achievements",
        ),
        (broken("/requirements/1/id", json(r#""parts""#)), "/requirements/1/id", "give it its own"),
        (broken("/validFrom", json(r#""2026-02-30""#)), "/validFrom", "2026-06-15"),
        (broken("/minimumTrust", json(r#""high""#)), "/minimumTrust", "trusted"),
    ] {
        desk.write("pathway.json", &text);
        // What is explained is the document; what an option names is part of the command line.
        desk.run(&["stack", "explain", "pathway.json"]).ends(1).complains(place).complains(way_out);
        let run = desk.run(&["stack", "evaluate", "--pathway", "pathway.json", OFFER]).ends(64);
        run.complains(" at pathway.json: ").complains(place).complains(way_out);
    }
    desk.run(&["stack", "explain", "nowhere.json"]).ends(64).complains("nowhere.json");
    desk.run(&["stack", "explain", OFFER]).ends(1).complains("`award` is missing");
    let pathway = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json");
    desk.run(&["stack", "evaluate", "--pathway", pathway, OFFER]).ends(3).says("Not accepted").says("credential 1");
    desk.run(&["stack", "evaluate", "--pathway", pathway]).ends(64).complains("CREDENTIALS");
    desk.write("ledger", "no database");
    desk.run(&["stack", "evaluate", "--pathway", pathway, "--ledger", "ledger", OFFER]).ends(64).complains("ledger");
    // In a ledger that is made because its name was mistyped, nothing was ever counted.
    desk.run(&["stack", "evaluate", "--pathway", pathway, "--ledger", "legder", OFFER])
        .ends(64)
        .complains("there is no ledger of that name");
    assert!(!desk.files().contains(&"legder".to_owned()));
    // A list of uses is one, whatever an editor puts before it.
    for before in ["", "\u{feff}", " \r\n\t", "\u{feff}\n"] {
        desk.write("uses.json", format!(r#"{before}[{{"issuer": "x"}}]"#));
        desk.run(&["stack", "evaluate", "--pathway", pathway, "--ledger", "uses.json", OFFER])
            .ends(64)
            .complains("on, a date");
    }
}

#[test]
fn credentials_are_stacked() {
    const PATHWAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json");
    let desk = Desk::new("stack");
    let (_, _) = (keygen(&desk, "ed25519", "provider.json"), keygen(&desk, "ed25519", "college.json"));
    for number in 1..=3 {
        let mut document: Value = serde_json::from_str(&fs::read_to_string(MICRO_CREDENTIAL).unwrap()).unwrap();
        document["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
        document["offer"]["workload"] = serde_json::json!({"ects": "10"});
        document["offer"]["level"] = serde_json::json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
        desk.write("held.json", document.to_string());
        let out = format!("{number}.json");
        desk.run(&["issue", "held.json", "--key", "provider.json", "--carrier", "extended", "--out", &out]).ends(0);
    }
    desk.run(&["stack", "explain", PATHWAY]).ends(0).says("exactly 30 ECTS in all");
    let evaluate = ["stack", "evaluate", "--pathway", PATHWAY, "--ledger", "ledger"];
    let all = ["1.json", "2.json", "3.json"];
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(64).complains("there is no ledger of that name");
    let award = ["stack", "award", "--pathway", PATHWAY, "--ledger", "ledger", "--key", "college.json"];
    desk.run(&[&award[..], &all[..2]].concat())
        .ends(1)
        .complains("there was no ledger ledger: a new one was made")
        .complains("stack.incomplete");
    desk.run(&[&evaluate[..], &all[..2]].concat()).ends(3).says("INCOMPLETE").says("1 credential from group");
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(0).says("COMPLETE");
    // What cannot be written is not awarded: the ledger is told nothing.
    desk.write("taken.json", "{}");
    desk.run(&[&award[..], &["--out", "taken.json"], &all[..]].concat()).ends(64).complains("it is there already");
    desk.run(&[&award[..], &["--out", "no/such/folder.json"], &all[..]].concat()).ends(64);
    desk.run(&[&award[..], &["--bundle", "taken.json", "--out", "award.json"], &all[..]].concat()).ends(64);
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(0).says("COMPLETE");
    let bundle = ["--out", "award.json", "--bundle", "record.json"];
    desk.run(&[&award[..], &bundle[..], &all[..]].concat()).ends(0).complains("are a learner record");
    desk.run(&["verify", "record.json"]).ends(0);
    desk.run(&["verify", "award.json"]).ends(0);
    desk.run(&[&award[..], &all[..]].concat()).ends(1).complains("stack.incomplete");
    desk.run(&[&evaluate[..], &all[..]].concat()).ends(3).says("was counted towards an award already");
    // What a run that was broken off has left is finished by the same request, and is not handed out for another one.
    let made = desk.read("award.json");
    let id = serde_json::from_str::<Value>(&made).unwrap()["id"].clone();
    for (document, complaint) in [(made.as_str(), "made of other credentials"), ("{}", "is not the award")] {
        let left = serde_json::json!({"award": id, "request": "of somebody else", "document": document}).to_string();
        desk.write("other.json.pending", &left);
        desk.run(&[&award[..], &["--out", "other.json"], &all[..1]].concat())
            .ends(64)
            .complains(complaint)
            .complains(id.as_str().unwrap());
        assert_eq!(desk.read("other.json.pending"), left);
        assert!(!desk.files().contains(&"other.json".to_owned()));
    }
    // Nor is it lost where another ledger is asked, which was never told of it.
    let left = serde_json::json!({"award": "urn:uuid:1", "ledger": "/elsewhere/ledger", "document": "{}"}).to_string();
    desk.write("other.json.pending", &left);
    desk.run(&[&award[..], &["--out", "other.json"], &all[..1]].concat())
        .ends(64)
        .complains("with the ledger /elsewhere/ledger");
    assert_eq!(desk.read("other.json.pending"), left);
    desk.write("uses.json", "[]");
    desk.run(&["stack", "evaluate", "--pathway", PATHWAY, "--ledger", "uses.json", "1.json"]).ends(3);
    desk.run(&["stack", "award", "--pathway", PATHWAY, "--ledger", "uses.json", "--key", "college.json", "1.json"])
        .ends(64);
    // Levels, credits and rules of one's own are files.
    desk.write("levels.tsv", "country\tframework\tlevel\teqf\tconfidence\tsource\nIE\tNFQ\t9\t4\tlow\tours\n");
    desk.write(
        "faculty.json",
        r#"{"id": "faculty", "title": "Ours", "status": "house rule", "confidence": "high", "source": "handbook",
        "rules": [{"states": "languages", "because": "we say so"}]}"#,
    );
    let fresh = ["stack", "evaluate", "--pathway", PATHWAY, "--profile", "faculty.json", "--country", "EU"];
    desk.run(&[&fresh[..], &all[..]].concat()).ends(0).says("the award, faculty").says("add it; we say so");
    let own = ["--table", "levels.tsv"];
    desk.run(&[&["stack", "explain", PATHWAY][..], &own[..]].concat())
        .ends(0)
        .says("level 9 or higher (compared as EQF 4)");
    desk.run(&["levels", "convert", "IE", "9", "--table", "levels.tsv"]).ends(0).says("EQF Level 4");
    desk.write("levels.tsv", "country\tframework\tlevel\teqf\tconfidence\tsource\nIE\tNFQ\t9\tnine\tlow\tours\n");
    desk.run(&[&["stack", "explain", PATHWAY][..], &own[..]].concat())
        .ends(64)
        .complains("line 2: the EQF level is none");
    desk.write("levels.tsv", "a;b;c\n");
    desk.run(&[&fresh[..], &own[..], &all[..]].concat()).ends(64).complains("one of levels has a column `eqf`");
    desk.run(&["stack", "evaluate", "--pathway", PATHWAY, "--profile", "facalty", "1.json"])
        .ends(64)
        .complains("facalty");
    desk.run(&["levels", "convert", "IE", "8"]).ends(0).says("EQF Level 6").says("confidence high");
    desk.run(&["levels", "convert", "IE", "11"]).ends(64);
    desk.run(&["check", OFFER, "--country", "NL"]).ends(0).says("nl-vet").says("profile.volume");
    desk.run(&["check", OFFER, "--country", "DE"]).ends(0).says("profile.none_applies");
    desk.run(&["check", OFFER, "--profile", "nl-higher"]).ends(64).complains("nl-higher-education");
    desk.run(&["check", OFFER, "--profile", "fi-higher-education"]).ends(0).says("PASSED");
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
    issue(MICRO_CREDENTIAL, &["--out", "new.json"]).ends(0);
    assert!(desk.read("new.json").contains("BitstringStatusListEntry"));
}

/// One file that cannot be read keeps back the report of no other.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_in_a_folder_has_a_line_of_its_own() {
    let desk = Desk::with_badge("dangling");
    fs::create_dir(desk.0.join("held")).unwrap();
    for name in ["a.json", "c.json"] {
        fs::copy(desk.0.join("badge.json"), desk.0.join("held").join(name)).unwrap();
    }
    std::os::unix::fs::symlink("nowhere", desk.0.join("held/b.json")).unwrap();
    let run = desk.run(&["batch", "verify", "held"]).ends(3);
    let lines: Vec<Value> = run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines.iter().map(|line| line["source"].as_str().unwrap()).collect::<Vec<_>>(),
        ["held/a.json", "held/b.json", "held/c.json"]
    );
    assert_eq!((&lines[0]["report"]["outcome"], &lines[2]["report"]["outcome"]), (&"valid".into(), &"valid".into()));
    assert!(lines[1]["report"].is_null() && lines[1]["error"]["code"] == "request.member", "{}", lines[1]);
    desk.run(&["batch", "verify", "nowhere"]).ends(64).complains("/credentials");
}

#[test]
fn what_is_converted_goes_where_it_is_told_in_every_format() {
    let desk = Desk::with_badge("converted-json");
    let convert = ["convert", "badge.json", "--to", "elm", "--format", "json", "--out", "all.json"];
    assert_eq!(desk.run(&convert).ends(0).stdout(), "");
    assert_eq!(serde_json::from_str::<Value>(&desk.read("all.json")).unwrap()["type"], "Converted");
    desk.run(&convert).ends(64).complains("file.exists");
}

#[cfg(feature = "server")]
#[test]
fn a_server_takes_numbers_that_it_can_serve_with() {
    let desk = Desk::new("numbers");
    for (option, number) in [
        ("--max-requests", "18446744073709551615"),
        ("--max-connections", "18446744073709551615"),
        ("--max-requests", "0"),
        ("--max-connections", "0"),
        ("--max-body", "0"),
        ("--request-time", "0"),
    ] {
        desk.run(&["serve", option, number]).ends(64).complains(option);
    }
}

#[cfg(feature = "server")]
#[test]
fn a_key_of_another_kind_is_noticed_as_a_server_starts() {
    let desk = Desk::new("key-kind");
    fs::create_dir(desk.0.join("keys")).unwrap();
    desk.run(&["keygen", "--type", "p256", "--out", "keys/ed25519.json"]).ends(0);
    desk.run(&["serve", "--port", "0", "--keys", "keys"]).ends(64).complains("keys/ed25519.json").complains("p256");
}

/// Some editors put a mark before every text.
#[test]
fn a_byte_order_mark_is_read_over() {
    let desk = Desk::with_badge("marks");
    let marked = |name: &str, text: String| desk.write(name, ["\u{feff}", &text].concat());
    let data = |name: &str| fs::read_to_string(Path::new(OFFER).with_file_name(name)).unwrap();
    fs::copy(desk.0.join("key.json"), desk.0.join("marked-key.json")).unwrap();
    marked("marked-key.json", desk.read("key.json"));
    marked("offer.json", data("offer.json"));
    marked("pathway.json", data("pathway.json"));
    marked("anchors.json", r#"{"anchors": []}"#.to_owned());
    marked("micro-credential.json", data("micro-credential.json"));
    desk.write("roster.csv", "name\nA. Learner\n");
    desk.run(&["issue", "micro-credential.json", "--key", "marked-key.json", "--out", "signed.json"]).ends(0);
    desk.run(&["check", "offer.json"]).ends(0);
    desk.run(&["stack", "explain", "pathway.json"]).ends(0);
    desk.run(&["verify", "badge.json", "--anchors", "anchors.json"]).ends(2);
    let batch = ["batch", "issue", "--offer", "offer.json", "--learners", "roster.csv", "--key", "marked-key.json"];
    desk.run(&[&batch[..], &["--issued", "2026-06-15", "--out", "out"]].concat()).ends(0);
}

/// A file that is named and cannot be used is no fault of the program.
#[cfg(unix)]
#[test]
fn names_that_lead_nowhere_are_told_as_names() {
    let desk = Desk::new("names");
    std::os::unix::fs::symlink("loop", desk.0.join("loop")).unwrap();
    for name in ["loop", &"n".repeat(300), "nowhere", "."] {
        desk.run(&["verify", name]).ends(64).complains("file.unreadable");
    }
    desk.run(&["verify", "."]).ends(64).complains("name a file in it");
    let desk = Desk::with_badge("named-policies");
    desk.run(&["verify", "badge.json", "--policy", "strikt"]).ends(64).complains("strict, lenient, conformance");
}

/// What is checked may have come as `verify` and `inspect` take it, and places lead into the document itself.
#[test]
fn a_check_opens_what_a_badge_came_in() {
    let desk = Desk::with_badge("check");
    for (suite, file) in [("vc-jwt", "badge.jwt"), ("vc+jwt", "vc.jwt"), ("vc+sd-jwt", "badge.sd-jwt")] {
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", suite, "--out", file]).ends(0);
    }
    #[cfg(feature = "cose")]
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", "vc+cose", "--out", "badge.cose"]).ends(0);
    desk.run(&["bake", "badge.json", "--out", "badge.svg"]).ends(0);
    desk.run(&["bake", "badge.jwt", "--out", "token.svg"]).ends(0);
    for file in desk.files().iter().filter(|name| !name.ends_with(".json")) {
        desk.run(&["check", file]).ends(0).says("PASSED").says("checked as a badge");
    }
    let mut broken: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    broken["credentialSubject"]["achievement"].as_object_mut().unwrap().remove("criteria");
    broken.as_object_mut().unwrap().remove("proof");
    let payload = microcred::codec::base64url::encode(broken.to_string().as_bytes());
    desk.write("broken.jwt", format!("eyJhbGciOiJFZERTQSJ9.{payload}.AAAA"));
    desk.run(&["bake", "broken.jwt", "--template", "badge.svg", "--replace", "--out", "broken.svg"]).ends(0);
    for file in ["broken.jwt", "broken.svg"] {
        desk.run(&["check", file]).ends(1).says("/credentialSubject/achievement");
    }
    desk.write("plain.svg", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    desk.run(&["check", "plain.svg"]).ends(1).complains("container.empty");
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

#[test]
fn what_is_given_by_mistake_is_told_by_its_name() {
    let desk = Desk::with_badge("mistaken");
    let badge = desk.read("badge.json");
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--suite", "vc-jwt", "--out", "badge.jwt"]).ends(0);
    let wide: Vec<u8> = badge.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let page = "<!DOCTYPE html><html><body><svg/><p>Sign in</p></body></html>";
    for (name, content, said) in [
        ("marked", ["\u{feff}", &desk.read("badge.jwt")].concat().into_bytes(), "byte order mark"),
        ("address", b"https://vet.example/badges/1\n".to_vec(), "address"),
        ("page", page.into(), "web page"),
        ("empty", Vec::new(), "nothing in it"),
        ("pdf", b"%PDF-1.7\n".to_vec(), "PDF"),
        ("zip", b"PK\x03\x04\x14\0\0\0".to_vec(), "ZIP"),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "image of a kind"),
        ("wide", [&b"\xff\xfe"[..], &wide].concat(), "UTF-16"),
        ("wide-unmarked", wide, "UTF-16"),
    ] {
        desk.write(name, content);
        for run in [
            desk.run(&["verify", name]).ends(1),
            desk.run(&["inspect", name]).ends(1),
            desk.run(&["check", name]).ends(1),
            desk.run(&["convert", name, "--to", "ob3"]).ends(1),
            desk.run(&["issue", name, "--key", "key.json"]).ends(1),
            desk.run(&["render", name, "--format", "svg"]).ends(1),
        ] {
            let told = run.stdout() + &run.stderr();
            assert!(told.contains(said) && !told.contains("line 1"), "{}: {told}", run.arguments);
        }
    }
    desk.write("marked.json", ["\u{feff}", &badge].concat());
    desk.run(&["verify", "marked.json"]).ends(0).says("input.unicode.bom");
    desk.run(&["bake", "marked.json", "--out", "marked.svg"]).ends(0);
    desk.run(&["verify", "marked.svg"]).ends(0);
}

/// An Open Badge 2.0 is drawn as what it becomes; a certificate of it would say that somebody verified that.
#[test]
fn an_open_badge_2_is_drawn_and_not_certified() {
    let desk = Desk::new("old");
    let badge = Path::new(OFFER).with_file_name("open-badge-2.json");
    let badge = badge.to_str().unwrap();
    let drawn = desk.run(&["render", badge, "--format", "svg"]).ends(0).says("Water management");
    drawn.complains("upgraded to 3.0");
    let missing = fs::read_to_string(badge).unwrap();
    let mut missing: Value = serde_json::from_str(&missing).unwrap();
    let mut class = missing["badge"].take();
    class["@context"] = "https://w3id.org/openbadges/v2".into();
    missing["badge"] = "https://uni.example/badges/classes/water".into();
    desk.write("linked.json", missing.to_string());
    desk.write("class.json", class.to_string());
    let line = ["render", "linked.json", "--format", "svg"];
    desk.run(&line).ends(1).complains("ob2.linked.unresolved").complains("as a resource");
    let resource = ["--resource", "https://uni.example/badges/classes/water=class.json"];
    desk.run(&[&line[..], &resource].concat()).ends(0).says("Water management");
    for format in ["html", "pdf"] {
        let refused = desk.run(&["render", badge, "--format", format]).ends(1);
        refused.complains("request.document_kind").complains("convert it");
    }
    desk.run(&["bake", badge]).ends(1).complains("request.document_kind").complains("convert it");
    desk.run(&["check", badge]).ends(0).says("an Open Badge 2.0");
}

/// Neither readers that the old file had are shut out, nor others let in.
#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with_badge("mode");
    let path = desk.0.join("out.json");
    for mode in [0o600, 0o640, 0o666] {
        desk.write("out.json", "old");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "out.json", "--force"];
        desk.run(&issue).ends(0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, mode);
    }
}

/// Signed by another program over canonical JSON, under the context of the data model of 1.1 alone.
const FOREIGN_JCS: &str = r#"{"@context": ["https://www.w3.org/2018/credentials/v1"], "id": "urn:uuid:9d2a6f2e-8a3f-4a65-9c55-7b1c9a0f3d21", "type": ["VerifiableCredential"], "issuer": "did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z", "issuanceDate": "2024-01-01T00:00:00Z", "credentialSubject": {"id": "did:example:a"}, "proof": {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2024-01-01T00:00:00Z", "verificationMethod": "did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z#z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z", "proofPurpose": "assertionMethod", "proofValue": "z63C1yyBFZGQZQ4jwdb3mW5PffJZGmiXZFJwN1BbJe3iBqybdWUE5R6s2tGJYnFDrSthhynxzNzn2Ah9tsaob7MAQ"}}"#;

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

/// Whatever option names it: the file is told, and the command line is at fault.
#[test]
fn a_file_that_is_not_what_its_option_asks_for_is_named() {
    const PATHWAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json");
    let desk = Desk::with_badge("unfit");
    desk.write("bad.json", "{\"a\": ");
    desk.write("other.json", "{\"a\": 1}");
    let issue = ["issue", MICRO_CREDENTIAL, "--key", "key.json"];
    let batch = ["batch", "issue", "--learners", "roster.csv", "--key", "key.json", "--out", "all"];
    let evaluate = ["stack", "evaluate", "badge.json"];
    for file in ["bad.json", "other.json"] {
        for (command, option) in [
            (&issue[..], "--issuer"),
            (&issue, "--endorsement"),
            (&issue, "--policy"),
            (&["endorse", "urn:x:1", "--name", "n", "--comment", "c", "--key", "key.json"], "--issuer"),
            (&batch, "--offer"),
            (&[&batch[..], &["--offer", OFFER]].concat(), "--issuer"),
            (&[&batch[..], &["--offer", OFFER]].concat(), "--endorsement"),
            (&evaluate, "--pathway"),
            (&[&evaluate[..], &["--pathway", PATHWAY]].concat(), "--anchors"),
            (&[&evaluate[..], &["--pathway", PATHWAY]].concat(), "--table"),
            (&[&evaluate[..], &["--pathway", PATHWAY]].concat(), "--profile"),
            (&["verify", "badge.json"], "--anchors"),
            (&["verify", "badge.json"], "--policy"),
            (&["serve", "--stdio"], "--config"),
        ] {
            if (option, file) == ("--endorsement", "other.json") {
                // It can be read, and it is for the operation to say what it is.
                continue;
            }
            let run = desk.run(&[command, &[option, file]].concat()).ends(64);
            run.complains(&format!(" at {file}: "));
        }
    }
    desk.write("uses.json", "[{\"a\": 1}]");
    desk.run(&[&evaluate[..], &["--pathway", PATHWAY, "--ledger", "uses.json"]].concat())
        .ends(64)
        .complains(" at uses.json: ");
}
