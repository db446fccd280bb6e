use super::request::Request;
use super::{Answer, Error, Operation, sealed};
use crate::env::Environment;
use crate::framework::{Eqf, Frameworks, NqfLevel};
use crate::json::{Object, Value};
use std::fmt;

/// Says which EQF level a national level is referenced to, how well that is known, and what stands there in other countries.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LevelsConvert {
    /// The country as the EU writes it (`EL` is Greece, `UK` the United Kingdom), or a part of one; `EQF` for the EQF itself.
    pub country: String,
    /// The level as its framework writes it.
    pub level: String,
    /// The country whose levels are asked for; of all where nothing is said, of none for `EQF`.
    pub to: Option<String>,
    /// The tables.
    frameworks: Frameworks,
}

/// National levels, and the EQF level of each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertedLevels {
    /// One for each framework of the country that has the level.
    pub levels: Vec<ConvertedLevel>,
    /// The country whose levels were asked for, if not those of all.
    pub to: Option<String>,
}

/// One level, and what it is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertedLevel {
    /// The level; nothing for one of the EQF itself.
    pub national: Option<NqfLevel>,
    /// The EQF level; nothing where it is not placed, so that it compares with nothing.
    pub eqf: Option<Eqf>,
    /// Whether its framework is formally referenced to the EQF; otherwise `eqf` is the level that it was designed for.
    pub is_formal: bool,
    /// How well the referencing is known.
    pub confidence: Option<String>,
    /// Where it is written.
    pub source: Option<String>,
    /// Every national level that is referenced to the same EQF level: a set, since several may be.
    pub same: Vec<NqfLevel>,
    /// Every national level that was designed for it, of a framework that is not formally referenced.
    pub designed: Vec<NqfLevel>,
}

impl LevelsConvert {
    /// Converts a level of a country.
    pub fn new(country: impl Into<String>, level: impl Into<String>) -> Self {
        Self { country: country.into(), level: level.into(), to: None, frameworks: Frameworks::bundled().clone() }
    }

    /// The same, by other tables.
    #[must_use]
    pub fn with_frameworks(self, frameworks: Frameworks) -> Self {
        Self { frameworks, ..self }
    }

    /// What to write for a country of which there is no framework.
    fn unknown(&self, country: &str) -> String {
        let capitals = country.to_uppercase();
        let meant = self.frameworks.of_country(capitals.get(..2).unwrap_or_default());
        let names: Vec<_> = match meant.is_empty() {
            true => self.frameworks.countries().into_iter().map(str::to_owned).collect(),
            false => meant.keys().map(|(own, framework)| format!("{own} ({framework})")).collect(),
        };
        format!("no framework of such a country is in the tables; write {}", names.join(" or "))
    }

    /// What to write for a level that no framework of the country has.
    fn unknown_level(&self) -> String {
        let known = self.frameworks.of_country(&self.country);
        let known = known.iter().map(|((own, name), levels)| format!("{name} ({own}) has {}", levels.join(", ")));
        format!("no framework of the country has such a level: {}", known.collect::<Vec<_>>().join("; "))
    }

    /// What stands at the same EQF level: what is referenced to it, and what was only designed for it.
    fn same(&self, eqf: Option<Eqf>, but: Option<&NqfLevel>) -> (Vec<NqfLevel>, Vec<NqfLevel>) {
        let Some(eqf) = eqf else { return Default::default() };
        let all = self.frameworks.levels_at(eqf, self.to.as_deref());
        let is_formal = |level: &NqfLevel| self.frameworks.referencing(level).is_some_and(|known| known.is_formal);
        all.into_iter().filter(|level| Some(level) != but).partition(is_formal)
    }
}

impl Operation for LevelsConvert {
    const NAME: &'static str = "levels_convert";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/levels_convert.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/levels_convert.response.schema.json");
    type Answer = ConvertedLevels;

