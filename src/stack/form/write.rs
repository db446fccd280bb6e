use crate::framework::{CreditSystem, Quantity, Unit};
use crate::json::{Object, Value};
use crate::microcredential::form::level_to_json;
use crate::report::Trust;
use crate::stack::{
    Bounds, CatalogueEntry, CreditRule, GradeBound, Group, LevelBound, Members, Pathway, Requirement, Rule, Scale,
    Select, Selector,
};

impl Pathway {
    /// The JSON form.
    pub fn to_json(&self) -> Value {
        let trust = (self.minimum_trust != Trust::IssuerBound).then(|| self.minimum_trust.as_str());
        Object::new()
            .with("id", &self.id)
            .with("version", &self.version)
            .with("award", self.award.to_json())
            .with_some("credits", (self.credits != CreditRule::default()).then(|| credits(&self.credits)))
            .with_some("validFrom", self.valid_from.map(|day| day.to_string()))
            .with_some("validUntil", self.valid_until.map(|day| day.to_string()))
            .with_some("minimumTrust", trust)
            .with_some("verifiedWithin", self.verified_within.map(i64::from))
            .with_all("catalogue", self.catalogue.iter().map(entry))
            .with_all("groups", self.groups.iter().map(group))
            .with_all("requirements", self.requirements.iter().map(requirement))
            .into()
    }
}

fn credits(rule: &CreditRule) -> Value {
    let hours = rule.hours_per_credit.map(|ratio| match ratio.denominator() {
        1 => Value::from(ratio.numerator().to_string()),
        credits => {
            Object::new().with("hours", ratio.numerator().to_string()).with("credits", credits.to_string()).into()
        }
    });
    Object::new()
        .with_some("unit", (rule.unit != Unit::Credits(CreditSystem::Ects)).then(|| rule.unit.to_string()))
        .with_all("convert", rule.convert.iter().map(ToString::to_string))
        .with_some("hoursPerCredit", hours)
        .with("round", rule.rounding.name())
        .into()
}

fn entry(entry: &CatalogueEntry) -> Value {
    Object::new()
        .with("achievement", &entry.achievement)
        .with_some("title", entry.title.as_ref())
        .with_all("equivalents", &entry.equivalents)
        .with_all("tags", &entry.tags)
        .into()
}

fn group(own: &Group) -> Value {
    let select: Value = match own.select {
        Select::All => "all".into(),
        Select::AtLeast(least, most) => {
            Object::new().with("atLeast", i64::from(least)).with_some("atMost", most.map(i64::from)).into()
        }
        Select::Credits(bounds) => Object::new().with("credits", bounded(Object::new(), bounds)).into(),
    };
    let object = Object::new()
        .with("id", &own.id)
        .with_some("title", (!own.title.is_empty()).then_some(own.title.as_str()))
        .with_some("optional", own.optional.then_some(true))
        .with("select", select);
    match &own.members {
        Members::Credentials(selectors) => object.with_all("credentials", selectors.iter().map(selector)),
        Members::Groups(groups) => object.with_all("groups", groups.iter().map(group)),
    }
    .into()
}

fn requirement(requirement: &Requirement) -> Value {
    Object::new()
        .with("id", &requirement.id)
        .with_some("optional", requirement.optional.then_some(true))
        .with(requirement.rule.name(), rule(&requirement.rule))
        .into()
}

