//! From an evaluation to a larger award, and back: what it was made of, the ledger, the audit.

use super::cases::{day, issued, pathway};
use crate::support;
use crate::support::cases::case;
use microcred::badge::{AchievementCredential, check};
use microcred::codec::{hex, multibase};
use microcred::json::Tree;
use microcred::microcredential::carrier::Carrier;
use microcred::report::Outcome;
use microcred::resolve::Offline;
use microcred::stack::{
    AwardError, Bundle, Holdings, Ledger, LedgerView, MemoryLedger, Pathway, Problem, Standing, Status, audit, bundle,
    counted_twice,
};
use microcred::{Environment, Limits, MicroCredential, Secured, Verified};
use serde_json::{Value, json};

fn certificate() -> Pathway {
    let own = json!({"pathways": {"certificate": {
        "groups": [{"id": "parts", "select": {"atLeast": 3}, "credentials": [{"level": {"atLeast": 7}}]}],
        "requirements": [{"id": "volume", "totalCredits": {"atLeast": "30", "atMost": "30"}}],
    }}});
    pathway(&own, "certificate")
}

fn parts() -> Vec<Verified<MicroCredential>> {
    ["a", "b", "c"].map(|name| issued(name, &json!({"ects": "10", "level": {"eqf": 7}}))).into()
}

/// The certificate as it was issued, with this carrier.
fn award(carrier: Carrier, parts: &[Verified<MicroCredential>]) -> String {
    secured(carrier, parts).into_string()
}

fn secured(carrier: Carrier, parts: &[Verified<MicroCredential>]) -> Secured {
    let holdings = Holdings::from(parts);
    let evaluation = certificate().evaluate(holdings.clone(), &LedgerView::empty(), day("2025-12-01"));
    let composed = certificate().award_for(&evaluation, &holdings).unwrap();
    let composed = composed.with_ids(&Environment::system()).unwrap();
    support::issuer().with_carrier(carrier).issue(&composed).unwrap()
}

/// Holds a document to a schema that 1EdTech has published, if the corpus is there.
fn assert_published_schema(path: &str, text: &str) {
    let Some(schema) = support::read(path) else { return };
    let schema = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft201909)
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema).unwrap())
        .unwrap();
    let document = serde_json::from_str(text).unwrap();
    let errors: Vec<_> =
        schema.iter_errors(&document).map(|error| format!("{} {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{path}: {errors:?}");
}

fn verified(text: &str) -> Verified<AchievementCredential> {
    let verification = support::verifier().verify(text, &Offline);
    verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}"))
}

/// Where there is no English title, that in the language of the learning stands in the list, and not the first of the alphabet.
#[test]
fn titles_are_in_a_language_of_the_credential() {
    let own = json!({"ects": "10", "level": {"eqf": 7}, "languages": ["it"],
        "title": {"de": "IT-Sicherheit", "it": "Sicurezza informatica"}});
    let holdings = Holdings::from(&[issued("security", &own)][..]);
    let told = certificate().evaluate(holdings, &LedgerView::empty(), day("2025-12-01")).to_json().to_string();
    assert!(told.contains("Sicurezza informatica") && !told.contains("IT-Sicherheit"), "{told}");
}

#[test]
fn an_award_says_what_it_was_made_of() {
    let parts = parts();
    for carrier in [Carrier::Standard, Carrier::Extended] {
        let text = award(carrier, &parts);
        for schema in
            ["2024/achievementcredential.json", "2026/open-badges/v3_0/ob_v3p0_achievementcredential_schema.json"]
        {
            assert_published_schema(&format!("schemas/{schema}"), &text);
        }
        let document: Value = serde_json::from_str(&text).unwrap();
        let evidence = document["evidence"].as_array().unwrap();
        assert_eq!(evidence.len(), 3);
        assert_eq!(document["relatedResource"], document["evidence"], "one description of each");
        for (own, part) in evidence.iter().zip(&parts) {
            assert_eq!(own["id"].as_str(), part.id());
            assert!(own["digestSRI"].as_str().unwrap().starts_with("sha256-"));
            assert_eq!(own["creditsCounted"].as_str(), (carrier == Carrier::Extended).then_some("10"));
        }
        let held: Verified<MicroCredential> = support::verifier().verify(&text, &Offline).accept().unwrap();
        assert_eq!((held.learner().id.as_deref(), held.issued()), (Some("did:example:ana"), day("2025-12-01")));
        assert_eq!(held.offer().kind.name(), "certificate");
    }
}

