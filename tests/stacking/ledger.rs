//! What holds for every ledger, in memory and, with the feature `store`, in a file; and for the file.

use super::cases::day;
use microcred::stack::{CredentialKey, Ledger, LedgerError, MemoryLedger, Use};
use std::sync::Arc;
use std::thread;

fn key(name: &str) -> CredentialKey {
    CredentialKey::new("did:example:issuer", name)
}

fn used(award: &str) -> Use {
    Use::new(award, "https://college.example/pathways/1", day("2025-12-01"))
}

fn a_ledger_compares_and_sets(ledger: &(impl Ledger + ?Sized)) {
    let keys = [key("a"), key("b")];
    let seen = ledger.view(&keys).unwrap();
    ledger.commit(&seen, &keys, &used("urn:x:1")).unwrap();
    assert_eq!(ledger.commit(&seen, &keys, &used("urn:x:1")), Err(LedgerError::Exists("urn:x:1".into())));
    let changed = LedgerError::Changed { award: "urn:x:1".into() };
    assert_eq!(ledger.commit(&seen, &[key("c"), key("a")], &used("urn:x:2")), Err(changed));
    assert!(ledger.view(&[key("c")]).unwrap().uses(&key("c")).is_empty(), "all or nothing");
    let now = ledger.view(&keys).unwrap();
    assert_eq!(now.uses(&key("a")), [used("urn:x:1")]);
    ledger.commit(&now, &keys, &used("urn:x:2")).unwrap();
    assert_eq!(ledger.view(&keys).unwrap().uses(&key("a")).len(), 2);
    // Whoever names a credential twice means it once.
    let twice = [key("d"), key("d"), key("e")];
    let seen = ledger.view(&twice).unwrap();
    ledger.commit(&seen, &twice, &used("urn:x:3")).unwrap();
    let now = ledger.view(&twice).unwrap();
    assert_eq!((now.uses(&key("d")), now.uses(&key("e"))), (&[used("urn:x:3")][..], &[used("urn:x:3")][..]));
    let changed = LedgerError::Changed { award: "urn:x:3".into() };
    assert_eq!(ledger.commit(&seen, &[key("f"), key("f"), key("d")], &used("urn:x:4")), Err(changed));
    assert!(ledger.view(&[key("f")]).unwrap().uses(&key("f")).is_empty(), "all or nothing");
}

/// An award names its parts by id alone: that is anybody's credential of that id, and such a use is one of each of them.
fn a_key_without_an_issuer_is_anybodys(ledger: &impl Ledger) {
    let (named, other) = (CredentialKey::new("", "g"), CredentialKey::new("did:example:other", "g"));
    let changed = |award: &str| Err(LedgerError::Changed { award: award.into() });
    let seen = ledger.view(&[key("g")]).unwrap();
    ledger.commit(&seen, std::slice::from_ref(&named), &used("urn:w:1")).unwrap();
    assert_eq!(ledger.commit(&seen, &[key("g")], &used("urn:w:2")), changed("urn:w:1"));
    let now = ledger.view(&[key("g"), other.clone()]).unwrap();
    assert_eq!((now.uses(&key("g")).len(), now.uses(&named)), (0, &[used("urn:w:1")][..]));
    ledger.commit(&now, &[key("g")], &used("urn:w:2")).unwrap();
    assert_eq!(ledger.commit(&now, std::slice::from_ref(&named), &used("urn:w:3")), changed("urn:w:2"));
    ledger.commit(&now, std::slice::from_ref(&other), &used("urn:w:3")).unwrap();
    for asked in [vec![named.clone()], vec![named.clone(), key("g"), other.clone()]] {
        let now = ledger.view(&asked).unwrap();
        let all = [key("g"), named.clone(), other.clone()].map(|key| now.uses(&key).to_vec());
        assert_eq!(all, [[used("urn:w:2")], [used("urn:w:1")], [used("urn:w:3")]]);
    }
    assert!(ledger.view(&[key("h")]).unwrap().uses(&named).is_empty());
}

/// Many awards at one time count one credential once: all that saw it unused but one are told.
fn never_over_counted(ledger: &Arc<dyn Ledger>) {
    let seen = ledger.view(&[key("wanted")]).unwrap();
    let threads: Vec<_> = (0..16)
        .map(|number| {
            let (ledger, seen) = (Arc::clone(ledger), seen.clone());
            thread::spawn(move || ledger.commit(&seen, &[key("wanted")], &used(&format!("urn:y:{number}"))).is_ok())
        })
        .collect();
    let won = threads.into_iter().map(|thread| thread.join().unwrap()).filter(|won| *won).count();
    assert_eq!((won, ledger.view(&[key("wanted")]).unwrap().uses(&key("wanted")).len()), (1, 1));
}

#[test]
fn a_ledger_in_memory_is_never_over_counted() {
    a_ledger_compares_and_sets(&MemoryLedger::new());
    a_key_without_an_issuer_is_anybodys(&MemoryLedger::new());
    never_over_counted(&(Arc::new(MemoryLedger::new()) as Arc<dyn Ledger>));
}

#[cfg(feature = "store")]
#[test]
fn a_ledger_in_a_file_is_never_over_counted() {
    use microcred::stack::SqliteLedger;
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("ledger.sqlite");
    drop(std::fs::remove_file(&path));
    a_ledger_compares_and_sets(&SqliteLedger::open(&path).unwrap());
    a_key_without_an_issuer_is_anybodys(&SqliteLedger::open(&path).unwrap());
    never_over_counted(&(Arc::new(SqliteLedger::open(&path).unwrap()) as Arc<dyn Ledger>));
    // Two that opened the file by themselves are one ledger.
    let [one, other] = [SqliteLedger::open(&path).unwrap(), SqliteLedger::open(&path).unwrap()];
    let seen = other.view(&[key("shared")]).unwrap();
    one.commit(&seen, &[key("shared")], &used("urn:z:1")).unwrap();
    let refused = other.commit(&seen, &[key("shared")], &used("urn:z:2"));
    assert_eq!(refused, Err(LedgerError::Changed { award: "urn:z:1".into() }));
    assert!(SqliteLedger::open(std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))).is_err());
}

