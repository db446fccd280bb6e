//! What somebody might hand in to be counted who should not be (case 130), and what a holder leaves out.

use super::cases::{day, did, issued, key_of, pathway, signed};
use crate::support;
use crate::support::cases::{case, saw, say};
use microcred::badge::Profile;
use microcred::framework::Frameworks;
use microcred::issue::{HolderChoice, Issuer, StatusLists};
use microcred::json::Pointer;
use microcred::key::{InMemorySigner, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::proof::Suite;
use microcred::proof::sd_jwt::SdJwt;
use microcred::report::{Effect, Outcome, code};
use microcred::resolve::{Memory, Offline};
use microcred::stack::{CredentialKey, Evaluation, Holdings, LedgerView, Pathway, Status, Use};
use microcred::status::registry::{Change, MemoryRegistry, Registry, Target};
use microcred::trust::Anchors;
use microcred::verify::Policy;
use microcred::{Limits, MicroCredential, Verified, vc};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn of(requirements: Value) -> Pathway {
    pathway(&json!({"pathways": {"p": {"requirements": requirements}}}), "p")
}

pub(super) fn twenty() -> Pathway {
    of(json!([{"id": "volume", "totalCredits": {"atLeast": "20"}}]))
}

pub(super) fn evaluate(pathway: &Pathway, held: &[&Verified<MicroCredential>]) -> Evaluation {
    let holdings: Holdings = held.iter().copied().collect();
    pathway.evaluate(holdings, &LedgerView::empty(), day("2025-12-01"))
}

pub(super) fn reasons(evaluation: &Evaluation) -> Vec<&str> {
    let reasons: Vec<&str> =
        evaluation.unused.iter().flat_map(|own| &own.reasons).map(|reason| reason.by.as_str()).collect();
    reasons.iter().for_each(|by| say(format!("not counted: {by}")));
    reasons
}

/// The same as [`issued`], where the provider is an anchor and nobody else is.
pub(super) fn anchored(name: &str, own: &Value) -> Verified<MicroCredential> {
    let anchors = json!({"anchors": [{"id": did("provider")}]}).to_string();
    let verifier = support::verifier().with_anchors(Anchors::parse(&anchors).unwrap());
    verifier.verify(signed(name, own), &Offline).accept().unwrap()
}

#[test]
fn one_credential_counts_once_however_often_it_is_given() {
    case!(130);
    let own = issued("a", &json!({"ects": "10"}));
    let again = issued("a", &json!({"ects": "10"}));
    for held in [[&own, &own], [&own, &again]] {
        let evaluation = evaluate(&twenty(), &held);
        assert_eq!((evaluation.credits.to_string().as_str(), reasons(&evaluation)), ("10", vec!["duplicate"]));
    }
    // A copy that does not count itself keeps no other from counting.
    let known =
        json!({"minimumTrust": "trusted", "requirements": [{"id": "volume", "totalCredits": {"atLeast": "10"}}]});
    let known = pathway(&json!({"pathways": {"p": known}}), "p");
    let anchored = anchored("a", &json!({"ects": "10"}));
    for held in [[&own, &anchored], [&anchored, &own]] {
        let evaluation = evaluate(&known, &held);
        assert_eq!((evaluation.is_complete, reasons(&evaluation)), (true, vec!["duplicate"]), "{evaluation}");
    }
}

#[test]
fn levels_that_contradict_each_other_satisfy_nothing() {
    case!(130);
    let pathway = of(json!([{"id": "level", "credits": {"of": {"level": {"atLeast": 7}}, "atLeast": "10"}}]));
    let held = |level: Value| issued("a", &json!({"ects": "10", "level": level}));
    let nfq = |level: &str| json!([{"country": "IE", "framework": "NFQ", "level": level}]);
    let status = |level: Value| evaluate(&pathway, &[&held(level)]).requirement("level").unwrap().status;
    assert_eq!(status(json!({"eqf": 7, "nqf": nfq("9")})), Status::Pass);
    assert_eq!(status(json!({"eqf": 7, "nqf": nfq("8")})), Status::NotEvaluable);
    say("not evaluable");
    assert_eq!(status(json!({"nqf": nfq("8")})), Status::Fail, "NFQ 8 is a higher number and EQF 6");
    let unplaced = json!({"nqf": [{"country": "NL", "framework": "NLQF", "level": "Entry"}]});
    assert_eq!(status(unplaced), Status::NotEvaluable);
}

/// The reason is the one that holds, and no other.
#[test]
fn what_cannot_be_told_is_said_with_its_own_reason() {
    let group = |of: Value| json!([{"id": "g", "select": "all", "credentials": [of]}]);
    let told = |of: Value, held: Value| {
        let pathway = super::cases::pathway(&json!({"pathways": {"p": {"groups": group(of)}}}), "p");
        let evaluation = evaluate(&pathway, &[&issued("a", &held)]);
        evaluation.unused[0].reasons[0].detail.clone()
    };
    let nqf = |country: &str, framework: &str, level: &str| json!([{"country": country, "framework": framework, "level": level}]);
    let at7 = json!({"level": {"atLeast": 7}});
    let disagreeing = told(at7.clone(), json!({"ects": "10", "level": {"eqf": 7, "nqf": nqf("IE", "NFQ", "8")}}));
    assert!(disagreeing.ends_with("its levels disagree: EQF Level 6 and EQF Level 7"), "{disagreeing}");
    let unplaced = told(at7, json!({"ects": "10", "level": {"nqf": nqf("NL", "NLQF", "Entry")}}));
    assert!(unplaced.ends_with(": its level is not placed in the EQF"), "{unplaced}");
    let field = told(json!({"field": "061"}), json!({"ects": "10"}));
    assert!(field.ends_with(": its field is not stated"), "{field}");
}

/// Ukraine's framework is not formally referenced, nor is that of Bosnia and Herzegovina: what is counted by it is said.
#[test]
fn a_level_that_is_placed_informally_is_told() {
    let rule = json!({"id": "level", "credits": {"of": {"level": {"atLeast": 7}}, "atLeast": "10"}});
    let own = json!([{"country": "UA", "framework": "NQF-UA", "level": "7"}]);
    let told = |rules: Value, level: Value| {
        let held = issued("a", &json!({"ects": "10", "level": level}));
        let evaluation = evaluate(&of(rules), &[&held]);
        assert!(evaluation.is_complete);
        evaluation.requirement("referencing").map(|own| (own.status, own.missing.clone().unwrap_or_default()))
    };
    let (status, words) = told(json!([rule]), json!({"nqf": own})).unwrap();
    assert!(status == Status::Warn && words.contains("“a”"), "{words}");
    let bosnian = json!([{"country": "BA", "framework": "BHQF", "level": "7"}]);
    assert!(told(json!([rule]), json!({"nqf": bosnian})).is_some(), "however well its levels are known");
    let albanian = json!([{"country": "AL", "framework": "AQF", "level": "7"}]);
    assert_eq!(told(json!([rule]), json!({"nqf": albanian})), None, "referenced in 2021");
    assert_eq!(told(json!([rule]), json!({"nqf": own, "eqf": 7})), None, "its issuer says the EQF level");
    assert_eq!(told(json!([{"id": "volume", "totalCredits": {"atLeast": "10"}}]), json!({"nqf": own})), None);
    let asked = json!([{"id": "level", "credits": {"of": {"level": {"atLeast": own[0]}}, "atLeast": "10"}}]);
    assert!(told(asked, json!({"eqf": 7})).unwrap().1.contains("NQF-UA"), "nor is a pathway sure of it");
}

/// An offer without an id gets another at each issue: the credentials are for one achievement all the same.
#[test]
fn one_achievement_under_two_made_up_ids_counts_once() {
    let held = |credential: &str, achievement: &str, outcome: &str| {
        let id = format!("urn:uuid:00000000-0000-4000-8000-00000000000{achievement}");
        issued(credential, &json!({"ects": "10", "title": "Welding", "achievement": id, "outcomes": [outcome]}))
    };
    let (first, again) = (held("first", "1", "Welds steel"), held("again", "2", "welds  steel."));
    let evaluation = evaluate(&twenty(), &[&first, &again]);
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["noOverlap"]));
    let other = held("other", "3", "Welds aluminium");
    assert!(evaluate(&twenty(), &[&first, &other]).is_complete, "it is about something else");
}

