//! Credentials of issuers whom nobody knows, beside those of one who is known: whatever they say, they change nothing.

use super::cases::{self, day, did, key_of, signed};
use super::properties::{self, requirement};
use crate::support;
use microcred::resolve::Offline;
use microcred::stack::{Evaluation, Holdings, LedgerView, Pathway};
use microcred::trust::Anchors;
use microcred::{MicroCredential, Verified};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

/// By what a credential can know a learner: two people, each with an id and an address, written plainly or hashed.
const WORDS: [(&str, &str); 6] =
    [("ana", "id"), ("ana", "address"), ("ana", "hash"), ("eva", "id"), ("eva", "address"), ("eva", "hash")];

/// A learner who is named so.
fn named(words: &[(&str, &str)]) -> Value {
    let mut learner = json!({"name": "Somebody"});
    let mut identifiers = Vec::new();
    for (who, how) in words {
        let address = format!("{who}@example.org");
        match *how {
            "id" => learner["id"] = format!("did:example:{who}").into(),
            "address" => identifiers.push(json!({"type": "emailAddress", "value": address})),
            _ => {
                let salt = "0123456789abcdef0123456789abcdef";
                let digest = microcred::codec::digest::sha256_hex(format!("{address}{salt}"));
                identifiers.push(json!({"type": "emailAddress", "salt": salt, "hash": format!("sha256${digest}")}));
            }
        }
    }
    if !identifiers.is_empty() {
        learner["identifiers"] = identifiers.into();
    }
    learner
}

/// What is issued to one of two, in ways that agree.
fn one_learner() -> impl Strategy<Value = Value> {
    let ana = subsequence(WORDS[..3].to_vec(), 1..=3);
    let eva = subsequence(WORDS[3..].to_vec(), 1..=3);
    prop_oneof![4 => ana, 1 => eva].prop_map(|words| named(&words))
}

fn any_learner() -> impl Strategy<Value = Value> {
    // Nobody has two ids.
    let words = subsequence(WORDS.to_vec(), 1..=6).prop_map(|words| {
        let both = words.contains(&("ana", "id")) && words.contains(&("eva", "id"));
        words.into_iter().filter(|own| !both || *own != ("eva", "id")).collect::<Vec<_>>()
    });
    words.prop_map(|words| named(&words))
}

/// One of a few names, so that many credentials have the same id, or are for the same achievement.
fn name() -> impl Strategy<Value = String> {
    (0..6).prop_map(|number| format!("part {number}"))
}

fn achievement(name: &str) -> String {
    format!("https://example.org/achievements/{}", name.replace(' ', "-"))
}

fn credential(issuers: &'static [&'static str], learner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let until = prop_oneof![4 => Just(Value::Null), 1 => Just(json!("2026-12-01T00:00:00Z"))];
    let fixed = (select(issuers), name(), name(), name());
    let rest = (select(&["2.5", "5", "10", "60"][..]), 5_u8..8, 1_u8..9, select(&["formal", "non-formal"][..]));
    (fixed, rest, learner, until).prop_map(
        |((issuer, name, of, related), (ects, level, month, setting), learner, until)| {
            let related = if related == of { Value::Null } else { achievement(&related).into() };
            json!({
                "name": name, "issuer": issuer, "learner": learner, "ects": ects, "level": {"eqf": level},
                "on": format!("2025-0{month}-01"), "setting": setting, "validUntil": until,
                "achievement": achievement(&of), "related": related, "outcomes": [format!("Outcome of {of}")],
            })
        },
    )
}

/// One that may say that it was made of any of the others.
fn award(
    issuers: &'static [&'static str],
    learner: impl Strategy<Value = Value>,
) -> impl Strategy<Value = (Value, Vec<String>)> {
    let parts = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(name(), 1..3)];
    (credential(issuers, learner), parts)
}

