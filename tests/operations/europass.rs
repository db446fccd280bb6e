//! What Europass needs beside the elements, and what is lost on the way there.

use crate::MICRO_CREDENTIAL;
use crate::calling::{allowed, call};
use microcred::ops::Error;
use serde_json::{Value, json};

/// A PNG of one white pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==";

fn converted(request: Value) -> Value {
    call("convert", &allowed("convert", request)).unwrap()
}

fn refused(request: Value) -> String {
    let error = call("convert", &request).unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
    error.to_string()
}

fn own() -> Value {
    serde_json::from_str(MICRO_CREDENTIAL).unwrap()
}

/// Where something is lost, and why.
fn lost(made: &Value) -> Vec<(&str, &str)> {
    let losses = made["losses"].as_array().unwrap().iter();
    losses.map(|loss| (loss["pointer"].as_str().unwrap(), loss["reason"].as_str().unwrap())).collect()
}

fn is_lost(made: &Value, place: &str) -> bool {
    lost(made).iter().any(|(at, _)| *at == place)
}

#[test]
fn what_europass_takes_for_issuing_is_made_and_read() {
    let until = "2031-01-12T00:00:00Z";
    let mut held = own();
    held["id"] = "urn:uuid:6f0f4f0a-3a40-4a6e-9a4b-0d5f7b1c2d3e".into();
    let asked = json!({"document": held, "to": "elm", "issuer": "https://vet.example/", "eidasIdentifier": "VATPT-500000000",
        "image": PIXEL, "validUntil": until, "upload": true});
    let made = converted(asked.clone());
    let upload = &made["document"];
    assert_eq!(upload.as_object().unwrap().keys().collect::<Vec<_>>(), ["credential"]);
    let credential = &upload["credential"];
    assert_eq!(credential["issuer"]["eIDASIdentifier"]["notation"], "VATPT-500000000");
    let image = &credential["displayParameter"]["individualDisplay"][0]["displayDetail"][0]["image"];
    assert_eq!((&image["content"], &image["contentType"]["prefLabel"]["en"]), (&json!(PIXEL), &json!("PNG")));
    assert_eq!((&credential["validUntil"], &credential["expirationDate"]), (&json!(until), &json!(until)));
    // Nothing of it is made up, and what is made up is told where it stands.
    let places: Vec<_> = made["synthesised"].as_array().unwrap().iter().map(|own| own["pointer"].clone()).collect();
    for place in &places {
        let place = place.as_str().unwrap();
        assert!(upload.pointer(place).is_some() && !place.ends_with("/image") && !place.contains("eIDAS"), "{place}");
    }
    assert!(!places.is_empty());
    let mut bare = asked;
    bare["upload"] = false.into();
    assert_eq!(converted(bare)["document"], *credential);

    let checked = call("check", &allowed("check", json!({"document": upload}))).unwrap();
    assert_eq!(
        (&checked["kind"], &checked["passed"]),
        (&json!("european-digital-credential"), &json!(true)),
        "{checked}"
    );
    let seen = call("inspect", &allowed("inspect", json!({"document": upload}))).unwrap();
    assert_eq!((&seen["format"], &seen["issuer"]["legalIdentifier"]), (&json!("elm"), &json!("VATPT-500000000")));
    let back = converted(json!({"document": upload, "to": "microcredential"}));
    assert_eq!(back["document"]["offer"]["title"], own()["offer"]["title"]);
    assert_eq!(back["document"]["validUntil"], credential["validUntil"]);
    assert!(!is_lost(&back, "/credential/validUntil"), "{}", back["losses"]);
}

#[test]
fn what_europass_cannot_use_is_refused() {
    for (member, value, way_out) in [
        ("image", json!("R0lGODlhAQABAAAAACw="), "PNG or a JPEG"),
        ("image", json!("<svg xmlns='http://www.w3.org/2000/svg'/>"), "base64"),
        ("validUntil", json!("2031-01-12"), "2026-11-23T11:00:00Z"),
        ("eidasIdentifier", json!(" "), "VATPT-500000000"),
    ] {
        let told = refused(json!({"document": own(), "to": "elm", member: value}));
        assert!(told.contains(&format!("/{member}")) && told.contains(way_out), "{told}");
    }
    for (member, value) in [
        ("eidasIdentifier", json!("VATPT-1")),
        ("image", json!(PIXEL)),
        ("validUntil", json!("2031-01-12T00:00:00Z")),
        ("upload", json!(true)),
    ] {
        for to in ["ob3", "microcredential"] {
            let told = refused(json!({"document": own(), "to": to, member: value}));
            assert!(told.contains(&format!("/{member}")) && told.contains("leave it out"), "{told}");
        }
    }
}

