//! What is issued is verified, shown and looked at.

use crate::calling::{allowed, call, codes, issued, key, refused, unsigned};
use crate::{MICRO_CREDENTIAL, PATHWAY};
use microcred::Environment;
use microcred::codec::base64;
use microcred::ops::{Error, Inspect, Operation};
use serde_json::{Value, json};

#[test]
fn one_operation_works_on_what_another_gave() {
    let badge = issued(&key(None));

    let as_text = call("verify", &allowed("verify", json!({"document": badge}))).unwrap();
    assert_eq!((&as_text["outcome"], &as_text["trust"]), (&json!("valid"), &json!("issuer_bound")));
    assert_eq!(as_text["verifiedAt"], "2026-11-23T11:00:00Z", "the clock is the host's");

    let parsed: Value = serde_json::from_str(&badge).unwrap();
    let as_json = call("verify", &allowed("verify", json!({"document": parsed}))).unwrap();
    assert_eq!(as_json["outcome"], "valid");

    let inspection = call("inspect", &allowed("inspect", json!({"document": badge}))).unwrap();
    assert_eq!((&inspection["verified"], &inspection["complete"]), (&json!(false), &json!(true)));
    let held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    for member in ["learner", "issued", "grade", "offer"] {
        assert_eq!(inspection["microCredential"][member], held[member]);
    }

    let checked = call("check", &allowed("check", json!({"document": badge}))).unwrap();
    assert_eq!((&checked["kind"], &checked["passed"]), (&json!("badge"), &json!(true)));
}

#[test]
fn images_go_in_and_out() {
    let badge = issued(&key(None));
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    let baked = call("bake", &allowed("bake", json!({"document": badge, "image": svg}))).unwrap();
    assert_eq!((&baked["mediaType"], &baked["removed"]), (&json!("image/svg+xml"), &json!([])));
    let unbaked = call("unbake", &allowed("unbake", json!({"image": baked["image"]}))).unwrap();
    assert_eq!((unbaked["credential"].as_str(), &unbaked["findings"]), (Some(badge.as_str()), &json!([])));
    let again = json!({"document": badge, "image": baked["image"], "replace": true});
    assert_eq!(call("bake", &allowed("bake", again)).unwrap()["removed"], json!(["credential"]));
    let wrong = json!({"document": badge, "image": "!", "replace": 1});
    assert_eq!(refused("bake", &wrong), ["request.member /image", "request.member /replace"]);
    assert!(matches!(call("unbake", &json!({"image": svg})), Err(Error::Refused(_))));
}

#[test]
fn what_is_accepted_can_be_looked_at() {
    let badge = issued(&key(None));
    let request = json!({"document": badge, "language": "el", "colour": "#003399", "link": "https://vet.example/1"});
    let page = call("render", &allowed("render", request)).unwrap();
    assert_eq!(page["mediaType"], "text/html");
    assert!(page["content"].as_str().unwrap().contains("<html lang=\"el\">"));
    let verified_otherwise = json!({"document": badge, "schemas": {}, "fetchSchemas": true, "refresh": true});
    assert_eq!(call("render", &allowed("render", verified_otherwise)).unwrap()["view"], "certificate");
    let forged = badge.replace("Green skills", "Greener skills");
    assert!(matches!(call("render", &json!({"document": forged})), Err(Error::Refused(_))));
    let report = call("render", &allowed("render", json!({"document": forged, "format": "junit"}))).unwrap();
    assert!(report["content"].as_str().unwrap().contains("<failure"));
    let told = call("render", &allowed("render", json!({"document": forged, "format": "vc-api"}))).unwrap();
    let told: Value = serde_json::from_str(told["content"].as_str().unwrap()).unwrap();
    assert_eq!((&told["verified"], &told["report"]["outcome"]), (&json!(false), &json!("invalid")));
    let wrong = json!({"document": badge, "language": "tlh", "view": "picture", "format": "gif", "colour": "red"});
    assert_eq!(
        refused("render", &wrong),
        ["request.member /format", "request.member /view", "request.member /language", "request.member /colour"]
    );
    let request = json!({"document": badge, "view": "report", "format": "pdf"});
    assert_eq!(refused("render", &request), ["request.member /format"]);
    for (format, media_type, magic) in [("pdf", "application/pdf", "%PDF"), ("png", "image/png", "PNG")] {
        let made = call("render", &allowed("render", json!({"document": badge, "format": format})));
        if cfg!(feature = "pdf") {
            let made = made.unwrap();
            assert_eq!((&made["mediaType"], &made["encoding"]), (&json!(media_type), &json!("base64")));
            let content = base64::decode(made["content"].as_str().unwrap()).unwrap();
            assert!(String::from_utf8_lossy(&content[..8]).contains(magic));
        } else {
            let Err(Error::Refused(findings)) = made else { panic!("{made:?}") };
            let told = findings.to_string();
            assert!(told.contains("feature.missing") && told.contains("--features pdf"), "{told}");
        }
    }
}