/// What the terms of Open Badges cannot say of the parts is told as lost, and nothing else of them is.
#[test]
fn an_award_says_what_of_its_parts_is_lost() {
    let parts = parts();
    let [standard, extended] = [Carrier::Standard, Carrier::Extended].map(|carrier| secured(carrier, &parts));
    assert!(extended.losses().is_empty(), "{}", extended.losses());
    let [carried, whole]: [Value; 2] =
        [&standard, &extended].map(|secured| serde_json::from_str(secured.as_str()).unwrap());
    let lost: Vec<&str> = standard.losses().iter().map(|loss| loss.pointer.as_str()).collect();
    for index in 0..parts.len() {
        for (name, _) in whole["evidence"][index].as_object().unwrap() {
            let place = format!("/evidence/{index}/{name}");
            assert_eq!(lost.contains(&place.as_str()), carried.pointer(&place).is_none(), "{place}: {lost:?}");
        }
    }
    assert!(lost.contains(&"/evidence/2/creditsCounted"), "{lost:?}");
}

/// A national system has an IRI as well as ECTS.
#[test]
fn evidence_says_what_was_counted_in() {
    let own = json!({"pathways": {"certificate": {
        "credits": {"unit": "SCQF"}, "requirements": [{"id": "volume", "totalCredits": {"atLeast": "20"}}],
    }}});
    let pathway = pathway(&own, "certificate");
    let holdings: Holdings = [&issued("a", &json!({"credits": {"CATS": "20"}}))].into_iter().collect();
    let evaluation = pathway.evaluate(holdings.clone(), &LedgerView::empty(), day("2025-12-01"));
    let composed = pathway.award_for(&evaluation, &holdings).unwrap().with_ids(&Environment::system()).unwrap();
    let award = support::issuer().with_carrier(Carrier::Extended).issue(&composed).unwrap().into_string();
    let document: Value = serde_json::from_str(&award).unwrap();
    assert_eq!(document["evidence"][0]["creditSystem"], "https://w3id.org/microcred#ukCredits");
}

/// An award may be worth less than its parts without a word; one that states more than was counted is told so, in whatever unit.
/// The organisation decides.
#[test]
fn an_award_that_states_more_than_was_counted_is_told() {
    let told = |award: Value, credits: Value, counted: &str| {
        let mut own = json!({"pathways": {"certificate": {
            "credits": credits,
            "requirements": [{"id": "volume", "totalCredits": {"atLeast": "20"}}],
        }}});
        own["pathways"]["certificate"]["award"] = super::cases::document(&own, "certificate")["award"].clone();
        own["pathways"]["certificate"]["award"]["workload"] = award;
        let pathway = pathway(&own, "certificate");
        let holdings: Holdings = [&issued("a", &json!({"ects": counted, "hours": counted}))].into_iter().collect();
        let evaluation = pathway.evaluate(holdings.clone(), &LedgerView::empty(), day("2025-12-01"));
        // It is awarded all the same.
        assert_eq!(pathway.award_for(&evaluation, &holdings).is_ok(), evaluation.is_complete);
        let sum = evaluation.requirement("sum").map(|own| (own.status, own.missing.clone().unwrap_or_default()));
        (evaluation.is_complete, sum)
    };
    let ects = json!({});
    let warned = |stated: &str| Some((Status::Warn, format!("the award states {stated}; the organisation decides")));
    let sum = |award, credits, counted| told(award, credits, counted).1;
    assert_eq!(told(json!({"ects": "30"}), ects.clone(), "25"), (true, warned("30 ECTS, and 25 are counted")));
    assert_eq!(sum(json!({"ects": "30"}), ects.clone(), "30"), None);
    assert_eq!(sum(json!({"ects": "20"}), ects.clone(), "30"), None, "it may be worth less");
    assert_eq!(told(json!({"ects": "30"}), ects.clone(), "10"), (false, None), "nothing is awarded");
    let uk = json!({"credits": [{"system": "UK", "points": "60"}]});
    assert_eq!(sum(uk.clone(), ects.clone(), "29"), warned("30 ECTS, and 29 are counted"));
    assert_eq!(sum(uk, ects.clone(), "30"), None);
    assert_eq!(sum(json!({"hours": "750"}), ects, "29"), None, "nobody says how many hours make a credit");
    let hours = json!({"convert": ["hours"], "hoursPerCredit": "25"});
    assert_eq!(sum(json!({"hours": "750"}), hours, "29"), warned("30 ECTS, and 29 are counted"));
    let hours = json!({"unit": "hours"});
    assert_eq!(sum(json!({"hours": "31"}), hours, "30"), warned("31 hours, and 30 are counted"));
}

