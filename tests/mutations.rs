//! Whatever is done to a valid badge, it is refused or reads the same; and whatever arrives, the report keeps its promises.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use microcred::badge::AchievementCredential;
use microcred::issue::Issuer;
use microcred::json::{Object, Value};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Code, Effect, Fact, Group, Outcome, Status, Trust};
use microcred::trust::Anchors;
use microcred::verify::{NotAccepted, Policy, Recipient, Verification, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::LazyLock;
use support::{Counting, at, badge, did_key, issuing_key, json, object, said, secure_with, verifier};

/// A valid badge, secured in each of the ways, and what it says.
struct Original {
    text: String,
    said: String,
}

impl std::fmt::Debug for Original {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.text.split("\"proof\":").nth(1).unwrap_or_default())
    }
}

static ORIGINALS: LazyLock<Vec<Original>> = LazyLock::new(|| {
    let suites = [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022, Cryptosuite::Ed25519Signature2020];
    let badges = [badge(), referring()];
    let texts = badges.iter().flat_map(|badge| suites.map(|suite| secure_with(badge, suite)));
    texts
        .map(|text| {
            let badge = leniently(&text).accept::<AchievementCredential>().unwrap();
            Original { said: said(&badge).to_string_pretty(), text }
        })
        .collect()
});

/// A badge with copies of descriptions and bare references to them, and an endorsement.
fn referring() -> Value {
    let mut badge = badge();
    let issuer = badge.get("issuer").unwrap().clone();
    let id = issuer.get("id").unwrap().clone();
    object(&mut badge, "/credentialSubject/achievement").insert("creator", issuer);
    object(&mut badge, "/credentialSubject").insert("source", Object::new().with("id", id.clone()));
    let image = at(&mut badge, "/credentialSubject/achievement/image").clone();
    object(&mut badge, "").insert("image", image);
    let mut endorsement = json(
        r#"{"id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000009", "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Accreditation", "issuer": {"id": "https://agency.example/", "type": ["Profile"], "name": "Agency"},
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Good."}}"#,
    );
    object(&mut endorsement, "").insert("@context", badge.get("@context").unwrap().clone());
    object(&mut endorsement, "/credentialSubject").insert("id", id);
    object(&mut badge, "").insert("endorsement", Value::Array(vec![endorsement]));
    let identity = r#"[{"type": "IdentityObject", "hashed": true, "salt": "salz", "identityType": "emailAddress",
        "identityHash": "sha256$0f1d5e10ec5b1ab0c1b4a47b6f0f8c6c6c6f0a1ed0fbf3b1b9a8d1a1c7c8a1f0"}]"#;
    object(&mut badge, "/credentialSubject").insert("identifier", json(identity));
    badge
}

fn original() -> impl Strategy<Value = &'static Original> {
    any::<Index>().prop_map(|index| &ORIGINALS[index.index(ORIGINALS.len())])
}

/// The policy that lets the most through.
fn leniently(text: impl AsRef<[u8]>) -> Verification {
    verifier().with_policy(Policy::lenient()).verify(text, &Counting::new())
}

impl Original {
    /// The changed text is refused, or says the same.
    fn holds_for(&self, changed: impl AsRef<[u8]>) -> Result<(), TestCaseError> {
        let verification = leniently(&changed);
        if verification.outcome != Outcome::Valid {
            prop_assert!(verification.accept::<AchievementCredential>().is_err());
            return Ok(());
        }
        match verification.accept::<AchievementCredential>() {
            Ok(badge) => {
                let said = said(&badge).to_string_pretty();
                let differing = said.lines().zip(self.said.lines()).find(|(now, before)| now != before);
                prop_assert_eq!((said.len(), differing), (self.said.len(), None));
            }
            // Valid, and no longer a badge in its form: nobody reads it as one.
            Err(error) => prop_assert!(matches!(error, NotAccepted::Shape(_)), "{error}"),
        }
        Ok(())
    }
}

/// Every place in a value, as a JSON Pointer.
fn places(value: &Value, here: &microcred::json::Pointer, found: &mut Vec<String>) {
    found.push(here.as_str().to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| places(value, &here.member(name), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &here.item(index), found))
        }
        _ => {}
    }
}

