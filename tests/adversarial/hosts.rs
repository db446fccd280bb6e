//! Names of issuers that lead elsewhere than they seem to: cases 102, 107 and 108. Connections are counted in `tests/network`.

use super::jose::token;
use super::strangers::wrapped_by;
use super::{assert_refused, verify};
use crate::support::cases::{case, saw, say};
use crate::support::{
    Counting, at, attackers_key, badge_of, did_key, issuer_document, issuing_key, json, multikey, object, sign_by_hand,
    verifier,
};
use microcred::badge::AchievementCredential;
use microcred::json::{Object, Value};
use microcred::report::{Code, Outcome, Status, Trust, code};
use microcred::resolve::plan;
use microcred::trust::Anchors;
use microcred::verify::{Verification, Verifier};

/// A badge in the name of a DID, signed under a key of it.
fn issued_by(badge: &Value, did: &str) -> String {
    let method = format!("\"{did}#{}\"", multikey(&issuing_key()));
    sign_by_hand(badge, &issuing_key(), &[("verificationMethod", &method)])
}

fn document(did: &str) -> String {
    issuer_document(did, &format!("{did}#{}", multikey(&issuing_key())), &issuing_key(), "assertionMethod")
}

/// Neither is a document planned for it, nor is anything asked for when a badge comes in its name.
#[track_caller]
fn assert_leads_nowhere(did: &str) {
    match plan(&format!("{did}#key")) {
        Err(refusal) => {
            assert_eq!(refusal.code, code::proof::DID_MALFORMED, "{did}");
            say(format!("error {}", refusal.code));
        }
        Ok(planned) => panic!("{did}: {planned:?}"),
    }
    let verification = verify(issued_by(&badge_of(did), did));
    assert_refused(&verification, Outcome::Invalid, code::proof::DID_MALFORMED);
}

#[test]
fn web_path_traversal() {
    case!(102);
    for did in [
        "did:web:h.example:..:..:x",
        "did:web:h.example:.:x",
        "did:web:h.example:%2e%2e:x",
        "did:web:h.example:%2E.:x",
        "did:web:h.example:a%2Fb",
        "did:web:h.example:a%5cb",
        "did:web:h.example:a%3Fb",
        "did:web:h.example:a%23b",
        "did:web:h.example:a%252Fb",
        "did:web:h.example:a%00b",
        "did:web:h.example::x",
        "did:web:h.example%2Fx",
        "did:web:user%40h.example",
        "did:web:user@h.example",
    ] {
        assert_leads_nowhere(did);
    }
    // With a path or a query it names a part of something, and no issuer has such a name.
    for did in ["did:web:h.example?x", "did:web:h.example/x", "did:web:h.example/../x"] {
        let verification = verify(issued_by(&badge_of(did), did));
        assert_eq!(verification.outcome, Outcome::Invalid, "{verification}");
    }
}

