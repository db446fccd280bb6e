//! Documents of others, and official-looking ones with defects.

use super::{example, issuer, read};
use crate::support::{self, json};
use microcred::elm;
use microcred::framework::CreditSystem;
use microcred::json::{Pointer, Value};
use microcred::microcredential::carrier::Carrier;
use microcred::microcredential::{
    Concept, LearningSetting, Level, Location, Participation, QualityAssuranceType, Stackability, Supervision, annex,
};
use microcred::ops::{self, Convert, CredentialFormat, Operation};
use microcred::report::{Findings, code};
use microcred::{Environment, Limits, MicroCredential};

fn told(findings: &Findings) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
}

fn lost(read: &elm::Read) -> Vec<String> {
    read.losses.iter().map(|loss| loss.pointer.to_string()).collect()
}

fn document() -> Value {
    elm::write(&example(), &elm::Options::default().issuer(issuer())).document
}

/// The same document with one value changed; none where it is taken out.
fn changed(pointer: &str, value: Option<&str>) -> Value {
    let mut document = document();
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let parent = support::object(&mut document, parent);
    match value {
        Some(value) => parent.insert(last, json(value)),
        None => assert!(parent.remove(last).is_some(), "{pointer}"),
    }
    document
}

/// Europass knows languages, and no regions of theirs.
#[test]
fn a_language_of_a_region_is_kept_as_the_language() {
    let told = example().to_json().to_string();
    let languages = r#""languages":["pt","en"]"#;
    assert!(told.contains(languages), "{told}");
    let held = told.replace(languages, r#""languages":["nl-NL","pt-BR","nl"]"#);
    let held = MicroCredential::from_json(&held).unwrap();
    let written = elm::write(&held, &elm::Options::default().issuer(issuer()));
    let read = elm::read(written.document.to_string().as_bytes(), &Limits::default()).unwrap();
    let back: Vec<_> = read.recovered.elements.languages.iter().map(|tag| tag.as_str()).collect();
    assert_eq!(back, ["nl", "pt"]);
    let lost = |at: &str| written.losses.iter().filter(|loss| loss.pointer.as_str().starts_with(at)).count();
    assert_eq!(lost("/offer/languages"), 3, "{}", written.losses);
    // Open Badges 3.0 have a place for the region.
    let carried = Carrier::Standard.carry(&held, &issuer()).unwrap();
    let (back, _) = MicroCredential::from_badge(&carried.badge).unwrap();
    assert_eq!(back.offer().languages, held.offer().languages);
}

const QUALIFICATION: &str = "/credentialSubject/hasClaim/0/specifiedBy";

/// The micro-credential of EBSI (and, byte for byte, of impierce): every field.
#[test]
fn the_example_of_ebsi_is_read_with_every_field() {
    for file in ["example-microcredential.json", "impierce-microcredential-vcdm2.json"] {
        let Some(text) = support::read(&format!("elm/ebsi/{file}")) else {
            return;
        };
        let read = elm::read(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(read.source.format, elm::Format::EdcVcdm2);
        let found = &read.recovered;
        assert_eq!(found.id.as_deref(), Some("urn:credential:e6a70ac8-6bf2-4c89-ba53-243b3e0424fd"));
        assert_eq!(found.learner.id.as_deref(), Some("did:key:afsdlkj34134"));
        assert_eq!(found.learner.name.as_deref(), Some("David Smith"));
        assert_eq!(found.learner.given_name.as_deref(), Some("David"));
        assert_eq!(found.learner.family_name.as_deref(), Some("Smith"));
        let identifiers: Vec<_> = found
            .learner
            .identifiers
            .iter()
            .map(|own| (own.identity_type.as_str(), own.identity_hash.as_str()))
            .collect();
        assert_eq!(identifiers, [("ext:Student_ID", "557552654")]);
        assert_eq!(found.issued.unwrap().to_string(), "2020-07-20");
        assert_eq!(found.grade.as_ref().unwrap().value, "Excellent (5)");
        let offer = &found.elements;
        assert_eq!(offer.id, None, "its id says nothing outside the document");
        assert_eq!(offer.title.for_language("en"), Some("Data and software business"));
        assert_eq!(offer.issuer_locations, [Location::country("ES")]);
        let bodies: Vec<_> = offer
            .awarding_bodies
            .iter()
            .map(|body| (body.id.as_str(), body.name.any(), body.location.clone()))
            .collect();
        assert_eq!(bodies, [("urn:epass:org:1", "University of Life", Some(Location::country("BE")))]);
        let outcomes: Vec<_> =
            offer.learning_outcomes.iter().map(|outcome| (outcome.text.any(), outcome.skills.len())).collect();
        assert_eq!(
            outcomes,
            [
                ("Monetizing with data and software", 1),
                ("Basic principles of data and software business", 3),
                ("Collaboratively develop a data or software concept", 3)
            ]
        );
        let skill = &offer.learning_outcomes[0].skills[0];
        assert_eq!(skill.uri, "http://data.europa.eu/esco/skill/c624c6a3-b0ba-4a31-a296-0d433fe47e41");
        assert_eq!(skill.name.for_language("en"), Some("think creatively"));
        assert_eq!(offer.workload.ects.unwrap().to_string(), "5");
        assert_eq!((offer.workload.hours, offer.workload.credits.len()), (None, 0));
        assert_eq!(offer.learning_setting, Some(LearningSetting::Formal));
        let e_learning = Concept::with_uri("http://data.europa.eu/snb/learning-activity/bf2e3a7bae");
        let e_learning =
            e_learning.labelled(microcred::microcredential::Text::in_language("en", "e-learning coursework"));
        assert_eq!(offer.participation, [Participation::Other(e_learning)]);
        let languages: Vec<_> = offer.languages.iter().map(|tag| tag.as_str()).collect();
        assert_eq!(languages, ["en"]);
        let scheme = offer.grading_scheme.as_ref().unwrap();
        assert_eq!(scheme.name.any(), "General grading scheme in Finland");
        assert!(scheme.description.any().starts_with("The Finnish national grading scheme consists of five grades"));
        let issuer = read.issuer.as_ref().unwrap();
        assert_eq!(
            (issuer.id.as_deref(), issuer.name.as_ref().unwrap().as_str()),
            (Some("did:ebsi:org:12345689"), "ORGANIZACION TEST")
        );

        // Each value says where it was read.
        let sources: Vec<_> = found.sources.iter().map(|source| format!("{} {}", source.member, source.from)).collect();
        for expected in [
            "/grade /credentialSubject/hasClaim/0/provenBy/0/grade/noteLiteral",
            "/offer/title /credentialSubject/hasClaim/0/specifiedBy/title",
            "/offer/issuerLocations /issuer/location/0/address/countryCode",
            "/offer/workload /credentialSubject/hasClaim/0/specifiedBy/creditPoint/0/point",
        ] {
            assert!(sources.iter().any(|own| own == expected), "{expected} is not among {sources:#?}");
        }
        // What it does not say is named, and so is what this has no place for.
        assert_eq!(
            told(&found.findings),
            [
                "elm.seal.none ",
                "elm.disagreement /issued",
                "elm.disagreement /issuanceDate",
                "elm.kind /credentialSubject/hasClaim/0/specifiedBy",
                "elm.missing /credentialSubject/hasClaim/0",
                "elm.missing /credentialSubject/hasClaim/0/specifiedBy",
            ]
        );
        let missing: Vec<_> = found.findings.iter().filter_map(|finding| finding.element).collect();
        assert_eq!(missing, [annex::ASSESSMENT, annex::QUALITY_ASSURANCE]);
        let lost = lost(&read);
        for pointer in [
            "/displayParameter/individualDisplay",
            "/issued",
            "/issuer/identifier",
            "/credentialSubject/hasClaim/0/specifiedBy/learningOutcomeSummary",
            "/credentialSubject/hasClaim/0/awardedBy/awardingBody/0/registration",
            "/credentialSubject/hasClaim/0/provenBy/0/title",
            "/credentialSubject/hasClaim/0/provenBy/0/hasPart",
            "/credentialSubject/hasClaim/1/description",
        ] {
            assert!(lost.iter().any(|own| own == pointer), "{pointer} is not among {lost:#?}");
        }
        assert!(found.clone().complete().is_err());
    }
}

/// The other documents of EBSI are read as far as they go.
#[test]
fn other_documents_of_ebsi_are_read_in_part() {
    for file in ["example-diploma-accreditation.json", "example-transcript-of-records-hasPart.json"] {
        let Some(text) = support::read(&format!("elm/ebsi/{file}")) else {
            return;
        };
        let read = elm::read(text.as_bytes(), &Limits::default()).unwrap();
        assert!(!read.recovered.elements.title.is_empty(), "{file}");
        assert!(!read.losses.is_empty(), "{file}");
        assert!(read.recovered.clone().complete().is_err());
    }
}

/// As in the Commission's own sample: no quality assurance anywhere, an activity of sixty months, a private concept.
#[test]
fn the_defects_of_an_official_sample_are_named() {
    let mut document = changed(&format!("{QUALIFICATION}/accreditation"), None);
    support::object(&mut document, QUALIFICATION).remove("volumeOfLearning");
    let achievement = support::object(&mut document, "/credentialSubject/hasClaim/0");
    achievement.insert(
        "influencedBy",
        json(
            r#"{"id": "urn:epass:activity:1", "type": "LearningActivity", "specifiedBy": {"id": "urn:epass:learningActivitySpec:1",
            "type": "LearningActivitySpecification", "volumeOfLearning": "P60M", "title": {"en": "EDC building training course"}}}"#,
        ),
    );
    let assessed = support::object(&mut document, "/credentialSubject/hasClaim/0/provenBy/0/specifiedBy");
    assessed.remove("hasPart");
    assessed.insert(
        "dcType",
        json(
            r#"{"id": "urn:epass:concept:d1ebf223-3c68-449a-9023-90bc245a0079", "type": "Concept",
            "prefLabel": {"en": "artefact assessment"}}"#,
        ),
    );
    let read = read(&document);
    assert_eq!(
        told(&read.recovered.findings),
        [
            "elm.seal.none ",
            "elm.private_concept /credentialSubject/hasClaim/0/provenBy/0/specifiedBy/dcType",
            "elm.duration /credentialSubject/hasClaim/0/influencedBy/specifiedBy/volumeOfLearning",
            "elm.missing /credentialSubject/hasClaim/0/specifiedBy",
        ]
    );
    let text = read.recovered.findings.to_string();
    assert!(text.contains("these are 60 months; 60 hours would be PT60H"), "{text}");
    assert!(lost(&read).contains(&"/credentialSubject/hasClaim/0/influencedBy".to_owned()), "all of it");
    assert_eq!(read.recovered.elements.assessment_types[0].name(), Some("artefact assessment"));
    let gaps = read.recovered.complete().unwrap_err();
    let missing: Vec<_> =
        gaps.iter().filter(|gap| gap.code.as_str() == "ec.missing").filter_map(|gap| gap.element).collect();
    assert_eq!(missing, [annex::QUALITY_ASSURANCE]);
}

