//! Badges of others: the fixtures of 1EdTech and the Digital Credentials Consortium, read and checked.
//!
//! `MICROCRED_CORPUS` names the folder that holds `1edtech-validator`, `1edtech-spec` and `dcc-verifier-core`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod lossless;

use lossless::lost;
use microcred::Limits;
use microcred::badge::{self, AchievementCredential, EndorsementCredential};
use microcred::json::Tree;
use microcred::report::{Code, Findings, Severity, code};
use microcred::vc::Credential;
use std::path::{Path, PathBuf};

/// The corpus, or nothing with a message.
fn corpus() -> Option<PathBuf> {
    let path = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from);
    if path.is_none() {
        println!("skipped: set MICROCRED_CORPUS to the folder of the corpus");
    }
    path
}

/// The JSON documents right in a folder of the corpus.
fn documents(corpus: &Path, folder: &str) -> Vec<(String, Tree)> {
    let is_json = |path: &Path| path.extension().is_some_and(|extension| extension == "json" || extension == "1ob");
    let entries = std::fs::read_dir(corpus.join(folder)).expect("the corpus holds this folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| is_json(path)).collect();
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| (name(path), Tree::parse_bytes(&std::fs::read(path).unwrap(), &Limits::default()).unwrap()))
        .collect()
}

fn errors(findings: &Findings) -> Vec<(Code, &str)> {
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
    errors.map(|finding| (finding.code, finding.pointer.as_str())).collect()
}

const VALIDATOR: &str = "1edtech-validator/inspector-vc/ob30";