/// What is asked for stands in the place of what was there, which is told; an end is brought forward, and never put off.
#[test]
fn what_is_asked_for_stands_in_the_place_of_what_was_there() {
    let asked = |document: &Value, member: &str, value: &str| json!({"document": document, "to": "elm", member: value});
    let first = converted(json!({"document": own(), "to": "elm", "issuer": "https://vet.example/",
        "eidasIdentifier": "VATPT-1", "validUntil": "2031-01-12T00:00:00Z"}));
    let european = &first["document"];
    let mut badge = converted(json!({"document": own(), "to": "ob3"}))["document"].take();
    badge["validUntil"] = "2031-01-12T00:00:00Z".into();
    for (document, ends) in [(european, &["/validUntil", "/expirationDate"][..]), (&badge, &["/validUntil"])] {
        let told = refused(asked(document, "validUntil", "2031-01-12T00:00:01Z"));
        assert!(told.contains("/validUntil") && told.contains("2031-01-12T00:00:00Z"), "{told}");
        let same = converted(asked(document, "validUntil", "2031-01-12T01:00:00+01:00"));
        let earlier = converted(asked(document, "validUntil", "2030-01-01T00:00:00Z"));
        assert_eq!(earlier["document"]["expirationDate"], "2030-01-01T00:00:00Z");
        for end in ends {
            assert!(!is_lost(&same, end), "{}", same["losses"]);
            let told = (*end, "the end that was asked for stands in its place");
            assert!(lost(&earlier).contains(&told), "{}", earlier["losses"]);
        }
    }
    let identifier = "/issuer/eIDASIdentifier";
    let same = converted(asked(european, "eidasIdentifier", "VATPT-1"));
    assert!(!is_lost(&same, identifier), "{}", same["losses"]);
    let other = converted(asked(european, "eidasIdentifier", "VATPT-2"));
    assert_eq!(other["document"]["issuer"]["eIDASIdentifier"]["notation"], "VATPT-2");
    let told = (identifier, "the identifier that was asked for stands in its place");
    assert!(lost(&other).contains(&told), "{}", other["losses"]);
}

/// What has a place there is not told as lost, whatever the elements have no place for.
#[test]
fn what_stands_in_what_is_made_is_not_told_as_lost() {
    for carrier in ["standard", "extended"] {
        let mut badge = converted(json!({"document": own(), "to": "ob3", "carrier": carrier}))["document"].take();
        let issuer = badge["issuer"]["id"].as_str().unwrap().to_owned();
        badge["issuer"]["email"] = "office@vet.example".into();
        let plain = converted(json!({"document": badge, "to": "elm"}));
        assert_eq!(plain["document"]["issuer"]["id"], issuer);
        for place in ["/issuer/id", "/issuer/name", "/credentialSubject/achievement/fieldOfStudy"] {
            assert!(!is_lost(&plain, place), "{carrier} {place}: {}", plain["losses"]);
        }
        assert!(is_lost(&plain, "/issuer/email"), "{}", plain["losses"]);

        // Another body awards it than issues it.
        let request =
            json!({"document": own(), "to": "ob3", "carrier": carrier, "issuer": "https://district.example/"});
        let mut badge = converted(request)["document"].take();
        badge["issuer"]["name"] = "Example District".into();
        assert_eq!(badge["credentialSubject"]["source"]["id"], issuer);
        let made = converted(json!({"document": badge, "to": "elm"}));
        let issuer = &made["document"]["issuer"];
        assert_eq!(issuer["id"], "https://district.example/", "{issuer}");
        assert!(issuer["legalName"].to_string().contains("Example District"), "{issuer}");
        assert!(!is_lost(&made, "/issuer/id") && !is_lost(&made, "/issuer/name"), "{}", made["losses"]);
        let asked = converted(json!({"document": badge, "to": "elm", "issuer": "did:web:district.example"}));
        assert!(is_lost(&asked, "/issuer/id") && !is_lost(&asked, "/issuer/name"), "{}", asked["losses"]);
        // And whoever has no place for the issuer says so.
        let held = converted(json!({"document": badge, "to": "microcredential"}));
        assert!(is_lost(&held, "/issuer/id") && is_lost(&held, "/issuer/name"), "{}", held["losses"]);
    }
}

