//! European Digital Credentials, to and fro.

use crate::MICRO_CREDENTIAL;
use crate::calling::{allowed, call};
use microcred::Environment;
use microcred::ops::{Check, Error, Inspect, Operation};
use serde_json::{Value, json};

/// To Europass and back: what is made says what it was made from, what is lost and what was made up, and is verified by nobody.
#[test]
fn european_digital_credentials_are_converted_and_inspected() {
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let there = call("convert", &allowed("convert", json!({"document": own, "to": "elm"}))).unwrap();
    assert_eq!((&there["verified"], &there["madeFrom"]["format"]), (&json!(false), &json!("microcredential")));
    let document = &there["document"];
    assert_eq!(document["type"], json!(["VerifiableCredential", "EuropeanDigitalCredential"]));
    assert!(there["synthesised"].as_array().unwrap().iter().any(|part| part["pointer"] == "/issuer/eIDASIdentifier"));
    assert!(there["losses"].as_array().unwrap().iter().any(|loss| loss["pointer"] == "/offer/gradingScheme/minimum"));
    let image = &document["displayParameter"]["individualDisplay"][0]["displayDetail"][0]["image"];
    // Europass shows no SVG; with the feature `pdf`, what is there is the badge image of the library.
    assert_eq!(image["contentType"]["prefLabel"]["en"], "PNG");
    let is_drawn = image["content"].as_str().unwrap().len() > 1000;
    assert_eq!(is_drawn, cfg!(feature = "pdf"));
    let is_told = |part: &Value| part["pointer"].as_str().unwrap().ends_with("/image");
    assert_eq!(there["synthesised"].as_array().unwrap().iter().any(is_told), !is_drawn, "{}", there["synthesised"]);

    let back = call("convert", &allowed("convert", json!({"document": document, "to": "microcredential"}))).unwrap();
    assert_eq!((&back["verified"], &back["madeFrom"]["format"]), (&json!(false), &json!("elm")));
    assert_eq!(back["document"]["offer"]["title"], own["offer"]["title"]);
    assert!(back["gaps"].as_array().unwrap().is_empty());
    let badge =
        call("convert", &allowed("convert", json!({"document": document, "from": "elm", "to": "ob3"}))).unwrap();
    assert_eq!(badge["document"]["credentialSubject"]["achievement"]["humanCode"], own["offer"]["code"]);
    let mut badge = badge["document"].clone();
    badge["issuer"]["url"] = "https://vet.example/about".into();
    badge["issuer"]["email"] = "office@vet.example".into();
    let request = json!({"document": badge, "to": "elm", "issuer": "did:web:vet.example"});
    let again = call("convert", &allowed("convert", request)).unwrap();
    assert_eq!(again["document"]["issuer"]["id"], "did:web:vet.example");
    // What has a place there is not lost.
    assert_eq!(again["document"]["issuer"]["homepage"]["contentURL"], "https://vet.example/about");
    let is_lost = |place: &str| again["losses"].as_array().unwrap().iter().any(|loss| loss["pointer"] == place);
    assert!(is_lost("/issuer/email") && !is_lost("/issuer/url"), "{}", again["losses"]);

    let seen = call("inspect", &allowed("inspect", json!({"document": document}))).unwrap();
    assert_eq!((&seen["verified"], &seen["format"], &seen["complete"]), (&json!(false), &json!("elm"), &json!(true)));
    assert_eq!(seen["findings"][0]["code"], "elm.seal.none");
    let mut known = document.clone();
    known["issuer"]["eIDASIdentifier"] =
        json!({"id": "urn:epass:id:1", "type": "LegalIdentifier", "notation": "VATPT-1"});
    known["validUntil"] = "2031-01-12T00:00:00Z".into();
    let request = allowed("inspect", json!({"document": known}));
    let shown = call("inspect", &request).unwrap();
    assert_eq!(
        (&shown["issuer"]["legalIdentifier"], &shown["validUntil"]),
        (&json!("VATPT-1"), &json!("2031-01-12T00:00:00Z"))
    );
    let text = Inspect::new(known.to_string()).run(&Environment::system()).unwrap().to_string();
    assert!(text.contains("by law VATPT-1") && text.contains("Valid until\n    2031-01-12T00:00:00Z"), "{text}");
    assert!(!seen["losses"].as_array().unwrap().is_empty());

    // A seal that cannot be checked is shown as what it is.
    let sealed = json!({"payload": document.to_string(), "signatures": [{"protected": "eyJiNjQiOmZhbHNlfQ", "signature": "AA"}]});
    let seen = call("inspect", &allowed("inspect", json!({"document": sealed}))).unwrap();
    assert_eq!(seen["seals"][0]["state"], "not checked");
    let made = call("convert", &json!({"document": sealed, "to": "microcredential"})).unwrap();
    assert_eq!(
        made["madeFrom"]["seals"][0]["unchecked"],
        "the chain of certificates, timestamps and revocation were not checked"
    );

    // What lacks an element is shown, and not made into what would claim it.
    let mut defective = document.clone();
    defective["credentialSubject"]["hasClaim"][0]["specifiedBy"].as_object_mut().unwrap().remove("accreditation");
    let shown = call("convert", &json!({"document": defective, "to": "microcredential"})).unwrap();
    assert_eq!(shown["gaps"][0]["pointer"], "/offer/qualityAssurance");
    assert!(matches!(call("convert", &json!({"document": defective, "to": "ob3"})), Err(Error::Refused(_))));
}

