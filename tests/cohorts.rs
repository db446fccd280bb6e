//! Whole cohorts: everybody in a roster gets one credential and nobody two, whatever happens to the process.

#![cfg(feature = "batch")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use microcred::badge::{IdentifierType, IdentityMatch};
use microcred::batch::{BatchError, BatchVerifier, Cohort, Credentials, Submitted, Summary};
use microcred::chrono::NaiveDate;
use microcred::issue::{ProofOptions, StatusLists};
use microcred::key::KeyFile;
use microcred::ops::{self, BatchIssue, BatchVerify, Operation};
use microcred::proof::jose::KeyNaming;
use microcred::report::{Outcome, code};
use microcred::resolve::{Answer, Memory, Need, NeedKind, Resolver};
use microcred::status::registry::{Change, MemoryRegistry, Registry, Target};
use microcred::vc::DateTimeStamp;
use microcred::{Environment, Issuer, Limits, MicroCredential, Offer, Verified, Verifier};
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const OFFER: &str = include_str!("../examples/data/offer.json");
const URL: &str = "https://vet.example/status/{list}.json";

/// A folder of one test, empty at first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cohorts-{name}"));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn offer() -> Offer {
    Offer::from_json(OFFER).unwrap()
}

/// An issuer whose random bytes differ.
fn issuer() -> Issuer {
    support::issuer().with_environment(Environment::system().at(support::instant(support::NOW)))
}

fn cohort() -> Cohort {
    let date = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    Cohort::new(offer(), issuer()).awarded_on(date).on_threads(2)
}

fn go(cohort: &Cohort, roster: &Path, out: &Path) -> Result<Summary, BatchError> {
    cohort.issue(roster, out, |_| ControlFlow::Continue(()))
}

/// The files that somebody would pass on, whole and verified, by their names.
fn issued(out: &Path) -> BTreeMap<String, Verified<MicroCredential>> {
    issued_with(out, &Memory::new())
}

fn issued_with(out: &Path, lists: &Memory) -> BTreeMap<String, Verified<MicroCredential>> {
    let names = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let verifier = Verifier::new().with_environment(Environment::system().at(support::instant(support::NOW)));
    let verified = names.filter(|name| !name.starts_with('.')).map(|name| {
        let verification = verifier.verify(fs::read(out.join(&name)).unwrap(), lists);
        assert_eq!(verification.outcome, Outcome::Valid, "{name}: {verification}");
        (name, verification.accept().unwrap())
    });
    verified.collect()
}

/// The lists of a registry as everybody sees them.
fn published(registry: &dyn Registry) -> Memory {
    let mut published = Memory::new();
    for list in registry.lists().unwrap() {
        let signed = issuer().status_list(&registry.snapshot(list.number).unwrap()).unwrap();
        published.insert(list.url(), signed.as_bytes());
    }
    published
}

fn names(issued: &BTreeMap<String, Verified<MicroCredential>>) -> Vec<String> {
    issued.values().map(|held| held.learner().name.clone().unwrap()).collect()
}

fn told(summary: &Summary) -> Vec<String> {
    let row = |row: &microcred::batch::RefusedRow| {
        let findings: Vec<_> = row.findings.iter().map(|it| format!("{} {}", it.code, it.pointer)).collect();
        format!("{} {}", row.line, findings.join(", "))
    };
    summary.refused.iter().map(row).collect()
}

const ROSTER: &str = "\
name;E-mail;id;issued;grade
Ana Silva;ana@example.org;did:example:ana;2026-06-16;Pass
Eva Costa;eva@example.org;;16/06/2026;Pass
Rui Dias;rui@example.org;no IRI;;Excellent
Ana Silva;ANA@example.org;;;Fail
Uma Reis;;;;
;;;;Pass
";

