//! The structural rules of Open Badges 3.0 and CLR 2.0, on the tree as it arrived.
//!
//! The classes are data ([`classes`]); this file walks a tree beside them. What no table can say, such as that a result
//! refers to a description of the same achievement, is in [`rules`].

mod class;
mod classes;
mod clr;
mod contexts;
mod form;
mod rules;

pub(crate) use self::form::is_language_code;

use self::class::{Class, Kind, Member, Types};
use crate::codec::excerpt;
use crate::codec::iri;
use crate::json::{Kind as JsonKind, Name, Node, Pointer};
use crate::report::{Code, Finding, Findings, Severity, code};
use crate::vc::context_urls::DataModel;
use crate::vc::is_compact_jws;
use crate::vc::types::has_type;

/// Says where a badge or an endorsement is not made as
/// [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#datamodels) demands, or a learner record as
/// [CLR 2.0](https://www.imsglobal.org/spec/clr/v2p0/#datamodels) does, with pointers into the input.
///
/// Errors are what the specification forbids and what 1EdTech's validator refuses by structure; warnings are what only
/// the more lenient of its published schemas lets through, and what gives away more of the learner than it should.
/// Credentials of VC 1.1 are held to the rules of their version. Of the credentials in a learner record it says whether
/// they can stand there; how they are made themselves is for a check of their own. Proofs, undefined terms and the truth of what is said
/// are looked at elsewhere; so is the content of members beyond the model.
///
/// ```
/// use microcred::{Limits, badge, json::Tree, report::code};
/// let tree = Tree::parse(r#"{"type": ["VerifiableCredential", "OpenBadgeCredential"]}"#, &Limits::default()).unwrap();
/// let findings = badge::check(tree.root());
/// assert!(findings.has_errors() && findings.contains(code::model::REQUIRED));
/// ```
pub fn check(root: Node<'_>) -> Findings {
    let mut checker = Checker::default();
    let class = match (has_type(root, "EndorsementCredential"), has_type(root, "ClrCredential")) {
        (true, _) => &classes::ENDORSEMENT_CREDENTIAL,
        (_, true) => &clr::CLR_CREDENTIAL,
        _ => &classes::ACHIEVEMENT_CREDENTIAL,
    };
    checker.object(root, class, DataModel::V2);
    checker.findings
}

/// Whether the rules of Open Badges 3.0 and CLR 2.0 apply.
pub(crate) fn is_held_to_rules(root: Node<'_>) -> bool {
    const CLASSES: [&str; 4] =
        ["AchievementCredential", "OpenBadgeCredential", "EndorsementCredential", "ClrCredential"];
    CLASSES.iter().any(|class| has_type(root, class))
}

/// How many errors, and how many warnings, are worth naming about one document.
const ENOUGH: usize = 200;

#[derive(Default)]
struct Checker {
    findings: Findings,
    errors: usize,
    warnings: usize,
}

impl Checker {
    fn report(&mut self, code: Code, node: Node<'_>, detail: impl Into<String>) {
        let count = match code.effect().severity() {
            Severity::Error => &mut self.errors,
            _ => &mut self.warnings,
        };
        *count += 1;
        if *count <= ENOUGH {
            self.findings.push(Finding::new(code, node.path(), detail));
        } else if self.errors == ENOUGH + 1 && code.effect().severity() == Severity::Error {
            let detail = format!("only the first {ENOUGH} are listed; repair those and check again");
            self.findings.push(Finding::new(code::model::TOO_MANY, Pointer::root(), detail));
        }
    }

    /// An object of a class, with all that it holds.
    fn object(&mut self, node: Node<'_>, class: &'static Class, outer: DataModel) {
        if !node.is_object() {
            return self.not_an_object(node, class);
        }
        let version = if class.is_credential { contexts::version(node).unwrap_or(outer) } else { outer };
        let mut seen = 0_u32;
        let mut types = None;
        for (key, value) in node.members_by_key() {
            if key.name() == Name::TYPE {
                types = Some(value);
            }
            match class.place(key.name()) {
                Some(place) => {
                    seen |= 1 << place;
                    self.member(value, &class.members[place], version);
                }
                None if key.name() == Name::TYPE && class.types != Types::Free => {}
                None => self.unknown_member(key.text(), value, class),
            }
        }
        self.types(node, types, class);
        for (place, member) in class.members.iter().enumerate() {
            if seen & (1 << place) == 0 && member.required.applies(version) {
                self.report(code::model::REQUIRED, node, format!("add `{}` to this {}", member.name, class.name));
            }
        }
        (class.rule)(self, node);
    }