/// Nothing is rounded, and nothing that is hours is said to be none.
#[test]
fn of_hours_that_are_no_hundredths_the_true_reason_is_told() {
    for duration in ["PT1H20M", "PT50M", "PT1000M"] {
        let read = read(&changed(&format!("{QUALIFICATION}/volumeOfLearning"), Some(&format!("\"{duration}\""))));
        assert_eq!(read.recovered.elements.workload.hours, None);
        let found = read.recovered.findings.iter().find(|found| found.code == code::elm::DURATION).unwrap();
        assert!(found.detail.contains("more than two decimal places"), "{found}");
        assert!(!found.to_string().contains("none of hours"), "{found}");
    }
}

/// What software makes of sixty hours; days alone are no hours of work.
#[test]
fn days_beside_hours_are_read_as_hours() {
    for (duration, hours) in [("P2DT12H", Some("60")), ("P1DT30M", Some("24.5")), ("P2D", None), ("P1M2DT12H", None)] {
        let read = read(&changed(&format!("{QUALIFICATION}/volumeOfLearning"), Some(&format!("\"{duration}\""))));
        let own = read.recovered.elements.workload.hours.map(|hours| hours.to_string());
        assert_eq!(own.as_deref(), hours, "{duration}");
        let code = if hours.is_some() { code::elm::DAYS } else { code::elm::DURATION };
        assert!(read.recovered.findings.iter().any(|found| found.code == code), "{duration}");
    }
}

