//! Whether a document means what it says: by the context of Open Badges 2.0, each thing under its one name.

use super::reader::ENOUGH;
use super::{CONTEXT, extension, is_copy_of_the_context};
use crate::framework::Table;
use crate::json::{Kind, Node, Pointer};
use crate::report::{Finding, Findings, code};
use std::sync::LazyLock;

/// The terms of the context, and what they stand for.
static TERMS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/openbadges2-terms.tsv")));

/// What turns the graph of a document round, or puts something into it that stands elsewhere.
const OF_THE_GRAPH: [&str; 4] = ["@reverse", "@graph", "@included", "@nest"];

const OWN_TERMS: &str = "it defines terms of its own; give them a context with an address";

/// Whether the context is the one of Open Badges 2.0. Those of extensions may follow, and terms that change nothing of it; others may
/// not, since two readers could take the document for two different ones. What stands at other addresses is not read, so it is
/// said that nobody knows what it changes.
pub(super) fn context(root: Node<'_>, findings: &mut Findings) {
    let at = Pointer::root().member("@context");
    let mut contexts = root.get("@context").into_iter().flat_map(Node::each);
    let detail = match contexts.next() {
        None => Some(format!("add {CONTEXT}")),
        Some(first) if !is_own(first) => Some(format!("{CONTEXT} stands first")),
        Some(_) => contexts.clone().any(redefines).then(|| OWN_TERMS.to_owned()),
    };
    if let Some(detail) = detail {
        findings.push(Finding::new(code::ob2::CONTEXT, at, detail));
    }
    contexts.for_each(|other| further(other, findings));
    let members = root.members().filter(|(name, _)| *name != "@context");
    members.for_each(|(name, value)| member(name, value, false, findings));
}

/// Looks at the names of what stands inside, and at the contexts there. `is_extension` says that it is for an extension to say what
/// its members are.
fn inside(node: Node<'_>, is_extension: bool, findings: &mut Findings) {
    match node.kind() {
        Kind::Array => node.items().for_each(|item| inside(item, is_extension, findings)),
        Kind::Object => node.members().for_each(|(name, value)| match name {
            "@context" => inner_context(value, is_extension, findings),
            _ => member(name, value, is_extension, findings),
        }),
        _ => {}
    }
}

fn member(name: &str, value: Node<'_>, is_extension: bool, findings: &mut Findings) {
    if let Some(detail) = misnamed(name, is_extension).filter(|_| findings.len() < ENOUGH) {
        findings.push(Finding::new(code::ob2::FORM, value.path(), detail));
    }
    // Lists of withdrawn badges have been written with `@id`, and are read so.
    if name != "revokedAssertions" {
        inside(value, is_extension || extension::is_extension(name), findings);
    }
}

fn inner_context(value: Node<'_>, is_extension: bool, findings: &mut Findings) {
    // `null` takes all terms away.
    for context in value.each().chain(value.is_null().then_some(value)) {
        if redefines(context) {
            findings.push(Finding::new(code::ob2::CONTEXT, context.path(), OWN_TERMS));
        } else if !is_extension {
            further(context, findings);
        }
    }
}

/// Says that a context at another address was not read.
fn further(context: Node<'_>, findings: &mut Findings) {
    let is_known = |url: &str| url == CONTEXT || extension::is_context(url);
    if findings.len() < ENOUGH && context.as_str().is_some_and(|url| !is_known(url)) {
        findings.push(Finding::new(code::ob2::CONTEXT_FURTHER, context.path(), ""));
    }
}

/// Why a member may not be called so.
fn misnamed(name: &str, is_extension: bool) -> Option<String> {
    if name.starts_with('@') {
        let is_wrong = if is_extension { OF_THE_GRAPH.contains(&name) } else { name != "@language" };
        return is_wrong.then(|| "the context has names without `@`, and this is none of them".to_owned());
    }
    let row = name.contains(':').then(|| TERMS.find("iri", &expanded(name))).flatten().filter(|_| !is_extension)?;
    Some(format!("it is another name for `{}`; write that", TERMS.cell(row, "term")))
}

/// A name with a prefix of the context, in full.
fn expanded(name: &str) -> String {
    let prefix = name.split_once(':').filter(|(_, rest)| !rest.starts_with("//"));
    let row = prefix.and_then(|(prefix, rest)| Some((TERMS.find("term", prefix)?, rest)));
    row.map_or_else(|| name.to_owned(), |(row, rest)| format!("{}{rest}", TERMS.cell(row, "iri")))
}

fn is_own(context: Node<'_>) -> bool {
    context.as_str() == Some(CONTEXT) || is_copy_of_the_context(context)
}

/// Whether a context that stands in the document itself may change what a term of Open Badges 2.0 means, or mean one under another
/// name. A language changes none, nor does a new term with an IRI that no term has or begins with.
fn redefines(context: Node<'_>) -> bool {
    if context.as_str().is_some() || is_own(context) {
        return false;
    }
    !context.is_object() || context.members().any(|(name, value)| !changes_nothing(name, value))
}

