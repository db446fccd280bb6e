//! Values of the elements as HTML. Whatever is not ours goes through `markup`.

use super::super::Language;
use super::super::markup::{escaped, isolated};
use crate::badge::EndorsementCredential;
use crate::framework::{NqfLevel, Table};
use crate::microcredential::{
    AwardingBody, FurtherInformation, Grade, GradingScheme, LanguageTag, Learner, LearningOutcome, Level, Location,
    QualityAssurance, Stackability, Supervision, Text, Venue, Workload,
};
use crate::report::Trust;
use crate::verify::Verified;
use chrono::{DateTime, NaiveDate, Utc};
use std::fmt::Display;
use std::sync::LazyLock;

static LANGUAGES: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../../vocab/eu/languages.tsv")));

/// Writes values for readers of one language.
pub(super) struct Values {
    pub(super) language: Language,
}

impl Values {
    pub(super) fn text(&self, text: &Text) -> String {
        let (tag, words) = self.language.wording(text);
        isolated(words, tag)
    }

    pub(super) fn some_text(&self, text: &Text) -> Option<String> {
        (!text.is_empty()).then(|| self.text(text))
    }

    /// A name of EU Vocabularies or of somebody else's; the tables have them in English.
    pub(super) fn concept(&self, concept: &impl Display) -> String {
        self.english(&concept.to_string())
    }

    fn english(&self, words: &str) -> String {
        isolated(words, (self.language != Language::ENGLISH).then_some("en"))
    }

    fn word(&self, key: &str) -> String {
        escaped(self.language.word(key))
    }

    pub(super) fn date(&self, day: NaiveDate) -> String {
        format!("<time datetime=\"{day}\">{}</time>", escaped(&self.language.date(day)))
    }

    pub(super) fn moment(&self, moment: DateTime<Utc>) -> String {
        let (day, time) = (self.language.date(moment.date_naive()), moment.format("%H:%M UTC"));
        format!("<time datetime=\"{}\">{}, {time}</time>", moment.format("%Y-%m-%dT%H:%M:%SZ"), escaped(&day))
    }

    /// The name first, if there is one, then the other identifiers that are in plain text.
    pub(super) fn learner(&self, learner: &Learner) -> Vec<String> {
        let parts: Vec<&str> =
            [&learner.given_name, &learner.family_name].into_iter().flatten().map(String::as_str).collect();
        let name = learner.name.clone().or_else(|| (!parts.is_empty()).then(|| parts.join(" ")));
        let plain = learner.identifiers.iter().filter(|other| !other.hashed).map(|other| other.identity_hash.clone());
        let shown: Vec<String> = name.into_iter().chain(learner.id.clone()).chain(plain).collect();
        match shown.is_empty() {
            // Known by hashes alone: it is for the learner to show what they are hashes of.
            true => learner.identifiers.iter().map(|other| isolated(&other.identity_hash, None)).collect(),
            false => shown.iter().map(|one| isolated(one, None)).collect(),
        }
    }

    pub(super) fn location(&self, location: &Location) -> String {
        let country = match location.country_name() {
            Some(name) => self.english(name),
            None => isolated(&location.country, None),
        };
        match &location.region {
            Some(region) => format!("{}, {country}", isolated(region, None)),
            None => country,
        }
    }

    pub(super) fn awarding_body(&self, body: &AwardingBody) -> String {
        let name = self.text(&body.name);
        let id = format!("<small>{}</small>", isolated(&body.id, None));
        match &body.location {
            Some(location) => format!("{name}, {} {id}", self.location(location)),
            None => format!("{name} {id}"),
        }
    }

    pub(super) fn outcome(&self, outcome: &LearningOutcome) -> String {
        let skills = outcome.skills.iter().map(|skill| match self.some_text(&skill.name) {
            Some(name) => name,
            None => isolated(&skill.uri, None),
        });
        let skills: Vec<String> = skills.collect();
        let kind = outcome.kind.as_ref().map(|kind| format!(" <small>({})</small>", self.concept(kind)));
        let related = (!skills.is_empty()).then(|| format!(" <small>{}</small>", skills.join(" · ")));
        [Some(self.text(&outcome.text)), kind, related].into_iter().flatten().collect()
    }

