//! What holds for every registry: each test runs against the one in memory and, with the feature `store`, against a file.

use super::*;
use crate::env::Environment;
use crate::status::StatusPurpose;
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

const ISSUER: &str = "did:web:vet.example";

/// Reproducible, and as even as a test can tell: SplitMix64.
fn environment(seed: u64) -> Environment {
    let state = AtomicU64::new(seed);
    Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap()).with_entropy(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ z >> 31).to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    })
}

fn plan(purpose: StatusPurpose) -> ListPlan {
    ListPlan::new(ISSUER, "https://vet.example/status", purpose)
}

fn messages() -> ListPlan {
    plan(StatusPurpose::Message).with_messages(["pending", "accepted", "rejected", "lost"])
}

/// A folder of one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("microcred-registry-{name}-{}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn each(name: &str, test: impl Fn(&dyn Registry)) {
    test(&MemoryRegistry::new(environment(7)));
    let folder = Folder::new(name);
    #[cfg(feature = "store")]
    test(&SqliteRegistry::open(folder.0.join("status.db"), environment(7)).unwrap());
    drop(folder);
}

#[test]
fn a_credential_keeps_its_place() {
    each("keeps", |registry| {
        let plans = [plan(StatusPurpose::Revocation), plan(StatusPurpose::Suspension), messages()];
        let places = registry.allocate("urn:uuid:1", &plans).unwrap();
        assert_eq!(registry.allocate("urn:uuid:1", &plans).unwrap(), places);
        assert_eq!(registry.allocate("urn:uuid:1", &plans[1..2]).unwrap(), places[1..2]);
        let moved = ListPlan::new(ISSUER, "https://elsewhere.example/{list}", StatusPurpose::Revocation);
        assert_eq!(registry.allocate("urn:uuid:1", &[moved.with_entries(1 << 20)]).unwrap(), places[..1], "for good");

        let other = ListPlan { issuer: "did:web:other.example".to_owned(), ..plan(StatusPurpose::Revocation) };
        let elsewhere = registry.allocate("urn:uuid:1", &[other]).unwrap();
        assert_ne!(elsewhere[0].list, places[0].list, "lists are one issuer's");
        let numbers: Vec<_> = places.iter().map(|place| place.list).collect();
        assert_eq!(numbers, [1, 2, 3], "and for one purpose");
        assert_eq!(registry.lists().unwrap().iter().map(|list| list.allocated).sum::<u32>(), 4);
        assert_eq!(registry.find(&Target::credential("urn:uuid:1")).unwrap().len(), 4);
        assert_eq!(registry.find(&Target::credential_of(ISSUER, "urn:uuid:1")).unwrap().len(), 3);
        assert_eq!(registry.find(&Target::credential("urn:uuid:2")).unwrap(), []);
    });
}

#[test]
fn several_get_their_places_at_once_as_if_one_after_the_other() {
    each("several", |registry| {
        let plans = [plan(StatusPurpose::Revocation), plan(StatusPurpose::Suspension)];
        let had = registry.allocate("urn:uuid:2", &plans).unwrap();
        let ids = ["urn:uuid:1", "urn:uuid:2", "urn:uuid:3", "urn:uuid:1"];
        let places = registry.allocate_all(&ids, &plans).unwrap();
        for (id, places) in ids.iter().zip(&places) {
            assert_eq!(registry.allocate(id, &plans).unwrap(), *places, "{id}");
        }
        assert_eq!((places.len(), &places[1], &places[0]), (4, &had, &places[3]));
        assert_eq!(registry.allocate_all(&[], &plans), Ok(Vec::new()));
        assert!(matches!(registry.allocate_all(&["urn:uuid:4", ""], &plans), Err(RegistryError::Text { .. })));
        assert!(registry.lists().unwrap().iter().all(|list| list.allocated <= 4));
    });
}

