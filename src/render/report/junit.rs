use super::super::markup::escaped;
use crate::report::{Check, Finding, Outcome, Report, Status};
use crate::verify::Verification;

/// A report in the form of [JUnit](https://github.com/testmoapp/junitxml), which build servers show: one test case a check, one suite a
/// document.
///
/// What failed is a failure, what could not be told an error, what was not looked at skipped. Where no check says why the credential is not
/// accepted, as when its issuer is not known well enough, a test case `accepted` does.
pub fn junit(verification: &Verification) -> String {
    let (report, mut suites) = (verification.report(), String::new());
    let summary = report.summary();
    let refusal = verification.refusal().filter(|_| summary.fail + summary.indeterminate == 0);
    suite(report, "", refusal.as_ref(), &mut suites);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n{suites}</testsuites>\n")
}

fn suite(report: &Report, place: &str, refusal: Option<&Finding>, suites: &mut String) {
    let summary = report.summary();
    let name = format!("microcred{place}");
    let more = usize::from(refusal.is_some());
    let (failures, errors) = if report.outcome == Outcome::Valid { (more, 0) } else { (0, more) };
    suites.push_str(&format!(
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" timestamp=\"{}\">\n",
        escaped(&name),
        report.checks.len() + more,
        summary.fail + failures,
        summary.indeterminate + errors,
        summary.not_run + summary.not_applicable,
        report.verified_at.format("%Y-%m-%dT%H:%M:%S"),
    ));
    suites.push_str(&format!(
        "<properties><property name=\"outcome\" value=\"{}\"/><property name=\"trust\" value=\"{}\"/><property name=\"policy\" value=\"{}\"/></properties>\n",
        report.outcome.as_str(),
        report.trust.as_str(),
        escaped(&report.policy.id),
    ));
    if let Some(refusal) = refusal {
        let start = "<testcase classname=\"outcome\" name=\"accepted\"";
        let element = if failures > 0 { "failure" } else { "error" };
        suites.push_str(&unlike(start, element, refusal.code.as_str(), &refusal.detail, refusal.code.sentence()));
    }
    report.checks.iter().for_each(|check| suites.push_str(&case(check)));
    suites.push_str("</testsuite>\n");
    for (pointer, child) in &report.children {
        suite(child, &format!("{place} {pointer}"), None, suites);
    }
}

fn case(check: &Check) -> String {
    let start = format!("<testcase classname=\"{}\" name=\"{}\"", check.group.as_str(), check.id);
    let message = check.code().map_or("", |code| code.sentence());
    let code = check.code().map_or("", |code| code.as_str());
    let found = format!("{} {}", check.pointer.as_str(), check.detail);
    match check.status {
        Status::Pass => format!("{start}/>\n"),
        Status::Warn => {
            let (message, found) = (escaped(message), escaped(found.trim()));
            format!("{start}><system-out>{code} {message} {found}</system-out></testcase>\n")
        }
        Status::Fail => unlike(&start, "failure", code, message, found.trim()),
        Status::Indeterminate => unlike(&start, "error", code, message, found.trim()),
        Status::NotRun | Status::NotApplicable => format!("{start}><skipped/></testcase>\n"),
    }
}

/// A case that is not as it should be.
fn unlike(start: &str, element: &str, code: &str, message: &str, found: &str) -> String {
    let (message, found) = (escaped(message), escaped(found));
    format!("{start}><{element} type=\"{code}\" message=\"{message}\">{found}</{element}></testcase>\n")
}