/// A badge in pixels says which of its characters are empty boxes, however it came to be.
#[cfg(feature = "pdf")]
#[test]
fn an_image_without_letters_is_told() {
    let mut held: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let own = key(None);
    let made = |held: &Value, format: &str| {
        let rendered = json!({"document": held, "view": "badge-image", "format": format});
        let badge = json!({"document": held, "key": own["privateKeyJwk"]});
        let badge = &call("issue", &allowed("issue", badge)).unwrap()["credential"];
        let baked = call("bake", &json!({"document": badge, "drawn": format})).unwrap();
        let rendered = call("render", &allowed("render", rendered)).unwrap();
        assert_eq!(rendered["notes"], baked["notes"]);
        rendered["notes"].as_array().unwrap().clone()
    };
    assert!(made(&held, "png").is_empty());
    held["offer"]["title"] = json!({"ar": "أب"});
    let notes = made(&held, "png");
    assert!(notes[0].as_str().unwrap().ends_with("U+0623, U+0628"), "{notes:?}");
    assert!(made(&held, "svg").is_empty());
}

/// What is asked for and means nothing is refused, and what nobody could verify is told.
#[test]
fn an_image_is_no_certificate() {
    let own = key(None);
    let badge = issued(&own);
    for (member, value) in [
        ("anchors", json!({"anchors": [{"id": "did:web:vet.example"}]})),
        ("recipient", json!("did:example:nobody")),
        ("challenge", json!("c")),
        ("domain", json!("d")),
        ("now", json!("2026-11-23T11:00:00Z")),
        ("policy", json!("lenient")),
        ("refresh", json!(true)),
        ("endorsements", json!([badge])),
        ("link", json!("https://vet.example/1")),
    ] {
        let request = json!({"document": badge, "view": "badge-image", member: value});
        assert_eq!(refused("render", &request), [format!("request.member /{member}")]);
    }
    let report = json!({"document": badge, "view": "report", "language": "pt"});
    assert_eq!(refused("render", &report), ["request.member /language"]);
    call("render", &json!({"document": badge, "format": "svg", "language": "pt", "colour": "#003399"})).unwrap();

    let notes = |document: &Value| {
        let baked = call("bake", &allowed("bake", json!({"document": document}))).unwrap();
        baked["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(notes(&json!(badge)).is_empty());
    assert!(notes(&unsigned(&own["privateKeyJwk"]))[0].contains("nobody has signed it"));
    let p256 = call("keygen", &json!({"type": "p256"})).unwrap()["privateKeyJwk"].take();
    let base = call("issue", &json!({"document": MICRO_CREDENTIAL, "key": p256, "suite": "ecdsa-sd-2023"})).unwrap();
    assert!(notes(&base["credential"])[0].contains("for its holder alone"));
}

#[test]
fn the_host_supplies_what_is_needed() {
    let key = key(Some("did:web:vet.example#key-1"));
    let badge = issued(&key);
    let did = json!({
        "id": "did:web:vet.example",
        "verificationMethod": [{
            "id": "#key-1", "type": "Multikey", "controller": "did:web:vet.example",
            "publicKeyMultibase": key["publicKeyMultibase"],
        }],
        "assertionMethod": ["#key-1"],
    });
    let ask = |request: Value| {
        let report = call("verify", &allowed("verify", request)).unwrap();
        (
            report["outcome"].as_str().unwrap().to_owned(),
            report["trust"].as_str().unwrap().to_owned(),
            report.get("verified").is_some(),
        )
    };
    let seen = |outcome: &str, trust: &str, accepted| (outcome.to_owned(), trust.to_owned(), accepted);
    let known = json!({"did:web:vet.example": did});
    let anchors = |id: &str| json!({"anchors": [{"id": id}]});

    assert_eq!(ask(json!({"document": badge})), seen("indeterminate", "none", false));
    // What is made of it is refused until then, and a refusal has no needs.
    let detail = |name: &str, request: Value| match call(name, &allowed(name, request)) {
        Err(Error::Refused(findings)) => findings.iter().next().unwrap().detail.clone(),
        other => panic!("{other:?}"),
    };
    let missing = detail("render", json!({"document": badge}));
    assert!(missing.contains("verify the same, and `needs` tells what"), "{missing}");
    let request = json!({"pathway": PATHWAY, "credentials": [badge], "key": key["privateKeyJwk"]});
    let missing = detail("stack_award", request.clone());
    assert!(missing.contains("evaluate the same, and `needs` tells what"), "{missing}");
    let mut evaluate = request.clone();
    evaluate.as_object_mut().unwrap().remove("key");
    assert_eq!(call("stack_evaluate", &evaluate).unwrap()["needs"][0]["subject"], "did:web:vet.example");
    let mut at_hand = request;
    at_hand["resources"] = json!({"did:web:vet.example": did});
    assert!(!detail("stack_award", at_hand).contains("`needs`"), "nothing but credits is missing then");
    assert_eq!(ask(json!({"document": badge, "resources": known})), seen("valid", "issuer_bound", true));
    let trusted = json!({"document": badge, "resources": known, "anchors": anchors("did:web:vet.example")});
    assert_eq!(ask(trusted), seen("valid", "trusted", true));
    let unknown =
        json!({"document": badge, "resources": known, "anchors": anchors("did:web:other.example").to_string()});
    assert_eq!(ask(unknown), seen("valid", "issuer_bound", false));
}

#[test]
fn a_holder_derives_and_presents() {
    let issuer = call("keygen", &allowed("keygen", json!({"type": "p256"}))).unwrap();
    let holder = key(None);
    let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    document["learner"]["id"] = holder["verificationMethod"].as_str().unwrap().split('#').next().unwrap().into();
    let issue = |more: Value| {
        let mut request = json!({"document": document, "key": issuer["privateKeyJwk"]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call("issue", &allowed("issue", request)).unwrap()["credential"].clone()
    };
    let base = issue(json!({"suite": "ecdsa-sd-2023", "always": "/credentialSubject/achievement/name"}));
    let token = issue(json!({"suite": "vc+sd-jwt", "byChoice": ["/credentialSubject/result"]}));
    let show = json!({"document": base, "show": ["/credentialSubject/id"]});
    let derived = call("derive", &allowed("derive", show)).unwrap()["credential"].clone();
    let bound = json!({"document": token, "key": holder["privateKeyJwk"], "challenge": "n", "domain": "d"});
    let bound = call("derive", &allowed("derive", bound)).unwrap()["credential"].clone();
    // What is withheld is not shown, and is no empty text.
    let seen = |document: &Value| call("inspect", &json!({"document": document})).unwrap();
    let (whole, part) = (seen(&base), seen(&derived));
    assert_eq!((&whole["isSelection"], &part["isSelection"]), (&Value::Null, &json!(true)));
    assert_eq!(seen(&token)["isSelection"], Value::Null);
    assert!(whole["microCredential"]["offer"].get("description").is_some());
    assert_eq!(part["microCredential"]["offer"].get("description"), None);
    let shown =
        |document: &Value| Inspect::new(document.as_str().unwrap()).run(&Environment::system()).unwrap().to_string();
    assert!(shown(&derived).contains("    not shown\n") && !shown(&derived).contains("    not stated\n"));
    let verify = |request: Value| call("verify", &allowed("verify", request)).unwrap()["outcome"].clone();
    // Whoever reads the report is told that what is verified is not all, and from where something was withheld, where that is known.
    let report = |document: &Value| call("verify", &json!({"document": document})).unwrap();
    let (of_statements, of_claims, of_all) = (report(&derived), report(&bound), report(&token));
    assert!(of_statements["verified"]["credentialSubject"]["id"].is_string(), "{of_statements}");
    assert_eq!((&of_statements["selection"], &of_statements["withheldIn"]), (&json!(true), &Value::Null));
    assert!(of_claims["verified"]["credentialSubject"].get("result").is_none(), "{of_claims}");
    assert_eq!((&of_claims["selection"], &of_claims["withheldIn"]), (&json!(true), &json!(["/credentialSubject"])));
    assert!(of_all["verified"]["credentialSubject"]["result"].is_array(), "{of_all}");
    assert_eq!((&of_all["selection"], &of_all["withheldIn"]), (&Value::Null, &Value::Null));
    assert_eq!(verify(json!({"document": bound, "challenge": "n", "domain": "d"})), "valid");
    assert_eq!(verify(json!({"document": bound, "challenge": "m", "domain": "d"})), "invalid");

    let request = json!({"credentials": [derived, token], "key": holder["privateKeyJwk"], "challenge": "n"});
    let shown = call("present", &allowed("present", request)).unwrap()["presentation"].clone();
    assert_eq!(verify(json!({"document": shown, "challenge": "n"})), "valid");
    let children = call("verify", &json!({"document": shown, "challenge": "n"})).unwrap()["children"].take();
    let selections = children.as_array().unwrap().iter().map(|child| &child["report"]["selection"]);
    assert_eq!(selections.collect::<Vec<_>>(), [&json!(true), &Value::Null]);
    assert_eq!(verify(json!({"document": shown, "challenge": "n", "domain": "d"})), "invalid");
}

/// A logo stands in a request as an image to bake into does, and what is wrong with it is told of it.
#[test]
fn a_certificate_has_a_logo() {
    let badge = issued(&key(None));
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>";
    let photo = base64::encode(b"\xff\xd8\xff\xe0 and no more");
    for (logo, begins) in [(svg, "data:image/svg+xml;base64,"), (&photo, "data:image/jpeg;base64,/9j/4")] {
        let request = json!({"document": badge, "logo": logo, "logoText": "An oak"});
        let page = call("render", &allowed("render", request)).unwrap();
        let page = page["content"].as_str().unwrap();
        assert!(page.contains(begins) && page.contains("alt=\"An oak\""), "{begins}");
    }
    let member = |more: Value| {
        let mut request = json!({"document": badge});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        refused("render", &request)
    };
    for logo in ["!", "AAAA", "<script>alert(1)</script>"] {
        assert_eq!(member(json!({"logo": logo})), ["request.member /logo"], "{logo}");
    }
    assert_eq!(member(json!({"logoText": "An oak"})), ["request.member /logoText"]);
    // What a browser may show can still be none that is printed.
    assert_eq!(member(json!({"logo": photo, "format": "pdf"})), ["request.member /logo"]);
    assert!(call("render", &allowed("render", json!({"document": badge, "logo": svg, "format": "pdf"}))).is_ok());
}

/// Of a presentation, every credential in it is shown as far as it holds, whatever becomes of the others, and whose the whole is.
#[test]
fn what_is_presented_is_shown_one_by_one() {
    let (issuer, holder) = (key(None), key(None));
    let id = holder["verificationMethod"].as_str().unwrap().split('#').next().unwrap().to_owned();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("presented-one-by-one");
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(folder.join("public")).unwrap();
    let store = folder.join("status.db");
    let [good, revoked] = ["Good", "Revoked"].map(|name| {
        let mut document: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
        document["learner"]["id"] = id.as_str().into();
        document["offer"]["id"] = format!("https://vet.example/offers/{name}").into();
        let status = json!({"store": store, "url": "https://vet.example/status"});
        let request = json!({"document": document, "key": issuer["privateKeyJwk"], "status": status});
        call("issue", &request).unwrap()["credential"].clone()
    });
    let revoked_id = serde_json::from_str::<Value>(revoked.as_str().unwrap()).unwrap()["id"].clone();
    let revoke = json!({"store": store, "credential": revoked_id, "change": "revoke", "reason": "a mistake"});
    call("status_change", &revoke).unwrap();
    let publish = json!({"store": store, "key": issuer["privateKeyJwk"], "folder": folder.join("public")});
    call("status_publish", &publish).unwrap();
    let list = std::fs::read_to_string(folder.join("public/1")).unwrap();
    let report = |credentials: &[&Value]| {
        let request = json!({"credentials": credentials, "key": holder["privateKeyJwk"], "challenge": "n"});
        let shown = call("present", &request).unwrap()["presentation"].clone();
        let resources = json!({"https://vet.example/status/1": list});
        call("verify", &json!({"document": shown, "challenge": "n", "resources": resources})).unwrap()
    };
    let both = report(&[&good, &revoked]);
    assert_eq!((&both["outcome"], both.get("verified")), (&json!("invalid"), None), "{both}");
    let children = both["children"].as_array().unwrap();
    let shown = |index: usize| children[index]["report"].get("verified");
    let achievement = &shown(0).unwrap()["credentialSubject"]["achievement"];
    assert_eq!(
        (&children[0]["report"]["outcome"], &achievement["id"]),
        (&json!("valid"), &json!("https://vet.example/offers/Good"))
    );
    assert_eq!((&children[1]["report"]["primary"]["code"], shown(1)), (&json!("status.revoked"), None));

    let one = report(&[&good]);
    assert_eq!((&one["outcome"], &one["verified"]["holder"]), (&json!("valid"), &json!(id)), "{one}");
    assert_eq!(one["verified"].get("verifiableCredential"), None, "it is shown in its own report");
    assert!(one["children"][0]["report"]["verified"]["credentialSubject"].is_object());
}

/// A result that says that nothing was achieved yet is told when the badge is signed, and whenever it is looked at.
#[test]
fn an_unfinished_result_is_told() {
    let key = key(None)["privateKeyJwk"].clone();
    let mut badge = unsigned(&key);
    badge["credentialSubject"]["result"][0]["status"] = "Failed".into();
    let issued = call("issue", &json!({"document": badge, "key": key})).unwrap();
    assert!(codes(&issued["findings"]).contains(&"model.result.unfinished"), "{issued}");
    let signed = &issued["credential"];
    let report = call("verify", &json!({"document": signed})).unwrap();
    assert!(report.to_string().contains("model.result.unfinished"), "{report}");
    let pathway: Value = serde_json::from_str(PATHWAY).unwrap();
    let evaluated = call("stack_evaluate", &json!({"pathway": pathway, "credentials": [signed]})).unwrap();
    assert!(evaluated.to_string().contains("ec.result.not_achieved"), "{evaluated}");
    let Err(Error::Refused(findings)) = call("render", &json!({"document": signed, "view": "certificate"})) else {
        panic!();
    };
    assert!(findings.iter().any(|found| found.code.as_str() == "ec.result.not_achieved"), "{findings}");
}

/// What a badge says that is no element of Annex I, or that nobody here reads, is named where it is shown and where it is lost.
#[test]
fn what_a_badge_says_beyond_the_elements_is_told() {
    let badge = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:9f1c7a52-0d0e-4d0c-8a53-6c3e2d6b1a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data Science", "validFrom": "2026-01-12T00:00:00Z", "validUntil": "2031-01-12T00:00:00Z",
        "issuer": {"id": "https://school.example/", "type": ["Profile"], "name": "School", "email": "office@school.example"},
        "credentialSubject": [{
            "id": "urn:uuid:754208fc-d60e-4977-897f-54f58ed54707", "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://school.example/data", "type": ["Achievement"], "name": "Data Science",
                "description": "The fundamentals.", "criteria": {"narrative": "Pass the assessments with 80%."},
                "tag": ["data"], "creditsAvailable": 5, "inLanguage": "en",
                "alignment": [{
                    "type": ["Alignment"], "targetName": "Analyse test data",
                    "targetUrl": "http://data.europa.eu/esco/skill/81a2db2c-7e55-44d0-9cd9-74c25147d7cd",
                }],
            },
        }],
    });
    let pointers = |answer: &Value| -> Vec<String> {
        let losses = answer["losses"].as_array().unwrap();
        losses.iter().map(|loss| loss["pointer"].as_str().unwrap().to_owned()).collect()
    };
    let beyond = [
        "/issuer/email",
        "/credentialSubject/achievement/criteria",
        "/credentialSubject/achievement/tag",
        "/credentialSubject/achievement/creditsAvailable",
    ];
    let seen = call("inspect", &allowed("inspect", json!({"document": badge}))).unwrap();
    let sorted = |mut places: Vec<String>| {
        places.sort();
        places
    };
    let beyond = sorted(beyond.map(str::to_owned).to_vec());
    assert_eq!(sorted(pointers(&seen)), beyond);
    let converted = json!({"document": badge, "to": "microcredential"});
    assert_eq!(sorted(pointers(&call("convert", &allowed("convert", converted)).unwrap())), beyond);
    let stays = call("convert", &allowed("convert", json!({"document": badge, "to": "ob3"}))).unwrap();
    assert!(pointers(&stays).is_empty());
    // Elements may well stand in a narrative: it is not that there is no place for them.
    let reason = |pointer: &str| {
        let losses = seen["losses"].as_array().unwrap();
        losses.iter().find(|loss| loss["pointer"] == pointer).unwrap()["reason"].as_str().unwrap().to_owned()
    };
    assert!(reason("/credentialSubject/achievement/criteria").contains("narrative for people"));
    assert!(reason("/credentialSubject/achievement/tag").contains("have no place for it"));

    // What the extended carrier repeats in terms of Open Badges is nothing beyond.
    let own: Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    let request = json!({"document": own, "to": "ob3", "carrier": "extended", "issuer": "did:web:vet.example"});
    let carried = call("convert", &allowed("convert", request)).unwrap();
    let seen = call("inspect", &json!({"document": carried["document"]})).unwrap();
    // Who issued it is not: the awarding body has another id.
    assert_eq!(pointers(&seen), ["/issuer/id", "/issuer/name"]);
}

/// A code that leads nowhere is not made, and none is left out without a word.
#[test]
fn a_link_is_one_that_a_code_has_room_for() {
    let key = key(None);
    let badge = issued(&key);
    let long = "a".repeat(2_500);
    for link in ["javascript:alert(1)", "vet.example/1", "", "https://", &format!("https://vet.example/{long}")] {
        assert_eq!(refused("render", &json!({"document": badge, "link": link})), ["request.member /link"], "{link}");
    }
    let mut unsigned: Value = serde_json::from_str(&badge).unwrap();
    unsigned.as_object_mut().unwrap().remove("proof");
    unsigned["id"] = format!("https://vet.example/{long}").into();
    let signed =
        call("issue", &json!({"document": unsigned, "key": key["privateKeyJwk"]})).unwrap()["credential"].take();
    let mut request = json!({"document": signed});
    let rendered = call("render", &request).unwrap();
    assert!(rendered["notes"][0].as_str().unwrap().contains("too long for a QR code"), "{}", rendered["notes"]);
    request["link"] = "https://vet.example/1".into();
    assert_eq!(call("render", &request).unwrap()["notes"], json!([]));
}
