//! Whose credentials are counted, and what links them to one learner.

use super::adversarial::{anchored, evaluate, of, reasons, twenty};
use super::cases::{day, did, issued, pathway, signed};
use crate::support;
use crate::support::cases::case;
use microcred::report::{Effect, code};
use microcred::resolve::Offline;
use microcred::stack::{Holdings, LedgerView, Status};
use microcred::trust::Anchors;
use microcred::verify::Policy;
use microcred::{MicroCredential, Verified};
use serde_json::{Value, json};

/// Somebody else's credential among one's own.
#[test]
fn another_learners_credential_counts_nothing() {
    case!(130);
    let own = issued("a", &json!({"ects": "10"}));
    let theirs = issued("b", &json!({"ects": "10", "learner": {"id": "did:example:eva"}}));
    let evaluation = evaluate(&twenty(), &[&own, &theirs]);
    assert_eq!((evaluation.credits.to_string().as_str(), evaluation.is_complete), ("10", false), "{evaluation}");
    assert_eq!(reasons(&evaluation), ["learner"]);
}

/// A pathway may be told that identifiers alone link them, and count them all the same.
#[test]
fn an_optional_rule_about_the_learner_warns() {
    let address = json!({"type": "emailAddress", "value": "ana@example.org"});
    let with = |name: &str, learner: Value| issued(name, &json!({"ects": "10", "learner": learner}));
    let ana = || json!({"name": "Ana Silva", "identifiers": [address]});
    let pathway = of(json!([
        {"id": "volume", "totalCredits": {"atLeast": "20"}},
        {"id": "one", "optional": true, "oneLearner": {"identifiers": "refused"}},
    ]));
    let (one, two) = (with("one", ana()), with("two", ana()));
    let evaluation = evaluate(&pathway, &[&one, &two]);
    let status = |id: &str| evaluation.requirement(id).unwrap().status;
    assert_eq!((evaluation.is_complete, status("one"), status("learner")), (true, Status::Warn, Status::Warn));
    let evaluation = evaluate(&pathway, &[&one, &with("two", json!({"name": "Ana Silva"}))]);
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["learner"]), "{evaluation}");
}

/// A thief signs that an id, or an address, is their own, beside the hashed address that stands in somebody else's credentials.
#[test]
fn identifiers_are_not_linked_through_what_does_not_count() {
    let hashed = json!({
        "type": "emailAddress", "salt": "0123456789abcdef0123456789abcdef",
        "hash": "sha256$525311cdcda8768b406aa1ed105595e75528939d69ff8140646b55ebb23ffb58",
    });
    let own = json!({"type": "emailAddress", "value": "eva@example.org"});
    let with = |name: &str, issuer: &str, learner: &Value| {
        anchored(name, &json!({"ects": "10", "issuer": issuer, "learner": learner}))
    };
    let ana = json!({"name": "Ana Silva", "identifiers": [hashed]});
    let [one, two] = ["one", "two"].map(|name| with(name, "provider", &ana));
    let three = json!({"id": "g", "select": {"atLeast": 3}, "credentials": [{"issuer": ["issuer:provider"]}]});
    let volume = json!([{"id": "volume", "totalCredits": {"atLeast": "30"}}]);
    let known = json!([{"id": "volume", "credits": {"of": {"anchored": true}, "atLeast": "30"}}]);
    let pathways = [
        ("whose issuer is not known", json!({"minimumTrust": "trusted", "requirements": volume})),
        ("that no group takes", json!({"groups": [three]})),
        ("whose issuer is known less", json!({"requirements": known})),
    ];
    for (what, document) in pathways {
        let pathway = pathway(&json!({"pathways": {"p": document}}), "p");
        for (eva, both) in [
            (json!({"id": "did:example:eva"}), json!({"id": "did:example:eva", "identifiers": [hashed]})),
            (json!({"name": "Eva", "identifiers": [own]}), json!({"name": "Eva", "identifiers": [own, hashed]})),
        ] {
            let three = with("three", "provider", &eva);
            assert!(!evaluate(&pathway, &[&one, &two, &three]).is_complete, "{what}");
            let stranger = with("bridge", "elsewhere", &both);
            let evaluation = evaluate(&pathway, &[&one, &two, &three, &stranger]);
            let counted: Vec<&str> = evaluation.counted.iter().map(|own| own.title.as_str()).collect();
            assert!(!evaluation.is_complete, "{what}: {evaluation}");
            assert!(!(counted.contains(&"one") && counted.contains(&"three")), "{what}: {evaluation}");
            assert!(reasons(&evaluation).contains(&"learner"), "{what}: {evaluation}");
            // One who is known says whose they are, and it is told.
            let evaluation = evaluate(&pathway, &[&one, &two, &three, &with("bridge", "provider", &both)]);
            assert!(evaluation.is_complete, "{what}: {evaluation}");
            assert_eq!(evaluation.requirement("learner").unwrap().status, Status::Warn, "{evaluation}");
        }
    }
}

