//! Learner records whose statements are signed: what a credential in one says about a node stands beside what the record
//! says, as far as its own proof holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

mod support;

use microcred::badge::*;
use microcred::issue::Issuer;
use microcred::json::{Object, Value};
use microcred::key::{Curve, InMemorySigner, PrivateKey};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Status, Trust, code};
use microcred::resolve::Offline;
use microcred::vc::NestedCredential;
use microcred::verify::{NotAccepted, Policy, Verification};
use support::{at, attackers_key, edited, issuer, issuer_as, json, key, multikey, object, sign_by_hand, verifier};

const SUBJECT: &str = "/credentialSubject";
const FIRST: &str = "/credentialSubject/verifiableCredential/0";
const SECOND: &str = "/credentialSubject/verifiableCredential/1";

fn issuer_with(seed: u8) -> Issuer {
    let did = support::did_key(&key(seed));
    issuer_as(&did, key(seed), &format!("{did}#{}", multikey(&key(seed))))
}

fn achievement(name: &str) -> Achievement {
    Achievement::new(name, "What it is", Criteria::narrative("Do it.")).id(format!("https://vet.example/{name}"))
}

fn unsigned(name: &str) -> AchievementCredential {
    let subject = AchievementSubject::new(achievement(name)).id("did:example:ana");
    let badge = AchievementCredential::new(Profile::new("https://vet.example/"), subject).name(name);
    badge.id(format!("https://vet.example/badges/{name}"))
}

fn badge(name: &str, issuer: &Issuer) -> NestedCredential {
    NestedCredential::parse(issuer.issue(&unsigned(name)).unwrap().as_str()).unwrap()
}

fn record_of(badges: [NestedCredential; 2]) -> ClrCredential {
    let of = |name: &str| format!("https://vet.example/{name}");
    let subject = badges.into_iter().fold(ClrSubject::new().id("did:example:ana"), ClrSubject::verifiable_credential);
    let subject = subject
        .achievement(achievement("whole"))
        .association(Association::new(of("one"), AssociationType::IsPartOf, of("whole")))
        .association(Association::new(of("two"), AssociationType::IsPartOf, of("whole")));
    ClrCredential::new(Profile::new("https://vet.example/"), "Record", subject)
        .id("https://vet.example/record")
        .partial(true)
}

/// Two badges for one learner: one of the publisher's, one of somebody else's.
fn record() -> ClrCredential {
    record_of([badge("one", &issuer()), badge("two", &issuer_with(8))])
}

fn signed() -> String {
    issuer().with_suite(Cryptosuite::EddsaRdfc2022).issue(&record()).unwrap().into_string()
}

fn verify(text: &str) -> Verification {
    verifier().verify(text, &Offline)
}

fn signature(verification: &Verification) -> Option<Status> {
    verification.check("proof.signature").map(|check| check.status)
}

/// The record makes the statements that were signed, and is refused all the same, whatever the policy.
#[track_caller]
fn assert_only_the_borders_refuse(text: &str) {
    let verification = verify(text);
    assert_eq!(signature(&verification), Some(Status::Pass), "{verification}");
    assert_refused(text);
    assert!(verification.has(code::context::NODE_DESCRIBED_TWICE), "{verification}");
}

#[track_caller]
fn assert_refused(text: &str) {
    let verification = verify(text);
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    let lenient = verifier().with_policy(Policy::lenient()).verify(text, &Offline);
    for verification in [verification, lenient] {
        assert!(verification.accept::<ClrCredential>().is_err(), "{verification}");
        assert!(verification.accept::<microcred::vc::Credential>().is_err(), "{verification}");
    }
}

