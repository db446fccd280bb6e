//! base64url without padding ([RFC 4648 §5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), as JOSE and multibase `u` use it.

use super::Error;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Encodes bytes, without padding.
pub fn encode(bytes: &[u8]) -> String {
    let digits = |group: u32| [18, 12, 6, 0].map(|shift| ALPHABET[(group >> shift) as usize & 63]);
    let (groups, rest) = bytes.as_chunks::<3>();
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for [first, second, third] in groups {
        text.extend_from_slice(&digits(u32::from_be_bytes([0, *first, *second, *third])));
    }
    match rest {
        [first, second] => text.extend_from_slice(&digits(u32::from_be_bytes([0, *first, *second, 0]))[..3]),
        [first] => text.extend_from_slice(&digits(u32::from_be_bytes([0, *first, 0, 0]))[..2]),
        _ => {}
    }
    // The alphabet is ASCII.
    String::from_utf8(text).unwrap_or_default()
}

/// What a byte outside the alphabet stands for: it has a bit that no value of the alphabet has.
const OUTSIDE: u32 = 1 << 31;

/// For each byte, its value in the alphabet, at each of the four places that it can have in a group.
static VALUES: [[u32; 256]; 4] = {
    let mut values = [[OUTSIDE; 256]; 4];
    let mut value = 0;
    while value < ALPHABET.len() {
        let mut place = 0;
        while place < 4 {
            values[place][ALPHABET[value] as usize] = (value as u32) << (18 - 6 * place);
            place += 1;
        }
        value += 1;
    }
    values
};

/// The three bytes of a group, and its bit [`OUTSIDE`].
fn group([first, second, third, fourth]: [u8; 4]) -> u32 {
    VALUES[0][usize::from(first)]
        | VALUES[1][usize::from(second)]
        | VALUES[2][usize::from(third)]
        | VALUES[3][usize::from(fourth)]
}

/// Decodes a text that must be the one canonical encoding of its bytes.
///
/// # Errors
/// For padding, characters of other alphabets, impossible lengths and non-zero trailing bits.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    // Two groups at a time are written at once.
    let (pairs, rest) = text.as_bytes().as_chunks::<8>();
    let mut bytes = vec![0; text.len() * 3 / 4];
    let (decoded, after) = bytes.as_chunks_mut::<6>();
    let mut seen = 0;
    for ([a, b, c, d, e, f, g, h], decoded) in pairs.iter().zip(decoded) {
        let (first, second) = (group([*a, *b, *c, *d]), group([*e, *f, *g, *h]));
        seen |= first | second;
        let [_, _, both @ ..] = (u64::from(first) << 24 | u64::from(second)).to_be_bytes();
        *decoded = both;
    }
    let (single, rest) = rest.as_chunks::<4>();
    let (decoded, after) = after.as_chunks_mut::<3>();
    for (digits, decoded) in single.iter().zip(decoded) {
        let group = group(*digits);
        seen |= group;
        let [_, single @ ..] = group.to_be_bytes();
        *decoded = single;
    }
    // What is not there counts as a zero.
    let zero = ALPHABET[0];
    let last = match *rest {
        [] => 0,
        [first] => group([first, zero, zero, zero]),
        [first, second] => group([first, second, zero, zero]),
        [first, second, third, ..] => group([first, second, third, zero]),
    };
    // Most texts hold nothing else, so that it is enough to look once.
    if (seen | last) & OUTSIDE != 0 {
        let outside = text.bytes().position(|byte| VALUES[0][usize::from(byte)] == OUTSIDE);
        return Err(Error::Alphabet(outside.unwrap_or_default()));
    }
    match (rest.len(), last.to_be_bytes()) {
        (0, _) => {}
        (2, [_, first, 0, 0]) => after.copy_from_slice(&[first]),
        (3, [_, first, second, 0]) => after.copy_from_slice(&[first, second]),
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