    fn not_an_object(&mut self, node: Node<'_>, class: &Class) {
        match node.kind() {
            JsonKind::Null => self.report(code::model::NULL, node, "leave the member out"),
            _ => self.report(code::model::SHAPE, node, format!("write an object: {}", class.name)),
        }
    }

    fn unknown_member(&mut self, name: &str, value: Node<'_>, class: &Class) {
        if class.closed {
            let detail = format!("remove `{}`: {} has no members of one's own", excerpt(name, 48), class.name);
            self.report(code::model::CLOSED, value, detail);
        }
        if value.is_null() || value.is_array() && value.items().next().is_none() {
            self.report(code::model::EMPTY, value, "leave the member out");
        }
    }

    fn types(&mut self, node: Node<'_>, types: Option<Node<'_>>, class: &Class) {
        let Some(types) = types.filter(|types| !types.is_null()) else {
            if class.types != Types::Free {
                let detail = format!("add `type` with `{}`", class.type_names().join("` and `"));
                self.report(code::model::TYPE, node, detail);
            }
            return;
        };
        match class.types {
            Types::Free => {}
            Types::Service => {
                if types.as_str().is_none() {
                    self.report(code::model::SHAPE, types, "write the type of a service as one string");
                }
            }
            Types::Single => {
                if types.as_str() != Some(class.name) {
                    self.report(code::model::TYPE, types, format!("write \"{}\", as one string", class.name));
                }
            }
            Types::Set(groups) => self.type_set(types, groups),
        }
    }

    fn type_set(&mut self, types: Node<'_>, groups: &[&[&str]]) {
        for group in groups {
            let named = types.each().any(|name| name.as_str().is_some_and(|name| group.contains(&name)));
            if !named {
                self.report(code::model::TYPE, types, format!("add `{}`", group.join("` or `")));
            }
        }
        if !types.is_array() {
            self.report(code::model::TYPE_FORM, types, "write an array of strings");
        }
        for name in types.each().filter(|name| name.as_str().is_none()) {
            self.report(code::model::SHAPE, name, "write each type as a string");
        }
    }

    /// The value of a member that the class knows.
    fn member(&mut self, value: Node<'_>, member: &Member, version: DataModel) {
        match (value.kind(), member.many) {
            (JsonKind::Null, _) => self.report(code::model::NULL, value, format!("leave `{}` out", member.name)),
            (JsonKind::Array, class::Many::Set) => {
                if value.items().next().is_none() {
                    self.report(code::model::EMPTY, value, format!("leave `{}` out", member.name));
                }
                value.items().for_each(|item| self.value(item, &member.kind, version));
            }
            (_, class::Many::Set) => {
                self.report(code::model::SINGLE, value, format!("write `{}` as an array", member.name));
                self.value(value, &member.kind, version);
            }
            (JsonKind::Array, class::Many::Often) if value.items().next().is_some() => {
                self.report(code::model::SEVERAL, value, format!("write `{}` once, as an object", member.name));
                value.items().for_each(|item| self.value(item, &member.kind, version));
            }
            (JsonKind::Array, _) if !member.kind.is_array_itself() => {
                match value.items().count() {
                    0 => self.report(code::model::SHAPE, value, format!("leave `{}` out", member.name)),
                    1 => self.report(code::model::SHAPE, value, format!("write `{}` without an array", member.name)),
                    _ => self.report(code::model::CARDINALITY, value, format!("keep one `{}`", member.name)),
                }
                value.items().for_each(|item| self.value(item, &member.kind, version));
            }
            _ => self.value(value, &member.kind, version),
        }
    }

