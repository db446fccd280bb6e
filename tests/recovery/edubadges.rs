//! Badges of edubadges, and the extensions of Open Badges 2.0 that it kept.

use super::{EDUBADGE, read};
use microcred::Limits;
use microcred::badge::Profile;
use microcred::json::Tree;
use microcred::microcredential::carrier::{Carrier, Recovered};
use microcred::microcredential::{
    AssessmentType, AwardingBody, LearningSetting, Level, Location, MicroCredential, Participation, Stackability,
    Supervision, Venue, annex,
};
use microcred::report::code;

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
    assert_eq!(offer.quality_assurance[0].decision.as_deref(), Some("https://quality.example/nvao"));
    assert_eq!(offer.quality_assurance[0].kind.to_string(), "NVAO");
    assert_eq!(offer.quality_assurance[0].kind.uri(), None, "a decision is no type");
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

/// A type is told by its concept, by its framework, or by standing in the achievement; what else is pointed at is the decision.
#[test]
fn the_decision_on_quality_is_told_from_its_type() {
    let read = |alignment: &str| {
        let from = r#""targetType": "ext:QualityAssurance", "targetName": "NVAO", "targetUrl": "https://quality.example/nvao""#;
        assert!(EDUBADGE.contains(from));
        let found = Recovered::from_badge(&read(&EDUBADGE.replace(from, alignment)));
        let [own] = &found.elements.quality_assurance[..] else { panic!("{:?}", found.elements.quality_assurance) };
        (own.kind.uri().map(str::to_owned), own.kind.to_string(), own.decision.clone())
    };
    let kind = r#""targetType": "ext:QualityAssurance""#;
    let decided = format!(
        r#"{kind}, "targetName": "Course register", "targetCode": "AV-1", "targetUrl": "https://q.example/AV-1""#
    );
    assert_eq!(read(&decided), (None, "Course register".into(), Some("https://q.example/AV-1".into())));
    let concept = "http://data.europa.eu/snb/accreditation/820101cba6";
    let known = format!(r#"{kind}, "targetName": "x", "targetUrl": "{concept}""#);
    assert_eq!(read(&known), (Some(concept.into()), "program quality assurance".into(), None));
    let own = format!(
        r#"{kind}, "targetName": "Peers", "targetUrl": "https://q.example/types/peers", "targetFramework": "Type of quality assurance""#
    );
    assert_eq!(read(&own), (Some("https://q.example/types/peers".into()), "Peers".into(), None));
    let named = format!(
        r#"{kind}, "targetName": "Peers", "targetUrl": "https://badges.example/achievements/1#value-QualityAssurance-1""#
    );
    assert_eq!(read(&named), (None, "Peers".into(), None));
    // It goes back to where it came from.
    let (held, _) = MicroCredential::from_badge(&super::read(EDUBADGE)).unwrap();
    let carried =
        Carrier::Standard.carry(&held, &Profile::new("did:web:uni.example").name("Example University")).unwrap();
    let (back, _) = MicroCredential::from_badge(&carried.badge).unwrap();
    assert_eq!(back.offer().quality_assurance, held.offer().quality_assurance);
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
