//! base64 with padding ([RFC 4648 §4](https://www.rfc-editor.org/rfc/rfc4648#section-4)), as `data:` URLs use it.

use super::{Error, base64url};

/// Encodes bytes, with padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Decodes a text that must be the one canonical encoding of its bytes, with all of its padding or with none of it (which
/// is how the test suite of the W3C for VC-JOSE-COSE writes it).
///
/// # Errors
/// For some but not all padding, characters of other alphabets and non-zero trailing bits.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    if let Some(foreign) = text.find(['-', '_']) {
        return Err(Error::Alphabet(foreign));
    }
    let body = text.trim_end_matches('=');
    let bytes = base64url::decode(&body.replace('+', "-").replace('/', "_"))?;
    let whole = encode(&bytes).len();
    if text.len() == whole || text.len() == body.len() { Ok(bytes) } else { Err(Error::NotCanonical) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 §10.
    #[test]
    fn samples_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Ok(bytes.as_bytes()));
            assert_eq!(decode(text.trim_end_matches('=')).as_deref(), Ok(bytes.as_bytes()));
        }
    }

    #[test]
    fn refuses_second_spellings() {
        for text in ["Zh", "Zh==", "Zg=", "Zg==Zg==", "Z===", "====", "-_==", "Zm8=\n", "Zm9v===="] {
            assert!(decode(text).is_err(), "{text}");
        }
    }
}
