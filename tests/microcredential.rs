//! What describes a micro-credential is complete and free of contradiction, or everything that is wrong is told at once;
//! the JSON form and its JSON Schemas accept the same documents; nothing about a learner leaks.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use microcred::badge::IdentityObject;
use microcred::framework::{CreditSystem, Cycle};
use microcred::json::{Object, Pointer, Value};
use microcred::microcredential::{
    AssessmentType, AwardingBody, Concept, CredentialKind, Field, GradingScheme, Learner, LearningOutcome, Level,
    Location, MicroCredential, MicroCredentialBuilder, Offer, OfferBuilder, Participation, Period, QualityAssurance,
    QualityAssuranceType, StackTarget, Stackability, Text, Workload, annex,
};
use microcred::report::{Code, Findings, Severity, code};
use std::collections::BTreeSet;

const MICRO_CREDENTIAL: &str = include_str!("../examples/data/micro-credential.json");
const OFFER: &str = include_str!("../examples/data/offer.json");

fn complete() -> OfferBuilder {
    complete_without_level().level(Level::Eqf(4))
}

fn complete_without_level() -> OfferBuilder {
    Offer::builder()
        .title("Green skills for VET trainers")
        .awarding_body(AwardingBody::new("https://vet.example/", "Example VET").country("PT"))
        .learning_outcome(LearningOutcome::new("Plans an energy audit"))
        .workload(Workload::ects("2").unwrap().hours(60))
        .assessment(AssessmentType::PracticalAssessment)
        .participation(Participation::Blended)
        .quality_assurance(QualityAssurance::programme("https://qa.example/decision/7"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Each finding as `code pointer`, in order.
fn found(findings: &Findings) -> BTreeSet<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code, finding.pointer)).collect()
}

fn expected<const N: usize>(findings: [&str; N]) -> BTreeSet<String> {
    findings.into_iter().map(str::to_owned).collect()
}