/// One change to the structure.
#[derive(Clone, Debug)]
enum Change {
    Delete(Index),
    Repeat(Index),
    Reorder(Index, Index),
    Move(Index, Index),
    Copy(Index, Index),
    Swap(Index, Index),
    Wrap(Index),
    Unwrap(Index),
    Bare(Index),
    AsText(Index),
    AsValueObject(Index),
    Insert(Index, &'static str, Value),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    let names = select(vec![
        "name",
        "id",
        "type",
        "@id",
        "@type",
        "@context",
        "@language",
        "validUntil",
        "image",
        "tag",
        "@graph",
        "@included",
        "extra",
        "proof",
        "issuer",
        "https://schema.org/name",
        "credentialStatus",
        "@value",
        "@direction",
    ]);
    let values = select(vec![
        "null",
        "[]",
        "{}",
        "\"\"",
        "1",
        "true",
        "\"did:example:ana\"",
        "[[]]",
        "{\"@value\": \"a\"}",
        "{\"id\": \"urn:a:b\"}",
        "\"AchievementSubject\"",
    ]);
    prop_oneof![
        4 => index().prop_map(Change::Delete),
        2 => index().prop_map(Change::Repeat),
        3 => (index(), index()).prop_map(|(from, to)| Change::Reorder(from, to)),
        4 => (index(), index()).prop_map(|(from, to)| Change::Move(from, to)),
        3 => (index(), index()).prop_map(|(from, to)| Change::Copy(from, to)),
        3 => (index(), index()).prop_map(|(from, to)| Change::Swap(from, to)),
        2 => index().prop_map(Change::Wrap),
        2 => index().prop_map(Change::Unwrap),
        2 => index().prop_map(Change::Bare),
        2 => index().prop_map(Change::AsText),
        1 => index().prop_map(Change::AsValueObject),
        2 => (index(), names, values).prop_map(|(place, name, value)| Change::Insert(place, name, json(value))),
    ]
}

/// Somewhere in the document, mostly outside the proof and the contexts.
fn place(value: &Value, index: &Index, wanted: impl Fn(&Value) -> bool) -> Option<String> {
    let mut found = Vec::new();
    places(value, &microcred::json::Pointer::root(), &mut found);
    let mut value = value.clone();
    found.retain(|place| !place.is_empty() && wanted(at(&mut value, place)));
    (!found.is_empty()).then(|| found[index.index(found.len())].clone())
}

/// The container of a place, and the last step to it.
fn parent(place: &str) -> (&str, String) {
    let (parent, last) = place.rsplit_once('/').unwrap();
    (parent, last.replace("~1", "/").replace("~0", "~"))
}

fn take(document: &mut Value, place: &str) -> Value {
    let (parent, last) = parent(place);
    match at(document, parent) {
        Value::Object(object) => object.remove(&last).unwrap(),
        Value::Array(items) => items.remove(last.parse().unwrap()),
        _ => unreachable!("only objects and arrays hold values"),
    }
}

fn is_object(value: &Value) -> bool {
    value.as_object().is_some()
}

impl Change {
    fn apply(&self, document: &mut Value) -> Option<()> {
        let any = |_: &Value| true;
        match self {
            Self::Delete(index) => drop(take(document, &place(document, index, any)?)),
            Self::Repeat(index) => {
                let Value::Array(items) = at(
                    document,
                    &place(document, index, |value| matches!(value, Value::Array(items) if !items.is_empty()))?,
                ) else {
                    return None;
                };
                items.push(items[0].clone());
            }
            Self::Reorder(index, other) => {
                let place = place(document, index, |value| value.as_array().is_some_and(|items| items.len() > 1))?;
                let Value::Array(items) = at(document, &place) else { return None };
                let length = items.len();
                items.swap(0, 1 + other.index(length - 1));
            }
            Self::Move(from, to) | Self::Copy(from, to) => {
                let from = place(document, from, any)?;
                let (holder, name) = parent(&from);
                if !is_object(at(document, holder)) {
                    return None;
                }
                let value = at(document, &from).clone();
                if matches!(self, Self::Move(..)) {
                    take(document, &from);
                }
                let to = place(document, to, is_object)?;
                object(document, &to).insert(&name, value);
            }
            Self::Swap(left, right) => {
                let (left, right) = (place(document, left, any)?, place(document, right, any)?);
                if left.starts_with(&*right) || right.starts_with(&*left) {
                    return None;
                }
                let value = at(document, &left).clone();
                let other = std::mem::replace(at(document, &right), value);
                *at(document, &left) = other;
            }
            Self::Wrap(index) => {
                let value = at(document, &place(document, index, any)?);
                *value = Value::Array(vec![value.clone()]);
            }
            Self::Unwrap(index) => {
                let value = at(
                    document,
                    &place(document, index, |value| value.as_array().is_some_and(|items| items.len() == 1))?,
                );
                *value = value.as_array()?[0].clone();
            }
            Self::Bare(index) => {
                let value = at(document, &place(document, index, |value| value.get("id").is_some())?);
                *value = value.get("id")?.clone();
            }
            Self::AsText(index) => {
                let value = at(
                    document,
                    &place(document, index, |value| {
                        matches!(value, Value::Number(_) | Value::Bool(_) | Value::String(_))
                    })?,
                );
                *value = match value {
                    Value::Number(number) => number.text().into(),
                    Value::Bool(truth) => truth.to_string().into(),
                    Value::String(text) => Value::Object(Object::new().with("id", text.as_str())),
                    _ => return None,
                };
            }
            Self::AsValueObject(index) => {
                let value = at(document, &place(document, index, |value| value.as_str().is_some())?);
                *value = Object::new().with("@value", value.clone()).into();
            }
            Self::Insert(index, name, value) => {
                let place = place(document, index, is_object)?;
                object(document, &place).insert(name, value.clone());
            }
        }
        Some(())
    }
}

