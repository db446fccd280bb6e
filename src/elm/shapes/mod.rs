//! Whether a document has what the shapes of European Digital Credentials demand to be there.
//!
//! They are about statements and not about places: what is described under one id in several places has what any of these say. Of the shapes, it
//! is what has to be there, of which class it is, and of which list a concept is; how often something may be there, and the forms of values, are
//! left to a validator of SHACL.

mod table;

use super::read::{Error, opened};
use super::source::{Format, Source};
use crate::json::{Kind, Node};
use crate::limits::Limits;
use crate::report::{Code, Finding, Findings, code};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use table::{CLASSES, CREDENTIAL, MANDATORY, OF_THE_ISSUER, SCHEMES, WORDINGS, WRITTEN_IN_SEALING};

/// Says what a European Digital Credential lacks of what the Commission's SHACL shapes (`edc-generic-full`) demand to be there: members, the
/// classes of what they hold, and the lists that concepts are of. Pointers go into the document (into the payload of a sealed file).
///
/// Europass refuses for issuing what lacks any of it. The time and the legal identifier of the issuer it writes itself when it seals, so before
/// that they are warned of alone. What is not said here is how often something may be there, and in which form.
///
/// # Errors
/// If it is no JSON, or no credential of ELM.
pub fn check(document: &[u8], limits: &Limits) -> Result<Findings, Error> {
    opened(document, limits, held_to_shapes)
}

fn held_to_shapes(root: Node<'_>, source: Source) -> Findings {
    let mut subjects = Subjects::default();
    subjects.collect(root);
    subjects.known.entry(Name::of(root)).or_default().classes.insert(CREDENTIAL);
    let mut shapes = Shapes {
        subjects: &subjects,
        is_sealed: !source.seals.is_empty(),
        format: source.format,
        findings: Findings::new(),
    };
    for subject in subjects.order.iter().filter_map(|name| subjects.known.get(name)) {
        shapes.members(subject);
        subject.descriptions.iter().for_each(|described| shapes.values(subject, *described));
    }
    // There is one issuer; more of them are told as such where it is read.
    if let Some(issuer) = root.get("issuer").and_then(|issuer| issuer.each().find(|issuer| !issuer.is_null())) {
        match subjects.named(issuer) {
            Some((_, subject)) => shapes.member(subject, "an issuer", OF_THE_ISSUER),
            None => shapes.lacks(issuer, "an issuer", OF_THE_ISSUER),
        }
    }
    shapes.findings
}

/// More than these say nothing that they do not say.
const MOST_FINDINGS: usize = 200;

/// What goes by an id, or stands somewhere without one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Name<'t> {
    Id(&'t str),
    Here(usize),
}

impl<'t> Name<'t> {
    fn of(object: Node<'t>) -> Self {
        let id = object.get("id").or_else(|| object.get("@id")).and_then(Node::as_str);
        id.map_or(Self::Here(object.index()), Self::Id)
    }

    /// Of an object, or of what is referred to by its id.
    fn referred(value: Node<'t>) -> Option<Self> {
        match value.kind() {
            Kind::Object => Some(Self::of(value)),
            Kind::String => value.as_str().map(Self::Id),
            _ => None,
        }
    }
}

/// All that a document describes under one name.
#[derive(Default)]
struct Subject<'t> {
    descriptions: Vec<Node<'t>>,
    classes: HashSet<&'t str>,
    schemes: HashSet<&'t str>,
}

#[derive(Default)]
struct Subjects<'t> {
    order: Vec<Name<'t>>,
    known: HashMap<Name<'t>, Subject<'t>>,
}

impl<'t> Subjects<'t> {
    /// What a value is or refers to, if that is described.
    fn named(&self, value: Node<'t>) -> Option<(Name<'t>, &Subject<'t>)> {
        let name = Name::referred(value)?;
        Some((name, self.known.get(&name)?))
    }

