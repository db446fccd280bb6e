//! Whatever a badge says is read or told as lost.

use super::EDUBADGE;
use microcred::{Environment, ops};
use std::path::PathBuf;

/// An answer of `convert` to a micro-credential, without the hash of what it was made from; nothing where it is refused.
pub(super) fn converted(document: &serde_json::Value) -> Option<serde_json::Value> {
    let request = serde_json::json!({"document": document, "to": "microcredential"});
    // The ids that it makes are the same ones each time.
    let counter = std::sync::atomic::AtomicU8::new(1);
    let environment = Environment::system().with_entropy(move |bytes| {
        bytes.fill(counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Ok(())
    });
    let answer = ops::call("convert", &request.to_string(), &environment).ok()?;
    let mut answer: serde_json::Value = serde_json::from_str(&answer.to_string()).unwrap();
    answer["madeFrom"].as_object_mut().unwrap().remove("sha256");
    Some(answer)
}

pub(super) fn lost(answer: &serde_json::Value) -> Vec<&str> {
    answer["losses"].as_array().unwrap().iter().map(|loss| loss["pointer"].as_str().unwrap()).collect()
}

/// The places of everything in a document that is no object and no array.
fn scalars(value: &serde_json::Value, at: String, places: &mut Vec<String>) {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(name, value)| scalars(value, format!("{at}/{}", escaped(name)), places));
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| scalars(value, format!("{at}/{index}"), places));
        }
        serde_json::Value::Null => {}
        serde_json::Value::String(text) if text.is_empty() => {}
        _ => places.push(at),
    }
}

/// The form of a document, and when its signature begins to hold: neither says anything about an achievement.
fn is_formal(place: &str) -> bool {
    let formal = |step: &str| ["@context", "type", "proof"].contains(&step);
    place.split('/').any(formal)
        || ["/validFrom", "/issuanceDate", "/credentialSchema"].iter().any(|formal| place.starts_with(formal))
}

/// Whatever a badge says is read, or told as lost with its place: without it, or with something else in its place, something
/// else comes of the badge, or something else is lost.
fn assert_nothing_is_dropped(badge: &serde_json::Value, name: &str) -> usize {
    let Some(whole) = converted(badge) else { return 0 };
    let lost: Vec<_> = lost(&whole).into_iter().map(str::to_owned).collect();
    // The one subject and the one achievement are told of as if they stood in no list.
    let as_told = |place: &str| {
        let place = place.replacen("/credentialSubject/0/", "/credentialSubject/", 1);
        place.replacen("/credentialSubject/achievement/0/", "/credentialSubject/achievement/", 1)
    };
    let mut places = Vec::new();
    scalars(badge, String::new(), &mut places);
    for lost in &lost {
        let within = format!("{lost}/");
        let leads = |place: &String| as_told(place) == *lost || as_told(place).starts_with(&within);
        assert!(places.iter().any(leads), "{name}: {lost} leads nowhere");
    }
    let is_told = |place: &str| lost.iter().any(|lost| place == lost || place.starts_with(&format!("{lost}/")));
    let mut looked_at = 0;
    for place in places.iter().filter(|place| !is_formal(place) && !is_told(&as_told(place))) {
        let mut other = badge.clone();
        let value = other.pointer_mut(place).unwrap();
        *value = match &*value {
            serde_json::Value::String(text) => format!("{text}x").into(),
            serde_json::Value::Bool(flag) => (!*flag).into(),
            _ => 77.25.into(),
        };
        let is_seen = converted(&other).as_ref() != Some(&whole);
        assert!(is_seen, "{name}: {place} is neither read nor told as lost");
        looked_at += 1;
    }
    looked_at
}

#[test]
fn nothing_that_a_badge_says_is_dropped_without_a_word() {
    let badge: serde_json::Value = serde_json::from_str(EDUBADGE).unwrap();
    assert!(assert_nothing_is_dropped(&badge, "edubadges") > 20);
    let mut more = badge.clone();
    more["issuer"]["image"] = serde_json::json!({"id": "https://uni.example/logo.png", "type": "Image"});
    more["issuer"]["address"]["addressCountry"] = "Netherlands".into();
    more["evidence"] = serde_json::json!([{"id": "https://uni.example/evidence/1", "type": ["Evidence"]}]);
    let subject = &mut more["credentialSubject"];
    subject["source"] = serde_json::json!({"id": "https://other.example/", "type": ["Profile"], "name": "Other"});
    subject["result"] = serde_json::json!([
        {"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8", "status": "Completed"},
        {"type": ["Result"], "resultDescription": "urn:uuid:2", "value": "9"},
    ]);
    let achievement = &mut subject["achievement"];
    achievement["image"] = serde_json::json!({"id": "https://uni.example/badge.png", "type": "Image"});
    achievement["alignment"][2]["targetDescription"] = "Content of any kind.".into();
    let rubric = serde_json::json!([{"id": "urn:uuid:3", "type": ["RubricCriterionLevel"], "name": "Good"}]);
    achievement["resultDescription"][0]["rubricCriterionLevel"] = rubric;
    achievement["resultDescription"].as_array_mut().unwrap().push(
        serde_json::json!({"id": "urn:uuid:2", "type": ["ResultDescription"], "name": "Another", "resultType": "Result"}),
    );
    assert_nothing_is_dropped(&more, "with more");
    let answer = converted(&more).unwrap();
    // Results are a set: in whatever order they stand, the grade is the same one.
    let mut reordered = more.clone();
    for list in ["/credentialSubject/result", "/credentialSubject/achievement/resultDescription"] {
        reordered.pointer_mut(list).and_then(serde_json::Value::as_array_mut).unwrap().reverse();
    }
    let grade = |badge: &serde_json::Value| converted(badge).unwrap()["document"]["grade"].clone();
    assert_eq!((grade(&more), grade(&reordered)), ("8".into(), "8".into()));
    let lost = lost(&answer);
    for place in [
        "/evidence",
        "/issuer/id",
        "/issuer/name",
        "/issuer/image",
        "/credentialSubject/result/0/status",
        "/credentialSubject/result/1",
        "/credentialSubject/achievement/image",
        "/credentialSubject/achievement/alignment/2/targetDescription",
        "/credentialSubject/achievement/resultDescription/0/rubricCriterionLevel",
        "/credentialSubject/achievement/resultDescription/0/resultType",
        "/credentialSubject/achievement/resultDescription/1",
    ] {
        assert!(lost.contains(&place), "{place}: {lost:?}");
    }
    assert!(!lost.contains(&"/issuer/address"), "{lost:?}");
    // What it leads to is read where it is said that it leads anywhere.
    let towards = serde_json::json!({"type": ["Alignment"], "targetType": "ceterms:Credential", "targetName": "Diploma", "targetUrl": "https://uni.example/diploma"});
    let mut leads = badge.clone();
    leads["credentialSubject"]["achievement"]["alignment"].as_array_mut().unwrap().push(towards);
    assert_nothing_is_dropped(&leads, "towards a diploma");
    // One that stands alone is no list.
    let mut alone = badge;
    let alignment = alone["credentialSubject"]["achievement"]["alignment"][2].clone();
    alone["credentialSubject"]["achievement"]["alignment"] = alignment;
    alone["credentialSubject"]["result"] = alone["credentialSubject"]["result"][0].clone();
    assert_nothing_is_dropped(&alone, "alone");
}