/// A field of education that stands in no other place is lost still.
#[test]
fn a_field_of_study_that_nothing_else_says_is_lost() {
    let mut badge = converted(json!({"document": own(), "to": "ob3"}))["document"].take();
    badge["credentialSubject"]["achievement"]["fieldOfStudy"] = "Basket weaving".into();
    let made = converted(json!({"document": badge, "to": "elm"}));
    assert!(is_lost(&made, "/credentialSubject/achievement/fieldOfStudy"), "{}", made["losses"]);
}

/// A JWS in JSON is a European Digital Credential if one is in it, as text or encoded; of a badge the compact form is asked for.
#[test]
fn a_jws_in_json_is_what_is_in_it() {
    let encoded = |document: &Value| microcred::codec::base64url::encode(document.to_string().as_bytes());
    let jws = |payload: String| json!({"payload": payload, "protected": "eyJhbGciOiJFUzI1NiJ9", "signature": "AA"});
    let badge = converted(json!({"document": own(), "to": "ob3"}))["document"].take();
    let european = converted(json!({"document": own(), "to": "elm"}))["document"].take();
    for (name, member) in [("inspect", None), ("check", None), ("convert", Some("microcredential"))] {
        let request = |document: Value| match member {
            Some(to) => json!({"document": document, "to": to}),
            None => json!({"document": document}),
        };
        for payload in [badge.to_string(), encoded(&badge)] {
            let told = call(name, &request(jws(payload))).unwrap_err().to_string();
            let is_told = told.contains("format.sealed") && told.contains("compact form");
            assert!(is_told && !told.contains("European Learning Model"), "{name}: {told}");
        }
        call(name, &request(jws(encoded(&european)))).unwrap();
    }
}

/// Europass has a place for the number under which a country knows the learner: it is kept with the country, or told without it.
#[test]
fn a_national_number_keeps_its_country_or_is_told() {
    let mut held = own();
    held["learner"]["identifiers"] = json!([
        {"type": "sourcedId", "value": "20260001"},
        {"type": "nationalIdentityNumber", "value": "LA-234218"}
    ]);
    let made = converted(json!({"document": held, "to": "elm"}));
    let number = "/learner/identifiers/1";
    let is_told = |made: &Value| lost(made).iter().any(|(at, reason)| *at == number && reason.contains("country"));
    assert!(is_told(&made), "{}", made["losses"]);
    let mut european = made["document"].clone();
    let italy = json!({"id": "http://publications.europa.eu/resource/authority/country/ITA", "type": "Concept"});
    let legal = json!({"id": "urn:epass:legalIdentifier:5", "type": "LegalIdentifier", "notation": "LA-234218", "spatial": italy});
    let subject = european["credentialSubject"].as_object_mut().unwrap();
    subject["identifier"].as_array_mut().unwrap().pop();
    subject.insert("nationalID".to_owned(), legal);
    let again = converted(json!({"document": european, "to": "elm"}));
    let subject = &again["document"]["credentialSubject"];
    assert_eq!(subject["nationalID"]["spatial"]["id"], italy["id"], "{subject}");
    assert_eq!(subject["nationalID"]["notation"], "LA-234218");
    assert!(!subject["identifier"].to_string().contains("LA-234218"), "{subject}");
    assert!(!is_told(&again) && !is_lost(&again, "/credentialSubject/nationalID/spatial"), "{}", again["losses"]);
    let checked = call("check", &json!({"document": again["document"]})).unwrap();
    assert_eq!(checked["passed"], true, "{checked}");
    // A micro-credential has no place for the country.
    let held = converted(json!({"document": european, "to": "microcredential"}));
    assert!(is_lost(&held, "/credentialSubject/nationalID/spatial"), "{}", held["losses"]);
}
