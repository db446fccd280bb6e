//! What others have made is read as far as it goes: badges of edubadges, the extensions of Open Badges 2.0, and the corpus.

#![allow(clippy::unwrap_used)]

use microcred::badge::AchievementCredential;
use microcred::json::Tree;
use microcred::microcredential::carrier::{Recovered, Rule};
use microcred::microcredential::{
    AssessmentType, AwardingBody, LearningOutcome, LearningSetting, Level, Location, MicroCredential, OutcomeKind,
    Participation, RelatedSkill, Stackability, Supervision, Venue, annex,
};
use microcred::report::code;
use microcred::{Environment, Limits, ops};
use std::path::PathBuf;

fn read(json: &str) -> AchievementCredential {
    AchievementCredential::read(Tree::parse(json, &Limits::default()).unwrap().root()).unwrap().0
}

/// As edubadges makes Open Badges 3.0: terms of its own glossary, an alignment for the EQF, another for quality assurance.
const EDUBADGE: &str = r#"{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://edubadges.nl/static/obv3-glossary"],
  "id": "https://badges.example/credentials/1",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "issuer": {"id": "did:web:uni.example", "type": ["Profile"], "name": "Example University", "address": {"type": ["Address"], "addressCountryCode": "NL"}},
  "validFrom": "2025-11-02T23:30:00+01:00",
  "name": "Water management",
  "credentialSubject": {
    "type": ["AchievementSubject"],
    "identifier": [{"type": "IdentityObject", "hashed": true, "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "identityType": "emailAddress", "salt": "Kosher"}],
    "result": [{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8"}],
    "achievement": {
      "id": "https://badges.example/achievements/1", "type": ["Achievement", "EducredentialAchievement"], "achievementType": "MicroCredential",
      "name": "Water management", "description": "Dikes and polders.", "criteria": {"narrative": "Pass."}, "inLanguage": "nl",
      "ECTS": 2.5, "SBU": 70, "assessmentType": "application of a skill", "participationType": "blended",
      "supervisionType": "supervised online", "identityChecked": true,
      "alignment": [
        {"type": ["Alignment"], "targetType": "ext:EQF", "targetName": "EQF level 6", "targetCode": "6", "targetUrl": "https://europass.europa.eu/en/description-eight-eqf-levels"},
        {"type": ["Alignment"], "targetType": "ext:QualityAssurance", "targetName": "NVAO", "targetUrl": "https://quality.example/nvao"},
        {"type": ["Alignment"], "targetName": "develop digital content", "targetUrl": "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a"}
      ],
      "resultDescription": [{"id": "urn:uuid:1", "type": ["ResultDescription"], "name": "Final grade", "resultType": "ext:ECTSGradeScore", "valueMin": "1", "valueMax": "10", "requiredValue": "5.5"}]
    }
  }
}"#;

#[test]
fn a_badge_of_edubadges_is_a_whole_micro_credential() {
    let (held, findings) = MicroCredential::from_badge(&read(EDUBADGE)).unwrap();
    let offer = held.offer();
    assert_eq!(offer.workload.ects.unwrap().to_string(), "2.5");
    assert_eq!(offer.workload.hours.unwrap().to_string(), "70");
    assert_eq!(offer.levels, [Level::Eqf(6)]);
    assert_eq!(offer.assessment_types, [AssessmentType::ApplicationOfASkill]);
    assert_eq!(offer.participation, [Participation::Blended]);
    assert_eq!(offer.supervision, Some(Supervision::supervised().with_identity_verification().at(Venue::Online)));
    assert_eq!(offer.quality_assurance[0].kind.uri(), Some("https://quality.example/nvao"));
    assert_eq!(offer.quality_assurance[0].kind.to_string(), "NVAO");
    assert_eq!(offer.learning_outcomes[0].text.any(), "develop digital content");
    assert!(offer.learning_outcomes[0].skills[0].is_esco());
    assert_eq!(offer.awarding_bodies, [AwardingBody::new("did:web:uni.example", "Example University").country("NL")]);
    assert_eq!(offer.issuer_locations, [Location::country("NL")]);
    assert_eq!(held.issued().to_string(), "2025-11-02", "the day where it was issued");
    assert_eq!(held.grade().unwrap().value, "8");
    assert_eq!(offer.grading_scheme.as_ref().unwrap().pass.as_deref(), Some("5.5"));
    assert!(held.learner().identifiers[0].hashed);
    let foreign = findings.iter().filter(|finding| finding.code == code::ec::CARRIER_FOREIGN).count();
    assert_eq!((foreign, findings.len()), (5, 5), "{findings}");
}

/// The extensions of Open Badges 2.0 and the plain members that edubadges kept beside them.
#[test]
fn extensions_of_open_badges_2_are_read() {
    let from = r#""ECTS": 2.5, "SBU": 70, "assessmentType": "application of a skill", "participationType": "blended",
      "supervisionType": "supervised online", "identityChecked": true,"#;
    assert!(EDUBADGE.contains(from));
    let badge = EDUBADGE.replace(from, r#"
      "extensions:ECTSExtension": {"@context": "https://x.example/ects", "type": ["Extension", "extensions:ECTSExtension"], "ECTS": 3.0},
      "extensions:EQFExtension": {"type": ["Extension"], "EQF": 7},
      "extensions:StudyLoadExtension": {"type": ["Extension"], "StudyLoad": 84},
      "extensions:LearningOutcomeExtension": {"type": ["Extension"], "LearningOutcome": "Builds a dike"},
      "extensions:LanguageExtension": {"type": ["Extension"], "Language": "en_EN"},
      "assessmentType": "portfolio", "participation": "volunteering", "stackable": true, "assessmentSupervised": true, "assessmentIdVerified": false,"#);
    let badge = badge.replace("ext:EQF\"", "ext:Unrelated\"");
    let (held, _) = MicroCredential::from_badge(&read(&badge)).unwrap();
    let offer = held.offer();
    assert_eq!(
        (offer.workload.ects.unwrap().to_string(), offer.workload.hours.unwrap().to_string()),
        ("3".into(), "84".into())
    );
    assert_eq!(offer.levels, [Level::Eqf(7)]);
    assert!(offer.learning_outcomes.iter().any(|outcome| outcome.text.any() == "Builds a dike"));
    assert_eq!(offer.languages.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["nl", "en"]);
    assert_eq!(
        (&offer.assessment_types[..], &offer.participation[..]),
        (&[AssessmentType::Portfolio][..], &[Participation::Volunteering][..])
    );
    assert_eq!(offer.stackability, Some(Stackability::stackable()));
    assert_eq!(offer.supervision, Some(Supervision::supervised()));
}

/// The same name, and minutes: the context of the extension says whose it is.
#[test]
fn a_study_load_is_in_the_unit_of_its_system() {
    let hours = |context: &str, load: &str| {
        let extension = format!(
            r#""extensions:StudyLoadExtension": {{"@context": "{context}", "type": ["Extension"], "StudyLoad": {load}}},"#
        );
        let badge = EDUBADGE.replace("\"ECTS\": 2.5, \"SBU\": 70,", &extension);
        let found = Recovered::from_badge(&read(&badge));
        found.elements.workload.hours.map(|hours| hours.to_string())
    };
    let edubadges = "https://api.edubadges.nl/media/extensions/StudyLoadExtension/context.json";
    let oeb = "https://api.openbadges.education/static/extensions/StudyLoadExtension/context.json";
    assert_eq!(hours(edubadges, "90").as_deref(), Some("90"));
    assert_eq!(hours(oeb, "90").as_deref(), Some("1.5"));
    assert_eq!(hours(oeb, "50"), None, "which is no number of hundredths of an hour");
}

/// As Open Educational Badges makes Open Badges 3.0: the extensions of the badge class stand on the credential, without the contexts
/// and types that they had, which are the credential's.
#[test]
fn extensions_of_open_educational_badges_stand_on_the_credential() {
    let at = |name: &str| format!("https://api.openbadges.education/static/extensions/{name}Extension/context.json");
    let badge = |contexts: &[&str]| {
        let contexts: Vec<String> = contexts.iter().map(|name| format!(", \"{}\"", at(name))).collect();
        format!(
            r#"{{
          "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"{}],
          "id": "https://api.example/public/assertions/1?v=3_0", "type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "Robotics",
          "issuer": {{"id": "https://api.example/public/issuers/1?v=3_0", "type": ["Profile"], "name": "Example School"}},
          "validFrom": "2026-01-26T10:36:24Z",
          "credentialSubject": {{"type": ["AchievementSubject"], "identifier": [],
            "achievement": {{"id": "https://api.example/public/badges/1?v=3_0", "type": ["Achievement"], "name": "Robotics",
              "description": "Robots.", "achievementType": "Badge", "criteria": {{"narrative": ""}}}}}},
          "extensions:CategoryExtension": {{"Category": "competency"}}, "extensions:LevelExtension": {{"Level": "a1"}},
          "extensions:StudyLoadExtension": {{"StudyLoad": 90}},
          "extensions:CompetencyExtension": [
            {{"name": "Programmieren", "description": "Schreibt Programme.", "framework": "esco", "source": "ai", "studyLoad": 60, "category": "skill",
              "framework_identifier": "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d"}},
            {{"name": "Roboter", "description": "", "framework": "", "source": "manual", "studyLoad": 30, "category": "knowledge", "framework_identifier": ""}}
          ]}}"#,
            contexts.concat()
        )
    };
    let text = badge(&["Category", "Level", "StudyLoad", "Competency"]);
    let found = Recovered::from_badge(&read(&text));
    assert_eq!(found.elements.workload.hours.unwrap().to_string(), "1.5");
    let skill = "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d";
    assert_eq!(
        found.elements.learning_outcomes,
        [
            LearningOutcome::new("Programmieren: Schreibt Programme.")
                .kind(OutcomeKind::Skill)
                .related(RelatedSkill::new(skill).named("Programmieren")),
            LearningOutcome::new("Roboter").kind(OutcomeKind::Knowledge),
        ]
    );
    // The level is one of languages, and says nothing about frameworks of qualifications.
    assert!(found.elements.levels.is_empty());
    let tree = Tree::parse(&text, &Limits::default()).unwrap();
    for (member, place) in [
        ("/offer/workload", "/extensions:StudyLoadExtension"),
        ("/offer/learningOutcomes", "/extensions:CompetencyExtension"),
    ] {
        let source = found.sources.iter().find(|source| source.member == member).unwrap();
        assert_eq!((source.from.as_str(), source.rule), (place, Rule::OpenEducationalBadges));
        assert!(tree.root().pointer(&source.from).is_some());
        let told = found.findings.iter().find(|finding| finding.pointer.as_str() == place).unwrap();
        assert_eq!(told.code, code::ec::CARRIER_FOREIGN);
    }
    // Without the context that says whose it is, the name means what it means at edubadges.
    let unnamed = Recovered::from_badge(&read(&badge(&["Category"])));
    assert_eq!(unnamed.elements.workload.hours.unwrap().to_string(), "90");
    // A credential has other members that are called like terms of edubadges.
    let plain = text.replace("\"extensions:LevelExtension\": {\"Level\": \"a1\"}", "\"ECTS\": 30");
    assert!(plain != text && Recovered::from_badge(&read(&plain)).elements.workload.ects.is_none());
    for (from, to) in [
        ("\"name\": \"Roboter\"", "\"name\": \"\""),
        ("\"framework_identifier\": \"\"", "\"framework_identifier\": \"somewhere\""),
    ] {
        assert!(text.contains(from));
        let found = Recovered::from_badge(&read(&text.replace(from, to)));
        let unreadable = found.findings.iter().find(|finding| finding.code == code::ec::CARRIER_UNREADABLE);
        assert_eq!(unreadable.map(|finding| finding.pointer.as_str()), Some("/extensions:CompetencyExtension"), "{to}");
        assert!(found.elements.learning_outcomes.is_empty(), "all of them, or none");
    }
}

/// How the badge of edubadges says its level.
const EQF: &str = r#""targetType": "ext:EQF", "targetName": "EQF level 6", "targetCode": "6", "targetUrl": "https://europass.europa.eu/en/description-eight-eqf-levels""#;

/// Addresses as browsers show them, and a level that says by the name of its framework what it is.
#[test]
fn other_spellings_are_recognised() {
    for (from, to) in [
        ("\"inLanguage\": \"nl\"", "\"inLanguage\": \"nl_NL\""),
        ("http://data.europa.eu/esco/", "https://data.europa.eu/esco/"),
        (EQF, "\"targetName\": \"EQF level 6\", \"targetUrl\": \"https://data.europa.eu/snb/eqf/6\""),
        (
            EQF,
            r#""targetName": "6", "targetFramework": "European Qualifications Framework", "targetCode": "6", "targetUrl": "https://school.example/6""#,
        ),
    ] {
        assert!(EDUBADGE.contains(from));
        let own = MicroCredential::from_badge(&read(EDUBADGE)).unwrap().0;
        let (other, _) = MicroCredential::from_badge(&read(&EDUBADGE.replace(from, to))).unwrap();
        assert_eq!(other.to_json(), own.to_json(), "{to}");
    }
    let unknown =
        Recovered::from_badge(&read(&EDUBADGE.replace("\"inLanguage\": \"nl\"", "\"inLanguage\": \"Dutch, mostly\"")));
    assert!(unknown.findings.iter().any(|finding| finding.pointer.as_str().ends_with("/inLanguage")));
    assert!(!unknown.sources.iter().any(|source| source.from.as_str().ends_with("/inLanguage")));
}

#[test]
fn what_edubadges_got_wrong_is_told() {
    for (from, to, term) in [
        ("\"ECTS\": 2.5", "\"ECTS\": \"many\"", "ECTS"),
        ("\"SBU\": 70", "\"SBU\": -70", "SBU"),
        ("\"supervisionType\": \"supervised online\"", "\"supervisionType\": \"perhaps\"", "supervisionType"),
        ("\"assessmentType\": \"application of a skill\"", "\"assessmentType\": {}", "assessmentType"),
    ] {
        assert!(EDUBADGE.contains(from));
        let found = Recovered::from_badge(&read(&EDUBADGE.replace(from, to)));
        let unreadable = found.findings.iter().find(|finding| finding.code == code::ec::CARRIER_UNREADABLE);
        assert!(
            unreadable.is_some_and(|finding| finding.pointer.as_str().ends_with(term)),
            "{term}: {}",
            found.findings
        );
    }
}

#[test]
fn credits_without_a_unit_are_not_ects() {
    let badge = EDUBADGE.replace("\"ECTS\": 2.5, \"SBU\": 70,", "\"creditsAvailable\": 3.0,");
    let found = Recovered::from_badge(&read(&badge));
    assert!(found.elements.workload.is_empty());
    assert!(found.findings.contains(code::ec::CARRIER_CREDIT_UNIT));
    let missing = found.complete().unwrap_err();
    let missing: Vec<_> = missing
        .iter()
        .filter(|finding| finding.code == code::ec::MISSING)
        .filter_map(|finding| finding.element)
        .collect();
    assert_eq!(missing, [annex::WORKLOAD]);
    let both = EDUBADGE.replace("\"ECTS\": 2.5,", "\"ECTS\": 2.5, \"creditsAvailable\": 3.0,");
    assert!(Recovered::from_badge(&read(&both)).findings.contains(code::ec::CARRIER_DISAGREEMENT));
}

/// Every credential of the corpus is read as far as it goes, and none as more than it says.
#[test]
fn badges_of_the_corpus_are_recovered_in_part() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from) else {
        println!("skipped: MICROCRED_CORPUS is not set");
        return;
    };
    let mut seen = 0;
    for folder in ["1edtech-spec", "dcc-verifier-core", "1edtech-validator/inspector-vc/ob30"] {
        let mut files: Vec<_> =
            std::fs::read_dir(corpus.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "json")) {
            let bytes = std::fs::read(file).unwrap();
            let Ok(tree) = Tree::parse_bytes(&bytes, &Limits::default()) else { continue };
            let Ok((badge, _)) = AchievementCredential::read(tree.root()) else { continue };
            let found = Recovered::from_badge(&badge);
            seen += 1;
            assert!(
                !found.elements.title.is_empty() || badge.credential_subject.achievement.name.is_empty(),
                "{file:?}"
            );
            assert!(found.elements.quality_assurance.is_empty() && found.elements.workload.is_empty(), "{file:?}");
            let missing = found.complete().unwrap_err();
            assert!(missing.iter().any(|finding| finding.element == Some(annex::QUALITY_ASSURANCE)), "{file:?}");
        }
    }
    assert!(seen > 30, "only {seen} badges were read");
    println!("{seen} badges of the corpus were read");
}