/// In a credential of the kind "accredited" it stands under `evidence`; an issuer may have it, too.
#[test]
fn quality_assurance_is_read_where_accredited_credentials_have_it() {
    let whole = document();
    let own = read(&whole).recovered.elements.quality_assurance;
    let accreditation = |id: &str| {
        let mut whole = document();
        support::object(&mut whole, &format!("{QUALIFICATION}/accreditation/0")).insert("id", id);
        support::object(&mut whole, QUALIFICATION).remove("accreditation").unwrap()
    };
    for (at, member) in [("", "evidence"), ("/issuer", "accreditation")] {
        let mut moved = changed(&format!("{QUALIFICATION}/accreditation"), None);
        let there = accreditation("urn:epass:accreditation:1");
        let there = match member {
            "evidence" => microcred::json::Object::new()
                .with("id", "urn:epass:evidence:1")
                .with("type", "Evidence")
                .with("accreditation", there)
                .into(),
            _ => there,
        };
        support::object(&mut moved, at).insert(member, there);
        let read = read(&moved);
        assert_eq!(read.recovered.elements.quality_assurance, own, "{at}/{member}");
        assert!(!read.recovered.findings.contains(code::elm::MISSING), "{}", read.recovered.findings);
    }
    // An accreditation of the register keeps its name there.
    let id = "http://data.europa.eu/snb/data/accreditation/123";
    let mut registered = whole;
    let own = support::object(&mut registered, &format!("{QUALIFICATION}/accreditation/0"));
    own.insert("id", id);
    own.remove("landingPage");
    let (held, _) = read(&registered).recovered.complete().unwrap();
    assert_eq!(held.offer().quality_assurance[0].decision.as_deref(), Some(id));
    let written = elm::write(&held, &elm::Options::default()).document;
    let mut again = written.clone();
    assert_eq!(support::at(&mut again, &format!("{QUALIFICATION}/accreditation/0/id")), &mut Value::from(id));
    assert!(!lost(&read(&written)).iter().any(|place| place.contains("accreditation")), "{:?}", lost(&read(&written)));
}

