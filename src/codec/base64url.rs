//! base64url without padding ([RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), as JOSE and multibase `u` use it.

use super::Error;
use base64_simd::URL_SAFE_NO_PAD;

/// Encodes bytes, without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Decodes a text that must be the one canonical encoding of its bytes.
///
/// # Errors
/// For padding, characters of other alphabets, impossible lengths and non-zero trailing bits.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| {
        let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let outside = text.bytes().position(|byte| !is_inside(byte));
        outside.map_or(Error::NotCanonical, Error::Alphabet)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 4648 §10, without its padding.
    #[test]
    fn samples_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Ok(bytes.as_bytes()));
        }
    }

    #[test]
    fn refuses_second_spellings() {
        assert_eq!(decode("Zh"), Err(Error::NotCanonical));
        assert_eq!(decode("Zg=="), Err(Error::Alphabet(2)));
        assert_eq!(decode("Zg+/"), Err(Error::Alphabet(2)));
        assert_eq!(decode("Zm9vY"), Err(Error::NotCanonical));
        assert_eq!(decode("Zm9vYmF*"), Err(Error::Alphabet(7)));
        assert_eq!(decode("Zm9*Ym*y"), Err(Error::Alphabet(3)));
        assert_eq!(decode("Zm9vYm\u{e9}"), Err(Error::Alphabet(6)));
    }

    proptest! {
        #[test]
        fn whatever_was_encoded_comes_back(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        /// Each text that decodes is the one encoding of its bytes.
        #[test]
        fn no_bytes_have_two_encodings(text in "[A-Za-f0-9_*=-]{0,12}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