/// Of an Open Badge 2.0 as well, by the places that it has there.
#[test]
fn nothing_that_an_open_badge_2_says_is_dropped_without_a_word() {
    let badge: serde_json::Value = serde_json::from_str(include_str!("../../examples/data/open-badge-2.json")).unwrap();
    assert!(assert_nothing_is_dropped(&badge, "Open Badges 2.0") > 20);
    let mut more = badge.clone();
    more["expires"] = "2030-11-02T22:30:00Z".into();
    more["narrative"] = "Worked on it for a year.".into();
    more["image"] = "https://uni.example/badges/assertions/1.png".into();
    more["@language"] = "nl".into();
    more["evidence"] = serde_json::json!([{"id": "https://uni.example/work/1"}, {"narrative": "Drained a polder."}]);
    let class = &mut more["badge"];
    class["version"] = "2".into();
    class["typeBadgeClass"] = "regular".into();
    class["grade_achieved"] = "8".into();
    class["criteria"]["id"] = "https://uni.example/criteria".into();
    class["image"] = serde_json::json!({"id": "https://uni.example/water.png", "caption": "A dike", "author": "https://uni.example/"});
    class["related"] = serde_json::json!([{"id": "https://uni.example/badges/classes/water-nl", "@language": "nl"}]);
    class["alignment"].as_array_mut().unwrap().push(serde_json::json!({
        "targetName": "Waterbouw", "targetUrl": "https://uni.example/fields/water", "targetCode": "W1"
    }));
    class["issuer"]["description"] = "All about water.".into();
    class["issuer"]["telephone"] = "+31000000000".into();
    class["issuer"]["image"] = serde_json::json!({"id": "https://uni.example/logo.png", "caption": "A logo"});
    class["issuer"]["verification"] = serde_json::json!({"type": "HostedBadge", "allowedOrigins": "uni.example"});
    assert_nothing_is_dropped(&more, "with more");
    let answer = converted(&more).unwrap();
    let lost = lost(&answer);
    for place in [
        "/evidence",
        "/narrative",
        "/image",
        "/@language",
        "/badge/id",
        "/badge/tags",
        "/badge/image",
        "/badge/version",
        "/badge/related",
        "/badge/typeBadgeClass",
        "/badge/criteria/narrative",
        "/badge/alignment/1",
        "/badge/issuer/url",
        "/badge/issuer/email",
        "/badge/issuer/telephone",
        "/badge/issuer/description",
        "/badge/issuer/image",
        "/badge/issuer/verification",
        "/badge/issuer/extensions:InstitutionNameExtension",
        "/badge/issuer/extensions:InstitutionIdentifierExtension",
    ] {
        assert!(lost.contains(&place), "{place}: {lost:?}");
    }
    // What stands alone is told where it stands.
    let mut alone = badge;
    alone["badge"]["criteria"] = "https://uni.example/criteria".into();
    let alignment = serde_json::json!({"targetName": "Waterbouw", "targetUrl": "https://uni.example/fields/water"});
    alone["badge"]["alignment"] = alignment;
    assert_nothing_is_dropped(&alone, "alone");
    let answer = converted(&alone).unwrap();
    assert!(self::lost(&answer).contains(&"/badge/alignment"), "{answer}");
}

#[test]
fn nothing_that_a_badge_of_the_corpus_says_is_dropped() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from) else {
        println!("skipped: MICROCRED_CORPUS is not set");
        return;
    };
    let (mut folders, mut files) = (vec![corpus], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|kind| kind == "json") {
                files.push(entry);
            }
        }
    }
    let (mut badges, mut members) = (0, 0);
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let Ok(badge) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        if badge["credentialSubject"]["achievement"].is_null() && badge["credentialSubject"][0]["achievement"].is_null()
        {
            continue;
        }
        let looked_at = assert_nothing_is_dropped(&badge, &file.display().to_string());
        badges += usize::from(looked_at > 0);
        members += looked_at;
    }
    assert!(badges > 30, "only {badges} badges were read");
    println!("{members} members of {badges} badges of the corpus were read");
}