fn verified(own: &Value, made_of: &[String], is_anchored: bool) -> Verified<MicroCredential> {
    let mut text = signed(own["name"].as_str().unwrap(), own);
    if !made_of.is_empty() {
        let others = made_of.iter().filter(|name| **name != own["name"]);
        let parts = others.map(|name| {
            let id = format!("urn:example:credential:{}", name.replace(' ', "-"));
            support::json(&json!({"id": id, "type": ["Evidence", "EcStackedPart"]}).to_string())
        });
        let parts = parts.collect::<Vec<_>>();
        let unsigned = support::edited(&text, |document| {
            let document = support::object(document, "");
            document.remove("proof");
            document.insert("evidence", parts);
        });
        text = support::sign_by_hand(&support::json(&unsigned), &key_of(own["issuer"].as_str().unwrap()), &[]);
    }
    let anchors = json!({"anchors": [{"id": did("provider")}]}).to_string();
    let verifier = match is_anchored {
        true => support::verifier().with_anchors(Anchors::parse(&anchors).unwrap()),
        false => support::verifier(),
    };
    let verification = verifier.verify(text, &Offline);
    verification.accept().unwrap_or_else(|error| panic!("{error}\n{verification}"))
}

/// A pathway for which strangers are nobody: by its trust, or by what its groups take.
fn pathway() -> impl Strategy<Value = Pathway> {
    let all = json!({"any": true});
    let known = json!({"and": [{"issuer": ["issuer:provider"]}, {"anchored": true}]});
    let groups = |of: Value| {
        prop_oneof![
            Just(json!([])),
            (1_u32..4).prop_map({
                let of = of.clone();
                move |least| json!([{"id": "g", "select": {"atLeast": least}, "credentials": [of]}])
            }),
            (5_u32..30).prop_map({
                let of = of.clone();
                move |least| json!([{"id": "g", "select": {"credits": {"atLeast": least}}, "credentials": [of]}])
            }),
        ]
    };
    let achievement =
        || name().prop_map(|name| json!({"and": [{"achievement": [achievement(&name)]}, {"anchored": true}]}));
    let rule = prop_oneof![
        4 => requirement(),
        1 => (achievement(), achievement()).prop_map(|(before, after)| json!({"prerequisite": {"before": before, "after": after}})),
        1 => achievement().prop_map(|of| json!({"capstone": {"of": of, "last": true}})),
        1 => Just(json!({"noOverlap": {"outcomes": true}})),
        1 => Just(json!({"stillValid": {"expired": "counts"}})),
    ];
    let rules = prop::collection::vec(rule, 1..4);
    (any::<bool>(), groups(all), groups(known), rules).prop_map(|(by_trust, open, closed, rules)| {
        let is_closed = closed.as_array().is_some_and(|groups| !groups.is_empty());
        let mut document =
            json!({"requirements": properties::named(rules), "groups": if by_trust { open } else { closed }});
        if by_trust || !is_closed {
            document["minimumTrust"] = "trusted".into();
        }
        cases::pathway(&json!({"pathways": {"p": document}}), "p")
    })
}

fn evaluate(pathway: &Pathway, held: &[Verified<MicroCredential>]) -> Evaluation {
    pathway.evaluate(held.iter().collect::<Holdings>(), &LedgerView::empty(), day("2026-12-15"))
}

/// A core of those who are known, by anchors or because the pathway names them, and beside it electives of anybody.
fn with_electives() -> impl Strategy<Value = (bool, Pathway)> {
    let provider = json!({"issuer": ["issuer:provider"]});
    let core = select(vec![
        (true, json!({"anchored": true})),
        (true, provider.clone()),
        (true, json!({"and": [{"level": {"atLeast": {"eqf": 6}}}, {"anchored": true}]})),
        (false, provider.clone()),
        (false, json!({"and": [{"level": {"atLeast": {"eqf": 6}}}, provider]})),
    ]);
    let select = prop_oneof![
        (1_u32..4).prop_map(|least| json!({"atLeast": least})),
        (5_u32..40).prop_map(|least| json!({"credits": {"atLeast": least}})),
    ];
    (core, select).prop_map(|((is_anchored, of), select)| {
        let groups = json!([
            {"id": "core", "select": select, "credentials": [of]},
            {"id": "free", "optional": true, "select": {"atLeast": 1}, "credentials": [{"any": true}]},
        ]);
        (is_anchored, cases::pathway(&json!({"pathways": {"p": {"groups": groups}}}), "p"))
    })
}

