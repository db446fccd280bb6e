//! An evaluation for machines, and for people.

use super::{
    CountedCredential, Evaluation, GroupResult, Optimality, Regrouped, RequirementResult, Status, Step,
    UnusedCredential,
};
use crate::codec::invisible::in_one_line;
use crate::json::{Object, Value};
use std::fmt;

impl Evaluation {
    /// The JSON form.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Evaluation")
            .with("pathway", &self.pathway)
            .with("version", &self.version)
            .with("day", self.day.to_string())
            .with("complete", self.is_complete)
            .with("credits", self.credits.to_string())
            .with("unit", &self.unit)
            .with("groups", Value::Array(self.groups.iter().map(group).collect()))
            .with("requirements", Value::Array(self.requirements.iter().map(requirement).collect()))
            .with("counted", Value::Array(self.counted.iter().map(counted).collect()))
            .with("unused", Value::Array(self.unused.iter().map(unused).collect()))
            .with("way", Value::Array(self.way.iter().map(step).collect()))
            .with_all("regrouped", self.regrouped.iter().map(regrouped))
            .with_some("wayIsShortest", (!self.way.is_empty()).then_some(self.way_is_shortest))
            .with("optimality", optimality(&self.optimality))
            .into()
    }
}

fn indices(places: &[usize]) -> Vec<i64> {
    places.iter().filter_map(|place| i64::try_from(*place).ok()).collect()
}

fn group(own: &GroupResult) -> Value {
    Object::new()
        .with("id", &own.id)
        .with("title", &own.title)
        .with("depth", i64::try_from(own.depth).unwrap_or_default())
        .with("status", own.status.as_str())
        .with("credits", own.credits.to_string())
        .with_all("used", indices(&own.used))
        .with_some("missing", own.missing.as_ref())
        .into()
}

fn requirement(own: &RequirementResult) -> Value {
    Object::new()
        .with("id", &own.id)
        .with("kind", own.kind.as_str())
        .with("words", &own.words)
        .with("status", own.status.as_str())
        .with_all("used", indices(&own.used))
        .with_some("missing", own.missing.as_ref())
        .into()
}

fn counted(own: &CountedCredential) -> Value {
    Object::new()
        .with("issuer", &own.key.issuer)
        .with("credential", &own.key.credential)
        .with("sha256", &own.input_sha256)
        .with_some("achievement", own.achievement.as_ref())
        .with("title", &own.title)
        .with("awarded", own.awarded.to_string())
        .with_some("group", (!own.group.is_empty()).then_some(own.group.as_str()))
        .with("credits", own.credits.to_string())
        .with_some("conversion", own.conversion.as_ref().map(ToString::to_string))
        .into()
}

fn unused(own: &UnusedCredential) -> Value {
    let reasons = own.reasons.iter().map(|reason| {
        Object::new()
            .with("by", &reason.by)
            .with("detail", &reason.detail)
            .with_some("unknown", reason.is_unknown.then_some(true))
    });
    Object::new()
        .with("issuer", &own.key.issuer)
        .with("credential", &own.key.credential)
        .with("title", &own.title)
        .with_all("reasons", reasons)
        .into()
}

fn step(own: &Step) -> Value {
    Object::new()
        .with("words", &own.words)
        .with_some("credits", (!own.credits.is_zero()).then(|| own.credits.to_string()))
        .with_some("credentials", (own.credentials > 0).then_some(i64::from(own.credentials)))
        .with_some("group", own.group.as_ref())
        .with_all("conditions", &own.conditions)
        .into()
}

fn regrouped(own: &Regrouped) -> Object {
    Object::new()
        .with("issuer", &own.key.issuer)
        .with("credential", &own.key.credential)
        .with("title", &own.title)
        .with_some("from", own.from.as_ref())
        .with_some("to", own.to.as_ref())
}

fn optimality(own: &Optimality) -> Value {
    match own {
        Optimality::Proven { is_first } => {
            Object::new().with("proven", true).with_some("first", is_first.then_some(true)).into()
        }
        Optimality::Gap { satisfied, credits } => Object::new()
            .with("proven", false)
            .with("satisfied", i64::from(satisfied.0))
            .with("satisfiedAtMost", i64::from(satisfied.1))
            .with("credits", credits.0.to_string())
            .with("creditsAtMost", credits.1.to_string())
            .into(),
    }
}

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