fn rule(rule: &Rule) -> Object {
    match rule {
        Rule::TotalCredits(bounds) => bounded(Object::new(), *bounds),
        Rule::Credits(of, bounds) | Rule::Size(of, bounds) => bounded(about(of), *bounds),
        Rule::Share(of, percent) => bounded(about(of), *percent),
        Rule::Count(of, bounds) => about(of)
            .with_some("atLeast", bounds.at_least.map(i64::from))
            .with_some("atMost", bounds.at_most.map(i64::from)),
        Rule::MaximumAge(of, months) => about(of).with("months", i64::from(*months)),
        Rule::StillValid { expired, status_within } => {
            Object::new().with("expired", expired.name()).with_some("statusWithin", status_within.map(i64::from))
        }
        Rule::NoDoubleUse(awards) => Object::new().with("awards", i64::from(*awards)),
        Rule::NoOverlap { outcomes, exclusions } => {
            let pair = |(one, other): &(Selector, Selector)| Value::Array(vec![selector(one), selector(other)]);
            Object::new()
                .with_some("outcomes", outcomes.then_some(true))
                .with_all("exclusions", exclusions.iter().map(pair))
        }
        Rule::Prerequisite { before, after, strict } => Object::new()
            .with("before", selector(before))
            .with("after", selector(after))
            .with_some("strict", strict.then_some(true)),
        Rule::Capstone { of, last, grade } => Object::new()
            .with("of", selector(of))
            .with_some("last", last.then_some(true))
            .with_some("grade", grade.as_ref().map(|own| graded(Object::new(), own))),
        Rule::MinimumGrade(of, grade) | Rule::AverageGrade(of, grade) => graded(about(of), grade),
        Rule::Assessment { of, types, supervised, identity_verified } => about(of)
            .with_all("types", types.iter().map(|kind| named(kind.name(), kind.uri())))
            .with_some("supervised", supervised.then_some(true))
            .with_some("identityVerified", identity_verified.then_some(true)),
        Rule::Quality { of, types, agencies } => about(of)
            .with_all("types", types.iter().map(|kind| named(kind.name(), kind.uri())))
            .with_all("agencies", agencies),
        Rule::Formality(of, settings) => {
            about(of).with_all("settings", settings.iter().map(|kind| named(kind.name(), kind.uri())))
        }
        Rule::Window(months) => Object::new().with("months", i64::from(*months)),
        Rule::OneLearner { identifiers } => Object::new().with("identifiers", identifiers.name()),
    }
}

fn about(of: &Selector) -> Object {
    Object::new().with_some("of", (*of != Selector::Any).then(|| selector(of)))
}

fn bounded(object: Object, bounds: Bounds) -> Object {
    let amount = |amount: Option<Quantity>| amount.map(|amount| amount.to_string());
    object.with_some("atLeast", amount(bounds.at_least)).with_some("atMost", amount(bounds.at_most))
}

fn graded(object: Object, grade: &GradeBound) -> Object {
    let scale: Value = match &grade.scale {
        Scale::Values(values) => Value::Array(values.iter().map(Value::from).collect()),
        Scale::Range(least, most) => Object::new().with("minimum", least).with("maximum", most).into(),
    };
    object.with("atLeast", &grade.at_least).with("scale", scale)
}

/// A value of a controlled vocabulary, by its name or its URI.
fn named(name: Option<&'static str>, uri: Option<&str>) -> Value {
    name.or(uri).unwrap_or_default().into()
}

fn selector(own: &Selector) -> Value {
    let object = Object::new();
    match own {
        Selector::Any => object.with("any", true),
        Selector::Anchored => object.with("anchored", true),
        Selector::Used => object.with("used", true),
        Selector::Achievement(ids) => object.with_all("achievement", ids),
        Selector::Outcome(uris) => object.with_all("outcome", uris),
        Selector::Issuer(ids) => object.with_all("issuer", ids),
        Selector::Field(codes) => object.with_all("field", codes),
        Selector::Tag(tags) => object.with_all("tag", tags),
        Selector::Kind(kinds) => object.with_all("kind", kinds.iter().map(|kind| kind.name())),
        Selector::Assessment(types) => {
            object.with_all("assessment", types.iter().map(|kind| named(kind.name(), kind.uri())))
        }
        Selector::Setting(settings) => {
            object.with_all("setting", settings.iter().map(|kind| named(kind.name(), kind.uri())))
        }
        Selector::Level(bound) => {
            let name = match bound {
                LevelBound::AtLeast(_) => "atLeast",
                LevelBound::Exactly(_) => "exactly",
                LevelBound::AtMost(_) => "atMost",
            };
            object.with("level", Object::new().with(name, level_to_json(bound.level())))
        }
        Selector::And(all) => object.with_all("and", all.iter().map(selector)),
        Selector::Or(some) => object.with_all("or", some.iter().map(selector)),
        Selector::Not(one) => object.with("not", selector(one)),
    }
    .into()
}
