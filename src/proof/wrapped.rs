use super::EnvelopeFormat;
use crate::json::{Node, Pointer};

/// What to do with something that is no credential and has one inside: what services hand out around a credential, a presentation
/// or a token. Nothing if there is none in it.
pub(crate) fn unwrapping(root: Node<'_>) -> Option<String> {
    let place = wrapped(root)?;
    Some(format!("what stands at {place} looks like a credential; give that alone"))
}

/// What to do with a proof that is a token: libraries that decode one put it there, beside what they made of its claims.
pub(crate) fn decoded(proof: Node<'_>) -> Option<String> {
    let token = proof.get("jwt").filter(|_| proof.get("type").and_then(Node::as_str) == Some("JwtProof2020"))?;
    let place = token.path();
    token.as_str().map(|_| format!("the token at {place} is what was signed; give that alone"))
}

/// Its place: of the members, or else of theirs, as in `{"credentials": [{"credential": "eyJ…"}]}`.
fn wrapped(root: Node<'_>) -> Option<Pointer> {
    values(root).find(is_one).or_else(|| values(root).flat_map(values).find(is_one)).map(|node| node.path())
}

fn values(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.members().flat_map(|(_, value)| value.each())
}

fn is_one(node: &Node<'_>) -> bool {
    match node.as_str() {
        // So begins every token whose header is JSON.
        Some(text) => text.starts_with("eyJ") && EnvelopeFormat::of(text.as_bytes()).is_some(),
        None => node.get("@context").is_some() && node.get("type").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    #[test]
    fn a_credential_in_what_a_service_hands_out_is_found() {
        const CREDENTIAL: &str = r#"{"@context": [], "type": ["VerifiableCredential"]}"#;
        for (text, place) in [
            (format!(r#"{{"credential": {CREDENTIAL}, "deliveryDetails": {{"address": []}}}}"#), Some("/credential")),
            (format!(r#"{{"items": [{{"id": 1}}, {CREDENTIAL}]}}"#), Some("/items/1")),
            (r#"{"jwt": "eyJhbGciOiJFZERTQSJ9.e30.AAAA"}"#.to_owned(), Some("/jwt")),
            // OpenID for Verifiable Credential Issuance 1.0, section 8.3.
            (
                r#"{"credentials": [{"credential": "eyJhbGciOiJFZERTQSJ9.e30.AAAA"}]}"#.to_owned(),
                Some("/credentials/0/credential"),
            ),
            // What stands further out comes first.
            (format!(r#"{{"a": {{"b": {CREDENTIAL}}}, "c": {CREDENTIAL}}}"#), Some("/c")),
            (format!(r#"{{"a": {{"b": {{"c": {CREDENTIAL}}}}}}}"#), None),
            (r#"{"title": "eyJ", "type": "Offer", "learner": {"@context": "x"}}"#.to_owned(), None),
            ("{}".to_owned(), None),
            ("[]".to_owned(), None),
        ] {
            let tree = Tree::parse(&text, &Limits::default()).unwrap();
            assert_eq!(wrapped(tree.root()).map(|place| place.to_string()).as_deref(), place, "{text}");
        }
    }
}