/// An organisation's table knows two systems for one: neither of two amounts is taken for the other.
#[test]
fn two_amounts_in_one_system_are_not_evaluable() {
    let table = "code\tlabel\tnames\tnumerator\tdenominator\tconfidence\tsource\n\
                 US\tsemester credits\tSCH\t2\t1\tmedium\tours\n";
    let frameworks = Frameworks::bundled().clone().with_table(table).unwrap();
    let pathway = json!({"pathways": {"p": {
        "credits": {"convert": ["US"]},
        "requirements": [{"id": "volume", "totalCredits": {"atLeast": "20"}}],
    }}});
    let document = super::cases::document(&pathway, "p").to_string();
    let pathway = Pathway::from_json_with(&document, &frameworks).unwrap();
    let evaluate = |credits: Value| {
        let held = issued("a", &json!({"credits": credits}));
        let holdings: Holdings = [&held].into_iter().collect();
        pathway.evaluate_with(holdings, &LedgerView::empty(), day("2025-12-01"), &frameworks)
    };
    assert!(evaluate(json!({"SCH": "10"})).is_complete);
    let evaluation = evaluate(json!({"SCH": "10", "semester credits": "12"}));
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["credits"]));
    assert!(evaluation.unused[0].reasons[0].is_unknown);
}

