//! An evaluation for people.

use super::{Evaluation, Optimality, Status};
use crate::codec::invisible::in_one_line;
use std::fmt;

impl fmt::Display for Evaluation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_complete { "COMPLETE" } else { "INCOMPLETE" };
        let unit = in_one_line(&self.unit);
        writeln!(formatter, "{word} — {} {unit} counted on {}", self.credits, self.day)?;
        for own in &self.groups {
            let indent = "  ".repeat(own.depth + 1);
            write!(formatter, "{indent}{} {}: {} {unit}", mark(own.status), in_one_line(&own.title), own.credits)?;
            missing(formatter, own.missing.as_deref())?;
        }
        for own in &self.requirements {
            write!(formatter, "  {} {}", mark(own.status), in_one_line(&own.words))?;
            missing(formatter, own.missing.as_deref())?;
        }
        heading(formatter, "Counted", self.counted.is_empty())?;
        for own in &self.counted {
            write!(formatter, "  {} “{}”, {} {unit}", own.awarded, in_one_line(&own.title), own.credits)?;
            let conversion = own.conversion.as_ref().map(|conversion| format!(" ({conversion})")).unwrap_or_default();
            let group = if own.group.is_empty() { String::new() } else { format!(", in {}", own.group) };
            writeln!(formatter, "{}", in_one_line(&format!("{conversion}{group}")))?;
        }
        heading(formatter, "Not counted", self.unused.is_empty())?;
        for own in &self.unused {
            let title = if own.title.is_empty() { "a credential that is shown in part" } else { &own.title };
            writeln!(formatter, "  “{}”", in_one_line(title))?;
            for reason in &own.reasons {
                writeln!(formatter, "      {}: {}", in_one_line(&reason.by), in_one_line(&reason.detail))?;
            }
        }
        heading(formatter, "Still missing", self.way.is_empty() && self.way_is_shortest)?;
        self.way.iter().try_for_each(|step| writeln!(formatter, "  {}", in_one_line(&step.words)))?;
        for own in &self.regrouped {
            let title = in_one_line(&own.title);
            match (&own.from, &own.to) {
                (_, None) => writeln!(formatter, "  with that, “{title}” is not counted")?,
                (_, Some(group)) if group.is_empty() => writeln!(formatter, "  with that, “{title}” is counted")?,
                (_, Some(group)) => writeln!(formatter, "  with that, “{title}” is counted in {}", in_one_line(group))?,
            }
        }
        match (self.way.is_empty(), self.way_is_shortest) {
            (_, true) => {}
            (false, false) => writeln!(formatter, "  there may be a shorter way: the search for one was ended")?,
            (true, false) => writeln!(formatter, "  no way was found: the search for one was ended")?,
        }
        if let Optimality::Gap { satisfied, credits } = &self.optimality {
            writeln!(
                formatter,
                "This may not be the best: {} of at most {} satisfied, {} of at most {} {unit}.",
                satisfied.0, satisfied.1, credits.0, credits.1
            )?;
        }
        Ok(())
    }
}

fn heading(formatter: &mut fmt::Formatter<'_>, text: &str, is_empty: bool) -> fmt::Result {
    if is_empty { Ok(()) } else { writeln!(formatter, "{text}:") }
}

fn missing(formatter: &mut fmt::Formatter<'_>, missing: Option<&str>) -> fmt::Result {
    match missing {
        Some(missing) => writeln!(formatter, " — missing: {}", in_one_line(missing)),
        None => writeln!(formatter),
    }
}

fn mark(status: Status) -> char {
    match status {
        Status::Pass => '✓',
        Status::Warn => '!',
        Status::NotEvaluable => '?',
        Status::Fail => '✗',
    }
}
