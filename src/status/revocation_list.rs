use super::entry::text;
use crate::json::{Node, Object, Value};
use crate::limits::Limits;
use crate::report::{Finding, code};
use crate::vc::parties;

/// Where the list stands in which a credential's id is to be looked for: 1EdTech's
/// [Verifiable Credential Revocation List 1.0](https://www.imsglobal.org/spec/vcrl/v1p0/). Open Badges prefers Bitstring
/// Status List since its version 1.3 of 2025.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationListEntry {
    /// The URL of the list.
    pub id: String,
}

impl RevocationListEntry {
    /// Its `type`.
    pub const TYPE: &'static str = "1EdTechRevocationList";

    /// An entry for the list at a URL.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Object {
        Object::new().with("id", self.id.as_str()).with("type", Self::TYPE)
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// `status.entry.malformed`.
    pub fn read(node: Node<'_>) -> Result<Self, Finding> {
        text(node, "id").map(Self::new)
    }
}

/// A list of credentials that were revoked, by their ids. It is plain JSON: only the place where it stands says whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationList {
    /// Its own URL, if it says it.
    pub id: Option<String>,
    /// Whose credentials it is about.
    pub issuer: String,
    /// The credentials in it.
    pub credentials: Vec<RevokedCredential>,
}

/// The members that hold its entries: by the specification, and by 1EdTech's validator.
const LISTS: [&str; 2] = ["revokedCredential", "revokedCredentials"];

/// A credential in a [`RevocationList`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevokedCredential {
    /// The credential's id.
    pub id: String,
    /// Whether it is revoked; one may be listed that is not, or not any more.
    pub revoked: bool,
    /// Why, in the issuer's words.
    pub reason: Option<String>,
}

impl RevokedCredential {
    /// A credential that is revoked.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), revoked: true, reason: None }
    }

    fn read(node: Node<'_>) -> Result<Self, Finding> {
        let id = node.get("id").and_then(Node::as_str).filter(|_| node.is_object());
        let id = id.ok_or_else(|| malformed(node, "an entry has the id of a credential"))?;
        let revoked = match node.get("revoked") {
            None => true,
            Some(revoked) => revoked.as_bool().ok_or_else(|| malformed(revoked, "write true or false"))?,
        };
        let reason = node.get("revocationReason").and_then(Node::as_str).map(str::to_owned);
        Ok(Self { id: id.to_owned(), revoked, reason })
    }

    fn to_json(&self) -> Object {
        Object::new()
            .with("id", self.id.as_str())
            .with("revoked", self.revoked)
            .with_some("revocationReason", self.reason.as_deref())
    }
}

impl RevocationList {
    /// A list of nothing yet, in an issuer's name.
    pub fn new(id: impl Into<String>, issuer: impl Into<String>) -> Self {
        Self { id: Some(id.into()), issuer: issuer.into(), credentials: Vec::new() }
    }

    /// Reads the JSON form. An issuer may be an id or an object with one. `revokedCredentials`, which 1EdTech's validator reads in the place
    /// of `revokedCredential`, holds entries as that does; where both are there, both count.
    ///
    /// # Errors
    /// `status.list.malformed`.
    pub fn read(node: Node<'_>) -> Result<Self, Finding> {
        let issuer = parties::issuer_id(node)
            .ok_or_else(|| malformed(node, "it does not say whose list it is: it has no issuer"))?;
        let lists = || LISTS.into_iter().filter_map(|member| node.get(member));
        if !Self::is(node) {
            return Err(malformed(node, "it has no revokedCredential"));
        }
        let credentials = lists().flat_map(Node::each).map(RevokedCredential::read).collect::<Result<_, _>>()?;
        let id = node.get("id").and_then(Node::as_str).map(str::to_owned);
        Ok(Self { id, issuer: issuer.to_owned(), credentials })
    }

    /// Whether a document is such a list at all.
    pub(crate) fn is(node: Node<'_>) -> bool {
        LISTS.into_iter().any(|member| node.get(member).is_some())
    }

