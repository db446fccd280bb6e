//! What the elements state, in words for readers of one language.

use super::super::words::Letters;
use super::super::{Language, labels};
use super::content::{Value, address};
use crate::badge::EndorsementCredential;
use crate::framework::NqfLevel;
use crate::microcredential::{
    AwardingBody, Concept, Field, FurtherInformation, Grade, GradingScheme, LanguageTag, Learner, LearningOutcome,
    Level, Location, QualityAssurance, Stackability, Supervision, Text, Venue, Vocabulary, Workload,
};
use crate::verify::{Provenance, Verified};
use chrono::{DateTime, NaiveDate, Utc};

/// Writes values for readers of one language.
pub(super) struct Values<'p> {
    pub(super) language: Language,
    /// Which letters there are where it is read.
    pub(super) letters: Letters,
    /// The languages of the learning.
    pub(super) languages: &'p [LanguageTag],
    /// Who vouches for all of it.
    pub(super) provenance: &'p Provenance,
}

impl Values<'_> {
    pub(super) fn text(&self, text: &Text) -> Value {
        let (tag, words) = self.language.wording(text, self.letters, self.languages);
        Value::theirs(words, tag)
    }

    pub(super) fn some_text(&self, text: &Text) -> Option<Value> {
        (!text.is_empty()).then(|| self.text(text))
    }

    /// A concept of EU Vocabularies in this language where there is a name for it, else in English; or somebody else's.
    pub(super) fn concept<V: Vocabulary>(&self, concept: &V) -> Value {
        match concept.as_other() {
            Some(other) => self.other(other),
            None => self.labelled(concept.iri(), &concept.shown(&[])),
        }
    }

    pub(super) fn field(&self, field: &Field) -> Value {
        match field {
            Field::Isced(code) => self.labelled(field.uri(), code.label()),
            Field::Other(other) => self.other(other),
        }
    }

    fn other(&self, concept: &Concept) -> Value {
        let uri = || Value::theirs(concept.uri.as_deref().unwrap_or_default(), None);
        self.some_text(&concept.label).unwrap_or_else(uri)
    }

    fn labelled(&self, uri: Option<&str>, english: &str) -> Value {
        let published = || labels::concept(uri?, self.language);
        let ours =
            || Some(self.language.word(uri?)).filter(|word| !word.is_empty() && self.language != Language::ENGLISH);
        match (published(), ours()) {
            (Some(label), _) => Value::theirs(label, None),
            (None, Some(word)) => Value::ours(word),
            (None, None) => self.english(english),
        }
    }

    fn english(&self, words: &str) -> Value {
        Value::theirs(words, (self.language != Language::ENGLISH).then_some("en"))
    }

    fn word(&self, key: &str) -> Value {
        Value::ours(self.language.word(key))
    }

    pub(super) fn date(&self, day: NaiveDate) -> Value {
        Value::time(self.language.date(day), day.to_string())
    }

    pub(super) fn moment(&self, moment: DateTime<Utc>) -> Value {
        let words = format!("{}, {}", self.language.date(moment.date_naive()), moment.format("%H:%M UTC"));
        Value::time(words, moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }

    /// The name first, if there is one, then the other identifiers that are in plain text.
    pub(super) fn learner(&self, learner: &Learner) -> Vec<Value> {
        let parts: Vec<&str> =
            [&learner.given_name, &learner.family_name].into_iter().flatten().map(String::as_str).collect();
        let name = learner.name.clone().or_else(|| (!parts.is_empty()).then(|| parts.join(" ")));
        let plain = learner.identifiers.iter().filter(|other| !other.hashed).map(|other| other.identity_hash.clone());
        let shown: Vec<String> = name.into_iter().chain(learner.id.clone()).chain(plain).collect();
        match shown.is_empty() {
            // Known by hashes alone: it is for the learner to show what they are hashes of.
            true => learner.identifiers.iter().map(|other| Value::theirs(&other.identity_hash, None)).collect(),
            false => shown.iter().map(|one| Value::theirs(one, None)).collect(),
        }
    }

    pub(super) fn location(&self, location: &Location) -> Value {
        let country = match (labels::country(&location.country, self.language), location.country_name()) {
            (Some(name), _) => Value::theirs(name, None),
            (None, Some(name)) => self.english(name),
            (None, None) => Value::theirs(&location.country, None),
        };
        match &location.region {
            Some(region) => Value::theirs(region, None).and_ours(", ").and(country),
            None => country,
        }
    }

    pub(super) fn awarding_body(&self, body: &AwardingBody) -> Value {
        let name = self.text(&body.name);
        let named = match &body.location {
            Some(location) => name.and_ours(", ").and(self.location(location)),
            None => name,
        };
        self.unless_issuer(body, named.and_ours(" ").and_small(Value::theirs(&body.id, None)))
    }

    /// From whom it is, in lines: the awarding bodies, and before them the issuer, unless it is one of them. Nobody but the
    /// issuer has signed, and its name alone would say nothing about whose key that was.
    pub(super) fn origin(&self, bodies: &[AwardingBody]) -> Vec<Value> {
        let named = bodies.iter().map(|body| match self.is_issuer(body) {
            true => self.known(self.text(&body.name), self.provenance),
            false => self.unless_issuer(body, self.text(&body.name)),
        });
        let named = Value::joined(named, " · ");
        if bodies.iter().any(|body| self.is_issuer(body)) {
            return vec![named];
        }
        let name = self.provenance.issuer_name.as_deref().map_or_else(Value::default, |name| Value::theirs(name, None));
        let line = |key: &str, value: Value| self.word(key).and_ours(": ").and(value);
        vec![line("issuer", self.known(name, self.provenance)), line("awarding_body", named)]
    }

    /// The issuer by what it is known: in the panel, which has no other words for it.
    pub(super) fn issuer(&self) -> Value {
        let Provenance { issuer, trusted_name, .. } = self.provenance;
        match trusted_name {
            Some(name) => Value::theirs(name, None).and_ours(" ").and_small(address(issuer)),
            None => address(issuer),
        }
    }

    /// Somebody who has signed, by name and by what they are known. Anybody can take any name: so the one that the verifier has for whom it
    /// trusts comes before the one that they give themselves, and where there is none, the id stands behind that.
    fn known(&self, own: Value, provenance: &Provenance) -> Value {
        let Provenance { issuer, trusted_name, .. } = provenance;
        match trusted_name {
            Some(name) if own.is_empty() || own.says(name) => Value::theirs(name, None),
            Some(name) => {
                let stated = own.and_ours(" (").and(self.word("as_stated")).and_ours(")");
                Value::theirs(name, None).and_ours(" ").and_small(stated)
            }
            None if own.is_empty() => address(issuer),
            None => own.and_ours(" ").and_small(address(issuer)),
        }
    }

    /// What is said of an awarding body; that the issuer alone says so, if it is another.
    fn unless_issuer(&self, body: &AwardingBody, said: Value) -> Value {
        match self.is_issuer(body) {
            true => said,
            false => said.and_ours(" ").and_small(Value::ours("(").and(self.word("as_stated")).and_ours(")")),
        }
    }

    /// Whether an awarding body is the issuer, by its id and by what the issuer calls itself.
    fn is_issuer(&self, body: &AwardingBody) -> bool {
        let Provenance { issuer, issuer_name, .. } = self.provenance;
        let is_called = |name: &String| body.name.wordings().any(|(_, words)| words == name);
        body.id == *issuer && issuer_name.as_ref().is_none_or(is_called)
    }

    pub(super) fn outcome(&self, outcome: &LearningOutcome) -> Value {
        let mut value = self.text(&outcome.text);
        if let Some(kind) = &outcome.kind {
            value = value.and_ours(" ").and_small(Value::ours("(").and(self.concept(kind)).and_ours(")"));
        }
        let skills = outcome.skills.iter();
        let skills: Vec<Value> = skills
            .map(|skill| self.some_text(&skill.name).unwrap_or_else(|| Value::theirs(&skill.uri, None)))
            .collect();
        match skills.is_empty() {
            true => value,
            false => value.and_line(Value::default().and_small(Value::joined(skills, " · "))),
        }
    }

    pub(super) fn workload(&self, workload: &Workload) -> Vec<Value> {
        let ects = workload.ects.map(|credits| Value::ours(format!("{} ECTS", self.language.number(credits))));
        let hours = workload.hours.map(|hours| Value::ours(self.language.hours(hours)));
        let others = workload.credits.iter().map(|credits| {
            Value::ours(format!("{} ", self.language.number(credits.points)))
                .and_theirs(self.language.credits(&credits.system), None)
        });
        ects.into_iter().chain(hours).chain(others).collect()
    }

    pub(super) fn level(&self, level: &Level) -> Value {
        let word = self.language.word("level");
        match level {
            Level::Eqf(level) => Value::ours(format!("{}, {word}\u{a0}{level}", self.language.word("eqf"))),
            Level::Nqf(own @ NqfLevel::Named { country, level, .. }) => {
                Value::theirs(self.language.framework(own), None)
                    .and_ours(" (")
                    .and_theirs(country, None)
                    .and_ours(format!("), {word}\u{a0}"))
                    .and_theirs(level, None)
            }
            Level::QfEhea(cycle) => Value::ours("QF-EHEA, ").and_ours(self.language.cycle(*cycle)),
            other => self.english(&other.to_string()),
        }
    }

    pub(super) fn quality(&self, quality: &QualityAssurance) -> Value {
        let mut value = self.concept(&quality.kind);
        if let Some(agency) = &quality.agency {
            let id = || agency.id.as_deref().map(|id| Value::theirs(id, None));
            if let Some(name) = self.some_text(&agency.name).or_else(id) {
                value = value.and_ours(", ").and(name);
            }
        }
        if let Some(decision) = &quality.decision {
            value = value.and_line(self.word("decision").and_ours(": ").and_theirs(decision, None));
        }
        if quality.valid_from.is_some() || quality.valid_until.is_some() {
            let end = |day: Option<NaiveDate>| day.map_or(Value::ours("…"), |day| self.date(day));
            let span = end(quality.valid_from).and_ours(" – ").and(end(quality.valid_until));
            value = value.and_line(self.word("valid").and_ours(": ").and(span));
        }
        value
    }

    pub(super) fn supervision(&self, supervision: Supervision) -> Value {
        let supervised = if supervision.supervised { "supervised" } else { "unsupervised" };
        let identity = if supervision.identity_verified { "identity_verified" } else { "identity_not_verified" };
        let venue = supervision.venue.map(|venue| match venue {
            Venue::Online => "online",
            Venue::Onsite => "onsite",
        });
        let words = [Some(supervised), Some(identity), venue].into_iter().flatten();
        Value::joined(words.map(|key| self.word(key)), ", ")
    }

    pub(super) fn grade(&self, grade: &Grade, scheme: Option<&GradingScheme>) -> Value {
        let value = Value::theirs(&grade.value, None);
        match scheme.and_then(|scheme| self.some_text(&scheme.name)) {
            Some(scheme) => value.and_ours(" ").and_small(Value::ours("(").and(scheme).and_ours(")")),
            None => value,
        }
    }

    pub(super) fn stackability(&self, option: &Stackability) -> Vec<Value> {
        let Stackability::Stackable { towards } = option else { return vec![self.word("standalone")] };
        if towards.is_empty() {
            return vec![self.word("stackable")];
        }
        let target = |id: &str, name: &Text| self.some_text(name).unwrap_or_else(|| Value::theirs(id, None));
        towards.iter().map(|to| Value::ours("→ ").and(target(&to.id, &to.name))).collect()
    }

    pub(super) fn further(&self, more: &FurtherInformation) -> Value {
        let url = more.url.as_ref().map(|url| Value::theirs(url, None));
        Value::joined(self.some_text(&more.text).into_iter().chain(url), " ")
    }

    /// A language by its name in the language of the page, else in English, else by its tag.
    pub(super) fn language_of_learning(&self, tag: &LanguageTag) -> Value {
        match (labels::language(tag, self.language), labels::english_language(tag)) {
            (Some(name), _) => Value::theirs(name, None),
            (None, Some(name)) => self.english(name),
            (None, None) => Value::theirs(tag.as_str(), None),
        }
    }

    /// Who endorses.
    pub(super) fn endorsement(&self, endorsement: &Verified<EndorsementCredential>) -> Value {
        let name = endorsement.issuer.name().map(ToString::to_string);
        let own = name.map_or_else(Value::default, |name| Value::theirs(&name, None));
        self.known(own, endorsement.provenance())
    }
}