#[test]
fn places_are_found_by_the_number_of_their_list() {
    each("order", |registry| {
        registry.allocate("urn:uuid:1", &[plan(StatusPurpose::Revocation)]).unwrap();
        registry.allocate("urn:uuid:2", &[plan(StatusPurpose::Suspension)]).unwrap();
        registry.allocate("urn:uuid:2", &[plan(StatusPurpose::Revocation)]).unwrap();
        let found = registry.find(&Target::credential("urn:uuid:2")).unwrap();
        assert_eq!(found.iter().map(|(place, _)| place.list).collect::<Vec<_>>(), [1, 2]);
    });
}

/// The source of entropy is the host's.
#[test]
fn a_panic_within_an_allocation_takes_all_of_it_back() {
    let calls = AtomicU64::new(0);
    let registry = MemoryRegistry::new(Environment::system().with_entropy(move |bytes| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        assert!(call != 1, "the second time, it is out of order");
        bytes.fill(7);
        Ok(())
    }));
    let plans = [plan(StatusPurpose::Revocation), plan(StatusPurpose::Suspension)];
    let allocate = || registry.allocate("urn:uuid:1", &plans);
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(allocate)).unwrap_err();
    assert_eq!(registry.find(&Target::credential("urn:uuid:1")).unwrap(), []);
    assert_eq!(registry.lists().unwrap(), []);
    assert_eq!(allocate().unwrap().len(), 2);
}

#[test]
fn what_is_changed_is_recorded() {
    each("recorded", |registry| {
        let plans = [plan(StatusPurpose::Revocation), plan(StatusPurpose::Suspension), messages()];
        let places = registry.allocate("urn:uuid:1", &plans).unwrap();
        let credential = Target::credential("urn:uuid:1");
        let value = |place: &Place| registry.snapshot(place.list).unwrap().bits.value(place.index as usize);
        let version = |place: &Place| registry.list(place.list).unwrap().version;

        for (change, place, expected) in [
            (Change::Suspend, 1, 1),
            (Change::Reinstate, 1, 0),
            (Change::Revoke, 0, 1),
            (Change::Suspend, 1, 1),
            (Change::Reinstate, 1, 0),
            (Change::Message(3), 2, 3),
            (Change::Message(2), 2, 2),
        ] {
            let before = version(&places[place]);
            let changed = registry.set(&credential, change, "because").unwrap();
            assert_eq!((changed.value, changed.is_new, &changed.place), (expected, true, &places[place]));
            assert_eq!(value(&places[place]), Some(expected));
            assert_eq!(version(&places[place]), before + 1);
            let again = registry.set(&Target::place(changed.place.list, changed.place.index), change, "again").unwrap();
            assert!(!again.is_new && version(&places[place]) == before + 1, "{change:?}");
        }
        assert_eq!(value(&places[0]), Some(1), "no reinstating takes a revocation back");
        registry.set(&credential, Change::UndoRevocation, "the wrong person").unwrap();
        assert_eq!(value(&places[0]), Some(0));

        let history = registry.history(&credential).unwrap();
        let seen: Vec<_> = history.iter().map(|record| (record.change.as_str(), record.before, record.after)).collect();
        assert_eq!(
            seen,
            [
                ("suspend", 0, 1),
                ("reinstate", 1, 0),
                ("revoke", 0, 1),
                ("suspend", 0, 1),
                ("reinstate", 1, 0),
                ("message", 0, 3),
                ("message", 3, 2),
                ("undo_revocation", 1, 0)
            ]
        );
        let last = history.last().unwrap();
        assert_eq!(last.at.to_rfc3339(), "2026-11-23T11:00:00+00:00");
        assert_eq!((last.reason.as_str(), last.list, last.index), ("the wrong person", 1, places[0].index));
    });
}

