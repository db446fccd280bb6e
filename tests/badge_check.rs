//! What [`badge::check`] says about badges that somebody got wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test may panic and print

use microcred::Limits;
use microcred::badge::{self, *};
use microcred::json::{Object, Tree, Value};
use microcred::report::{Code, Findings, Severity, code};
use microcred::vc::{DateTimeStamp, context_urls};

fn check(text: &str) -> Findings {
    badge::check(Tree::parse(text, &Limits::default()).unwrap().root())
}

/// A badge with results, levels, an identifier, an address and services.
fn badge() -> Value {
    let alignment = Alignment::new("EQF 4", "http://data.europa.eu/snb/eqf/4").target_type("ext:EQF");
    let level = RubricCriterionLevel::new("urn:uuid:level", "Good").points("2");
    let grade = ResultDescription::new("urn:uuid:grade", "Grade", ResultType::RubricCriterionLevel)
        .rubric_criterion_level(level)
        .required_level("urn:uuid:level");
    let status = ResultDescription::new("urn:uuid:status", "Status", ResultType::Status);
    let achievement = Achievement::new("Green skills", "Energy audits", Criteria::narrative("Audit a building."))
        .id("https://vet.example/achievements/1")
        .achievement_type(AchievementType::MicroCredential)
        .alignment(alignment)
        .result_description(grade)
        .result_description(status)
        .in_language("en")
        .tag("energy");
    let mut identity = IdentityObject::plain("emailAddress", format!("sha256${}", "0f".repeat(32))).salt("Kosher");
    identity.hashed = true;
    let subject = AchievementSubject::new(achievement)
        .id("did:example:ana")
        .identifier(identity)
        .result(Result::new("urn:uuid:grade").achieved_level("urn:uuid:level"))
        .result(Result::new("urn:uuid:status").status(ResultStatusType::Completed));
    let issuer = Profile::new("https://vet.example/")
        .name("Example VET")
        .url("https://vet.example/")
        .address(Address::new().address_country_code("PT").geo(GeoCoordinates::new(38.into(), (-9_i64).into())));
    AchievementCredential::new(issuer, subject)
        .id("urn:uuid:4f6d2a3e-0000-4000-8000-000000000001")
        .name("Green skills")
        .evidence(Evidence::new().id("https://vet.example/evidence/1"))
        .valid_from(DateTimeStamp::parse("2026-11-23T11:00:00Z").unwrap())
        .credential_status(
            Object::new().with("id", "https://vet.example/status#1").with("type", "BitstringStatusListEntry"),
        )
        .to_json()
}

/// The badge with another value, given as JSON, at the end of a path of names and numbers; nothing removes it.
fn with(path: &str, json: &str) -> Value {
    let mut badge = badge();
    let (parents, last) = path.rsplit_once('/').unwrap();
    let mut place = &mut badge;
    for step in parents.split('/').filter(|step| !step.is_empty()) {
        place = match place {
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            object => object.as_object_mut().unwrap().get_mut(step).unwrap(),
        };
    }
    match place {
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value(json),
        Value::Object(object) if json.is_empty() => drop(object.remove(last)),
        Value::Object(object) => object.insert(last, value(json)),
        _ => unreachable!(),
    }
    badge
}

fn value(json: &str) -> Value {
    Tree::parse(json, &Limits::default()).unwrap().root().to_value()
}

#[test]
fn a_badge_that_is_well_made_passes_without_a_word() {
    assert_eq!(check(&badge().to_string()), Findings::new());
}

