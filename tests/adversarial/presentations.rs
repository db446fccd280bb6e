//! Presentations that were not made for whoever verifies them, not by whom they name, or of what is not theirs: case 93.

use super::{assert_refused, within};
use crate::support::cases::case;
use crate::support::{
    Counting, add_proof, at, attackers_key, badge, did_key, edited, environment, issuer, issuer_as, issuing_key, json,
    key, multikey, object, secure, secure_with, sign_by_hand, verifier,
};
use microcred::badge::AchievementCredential;
use microcred::codec::base64url;
use microcred::issue::ProofOptions;
use microcred::json::{Object, Value};
use microcred::key::{InMemorySigner, PrivateKey, Signer};
use microcred::present::{Asked, Presenter};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Status, Trust, code};
use microcred::trust::Anchors;
use microcred::vc::{NestedCredential, Presentation};
use microcred::verify::{Verification, Verifier};
use microcred::{Limits, vc};
use std::time::Duration;

const CHALLENGE: &str = "u7kqV9";
const DOMAIN: &str = "https://verifier.example";

fn holder() -> PrivateKey {
    key(9)
}

/// A badge that was issued to somebody, before it is signed.
fn issued_to(subject: &str) -> Value {
    json(&edited(&badge().to_string(), |badge| object(badge, "/credentialSubject").insert("id", subject)))
}

fn held() -> String {
    secure(&issued_to(&did_key(&holder())))
}

fn presentation(members: &[&str]) -> Presentation {
    members.iter().fold(Presentation::new(), |presentation, member| {
        presentation.verifiable_credential(NestedCredential::parse(member).unwrap())
    })
}

fn presented_with(suite: impl Into<Suite>, members: &[&str]) -> String {
    let presenter = Presenter::new(InMemorySigner::new(holder()).unwrap()).with_environment(environment());
    let asked = Asked::new(CHALLENGE).by(DOMAIN);
    let presented = presenter.with_suite(suite).present(&presentation(members), &asked);
    presented.unwrap_or_else(|error| panic!("{error}")).into_string()
}

fn presented(members: &[&str]) -> String {
    presented_with(Cryptosuite::EddsaRdfc2022, members)
}

fn asking() -> Verifier {
    verifier().with_challenge(CHALLENGE).with_domain(DOMAIN)
}

#[track_caller]
fn verify(verifier: &Verifier, text: &str) -> Verification {
    let resolver = Counting::new();
    let verification = verifier.verify(text, &resolver);
    assert_eq!(resolver.asked(), [""; 0]);
    crate::support::cases::saw(&verification);
    if verification.outcome != Outcome::Valid {
        assert!(verification.accept::<vc::Presentation>().is_err());
    }
    verification
}

fn suites() -> [Suite; 3] {
    [Cryptosuite::EddsaRdfc2022.into(), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt]
}

#[test]
fn an_answer_to_what_was_asked() {
    for suite in suites() {
        let verification = verify(&asking(), &presented_with(suite, &[&held()]));
        assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
        assert!(verification.accept::<vc::Presentation>().is_ok());
        assert!(verification.members()[0].1.accept::<AchievementCredential>().is_ok());
    }
}

/// Case 93.
#[test]
fn di_domain_challenge_ignored() {
    case!(93);
    for suite in suites() {
        let text = presented_with(suite, &[&held()]);
        for (verifier, expected) in [
            (asking().with_challenge("another"), code::subject::CHALLENGE),
            (asking().with_challenge(""), code::subject::CHALLENGE),
            (asking().with_challenge("u7kqV9 "), code::subject::CHALLENGE),
            (asking().with_domain("https://other.example"), code::subject::DOMAIN),
            (asking().with_domain("https://verifier.example/"), code::subject::DOMAIN),
        ] {
            assert_refused(&verify(&verifier, &text), Outcome::Invalid, expected);
        }
        // Whoever has asked nothing is told that it may be a recording.
        let unasked = verify(&verifier(), &text);
        assert_eq!(unasked.outcome, Outcome::Valid, "{unasked}");
        assert!(unasked.has(code::subject::CHALLENGE_UNASKED), "{unasked}");
    }
}

