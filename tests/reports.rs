//! What every report promises, whatever arrives and whatever the policy: it is judged by its facts, says when content
//! may be believed, is the same every time, and has the form that its schema describes.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "generators/changes.rs"]
mod changes;
mod support;

use changes::{any_json, change, original};
use microcred::Limits;
use microcred::issue::Issuer;
use microcred::json::{Object, Value};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Code, Effect, Fact, Group, Outcome, Status, Trust};
use microcred::resolve::Offline;
use microcred::trust::Anchors;
use microcred::verify::{Policy, Recipient, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::LazyLock;
use support::{Counting, did_key, issuing_key, json, verifier};

const SCHEMA: &str = include_str!("../vocab/schemas/report.schema.json");

/// The schema, closed: members that it does not describe are errors here, though readers have to bear with them.
static CLOSED: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    fn close(value: &mut Value) {
        match value {
            Value::Object(object) => {
                let names: Vec<String> = object.iter().map(|(name, _)| name.to_owned()).collect();
                names.iter().for_each(|name| close(object.get_mut(name).unwrap()));
                let described = object.get("properties").is_some() && object.get("type").is_some();
                if described && object.get("additionalProperties").is_none() {
                    object.insert("additionalProperties", false);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut schema = json(SCHEMA);
    close(&mut schema);
    jsonschema::validator_for(&serde_json::from_str(&schema.to_string()).unwrap()).unwrap()
});

/// What is wrong with a report by its schema.
fn faults(report: &Value) -> Vec<String> {
    let instance = serde_json::from_str(&report.to_string()).unwrap();
    CLOSED.iter_errors(&instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Hosts in Rust that answer in JSON hand on what was found as operations do.
#[test]
fn findings_serialize_as_their_json_form() {
    let findings = microcred::Offer::from_json("{}").unwrap_err();
    assert!(findings.len() > 1);
    assert_eq!(serde_json::to_string(&findings).unwrap(), findings.to_json().to_string());
    let first = findings.iter().next().unwrap();
    assert_eq!(serde_json::to_string(first).unwrap(), first.to_json().to_string());
}

#[test]
fn the_schema_is_a_schema() {
    jsonschema::meta::validate(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let report = verifier().verify("{}", &Offline).to_json();
    assert_eq!(faults(&report), [""; 0]);
    let changed = |place: &str, value: Value| {
        let mut report = report.clone();
        *support::at(&mut report, place) = value;
        faults(&report)
    };
    assert!(!changed("/outcome", "certainly".into()).is_empty());
    assert!(!changed("/trust", "trusted".into()).is_empty(), "nothing is trusted that is not valid");
    assert!(!changed("/checks/0/status", Value::Null).is_empty());
    assert!(!changed("/input", Object::new().with("bytes", 1).into()).is_empty());
}

/// The words of the schema are those of the library: no group, status or outcome is missing from it.
#[test]
fn the_schema_knows_every_code_and_group() {
    let schema = json(SCHEMA);
    let listed = |name: &str| -> Vec<String> {
        let values = schema.get("$defs").and_then(|defs| defs.get(name)).and_then(|def| def.get("enum")).unwrap();
        values.as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
    };
    let mut groups: Vec<Group> = Code::all().map(Code::group).collect();
    groups.sort();
    groups.dedup();
    assert_eq!(listed("group"), groups.iter().map(|group| group.as_str()).collect::<Vec<_>>());
    let statuses =
        [Status::Pass, Status::Warn, Status::Fail, Status::Indeterminate, Status::NotRun, Status::NotApplicable];
    assert_eq!(listed("status"), statuses.map(Status::as_str));
    assert_eq!(listed("outcome"), [Outcome::Valid, Outcome::Invalid, Outcome::Indeterminate].map(Outcome::as_str));
    assert_eq!(listed("trust"), [Trust::None, Trust::Integrity, Trust::IssuerBound, Trust::Trusted].map(Trust::as_str));
    let pattern = schema.get("$defs").unwrap().get("code").unwrap().get("pattern").and_then(Value::as_str).unwrap();
    let pattern = jsonschema::validator_for(&serde_json::json!({"pattern": pattern})).unwrap();
    for code in Code::all() {
        assert!(pattern.is_valid(&serde_json::Value::from(code.as_str())), "{code}");
    }
}

/// Where the key is the issuer's and the document says a thing in two ways, the headline does not blame the key.
#[test]
fn the_headline_of_what_is_not_plain() {
    let mut badge = support::badge();
    let other = json(r#"{"id": "https://vet.example/achievements/green", "type": ["Achievement"], "name": "Another"}"#);
    support::object(&mut badge, "").insert("evidence", vec![other]);
    let verification = verifier().verify(support::sign_by_hand(&badge, &issuing_key(), &[]), &Offline);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Invalid, Trust::Integrity), "{verification}");
    let said = "signed, but what it says cannot be told for certain";
    assert!(verification.to_string().starts_with(&format!("INVALID — {said} (trust: integrity")), "{verification}");
    let strangers = support::sign_by_hand(&support::badge(), &support::attackers_key(), &[]);
    let verification = verifier().verify(strangers, &Offline);
    let said = "INVALID — signed, but the key is not shown to be the issuer's";
    assert!(verification.to_string().starts_with(said), "{verification}");
}

/// An id that is no IRI is found once, not under two names of a check.
#[test]
fn a_relative_id_is_told_once() {
    let mut badge = support::badge();
    support::object(&mut badge, "").insert("id", "badge-1");
    let signed = support::issuer().secure(&support::badge().to_string(), Cryptosuite::EddsaRdfc2022).unwrap();
    let mut changed = json(signed.as_str());
    support::object(&mut changed, "").insert("id", "badge-1");
    for document in [badge, changed] {
        let verification = verifier().verify(document.to_string(), &Offline);
        let ids = verification.checks.iter().filter(|check| check.code() == Some(microcred::report::code::model::IDS));
        assert_eq!(ids.map(|check| check.pointer.as_str()).collect::<Vec<_>>(), ["/id"], "{verification}");
    }
}

/// The reports on every JSON file of the corpus.
#[test]
fn reports_on_the_corpus() {
    let Some(corpus) = support::corpus() else { return };
    let mut folders = vec![corpus];
    let (mut reports, mut selections) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.metadata().unwrap().len() < Limits::default().bytes as u64 {
                let bytes = std::fs::read(&path).unwrap();
                for verifier in [verifier(), verifier().with_policy(Policy::lenient()).with_diagnostics()] {
                    let verification = verifier.verify(&bytes, &Offline);
                    let report = verification.to_json();
                    assert_eq!(faults(&report), [""; 0], "{}", path.display());
                    assert_eq!(verification.to_json_string(), report.to_string());
                    let is_selection = verification
                        .accept::<microcred::vc::Partial>()
                        .is_ok_and(|shown| shown.provenance().disclosure == microcred::verify::Disclosure::Selected);
                    // One that is not accepted may be a selection as well.
                    assert!(!is_selection || report.get("selection").is_some(), "{}", path.display());
                    selections += usize::from(report.get("selection").is_some());
                    reports += 1;
                }
            }
        }
    }
    println!("{reports} reports, {selections} of selections");
    assert!(reports > 1000 && selections > 0, "{reports} reports, {selections} of selections");
}

fn policy() -> impl Strategy<Value = Policy> {
    let codes: Vec<Code> = Code::all().collect();
    let effect = select(vec![Effect::Ignore, Effect::Info, Effect::Warn, Effect::Indeterminate, Effect::Invalid]);
    let trust = select(vec![Trust::None, Trust::Integrity, Trust::IssuerBound, Trust::Trusted]);
    (any::<bool>(), vec((select(codes), effect), 0..40), trust, 0..600_u32).prop_map(
        |(lenient, effects, trust, skew)| {
            let policy = if lenient { Policy::lenient() } else { Policy::strict() };
            let policy =
                effects.into_iter().fold(policy, |policy, (code, effect)| policy.danger_set_effect(code, effect));
            policy.danger_require_trust(trust).with_skew(skew)
        },
    )
}

fn any_verifier() -> impl Strategy<Value = Verifier> {
    let anchors = select(vec!["", "did:example:nobody", "us"]);
    let recipient =
        select(vec![None, Some(Recipient::Id("did:example:ana".to_owned())), Some(Recipient::email("a@b.example"))]);
    (policy(), anchors, recipient, any::<bool>()).prop_map(|(policy, anchor, recipient, diagnostics)| {
        let mut verifier = verifier().with_policy(policy);
        if !anchor.is_empty() {
            let id = if anchor == "us" { did_key(&issuing_key()) } else { anchor.to_owned() };
            verifier = verifier.with_anchors(Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{id}"}}]}}"#)).unwrap());
        }
        if let Some(recipient) = recipient {
            verifier = verifier.for_recipient(recipient);
        }
        if diagnostics { verifier.with_diagnostics() } else { verifier }
    })
}

/// Something to verify: a badge, a changed one, any JSON, any bytes.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let changed = (original(), vec(change(), 0..3)).prop_map(|(original, changes)| {
        let mut document = json(&original.text);
        changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
        document.to_string().into_bytes()
    });
    prop_oneof![
        4 => changed,
        2 => any_json().prop_map(|value| value.to_string().into_bytes()),
        1 => vec(any::<u8>(), 0..64),
    ]
}

/// Whether a policy lets pass what the strict one refuses.
fn relaxes(policy: &Policy) -> bool {
    let strict = Policy::strict();
    policy.required_trust() < strict.required_trust()
        || Code::all().any(|code| policy.effect(code) < strict.effect(code))
}

/// What every report promises, whatever the policy.
fn promises(verifier: &Verifier, policy: Option<&Policy>, input: &[u8]) -> Result<(), TestCaseError> {
    let verification = verifier.verify(input, &Counting::new());
    let statuses: Vec<Status> = verification.checks.iter().map(|check| check.status).collect();
    let has = |status| statuses.contains(&status);
    prop_assert!(verification.trust != Trust::Trusted || verification.outcome == Outcome::Valid);
    prop_assert_eq!(verification.outcome == Outcome::Invalid, has(Status::Fail));
    prop_assert!(verification.outcome != Outcome::Valid || !has(Status::Indeterminate) && !has(Status::NotRun));
    prop_assert!(verification.outcome != Outcome::Indeterminate || has(Status::Indeterminate) || has(Status::NotRun));
    prop_assert!(verification.primary.is_none() || verification.outcome != Outcome::Valid);
    prop_assert!(!has(Status::Fail) && !has(Status::Indeterminate) || verification.primary.is_some());
    for check in &verification.checks {
        if let (Some(policy), Fact::Found(code)) = (policy, check.fact) {
            let expected = match policy.effect(code) {
                Effect::Warn => Status::Warn,
                Effect::Indeterminate => Status::Indeterminate,
                Effect::Invalid => Status::Fail,
                _ => Status::Pass,
            };
            prop_assert_eq!(check.status, expected);
        }
    }
    let summary = verification.summary();
    let counted =
        summary.pass + summary.warn + summary.fail + summary.indeterminate + summary.not_run + summary.not_applicable;
    prop_assert_eq!(counted, statuses.len());

    // Trust needs a proof that holds, and acceptance a plain document, the required trust, and validity.
    let holds = verification.check("proof.signature").is_some_and(|check| check.status == Status::Pass);
    prop_assert!(verification.trust == Trust::None || holds);
    let accepted = verification.accept::<microcred::vc::Credential>();
    if let Ok(content) = &accepted {
        prop_assert!(holds && verification.outcome == Outcome::Valid);
        prop_assert!(
            !verification
                .checks
                .iter()
                .any(|check| matches!(check.fact, Fact::Found(code) if code.group() == Group::Context))
        );
        prop_assert!(policy.is_none_or(|policy| verification.trust >= policy.required_trust()));
        prop_assert_eq!(content.provenance().trust, verification.trust);
    }
    let report = verification.to_json();
    prop_assert_eq!(report.get("verified").is_some(), verification.acceptable().is_ok());
    prop_assert!(report.get("verified").is_none() || report.get("unverified").is_none());
    prop_assert!(report.get("unverified").is_none() || policy.is_none_or(relaxes));

    prop_assert_eq!(faults(&report), Vec::<String>::new());

    // The same input gives the same bytes.
    prop_assert_eq!(report.to_string(), verifier.verify(input, &Counting::new()).to_json().to_string());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reports_keep_their_promises(verifier in any_verifier(), input in input()) {
        promises(&verifier, None, &input)?;
    }

    #[test]
    fn policies_decide_what_follows(policy in policy(), input in input()) {
        promises(&verifier().with_policy(policy.clone()), Some(&policy), &input)?;
    }

    #[test]
    fn no_json_makes_it_panic(value in any_json()) {
        promises(&verifier(), Some(&Policy::strict()), value.to_string().as_bytes())?;
        let issuer: Issuer = support::issuer();
        for suite in Cryptosuite::all() {
            let _ = issuer.secure(&value.to_string(), suite);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..256)) {
        promises(&verifier(), Some(&Policy::strict()), &bytes)?;
    }
}
