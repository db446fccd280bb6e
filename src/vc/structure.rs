//! What the VC Data Model demands of every credential, whatever it says.

use super::context_urls::{CREDENTIALS_V2, DataModel};
use super::reader::not_an_object;
use super::types::is_credential;
use super::{Credential, DateTimeStamp, Text, parties};
use crate::codec::iri;
use crate::json::{Kind, Node, Pointer};
use crate::report::{Code, Finding, Findings, code};

/// Members whose values say of what kind they are, and whether each has to have an id of its own
/// ([VC Data Model 2.0 §4.5](https://www.w3.org/TR/vc-data-model-2.0/#types)).
const TYPED: [(&str, bool); 6] = [
    ("credentialStatus", false),
    ("credentialSchema", true),
    ("refreshService", false),
    ("termsOfUse", false),
    ("evidence", false),
    ("proof", false),
];

impl Credential {
    /// Says where a credential is not made as its version of the data model demands
    /// ([VC Data Model 2.0 §4](https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts)), with pointers into the input. What it
    /// claims, its contexts beyond the first, and its proofs are looked at elsewhere.
    ///
    /// ```
    /// use microcred::{Limits, json::Tree, vc::Credential};
    /// let text = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
    ///     "issuer": "did:example:vet", "credentialSubject": {"id": "did:example:ana"}, "evidence": [{"id": "urn:uuid:1"}]}"#;
    /// let tree = Tree::parse(text, &Limits::default())?;
    /// let findings = Credential::check(tree.root());
    /// assert_eq!(findings.iter().map(|finding| finding.pointer.as_str()).collect::<Vec<_>>(), ["/evidence/0/type"]);
    /// # Ok::<(), microcred::json::Error>(())
    /// ```
    pub fn check(root: Node<'_>) -> Findings {
        if !root.is_object() {
            return not_an_object("credential");
        }
        let mut check = Check { findings: Findings::new() };
        let model = check.contexts(root);
        check.types(root);
        check.one_id(root, "id");
        check.issuer(root);
        check.texts(root);
        check.subjects(root);
        check.validity(root, model);
        for (member, wants_id) in TYPED {
            for value in root.get(member).into_iter().flat_map(Node::each) {
                check.typed(value, wants_id);
            }
        }
        check.findings
    }
}

struct Check {
    findings: Findings,
}

impl Check {
    fn found(&mut self, code: Code, at: Pointer, detail: &str) {
        self.findings.push(Finding::new(code, at, detail));
    }

    fn contexts(&mut self, root: Node<'_>) -> Option<DataModel> {
        let at = root.path().member("@context");
        let model = DataModel::of_document(root);
        if model.is_none() {
            self.found(code::format::VERSION, at, &format!("start with {CREDENTIALS_V2}"));
        }
        for item in root.get("@context").into_iter().flat_map(Node::each) {
            if !matches!(item.kind(), Kind::String | Kind::Object) {
                self.found(code::model::SHAPE, item.path(), "a context is a URL, or an object");
            }
        }
        model
    }

    fn types(&mut self, root: Node<'_>) {
        let at = root.path().member("type");
        if !is_credential(root) {
            self.found(code::format::TYPE, at, "the types must hold VerifiableCredential");
        }
        for name in root.get("type").into_iter().flat_map(Node::each).filter(|name| name.as_str().is_none()) {
            self.found(code::model::SHAPE, name.path(), "write each type as a string");
        }
    }

    /// An id, where there is one, is one URL.
    fn one_id(&mut self, node: Node<'_>, member: &str) {
        if let Some(id) = node.get(member)
            && !id.as_str().is_some_and(iri::is_absolute)
        {
            self.found(code::model::IDS, id.path(), "write one absolute IRI, such as a urn:uuid, or leave it out");
        }
    }