/// The same for an answer that answers nothing, and for one that was given a challenge later.
#[test]
fn di_challenge_missing() {
    case!(93);
    let did = did_key(&holder());
    let holder = issuer_as(&did, holder(), &format!("{did}#{}", multikey(&holder())));
    let document = presentation(&[&held()]).holder(did.as_str()).to_json().to_string();
    let unanswering = holder.secure(&document, Cryptosuite::EddsaRdfc2022).unwrap().into_string();
    assert_refused(&verify(&asking(), &unanswering), Outcome::Invalid, code::subject::CHALLENGE);
    for (name, value) in [("challenge", CHALLENGE), ("domain", DOMAIN)] {
        let added = edited(&unanswering, |document| {
            let proof = if document.get("proof").unwrap().as_array().is_some() { "/proof/0" } else { "/proof" };
            object(document, proof).insert(name, value);
        });
        assert_refused(&verify(&asking(), &added), Outcome::Invalid, code::proof::SIGNATURE_INVALID);
    }
    let half = holder.with_proof_options(ProofOptions::new().answering(CHALLENGE));
    let half = half.secure(&document, Cryptosuite::EddsaRdfc2022).unwrap().into_string();
    assert_refused(&verify(&asking(), &half), Outcome::Invalid, code::subject::DOMAIN);
}

/// Somebody presents in the name of another holder.
#[test]
fn presented_in_anothers_name() {
    let victim = did_key(&holder());
    let document = presentation(&[&held()]).holder(victim.as_str()).to_json();
    let answer = [
        ("proofPurpose", "\"authentication\""),
        ("challenge", &*format!("\"{CHALLENGE}\"")),
        ("domain", &*format!("\"{DOMAIN}\"")),
    ];
    let text = sign_by_hand(&document, &attackers_key(), &answer);
    let verification = verify(&asking(), &text);
    assert_refused(&verification, Outcome::Invalid, code::subject::HOLDER_BINDING);
    assert_eq!(verification.trust, Trust::Integrity);
    // Without a name it is the attacker's own presentation, and of a badge that is not his.
    let nameless = presentation(&[&held()]).to_json();
    let verification = verify(&asking(), &sign_by_hand(&nameless, &attackers_key(), &answer));
    assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    // A signature that makes assertions is no presentation of anything.
    let asserted = sign_by_hand(&document, &holder(), &answer[1..]);
    assert_refused(&verify(&asking(), &asserted), Outcome::Invalid, code::proof::PURPOSE_NOT_AUTHORIZED);
    assert_eq!(verify(&asking(), &sign_by_hand(&document, &holder(), &answer)).outcome, Outcome::Valid);
}