/// A framework has several names, and an issuer signs what strict verification would refuse if they passed for several.
#[test]
fn two_names_of_one_framework_are_one() {
    for nqf in [
        r#"[{"country":"SI","framework":"SQF","level":"7"},{"country":"SI","framework":"SOK","level":"7"}]"#,
        r#"[{"country":"GR","framework":"HQF","level":"6"},{"country":"EL","framework":"HQF","level":"7"}]"#,
        r#"[{"country":"GB","framework":"SCQF","level":"8"},{"country":"UK-SCT","framework":"scqf","level":"Level 8"}]"#,
    ] {
        let record = MICRO_CREDENTIAL.replace(r#"[ { "country": "PT", "framework": "QNQ", "level": "4" } ]"#, nqf);
        assert!(record.contains(nqf));
        let findings = MicroCredential::from_json(&record).unwrap_err();
        let told = findings.iter().any(|finding| finding.code == code::ec::LEVEL_CONTRADICTION);
        assert!(told, "{nqf}: {findings}");
    }
}

#[test]
fn what_does_not_pass_is_not_awarded() {
    for (scheme, grade) in [
        (GradingScheme::values("PF", ["Fail", "Pass"]).passing("Pass"), "Fail"),
        (GradingScheme::range("0–20", "0", "20").passing("10"), "5"),
        (GradingScheme::range("5–1", "5.0", "1.0").passing("4.0"), "5,0"),
    ] {
        let offer = complete().grading_scheme(scheme).build().unwrap();
        let findings =
            offer.award_to(Learner::named("Ana Silva")).on(day("2026-06-15")).grade(grade).build().unwrap_err();
        assert_eq!(found(&findings), expected(["ec.grade.below_pass /grade"]), "{grade}");
    }
}

/// Whether an EQF level is stated or not, two statements should not mean two of them.
#[test]
fn levels_are_compared_with_each_other() {
    let told = |levels: &[Level]| {
        let offer = levels.iter().cloned().fold(complete_without_level(), OfferBuilder::level);
        found(&offer.build().unwrap().check())
    };
    let (nfq, first) = (Level::nqf("IE", "NFQ", "9"), Level::QfEhea(Cycle::First));
    assert_eq!(told(&[nfq.clone(), first.clone()]), expected(["ec.level.disagrees /level/qfEhea"]));
    assert_eq!(told(&[nfq.clone(), Level::QfEhea(Cycle::Second)]), expected([]));
    assert_eq!(told(&[nfq.clone(), Level::nqf("SI", "SQF", "7")]), expected(["ec.level.disagrees /level/nqf/1"]));
    assert_eq!(told(&[Level::nqf("IE", "NFQ", "6"), first.clone()]), expected([]), "a part of a bachelor's programme");
    assert_eq!(told(&[Level::Eqf(5), first.clone()]), expected([]));
    let all = [Level::Eqf(6), nfq, first];
    assert_eq!(
        told(&all),
        expected(["ec.level.disagrees /level/nqf/0"]),
        "the cycle is what is stated, so the other is told"
    );
    let doubtful = [Level::Eqf(7), Level::nqf("FR", "RNCP", "5")];
    assert_eq!(told(&doubtful), expected(["ec.level.doubtful /level/nqf/0"]), "of medium confidence, so it is a note");
    assert_eq!(told(&[Level::Eqf(5), Level::nqf("FR", "RNCP", "5")]), expected([]));
    let informal = [Level::nqf("UA", "NQF-UA", "6"), Level::QfEhea(Cycle::Second)];
    assert_eq!(told(&informal), expected([]), "what is not certain contradicts nothing");
    for below in [Level::nqf("MT", "MQF", "B"), Level::nqf("NO", "NKR", "1")] {
        assert_eq!(told(&[Level::Eqf(1), below.clone()]), expected(["ec.level.disagrees /level/nqf/0"]), "{below}");
        assert_eq!(told(std::slice::from_ref(&below)), expected([]), "{below}");
    }
}

/// A set has no order once it is signed: of two amounts in one system, whoever holds it could put either first.
#[test]
fn one_credit_system_has_one_amount() {
    let told = |credits: &str| {
        let record = MICRO_CREDENTIAL.replace("\"ects\": \"2\", \"hours\": 60", &format!("\"credits\": {credits}"));
        assert!(record.contains(credits));
        MicroCredential::from_json(&record).map_or_else(|findings| found(&findings), |_| BTreeSet::new())
    };
    for credits in [
        r#"[{"system":"CATS","points":"10"},{"system":"UK","points":"20"}]"#,
        r#"[{"system":"scqf credits","points":"10"},{"system":"https://w3id.org/microcred#ukCredits","points":"10"}]"#,
    ] {
        assert_eq!(told(credits), expected(["ec.duplicate /offer/workload/credits/1"]), "{credits}");
    }
    for name in ["ects", "ECTS credits", "European Credit Transfer System"] {
        let credits = format!(r#"[{{"system":"{name}","points":"10"}}]"#);
        assert_eq!(told(&credits), expected(["ec.duplicate /offer/workload/credits/0/system"]), "{name} has a place");
    }
}

#[test]
fn every_missing_element_is_named_at_once() {
    let findings = Offer::builder().build().unwrap_err();
    let mandatory = [
        ("/title", annex::TITLE),
        ("/issuerLocations", annex::COUNTRY),
        ("/awardingBodies", annex::AWARDING_BODY),
        ("/learningOutcomes", annex::LEARNING_OUTCOMES),
        ("/workload", annex::WORKLOAD),
        ("/assessmentTypes", annex::ASSESSMENT),
        ("/participation", annex::PARTICIPATION),
        ("/qualityAssurance", annex::QUALITY_ASSURANCE),
    ];
    let told: Vec<_> = findings.iter().map(|finding| (finding.pointer.as_str(), finding.element.unwrap())).collect();
    assert_eq!(told, mandatory);
    assert!(findings.iter().all(|finding| finding.code == code::ec::MISSING && finding.severity() == Severity::Error));

    let offer = complete().build().unwrap();
    let findings = offer.award_to(Learner::default()).build().unwrap_err();
    assert_eq!(found(&findings), expected(["ec.missing /learner", "ec.missing /issued"]));
}

#[test]
fn a_complete_offer_is_awarded() {
    let offer = complete().build().unwrap();
    assert_eq!(
        offer.issuer_locations,
        [Location::country("PT")],
        "the awarding body's country stands for the issuer's"
    );
    assert!(offer.check().is_empty());
    let held = offer.award_to(Learner::named("Ana Silva")).on(day("2026-06-15")).grade("Pass").build().unwrap();
    assert_eq!((held.issued(), held.grade().unwrap().value.as_str()), (day("2026-06-15"), "Pass"));
    assert!(held.check().is_empty());
}

/// A kind that nobody knows is told with its value, and where that stands in a badge.
#[test]
fn an_unknown_kind_is_named() {
    let findings = complete().kind(CredentialKind::Other("certificate".into())).build().unwrap_err();
    let detail = &findings.iter().find(|finding| finding.code == code::ec::UNKNOWN_VALUE).unwrap().detail;
    assert!(detail.starts_with("“certificate”") && detail.contains("`achievementType`"), "{detail}");
}

/// Each row breaks one thing and says what is told about it.
#[test]
fn every_contradiction_is_told() {
    type Break = fn(OfferBuilder) -> OfferBuilder;
    let rows: &[(Break, &str)] = &[
        (|offer| offer.id("offers/7"), "ec.iri /id"),
        (|offer| offer.kind(CredentialKind::Other("MicroCredential".into())), "ec.unknown_value /kind"),
        (|offer| offer.kind(CredentialKind::Other("ext:".into())), "ec.unknown_value /kind"),
        (|offer| offer.title(Text::in_language("english", "Green")), "ec.text /title"),
        (|offer| offer.title(Text::in_language("en", "Green").and("en", "Verde")), "ec.text /title"),
        (|offer| offer.title(" "), "ec.text /title"),
        (|offer| offer.description(Text::in_language("pt", "")), "ec.text /description/pt"),
        (|offer| offer.issuer_location(Location::country("UK")), "ec.country /issuerLocations/0"),
        (
            |offer| offer.awarding_body(AwardingBody::new("https://vet.example/", "Twice")),
            "ec.duplicate /awardingBodies/1",
        ),
        (|offer| offer.awarding_body(AwardingBody::new("vet", "Vet")), "ec.iri /awardingBodies/1/id"),
        (
            |offer| offer.awarding_body(AwardingBody::new("https://b.example/", Text::default())),
            "ec.missing /awardingBodies/1/name",
        ),
        (
            |offer| offer.learning_outcome(LearningOutcome::new("Plans an energy audit")),
            "ec.duplicate /learningOutcomes/1",
        ),
        (
            |offer| offer.learning_outcome(LearningOutcome::new("Other").esco("esco")),
            "ec.iri /learningOutcomes/1/skills/0/uri",
        ),
        (|offer| offer.workload(Workload::ects("0").unwrap()), "ec.workload.amount /workload/ects"),
        (|offer| offer.workload(Workload::ects("2").unwrap().hours(30)), "ec.workload.implausible /workload"),
        (|offer| offer.workload(Workload::ects("2").unwrap().hours(61)), "ec.workload.implausible /workload"),
        (
            |offer| {
                offer.workload(Workload::of_hours(60).credits(microcred::framework::CreditSystem::Ects, "2").unwrap())
            },
            "ec.duplicate /workload/credits/0/system",
        ),
        (|offer| offer.level(Level::Eqf(5)), "ec.level.contradiction /level/eqf"),
        (|offer| offer.level(Level::nqf("IE", "NFQ", "8")), "ec.level.disagrees /level/nqf/0"),
        (|offer| offer.level(Level::nqf("IE", "NFQ", "11")), "ec.level.unknown /level/nqf/0"),
        (|offer| offer.level(Level::nqf("IE", "ours", "1")), "ec.level.framework /level/nqf/0"),
        (|offer| offer.assessment(AssessmentType::PracticalAssessment), "ec.duplicate /assessmentTypes/1"),
        (|offer| offer.assessment(AssessmentType::Other(Concept::default())), "ec.form /assessmentTypes/1"),
        (
            |offer| offer.participation(Participation::Other(Concept::with_uri(Participation::Online.uri().unwrap()))),
            "ec.unknown_value /participation/1",
        ),
        (
            |offer| {
                offer.quality_assurance(
                    QualityAssurance::programme("https://qa.example/8")
                        .valid(Some(day("2026-02-01")), Some(day("2026-01-31"))),
                )
            },
            "ec.quality.period /qualityAssurance/1/validUntil",
        ),
        (
            |offer| offer.grading_scheme(GradingScheme::range("0–20", "0", "20").passing("21")),
            "ec.grade.scheme /gradingScheme/pass",
        ),
        (
            |offer| offer.stackability(Stackability::Stackable { towards: vec![StackTarget::new("x", "X")] }),
            "ec.iri /stackability/towards/0/id",
        ),
        (
            |offer| offer.further_information(microcred::microcredential::FurtherInformation::at("page")),
            "ec.iri /furtherInformation/0/url",
        ),
        (
            |offer| offer.field(Field::isced("0713").unwrap()).field(Field::isced("0713").unwrap()),
            "ec.duplicate /fields/1",
        ),
        (|offer| offer.language("pt").language("PT"), "ec.duplicate /languages/1"),
        (|offer| offer.language("portuguese"), "ec.text /languages"),
    ];
    for (change, told) in rows {
        let findings = match change(complete()).build() {
            Ok(offer) => offer.check(),
            Err(findings) => findings,
        };
        assert_eq!(found(&findings), expected([told]));
    }
    let many = complete().id("x").level(Level::Eqf(9)).language("portuguese").build().unwrap_err();
    let all = ["ec.text /languages", "ec.iri /id", "ec.level.range /level/eqf", "ec.level.contradiction /level/eqf"];
    assert_eq!(found(&many), expected(all));
}

/// Hours and credits go together as the countries of the awarding bodies count, and as the ECTS Users' Guide has it for others.
#[test]
fn a_workload_is_held_to_what_its_country_counts() {
    use microcred::framework::CreditSystem;
    let told = |countries: &[&str], workload: Workload| -> Vec<String> {
        let mut offer = Offer::builder()
            .title("Green skills")
            .learning_outcome(LearningOutcome::new("Plans an energy audit"))
            .assessment(AssessmentType::PracticalAssessment)
            .participation(Participation::Blended)
            .quality_assurance(QualityAssurance::programme("https://qa.example/decision/7"))
            .workload(workload);
        for country in countries {
            let id = format!("https://{}.example/", country.to_lowercase());
            offer = offer.awarding_body(AwardingBody::new(id, "Body").country(*country));
        }
        if countries.is_empty() {
            offer = offer.awarding_body(AwardingBody::new("https://body.example/", "Body"));
        }
        // Without a country it is not whole; what it says is checked all the same.
        let findings = offer.build().map_or_else(|findings| findings, |offer| offer.check());
        let own = findings.iter().filter(|finding| finding.code == code::ec::IMPLAUSIBLE);
        own.map(|finding| format!("{} {}", finding.pointer, finding.detail)).collect()
    };
    let ects = |ects: &str, hours: u16| Workload::ects(ects).unwrap().hours(hours);
    let detail = "/workload 5 ECTS are 125 to 150 hours of work, and 10 are stated; correct one of the two";
    assert_eq!(told(&[], ects("5", 10)), [detail]);
    let detail = "/workload 5 ECTS are 140 hours of work in NL, and 125 are stated; correct one of the two";
    assert_eq!(told(&["NL"], ects("5", 125)), [detail]);
    for (country, hours) in
        [("NL", 140), ("EE", 130), ("GB", 100), ("IE", 100), ("ES", 150), ("IT", 125), ("IT", 150), ("US", 125)]
    {
        assert!(told(&[country], ects("5", hours)).is_empty(), "{country}");
    }
    for (country, hours) in [("EE", 125), ("GB", 125), ("ES", 100), ("IT", 155), ("US", 100), ("FI", 100)] {
        assert_eq!(told(&[country], ects("5", hours)).len(), 1, "{country}");
    }
    assert!(told(&["NL", "GB"], ects("5", 120)).is_empty(), "a joint offer is somewhere between the two");

    let uk = |ects: &str, points: &str| Workload::ects(ects).unwrap().credits(CreditSystem::from_name("UK"), points);
    assert!(told(&["GB"], uk("7.5", "15").unwrap()).is_empty());
    let detail = "/workload/credits/0 60 UK credits are 30 ECTS, and 5 are stated; correct one of the two";
    assert_eq!(told(&["GB"], uk("5", "60").unwrap()), [detail]);
    let ecvet = Workload::ects("5").unwrap().credits(CreditSystem::Ecvet, "60").unwrap();
    assert!(told(&["ES"], ecvet).is_empty(), "nobody knows what one of them is worth");

    // Credits that are ECTS by the name of a country are held to the same, and to each other.
    let named = |all: &[(&str, &str)]| {
        let credits = |own: Workload, (name, points): &(&str, &str)| own.credits(CreditSystem::from_name(name), points);
        all.iter().try_fold(Workload::default(), credits).unwrap()
    };
    let detail =
        "/workload 12 Estonian credits are 312 hours of work in EE, and 100 are stated; correct one of the two";
    assert_eq!(told(&["EE"], named(&[("EAP", "12")]).hours(100)), [detail]);
    assert_eq!(told(&["SE"], named(&[("hp", "3")]).hours(900)).len(), 1);
    assert!(told(&["SE"], named(&[("hp", "3")]).hours(80)).is_empty());
    let detail = "/workload/credits/1 9 Estonian vocational credits are 9 Estonian credits, and 5 are stated; correct one of the two";
    assert_eq!(told(&["EE"], named(&[("EAP", "5"), ("EKAP", "9")])), [detail]);
    assert!(told(&["EE"], named(&[("EAP", "5"), ("EKAP", "5")])).is_empty());
    assert_eq!(told(&["GB"], named(&[("UK", "30"), ("hp", "5")])).len(), 1);
    // A credit of ten hours is that wherever it is awarded.
    let detail = "/workload 15 UK credits are 150 hours of work, and 500 are stated; correct one of the two";
    assert_eq!(told(&["GB"], named(&[("CATS", "15")]).hours(500)), [detail]);
    assert!(told(&["GB"], named(&[("CATS", "15")]).hours(150)).is_empty());
    assert!(told(&["NZ"], named(&[("NZ", "15")]).hours(150)).is_empty());
    assert!(told(&["NO"], named(&[("studiepoeng", "30")]).hours(10)).is_empty(), "it may be of a fagskole");
}

/// Below the first level of the EQF there is none that could stand beside it.
#[test]
fn a_level_without_one_of_the_eqf_has_none_beside_it() {
    let told = |level: Level, eqf: u8| {
        let offer = complete_without_level().level(level).level(Level::Eqf(eqf)).build().unwrap();
        found(&offer.check())
    };
    assert_eq!(told(Level::nqf("MT", "MQF", "B"), 1), expected(["ec.level.disagrees /level/nqf/0"]));
    assert_eq!(told(Level::nqf("NO", "NKR", "1"), 1), expected(["ec.level.disagrees /level/nqf/0"]));
    assert_eq!(told(Level::nqf("MT", "MQF", "1"), 1), expected([]));
    let alone = complete_without_level().level(Level::nqf("MT", "MQF", "B")).build().unwrap();
    assert!(alone.check().is_empty());
}

/// What is written otherwise than it is read is refused with what to write.
#[test]
fn a_refusal_says_what_to_write() {
    let details = |member: &str, value: &str| -> String {
        let mut offer: serde_json::Value = serde_json::from_str(OFFER).unwrap();
        offer[member] = serde_json::from_str(value).unwrap();
        let told = Offer::from_json(&offer.to_string()).map_or_else(|findings| findings, |offer| offer.check());
        told.iter().map(|finding| format!("{} {} {}\n", finding.code, finding.pointer, finding.detail)).collect()
    };
    for (member, value, wanted) in [
        (
            "level",
            r#"{"nqf": ["QNQ 6"]}"#,
            "ec.iri /level/nqf/0 write the URI of the level in full, or an object with `country`",
        ),
        ("fields", r#"["611"]"#, "ec.unknown_value /fields/0 it is no code of ISCED-F 2013; write one such as 0611"),
        ("fields", r#"["12345"]"#, "write one such as 0713"),
        ("workload", r#"{"credits": [{"system": "EC", "points": "3"}]}"#, "ec.duplicate /workload/credits/0/system"),
        ("workload", r#"{"credits": [{"system": "ECTS-Punkte", "points": "3"}]}"#, "a place of their own, `ects`"),
        (
            "workload",
            r#"{"credits": [{"system": "kreditne", "points": "3"}]}"#,
            "ec.workload.system /workload/credits/0/system",
        ),
    ] {
        let told = details(member, value);
        assert!(told.contains(wanted), "{value}: {told}");
    }
    assert_eq!(details("workload", r#"{"credits": [{"system": "hp", "points": "3"}]}"#), "");
    let scheme = GradingScheme::range("Trentesimi", "0", "30");
    let offer = complete().grading_scheme(scheme).build().unwrap();
    let refused = offer.award_to(Learner::named("Ana")).on(day("2026-06-15")).grade("30 e lode").build().unwrap_err();
    assert!(refused.to_string().contains("`values`"), "{refused}");
}

/// What is no email address is told before anybody signs it; with one, the warning is of what it gives away.
#[test]
fn an_email_address_has_its_sign() {
    let told = |address: &str| {
        let learner = Learner::named("Ana Silva").identifier(IdentityObject::plain("emailAddress", address));
        let held = complete().build().unwrap().award_to(learner).on(day("2026-06-15")).build().unwrap();
        found(&held.check())
    };
    assert_eq!(told("not an email"), expected(["ec.learner.email /learner/identifiers/0/value"]));
    assert_eq!(told("ana@vet.example"), expected(["ec.learner.plain /learner/identifiers/0"]));
}

/// The names of credits that people write are those that they get back.
#[test]
fn names_that_people_write_come_back() {
    for system in ["EAP", "EKAP", "CFU", "KP", "osp", "op", "hp", "UK credits", "ECVET", "Credits of our own"] {
        let offer = complete().workload(Workload::of_hours(60).credits(CreditSystem::from_name(system), "2").unwrap());
        let written = offer.build().unwrap().to_json().to_string();
        assert!(written.contains(&format!(r#""system":"{system}""#)), "{written}");
    }
}

/// What one word does not tell is asked for, with what it may be.
#[test]
fn a_word_that_names_several_kinds_of_credits_is_told() {
    let told = |system: &str| {
        let workload = Workload::of_hours(60).credits(CreditSystem::from_name(system), "2").unwrap();
        let findings = complete().workload(workload).build().unwrap().check();
        findings.iter().map(|finding| finding.detail.clone()).collect::<Vec<_>>().join("; ")
    };
    assert!(told("KP").contains("Kreditpunkte of Switzerland"), "{}", told("KP"));
    assert!(told("sp").contains("studiepunten of Flanders"), "{}", told("sp"));
    assert!(told("YH-poäng").contains("ECTS credits beside the YH-poäng"), "{}", told("YH-poäng"));
}

/// What EU Vocabularies calls a form of participation otherwise is told by its name here.
#[test]
fn a_word_of_eu_vocabularies_leads_to_the_name_here() {
    for (written, name) in [("presential", "onsite"), ("Presential", "onsite"), ("Online", "online")] {
        let text = OFFER.replacen("\"online\"", &format!("\"{written}\""), 1);
        let findings = Offer::from_json(&text).unwrap_err();
        assert!(findings.to_string().contains(&format!("did you mean “{name}”?")), "{findings}");
    }
}

#[test]
fn every_contradiction_of_a_record_is_told() {
    let scheme = GradingScheme::values("Pass or fail", ["Fail", "Pass"]);
    let lapsed = QualityAssurance::new(QualityAssuranceType::ProgramLicense).valid(None, Some(day("2025-12-31")));
    let offer = complete().grading_scheme(scheme).quality_assurance(lapsed).build().unwrap();
    let md5 = {
        let mut identifier = IdentityObject::plain("emailAddress", "md5$5f4dcc3b5aa765d61d8327deb882cf99");
        identifier.hashed = true;
        identifier
    };
    let learner = Learner::named("Ana Silva")
        .did("ana")
        .identifier(md5)
        .identifier(IdentityObject::plain("nationalIdentityNumber", "12345678"))
        .identifier(IdentityObject::plain("name", "Ana Silva"))
        .identifier(IdentityObject::plain("shoeSize", "38"));
    let findings = offer.award_to(learner).id("7").on(day("2026-06-15")).grade("17").build().unwrap_err();
    let all = [
        "ec.iri /id",
        "ec.iri /learner/id",
        "ec.learner.hash /learner/identifiers/0",
        "ec.learner.plain /learner/identifiers/1",
        "ec.duplicate /learner/identifiers/2/type",
        "ec.unknown_value /learner/identifiers/3/type",
        "ec.grade.outside_scheme /grade",
        "ec.quality.lapsed /offer/qualityAssurance/1",
    ];
    assert_eq!(found(&findings), expected(all));
    let told = format!("{findings} {findings:?} {}", findings.to_json());
    assert!(!["Ana", "Silva", "12345678", "5f4d"].iter().any(|secret| told.contains(secret)), "{told}");
}

#[test]
fn nothing_about_the_learner_shows() {
    let held = MicroCredential::from_json(MICRO_CREDENTIAL).unwrap();
    let builder = held.offer().award_to(held.learner().clone()).on(held.issued());
    for shown in
        [format!("{held:?}"), format!("{held:#?}"), format!("{builder:?}"), held.learner().masked().to_string()]
    {
        for secret in ["Ana", "Silva", "z6Mkha", "5d1f6f7c", "sha256"] {
            assert!(!shown.contains(secret), "{secret} shows in {shown}");
        }
    }
    assert_eq!(held.learner().masked().to_string(), "a learner with a name, an id and another identifier");
}

#[test]
fn what_is_read_about_the_learner_is_not_repeated() {
    let wrong = [
        r#"{"learner":{"Ana Silva":"x"}}"#,
        r#"{"learner":{"name":["Ana Silva"]}}"#,
        r#"{"learner":{"id":"Ana Silva"}}"#,
        r#"{"learner":{"identifiers":[{"type":"Ana Silva","value":"x"}]}}"#,
        r#"{"learner":{"identifiers":[{"type":"emailAddress","value":"x","Ana Silva":1}]}}"#,
        r#"{"learner":"Ana Silva"}"#,
    ];
    for json in wrong {
        let findings = MicroCredential::from_json(json).unwrap_err();
        assert!(findings.iter().any(|finding| finding.pointer.as_str().starts_with("/learner")), "{json}: {findings}");
        assert!(!format!("{findings} {findings:?}").contains("Ana"), "{findings}");
        let through_serde = serde_json::from_str::<MicroCredential>(json).unwrap_err();
        assert!(!format!("{through_serde} {through_serde:?}").contains("Ana"), "{through_serde}");
    }
}

#[test]
fn the_examples_are_complete_and_written_as_they_were() {
    let held = MicroCredential::from_json(MICRO_CREDENTIAL).unwrap();
    assert!(held.check().is_empty(), "{}", held.check());
    assert_eq!(MicroCredential::from_json(&held.to_json().to_string()).unwrap(), held);
    let as_written = Value::from(serde_json::from_str::<serde_json::Value>(MICRO_CREDENTIAL).unwrap());
    assert_eq!(sorted(&held.to_json()), sorted(&as_written));

    let offer = Offer::from_json(OFFER).unwrap();
    assert!(offer.check().is_empty(), "{}", offer.check());
    assert_eq!(Offer::from_json(&offer.to_json().to_string()).unwrap(), offer);
    let through_serde: Offer = serde_json::from_str(&serde_json::to_string(&offer).unwrap()).unwrap();
    assert_eq!(through_serde, offer);
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().map(|(name, value)| (name.to_owned(), sorted(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members.into_iter().collect::<Object>())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

fn validators() -> [jsonschema::Validator; 2] {
    let [offer, held] = [
        include_str!("../vocab/schemas/offer.schema.json"),
        include_str!("../vocab/schemas/microcredential.schema.json"),
    ]
    .map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap());
    jsonschema::meta::validate(&offer).unwrap();
    jsonschema::meta::validate(&held).unwrap();
    let id = offer["$id"].as_str().unwrap().to_owned();
    let build = |schema: &serde_json::Value| {
        let registry = jsonschema::Registry::new().add(&id, &offer).unwrap().prepare().unwrap();
        jsonschema::draft202012::options().should_validate_formats(true).with_registry(&registry).build(schema).unwrap()
    };
    [build(&offer), build(&held)]
}

#[test]
fn the_schemas_accept_the_examples() {
    let [offers, records] = validators();
    for (validator, json) in [(&offers, OFFER), (&records, MICRO_CREDENTIAL)] {
        let instance = serde_json::from_str(json).unwrap();
        let errors: Vec<_> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// Findings that no JSON Schema can express: they compare places, or look into a table.
const BEYOND_SCHEMAS: &[Code] = &[
    code::ec::COUNTRY,
    code::ec::DUPLICATE,
    code::ec::LEVEL_CONTRADICTION,
    code::ec::GRADING_SCHEME,
    code::ec::GRADE_OUTSIDE,
    code::ec::GRADE_BELOW_PASS,
    code::ec::GRADE_ORDER,
    code::ec::QUALITY_PERIOD,
    code::ec::VALIDITY_ORDER,
];

/// Every member of the example is left out, renamed, and replaced by values of every kind, one at a time: reader and schema
/// must agree about each of the documents.
#[test]
fn the_schemas_refuse_what_the_reader_refuses() {
    let [_, records] = validators();
    let mut example: serde_json::Value = serde_json::from_str(MICRO_CREDENTIAL).unwrap();
    example["validUntil"] = "2028-06-15".into();
    example["offer"]["validFor"] = "P2Y".into();
    let replacements: Vec<serde_json::Value> = [
        "null",
        "true",
        "5",
        "0",
        "-1",
        "2.5",
        "1000000",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"2.505\"",
        "\"2.50\"",
        "\"0.0\"",
        "\"2026-02-30\"",
        "\"2026-6-1\"",
        "\"2028-06-15T12:00:00+02:00\"",
        "\"2028-06-15T12:00:00\"",
        "\"P18M\"",
        "\"P0D\"",
        "\"P1Y2W\"",
        "\"PT1H\"",
        "\"https://x.example/\"",
        "\"online\"",
        "\"ECTS\"",
        "\"en\"",
        "\"english\"",
        "\"PT\"",
        "\"pt\"",
        "[]",
        "[5]",
        "[\"x\"]",
        "[\"https://x.example/\",\"https://x.example/\"]",
        "{}",
        "{\"en\":\"x\"}",
        "{\"english\":\"x\"}",
        "{\"en\":\" \"}",
        "{\"uri\":\"https://x.example/\"}",
        "{\"label\":\"x\"}",
        "\"0713\"",
        "\"07131\"",
        "\"99\"",
    ]
    .iter()
    .map(|text| serde_json::from_str(text).unwrap())
    .collect();
    let mut compared = 0;
    let mut compare = |document: &serde_json::Value, what: &str| {
        let read = MicroCredential::from_json(&document.to_string());
        let schema = records.is_valid(document);
        compared += 1;
        match &read {
            Ok(_) => assert!(schema, "{what}: read, but the schema refuses it"),
            Err(findings) if schema => {
                let beyond = |finding: &microcred::report::Finding| {
                    BEYOND_SCHEMAS.contains(&finding.code)
                        || finding.severity() != Severity::Error
                        || finding.code == code::ec::UNKNOWN_VALUE && finding.pointer.as_str().contains("/fields")
                };
                assert!(findings.iter().all(beyond), "{what}: the schema accepts it, but\n{findings}");
            }
            Err(_) => {}
        }
    };
    for pointer in places(&example, Pointer::root()) {
        for replacement in &replacements {
            let mut document = example.clone();
            *document.pointer_mut(pointer.as_str()).unwrap() = replacement.clone();
            compare(&document, &format!("{pointer} = {replacement}"));
        }
        let (parent, name) = pointer.as_str().rsplit_once('/').unwrap_or_default();
        if let Some(serde_json::Value::Object(_)) = example.pointer(parent) {
            let mut document = example.clone();
            let members = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            let value = members.remove(name).unwrap_or_default();
            compare(&document, &format!("without {pointer}"));
            document.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(format!("{name}s"), value);
            compare(&document, &format!("{pointer}s"));
        }
    }
    assert!(compared > 4000, "only {compared} documents were compared");
}

fn places(value: &serde_json::Value, at: Pointer) -> Vec<Pointer> {
    let below: Vec<_> = match value {
        serde_json::Value::Object(members) => {
            members.iter().flat_map(|(name, value)| places(value, at.member(name))).collect()
        }
        serde_json::Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, item)| places(item, at.item(index))).collect()
        }
        _ => Vec::new(),
    };
    std::iter::once(at).chain(below).collect()
}

#[test]
fn an_unknown_member_is_told_with_the_nearest_name() {
    let json = OFFER.replace("\"workload\"", "\"workLoad\"").replace("\"supervised\"", "\"supervized\"");
    let findings = Offer::from_json(&json).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| (finding.pointer.as_str(), finding.detail.as_str())).collect();
    assert!(told.contains(&("/workLoad", "“workLoad” is not known here; did you mean `workload`?")), "{told:?}");
    assert!(told.contains(&("/supervision/supervized", "“supervized” is not known here; did you mean `supervised`?")));
    assert!(findings.contains(code::ec::MISSING), "the workload itself is missing");

    let findings = Offer::from_json(&OFFER.replace("oral examination", "oral examinaton")).unwrap_err();
    assert_eq!(found(&findings), expected(["ec.unknown_value /assessmentTypes/1"]));
    assert!(findings.to_string().contains("did you mean “oral examination”?"), "{findings}");
}

#[test]
fn a_malformed_amount_is_told_once() {
    for (amount, detail) in
        [("\"2.505\"", "two decimal places"), ("2.5", "as a string"), ("\"0\"", "zero"), ("\"2,5\"", "point")]
    {
        let json = OFFER.replace("{ \"hours\": 25 }", &format!("{{ \"ects\": {amount} }}"));
        let findings = Offer::from_json(&json).unwrap_err();
        assert_eq!(found(&findings), expected(["ec.workload.amount /workload/ects"]), "{amount}");
        assert!(findings.to_string().contains(detail), "{findings}");
    }
}

#[test]
fn what_is_not_json_is_told_with_its_place() {
    let findings = Offer::from_json("{\n  \"title\": }").unwrap_err();
    assert!(findings.contains(code::input::SYNTAX) && findings.to_string().contains("line 2"), "{findings}");
    assert!(Offer::from_json(r#"{"title":"a","title":"b"}"#).unwrap_err().contains(code::input::DUPLICATE_KEY));
}

#[test]
fn open_vocabularies_keep_what_they_do_not_know() {
    let json = OFFER
        .replace("\"oral examination\"", r#"{"uri":"http://data.europa.eu/snb/assessment/c_new","label":{"en":"Hackathon"}}, {"label":"Viva"}"#)
        .replace("\"online\", \"work", r#""https://elsewhere.example/mode/metaverse", "http://data.europa.eu/snb/learning-assessment/920fbb3cbe", "work"#);
    let offer = Offer::from_json(&json).unwrap();
    assert_eq!(offer.assessment_types[1].uri(), Some("http://data.europa.eu/snb/assessment/c_new"));
    assert_eq!(offer.assessment_types[2], AssessmentType::Other(Concept::with_label("Viva")));
    assert_eq!(offer.participation[1], Participation::Online);
    assert_eq!(Offer::from_json(&offer.to_json().to_string()).unwrap(), offer);
}

/// As it is written where any other text is, and the object that says more than the text.
#[test]
fn a_learning_outcome_is_worded_as_any_text_is() {
    let read = |outcome: &str| {
        let mut offer: serde_json::Value = serde_json::from_str(OFFER).unwrap();
        offer["learningOutcomes"] = serde_json::from_str(&format!("[{outcome}]")).unwrap();
        Offer::from_json(&offer.to_string())
    };
    let worded = read(r#"{"et": "Analüüsib andmeid", "en-IE": "Analyses data"}"#).unwrap();
    assert_eq!(worded, read(r#"{"text": {"et": "Analüüsib andmeid", "en-IE": "Analyses data"}}"#).unwrap());
    assert_eq!(worded.learning_outcomes[0].text.for_language("et"), Some("Analüüsib andmeid"));
    let refused = read(r#"{"et": "Analüüsib andmeid", "skills": []}"#).unwrap_err();
    assert!(refused.contains(code::ec::UNKNOWN_MEMBER), "{refused}");
    assert!(read("{}").is_err() && read(r#"{"et": " "}"#).is_err());
}

fn award() -> MicroCredentialBuilder {
    complete().build().unwrap().award_to(Learner::named("Ana Silva")).on(day("2026-06-15"))
}

#[test]
fn what_is_awarded_ends_when_it_says_or_when_the_offer_says() {
    let until = |held: &MicroCredential| held.valid_until().map(|end| end.as_str().to_owned());
    assert_eq!(until(&award().build().unwrap()), None);
    let held = award().valid_through(day("2028-06-15")).build().unwrap();
    assert_eq!(until(&held).as_deref(), Some("2028-06-15T23:59:59Z"));
    let offer = complete().valid_for("P2Y".parse().unwrap()).build().unwrap();
    let builder = || offer.award_to(Learner::named("Ana Silva")).on(day("2026-06-15"));
    assert_eq!(builder().build().unwrap(), held, "the end stands in the record alone");
    let noon = "2027-01-01T12:00:00+01:00";
    let own = builder().valid_until(noon.parse().unwrap()).build().unwrap();
    assert_eq!(until(&own).as_deref(), Some("2027-01-01T11:00:00Z"), "what the record says itself goes before");

    let json = |end: &str, period: &str| {
        let mut record: serde_json::Value = serde_json::from_str(&held.to_json().to_string()).unwrap();
        record["validUntil"] = end.into();
        record["offer"]["validFor"] = period.into();
        if end.is_empty() {
            record.as_object_mut().unwrap().remove("validUntil");
        }
        MicroCredential::from_json(&record.to_string())
    };
    assert_eq!(json("", "P24M").unwrap(), held);
    assert_eq!(json("2028-06-15", "P9Y").unwrap(), held);
    for (end, period, wanted) in [
        ("2026-06-13", "P2Y", "ec.validity.order /validUntil"),
        ("2028-02-30", "P2Y", "ec.validity /validUntil"),
        ("2028-06-15T12:00:00", "P2Y", "ec.validity /validUntil"),
        ("", "2 years", "ec.validity /offer/validFor"),
    ] {
        assert_eq!(found(&json(end, period).unwrap_err()), expected([wanted]), "{end} {period}");
    }
    let zero = complete().valid_for(Period::days(0)).build().unwrap_err();
    assert_eq!(found(&zero), expected(["ec.validity /validFor"]));
}

/// Systems that the tables know and that are no ECTS credits by anybody's word: nobody misspelt them.
#[test]
fn credits_that_are_known_are_not_told_to_be_unknown() {
    let told = |system: &str| {
        let mut offer: serde_json::Value = serde_json::from_str(OFFER).unwrap();
        offer["workload"] = serde_json::json!({"credits": [{"system": system, "points": "15"}]});
        Offer::from_json(&offer.to_string()).unwrap().check()
    };
    for system in ["FET", "FET credits", "OSP", "YH-POANG", "fagskolepoeng"] {
        let findings = told(system);
        assert!(!findings.contains(code::ec::CREDIT_SYSTEM), "{system}: {findings}");
        let own = findings.iter().find(|found| found.code == code::ec::CREDIT_RATIO).unwrap();
        assert_eq!((own.severity(), own.pointer.as_str()), (Severity::Info, "/workload/credits/0/system"), "{system}");
    }
    assert!(told("kreditne").contains(code::ec::CREDIT_SYSTEM));
}

/// How a day is written, and that there is none such, are two mistakes.
#[test]
fn a_date_is_formed_before_it_is_a_day() {
    let detail = |date: &str| {
        let record = MICRO_CREDENTIAL.replace("\"2026-06-15\"", &format!("\"{date}\""));
        let findings = MicroCredential::from_json(&record).unwrap_err();
        findings.iter().find(|found| found.code == code::ec::DATE).unwrap().detail.clone()
    };
    for date in ["01.03.2026", "01/03/2026", "20260301", "2026-03-01T10:00:00Z", "2026-3-1"] {
        assert!(detail(date).contains(&format!("“{date}” is not formed as 2026-06-15")), "{}", detail(date));
    }
    for date in ["2026-02-30", "2026-13-01"] {
        assert!(detail(date).contains(&format!("“{date}” is no day of the calendar")), "{}", detail(date));
    }
}