/// Several windows are met by the tightest; one that the award can do without warns of what is counted.
#[test]
fn every_window_and_overlap_is_looked_at() {
    let volume = json!({"id": "volume", "totalCredits": {"atLeast": "20"}});
    let old = issued("old", &json!({"ects": "10", "on": "2023-01-01", "outcomes": ["Welds"]}));
    let new = issued("new", &json!({"ects": "10", "on": "2025-01-01", "outcomes": ["Welds"]}));
    let with = |rules: &[Value]| {
        let all: Vec<Value> = std::iter::once(&volume).chain(rules).cloned().collect();
        evaluate(&of(all.into()), &[&old, &new])
    };
    let wide = json!({"id": "wide", "window": {"months": 60}});
    let tight = json!({"id": "tight", "window": {"months": 12}});
    assert!(with(std::slice::from_ref(&wide)).is_complete);
    for rules in [[wide.clone(), tight.clone()], [tight, wide]] {
        let evaluation = with(&rules);
        assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["tight"]));
    }
    for rule in [
        json!({"id": "own", "optional": true, "window": {"months": 12}}),
        json!({"id": "own", "optional": true, "noOverlap": {"outcomes": true}}),
    ] {
        let evaluation = with(&[rule]);
        let own = evaluation.requirement("own").unwrap();
        assert!(evaluation.is_complete && own.status == Status::Warn, "{own:?}");
        assert!(own.missing.as_ref().unwrap().contains("“old”"), "{own:?}");
    }
}