/// A presentation has a holder or nobody who is named, and its issuers are those of the credentials.
#[test]
fn what_is_said_of_presentations() {
    let first = |verification: &Verification| verification.to_string().lines().next().unwrap().to_owned();
    let answer = [("proofPurpose", "\"authentication\"")];
    let hold = |document: &Value, key: &PrivateKey| verify(&verifier(), &sign_by_hand(document, key, &answer));
    let named = |members: &[&str]| presentation(members).holder(did_key(&holder())).to_json();
    for (verification, said) in [
        (
            hold(&named(&[&held()]), &holder()),
            "VALID — signed by the holder that it names, the credentials by the issuers",
        ),
        (hold(&presentation(&[&held()]).to_json(), &holder()), "VALID — signed by somebody whom it does not name, the"),
        (hold(&named(&[]), &holder()), "VALID — signed by the holder that it names, with no credentials in it"),
        (hold(&presentation(&[]).to_json(), &holder()), "VALID — signed by somebody whom it does not name, with no"),
        (hold(&named(&[&held()]), &attackers_key()), "INVALID — signed, but the key is not shown to be the holder's"),
        (verify(&verifier(), &named(&[&held()]).to_string()), "INVALID — nobody has verifiably signed it"),
        (
            hold(&named(&[&sign_by_hand(&issued_to(&did_key(&holder())), &attackers_key(), &[])]), &holder()),
            "INVALID — signed by its holder, but not all in it is shown to be its issuer's",
        ),
    ] {
        assert!(first(&verification).starts_with(said), "{verification}");
        let page = microcred::render::html(&verification);
        let (first, rest) = said.split_once(" — ").unwrap().1.split_at(1);
        assert!(page.contains(&format!("<p>{}{rest}", first.to_uppercase())), "{page}");
    }
    let in_anothers_name = hold(&named(&[&held()]), &attackers_key());
    assert!(!in_anothers_name.to_string().contains("than the issuer"), "{in_anothers_name}");
    let check = |verification: &Verification| {
        verification.check("subject.holder_binding").map(|check| check.pointer.as_str().to_owned())
    };
    assert_eq!(check(&hold(&named(&[&held()]), &holder())).as_deref(), Some("/holder"));
    assert_eq!(check(&hold(&presentation(&[&held()]).to_json(), &holder())).as_deref(), Some("/proof/0"));
    // A second proof of somebody else's is none of the holder's.
    let mut both = json(&sign_by_hand(&named(&[&held()]), &holder(), &answer));
    let theirs = json(&sign_by_hand(&named(&[&held()]), &attackers_key(), &answer));
    add_proof(&mut both, at(&mut theirs.clone(), "/proof/0").clone());
    let both = verify(&verifier(), &both.to_string());
    let unbound = both.checks.iter().find(|check| check.code() == Some(code::proof::SET_MEMBER_UNBOUND));
    assert!(unbound.is_some_and(|check| !check.detail.contains("issuer")), "{both}");
    // What a member lacks is said in a sentence, and that it is another's, not that it does not hold.
    let anothers = hold(&named(&[&secure(&issued_to("did:example:eva"))]), &holder());
    let found = anothers.check("members").unwrap();
    assert!(found.code().unwrap().sentence().contains("or not for the one who presents it"), "{anothers}");
    let mismatch = code::subject::HOLDER_MISMATCH;
    assert_eq!(found.detail, format!("{mismatch}: {}", mismatch.sentence()));
}

/// A badge of somebody else, among one's own.
#[test]
fn somebody_elses_badge() {
    let anothers = secure(&issued_to("did:example:eva"));
    let verification = verify(&asking(), &presented(&[&held(), &anothers]));
    assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    let members: Vec<Outcome> = verification.members().iter().map(|(_, member)| member.outcome).collect();
    assert_eq!(members, [Outcome::Valid, Outcome::Invalid]);
    assert!(verification.members()[1].1.has(code::subject::HOLDER_MISMATCH), "{verification}");
    // One that names nobody is anybody's, and that is said.
    let nobodys = secure(&json(&edited(&badge().to_string(), |badge| {
        drop(object(badge, "/credentialSubject").remove("id"));
    })));
    let verification = verify(&asking(), &presented(&[&nobodys]));
    assert!(verification.members()[0].1.has(code::subject::HOLDER_UNKNOWN), "{verification}");
}

/// A badge that names its learner by an address is anybody's who has it, which is said where it is presented.
#[test]
fn a_badge_of_an_address() {
    let addressed = edited(&badge().to_string(), |badge| {
        let learner = object(badge, "/credentialSubject");
        learner.remove("id");
        let identity = Object::new()
            .with("type", "IdentityObject")
            .with("hashed", false)
            .with("identityHash", "ana@vet.example")
            .with("identityType", "emailAddress");
        learner.insert("identifier", vec![Value::from(identity)]);
    });
    let token = issuer().secure(&addressed, Suite::Jwt).unwrap().into_string();
    // In a token, the presentation has no such place.
    for (member, place) in
        [(secure(&json(&addressed)), "/verifiableCredential/0/credentialSubject"), (token, "/verifiableCredential/0")]
    {
        let verification = verify(&asking(), &presented(&[&member]));
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        let said = verification.checks.iter().find(|check| check.code() == Some(code::subject::HOLDER_UNKNOWN));
        let said = said.map(|check| (check.status, check.pointer.as_str()));
        assert_eq!(said, Some((Status::Warn, place)), "{verification}");
    }
}