/// The same credentials, each for an achievement of its own.
fn apart(whose: &str, all: Vec<Value>) -> Vec<Value> {
    let apart = |(index, mut own): (usize, Value)| {
        let name = format!("{whose} {index}");
        own["achievement"] = achievement(&name).into();
        own["outcomes"] = json!([format!("Outcome of {name}")]);
        own["related"] = Value::Null;
        own["name"] = name.into();
        own
    };
    all.into_iter().enumerate().map(apart).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn strangers_change_nothing(
        pathway in pathway(),
        known in prop::collection::vec(award(&["provider"], one_learner()), 1..6),
        strangers in prop::collection::vec(award(&["elsewhere", "suny"], any_learner()), 1..5),
    ) {
        let verified = |(own, made_of): &(Value, Vec<String>)| verified(own, made_of, true);
        let held: Vec<_> = known.iter().map(verified).collect();
        let more: Vec<_> = held.iter().cloned().chain(strangers.iter().map(verified)).collect();
        let (alone, beside) = (evaluate(&pathway, &held), evaluate(&pathway, &more));
        prop_assert_eq!(&beside.counted, &alone.counted, "{}\n{}", beside, alone);
        prop_assert_eq!(beside.is_complete, alone.is_complete, "{}\n{}", beside, alone);
        let stands = |evaluation: &Evaluation| {
            // Those about single credentials tell of each that is not counted.
            let sums = ["totalCredits", "credits", "count", "share", "averageGrade", "window", "noOverlap", "capstone"];
            let own = evaluation.requirements.iter().filter(|own| sums.contains(&own.kind.as_str()));
            let own = own.map(|own| (own.id.clone(), own.status));
            own.chain(evaluation.groups.iter().map(|group| (group.id.clone(), group.status))).collect::<Vec<_>>()
        };
        prop_assert_eq!(stands(&beside), stands(&alone), "{}\n{}", beside, alone);
        let (of_all, of_known): (Holdings, Holdings) = (more.iter().collect(), held.iter().collect());
        let learner = |award: Result<microcred::stack::Composed, _>| award.ok().map(|award| award.credential.learner().clone());
        prop_assert_eq!(learner(pathway.award_for(&beside, &of_all)), learner(pathway.award_for(&alone, &of_known)));
    }

    /// What they issue may be counted as an elective; whose the award is and what of the others is counted does not rest on it.
    #[test]
    fn electives_of_strangers_change_nothing_else(
        (is_anchored, pathway) in with_electives(),
        known in prop::collection::vec(credential(&["provider"], one_learner()), 1..6),
        strangers in prop::collection::vec(credential(&["elsewhere", "suny"], any_learner()), 1..5),
    ) {
        let verified = |own: &Value| verified(own, &[], is_anchored);
        let held: Vec<_> = apart("known", known).iter().map(verified).collect();
        let more: Vec<_> = held.iter().cloned().chain(apart("stranger", strangers).iter().map(verified)).collect();
        let (alone, beside) = (evaluate(&pathway, &held), evaluate(&pathway, &more));
        prop_assert_eq!(beside.is_complete, alone.is_complete, "{}\n{}", beside, alone);
        let of_known = |evaluation: &Evaluation| {
            let counted = evaluation.counted.iter().filter(|own| own.key.issuer == did("provider"));
            counted.map(|own| (own.key.clone(), own.credits)).collect::<Vec<_>>()
        };
        prop_assert_eq!(of_known(&beside), of_known(&alone), "{}\n{}", beside, alone);
        let learner = |evaluation: &Evaluation, held: &[Verified<MicroCredential>]| {
            pathway.award_for(evaluation, &held.iter().collect()).ok().map(|award| award.credential.learner().clone())
        };
        prop_assert_eq!(learner(&beside, &more), learner(&alone, &held), "{}\n{}", beside, alone);
    }
}