/// Until when it is valid has a place in a badge and in a European Digital Credential, of whichever badge it came, and is lost to what
/// has none.
#[test]
fn until_when_it_is_valid_is_kept_where_it_has_a_place() {
    let convert = |document: &Value, to: &str| {
        call("convert", &allowed("convert", json!({"document": document, "to": to}))).unwrap()
    };
    let is_lost = |made: &Value, place: &str| {
        made["losses"].as_array().unwrap().iter().any(|loss| loss["pointer"].as_str() == Some(place))
    };
    let until = json!("2031-01-12T11:30:00Z");
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let mut badge = convert(&own, "ob3")["document"].take();
    badge["validUntil"] = until.clone();
    let european = convert(&badge, "elm");
    let document = &european["document"];
    assert_eq!((&document["validUntil"], &document["expirationDate"]), (&until, &until));
    assert!(!is_lost(&european, "/validUntil"), "{}", european["losses"]);
    let back = convert(document, "ob3");
    assert_eq!(back["document"]["validUntil"], until);
    let again = convert(document, "elm");
    assert_eq!(again["document"]["expirationDate"], until);
    for made in [&back, &again] {
        assert!(!is_lost(made, "/validUntil") && !is_lost(made, "/expirationDate"), "{}", made["losses"]);
    }
    let held = convert(document, "microcredential");
    assert_eq!(held["document"]["validUntil"], until);
    assert!(!is_lost(&held, "/validUntil") && !is_lost(&held, "/expirationDate"), "{}", held["losses"]);
    assert_eq!(convert(&held["document"], "elm")["document"]["expirationDate"], until);

    // Of two ends the earlier is taken, and the other is lost as it stands.
    let mut torn = document.clone();
    torn["validUntil"] = "2030-01-12T00:00:00Z".into();
    let made = convert(&torn, "ob3");
    assert_eq!(made["document"]["validUntil"], torn["validUntil"]);
    assert!(!is_lost(&made, "/validUntil") && is_lost(&made, "/expirationDate"), "{}", made["losses"]);
}

/// A carrier is asked for where something is carried: a badge is not carried anew behind anybody's back.
#[test]
fn a_carrier_is_refused_where_nothing_is_carried() {
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let badge =
        call("convert", &json!({"document": own, "to": "ob3", "carrier": "extended"})).unwrap()["document"].take();
    for (document, to, way_out) in [(&badge, "ob3", "convert it to microcredential"), (&own, "elm", "become badges")] {
        let Err(error) = call("convert", &json!({"document": document, "to": to, "carrier": "standard"})) else {
            panic!("{to}");
        };
        let told = error.to_string();
        assert!(told.contains("/carrier") && told.contains(way_out), "{told}");
    }
}