/// Each value says where it stood and why it was taken for what it is.
#[test]
fn every_value_says_where_it_came_from() {
    let from = |badge: &str, member: &str| -> Vec<String> {
        let sources = Recovered::from_badge(&read(badge)).sources;
        let own = sources.iter().filter(|source| source.member == member);
        own.map(|source| format!("{} {}", source.from, source.rule)).collect()
    };
    let achievement = "/credentialSubject/achievement";
    assert_eq!(
        from(EDUBADGE, "/offer/workload"),
        [format!("{achievement}/ECTS edubadges.ob3.term"), format!("{achievement}/SBU edubadges.ob3.term")]
    );
    assert_eq!(from(EDUBADGE, "/offer/level"), [format!("{achievement}/alignment/0 ob3.alignment.type")]);
    assert_eq!(from(EDUBADGE, "/offer/learningOutcomes"), [format!("{achievement}/alignment/2 ob3.alignment.scheme")]);
    assert_eq!(from(EDUBADGE, "/offer/supervision"), [format!("{achievement}/supervisionType edubadges.ob3.term")]);
    assert_eq!(from(EDUBADGE, "/offer/title"), [format!("{achievement}/name ob3.member")]);
    assert_eq!(from(EDUBADGE, "/issued"), ["/validFrom ob3.member"]);
    // Every source leads to something, and everything that is stated has one.
    let tree = Tree::parse(EDUBADGE, &Limits::default()).unwrap();
    let found = Recovered::from_badge(&read(EDUBADGE));
    for source in &found.sources {
        assert!(tree.root().pointer(&source.from).is_some(), "{source:?}");
    }
    let stated = found.to_json();
    for (name, _) in stated.get("offer").unwrap().as_object().unwrap().iter() {
        let member = format!("/offer/{name}");
        assert!(found.sources.iter().any(|source| source.member == member), "{member}");
    }
}

