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

/// What a byte outside the alphabet stands for: it has a bit that no value of the alphabet has.
const OUTSIDE: u8 = 0x80;

/// For each byte, its value in the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [OUTSIDE; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Decodes a text that must be the one canonical encoding of its bytes.
///
/// # Errors
/// For padding, characters of other alphabets, impossible lengths and non-zero trailing bits.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let (groups, rest) = text.as_bytes().as_chunks::<4>();
    let mut bytes = vec![0; groups.len() * 3];
    let mut seen = 0;
    for (group, decoded) in groups.iter().zip(bytes.as_chunks_mut::<3>().0) {
        let [first, second, third, fourth] = group.map(|byte| VALUES[usize::from(byte)]);
        seen |= first | second | third | fourth;
        *decoded = [first << 2 | second >> 4, second << 4 | third >> 2, third << 6 | fourth];
    }
    let values: Vec<u8> = rest.iter().map(|byte| VALUES[usize::from(*byte)]).collect();
    // Most texts hold nothing else, so that it is enough to look once.
    if values.iter().fold(seen, |seen, value| seen | value) & OUTSIDE != 0 {
        let outside = text.bytes().position(|byte| VALUES[usize::from(byte)] == OUTSIDE);
        return Err(Error::Alphabet(outside.unwrap_or_default()));
    }
    match values[..] {
        [] => {}
        [first, second] if second & 0x0f == 0 => bytes.push(first << 2 | second >> 4),
        [first, second, third] if third & 0x03 == 0 => {
            bytes.extend([first << 2 | second >> 4, second << 4 | third >> 2]);
        }
        _ => return Err(Error::NotCanonical),
    }
    Ok(bytes)
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