    pub(super) fn workload(&self, workload: &Workload) -> Vec<String> {
        let ects = workload.ects.map(|credits| format!("{} ECTS", self.language.number(credits)));
        let hours = workload.hours.map(|hours| format!("{} {}", self.language.number(hours), self.word("hours")));
        let others = workload.credits.iter().map(|credits| {
            format!("{} {}", self.language.number(credits.points), isolated(credits.system.label(), None))
        });
        ects.into_iter().chain(hours).chain(others).collect()
    }

    pub(super) fn level(&self, level: &Level) -> String {
        let word = self.word("level");
        match level {
            Level::Eqf(level) => format!("EQF, {word} {level}"),
            Level::Nqf(NqfLevel::Named { country, framework, level }) => {
                format!("{} ({}), {word} {}", isolated(framework, None), isolated(country, None), isolated(level, None))
            }
            other => self.concept(other),
        }
    }

    pub(super) fn quality(&self, quality: &QualityAssurance) -> String {
        let agency = quality.agency.as_ref().map(|agency| match (self.some_text(&agency.name), &agency.id) {
            (Some(name), _) => format!(", {name}"),
            (None, Some(id)) => format!(", {}", isolated(id, None)),
            (None, None) => String::new(),
        });
        let decision = quality.decision.as_ref();
        let decision = decision.map(|decision| format!("<br>{}: {}", self.word("decision"), isolated(decision, None)));
        let end = |day: Option<NaiveDate>| day.map_or("…".to_owned(), |day| self.date(day));
        let is_dated = quality.valid_from.is_some() || quality.valid_until.is_some();
        let valid = is_dated
            .then(|| format!("<br>{}: {} – {}", self.word("valid"), end(quality.valid_from), end(quality.valid_until)));
        [Some(self.concept(&quality.kind)), agency, decision, valid].into_iter().flatten().collect()
    }

    pub(super) fn supervision(&self, supervision: Supervision) -> String {
        let supervised = if supervision.supervised { "supervised" } else { "unsupervised" };
        let identity = if supervision.identity_verified { "identity_verified" } else { "identity_not_verified" };
        let venue = supervision.venue.map(|venue| match venue {
            Venue::Online => "online",
            Venue::Onsite => "onsite",
        });
        let words: Vec<String> =
            [Some(supervised), Some(identity), venue].into_iter().flatten().map(|key| self.word(key)).collect();
        words.join(", ")
    }

    pub(super) fn grade(&self, grade: &Grade, scheme: Option<&GradingScheme>) -> String {
        let value = isolated(&grade.value, None);
        match scheme.and_then(|scheme| self.some_text(&scheme.name)) {
            Some(scheme) => format!("{value} <small>({scheme})</small>"),
            None => value,
        }
    }

    pub(super) fn stackability(&self, option: &Stackability) -> Vec<String> {
        let Stackability::Stackable { towards } = option else { return vec![self.word("standalone")] };
        if towards.is_empty() {
            return vec![self.word("stackable")];
        }
        let target = |id: &str, name: &Text| self.some_text(name).unwrap_or_else(|| isolated(id, None));
        towards.iter().map(|to| format!("→ {}", target(&to.id, &to.name))).collect()
    }

    pub(super) fn further(&self, more: &FurtherInformation) -> String {
        let url = more.url.as_ref().map(|url| isolated(url, None));
        Vec::from_iter(self.some_text(&more.text).into_iter().chain(url)).join(" ")
    }

    pub(super) fn language_of_learning(&self, tag: &LanguageTag) -> String {
        let row = LANGUAGES.find("bcp47", tag.as_str()).or_else(|| LANGUAGES.find("bcp47", tag.language()));
        match (Language::of(tag.as_str()), row) {
            (Some(known), _) => isolated(known.name(), Some(known.tag())),
            (None, Some(row)) => self.english(LANGUAGES.cell(row, "label")),
            (None, None) => isolated(tag.as_str(), None),
        }
    }

    /// Who endorses. Anybody can take any name, so that of somebody who is not trusted has their id behind it.
    pub(super) fn endorsement(&self, endorsement: &Verified<EndorsementCredential>) -> String {
        let (issuer, id) = (&endorsement.issuer, endorsement.provenance().issuer.as_str());
        match issuer.name().map(ToString::to_string) {
            Some(name) if endorsement.provenance().trust >= Trust::Trusted => isolated(&name, None),
            Some(name) => format!("{} ({})", isolated(&name, None), isolated(id, None)),
            None => isolated(id, None),
        }
    }
}
