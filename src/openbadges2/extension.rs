use crate::codec::iri;
use crate::framework::Table;
use crate::json::{Node, Pointer, Value};
use crate::report::{Finding, Findings, code};
use std::sync::LazyLock;

/// The extensions that are known: what each has to hold.
static KNOWN: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/openbadges2-extensions.tsv")));

/// An [extension](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Extensions) as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extension {
    /// The member that it stands in, such as `extensions:ECTSExtension`.
    pub name: String,
    /// What stands there.
    pub value: Value,
    /// Where in the document.
    pub pointer: Pointer,
}

impl Extension {
    pub(super) fn new(name: &str, value: Value, pointer: Pointer) -> Self {
        Self { name: name.to_owned(), value, pointer }
    }

    /// Its name without prefix and ending: `ECTS` of `extensions:ECTSExtension`.
    pub fn term(&self) -> &str {
        let own = own_name(&self.name);
        own.strip_suffix("Extension").unwrap_or(own)
    }

    /// The one value that it is for, if it is of the kind that an extension of this name holds.
    pub fn said(&self) -> Option<&Value> {
        rows(own_name(&self.name)).find_map(|row| self.value.get(KNOWN.cell(row, "member")))
    }
}

pub(super) fn is_extension(name: &str) -> bool {
    name.starts_with("extensions:")
}

/// Whether this is the address of the context of an extension that is known.
pub(super) fn is_context(url: &str) -> bool {
    KNOWN.find("source", url).is_some()
}

/// Whether an extension that is known holds what it has to hold; each of several by itself.
pub(super) fn check(name: &str, value: Node<'_>, findings: &mut Findings) {
    value.each().for_each(|one| check_one(name, one, findings));
}

fn check_one(name: &str, value: Node<'_>, findings: &mut Findings) {
    let types = value.get("type").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    let names: Vec<&str> = std::iter::once(name).chain(types).map(own_name).collect();
    let rows: Vec<usize> = names.iter().flat_map(|name| rows(name)).collect();
    let mut wrong = |at: Pointer, detail: String| findings.push(Finding::new(code::ob2::EXTENSION, at, detail));
    if !value.is_object() {
        return wrong(value.path(), "write an object with its `type`".to_owned());
    }
    for row in rows {
        let (member, kind) = (KNOWN.cell(row, "member"), KNOWN.cell(row, "kind"));
        if let Some(held) = value.get(member).filter(|held| !fits(*held, kind)) {
            wrong(held.path(), format!("`{member}` is no {}", kind.replace('-', " ")));
        }
    }
    let extension =
        |name: &&str| rows_of(name).filter(|members| !members.iter().any(|member| value.get(member).is_some()));
    if let Some(members) = names.iter().find_map(extension) {
        wrong(value.path(), format!("add `{}`", members.join("` or `")));
    }
}

fn fits(value: Node<'_>, kind: &str) -> bool {
    match kind {
        "text" => value.as_str().is_some(),
        "number" => value.number_text().is_some(),
        "iri" => value.as_str().is_some_and(iri::is_absolute),
        "number-or-text-or-list-of-such" => value.each().all(|one| fits(one, "number-or-text")),
        _ => value.as_str().is_some() || value.number_text().is_some(),
    }
}

/// What stands behind the last colon, slash or hash.
fn own_name(name: &str) -> &str {
    name.rsplit([':', '/', '#']).next().unwrap_or_default()
}

fn rows(name: &str) -> impl Iterator<Item = usize> + use<'_> {
    (0..KNOWN.len()).filter(move |row| KNOWN.cell(*row, "extension").eq_ignore_ascii_case(name))
}

/// The members of an extension that is known, of which it holds one.
fn rows_of(name: &str) -> Option<Vec<&'static str>> {
    let members: Vec<_> = rows(name).map(|row| KNOWN.cell(row, "member")).collect();
    (!members.is_empty()).then_some(members)
}