/// An award and what it was made of are one thing: whoever holds both has learnt it once. So are two awards made of one
/// credential.
#[test]
fn an_award_does_not_count_beside_its_parts() {
    let parts = parts();
    let own = json!({"pathways": {"diploma": {"requirements": [{"id": "volume", "totalCredits": {"atLeast": "60"}}]}}});
    let diploma = pathway(&own, "diploma");
    for carrier in [Carrier::Standard, Carrier::Extended] {
        let text = award(carrier, &parts);
        let larger: Verified<MicroCredential> = support::verifier().verify(&text, &Offline).accept().unwrap();
        let holdings = parts.iter().fold(Holdings::new().with(&larger), Holdings::with);
        let evaluation = diploma.evaluate(holdings, &LedgerView::empty(), day("2025-12-01"));
        assert_eq!((evaluation.is_complete, evaluation.credits.to_string().as_str()), (false, "30"), "{evaluation}");
        let told: Vec<_> =
            evaluation.unused.iter().flat_map(|own| &own.reasons).map(|own| own.detail.as_str()).collect();
        assert!(told.iter().all(|detail| detail.ends_with("one of the two is a part of the other")), "{told:?}");
        let other = verified_as_award("urn:x:other", parts[0].id().unwrap());
        let evaluation =
            diploma.evaluate(Holdings::new().with(&larger).with(&other), &LedgerView::empty(), day("2026-12-01"));
        assert_eq!(evaluation.credits.to_string(), "30", "{evaluation}");
        assert!(evaluation.unused[0].reasons[0].detail.ends_with("both were made of one credential"));
    }
}

/// Nor does an award count beside what its parts were made of, once these are at hand.
#[test]
fn an_award_does_not_count_beside_the_parts_of_its_parts() {
    let x = issued("x", &json!({"ects": "10"}));
    let inner = verified_as_award("urn:x:inner", x.id().unwrap());
    let middle = verified_as_award("urn:x:middle", "urn:x:inner");
    let outer = verified_as_award("urn:x:outer", "urn:x:middle");
    let own = json!({"pathways": {"diploma": {"requirements": [{"id": "volume", "totalCredits": {"atLeast": "40"}}]}}});
    let diploma = pathway(&own, "diploma");
    for all in [[&outer, &x, &inner, &middle], [&x, &middle, &outer, &inner]] {
        let evaluation =
            diploma.evaluate(all.into_iter().collect::<Holdings>(), &LedgerView::empty(), day("2026-12-01"));
        assert_eq!((evaluation.is_complete, evaluation.counted.len()), (false, 1), "{evaluation}");
        let told = evaluation.unused.iter().flat_map(|own| &own.reasons).map(|own| own.detail.as_str());
        assert!(told.clone().all(|detail| detail.contains("part of the other")), "{evaluation}");
    }
}