/// As MyNextID writes them: no types on the alignments, the field in words, the country in the issuer's identifier alone.
#[test]
fn a_badge_of_mynextid_is_read() {
    let badge = r#"{
      "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
      "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"],
      "issuer": {"id": "did:web:uni.example", "type": ["Profile"], "name": "Example University",
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "VATSI-12345678", "identifierType": "ext:eIDASIdentifier"}]},
      "validFrom": "2025-11-02T00:00:00Z", "awardedDate": "2025-11-01T00:00:00Z",
      "credentialSubject": {"type": ["AchievementSubject"], "id": "did:example:ana",
        "achievement": {"id": "urn:uuid:2", "type": ["Achievement"], "achievementType": "MicroCredential", "name": "Water",
          "description": "Dikes.", "criteria": {"narrative": "Pass."}, "creditsAvailable": 5, "fieldOfStudy": "Hydrology",
          "alignment": [{"type": ["Alignment"], "targetName": "develop digital content",
            "targetUrl": "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a"}]}}}"#;
    let found = Recovered::from_badge(&read(badge));
    assert_eq!(found.elements.issuer_locations, [Location::country("SI")]);
    assert_eq!(found.elements.fields[0].to_string(), "Hydrology");
    assert!(found.elements.learning_outcomes[0].skills[0].is_esco());
    assert_eq!(found.issued.unwrap().to_string(), "2025-11-01");
    // It does not say what its credits are counted in, so nobody is told that they are of ECTS.
    assert!(found.elements.workload.is_empty() && found.findings.contains(code::ec::CARRIER_CREDIT_UNIT));
    let by_rule = |rule: &str| -> Vec<String> {
        let own = found.sources.iter().filter(|source| source.rule.as_str() == rule);
        own.map(|source| format!("{} {}", source.member, source.from)).collect()
    };
    assert_eq!(
        by_rule("mynextid"),
        [
            "/offer/fields /credentialSubject/achievement/fieldOfStudy",
            "/offer/issuerLocations /issuer/otherIdentifier/0"
        ]
    );
    // Nothing of it is guessed in a badge of somebody else.
    let other = Recovered::from_badge(&read(&badge.replace("ext:eIDASIdentifier", "identifier")));
    assert!(other.elements.issuer_locations.is_empty() && other.elements.fields.is_empty());
}

