//! What is noted of a credential, and what is refused.

use super::*;

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
