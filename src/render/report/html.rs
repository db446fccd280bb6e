use super::super::markup::{escaped, isolated};
use crate::report::{Check, Finding, Outcome, Report, Status};
use crate::verify::Verification;

const STYLE: &str = "\
body { max-width: 52rem; margin: 0 auto; padding: 1rem; color: #1a1a1a; font: 1rem/1.5 system-ui, \"DejaVu Sans\", sans-serif; overflow-wrap: anywhere; }
h1 { border-left: .5rem solid; padding-left: .75rem; } .valid { color: #14532d; } .invalid { color: #8b1a1a; } .indeterminate { color: #7a4b00; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d8d8d8; }
small { color: #555; } section section { margin-left: 1rem; } @page { size: A4; margin: 14mm; }";

/// A report as one HTML page: in words, without a script, fetching nothing. What is valid and not accepted is headed by that, and by why.
pub fn html(verification: &Verification) -> String {
    let refusal = verification.refusal();
    let page = [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Verification report</title>\n<style>\n",
        STYLE,
        "\n</style>\n</head>\n<body>\n<main>\n",
        &body(verification.report(), refusal.as_ref(), 1),
        "</main>\n</body>\n</html>\n",
    ];
    page.concat()
}

fn body(report: &Report, refusal: Option<&Finding>, depth: usize) -> String {
    let (word, look) = match report.outcome {
        Outcome::Valid if refusal.is_some() => ("Not accepted", Outcome::Indeterminate),
        Outcome::Valid => ("Valid", Outcome::Valid),
        Outcome::Invalid => ("Invalid", Outcome::Invalid),
        Outcome::Indeterminate => ("Indeterminate", Outcome::Indeterminate),
    };
    let why = match refusal.filter(|_| report.outcome == Outcome::Valid) {
        Some(Finding { code, detail, .. }) => {
            format!("<p>Valid, and not accepted: {}. <code>{code}</code></p>\n", escaped(detail))
        }
        None => String::new(),
    };
    let headline = report.headline();
    let (first, rest) = headline.split_at(1);
    let heading = depth.min(6);
    let verified_at = report.verified_at.format("%Y-%m-%dT%H:%M:%SZ");
    let as_of = match report.as_of == report.verified_at {
        true => String::new(),
        false => {
            let moment = report.as_of.format("%Y-%m-%dT%H:%M:%SZ");
            format!(", judged for <time datetime=\"{moment}\">{moment}</time>")
        }
    };
    let rows: String = report.checks.iter().map(row).collect();
    let children: String = report
        .children
        .iter()
        .map(|(pointer, child)| {
            format!(
                "<section><p>Inside {}:</p>\n{}</section>\n",
                isolated(pointer.as_str(), None),
                body(child, None, depth + 1)
            )
        })
        .collect();
    let truncated = match report.truncated {
        0 => String::new(),
        count => format!("<p>… and {count} more.</p>\n"),
    };
    format!(
        "<h{heading} class=\"{}\">{word}</h{heading}>\n{why}<p>{}{rest}. <small>Policy {}, verified <time datetime=\"{verified_at}\">{verified_at}</time>{as_of}, \
         input {}, SHA-256 {}</small></p>\n<table><thead><tr><th scope=\"col\">Result</th><th scope=\"col\">Check</th><th scope=\"col\">What was found</th></tr></thead>\n\
         <tbody>\n{rows}</tbody></table>\n{truncated}{children}",
        look.as_str(),
        first.to_ascii_uppercase(),
        isolated(&report.policy.id, None),
        escaped(&report.input.format),
        escaped(report.input.sha256.as_str()),
    )
}

fn row(check: &Check) -> String {
    let word = match check.status {
        Status::Pass => "passed",
        Status::Warn => "warning",
        Status::Fail => "failed",
        Status::Indeterminate => "could not be told",
        Status::NotRun => "not run",
        Status::NotApplicable => "not applicable",
    };
    let code = check.code().map(|code| format!("<code>{code}</code> {}", escaped(code.sentence())));
    let detail = (!check.detail.is_empty()).then(|| format!("<br>{}", isolated(&check.detail, None)));
    let place = (!check.pointer.as_str().is_empty())
        .then(|| format!("<br><small>{}</small>", isolated(check.pointer.as_str(), None)));
    let found: String = [code, detail, place].into_iter().flatten().collect();
    format!("<tr><td>{word}</td><td><code>{}</code></td><td>{found}</td></tr>\n", check.id)
}