/// Every issuer of Europass calls its first organisation by the same id.
#[test]
fn ids_that_say_nothing_elsewhere_name_nobody_elsewhere() {
    let local = "urn:epass:org:1";
    let from = |title: &str| {
        let text = document().to_string().replace("https://vet.example/\"", &format!("{local}\""));
        text.replace("https://issuer.example/\"", &format!("{local}\"")).replace("Green skills", title)
    };
    let convert = |document: &str, to, issuer: Option<&str>| {
        let mut convert = Convert::new(document, to);
        convert.issuer = issuer.map(str::to_owned);
        convert.run(&Environment::system())
    };
    let Err(refused) = convert(&from("A"), CredentialFormat::OpenBadges3, None) else { panic!("an issuer of no name") };
    assert!(refused.to_string().contains("/issuer"), "{refused}");
    let mut bodies = Vec::new();
    for document in [from("A"), from("B"), from("A")] {
        let made = convert(&document, CredentialFormat::MicroCredential, None).unwrap();
        let mut held = made.document;
        bodies.push(support::at(&mut held, "/offer/awardingBodies/0/id").as_str().unwrap().to_owned());
        let place = "/credentialSubject/hasClaim/0/awardedBy/awardingBody/0/id";
        assert!(made.losses.iter().any(|loss| loss.pointer.as_str() == place), "{}", made.losses);
        let badge = convert(&document, CredentialFormat::OpenBadges3, Some("did:web:uni.example")).unwrap().document;
        assert!(!badge.to_string().contains(local), "{badge}");
        let again = convert(&document, CredentialFormat::Elm, None).unwrap().document;
        assert!(again.to_string().contains(local), "there it means what it meant");
    }
    assert!(bodies[0].starts_with("urn:uuid:") && bodies[0] == bodies[2] && bodies[0] != bodies[1], "{bodies:?}");
}

