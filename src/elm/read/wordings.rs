//! Words for people, in the languages in which they are said.

use super::document::Document;
use crate::json::Node;
use crate::microcredential::{LanguageTag, Text};

pub(crate) const LANGUAGE_NOT_KEPT: &str = "the language of the wording is not kept";
pub(crate) const ONE_WORDING: &str = "one wording is kept";

impl<'t> Document<'t> {
    /// A text: a language map, with one wording or a list of them for each language, or a plain string.
    pub(super) fn text(&mut self, node: Node<'t>, member: &str) -> Text {
        let mut text = Text::default();
        for item in node.get(member).into_iter().flat_map(Node::each) {
            if let Some(words) = item.as_str() {
                text = self.wording(text, "und", words, item);
            } else if let Some(words) = item.get("@value") {
                let tag = item.get("@language").and_then(Node::as_str).unwrap_or("und");
                text = self.wording(text, tag, words.as_str().unwrap_or_default(), item);
            } else if item.is_object() {
                for (tag, wordings) in item.members() {
                    let tag = if tag.starts_with('@') { "und" } else { tag };
                    for words in wordings.each() {
                        match words.as_str() {
                            Some(said) => text = self.wording(text, tag, said, words),
                            None => self.misshapen(words, "a text"),
                        }
                    }
                }
            } else {
                self.misshapen(item, "a text in one language or several");
            }
        }
        text
    }

    /// Adds a wording, if there is a place for it.
    fn wording(&mut self, text: Text, tag: &str, words: &str, at: Node<'t>) -> Text {
        if words.trim().is_empty() {
            self.misshapen(at, "a text that says something");
            return text;
        }
        let Some(tag) = LanguageTag::parse(tag) else {
            self.misshapen(at, "a language as BCP 47 writes it");
            return text;
        };
        if text.has(&tag) {
            // A second wording in one language; it stays in what is lost.
            return text;
        }
        self.take(at);
        text.and(tag.as_str(), words)
    }

    /// A text of which our model keeps one wording, without its language.
    pub(super) fn one_wording(&mut self, node: Node<'t>, member: &str) -> Option<String> {
        let text = self.text(node, member);
        let words = text.any().to_owned();
        let place = node.get(member)?;
        match text.wordings().count() {
            0 => return None,
            1 if text.wordings().all(|(tag, _)| self.is_shown(tag)) => {}
            1 => self.in_part.push((place, LANGUAGE_NOT_KEPT)),
            _ => self.in_part.push((place, ONE_WORDING)),
        }
        Some(words)
    }

    /// Takes the title of an object, if that says no more than what is read elsewhere; else it stays in what is lost.
    pub(super) fn title_said(&mut self, node: Node<'t>, is_said: impl FnOnce(&Text) -> bool) {
        let title = self.text(node, "title");
        if !is_said(&title) {
            node.get("title").into_iter().for_each(|place| self.untake(place));
        }
    }

    /// The words of the notes of a member.
    pub(super) fn note(&mut self, node: Node<'t>, member: &str) -> Text {
        match self.object_of(node, member) {
            Some(note) => self.text(note, "noteLiteral"),
            None => Text::default(),
        }
    }
}
