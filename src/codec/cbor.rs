//! The part of CBOR ([RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)) that selective disclosure proofs are written in.
//!
//! Unsigned integers, byte and text strings, arrays and maps of definite length, without tags. Reading takes only the
//! [deterministic encoding](https://www.rfc-editor.org/rfc/rfc8949#section-4.2): the shortest heads, and nothing after the end.

/// Why bytes are not what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another kind of value, a tag or an indefinite length stands there.
    #[error("byte {at} of the CBOR does not start {expected}")]
    Kind {
        /// Where.
        at: usize,
        /// What should have started there.
        expected: &'static str,
    },
    /// A head is longer than it needs to be.
    #[error("the length or number at byte {0} of the CBOR is not written in its shortest form")]
    NotShortest(usize),
    /// The bytes end too soon, or a length promises more than there are.
    #[error("the CBOR is cut off, or a length at byte {0} promises more than there is")]
    Cut(usize),
    /// Something follows the end.
    #[error("something follows the end of the CBOR at byte {0}")]
    Trailing(usize),
    /// A text is not UTF-8.
    #[error("the text at byte {0} of the CBOR is not UTF-8")]
    Text(usize),
}

const UNSIGNED: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;

/// Reads one value after the other.
#[derive(Clone, Debug)]
pub struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    /// A reader at the start of some bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The head of an array: how many items follow. Never more than there are bytes left.
    ///
    /// # Errors
    /// If no array starts here.
    pub fn array(&mut self) -> Result<usize, Error> {
        self.count(ARRAY, "an array", 1)
    }

    /// The head of a map: how many pairs follow. Never more than there are bytes left for.
    ///
    /// # Errors
    /// If no map starts here.
    pub fn map(&mut self) -> Result<usize, Error> {
        self.count(MAP, "a map", 2)
    }

    /// An unsigned integer.
    ///
    /// # Errors
    /// If none starts here, or it does not fit.
    pub fn unsigned(&mut self) -> Result<u64, Error> {
        self.head(UNSIGNED, "an unsigned integer")
    }

    /// A byte string.
    ///
    /// # Errors
    /// If none starts here.
    pub fn bytes(&mut self) -> Result<&'b [u8], Error> {
        let length = self.count(BYTES, "a byte string", 1)?;
        self.take(length)
    }

    /// A text string.
    ///
    /// # Errors
    /// If none starts here, or it is not UTF-8.
    pub fn text(&mut self) -> Result<&'b str, Error> {
        let start = self.at;
        let length = self.count(TEXT, "a text string", 1)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Error::Text(start))
    }

    /// Nothing must be left.
    ///
    /// # Errors
    /// If something is.
    pub fn end(&self) -> Result<(), Error> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(Error::Trailing(self.at)) }
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], Error> {
        let taken = self.bytes[self.at..].get(..length).ok_or(Error::Cut(self.at))?;
        self.at += length;
        Ok(taken)
    }

    fn count(&mut self, major: u8, expected: &'static str, each: usize) -> Result<usize, Error> {
        let start = self.at;
        let count = usize::try_from(self.head(major, expected)?).map_err(|_| Error::Cut(start))?;
        if count > (self.bytes.len() - self.at) / each {
            return Err(Error::Cut(start));
        }
        Ok(count)
    }

    fn head(&mut self, major: u8, expected: &'static str) -> Result<u64, Error> {
        let start = self.at;
        let [first] = self.take(1)? else { return Err(Error::Cut(start)) };
        let width = match first & 0x1f {
            short if first >> 5 == major && short < 24 => return Ok(u64::from(short)),
            long @ 24..=27 if first >> 5 == major => 1_usize << (long - 24),
            _ => return Err(Error::Kind { at: start, expected }),
        };
        let number = self.take(width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let needed = match number {
            0..24 => 0,
            24..0x100 => 1,
            0x100..0x1_0000 => 2,
            0x1_0000..0x1_0000_0000 => 4,
            _ => 8,
        };
        if needed == width { Ok(number) } else { Err(Error::NotShortest(start)) }
    }
}

/// Writes the head of an array.
pub fn push_array(out: &mut Vec<u8>, items: usize) {
    push_head(out, ARRAY, items as u64);
}

/// Writes the head of a map.
pub fn push_map(out: &mut Vec<u8>, pairs: usize) {
    push_head(out, MAP, pairs as u64);
}

/// Writes an unsigned integer.
pub fn push_unsigned(out: &mut Vec<u8>, number: u64) {
    push_head(out, UNSIGNED, number);
}