/// Of an award and what it was made of, one counts towards one award, whenever they are handed in.
#[test]
fn a_ledger_knows_what_an_award_was_made_of() {
    let x = issued("x", &json!({"ects": "30"}));
    let other = issued("other", &json!({"ects": "30"}));
    let inner = verified_as_award("urn:x:inner", x.id().unwrap());
    let sibling = verified_as_award("urn:x:sibling", x.id().unwrap());
    let outer = verified_as_award("urn:x:outer", "urn:x:inner");
    let volume = json!({"id": "volume", "totalCredits": {"atLeast": "30"}});
    let twice = json!({"id": "twice", "noDoubleUse": {"awards": 2}});
    for (rule, by) in [(json!({"id": "once", "noDoubleUse": {"awards": 1}}), "once"), (Value::Null, "doubleUse")] {
        let requirements: Vec<&Value> = [&volume, &rule].into_iter().filter(|rule| !rule.is_null()).collect();
        let once = pathway(&json!({"pathways": {"p": {"requirements": requirements}}}), "p");
        let twice = pathway(&json!({"pathways": {"p": {"requirements": [volume, twice]}}}), "p");
        let counted = |pathway: &Pathway, ledger: &MemoryLedger, held: &[&Verified<MicroCredential>]| {
            let holdings: Holdings = held.iter().copied().collect();
            let keys: Vec<_> = holdings.keys().cloned().collect();
            let seen = ledger.view(&keys).unwrap();
            let evaluation = pathway.evaluate(holdings.clone(), &seen, day("2026-12-01"));
            if evaluation.is_complete {
                let composed = pathway.award_for(&evaluation, &holdings).unwrap();
                let composed = composed.with_ids(&Environment::system()).unwrap();
                let (keys, used) = composed.to_commit().unwrap();
                ledger.commit(&seen, &keys, &used).unwrap();
                return true;
            }
            let reasons: Vec<_> = evaluation.unused.iter().flat_map(|own| &own.reasons).collect();
            assert!(reasons.iter().any(|own| own.by == by && own.is_unknown), "{evaluation}");
            false
        };
        for (first, second) in [(&inner, &x), (&x, &inner), (&inner, &sibling)] {
            let ledger = MemoryLedger::new();
            assert!(counted(&once, &ledger, &[first]));
            assert!(!counted(&once, &ledger, &[second]));
            assert!(counted(&once, &ledger, &[&other]), "it has nothing to do with it");
            assert!(counted(&twice, &ledger, &[second]));
        }
        // Whichever of the two counts.
        let ledger = MemoryLedger::new();
        assert!(counted(&once, &ledger, &[&outer, &inner]));
        assert!(!counted(&once, &ledger, &[&x]));
    }
}

/// A part that an award names by its digest alone has another digest once somebody adds a blank.
#[test]
fn a_part_without_an_id_is_not_evaded_by_a_blank() {
    let signed = |name: &str, on: &str| super::cases::signed(name, &json!({"ects": "30", "on": on}));
    let held = |text: &str| -> Verified<MicroCredential> {
        let verification = support::verifier().verify(text, &Offline);
        verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}"))
    };
    let text = signed("x", "2025-01-10");
    let (x, blank) = (held(&text), held(&format!("{text}\n")));
    let own = json!({"type": ["Evidence", "EcStackedPart"], "digestSRI": digest(&verified(&text))});
    let award = held(&claiming("urn:x:award", "did:example:ana", &[own]));
    let [older, younger] = ["2025-02-10", "2026-02-10"].map(|on| held(&signed(on, on)));
    let own = json!({"pathways": {"diploma": {"requirements": [{"id": "volume", "totalCredits": {"atLeast": "60"}}]}}});
    let is_complete = |held: &[&Verified<MicroCredential>]| {
        let holdings: Holdings = held.iter().copied().collect();
        pathway(&own, "diploma").evaluate(holdings, &LedgerView::empty(), day("2026-12-01")).is_complete
    };
    assert!(!is_complete(&[&award, &x]) && !is_complete(&[&award, &blank]));
    assert!(!is_complete(&[&award, &older]), "it may be that part");
    assert!(is_complete(&[&award, &x, &older]), "that part is another one");
    assert!(!is_complete(&[&award, &younger]), "nobody can tell whether what it was made of was counted already");
}

