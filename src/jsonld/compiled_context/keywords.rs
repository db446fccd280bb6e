//! Keywords of JSON-LD, and what is spelled like them.

use super::Keyword;

/// The keyword that a member name is, spelled without a context's help.
pub(in crate::jsonld) fn keyword(text: &str) -> Keyword {
    match text {
        "@id" => Keyword::Id,
        "@type" => Keyword::Type,
        "@value" => Keyword::Value,
        "@language" => Keyword::Language,
        "@none" => Keyword::None,
        _ => Keyword::Other,
    }
}

pub(super) fn is_keyword(text: &str) -> bool {
    matches!(
        text,
        "@base"
            | "@container"
            | "@context"
            | "@direction"
            | "@graph"
            | "@id"
            | "@import"
            | "@included"
            | "@index"
            | "@json"
            | "@language"
            | "@list"
            | "@nest"
            | "@none"
            | "@prefix"
            | "@propagate"
            | "@protected"
            | "@reverse"
            | "@set"
            | "@type"
            | "@value"
            | "@version"
            | "@vocab"
    )
}

/// Whether a string has the [form of a keyword](https://www.w3.org/TR/json-ld11/#keywords): `@` and letters.
pub(in crate::jsonld) fn is_keyword_like(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}