#[test]
fn what_is_refused() {
    each("refused", |registry| {
        let place = registry.allocate("urn:uuid:1", &[plan(StatusPurpose::Revocation)]).unwrap().remove(0);
        let free = u32::from(place.index == 0);
        let long = "x".repeat(2_001);
        let refused = |target: &Target, change, reason: &str| registry.set(target, change, reason).unwrap_err();
        let credential = Target::credential("urn:uuid:1");
        assert_eq!(
            refused(&Target::place(1, free), Change::Revoke, "r"),
            RegistryError::NotAllocated { list: 1, index: free }
        );
        assert_eq!(refused(&Target::place(2, 0), Change::Revoke, "r"), RegistryError::NoSuchList(2));
        assert_eq!(refused(&Target::place(0, 0), Change::Revoke, "r"), RegistryError::NoSuchList(0));
        assert_eq!(
            refused(&Target::place(1, place.index), Change::Suspend, "r"),
            RegistryError::Purpose { list: 1, found: StatusPurpose::Revocation, asked: StatusPurpose::Suspension }
        );
        let unknown = RegistryError::UnknownCredential { purpose: StatusPurpose::Suspension };
        assert_eq!(refused(&credential, Change::Reinstate, "r"), unknown);
        for reason in ["", &long] {
            assert!(matches!(refused(&credential, Change::Revoke, reason), RegistryError::Text { .. }));
        }
        for id in ["", &long] {
            let error = registry.allocate(id, &[plan(StatusPurpose::Revocation)]).unwrap_err();
            assert!(matches!(error, RegistryError::Text { .. }));
        }
        assert_eq!(registry.snapshot(9).unwrap_err(), RegistryError::NoSuchList(9));
        assert_eq!(registry.mark_published(9, 1).unwrap_err(), RegistryError::NoSuchList(9));

        registry.allocate("urn:uuid:1", &[messages()]).unwrap();
        let error = RegistryError::Message { list: 2, value: 4, most: 3 };
        assert_eq!(refused(&credential, Change::Message(4), "r"), error);

        let other = ListPlan { issuer: "did:web:other.example".to_owned(), ..plan(StatusPurpose::Revocation) };
        registry.allocate("urn:uuid:1", &[other]).unwrap();
        assert_eq!(refused(&credential, Change::Revoke, "r"), RegistryError::Ambiguous);
        registry.set(&Target::credential_of(ISSUER, "urn:uuid:1"), Change::Revoke, "r").unwrap();
        assert_eq!(registry.history(&credential).unwrap().len(), 1, "nothing that was refused is recorded");
    });
}

#[test]
fn plans_that_are_none() {
    let revocation = || plan(StatusPurpose::Revocation);
    let at = |url: &str| ListPlan { url: url.to_owned(), ..revocation() };
    let good = [
        revocation(),
        messages(),
        revocation().with_entries(MOST_ENTRIES),
        at("https://vet.example/status/"),
        at("http://127.0.0.1:3000/status/{list}"),
        at("https://vet.example/status/list-{list}.json"),
    ];
    for plan in good {
        assert_eq!(plan.check(), Ok(()), "{plan:?}");
    }
    assert_eq!(at("https://vet.example/status/").url(7), "https://vet.example/status/7");
    assert_eq!(at("https://vet.example/s/list-{list}.json").file_name(7), "list-7.json");
    let bad = [
        ListPlan { issuer: String::new(), ..revocation() },
        at("ftp://vet.example/status"),
        at("http://vet.example/status"),
        at("https:///status"),
        at("https://vet.example/a status"),
        at("https://vet.example/{list}/list0.json"),
        at("vet.example/status"),
        at("https://vet.example/{list}/status"),
        at("https://vet.example/{list}-{list}"),
        at("https://vet.example/status?list={list}"),
        at("https://vet.example/status#{list}"),
        at("https://vet.example/.{list}"),
        at("https://vet.example/%2e%2e%2f{list}"),
        revocation().with_entries(131_064),
        revocation().with_entries(MOST_ENTRIES + 8),
        revocation().with_entries(131_073),
        messages().with_entries(MOST_ENTRIES),
        revocation().with_messages(["a", "b"]),
        plan(StatusPurpose::Message),
        plan(StatusPurpose::Message).with_messages(["one"]),
        plan(StatusPurpose::Message).with_messages(["one", "two", "three"]),
        plan(StatusPurpose::Refresh),
        plan(StatusPurpose::Other("x".to_owned())),
    ];
    for plan in bad {
        assert!(matches!(plan.check(), Err(RegistryError::Plan(_))), "{plan:?}");
    }
}