fn changes_nothing(name: &str, value: Node<'_>) -> bool {
    if name == "@language" {
        return value.as_str().is_some();
    }
    let is_plain = !name.starts_with('@') && !name.contains(':') && !["id", "type"].contains(&name);
    let is_new = is_plain && TERMS.find("term", name).is_none();
    let iri = match value.kind() {
        Kind::Object => {
            let is_simple =
                |(name, value): (&str, Node<'_>)| ["@id", "@type"].contains(&name) && value.as_str().is_some();
            value.members().all(is_simple).then(|| value.get("@id")?.as_str()).flatten()
        }
        _ => value.as_str(),
    };
    let is_of_others = |iri: &str| {
        let iri = expanded(iri);
        crate::codec::iri::is_absolute(&iri) && (0..TERMS.len()).all(|row| !TERMS.cell(row, "iri").starts_with(&iri))
    };
    is_new && iri.is_some_and(is_of_others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn found(members: &str) -> Vec<(&'static str, String)> {
        let text = format!("{{{members}}}");
        let tree = Tree::parse(&text, &Limits::default()).unwrap();
        let mut findings = Findings::new();
        context(tree.root(), &mut findings);
        findings.iter().map(|finding| (finding.code.as_str(), finding.pointer.to_string())).collect()
    }

    #[test]
    fn nothing_has_a_second_name() {
        for (name, place) in [
            (r#""sec:expiration""#, "/sec:expiration"),
            (r#""obi:revoked""#, "/obi:revoked"),
            (r#""https://w3id.org/openbadges#recipient""#, "/https:~1~1w3id.org~1openbadges#recipient"),
            (r#""@id""#, "/@id"),
            (r#""@graph""#, "/@graph"),
            (r#""@reverse""#, "/@reverse"),
        ] {
            let inside = format!(r#""@context": "{CONTEXT}", {name}: "x""#);
            assert_eq!(found(&inside), [("ob2.form", place.to_owned())]);
            let inside = format!(r#""@context": "{CONTEXT}", "badge": {{{name}: "x"}}"#);
            assert_eq!(found(&inside), [("ob2.form", format!("/badge{place}"))]);
        }
        for name in ["@language", "schema:thumbnail", "https://example.org/own", "extensions:own", "own"] {
            assert_eq!(found(&format!(r#""@context": "{CONTEXT}", "{name}": "x""#)), [], "{name}");
        }
        let list = r#""revokedAssertions": [{"@id": "urn:uuid:5"}]"#;
        assert_eq!(found(&format!(r#""@context": "{CONTEXT}", {list}"#)), []);
        let own = r#""extensions:own": {"@context": "https://example.org/own", "@type": "own", "http://schema.org/text": "x"}"#;
        assert_eq!(found(&format!(r#""@context": "{CONTEXT}", {own}"#)), []);
    }

    #[test]
    fn a_context_that_nobody_read_is_told() {
        let further = |place: &str| [("ob2.context.further", place.to_owned())];
        let own = "https://example.org/context";
        assert_eq!(found(&format!(r#""@context": ["{CONTEXT}", "{own}"]"#)), further("/@context/1"));
        let inside = format!(r#""@context": "{CONTEXT}", "recipient": {{"@context": "{own}"}}"#);
        assert_eq!(found(&inside), further("/recipient/@context"));
        let known = "https://w3id.org/openbadges/extensions/applyLinkExtension/context.json";
        assert_eq!(found(&format!(r#""@context": ["{CONTEXT}", "{known}"]"#)), []);
    }

    #[test]
    fn terms_that_change_nothing_may_be_defined_in_place() {
        for context in [
            r#"{"@language": "nl"}"#,
            r#"{"foo": "http://example.org/foo"}"#,
            r#"{"foo": {"@id": "http://example.org/foo", "@type": "xsd:date"}, "@language": "nl"}"#,
        ] {
            assert_eq!(found(&format!(r#""@context": ["{CONTEXT}", {context}]"#)), [], "{context}");
            assert_eq!(
                found(&format!(r#""@context": "{CONTEXT}", "badge": {{"@context": {context}}}"#)),
                [],
                "{context}"
            );
        }
        for context in [
            "null",
            r#"{"name": "http://example.org/name"}"#,
            r#"{"@vocab": "http://example.org/"}"#,
            r#"{"@base": "http://example.org/"}"#,
            r#"{"@language": null}"#,
            r#"{"id": "http://example.org/id"}"#,
            r#"{"end": "sec:expiration"}"#,
            r#"{"end": "https://w3id.org/security#expiration"}"#,
            r#"{"s": "https://w3id.org/security#"}"#,
            r#"{"s": "https://w3id.org/"}"#,
            r#"{"end": {"@id": "sec:expiration"}}"#,
            r#"{"back": {"@reverse": "http://example.org/back"}}"#,
            r#"{"kind": "@type"}"#,
            r#"{"foo": null}"#,
            r#"{"sec:expiration": "http://example.org/foo"}"#,
        ] {
            let codes: Vec<_> = found(&format!(r#""@context": ["{CONTEXT}", {context}]"#));
            assert_eq!(codes.first().map(|(code, _)| *code), Some("ob2.context"), "{context}");
            let inside = found(&format!(r#""@context": "{CONTEXT}", "badge": {{"@context": {context}}}"#));
            assert_eq!(inside.first().map(|(code, _)| *code), Some("ob2.context"), "{context}");
        }
    }
}