#[test]
fn a_member_that_does_not_hold() {
    let changed = edited(&held(), |badge| object(badge, "").insert("name", "Another name"));
    let expired = edited(&issued_to(&did_key(&holder())).to_string(), |badge| {
        object(badge, "").insert("validUntil", "2026-10-01T00:00:00Z");
    });
    let forged = sign_by_hand(&issued_to(&did_key(&holder())), &attackers_key(), &[]);
    let unsigned = issued_to(&did_key(&holder())).to_string();
    for (member, cause) in [
        (changed, code::proof::SIGNATURE_INVALID),
        (secure(&json(&expired)), code::validity::EXPIRED),
        (forged, code::issuer::KEY_UNBOUND),
        (unsigned, code::proof::MISSING),
    ] {
        for suite in suites() {
            let verification = verify(&asking(), &presented_with(suite, &[&held(), &member]));
            assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
            let (place, inside) = &verification.members()[1];
            assert_eq!(place.as_str(), "/verifiableCredential/1");
            assert!(inside.has(cause), "{inside}");
            assert!(verification.members()[0].1.accept::<AchievementCredential>().is_ok());
        }
    }
}

/// Each member is read under its own contexts, and secured in its own way.
#[test]
fn members_of_all_kinds() {
    let document = issued_to(&did_key(&holder()));
    let members: Vec<String> = [
        Cryptosuite::EddsaRdfc2022.into(),
        Cryptosuite::EddsaJcs2022.into(),
        Cryptosuite::Ed25519Signature2020.into(),
        Suite::Jwt,
        Suite::OpenBadgesJwt,
        Suite::SdJwt,
    ]
    .into_iter()
    .map(|suite: Suite| issuer().secure(&document.to_string(), suite).unwrap().into_string())
    .collect();
    let contexts = |text: &str| json(text).get("@context").unwrap().as_array().unwrap().len();
    assert_eq!((contexts(&members[0]), contexts(&members[2])), (2, 3));
    let mut old = json(&secure_with(&document, Cryptosuite::Ed25519Signature2020));
    object(&mut old, "").insert("name", "Another name");
    for suite in suites() {
        let all: Vec<&str> = members.iter().map(String::as_str).filter(|member| !member.contains('~')).collect();
        let verification = verify(&asking(), &presented_with(suite, &all));
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        assert_eq!(verification.members().len(), all.len());
        let old = old.to_string();
        let verification = verify(&asking(), &presented_with(suite, &[&members[0], &old]));
        assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    }
    let enveloped = NestedCredential::enveloped("application/vc+sd-jwt", &members[5]);
    let shown = Presentation::new().verifiable_credential(enveloped);
    let presenter = Presenter::new(InMemorySigner::new(holder()).unwrap()).with_environment(environment());
    let shown = presenter.present(&shown, &Asked::new(CHALLENGE).by(DOMAIN)).unwrap();
    let verification = verify(&asking(), shown.as_str());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
}

#[test]
fn more_members_than_the_limit() {
    let token = issuer().secure(&issued_to(&did_key(&holder())).to_string(), Suite::Jwt).unwrap().into_string();
    let of = |count: usize| presented_with(Suite::Jwt, &vec![token.as_str(); count]);
    assert_eq!(verify(&asking(), &of(64)).outcome, Outcome::Valid);
    let verification = within(Duration::from_secs(30), || verify(&asking(), &of(65)));
    assert_refused(&verification, Outcome::Invalid, code::input::LIMIT_EMBEDDED);
    assert!(verification.members().is_empty());
}

