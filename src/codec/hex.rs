//! Hexadecimal, as identity hashes and digests are written.

use super::Error;

/// Lower-case hexadecimal.
pub fn encode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

/// Decodes lower-case hexadecimal.
///
/// # Errors
/// For other characters (upper-case digits too), and for half a byte.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    let digit = |at: usize| match text.as_bytes().get(at) {
        Some(byte @ b'0'..=b'9') => Ok(byte - b'0'),
        Some(byte @ b'a'..=b'f') => Ok(byte - b'a' + 10),
        Some(_) => Err(Error::Alphabet(at)),
        None => Err(Error::NotCanonical),
    };
    (0..text.len()).step_by(2).map(|at| Ok(digit(at)? << 4 | digit(at + 1)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_for_each_value() {
        assert_eq!(encode(&[0x00, 0x9f, 0xff]), "009fff");
        assert_eq!(decode("009fff").as_deref(), Ok(&[0x00, 0x9f, 0xff][..]));
        assert_eq!(decode("009FFF"), Err(Error::Alphabet(3)));
        assert_eq!(decode("00f"), Err(Error::NotCanonical));
    }
}
