use super::super::markup::escaped;
use crate::report::{Check, Report, Status};

/// A report in the form of [JUnit](https://github.com/testmoapp/junitxml), which build servers show: one test case a check, one suite a
/// document.
///
/// What failed is a failure, what could not be told an error, what was not looked at skipped.
pub fn junit(report: &Report) -> String {
    let mut suites = String::new();
    suite(report, "", &mut suites);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n{suites}</testsuites>\n")
}

fn suite(report: &Report, place: &str, suites: &mut String) {
    let summary = report.summary();
    let name = format!("microcred{place}");
    suites.push_str(&format!(
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" timestamp=\"{}\">\n",
        escaped(&name),
        report.checks.len(),
        summary.fail,
        summary.indeterminate,
        summary.not_run + summary.not_applicable,
        report.verified_at.format("%Y-%m-%dT%H:%M:%S"),
    ));
    suites.push_str(&format!(
        "<properties><property name=\"outcome\" value=\"{}\"/><property name=\"trust\" value=\"{}\"/><property name=\"policy\" value=\"{}\"/></properties>\n",
        report.outcome.as_str(),
        report.trust.as_str(),
        escaped(&report.policy.id),
    ));
    report.checks.iter().for_each(|check| suites.push_str(&case(check)));
    suites.push_str("</testsuite>\n");
    for (pointer, child) in &report.children {
        suite(child, &format!("{place} {pointer}"), suites);
    }
}

fn case(check: &Check) -> String {
    let start = format!("<testcase classname=\"{}\" name=\"{}\"", check.group.as_str(), check.id);
    let message = || check.code().map_or("", |code| code.sentence());
    let code = || check.code().map_or("", |code| code.as_str());
    let detail = || escaped(format!("{} {}", check.pointer.as_str(), check.detail).trim());
    match check.status {
        Status::Pass => format!("{start}/>\n"),
        Status::Warn => {
            format!("{start}><system-out>{} {} {}</system-out></testcase>\n", code(), escaped(message()), detail())
        }
        Status::Fail => {
            format!(
                "{start}><failure type=\"{}\" message=\"{}\">{}</failure></testcase>\n",
                code(),
                escaped(message()),
                detail()
            )
        }
        Status::Indeterminate => {
            format!(
                "{start}><error type=\"{}\" message=\"{}\">{}</error></testcase>\n",
                code(),
                escaped(message()),
                detail()
            )
        }
        Status::NotRun | Status::NotApplicable => format!("{start}><skipped/></testcase>\n"),
    }
}