    fn collect(&mut self, node: Node<'t>) {
        if node.is_object() {
            let name = Name::of(node);
            let order = &mut self.order;
            let subject = self.known.entry(name).or_insert_with(|| {
                order.push(name);
                Subject::default()
            });
            subject.descriptions.push(node);
            let types = node.get("type").or_else(|| node.get("@type")).into_iter().flat_map(Node::each);
            subject.classes.extend(types.filter_map(Node::as_str).filter_map(|own| own.rsplit([':', '/', '#']).next()));
            let schemes = node.get("inScheme").into_iter().flat_map(Node::each).filter_map(Name::referred);
            subject.schemes.extend(schemes.filter_map(|scheme| match scheme {
                Name::Id(id) => Some(id),
                Name::Here(_) => None,
            }));
        }
        let others = node.members().filter(|(name, _)| *name != "@context" && !WORDINGS.contains(name));
        others.for_each(|(_, value)| self.collect(value));
        node.items().for_each(|item| self.collect(item));
    }
}

/// Of which class the values of a member are.
static CLASSES_OF: LazyLock<HashMap<&str, &[&str]>> = LazyLock::new(|| {
    CLASSES.iter().flat_map(|(members, classes)| members.iter().map(|member| (*member, *classes))).collect()
});

struct Shapes<'s, 't> {
    subjects: &'s Subjects<'t>,
    is_sealed: bool,
    format: Format,
    findings: Findings,
}

impl<'t> Shapes<'_, 't> {
    /// What every one of its classes has.
    fn members(&mut self, subject: &Subject<'t>) {
        for (class, members) in MANDATORY.iter().filter(|(class, _)| subject.classes.contains(class)) {
            members.iter().for_each(|member| self.member(subject, class, member));
        }
    }

    fn member(&mut self, subject: &Subject<'t>, class: &str, member: &str) {
        if subject.descriptions.iter().any(|node| node.get(member).is_some_and(says_something)) {
            return;
        }
        if let Some(place) = subject.descriptions.iter().max_by_key(|node| node.entries()) {
            self.lacks(*place, class, member);
        }
    }

    fn lacks(&mut self, place: Node<'t>, class: &str, member: &str) {
        let is_written_later = !self.is_sealed && WRITTEN_IN_SEALING.contains(&member);
        let (code, way_out) = match is_written_later {
            true => (code::elm::SEALING, "seal it, or add it"),
            false => (code::elm::REQUIRED, "add it"),
        };
        self.say(code, place, format!("`{member}` is not there, which {class} has to have; {way_out}"));
    }

    /// Of which class and of which list the values are.
    fn values(&mut self, subject: &Subject<'t>, described: Node<'t>) {
        let subjects = self.subjects;
        for (member, value) in described.members() {
            if WORDINGS.contains(&member) {
                let others = value.each().filter(|value| !value.is_object() && !value.is_null());
                let detail = || format!("`{member}` is wordings by their languages, such as {{\"en\": \"…\"}}");
                others.for_each(|value| self.say(code::elm::CLASS, value, detail()));
                continue;
            }
            // EBSI names a schema of its own there, beside or instead of the shapes.
            if member == "credentialSchema" && self.format == Format::EdcVcdm2 {
                continue;
            }
            let Some(classes) = CLASSES_OF.get(member) else { continue };
            let scheme = SCHEMES.iter().find(|(own, of, _)| *own == member && of.iter().any(|own| subject.is_a(own)));
            for value in value.each().filter(|value| !value.is_null()) {
                match subjects.named(value) {
                    Some((_, own)) if !classes.iter().any(|class| own.is_a(class)) => {
                        let detail = format!("its `type` has to be {}; add it", classes.join(" or "));
                        self.say(code::elm::CLASS, value, detail);
                    }
                    None => {
                        let detail = format!("nothing here describes it; write an object of the type {}", classes[0]);
                        self.say(code::elm::CLASS, value, detail);
                    }
                    Some((name, own)) => {
                        let Some((_, _, scheme)) = scheme else { continue };
                        if !own.schemes.contains(scheme) || matches!(name, Name::Here(_)) {
                            let detail = format!("write a concept of {scheme}, with its id and that as its `inScheme`");
                            self.say(code::elm::SCHEME, value, detail);
                        }
                    }
                }
            }
        }
    }

    fn say(&mut self, code: Code, place: Node<'t>, detail: String) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(Finding::new(code, place.path(), detail));
        }
    }
}

impl Subject<'_> {
    fn is_a(&self, class: &str) -> bool {
        self.classes.contains(class)
    }
}

/// Whether a value states anything: an empty list does not, nor a wording in no language.
fn says_something(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::Object => value.members().any(|(_, value)| says_something(value)),
        Kind::Array => value.items().any(says_something),
        _ => true,
    }
}
