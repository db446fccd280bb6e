//! A ledger whose processes are killed: what was said to be counted stays counted, nothing is counted twice or by half, and an
//! award that was made is there.

use crate::support::killing;
use microcred::chrono::NaiveDate;
use microcred::stack::{CredentialKey, Ledger, LedgerError, SqliteLedger, Use};
use rusqlite::Connection;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

/// Tells a process that it counts, where the ledger is, and who it is.
const WORKER: &str = "MICROCRED_TEST_LEDGER_WORKER";
const NAME: &str = "MICROCRED_TEST_LEDGER_NAME";
const PROCESSES: usize = 4;
const TEST: &str = "killed::what_was_counted_stays_counted";

/// A folder of one test, empty at first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ledger-{name}"));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn credential(number: u64) -> CredentialKey {
    CredentialKey::new("did:example:issuer", format!("urn:x:credential:{number}"))
}

/// Counts three credentials at a time that nobody has counted, among those that everybody wants at this moment.
fn count(path: &Path, name: &str) {
    let ledger = SqliteLedger::open(path).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    for number in 0.. {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let first = now.as_millis() as u64 / 16;
        let numbers = [0, 1, 2].map(|step| first + step + u64::from(killing::random(3)) * 3);
        let keys = numbers.map(credential);
        let seen = ledger.view(&keys).unwrap();
        if keys.iter().any(|key| !seen.uses(key).is_empty()) {
            continue;
        }
        let award = format!("urn:x:award:{name}:{number}");
        let told = match ledger.commit(&seen, &keys, &Use::new(&award, "https://college.example/pathways/1", day)) {
            Ok(()) => format!("counted {award} {} {} {}\n", numbers[0], numbers[1], numbers[2]),
            Err(LedgerError::Changed { .. }) => "overtaken\n".to_owned(),
            Err(error) => panic!("{error}"),
        };
        let mut output = std::io::stdout().lock();
        output.write_all(told.as_bytes()).and_then(|()| output.flush()).unwrap();
    }
}

/// Award → the credentials that were said to be counted towards it; and how often somebody was overtaken.
#[derive(Default)]
struct Told {
    counted: HashMap<String, [u64; 3]>,
    overtaken: usize,
}

struct Worker {
    child: Child,
    listener: JoinHandle<()>,
}

fn start(path: &Path, name: String, told: &Arc<Mutex<Told>>) -> Worker {
    let mut child = killing::again(TEST).env(WORKER, path).env(NAME, name).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let told = told.clone();
    let listener = thread::spawn(move || {
        let mut line = String::new();
        // A line that was cut off says nothing.
        while output.read_line(&mut line).is_ok_and(|length| length > 0) && line.ends_with('\n') {
            // libtest prints the name of a test before what it says.
            let words: Vec<_> = line.split_once("... ").map_or(&*line, |(_, rest)| rest).split_whitespace().collect();
            let mut told = told.lock().unwrap();
            match words[..] {
                ["counted", award, one, two, three] => {
                    let known = told.counted.insert(award.to_owned(), [one, two, three].map(|n| n.parse().unwrap()));
                    assert_eq!(known, None, "{award} was made twice");
                }
                ["overtaken"] => told.overtaken += 1,
                _ => {}
            }
            drop(told);
            line.clear();
        }
    });
    Worker { child, listener }
}

/// Rows of the ledger as its file has them.
fn rows(path: &Path, query: &str) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    // Whoever was killed at work leaves it to the others to put the file in order, and that may take its time.
    connection.busy_timeout(Duration::from_secs(60)).unwrap();
    let mut statement = connection.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

const HALF: &str = "SELECT award FROM uses GROUP BY award HAVING count(*) <> 3";
const DOUBLED: &str = "SELECT credential FROM uses GROUP BY issuer, credential HAVING count(*) > 1";

