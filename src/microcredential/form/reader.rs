use crate::codec::iri;
use crate::framework::{Quantity, QuantityError};
use crate::json::{Kind, Node, Pointer};
use crate::microcredential::award::end_of;
use crate::microcredential::vocabulary::{Concept, Vocabulary};
use crate::microcredential::{LanguageTag, Period, PeriodError, Text};
use crate::report::{Code, Finding, Findings, code};
use crate::vc::{Date, DateError, DateTimeStamp};
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// Reads the JSON form, and keeps every finding on the way instead of stopping at the first.
#[derive(Default)]
pub(crate) struct Reader {
    findings: Findings,
    /// Inside what is said about the learner, where no value or name may be repeated in a finding.
    private: bool,
}

impl Reader {
    pub(crate) fn into_findings(self) -> Findings {
        self.findings
    }

    /// Reads what is said about the learner.
    pub(crate) fn privately<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.private = true;
        let read = read(self);
        self.private = false;
        read
    }

    pub(crate) fn say(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, at, detail));
    }

    /// An object whose members all have one of these names.
    pub(crate) fn object<'t>(&mut self, node: Node<'t>, members: &[&str]) -> Option<Node<'t>> {
        if !node.is_object() {
            return self.wrong_kind(node, &format!("an object with {}", listed(members)));
        }
        for (name, _) in node.members().filter(|(name, _)| !members.contains(name)) {
            let (place, what) = match self.private {
                true => (node.path(), "a member".to_owned()),
                false => (node.path().member(name), Quoted(name).to_string()),
            };
            let advice = match nearest(name, members.iter().copied()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("the names are {}", listed(members)),
            };
            self.say(code::ec::UNKNOWN_MEMBER, place, format!("{what} is not known here; {advice}"));
        }
        Some(node)
    }

    /// A member that must be there.
    pub(crate) fn required<'t>(&mut self, node: Node<'t>, member: &str) -> Option<Node<'t>> {
        let value = node.get(member);
        if value.is_none() {
            self.say(code::ec::FORM, node.path().member(member), format!("the member `{member}` is missing; add it"));
        }
        value
    }

    /// A string that is not empty.
    pub(crate) fn string(&mut self, node: Node<'_>) -> Option<String> {
        match node.as_str() {
            Some(text) if !is_blank(text) => Some(text.to_owned()),
            Some(_) => self.refuse(code::ec::TEXT, node, "it is empty; leave it out, or say something"),
            None => self.wrong_kind(node, "a string"),
        }
    }

    /// An absolute IRI.
    pub(crate) fn iri(&mut self, node: Node<'_>) -> Option<String> {
        match node.as_str() {
            Some(iri) if iri::is_absolute(iri) => Some(iri.to_owned()),
            Some(_) => self.refuse(code::ec::IRI, node, "write it in full, such as https://vet.example/offers/7"),
            None => self.wrong_kind(node, "a string with an absolute IRI"),
        }
    }

    pub(crate) fn boolean(&mut self, node: Node<'_>) -> Option<bool> {
        node.as_bool().or_else(|| self.wrong_kind(node, "true or false"))
    }

    /// `true`, which stands for a value.
    pub(crate) fn word_true<T>(&mut self, node: Node<'_>, value: T) -> Option<T> {
        match node.as_bool() {
            Some(true) => Some(value),
            _ => self.wrong_kind(node, "true"),
        }
    }

    /// A string, or an object from language tags to strings.
    pub(crate) fn text(&mut self, node: Node<'_>) -> Option<Text> {
        if !node.is_object() {
            return match node.as_str() {
                Some(_) => self.string(node).map(Text::new),
                None => self.wrong_kind(node, "a string, or an object from language tags to strings"),
            };
        }
        let mut text = Text::default();
        for (tag, words) in node.members() {
            let Some(known) = LanguageTag::parse(tag) else {
                self.refuse::<()>(code::ec::TEXT, words, "the name is no BCP 47 tag; write one such as pt or pt-BR");
                continue;
            };
            if text.wordings().any(|(own, _)| *own == known) {
                self.refuse::<()>(code::ec::TEXT, words, "this language is there already; keep one wording");
            } else if let Some(words) = self.string(words) {
                text = text.and(tag, words);
            }
        }
        if node.members().next().is_none() {
            return self.refuse(code::ec::TEXT, node, "it has no wording; leave it out, or say something");
        }
        Some(text)
    }

    /// An amount above zero: a string of decimal digits, or a whole number.
    pub(crate) fn quantity(&mut self, node: Node<'_>) -> Option<Quantity> {
        let whole = |number: f64| (number.fract() == 0.0 && number.abs() < 1e9).then(|| format!("{number:.0}"));
        let read = match (node.as_str(), node.as_f64()) {
            (Some(text), _) => text.parse::<Quantity>(),
            (None, Some(number)) => match whole(number) {
                Some(text) => text.parse(),
                None => {
                    return self.refuse(
                        code::ec::AMOUNT,
                        node,
                        "write it as a string, such as \"2.5\", so that it stays exact",
                    );
                }
            },
            (None, None) => return self.wrong_kind(node, "an amount: a string such as \"2.5\", or a whole number"),
        };
        match read {
            Ok(quantity) if quantity.is_zero() => {
                self.refuse(code::ec::AMOUNT, node, "it is zero; leave it out, or correct it")
            }
            Ok(quantity) => Some(quantity),
            Err(error @ (QuantityError::Form | QuantityError::Precision | QuantityError::TooLarge)) => {
                self.refuse(code::ec::AMOUNT, node, &error.to_string())
            }
        }
    }

    /// A day of the calendar, such as `2026-06-15`.
    pub(crate) fn date(&mut self, node: Node<'_>) -> Option<NaiveDate> {
        let Some(text) = node.as_str() else {
            return self.wrong_kind(node, "a date such as \"2026-06-15\"");
        };
        parse_date(text).or_else(|| {
            let what = if self.private { "this".to_owned() } else { Quoted(text).to_string() };
            let detail = match Date::parse(text) {
                Err(DateError::DateForm) => {
                    format!("{what} is not formed as 2026-06-15: year, month and day, with hyphens, and no time")
                }
                _ => format!("{what} is no day of the calendar; write one that exists, such as 2026-06-15"),
            };
            self.refuse(code::ec::DATE, node, &detail)
        })
    }

    /// The end of a validity: a day, which counts to its end in UTC, or a moment.
    pub(crate) fn end(&mut self, node: Node<'_>) -> Option<DateTimeStamp> {
        let Some(text) = node.as_str() else {
            return self.wrong_kind(node, "a day such as \"2028-06-15\", or a moment such as \"2028-06-15T12:00:00Z\"");
        };
        match parse_end(text) {
            Ok(end) => Some(end),
            Err(error) => self.refuse(code::ec::VALIDITY, node, &format!("{error}, or write a day such as 2028-06-15")),
        }
    }

    /// A span of the calendar, such as `P2Y`.
    pub(crate) fn period(&mut self, node: Node<'_>) -> Option<Period> {
        let Some(text) = node.as_str() else {
            return self.wrong_kind(node, "a span of the calendar such as \"P2Y\"");
        };
        text.parse().map_or_else(|error: PeriodError| self.refuse(code::ec::VALIDITY, node, &error.to_string()), Some)
    }

    /// Each item of an array.
    pub(crate) fn list<T>(
        &mut self,
        node: Option<Node<'_>>,
        mut read: impl FnMut(&mut Self, Node<'_>) -> Option<T>,
    ) -> Vec<T> {
        match node {
            Some(node) if node.is_array() => node.items().filter_map(|item| read(self, item)).collect(),
            Some(node) => self.wrong_kind(node, "an array").unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&mut self, node: Node<'_>, words: &[(&str, T)]) -> Option<T> {
        let names = || words.iter().map(|(name, _)| *name);
        match node.as_str() {
            Some(text) => match words.iter().find(|(name, _)| *name == text) {
                Some((_, value)) => Some(*value),
                None => self.unknown_value(node, text, names()),
            },
            None => self.wrong_kind(node, &format!("one of {}", listed(&names().collect::<Vec<_>>()))),
        }
    }

    /// A value of a controlled vocabulary: its name, a URI, or an object with `uri` and `label` for any other.
    pub(crate) fn value<V: Vocabulary>(&mut self, node: Node<'_>) -> Option<V> {
        if node.is_object() {
            let concept = self.concept(node)?;
            let known = concept.uri.as_deref().map(V::of_uri).filter(|known| known.as_other().is_none());
            return Some(known.unwrap_or_else(|| V::other(concept)));
        }
        let Some(text) = node.as_str() else {
            return self.wrong_kind(node, "a name, a URI, or an object with `uri` and `label`");
        };
        match V::of_name(text) {
            Some(value) => Some(value),
            None if iri::is_absolute(text) => Some(V::of_uri(text)),
            None => match V::of_label(text).and_then(|meant| meant.entry()) {
                Some((name, _)) => self.not_known(node, text, &format!("did you mean “{name}”?")),
                None => self.unknown_value(node, text, V::known().iter().map(|(_, name, _)| *name)),
            },
        }
    }

    /// An object with `uri`, `label` or both.
    pub(crate) fn concept(&mut self, node: Node<'_>) -> Option<Concept> {
        let node = self.object(node, &["uri", "label"])?;
        let uri = node.get("uri").and_then(|node| self.iri(node));
        let label = node.get("label").and_then(|node| self.text(node)).unwrap_or_default();
        if node.get("uri").is_none() && node.get("label").is_none() {
            return self.refuse(code::ec::FORM, node, "give a `uri`, a `label`, or both");
        }
        Some(Concept { uri, label })
    }

    /// A word that none of `names` is, with the nearest one.
    pub(crate) fn unknown_value<'n, T>(
        &mut self,
        node: Node<'_>,
        text: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<T> {
        let advice = match nearest(text, names.clone()) {
            Some(nearest) => format!("did you mean “{nearest}”?"),
            None => format!("the names are {}", listed(&names.collect::<Vec<_>>())),
        };
        self.not_known(node, text, &advice)
    }

    fn not_known<T>(&mut self, node: Node<'_>, text: &str, advice: &str) -> Option<T> {
        let what = if self.private { "this".to_owned() } else { Quoted(text).to_string() };
        self.refuse(code::ec::UNKNOWN_VALUE, node, &format!("{what} is not known here; {advice}"))
    }

    pub(crate) fn refuse<T>(&mut self, code: Code, node: Node<'_>, detail: &str) -> Option<T> {
        self.say(code, node.path(), detail);
        None
    }

    pub(crate) fn wrong_kind<T>(&mut self, node: Node<'_>, wanted: &str) -> Option<T> {
        let found = match node.kind() {
            Kind::Null => "null",
            Kind::Bool => "a boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        };
        self.refuse(code::ec::FORM, node, &format!("it is {found}; write {wanted}"))
    }
}

/// A [day](Date) between the years 1 and 9999: nothing was awarded in a year that older calendars do not have.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    Date::parse(text).ok().map(Date::day).filter(|day| day.year() > 0)
}

/// When a validity ends: a day, which counts to its end in UTC, or a moment.
pub(crate) fn parse_end(text: &str) -> Result<DateTimeStamp, DateError> {
    parse_date(text).map_or_else(|| DateTimeStamp::parse(text), |day| Ok(end_of(day)))
}

/// Whether a text says nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| b" \t\r\n".contains(&byte))
}

