//! Badges of anybody else, and those of the corpus.

use super::lost::{converted, lost};
use super::{EDUBADGE, read};
use microcred::Limits;
use microcred::badge::AchievementCredential;
use microcred::json::Tree;
use microcred::microcredential::carrier::{Recovered, Rule};
use microcred::microcredential::{LearningOutcome, Location, OutcomeKind, RelatedSkill, annex};
use microcred::report::code;
use std::path::PathBuf;

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