/// Half of the draws that a list takes, counted in 64 parts of it: χ² is near 39, since what is drawn is not put back.
#[test]
fn a_list_fills_evenly_and_is_left_before_it_is_full() {
    let registry = MemoryRegistry::new(environment(11));
    let plans = [plan(StatusPurpose::Revocation)];
    let mut seen = HashSet::new();
    let mut bins = [0_u32; 64];
    for number in 0..98_304 {
        let place = registry.allocate(&format!("urn:x:{number}"), &plans).unwrap().remove(0);
        assert_eq!(place.list, 1);
        assert!(seen.insert(place.index), "{} was given twice", place.index);
        if number < 49_152 {
            bins[place.index as usize / 2_048] += 1;
        }
    }
    let expected = 768.0;
    let statistic: f64 = bins.iter().map(|bin| (f64::from(*bin) - expected).powi(2) / expected).sum();
    assert!((20.0..130.0).contains(&statistic), "{statistic}");
    let next = registry.allocate("urn:x:one-more", &plans).unwrap().remove(0);
    assert_eq!((next.list, next.url.as_str()), (2, "https://vet.example/status/2"));
    let first = registry.allocate("urn:x:0", &plans).unwrap().remove(0);
    assert_eq!(first.list, 1, "who has a place keeps it");
}

#[test]
fn entropy_that_repeats_itself_gives_no_second_place() {
    let stuck = || {
        Environment::system().with_entropy(|bytes| {
            bytes.fill(0);
            Ok(())
        })
    };
    let none = || Environment::system().with_entropy(|_| Err(crate::env::EntropyError));
    let plans = [plan(StatusPurpose::Revocation)];
    let check = |registry: &dyn Registry| {
        registry.allocate("urn:uuid:1", &plans).unwrap();
        let both = [plan(StatusPurpose::Suspension), plan(StatusPurpose::Revocation)];
        assert_eq!(registry.allocate("urn:uuid:2", &both), Err(RegistryError::Predictable));
        assert_eq!(registry.find(&Target::credential("urn:uuid:2")).unwrap(), [], "all of it or nothing");
        assert_eq!(registry.lists().unwrap().len(), 1);
    };
    let folder = Folder::new("entropy");
    check(&MemoryRegistry::new(stuck()));
    #[cfg(feature = "store")]
    check(&SqliteRegistry::open(folder.0.join("status.db"), stuck()).unwrap());
    drop(folder);
    let error = MemoryRegistry::new(none()).allocate("urn:uuid:1", &plans).unwrap_err();
    assert_eq!(error, RegistryError::Entropy(crate::env::EntropyError));
}

#[test]
fn an_older_list_never_replaces_a_newer_one() {
    each("publishing", |registry| {
        let folder = Folder::new("published");
        registry.allocate("urn:uuid:1", &[plan(StatusPurpose::Revocation)]).unwrap();
        let publication = Publication::begin(registry, 1, &folder.0).unwrap();
        assert_eq!(publication.snapshot().list.version, 1);
        std::thread::scope(|scope| {
            let (began, wait) = std::sync::mpsc::channel();
            let other = scope.spawn({
                let folder = &folder.0;
                move || {
                    began.send(()).unwrap();
                    let publication = Publication::begin(registry, 1, folder).unwrap();
                    let version = publication.snapshot().list.version;
                    publication.finish(format!("version {version}").as_bytes()).unwrap();
                }
            });
            wait.recv().unwrap();
            registry.set(&Target::credential("urn:uuid:1"), Change::Revoke, "meanwhile").unwrap();
            let path = publication.finish(b"version 1").unwrap();
            other.join().unwrap();
            assert_eq!(std::fs::read_to_string(path).unwrap(), "version 2");
        });
        assert!(registry.list(1).unwrap().is_published());
        registry.mark_published(1, 1).unwrap();
        assert_eq!(registry.list(1).unwrap().published, 2, "never backwards");
        registry.mark_published(1, 99).unwrap();
        assert_eq!(registry.list(1).unwrap().published, 2, "nor before it is there");
        let hidden = |name: &str| name.starts_with('.');
        let names =
            std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(names.filter(|name| !hidden(name)).collect::<Vec<_>>(), ["1"]);
    });
}