#[test]
fn a_record_of_two_badges_for_one_learner_is_issued_verified_and_accepted() {
    let verification = verify(&signed());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let accepted = verification.accept::<ClrCredential>().unwrap();
    assert_eq!(accepted.credential_subject.verifiable_credential, record().credential_subject.verifiable_credential);
    assert_eq!(accepted.credential_subject.achievement, record().credential_subject.achievement);
    assert_eq!(accepted.credential_subject.association.len(), 2);
    let names: Vec<_> = verification
        .members()
        .iter()
        .map(|(place, member)| {
            let badge = member.accept::<AchievementCredential>().unwrap().into_inner();
            (place.as_str().to_owned(), badge.credential_subject.achievement.name.to_string())
        })
        .collect();
    assert_eq!(names, [(FIRST.to_owned(), "one".to_owned()), (SECOND.to_owned(), "two".to_owned())]);
}

/// What the order and the form of sets say is nothing, here as elsewhere.
#[test]
fn spellings_make_no_difference() {
    let text = edited(&signed(), |record| {
        for place in ["association", "verifiableCredential"] {
            let Value::Array(items) = at(record, &format!("{SUBJECT}/{place}")) else { panic!() };
            items.reverse();
        }
        let types = at(record, &format!("{SUBJECT}/type"));
        *types = types.as_array().unwrap()[0].clone();
    });
    assert_eq!(verify(&text).outcome, Outcome::Valid);
}

#[test]
fn a_member_moved_across_a_border() {
    // From the record into a badge about the same learner, which then says what it did not sign.
    for member in ["association", "achievement"] {
        assert_refused(&edited(&signed(), |record| {
            let moved = object(record, SUBJECT).remove(member).unwrap();
            object(record, &format!("{FIRST}{SUBJECT}")).insert(member, moved);
        }));
    }
    // All that is said of the learner in one place: the badge only refers to it.
    for place in [FIRST, SECOND] {
        let text = edited(&signed(), |record| {
            let inside = std::mem::take(object(record, &format!("{place}{SUBJECT}")));
            object(record, &format!("{place}{SUBJECT}")).insert("id", "did:example:ana");
            let outside = object(record, SUBJECT);
            let types = outside
                .get("type")
                .unwrap()
                .as_array()
                .unwrap()
                .iter()
                .chain(inside.get("type").unwrap().as_array().unwrap());
            let types: Vec<Value> = types.cloned().collect();
            outside.insert("type", types);
            outside.insert("earned", inside.get("achievement").unwrap().clone());
        });
        assert_refused(&text);
    }
    // The publisher's name, from where it issues the record to where it issues the badge, and back.
    assert_refused(&edited(&signed(), |record| drop(object(record, &format!("{FIRST}/issuer")).remove("name"))));
    assert_only_the_borders_refuse(&edited(&signed(), |record| drop(object(record, "/issuer").remove("name"))));
}

#[test]
fn what_a_badge_says_too_is_stripped_outside() {
    let signed = signed();
    let id = json(&signed).get("issuer").unwrap().get("id").unwrap().clone();
    for bare in [id.clone(), Object::new().with("id", id.clone()).into()] {
        assert_only_the_borders_refuse(&edited(&signed, |record| *at(record, "/issuer") = bare.clone()));
        assert_refused(&edited(&signed, |record| *at(record, &format!("{FIRST}/issuer")) = bare.clone()));
    }
    for member in ["name", "type"] {
        assert_only_the_borders_refuse(&edited(&signed, |record| drop(object(record, "/issuer").remove(member))));
    }
    // What the badge says of its achievement, said by the record where it refers to nothing of the kind.
    let text = edited(&signed, |record| {
        let said = at(record, &format!("{FIRST}{SUBJECT}")).clone();
        let said = said.as_object().unwrap().iter();
        said.filter(|(name, _)| *name != "id" && *name != "type")
            .for_each(|(name, value)| object(record, SUBJECT).insert(name, value.clone()));
    });
    assert_refused(&text);
}

