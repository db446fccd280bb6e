use super::envelope::NationalNumber;
use crate::elm::SYNTHESISED;
use crate::elm::source::is_local;
use crate::json::{Kind, Node, Pointer};
use crate::microcredential::carrier::LossReport;
use crate::microcredential::{Concept, LanguageTag, Text, Vocabulary, parse_date};
use crate::report::{Code, Finding, Findings, code};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::fmt;

/// A document of ELM: members one or many, objects in place or by reference, texts in languages or plain. It remembers what of it was
/// read, so that the rest can be told.
pub(super) struct Document<'t> {
    pub(super) root: Node<'t>,
    pub(super) findings: Findings,
    /// The achievement that is read, and what specifies it.
    pub(super) achievement: Option<Node<'t>>,
    pub(super) specification: Option<Node<'t>>,
    /// Who issued it, and who awarded it.
    pub(super) issuer: Option<Node<'t>>,
    pub(super) bodies: Vec<Node<'t>>,
    /// The first number under which a country that is known here knows the learner.
    pub(super) national_number: Option<NationalNumber>,
    /// Which entries of the tree were read.
    pub(super) taken: Vec<bool>,
    /// What is read in part, and why.
    pub(super) in_part: Vec<(Node<'t>, &'static str)>,
    /// Where each id is described.
    described: HashMap<&'t str, Node<'t>>,
    /// Whether it was said that a list is too long.
    pub(super) is_beyond_told: bool,
    /// How many bytes of descriptions may still be read by reference: a few that refer to each other could stand for any number.
    by_reference: usize,
    /// The concept of the language in which it is shown.
    shown: Option<&'t str>,
}

/// More defects than these say nothing that they do not say.
const MOST_FINDINGS: usize = 200;
pub(super) const DAY_ALONE: &str = "only the day is kept";

impl<'t> Document<'t> {
    pub(super) fn new(root: Node<'t>) -> Self {
        let mut described = HashMap::new();
        describe(root, &mut described);
        Self {
            root,
            findings: Findings::new(),
            achievement: None,
            specification: None,
            issuer: None,
            bodies: Vec::new(),
            national_number: None,
            taken: vec![false; root.extent().end],
            in_part: Vec::new(),
            described,
            is_beyond_told: false,
            by_reference: root.source_length() * 4 + 65_536,
            shown: root.get("displayParameter").and_then(|shown| shown.get("primaryLanguage")).and_then(named),
        }
    }

    /// Whether a wording says no more of its language than one that says nothing: that it is the one in which all is shown.
    pub(super) fn is_shown(&self, tag: &LanguageTag) -> bool {
        tag.is_undetermined() || tag.shown_concept().is_some_and(|(uri, _)| Some(uri) == self.shown)
    }

    /// What was lost, and what was found.
    pub(super) fn finish(self) -> (LossReport, Findings) {
        (super::leftovers::of(&self), self.findings)
    }

    pub(super) fn say(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        self.findings.push(Finding::new(code, at, detail));
    }

    /// A value of a kind that does not stand here. Of thousands, no more is told than of hundreds.
    pub(super) fn misshapen(&mut self, node: Node<'t>, wanted: &str) {
        if self.findings.len() < MOST_FINDINGS {
            self.say(code::elm::SHAPE, node.path(), format!("{wanted} was expected"));
        }
    }

