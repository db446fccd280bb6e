//! The issuer's side of status: what is issued with a status can be revoked, and whoever was told that it is revoked can rely on
//! it, whatever happens to the process.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use microcred::badge::{Achievement, AchievementCredential, AchievementSubject, Criteria, Profile};
use microcred::issue::{Freshness, Prepared, StatusLists};
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::jose::KeyNaming;
use microcred::report::{Outcome, code};
use microcred::resolve::Memory;
use microcred::status::registry::{Change, MemoryRegistry, Registry, RegistryError, Target};
use microcred::verify::Verification;
use microcred::{Environment, Issuer, Verifier};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use support::{NOW, environment, instant, issuer, issuing_key};

const URL: &str = "https://vet.example/status/{list}.json";

/// A folder of one test, empty at first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("registry-{name}"));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn badge(id: &str) -> AchievementCredential {
    let achievement = Achievement::new("Green skills", "Energy audits", Criteria::narrative("An audit."));
    let subject = AchievementSubject::new(achievement).id("did:example:ana");
    let mut badge = AchievementCredential::new(Profile::new("did:example:replaced"), subject).name("Green skills");
    badge.id = Some(id.to_owned());
    badge
}

fn issuer_with(algorithm: Algorithm) -> Issuer {
    let signer = InMemorySigner::new(PrivateKey::generate(algorithm, &Environment::system()).unwrap()).unwrap();
    let profile = Profile::new(signer.identity().did().unwrap()).name("Example VET");
    Issuer::new(profile, signer).with_environment(environment())
}

/// Publishes every list and verifies with nothing but the published files.
fn verify(issuer: &Issuer, registry: &dyn Registry, folder: &Path, badge: &[u8]) -> Verification {
    let mut published = Memory::new();
    for list in registry.lists().unwrap() {
        let file = issuer.publish(registry, list.number, folder).unwrap();
        published.insert(list.url(), std::fs::read(file).unwrap());
    }
    Verifier::new().with_environment(Environment::system().at(instant(NOW))).verify(badge, &published)
}

/// A badge without a place could never be revoked.
#[test]
fn an_issuer_with_lists_gives_a_place_where_none_is_given() {
    let registry: Arc<dyn Registry> = Arc::new(MemoryRegistry::new(support::environment()));
    let issuer = issuer().with_status(StatusLists::new(registry.clone(), URL));
    let secured = issuer.issue_at(&badge("urn:uuid:1"), &[]).unwrap();
    assert!(secured.as_str().contains("credentialStatus"), "{secured}");
    assert_eq!(registry.find(&Target::credential(secured.id().unwrap())).unwrap().len(), 1);
}

#[test]
fn what_is_issued_can_be_revoked() {
    let suites: [(&str, Algorithm, Suite); 5] = [
        ("rdfc", Algorithm::Ed25519, Cryptosuite::EddsaRdfc2022.into()),
        ("jcs", Algorithm::EcdsaP256, Cryptosuite::EcdsaJcs2019.into()),
        ("ob-jwt", Algorithm::EcdsaP256, Suite::OpenBadgesJwt),
        ("jwt", Algorithm::Ed25519, Suite::Jwt),
        ("sd-jwt", Algorithm::EcdsaP256, Suite::SdJwt),
    ];
    for (name, algorithm, suite) in suites {
        let folder = folder(name);
        let registry = Arc::new(MemoryRegistry::new(Environment::system()));
        let lists = StatusLists::new(registry.clone(), URL)
            .with_suspension()
            .with_messages(["in order", "a better photo of the certificate is to be had"]);
        let issuer = issuer_with(algorithm).with_suite(suite).with_status(lists);
        let (badge, other) = (issuer.issue(&badge("urn:uuid:1")).unwrap(), issuer.issue(&badge("urn:uuid:2")).unwrap());
        let verified = |badge: &microcred::Secured| verify(&issuer, &*registry, &folder, badge.as_bytes());
        let credential = Target::credential("urn:uuid:1");

        let report = verified(&badge);
        assert_eq!(report.outcome, Outcome::Valid, "{name}: {report}");
        for (change, expected) in [
            (Change::Suspend, Some(code::status::SUSPENDED)),
            (Change::Reinstate, None),
            (Change::Revoke, Some(code::status::REVOKED)),
            (Change::UndoRevocation, None),
        ] {
            registry.set(&credential, change, "because").unwrap();
            let report = verified(&badge);
            assert_eq!(report.primary.as_ref().map(|primary| primary.code), expected, "{name} {change:?}: {report}");
            assert_eq!(report.outcome == Outcome::Invalid, expected.is_some());
            assert_eq!(verified(&other).outcome, Outcome::Valid, "{name}: the others stand");
        }
        registry.set(&credential, Change::Message(1), "because").unwrap();
        let report = verified(&badge);
        assert!(report.has(code::status::MESSAGE) && report.outcome == Outcome::Valid, "{name}: {report}");
    }
}

