//! A report for people at a terminal. A stranger's words in it begin no line, and tell the terminal nothing, with colours or without.

use super::finding::place;
use super::{Outcome, Report, Status, code};
use crate::codec::invisible::in_one_line;
use std::fmt;

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter, "", Paint::Plain)
    }
}

/// A report for a terminal that shows colours.
struct Coloured<'r>(&'r Report);

impl fmt::Display for Coloured<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(formatter, "", Paint::Coloured)
    }
}

/// How words are set off.
#[derive(Clone, Copy)]
enum Paint {
    /// Not at all.
    Plain,
    /// By the codes of terminals ([ECMA-48, SGR](https://ecma-international.org/publications-and-standards/standards/ecma-48/)).
    Coloured,
}

const GREEN: &str = "1;32";
const RED: &str = "1;31";
const YELLOW: &str = "1;33";
const FAINT: &str = "2";

impl Paint {
    fn word(self, word: &str, colour: &str) -> String {
        match self {
            Self::Plain => word.to_owned(),
            Self::Coloured => format!("\x1b[{colour}m{word}\x1b[0m"),
        }
    }
}

impl Report {
    /// The same text in colours. It can be written to a terminal as it is: what a stranger's words could tell one to do is taken out here too.
    pub fn coloured(&self) -> impl fmt::Display + '_ {
        Coloured(self)
    }

    /// Writes it, with the reports on what stands inside further to the right.
    fn write(&self, formatter: &mut fmt::Formatter<'_>, margin: &str, paint: Paint) -> fmt::Result {
        let known = self.headline();
        let word = match self.outcome {
            Outcome::Valid => paint.word("VALID", GREEN),
            Outcome::Invalid => paint.word("INVALID", RED),
            Outcome::Indeterminate => paint.word("INDETERMINATE", YELLOW),
        };
        let policy = in_one_line(&self.policy.id);
        writeln!(formatter, "{margin}{word} — {known} (trust: {}, policy: {policy})", self.trust.as_str())?;
        for check in &self.checks {
            let (mark, colour) = match check.status {
                Status::Fail => ("✗", RED),
                Status::Warn => ("!", YELLOW),
                Status::Indeterminate => ("?", YELLOW),
                // What an issuer has to say is shown, good or bad; and whoever keeps anchors learns who is none.
                Status::Pass if check.code() == Some(code::status::MESSAGE) => ("·", GREEN),
                Status::Pass if check.code() == Some(code::issuer::NOT_ANCHORED) => ("·", YELLOW),
                _ => continue,
            };
            let code = check.code().map_or(check.id, |code| code.as_str());
            let (mark, code) = (paint.word(mark, colour), paint.word(code, colour));
            writeln!(formatter, "{margin}  {mark} {code} {}", in_one_line(place(&check.pointer)))?;
            if let Some(code) = check.code() {
                writeln!(formatter, "{margin}      {}", code.sentence())?;
            }
            if !check.detail.is_empty() {
                let detail = paint.word(&in_one_line(&check.detail), FAINT);
                writeln!(formatter, "{margin}      {detail}")?;
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
            // What stands at no place in it was given with it.
            match pointer.as_str() {
                "" => writeln!(formatter, "{margin}  beside it:")?,
                pointer => writeln!(formatter, "{margin}  inside {}:", in_one_line(pointer))?,
            }
            child.write(formatter, &format!("{margin}    "), paint)?;
        }
        Ok(())
    }
}
