//! Who is named in a document, whichever way it is written: a string or an object, alone or in an array of one.

use crate::json::Node;

/// The id of what stands here: a string is one, an object may have one.
pub(crate) fn id_of(node: Node<'_>) -> Option<&str> {
    node.as_str().or_else(|| node.get("id")?.as_str())
}

/// The issuer. Of several, nobody is.
pub(crate) fn issuer(root: Node<'_>) -> Option<Node<'_>> {
    only(root, "issuer")
}

/// The issuer's id.
pub(crate) fn issuer_id(root: Node<'_>) -> Option<&str> {
    id_of(issuer(root)?)
}

/// The id of whose presentation it is. Of several, it is nobody's.
pub(crate) fn holder_id(root: Node<'_>) -> Option<&str> {
    id_of(only(root, "holder")?)
}

/// Those whom a credential is about.
pub(crate) fn subjects(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.get("credentialSubject").into_iter().flat_map(Node::each)
}

/// What stands in a member, if it is one thing.
fn only<'t>(root: Node<'t>, member: &str) -> Option<Node<'t>> {
    let mut all = root.get(member)?.each();
    all.next().filter(|_| all.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    #[test]
    fn one_who_is_named_is_read_in_all_four_forms_and_of_several_nobody() {
        for (issuer, id) in [
            (r#""did:example:vet""#, Some("did:example:vet")),
            (r#"{"id": "did:example:vet", "name": "VET"}"#, Some("did:example:vet")),
            (r#"["did:example:vet"]"#, Some("did:example:vet")),
            (r#"[{"id": "did:example:vet"}]"#, Some("did:example:vet")),
            (r#"["did:example:vet", "did:example:university"]"#, None),
            (r#"["did:example:vet", "did:example:vet"]"#, None),
            (r#"[["did:example:vet"]]"#, None),
            (r#"{"id": ["did:example:vet"]}"#, None),
            (r#"{"name": "VET"}"#, None),
            ("[]", None),
            ("null", None),
        ] {
            let text = format!(r#"{{"issuer": {issuer}, "holder": {issuer}}}"#);
            let tree = Tree::parse(&text, &Limits::default()).unwrap();
            assert_eq!([issuer_id(tree.root()), holder_id(tree.root())], [id, id], "{issuer}");
        }
    }
}