#[test]
fn what_was_counted_stays_counted() {
    if let (Some(path), Some(name)) = (std::env::var_os(WORKER), std::env::var_os(NAME)) {
        return count(Path::new(&path), name.to_str().unwrap());
    }
    let kills = killing::kills(1);
    let path = folder("killed").join("ledger");
    let told = Arc::new(Mutex::new(Told::default()));
    let mut workers: Vec<_> = (0..PROCESSES).map(|at| start(&path, at.to_string(), &told)).collect();
    let mut listeners = Vec::new();
    for kill in 0..kills {
        thread::sleep(Duration::from_micros(u64::from(5_000 + killing::random(80_000))));
        // However slow the machine is, something is done between two kills.
        let since = Instant::now();
        while told.lock().unwrap().counted.len() <= kill && since.elapsed() < Duration::from_secs(30) {
            thread::sleep(Duration::from_millis(1));
        }
        let next = start(&path, (PROCESSES + kill).to_string(), &told);
        let at = killing::random(PROCESSES as u32) as usize;
        let mut killed = std::mem::replace(&mut workers[at], next);
        killing::kill(&mut killed.child);
        listeners.push(killed.listener);
        assert_eq!(rows(&path, DOUBLED), [""; 0]);
        assert_eq!(rows(&path, HALF), [""; 0]);
    }
    for mut worker in workers {
        killing::kill(&mut worker.child);
        listeners.push(worker.listener);
    }
    listeners.into_iter().for_each(|listener| listener.join().unwrap());

    assert_eq!(rows(&path, "PRAGMA integrity_check"), ["ok"]);
    let told = told.lock().unwrap();
    let awards = rows(&path, "SELECT DISTINCT award FROM uses");
    println!(
        "{kills} kills: {} awards by what was said, {} in the ledger, {} overtaken",
        told.counted.len(),
        awards.len(),
        told.overtaken
    );
    assert!(told.counted.len() >= kills && told.overtaken > 0);
    let ledger = SqliteLedger::open(&path).unwrap();
    for (award, numbers) in &told.counted {
        for key in numbers.map(credential) {
            let view = ledger.view(std::slice::from_ref(&key)).unwrap();
            let uses: Vec<_> = view.uses(&key).iter().map(|used| used.award.as_str()).collect();
            assert_eq!(uses, [award], "lost or doubled");
        }
    }
    // Who was killed after the commit and before saying so, at most once each.
    let unsaid = awards.len() - told.counted.len();
    assert!(unsaid <= kills + PROCESSES, "{unsaid} awards that nobody asked for");
    assert_eq!(rows(&path, DOUBLED), [""; 0]);
    assert_eq!(rows(&path, HALF), [""; 0]);
}

/// `stack award` is killed, and the same command finishes what was begun.
#[cfg(feature = "cli")]
mod awarding {
    use super::*;
    use crate::support::key;
    use microcred::Environment;
    use microcred::key::KeyFile;
    use microcred::ops::Engine;
    use microcred::report::Outcome;
    use microcred::resolve::Offline;
    use serde_json::{Value, json};
    use std::fs;
    use std::process::Command;

    const PATHWAY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pathway.json");
    const HELD: &str = include_str!("../../examples/data/micro-credential.json");