#[test]
fn rows_are_refused_one_by_one_and_corrected() {
    let folder = folder("corrected");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    fs::write(&roster, ROSTER).unwrap();
    let summary = go(&cohort(), &roster, &out).unwrap();
    assert_eq!(summary.issued, 2);
    assert_eq!(
        told(&summary),
        [
            "3 roster.date /issued",
            "4 ec.iri /id, ec.grade.outside_scheme /grade",
            "5 roster.duplicate ",
            "7 ec.missing "
        ]
    );
    for secret in ["Ana", "Eva", "Rui", "example.org", "no IRI", "Excellent", "16/06"] {
        assert!(!summary.to_string().contains(secret) && !format!("{summary:?}").contains(secret), "{summary}");
    }
    let first = issued(&out);
    assert_eq!(names(&first), ["Ana Silva", "Uma Reis"], "in the order of the rows");
    let (name, ana) = first.iter().next().unwrap();
    let id = ana.id().unwrap().trim_start_matches("urn:uuid:");
    assert_eq!(*name, format!("000002-{id}.json"), "nothing personal is in the name of a file");
    assert_eq!((ana.issued().to_string().as_str(), ana.grade().unwrap().value.as_str()), ("2026-06-16", "Pass"));
    let identifier = &ana.learner().identifiers[0];
    assert!(identifier.hashed);
    assert_eq!(identifier.matches(&IdentifierType::EmailAddress, "ana@example.org"), IdentityMatch::Same);
    let achievements: HashSet<_> = first.values().map(|held| held.offer().id.clone().unwrap()).collect();
    assert_eq!(achievements.len(), 1, "all were awarded the same");

    // The same again changes nothing.
    let bytes = |name: &str| fs::read(out.join(name)).unwrap();
    let before = bytes(name);
    let again = go(&cohort(), &roster, &out).unwrap();
    assert_eq!((again.issued, again.issued_before, told(&again)), (0, 2, told(&summary)));

    // Corrected, with one who was issued already awarded another grade, one moved, one new, one gone.
    let corrected = "grade;name;E-mail;id;issued\n;Uma Reis;;;\nPass;Eva Costa;eva@example.org;;2026-06-16\nPass;Rui Dias;rui@example.org;;\n\
        Fail;Ana Silva;ana@example.org;did:example:ana;2026-06-16\n;Ida Luz;ida@example.org;;\n";
    fs::write(&roster, corrected).unwrap();
    assert_eq!(go(&cohort(), &roster, &out), Err(BatchError::RosterChanged));
    let summary = go(&cohort().accepting_changes(), &roster, &out).unwrap();
    assert_eq!((summary.issued, summary.issued_before), (3, 2));
    assert_eq!(told(&summary), ["5 roster.issued_otherwise "]);
    assert!(summary.gone.is_empty());
    assert_eq!(bytes(name), before, "what was issued stands");
    fs::write(&roster, corrected.replace(";Uma Reis;;;\n", "")).unwrap();
    let summary = go(&cohort().accepting_changes(), &roster, &out).unwrap();
    let gone: Vec<_> = summary.gone.iter().map(|gone| (gone.line, gone.file.get(..6).unwrap())).collect();
    assert_eq!((summary.issued, gone), (0, vec![(6, "000006")]));
    assert_eq!(issued(&out).len(), 5);
}

/// What ends for everybody says the offer, and the row what ends otherwise.
#[test]
fn a_cohort_ends_when_its_offer_says_or_its_row() {
    let folder = folder("ending");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    fs::write(&roster, "name,Valid until\nAna Silva,\nEva Costa,2027-01-31\nUma Reis,31/01/2027\nIda Luz,2026-01-31\n")
        .unwrap();
    let offer = Offer::from_json(&OFFER.replacen('{', "{\"validFor\": \"P2Y\",", 1)).unwrap();
    let date = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    let summary = go(&Cohort::new(offer, issuer()).awarded_on(date).on_threads(1), &roster, &out).unwrap();
    assert_eq!(told(&summary), ["4 roster.date /validUntil", "5 ec.validity.order /validUntil"]);
    let issued = issued(&out);
    let ends: Vec<_> = issued.values().map(|held| held.valid_until().unwrap().as_str()).collect();
    assert_eq!(ends, ["2028-06-15T23:59:59Z", "2027-01-31T23:59:59Z"]);
}

/// A record of one learner stands beside the offer in the examples.
#[test]
fn the_record_of_one_learner_is_no_offer_for_a_cohort() {
    let record = include_str!("../examples/data/micro-credential.json");
    let findings = BatchIssue::read_offer(record).unwrap_err();
    let [finding] = &findings.iter().collect::<Vec<_>>()[..] else { panic!("{findings}") };
    assert_eq!(finding.code, code::request::DOCUMENT_KIND);
    assert!(finding.detail.contains("under `offer`"), "{finding}");
    assert_eq!(BatchIssue::read_offer(OFFER).unwrap(), offer());
}