/// An answer of `convert` to a micro-credential, without what it was made from; nothing where it is refused.
fn converted(document: &serde_json::Value) -> Option<serde_json::Value> {
    let request = serde_json::json!({"document": document, "to": "microcredential"});
    let answer = ops::call("convert", &request.to_string(), &Environment::system()).ok()?;
    let mut answer: serde_json::Value = serde_json::from_str(&answer.to_string()).unwrap();
    answer.as_object_mut().unwrap().remove("madeFrom");
    Some(answer)
}

fn lost(answer: &serde_json::Value) -> Vec<&str> {
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

/// As the Digital Credentials Consortium writes it.
#[test]
fn the_name_of_the_subject_is_the_learners() {
    let named = |more: &str| {
        let badge = EDUBADGE
            .replace("\"type\": [\"AchievementSubject\"],", &format!("\"type\": [\"AchievementSubject\"], {more}"));
        Recovered::from_badge(&read(&badge))
    };
    let found = named(r#""name": "Ana Silva","#);
    assert_eq!(found.learner.name.as_deref(), Some("Ana Silva"));
    assert!(found.sources.iter().any(|source| source.rule.as_str() == "subject.name" && source.member == "/learner"));
    let told = found.findings.iter().find(|finding| finding.pointer.as_str() == "/credentialSubject/name").unwrap();
    assert_eq!(told.code, code::ec::CARRIER_FOREIGN);
    assert!(!found.findings.to_string().contains("Silva"));
    // An identifier comes first.
    let identified = EDUBADGE.replace("\"identifier\": [", r#""name": "Somebody Else", "identifier": [{"type": "IdentityObject", "hashed": false, "identityHash": "Ana Silva", "identityType": "name"}, "#);
    let found = Recovered::from_badge(&read(&identified));
    assert_eq!(found.learner.name.as_deref(), Some("Ana Silva"));
    let answer = converted(&serde_json::from_str(&identified).unwrap()).unwrap();
    assert!(lost(&answer).contains(&"/credentialSubject/name"));
}

/// What was withheld, or left empty, is not stated; it is no empty text.
#[test]
fn an_empty_text_says_nothing() {
    for badge in
        [EDUBADGE.replace("\"description\": \"Dikes and polders.\",", ""), EDUBADGE.replace("Dikes and polders.", "")]
    {
        let found = Recovered::from_badge(&read(&badge));
        assert!(found.elements.description.is_empty());
        assert!(found.to_json().get("offer").unwrap().get("description").is_none());
        assert!(!found.complete().map_or_else(|findings| findings, |(_, findings)| findings).contains(code::ec::TEXT));
    }
}

/// Words and booleans of edubadges about one thing agree, or it is told.
#[test]
fn terms_of_edubadges_that_disagree_are_told() {
    let found = |words: &str, term: &str, value: bool| {
        let terms = format!(r#""supervisionType": "{words}", "{term}": {value},"#);
        let badge = EDUBADGE.replace(r#""supervisionType": "supervised online", "identityChecked": true,"#, &terms);
        assert_ne!(badge, EDUBADGE);
        Recovered::from_badge(&read(&badge)).findings.contains(code::ec::CARRIER_DISAGREEMENT)
    };
    assert!(found("onsite with identity verification", "identityChecked", false));
    assert!(found("unsupervised with no identity verification", "identityChecked", true));
    assert!(found("unsupervised with no identity verification", "assessmentSupervised", true));
    assert!(!found("onsite with identity verification", "identityChecked", true));
    assert!(!found("supervised online", "identityChecked", false));
    assert!(!found("supervised with no identity verification", "assessmentIdVerified", false));
}

/// In which order alignments stand is not signed where statements are: of what there is one, two do not decide between each other.
#[test]
fn what_there_is_once_is_said_once() {
    const VENUE: &str = "https://w3id.org/microcred#";
    let supervision = |concept: Supervision| ("ext:Supervision", concept.uri().to_owned());
    let setting = |concept: LearningSetting| ("ext:LearningSetting", concept.uri().unwrap().to_owned());
    let stackability = |option: Stackability| ("ext:Stackability", option.uri().to_owned());
    let venue = |name: &str| ("ext:Venue", format!("{VENUE}{name}"));
    let own_words = r#""supervisionType": "supervised online", "identityChecked": true,"#;
    let with = |terms: &str, alignments: &[(&str, String)]| {
        let written = alignments.iter().map(|(kind, url)| {
            format!(r#"{{"type": ["Alignment"], "targetType": "{kind}", "targetName": "x", "targetUrl": "{url}"}},"#)
        });
        let written: String = written.collect();
        let badge =
            EDUBADGE.replace(own_words, terms).replace("\"alignment\": [", &format!("\"alignment\": [{written}"));
        assert!(badge.contains(terms) && badge.contains(&written));
        Recovered::from_badge(&read(&badge))
    };
    let watched = supervision(Supervision::supervised().with_identity_verification());
    for (one, other) in [
        (watched.clone(), supervision(Supervision::unsupervised())),
        (setting(LearningSetting::Formal), setting(LearningSetting::NonFormal)),
        (stackability(Stackability::Standalone), stackability(Stackability::stackable())),
        (venue("online"), venue("onsite")),
    ] {
        for pair in [[one.clone(), other.clone()], [other.clone(), one.clone()]] {
            let found = with("", &[watched.clone(), pair[0].clone(), pair[1].clone()]);
            let told: Vec<_> =
                found.findings.iter().filter(|found| found.code == code::ec::CARRIER_DISAGREEMENT).collect();
            assert!(!told.is_empty(), "{pair:?}: {}", found.findings);
            assert!(told.iter().all(|found| found.pointer.as_str().contains("/alignment/")), "{told:?}");
            assert!(found.complete().is_err());
        }
        let found = with("", &[watched.clone(), one.clone(), one.clone()]);
        assert!(!found.findings.contains(code::ec::CARRIER_DISAGREEMENT), "{one:?}: {}", found.findings);
        assert!(found.complete().is_ok());
    }
    let found = with("", &[venue("onsite"), watched.clone()]);
    let expected = Supervision::supervised().with_identity_verification().at(Venue::Onsite);
    assert_eq!(found.elements.supervision, Some(expected), "wherever the venue stands");
    assert!(with("", &[watched.clone(), venue("elsewhere")]).findings.contains(code::ec::CARRIER_UNREADABLE));

    // What edubadges says beside it, as well.
    let disagrees = |terms: &str, alignments: &[(&str, String)]| {
        let found = with(terms, alignments);
        (found.findings.contains(code::ec::CARRIER_DISAGREEMENT), found.complete().is_err())
    };
    let stackable = [stackability(Stackability::Standalone)];
    for (terms, alignments, expected) in [
        ("\"supervisionType\": \"unsupervised with no identity verification\",", std::slice::from_ref(&watched), true),
        ("\"supervisionType\": \"supervised online\",", std::slice::from_ref(&watched), false),
        (
            "\"supervisionType\": \"supervised online\", \"identityChecked\": false,",
            std::slice::from_ref(&watched),
            true,
        ),
        ("\"supervisionType\": \"supervised online\",", &[watched.clone(), venue("onsite")], true),
        ("\"stackable\": true,", &stackable, true),
        ("\"stackable\": false,", &stackable, false),
        ("\"timeInvestment\": 70,", &[], false),
        ("\"timeInvestment\": 60,", &[], true),
    ] {
        assert_eq!(disagrees(terms, alignments), (expected, expected), "{terms}");
    }
}

/// A result may say that nothing was achieved. The description's own type does not matter, nor a good value beside it.
#[test]
fn what_was_not_completed_is_no_achievement() {
    let with = |member: &str| {
        let badge = EDUBADGE.replace(r#""value": "8""#, member);
        assert!(badge.contains(member));
        Recovered::from_badge(&read(&badge))
    };
    for status in ["Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew", "failed", "Passed"] {
        for member in [format!(r#""status": "{status}""#), format!(r#""value": "8", "status": "{status}""#)] {
            let found = with(&member);
            let told = found.findings.iter().find(|found| found.code == code::ec::NOT_ACHIEVED).unwrap();
            assert_eq!(told.pointer.as_str(), "/credentialSubject/result/0/status");
            assert!(told.detail.contains(status), "{told:?}");
            assert!(found.complete().is_err(), "{member}");
        }
    }
    // Of two, the first would be read: and they have no order.
    for statuses in [r#"["Completed", "Failed"]"#, r#"["Failed", "Completed"]"#] {
        assert!(with(&format!(r#""status": {statuses}"#)).findings.contains(code::ec::NOT_ACHIEVED), "{statuses}");
    }
    for member in [r#""status": "Completed""#, r#""value": "8", "status": "Completed""#, r#""value": "8""#] {
        let found = with(member);
        assert!(!found.findings.contains(code::ec::NOT_ACHIEVED) && found.complete().is_ok(), "{member}");
    }
    // Any result says so, and not only the one that the grade is read from.
    let second = r#""value": "8"}, {"type": ["Result"], "status": "Failed""#;
    assert!(with(second).findings.contains(code::ec::NOT_ACHIEVED));
    // Two values under one description are two grades.
    let twice = |other: &str| {
        let second =
            format!(r#""value": "8"}}, {{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "{other}""#);
        with(&second).findings.contains(code::ec::CARRIER_DISAGREEMENT)
    };
    assert_eq!((twice("4"), twice("9"), twice("8")), (true, true, false));
}

/// A level has to be the required one, or to have more points; a value has to reach what its own description requires.
#[test]
fn what_stays_below_what_is_required_is_no_achievement() {
    const RUBRIC: &str = r#"{"id": "urn:uuid:2", "type": ["ResultDescription"], "name": "Rubric", "resultType": "RubricCriterionLevel",
      "requiredLevel": "urn:x:sufficient", "rubricCriterionLevel": [
        {"id": "urn:x:insufficient", "type": ["RubricCriterionLevel"], "name": "Insufficient", "points": "0"},
        {"id": "urn:x:sufficient", "type": ["RubricCriterionLevel"], "name": "Sufficient", "points": "1"},
        {"id": "urn:x:equal", "type": ["RubricCriterionLevel"], "name": "Equal", "points": "1"},
        {"id": "urn:x:good", "type": ["RubricCriterionLevel"], "name": "Good", "points": "2,5"},
        {"id": "urn:x:unknown", "type": ["RubricCriterionLevel"], "name": "Unknown"}]},
      {"id": "urn:uuid:3", "type": ["ResultDescription"], "name": "Practical", "resultType": "RawScore", "valueMin": "0", "valueMax": "100", "requiredValue": "50"}"#;
    let first = r#"{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8"}"#;
    let with = |results: &str| {
        let badge = EDUBADGE
            .replace("\"resultDescription\": [{", &format!("\"resultDescription\": [{RUBRIC}, {{"))
            .replace(first, results);
        assert!(badge.contains(RUBRIC) && badge.contains(results));
        let found = Recovered::from_badge(&read(&badge));
        let told: Vec<_> = found
            .findings
            .iter()
            .filter(|found| found.pointer.as_str().contains("/result/"))
            .map(|found| (found.code, found.pointer.to_string()))
            .collect();
        assert_eq!(found.complete().is_err(), !told.is_empty(), "{results}: {told:?}");
        told
    };
    let level = |level: &str, link: &str| {
        let link = if link.is_empty() { String::new() } else { format!(r#""resultDescription": "{link}", "#) };
        let result = format!(r#"{{"type": ["Result"], {link}"achievedLevel": {level}}}"#);
        let alone = with(&result);
        assert_eq!(with(&format!("{first}, {result}")).len(), alone.len(), "whatever stands beside it");
        assert!(alone.iter().all(|(_, at)| at == "/credentialSubject/result/0/achievedLevel"), "{alone:?}");
        alone.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    for link in ["urn:uuid:2", "urn:uuid:1", ""] {
        assert_eq!(level("\"urn:x:sufficient\"", link), [], "{link}");
        assert_eq!(level("\"urn:x:good\"", link), [], "{link}");
        assert_eq!(level("\"urn:x:insufficient\"", link), [code::ec::NOT_ACHIEVED], "{link}");
        assert_eq!(level("\"urn:x:equal\"", link), [code::ec::RESULT_DOUBTFUL], "{link}");
        assert_eq!(level("\"urn:x:unknown\"", link), [code::ec::RESULT_DOUBTFUL], "{link}");
    }
    assert_eq!(level("\"urn:x:nowhere\"", "urn:uuid:2"), [code::ec::RESULT_DOUBTFUL]);
    assert_eq!(level("\"urn:x:nowhere\"", ""), [code::ec::RESULT_DOUBTFUL]);
    let two = r#"["urn:x:good", "urn:x:insufficient"]"#;
    assert_eq!(level(two, "urn:uuid:2"), [code::ec::RESULT_DOUBTFUL], "nobody knows which of the two");

    let second = |value: &str, link: &str| {
        let link = if link.is_empty() { String::new() } else { format!(r#""resultDescription": "{link}", "#) };
        with(&format!(r#"{first}, {{"type": ["Result"], {link}"value": "{value}"}}"#))
    };
    let at = |code| vec![(code, "/credentialSubject/result/1/value".to_owned())];
    assert_eq!(second("50", "urn:uuid:3"), []);
    assert_eq!(second("20", "urn:uuid:3"), at(code::ec::GRADE_BELOW_PASS));
    for link in ["", "urn:uuid:9"] {
        assert_eq!(second("80", link), at(code::ec::RESULT_DOUBTFUL), "{link}: nobody knows of what");
    }
    let twice = r#"{"type": ["Result"], "resultDescription": "urn:uuid:3", "value": "80"}, {"type": ["Result"], "resultDescription": "urn:uuid:3", "value": "20"}"#;
    let told = with(&format!("{first}, {twice}"));
    assert_eq!(told, [(code::ec::CARRIER_DISAGREEMENT, "/credentialSubject/result/2/value".to_owned())]);
}

/// The German scale with its smaller number first could be the Swiss one.
#[test]
fn a_doubtful_direction_of_grades_decides_nothing() {
    let scheme = r#""valueMin": "1", "valueMax": "10", "requiredValue": "5.5""#;
    let with = |least: &str, most: &str, grade: &str| {
        let scheme_of = format!(r#""valueMin": "{least}", "valueMax": "{most}", "requiredValue": "4.0""#);
        let badge = EDUBADGE.replace(scheme, &scheme_of).replace(r#""value": "8""#, &format!(r#""value": "{grade}""#));
        assert!(badge.contains(&scheme_of));
        let told = Recovered::from_badge(&read(&badge)).complete();
        told.err().map(|told| told.iter().map(|found| found.code).find(|code| code.as_str().contains("grade")))
    };
    assert_eq!(with("1.0", "5.0", "5.0"), Some(Some(code::ec::GRADE_ORDER)));
    assert_eq!(with("1.0", "5.0", "1.3"), Some(Some(code::ec::GRADE_ORDER)));
    assert_eq!(with("1.0", "5.0", "4.0"), None, "it passes, whichever way they go");
    assert_eq!(with("5.0", "1.0", "1.3"), None);
    assert_eq!(with("5.0", "1.0", "5.0"), Some(Some(code::ec::GRADE_BELOW_PASS)));
}

/// Grades from the best to the worst: what stands where is neither believed nor turned, and the badge is no micro-credential until its
/// issuer has put it right.
#[test]
fn a_doubtful_order_of_grades_decides_nothing() {
    let scheme = r#""valueMin": "1", "valueMax": "10", "requiredValue": "5.5""#;
    let with = |values: &str, grade: &str| {
        let scheme_of = format!(r#""allowedValue": [{values}], "requiredValue": "E""#);
        let badge = EDUBADGE.replace(scheme, &scheme_of).replace(r#""value": "8""#, &format!(r#""value": "{grade}""#));
        Recovered::from_badge(&read(&badge)).complete().map_or_else(
            |findings| findings.iter().map(|found| found.code).collect::<Vec<_>>(),
            |(_, findings)| {
                findings.iter().filter(|found| found.code.as_str().contains("grade")).map(|found| found.code).collect()
            },
        )
    };
    let (falling, rising) = (r#""A", "B", "C", "D", "E", "F""#, r#""F", "E", "D", "C", "B", "A""#);
    for grade in ["A", "F"] {
        let told = with(falling, grade);
        assert!(
            told.contains(&code::ec::GRADE_ORDER) && !told.contains(&code::ec::GRADE_BELOW_PASS),
            "{grade}: {told:?}"
        );
    }
    assert_eq!(with(falling, "E"), [], "it passes, whatever the order");
    assert_eq!(with(rising, "A"), []);
    assert!(with(rising, "F").contains(&code::ec::GRADE_BELOW_PASS));
}