/// A learner record by somebody, about somebody, with these credentials in it.
fn record(publisher: &PrivateKey, learner: &str, members: &[&str]) -> String {
    let subject = Object::new()
        .with("id", learner)
        .with_all("type", ["ClrSubject"])
        .with_all("verifiableCredential", members.iter().map(|member| json(member)));
    let profile = Object::new().with("id", did_key(publisher)).with_all("type", ["Profile"]).with("name", "Publisher");
    let record = Object::new()
        .with_all(
            "@context",
            [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
        )
        .with("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000099")
        .with_all("type", ["VerifiableCredential", "ClrCredential"])
        .with("issuer", Value::from(profile))
        .with("validFrom", "2026-01-01T00:00:00Z")
        .with("name", "Record")
        .with("credentialSubject", subject);
    let did = did_key(publisher);
    let issuer = issuer_as(&did, publisher.clone(), &format!("{did}#{}", multikey(publisher)));
    issuer.secure(&Value::from(record).to_string(), Cryptosuite::EddsaJcs2022).unwrap().into_string()
}

/// A record inside a presentation, with badges inside: taken apart as deep as the limit says.
#[test]
fn members_of_members() {
    let record = record(&issuing_key(), &did_key(&holder()), &[&held()]);
    let text = presented_with(Cryptosuite::EddsaJcs2022, &[&record]);
    let verification = verify(&asking(), &text);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert_eq!(verification.members()[0].1.members().len(), 1);
    let limited = |embedded_depth| asking().with_limits(Limits { embedded_depth, ..Limits::default() });
    let verification = verify(&limited(1), &text);
    assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    assert!(verification.members()[0].1.has(code::input::LIMIT_EMBEDDED), "{verification}");
    assert_refused(&verify(&limited(0), &text), Outcome::Invalid, code::input::LIMIT_EMBEDDED);
}

/// So many are opened in all, in however many records they stand.
#[test]
fn members_of_all_members_are_counted() {
    let record = record(&issuing_key(), &did_key(&holder()), &[&held(), &held(), &held()]);
    let text = presented_with(Cryptosuite::EddsaJcs2022, &[&record, &record]);
    let limited = |embedded| verify(&asking().with_limits(Limits { embedded, ..Limits::default() }), &text);
    let verification = limited(8);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let verification = limited(7);
    assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    let opened: Vec<usize> = verification.members().iter().map(|(_, member)| member.members().len()).collect();
    assert_eq!(opened, [3, 0]);
    assert!(verification.members()[1].1.has(code::input::LIMIT_EMBEDDED), "{verification}");
}

/// What other credentials of a presentation have used up says nothing about the next, which is not said to be invalid.
#[test]
fn what_others_used_up_leaves_a_credential_open() {
    let ambiguous = |at: usize| {
        let evidence = vec![Value::from(Object::new().with_all("type", ["Evidence"])); 2];
        secure(&json(&edited(&issued_to(&did_key(&holder())).to_string(), |badge| {
            object(badge, "").insert("id", format!("urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-0000000000{at}"));
            object(badge, "").insert("evidence", Value::Array(evidence.clone()));
        })))
    };
    let within = |verifier: Verifier, canonicalisation: usize, text: &str| {
        verify(&verifier.with_limits(Limits { canonicalisation, ..Limits::default() }), text)
    };
    let all: Vec<String> = (10..20).map(ambiguous).collect();
    let is_valid = |canonicalisation| within(verifier(), canonicalisation, &all[0]).outcome == Outcome::Valid;
    let needed = (0..1_000).find(|most| is_valid(*most)).unwrap();
    let refused = within(verifier(), needed.checked_sub(1).unwrap(), &all[0]);
    assert!(refused.has(code::input::LIMIT_CANONICALISATION), "{refused}");
    let members: Vec<&str> = all.iter().map(String::as_str).collect();
    let verification = within(asking(), needed, &presented_with(Cryptosuite::EddsaJcs2022, &members));
    assert_eq!(verification.outcome, Outcome::Indeterminate, "{verification}");
    let (enough, short) = verification.members().split_at(8);
    assert!(enough.iter().all(|(_, member)| member.outcome == Outcome::Valid), "{verification}");
    for (_, member) in short {
        assert_refused(member, Outcome::Indeterminate, code::input::LIMIT_TOGETHER);
    }
    assert_eq!(short.len(), 2);
}

const IN_RECORD: &str = "/verifiableCredential/0/credentialSubject/verifiableCredential/0";

fn shown_in_record(verifier: &Verifier, publisher: &PrivateKey, member: &str) -> Verification {
    let record = record(publisher, &did_key(&holder()), &[member]);
    verify(verifier, &presented_with(Cryptosuite::EddsaJcs2022, &[&record]))
}

/// Anybody can publish a record about himself: it is no way round what a presenter has to hold.
#[test]
fn somebody_elses_badge_in_a_record_of_ones_own() {
    let eves = secure(&issued_to("did:example:eve"));
    // His own record, one of a name that he has given himself, and one of a publisher of whom nobody knows more.
    for publisher in [holder(), key(10), issuing_key()] {
        let verification = shown_in_record(&asking(), &publisher, &eves);
        assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
        let record = &verification.members()[0].1;
        assert!(record.has(code::member::PRESENTED_INVALID) && record.has(code::member::RECORDED_ANOTHERS), "{record}");
        assert!(record.members()[0].1.has(code::subject::HOLDER_MISMATCH), "{record}");
        assert!(record.members()[0].1.accept::<AchievementCredential>().is_err());
    }
    // In a record in a record.
    let inner = record(&key(10), &did_key(&holder()), &[&eves]);
    let verification = shown_in_record(&asking(), &key(11), &inner);
    assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    // That it is the presenter's all the same, a publisher can say who is trusted; the badge is still not taken for his.
    let anchors = format!(r#"{{"anchors": [{{"id": "{}"}}]}}"#, did_key(&issuing_key()));
    let trusting = asking().with_anchors(Anchors::parse(&anchors).unwrap());
    let verification = shown_in_record(&trusting, &issuing_key(), &eves);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    for found in [code::member::RECORDED_INVALID, code::member::RECORDED_ANOTHERS] {
        let check = verification.checks.iter().find(|check| check.code() == Some(found)).unwrap();
        assert_eq!(check.pointer.as_str(), IN_RECORD, "{verification}");
    }
    assert!(verification.members()[0].1.members()[0].1.accept::<AchievementCredential>().is_err());
    // By itself, a record says whose it is, and is told that its badge is another's.
    let alone = verify(&verifier(), &record(&issuing_key(), &did_key(&holder()), &[&eves]));
    assert_eq!(alone.outcome, Outcome::Valid, "{alone}");
    assert!(alone.has(code::member::RECORDED_ANOTHERS), "{alone}");
    assert!(
        !verify(&verifier(), &record(&issuing_key(), &did_key(&holder()), &[&held()]))
            .has(code::member::RECORDED_ANOTHERS)
    );
}

/// What became of a badge in a record is said where the record is presented. Who publishes the record himself presents the badge.
#[test]
fn what_has_ended_in_a_record() {
    let ended = secure(&json(&edited(&issued_to(&did_key(&holder())).to_string(), |badge| {
        object(badge, "").insert("validUntil", "2026-10-01T00:00:00Z");
    })));
    let forged = sign_by_hand(&issued_to(&did_key(&holder())), &attackers_key(), &[]);
    for member in [&ended, &forged] {
        let verification = shown_in_record(&asking(), &key(10), member);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
        let check = verification.checks.iter().find(|check| check.code() == Some(code::member::RECORDED_INVALID));
        let check = check.unwrap_or_else(|| panic!("{verification}"));
        assert_eq!((check.status, check.pointer.as_str()), (Status::Warn, IN_RECORD));
        assert!(!check.detail.is_empty());
        // What is told of the record as fact is told without the badge, which is told by itself where it holds.
        let report = verification.to_json();
        let inside =
            |report: &Value| report.get("children").unwrap().as_array().unwrap()[0].get("report").unwrap().clone();
        let record = inside(&report);
        let verified = record.get("verified").unwrap().to_string();
        assert!(verified.contains("credentialSubject") && !verified.contains("OpenBadgeCredential"), "{verified}");
        assert!(inside(&record).get("verified").is_none(), "{report}");
        let verification = shown_in_record(&asking(), &holder(), member);
        assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
    }
    assert_eq!(shown_in_record(&asking(), &holder(), &held()).outcome, Outcome::Valid);
}

/// No letter of a member can be changed, for what it stands in is signed.
#[test]
fn no_member_can_be_changed() {
    for suite in [Suite::from(Cryptosuite::EddsaRdfc2022), Cryptosuite::EddsaJcs2022.into()] {
        let text = presented_with(suite, &[&held()]);
        let start = text.find("verifiableCredential").unwrap();
        for place in (start..text.len()).step_by(23) {
            let mut bytes = text.clone().into_bytes();
            bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
            let verification = verify(&asking(), &String::from_utf8(bytes).unwrap());
            assert_ne!(verification.outcome, Outcome::Valid, "{place}: {verification}");
        }
    }
    // Nor exchanged, be it for another good one.
    let taken = edited(&presented(&[&held()]), |document| {
        let another = issuer().secure(&issued_to(&did_key(&holder())).to_string(), Cryptosuite::Ed25519Signature2020);
        *crate::support::at(document, "/verifiableCredential/0") = json(another.unwrap().as_str());
    });
    assert_eq!(verify(&asking(), &taken).outcome, Outcome::Invalid);
}

/// What somebody else presented once, shown again inside of one's own answer.
#[test]
fn a_recorded_presentation_is_no_member() {
    let recorded = presented_with(Suite::Jwt, &[&held()]);
    for media_type in ["application/jwt", "application/vp+jwt", "application/vc+jwt"] {
        let envelope = Object::new()
            .with("@context", "https://www.w3.org/ns/credentials/v2")
            .with("id", format!("data:{media_type},{recorded}"))
            .with("type", "EnvelopedVerifiableCredential");
        let document = presentation(&[]).holder(did_key(&attackers_key()).as_str()).to_json();
        let document = edited(&document.to_string(), |document| {
            object(document, "").insert("verifiableCredential", Value::Array(vec![envelope.clone().into()]));
        });
        let answer = [
            ("proofPurpose", "\"authentication\""),
            ("challenge", &*format!("\"{CHALLENGE}\"")),
            ("domain", &*format!("\"{DOMAIN}\"")),
        ];
        let verification = verify(&asking(), &sign_by_hand(&json(&document), &attackers_key(), &answer));
        assert_eq!(verification.outcome, Outcome::Invalid, "{media_type}: {verification}");
        assert!(verification.members().iter().all(|(_, member)| member.outcome == Outcome::Invalid), "{verification}");
    }
}

/// VC Data Model 1.1 presents tokens as they are, in the claim `vp` of a token.
#[test]
fn a_token_of_1_1_presents_tokens() {
    let did = did_key(&holder());
    let member = issuer().secure(&issued_to(&did).to_string(), Suite::OpenBadgesJwt).unwrap().into_string();
    let presented = |vp: String| {
        let payload = format!(r#"{{"iss": "{did}", "aud": "{DOMAIN}", "nonce": "{CHALLENGE}", "vp": {vp}}}"#);
        let header = format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{did}#{}"}}"#, multikey(&holder()));
        let input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
        let signature = InMemorySigner::new(holder()).unwrap().sign(input.as_bytes()).unwrap();
        format!("{input}.{}", base64url::encode(&signature))
    };
    let vp = format!(
        r#"{{"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiablePresentation"], "verifiableCredential": ["{member}"]}}"#
    );
    let verifier = asking();
    let verification = verifier.verify(presented(vp.clone()), &Counting::new());
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(verification.accept::<vc::Presentation>().is_ok());
    assert!(verification.members()[0].1.accept::<AchievementCredential>().is_ok());
    let bad = presented(vp.replacen(&member[member.len() - 4..], "AAAA", 1));
    assert_eq!(verifier.verify(bad, &Counting::new()).outcome, Outcome::Invalid);
}

/// As many strings as a document may have, where credentials belong: each is looked at once, and not each is told of.
#[test]
fn a_flood_of_strings_is_told_up_to_the_limit() {
    let strings = vec![Value::from("x"); 38_000];
    let twice = (0..32).map(|number| {
        let id = format!("urn:x:{number}");
        Object::new().with("type", "T").with("id", id.as_str()).with("@id", id.as_str()).into()
    });
    let presentation = Object::new()
        .with("@context", json(r#"["https://www.w3.org/ns/credentials/v2"]"#))
        .with("type", json(r#"["VerifiablePresentation"]"#));
    let of_strings = presentation.clone().with("verifiableCredential", Value::Array(strings.clone()));
    let after_others = presentation
        .with("termsOfUse", Value::Array(twice.collect()))
        .with("verifiableCredential", Value::Array(strings));
    for presentation in [of_strings, after_others] {
        let verification = verify(&verifier(), &Value::from(presentation).to_string());
        assert_eq!(verification.outcome, Outcome::Invalid);
        let report = verification.report();
        assert!(report.has(code::presentation::CREDENTIAL));
        assert!(report.truncated > 37_000 && report.checks.len() < 1_000, "{}", report.checks.len());
        assert!(verification.to_json().to_string().len() < 500_000);
    }
}