/// A roster may come back with identifiers that it did not have, without those that it had, or with others.
#[test]
fn nobody_gets_a_second_credential_for_another_column() {
    let folder = folder("other-columns");
    let roster = folder.join("roster.csv");
    let by_name = "name\nAna Silva\nEva Costa\n";
    let by_address = "name,emailAddress\nAna Silva,ana@example.org\nEva Costa,eva@example.org\n";
    let by_id = "name,id\nAna Silva,did:example:ana\nEva Costa,did:example:eva\n";
    let both = ["2 roster.issued_otherwise ", "3 roster.issued_otherwise "];
    for (place, (before, after)) in
        [(by_name, by_address), (by_address, by_name), (by_address, by_id), (by_id, by_address)].into_iter().enumerate()
    {
        let out = folder.join(place.to_string());
        fs::write(&roster, before).unwrap();
        assert_eq!(go(&cohort(), &roster, &out).unwrap().issued, 2);
        let columns = after.lines().next().unwrap().split(',').count();
        fs::write(&roster, format!("{after}{}\n", ["Rui Dias", "urn:x:rui"][..columns].join(","))).unwrap();
        for issued in [1, 0] {
            let summary = go(&cohort().accepting_changes(), &roster, &out).unwrap();
            assert_eq!((summary.issued, told(&summary)), (issued, both.map(str::to_owned).to_vec()), "{after}");
            assert!(summary.gone.is_empty());
        }
        assert_eq!(names(&issued(&out)), ["Ana Silva", "Eva Costa", "Rui Dias"]);
    }
    // Somebody else of that name is told by an identifier of the same kind.
    let out = folder.join("namesake");
    fs::write(&roster, by_address).unwrap();
    go(&cohort(), &roster, &out).unwrap();
    fs::write(&roster, by_address.replacen("Ana", "Ana Silva,other@example.org\nAna", 1)).unwrap();
    let summary = go(&cohort().accepting_changes(), &roster, &out).unwrap();
    assert_eq!((summary.issued, told(&summary)), (1, Vec::new()));
}

#[test]
fn another_cohort_is_not_mixed_in() {
    let folder = folder("another");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    fs::write(&roster, "name\nAna Silva\n").unwrap();
    go(&cohort(), &roster, &out).unwrap();
    let changed = |cohort: &Cohort| match go(cohort, &roster, &out) {
        Err(BatchError::TermsChanged(what)) => what,
        other => panic!("{other:?}"),
    };
    let date = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    let other = Offer::from_json(&OFFER.replace("data protection", "chemistry")).unwrap();
    assert_eq!(changed(&Cohort::new(other, issuer()).awarded_on(date)), "the offer");
    assert_eq!(changed(&cohort().awarded_on(date.succ_opt().unwrap())), "the date of issuing");
    let key = support::key(9);
    let did = support::did_key(&key);
    let other = support::issuer_as(&did, key.clone(), &format!("{did}#{}", support::multikey(&key)));
    assert_eq!(changed(&Cohort::new(offer(), other).awarded_on(date)), "the key");
    let lists = StatusLists::new(Arc::new(MemoryRegistry::new(Environment::system())), URL);
    let revocable = Cohort::new(offer(), issuer().with_status(lists)).awarded_on(date);
    assert_eq!(changed(&revocable), "how it is secured, carried or made revocable");
    let expires = DateTimeStamp::parse("2027-06-15T00:00:00Z").unwrap();
    for secured_otherwise in [
        issuer().with_proof_options(ProofOptions::new().expiring(expires)),
        issuer().with_key_reference(KeyNaming::Jwk),
        issuer().danger_tolerating([code::context::UNDEFINED_TERM]),
    ] {
        let secured_otherwise = Cohort::new(offer(), secured_otherwise).awarded_on(date);
        assert_eq!(changed(&secured_otherwise), "how it is secured, carried or made revocable");
    }

    fs::remove_file(out.join(".microcred/journal")).unwrap();
    assert_eq!(go(&cohort(), &roster, &out), Err(BatchError::NotEmpty(out.clone())));
    let held = fs::File::open(folder.join("out/.microcred/lock")).unwrap();
    held.lock().unwrap();
    assert_eq!(go(&cohort(), &roster, &out), Err(BatchError::Busy));
    assert!(matches!(go(&Cohort::new(offer(), issuer()), &roster, &out), Err(BatchError::Roster(_))), "no date");
}