/// Every fixture of 1EdTech's validator has exactly the structural errors that its name or its probe promises.
#[test]
fn the_validators_fixtures_have_the_errors_that_they_were_made_for() {
    let Some(corpus) = corpus() else { return };
    let no_achievement = (code::model::REQUIRED, "/credentialSubject");
    let mut wrong = Vec::new();
    for (name, tree) in documents(&corpus, VALIDATOR) {
        let subject = "/credentialSubject";
        let expected: Vec<(Code, String)> = match name.as_str() {
            "simple-err-context.json" => vec![
                (code::model::CONTEXT, "/@context/0".into()),
                (code::model::CONTEXT, "/@context".into()),
                (code::model::REQUIRED, subject.into()),
                (code::model::REQUIRED, String::new()),
            ],
            "simple-err-type.json" => {
                vec![(no_achievement.0, no_achievement.1.into()), (code::model::TYPE, "/type".into())]
            }
            "simple-err-issuer.json" => {
                vec![(no_achievement.0, no_achievement.1.into()), (code::model::REQUIRED, String::new())]
            }
            // These are about dates and proofs; that an achievement is missing is said all the same.
            "simple-err-issued.json" | "simple-noproof.json" => vec![(no_achievement.0, no_achievement.1.into())],
            "simple-err-issuer-type.json" => vec![(code::model::TYPE, "/issuer/type".into())],
            "simple-err-issuer-parentorg-type.json" => vec![(code::model::TYPE, "/issuer/parentOrg/type".into())],
            "simple-err-issuer-otheridentifier-type.json" => {
                vec![(code::model::TYPE, "/issuer/otherIdentifier/1/type".into())]
            }
            "simple-err-evidence-type.json" => vec![(code::model::TYPE, "/evidence/1/type".into())],
            "simple-err-credential-subject-type.json" => vec![(code::model::TYPE, format!("{subject}/type"))],
            "simple-err-credential-subject-identifier-type.json" => {
                vec![(code::model::TYPE, format!("{subject}/identifier/0/type"))]
            }
            "simple-err-credential-subject-profile-type.json" => {
                vec![(code::model::TYPE, format!("{subject}/source/type"))]
            }
            "simple-err-credential-subject-achievement-result-description-type.json" => {
                vec![(code::model::TYPE, format!("{subject}/achievement/resultDescription/2/type"))]
            }
            // Its achievement has no descriptions at all, so its three results refer to nothing.
            "simple-err-credential-subject-result-type.json" => vec![
                (code::model::TYPE, format!("{subject}/result/1/type")),
                (code::model::LINK, format!("{subject}/result/0/resultDescription")),
                (code::model::LINK, format!("{subject}/result/1/resultDescription")),
                (code::model::LINK, format!("{subject}/result/1/achievedLevel")),
                (code::model::LINK, format!("{subject}/result/2/resultDescription")),
            ],
            // Made before endorsements needed ids and names and `emailAddress` had its name.
            "complete_v1.json" => vec![
                (code::model::ENUMERATION, format!("{subject}/identifier/0/identityType")),
                (code::model::ENUMERATION, format!("{subject}/identifier/1/identityType")),
                (code::model::REQUIRED, format!("{subject}/achievement/creator/endorsement/0")),
                (code::model::REQUIRED, format!("{subject}/achievement/creator/endorsement/1")),
                (code::model::REQUIRED, format!("{subject}/achievement/creator/endorsement/1")),
                (code::model::REQUIRED, format!("{subject}/achievement/endorsement/0")),
                (code::model::REQUIRED, "/endorsement/0".into()),
                (code::model::REQUIRED, "/issuer/endorsement/0".into()),
            ],
            _ => Vec::new(),
        };
        let findings = badge::check(tree.root());
        let found = errors(&findings);
        let expected: Vec<(Code, &str)> = expected.iter().map(|(code, pointer)| (*code, pointer.as_str())).collect();
        if found != expected {
            wrong.push(format!("{name}: expected {expected:?}\n{findings}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_specifications_own_examples_are_well_made() {
    let Some(corpus) = corpus() else { return };
    let examples = documents(&corpus, "1edtech-spec");
    assert_eq!(examples.len(), 24);
    for (name, tree) in examples {
        let findings = badge::check(tree.root());
        match name.as_str() {
            // The implementation guide writes `["IdentifierEntry"]`, which the schemas of the specification refuse.
            "unsigned-migrating-4.json" => {
                assert_eq!(errors(&findings), [(code::model::TYPE, "/issuer/otherIdentifier/0/type")]);
            }
            _ => assert_eq!(errors(&findings), [], "{name}"),
        }
    }
}

#[test]
fn badges_of_the_wild_are_told_what_they_lack() {
    let Some(corpus) = corpus() else { return };
    let (mut anonymous, mut strings_for_images, mut well_made) = (0, 0, 0);
    for (name, tree) in
        documents(&corpus, "dcc-verifier-core").into_iter().filter(|(name, _)| !name.starts_with("status"))
    {
        let findings = badge::check(tree.root());
        let known = [code::model::SUBJECT_IDENTITY, code::model::SHAPE];
        assert!(errors(&findings).iter().all(|(code, _)| known.contains(code)), "{name}: {findings}");
        anonymous += usize::from(findings.contains(code::model::SUBJECT_IDENTITY));
        strings_for_images += usize::from(findings.contains(code::model::SHAPE));
        well_made += usize::from(!findings.has_errors());
    }
    assert_eq!((anonymous, strings_for_images, well_made), (17, 4, 6));
}

#[test]
fn every_badge_is_read_without_loss() {
    let Some(corpus) = corpus() else { return };
    let (mut read, mut refused) = (0, 0);
    for folder in
        [VALIDATOR, "1edtech-spec", "dcc-verifier-core", "1edtech-validator/inspector-vc/ob30/bit-string-list"]
    {
        for (name, tree) in documents(&corpus, folder) {
            let original = tree.root().to_value();
            let endorsement =
                original.get("type").is_some_and(|types| types.to_string().contains("\"EndorsementCredential\""));
            let written = match endorsement {
                true => EndorsementCredential::read(tree.root()).map(|(endorsement, _)| endorsement.to_json()),
                false => AchievementCredential::read(tree.root()).map(|(badge, _)| badge.to_json()),
            };
            match written {
                Ok(written) => {
                    read += 1;
                    assert_eq!(lost(&original, &written), None, "{folder}/{name}");
                    let text = written.to_string();
                    let again = Tree::parse(&text, &Limits::default()).unwrap();
                    if !endorsement {
                        assert_eq!(AchievementCredential::read(again.root()).unwrap().0.to_json().to_string(), text);
                    }
                }
                Err(findings) => {
                    refused += 1;
                    assert!(findings.contains(code::model::REQUIRED), "{folder}/{name}: {findings}");
                }
            }
            let (credential, findings) = match Credential::read(tree.root()) {
                Ok(read) => read,
                Err(_) if name == "simple-err-issuer.json" => continue,
                Err(findings) => panic!("{folder}/{name}: {findings}"),
            };
            assert!(findings.is_empty(), "{folder}/{name}: {findings}");
            assert_eq!(lost(&original, &credential.to_json()), None, "{folder}/{name} as a credential");
            assert!(credential.valid_from.is_some() || name == "simple-err-context.json", "{folder}/{name}");
        }
    }
    // Without an achievement: five fixtures of the validator and a status list.
    assert_eq!((read, refused), (79, 6));
}
