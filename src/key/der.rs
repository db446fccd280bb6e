//! The few structures of DER that keys are written in.

use crate::codec::der::{INTEGER, OCTET_STRING, Reader, SEQUENCE};

/// What is left to be read. Every reader answers nothing where the bytes are not the one DER encoding of what is asked for.
pub(super) struct Der<'a>(Reader<'a>);

impl<'a> Der<'a> {
    /// What is in the one sequence that the bytes are.
    pub(super) fn sequence_alone(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Self(Reader::new(bytes));
        let inner = outer.sequence()?;
        outer.is_empty().then_some(inner)
    }

    pub(super) fn sequence(&mut self) -> Option<Self> {
        self.0.enter(SEQUENCE).map(Self)
    }

    pub(super) fn octet_string(&mut self) -> Option<&'a [u8]> {
        self.0.expect(OCTET_STRING)
    }

    /// A string of whole bytes.
    pub(super) fn bit_string(&mut self) -> Option<&'a [u8]> {
        self.0.bits()
    }

    /// A natural number, most significant byte first, without leading zeros; zero holds no bytes.
    pub(super) fn natural(&mut self) -> Option<&'a [u8]> {
        self.0.natural()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes that are left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0.rest()
    }

    /// Whether these are the bytes that are left.
    pub(super) fn is(&self, bytes: &[u8]) -> bool {
        self.rest() == bytes
    }
}

/// A sequence of natural numbers.
pub(super) fn naturals<const N: usize>(numbers: [&[u8]; N]) -> Vec<u8> {
    let mut content = Vec::new();
    for number in numbers {
        let sign: &[u8] = if number.first().is_none_or(|byte| *byte >= 0x80) { &[0] } else { &[] };
        header(&mut content, INTEGER, sign.len() + number.len());
        content.extend_from_slice(sign);
        content.extend_from_slice(number);
    }
    let mut whole = Vec::with_capacity(content.len() + 4);
    header(&mut whole, SEQUENCE, content.len());
    whole.extend(content);
    whole
}

/// Tag and length, for contents of less than 64 KiB: an RSA key of 8192 bits is one.
fn header(target: &mut Vec<u8>, tag: u8, length: usize) {
    target.push(tag);
    let bytes = length.to_be_bytes();
    let [.., high, low] = bytes;
    match length {
        0..=0x7f => target.push(low),
        0x80..=0xff => target.extend([0x81, low]),
        _ => target.extend([0x82, high, low]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Option<Vec<u8>> {
        let mut inside = Der::sequence_alone(bytes)?;
        let number = inside.natural()?.to_vec();
        inside.is_empty().then_some(number)
    }

    #[test]
    fn second_encodings_are_refused() {
        assert_eq!(read(&[0x30, 3, 2, 1, 5]), Some(vec![5]));
        assert_eq!(read(&[0x30, 3, 2, 1, 0]), Some(vec![]));
        assert_eq!(read(&[0x30, 4, 2, 2, 0, 0x80]), Some(vec![0x80]));
        for bad in [
            &[0x30, 4, 2, 2, 0, 5][..],   // a zero too many
            &[0x30, 3, 2, 1, 0x80],       // negative
            &[0x30, 2, 2, 0],             // no content
            &[0x30, 0x81, 3, 2, 1, 5],    // length in the long form
            &[0x30, 0x82, 0, 3, 2, 1, 5], // and longer still
            &[0x30, 0x80, 2, 1, 5, 0, 0], // indefinite length
            &[0x30, 3, 2, 1, 5, 0],       // something behind it
            &[0x30, 4, 2, 1, 5, 0],       // something inside behind it
            &[0x30, 3, 2, 2, 5],          // cut
            &[0x31, 3, 2, 1, 5],          // another tag
            &[],
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn numbers_survive(first in 1..=255_u8, rest in proptest::collection::vec(any::<u8>(), 0..300)) {
            let number = [&[first], &rest[..]].concat();
            prop_assert_eq!(read(&naturals([&number])), Some(number));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            read(&[&[0x30, 0x82][..], &bytes].concat());
            read(&bytes);
        }
    }
}
