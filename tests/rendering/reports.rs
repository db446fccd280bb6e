//! Reports for those who see neither the exit code nor what is accepted.

use crate::support;
use microcred::render;
use microcred::report::{Trust, code};
use microcred::resolve::Offline;
use microcred::trust::Anchors;
use microcred::verify::{Policy, Verification};
use serde_json::Value;

#[test]
fn reports_for_browsers_and_build_servers() {
    let good = support::secure(&support::badge());
    let bad = good.replace("Audit report", "<script>alert(1)</script>");
    let verification = support::verifier().verify(&good, &Offline);
    let page = render::html(&verification);
    assert!(page.contains("<h1 class=\"valid\">Valid</h1>") && page.contains("<code>proof.signature</code>"), "{page}");
    let verification = support::verifier().verify(&bad, &Offline);
    let page = render::html(&verification);
    assert!(page.contains("<h1 class=\"invalid\">Invalid</h1>") && !page.contains("<script"), "{page}");

    let junit = render::junit(&verification);
    let summary = verification.summary();
    assert!(junit.contains(&format!("failures=\"{}\" errors=\"{}\"", summary.fail, summary.indeterminate)), "{junit}");
    assert_eq!(junit.matches("<failure ").count(), summary.fail);
    assert!(junit.contains("<failure type=\"proof.signature.invalid\""), "{junit}");
    assert_eq!(junit.matches("<testcase ").count(), verification.checks.len());
}

/// With anchors that do not know the issuer.
fn with_strange_anchors(document: &str) -> Verification {
    let anchors = Anchors::parse(r#"{"anchors": [{"id": "did:web:other.example", "name": "Other"}]}"#).unwrap();
    let policy = Policy::strict().requiring(Trust::Trusted);
    support::verifier().with_anchors(anchors).with_policy(policy).verify(document, &Offline)
}

/// Every check of it passes, and still a build server must not be green, nor a page.
#[test]
fn what_is_valid_and_not_accepted_is_no_success() {
    let verification = with_strange_anchors(&support::secure(&support::badge()));
    assert!(verification.acceptable().is_err() && verification.summary().fail == 0, "{verification}");
    let junit = render::junit(&verification);
    let tests = format!("tests=\"{}\" failures=\"1\" errors=\"0\"", verification.checks.len() + 1);
    assert!(junit.contains(&tests), "{junit}");
    let case = "<testcase classname=\"outcome\" name=\"accepted\"><failure type=\"issuer.not_anchored\" message=\"the credential&#39;s \
                trust is issuer_bound, but trusted is required: add it to the anchors if you trust it\">";
    assert!(junit.contains(case), "{junit}");
    let page = render::html(&verification);
    assert!(
        page.contains("<h1 class=\"indeterminate\">Not accepted</h1>\n<p>Valid, and not accepted: the credential"),
        "{page}"
    );
    assert!(page.contains("issuer.not_anchored") && !page.contains("class=\"valid\""), "{page}");
    // What is accepted has a case for each check and no other.
    let accepted = support::verifier().verify(support::secure(&support::badge()), &Offline);
    assert!(!render::junit(&accepted).contains("name=\"accepted\""));
}

/// Whatever keeps a credential from being accepted, a build server is told of a failure or an error.
#[test]
fn junit_is_red_whenever_nothing_is_accepted() {
    let badge = support::secure(&support::badge());
    let lenient = |text: &str| support::verifier().with_policy(Policy::lenient()).verify(text, &Offline);
    for verification in [
        with_strange_anchors(&badge),
        lenient(&support::badge().to_string()),
        lenient(&badge.replace("Audit report", "Another")),
        support::verifier().verify("{", &Offline),
        support::verifier().verify(support::secure(&support::badge()).replace("did:key", "did:web"), &Offline),
    ] {
        assert!(verification.acceptable().is_err(), "{verification}");
        let junit = render::junit(&verification);
        assert!(junit.contains("<failure ") || junit.contains("<error "), "{junit}");
        let counted = |name: &str| !junit.split("<testsuite ").nth(1).unwrap().contains(&format!("{name}=\"0\""));
        assert!(counted("failures") || counted("errors"), "{junit}");
    }
}

/// Whoever keeps the JSON knows what was asked for, and why that was not enough.
#[test]
fn a_report_says_why_nothing_is_accepted() {
    let told = |verification: &Verification| -> Value {
        let text = verification.to_json_string();
        assert_eq!(text, verification.to_json().to_string());
        serde_json::from_str(&text).unwrap()
    };
    let report = told(&with_strange_anchors(&support::secure(&support::badge())));
    assert_eq!((&report["requiredTrust"], &report["accepted"]), (&"trusted".into(), &false.into()), "{report}");
    let refusal = &report["refusal"];
    assert_eq!(
        (&refusal["code"], &refusal["pointer"]),
        (&"issuer.not_anchored".into(), &"/issuer".into()),
        "{refusal}"
    );
    assert!(refusal["detail"].as_str().unwrap().contains("add it to the anchors"), "{refusal}");
    assert_eq!(refusal["message"], code::issuer::NOT_ANCHORED.sentence());

    let report = told(&support::verifier().verify(support::secure(&support::badge()), &Offline));
    assert_eq!((&report["requiredTrust"], &report["accepted"]), (&"issuer_bound".into(), &true.into()), "{report}");
    assert!(report.get("refusal").is_none(), "{report}");
    let forged = support::secure(&support::badge()).replace("Audit report", "Another");
    let report = told(&support::verifier().verify(forged, &Offline));
    assert_eq!(
        (&report["accepted"], &report["refusal"]["code"]),
        (&false.into(), &report["primary"]["code"]),
        "{report}"
    );
}