#[test]
fn the_results_of_two_badges_swapped() {
    let text = edited(&signed(), |record| {
        let first = at(record, &format!("{FIRST}{SUBJECT}")).clone();
        let second = std::mem::replace(at(record, &format!("{SECOND}{SUBJECT}")), first);
        *at(record, &format!("{FIRST}{SUBJECT}")) = second;
    });
    assert_refused(&text);
    // Of two that describe one node, so that the record makes the same statements.
    let describe = |name: &str, issuer: &Issuer, member: &str| {
        let mut badge = json(&badge(name, issuer).to_json().to_string());
        object(&mut badge, "").remove("proof");
        let shared = Object::new().with("id", "https://vet.example/shared").with("type", vec!["Achievement"]);
        object(&mut badge, "").insert(
            "evidence",
            vec![Value::from(
                Object::new()
                    .with("id", shared.get("id").unwrap().clone())
                    .with("type", vec!["Evidence"])
                    .with(member, name),
            )],
        );
        NestedCredential::parse(issuer.secure(&badge.to_string(), Cryptosuite::EddsaRdfc2022).unwrap().as_str())
            .unwrap()
    };
    let record = record_of([describe("one", &issuer(), "name"), describe("two", &issuer_with(8), "narrative")]);
    let signed = issuer().with_suite(Cryptosuite::EddsaRdfc2022).issue(&record).unwrap().into_string();
    assert_eq!(verify(&signed).outcome, Outcome::Valid, "{}", verify(&signed));
    let text = edited(&signed, |record| {
        let name = object(record, &format!("{FIRST}/evidence/0")).remove("name").unwrap();
        let narrative = object(record, &format!("{SECOND}/evidence/0")).remove("narrative").unwrap();
        object(record, &format!("{FIRST}/evidence/0")).insert("narrative", narrative);
        object(record, &format!("{SECOND}/evidence/0")).insert("name", name);
    });
    assert_only_the_borders_refuse(&text);
}

/// The proofs of the badges are among the statements that the publisher signs.
#[test]
fn the_proof_of_a_badge_dropped_replaced_or_given_to_another() {
    assert_refused(&edited(&signed(), |record| drop(object(record, FIRST).remove("proof"))));
    let text = edited(&signed(), |record| {
        let mut badge = at(record, FIRST).clone();
        object(&mut badge, "").remove("proof");
        *at(record, FIRST) = json(&sign_by_hand(&badge, &attackers_key(), &[]));
    });
    let verification = verify(&text);
    assert_eq!(signature(&verification), Some(Status::Fail), "{verification}");
    assert_refused(&text);
    assert_refused(&edited(&signed(), |record| {
        let first = object(record, FIRST).remove("proof").unwrap();
        let second = std::mem::replace(at(record, &format!("{SECOND}/proof")), first);
        object(record, FIRST).insert("proof", second);
    }));
    // A publisher who takes in a badge that the attacker has signed has taken in what it says.
    let mut forged = json(&badge("one", &issuer()).to_json().to_string());
    object(&mut forged, "").remove("proof");
    let forged = NestedCredential::parse(&sign_by_hand(&forged, &attackers_key(), &[])).unwrap();
    let record = record_of([forged, badge("two", &issuer_with(8))]);
    let signed = issuer().with_suite(Cryptosuite::EddsaRdfc2022).issue(&record).unwrap().into_string();
    let verification = verify(&signed);
    assert!(verification.members()[0].1.accept::<AchievementCredential>().is_err(), "{verification}");
}

/// A record whose publisher takes in a badge with a broken proof: nobody knows then what was said inside.
#[test]
fn a_broken_proof_inside() {
    let mut broken = json(&badge("one", &issuer()).to_json().to_string());
    object(&mut broken, "").insert("name", "Another");
    let record = record_of([NestedCredential::parse(&broken.to_string()).unwrap(), badge("two", &issuer_with(8))]);
    let signed = issuer().with_suite(Cryptosuite::EddsaRdfc2022).issue(&record).unwrap().into_string();
    assert_only_the_borders_refuse(&signed);
    let verification = verifier().with_policy(Policy::lenient()).verify(&signed, &Offline);
    assert!(verification.accept::<ClrCredential>().is_err());
    // Where the tree is signed, it is the badge alone that fails.
    let signed = issuer().with_suite(Cryptosuite::EddsaJcs2022).issue(&record).unwrap().into_string();
    assert!(!verify(&signed).has(code::context::NODE_DESCRIBED_TWICE));
}