/// A ledger may be lent, kept in a box, or shared by threads.
#[test]
fn a_ledger_behind_a_pointer_is_one() {
    let ledger: Arc<dyn Ledger> = Arc::new(MemoryLedger::new());
    a_ledger_compares_and_sets(&&*ledger);
    a_ledger_compares_and_sets(&Box::new(MemoryLedger::new()));
    never_over_counted(&(Arc::new(ledger) as Arc<dyn Ledger>));
}

#[cfg(feature = "store")]
mod file {
    use super::*;
    use microcred::Environment;
    use microcred::stack::SqliteLedger;
    use microcred::status::registry::{RegistryError, SqliteRegistry};
    use rusqlite::Connection;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// A folder of one test, empty at first.
    fn folder(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ledgers-{name}"));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Neither way of opening takes it, and it is as it was.
    fn refused(path: &Path) -> LedgerError {
        let before = fs::read(path).unwrap();
        let error = SqliteLedger::open(path).unwrap_err();
        assert_eq!(SqliteLedger::open_existing(path).unwrap_err(), error);
        assert_eq!(fs::read(path).unwrap(), before);
        error
    }

    #[test]
    fn other_files_are_left_alone() {
        let folder = folder("foreign");
        let registry = folder.join("status.db");
        drop(SqliteRegistry::open(&registry, Environment::system()).unwrap());
        assert_eq!(refused(&registry), LedgerError::Foreign);

        let ledger = folder.join("ledger");
        let make = |name: &str, sql: &str| {
            let path = folder.join(name);
            drop(SqliteLedger::open(&path).unwrap());
            Connection::open(&path).unwrap().execute_batch(sql).unwrap();
            path
        };
        drop(SqliteLedger::open(&ledger).unwrap());
        let error = SqliteRegistry::open(&ledger, Environment::system()).unwrap_err();
        assert_eq!(error, RegistryError::Foreign);
        assert_eq!(refused(&make("unmarked", "PRAGMA application_id = 0")), LedgerError::Foreign);
        let later = make("later", "PRAGMA user_version = 3");
        assert_eq!(refused(&later), LedgerError::Version { found: 3, known: 2 });
        let text = make("text", "");
        fs::write(&text, "this is a note and no database at all, however long one looks at it ".repeat(99)).unwrap();
        assert_eq!(refused(&text), LedgerError::Foreign);
        assert_eq!(SqliteLedger::open(&folder).unwrap_err(), LedgerError::Foreign);
    }

    /// One of the first version gets the index by which parts are found, and keeps what it says.
    #[test]
    fn parts_are_found_by_an_index_in_older_files_too() {
        let path = folder("older").join("ledger");
        let ledger = SqliteLedger::open(&path).unwrap();
        ledger.commit(&ledger.view(&[]).unwrap(), &[key("a")], &used("urn:x:1")).unwrap();
        drop(ledger);
        let older = Connection::open(&path).unwrap();
        older.execute_batch("DROP INDEX uses_by_credential; PRAGMA user_version = 1").unwrap();
        let ledger = SqliteLedger::open(&path).unwrap();
        let named = CredentialKey::new("", key("a").credential);
        assert_eq!(ledger.view(&[named]).unwrap().uses(&key("a")).len(), 1);
        let asked =
            "EXPLAIN QUERY PLAN SELECT pathway FROM uses WHERE credential IN (SELECT value FROM json_each('[]'))";
        let plan: String = Connection::open(&path).unwrap().query_row(asked, [], |row| row.get(3)).unwrap();
        assert!(plan.contains("uses_by_credential"), "{plan}");
    }

    #[test]
    fn whoever_only_asks_makes_none() {
        let path = folder("asks").join("ledger");
        assert_eq!(SqliteLedger::open_existing(&path).unwrap_err(), LedgerError::Missing);
        assert!(!path.exists());
        // What somebody is only about to make is none yet.
        drop(fs::File::create_new(&path).unwrap());
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        assert_eq!(SqliteLedger::open_existing(&path).unwrap_err(), LedgerError::Missing);
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        let ledger = SqliteLedger::open(&path).unwrap();
        ledger.commit(&ledger.view(&[]).unwrap(), &[key("a")], &used("urn:x:1")).unwrap();
        assert_eq!(SqliteLedger::open_existing(&path).unwrap().has_award("urn:x:1"), Ok(true));
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("modes");
        let path = folder.join("ledger");
        let ledger = SqliteLedger::open(&path).unwrap();
        ledger.commit(&ledger.view(&[]).unwrap(), &[key("a")], &used("urn:x:1")).unwrap();
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
        }
        drop(ledger);
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(refused(&path), LedgerError::Shared { mode: 0o644 });
    }

    /// `:memory:` is a file like others, in which a use is not forgotten.
    #[test]
    fn no_name_means_something_else() {
        let folder = folder("names");
        for name in [":memory:", "file:odd?mode=memory"] {
            let path = folder.join(name);
            let ledger = SqliteLedger::open(&path).unwrap();
            ledger.commit(&ledger.view(&[]).unwrap(), &[key("a")], &used("urn:x:1")).unwrap();
            drop(ledger);
            assert!(fs::metadata(&path).unwrap().len() > 0, "{name}");
            assert_eq!(SqliteLedger::open(&path).unwrap().has_award("urn:x:1"), Ok(true), "{name}");
        }
    }
}
