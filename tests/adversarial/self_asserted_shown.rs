//! What is shown of a badge that somebody issued to herself: whatever she withholds, and wherever she writes the rest, nothing stands at
//! the issuer or at the subject that was not signed there.

use super::disclosure::{derived_from, p256};
use super::{assert_refused, leniently, valid, verify};
use crate::support::derived_proof::parts;
use crate::support::{
    at, badge_of, did_key, edited, environment, issuer_as, json, multikey, normal_reading, object, without,
};
use microcred::Limits;
use microcred::json::{Object, Value};
use microcred::jsonld::Contexts;
use microcred::key::{InMemorySigner, PrivateKey};
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::data_integrity::selective::sign;
use microcred::report::{Outcome, Status, code};
use microcred::vc;

const ISSUER: &str = "/issuer";
const SUBJECT: &str = "/credentialSubject";

/// A badge that the holder of this key issued to herself, with a base proof.
fn base(key: &PrivateKey, suite: Cryptosuite) -> String {
    let did = did_key(key);
    let mut badge = badge_of(&did);
    let subject = object(&mut badge, SUBJECT);
    for (name, value) in [("id", did.as_str()), ("role", "author"), ("narrative", "Learnt alone.")] {
        subject.insert(name, value);
    }
    let issued = issuer_as(&did, key.clone(), &format!("{did}#{}", multikey(key))).secure(&badge.to_string(), suite);
    issued.unwrap_or_else(|error| panic!("{error}")).into_string()
}

fn bases() -> Vec<String> {
    vec![
        base(&p256(), Cryptosuite::EcdsaSd2023),
        #[cfg(feature = "bbs")]
        base(
            &PrivateKey::generate(microcred::key::Algorithm::Bbs, &microcred::Environment::system()).unwrap(),
            Cryptosuite::Bbs2023,
        ),
    ]
}

#[track_caller]
fn shown(text: &str) -> Value {
    valid(text).accept::<vc::Partial>().unwrap().shown().clone()
}

/// Whose id it is, as the issuer's profile has it.
fn id(text: &str) -> Value {
    at(&mut json(text), "/issuer/id").clone()
}

#[test]
fn a_part_of_a_badge_by_its_learner_is_shown() {
    for base in bases() {
        let profile = normal_reading(at(&mut json(&base), ISSUER));
        for (places, members) in [
            (&["/name"][..], None),
            (&["/credentialSubject/id"], Some(vec!["id", "type"])),
            (&["/credentialSubject/role"], Some(vec!["id", "role", "type"])),
            (&["/credentialSubject/narrative"], Some(vec!["id", "narrative", "type"])),
            (&["/credentialSubject/achievement/name"], Some(vec!["achievement", "id", "type"])),
            (
                &["/credentialSubject"],
                Some(vec!["achievement", "creditsEarned", "id", "narrative", "result", "role", "type"]),
            ),
        ] {
            let mut shown = shown(&derived_from(&base, places));
            assert_eq!(normal_reading(at(&mut shown, ISSUER)), profile, "{places:?}");
            let subject = shown.get("credentialSubject").map(|subject| {
                let mut names: Vec<_> = subject.as_object().unwrap().iter().map(|(name, _)| name).collect();
                names.sort_unstable();
                names
            });
            assert_eq!(subject, members, "{places:?}");
        }
    }
}

