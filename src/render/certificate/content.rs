//! What a certificate says, before it is a page of any kind.

use super::super::markup::shown;
use super::super::words::Letters;
use super::super::{BadgeImage, Link};
use super::Certificate;
use super::elements;
use super::values::Values;
use crate::microcredential::CredentialKind;
use crate::report::Trust;

/// Everything that is on a certificate, in the order in which it is read.
pub(super) struct Content {
    /// What kind of credential it is.
    pub(super) kind: Value,
    /// What it is called, for where there is room for words alone.
    pub(super) name: String,
    pub(super) title: Value,
    pub(super) learner: Value,
    /// From whom it is, in lines.
    pub(super) origin: Vec<Value>,
    pub(super) issued: Value,
    /// Workload and level, at a glance.
    pub(super) facts: Vec<Value>,
    pub(super) sections: Vec<Section>,
    pub(super) verification: Verification,
    /// The badge image, as SVG.
    pub(super) badge: String,
}

/// One element: the key of its name, and what is stated.
pub(super) struct Section {
    pub(super) key: &'static str,
    pub(super) values: Vec<Value>,
}

/// How far it can be believed, and where the original is.
pub(super) struct Verification {
    pub(super) trust: Trust,
    pub(super) sentence: &'static str,
    /// The key of a name, where there is one, and what is stated.
    pub(super) rows: Vec<(Option<&'static str>, Value)>,
    /// What the QR code says: where the original is.
    pub(super) code: Option<String>,
    pub(super) cautions: Vec<&'static str>,
    /// The id of the credential.
    #[cfg(feature = "pdf")]
    pub(super) credential: Option<String>,
}

/// Words, each with its language and its voice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value(Vec<Piece>);

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words of the interface.
    Ours(String),
    /// Words of the credential, or of somebody's vocabulary: in a language, where that is not the one around them or not known.
    Theirs { words: String, language: Option<String> },
    /// A day or a moment, for people and for machines.
    Time { words: String, machine: String },
    /// What matters less.
    Small(Value),
    /// The next line.
    Break,
}

impl Content {
    /// In wordings that there are letters for.
    pub(super) fn of(certificate: &Certificate<'_>, letters: Letters) -> Self {
        let (credential, language) = (certificate.credential, certificate.language);
        let offer = credential.offer();
        let values = Values { language, letters, languages: &offer.languages, provenance: credential.provenance() };
        let kind = match &offer.kind {
            CredentialKind::Other(term) => Value::theirs(term, None),
            named => Value::ours(language.word(named.name())),
        };
        let levels = at_a_glance(offer.levels.iter().map(|level| values.level(level)));
        let mut sections = elements::sections(credential, &values);
        let endorsements: Vec<Value> = certificate.endorsements.iter().map(|one| values.endorsement(one)).collect();
        if !endorsements.is_empty() {
            sections.push(Section { key: "endorsements", values: endorsements });
        }
        Self {
            kind,
            name: in_short(&shown(language.wording(&offer.title, letters, &offer.languages).1)),
            title: values.text(&offer.title),
            learner: values.learner(credential.learner()).into_iter().next().unwrap_or_default(),
            origin: values.origin(&offer.awarding_bodies),
            issued: values.date(credential.issued()),
            facts: at_a_glance(values.workload(&offer.workload)).chain(levels).collect(),
            sections,
            verification: Verification::of(certificate, &values),
            badge: BadgeImage::of(offer).in_language(language).in_colour(certificate.colour).drawn(letters),
        }
    }
}

/// What has room in a row at the head. The elements say all of it again, so that nothing is lost.
fn at_a_glance(facts: impl IntoIterator<Item = Value>) -> impl Iterator<Item = Value> {
    facts.into_iter().filter(|fact| fact.letters() <= 60).take(4)
}

/// A name where only so much has room.
fn in_short(text: &str) -> String {
    cut(text, 300)
}

/// An id or a link in the panel, which is to fit on a page whatever they are.
pub(super) fn address(text: &str) -> Value {
    Value::theirs(&cut(text, 600), None)
}