    /// Three credentials of one learner that nobody has seen before.
    fn credentials(folder: &Path) {
        let engine = Engine::new(Environment::system());
        for number in 1..=3 {
            let mut held: Value = serde_json::from_str(HELD).unwrap();
            held["offer"]["id"] = format!("https://vet.example/offers/{number}").into();
            held["offer"]["workload"] = json!({"ects": "10"});
            held["offer"]["level"] = json!({"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]});
            let key: Value = serde_json::from_str(&key(21).to_jwk(None)).unwrap();
            let request = json!({"document": held, "key": key, "carrier": "extended"});
            let issued = engine.call("issue", &request.to_string()).unwrap();
            let issued: Value = serde_json::from_str(&issued.to_string()).unwrap();
            let text = issued["credential"].as_str().unwrap();
            fs::write(folder.join(format!("{number}.json")), text).unwrap();
        }
    }

    fn command(folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_microcred"));
        command.args(["stack", "award", "1.json", "2.json", "3.json", "--pathway", PATHWAY]);
        command.args([
            "--key",
            "../college.json",
            "--ledger",
            "../ledger",
            "--out",
            "award.json",
            "--bundle",
            "record.json",
        ]);
        command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn whole(path: &Path) -> String {
        let text = fs::read_to_string(path).unwrap();
        let verification = microcred::Verifier::new().verify(&text, &Offline);
        assert_eq!(verification.outcome, Outcome::Valid, "{}: {verification}", path.display());
        let document: Value = serde_json::from_str(&text).unwrap();
        document["id"].as_str().unwrap().to_owned()
    }

    #[test]
    fn an_award_is_made_once_and_is_there() {
        let kills = killing::kills(1);
        let desk = folder("awarding");
        KeyFile::new(key(22)).write(desk.join("college.json")).unwrap();
        let (mut killed, mut tried, mut finished, mut usual) = (0, 0, 0, Duration::from_secs(1));
        while killed < kills {
            tried += 1;
            assert!(tried < 4 * kills + 20, "too few were caught at work: {killed} of {tried}");
            let folder = desk.join(tried.to_string());
            fs::create_dir(&folder).unwrap();
            credentials(&folder);
            let since = Instant::now();
            let mut child = command(&folder).spawn().unwrap();
            let before = rows_of_all(&desk);
            match tried % 3 {
                // At any moment of its life.
                0 => thread::sleep(usual.mul_f64(f64::from(killing::random(1_000)) / 1_000.0)),
                // About when it writes: from the first trace of it on.
                which => {
                    let is_writing = || match which {
                        1 => folder.join("award.json.pending").exists(),
                        _ => fs::metadata(desk.join("ledger-wal")).is_ok_and(|log| log.len() > 0),
                    };
                    while !is_writing() && child.try_wait().unwrap().is_none() {
                        thread::sleep(Duration::from_micros(50));
                    }
                    thread::sleep(Duration::from_micros(killing::random(30_000).into()));
                }
            }
            if child.try_wait().unwrap().is_none() {
                child.kill().unwrap();
                killed += 1;
            } else {
                usual = since.elapsed();
            }
            child.wait().unwrap();
            // What has its name is whole, at every moment; a name that is only taken is empty.
            for name in ["award.json", "record.json"].map(|name| folder.join(name)) {
                if fs::metadata(&name).is_ok_and(|found| found.len() > 0) {
                    whole(&name);
                }
            }
            let was_told = rows_of_all(&desk) > before;
            let is_there = fs::metadata(folder.join("award.json")).is_ok_and(|found| found.len() > 0);
            if !(is_there && whole_run(&folder)) {
                assert!(command(&folder).status().unwrap().success(), "it is not finished by the same command");
                finished += usize::from(was_told);
            }
            let award = whole(&folder.join("award.json"));
            whole(&folder.join("record.json"));
            let counted = rows(&desk.join("ledger"), &format!("SELECT credential FROM uses WHERE award = '{award}'"));
            assert_eq!(counted.len(), 3, "{award}");
            let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            files.retain(|name| !name.to_string_lossy().ends_with(".partial"));
            assert_eq!(files.len(), 5, "{files:?}");
        }
        let ledger = desk.join("ledger");
        println!("{kills} kills in {tried} awards; {finished} that the ledger knew were finished by the next run");
        assert_eq!(rows(&ledger, "SELECT DISTINCT award FROM uses").len(), tried, "lost or doubled");
        assert_eq!(rows(&ledger, DOUBLED), [""; 0]);
        assert_eq!(rows(&ledger, HALF), [""; 0]);
        assert_eq!(rows(&ledger, "PRAGMA integrity_check"), ["ok"]);
    }

    /// What somebody put there while the award waited for its name is theirs.
    #[test]
    fn what_came_there_since_is_not_replaced() {
        let desk = folder("waiting");
        KeyFile::new(key(22)).write(desk.join("college.json")).unwrap();
        let folder = desk.join("1");
        fs::create_dir(&folder).unwrap();
        credentials(&folder);
        assert!(command(&folder).status().unwrap().success());
        let [out, record] = ["award.json", "record.json"].map(|name| folder.join(name));
        let [award, bundle] = [&out, &record].map(|path| fs::read_to_string(path).unwrap());
        // As a run leaves it that was killed between the ledger and the files.
        let pathway = microcred::stack::Pathway::from_json(&fs::read_to_string(PATHWAY).unwrap()).unwrap();
        let digest =
            |number: u8| microcred::codec::digest::sha256_hex(fs::read(folder.join(format!("{number}.json"))).unwrap());
        let asked = [pathway.to_json().to_string(), digest(1), digest(2), digest(3)].join("\n");
        let left = json!({
            "award": whole(&out),
            "request": microcred::codec::digest::sha256_hex(asked),
            "document": award.trim_end_matches('\n'),
            "bundle": {"path": "record.json", "document": bundle.trim_end_matches('\n')},
        });
        let pending = folder.join("award.json.pending");
        for (path, whole) in [(&out, &award), (&record, &bundle)] {
            fs::write(&pending, left.to_string()).unwrap();
            fs::write(path, "somebody else's").unwrap();
            assert!(!command(&folder).status().unwrap().success(), "{}", path.display());
            assert_eq!(fs::read_to_string(path).unwrap(), "somebody else's");
            assert!(command(&folder).arg("--force").status().unwrap().success());
            assert_eq!(fs::read_to_string(path).unwrap(), *whole);
        }
        // What is there already is no obstacle.
        fs::write(&pending, left.to_string()).unwrap();
        fs::remove_file(&record).unwrap();
        assert!(command(&folder).status().unwrap().success());
        assert_eq!((fs::read_to_string(&out).unwrap(), fs::read_to_string(&record).unwrap()), (award, bundle));
        assert!(whole_run(&folder));
    }

    /// Whether a run came to its end.
    fn whole_run(folder: &Path) -> bool {
        !folder.join("award.json.pending").exists()
    }

    fn rows_of_all(desk: &Path) -> i64 {
        match desk.join("ledger").exists() {
            true => Connection::open(desk.join("ledger"))
                .and_then(|ledger| ledger.query_row("SELECT count(*) FROM uses", [], |row| row.get::<_, i64>(0)))
                .unwrap_or_default(),
            false => 0,
        }
    }
}