/// Nor does a ledger know it again. What is given as well has an id, by which it does.
#[test]
fn a_part_without_an_id_is_not_counted_twice_by_a_ledger() {
    let held = |text: &str| -> Verified<MicroCredential> {
        let verification = support::verifier().verify(text, &Offline);
        verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}"))
    };
    let text = super::cases::signed("x", &json!({"ects": "30", "on": "2025-01-10"}));
    let (x, blank) = (held(&text), held(&format!("{text}\n")));
    let other = "zQmWvQxTqbG2Z9HPJgG57jjwR154cKhbtJenbyYTWkjgF3e";
    for evidence in [
        json!({"type": ["Evidence"], "name": "x", "digestSRI": digest(&x)}),
        json!({"type": ["Evidence", "EcStackedPart"], "name": "x", "digestSRI": digest(&x)}),
        json!({"type": ["Evidence", "EcStackedPart"], "name": "x"}),
        json!({"type": ["Evidence"], "name": "x", "digestMultibase": other}),
        json!({"type": ["Evidence"], "name": "x", "digestMultibase": multihash(&x)}),
    ] {
        let award = held(&claiming("urn:x:award", "did:example:ana", std::slice::from_ref(&evidence)));
        assert!(!is_counted(&MemoryLedger::new(), &[&award]), "{evidence}");
        let names_x = evidence.get("digestSRI").is_some() || evidence.get("digestMultibase") == Some(&multihash(&x));
        for copy in [&x, &blank] {
            let ledger = MemoryLedger::new();
            assert!(is_counted(&ledger, &[copy]));
            assert!(!is_counted(&ledger, &[&award, &x]) && !is_counted(&ledger, &[&award]), "{evidence}");
            let ledger = MemoryLedger::new();
            // Whichever of the two counts.
            assert!(is_counted(&ledger, &[&award, &x]));
            assert!(!names_x || !is_counted(&ledger, &[copy]), "{evidence}");
        }
    }
}

/// What was counted towards an award was not counted beside it, when that is a part of a larger one.
#[test]
fn an_award_is_stacked_further_with_the_ledger_that_knows_its_parts() {
    let ledger = MemoryLedger::new();
    let [x, y, z] = ["x", "y", "z"].map(|name| issued(name, &json!({"ects": "30"})));
    let inner = counted(&ledger, &[&x]).unwrap();
    let other = counted(&ledger, &[&y]).unwrap();
    let outer = counted(&ledger, &[&inner]).unwrap();
    assert!(!is_counted(&ledger, &[&inner]), "it was counted");
    assert!(!is_counted(&ledger, &[&x]), "towards what is a part of another");
    let claimed = verified_as_award("urn:x:claimed", y.id().unwrap());
    assert!(!is_counted(&ledger, &[&claimed]), "another award has counted it");
    assert!(is_counted(&ledger, &[&outer, &inner, &x]), "with all that it was made of");
    assert!(!is_counted(&ledger, &[&outer]));
    assert!(is_counted(&ledger, &[&other]) && is_counted(&ledger, &[&z]));
}

fn is_counted(ledger: &MemoryLedger, held: &[&Verified<MicroCredential>]) -> bool {
    counted(ledger, held).is_some()
}

/// The award that a ledger lets an organisation make of some credentials.
fn counted(ledger: &MemoryLedger, held: &[&Verified<MicroCredential>]) -> Option<Verified<MicroCredential>> {
    let own = json!({"pathways": {"p": {"requirements": [{"id": "volume", "totalCredits": {"atLeast": "30"}}]}}});
    let pathway = pathway(&own, "p");
    let holdings: Holdings = held.iter().copied().collect();
    let keys: Vec<_> = holdings.keys().cloned().collect();
    let seen = ledger.view(&keys).unwrap();
    let evaluation = pathway.evaluate(holdings.clone(), &seen, day("2025-12-01"));
    if !evaluation.is_complete {
        return None;
    }
    let composed = pathway.award_for(&evaluation, &holdings).unwrap().with_ids(&Environment::system()).unwrap();
    let (keys, used) = composed.to_commit().unwrap();
    ledger.commit(&seen, &keys, &used).unwrap();
    let award = support::issuer().with_carrier(Carrier::Extended).issue(&composed).unwrap();
    let verification = support::verifier().verify(&award, &Offline);
    Some(verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}")))
}

/// A larger award that says that it was made of a credential.
fn verified_as_award(id: &str, part_id: &str) -> Verified<MicroCredential> {
    let text = claiming(id, "did:example:ana", &[json!({"id": part_id, "type": ["Evidence", "EcStackedPart"]})]);
    let verification = support::verifier().verify(&text, &Offline);
    verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}"))
}

