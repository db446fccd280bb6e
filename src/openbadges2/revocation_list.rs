use super::reader::{self, Read, Reader};
use super::scope::same_as;
use crate::json::Node;
use crate::report::{Findings, Severity};

/// The assertions that an issuer has withdrawn, of those that it signed
/// ([RevocationList](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#RevocationList)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationList {
    /// Its id (absolute IRI), usually where it is hosted.
    pub id: String,
    /// The issuer whose list it is, if it says so.
    pub issuer: Option<String>,
    /// The assertions by their ids, each with the reason if one is given; one that has several ids stands here under each.
    pub revoked: Vec<(String, Option<String>)>,
}

impl RevocationList {
    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no revocation list of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }

    /// Reads a document in which nothing is wrong: whatever else may mean any assertion.
    pub(crate) fn whole(node: Node<'_>) -> Result<Self, String> {
        let first = |findings: &Findings| {
            let error = findings.iter().find(|finding| finding.severity() == Severity::Error);
            error.map(ToString::to_string).unwrap_or_default()
        };
        match Self::read(node) {
            Ok((list, findings)) if !findings.has_errors() => Ok(list),
            Ok((_, findings)) | Err(findings) => Err(first(&findings)),
        }
    }

    /// Whether it names an assertion by its id, or by the `uid` that assertions of before 2.0 have beside it.
    pub(crate) fn names(&self, id: &str, assertion: Node<'_>) -> bool {
        let uid = assertion.get("uid").and_then(Node::as_str);
        std::iter::once(id).chain(uid).any(|id| self.revocation(id).is_some())
    }

    /// What the list says of an assertion: nothing, or that it is withdrawn, and why if it says that too. Two addresses that
    /// lead to one place are one id, in whatever way they are written.
    pub fn revocation(&self, assertion: &str) -> Option<Option<&str>> {
        let is_it = same_as(assertion);
        let (_, reason) = self.revoked.iter().find(|(id, _)| is_it(id))?;
        Some(reason.as_deref())
    }
}

impl Read for RevocationList {
    const CLASS: &'static [&'static str] = &["RevocationList"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let entries = reader.page_or("revokedAssertions", |id| Entry { ids: vec![id], reason: None });
        reader.require("revokedAssertions");
        Self {
            id: reader.text("id").unwrap_or_default(),
            issuer: reader.text("issuer"),
            revoked: entries.into_iter().flat_map(Entry::by_id).collect(),
        }
    }
}

struct Entry {
    ids: Vec<String>,
    reason: Option<String>,
}

impl Entry {
    fn by_id(self) -> impl Iterator<Item = (String, Option<String>)> {
        self.ids.into_iter().map(move |id| (id, self.reason.clone()))
    }
}

impl Read for Entry {
    const CLASS: &'static [&'static str] = &[];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        // `uid` is how assertions of before 2.0 are named. Any of them may be the one that is meant.
        let ids: Vec<String> = ["id", "@id", "uid"].into_iter().filter_map(|name| reader.text(name)).collect();
        if ids.is_empty() {
            reader.wrong(reader.here(), "name the assertion by its `id`; what names nothing may mean any");
        }
        Self { ids, reason: reader.text("revocationReason") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    fn list(entries: &str) -> Result<RevocationList, Findings> {
        let text = format!(
            r#"{{"@context": "https://w3id.org/openbadges/v2", "id": "https://vet.example/revoked", "type": "RevocationList",
                "revokedAssertions": {entries}}}"#
        );
        let tree = Tree::parse(&text, &Limits::default()).unwrap();
        let (list, findings) = RevocationList::read(tree.root())?;
        findings.into_result(list)
    }

    #[test]
    fn every_spelling_of_an_id_is_that_id() {
        for (entry, assertion) in [
            (r#""urn:uuid:5""#, "urn:uuid:5"),
            (r#"{"id": "urn:uuid:5"}"#, "urn:uuid:5"),
            (r#"{"@id": "urn:uuid:5"}"#, "urn:uuid:5"),
            (r#"{"uid": "5"}"#, "5"),
            (r#"{"id": "urn:x:1", "@id": "urn:x:2", "uid": "urn:uuid:5"}"#, "urn:uuid:5"),
            (r#"{"id": "urn:uuid:5", "uid": "5"}"#, "urn:uuid:5"),
            (r#""URN:UUID:A5""#, "urn:uuid:a5"),
            (r#""http://vet.example/a/1""#, "https://vet.example/a/1"),
            (r#""https://vet.example/a/1""#, "http://vet.example/a/1"),
            (r#""HTTPS://VET.example:443/a/1""#, "https://vet.example/a/1"),
            (r#"{"uid": "http://vet.example/a b"}"#, "https://vet.example/a b"),
        ] {
            let list = list(entry).unwrap_or_default();
            assert_eq!(list.revocation(assertion), Some(None), "{entry}");
            assert_eq!(list.revocation("urn:uuid:6"), None, "{entry}");
        }
        let other = list(r#"["https://vet.example/a/1", "urn:uuid:5", "did:example:A"]"#).unwrap();
        for assertion in
            ["https://vet.example/a/10", "https://vet.example/A/1", "https://vet.example/a/1#x", "did:example:a"]
        {
            assert_eq!(other.revocation(assertion), None, "{assertion}");
        }
    }

    /// Whatever it may mean, it is not passed over.
    #[test]
    fn an_entry_that_names_nothing_makes_the_list_malformed() {
        for entry in [
            r#"{"revocationReason": "Fraud"}"#,
            r#"[{"id": "urn:uuid:5"}, {}]"#,
            r#"{"id": null, "uid": null}"#,
            r#"{"id": ["urn:uuid:5"]}"#,
            r#"{"id": "urn:uuid:6", "@id": {"id": "urn:uuid:5"}}"#,
            r#"{"@set": ["urn:uuid:5"]}"#,
            r#"[["urn:uuid:5"]]"#,
            r#"[null]"#,
            r#"["5"]"#,
        ] {
            let findings = list(entry).unwrap_err();
            assert!(findings.has_errors(), "{entry}");
        }
    }
}
