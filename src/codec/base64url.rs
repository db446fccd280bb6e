//! base64url without padding ([RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), as JOSE and multibase `u` use it.

use super::Error;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes bytes, without padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for position in 0..=chunk.len() {
            text.push(ALPHABET[(group >> (18 - 6 * position)) as usize & 63] as char);
        }
    }
    text
}

/// Decodes a text that must be the one canonical encoding of its bytes.
///
/// # Errors
/// For padding, characters of other alphabets, impossible lengths and non-zero trailing bits.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for (chunk_at, chunk) in text.as_bytes().chunks(4).enumerate() {
        let mut group = 0_u32;
        for (at, byte) in chunk.iter().enumerate() {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return Err(Error::Alphabet(chunk_at * 4 + at)),
            };
            group |= u32::from(value) << (18 - 6 * at);
        }
        let whole = match chunk.len() {
            1 => return Err(Error::NotCanonical),
            length => length - 1,
        };
        let decoded = group.to_be_bytes();
        if decoded[1 + whole..].iter().any(|rest| *rest != 0) {
            return Err(Error::NotCanonical);
        }
        bytes.extend_from_slice(&decoded[1..=whole]);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