/// Of a European Digital Credential, `check` says what is found in reading it.
#[test]
fn european_digital_credentials_are_checked() {
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let document = call("convert", &json!({"document": own, "to": "elm"})).unwrap()["document"].take();
    let checked = |document: &Value, country: &str| {
        call("check", &allowed("check", json!({"document": document, "country": country}))).unwrap()
    };
    let codes = |checked: &Value| -> Vec<(String, String)> {
        let text = |own: &Value| own.as_str().unwrap().to_owned();
        let findings = checked["findings"].as_array().unwrap().iter();
        findings.map(|own| (text(&own["code"]), text(&own["pointer"]))).collect()
    };
    let found = checked(&document, "IE");
    assert_eq!((&found["kind"], &found["passed"]), (&json!("european-digital-credential"), &json!(true)), "{found}");
    assert_eq!(codes(&found)[0].0, "elm.seal.none");
    assert!(!found["profiles"].as_array().unwrap().is_empty(), "{found}");

    let mut defective = document.clone();
    defective["credentialSubject"]["hasClaim"][0]["specifiedBy"].as_object_mut().unwrap().remove("accreditation");
    let found = checked(&defective, "IE");
    assert!(codes(&found).iter().any(|(code, _)| code == "elm.missing"), "{found}");
    assert!(codes(&found).contains(&("profile.none_applies".to_owned(), String::new())), "{found}");

    // What other forms are warned of: an end that is over, hours that the credits are not.
    let mut doubtful = document.clone();
    doubtful["validUntil"] = "2021-01-01T00:00:00Z".into();
    doubtful["credentialSubject"]["hasClaim"][0]["specifiedBy"]["volumeOfLearning"] = "PT5000H".into();
    let found = checked(&doubtful, "IE");
    for code in ["ec.date.past", "ec.workload.implausible"] {
        let told: Vec<_> = codes(&found).into_iter().filter(|(own, _)| own == code).collect();
        assert_eq!(told.len(), 1, "{code}: {found}");
        let known = [("ec.date.past", "/validUntil"), (code, "/credentialSubject/hasClaim/0/specifiedBy")];
        assert!(known.iter().any(|(own, at)| *own == code && told[0].1.starts_with(at)), "{told:?}");
    }
    let text = Check::new(document.to_string()).run(&Environment::system()).unwrap().to_string();
    assert!(text.starts_with("PASSED — checked as") && text.contains("SHACL shapes of Europass demand"), "{text}");
    // What Europass would not issue has not passed; what it writes itself is warned of.
    let mut lacking = document.clone();
    lacking.as_object_mut().unwrap().remove("displayParameter");
    lacking["issuer"].as_object_mut().unwrap().remove("eIDASIdentifier");
    let found = checked(&lacking, "IE");
    assert_eq!(found["passed"], json!(false), "{found}");
    for (code, at) in [("elm.required", ""), ("elm.sealing", "/issuer")] {
        assert!(codes(&found).contains(&(code.to_owned(), at.to_owned())), "{found}");
    }

    let sealed = |signature: &str| json!({"payload": document.to_string(), "signatures": [{"protected": "eyJiNjQiOmZhbHNlfQ", "signature": signature}]});
    let found = checked(&sealed("AA"), "IE");
    assert_eq!(found["kind"], "european-digital-credential");
    assert!(codes(&found).iter().any(|(code, _)| code == "elm.seal.unreadable"), "{found}");

    // A badge is one under whatever context it stands, as for whoever issues it.
    let mut badge = call("convert", &json!({"document": document, "to": "ob3"})).unwrap()["document"].take();
    badge["@context"].as_array_mut().unwrap().push(json!("http://data.europa.eu/snb/model/context/edc-ap"));
    let found = checked(&badge, "IE");
    assert_eq!((&found["kind"], &found["passed"]), (&json!("badge"), &json!(false)), "{found}");

    let drawn = call("render", &json!({"document": document, "view": "badge-image", "format": "svg"})).unwrap();
    assert!(drawn["content"].as_str().unwrap().contains("<svg"), "{drawn}");
}