/// Writes a byte string.
pub fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_head(out, BYTES, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Writes a text string.
pub fn push_text(out: &mut Vec<u8>, text: &str) {
    push_head(out, TEXT, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn push_head(out: &mut Vec<u8>, major: u8, number: u64) {
    let digits = number.to_be_bytes();
    let (short, width) = match number {
        0..24 => (digits[7], 0),
        24..0x100 => (24, 1),
        0x100..0x1_0000 => (25, 2),
        0x1_0000..0x1_0000_0000 => (26, 4),
        _ => (27, 8),
    };
    out.push(major << 5 | short);
    out.extend_from_slice(&digits[8 - width..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::hex;
    use proptest::prelude::*;

    /// RFC 8949, appendix A.
    #[test]
    fn examples_of_rfc_8949() {
        for (number, encoding) in [
            (0_u64, "00"),
            (10, "0a"),
            (23, "17"),
            (24, "1818"),
            (25, "1819"),
            (100, "1864"),
            (1000, "1903e8"),
            (1_000_000, "1a000f4240"),
            (1_000_000_000_000, "1b000000e8d4a51000"),
            (18_446_744_073_709_551_615, "1bffffffffffffffff"),
        ] {
            let mut out = Vec::new();
            push_unsigned(&mut out, number);
            assert_eq!(hex::encode(&out), encoding);
            let mut reader = Reader::new(&out);
            assert_eq!((reader.unsigned(), reader.end()), (Ok(number), Ok(())));
        }
        let mut out = Vec::new();
        push_array(&mut out, 4);
        push_bytes(&mut out, &[1, 2, 3, 4]);
        push_text(&mut out, "\u{6c34}");
        push_map(&mut out, 1);
        push_unsigned(&mut out, 1);
        push_unsigned(&mut out, 2);
        push_array(&mut out, 0);
        assert_eq!(hex::encode(&out), "84440102030463e6b0b4a1010280");
        let mut reader = Reader::new(&out);
        assert_eq!(reader.array(), Ok(4));
        assert_eq!(reader.bytes(), Ok(&[1_u8, 2, 3, 4][..]));
        assert_eq!(reader.text(), Ok("\u{6c34}"));
        assert_eq!((reader.map(), reader.unsigned(), reader.unsigned()), (Ok(1), Ok(1), Ok(2)));
        assert_eq!((reader.array(), reader.end()), (Ok(0), Ok(())));
    }

    #[test]
    fn only_one_encoding_is_read() {
        let bytes = |text: &str| Reader::new(&hex::decode(text).unwrap()).bytes().map(<[u8]>::to_vec);
        let expected = "a byte string";
        assert_eq!(bytes("4101"), Ok(vec![1]));
        assert_eq!(bytes("580101"), Err(Error::NotShortest(0)));
        assert_eq!(bytes("5f4101ff"), Err(Error::Kind { at: 0, expected }), "indefinite length");
        assert_eq!(bytes("d8404101"), Err(Error::Kind { at: 0, expected }), "tag 64");
        assert_eq!(bytes("6161"), Err(Error::Kind { at: 0, expected }), "a text");
        assert_eq!(bytes("5c"), Err(Error::Kind { at: 0, expected }), "reserved");
        assert_eq!(bytes("420a"), Err(Error::Cut(0)));
        assert_eq!(bytes("58"), Err(Error::Cut(1)));
        assert_eq!(bytes(""), Err(Error::Cut(0)));
        assert_eq!(Reader::new(&[0x61, 0xff]).text(), Err(Error::Text(0)));
        assert_eq!(Reader::new(&[0]).end(), Err(Error::Trailing(0)));
    }

    /// Lengths that promise gigabytes take none.
    #[test]
    fn bombs_are_refused_by_their_heads() {
        let array = hex::decode("9bffffffffffffffff").unwrap();
        assert_eq!(Reader::new(&array).array(), Err(Error::Cut(0)));
        let map = hex::decode("bb7fffffffffffffff").unwrap();
        assert_eq!(Reader::new(&map).map(), Err(Error::Cut(0)));
        assert_eq!(Reader::new(&hex::decode("5b7fffffffffffffff00").unwrap()).bytes(), Err(Error::Cut(0)));
        assert_eq!(Reader::new(&[0xa2, 0, 0, 0]).map(), Err(Error::Cut(0)));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number: u64, bytes: Vec<u8>, text: String) {
            let mut out = Vec::new();
            push_unsigned(&mut out, number);
            push_bytes(&mut out, &bytes);
            push_text(&mut out, &text);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.unsigned(), Ok(number));
            prop_assert_eq!(reader.bytes(), Ok(&bytes[..]));
            prop_assert_eq!(reader.text(), Ok(&text[..]));
            prop_assert_eq!(reader.end(), Ok(()));
        }
    }
}
