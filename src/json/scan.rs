//! Bytes that mean nothing but themselves in a string, found eight at a time.

/// How many bytes stand before the first that means something in a string: a quote, a backslash, a control character.
#[inline]
pub(super) fn ordinary(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let special = special(chunk);
        if special != 0 {
            // Borrows run upwards only, so the lowest hit is a true one.
            return at + special.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes[at..].iter().take_while(|byte| !is_special(**byte)).count()
}

/// Whether no byte means anything in a string, so that it is written as it is.
#[inline]
pub(super) fn is_ordinary(bytes: &[u8]) -> bool {
    match bytes.last_chunk::<8>() {
        Some(last) => bytes.as_chunks::<8>().0.iter().chain([last]).fold(0, |found, chunk| found | special(chunk)) == 0,
        None => !bytes.iter().any(|byte| is_special(*byte)),
    }
}

/// The highest bits of those of eight bytes that mean something in a string, and perhaps of some after the first of them.
#[inline]
fn special(chunk: &[u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // A byte is below a bound where subtracting that borrows from its highest bit.
    let below = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word & HIGHS;
    let word = u64::from_le_bytes(*chunk);
    // With one bit turned, a quote (0x22) is 0x20, control characters stay below, and all others are above.
    below(word ^ (ONES * 0x02), 0x21) | below(word ^ (ONES * u64::from(b'\\')), 1)
}

#[inline]
fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    /// Wherever it stands among others, each byte means in a string what it means.
    #[test]
    fn bytes_in_strings() {
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..0x80_u8 {
                    let mut inside = vec![b'a'; length];
                    inside[at] = byte;
                    assert_eq!(is_ordinary(&inside), ordinary(&inside) == length, "{inside:?}");
                    let text = format!("[\"{}\"]", String::from_utf8(inside).unwrap());
                    let parsed = Tree::parse(&text, &Limits::default());
                    match byte {
                        0..0x20 | b'"' => assert!(parsed.is_err(), "{text:?}"),
                        b'\\' => assert!(parsed.is_err() || at + 1 < length, "{text:?}"),
                        _ => {
                            assert_eq!(parsed.unwrap().root().items().next().unwrap().as_str(), text.get(2..2 + length))
                        }
                    }
                }
            }
        }
    }
}