/// What is not stated is reckoned against a cap.
#[test]
fn a_cap_is_not_evaded_by_saying_nothing() {
    let pathway = of(json!([
        {"id": "volume", "totalCredits": {"atLeast": "20"}},
        {"id": "informal", "credits": {"of": {"not": {"setting": ["formal"]}}, "atMost": "10"}},
    ]));
    let formal = issued("formal", &json!({"ects": "10", "setting": "formal"}));
    let unsaid = issued("unsaid", &json!({"ects": "10"}));
    let unsaid_too = issued("unsaid too", &json!({"ects": "10"}));
    assert!(evaluate(&pathway, &[&formal, &unsaid]).is_complete);
    let evaluation = evaluate(&pathway, &[&unsaid, &unsaid_too]);
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["informal"]));
    // Nor by outcomes that name no skill.
    let welding = json!({"outcome": ["https://skills.example/welding"]});
    let capped = |of: Value| {
        let pathway = of_thirty(&json!({"id": "cap", "credits": {"of": of, "atMost": "10"}}));
        evaluate(&pathway, &[&issued("a", &json!({"ects": "30"}))])
    };
    for of in [welding.clone(), json!({"not": welding})] {
        let evaluation = capped(of);
        assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["cap"]), "{evaluation}");
    }
    let skilled = json!([{"text": "Welds steel", "skills": [{"uri": "https://skills.example/welding"}]}]);
    let skilled = issued("a", &json!({"ects": "30", "outcomes": skilled}));
    let cap = |of: Value| of_thirty(&json!({"id": "cap", "credits": {"of": of, "atMost": "10"}}));
    assert!(evaluate(&cap(json!({"outcome": ["https://skills.example/sewing"]})), &[&skilled]).is_complete);
    assert!(evaluate(&cap(json!({"not": {"outcome": ["https://skills.example/welding"]}})), &[&skilled]).is_complete);
}

/// Thirty credits, and one rule more.
fn of_thirty(rule: &Value) -> Pathway {
    of(json!([{"id": "volume", "totalCredits": {"atLeast": "30"}}, rule]))
}

#[test]
fn amounts_that_are_none_are_not_accepted() {
    case!(130);
    let held = issued("a", &json!({"ects": "10"})).into_inner();
    let profile = support::issuer().profile().clone();
    let badge = Carrier::Standard.carry(&held, &profile).unwrap().badge.to_json().to_string();
    for amount in ["-5", "1e308", "\"NaN\"", "10.005", "0", "1e2", "\"10\""] {
        let changed = badge.replace("\"creditsAvailable\":10", &format!("\"creditsAvailable\":{amount}"));
        assert_ne!(changed, badge);
        let Ok(secured) =
            support::issuer().secure(&changed, microcred::proof::data_integrity::Cryptosuite::EddsaRdfc2022)
        else {
            continue;
        };
        let accepted = support::verifier().verify(&secured, &Offline).accept::<MicroCredential>();
        // Where the badge says the amount in two ways, they have to agree; none of these agrees with anything.
        assert!(accepted.is_err(), "{amount}");
        say("not accepted");
    }
}