#[test]
fn a_compartment_duplicated_or_taken_apart() {
    let credentials = format!("{SUBJECT}/verifiableCredential");
    let repeat = |change: fn(&mut Value)| {
        edited(&signed(), |record| {
            let mut copy = at(record, FIRST).clone();
            change(&mut copy);
            let Value::Array(items) = at(record, &credentials) else { panic!() };
            items.push(copy);
        })
    };
    assert_refused(&repeat(|_| {}));
    // Without its proof it makes no statement twice but those with nodes of their own, of which these have none.
    assert_only_the_borders_refuse(&repeat(|copy| {
        let kept: Object =
            ["id", "type"].iter().map(|name| ((*name).to_owned(), copy.get(name).unwrap().clone())).collect();
        *copy = kept.into();
    }));
    // The badge described elsewhere in the record, and only referred to where it is looked for.
    for (from, to) in [(FIRST, "evidence"), (SUBJECT, "evidence")] {
        assert_refused(&edited(&signed(), |record| {
            let description = at(record, from).clone();
            *at(record, from) = Object::new().with("id", description.get("id").unwrap().clone()).into();
            object(record, "").insert(to, vec![description]);
        }));
    }
    // The learner described where an achievement is credited to somebody: the same statements but for that one.
    let mut document = json(&signed());
    object(&mut document, "").remove("proof");
    let subject = at(&mut document, SUBJECT).clone();
    object(&mut document, &format!("{SUBJECT}/achievement/0")).insert("creator", "did:example:ana");
    let signed = support::secure(&document);
    assert_eq!(signature(&verify(&signed)), Some(Status::Pass));
    let text = edited(&signed, |record| {
        let mut whole = at(record, SUBJECT).clone();
        let Value::Array(achievements) = object(&mut whole, "").get_mut("achievement").unwrap() else { panic!() };
        achievements[0].as_object_mut().unwrap().insert("creator", "did:example:ana");
        *at(record, SUBJECT) = subject.get("id").unwrap().clone();
        object(record, "").insert("issuer", whole);
    });
    assert_refused(&text);
}

fn ecdsa_key(curve: Curve, seed: u8) -> PrivateKey {
    PrivateKey::from_ec_scalar(curve, &vec![seed; if curve == Curve::P384 { 48 } else { 32 }]).unwrap()
}

/// Somebody who signs with ECDSA, under a key of this DID.
fn ecdsa(did: &str, key: &PrivateKey) -> Issuer {
    let method = format!("{did}#{}", multikey(key));
    let signer = InMemorySigner::new(key.clone()).unwrap().with_verification_method(&method).unwrap();
    let issuer = Issuer::new(Profile::new(did).name("Example VET"), signer);
    issuer.with_environment(support::environment()).with_suite(Cryptosuite::EcdsaRdfc2019)
}

