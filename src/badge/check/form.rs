//! The forms that strings have.

use super::class::Kind;
use crate::json::Node;
use crate::vc::{Date, DateError, DateTimeStamp, is_language_map_key};

/// A moment or a day.
pub(super) fn date(text: &str, kind: &Kind) -> Result<(), DateError> {
    match kind {
        Kind::Date => Date::parse(text).map(drop),
        _ => DateTimeStamp::parse_instant(text).map(drop),
    }
}

/// Whether this is a [LanguageCode](https://www.imsglobal.org/spec/ob/v3p0/#derived-types): a language in two to four
/// small letters, then perhaps a script, then perhaps a region.
pub(crate) fn is_language_code(text: &str) -> bool {
    let mut parts = text.split('-').peekable();
    let language = parts.next().unwrap_or_default();
    if !(2..=4).contains(&language.len()) || !language.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    parts.next_if(|part| is_script(part));
    parts.next_if(|part| is_region(part));
    parts.next().is_none()
}

fn is_script(part: &str) -> bool {
    part.len() == 4
        && part.bytes().enumerate().all(|(place, byte)| match place {
            0 => byte.is_ascii_uppercase(),
            _ => byte.is_ascii_lowercase(),
        })
}

fn is_region(part: &str) -> bool {
    part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_uppercase())
        || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is a language map as the lenient schemas have them: `{"en": "…"}`.
pub(super) fn is_language_map(node: Node<'_>) -> bool {
    node.is_object()
        && node.members().next().is_some()
        && node.members().all(|(tag, value)| is_language_map_key(tag) && value.as_str().is_some())
}

/// How a term of somebody's own is formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extension {
    /// `ext:` and letters that such terms may have.
    Good,
    /// It begins well, but goes on with other letters.
    Odd,
    /// It does not begin with `ext:` and a letter.
    None,
}

/// Looks at a term by the pattern of [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#extending-enumerated-vocabularies), which
/// its schemas do not anchor at the end.
pub(super) fn extension(term: &str) -> Extension {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._|".contains(&byte);
    match term.strip_prefix("ext:").map(str::as_bytes) {
        Some([first, rest @ ..]) if letter(*first) => match rest.iter().all(|byte| letter(*byte) || *byte == b'-') {
            true => Extension::Good,
            false => Extension::Odd,
        },
        _ => Extension::None,
    }
}

/// Whether this is `md5$` or `sha256$` and a hash of that length.
pub(super) fn is_identity_hash(text: &str) -> bool {
    let hexadecimal = |hash: &str, length| hash.len() == length && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.split_once('$') {
        Some(("md5", hash)) => hexadecimal(hash, 32),
        Some(("sha256", hash)) => hexadecimal(hash, 64),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::iri::is_absolute;

    #[test]
    fn absolute_iris() {
        for good in [
            "https://a.example/b?c#d",
            "urn:uuid:1",
            "did:key:z6Mk",
            "data:image/png;base64,AA==",
            "https://ä.example/ö",
        ] {
            assert!(is_absolute(good), "{good}");
        }
        for bad in ["", "a", "/a", "a b:c", ":a", "1a:b", "https:", "https://a b", "https://a\n", "_:b0 c", "<a:b>"] {
            assert!(!is_absolute(bad), "{bad}");
        }
    }

    #[test]
    fn language_tags() {
        for good in ["en", "pt-PT", "sr-Latn", "sr-Latn-RS", "es-419", "gsw"] {
            assert!(is_language_code(good), "{good}");
        }
        for bad in ["", "e", "EN", "en-us", "en-US-x", "english", "en-", "en-latn", "en_US"] {
            assert!(!is_language_code(bad), "{bad}");
        }
    }

    #[test]
    fn extensions() {
        assert_eq!(extension("ext:EQF"), Extension::Good);
        assert_eq!(extension("ext:a-b.c"), Extension::Good);
        assert_eq!(extension("ext:foo bar"), Extension::Odd);
        for bad in ["ext:", "ext:-a", "xext:foo", "Ext:foo", "EQF"] {
            assert_eq!(extension(bad), Extension::None, "{bad}");
        }
    }
}