/// A text of so many letters at most: what is longer is cut, and says so.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => text[..end].trim_end().to_owned() + "…",
        None => text.to_owned(),
    }
}

impl Verification {
    fn of(certificate: &Certificate<'_>, values: &Values<'_>) -> Self {
        let (language, provenance) = (certificate.language, certificate.credential.provenance());
        let trust = match provenance.trust {
            Trust::Trusted => "trusted",
            Trust::IssuerBound => "issuer_bound",
            Trust::None | Trust::Integrity => "integrity",
        };
        let status = match provenance.status_checked_at {
            Some(moment) => (Some("status_checked_at"), values.moment(moment)),
            None if provenance.has_status => (None, Value::ours(language.word("status_not_looked_up"))),
            None => (None, Value::ours(language.word("no_status"))),
        };
        let (id, link) = (provenance.credential.as_deref(), certificate.link.as_ref().map(Link::as_str));
        let is_of_another_moment = provenance.as_of != provenance.verified_at;
        let rows = [
            Some((Some("issuer"), values.issuer())),
            Some((Some("verified_at"), values.moment(provenance.verified_at))),
            is_of_another_moment.then(|| (Some("as_of"), values.moment(provenance.as_of))),
            provenance.valid_until.map(|moment| (Some("valid_until"), values.moment(moment))),
            Some(status),
            id.map(|id| (Some("credential"), address(id))),
            link.filter(|link| id != Some(link)).map(|link| (Some("original"), address(link))),
        ];
        let unreviewed = (!language.is_reviewed()).then(|| language.word("unreviewed"));
        Self {
            trust: provenance.trust,
            sentence: language.word(trust),
            rows: rows.into_iter().flatten().collect(),
            code: certificate.original(),
            cautions: [Some(language.word("caution")), unreviewed].into_iter().flatten().collect(),
            #[cfg(feature = "pdf")]
            credential: id.map(shown),
        }
    }
}

impl Value {
    pub(super) fn ours(words: impl Into<String>) -> Self {
        Self::default().and_ours(words)
    }

    pub(super) fn theirs(words: &str, language: Option<&str>) -> Self {
        Self::default().and_theirs(words, language)
    }

    pub(super) fn time(words: String, machine: String) -> Self {
        Self(vec![Piece::Time { words, machine }])
    }

    pub(super) fn and_ours(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Ours(words.into()));
        self
    }

    pub(super) fn and_theirs(mut self, words: &str, language: Option<&str>) -> Self {
        self.0.push(Piece::Theirs { words: shown(words), language: language.map(shown) });
        self
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(super) fn and_small(mut self, other: Self) -> Self {
        self.0.push(Piece::Small(other));
        self
    }

    pub(super) fn and_line(mut self, other: Self) -> Self {
        self.0.push(Piece::Break);
        self.and(other)
    }

    pub(super) fn joined(values: impl IntoIterator<Item = Self>, between: &str) -> Self {
        let mut values = values.into_iter();
        let first = values.next().unwrap_or_default();
        values.fold(first, |joined, value| joined.and_ours(between).and(value))
    }

    /// How many letters it has.
    pub(super) fn letters(&self) -> usize {
        let of = |piece: &Piece| match piece {
            Piece::Ours(words) | Piece::Theirs { words, .. } | Piece::Time { words, .. } => words.chars().count(),
            Piece::Small(inside) => inside.letters(),
            Piece::Break => 0,
        };
        self.0.iter().map(of).sum()
    }

    /// Writes the words of the credential in it.
    #[cfg(feature = "pdf")]
    pub(super) fn write_theirs(&self, text: &mut String) {
        self.0.iter().for_each(|piece| match piece {
            Piece::Theirs { words, .. } => text.push_str(words),
            Piece::Small(inside) => inside.write_theirs(text),
            Piece::Ours(_) | Piece::Time { .. } | Piece::Break => {}
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is these words of the credential and nothing else.
    pub(super) fn says(&self, words: &str) -> bool {
        matches!(self.0.as_slice(), [Piece::Theirs { words: own, .. }] if *own == shown(words))
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.0
    }
}
