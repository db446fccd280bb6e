//! Case 131: badges of Open Badges 2.0 that are hosted where they should not be, or no longer, or otherwise; and signed ones
//! whose key is somebody else's.

use crate::support::cases::case;
use crate::support::open_badges_2::{
    ASSERTION, CLASS, ISSUER, KEY, LIST, Places, assertion, class, hosted, issuer, issuers_key, key_document, pem,
    sign, sign_as, signed_assertion,
};
use crate::support::{attackers_key, edited, json, object, verifier};
use microcred::MicroCredential;
use microcred::json::{Object, Value};
use microcred::openbadges2::OpenBadge;
use microcred::report::{Code, Outcome, Trust, code};
use microcred::resolve::{Answer, Found};
use microcred::trust::Anchors;
use microcred::verify::{NotAccepted, Policy, Recipient, Verification};
use std::time::Duration;

const ATTACKER: &str = "https://attacker.example";

fn verify(text: &str, places: &Places) -> Verification {
    let verification = verifier().verify(text, places);
    crate::support::cases::saw(&verification);
    verification
}

#[track_caller]
fn assert_refused(verification: &Verification, outcome: Outcome, code: Code) {
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    assert_eq!((verification.outcome, primary), (outcome, Some(code)), "{verification}");
    assert!(verification.accept::<OpenBadge>().is_err());
    assert!(verification.accept::<MicroCredential>().is_err());
    assert!(verification.to_json().get("verified").is_none());
}

/// A badge with this verification, hosted as it is at its id.
fn hosted_at(id: &str) -> (Value, Places) {
    let mut badge = hosted();
    object(&mut badge, "").insert("id", id);
    let places = Places::of_the_issuer().with(id, &badge);
    (badge, places)
}

fn scoped(member: &str, value: impl Into<Value>) -> Value {
    let mut issuer = issuer();
    let scope = Object::new().with("type", "VerificationObject").with(member, value.into());
    object(&mut issuer, "").insert("verification", scope);
    issuer
}

#[test]
fn what_is_as_it_should_be_holds() {
    let (badge, places) = hosted_at(ASSERTION);
    let verification = verify(&badge.to_string(), &places);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert_eq!(verification.input.format, "ob2+hosted");
    assert!(verification.to_string().contains("hosted by the issuer that it names"), "{verification}");
    let accepted = verification.accept::<OpenBadge>().unwrap();
    assert_eq!((accepted.badge_class.name.as_str(), accepted.issuer.id.as_str()), ("Green skills", ISSUER));
    // It is a badge of 2.0 and nothing else.
    assert_eq!(verification.accept::<MicroCredential>().err(), Some(NotAccepted::OpenBadge2));
    assert_eq!(verification.accept::<microcred::vc::Credential>().err(), Some(NotAccepted::OpenBadge2));

    let token = sign(&signed_assertion(), &issuers_key());
    let places = Places::of_the_issuer();
    let verification = verify(&token, &places);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert_eq!(verification.input.format, "ob2+jws");
    assert_eq!(places.asked(), [KEY, CLASS, ISSUER, LIST], "the key before all else");
    assert!(verification.accept::<OpenBadge>().is_ok());
}