    fn issuer(&mut self, root: Node<'_>) {
        let at = root.path().member("issuer");
        if root.get("issuer").is_none() {
            return self.found(code::issuer::MISSING, at, "name the issuer by its DID or URL");
        }
        let Some(issuer) = parties::issuer(root) else {
            return self.found(code::issuer::MISSING, at, "name one issuer; what several say is several credentials");
        };
        let id = if issuer.is_object() { issuer.get("id") } else { Some(issuer) };
        match id.and_then(Node::as_str) {
            None => self.found(code::issuer::MISSING, at, "name the issuer by its DID or URL"),
            Some(own) if !iri::is_absolute(own) => {
                let at = id.map_or(at, Node::path);
                self.found(code::model::IDS, at, "the issuer's id must be an absolute IRI, such as a DID");
            }
            Some(_) => {}
        }
    }

    /// Name and description of the credential and of its issuer.
    fn texts(&mut self, root: Node<'_>) {
        let issuer = parties::issuer(root).filter(|issuer| issuer.is_object());
        for node in [Some(root), issuer].into_iter().flatten() {
            for text in ["name", "description"].into_iter().filter_map(|member| node.get(member)) {
                if !is_text(text) {
                    let detail = "write a string, or an object of @value, @language and @direction alone";
                    self.found(code::model::SHAPE, text.path(), detail);
                }
            }
        }
    }

    fn subjects(&mut self, root: Node<'_>) {
        let at = root.path().member("credentialSubject");
        let Some(subjects) = root.get("credentialSubject").filter(|subjects| subjects.each().next().is_some()) else {
            return self.found(code::model::REQUIRED, at, "say what the credential says, and about whom");
        };
        for subject in subjects.each() {
            if !subject.is_object() {
                self.found(code::model::SHAPE, subject.path(), "a subject is an object with claims");
            } else if subject.members().next().is_none() {
                self.found(code::model::REQUIRED, subject.path(), "a subject has one claim at least");
            } else {
                self.one_id(subject, "id");
            }
        }
    }

    fn validity(&mut self, root: Node<'_>, model: Option<DataModel>) {
        let names = model.unwrap_or(DataModel::V2).dates();
        let [from, until] = [names.from, names.until].map(|name| self.date(root, name));
        if let (Some(from), Some(until)) = (from, until)
            && until.instant() < from.instant()
        {
            let at = root.path().member(names.until);
            self.found(code::validity::WINDOW_INVERTED, at, &format!("it is earlier than `{}`", names.from));
        }
    }

    fn date(&mut self, root: Node<'_>, name: &str) -> Option<DateTimeStamp> {
        let value = root.get(name)?;
        let detail = match value.as_str().map(DateTimeStamp::parse) {
            Some(Ok(stamp)) => return Some(stamp),
            Some(Err(error)) => error.to_string(),
            None => "write one date as a string".to_owned(),
        };
        self.found(code::validity::MALFORMED, value.path(), &detail);
        None
    }

    fn typed(&mut self, value: Node<'_>, wants_id: bool) {
        if !value.is_object() {
            return self.found(code::model::SHAPE, value.path(), "write an object that says its type");
        }
        let types = || value.get("type").into_iter().flat_map(Node::each);
        if types().next().is_none() {
            self.found(code::model::REQUIRED, value.path().member("type"), "say what kind it is");
        }
        for name in types().filter(|name| name.as_str().is_none_or(str::is_empty)) {
            self.found(code::model::SHAPE, name.path(), "write each type as a string");
        }
        if wants_id && value.get("id").is_none() {
            self.found(code::model::REQUIRED, value.path().member("id"), "give the URL that it is found under");
        }
        self.one_id(value, "id");
    }
}