/// What a holder may have left out is not evaluable, never satisfied; and no cap is evaded by leaving it out.
#[test]
fn a_selection_counts_nowhere() {
    let held = issued("a", &json!({"ects": "20", "setting": "non-formal"})).into_inner();
    let signer = InMemorySigner::new(support::issuing_key()).unwrap();
    let profile = Profile::new(signer.identity().did().unwrap()).name("Example Provider");
    let choice = HolderChoice::new().by_choice([Pointer::from_text("/credentialSubject/achievement/alignment")]);
    let issuer = Issuer::new(profile, signer)
        .with_suite(Suite::SdJwt)
        .with_holder_choice(choice)
        .with_environment(support::environment());
    let whole = issuer.issue(&held).unwrap();
    let limits = Limits::default();
    let less = SdJwt::parse(whole.as_str(), &limits).unwrap().present(&[], &limits).unwrap();
    let verification = support::verifier().verify(&less, &Offline);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(verification.accept::<MicroCredential>().is_err());
    let shown: Verified<vc::Partial> = verification.accept().unwrap();
    let holdings = Holdings::new().with_selection(&shown);
    for requirements in [
        json!([{"id": "r", "totalCredits": {"atLeast": "10"}}]),
        json!([{"id": "r", "credits": {"of": {"setting": ["formal"]}, "atLeast": "10"}}]),
        json!([{"id": "r", "share": {"of": {"setting": ["formal"]}, "atLeast": "50"}}]),
    ] {
        let evaluation = of(requirements).evaluate(holdings.clone(), &LedgerView::empty(), day("2026-12-01"));
        let status = evaluation.requirement("r").unwrap().status;
        assert_eq!((evaluation.is_complete, status), (false, Status::NotEvaluable), "{evaluation}");
        assert_eq!(evaluation.unused[0].reasons[0].by, "selection");
    }
    // Beside all of it, it takes nothing away.
    let all: Verified<MicroCredential> = support::verifier().verify(&whole, &Offline).accept().unwrap();
    let evaluation = twenty().evaluate(holdings.clone().with(&all), &LedgerView::empty(), day("2026-12-01"));
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (true, vec!["duplicate"]), "{evaluation}");
    // What a cap or an exclusion reads may be what was left out: neither is evaded.
    let whole = issued("b", &json!({"ects": "10", "setting": "formal"}));
    for rule in [
        json!({"id": "cap", "credits": {"of": {"not": {"setting": ["formal"]}}, "atMost": "5"}}),
        json!({"id": "exclusion", "noOverlap": {"exclusions": [[{"setting": ["formal"]}, {"setting": ["non-formal"]}]]}}),
    ] {
        let pathway = of(json!([{"id": "volume", "totalCredits": {"atLeast": "30"}}, rule]));
        let evaluation = pathway.evaluate(holdings.clone().with(&whole), &LedgerView::empty(), day("2026-12-01"));
        let reason = &evaluation.unused[0].reasons[0];
        assert_eq!((reason.by.as_str(), reason.is_unknown, evaluation.is_complete), ("selection", true, false));
        assert_eq!(evaluation.requirement("volume").unwrap().status, Status::NotEvaluable, "{evaluation}");
        assert_eq!(evaluation.credits.to_string(), "10");
    }
}

/// What its issuer has withdrawn cannot be handed in at all; and what was accepted before that is asked about again, where the
/// pathway says how old a look at the lists may be.
#[test]
fn a_revoked_member_is_no_member() {
    case!(130);
    let registry = Arc::new(MemoryRegistry::new(support::environment()));
    let lists = StatusLists::new(registry.clone(), "https://vet.example/status/{list}.json");
    let issuer = support::issuer().with_carrier(Carrier::Extended).with_status(lists);
    let badge = issuer.issue(&issued("a", &json!({"ects": "20"})).into_inner()).unwrap();
    let verify = || {
        let list = issuer.status_list(&registry.snapshot(1).unwrap()).unwrap();
        let mut published = Memory::new();
        published.insert("https://vet.example/status/1.json", list.as_bytes());
        support::verifier().verify(&badge, &published)
    };
    let before: Verified<MicroCredential> = verify().accept().unwrap();
    assert!(evaluate(&twenty(), &[&before]).is_complete);

    let id = before.provenance().credential.clone().unwrap();
    registry.set(&Target::credential(id), Change::Revoke, "awarded by mistake").unwrap();
    let after = verify();
    assert_eq!(after.primary.as_ref().map(|primary| primary.code), Some(code::status::REVOKED));
    saw(&after);
    assert!(after.accept::<MicroCredential>().is_err());

    let volume = json!([{"id": "volume", "totalCredits": {"atLeast": "20"}}]);
    let recent = pathway(&json!({"pathways": {"p": {"verifiedWithin": 7, "requirements": volume}}}), "p");
    let on = |date| recent.evaluate([&before].into_iter().collect::<Holdings>(), &LedgerView::empty(), day(date));
    assert!(on("2026-11-24").is_complete);
    let late = on("2026-12-24");
    assert_eq!((late.is_complete, reasons(&late)), (false, vec!["verification"]));
}

