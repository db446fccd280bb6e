use super::*;

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
        at("https://10.0.0.5/status/{list}.json"),
        at("https://badges_prod.vet.example/status"),
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