/// What somebody may do with a registry.
#[derive(Clone, Debug)]
enum Step {
    Allocate(u8, bool),
    Set(u8, Change),
}

fn step() -> impl Strategy<Value = Step> {
    let change = prop_oneof![
        Just(Change::Revoke),
        Just(Change::Suspend),
        Just(Change::Reinstate),
        Just(Change::UndoRevocation),
        (0..5_u32).prop_map(Change::Message),
    ];
    prop_oneof![
        (0..24_u8, any::<bool>()).prop_map(|(credential, all)| Step::Allocate(credential, all)),
        (0..24_u8, change).prop_map(|(credential, change)| Step::Set(credential, change)),
    ]
}

/// Does the steps, and holds every answer to a model of a few lines: what each credential was last told.
fn follow(registry: &dyn Registry, steps: &[Step]) {
    let plans = [plan(StatusPurpose::Revocation), plan(StatusPurpose::Suspension), messages()];
    let mut places: HashMap<(u8, StatusPurpose), (Place, u32)> = HashMap::new();
    let mut taken = HashSet::new();
    let mut changes = 0;
    for step in steps {
        match step {
            Step::Allocate(credential, all) => {
                let wanted = if *all { &plans[..] } else { &plans[..1] };
                for place in registry.allocate(&format!("urn:x:{credential}"), wanted).unwrap() {
                    match places.get(&(*credential, place.purpose.clone())) {
                        Some((known, _)) => assert_eq!(*known, place),
                        None => {
                            assert!(taken.insert((place.list, place.index)), "given twice");
                            places.insert((*credential, place.purpose.clone()), (place, 0));
                        }
                    }
                }
            }
            Step::Set(credential, change) => {
                let changed = registry.set(&Target::credential(format!("urn:x:{credential}")), *change, "r");
                let known = places.get_mut(&(*credential, change.purpose()));
                let expected = match change {
                    Change::Revoke | Change::Suspend => 1,
                    Change::Message(value) => *value,
                    _ => 0,
                };
                match (changed, known) {
                    (Err(RegistryError::UnknownCredential { .. }), None) => {}
                    (Err(RegistryError::Message { value: 4, .. }), Some(_)) => assert_eq!(expected, 4),
                    (Ok(changed), Some((place, value))) => {
                        assert_eq!((changed.value, changed.is_new), (expected, *value != expected));
                        assert_eq!(changed.place, *place);
                        changes += u64::from(changed.is_new);
                        *value = expected;
                    }
                    (changed, known) => panic!("{changed:?} {known:?}"),
                }
            }
        }
    }
    let lists = registry.lists().unwrap();
    assert_eq!(lists.iter().map(|list| list.version - 1).sum::<u64>(), changes);
    let set: usize = lists.iter().map(|list| registry.snapshot(list.number).unwrap().bits.count_set()).sum();
    assert_eq!(set, places.values().filter(|(_, value)| *value != 0).count(), "and nothing else is set");
    for (place, value) in places.values() {
        let snapshot = registry.snapshot(place.list).unwrap();
        assert_eq!(snapshot.bits.value(place.index as usize), Some(*value));
        assert_eq!(registry.find(&Target::place(place.list, place.index)).unwrap(), [(place.clone(), *value)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_done(seed: u64, steps in proptest::collection::vec(step(), 1..120)) {
        follow(&MemoryRegistry::new(environment(seed)), &steps);
    }
}

#[cfg(feature = "store")]
mod file {
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
        std::fs::write(&text, "this is a note and no database at all, however long one looks at it ".repeat(99))
            .unwrap();
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
        connection(&later).execute_batch("PRAGMA user_version = 2").unwrap();
        assert_eq!(open("later"), RegistryError::Version { found: 2, known: 1 });
        assert!(matches!(open("no/such/folder"), RegistryError::Storage(_)));
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
}