/// A status that nobody has looked up is no recent one; what has none needs none.
#[test]
fn a_status_that_was_not_looked_up_is_not_recent() {
    let registry = Arc::new(MemoryRegistry::new(support::environment()));
    let lists = StatusLists::new(registry, "https://vet.example/status/{list}.json");
    let issuer = support::issuer().with_carrier(Carrier::Extended).with_status(lists);
    let badge = issuer.issue(&issued("a", &json!({"ects": "20"})).into_inner()).unwrap();
    let policy = Policy::strict().danger_set_effect(code::status::LIST_UNRESOLVED, Effect::Warn);
    let held = support::verifier().with_policy(policy).verify(&badge, &Offline).accept().unwrap();
    let recent = of(json!([
        {"id": "volume", "totalCredits": {"atLeast": "20"}}, {"id": "valid", "stillValid": {"statusWithin": 30}},
    ]));
    let evaluation = evaluate(&recent, &[&held]);
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["valid"]), "{evaluation}");
    assert_eq!(evaluation.requirement("valid").unwrap().status, Status::NotEvaluable);
    assert!(evaluate(&twenty(), &[&held]).is_complete);
    assert!(evaluate(&recent, &[&issued("a", &json!({"ects": "20"}))]).is_complete);
}

/// What comes before has to stand by itself as what is counted does; that it was counted elsewhere does not matter.
#[test]
fn a_prerequisite_is_not_met_by_what_would_not_count() {
    let achievement = |name: &str| json!({"achievement": [format!("https://example.org/achievements/{name}")]});
    let pathway = pathway(
        &json!({"pathways": {"p": {
            "minimumTrust": "trusted",
            "groups": [{"id": "g", "select": "all", "credentials": [achievement("one")]}],
            "requirements": [{"id": "order", "prerequisite": {"before": achievement("base"), "after": achievement("one")}}],
        }}}),
        "p",
    );
    let one = anchored("one", &json!({"ects": "10"}));
    let on = |base: &Value, ledger: &LedgerView, date| {
        let base = anchored("base", base);
        let evaluation = pathway.evaluate([&one, &base].into_iter().collect::<Holdings>(), ledger, day(date));
        assert_eq!(evaluation.is_complete, evaluation.unused.len() == 1, "{evaluation}");
        if !evaluation.is_complete {
            assert!(reasons(&evaluation).contains(&"order"), "{evaluation}");
        }
        evaluation.is_complete
    };
    let unused = LedgerView::empty();
    let base = json!({"ects": "5", "on": "2025-01-01"});
    let with = |member: &str, value: Value| {
        let mut other = base.clone();
        other[member] = value;
        other
    };
    assert!(on(&base, &unused, "2026-11-30"));
    assert!(!on(&with("issuer", "elsewhere".into()), &unused, "2026-11-30"), "nobody knows its issuer");
    assert!(!on(&with("learner", json!({"id": "did:example:eva"})), &unused, "2026-11-30"), "it is another learner's");
    let ending = with("validUntil", "2026-12-01T00:00:00Z".into());
    assert!(on(&ending, &unused, "2026-11-30") && !on(&ending, &unused, "2026-12-02"), "it has ended");
    let key = CredentialKey::of(anchored("base", &base).provenance());
    let used = Use::new("urn:x:award", "https://college.example/pathways/0", day("2025-06-01"));
    assert!(on(&base, &LedgerView::empty().with(key, used), "2026-11-30"), "it was counted elsewhere");
}

/// What has no id is known again by its bytes alone, and somebody adds a blank: it cannot be told whether it was counted.
#[test]
fn what_has_no_id_is_not_counted() {
    let text = support::edited(&signed("a", &json!({"ects": "20"})), |document| {
        let object = support::object(document, "");
        *object = support::without(object, &["id", "proof"]);
    });
    let text = support::sign_by_hand(&support::json(&text), &key_of("provider"), &[]);
    let lenient = support::verifier().with_policy(Policy::lenient());
    for text in [text.clone(), format!("{text}\n")] {
        let held = lenient.verify(text, &Offline).accept().unwrap();
        let evaluation = evaluate(&twenty(), &[&held]);
        assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["doubleUse"]), "{evaluation}");
        assert_eq!(evaluation.requirement("volume").unwrap().status, Status::NotEvaluable);
    }
}