#[test]
fn defects_are_named_where_they_stand() {
    let claim = "/credentialSubject/hasClaim/0";
    for (pointer, value, expected) in [
        ("/@context", Some(r#"["https://www.w3.org/2018/credentials/v1"]"#), "elm.context /@context"),
        (
            "/@context",
            Some(r#"["https://www.w3.org/2018/credentials/v1", "https://data.europa.eu/snb/model/context/edc-ap"]"#),
            "elm.context /@context",
        ),
        (
            &format!("{QUALIFICATION}/volumeOfLearning"),
            Some("\"P60M\""),
            "elm.duration /credentialSubject/hasClaim/0/specifiedBy/volumeOfLearning",
        ),
        (
            &format!("{QUALIFICATION}/volumeOfLearning"),
            Some("\"60\""),
            "elm.duration /credentialSubject/hasClaim/0/specifiedBy/volumeOfLearning",
        ),
        (
            &format!("{QUALIFICATION}/creditPoint/0/point"),
            Some("\"two\""),
            "elm.shape /credentialSubject/hasClaim/0/specifiedBy/creditPoint/0/point",
        ),
        (
            &format!("{QUALIFICATION}/eqfLevel"),
            Some(r#"{"id": "http://data.europa.eu/snb/eqf/9", "type": "Concept"}"#),
            "elm.shape /credentialSubject/hasClaim/0/specifiedBy/eqfLevel",
        ),
        (
            &format!("{QUALIFICATION}/learningOutcome"),
            Some("[\"Plans\"]"),
            "elm.shape /credentialSubject/hasClaim/0/specifiedBy/learningOutcome/0",
        ),
        (
            &format!("{QUALIFICATION}/isPartialQualification"),
            Some("\"yes\""),
            "elm.shape /credentialSubject/hasClaim/0/specifiedBy/isPartialQualification",
        ),
        (
            &format!("{QUALIFICATION}/isPartialQualification"),
            Some("false"),
            "elm.disagreement /credentialSubject/hasClaim/0/specifiedBy/isPartialQualification",
        ),
        (
            &format!("{QUALIFICATION}/title"),
            Some(r#"{"english": "Green"}"#),
            "elm.shape /credentialSubject/hasClaim/0/specifiedBy/title/english",
        ),
        (
            &format!("{QUALIFICATION}/accreditation/0/dcType"),
            None,
            "elm.shape /credentialSubject/hasClaim/0/specifiedBy/accreditation/0",
        ),
        (&format!("{QUALIFICATION}/id"), None, "elm.id /credentialSubject/hasClaim/0/specifiedBy"),
        (
            &format!("{claim}/title"),
            Some(r#"{"en": "Another"}"#),
            "elm.disagreement /credentialSubject/hasClaim/0/title",
        ),
        (
            &format!("{claim}/awardedBy/awardingDate"),
            Some("\"15.6.2026\""),
            "elm.shape /credentialSubject/hasClaim/0/awardedBy/awardingDate",
        ),
        ("/validUntil", Some("\"soon\""), "elm.validity /validUntil"),
        (
            "/issuer/location/0/address/countryCode",
            Some(r#"{"id": "urn:x:atlantis", "type": "Concept"}"#),
            "elm.shape /issuer/location/0/address/countryCode",
        ),
    ] {
        let read = read(&changed(pointer, value));
        let told = told(&read.recovered.findings);
        assert!(told.iter().any(|own| own == expected), "{pointer}: {expected} is not among {told:#?}");
        // What could not be read is not lost without a word either.
        if expected.starts_with("elm.shape") || expected.starts_with("elm.duration") {
            let place = expected.split_once(' ').unwrap().1;
            let lost = lost(&read);
            assert!(
                lost.iter().any(|own| own.starts_with(place) || place.starts_with(own)),
                "{place} is not among {lost:#?}"
            );
        }
    }
}

/// One value or a list of one, a map of languages or a string, in place or by reference: all the same.
#[test]
fn what_is_written_in_another_way_reads_the_same() {
    let whole = read(&document()).recovered.to_json();
    let mut singles = document();
    unwrap_lists(&mut singles);
    assert_eq!(read(&singles).recovered.to_json(), whole);

    let mut lists = document();
    for place in [&format!("{QUALIFICATION}/title"), &format!("{QUALIFICATION}/learningOutcome/0/title")] {
        for wording in support::object(&mut lists, place).clone() {
            support::object(&mut lists, place).insert(&wording.0, Value::Array(vec![wording.1]));
        }
    }
    assert_eq!(read(&lists).recovered.to_json(), whole);

    let mut referred = document();
    let body = support::at(&mut referred, "/credentialSubject/hasClaim/0/awardedBy/awardingBody/0").clone();
    *support::at(&mut referred, "/credentialSubject/hasClaim/0/awardedBy/awardingBody/0") =
        body.get("id").unwrap().clone();
    assert_eq!(read(&referred).recovered.to_json(), whole, "described elsewhere");

    // Concepts under ids of the system that wrote them, and the labels of EU Vocabularies.
    let mut labelled = document();
    let level = format!("{QUALIFICATION}/nqfLevel/0");
    let verification = "/credentialSubject/hasClaim/0/provenBy/0/idVerification";
    support::object(&mut labelled, &level).insert("id", "urn:epass:concept:1");
    support::object(&mut labelled, verification).insert("id", "urn:epass:concept:2");
    *support::at(&mut labelled, &format!("{level}/prefLabel/en")) = "QNQ Level 4".into();
    assert_eq!(read(&labelled).recovered.to_json(), whole);
}

/// Concepts that have neither an id nor a name go by their notation, and what cannot be told leaves no empty id behind.
#[test]
fn concepts_with_a_notation_alone_are_read() {
    let mut noted = document();
    let noted_as = |notation: &str| json(&format!(r#"{{"type": "Concept", "notation": "{notation}"}}"#));
    *support::at(&mut noted, &format!("{QUALIFICATION}/eqfLevel")) = noted_as("6");
    *support::at(&mut noted, &format!("{QUALIFICATION}/mode/0")) = noted_as("Online");
    *support::at(&mut noted, &format!("{QUALIFICATION}/creditPoint/0/framework")) = noted_as("ECTS");
    *support::at(&mut noted, "/issuer/location/0/address/countryCode") = noted_as("PT");
    let (whole, found) = (read(&document()).recovered, read(&noted).recovered);
    assert_eq!(found.elements.levels, whole.elements.levels);
    assert_eq!(found.elements.workload, whole.elements.workload);
    assert_eq!(found.elements.issuer_locations, whole.elements.issuer_locations);
    assert!(found.elements.participation.contains(&Participation::Online));

    // The name that a system has for a level under an id of its own.
    let named = json(r#"{"id": "urn:concept:eqf6", "type": "Concept", "prefLabel": {"en": "EQF Level 6"}}"#);
    *support::at(&mut noted, &format!("{QUALIFICATION}/eqfLevel")) = named;
    assert_eq!(read(&noted).recovered.elements.levels, whole.elements.levels);

    *support::at(&mut noted, &format!("{QUALIFICATION}/creditPoint/0/framework")) = json(r#"{"type": "Concept"}"#);
    let body = "/credentialSubject/hasClaim/0/awardedBy/awardingBody/0";
    *support::at(&mut noted, body) = json(r#"{"type": "Organisation", "legalName": {"en": "Nobody"}}"#);
    let read = read(&noted);
    assert_eq!(read.recovered.elements.workload.ects, None);
    let written = read.recovered.to_json().to_string();
    assert!(!written.contains(r#":"""#), "{written}");
    assert!(lost(&read).contains(&format!("{QUALIFICATION}/creditPoint")), "{:?}", lost(&read));
}

/// The reasons of losses are true: what has a place among the elements is not said to have none, wherever it stands.
#[test]
fn what_stands_where_it_is_not_read_is_told_so() {
    let mut document = document();
    let outcomes = support::object(&mut document, QUALIFICATION).remove("learningOutcome").unwrap();
    let claim = support::object(&mut document, "/credentialSubject/hasClaim/0");
    claim.insert("learningOutcome", outcomes);
    claim.insert("favouriteColour", "red");
    let read = read(&document);
    let reason = |at: &str| read.losses.iter().find(|loss| loss.pointer.to_string().ends_with(at)).unwrap().reason;
    assert_eq!(reason("/learningOutcome"), "it is not read where it stands, or not as it is written");
    assert_eq!(reason("/favouriteColour"), "the elements of Annex I have no place for it");
    let missing = read.recovered.findings.iter().find(|finding| finding.code == code::elm::MISSING).unwrap();
    assert!(missing.detail.contains("stands at /credentialSubject/hasClaim/0/learningOutcome"), "{}", missing.detail);
}

/// A name that a concept has beside an id that nobody knows is not dropped in silence.
#[test]
fn the_name_of_an_unknown_credit_system_is_lost_aloud() {
    let mut document = document();
    let framework = format!("{QUALIFICATION}/creditPoint/0/framework");
    *support::at(&mut document, &framework) =
        json(r#"{"id": "https://x.example/credits", "type": "Concept", "prefLabel": {"en": "Own credits"}}"#);
    let read = read(&document);
    assert_eq!(read.recovered.elements.workload.credits[0].system.label(), "https://x.example/credits");
    assert!(lost(&read).contains(&format!("{framework}/prefLabel")), "{:?}", lost(&read));
}

fn unwrap_lists(value: &mut Value) {
    match value {
        Value::Array(items) if items.len() == 1 => {
            let mut only = items.remove(0);
            unwrap_lists(&mut only);
            *value = only;
        }
        Value::Array(items) => items.iter_mut().for_each(unwrap_lists),
        Value::Object(object) => {
            let names: Vec<String> =
                object.iter().map(|(name, _)| name.to_owned()).filter(|name| name != "@context").collect();
            names.iter().for_each(|name| unwrap_lists(object.get_mut(name).unwrap()));
        }
        _ => {}
    }
}

#[test]
fn what_this_has_no_place_for_is_told() {
    let mut document = document();
    let more =
        r#"{"id": "urn:epass:webResource:9", "type": "WebResource", "contentURL": "https://vet.example/report"}"#;
    support::object(&mut document, "/credentialSubject").insert("dateOfBirth", "1999-10-01T00:00:00Z");
    support::object(&mut document, "/credentialSubject/hasClaim/0").insert("supplementaryDocument", json(more));
    support::object(&mut document, QUALIFICATION).insert("maximumDuration", "P1M");
    let read = read(&document);
    let lost = lost(&read);
    assert_eq!(
        lost,
        [
            "/displayParameter/individualDisplay",
            "/issuer/homepage",
            "/credentialSubject/hasClaim/0/specifiedBy/maximumDuration",
            "/credentialSubject/hasClaim/0/supplementaryDocument",
            "/credentialSubject/dateOfBirth",
        ]
    );
    assert!(!format!("{read:?}").contains("Silva"), "the learner is masked");
}

/// ELM knows a pass, a failure, and another status; only the first is an achievement, wherever it is said.
#[test]
fn what_was_not_passed_is_no_achievement() {
    let assessment = "/credentialSubject/hasClaim/0/provenBy/0";
    let told = |document: &Value| {
        let read = read(document);
        let denials = [code::ec::NOT_ACHIEVED, code::ec::RESULT_DOUBTFUL];
        let told: Vec<_> = read
            .recovered
            .findings
            .iter()
            .filter(|found| denials.contains(&found.code))
            .map(|found| (found.code, found.pointer.to_string()))
            .collect();
        assert_eq!(read.recovered.complete().is_err(), !told.is_empty(), "{told:?}");
        told
    };
    let concept = |id: &str, label: &str| {
        format!(r#"{{"id": "{id}", "type": "Concept", "prefLabel": {{"et": "x", "en": "{label}"}}}}"#)
    };
    let (failed, doubtful) = (Some(code::ec::NOT_ACHIEVED), Some(code::ec::RESULT_DOUBTFUL));
    let local = "urn:epass:concept:1";
    for (status, expected) in [
        (concept(local, "Pass"), None),
        (concept(local, "passed"), None),
        (concept(local, "Failed"), failed),
        (concept(local, "Not passed"), failed),
        (concept(local, "Other"), doubtful),
        (concept("http://data.europa.eu/snb/grade-status/x", "Pass"), None),
        (concept("http://data.europa.eu/snb/grade-status/fail", "Pass"), failed),
        (r#""http://data.europa.eu/snb/grade-status/0815""#.to_owned(), doubtful),
        (r#""http://data.europa.eu/snb/grade-status/fail""#.to_owned(), failed),
        ("false".to_owned(), doubtful),
        (format!("[{}, {}]", concept(local, "Pass"), concept("urn:epass:concept:2", "Fail")), failed),
    ] {
        let document = changed(&format!("{assessment}/gradeStatus"), Some(&status));
        let told = told(&document);
        assert_eq!(told.first().map(|told| told.0), expected, "{status}: {told:?}");
        assert!(told.iter().all(|(_, at)| at.starts_with(&format!("{assessment}/gradeStatus"))), "{told:?}");
    }
    let fail = concept(local, "Fail");
    let other = |more: &str| {
        format!(
            r#"{{"id": "urn:epass:assessment:9", "type": "LearningAssessment", "grade": {{"id": "urn:epass:note:9", "type": "Note", "noteLiteral": {{"en": "Pass"}}}}{more}}}"#
        )
    };
    let status = format!(r#", "gradeStatus": {fail}"#);
    // Of a part of the assessment.
    let part = changed(&format!("{assessment}/hasPart"), Some(&other(&status)));
    assert_eq!(told(&part), [(code::ec::NOT_ACHIEVED, format!("{assessment}/hasPart/gradeStatus"))]);
    // Of another that stands among the claims, if it is about this achievement.
    let mut beside = document();
    let achievement = beside.get("credentialSubject").and_then(|subject| subject.get("hasClaim")?.as_array()?.first());
    let achievement = achievement.and_then(|claim| claim.get("id")?.as_str()).unwrap().to_owned();
    let claims = |proved: &str| {
        let first =
            document().get("credentialSubject").unwrap().get("hasClaim").unwrap().as_array().unwrap()[0].clone();
        let second = other(&format!(r#"{status}, "proves": {{"id": "{proved}"}}"#));
        Value::Array(vec![first, json(&second)])
    };
    support::object(&mut beside, "/credentialSubject").insert("hasClaim", claims(&achievement));
    assert_eq!(told(&beside), [(code::ec::NOT_ACHIEVED, "/credentialSubject/hasClaim/1/gradeStatus".to_owned())]);
    support::object(&mut beside, "/credentialSubject").insert("hasClaim", claims("urn:epass:another:1"));
    assert_eq!(told(&beside), []);
    // A second grade that says so in a word is not merely lost.
    let mut twice = document();
    let first = twice.get("credentialSubject").unwrap().get("hasClaim").unwrap().as_array().unwrap()[0].get("provenBy");
    let first = first.unwrap().as_array().unwrap()[0].clone();
    let second = json(&other("").replace("Pass", "Fail"));
    support::object(&mut twice, "/credentialSubject/hasClaim/0").insert("provenBy", Value::Array(vec![first, second]));
    assert_eq!(told(&twice), [(code::ec::NOT_ACHIEVED, "/credentialSubject/hasClaim/0/provenBy/1/grade".to_owned())]);
}

/// Of who issued it, a micro-credential has no place, a profile one wording of the name, and ELM all of it; what is lost is told.
#[test]
fn who_issued_it_is_not_lost_without_a_word() {
    let mut document = document();
    let name = r#"{"en": "Mandated Ltd", "et": "Volitatud OÜ"}"#;
    let identifier = |notation: &str, country: &str| {
        json(&format!(
            r#"{{"id": "urn:epass:legalIdentifier:9", "type": "LegalIdentifier", "notation": "{notation}", "spatial": {{"id": "http://publications.europa.eu/resource/authority/country/{country}", "type": "Concept"}}}}"#
        ))
    };
    let issuer = support::object(&mut document, "/issuer");
    issuer.insert("legalName", json(name));
    issuer.insert("eIDASIdentifier", identifier("PT-123", "PRT"));
    let convert = |document: &Value, to, issuer: Option<&str>| {
        let mut convert = Convert::new(document.to_string(), to);
        convert.issuer = issuer.map(str::to_owned);
        let converted = convert.run(&Environment::system()).unwrap();
        let losses = converted.losses.iter().map(|loss| loss.pointer.to_string());
        let losses: Vec<_> = losses.filter(|place| place.starts_with("/issuer/")).collect();
        (converted, losses)
    };
    let (_, lost) = convert(&document, CredentialFormat::MicroCredential, None);
    assert_eq!(lost, ["/issuer/homepage", "/issuer/eIDASIdentifier", "/issuer/id", "/issuer/legalName"]);
    let (_, lost) = convert(&document, CredentialFormat::OpenBadges3, None);
    assert_eq!(lost, ["/issuer/homepage", "/issuer/eIDASIdentifier", "/issuer/legalName"]);
    let (_, lost) = convert(&document, CredentialFormat::OpenBadges3, Some("did:web:other.example"));
    assert_eq!(lost, ["/issuer/homepage", "/issuer/eIDASIdentifier", "/issuer/id", "/issuer/legalName"]);

    let (again, lost) = convert(&document, CredentialFormat::Elm, None);
    assert_eq!(lost, ["/issuer/homepage"]);
    let issuer = again.document.get("issuer").unwrap();
    assert_eq!(issuer.get("legalName"), Some(&json(name)));
    assert_eq!(issuer.get("eIDASIdentifier").and_then(|own| own.get("notation")), Some(&"PT-123".into()));
    let synthesised: Vec<_> = again.synthesised.iter().map(|part| part.pointer.to_string()).collect();
    assert!(!synthesised.iter().any(|place| place.starts_with("/issuer")), "{synthesised:?}");
    // What is said of the identifier beside it has no place.
    support::object(&mut document, "/issuer").insert("eIDASIdentifier", identifier("PT-123", "EST"));
    let (_, lost) = convert(&document, CredentialFormat::Elm, None);
    assert_eq!(lost, ["/issuer/homepage", "/issuer/eIDASIdentifier"]);
}

/// What says that it was not passed is not made into a micro-credential that has no place for that.
#[test]
fn what_was_not_passed_is_not_converted() {
    let fail = r#"{"id": "urn:epass:concept:9", "type": "Concept", "prefLabel": {"en": "Fail"}}"#;
    let document = changed("/credentialSubject/hasClaim/0/provenBy/0/gradeStatus", Some(fail));
    for to in [CredentialFormat::MicroCredential, CredentialFormat::OpenBadges3, CredentialFormat::Elm] {
        let refused = Convert::new(document.to_string(), to).run(&Environment::system()).unwrap_err();
        let ops::Error::Refused(told) = refused else { panic!("{refused}") };
        assert!(told.contains(code::ec::NOT_ACHIEVED), "{told}");
    }
}

#[test]
fn a_document_that_refers_to_itself_ends() {
    let mut document = document();
    let part = r#"{"id": "urn:epass:a:1", "type": "LearningAssessment", "title": {"en": "A"}, "hasPart": {"id": "urn:epass:a:1"}}"#;
    support::object(&mut document, "/credentialSubject/hasClaim/0").insert("provenBy", json(part));
    assert!(!read(&document).recovered.elements.title.is_empty());
}

/// Few descriptions that are referred to many times would stand for more than anybody has memory for.
#[test]
fn references_do_not_multiply_a_document() {
    let skill = Value::from("urn:x:skill");
    let outcome = Value::from("urn:x:outcome");
    let label = "a".repeat(100_000);
    let described = format!(r#"{{"id": "urn:x:skill", "type": "Concept", "prefLabel": {{"en": "{label}"}}}}"#);
    let mut document = document();
    let qualification = support::object(&mut document, QUALIFICATION);
    qualification.insert("educationSubject", json(&described));
    let whole = microcred::json::Object::new()
        .with("id", outcome.clone())
        .with("type", "LearningOutcome")
        .with("title", microcred::json::Object::new().with("en", "Plans"))
        .with("relatedSkill", vec![skill; 3000]);
    let mut outcomes = vec![Value::from(whole)];
    outcomes.extend(vec![outcome; 3000]);
    qualification.insert("learningOutcome", Value::Array(outcomes));
    let begun = std::time::Instant::now();
    let read = read(&document);
    let text: usize = read
        .recovered
        .elements
        .learning_outcomes
        .iter()
        .flat_map(|own| &own.skills)
        .map(|own| own.name.any().len())
        .sum();
    assert!(text < 8_000_000 && begun.elapsed().as_secs() < 20, "{text} bytes");
    assert!(read.recovered.findings.len() < 300);
}

#[test]
fn only_documents_of_elm_are_read() {
    let error = |text: &str| elm::read(text.as_bytes(), &Limits::default()).unwrap_err();
    assert!(matches!(error("{"), elm::Error::Json(_)));
    assert_eq!(error("{}"), elm::Error::NotElm);
    assert_eq!(error(&support::badge().to_string()), elm::Error::NotElm);
    assert!(matches!(error(r#"{"payload": "{", "signatures": []}"#), elm::Error::Payload | elm::Error::PayloadJson(_)));
    assert_eq!(
        error(r#"{"payload": "e30", "signatures": [{"protected": "e30", "signature": ""}]}"#),
        elm::Error::NotElm
    );
}

/// Values without a place of their own in ELM are not bent until they fit.
#[test]
fn what_elm_refuses_is_left_out_and_told() {
    let text = example().to_json().to_string();
    let text = text
        .replace("\"program quality assurance\"", "{\"label\":\"Peer review by alumni\"}")
        .replace("\"non-formal\"", "\"informal\"");
    let held = MicroCredential::from_json(&text).unwrap();
    let written = elm::write(&held, &elm::Options::default());
    let lost: Vec<_> = written.losses.iter().map(|loss| loss.pointer.to_string()).collect();
    assert!(
        lost.contains(&"/offer/qualityAssurance".to_owned()) && lost.contains(&"/offer/learningSetting".to_owned()),
        "{lost:?}"
    );
    let reason = written.losses.iter().find(|loss| loss.pointer.as_str() == "/offer/learningSetting").unwrap().reason;
    assert_eq!(reason, "a setting outside EU Vocabularies has no place");
}

/// A title that ELM wants, and that is made of a type or repeated from the whole, says nothing that is not kept. One that somebody thought of
/// is lost, and told.
#[test]
fn titles_that_say_nothing_new_are_not_lost() {
    let anyway = ["/displayParameter/individualDisplay", "/issuer/homepage"];
    assert_eq!(lost(&read(&document())), anyway);
    let more =
        |read: &elm::Read| lost(read).into_iter().filter(|place| !anyway.contains(&&**place)).collect::<Vec<_>>();
    let assessment = "/credentialSubject/hasClaim/0/provenBy/0";
    for at in [
        "/displayParameter".to_owned(),
        assessment.to_owned(),
        format!("{assessment}/specifiedBy"),
        format!("{assessment}/specifiedBy/hasPart/1"),
        format!("{QUALIFICATION}/accreditation/0"),
        format!("{QUALIFICATION}/influencedBy/0"),
    ] {
        let at = format!("{at}/title");
        let read = read(&changed(&at, Some(r#"{"en": "What somebody thought of"}"#)));
        assert_eq!(more(&read), [at]);
    }
    let at = "/credentialProfiles";
    let read =
        read(&changed(at, Some(r#"{"id": "http://data.europa.eu/snb/credential/ca90f9ceba", "type": "Concept"}"#)));
    assert_eq!(more(&read), [at]);
}

#[test]
fn the_example_comes_back_as_it_was() {
    let back = read(&document()).recovered;
    let offer = &back.elements;
    assert_eq!(
        offer.levels,
        [Level::Eqf(6), Level::nqf("PT", "QNQ", "4"), Level::QfEhea(microcred::framework::Cycle::First)]
    );
    assert_eq!(offer.quality_assurance[0].kind, QualityAssuranceType::ProgramQualityAssurance);
    assert_eq!(
        offer.supervision,
        Some(Supervision::supervised().with_identity_verification().at(microcred::microcredential::Venue::Onsite))
    );
    assert!(matches!(&offer.stackability, Some(Stackability::Stackable { towards }) if towards.len() == 1));
    assert_eq!(offer.workload.credits.iter().filter(|own| own.system == CreditSystem::Ects).count(), 0);
    assert_eq!(Pointer::root().as_str(), "");
}
