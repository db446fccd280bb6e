//! Decentralised identifiers ([DID Core 1.0](https://www.w3.org/TR/did-core/)): their syntax, and the methods that are resolved here.

pub mod jwk;
pub mod key;
pub mod web;

use super::Refusal;
use crate::json::{Object, Value};
use crate::report::code;
use crate::vc::context_urls::DID_V1;
use std::fmt;

/// Which DIDs are resolved here, for whoever comes with another.
pub(crate) const METHODS: &str = "only did:key, did:jwk and did:web are resolved here";

/// Longer identifiers are refused.
const LONGEST: usize = 2048;

/// Why a text is not a DID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It does not start with `did:`, a method name and a colon.
    #[error("a DID starts with `did:`, a method name in lower case, and a colon")]
    Method,
    /// The identifier is empty or holds characters that it must not hold.
    #[error("the identifier of the DID is empty or holds a character that DIDs do not have")]
    Identifier,
    /// The part behind the DID holds characters that URLs do not have.
    #[error("the path, query or fragment of the DID URL holds a character that URLs do not have")]
    Suffix,
    /// Too long.
    #[error("the DID is longer than any that belongs in a credential")]
    TooLong,
    /// The host of a did:web is no host name.
    #[error(
        "the host of the did:web is not a host name (letters, digits and hyphens; no address, no empty label; international names in their xn-- form)"
    )]
    Host,
    /// The port of a did:web is no port.
    #[error("the port of the did:web is not `%3A` and a number from 1 to 65535")]
    Port,
    /// A path segment of a did:web is empty or could climb out of its place.
    #[error("the path of the did:web has an empty segment, a dot segment, or an encoded separator")]
    Path,
}

/// A DID, as it was written. Two DIDs are the same if their texts are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Did(Box<str>);

impl Did {
    /// Reads a DID ([§3.1](https://www.w3.org/TR/did-core/#did-syntax)).
    ///
    /// # Errors
    /// If it is not one, or one with more behind it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(Error::TooLong);
        }
        let (method, identifier) =
            text.strip_prefix("did:").and_then(|rest| rest.split_once(':')).ok_or(Error::Method)?;
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err(Error::Method);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':');
        if identifier.is_empty() || identifier.ends_with(':') || !is_encoded(identifier, allowed) {
            return Err(Error::Identifier);
        }
        Ok(Self(text.into()))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The method name, such as `web`.
    pub fn method(&self) -> &str {
        self.parts().0
    }

    /// What follows the method.
    pub fn identifier(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        self.0.get(4..).and_then(|rest| rest.split_once(':')).unwrap_or_default()
    }
}

impl fmt::Display for Did {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A DID with a path, a query or a fragment behind it, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DidUrl {
    text: Box<str>,
    did: Did,
    path: Option<Box<str>>,
    query: Option<Box<str>>,
    fragment: Option<Box<str>>,
}

impl DidUrl {
    /// Reads a DID URL ([§3.2](https://www.w3.org/TR/did-core/#did-url-syntax)).
    ///
    /// ```
    /// use microcred::resolve::did::DidUrl;
    /// let url = DidUrl::parse("did:web:vet.example:issuers:1#key-1")?;
    /// assert_eq!((url.did().method(), url.fragment()), ("web", Some("key-1")));
    /// # Ok::<(), microcred::resolve::did::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it is not one.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(Error::TooLong);
        }
        let (rest, fragment) = split_off(text, '#');
        let (rest, query) = split_off(rest, '?');
        let (did, path) = rest.find('/').map_or((rest, None), |slash| (&rest[..slash], Some(&rest[slash..])));
        let did = Did::parse(did)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
        if [path, query, fragment].into_iter().flatten().any(|part| !is_encoded(part, allowed)) || fragment == Some("")
        {
            return Err(Error::Suffix);
        }
        Ok(Self {
            text: text.into(),
            did,
            path: path.map(Into::into),
            query: query.map(Into::into),
            fragment: fragment.map(Into::into),
        })
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The DID.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// The path with its first slash, if there is one.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The query without its question mark, if there is one.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The fragment without its hash, if there is one; never empty.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }
}

