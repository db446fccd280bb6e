//! Who gets which place.

use super::*;

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

/// List 1 of `s1{list}` would be list 11 of `s{list}`, and a revocation in one be gone with the other.
#[test]
fn no_two_lists_are_published_in_one_file() {
    each("files", |registry| {
        let at =
            |number: u32, url: &str| ListPlan::new(format!("did:web:{number}.example"), url, StatusPurpose::Revocation);
        registry.allocate("urn:uuid:1", &[at(1, "https://vet.example/status/s1{list}")]).unwrap();
        for number in 2..=10 {
            registry.allocate("urn:uuid:1", &[at(number, "https://vet.example/status/{list}.json")]).unwrap();
        }
        let lists = registry.lists().unwrap();
        let refused = registry.allocate("urn:uuid:1", &[at(11, "https://vet.example/status/s{list}")]);
        assert!(matches!(refused, Err(RegistryError::Plan(_))), "{refused:?}");
        assert_eq!(registry.lists().unwrap(), lists);
        registry.allocate("urn:uuid:1", &[at(11, "https://vet.example/status/s-{list}")]).unwrap();
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