/// The name that was probably meant, if one is near enough.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let distances = names.map(|candidate| (edit_distance(&name.to_lowercase(), &candidate.to_lowercase()), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + candidate.chars().count() / 4).then_some(candidate)
}

/// How many characters must be inserted, left out, replaced or swapped with their neighbour.
fn edit_distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(64).collect();
    let other: Vec<char> = other.chars().take(64).collect();
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for row in 0..=one.len() {
        for column in 0..=other.len() {
            rows[row][column] = if row == 0 || column == 0 {
                row + column
            } else {
                let same = one[row - 1] == other[column - 1];
                let near = rows[row - 1][column - 1] + usize::from(!same);
                let cost = near.min(rows[row - 1][column] + 1).min(rows[row][column - 1] + 1);
                let swapped =
                    row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1];
                if swapped { cost.min(rows[row - 2][column - 2] + 1) } else { cost }
            };
        }
    }
    rows[one.len()][other.len()]
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A value in a sentence: quoted, and cut to a length that fits.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars().filter(|character| !character.is_control());
        let shown: String = characters.by_ref().take(60).collect();
        write!(formatter, "“{shown}{}”", if characters.next().is_some() { "…" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let names = ["title", "workload", "learningOutcomes", "level"];
        for (typed, meant) in [
            ("titel", Some("title")),
            ("workLoad", Some("workload")),
            ("learning_outcomes", Some("learningOutcomes")),
            ("learningOutcome", Some("learningOutcomes")),
            ("levels", Some("level")),
            ("colour", None),
        ] {
            assert_eq!(nearest(typed, names.into_iter()), meant, "{typed}");
        }
        assert_eq!((edit_distance("ca", "abc"), edit_distance("", "abc"), edit_distance("ab", "ba")), (3, 3, 1));
    }

    #[test]
    fn only_absolute_iris_pass() {
        for iri in ["https://vet.example/", "did:key:z6Mk", "urn:uuid:1", "http://data.europa.eu/é"] {
            assert!(iri::is_absolute(iri), "{iri}");
        }
        for wrong in
            ["", "vet.example", "//vet.example", "https:", "1https:x", "https://vet.example/a b", "x:<y>", ":x", "é:x"]
        {
            assert!(!iri::is_absolute(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_day_has_one_spelling() {
        assert_eq!(parse_date("2028-02-29").unwrap().to_string(), "2028-02-29");
        for wrong in ["2026-02-29", "2026-6-15", "20260615", "2026-06-15T00:00:00Z", "+2026-06-1", "0000-01-01", ""] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }
}