    /// The description of an id that stands elsewhere.
    pub(super) fn referred(&mut self, id: &str) -> Option<Node<'t>> {
        let described = self.described.get(id).copied()?;
        self.by_reference = self.by_reference.checked_sub(described.source_length())?;
        Some(described)
    }

    /// Notes that a value was read, with all that it holds.
    pub(super) fn take(&mut self, node: Node<'t>) {
        self.taken[node.extent()].fill(true);
    }

    /// Whether anything of a value was read.
    pub(super) fn is_taken(&self, node: Node<'t>) -> bool {
        self.taken[node.extent()].contains(&true)
    }

    /// Notes that a value is lost after all.
    pub(super) fn untake(&mut self, node: Node<'t>) {
        self.taken[node.extent()].fill(false);
    }

    /// The objects of a member, described in place or elsewhere. What was synthesised is left out.
    pub(super) fn objects(&mut self, node: Node<'t>, member: &str) -> Vec<Node<'t>> {
        let mut objects = Vec::new();
        for item in node.get(member).into_iter().flat_map(Node::each) {
            let Some(object) = self.object(item) else {
                continue;
            };
            if id_of(object).is_some_and(|id| id.starts_with(SYNTHESISED)) {
                continue;
            }
            if object.get("id").or_else(|| object.get("@id")).is_none() && self.findings.len() < MOST_FINDINGS {
                self.say(code::elm::ID, object.path(), "");
            }
            objects.push(object);
        }
        objects
    }

    /// The first object of a member; if there are more, that is said.
    pub(super) fn object_of(&mut self, node: Node<'t>, member: &str) -> Option<Node<'t>> {
        let objects = self.objects(node, member);
        if let Some(second) = objects.get(1) {
            self.say(code::elm::SEVERAL, second.path(), "");
        }
        objects.first().copied()
    }

    fn object(&mut self, item: Node<'t>) -> Option<Node<'t>> {
        match item.kind() {
            Kind::Object if is_bare(item) => {
                let described = id_of(item).and_then(|id| self.referred(id));
                if described.is_some() {
                    self.take(item);
                }
                Some(described.unwrap_or(item))
            }
            Kind::Object => Some(item),
            Kind::String => {
                let described = self.referred(item.as_str()?);
                match described {
                    Some(_) => self.take(item),
                    None => self.misshapen(item, "an object, or the id of one"),
                }
                described
            }
            _ => {
                self.misshapen(item, "an object");
                None
            }
        }
    }

    /// The id of an object, if it says anything outside the document.
    pub(super) fn id(&mut self, object: Node<'t>) -> Option<String> {
        let node = object.get("id").or_else(|| object.get("@id"))?;
        let id = node.as_str().filter(|id| !is_local(id))?.to_owned();
        self.take(node);
        Some(id)
    }

    /// A string, or a number's text.
    pub(super) fn string(&mut self, node: Node<'t>, member: &str) -> Option<&'t str> {
        let mut items = node.get(member)?.each();
        let item = items.next()?;
        let value = item.get("@value").unwrap_or(item);
        match value.as_str().or_else(|| value.number_text()) {
            Some(text) => {
                self.take(item);
                Some(text)
            }
            None => {
                self.misshapen(item, "a string");
                None
            }
        }
    }

    /// The day of a point in time.
    pub(super) fn day(&mut self, node: Node<'t>, member: &str) -> Option<NaiveDate> {
        let place = node.get(member)?.each().next()?;
        let text = self.string(node, member)?;
        let day = text.get(..10).and_then(parse_date);
        match day {
            None => {
                self.untake(place);
                self.misshapen(place, "a point in time such as 2026-06-15T00:00:00Z");
            }
            Some(_) if !is_midnight(&text[10..]) => self.in_part.push((place, DAY_ALONE)),
            Some(_) => {}
        }
        day
    }

    /// The addresses of the web resources of a member, with their titles and places.
    pub(super) fn web_resources(&mut self, node: Node<'t>, member: &str) -> Vec<(String, Text, Node<'t>)> {
        let mut found = Vec::new();
        for resource in self.objects(node, member) {
            let url = self.string(resource, "contentURL").or_else(|| self.string(resource, "contentUrl"));
            match url {
                Some(url) => {
                    let url = url.to_owned();
                    let title = self.text(resource, "title");
                    found.push((url, title, resource));
                }
                None => self.misshapen(resource, "an object with a `contentURL`"),
            }
        }
        found
    }

    /// The concepts of a member, each with its place: a URI, unless it says nothing outside the document, and its name. One that has
    /// neither goes by its notation.
    pub(super) fn concepts(&mut self, node: Node<'t>, member: &str) -> Vec<(Concept, Node<'t>)> {
        let items: Vec<Node<'t>> = node.get(member).into_iter().flat_map(Node::each).collect();
        items.into_iter().filter_map(|item| Some((self.concept(item)?, item))).collect()
    }

    /// One concept, in the same way.
    pub(super) fn concept(&mut self, item: Node<'t>) -> Option<Concept> {
        let object = match item.kind() {
            // A concept is often only named by its URI.
            Kind::String => match self.referred(item.as_str()?) {
                Some(described) => described,
                None => {
                    self.take(item);
                    return item.as_str().map(Concept::with_uri);
                }
            },
            Kind::Object => self.object(item)?,
            _ => {
                self.misshapen(item, "a concept");
                return None;
            }
        };
        let uri = self.id(object);
        let mut label = self.text(object, "prefLabel");
        if uri.is_none()
            && label.is_empty()
            && let Some(notation) = self.string(object, "notation").filter(|notation| !notation.trim().is_empty())
        {
            label = Text::new(notation.trim());
        }
        for member in ["notation", "inScheme"] {
            if let Some(place) = object.get(member) {
                self.take(place);
            }
        }
        if item.is_object() {
            let ids = item.get("id").or_else(|| item.get("@id"));
            ids.into_iter().for_each(|id| self.take(id));
        } else {
            self.take(item);
        }
        let mut concept = Concept::with_label(label);
        concept.uri = uri;
        Some(concept)
    }

    /// A value of a vocabulary: by its URI, or by its name where the concept is the document's own.
    pub(super) fn value<V: Vocabulary>(&mut self, concept: Concept, at: Node<'t>) -> Option<V> {
        if let Some(uri) = &concept.uri {
            let known = V::of_uri(uri);
            return Some(if known.as_other().is_some() { V::other(concept) } else { known });
        }
        if concept.label.is_empty() {
            self.misshapen(at, "a concept with an id or a name");
            return None;
        }
        match V::of_label(concept.label.any()) {
            Some(known) => {
                self.say(code::elm::PRIVATE_CONCEPT, at.path(), "refer to the concept itself");
                Some(known)
            }
            None => Some(V::other(concept)),
        }
    }

    /// All the values of a member.
    pub(super) fn values<V: Vocabulary>(&mut self, node: Node<'t>, member: &str, values: &mut Vec<V>) {
        for (concept, at) in self.concepts(node, member) {
            if let Some(value) = self.value(concept, at) {
                self.push(values, value, at);
            }
        }
    }
}

/// Whether a title says in one language what something is of a vocabulary, and nothing else.
pub(super) fn names(title: &Text, kind: &impl fmt::Display) -> bool {
    title.wordings().count() == 1 && title.any() == kind.to_string()
}

pub(super) fn id_of(object: Node<'_>) -> Option<&str> {
    object.get("id").or_else(|| object.get("@id"))?.as_str()
}

/// The id of what is described here, or only named.
fn named(node: Node<'_>) -> Option<&str> {
    id_of(node).or(node.as_str())
}

/// Whether an object only refers: it has an id, and at most a type besides.
fn is_bare(object: Node<'_>) -> bool {
    id_of(object).is_some() && object.members().all(|(name, _)| matches!(name, "id" | "@id" | "type" | "@type"))
}

/// The first description of each id.
fn describe<'t>(node: Node<'t>, described: &mut HashMap<&'t str, Node<'t>>) {
    if node.is_object() && !is_bare(node) {
        id_of(node).into_iter().for_each(|id| _ = described.entry(id).or_insert(node));
    }
    node.members().for_each(|(_, value)| describe(value, described));
    node.items().for_each(|item| describe(item, described));
}

/// Whether the rest of a point in time, behind the day, is midnight somewhere or nothing.
fn is_midnight(rest: &str) -> bool {
    let time = rest.strip_prefix('T').unwrap_or(rest);
    time.is_empty() || time.starts_with("00:00:00") && !time.contains('.')
}

/// Whether an object has this type among others.
pub(super) fn is_a(object: Node<'_>, class: &str) -> bool {
    let types = object.get("type").or_else(|| object.get("@type")).into_iter().flat_map(Node::each);
    types.filter_map(Node::as_str).any(|own| own.rsplit([':', '/', '#']).next() == Some(class))
}