/// Where a pathway asks for issuers, what strangers say of a learner is in no award, and links nothing that it asks of those.
#[test]
fn an_award_is_of_whom_those_speak_for_that_the_pathway_asks_for() {
    let hashed = json!({
        "type": "emailAddress", "salt": "0123456789abcdef0123456789abcdef",
        "hash": "sha256$525311cdcda8768b406aa1ed105595e75528939d69ff8140646b55ebb23ffb58",
    });
    let own = json!({"type": "emailAddress", "value": "eva@example.org"});
    let free = json!({"id": "free", "optional": true, "select": {"atLeast": 1}, "credentials": [{"any": true}]});
    let core = |of: Value| json!({"groups": [{"id": "core", "select": {"atLeast": 2}, "credentials": [of]}, free]});
    let provider = json!({"issuer": ["issuer:provider"]});
    let volume = json!({"id": "volume", "totalCredits": {"atLeast": "20"}});
    let most = json!({"id": "most", "share": {"of": {"not": provider}, "atMost": 50}});
    let pathways = [
        core(json!({"anchored": true})),
        core(provider.clone()),
        json!({"requirements": [volume, {"id": "least", "credits": {"of": provider, "atLeast": "20"}}]}),
        json!({"requirements": [volume, most]}),
    ];
    let ana = json!({"name": "Ana Silva", "identifiers": [hashed]});
    for (place, document) in pathways.into_iter().enumerate() {
        let pathway = pathway(&json!({"pathways": {"p": document}}), "p");
        // Where the pathway names issuers itself, nobody else has to know them.
        let accepted = if place == 0 { anchored } else { issued };
        let with = |name: &str, issuer: &str, learner: &Value, on: &str| {
            accepted(name, &json!({"ects": "10", "issuer": issuer, "learner": learner, "on": on}))
        };
        let learner = |held: &[&Verified<MicroCredential>]| {
            let holdings: Holdings = held.iter().copied().collect();
            let evaluation = evaluate(&pathway, held);
            assert!(evaluation.is_complete, "{place}: {evaluation}");
            let award = pathway.award_for(&evaluation, &holdings).unwrap();
            (award.credential.learner().clone(), evaluation.counted.len())
        };
        let [one, two] = ["one", "two"].map(|name| with(name, "provider", &ana, "2025-01-10"));
        let alone = learner(&[&one, &two]);
        assert_eq!((&alone.0.id, alone.0.identifiers.len(), alone.1), (&None, 1, 2));
        for eva in [
            json!({"id": "did:example:eva", "name": "Eva", "identifiers": [hashed]}),
            json!({"name": "Eva", "identifiers": [hashed, own]}),
        ] {
            let bridge = with("bridge", "elsewhere", &eva, "2025-02-10");
            assert_eq!(learner(&[&one, &two, &bridge]), (alone.0.clone(), 3), "{place}");
        }
        // However many they are.
        let many = ["u", "v", "w"].map(|name| with(name, "elsewhere", &json!({"id": "did:example:eva"}), "2025-02-10"));
        assert_eq!(learner(&[&one, &two, &many[0], &many[1], &many[2]]), alone, "{place}");
    }
}

/// Two providers of one programme know one learner, each as a pathway asks for it.
#[test]
fn issuers_that_a_pathway_asks_for_link_what_they_issued() {
    let address = json!({"type": "emailAddress", "value": "ana@example.org"});
    let group = |issuer: &str| json!({"id": issuer, "select": {"atLeast": 1}, "credentials": [{"issuer": [format!("issuer:{issuer}")]}]});
    let own = json!({"groups": [group("provider"), group("elsewhere")]});
    let pathway = pathway(&json!({"pathways": {"p": own}}), "p");
    let one = issued("one", &json!({"ects": "10", "learner": {"id": "did:example:ana", "identifiers": [address]}}));
    let two = issued(
        "two",
        &json!({"ects": "10", "issuer": "elsewhere", "learner": {"name": "Ana", "identifiers": [address]}}),
    );
    assert!(evaluate(&pathway, &[&one, &two]).is_complete);
}