/// A string or a language value ([VC Data Model 2.0 §11.1](https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction)),
/// or several.
fn is_text(node: Node<'_>) -> bool {
    let value = |item: Node<'_>| match item.kind() {
        Kind::Object => item.get("@value").is_some() && Text::from_json(item).is_some(),
        kind => kind == Kind::String,
    };
    node.each().next().is_some() && node.each().all(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    /// A sound credential with some of its members replaced, and what is found.
    fn found(members: &str) -> Vec<(&'static str, String)> {
        let replaced = Tree::parse(members, &Limits::default()).unwrap();
        let sound = [
            ("@context", r#"["https://www.w3.org/ns/credentials/v2"]"#),
            ("type", r#"["VerifiableCredential"]"#),
            ("issuer", r#""did:example:vet""#),
            ("credentialSubject", r#"{"id": "did:example:ana"}"#),
        ];
        let kept = sound.iter().filter(|(name, _)| replaced.root().get(name).is_none());
        let mut whole: Vec<String> = kept.map(|(name, value)| format!("\"{name}\": {value}")).collect();
        let given = replaced.root().members().map(|(name, value)| format!("\"{name}\": {}", value.to_value()));
        whole.extend(given);
        let tree = Tree::parse(&format!("{{{}}}", whole.join(",")), &Limits::default()).unwrap();
        let findings = Credential::check(tree.root());
        findings.iter().map(|finding| (finding.code.as_str(), finding.pointer.as_str().to_owned())).collect()
    }

    #[test]
    fn what_the_data_model_allows_is_sound() {
        for members in [
            "{}",
            r#"{"@context": ["https://www.w3.org/2018/credentials/v1", {"a": "https://a.example/"}], "issuanceDate": "2020-01-01T00:00:00Z"}"#,
            r#"{"issuer": {"id": "https://vet.example/", "name": [{"@value": "VET", "@language": "en", "@direction": "ltr"}, "VET"]}}"#,
            r#"{"name": "A", "description": {"@value": "B"}, "id": "urn:uuid:1", "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z"}"#,
            r#"{"credentialSubject": [{"id": "did:example:ana"}, {"name": "Ben"}], "credentialStatus": {"type": "X"}, "evidence": [{"type": ["X"]}]}"#,
            r#"{"credentialSchema": {"id": "https://a.example/", "type": "JsonSchema"}, "refreshService": {"type": "X"}, "termsOfUse": []}"#,
        ] {
            assert_eq!(found(members), [], "{members}");
        }
    }

    #[test]
    fn what_it_does_not_allow_is_told_with_its_place() {
        for (members, code, place) in [
            (r#"{"@context": ["https://a.example/"]}"#, "format.version", "/@context"),
            (r#"{"@context": ["https://www.w3.org/ns/credentials/v2", 4]}"#, "model.shape", "/@context/1"),
            (r#"{"type": ["Other"]}"#, "format.type", "/type"),
            (r#"{"type": ["VerifiableCredential", 4]}"#, "model.shape", "/type/1"),
            (r#"{"id": ["urn:uuid:1", "urn:uuid:2"]}"#, "model.ids", "/id"),
            (r#"{"id": null}"#, "model.ids", "/id"),
            (r#"{"id": "https ://a"}"#, "model.ids", "/id"),
            (r#"{"issuer": []}"#, "issuer.missing", "/issuer"),
            (r#"{"issuer": {"id": null}}"#, "issuer.missing", "/issuer"),
            (r#"{"issuer": "vet"}"#, "model.ids", "/issuer"),
            (r#"{"name": {"@value": "A", "url": "B"}}"#, "model.shape", "/name"),
            (r#"{"issuer": {"id": "did:a:b", "description": 4}}"#, "model.shape", "/issuer/description"),
            (r#"{"credentialSubject": []}"#, "model.required", "/credentialSubject"),
            (r#"{"credentialSubject": "did:a:b"}"#, "model.shape", "/credentialSubject"),
            (r#"{"credentialSubject": [{"a": 1}, {}]}"#, "model.required", "/credentialSubject/1"),
            (r#"{"credentialSubject": {"id": ["did:a:b"]}}"#, "model.ids", "/credentialSubject/id"),
            (r#"{"validFrom": "Saturday"}"#, "validity.malformed", "/validFrom"),
            (r#"{"validUntil": 4}"#, "validity.malformed", "/validUntil"),
            (
                r#"{"validFrom": "2021-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z"}"#,
                "validity.window.inverted",
                "/validUntil",
            ),
            (r#"{"credentialStatus": {"id": "urn:uuid:1"}}"#, "model.required", "/credentialStatus/type"),
            (r#"{"evidence": ["https://a.example/"]}"#, "model.shape", "/evidence/0"),
            (r#"{"credentialSchema": {"type": "X"}}"#, "model.required", "/credentialSchema/id"),
            (r#"{"proof": {"created": "2020-01-01T00:00:00Z"}}"#, "model.required", "/proof/type"),
        ] {
            assert_eq!(found(members), [(code, place.to_owned())], "{members}");
        }
    }
}