impl fmt::Display for DidUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Where the document of a DID that does not carry it stands: the https URL of a did:web. Of another method the address is the
/// DID itself: nothing here follows it, and a host that can hands the document over.
pub(crate) fn address(did: &Did) -> Result<String, Error> {
    match did.method() {
        "web" => web::document_url(did),
        _ => Ok(did.as_str().to_owned()),
    }
}

/// The document of a DID that carries its key: a `did:key` or a `did:jwk`. Costs no I/O.
///
/// # Errors
/// `did.method_unsupported` for a DID whose document has to be fetched, and those of [`key::document`] and [`jwk::document`].
pub fn document(did: &Did) -> Result<Value, Refusal> {
    match did.method() {
        "key" => key::document(did),
        "jwk" => jwk::document(did),
        _ => Err(Refusal::new(
            code::proof::DID_METHOD_UNSUPPORTED,
            "only a did:key and a did:jwk carry their documents in themselves",
        )),
    }
}

/// The document of a DID with one key that signs, and perhaps agrees on secrets too.
fn signing_document(did: &Did, context: &str, id: &str, method: Object, agrees: bool) -> Value {
    let listed = || Value::Array(vec![id.into()]);
    Object::new()
        .with("@context", Value::Array(vec![DID_V1.into(), context.into()]))
        .with("id", did.as_str())
        .with("verificationMethod", Value::Array(vec![method.into()]))
        .with("authentication", listed())
        .with("assertionMethod", listed())
        .with("capabilityInvocation", listed())
        .with("capabilityDelegation", listed())
        .with_some("keyAgreement", agrees.then(listed))
        .into()
}

fn split_off(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Whether a text holds only allowed characters and whole percent-encodings.
fn is_encoded(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'%' if bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) => 3,
            byte if allowed(*byte) => 1,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_of_a_did_url() {
        let url = DidUrl::parse("did:web:a.example%3A8443:b/c?d=e#f").unwrap();
        assert_eq!(url.did().as_str(), "did:web:a.example%3A8443:b");
        assert_eq!(url.did().identifier(), "a.example%3A8443:b");
        assert_eq!((url.path(), url.query(), url.fragment()), (Some("/c"), Some("d=e"), Some("f")));
    }

    #[test]
    fn what_is_not_a_did() {
        for (text, error) in [
            ("", Error::Method),
            ("did:", Error::Method),
            ("did:web", Error::Method),
            ("DID:web:a.example", Error::Method),
            ("did:Web:a.example", Error::Method),
            ("did::a.example", Error::Method),
            ("did:web:", Error::Identifier),
            ("did:web:a.example:", Error::Identifier),
            ("did:web:user@a.example", Error::Identifier),
            ("did:web:a.example%4", Error::Identifier),
            ("did:web:ми\u{442}.edu", Error::Identifier),
            ("did:web:a example", Error::Identifier),
        ] {
            assert_eq!(Did::parse(text), Err(error), "{text}");
            assert_eq!(DidUrl::parse(text), Err(error), "{text}");
        }
        for text in ["did:web:a.example#", "did:web:a.example#a#b", "did:web:a.example#a b", "did:web:a.example/%"] {
            assert_eq!(DidUrl::parse(text), Err(Error::Suffix), "{text}");
        }
        assert_eq!(Did::parse(&format!("did:web:{}", "a".repeat(3000))), Err(Error::TooLong));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(did:[a-z]{0,4}:?)?\\PC{0,40}") {
            if let Ok(url) = DidUrl::parse(&text) {
                prop_assert_eq!(url.as_str(), text.as_str());
                prop_assert!(text.starts_with(url.did().as_str()));
                prop_assert!(!url.did().identifier().is_empty());
            }
        }
    }
}
