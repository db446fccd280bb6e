use crate::json::{Kind, Node, Object, Value};
use std::fmt;

/// A text for people, in one language or several.
///
/// Open Badges 3.0 itself has plain strings. VC Data Model 2.0 also knows
/// [language values](https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction), and the newer JSON Schemas
/// of Open Badges let a language map through; all three are read. A plain text is written as a string, anything else
/// as language values.
///
/// ```
/// use microcred::vc::Text;
/// let title = Text::in_language("pt", "Competências verdes").and("en", "Green skills");
/// assert_eq!(title.as_str(), "Competências verdes");
/// assert_eq!(title.for_language("en-IE"), Some("Green skills"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text(Vec<LanguageValue>);

/// One wording of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LanguageValue {
    /// The words.
    pub value: String,
    /// The language as a [BCP 47](https://www.rfc-editor.org/info/bcp47) tag, if it is said.
    pub language: Option<String>,
    /// The base direction, `ltr` or `rtl`, if it is said.
    pub direction: Option<String>,
}

impl Text {
    /// A text that does not say its language.
    pub fn new(value: impl Into<String>) -> Self {
        Self(vec![LanguageValue { value: value.into(), language: None, direction: None }])
    }

    /// A text in a language (BCP 47 tag).
    pub fn in_language(tag: impl Into<String>, value: impl Into<String>) -> Self {
        Self(vec![LanguageValue { value: value.into(), language: Some(tag.into()), direction: None }])
    }

    /// The same text with a wording in one more language (BCP 47 tag).
    #[must_use]
    pub fn and(mut self, tag: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.push(LanguageValue { value: value.into(), language: Some(tag.into()), direction: None });
        self
    }

    /// The first wording; there is always one.
    pub fn as_str(&self) -> &str {
        self.0.first().map_or("", |first| first.value.as_str())
    }

    /// The wording for a language: that of the same tag, or of the same primary language, or the one without a tag.
    pub fn for_language(&self, tag: &str) -> Option<&str> {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let tagged = |matches: &dyn Fn(&str) -> bool| {
            self.0.iter().find(|wording| wording.language.as_deref().is_some_and(matches))
        };
        tagged(&|own| own.eq_ignore_ascii_case(tag))
            .or_else(|| tagged(&|own| primary(own) == primary(tag)))
            .or_else(|| self.0.iter().find(|wording| wording.language.is_none()))
            .map(|wording| wording.value.as_str())
    }

    /// Every wording, in order.
    pub fn wordings(&self) -> &[LanguageValue] {
        &self.0
    }

    /// Whether it is one string without language or direction, which every reader of Open Badges knows.
    pub fn is_plain(&self) -> bool {
        matches!(self.0.as_slice(), [only] if only.language.is_none() && only.direction.is_none())
    }

    /// Whether it has no words at all.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|wording| wording.value.is_empty())
    }

    /// Reads a string, a language value, a language map, or an array of the first two.
    ///
    /// Nothing if it is none of them; a number counts as its text.
    pub fn from_json(node: Node<'_>) -> Option<Self> {
        let wordings = match node.kind() {
            Kind::Object if node.get("@value").is_none() => language_map(node)?,
            _ => node.each().map(LanguageValue::from_json).collect::<Option<Vec<_>>>()?,
        };
        (!wordings.is_empty()).then_some(Self(wordings))
    }
}

impl LanguageValue {
    fn from_json(node: Node<'_>) -> Option<Self> {
        if let Some(value) = node.as_str().or(node.number_text()) {
            return Some(Self { value: value.to_owned(), language: None, direction: None });
        }
        let string = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let known = |(key, value): (&str, Node<'_>)| {
            matches!(key, "@value" | "@language" | "@direction") && value.as_str().is_some()
        };
        let value = string("@value")?;
        node.members().all(known).then(|| Self {
            value,
            language: string("@language"),
            direction: string("@direction"),
        })
    }

    fn to_json(&self) -> Value {
        if self.language.is_none() && self.direction.is_none() {
            return Value::from(&self.value);
        }
        Object::new()
            .with("@value", &self.value)
            .with_some("@language", self.language.as_ref())
            .with_some("@direction", self.direction.as_ref())
            .into()
    }
}

/// The wordings of `{"en": "…", "pt-PT": "…"}`.
fn language_map(node: Node<'_>) -> Option<Vec<LanguageValue>> {
    node.members()
        .map(|(tag, value)| {
            let value = value.as_str()?.to_owned();
            is_language_map_key(tag).then(|| LanguageValue { value, language: Some(tag.to_owned()), direction: None })
        })
        .collect()
}

/// Whether this is a key of a language map in the JSON Schemas of Open Badges: `en`, `pt-PT`.
pub(crate) fn is_language_map_key(key: &str) -> bool {
    let (language, region) = key.split_once('-').unwrap_or((key, "EU"));
    let two = |part: &str, letter: fn(&u8) -> bool| part.len() == 2 && part.as_bytes().iter().all(letter);
    two(language, u8::is_ascii_lowercase) && two(region, u8::is_ascii_uppercase)
}

impl Default for Text {
    /// One empty wording: what stands in for a text that is missing.
    fn default() -> Self {
        Self::new("")
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl From<&Text> for Value {
    fn from(text: &Text) -> Self {
        match text.0.as_slice() {
            [only] => only.to_json(),
            wordings => Self::Array(wordings.iter().map(LanguageValue::to_json).collect()),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn read(json: &str) -> Option<Text> {
        Text::from_json(Tree::parse(json, &Limits::default()).unwrap().root())
    }

    #[test]
    fn every_spelling_of_a_text_is_read() {
        assert_eq!(read(r#""Green""#), Some(Text::new("Green")));
        assert_eq!(read(r#"{"@value":"Verde","@language":"pt"}"#), Some(Text::in_language("pt", "Verde")));
        let both = Text::in_language("pt", "Verde").and("en-GB", "Green");
        assert_eq!(read(r#"{"pt":"Verde","en-GB":"Green"}"#), Some(both.clone()));
        assert_eq!(read(r#"[{"@value":"Verde","@language":"pt"},{"@value":"Green","@language":"en-GB"}]"#), Some(both));
        assert_eq!(read("3.0"), Some(Text::new("3.0")));
    }

    #[test]
    fn what_would_lose_something_is_not_read() {
        for json in
            [r#"{"@value":1}"#, r#"{"@value":"a","@type":"b"}"#, r#"{"English":"a"}"#, "{}", "[]", "true", "null"]
        {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