    /// The limits of such a list: it has one entry a credential, and so more values than one has.
    pub(crate) fn limits(limits: &Limits) -> Limits {
        Limits { values: limits.values.max(limits.bytes / 8), ..limits.clone() }
    }

    /// The entry that says that a credential is revoked. Of several about the same, one that says so is enough.
    pub fn revocation(&self, credential: &str) -> Option<&RevokedCredential> {
        self.credentials.iter().find(|entry| entry.id == credential && entry.revoked)
    }

    /// The JSON form.
    pub fn to_json(&self) -> Object {
        let credentials = self.credentials.iter().map(|credential| credential.to_json().into());
        Object::new()
            .with_some("id", self.id.as_deref())
            .with("issuer", self.issuer.as_str())
            .with("revokedCredential", Value::Array(credentials.collect()))
    }
}

fn malformed(node: Node<'_>, detail: &str) -> Finding {
    Finding::new(code::status::LIST_MALFORMED, node.path(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;

    fn read(text: &str) -> Result<RevocationList, Finding> {
        RevocationList::read(Tree::parse(text, &Limits::default()).unwrap().root())
    }

    #[test]
    fn revoked_unless_it_says_otherwise() {
        let text = r#"{"id": "https://vet.example/revocations", "issuer": "https://vet.example/", "revokedCredential": [
            {"id": "urn:uuid:1"}, {"id": "urn:uuid:2", "revoked": true, "revocationReason": "Issued twice"},
            {"id": "urn:uuid:3", "revoked": false}, {"id": "urn:uuid:3", "revoked": true}, {"id": "urn:uuid:4", "revoked": false}]}"#;
        let list = read(text).unwrap();
        let is_revoked = ["1", "2", "3", "4", "5"].map(|name| list.revocation(&format!("urn:uuid:{name}")).is_some());
        assert_eq!(is_revoked, [true, true, true, false, false]);
        assert_eq!(list.revocation("urn:uuid:2").unwrap().reason.as_deref(), Some("Issued twice"));
        assert_eq!(read(&Value::from(list.to_json()).to_string()), Ok(list));
    }

    /// As 1EdTech's validator has it, and as its specification has it: whoever is in either is revoked.
    #[test]
    fn a_list_may_have_either_name_or_both() {
        let entry = |at: u8| format!(r#"[{{"id": "urn:uuid:{at}"}}]"#);
        let of = |members: String| read(&format!(r#"{{"issuer": "https://vet.example/", {members}}}"#)).unwrap();
        let (one, other) = (entry(1), entry(2));
        let both = of(format!(r#""revokedCredential": {one}, "revokedCredentials": {other}"#));
        assert!(both.revocation("urn:uuid:1").is_some() && both.revocation("urn:uuid:2").is_some());
        assert!(of(format!(r#""revokedCredentials": {other}"#)).revocation("urn:uuid:2").is_some());
        assert!(
            of(format!(r#""revokedCredential": [], "revokedCredentials": {other}"#)).revocation("urn:uuid:2").is_some()
        );
    }

    #[test]
    fn what_cannot_be_read_is_no_list() {
        for text in [
            "{}",
            r#"{"issuer": "https://vet.example/"}"#,
            r#"{"revokedCredential": []}"#,
            r#"{"issuer": "https://vet.example/", "revokedCredential": ["urn:uuid:1"]}"#,
            r#"{"issuer": "https://vet.example/", "revokedCredential": [{"revoked": true}]}"#,
            r#"{"issuer": "https://vet.example/", "revokedCredential": [{"id": "urn:uuid:1", "revoked": "no"}]}"#,
        ] {
            assert_eq!(read(text).unwrap_err().code, code::status::LIST_MALFORMED, "{text}");
        }
        assert_eq!(read(r#"{"issuer": "https://vet.example/", "revokedCredential": []}"#).unwrap().credentials, []);
    }
}
