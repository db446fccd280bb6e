//! Whose a credential is that does not show it, or says it in another place than most, and who may present it.

use super::assert_refused;
use super::strangers::wrapped_by;
use crate::support::{
    Counting, attackers_key, badge, badge_of, did_key, edited, environment, issuer_as, issuing_key, json, key,
    multikey, object, secure, verifier,
};
use microcred::badge::AchievementCredential;
use microcred::codec::{base64url, digest};
use microcred::json::{Object, Pointer, Tree, Value};
use microcred::jsonld::Contexts;
use microcred::key::{Curve, InMemorySigner, Jwk, PrivateKey, Signer, thumbprint};
use microcred::present::{Asked, Presenter, presentable};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::data_integrity::selective::{Selecting, derive};
use microcred::report::{Code, Outcome, code};
use microcred::resolve::Offline;
use microcred::trust::Anchors;
use microcred::vc::Presentation;
use microcred::verify::{Recipient, Verification, Verifier};
use microcred::{Limits, MicroCredential, Offer};

const CHALLENGE: &str = "u7kqV9";
const DOMAIN: &str = "https://verifier.example";

fn ana() -> PrivateKey {
    key(9)
}

fn asking() -> Verifier {
    verifier().with_challenge(CHALLENGE).with_domain(DOMAIN)
}