/// One achievement, from two issuers, is learnt once.
#[test]
fn one_achievement_from_two_issuers_counts_once() {
    case!(130);
    let achievement = "https://example.org/achievements/statistics";
    let one = issued("a", &json!({"ects": "10", "achievement": achievement}));
    let other = issued("b", &json!({"ects": "10", "achievement": achievement, "issuer": "elsewhere"}));
    let evaluation = evaluate(&twenty(), &[&one, &other]);
    assert_eq!((evaluation.credits.to_string().as_str(), evaluation.is_complete), ("10", false), "{evaluation}");
    assert_eq!(reasons(&evaluation), ["noOverlap"]);
}

/// A member by an issuer that nobody vouches for, where the pathway wants issuers that are known.
#[test]
fn a_member_by_a_stranger_counts_nothing() {
    case!(130);
    let volume = json!([{"id": "volume", "totalCredits": {"atLeast": "20"}}]);
    let known = pathway(&json!({"pathways": {"p": {"minimumTrust": "trusted", "requirements": volume}}}), "p");
    let member = issued("a", &json!({"ects": "20"}));
    assert!(evaluate(&twenty(), &[&member]).is_complete);
    let evaluation = evaluate(&known, &[&member]);
    assert_eq!((evaluation.credits.to_string().as_str(), evaluation.is_complete), ("0", false), "{evaluation}");
    assert_eq!(reasons(&evaluation), ["trust"]);
}

/// It held when the award before it was made, and does not on the day of this one.
#[test]
fn what_has_ended_counts_on_the_days_before() {
    case!(130);
    let member = issued("a", &json!({"ects": "20", "validUntil": "2026-12-01T00:00:00Z"}));
    let on = |date| {
        let holdings: Holdings = [&member].into_iter().collect();
        twenty().evaluate(holdings, &LedgerView::empty(), day(date))
    };
    assert!(on("2026-11-30").is_complete);
    let evaluation = on("2026-12-02");
    assert_eq!((evaluation.is_complete, reasons(&evaluation)), (false, vec!["validity"]));
}

/// An optional rule only warns, and takes nothing from what holds in every pathway.
#[test]
fn an_optional_rule_lets_nothing_count_that_never_does() {
    let with = |rule: Value| of(json!([{"id": "volume", "totalCredits": {"atLeast": "20"}}, rule]));
    let member = issued("a", &json!({"ects": "20", "validUntil": "2026-12-01T00:00:00Z"}));
    let evaluated = |pathway: Pathway, ledger: &LedgerView, on| {
        let evaluation = pathway.evaluate([&member].into_iter().collect::<Holdings>(), ledger, day(on));
        (evaluation.is_complete, reasons(&evaluation).join(" "))
    };
    let use_once = || with(json!({"id": "own", "optional": true, "noDoubleUse": {"awards": 1}}));
    let used = Use::new("urn:x:award", "https://college.example/pathways/0", day("2025-06-01"));
    let ledger = LedgerView::empty().with(CredentialKey::of(member.provenance()), used);
    assert_eq!(evaluated(use_once(), &LedgerView::empty(), "2026-11-30"), (true, String::new()));
    assert_eq!(evaluated(use_once(), &ledger, "2026-11-30"), (false, "doubleUse".to_owned()));
    let valid = with(json!({"id": "own", "optional": true, "stillValid": {"expired": "counts"}}));
    assert_eq!(evaluated(valid, &LedgerView::empty(), "2026-12-02"), (false, "validity".to_owned()));
}

/// Nothing is lost or gained in adding up: tenths are tenths.
#[test]
fn amounts_are_added_as_decimals() {
    case!(130);
    let held: Vec<_> = (0..10).map(|number| issued(&format!("part {number}"), &json!({"ects": "0.1"}))).collect();
    let pathway = of(json!([{"id": "volume", "totalCredits": {"atLeast": "1", "atMost": "1"}}]));
    let evaluation = evaluate(&pathway, &held.iter().collect::<Vec<_>>());
    assert_eq!((evaluation.credits.to_string().as_str(), evaluation.is_complete), ("1", true), "{evaluation}");
    say("exact sum");
}

