//! What an evaluation is in JSON.

use crate::json::{Object, Value};
use crate::stack::{
    CountedCredential, Evaluation, GroupResult, Optimality, Regrouped, RequirementResult, Step, UnusedCredential,
};

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
