//! Files as they are read and written, and whatever else a command line is handed by mistake.

use crate::desk::Desk;
use crate::{MICRO_CREDENTIAL, OFFER};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

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
    desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", "-"]).ends(0).says("\"proof\"");
    assert_eq!(desk.files(), ["badge.json", "folder", "key.json", "precious.json"]);
}

/// What cannot be made again is no output, whatever force is asked for.
#[test]
fn keys_and_stores_are_replaced_by_nothing() {
    let desk = Desk::with_badge("irreplaceable");
    let status =
        ["--status", "status.db", "--status-url", "https://vet.example/status/{list}", "--out", "revocable.json"];
    desk.run(&[&["issue", MICRO_CREDENTIAL, "--key", "key.json"][..], &status].concat()).ends(0);
    for name in ["key.json", "status.db"] {
        let before = fs::read(desk.0.join(name)).unwrap();
        desk.run(&["issue", MICRO_CREDENTIAL, "--key", "key.json", "--out", name, "--force"])
            .ends(64)
            .complains(&format!("file.exists at {name}"))
            .complains("never replaced");
        assert_eq!(fs::read(desk.0.join(name)).unwrap(), before, "{name}");
    }
}

/// A line that is made to be copied does nothing else than it says.
#[test]
fn advice_is_no_command_of_a_stranger_s() {
    let desk = Desk::with_badge("advice");
    let mut badge: Value = serde_json::from_str(&desk.read("badge.json")).unwrap();
    badge["proof"][0]["verificationMethod"] = "https://a.example/;touch$IFS$9owned;'x#key".into();
    badge["issuer"]["id"] = "https://a.example/;touch$IFS$9owned;'x".into();
    desk.write("odd.json", badge.to_string());
    let run = desk.run(&["verify", "odd.json"]);
    let stderr = run.stderr();
    let advice = stderr.lines().filter_map(|line| line.split_once("--resource ")).map(|(_, word)| word);
    let advice: Vec<_> = advice.collect();
    assert!(!advice.is_empty(), "{stderr}");
    for word in advice {
        let shell =
            Command::new("sh").current_dir(&desk.0).args(["-c", &format!("printf %s {word}")]).output().unwrap();
        assert!(
            String::from_utf8(shell.stdout).unwrap().starts_with("https://a.example/;touch$IFS$9owned;'x"),
            "{word}"
        );
    }
    assert_eq!(desk.files(), ["badge.json", "key.json", "odd.json"]);
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

/// Of a report enough may have been seen; of what is signed there is no other copy.
#[test]
fn a_reader_that_leaves_is_a_failure_where_something_is_lost() {
    let desk = Desk::with_badge("pipe");
    for (line, input, code) in [
        (&["inspect", "-"][..], desk.read("badge.json"), 0),
        (&["issue", "-", "--key", "key.json"], fs::read_to_string(MICRO_CREDENTIAL).unwrap(), 70),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_microcred"))
            .args(line)
            .current_dir(&desk.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr.contains("file.unwritable at standard output"), code == 70, "{stderr}");
    }
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
    // Standard input is no file of that name.
    desk.run(&["batch", "verify", "held", "-"]).ends(64).complains("standard input is read alone");
}

/// A full disk is nobody's mistake: the same command works later.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_fault_of_the_command_line() {
    let desk = Desk::with_badge("full");
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for line in [
        &["verify", "badge.json"][..],
        &["batch", "verify", "badge.json"],
        &["issue", MICRO_CREDENTIAL, "--key", "key.json"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_microcred"))
            .args(line)
            .current_dir(&desk.0)
            .stdin(Stdio::null())
            .stdout(full())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(70), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// What lies deeper is verified too, names that are no text stay apart, and nothing at all is not “all are valid”.
#[cfg(unix)]
#[test]
fn nothing_in_a_folder_is_passed_over() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::with_badge("deeper");
    let bad = desk.read("badge.json").replace("Ana Silva", "Eva Silva");
    fs::create_dir_all(desk.0.join("audit/2025/march")).unwrap();
    fs::create_dir_all(desk.0.join("audit/.hidden")).unwrap();
    fs::create_dir_all(desk.0.join("empty")).unwrap();
    desk.write("audit/.hidden/bad.json", &bad);
    desk.run(&["batch", "verify", "audit"]).ends(3).complains("nothing was there to be verified");
    desk.run_with(&["batch", "verify", "-"], b"\n").ends(3).complains("nothing was there");
    desk.write("audit/2025/good.json", desk.read("badge.json"));
    desk.run(&["batch", "verify", "audit"]).ends(0).complains("1 accepted");
    desk.write("audit/2025/march/bad.json", &bad);
    desk.run(&["batch", "verify", "audit"]).ends(1).complains("1 accepted").complains("1 invalid");
    // A way round without end.
    std::os::unix::fs::symlink(desk.0.join("audit"), desk.0.join("audit/2025/up")).unwrap();
    desk.run(&["batch", "verify", "audit"]).ends(1).says("audit/2025/up").complains("1 indeterminate, 1 invalid");

    fs::create_dir_all(desk.0.join("bytes")).unwrap();
    let named = |bytes: &[u8]| desk.0.join("bytes").join(std::ffi::OsStr::from_bytes(bytes));
    std::os::unix::fs::symlink("nowhere", named(b"a\xfe.json")).unwrap();
    fs::write(named(b"a\xff.json"), &bad).unwrap();
    let run = desk.run(&["batch", "verify", "bytes"]).ends(1).complains("1 indeterminate, 1 invalid");
    let lines: Vec<Value> = run.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!([&lines[0]["source"], &lines[1]["source"]], ["bytes/a\\xfe.json", "bytes/a\\xff.json"]);
    assert_eq!(lines[1]["report"]["outcome"], "invalid");
}

#[test]
fn what_is_converted_goes_where_it_is_told_in_every_format() {
    let desk = Desk::with_badge("converted-json");
    let convert = ["convert", "badge.json", "--to", "elm", "--format", "json", "--out", "all.json"];
    assert_eq!(desk.run(&convert).ends(0).stdout(), "");
    assert_eq!(serde_json::from_str::<Value>(&desk.read("all.json")).unwrap()["type"], "Converted");
    desk.run(&convert).ends(64).complains("file.exists");
}

#[test]
fn what_europass_needs_is_given_beside_the_badge() {
    let desk = Desk::with_badge("europass");
    let convert = ["convert", "badge.json", "--to", "elm", "--upload", "--eidas-identifier", "VATPT-1"];
    let made = desk.run(&[&convert[..], &["--valid-until", "2031-01-12T00:00:00Z"]].concat());
    let made: Value = serde_json::from_str(&made.ends(0).stdout()).unwrap();
    assert_eq!(made["credential"]["issuer"]["eIDASIdentifier"]["notation"], "VATPT-1");
    assert_eq!(made["credential"]["validUntil"], "2031-01-12T00:00:00Z");
    fs::write(desk.0.join("upload.json"), made.to_string()).unwrap();
    desk.run(&["check", "upload.json"]).ends(0).says("PASSED — checked as a European Digital Credential");
    fs::write(desk.0.join("face.jpeg"), b"\xff\xd8\xff\xe0").unwrap();
    desk.run(&[&convert[..], &["--image", "face.jpeg"]].concat()).ends(0).says("\"JPEG\"");
    desk.run(&[&convert[..], &["--image", "badge.json"]].concat()).ends(64).complains("PNG or a JPEG");
    desk.run(&["convert", "badge.json", "--to", "ob3", "--upload"]).ends(64).complains("/upload");
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
