//! What holds for a file alone.

use super::steps::{follow, step};
use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn whatever_is_done_to_a_file(seed: u64, steps in proptest::collection::vec(step(), 1..60)) {
        let folder = Folder::new("steps");
        follow(&SqliteRegistry::open(folder.0.join("status.db"), environment(seed)).unwrap(), &steps);
    }
}

fn connection(path: &std::path::Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

#[test]
fn a_file_remembers() {
    let folder = Folder::new("remembers");
    let path = folder.0.join("status.db");
    let open = |seed| SqliteRegistry::open(&path, environment(seed)).unwrap();
    let longest = plan(StatusPurpose::Revocation).with_entries(MOST_ENTRIES);
    let place = open(1).allocate("urn:uuid:1", std::slice::from_ref(&longest)).unwrap().remove(0);
    open(2).set(&Target::credential("urn:uuid:1"), Change::Revoke, "r").unwrap();
    let again = open(3);
    assert_eq!(again.allocate("urn:uuid:1", &[longest]).unwrap(), std::slice::from_ref(&place));
    let snapshot = again.snapshot(1).unwrap();
    assert_eq!((snapshot.bits.entries(), snapshot.bits.value(place.index as usize)), (10_000_000, Some(1)));
    assert_eq!(again.find(&Target::credential("urn:uuid:1")).unwrap(), [(place, 1)]);
}

/// The last page of a list of ten million entries is not whole, and lists of several bits have longer pages.
#[test]
fn entries_lie_where_they_should() {
    let folder = Folder::new("entries");
    let path = folder.0.join("status.db");
    let plans = [plan(StatusPurpose::Revocation).with_entries(MOST_ENTRIES), messages()];
    for (index, seed) in [(9_999_999_u64, 1), (0, 2), (2_047, 3), (2_048, 4), (131_071, 5)] {
        let fixed = Environment::system().with_entropy(move |bytes| {
            bytes.copy_from_slice(&index.to_be_bytes()[..bytes.len()]);
            Ok(())
        });
        let registry = SqliteRegistry::open(&path, fixed).unwrap();
        let wanted = if index > 131_072 { &plans[..1] } else { &plans[..] };
        let id = format!("urn:x:{seed}");
        registry.allocate(&id, wanted).unwrap();
        registry.set(&Target::credential(&id), Change::Revoke, "r").unwrap();
        if wanted.len() == 2 {
            registry.set(&Target::credential(&id), Change::Message(seed % 4), "r").unwrap();
        }
    }
    let registry = SqliteRegistry::open(&path, environment(1)).unwrap();
    let revoked: Vec<_> = registry.snapshot(1).unwrap().bits.set_entries().collect();
    assert_eq!(revoked, [(0, 1), (2_047, 1), (2_048, 1), (131_071, 1), (9_999_999, 1)]);
    let messages: Vec<_> = registry.snapshot(2).unwrap().bits.set_entries().collect();
    assert_eq!(messages, [(0, 2), (2_047, 3), (131_071, 1)]);
}

#[test]
fn a_full_list_is_left() {
    let folder = Folder::new("full");
    let path = folder.0.join("status.db");
    let registry = SqliteRegistry::open(&path, environment(1)).unwrap();
    let plans = [plan(StatusPurpose::Revocation)];
    registry.allocate("urn:uuid:1", &plans).unwrap();
    connection(&path).execute("UPDATE lists SET allocated = 98303", []).unwrap();
    let list = |id: &str| registry.allocate(id, &plans).unwrap().remove(0).list;
    assert_eq!((list("urn:uuid:2"), list("urn:uuid:3"), list("urn:uuid:4"), list("urn:uuid:1")), (1, 2, 2, 1));
}

#[test]
fn threads_and_connections_share_a_file() {
    let folder = Folder::new("threads");
    let path = folder.0.join("status.db");
    let seeds: Vec<_> = (0..4).collect();
    let open = |seed: u64| SqliteRegistry::open(&path, environment(seed)).unwrap();
    let places: Vec<(u32, u32)> = std::thread::scope(|scope| {
        let work = |seed: u64| {
            // The same entropy everywhere: all want the same places at the same time.
            let registry = open(7);
            let allocate = |number| {
                let id = format!("urn:x:{seed}:{number}");
                let place = registry.allocate(&id, &[plan(StatusPurpose::Revocation)]).unwrap().remove(0);
                registry.set(&Target::credential(id), Change::Revoke, "r").unwrap();
                (place.list, place.index)
            };
            (0..25).map(allocate).collect::<Vec<_>>()
        };
        let threads: Vec<_> = seeds.iter().map(|seed| scope.spawn(move || work(*seed))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(places.iter().collect::<HashSet<_>>().len(), 100);
    let registry = open(1);
    assert_eq!(registry.lists().unwrap().len(), 1);
    let snapshot = registry.snapshot(1).unwrap();
    assert_eq!((snapshot.list.allocated, snapshot.list.version, snapshot.bits.count_set()), (100, 101, 100));
}

#[cfg(unix)]
#[test]
fn its_owner_alone_reads_it() {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("modes");
    let path = folder.0.join("status.db");
    let registry = SqliteRegistry::open(&path, environment(1)).unwrap();
    registry.allocate("urn:uuid:1", &[plan(StatusPurpose::Revocation)]).unwrap();
    for entry in std::fs::read_dir(&folder.0).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
    drop(registry);
    std::fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let error = SqliteRegistry::open(&path, environment(1)).unwrap_err();
    assert_eq!(error, RegistryError::Shared { mode: 0o640 });
}

#[test]
fn other_files_are_left_alone() {
    let folder = Folder::new("foreign");
    let open = |name: &str| SqliteRegistry::open(folder.0.join(name), environment(1)).map(drop).unwrap_err();
    let make = |name: &str| {
        SqliteRegistry::open(folder.0.join(name), environment(1)).unwrap();
        folder.0.join(name)
    };
    let text = make("text");
    std::fs::write(&text, "this is a note and no database at all, however long one looks at it ".repeat(99)).unwrap();
    let before = std::fs::read(&text).unwrap();
    assert_eq!(open("text"), RegistryError::Foreign);
    assert_eq!(std::fs::read(&text).unwrap(), before);

    let other = make("other");
    connection(&other).execute_batch("PRAGMA application_id = 1").unwrap();
    assert_eq!(open("other"), RegistryError::Foreign);
    let unmarked = make("unmarked");
    connection(&unmarked).execute_batch("PRAGMA application_id = 0; PRAGMA user_version = 0").unwrap();
    assert_eq!(open("unmarked"), RegistryError::Foreign);
    let later = make("later");
    connection(&later).execute_batch("PRAGMA user_version = 3").unwrap();
    assert_eq!(open("later"), RegistryError::Version { found: 3, known: 2 });
    assert!(matches!(open("no/such/folder"), RegistryError::Unusable(_)));
}

/// A file keeps its name, whoever asks, and has one of its own.
#[test]
fn every_file_has_a_name() {
    let folder = Folder::new("named");
    let name = |file: &str, seed| SqliteRegistry::open(folder.0.join(file), environment(seed)).unwrap().name().unwrap();
    let first = name("one.db", 1);
    assert_eq!((first.len(), name::list_number(&format!("{first}-3"))), (16, Some(3)));
    assert_eq!((name("one.db", 2), name("two.db", 2) == first), (first.clone(), false));
    let plan =
        ListPlan { url: format!("https://vet.example/status/{first}-{{list}}"), ..plan(StatusPurpose::Revocation) };
    assert_eq!((plan.check(), plan.file_name(1)), (Ok(()), format!("{first}-1")));
}

/// A file of the first version has no name until it is asked for one; its lists are where they were.
#[test]
fn a_file_of_the_first_version_is_read() {
    let folder = Folder::new("migrated");
    let path = folder.0.join("status.db");
    let registry = SqliteRegistry::open(&path, environment(1)).unwrap();
    let place = registry.allocate("urn:uuid:1", &[plan(StatusPurpose::Revocation)]).unwrap().remove(0);
    drop(registry);
    connection(&path).execute_batch("DROP TABLE identity; PRAGMA user_version = 1").unwrap();
    let registry = SqliteRegistry::open(&path, environment(2)).unwrap();
    assert_eq!(registry.lists().unwrap()[0].url(), "https://vet.example/status/1");
    assert_eq!(registry.find(&Target::credential("urn:uuid:1")).unwrap(), [(place, 0)]);
    assert_eq!(registry.name().unwrap(), registry.name().unwrap());
}

/// Who comes while somebody else makes the file waits, and does not take it for another's.
#[test]
fn a_new_file_is_opened_by_many_at_once() {
    let folder = Folder::new("many");
    for number in 0..20 {
        let path = folder.0.join(format!("{number}.db"));
        std::thread::scope(|scope| {
            let opened: Vec<_> =
                (0..8).map(|_| scope.spawn(|| SqliteRegistry::open(&path, environment(1)).map(drop))).collect();
            for one in opened {
                assert_eq!(one.join().unwrap(), Ok(()));
            }
        });
    }
}

/// `:memory:` is a file like others.
#[test]
fn no_name_means_something_else() {
    let folder = Folder::new("names");
    for name in [":memory:", "file:status?mode=memory"] {
        let path = folder.0.join(name);
        SqliteRegistry::open(&path, environment(1)).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 0, "{name}");
    }
}
