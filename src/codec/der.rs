//! Reading DER ([X.690](https://www.itu.int/rec/T-REC-X.690)), as far as keys and certificates need it: definite lengths in their
//! shortest form, tags of one byte.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'b>(&'b [u8]);

/// One element: its tag, what it holds, and all of its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'b> {
    pub(crate) tag: u8,
    pub(crate) content: &'b [u8],
    pub(crate) whole: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Whether there is no more.
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The bytes that are left.
    pub(crate) fn rest(self) -> &'b [u8] {
        self.0
    }

    /// The tag of the next element, which is not read.
    pub(crate) fn peek(self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element.
    pub(crate) fn next(&mut self) -> Option<Element<'b>> {
        let [tag, length, rest @ ..] = self.0 else {
            return None;
        };
        // Tags of several bytes and lengths that are not said have no place in a certificate.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (length, rest) = match length {
            0..=0x7f => (usize::from(*length), rest),
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
                let value = digits.iter().fold(0_usize, |value, digit| (value << 8) | usize::from(*digit));
                let is_shortest = digits.first() != Some(&0) && value >= 0x80;
                (Some(value).filter(|_| is_shortest)?, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - rest.len()];
        self.0 = rest;
        Some(Element { tag: *tag, content, whole })
    }

    /// What the next element holds, if it has this tag; nothing is read otherwise.
    pub(crate) fn expect(&mut self, tag: u8) -> Option<&'b [u8]> {
        if self.peek() == Some(tag) { self.next().map(|element| element.content) } else { None }
    }

    /// Goes into the next element, if it has this tag.
    pub(crate) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.expect(tag).map(Self)
    }

    /// A natural number, most significant byte first, without leading zeros; zero holds no bytes.
    pub(crate) fn natural(&mut self) -> Option<&'b [u8]> {
        match self.expect(INTEGER)? {
            [0] => Some(&[]),
            [0, rest @ ..] if rest.first().is_some_and(|byte| *byte >= 0x80) => Some(rest),
            bytes if bytes.first().is_some_and(|byte| (1..0x80).contains(byte)) => Some(bytes),
            _ => None,
        }
    }

    /// A string of bits, as many as fill whole bytes.
    pub(crate) fn bits(&mut self) -> Option<&'b [u8]> {
        self.expect(BIT_STRING)?.strip_prefix(&[0])
    }
}

/// An object identifier as numbers with points.
pub(crate) fn dotted(identifier: &[u8]) -> Option<String> {
    let mut numbers = Vec::new();
    let mut number = 0_u64;
    for byte in identifier {
        number = number.checked_mul(128)?.checked_add(u64::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.extend([first, number - first * 40]);
            } else {
                numbers.push(number);
            }
            number = 0;
        }
    }
    let is_whole = identifier.last().is_some_and(|last| last & 0x80 == 0);
    is_whole.then(|| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_are_dotted() {
        // X.690, 8.19.5 and RFC 8017, A.1.
        assert_eq!(dotted(&[0x88, 0x37, 0x03]).as_deref(), Some("2.999.3"));
        assert_eq!(
            dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]).as_deref(),
            Some("1.2.840.113549.1.1.1")
        );
        assert_eq!((dotted(&[]), dotted(&[0x88])), (None, None));
    }

    #[test]
    fn only_the_shortest_length_is_read() {
        let read = |bytes: &[u8]| Reader::new(bytes).next().map(|element| element.content.to_vec());
        assert_eq!(read(&[0x04, 0x01, 0xaa]), Some(vec![0xaa]));
        assert_eq!(read(&[&[0x04, 0x81, 0x80][..], &[7; 128]].concat()).map(|content| content.len()), Some(128));
        for wrong in
            [&[0x04, 0x81, 0x01, 0xaa][..], &[0x04, 0x80, 0, 0], &[0x04, 0x02, 0xaa], &[0x1f, 0x01, 0xaa], &[0x04]]
        {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        assert_eq!(read(&[&[0x04, 0x82, 0x00, 0x80][..], &[7; 128]].concat()), None);
    }
}