/// What is withdrawn cannot come back under its old id, nor can anything else be issued that is withdrawn from the beginning.
#[test]
fn what_was_revoked_is_not_issued_again() {
    let registry = Arc::new(MemoryRegistry::new(support::environment()));
    let issuer = issuer().with_status(StatusLists::new(registry.clone(), URL).with_suspension());
    let credential = Target::credential("urn:uuid:1");
    let issue = || {
        let secured = issuer.issue(&badge("urn:uuid:1"))?.into_string();
        let places = secured.split_once(r#""credentialStatus":"#).and_then(|(_, rest)| rest.split_once(r#""proof""#));
        Ok::<_, microcred::issue::IssueError>(places.unwrap().0.to_owned())
    };
    let first = issue().unwrap();
    assert_eq!(issue().unwrap(), first, "the same again has the same places");
    registry.set(&credential, Change::Suspend, "because").unwrap();
    assert_eq!(issue().unwrap(), first);
    registry.set(&credential, Change::Revoke, "because").unwrap();
    let refused = issue().unwrap_err();
    assert!(refused.to_string().contains("status.revoked at /id"), "{refused}");
    assert!(issuer.issue(&badge("urn:uuid:2")).is_ok(), "the others are issued");
    registry.set(&credential, Change::UndoRevocation, "because").unwrap();
    assert_eq!(issue().unwrap(), first);
}

#[test]
fn a_list_lasts_as_long_as_it_says() {
    let folder = folder("freshness");
    let registry = Arc::new(MemoryRegistry::new(Environment::system()));
    let freshness = Freshness::new().kept_for(Duration::from_secs(60)).valid_for(Duration::from_secs(3_600));
    let issuer = issuer().with_status(StatusLists::new(registry.clone(), URL)).with_freshness(freshness);
    issuer.issue(&badge("urn:uuid:1")).unwrap();
    let text = std::fs::read_to_string(issuer.publish(&*registry, 1, &folder).unwrap()).unwrap();
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&list["validFrom"], &list["validUntil"]),
        (&"2026-11-23T11:00:00Z".into(), &"2026-11-23T12:00:00Z".into())
    );
    assert_eq!(list["credentialSubject"]["ttl"], 60_000);
    assert_eq!(
        (&list["id"], &list["issuer"]),
        (&"https://vet.example/status/1.json".into(), &issuer.profile().id.clone().into())
    );
}

#[test]
fn a_list_is_published_in_the_name_of_its_issuer_and_whole() {
    let registry = Arc::new(MemoryRegistry::new(Environment::system()));
    let issuer = issuer_with(Algorithm::EcdsaP256).with_suite(Cryptosuite::EcdsaSd2023);
    issuer.clone().with_status(StatusLists::new(registry.clone(), URL)).issue(&badge("urn:uuid:1")).unwrap();
    let snapshot = registry.snapshot(1).unwrap();
    let whole = issuer.status_list(&snapshot).unwrap();
    assert!(whole.as_str().contains("ecdsa-rdfc-2019"), "nobody chooses what of a list is shown");
    // Neither does it matter how the tokens of its credentials name the key.
    let kid = KeyNaming::Kid("key-1".to_owned());
    let issuer = issuer.with_suite(Suite::SdJwt).with_key_reference(kid);
    assert!(issuer.status_list(&snapshot).unwrap().as_str().contains("ecdsa-rdfc-2019"));
    let error = issuer_with(Algorithm::EcdsaP256).status_list(&snapshot).unwrap_err();
    assert!(error.to_string().contains("status.list.issuer_mismatch"), "{error}");
}