/// What stands in the place of an address because something has to is nobody's.
#[test]
fn what_is_no_address_links_nobody() {
    let addresses = ["n/a", "none", "-", "@", "n/a@", "@example.org", "none@none", "none@.", "a@b@example.org"];
    for (written, is_one) in std::iter::once(("ana@example.org", true)).chain(addresses.map(|none| (none, false))) {
        let identifiers = json!([{"type": "emailAddress", "value": written}]);
        let [one, two] = ["Ana", "Vera"].map(|learner| {
            issued(learner, &json!({"ects": "10", "learner": {"name": learner, "identifiers": identifiers}}))
        });
        assert_eq!(evaluate(&twenty(), &[&one, &two]).is_complete, is_one, "{written}");
    }
}

/// Nor is what stands in the place of a number.
#[test]
fn what_is_no_number_links_nobody() {
    for (written, is_one) in [
        ("19850312-1234", true),
        ("X1234567L", true),
        ("N/A", false),
        ("-", false),
        ("unknown", false),
        ("0", false),
        ("1234", false),
        ("00000000", false),
        ("000-000-000", false),
    ] {
        let identifiers = json!([{"type": "nationalIdentityNumber", "value": written}]);
        let [one, two] = ["Ana", "Bob"].map(|learner| {
            issued(learner, &json!({"ects": "10", "learner": {"name": learner, "identifiers": identifiers}}))
        });
        assert_eq!(evaluate(&twenty(), &[&one, &two]).is_complete, is_one, "{written}");
    }
}

/// Nobody has so many addresses, and each of them would be hashed with the salt of each other.
#[test]
fn identifiers_that_are_too_many_are_not_compared() {
    const SALT: &str = "0123456789abcdef0123456789abcdef";
    let hash_of = |address: &str| {
        let digest = microcred::codec::digest::sha256_hex(format!("{address}{SALT}"));
        json!({"type": "emailAddress", "salt": SALT, "hash": format!("sha256${digest}")})
    };
    let with = |name: &str, count: usize, identifier: &dyn Fn(&str) -> Value| {
        let address = |number: usize| identifier(&format!("ana{number}@example.org"));
        let identifiers: Vec<Value> = (0..count).map(address).collect();
        issued(name, &json!({"ects": "10", "learner": {"name": "Ana Silva", "identifiers": identifiers}}))
    };
    let plain = |address: &str| json!({"type": "emailAddress", "value": address});
    let evaluated = |count: usize| evaluate(&twenty(), &[&with("one", count, &plain), &with("two", 16, &hash_of)]);
    assert!(evaluated(16).is_complete);
    let evaluation = evaluated(17);
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["learner"]), "{evaluation}");
    let evaluation = evaluate(&twenty(), &[&with("one", 17, &plain), &with("two", 17, &hash_of)]);
    assert!(evaluation.unused[0].reasons[0].detail.contains("more than 16 identifiers"), "{evaluation}");
}

/// Two countries number their people alike, and so do two universities.
#[test]
fn a_number_is_one_persons_where_it_was_given_out() {
    let numbered = |name: &str, issuer: &str, country: &str| {
        let number = json!({"type": "nationalIdentityNumber", "value": "12345678"});
        let learner = json!({"name": "Somebody", "identifiers": [number]});
        issued(name, &json!({"ects": "10", "issuer": issuer, "country": country, "learner": learner}))
    };
    let own = numbered("own", "provider", "IE");
    for (issuer, country, is_one) in
        [("provider", "IE", true), ("provider", "PT", true), ("elsewhere", "IE", true), ("elsewhere", "PT", false)]
    {
        let evaluation = evaluate(&twenty(), &[&own, &numbered("other", issuer, country)]);
        assert_eq!(evaluation.is_complete, is_one, "{issuer}, {country}: {evaluation}");
    }
}