/// The same, knowing the issuer of the badges.
fn knowing() -> Verifier {
    let anchors = format!(r#"{{"anchors": [{{"id": "{}"}}]}}"#, did_key(&issuing_key()));
    asking().with_anchors(Anchors::parse(&anchors).unwrap())
}

/// What somebody shows, as a verifier takes it that has asked for it.
fn presented_by(presenter: &PrivateKey, verifier: &Verifier, member: &str) -> Verification {
    let member = presentable(member.as_bytes(), &Limits::default()).unwrap();
    let presenter = Presenter::new(InMemorySigner::new(presenter.clone()).unwrap()).with_environment(environment());
    let presenter = presenter.with_suite(Cryptosuite::EddsaJcs2022);
    let shown = Presentation::new().verifiable_credential(member);
    let shown = presenter.present(&shown, &Asked::new(CHALLENGE).by(DOMAIN)).unwrap();
    verifier.verify(&shown, &Counting::new())
}

/// A badge that names its learner by an address alone.
fn addressed(mut document: Value) -> Value {
    let address = r#"[{"type": "IdentityObject", "hashed": false, "identityHash": "ana@vet.example", "identityType": "emailAddress"}]"#;
    let learner = object(&mut document, "/credentialSubject");
    learner.remove("id");
    learner.insert("identifier", json(address));
    document
}

/// A token in which the id of the subject is shown by choice: all of it, and without that.
fn chosen(document: &Value, id: &str, issuer: &PrivateKey) -> [String; 2] {
    let disclosure = base64url::encode(format!(r#"["salt","id","{id}"]"#).as_bytes());
    let digest = base64url::encode(&digest::sha256(&disclosure));
    let concealing = edited(&document.to_string(), |document| {
        object(document, "/credentialSubject").insert("_sd", json(&format!(r#"["{digest}"]"#)));
    });
    let withheld = wrapped_by(&concealing, "vc+sd-jwt", Object::new(), issuer);
    [format!("{withheld}{disclosure}~"), withheld]
}

/// A credential whose statements are shown by choice, with these and without a word about its subject.
fn derived(signer: &PrivateKey, suite: Cryptosuite) -> String {
    let did = did_key(signer);
    let document = edited(&badge_of(&did).to_string(), |badge| {
        object(badge, "/credentialSubject").insert("id", did_key(&ana()));
    });
    let issuer = issuer_as(&did, signer.clone(), &format!("{did}#{}", multikey(signer)));
    let base = issuer.secure(&document, suite).unwrap().into_string();
    let base = Tree::parse(&base, &Limits::default()).unwrap();
    let selecting = Selecting::new([Pointer::from_text("/name")]);
    derive(base.root(), &selecting, &Contexts::bundled(), &Limits::default()).unwrap().to_string()
}

/// A learner record about this subject with these in it, in a token of its publisher.
fn record(publisher: &PrivateKey, learner: Option<&str>, members: &[&str]) -> Value {
    let members = members.iter().map(|member| presentable(member.as_bytes(), &Limits::default()).unwrap().to_json());
    let subject = Object::new().with_all("type", ["ClrSubject"]).with_all("verifiableCredential", members);
    let subject = match learner {
        Some(id) => subject.with("id", id),
        None => subject.with(
            "identifier",
            addressed(badge()).get("credentialSubject").unwrap().get("identifier").unwrap().clone(),
        ),
    };
    let contexts = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ];
    let profile = Object::new().with("id", did_key(publisher)).with_all("type", ["Profile"]).with("name", "Publisher");
    let record = Object::new()
        .with_all("@context", contexts)
        .with("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000099")
        .with_all("type", ["VerifiableCredential", "ClrCredential"])
        .with("issuer", Value::from(profile))
        .with("validFrom", "2026-01-01T00:00:00Z")
        .with("validUntil", "2030-01-01T00:00:00Z")
        .with("name", "Record")
        .with("credentialSubject", subject);
    record.into()
}

fn in_token(document: &Value, signer: &PrivateKey) -> String {
    wrapped_by(&document.to_string(), "vc+jwt", Object::new(), signer)
}

#[track_caller]
fn assert_member_is(verification: &Verification, code: Code) {
    assert!(verification.members()[0].1.has(code), "{verification}");
}

/// Whoever has somebody else's credential leaves out whose it is.
#[test]
fn who_it_is_about_left_out() {
    let [shown, withheld] = chosen(&addressed(badge()), &did_key(&ana()), &issuing_key());
    assert_eq!(presented_by(&ana(), &asking(), &shown).outcome, Outcome::Valid);
    let stolen = presented_by(&attackers_key(), &asking(), &shown);
    assert_refused(&stolen, Outcome::Invalid, code::member::PRESENTED_INVALID);
    let p256 = PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap();
    let withheld = [
        withheld,
        derived(&p256, Cryptosuite::EcdsaSd2023),
        #[cfg(feature = "bbs")]
        derived(
            &PrivateKey::generate(microcred::key::Algorithm::Bbs, &microcred::Environment::system()).unwrap(),
            Cryptosuite::Bbs2023,
        ),
    ];
    for text in withheld {
        for presenter in [ana(), attackers_key()] {
            let verification = presented_by(&presenter, &asking(), &text);
            assert_refused(&verification, Outcome::Indeterminate, code::member::PRESENTED_INDETERMINATE);
            assert_member_is(&verification, code::subject::HOLDER_WITHHELD);
        }
        // By itself, nobody shows it for his own.
        assert_eq!(verifier().verify(&text, &Offline).outcome, Outcome::Valid);
        // Records hold no tokens.
        if !text.starts_with('{') {
            continue;
        }
        // In a record of whomever, about whomever, as long as its publisher is not known and says that it is the presenter's.
        let shown_in = |publisher: &PrivateKey, learner: Option<&str>| {
            let record = in_token(&record(publisher, learner, &[&text]), publisher);
            presented_by(&attackers_key(), &knowing(), &record)
        };
        let attacker = did_key(&attackers_key());
        for (publisher, learner) in
            [(attackers_key(), Some(&*attacker)), (key(10), Some(&*attacker)), (issuing_key(), None)]
        {
            let verification = shown_in(&publisher, learner);
            assert_ne!(verification.outcome, Outcome::Valid, "{verification}");
            assert_member_is(&verification, code::member::PRESENTED_INDETERMINATE);
        }
        let vouched = shown_in(&issuing_key(), Some(&attacker));
        assert!(!vouched.members()[0].1.has(code::member::PRESENTED_INDETERMINATE), "{vouched}");
        assert_member_is(&vouched, code::member::RECORDED_INDETERMINATE);
        assert_member_is(&vouched, code::member::RECORDED_WITHHELD);
    }
}

/// What else may have been left out says nothing of whom it is about.
#[test]
fn something_else_left_out() {
    let digest = base64url::encode(&digest::sha256("something"));
    let leaving_out = |place: &str| {
        let text = edited(&addressed(badge()).to_string(), |badge| {
            object(badge, place).insert("_sd", json(&format!(r#"["{digest}"]"#)));
        });
        presented_by(&attackers_key(), &asking(), &wrapped_by(&text, "vc+sd-jwt", Object::new(), &issuing_key()))
    };
    for place in ["/issuer", "/credentialSubject/achievement"] {
        let verification = leaving_out(place);
        assert!(!verification.members()[0].1.has(code::subject::HOLDER_WITHHELD), "{verification}");
    }
    // A token may say at its top, too, whom it is about.
    assert_member_is(&leaving_out(""), code::subject::HOLDER_WITHHELD);
    let another = edited(&addressed(badge()).to_string(), |badge| {
        let one = object(badge, "").remove("credentialSubject").unwrap();
        let left_out = json(&format!(r#"{{"...": "{digest}"}}"#));
        object(badge, "").insert("credentialSubject", Value::Array(vec![one, left_out]));
    });
    let another = wrapped_by(&another, "vc+sd-jwt", Object::new(), &issuing_key());
    assert_member_is(&presented_by(&attackers_key(), &asking(), &another), code::subject::HOLDER_WITHHELD);
}

/// A publisher who is known can say that somebody else's credential is one's own, but not in a record that is nobody's.
#[test]
fn a_known_publishers_record_of_nobody() {
    let eves = edited(&badge().to_string(), |badge| {
        object(badge, "/credentialSubject").insert("id", "did:example:eve");
    });
    let eves = secure(&json(&eves));
    let of = |learner: Option<&str>| record(&issuing_key(), learner, &[&eves]);
    let attacker = did_key(&attackers_key());
    let show = |text: &str| presented_by(&attackers_key(), &knowing(), text);
    let own = show(&in_token(&of(Some(&attacker)), &issuing_key()));
    assert_eq!(own.outcome, Outcome::Valid, "{own}");
    let nobodys = show(&in_token(&of(None), &issuing_key()));
    assert_refused(&nobodys, Outcome::Invalid, code::member::PRESENTED_INVALID);
    let [shown, withheld] = chosen(&of(None), "did:example:eve", &issuing_key());
    assert_refused(&show(&shown), Outcome::Invalid, code::member::PRESENTED_INVALID);
    let withheld = show(&withheld);
    assert_ne!(withheld.outcome, Outcome::Valid, "{withheld}");
    assert_member_is(&withheld, code::subject::HOLDER_WITHHELD);
    // Whose it is has been left out of the record, and so it cannot be told whether the badge in it is about the same.
    let [_, withheld] = chosen(&of(None), "did:example:eve", &issuing_key());
    let alone = verifier().verify(&withheld, &Offline);
    assert!(alone.has(code::member::RECORDED_WITHHELD) && !alone.has(code::member::RECORDED_ANOTHERS), "{alone}");
}

/// A badge as a token with these claims has it, in each of the places for one; and the same with its subject in an array.
fn claiming(document: &Value, claims: &Object) -> ([String; 3], String) {
    let signed = |typ: &str, payload: &Value| wrapped_by(&payload.to_string(), typ, claims.clone(), &issuing_key());
    let old = edited(&document.to_string(), |badge| {
        let contexts = r#"["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]"#;
        let badge = object(badge, "");
        badge.insert("@context", json(contexts));
        let from = badge.remove("validFrom").unwrap();
        badge.insert("issuanceDate", from);
        if let Some(until) = badge.remove("validUntil") {
            badge.insert("expirationDate", until);
        }
    });
    let several = edited(&old, |badge| {
        let subject = object(badge, "").remove("credentialSubject").unwrap();
        object(badge, "").insert("credentialSubject", Value::Array(vec![subject]));
    });
    let within = |text: &str| signed("JWT", &Object::new().with("vc", json(text)).into());
    ([signed("vc+jwt", document), signed("JWT", document), within(&old)], within(&several))
}

/// The `sub` of a token is the id of its subject.
#[test]
fn a_token_says_whom_it_is_about() {
    let document = addressed(badge());
    let (tokens, in_array) = claiming(&document, &Object::new().with("sub", did_key(&ana())));
    // Badges have one subject; whose it is is found all the same.
    assert!(!presented_by(&ana(), &asking(), &in_array).members()[0].1.has(code::subject::HOLDER_UNKNOWN));
    assert_member_is(&presented_by(&attackers_key(), &asking(), &in_array), code::subject::HOLDER_MISMATCH);
    for token in tokens {
        let own = presented_by(&ana(), &asking(), &token);
        assert_eq!(own.outcome, Outcome::Valid, "{own}");
        assert!(!own.members()[0].1.has(code::subject::HOLDER_UNKNOWN), "{own}");
        let stolen = presented_by(&attackers_key(), &asking(), &token);
        assert_refused(&stolen, Outcome::Invalid, code::member::PRESENTED_INVALID);
        assert_member_is(&stolen, code::subject::HOLDER_MISMATCH);
        let for_recipient = |id: String| verifier().for_recipient(Recipient::Id(id)).verify(&token, &Offline);
        assert_eq!(for_recipient(did_key(&ana())).outcome, Outcome::Valid);
        let another = for_recipient(did_key(&attackers_key()));
        assert_refused(&another, Outcome::Invalid, code::subject::RECIPIENT_MISMATCH);
        let accepted = verifier().verify(&token, &Offline).accept::<AchievementCredential>().unwrap();
        assert_eq!(accepted.credential_subject.id, Some(did_key(&ana())));
    }
    // It speaks for the token that counts: a stranger's around what is signed already says nothing.
    let attacker = did_key(&attackers_key());
    let wrapped =
        wrapped_by(&secure(&document), "vc+jwt", Object::new().with("sub", attacker.as_str()), &attackers_key());
    let strangers = presented_by(&attackers_key(), &asking(), &wrapped);
    assert_member_is(&strangers, code::subject::HOLDER_UNKNOWN);
    let strangers = verifier().verify(&wrapped, &Offline);
    assert_eq!(strangers.accept::<AchievementCredential>().unwrap().credential_subject.id, None);
    let unknown = verifier().for_recipient(Recipient::Id(attacker)).verify(&wrapped, &Offline);
    assert_refused(&unknown, Outcome::Indeterminate, code::subject::RECIPIENT_UNKNOWN);
    // Nor is one believed that says otherwise than its content, be that in one word.
    for subject in [r#""did:example:eve""#, r#"[{"type": ["AchievementSubject"]}, {"id": "did:example:eve"}]"#] {
        let mut two = document.clone();
        object(&mut two, "").insert("credentialSubject", json(subject));
        let token = wrapped_by(&two.to_string(), "vc+jwt", Object::new().with("sub", did_key(&ana())), &issuing_key());
        let verification = verifier().verify(&token, &Offline);
        assert!(
            verification.outcome == Outcome::Invalid && verification.has(code::jose::CLAIMS_MISMATCH),
            "{verification}"
        );
    }
}

/// So a pathway knows the learner of a micro-credential whose token alone says who that is.
#[test]
fn a_token_names_the_learner() {
    const OFFER: &str = include_str!("../../examples/data/offer.json");
    let date = microcred::chrono::NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    let learner = microcred::Learner::named("Ana Silva").did("did:example:ana");
    let held = Offer::from_json(OFFER).unwrap().award_to(learner).on(date).build().unwrap();
    let held = held.with_ids(&environment()).unwrap();
    let issued = crate::support::issuer().with_suite(Suite::Jwt).issue(&held).unwrap().into_string();
    let payload = base64url::decode(issued.split('.').nth(1).unwrap()).unwrap();
    let carried = edited(&String::from_utf8(payload).unwrap(), |badge| {
        object(badge, "/credentialSubject").remove("id").unwrap();
    });
    for (claims, expected) in
        [(Object::new(), None), (Object::new().with("sub", "did:example:ana"), Some("did:example:ana"))]
    {
        let token = wrapped_by(&carried, "vc+jwt", claims, &issuing_key());
        let verification = verifier().verify(&token, &Offline);
        let accepted =
            verification.accept::<MicroCredential>().unwrap_or_else(|error| panic!("{error}\n{verification}"));
        assert_eq!(accepted.learner().id.as_deref(), expected);
    }
}

/// Whom a credential was issued to is named once.
#[test]
fn two_keys_of_one_holder() {
    let jwk = |key: &PrivateKey| -> Object { Jwk::new(key.public_key().clone()).to_json() };
    let kid = |key: &PrivateKey| format!("{}#{}", did_key(key), multikey(key));
    let did_jwk =
        |key: &PrivateKey| format!("did:jwk:{}#0", base64url::encode(Value::from(jwk(key)).to_string().as_bytes()));
    let attackers = || Object::new().with("jwk", jwk(&attackers_key()));
    let show = |confirmation: Object| {
        let token = wrapped_by(
            &addressed(badge()).to_string(),
            "vc+jwt",
            Object::new().with("cnf", confirmation),
            &issuing_key(),
        );
        presented_by(&attackers_key(), &asking(), &token)
    };
    for agreeing in [
        attackers(),
        attackers().with("kid", kid(&attackers_key())),
        attackers().with("kid", did_jwk(&attackers_key())),
        attackers().with("kid", "key-1"),
        attackers().with("jkt", thumbprint(attackers_key().public_key())),
    ] {
        let verification = show(agreeing);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
    for contradictory in [
        attackers().with("kid", kid(&ana())),
        attackers().with("kid", did_jwk(&ana())),
        attackers().with("kid", 1),
        attackers().with("jkt", thumbprint(ana().public_key())),
        attackers().with("jkt", 1),
        attackers().with("jwe", "eyJ"),
        attackers().with("jku", "https://vet.example/keys"),
        Object::new().with("kid", kid(&attackers_key())).with("jku", "https://vet.example/keys"),
    ] {
        let verification = show(contradictory);
        assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
        assert_member_is(&verification, code::subject::HOLDER_BINDING);
    }
}

/// A DID may have many keys, of many people. Where the one is named that it was issued to, another one is not enough.
#[test]
fn the_key_that_is_named_and_no_other_of_its_did() {
    let did = did_key(&ana());
    let show = |kid: String| {
        let confirmation = Object::new().with("cnf", Object::new().with("kid", kid));
        let token = wrapped_by(&addressed(badge()).to_string(), "vc+jwt", confirmation, &issuing_key());
        presented_by(&ana(), &asking(), &token)
    };
    for kid in [did.clone(), format!("{did}#{}", multikey(&ana()))] {
        let verification = show(kid);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
    for kid in [format!("{did}#another"), format!("{did}#")] {
        let verification = show(kid);
        assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
        assert_member_is(&verification, code::subject::HOLDER_MISMATCH);
    }
}

/// Whom it was issued to may stand in the header as well; never somebody else there than in the payload.
#[test]
fn a_key_in_the_header() {
    let confirmation =
        |key: &PrivateKey| Value::from(Object::new().with("jwk", Jwk::new(key.public_key().clone()).to_json()));
    let token = |typ: &str, header: &str, claims: Object| {
        let payload = edited(&addressed(badge()).to_string(), |payload| {
            claims.iter().for_each(|(name, value)| object(payload, "").insert(name, value.clone()))
        });
        let kid = format!("{}#{}", did_key(&issuing_key()), multikey(&issuing_key()));
        let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}","kid":"{kid}","cnf":{header}}}"#);
        let input = [header, payload].map(|part| base64url::encode(part.as_bytes())).join(".");
        let signature = InMemorySigner::new(issuing_key()).unwrap().sign(input.as_bytes()).unwrap();
        let end = if typ.ends_with("sd-jwt") { "~" } else { "" };
        format!("{input}.{}{end}", base64url::encode(&signature))
    };
    let (anas, attackers) = (confirmation(&ana()), confirmation(&attackers_key()));
    let shown = |typ: &str, header: &Value, claims: Object| {
        presented_by(&attackers_key(), &asking(), &token(typ, &header.to_string(), claims))
    };
    for typ in ["vc+jwt", "vc+sd-jwt"] {
        let verification = shown(typ, &anas, Object::new());
        assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
        assert_member_is(&verification, code::subject::HOLDER_MISMATCH);
        for (header, payload) in [(&anas, &attackers), (&attackers, &anas)] {
            let verification = shown(typ, header, Object::new().with("cnf", payload.clone()));
            assert_refused(&verification, Outcome::Invalid, code::member::PRESENTED_INVALID);
            assert_member_is(&verification, code::subject::HOLDER_BINDING);
        }
        let unread = shown(typ, &json(r#"{"jku": "https://vet.example/keys"}"#), Object::new());
        assert_refused(&unread, Outcome::Invalid, code::member::PRESENTED_INVALID);
        assert_member_is(&unread, code::subject::HOLDER_BINDING);
    }
    for claims in [Object::new(), Object::new().with("cnf", attackers.clone())] {
        let verification = shown("vc+jwt", &attackers, claims);
        assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    }
}

/// A presentation in which there is nothing says nothing of whom it should be about.
#[test]
fn nothing_was_issued_to_the_recipient() {
    let own = edited(&badge().to_string(), |badge| {
        object(badge, "/credentialSubject").insert("id", did_key(&ana()));
    });
    let own = secure(&json(&own));
    let wanted = asking().for_recipient(Recipient::Id(did_key(&ana())));
    let good = presented_by(&ana(), &wanted, &own);
    assert_eq!(good.outcome, Outcome::Valid, "{good}");
    let presenter = Presenter::new(InMemorySigner::new(ana()).unwrap()).with_environment(environment());
    let empty = presenter.present(&Presentation::new(), &Asked::new(CHALLENGE).by(DOMAIN)).unwrap();
    assert_eq!(asking().verify(&empty, &Offline).outcome, Outcome::Valid);
    for recipient in [Recipient::Id(did_key(&ana())), Recipient::email("ana@vet.example")] {
        let verification = asking().for_recipient(recipient).verify(&empty, &Offline);
        assert_refused(&verification, Outcome::Indeterminate, code::subject::RECIPIENT_UNKNOWN);
    }
}

/// A credential answers no question by itself, and that is said.
#[test]
fn a_credential_is_no_answer() {
    for (verifier, code) in [
        (verifier().with_domain(DOMAIN), code::subject::DOMAIN),
        (verifier().with_challenge(CHALLENGE), code::subject::CHALLENGE),
    ] {
        let verification = verifier.verify(secure(&badge()), &Offline);
        let check = verification.checks.iter().find(|check| check.code() == Some(code)).unwrap();
        assert!(check.detail.contains("no presentation of one"), "{verification}");
    }
}