/// Every way to deal out what is shown to the two places: the same statements, so the same reading or none.
#[test]
fn what_is_shown_dealt_out_otherwise() {
    let types = [r#"["Profile"]"#, r#"["AchievementSubject"]"#, r#"["Profile", "AchievementSubject"]"#];
    let derived = bases()
        .into_iter()
        .map(|base| derived_from(&base, &["/credentialSubject/role", "/credentialSubject/narrative"]));
    let derived: Vec<_> = derived.collect();
    let honest = normal_reading(&shown(&derived[0]));
    let (mut valid, mut refused_for_it) = (0, 0);
    for places in 0..27 {
        for (of_issuer, of_subject) in types.iter().flat_map(|one| types.iter().map(move |other| (one, other))) {
            let text = edited(&derived[0], |badge| {
                let mut whole = [ISSUER, SUBJECT].map(|place| object(badge, place).clone());
                for (index, (own, name)) in [(0, "name"), (1, "role"), (1, "narrative")].into_iter().enumerate() {
                    let value = whole[own].remove(name).unwrap();
                    let chosen = places / 3_usize.pow(index as u32) % 3;
                    (0..2)
                        .filter(|place| chosen == 2 || chosen == *place)
                        .for_each(|place| whole[place].insert(name, value.clone()));
                }
                for ((place, mut node), types) in [ISSUER, SUBJECT].into_iter().zip(whole).zip([of_issuer, of_subject])
                {
                    node.insert("type", json(types));
                    *at(badge, place) = node.into();
                }
            });
            let verifications = [leniently(&text), verify(&text)];
            for verification in &verifications {
                if let Ok(badge) = verification.accept::<vc::Partial>() {
                    let shown = normal_reading(badge.shown()).to_string_pretty();
                    assert_eq!(shown, honest.to_string_pretty(), "{text}");
                }
            }
            let [_, verification] = verifications;
            let is_signed = verification.check("proof.signature").is_some_and(|check| check.status == Status::Pass);
            refused_for_it += usize::from(is_signed && verification.has(code::context::NODE_DESCRIBED_TWICE));
            valid += usize::from(verification.outcome == Outcome::Valid);
        }
    }
    assert_eq!(valid, 1, "as it was derived");
    assert!(refused_for_it > 5, "{refused_for_it}");
    // All of it in one place, and the id in the other.
    for (derived, (place, other)) in derived.iter().flat_map(|it| [(it, (ISSUER, SUBJECT)), (it, (SUBJECT, ISSUER))]) {
        let text = edited(derived, |badge| {
            let moved = std::mem::replace(at(badge, other), id(derived));
            let whole = object(badge, place);
            moved.as_object().unwrap().iter().for_each(|(name, value)| whole.insert(name, value.clone()));
            whole.insert("type", json(types[2]));
        });
        assert_refused(&verify(&text), Outcome::Invalid, code::context::NODE_DESCRIBED_TWICE);
    }
}

/// A narrative means the same at whatever class: without the one of the subject, it could be moved to the issuer.
#[test]
fn a_narrative_without_its_class_is_not_the_issuers() {
    for base in bases() {
        // The same statements, of which that of the class can be left out.
        let divided = edited(&base, |badge| {
            let narrative = object(badge, SUBJECT).remove("narrative").unwrap();
            let alone = json(&format!(r#"{{"id": {}, "narrative": {narrative}}}"#, id(&base)));
            let subject = at(badge, SUBJECT).clone();
            *at(badge, SUBJECT) = Value::Array(vec![subject, alone]);
        });
        let derived = derived_from(&divided, &["/credentialSubject/1/narrative"]);
        let moved = edited(&derived, |badge| {
            *at(badge, SUBJECT) = id(&base);
            object(badge, ISSUER).insert("narrative", "Learnt alone.");
        });
        assert_refused(&verify(&moved), Outcome::Invalid, code::context::NODE_DESCRIBED_TWICE);
        let to_the_subject = edited(&moved, |badge| {
            let profile = std::mem::replace(at(badge, ISSUER), id(&base));
            *at(badge, SUBJECT) = profile;
        });
        assert_refused(&verify(&to_the_subject), Outcome::Invalid, code::context::NODE_DESCRIBED_TWICE);
        // What is missing where a badge needs it passes with the lenient policy, and this does not.
        assert!(leniently(&to_the_subject).accept::<vc::Partial>().is_err());
    }
}

/// That the badge is about her can be left out; what she achieved is not what an issuer is, all the same.
#[test]
fn what_is_said_of_the_subject_is_not_the_issuers_without_it() {
    let derived = derived_from(&base(&p256(), Cryptosuite::EcdsaSd2023), &["/credentialSubject/narrative"]);
    let good = parts(&derived);
    // The link to the subject, its class and its narrative.
    assert_eq!(good.signatures.len(), 3);
    let moved = |types: &str| {
        edited(&derived, |badge| {
            object(badge, "").remove("credentialSubject").unwrap();
            let issuer = object(badge, ISSUER);
            issuer.insert("narrative", "Learnt alone.");
            issuer.insert("type", json(types));
        })
    };
    let mut signed = 0;
    for place in 0..3 {
        let with_class = good.without(place);
        let mut forged = vec![with_class.on(&moved(r#"["Profile", "AchievementSubject"]"#))];
        forged.extend((0..2).map(|other| with_class.without(other).on(&moved(r#"["Profile"]"#))));
        for text in forged {
            let verification = verify(&text);
            if verification.check("proof.signature").is_some_and(|check| check.status == Status::Pass) {
                signed += 1;
                assert_refused(&verification, Outcome::Invalid, code::context::NODE_DESCRIBED_TWICE);
                assert!(verification.has(code::proof::MANDATORY_DISCLOSURE), "{verification}");
            }
            assert!(leniently(&text).accept::<vc::Partial>().is_err());
        }
    }
    // Without the link, and without it and the class, which are left out one after the other in either order.
    assert_eq!(signed, 3);
}

/// Nor where the issuer is described as that of an endorsement, which is the holder's choice to show.
#[test]
fn what_is_said_of_the_subject_is_not_the_endorsers_without_it() {
    let (key, contexts, limits) = (p256(), Contexts::bundled(), Limits::default());
    let did = did_key(&key);
    let mut badge = json(&base(&key, Cryptosuite::EcdsaSd2023));
    let options = without(object(&mut badge, "/proof/0"), &["proofValue"]);
    object(&mut badge, "").remove("proof");
    let achievement = at(&mut badge, "/credentialSubject/achievement/id").clone();
    let context = badge.get("@context").unwrap().clone();
    let about = Object::new().with("id", achievement).with_all("type", ["EndorsementSubject"]);
    let endorsement = Object::new()
        .with("@context", context)
        .with("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000019")
        .with_all("type", ["VerifiableCredential", "EndorsementCredential"])
        .with("issuer", did.as_str())
        .with("credentialSubject", about.with("endorsementComment", "My best."));
    object(&mut badge, "").insert("endorsement", Value::Array(vec![endorsement.into()]));
    let signer = InMemorySigner::new(key).unwrap();
    let base = sign(badge.as_object().unwrap(), &options, &[], &signer, &environment(), &contexts, &limits).unwrap();
    let derived = derived_from(&base.to_string(), &["/endorsement/0/issuer", "/credentialSubject/role"]);
    let honest = verify(&derived);
    assert!(honest.check("proof.signature").is_some_and(|check| check.status == Status::Pass), "{honest}");
    let moved = edited(&derived, |badge| {
        object(badge, "").remove("credentialSubject").unwrap();
        let mut issuer = std::mem::replace(at(badge, ISSUER), did.as_str().into());
        object(&mut issuer, "").insert("role", "author");
        object(&mut issuer, "").insert("type", json(r#"["Profile", "AchievementSubject"]"#));
        *at(badge, "/endorsement/0/issuer") = issuer;
    });
    // An array of one is the same statements.
    let bracketed = edited(&moved, |badge| {
        let bare = at(badge, ISSUER).clone();
        *at(badge, ISSUER) = Value::Array(vec![bare]);
    });
    let good = parts(&derived);
    for moved in [moved, bracketed] {
        let signed: Vec<_> = (0..good.signatures.len())
            .map(|place| good.without(place).on(&moved))
            .filter(|text| verify(text).check("proof.signature").is_some_and(|check| check.status == Status::Pass))
            .collect();
        let [text] = &signed[..] else { panic!("{} are signed", signed.len()) };
        assert_refused(&verify(text), Outcome::Invalid, code::context::NODE_DESCRIBED_TWICE);
        assert!(leniently(text).accept::<vc::Partial>().is_err());
    }
}