/// Where an issuer is asked for beside what anybody may award, who counts elsewhere alone does not name the learner.
#[test]
fn an_elective_of_anybody_does_not_name_the_learner() {
    let address = json!([{"type": "emailAddress", "value": "vera@example.org"}]);
    let [one, two] = ["one", "two"]
        .map(|name| issued(name, &json!({"ects": "10", "learner": {"name": "Vera", "identifiers": address}})));
    let stranger = json!({
        "ects": "10", "issuer": "elsewhere",
        "learner": {"id": "did:example:tom", "name": "Tom Thief", "identifiers": address},
    });
    let stranger = issued("stranger", &stranger);
    let core = [json!({"issuer": ["issuer:provider"]}), json!({"achievement": ["https://other.example/equivalent"]})];
    for core in [
        json!(core),
        json!([{"or": core}]),
        json!([{"issuer": ["issuer:provider"]}, {"level": {"atLeast": {"eqf": 8}}}]),
    ] {
        let own = json!({"pathways": {"p": {"groups": [
            {"id": "core", "select": {"atLeast": 2}, "credentials": core},
            {"id": "elective", "select": {"atLeast": 1}, "credentials": [{"any": true}], "optional": true},
        ]}}});
        let pathway = pathway(&own, "p");
        let holdings: Holdings = [&one, &two, &stranger].into_iter().collect();
        let evaluation = pathway.evaluate(holdings.clone(), &LedgerView::empty(), day("2025-12-01"));
        let award = pathway.award_for(&evaluation, &holdings).unwrap_or_else(|error| panic!("{error}\n{evaluation}"));
        let learner = award.credential.learner();
        assert_eq!((learner.id.as_deref(), learner.name.as_deref()), (None, Some("Vera")), "{core}\n{evaluation}");
    }
}

/// Who is known better is not turned out by who is not, and links what has an id.
#[test]
fn an_anchor_says_whose_credentials_are() {
    let address = json!([{"type": "emailAddress", "value": "vera@example.org"}]);
    let learner = json!({"name": "Vera", "identifiers": address});
    let [one, two] = ["one", "two"].map(|name| anchored(name, &json!({"ects": "10", "learner": learner})));
    let learner = json!({"id": "did:example:vera", "name": "Vera", "identifiers": address});
    let course = anchored("course", &json!({"ects": "10", "issuer": "elsewhere", "learner": learner}));
    let thirty = of(json!([{"id": "volume", "totalCredits": {"atLeast": "30"}}]));
    let evaluation = evaluate(&thirty, &[&one, &two, &course]);
    assert!(evaluation.is_complete, "{evaluation}");
}

/// Whose keys are noted is known by those: by another, somebody else may have signed in its name.
#[test]
fn an_anchor_is_named_by_the_keys_that_are_noted_for_it() {
    let own = |of: Value| json!({"pathways": {"p": {"groups": [{"id": "g", "select": {"atLeast": 1}, "credentials": [of]}]}}});
    let noted = |issuer: &str| {
        let key = did(issuer).strip_prefix("did:key:").unwrap().to_owned();
        let anchors = json!({"anchors": [{"id": did("provider"), "keys": [key]}]}).to_string();
        // Nobody takes such a one, unless a policy says so.
        let taking = Policy::strict().danger_set_effect(code::issuer::ANCHOR_OTHER_KEY, Effect::Warn);
        let verifier = support::verifier().with_anchors(Anchors::parse(&anchors).unwrap()).with_policy(taking);
        let held = verifier.verify(signed("a", &json!({"ects": "10"})), &Offline).accept::<MicroCredential>();
        held.unwrap()
    };
    let (known, other) = (noted("provider"), noted("elsewhere"));
    let is_complete = |of: &Value, held: &Verified<MicroCredential>| {
        let evaluation = evaluate(&pathway(&own(of.clone()), "p"), &[held]);
        if !evaluation.is_complete {
            let reason = &evaluation.unused[0].reasons[0];
            assert!(!reason.is_unknown || reason.detail.contains("not noted for it"), "{evaluation}");
        }
        evaluation.is_complete
    };
    let named = json!({"issuer": ["issuer:provider"]});
    assert!(is_complete(&named, &known) && !is_complete(&named, &other));
    let anybody_else = json!({"not": named});
    assert!(!is_complete(&anybody_else, &known) && !is_complete(&anybody_else, &other));
    assert!(is_complete(&json!({"any": true}), &other), "as what anybody may have issued");
}

/// Nothing about the learner is in what is logged.
#[test]
fn a_learner_does_not_show() {
    let own = issued("a", &json!({"ects": "10", "learner": {"id": "did:example:secret", "name": "Ana Silva"}}));
    let holdings = Holdings::new().with(&own);
    let evaluation = twenty().evaluate(holdings.clone(), &LedgerView::empty(), day("2025-12-01"));
    for shown in
        [format!("{holdings:?}"), format!("{evaluation:?}"), evaluation.to_string(), evaluation.to_json().to_string()]
    {
        assert!(!shown.contains("secret") && !shown.contains("Ana"), "{shown}");
    }
}
