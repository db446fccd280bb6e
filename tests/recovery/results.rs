//! Results that say that nothing was achieved, or leave it open.

use super::{EDUBADGE, read};
use microcred::microcredential::carrier::Recovered;
use microcred::report::code;

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

/// Where there is one description, a result that names none can be of no other; and what is enough for each is enough for whichever is
/// meant.
#[test]
fn a_result_without_a_reference_is_of_the_only_description() {
    const PASS: &str = r#"{"type": ["ResultDescription"], "name": "Status", "resultType": "Status", "allowedValue": ["Fail", "Pass"], "requiredValue": "Pass"}"#;
    let with = |descriptions: &str, results: &str| {
        let (before, after) = EDUBADGE.split_once(r#""resultDescription": [{"#).unwrap();
        let (_, after) = after.split_once("}]").unwrap();
        let badge = format!(r#"{before}"resultDescription": [{descriptions}]{after}"#);
        let first = r#"{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8"}"#;
        assert!(badge.contains(first));
        Recovered::from_badge(&read(&badge.replace(first, results)))
    };
    let told = |found: &Recovered| -> Vec<_> {
        let errors = found.clone().complete().err().unwrap_or_default();
        errors
            .iter()
            .map(|found| found.code)
            .filter(|code| code.as_str().contains("result") || code.as_str().contains("grade"))
            .collect()
    };
    let pass = |value: &str| format!(r#"{{"type": ["Result"], "value": "{value}"}}"#);
    let found = with(PASS, &pass("Pass"));
    assert_eq!(told(&found), []);
    let scheme = found.elements.grading_scheme.as_ref().unwrap();
    assert_eq!((scheme.pass.as_deref(), found.grade.as_ref().unwrap().value.as_str()), (Some("Pass"), "Pass"));
    assert_eq!(told(&with(PASS, &pass("Fail"))), [code::ec::GRADE_BELOW_PASS]);
    // Several results, or several descriptions.
    let other = PASS.replace("Status\",", "Presence\",");
    for (descriptions, results) in
        [(PASS.to_owned(), format!("{}, {}", pass("Pass"), pass("Pass"))), (format!("{PASS}, {other}"), pass("Pass"))]
    {
        assert_eq!(told(&with(&descriptions, &results)), [], "{descriptions} {results}");
    }
    let short = with(
        &format!("{PASS}, {}", other.replace(r#"requiredValue": "Pass"#, r#"requiredValue": "Excellent"#)),
        &pass("Pass"),
    );
    assert_eq!(told(&short), [code::ec::RESULT_DOUBTFUL]);
    // What cannot be read may name another.
    let twice = r#"{"type": ["Result"], "resultDescription": ["urn:uuid:8", "urn:uuid:9"], "value": "Pass"}"#;
    assert_eq!(told(&with(PASS, twice)), [code::ec::RESULT_DOUBTFUL]);
}

/// As 1EdTech renders the sample of Annex I: the skills stand where the result is described.
#[test]
fn skills_of_a_result_are_an_outcome() {
    const SKILLED: &str = r#""resultDescription": [{"alignment": [
        {"type": "Alignment", "targetName": "stimulate creativity in the team", "targetFramework": "ESCO", "targetType": "ext:ESCO", "targetUrl": "http://data.europa.eu/esco/skill/ccdf3597-5c80-410f-896d-e1bdfa223de9"},
        {"type": "Alignment", "targetName": "Course 7", "targetType": "CTDL", "targetUrl": "https://vet.example/7"}], "#;
    let badge = EDUBADGE.replace(r#""resultDescription": [{"#, SKILLED);
    let esco = r#""targetUrl": "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a""#;
    assert!(badge.contains(SKILLED) && badge.contains(esco));
    // What the achievement itself is aligned to is its outcome.
    let outcomes = |badge: &str| Recovered::from_badge(&read(badge)).elements.learning_outcomes;
    assert_eq!(outcomes(&badge), outcomes(EDUBADGE));
    let without = badge.replace(esco, r#""targetUrl": "https://vet.example/8""#);
    let found = Recovered::from_badge(&read(&without));
    let [outcome] = &found.elements.learning_outcomes[..] else { panic!("{:?}", found.elements.learning_outcomes) };
    assert_eq!((outcome.text.to_string().as_str(), outcome.skills.len()), ("Final grade", 1));
    assert_eq!(outcome.skills[0].uri, "http://data.europa.eu/esco/skill/ccdf3597-5c80-410f-896d-e1bdfa223de9");
    let at = "/credentialSubject/achievement/resultDescription/0/alignment";
    assert!(found.findings.iter().any(|found| found.code == code::ec::CARRIER_FOREIGN && found.pointer.as_str() == at));
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
