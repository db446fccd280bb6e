//! Keys under https URLs: a document of the key alone, or the issuer's profile that lists it.

use super::document::{self, Document, Rules};
use super::plan::from_fragment;
use super::{Answer, Need, NeedKind, Purpose, Refusal, Source, VerificationMethod};
use crate::report::code;

/// An https URL taken apart at its fragment, and kept as it was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HttpsUrl<'u> {
    text: &'u str,
    document: &'u str,
    fragment: Option<&'u str>,
}

impl<'u> HttpsUrl<'u> {
    /// Reads an https URL without user information.
    pub(crate) fn parse(text: &'u str) -> Result<Self, Refusal> {
        let malformed = |detail: &str| Refusal::new(code::proof::VM_MALFORMED, detail);
        let parsed = url::Url::parse(text).map_err(|error| malformed(&format!("it is not a URL: {error}")))?;
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && text.len() <= 2048;
        if parsed.scheme() != "https" || !plain {
            return Err(malformed("it is not an https URL in plain ASCII"));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(malformed("it holds a user name, which hides the host it leads to"));
        }
        let (document, fragment) = text.split_once('#').map_or((text, None), |(before, after)| (before, Some(after)));
        Ok(Self { text, document, fragment })
    }

    /// The need for what stands under it.
    pub(crate) fn need(self) -> Need {
        Need::new(NeedKind::KeyDocument, self.document, self.document)
    }

    /// Whether two URLs have scheme, host and port in common.
    pub(crate) fn same_origin(self, other: HttpsUrl<'_>) -> bool {
        match (url::Url::parse(self.document), url::Url::parse(other.document)) {
            (Ok(left), Ok(right)) => left.origin() == right.origin(),
            _ => false,
        }
    }

    /// Whether this document stands at another URL or below it, path segment by path segment.
    pub(crate) fn is_at_or_below(self, other: HttpsUrl<'_>) -> bool {
        if self.document == other.document {
            return true;
        }
        let (Ok(here), Ok(above)) = (url::Url::parse(self.document), url::Url::parse(other.document)) else {
            return false;
        };
        if !self.same_origin(other)
            || above.query().is_some()
            || here.path().contains("%2f")
            || here.path().contains("%2F")
        {
            return false;
        }
        let above = above.path().trim_end_matches('/');
        here.path().strip_prefix(above).is_some_and(|rest| rest.starts_with('/') && rest.len() > 1)
    }
}

/// Reads the answer about a key under an https URL.
pub(super) fn interpret(url: &HttpsUrl<'_>, answer: &Answer, purpose: Purpose) -> Result<VerificationMethod, Refusal> {
    let tree = match document::parse(answer) {
        Ok(tree) => tree,
        Err(refusal) => {
            let unresolved = Refusal::new(code::issuer::KEY_UNRESOLVED, refusal.detail.as_str());
            return claimed(url, unresolved).unwrap_or(Err(refusal));
        }
    };
    let root = tree.root();
    let is_the_key_itself = document::holds_key(root) && root.get("id").and_then(|id| id.as_str()) == Some(url.text);
    if is_the_key_itself {
        let method = document::read_method(root, url.text, Rules::Https)?;
        return Ok(VerificationMethod { source: Source::KeyDocument, ..method });
    }

    let document = Document::new(root, url.document, Rules::Https);
    document.check_id()?;
    let Some(node) = document.definition(url.text)? else {
        let detail =
            "the document under its address does not list this key; a fragment that looks like a key is not one";
        let missing = Refusal::new(code::proof::VM_NOT_FOUND, detail);
        return claimed(url, Refusal::new(code::issuer::KEY_UNBOUND, detail)).unwrap_or(Err(missing));
    };
    let method = document::read_method(node, url.text, Rules::Https)?;
    document.check_purpose(url.text, purpose)?;
    let source = if method.controller == url.document { Source::ControllerDocument } else { Source::KeyDocument };
    Ok(VerificationMethod { source, ..method })
}

fn claimed(url: &HttpsUrl<'_>, why_not_more: Refusal) -> Option<Result<VerificationMethod, Refusal>> {
    from_fragment(url.text, url.document, url.fragment?, why_not_more)
}

/// Whether the document of an issuer, in an answer, lists a method that stands elsewhere for a purpose.
///
/// `issuer` is the https URL that the document was asked for and that must be its id. A document that describes the method
/// itself must describe the same key.
///
/// # Errors
/// `issuer.key.unresolved` where there is no such document, `issuer.did.mismatch` for somebody else's, and
/// `issuer.key.unbound` or `proof.purpose.not_authorized` for one that does not list the method.
pub fn vouch(issuer: &str, method: &VerificationMethod, answer: &Answer, purpose: Purpose) -> Result<(), Refusal> {
    let tree = document::parse(answer).map_err(|refusal| {
        Refusal::new(code::issuer::KEY_UNRESOLVED, format!("the issuer's own document: {}", refusal.detail))
    })?;
    let document = Document::new(tree.root(), issuer, Rules::Https);
    document.check_id()?;
    if let Some(node) = document.definition(method.url())? {
        let described = document::read_method(node, method.url(), Rules::Https)?;
        if described.key != method.key {
            return Err(Refusal::new(
                code::issuer::KEY_UNBOUND,
                "the issuer's own document lists another key under this name",
            ));
        }
    }
    document.check_purpose(method.url(), purpose)
}

#[cfg(test)]
mod tests;