/// Where the key is in a module that only signs, on another machine: the list is the same as if it had been signed here.
#[test]
fn a_list_can_be_signed_elsewhere() {
    for suite in [Suite::from(Cryptosuite::EddsaRdfc2022), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt] {
        let registry = Arc::new(MemoryRegistry::new(Environment::system()));
        let issuer = issuer().with_suite(suite);
        let lists = StatusLists::new(registry.clone(), URL);
        let badge = issuer.clone().with_status(lists).issue(&badge("urn:uuid:1")).unwrap();
        registry.set(&Target::credential("urn:uuid:1"), Change::Revoke, "because").unwrap();
        let snapshot = registry.snapshot(1).unwrap();

        let prepared = issuer.prepare_status_list(&snapshot).unwrap().to_json().to_string();
        let prepared = Prepared::from_json(&prepared).unwrap();
        let elsewhere = InMemorySigner::new(issuing_key()).unwrap();
        let signature = elsewhere.sign(prepared.message()).unwrap();
        let list = prepared.complete(signature).unwrap();
        assert_eq!(list, issuer.status_list(&snapshot).unwrap(), "{suite:?}");

        let mut published = Memory::new();
        published.insert(snapshot.list.url(), list.as_bytes());
        let verifier = Verifier::new().with_environment(Environment::system().at(instant(NOW)));
        let report = verifier.verify(badge.as_bytes(), &published);
        assert!(report.has(code::status::REVOKED), "{suite:?}: {report}");
    }
    let stranger = issuer_with(Algorithm::EcdsaP256);
    let registry = Arc::new(MemoryRegistry::new(Environment::system()));
    issuer().with_status(StatusLists::new(registry.clone(), URL)).issue(&badge("urn:uuid:1")).unwrap();
    let error = stranger.prepare_status_list(&registry.snapshot(1).unwrap()).unwrap_err();
    assert!(error.to_string().contains("status.list.issuer_mismatch"), "{error}");
}