/// The order of grades is what a scale says. A scheme that orders them otherwise, or of which nobody signed an order, says nothing
/// about which grade is better than another.
#[test]
fn grades_compare_by_an_order_that_is_signed_and_agreed() {
    let scale = json!(["Pass", "Merit", "Distinction"]);
    let pathway = of(json!([
        {"id": "grade", "minimumGrade": {"of": {"any": true}, "atLeast": "Merit", "scale": scale}},
        {"id": "average", "averageGrade": {"of": {"any": true}, "atLeast": "Merit", "scale": scale}},
    ]));
    let status = |held: &Verified<MicroCredential>| {
        let evaluation = evaluate(&pathway, &[held]);
        let grade = evaluation.requirement("grade").unwrap();
        (grade.status, evaluation.is_complete, format!("{evaluation}"))
    };
    let with = |values: Value, grade: &str| {
        issued("a", &json!({"ects": "10", "grade": grade, "scheme": {"name": "Grades", "values": values}}))
    };
    for (values, grade, expected) in [
        (scale.clone(), "Merit", (Status::Pass, true)),
        (scale.clone(), "Pass", (Status::Fail, false)),
        (json!(["Fail", "Pass", "Merit", "Distinction"]), "Merit", (Status::Pass, true)),
        (json!(["Fail", "Pass", "Credit", "Merit", "Distinction"]), "Credit", (Status::NotEvaluable, false)),
        (json!(["Distinction", "Merit", "Pass"]), "Distinction", (Status::NotEvaluable, false)),
        (json!(["Distinction", "Merit", "Pass"]), "Pass", (Status::NotEvaluable, false)),
    ] {
        let (status, complete, told) = status(&with(values.clone(), grade));
        assert_eq!((status, complete), expected, "{values} {grade}: {told}");
    }
    let (_, _, told) = status(&with(json!(["Distinction", "Merit", "Pass"]), "Pass"));
    assert!(told.contains("the grades in another order than the pathway's"), "{told}");

    // In Open Badges 3.0.0 the grades of a scheme are a set: whoever holds the badge may put them in any order.
    let own = issued("a", &json!({"ects": "10", "grade": "Merit", "scheme": {"name": "Grades", "values": scale}}));
    let signer = InMemorySigner::new(support::key(100)).unwrap();
    let profile = Profile::new(signer.identity().did().unwrap()).name("Example Provider");
    let badge = Carrier::Standard.carry(&own, &profile).unwrap().badge.to_json().to_string();
    let issuer = Issuer::new(profile, signer).with_environment(support::environment());
    for (context, reorders, expected) in [
        ("context.json", true, Status::NotEvaluable),
        ("context-3.0.1.json", true, Status::NotEvaluable),
        ("context-3.0.2.json", false, Status::Pass),
    ] {
        let old = badge.replace("context-3.0.3.json", context).replace("/ns/credentials/v2", "/2018/credentials/v1");
        let mut old: Value = serde_json::from_str(&old).unwrap();
        for later in ["validFrom", "awardedDate"] {
            old.as_object_mut().unwrap().remove(later);
        }
        old["issuanceDate"] = "2025-01-10T00:00:00Z".into();
        let text = issuer.secure(&old.to_string(), Suite::for_key(support::key(100).public_key().key_type())).unwrap();
        let mut turned: Value = serde_json::from_str(text.as_str()).unwrap();
        let values = turned.pointer_mut("/credentialSubject/achievement/resultDescription/0/allowedValue").unwrap();
        values.as_array_mut().unwrap().reverse();
        let turned = support::verifier().verify(turned.to_string(), &Offline);
        assert_eq!(turned.outcome == Outcome::Valid, reorders, "{context}: {turned}");
        let verification = support::verifier().verify(&text, &Offline);
        let held = verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}"));
        let (status, _, told) = status(&held);
        assert_eq!(status, expected, "{context}: {told}");
        say("not evaluable");
    }
}
