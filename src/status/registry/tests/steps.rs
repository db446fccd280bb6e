//! Whatever is done to a registry, in any order.

use super::*;

/// What somebody may do with a registry.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Allocate(u8, bool),
    Set(u8, Change),
}

pub(super) fn step() -> impl Strategy<Value = Step> {
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
pub(super) fn follow(registry: &dyn Registry, steps: &[Step]) {
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