#[test]
fn nothing_is_awarded_that_is_not_complete() {
    let parts = parts();
    let two = Holdings::from(&parts[..2]);
    let pathway = certificate();
    let evaluation = pathway.evaluate(two.clone(), &LedgerView::empty(), day("2025-12-01"));
    assert_eq!(pathway.award_for(&evaluation, &two).unwrap_err(), AwardError::Incomplete);
    let three = Holdings::from(&parts[..]);
    let evaluation = pathway.evaluate(three, &LedgerView::empty(), day("2025-12-01"));
    assert_eq!(pathway.award_for(&evaluation, &two).unwrap_err(), AwardError::Missing);
    let mut other = evaluation.clone();
    other.version = "2".into();
    assert_eq!(pathway.award_for(&other, &two).unwrap_err(), AwardError::OtherPathway);
}

/// What a badge says of itself and of its parts, signed by whoever holds the key.
fn claiming(id: &str, learner: &str, parts: &[Value]) -> String {
    claiming_of(json!({"ects": "30"}), id, learner, parts)
}

/// The same of so much work.
fn claiming_of(workload: Value, id: &str, learner: &str, parts: &[Value]) -> String {
    let record = json!({
        "id": id, "learner": {"id": learner}, "issued": "2025-12-01",
        "offer": {
            "id": format!("{id}:offer"), "title": "Award", "kind": "certificate",
            "awardingBodies": [{"id": "https://college.example/", "name": "Example College", "country": "IE"}],
            "learningOutcomes": ["Has what it takes"], "workload": workload, "assessmentTypes": ["portfolio"],
            "participation": ["blended"], "qualityAssurance": ["institutional quality assurance"],
        },
    });
    let held = MicroCredential::from_json(&record.to_string()).unwrap();
    let profile = support::issuer().profile().clone();
    let badge = Carrier::Extended.carry(&held, &profile).unwrap().badge;
    let mut document: Value = serde_json::from_str(&badge.to_json().to_string()).unwrap();
    if !parts.is_empty() {
        document["evidence"] = parts.to_vec().into();
    }
    support::secure(&support::json(&document.to_string()))
}

fn part(id: &str, digest: &str, credits: &str) -> Value {
    json!({
        "id": id, "type": ["Evidence", "EcStackedPart"], "digestSRI": digest, "creditsCounted": credits,
        "creditSystem": "http://data.europa.eu/snb/education-credit/6fcec5c5af",
    })
}

/// The same as a multihash in base58btc.
fn multihash<T>(verified: &Verified<T>) -> Value {
    let digest = hex::decode(&verified.provenance().input_sha256).unwrap();
    json!(multibase::base58btc(&[&[0x12, 32], &digest[..]].concat()))
}