/// Whoever asked how far it is can break off, and go on later.
#[test]
fn it_is_broken_off_and_goes_on() {
    let folder = folder("broken-off");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    write_roster(&roster, 100);
    let registry = Arc::new(MemoryRegistry::new(Environment::system()));
    let lists = StatusLists::new(registry.clone(), URL).with_suspension();
    let date = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    let cohort = Cohort::new(offer(), issuer().with_status(lists)).awarded_on(date).in_blocks_of(10);
    let mut heard = Vec::new();
    let summary = cohort.issue(&roster, &out, |progress| {
        heard.push((progress.done, progress.share));
        if progress.done < 30 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let summary = summary.unwrap();
    assert_eq!((summary.issued, summary.broken_off), (30, true));
    assert_eq!(heard, [(10, Some(0.1)), (20, Some(0.2)), (30, Some(0.3))]);
    let summary = go(&cohort, &roster, &out).unwrap();
    assert_eq!((summary.issued, summary.issued_before, summary.is_complete()), (70, 30, true));
    assert_eq!(issued_with(&out, &published(&*registry)).len(), 100);
    // Two blocks had their places when it was broken off: they have the same now.
    assert_eq!(registry.lists().unwrap().iter().map(|list| list.allocated).collect::<Vec<_>>(), [100, 100]);
}

/// A row may give its credential an id: one that was revoked is none for anybody, and what has it already stands.
#[test]
fn no_row_is_issued_under_an_id_that_was_revoked() {
    let folder = folder("revoked-id");
    let roster = folder.join("roster.csv");
    fs::write(&roster, "name,credentialId\nAna Silva,urn:x:1\nEva Costa,urn:x:2\n").unwrap();
    let registry = Arc::new(MemoryRegistry::new(Environment::system()));
    let issue_into = |out: &str| {
        let lists = StatusLists::new(registry.clone(), URL);
        let date = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
        let cohort = Cohort::new(offer(), issuer().with_status(lists)).awarded_on(date);
        let summary = go(&cohort, &roster, &folder.join(out)).unwrap();
        (summary.issued, summary.issued_before, told(&summary))
    };
    assert_eq!(issue_into("first"), (2, 0, Vec::new()));
    registry.set(&Target::credential("urn:x:1"), Change::Revoke, "awarded by mistake").unwrap();
    assert_eq!(issue_into("first"), (0, 2, Vec::new()));
    assert_eq!(issue_into("second"), (1, 0, vec!["2 status.revoked /credentialId".to_owned()]));
}

/// How many credentials are in the journal of a folder, without those whose files never came to their place. Each is there once.
fn journaled(out: &Path) -> usize {
    let journal = fs::read_to_string(out.join(".microcred/journal")).unwrap();
    let mut files = HashSet::new();
    for line in journal.lines() {
        let record = support::json(line.split_once(' ').unwrap().1);
        if let Some(issued) = record.get("issued") {
            assert!(files.insert(issued.get("file").cloned().unwrap().to_string()), "{line}");
        }
        let missing = record.get("settled").and_then(|settled| settled.get("missing")?.as_array());
        for file in missing.into_iter().flatten() {
            assert!(files.remove(&file.to_string()), "{line}");
        }
    }
    files.len()
}

/// However much of what was written last is lost, everybody has one credential in the end.
#[test]
fn a_journal_that_breaks_off_is_gone_on_with() {
    let folder = folder("torn");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    write_roster(&roster, 4);
    go(&cohort(), &roster, &out).unwrap();
    let path = out.join(".microcred/journal");
    let whole = fs::read(&path).unwrap();
    let first = issued(&out);
    let ends: Vec<_> = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    for cut in [ends[4] + 1, ends[4] + 40, ends[3], ends[3] - 1, ends[1], ends[0], ends[0] + 5] {
        let mut torn = whole[..cut].to_vec();
        torn.extend(std::iter::repeat_n(0, cut % 7));
        fs::write(&path, torn).unwrap();
        let summary = go(&cohort(), &roster, &out).unwrap();
        assert_eq!(summary.issued + summary.issued_before, 4, "{cut}");
        assert_eq!(issued(&out).keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>(), "{cut}");
        assert_eq!(journaled(&out), 4, "{cut}");
    }
    // What is wrong before the end is nothing that a kill leaves behind.
    let mut damaged = whole.clone();
    damaged[ends[2] + 30] ^= 1;
    fs::write(&path, damaged).unwrap();
    assert_eq!(go(&cohort(), &roster, &out), Err(BatchError::JournalDamaged(4)));
}

/// Whatever was going on when a run was ended, it is known whose each file is: a row that was corrected since is not issued again, unless
/// its file never came.
#[test]
fn a_row_that_is_corrected_after_a_crash_is_refused_if_its_file_is_there() {
    let folder = folder("corrected");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    fs::write(&roster, "name,emailAddress\nAna Silva,ana@x.example\nBea,bea@x.example\n").unwrap();
    go(&cohort(), &roster, &out).unwrap();
    let path = out.join(".microcred/journal");
    let whole = fs::read_to_string(&path).unwrap();
    let (begun, settled) = whole.trim_end().rsplit_once('\n').unwrap();
    assert!(settled.contains("\"settled\""), "{settled}");
    fs::write(&roster, "name,emailAddress\nAna Silva,ana@x.example\nBea Rocha,bea@x.example\n").unwrap();
    // Killed when all files had come to their places, and when hers had not.
    for is_there in [true, false] {
        fs::write(&path, format!("{begun}\n")).unwrap();
        let files: Vec<String> = issued(&out).into_keys().collect();
        if !is_there {
            fs::remove_file(out.join(&files[1])).unwrap();
        }
        let changed = cohort().accepting_changes();
        for _ in 0..2 {
            let summary = go(&changed, &roster, &out).unwrap();
            assert_eq!(told(&summary), if is_there { vec!["3 roster.issued_otherwise "] } else { Vec::new() });
            assert!(summary.gone.is_empty(), "{summary}");
            assert_eq!(issued(&out).len(), 2);
        }
    }
    assert_eq!(names(&issued(&out)), ["Ana Silva", "Bea Rocha"]);
}

/// The secret in it tells learners apart from outside of the folder: whoever could read it may have it.
#[cfg(unix)]
#[test]
fn a_journal_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("shared-journal");
    let (roster, out) = (folder.join("roster.csv"), folder.join("out"));
    write_roster(&roster, 2);
    go(&cohort(), &roster, &out).unwrap();
    let path = out.join(".microcred/journal");
    let becomes = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    becomes(0o640);
    let refused = go(&cohort(), &roster, &out).unwrap_err();
    assert_eq!(refused, BatchError::JournalShared { path: path.clone(), mode: 0o640 });
    becomes(0o600);
    assert_eq!(go(&cohort(), &roster, &out).unwrap().issued_before, 2);
}

/// The reports on credentials, in their order, as lines of JSON.
fn reports(verifier: &BatchVerifier, all: &[Vec<u8>], resolver: &(dyn Resolver + Sync)) -> Vec<String> {
    let credentials = all.iter().enumerate().map(|(place, bytes)| Ok(Submitted::new(place.to_string(), bytes.clone())));
    let mut lines = Vec::new();
    let tell = |one: Submitted, verification: microcred::verify::Verification| {
        format!("{} {}", one.place, verification.to_json())
    };
    let ended = verifier.verify(credentials, resolver, tell, |line| {
        lines.push(line);
        Ok(ControlFlow::Continue(()))
    });
    assert_eq!(ended, Ok(ControlFlow::Continue(())));
    lines
}

/// A strict verifier whose clock stands, with random bytes as they come.
fn verifier() -> Verifier {
    Verifier::new().with_environment(Environment::system().at(support::instant(support::NOW)))
}

/// Documents, tokens, other curves, bad ones of every kind: what is said of each does not depend on its company.
#[test]
fn signatures_verified_in_one_go_give_the_same_reports() {
    use microcred::proof::Suite;
    use microcred::proof::data_integrity::Cryptosuite;
    let mut all: Vec<Vec<u8>> = Vec::new();
    let suites = [
        Suite::DataIntegrity(Cryptosuite::EddsaRdfc2022),
        Suite::DataIntegrity(Cryptosuite::EddsaJcs2022),
        Suite::DataIntegrity(Cryptosuite::Ed25519Signature2020),
        Suite::OpenBadgesJwt,
        Suite::Jwt,
        Suite::SdJwt,
    ];
    for number in 0..120 {
        let held = offer()
            .award_to(microcred::Learner::named(format!("Learner {number}")))
            .on("2026-06-15".parse::<NaiveDate>().unwrap());
        let secured = issuer().with_suite(suites[number % suites.len()]).issue(&held.build().unwrap()).unwrap();
        let mut bytes = secured.as_bytes().to_vec();
        match number % 10 {
            // Something else than what was signed, where it can be read and where it cannot.
            3 => bytes = String::from_utf8(bytes).unwrap().replace("2026-06-15", "2026-06-16").into_bytes(),
            7 => {
                let place = bytes.len() / 3;
                bytes[place] ^= 1;
            }
            9 => bytes.truncate(bytes.len() / 2),
            _ => {}
        }
        all.push(bytes);
    }
    all.extend(several_proofs());
    if let Some(corpus) = support::corpus() {
        let index = fs::read_to_string(corpus.join("CORPUS.tsv")).unwrap();
        let paths = index.lines().skip(1).filter_map(|line| line.split('\t').next());
        all.extend(paths.filter_map(|path| fs::read(corpus.join(path)).ok()));
    }
    let one_by_one: Vec<String> = all
        .iter()
        .enumerate()
        .map(|(place, bytes)| format!("{place} {}", verifier().verify(bytes, &Memory::new()).to_json()))
        .collect();
    let held = one_by_one.iter().filter(|report| report.contains("\"outcome\":\"valid\"")).count();
    assert!((80..all.len() - 20).contains(&held), "{held} of {}", all.len());
    for threads in [1, 3] {
        let strict = BatchVerifier::new(verifier()).on_threads(threads);
        for verifier in [strict.clone().danger_batch_ed25519(), strict] {
            let found = reports(&verifier, &all, &Memory::new());
            for (found, wanted) in found.iter().zip(&one_by_one) {
                assert_eq!(found, wanted);
            }
            assert_eq!(found.len(), all.len());
        }
    }
}

/// Badges with two proofs by one key, side by side or building on each other, in either order.
fn several_proofs() -> Vec<Vec<u8>> {
    use microcred::issue::ProofOptions;
    use microcred::proof::data_integrity::Cryptosuite::{EddsaJcs2022, EddsaRdfc2022};
    const FIRST: &str = "urn:uuid:00000000-0000-4000-8000-000000000001";
    let mut all = Vec::new();
    for (one, other) in [EddsaRdfc2022, EddsaJcs2022].into_iter().flat_map(|one| [(one, one), (one, EddsaJcs2022)]) {
        let first = issuer().with_proof_options(ProofOptions::new().with_id(FIRST));
        let first = first.secure(&support::badge().to_string(), one).unwrap();
        for options in [ProofOptions::new(), ProofOptions::new().building_on(FIRST)] {
            let both = issuer().with_proof_options(options).secure(first.as_str(), other).unwrap().as_str().to_owned();
            all.push(support::edited(&both, |badge| {
                let microcred::json::Value::Array(proofs) = support::at(badge, "/proof") else { panic!() };
                proofs.reverse();
            }));
            all.push(both);
        }
    }
    all.into_iter().map(String::into_bytes).collect()
}

/// Keys may be asked for before a signature is known to hold; nothing else is, and of a bad one nothing at all.
#[test]
fn nothing_but_keys_is_asked_for_before_the_proof() {
    struct Asked(Memory, std::sync::Mutex<Vec<NeedKind>>);
    impl Resolver for Asked {
        fn resolve(&self, need: &Need) -> Answer {
            self.1.lock().unwrap().push(need.kind);
            self.0.resolve(need)
        }
    }
    let out = folder("asked");
    let roster = out.join("roster.csv");
    write_roster(&roster, 20);
    let registry: Arc<dyn Registry> = Arc::new(MemoryRegistry::new(issuer().environment().clone()));
    let lists = StatusLists::new(Arc::clone(&registry), URL);
    let lists =
        Cohort::new(offer(), issuer().with_status(lists)).awarded_on(NaiveDate::from_ymd_opt(2026, 6, 15).unwrap());
    go(&lists, &roster, &out.join("out")).unwrap();
    let names = fs::read_dir(out.join("out")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let good: Vec<Vec<u8>> = names.map(|path| fs::read(path).unwrap()).collect();
    let bad: Vec<Vec<u8>> = good
        .iter()
        .map(|badge| String::from_utf8(badge.clone()).unwrap().replace("2026-06-15", "2026-06-16").into_bytes())
        .collect();
    // By then the key has come so often that its signatures are looked at ahead in either way.
    (0..5).for_each(|_| drop(reports(&BatchVerifier::new(verifier()), &good, &Memory::new())));
    let strict = BatchVerifier::new(verifier());
    for verifier in [strict.clone(), strict.danger_batch_ed25519()] {
        for (badges, wanted) in [(&bad, 0), (&good, 20)] {
            assert_eq!(badges.len(), 20);
            let asked = Asked(published(&*registry), std::sync::Mutex::default());
            let found = reports(&verifier, badges, &asked);
            assert_eq!(found.iter().filter(|report| report.contains("\"outcome\":\"valid\"")).count(), wanted);
            let asked = asked.1.into_inner().unwrap();
            assert_eq!(asked.iter().filter(|kind| **kind == NeedKind::StatusList).count(), wanted);
        }
    }
}

fn write_roster(path: &Path, learners: usize) {
    let rows: String = (0..learners).map(|at| format!("Learner {at},learner-{at}@example.org\n")).collect();
    fs::write(path, format!("name,emailAddress\n{rows}")).unwrap();
}

/// A process issues to a cohort and is killed again and again, with and without a status.
#[cfg(all(unix, feature = "store"))]
mod killed {
    use super::support::killing::{self, random};
    use super::*;
    use microcred::status::registry::SqliteRegistry;
    use std::process::Stdio;
    use std::thread;
    use std::time::{Duration, Instant};

    /// Tells a process that it is the one to be killed, and where its folder is.
    const WORKER: &str = "MICROCRED_TEST_COHORT_WORKER";
    const REVOCABLE: &str = "MICROCRED_TEST_COHORT_REVOCABLE";

    fn work(folder: &Path, revocable: bool) -> Summary {
        let mut issuer = issuer();
        if revocable {
            let registry = SqliteRegistry::open(folder.join("status.db"), Environment::system()).unwrap();
            issuer = issuer.with_status(StatusLists::new(Arc::new(registry), URL));
        }
        let date = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
        let cohort = Cohort::new(offer(), issuer).awarded_on(date).on_threads(2).in_blocks_of(16);
        go(&cohort, &folder.join("roster.csv"), &folder.join("out")).unwrap()
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder.join("out")).map_or(0, Iterator::count)
    }

    fn is_killed_at_random_points(name: &str, test: &str, revocable: bool) {
        if let Some(folder) = std::env::var_os(WORKER) {
            work(Path::new(&folder), std::env::var_os(REVOCABLE).is_some());
            return;
        }
        let folder = folder(name);
        let kills = killing::kills(1);
        // More than are issued between all kills, also where whoever kills is late.
        let learners = 60 * kills + 60;
        write_roster(&folder.join("roster.csv"), learners);
        let mut early = 0;
        for _ in 0..kills {
            let mut command = killing::again(test);
            command.env(WORKER, &folder).stdout(Stdio::null());
            if revocable {
                command.env(REVOCABLE, "");
            }
            let (before, since) = (files(&folder), Instant::now());
            let mut child = command.spawn().unwrap();
            // Either soon, whatever it is about, or when so many more files are there.
            match random(4) {
                0 => {
                    early += 1;
                    thread::sleep(Duration::from_micros(random(60_000).into()));
                }
                _ => {
                    let enough = before + 1 + random(40) as usize;
                    while files(&folder) < enough && since.elapsed() < Duration::from_secs(60) {
                        thread::sleep(Duration::from_micros(200));
                    }
                }
            }
            killing::kill(&mut child);
        }
        let out = folder.join("out");
        let lists = || match revocable {
            true => published(&SqliteRegistry::open(folder.join("status.db"), Environment::system()).unwrap()),
            false => Memory::new(),
        };
        let left: HashSet<_> = issued_with(&out, &lists()).into_keys().collect();
        let bytes: Vec<_> = left.iter().map(|name| (name, fs::read(out.join(name)).unwrap())).collect();
        let summary = work(&folder, revocable);
        println!("{kills} kills, {early} of them early: {} files after them, {summary}", left.len());
        assert!(left.len() >= kills / 2 && left.len() < learners, "{}", left.len());

        let issued = issued_with(&out, &lists());
        assert_eq!(summary.issued + summary.issued_before, learners as u64, "lost or doubled");
        let expected: Vec<_> = (0..learners).map(|at| format!("Learner {at}")).collect();
        assert_eq!(names(&issued), expected, "everybody has one, in the order of the roster");
        for (name, bytes) in bytes {
            assert_eq!(fs::read(out.join(name)).unwrap(), bytes, "what was in its place is left as it is");
        }
        let ids: HashSet<_> = issued.values().map(|held| held.id().unwrap()).collect();
        assert_eq!(ids.len(), learners);
        assert_eq!(fs::read_dir(out.join(".microcred/partial")).unwrap().count(), 0, "nothing half-written is left");
        assert_eq!(journaled(&out), learners);
        let journal = fs::read_to_string(out.join(".microcred/journal")).unwrap();
        assert!(!journal.contains("Learner") && !journal.contains("example.org"), "nobody is in the journal");
        if revocable {
            let registry = SqliteRegistry::open(folder.join("status.db"), Environment::system()).unwrap();
            assert_eq!(
                registry.list(1).unwrap().allocated as usize,
                learners,
                "each has one place, and no place is lost"
            );
            for (name, held) in issued {
                let text = fs::read_to_string(out.join(name)).unwrap();
                let found = registry.find(&Target::credential(held.id().unwrap())).unwrap();
                let index = format!("\"statusListIndex\":\"{}\"", found[0].0.index);
                assert!(found.len() == 1 && text.replace("\": ", "\":").contains(&index), "{found:?}");
            }
        }
    }

    #[test]
    fn nothing_is_doubled_lost_or_half_written() {
        is_killed_at_random_points("killed", "killed::nothing_is_doubled_lost_or_half_written", false);
    }

    #[test]
    fn nor_is_a_place_in_a_status_list() {
        is_killed_at_random_points("killed-revocable", "killed::nor_is_a_place_in_a_status_list", true);
    }
}

/// A line may be as long as the one who reads it says.
#[test]
fn lines_in_quotes_are_read_under_the_limits_of_the_reader() {
    let limits = Limits { bytes: 6 << 20, ..Limits::default() };
    let long = "e".repeat(5 << 20);
    let line = format!("\"{long}\"\n");
    let read: Vec<_> = Credentials::lines("stdin", line.as_bytes(), &limits).map(|one| one.unwrap().bytes).collect();
    assert!(read.len() == 1 && read[0] == long.as_bytes(), "the quotes are no part of the credential");
}

/// What cannot be read or written is named by the member of the request that names it.
#[test]
fn the_file_to_blame_is_blamed() {
    let folder = folder("blamed");
    let nowhere = folder.join("nowhere.csv");
    let blamed = |error: ops::Error| error.findings().iter().next().unwrap().pointer.to_string();
    let environment = Environment::system();
    let key = || KeyFile::new(support::key(9));
    let issued = BatchIssue::new(OFFER, &nowhere, key(), folder.join("out")).run(&environment);
    assert_eq!(blamed(issued.unwrap_err()), "/roster");
    fs::write(folder.join("roster.csv"), "name,issued\nAna Silva,2026-06-15\n").unwrap();
    fs::write(folder.join("file"), "in the way").unwrap();
    let issued = BatchIssue::new(OFFER, folder.join("roster.csv"), key(), folder.join("file")).run(&environment);
    assert_eq!(blamed(issued.unwrap_err()), "/folder");
    let verified = BatchVerify::new([&nowhere], folder.join("reports")).run(&environment);
    assert_eq!(blamed(verified.unwrap_err()), "/credentials");
    let verified = BatchVerify::new([folder.join("file")], folder.join("nowhere/reports")).run(&environment);
    assert_eq!(blamed(verified.unwrap_err()), "/reports");
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing half-written is left: {left:?}");
}

/// What learners are given can be read under the limits that it was made under.
#[test]
fn images_stay_within_the_limits_of_their_issuer() {
    let folder = folder("outgrown");
    let roster = folder.join("roster.csv");
    fs::write(&roster, "name,issued\nAna Silva,2026-06-15\n").unwrap();
    let template = format!(r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="{}"/></svg>"#, "M0 0".repeat(16_000));
    let issued = |bytes, out: &str| {
        let issuer = issuer().with_limits(Limits { bytes, ..Limits::default() });
        go(&Cohort::new(offer(), issuer).baked_into(template.as_bytes()), &roster, &folder.join(out))
    };
    let refused = issued(64 << 10, "refused").unwrap_err();
    assert!(matches!(refused, BatchError::Image(microcred::bake::Error::Outgrown(_))), "{refused}");
    assert_eq!(issued(128 << 10, "made").unwrap().issued, 1);
}
