//! `w3c/vc-jose-cose-test-suite`: its 35 tests, as its runner has them.

use super::Desk;
use crate::support;
use serde_json::Value;
use std::fs;

#[test]
fn the_suite_for_jose_and_cose_passes() {
    let Some(corpus) = support::corpus() else { return };
    let folder = corpus.join("w3c-vectors/raw/vc-jose-cose-test-suite");
    let mapping: Value = serde_json::from_str(&fs::read_to_string(folder.join("test-mapping.json")).unwrap()).unwrap();
    let desk = Desk::new("jose-cose");
    let mut wrong = Vec::new();
    for (name, test) in mapping.as_object().unwrap() {
        let text = |member: &str| test[member].as_str().unwrap();
        let file = |member: &str| folder.join(text(member)).to_str().unwrap().to_owned();
        let (input, key) = (file("input_file"), file("key_file"));
        let sd = test["disclosure_paths"].as_array().map(|paths| Value::from(paths.clone()).to_string());
        let mut arguments = vec!["jose-cose", text("fn"), "--input", &input, "--key", &key];
        arguments.extend(["--feature", text("feature"), "--output", "result.json"]);
        arguments.extend(sd.iter().flat_map(|sd| ["--sd", sd.as_str()]));
        let run = desk.run(&arguments);
        let answer: Value = serde_json::from_str(&fs::read_to_string(desk.0.join("result.json")).unwrap()).unwrap();
        let expected = match text("expected_result") {
            // Without the feature it cannot be told; what is no message at all fails in every build.
            "success" | "failure" if text("feature").ends_with("_cose") && cfg!(not(feature = "cose")) => {
                &["indeterminate", "failure"][..]
            }
            other => &[other][..],
        };
        if !expected.contains(&answer["result"].as_str().unwrap()) {
            wrong.push(format!("{name}: {answer}\n{}", String::from_utf8_lossy(&run.stderr)));
        }
    }
    assert_eq!(mapping.as_object().unwrap().len(), 35);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What was issued is read again, by the key and by nobody else's.
#[test]
fn what_is_issued_there_is_verified_there() {
    let Some(corpus) = support::corpus() else { return };
    let folder = corpus.join("w3c-vectors/raw/vc-jose-cose-test-suite");
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let desk = Desk::new("jose-cose-round");
    let formats: &[&str] = if cfg!(feature = "cose") { &["jose", "sdjwt", "cose"] } else { &["jose", "sdjwt"] };
    for format in formats {
        for (kind, input) in [("credential", "credential-minimal.json"), ("presentation", "presentation-multiple.json")]
        {
            let feature = format!("{kind}_{format}");
            let task = |action: &str, input: &str, key: &str| -> Value {
                let (key, input) = (file(key), input.to_owned());
                desk.run(&[
                    "jose-cose",
                    action,
                    "--input",
                    &input,
                    "--key",
                    &key,
                    "--feature",
                    &feature,
                    "--output",
                    "r.json",
                ]);
                serde_json::from_str(&fs::read_to_string(desk.0.join("r.json")).unwrap()).unwrap()
            };
            let issued = task("issue", &file(input), "vm-p384.json");
            assert_eq!(issued["result"], "success", "{feature}");
            desk.write("token.txt", issued["data"].as_str().unwrap());
            assert_eq!(task("verify", "token.txt", "vm-p384.json")["result"], "success", "{feature}");
            assert_eq!(task("verify", "token.txt", "vm-p256.json")["result"], "failure", "{feature}");
        }
    }
}