#[test]
fn a_status_is_added_to_what_can_have_one() {
    let registry = Arc::new(MemoryRegistry::new(Environment::system()));
    let lists = StatusLists::new(registry.clone(), URL);
    let unsigned = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:1",
        "type": ["VerifiableCredential"], "issuer": "did:web:vet.example", "credentialSubject": {"id": "did:example:ana"}}"#;
    let add = |text: &str| {
        let tree = microcred::json::Tree::parse(text, &microcred::Limits::default()).unwrap();
        lists.add_to(tree.root()).map(|value| value.to_string())
    };
    let once = add(unsigned).unwrap();
    let entry = r#""credentialStatus":{"id":"https://vet.example/status/1.json#"#;
    assert!(once.replace("\": ", "\":").contains(entry), "{once}");
    let twice = add(&once).unwrap();
    let value: serde_json::Value = serde_json::from_str(&twice).unwrap();
    assert_eq!(value["credentialStatus"][0], value["credentialStatus"][1], "it is the same place");
    for (from, to, code) in [
        (r#""id": "urn:uuid:1","#, "", code::model::REQUIRED),
        (r#""issuer": "did:web:vet.example","#, "", code::issuer::MISSING),
        (r#""id": "urn:uuid:1""#, r#""proof": {}, "id": "urn:uuid:1""#, code::status::ENTRY_MALFORMED),
    ] {
        let error = add(&unsigned.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(code.as_str()), "{error}");
    }
    assert_eq!(registry.list(1).unwrap().allocated, 1);
    let nowhere = StatusLists::new(registry, "status").allocate("did:web:vet.example", "urn:uuid:2");
    assert!(matches!(nowhere, Err(RegistryError::Plan(_))));
}

/// Four processes issue, revoke and publish with one file, and one after the other is killed.
#[cfg(all(unix, feature = "store"))]
mod killed {
    use super::support::killing;
    use super::*;
    use microcred::status::registry::SqliteRegistry;
    use microcred::status::{Bitstring, StatusList};
    use std::collections::{HashMap, HashSet};
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Child, Stdio};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Mutex, PoisonError};
    use std::thread::{self, JoinHandle};

    const PROCESSES: usize = 4;
    /// Tells a process that it is a worker, where its folder is, and who it is.
    const WORKER: &str = "MICROCRED_TEST_REGISTRY_WORKER";
    const NAME: &str = "MICROCRED_TEST_REGISTRY_NAME";

    /// What the workers said that they had done.
    #[derive(Default)]
    struct Told {
        /// Credential → the list and the index in what was signed.
        issued: HashMap<String, (u32, u32)>,
        revoked: HashSet<String>,
        published: usize,
    }

    /// Random bytes that make everybody want the same few thousand places.
    fn crowded() -> Environment {
        let system = Environment::system();
        Environment::system().with_entropy(move |bytes| {
            bytes.fill(0);
            let random = system.random::<2>()?;
            match bytes {
                [.., high, low] => (*high, *low) = (random[0] & 0x1f, random[1]),
                _ => return Err(microcred::env::EntropyError::default()),
            }
            Ok(())
        })
    }

    fn worker_issuer() -> Issuer {
        let signer = InMemorySigner::new(super::support::key(7)).unwrap();
        Issuer::new(Profile::new(signer.identity().did().unwrap()).name("Example VET"), signer)
    }

    /// What the killed processes do, until they are.
    fn work(folder: &Path, name: &str) {
        let registry = Arc::new(SqliteRegistry::open(folder.join("status.db"), crowded()).unwrap());
        let issuer = worker_issuer().with_status(StatusLists::new(registry.clone(), URL));
        let tell = |line: String| {
            let mut output = std::io::stdout().lock();
            output.write_all(line.as_bytes()).and_then(|()| output.flush()).unwrap();
        };
        for number in 0.. {
            let id = format!("urn:x:{name}:{number}");
            let issued = issuer.issue(&badge(&id)).unwrap();
            let document: serde_json::Value = serde_json::from_str(issued.as_str()).unwrap();
            let status = &document["credentialStatus"];
            let list =
                status["statusListCredential"].as_str().unwrap().trim_start_matches("https://vet.example/status/");
            let list = list.trim_end_matches(".json").parse().unwrap();
            tell(format!("issued {id} {list} {}\n", status["statusListIndex"].as_str().unwrap()));
            if number % 2 == 0 {
                registry.set(&Target::credential(&id), Change::Revoke, "for the test").unwrap();
                tell(format!("revoked {id}\n"));
            }
            if number % 4 == 0 {
                issuer.publish(&*registry, list, folder.join("public")).unwrap();
                tell("published\n".to_owned());
            }
        }
    }

    struct Worker {
        child: Child,
        listener: JoinHandle<()>,
    }

    fn start(folder: &Path, name: String, told: &Arc<Mutex<Told>>) -> Worker {
        let mut child = killing::again("killed::nothing_acknowledged_is_lost")
            .env(WORKER, folder)
            .env(NAME, name)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (told, folder) = (told.clone(), folder.to_owned());
        let listener = thread::spawn(move || {
            let mut own = Vec::new();
            let mut line = String::new();
            // A line that was cut off says nothing.
            while output.read_line(&mut line).is_ok_and(|length| length > 0) && line.ends_with('\n') {
                hear(&line, &told, &mut own, &folder);
                line.clear();
            }
        });
        Worker { child, listener }
    }

    fn hear(line: &str, told: &Mutex<Told>, own: &mut Vec<(u32, u32)>, folder: &Path) {
        // libtest prints the name of a test before what it says.
        let line = line.split_once("... ").map_or(line, |(_, rest)| rest);
        let words: Vec<_> = line.split_whitespace().collect();
        let mut all = told.lock().unwrap_or_else(PoisonError::into_inner);
        match words[..] {
            ["issued", id, list, index] => {
                let place = (list.parse().unwrap(), index.parse().unwrap());
                let known = all.issued.insert(id.to_owned(), place);
                assert_eq!(known, None, "{id} was issued twice");
            }
            ["revoked", id] => {
                own.push(all.issued[id]);
                all.revoked.insert(id.to_owned());
            }
            ["published"] => {
                all.published += 1;
                drop(all);
                let list = published(folder).unwrap();
                let missing = own.iter().filter(|(_, index)| list.value(*index as usize) != Some(1)).count();
                assert_eq!(missing, 0, "what was published holds every revocation before it");
            }
            _ => {}
        }
    }

    /// The list as everybody sees it: whole, and signed by its issuer.
    fn published(folder: &Path) -> Option<Bitstring> {
        let bytes = std::fs::read(folder.join("public/1.json")).ok()?;
        let verification = Verifier::new().verify(&bytes, &Memory::new());
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        let tree = microcred::json::Tree::parse_bytes(&bytes, &microcred::Limits::default()).unwrap();
        let list = StatusList::read(tree.root()).unwrap();
        Some(Bitstring::decode(&list.encoded, 1, 1 << 20).unwrap())
    }

    /// Looks at the published file all the time.
    fn watch(folder: PathBuf, done: Arc<AtomicBool>) -> JoinHandle<usize> {
        thread::spawn(move || {
            let (mut looks, mut before) = (0, Vec::new());
            while !done.load(Ordering::Relaxed) {
                if let Some(list) = published(&folder) {
                    let gone = before.iter().filter(|index| list.value(**index) != Some(1)).count();
                    assert_eq!(gone, 0, "an older list replaced a newer one");
                    before = list.set_entries().map(|(index, _)| index).collect();
                    looks += 1;
                }
                thread::sleep(Duration::from_millis(5));
            }
            looks
        })
    }

    #[test]
    fn nothing_acknowledged_is_lost() {
        if let (Some(folder), Some(name)) = (std::env::var_os(WORKER), std::env::var_os(NAME)) {
            return work(Path::new(&folder), name.to_str().unwrap());
        }
        let kills = killing::kills(2);
        let folder = folder("killed");
        std::fs::create_dir(folder.join("public")).unwrap();
        let told = Arc::new(Mutex::new(Told::default()));
        let done = Arc::new(AtomicBool::new(false));
        let watcher = watch(folder.clone(), done.clone());
        let mut workers: Vec<_> = (0..PROCESSES).map(|at| start(&folder, format!("{at}"), &told)).collect();
        let mut listeners = Vec::new();
        for kill in 0..kills {
            let random = Environment::system().random::<2>().unwrap();
            thread::sleep(Duration::from_millis(10 + u64::from(random[0]) / 2));
            // However slow the machine is, something is done between two kills.
            let since = std::time::Instant::now();
            while told.lock().unwrap().issued.len() <= kill && since.elapsed() < Duration::from_secs(30) {
                thread::sleep(Duration::from_millis(1));
            }
            let next = start(&folder, format!("{}", PROCESSES + kill), &told);
            let mut killed = std::mem::replace(&mut workers[usize::from(random[1]) % PROCESSES], next);
            killing::kill(&mut killed.child);
            listeners.push(killed.listener);
        }
        for mut worker in workers {
            killing::kill(&mut worker.child);
            listeners.push(worker.listener);
        }
        for listener in listeners {
            listener.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        let looks = watcher.join().unwrap();

        let told = told.lock().unwrap();
        let registry = SqliteRegistry::open(folder.join("status.db"), Environment::system()).unwrap();
        let state = registry.list(1).unwrap();
        println!(
            "{kills} kills: {} issued and {} revoked by what was said, {} places taken, {} times published, {looks} looks",
            told.issued.len(),
            told.revoked.len(),
            state.allocated,
            told.published
        );
        assert!(told.issued.len() >= kills && told.revoked.len() > kills / 4 && told.published > 20 && looks > 20);
        let places: HashSet<_> = told.issued.values().collect();
        assert_eq!(places.len(), told.issued.len(), "a place was given twice");
        let snapshot = registry.snapshot(1).unwrap();
        let last = worker_issuer().publish(&registry, 1, folder.join("public")).unwrap();
        assert_eq!(last, folder.join("public/1.json"));
        let list = published(&folder).unwrap();
        for (id, (number, index)) in &told.issued {
            let found = registry.find(&Target::credential(id)).unwrap();
            assert_eq!(
                found.iter().map(|(place, _)| (place.list, place.index)).collect::<Vec<_>>(),
                [(*number, *index)]
            );
            if told.revoked.contains(id) {
                assert_eq!((found[0].1, list.value(*index as usize)), (1, Some(1)), "{id} is not revoked");
                assert_eq!(registry.history(&Target::credential(id)).unwrap().len(), 1);
            }
        }
        // Who was killed after the change and before saying so, at most once each.
        let unsaid = snapshot.bits.count_set() - told.revoked.len();
        assert!(unsaid <= kills + PROCESSES, "{unsaid} revocations that nobody asked for");
        let burnt = state.allocated as usize - told.issued.len();
        assert!(burnt <= kills + PROCESSES, "{burnt} places that nobody asked for");
        assert_eq!(state.version as usize - 1, snapshot.bits.count_set());
    }
}