    fn run(self, _: &Environment) -> Result<ConvertedLevels, Error> {
        let is_known = |country: &String| country == "EQF" || !self.frameworks.of_country(country).is_empty();
        if let Some(to) = self.to.as_ref().filter(|to| !is_known(to)) {
            return Err(Error::member("to", self.unknown(to)));
        }
        if self.country == "EQF" {
            let eqf = self.level.parse().ok().and_then(Eqf::new);
            let eqf = Some(eqf.ok_or_else(|| Error::member("level", "the levels of the EQF go from 1 to 8"))?);
            let (same, designed) = self.same(eqf, None);
            let level =
                ConvertedLevel { national: None, eqf, is_formal: true, confidence: None, source: None, same, designed };
            return Ok(ConvertedLevels { levels: vec![level], to: self.to });
        }
        let found = self.frameworks.named(&self.country, &self.level);
        if found.is_empty() {
            return Err(match is_known(&self.country) {
                true => Error::member("level", self.unknown_level()),
                false => Error::member("country", self.unknown(&self.country)),
            });
        }
        let levels = found.into_iter().map(|(national, known)| {
            let (same, designed) = self.same(known.eqf, Some(&national));
            ConvertedLevel {
                national: Some(national),
                eqf: known.eqf,
                is_formal: known.is_formal,
                confidence: Some(known.confidence.as_str().to_owned()),
                source: Some(known.source.clone()),
                same,
                designed,
            }
        });
        Ok(ConvertedLevels { levels: levels.collect(), to: self.to })
    }
}

impl sealed::Sealed for LevelsConvert {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("country", "give the country as the EU writes it, or EQF");
        request.require("level", "give the level as its framework writes it");
        let country = request.string("country").map(str::to_owned);
        let level = request.string("level").map(str::to_owned);
        let to = request.string("to").map(str::to_owned);
        let frameworks = request.frameworks();
        Some(Self { to, frameworks, ..Self::new(country?, level?) })
    }
}

impl Answer for ConvertedLevels {
    /// `levels`, each with `eqf`, `referenced`, `confidence`, `source`, `same` and `designed`.
    fn to_json(&self) -> Value {
        let named = |level: &NqfLevel| match level {
            NqfLevel::Named { country, framework, level } => {
                Value::from(Object::new().with("country", country).with("framework", framework).with("level", level))
            }
            NqfLevel::Concept(uri) => uri.into(),
        };
        let levels = self.levels.iter().map(|own| {
            Object::new()
                .with_some("level", own.national.as_ref().map(named))
                .with_some("eqf", own.eqf.map(|eqf| i64::from(eqf.level())))
                .with_some("referenced", own.national.as_ref().map(|_| own.is_formal))
                .with_some("confidence", own.confidence.as_ref())
                .with_some("source", own.source.as_ref())
                .with("same", Value::Array(own.same.iter().map(named).collect()))
                .with_all("designed", own.designed.iter().map(named))
                .into()
        });
        Object::new().with("type", "ConvertedLevels").with("levels", Value::Array(levels.collect())).into()
    }
}

impl fmt::Display for ConvertedLevels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for own in &self.levels {
            match (&own.national, own.eqf) {
                (Some(level), Some(eqf)) if own.is_formal => writeln!(formatter, "{level} is {eqf}")?,
                (Some(level), Some(eqf)) => {
                    writeln!(
                        formatter,
                        "{level} was designed for {eqf}, and its framework is not formally referenced"
                    )?;
                }
                (Some(level), None) => {
                    writeln!(
                        formatter,
                        "{level} is not placed in the EQF, so that none of another framework compares with it"
                    )?;
                }
                (None, Some(eqf)) => writeln!(formatter, "{eqf}")?,
                (None, None) => {}
            }
            if let (Some(confidence), Some(source)) = (&own.confidence, &own.source) {
                writeln!(formatter, "  confidence {confidence}: {source}")?;
            }
            let listed = |levels: &[NqfLevel]| levels.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            if !own.same.is_empty() {
                writeln!(formatter, "  also there: {}", listed(&own.same))?;
            }
            if !own.designed.is_empty() {
                writeln!(formatter, "  designed for it, not formally referenced: {}", listed(&own.designed))?;
            }
            match (&self.to, own.eqf) {
                (Some(to), Some(eqf)) if to != "EQF" && own.same.is_empty() && own.designed.is_empty() => {
                    writeln!(formatter, "  nothing else of {to} is {eqf}")?
                }
                _ => {}
            }
        }
        Ok(())
    }
}