/// The context names a verification object twice, and Moodle writes the older name.
#[test]
fn verify_is_the_same_as_verification() {
    let renamed = |mut badge: Value| {
        let verification = object(&mut badge, "").remove("verification").unwrap();
        object(&mut badge, "").insert("verify", verification);
        badge
    };
    let badge = renamed(assertion(&format!(r#"{{"type": "hosted", "url": "{ASSERTION}"}}"#)));
    let verification = verify(&badge.to_string(), &Places::of_the_issuer().with(ASSERTION, &badge));
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    let upgraded = verification.accept::<OpenBadge>().unwrap().upgrade(&crate::support::environment()).unwrap();
    let lost: Vec<_> = upgraded.losses.iter().map(|loss| loss.pointer.to_string()).collect();
    assert!(lost.contains(&"/verify".to_owned()) && !lost.contains(&"/verification".to_owned()), "{lost:?}");

    let token = sign(&renamed(signed_assertion()), &attackers_key());
    let verification = verify(&token, &Places::of_the_issuer());
    assert_refused(&verification, Outcome::Invalid, code::proof::SIGNATURE_INVALID);

    // An issuer's scope has the same two names.
    let (badge, places) = hosted_at("https://elsewhere.example/1");
    let places = places.with(ISSUER, &renamed(scoped("allowedOrigins", "elsewhere.example")));
    assert_eq!(verify(&badge.to_string(), &places).outcome, Outcome::Valid);

    // Two of them could say two things.
    let mut badge = hosted();
    object(&mut badge, "").insert("verify", json(r#"{"type": "hosted"}"#));
    let verification = verify(&badge.to_string(), &Places::of_the_issuer().with(ASSERTION, &badge));
    assert_refused(&verification, Outcome::Invalid, code::ob2::FORM);
}

#[test]
fn case_131_a_start_is_not_a_prefix_of_a_host() {
    case!(131);
    for (id, start) in [
        ("https://vet.example.attacker.example/assertions/1", "https://vet.example"),
        ("https://vet.example.attacker.example/assertions/1", "https://vet.example/"),
        ("https://vet.exampleattacker.example/1", "https://vet.example"),
        ("https://vet.example:8443/assertions/1", "https://vet.example"),
        ("https://attacker.example/https://vet.example/1", "https://vet.example/"),
        ("https://vet.example/other/1", "https://vet.example/assertions/"),
    ] {
        let (badge, places) = hosted_at(id);
        let places = places.with(ISSUER, &scoped("startsWith", start));
        assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::ob2::ORIGIN);
    }
    let (badge, places) = hosted_at(ASSERTION);
    let places = places.with(ISSUER, &scoped("startsWith", "https://vet.example/assertions/"));
    assert_eq!(verify(&badge.to_string(), &places).outcome, Outcome::Valid);
}

#[test]
fn case_131_an_origin_is_compared_whole() {
    case!(131);
    for origin in ["example", "attacker.vet.example", "vet.example:8443", "VET", "https://vet.example.attacker.example"]
    {
        let (badge, places) = hosted_at(ASSERTION);
        let places = places.with(ISSUER, &scoped("allowedOrigins", origin));
        assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::ob2::ORIGIN);
    }
    // Without a word about it, it is the issuer's own host.
    let (badge, places) = hosted_at("https://attacker.example/1");
    assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::ob2::ORIGIN);
    // What an assertion says of its issuer's scope counts for nothing: the profile at the issuer's address does.
    let mut class = class();
    object(&mut class, "").insert("issuer", scoped("allowedOrigins", "attacker.example"));
    let mut badge = badge;
    object(&mut badge, "").insert("badge", class);
    let places = places.with("https://attacker.example/1", &badge);
    let verification = verify(&badge.to_string(), &places);
    assert_refused(&verification, Outcome::Invalid, code::ob2::ORIGIN);
    assert!(verification.has(code::ob2::EMBEDDED_OUTDATED), "{verification}");
}

/// Who has no address has no host either, whatever a profile says that stands on somebody else's.
#[test]
fn an_issuer_without_an_address_hosts_nothing() {
    let (own, class_at, issuer_at) =
        (format!("{ATTACKER}/a"), format!("{ATTACKER}/class"), format!("{ATTACKER}/issuer"));
    for id in [
        "did:web:vet.example",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "urn:uuid:1",
        "HTTPS://vet.example/other",
    ] {
        let mut issuer = scoped("allowedOrigins", "attacker.example");
        object(&mut issuer, "").insert("id", id);
        let mut class = class();
        object(&mut class, "").insert("id", class_at.as_str());
        let mut badge = hosted();
        object(&mut badge, "").insert("id", own.as_str());
        // Fetched, in a class that is fetched, and both inside of the assertion.
        let mut with_own = class.clone();
        object(&mut with_own, "").insert("issuer", issuer_at.as_str());
        let mut with_embedded = class.clone();
        object(&mut with_embedded, "").insert("issuer", issuer.clone());
        let mut nameless = with_embedded.clone();
        object(&mut nameless, "").insert("id", "urn:uuid:5");
        for (reference, class) in [
            (Value::from(class_at.as_str()), &with_own),
            (Value::from(class_at.as_str()), &with_embedded),
            (nameless.clone(), &class),
        ] {
            object(&mut badge, "").insert("badge", reference);
            let places = Places::of_the_issuer().with(&own, &badge).with(&class_at, class).with(&issuer_at, &issuer);
            // A urn is no anchor to begin with.
            let anchors = Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{id}"}}]}}"#)).unwrap_or_default();
            let verification = verifier().with_anchors(anchors).verify(badge.to_string(), &places);
            assert_ne!(verification.outcome, Outcome::Valid, "{id}: {verification}");
            assert!(verification.trust <= Trust::Integrity, "{id}: {verification}");
            assert!(verification.accept::<OpenBadge>().is_err());
        }
    }
}

#[test]
fn case_131_user_information_hides_no_host() {
    case!(131);
    for id in [
        "https://vet.example@attacker.example/1",
        "https://vet.example:443@attacker.example/1",
        "https://vet.example\\@attacker.example/1",
        "https://vet.example/assertions/../../x",
        "ftp://vet.example/1",
    ] {
        let (badge, places) = hosted_at(id);
        let verification = verify(&badge.to_string(), &places);
        assert_eq!(verification.outcome, Outcome::Invalid, "{id}: {verification}");
        assert_eq!(places.asked(), [""; 0], "nothing is asked for at {id}");
    }
}

#[test]
fn case_131_the_hosted_copy_counts() {
    case!(131);
    let (badge, _) = hosted_at(ASSERTION);
    // Whatever is changed in what was handed over, or added to it, the hosted copy does not say it.
    let changes: [fn(&mut Object); 6] = [
        |badge| badge.insert("issuedOn", "2025-01-01T00:00:00Z"),
        |badge| badge.insert("expires", "2099-09-01T00:00:00Z"),
        |badge| badge.insert("narrative", "With distinction."),
        |badge| badge.insert("badge", "https://vet.example/classes/doctor"),
        |badge| {
            badge.insert("evidence", json(r#"{"id": "https://vet.example/work/1", "narrative": "Built a school."}"#))
        },
        |badge| {
            badge.insert("recipient", json(r#"{"type": "email", "hashed": false, "identity": "eve@attacker.example"}"#))
        },
    ];
    for change in changes {
        let places = Places::of_the_issuer().with(ASSERTION, &badge);
        let changed = edited(&badge.to_string(), |badge| change(object(badge, "")));
        assert_refused(&verify(&changed, &places), Outcome::Invalid, code::ob2::HOSTED_DIFFERS);
    }
    // What the copy says beyond it counts too.
    let mut short = badge.clone();
    object(&mut short, "").remove("expires");
    let ended = edited(&badge.to_string(), |badge| object(badge, "").insert("expires", "2026-10-01T00:00:00Z"));
    let places = Places::of_the_issuer().with(ASSERTION, &json(&ended));
    assert_refused(&verify(&short.to_string(), &places), Outcome::Invalid, code::validity::EXPIRED);
}

/// However long a copy is, it is compared in a moment: all of it if it is in the order of the original.
#[test]
fn a_long_copy_is_compared_in_a_moment() {
    let with = |items: Vec<Value>| {
        let mut badge = hosted();
        object(&mut badge, "").insert("evidence", Value::Array(items));
        badge
    };
    let work = |number: usize| json(&format!(r#"{{"id": "https://vet.example/work/{number}"}}"#));
    let long = with((0..1_200).map(work).collect());
    let verification = super::within(Duration::from_secs(20), || {
        verifier().verify(long.to_string(), &Places::of_the_issuer().with(ASSERTION, &long))
    });
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let mut copy = hosted();
    object(&mut copy, "").insert("remarks", Value::Array(vec!["a".into(); 4_000]));
    let mut original = hosted();
    let others = std::iter::repeat_n(Value::from("b"), 4_000).chain([Value::from("a")]).collect();
    object(&mut original, "").insert("remarks", Value::Array(others));
    let verification = super::within(Duration::from_secs(20), || {
        verifier().verify(copy.to_string(), &Places::of_the_issuer().with(ASSERTION, &original))
    });
    assert_refused(&verification, Outcome::Invalid, code::ob2::HOSTED_DIFFERS);
}

#[test]
fn case_131_a_redirect_to_another_host_is_another_host() {
    case!(131);
    let (badge, places) = hosted_at(ASSERTION);
    let elsewhere = Found::supplied(format!("{ATTACKER}/1"), badge.to_string());
    let places = places.answering(ASSERTION, Answer::found(elsewhere));
    assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::ob2::HOSTED_REDIRECTED);
    // The issuer's profile, likewise.
    let places = places.with(ASSERTION, &badge);
    let profile = Found::supplied(format!("{ATTACKER}/issuer"), issuer().to_string());
    let places = places.answering(ISSUER, Answer::found(profile));
    assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::ob2::ID_MISMATCH);
}

/// The legacy images of the baking specification: their text is the address of the assertion and no more.
#[test]
fn the_address_in_an_image_is_that_of_a_hosted_badge() {
    let at = |address: &str| super::containers::png(&[(b"tEXt", format!("openbadges\0{address}").into())]);
    let (badge, places) = hosted_at(ASSERTION);
    let verification = verifier().verify(at(ASSERTION), &places);
    assert_eq!((verification.outcome, verification.trust), (Outcome::Valid, Trust::IssuerBound), "{verification}");
    assert_eq!((places.asked()[0].as_str(), verification.input.format.as_str()), (ASSERTION, "ob2+hosted"));
    assert_eq!(verification.accept::<OpenBadge>().unwrap().assertion.id, ASSERTION);

    // As long as nobody says what stands there, nobody can tell.
    let verification = verifier().verify(at(ASSERTION), &Places::of_the_issuer());
    assert_refused(&verification, Outcome::Indeterminate, code::ob2::ADDRESS_ALONE);
    let [need] = verification.unmet() else { panic!("{:?}", verification.unmet()) };
    assert_eq!(need.url, ASSERTION);

    // What stands there counts as any hosted badge does.
    let elsewhere = "https://attacker.example/1";
    let mut expired = badge.clone();
    object(&mut expired, "").insert("expires", "2026-10-01T00:00:00Z");
    for (address, answer, code) in [
        (ASSERTION, Answer::NotFound, code::ob2::HOSTED_GONE),
        (ASSERTION, found(ASSERTION, &signed_assertion()), code::ob2::UNSIGNED),
        (ASSERTION, found(ASSERTION, &class()), code::ob2::HOSTED_MALFORMED),
        (ASSERTION, found(ASSERTION, &expired), code::validity::EXPIRED),
        (elsewhere, found(elsewhere, &badge), code::ob2::ID_MISMATCH),
        (elsewhere, found(elsewhere, &hosted_at(elsewhere).0), code::ob2::ORIGIN),
    ] {
        let places = Places::of_the_issuer().answering(address, answer);
        assert_refused(&verifier().verify(at(address), &places), Outcome::Invalid, code);
    }
}

fn found(url: &str, document: &Value) -> Answer {
    Answer::found(Found::supplied(url, document.to_string()))
}

#[test]
fn case_131_what_is_gone_was_withdrawn() {
    case!(131);
    let (badge, places) = hosted_at(ASSERTION);
    let places = places.answering(ASSERTION, Answer::NotFound);
    assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::ob2::HOSTED_GONE);
    for revoked in [
        edited(&badge.to_string(), |badge| object(badge, "").insert("revoked", true)),
        format!(r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{ASSERTION}", "revoked": true}}"#),
        format!(
            r#"{{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "{ASSERTION}", "revoked": true, "revocationReason": "x"}}"#
        ),
    ] {
        let places = Places::of_the_issuer().with(ASSERTION, &json(&revoked));
        assert_refused(&verify(&badge.to_string(), &places), Outcome::Invalid, code::status::REVOKED);
    }
    // Of one that is signed, nothing is hosted that could say so.
    let signed = edited(&signed_assertion().to_string(), |badge| object(badge, "").insert("revoked", true));
    let verification = verify(&sign(&json(&signed), &issuers_key()), &Places::of_the_issuer());
    assert_refused(&verification, Outcome::Invalid, code::status::REVOKED);
    let detail = &verification.check("status").unwrap().detail;
    assert!(!detail.contains("hosts"), "{detail}");
    // A host that cannot be reached says nothing.
    let places = Places::of_the_issuer();
    assert_refused(&verify(&badge.to_string(), &places), Outcome::Indeterminate, code::ob2::HOSTED_UNRESOLVED);
}

/// What is lost already is not asked about.
#[test]
fn case_131_nothing_is_fetched_for_what_is_lost() {
    case!(131);
    let lost: [fn(&mut Object); 4] = [
        |badge| badge.insert("expires", "2026-09-02T00:00:00Z"),
        |badge| badge.insert("issuedOn", "2030-01-01T00:00:00Z"),
        |badge| badge.insert("image", "data:image/png;base64,AAAA"),
        |badge| badge.insert("@context", "https://w3id.org/openbadges/invalid"),
    ];
    for change in lost {
        for badge in [hosted(), signed_assertion()] {
            let badge = edited(&badge.to_string(), |badge| change(object(badge, "")));
            let places = Places::of_the_issuer().with(ASSERTION, &json(&badge));
            assert_eq!(verify(&badge, &places).outcome, Outcome::Invalid);
            assert_eq!(places.asked(), [""; 0]);
        }
    }
    let (badge, places) = hosted_at(ASSERTION);
    let stranger = verifier().for_recipient(Recipient::email("eve@attacker.example"));
    assert_refused(&stranger.verify(badge.to_string(), &places), Outcome::Invalid, code::subject::RECIPIENT_MISMATCH);
    assert_eq!(places.asked(), [""; 0]);
    let owner = verifier().for_recipient(Recipient::email("A@Example.com"));
    assert_eq!(owner.verify(badge.to_string(), &places).outcome, Outcome::Valid);
}

#[test]
fn a_key_has_to_be_the_issuers() {
    let token = sign(&signed_assertion(), &attackers_key());
    // Another key at the address of the issuer's.
    assert_refused(&verify(&token, &Places::of_the_issuer()), Outcome::Invalid, code::proof::SIGNATURE_INVALID);
    // A key of the attacker's, near and far, which the issuer does not list.
    let far = "https://attacker.example/key";
    for near in ["https://vet.example/uploads/key", far] {
        let badge = assertion(&format!(r#"{{"type": "SignedBadge", "creator": "{near}"}}"#));
        for owner in [ISSUER, "https://attacker.example/issuer"] {
            let places = Places::of_the_issuer().with(near, &key_document(near, owner, &attackers_key()));
            let verification = verify(&sign(&badge, &attackers_key()), &places);
            assert_refused(&verification, Outcome::Invalid, code::issuer::KEY_UNBOUND);
            assert!(
                !places.asked().contains(&far.to_owned()),
                "nothing is asked for where the issuer does not send one"
            );
        }
    }
    // The issuer lists a key that says that it is somebody else's.
    let places =
        Places::of_the_issuer().with(KEY, &key_document(KEY, "https://attacker.example/issuer", &issuers_key()));
    let token = sign(&signed_assertion(), &issuers_key());
    assert_refused(&verify(&token, &places), Outcome::Invalid, code::issuer::KEY_UNBOUND);
    // A private key was published.
    let mut exposed = key_document(KEY, ISSUER, &issuers_key());
    let text = pem(&issuers_key()).replace("PUBLIC", "PRIVATE");
    object(&mut exposed, "").insert("publicKeyPem", text.as_str());
    let places = Places::of_the_issuer().with(KEY, &exposed);
    assert_refused(&verify(&token, &places), Outcome::Invalid, code::proof::KEY_PRIVATE_EXPOSED);
}

/// The class has no members for it, and whoever writes them means them.
#[test]
fn a_key_that_has_ended_is_refused() {
    let token = sign(&signed_assertion(), &issuers_key());
    let with = |end: (&str, Value)| {
        let mut document = key_document(KEY, ISSUER, &issuers_key());
        object(&mut document, "").insert(end.0, end.1);
        document
    };
    for end in [
        ("revoked", Value::from("2026-10-01T00:00:00Z")),
        ("revoked", Value::from(true)),
        ("revoked", Value::from("yes")),
        ("expires", Value::from("2026-08-01T00:00:00Z")),
        ("expires", Value::from("August")),
    ] {
        let places = Places::of_the_issuer().with(KEY, &with(end.clone()));
        assert_refused(&verify(&token, &places), Outcome::Invalid, code::proof::KEY_REVOKED);
        // The profile says so, and the document of the key does not.
        let mut profile = issuer();
        object(&mut profile, "").insert("publicKey", with(end));
        let places = Places::of_the_issuer().with(ISSUER, &profile);
        assert_refused(&verify(&token, &places), Outcome::Invalid, code::proof::KEY_REVOKED);
    }
    // Whatever moment is judged for: what was revoked since is revoked.
    let places = Places::of_the_issuer().with(KEY, &with(("revoked", Value::from("2026-10-01T00:00:00Z"))));
    let earlier = verifier().as_of("2026-09-15T00:00:00Z".parse().unwrap());
    assert_refused(&earlier.verify(token.as_str(), &places), Outcome::Invalid, code::proof::KEY_REVOKED);
    for end in [
        ("revoked", Value::from(false)),
        ("revoked", Value::from("2030-01-01T00:00:00Z")),
        ("expires", Value::from("2026-09-02T00:00:00Z")),
    ] {
        let places = Places::of_the_issuer().with(KEY, &with(end));
        assert_eq!(verify(&token, &places).outcome, Outcome::Valid);
    }
}

/// The algorithm is the key's, whatever the header says.
#[test]
fn algorithms_are_not_confused() {
    let secret = pem(&issuers_key());
    for header in [
        r#"{"alg":"none"}"#.to_owned(),
        r#"{"alg":"HS256"}"#.to_owned(),
        r#"{"alg":"RS256"}"#.to_owned(),
        r#"{"alg":"ES256"}"#.to_owned(),
        format!(
            r#"{{"alg":"HS256","jwk":{{"kty":"oct","k":"{}"}}}}"#,
            microcred::codec::base64url::encode(secret.as_bytes())
        ),
    ] {
        let token = sign_as(&header, &signed_assertion(), &issuers_key());
        let verification = verify(&token, &Places::of_the_issuer());
        assert_ne!(verification.outcome, Outcome::Valid, "{header}: {verification}");
        assert_eq!(verification.trust, Trust::None, "{header}: {verification}");
    }
    // No signature, and a badge that says it is signed.
    let bare = signed_assertion().to_string();
    assert_refused(&verify(&bare, &Places::of_the_issuer()), Outcome::Invalid, code::ob2::UNSIGNED);
}

#[test]
fn withdrawn_badges_are_named_in_the_issuers_list() {
    let token = sign(&signed_assertion(), &issuers_key());
    let list = |entry: &str| {
        json(&format!(
            r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "{LIST}", "type": "RevocationList", "revokedAssertions": [{entry}]}}"#
        ))
    };
    for entry in [format!(r#""{ASSERTION}""#), format!(r#"{{"id": "{ASSERTION}", "revocationReason": "By mistake"}}"#)]
    {
        let places = Places::of_the_issuer().with(LIST, &list(&entry));
        let verification = verify(&token, &places);
        assert_refused(&verification, Outcome::Invalid, code::status::REVOKED);
        assert!(!verification.to_string().contains("mistake"), "reasons are about learners");
    }
    let places = Places::of_the_issuer().with(LIST, &list(r#""https://vet.example/assertions/2""#));
    assert_eq!(verify(&token, &places).outcome, Outcome::Valid);
    // However it is spelled, and wherever the list stands.
    let inside = |list: Value| {
        let mut issuer = issuer();
        object(&mut issuer, "").insert("revocationList", list);
        Places::of_the_issuer().with(ISSUER, &issuer)
    };
    for (entry, outcome, code) in [
        (format!(r#"{{"@id": "{ASSERTION}"}}"#), Outcome::Invalid, code::status::REVOKED),
        (format!(r#""{}""#, ASSERTION.replace("https", "http")), Outcome::Invalid, code::status::REVOKED),
        (format!(r#"{{"id": "urn:x:1", "uid": "{ASSERTION}"}}"#), Outcome::Invalid, code::status::REVOKED),
        (r#"{"revocationReason": "Fraud"}"#.to_owned(), Outcome::Indeterminate, code::status::LIST_MALFORMED),
    ] {
        let places = Places::of_the_issuer().with(LIST, &list(&entry));
        assert_refused(&verify(&token, &places), outcome, code);
        let verification = verify(&token, &inside(list(&entry)));
        assert_ne!(verification.outcome, Outcome::Valid, "{entry}");
        assert!(verification.has(code), "{entry}: {verification}");
        let lenient = verifier().with_policy(Policy::lenient());
        let verification = lenient.verify(&token, &inside(list(&entry)));
        assert_refused(&verification, outcome, code);
    }
    let mut old = signed_assertion();
    object(&mut old, "").insert("uid", "old-5");
    let places = Places::of_the_issuer().with(LIST, &list(r#"{"uid": "old-5"}"#));
    assert_refused(&verify(&sign(&old, &issuers_key()), &places), Outcome::Invalid, code::status::REVOKED);
    assert_eq!(verify(&token, &places).outcome, Outcome::Valid);
    // A list that cannot be had, or that is none, leaves it open.
    let places = Places::of_the_issuer().answering(LIST, Answer::NotFound);
    assert_refused(&verify(&token, &places), Outcome::Indeterminate, code::status::LIST_UNRESOLVED);
    let places = Places::of_the_issuer().with(LIST, &class());
    assert_refused(&verify(&token, &places), Outcome::Indeterminate, code::status::LIST_MALFORMED);
}

/// Terms of one's own would let two readers see two badges.
#[test]
fn a_context_of_ones_own_is_refused() {
    for context in [
        r#"["https://w3id.org/openbadges/v2", {"name": "schema:alternateName"}]"#,
        r#"[{"name": "schema:alternateName"}, "https://w3id.org/openbadges/v2"]"#,
        r#"["https://attacker.example/context", "https://w3id.org/openbadges/v2"]"#,
        r#"{"obi": "https://w3id.org/openbadges#", "Assertion": "obi:Assertion"}"#,
    ] {
        let badge = edited(&hosted().to_string(), |badge| object(badge, "").insert("@context", json(context)));
        let places = Places::of_the_issuer().with(ASSERTION, &json(&badge));
        let verification = verify(&badge, &places);
        assert_eq!(verification.outcome, Outcome::Invalid, "{context}");
        assert!(
            verification.has(code::ob2::CONTEXT) || verification.has(code::format::TYPE),
            "{context}: {verification}"
        );
    }
    let nested = edited(&hosted().to_string(), |badge| {
        object(badge, "/evidence").insert("@context", json(r#"{"narrative": "schema:text"}"#));
    });
    let places = Places::of_the_issuer().with(ASSERTION, &json(&nested));
    assert_refused(&verify(&nested, &places), Outcome::Invalid, code::ob2::CONTEXT);
}

/// Whatever is changed in a signed badge, it never holds.
#[test]
fn no_changed_token_holds() {
    let token = sign(&signed_assertion(), &issuers_key());
    let places = Places::of_the_issuer();
    assert_eq!(verify(&token, &places).outcome, Outcome::Valid);
    for at in 0..token.len() {
        for byte in [b'A', b'b', b'.', b'=', b'9'] {
            let mut changed = token.clone().into_bytes();
            if changed[at] == byte {
                continue;
            }
            changed[at] = byte;
            let changed = String::from_utf8(changed).unwrap();
            let verification = verify(&changed, &places);
            assert_ne!(verification.outcome, Outcome::Valid, "byte {at} as {}: {verification}", char::from(byte));
            assert_eq!(verification.trust, Trust::None, "byte {at}");
        }
        let cut = verify(&token[..at], &places);
        assert_ne!(cut.outcome, Outcome::Valid, "cut at {at}");
    }
}