fn digest<T>(verified: &Verified<T>) -> String {
    let hex = &verified.provenance().input_sha256;
    let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = bytes.chunks(3).flat_map(|three| {
        let all = (0..3).fold(0_u32, |all, at| all << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        (0..4).map(move |at| match at > three.len() {
            true => '=',
            false => char::from(alphabet[(all >> (18 - 6 * at) & 63) as usize]),
        })
    });
    format!("sha256-{}", digits.collect::<String>())
}

#[test]
fn an_audit_checks_what_is_at_hand() {
    case!(130);
    let texts: Vec<String> = ["urn:x:a", "urn:x:b"].map(|id| claiming(id, "did:example:ana", &[])).into();
    let [a, b] = [verified(&texts[0]), verified(&texts[1])];
    let of = |parts: &[Value]| verified(&claiming("urn:x:award", "did:example:ana", parts));
    let right = of(&[part("urn:x:a", &digest(&a), "20"), part("urn:x:b", &digest(&b), "10")]);
    let audited = audit(&right, &[a.clone(), b.clone()]);
    assert!(audited.is_checked(), "{audited:?}");
    assert_eq!(
        (audited.counted.to_string(), audited.stated.map(|own| own.to_string())),
        ("30".into(), Some("30".into()))
    );
    // The other spelling of a digest says the same, and that it is another's as well.
    let by_multihash = |of: &Verified<AchievementCredential>| json!({"id": "urn:x:a", "type": ["Evidence"], "digestMultibase": multihash(of)});
    let checked = audit(&of(&[by_multihash(&a)]), std::slice::from_ref(&a));
    assert_eq!(checked.parts[0].standing, Standing::Checked);
    let wrong = audit(&of(&[by_multihash(&b)]), std::slice::from_ref(&a)).parts.remove(0).standing;
    assert_eq!(wrong, Standing::Contradicted(vec![Problem::Digest]));
    let audited = audit(&right, std::slice::from_ref(&a));
    let standings: Vec<_> = audited.parts.iter().map(|part| part.standing.clone()).collect();
    assert_eq!(standings, [Standing::Checked, Standing::AssertedByIssuerOnly]);
    assert!(!audited.is_checked() && audited.problems.is_empty());

    let problems = |parts: &[Value], at_hand: &[Verified<AchievementCredential>]| {
        let audited = audit(&of(parts), at_hand);
        let of_parts = audited.parts.into_iter().filter_map(|part| match part.standing {
            Standing::Contradicted(problems) => Some(problems),
            _ => None,
        });
        (of_parts.flatten().collect::<Vec<_>>(), audited.problems)
    };
    let other = verified(&claiming("urn:x:e", "did:example:eva", &[]));
    assert_eq!(problems(&[part("urn:x:a", &digest(&b), "30")], std::slice::from_ref(&a)).0, [Problem::Digest]);
    assert_eq!(problems(&[part("urn:x:e", &digest(&other), "30")], std::slice::from_ref(&other)).0, [Problem::Learner]);
    assert_eq!(problems(&[part("urn:x:a", &digest(&a), "31")], std::slice::from_ref(&a)).0, [Problem::Credits]);
    assert_eq!(problems(&[part("urn:x:a", &digest(&a), "29.99")], std::slice::from_ref(&a)).1, [Problem::Sum]);
    assert_eq!(problems(&[part("urn:x:a", &digest(&a), "1e3")], std::slice::from_ref(&a)).1, [Problem::Malformed]);
    assert_eq!(problems(&[part("urn:x:a", &digest(&a), "-5")], std::slice::from_ref(&a)).1, [Problem::Malformed]);
    let mut by_digest = part("urn:x:a", &digest(&a), "15");
    by_digest.as_object_mut().unwrap().remove("id");
    let twice = [part("urn:x:a", &digest(&a), "15"), by_digest];
    assert_eq!(problems(&twice, std::slice::from_ref(&a)).1, [Problem::DoubleUse]);
    let through = verified(&claiming("urn:x:t", "did:example:ana", &[part("urn:x:award", &digest(&a), "30")]));
    assert_eq!(
        problems(&[part("urn:x:t", &digest(&through), "30")], std::slice::from_ref(&through)).1,
        [Problem::Cycle]
    );
    crate::support::cases::say(Problem::Cycle.as_str());

    let second = verified(&claiming("urn:x:award2", "did:example:ana", &[part("urn:x:a", &digest(&a), "30")]));
    assert_eq!(counted_twice([&right, &second]), ["urn:x:a"]);
    assert_eq!(counted_twice([&right, &right]), [""; 0], "one award is one award");
}

/// What was converted was counted in other credits than the part states; what nobody but the organisation converts is its own to say.
#[test]
fn an_audit_accuses_nobody_of_a_conversion() {
    let audited = |workload: Value, counted: &str| {
        let own = verified(&claiming_of(workload, "urn:x:a", "did:example:ana", &[]));
        let award = claiming("urn:x:award", "did:example:ana", &[part("urn:x:a", &digest(&own), counted)]);
        audit(&verified(&award), &[own]).parts.remove(0).standing
    };
    let british = json!({"credits": [{"system": "UK", "points": "60"}]});
    assert_eq!(audited(british.clone(), "30"), Standing::Checked);
    assert_eq!(audited(british, "30.5"), Standing::Contradicted(vec![Problem::Credits]));
    assert_eq!(audited(json!({"hours": 750}), "30"), Standing::Checked);
    assert_eq!(audited(json!({"credits": [{"system": "credit points", "points": "9"}]}), "30"), Standing::Checked);
}

/// A part that has no id is named by the digest of what arrived, and is found by it.
#[test]
fn an_audit_finds_a_part_by_its_digest() {
    let [a, b] = ["urn:x:a", "urn:x:b"].map(|id| verified(&claiming(id, "did:example:ana", &[])));
    let named = json!({"type": ["Evidence", "EcStackedPart"], "digestSRI": digest(&a)});
    let award = verified(&claiming("urn:x:award", "did:example:ana", &[named]));
    let standing = |at_hand: &[Verified<AchievementCredential>]| audit(&award, at_hand).parts.remove(0).standing;
    assert_eq!(standing(&[b.clone(), a]), Standing::Checked);
    assert_eq!(standing(&[b]), Standing::AssertedByIssuerOnly);
}

/// Whatever else is at hand under its id, and however it is named the second time.
#[test]
fn an_audit_knows_a_part_among_others_of_its_id() {
    let own = verified(&claiming("urn:x:a", "did:example:ana", &[]));
    let others = verified(&claiming_of(json!({"ects": "5"}), "urn:x:a", "did:example:eva", &[]));
    let of = |parts: &[Value]| verified(&claiming("urn:x:award", "did:example:ana", parts));
    let award = of(&[part("urn:x:a", &digest(&own), "30")]);
    for at_hand in [[own.clone(), others.clone()], [others.clone(), own.clone()]] {
        assert!(audit(&award, &at_hand).is_checked());
    }
    assert_eq!(audit(&award, &[others]).parts.remove(0).standing, {
        Standing::Contradicted(vec![Problem::Digest, Problem::Learner, Problem::Credits])
    });
    let by_id = json!({"id": "urn:x:a", "type": ["Evidence", "EcStackedPart"]});
    let by_digest = json!({"type": ["Evidence", "EcStackedPart"], "digestSRI": digest(&own)});
    let twice = audit(&of(&[by_id, by_digest]), &[own]);
    assert_eq!(twice.problems, [Problem::DoubleUse]);
}

#[test]
fn a_record_holds_an_award_and_its_parts_where_it_can() {
    let texts: Vec<String> = ["urn:x:a", "urn:x:b"].map(|id| claiming(id, "did:example:ana", &[])).into();
    let award = claiming("urn:x:award", "did:example:ana", &[]);
    // Who publishes the record is neither of the issuers, whose descriptions differ from badge to badge.
    let publisher = support::key(9);
    let did = support::did_key(&publisher);
    let method = format!("{did}#{}", support::multikey(&publisher));
    let publisher = support::issuer_as(&did, publisher, &method);
    let profile = publisher.profile().clone();
    let parts = [texts[0].as_str(), texts[1].as_str()];
    let Bundle::Record(record) = bundle(profile.clone(), "did:example:ana", &award, &parts).unwrap() else {
        panic!("all of them can stand in a record");
    };
    assert_eq!(record.credential_subject.association.len(), 2);
    let issued = publisher.issue(&*record).unwrap();
    let tree = Tree::parse(issued.as_str(), &Limits::default()).unwrap();
    assert!(!check(tree.root()).has_errors(), "{}", check(tree.root()));
    assert_published_schema("schemas/2026/clr/v2_0/clr_v2p0_clrcredential_schema.json", issued.as_str());
    let verification = support::verifier().verify(&issued, &Offline);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert_eq!(verification.members().len(), 3);
    assert!(verification.members().iter().all(|(_, member)| member.outcome == Outcome::Valid));

    let token = "eyJhbGciOiJFZERTQSJ9.e30.AA";
    let Bundle::Presentation { because, .. } = bundle(profile, "did:example:ana", &award, &[&texts[0], token]).unwrap()
    else {
        panic!("a token cannot stand in a record");
    };
    assert_eq!(because.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_part_that_nobody_knows_does_not_count() {
    let untrusted = json!({"pathways": {"anchored": {"minimumTrust": "trusted", "requirements": [{"id": "volume", "totalCredits": {"atLeast": "10"}}]}}});
    let parts = parts();
    let evaluation = pathway(&untrusted, "anchored").evaluate(&parts[..], &LedgerView::empty(), day("2025-12-01"));
    assert!(!evaluation.is_complete && evaluation.counted.is_empty());
    assert!(evaluation.unused.iter().all(|own| own.reasons[0].by == "trust"));
}