/// Issuers who exchange their keys name the version of their document that has the key: that is not looked up here, and not wrong.
#[test]
fn an_earlier_version_of_a_document_is_not_malformed() {
    let web = "did:web:vet.example";
    for (did, url, code) in [
        (
            "did:cheqd:mainnet:abc",
            "did:cheqd:mainnet:abc?versionTime=2026-01-01T00:00:00Z#key-1",
            code::proof::DID_METHOD_UNSUPPORTED,
        ),
        (
            "did:webvh:QmX:vet.example",
            "did:webvh:QmX:vet.example?versionId=1-Qm#key-1",
            code::proof::DID_METHOD_UNSUPPORTED,
        ),
        (web, "did:web:vet.example?versionId=1#key-1", code::proof::VM_UNRESOLVED),
        (web, "did:web:vet.example/keys#key-1", code::proof::VM_UNRESOLVED),
    ] {
        let method = format!("\"{url}\"");
        let of = |did: &str| sign_by_hand(&badge_of(did), &issuing_key(), &[("verificationMethod", &method)]);
        let header = format!(r#"{{"alg":"EdDSA","typ":"vc+jwt","kid":"{url}"}}"#);
        let token = |did: &str| token(&header, &badge_of(did).to_string(), &issuing_key());
        assert_refused(&verify(of(did)), Outcome::Indeterminate, code);
        assert_refused(&verify(token(did)), Outcome::Indeterminate, code);
        // Whatever stands in any version of it, a did:web does not speak for another issuer. How other methods say whose a key is,
        // is not known here.
        let (outcome, code) = match did == web {
            true => (Outcome::Invalid, code::issuer::KEY_UNBOUND),
            false => (Outcome::Indeterminate, code),
        };
        for other in ["did:web:victim.example", "https://vet.example/", "did:web:vet.example:issuers:1"] {
            assert_refused(&verify(of(other)), outcome, code);
            assert_refused(&verify(token(other)), outcome, code);
        }
    }
}

#[track_caller]
fn from_host(text: &str, did: &str, asked: &str) -> Verification {
    let resolver = Counting::new().with(did, document(did));
    let verification = verifier().verify(text, &resolver);
    assert_eq!(resolver.asked(), [asked]);
    saw(&verification);
    verification
}

#[track_caller]
fn assert_warned(verification: &Verification, code: Code) {
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert!(verification.has(code), "{verification}");
    assert!(verification.trust <= Trust::IssuerBound);
}

/// What looks like another host is looked up as what it is, and is warned of.
#[test]
fn web_idn_homograph() {
    case!(107);
    let punycode = "did:web:xn--mi-smc.edu";
    let text = issued_by(&badge_of(punycode), punycode);
    let verification = from_host(&text, punycode, "https://xn--mi-smc.edu/.well-known/did.json");
    assert_warned(&verification, code::issuer::UNICODE);
    // A name that imitates another one, on a host of plain letters.
    let plain = "did:web:vet.example";
    for name in ["MI\u{422}", "M\u{200b}IT", "TI\u{202e}M", "\u{ff2d}IT"] {
        let mut badge = badge_of(plain);
        object(&mut badge, "/issuer").insert("name", name);
        let verification = from_host(&issued_by(&badge, plain), plain, "https://vet.example/.well-known/did.json");
        assert_warned(&verification, code::issuer::UNICODE);
    }
    // Other letters than ASCII stand in no DID.
    for did in ["did:web:mi%D1%82.edu", "did:web:mi\u{442}.edu"] {
        assert_leads_nowhere(did);
    }
}

/// A name is looked at wherever it stands: in another place where statements are signed, and in whichever language.
#[test]
fn names_that_stand_elsewhere() {
    let own = did_key(&issuing_key());
    let imitating = "H\u{430}rvard";
    let mut elsewhere = badge_of(&own);
    let profile = at(&mut elsewhere, "/issuer").clone();
    *at(&mut elsewhere, "/issuer") = own.as_str().into();
    object(&mut elsewhere, "/credentialSubject/achievement").insert("creator", profile);
    object(&mut elsewhere, "/credentialSubject/achievement/creator").insert("name", imitating);
    let found = |badge: &Value| {
        let verification = verifier().verify(sign_by_hand(badge, &issuing_key(), &[]), &Counting::new());
        let found = verification.checks.iter().filter(|check| check.code() == Some(code::issuer::UNICODE));
        found.map(|check| check.pointer.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&elsewhere), ["/credentialSubject/achievement/creator/name"]);
    object(&mut elsewhere, "/credentialSubject/achievement/creator").insert("name", "Harvard");
    assert_eq!(found(&elsewhere), [""; 0]);
    for names in [
        format!(r#"{{"@value": "{imitating}", "@language": "en"}}"#),
        format!(r#"[{{"@value": "Harvard", "@language": "en"}}, {{"@value": "{imitating}", "@language": "de"}}]"#),
    ] {
        let mut badge = badge_of(&own);
        object(&mut badge, "/issuer").insert("name", json(&names));
        let token = wrapped_by(&badge.to_string(), "vc+jwt", Object::new(), &issuing_key());
        let verification = verifier().verify(token, &Counting::new());
        let check = verification.checks.iter().find(|check| check.code() == Some(code::issuer::UNICODE));
        assert_eq!(check.map(|check| check.pointer.as_str()), Some("/issuer/name"), "{names}: {verification}");
    }
}

/// Whoever goes by the name of an anchor, or by one that is read as it, is pointed out, with the anchor's id.
#[test]
fn names_of_anchors() {
    let anchors =
        r#"{"anchors": [{"id": "https://harvard.edu/", "name": "Harvard University"}, {"id": "did:web:a.example"}]}"#;
    let knowing = verifier().with_anchors(Anchors::parse(anchors).unwrap());
    let places = |verifier: &Verifier, badge: &Value| -> Vec<String> {
        let verification = verifier.verify(sign_by_hand(badge, &issuing_key(), &[]), &Counting::new());
        let found = verification.checks.iter().filter(|check| check.code() == Some(code::issuer::UNICODE));
        found
            .map(|check| {
                assert!(check.detail.contains("the anchor https://harvard.edu/"), "{verification}");
                assert_eq!(check.status, Status::Warn);
                check.pointer.as_str().to_owned()
            })
            .collect()
    };
    let own = did_key(&issuing_key());
    for name in ["Harvard University", "HARVARD  university", "Harvard Universlty", "Havard University"] {
        let mut badge = badge_of(&own);
        object(&mut badge, "/issuer").insert("name", name);
        assert_eq!(places(&knowing, &badge), ["/issuer/name"], "{name}");
        assert_eq!(places(&verifier(), &badge), [""; 0], "nobody is known");
        let us = format!(r#"{{"anchors": [{{"id": "https://harvard.edu/", "name": "{name}"}}, {{"id": "{own}"}}]}}"#);
        assert_eq!(places(&verifier().with_anchors(Anchors::parse(&us).unwrap()), &badge), [""; 0], "it is an anchor");
        // On whose behalf it is awarded, and by whom it is endorsed.
        let source =
            Object::new().with("id", "https://elsewhere.example/").with("type", vec!["Profile"]).with("name", name);
        let mut badge = badge_of(&own);
        object(&mut badge, "/credentialSubject").insert("source", source.clone());
        assert_eq!(places(&knowing, &badge), ["/credentialSubject/source/name"], "{name}");
        object(&mut badge, "/credentialSubject").insert("source", source.with("id", "https://harvard.edu/"));
        assert_eq!(places(&knowing, &badge), ["/credentialSubject/source"], "{name}");
    }
    let mut badge = badge_of(&own);
    object(&mut badge, "/issuer").insert("name", "Howard University");
    assert_eq!(places(&knowing, &badge), [""; 0]);
    // Only named where it issues, and described where it is not looked for.
    let mut badge = badge_of(&own);
    let issuer = std::mem::replace(object(&mut badge, "").get_mut("issuer").unwrap(), own.as_str().into());
    object(&mut badge, "/credentialSubject/achievement").insert("creator", issuer);
    object(&mut badge, "/credentialSubject/achievement/creator").insert("name", "Harvard University");
    assert_eq!(places(&knowing, &badge), ["/credentialSubject/achievement/creator/name"]);
    // Whoever keeps anchors is told in words too that the issuer is none of them.
    let unknown = knowing.verify(sign_by_hand(&badge_of(&own), &issuing_key(), &[]), &Counting::new());
    assert!(unknown.to_string().contains("issuer.not_anchored"), "{unknown}");
}

/// However many are named, some are looked at, and that there are more is told.
#[test]
fn only_so_many_names_are_looked_at() {
    let own = did_key(&issuing_key());
    let found = |sources: usize| {
        let source = |at: usize| {
            let profile = Object::new().with("id", format!("https://vet.example/{at}")).with_all("type", ["Profile"]);
            Value::from(profile.with("name", if at == 300 { "M\u{406}T" } else { "Example VET" }))
        };
        let mut badge = badge_of(&own);
        let sources: Vec<Value> = (0..sources).map(source).collect();
        object(&mut badge, "/credentialSubject").insert("source", Value::Array(sources));
        let token = wrapped_by(&badge.to_string(), "vc+jwt", Object::new(), &issuing_key());
        let verification = verifier().verify(token, &Counting::new());
        let found = verification.checks.iter().filter(|check| check.code() == Some(code::issuer::UNICODE));
        found.map(|check| check.pointer.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(255), [""; 0]);
    assert_eq!(found(301), ["/credentialSubject/source/255"], "the issuer is one of them");
}

/// An anchor whose keys are noted is known by those: whoever has its address only is not accepted in its name.
#[test]
fn an_anchor_is_not_taken_at_another_key() {
    let did = "did:web:vet.example";
    let text = issued_by(&badge_of(did), did);
    let noting = |keys: &str| {
        let anchors = Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{did}", "keys": [{keys}]}}]}}"#)).unwrap();
        verifier().with_anchors(anchors).verify(&text, &Counting::new().with(did, document(did)))
    };
    let [own, other] = [issuing_key(), attackers_key()].map(|key| format!("\"{}\"", multikey(&key)));
    let noted = noting(&format!("{other}, {own}"));
    assert_eq!((noted.outcome, noted.trust), (Outcome::Valid, Trust::Trusted), "{noted}");
    let another = noting(&other);
    assert_eq!((another.outcome, another.trust), (Outcome::Indeterminate, Trust::IssuerBound), "{another}");
    assert_eq!(another.primary.as_ref().map(|primary| primary.code), Some(code::issuer::ANCHOR_OTHER_KEY));
    assert!(another.accept::<AchievementCredential>().is_err());
}

/// Capital letters are another DID on the same host, a trailing dot is none; neither is ever an anchor by accident.
#[test]
fn web_case_and_trailing_dot() {
    case!(108);
    let small = "did:web:vet.example";
    let place = "https://vet.example/.well-known/did.json";
    let anchors = Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{small}"}}]}}"#)).unwrap();
    let anchored = verifier().with_anchors(anchors);
    let noted = anchored.verify(issued_by(&badge_of(small), small), &Counting::new().with(small, document(small)));
    assert_eq!((noted.outcome, noted.trust), (Outcome::Valid, Trust::Trusted), "{noted}");
    for capital in ["did:web:VET.example", "did:web:Vet.Example", "did:web:vet.example%3A443"] {
        let text = issued_by(&badge_of(capital), capital);
        // Its document has to say that very name.
        let place = if capital.contains('%') { "https://vet.example:443/.well-known/did.json" } else { place };
        let resolver = Counting::new().with(place, document(small));
        assert_refused(&anchored.verify(&text, &resolver), Outcome::Invalid, code::issuer::DID_MISMATCH);
        let resolver = Counting::new().with(place, document(capital));
        let verification = anchored.verify(&text, &resolver);
        assert!(verification.trust < Trust::Trusted, "{verification}");
        assert_eq!(resolver.asked(), [place]);
    }
    for did in ["did:web:vet.example.", "did:web:vet.example.:a", "did:web:.vet.example"] {
        assert_leads_nowhere(did);
    }
}