    fn value(&mut self, value: Node<'_>, kind: &Kind, version: DataModel) {
        match kind {
            Kind::Object(class) => self.object(value, class, version),
            Kind::Issuer => match (value.as_str(), version) {
                (Some(_), DataModel::V2) => self.string(value, kind),
                _ => self.object(value, &classes::PROFILE, version),
            },
            Kind::Nested => clr::nested(self, value, version),
            Kind::Context => contexts::check(self, value),
            Kind::ClrContext => contexts::check_learner_record(self, value),
            Kind::AnyContext => contexts::check_any(self, value),
            Kind::Text => self.text(value),
            Kind::Number(range) => self.number(value, range),
            Kind::Boolean => {
                if value.as_bool().is_none() {
                    self.report(code::model::SHAPE, value, "write true or false, without quotes");
                }
            }
            _ => self.string(value, kind),
        }
    }

    fn number(&mut self, value: Node<'_>, range: &std::ops::RangeInclusive<f64>) {
        match value.as_f64() {
            None => self.report(code::model::SHAPE, value, "write a number, without quotes"),
            Some(number) if !range.contains(&number) => {
                let (least, most) = (range.start(), range.end());
                let detail = match most.is_finite() {
                    true => format!("write a number from {least} to {most}"),
                    false => format!("write a number that is not below {least}"),
                };
                self.report(code::model::NUMBER, value, detail);
            }
            Some(_) => {}
        }
    }

    fn text(&mut self, value: Node<'_>) {
        let is_language_value = |item: Node<'_>| item.get("@value").is_some();
        match value.kind() {
            JsonKind::String => {}
            JsonKind::Object if is_language_value(value) => self.language_value(value),
            JsonKind::Array if value.items().any(is_language_value) => self.language_value(value),
            _ if form::is_language_map(value) => self.language_map(value),
            _ => self.report(code::model::SHAPE, value, "write a string"),
        }
    }

    fn language_value(&mut self, value: Node<'_>) {
        self.report(code::model::LANGUAGE_VALUE, value, "write a plain string, and `inLanguage` beside it");
    }

    fn language_map(&mut self, value: Node<'_>) {
        self.report(code::model::LANGUAGE_MAP, value, "write a plain string, and `inLanguage` beside it");
    }

    fn string(&mut self, value: Node<'_>, kind: &Kind) {
        let Some(text) = value.as_str() else {
            // The lenient schema has language maps nearly everywhere, but an id or a date is never one.
            return match kind {
                Kind::String | Kind::Url if form::is_language_map(value) => self.language_map(value),
                _ => self.report(code::model::SHAPE, value, "write a string"),
            };
        };
        match kind {
            Kind::Iri | Kind::Issuer if !iri::is_absolute(text) => {
                self.report(
                    code::model::IDS,
                    value,
                    "write an absolute IRI, such as an https URL, a DID or a urn:uuid",
                );
            }
            Kind::Url if !iri::is_absolute(text) => {
                self.report(code::model::URL, value, "write the whole URL, from `https://` on");
            }
            Kind::DateTime | Kind::Date => {
                if let Err(error) = form::date(text, kind) {
                    self.report(code::model::DATE, value, error.to_string());
                }
            }
            Kind::Language if !form::is_language_code(text) => {
                self.report(code::model::LANGUAGE, value, "write a tag such as `en`, `pt-PT` or `sr-Latn-RS`");
            }
            Kind::CompactJws if !is_compact_jws(text) => {
                self.report(code::model::SHAPE, value, "write a compact JWS: three base64url parts with dots between");
            }
            Kind::Term(vocabulary) => self.term(value, text, vocabulary),
            _ => {}
        }
    }

    fn term(&mut self, value: Node<'_>, term: &str, vocabulary: &class::Vocabulary) {
        if vocabulary.terms.contains(&term) {
            return;
        }
        match form::extension(term) {
            form::Extension::Good if vocabulary.open => {}
            form::Extension::Odd if vocabulary.open => {
                let detail = "after `ext:` use letters, digits, `.`, `-` and `_` only";
                self.report(code::model::EXTENSION_TERM, value, detail);
            }
            _ if vocabulary.open => {
                let detail =
                    format!("take a term of the {} vocabulary, or put `ext:` before your own", vocabulary.name);
                self.report(code::model::ENUMERATION, value, detail);
            }
            _ => {
                let detail = format!("take a term of the {} vocabulary, which has no extensions", vocabulary.name);
                self.report(code::model::ENUMERATION, value, detail);
            }
        }
    }
}