/// Somebody who makes a key with ECDSA on purpose can make one signature fit two texts, if the key may follow from the texts. So a
/// badge signed like that stands apart only if its issuer is the publisher of the record, who could say whatever it likes
/// anyway, or trusted.
#[test]
fn a_key_that_could_fit_two_texts() {
    let did = "did:web:school.example";
    let key = ecdsa_key(Curve::P256, 9);
    let method = format!("{did}#{}", multikey(&key));
    let document = support::issuer_document(did, &method, &key, "assertionMethod");
    let record = record_of([badge("one", &issuer()), badge("two", &ecdsa(did, &key))]);
    let text = issuer().with_suite(Cryptosuite::EddsaRdfc2022).issue(&record).unwrap().into_string();
    let school = || support::Counting::new().after_proof().with(did, document.clone());
    let verification = verifier().verify(&text, &school());
    assert_eq!(verification.members()[1].1.outcome, Outcome::Valid, "{verification}");
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    let found = verification.checks.iter().find(|check| check.code() == Some(code::context::NODE_DESCRIBED_TWICE));
    assert!(found.is_some_and(|check| check.pointer.as_str() == SECOND && check.detail.contains("ECDSA")));
    assert!(verification.accept::<ClrCredential>().is_err());
    let anchors = format!(r#"{{"anchors": [{{"id": "{did}"}}]}}"#);
    let trusting = verifier().with_anchors(microcred::trust::Anchors::parse(&anchors).unwrap());
    assert_eq!(trusting.verify(&text, &school()).outcome, Outcome::Valid, "it is trusted");
}

/// Where the key is named by a DID that is the key, it is part of what is signed, so that it cannot follow from it.
#[test]
fn a_key_that_is_signed_itself() {
    for curve in [Curve::P256, Curve::P384] {
        let named = |seed| {
            let key = ecdsa_key(curve, seed);
            ecdsa(&support::did_key(&key), &key)
        };
        let (ours, other) = (named(7), named(9));
        let issue = |badges| ours.issue(&record_of(badges)).unwrap().into_string();
        for badges in [[badge("one", &ours), badge("two", &issuer())], [badge("one", &ours), badge("two", &other)]] {
            let verification = verify(&issue(badges));
            assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
            assert!(verification.accept::<ClrCredential>().is_ok(), "{verification}");
        }
        // Nor does anything else pass then than what the badge itself has signed.
        let text = issue([badge("one", &issuer()), badge("two", &other)]);
        assert_refused(&edited(&text, |record| {
            let moved = object(record, SUBJECT).remove("association").unwrap();
            object(record, &format!("{SECOND}{SUBJECT}")).insert("association", moved);
        }));
        assert_refused(&edited(&text, |record| drop(object(record, &format!("{SECOND}/issuer")).remove("name"))));
    }
}

/// Without a proof of its own, a credential in a record is part of it.
#[test]
fn an_unsigned_badge_does_not_stand_apart() {
    let unsigned = |badge: NestedCredential| {
        let mut badge = json(&badge.to_json().to_string());
        object(&mut badge, "").remove("proof");
        NestedCredential::parse(&badge.to_string()).unwrap()
    };
    let record = record_of([unsigned(badge("one", &issuer())), badge("two", &issuer_with(8))]);
    let refused = issuer().with_suite(Cryptosuite::EddsaRdfc2022).issue(&record).unwrap_err().to_string();
    assert!(refused.contains(code::context::NODE_DESCRIBED_TWICE.as_str()), "{refused}");
}

/// Of 1EdTech's own: what its manifest calls valid describes its publisher in two ways by itself, and names keys that
/// nobody publishes.
#[test]
fn records_of_others() {
    for (name, place, nested) in [
        ("simple.json", "/credentialSubject/achievement/0/creator", 1),
        ("simple_v1.json", FIRST, 6),
        ("complex.json", FIRST, 6),
    ] {
        let Some(text) = support::read(&format!("1edtech-validator/inspector-clr/clr20/{name}")) else { return };
        let verification = verify(&text);
        // Every signature holds, those of the credentials inside too.
        let members = verification.members().iter().map(|(_, member)| member.trust);
        let trusts: Vec<Trust> = std::iter::once(verification.trust).chain(members).collect();
        assert_eq!(trusts, vec![Trust::Integrity; nested + 1], "{name}: {verification}");
        let differing =
            verification.checks.iter().find(|check| check.code() == Some(code::context::NODE_DESCRIBED_TWICE));
        let differing = differing.map(|check| check.pointer.as_str().to_owned());
        assert_eq!(
            (verification.outcome, differing.as_deref()),
            (Outcome::Invalid, Some(place)),
            "{name}: {verification}"
        );
        assert!(
            verification.accept::<ClrCredential>().is_err_and(|error| matches!(error, NotAccepted::Outcome { .. }))
        );
    }
}