/// JSON of any shape, with names and values that mean something here and there.
fn any_json() -> impl Strategy<Value = Value> {
    let names = select(vec![
        "@context",
        "type",
        "id",
        "issuer",
        "credentialSubject",
        "proof",
        "validFrom",
        "achievement",
        "evidence",
        "verificationMethod",
        "proofValue",
        "cryptosuite",
        "@value",
        "@graph",
        "name",
        "endorsement",
    ]);
    let texts = select(vec![
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "VerifiableCredential",
        "OpenBadgeCredential",
        "AchievementSubject",
        "did:key:z6Mk",
        "DataIntegrityProof",
        "eddsa-rdfc-2022",
        "assertionMethod",
        "_:b0",
        "did:web:vet.example#key",
        "",
        "\u{0}",
        "2026-01-01T00:00:00Z",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        texts.prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let members = (prop_oneof![4 => names.clone().prop_map(str::to_owned), 1 => "\\PC{0,6}"], inner.clone());
        prop_oneof![
            vec(inner, 0..5).prop_map(Value::Array),
            vec(members, 0..6).prop_map(|members| {
                let mut object = Object::new();
                members.into_iter().for_each(|(name, value)| object.insert(&name, value));
                Value::Object(object)
            }),
        ]
    })
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
    prop_assert!(
        report.get("unverified").is_none()
            || !matches!(policy.map(|policy| policy.reference().id.as_str()), Some("strict"))
    );

    // The same input gives the same bytes.
    prop_assert_eq!(report.to_string(), verifier.verify(input, &Counting::new()).to_json().to_string());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_can_be_changed(original in original(), place in any::<Index>(), byte in any::<u8>()) {
        let mut bytes = original.text.clone().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        original.holds_for(&bytes)?;
    }

    #[test]
    fn no_bit_can_be_flipped(original in original(), place in any::<Index>(), bit in 0..8) {
        let mut bytes = original.text.clone().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        original.holds_for(&bytes)?;
    }

    #[test]
    fn bytes_cut_out_and_repeated(original in original(), from in any::<Index>(), to in any::<Index>(), twice in any::<bool>()) {
        let bytes = original.text.as_bytes();
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        let (from, to) = (from.min(to), from.max(to));
        let changed = if twice { [&bytes[..to], &bytes[from..]].concat() } else { [&bytes[..from], &bytes[to..]].concat() };
        original.holds_for(&changed)?;
    }

    #[test]
    fn one_change_to_the_structure(original in original(), change in change()) {
        let mut document = json(&original.text);
        if change.apply(&mut document).is_some() {
            original.holds_for(document.to_string())?;
        }
    }

    #[test]
    fn several_changes_to_the_structure(original in original(), changes in vec(change(), 2..5)) {
        let mut document = json(&original.text);
        changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
        original.holds_for(document.to_string())?;
    }

    /// White space, escapes and the order of members say nothing.
    #[test]
    fn another_spelling_is_the_same_badge(original in original(), seed in any::<u64>()) {
        let respelled = respelled(&json(&original.text), &mut { seed });
        let badge = leniently(&respelled).accept::<AchievementCredential>();
        prop_assert_eq!(badge.map(|badge| said(&badge).to_string_pretty()), Ok(original.said.clone()));
    }

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

/// The same JSON with members in another order, white space between, and escapes inside strings.
fn respelled(value: &Value, seed: &mut u64) -> String {
    let mut next = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *seed >> 33
    };
    let space = [" ", "", "\n", "\t\r "][(next() % 4) as usize];
    let rotation = next() as usize;
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            let middle = rotation % members.len().max(1);
            members.rotate_left(middle);
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("{}{space}:{}", respelled(&name.into(), seed), respelled(value, seed)))
                .collect();
            format!("{{{space}{}}}", members.join(&format!("{space},")))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| respelled(item, seed)).collect();
            format!("[{}{space}]", items.join(&format!(",{space}")))
        }
        Value::String(text) => {
            let escaped = |letter: char| {
                letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<String>()
            };
            let mut spelled = String::new();
            for letter in text.chars() {
                let special = matches!(letter, '"' | '\\') || letter < ' ';
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                if special || (*seed >> 33) % 16 == 0 {
                    spelled.push_str(&escaped(letter))
                } else {
                    spelled.push(letter)
                }
            }
            format!("\"{spelled}\"")
        }
        other => format!("{space}{other}"),
    }
}
