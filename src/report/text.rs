//! A report for people at a terminal.

use super::{Outcome, Report, Status, Trust, code};
use std::fmt;

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter, "")
    }
}

impl Report {
    /// Writes it, with the reports on what stands inside further to the right.
    fn write(&self, formatter: &mut fmt::Formatter<'_>, margin: &str) -> fmt::Result {
        // A badge of before there were signatures on all of them.
        let is_hosted = self.input.format == "ob2+hosted";
        let known = match self.trust {
            Trust::Integrity if is_hosted => "hosted, but not shown to be its issuer's",
            Trust::IssuerBound if is_hosted => "hosted by the issuer that it names",
            Trust::Trusted if is_hosted => "hosted by an issuer that you trust",
            Trust::None => "nobody has verifiably signed it",
            Trust::Integrity => "signed, but the key is not shown to be the issuer's",
            Trust::IssuerBound => "signed by the issuer that it names",
            Trust::Trusted => "signed by an issuer that you trust",
        };
        let word = match self.outcome {
            Outcome::Valid => "VALID",
            Outcome::Invalid => "INVALID",
            Outcome::Indeterminate => "INDETERMINATE",
        };
        writeln!(formatter, "{margin}{word} — {known} (trust: {}, policy: {})", self.trust.as_str(), self.policy.id)?;
        for check in &self.checks {
            let mark = match check.status {
                Status::Fail => "✗",
                Status::Warn => "!",
                Status::Indeterminate => "?",
                // What an issuer has to say is shown, good or bad.
                Status::Pass if check.code() == Some(code::status::MESSAGE) => "·",
                _ => continue,
            };
            let code = check.code().map_or(check.id, |code| code.as_str());
            writeln!(formatter, "{margin}  {mark} {code} {}", check.pointer)?;
            if let Some(code) = check.code() {
                writeln!(formatter, "{margin}      {}", code.sentence())?;
            }
            if !check.detail.is_empty() {
                writeln!(formatter, "{margin}      {}", check.detail)?;
            }
        }
        if self.truncated > 0 {
            writeln!(formatter, "{margin}  … and {} more", self.truncated)?;
        }
        let summary = self.summary();
        writeln!(
            formatter,
            "{margin}  {} passed, {} warned, {} failed, {} could not be told, {} not run",
            summary.pass, summary.warn, summary.fail, summary.indeterminate, summary.not_run
        )?;
        for (pointer, child) in &self.children {
            writeln!(formatter, "{margin}  inside {pointer}:")?;
            child.write(formatter, &format!("{margin}    "))?;
        }
        Ok(())
    }
}