#[test]
fn each_fault_has_its_code_and_its_place() {
    use code::model::*;
    let subject = "/credentialSubject";
    let achievement = "/credentialSubject/achievement";
    let cases: &[(&str, &str, Code, &str)] = &[
        ("/id", "", REQUIRED, ""),
        ("/id", "\"credentials/1\"", IDS, "/id"),
        ("/id", "\"https://a b\"", IDS, "/id"),
        ("/validFrom", "", REQUIRED, ""),
        ("/name", "[\"a\", \"b\"]", SHAPE, "/name"),
        ("/name", r#"{"@value": "a", "@language": "en"}"#, LANGUAGE_VALUE, "/name"),
        ("/name", r#"[{"@value": "a", "@language": "en"}]"#, LANGUAGE_VALUE, "/name"),
        ("/name", r#"{"en": "a"}"#, LANGUAGE_MAP, "/name"),
        ("/description", "null", NULL, "/description"),
        ("/note", "null", EMPTY, "/note"),
        ("/evidence", "[]", EMPTY, "/evidence"),
        ("/evidence", r#"{"type": ["Evidence"]}"#, SINGLE, "/evidence"),
        ("/evidence/0", "\"https://vet.example/evidence/1\"", SHAPE, "/evidence/0"),
        ("/type", r#"["VerifiableCredential"]"#, TYPE, "/type"),
        ("/type", r#"["OpenBadgeCredential"]"#, TYPE, "/type"),
        ("/type", r#""OpenBadgeCredential""#, TYPE_FORM, "/type"),
        ("/image", "\"https://vet.example/badge.png\"", SHAPE, "/image"),
        ("/image", r#"{"type": ["Image"], "id": "https://a.example"}"#, TYPE, "/image/type"),
        ("/image", r#"{"type": "Image", "id": "https://a.example", "alt": "a"}"#, CLOSED, "/image/alt"),
        ("/credentialStatus", r#"[{"type": "A"}, {"type": "B"}]"#, SEVERAL, "/credentialStatus"),
        ("/credentialStatus", r#"{"id": "https://a.example"}"#, TYPE, "/credentialStatus"),
        ("/credentialSchema", r#"[{"type": "JsonSchema"}]"#, REQUIRED, "/credentialSchema/0"),
        ("/endorsementJwt", r#"["not a jws"]"#, SHAPE, "/endorsementJwt/0"),
        ("/endorsementJwt", r#"["a..c.d"]"#, SHAPE, "/endorsementJwt/0"),
        ("/issuer", "\"vet\"", IDS, "/issuer"),
        ("/issuer", "5", SHAPE, "/issuer"),
        ("/issuer/url", "\"vet.example\"", URL, "/issuer/url"),
        ("/issuer/type", "", TYPE, "/issuer"),
        ("/issuer/dateOfBirth", "\"1999-02-30\"", DATE, "/issuer/dateOfBirth"),
        ("/issuer/address/geo/latitude", "90.5", NUMBER, "/issuer/address/geo/latitude"),
        ("/issuer/address/geo/longitude", "\"9\"", SHAPE, "/issuer/address/geo/longitude"),
        (subject, "[{}, {}]", CARDINALITY, subject),
        ("/credentialSubject/creditsEarned", "-0.5", NUMBER, "/credentialSubject/creditsEarned"),
        ("/credentialSubject/creditsEarned", "\"3.0\"", SHAPE, "/credentialSubject/creditsEarned"),
        ("/credentialSubject/achievement", "", REQUIRED, subject),
        ("/credentialSubject/identifier/0/hashed", "\"true\"", SHAPE, "/credentialSubject/identifier/0/hashed"),
        ("/credentialSubject/identifier/0/note", "1", CLOSED, "/credentialSubject/identifier/0/note"),
        (
            "/credentialSubject/identifier/0/identityHash",
            "\"sha256$12\"",
            IDENTITY_HASH,
            "/credentialSubject/identifier/0",
        ),
        (
            "/credentialSubject/result/0/resultDescription",
            "\"urn:uuid:none\"",
            LINK,
            "/credentialSubject/result/0/resultDescription",
        ),
        (
            "/credentialSubject/result/0/achievedLevel",
            "\"urn:uuid:none\"",
            LINK,
            "/credentialSubject/result/0/achievedLevel",
        ),
        ("/credentialSubject/result/1/status", "", RESULT_STATUS, "/credentialSubject/result/1"),
        ("/credentialSubject/result/1/status", "\"Withdrew\"", RESULT_UNFINISHED, "/credentialSubject/result/1/status"),
        ("/credentialSubject/result/1/status", "\"ext:Paused\"", ENUMERATION, "/credentialSubject/result/1/status"),
        ("/credentialSubject/achievement/name", "", REQUIRED, achievement),
        ("/credentialSubject/achievement/description", "", REQUIRED, achievement),
        ("/credentialSubject/achievement/criteria", "{}", CRITERIA, "/credentialSubject/achievement/criteria"),
        (
            "/credentialSubject/achievement/criteria",
            r#"{"narrative": ""}"#,
            CRITERIA,
            "/credentialSubject/achievement/criteria",
        ),
        ("/credentialSubject/achievement/inLanguage", "\"EN\"", LANGUAGE, "/credentialSubject/achievement/inLanguage"),
        (
            "/credentialSubject/achievement/achievementType",
            "\"Module\"",
            ENUMERATION,
            "/credentialSubject/achievement/achievementType",
        ),
        (
            "/credentialSubject/achievement/achievementType",
            "\"xext:Module\"",
            ENUMERATION,
            "/credentialSubject/achievement/achievementType",
        ),
        (
            "/credentialSubject/achievement/achievementType",
            "\"ext:a module\"",
            EXTENSION_TERM,
            "/credentialSubject/achievement/achievementType",
        ),
        ("/credentialSubject/achievement/tag", "[[\"energy\"]]", SHAPE, "/credentialSubject/achievement/tag/0"),
        ("/credentialSubject/achievement/tag", "[null]", SHAPE, "/credentialSubject/achievement/tag/0"),
        (
            "/credentialSubject/achievement/alignment/0/targetUrl",
            "\"eqf/4\"",
            URL,
            "/credentialSubject/achievement/alignment/0/targetUrl",
        ),
        (
            "/credentialSubject/achievement/alignment/0/targetUrl",
            "",
            REQUIRED,
            "/credentialSubject/achievement/alignment/0",
        ),
        (
            "/credentialSubject/achievement/resultDescription/0/requiredLevel",
            "\"urn:uuid:none\"",
            LINK,
            "/credentialSubject/achievement/resultDescription/0/requiredLevel",
        ),
    ];
    for (path, json, code, pointer) in cases {
        let findings = check(&with(path, json).to_string());
        let found = findings.iter().any(|finding| finding.code == *code && finding.pointer.as_str() == *pointer);
        assert!(found, "{path} = {json}: expected {code} at {pointer}, found\n{findings}");
        assert!(findings.iter().all(|finding| !finding.detail.is_empty()), "each finding says what to do:\n{findings}");
    }
}

#[test]
fn a_learner_without_id_and_identifier_is_an_error() {
    let mut badge = with("/credentialSubject/id", "");
    assert!(!check(&badge.to_string()).has_errors());
    for identifier in ["", "[]"] {
        let subject = badge.as_object_mut().unwrap().get_mut("credentialSubject").unwrap().as_object_mut().unwrap();
        subject.remove("identifier");
        if !identifier.is_empty() {
            subject.insert("identifier", value(identifier));
        }
        assert!(check(&badge.to_string()).contains(code::model::SUBJECT_IDENTITY), "{identifier}");
    }
}

#[test]
fn the_contexts_stand_in_their_places() {
    use context_urls::*;
    let context = |urls: &[&str]| check(&with("/@context", &Value::from(urls.to_vec()).to_string()).to_string());
    let only = |findings: &Findings, code| findings.len() == 1 && findings.contains(code);
    assert!(only(&context(&[CREDENTIALS_V2, OPEN_BADGES_3_0_2]), code::model::CONTEXT_OLD));
    assert!(only(&context(&[CREDENTIALS_V2, OPEN_BADGES_3_0_0_ALIAS]), code::model::CONTEXT_OLD));
    assert!(only(&context(&[CREDENTIALS_V2]), code::model::CONTEXT));
    assert!(only(&context(&[CREDENTIALS_V2, "https://example.org/own", OPEN_BADGES_3_0_3]), code::model::CONTEXT));
    assert!(context(&[OPEN_BADGES_3_0_3, CREDENTIALS_V2]).contains(code::model::CONTEXT));
    assert!(context(&[CREDENTIALS_V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json"]).is_empty());
    assert!(context(&[CREDENTIALS_V2, OPEN_BADGES_3_0_3, MICROCRED_DRAFT_1]).is_empty());
    assert!(check(&with("/@context", &format!("\"{CREDENTIALS_V2}\"")).to_string()).contains(code::model::CONTEXT));
    assert!(check(&with("/@context", "").to_string()).contains(code::model::REQUIRED));
}

#[test]
fn version_1_1_has_its_own_dates_and_names() {
    let contexts = Value::from(vec![context_urls::CREDENTIALS_V1, context_urls::OPEN_BADGES_3_0_3]);
    let mut badge = with("/@context", &contexts.to_string());
    assert!(check(&badge.to_string()).contains(code::model::REQUIRED), "issuanceDate is missing");
    let members = badge.as_object_mut().unwrap();
    members.remove("validFrom");
    members.insert("issuanceDate", "2026-11-23T11:00:00Z");
    assert!(check(&badge.to_string()).is_empty());
    badge.as_object_mut().unwrap().remove("name");
    assert!(check(&badge.to_string()).contains(code::model::REQUIRED), "name is missing");
}

#[test]
fn dates_that_readers_could_take_differently_are_errors() {
    for date in [
        "2026-11-23T11:00:00",
        "2026-11-23t11:00:00z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T23:59:60Z",
        "2026-11-23T11:00:00+14:01",
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-05:00",
        "2026-11-23",
    ] {
        for path in ["/validFrom", "/validUntil", "/awardedDate", "/credentialSubject/activityEndDate"] {
            let findings = check(&with(path, &format!("\"{date}\"")).to_string());
            assert!(findings.len() == 1 && findings.contains(code::model::DATE), "{path} {date}: {findings}");
        }
    }
    assert!(check(&with("/validFrom", "null").to_string()).contains(code::model::NULL));
    let array = with("/validFrom", r#"["2026-11-23T11:00:00Z"]"#);
    assert!(check(&array.to_string()).has_errors());
}

#[test]
fn identifiers_that_give_the_learner_away_are_warned_about() {
    let identity = |json: &str| check(&with("/credentialSubject/identifier/0", json).to_string());
    let md5 = r#"{"type": "IdentityObject", "hashed": true, "identityHash": "md5$28f20a02bf8a021fab4fcec48afb584e",
        "identityType": "emailAddress", "salt": "Kosher"}"#;
    assert!(identity(md5).contains(code::subject::WEAK_HASH) && !identity(md5).has_errors());
    let unsalted = md5.replace("Kosher", "");
    assert!(identity(&unsalted).contains(code::subject::UNSALTED_HASH));
    let plain = r#"{"type": "IdentityObject", "hashed": false, "identityHash": "ana@example.org", "identityType": "emailAddress"}"#;
    let findings = identity(plain);
    assert!(findings.contains(code::subject::PLAIN_IDENTIFIER) && !findings.has_errors());
    assert!(!findings.to_string().contains("ana@"));
}

/// Whatever is wrong about the learner's data, the findings do not repeat it.
#[test]
fn findings_do_not_name_the_learner() {
    let secret = "silva";
    let subject = format!(
        r#"{{"id": "{secret}", "type": "{secret}", "identifier": [{{"type": "{secret}", "hashed": "{secret}",
        "identityHash": 5, "identityType": "{secret}", "salt": [], "{secret}x": 1}}, "{secret}"], "activityEndDate": "{secret}",
        "licenseNumber": ["{secret}"], "narrative": {{"a": "{secret}"}}, "role": 1, "result": ["{secret}"],
        "creditsEarned": "{secret}", "achievement": "{secret}"}}"#
    );
    let badge = with("/credentialSubject", &subject);
    let findings = check(&badge.to_string());
    assert!(findings.len() > 10);
    for finding in &findings {
        let about_a_member = finding.code == code::model::CLOSED;
        assert!(about_a_member || !finding.to_string().contains(secret), "{finding}");
    }
    let read = AchievementCredential::read(Tree::parse(&badge.to_string(), &Limits::default()).unwrap().root());
    assert!(!read.unwrap_err().to_string().contains(secret));
}

#[test]
fn a_document_full_of_faults_is_refused_quickly() {
    let many = vec!["null"; 19_000].join(",");
    let text = with("/credentialSubject/result", &format!("[{many}]")).to_string();
    let tree = Tree::parse(&text, &Limits::default()).unwrap();
    let started = std::time::Instant::now();
    let findings = badge::check(tree.root());
    assert!(started.elapsed().as_secs() < 5);
    assert!(findings.contains(code::model::TOO_MANY));
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
    assert_eq!(errors, 201);
    let (_, findings) = AchievementCredential::read(tree.root()).unwrap();
    assert!(findings.len() <= 400);
    assert!(started.elapsed().as_secs() < 10);
}

#[test]
fn endorsements_are_held_to_their_own_class() {
    let endorsement = EndorsementCredential::new(
        Profile::new("https://agency.example/"),
        "In good standing",
        EndorsementSubject::new("https://vet.example/"),
    )
    .id("urn:uuid:4f6d2a3e-0000-4000-8000-000000000002")
    .valid_from(DateTimeStamp::parse("2026-11-23T11:00:00Z").unwrap());
    assert!(check(&endorsement.to_json().to_string()).is_empty());
    let mut json = endorsement.to_json();
    json.as_object_mut().unwrap().remove("name");
    json.as_object_mut().unwrap().insert("credentialSubject", Object::new().with("type", "AchievementSubject"));
    let findings = check(&json.to_string());
    assert!(findings.contains(code::model::REQUIRED) && findings.contains(code::model::TYPE));
    let mut badge = badge();
    badge.as_object_mut().unwrap().insert("endorsement", vec![json]);
    let inside = check(&badge.to_string());
    assert!(inside.iter().any(|finding| finding.pointer.as_str() == "/endorsement/0/credentialSubject/type"));
}

#[test]
fn many_members_are_read_and_written_in_linear_time() {
    let members = (0..19_000).map(|number| format!("\"m{number:05}\": 1,")).collect::<String>();
    let text = badge().to_string().replacen('{', &format!("{{{members}"), 1);
    let tree = Tree::parse(&text, &Limits::default()).unwrap();
    let started = std::time::Instant::now();
    assert!(!badge::check(tree.root()).has_errors());
    let (badge, _) = AchievementCredential::read(tree.root()).unwrap();
    assert_eq!(badge.extra.len(), 19_000);
    assert_eq!(badge.to_json().as_object().unwrap().len(), tree.root().members().count());
    assert!(started.elapsed().as_millis() < 1_500, "{:?}", started.elapsed());
}
