//! The bits of a status list: compressed text, bounded decoding, and entries of one to 32 bits from left to right.

use crate::codec::{self, base64, base64url};
use crate::report::{Code, code};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use std::fmt;
use std::io::{ErrorKind, Read, Write};

/// A list has at least so many entries, so that whoever fetches it does not tell which credential it is about
/// ([Bitstring Status List §3.1](https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm)).
pub const MINIMUM_ENTRIES: usize = 131_072;

/// The widest entry that is read here, in bits.
pub const LARGEST_SIZE: u8 = 32;

/// A status list without its wrapping: entries of the same number of bits, all zero at first.
///
/// Entry 0 begins at the most significant bit of the first byte, and the first bit of an entry is its most significant one
/// ([Bitstring encoding](https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-encoding)).
///
/// ```
/// use microcred::status::Bitstring;
/// let mut list = Bitstring::smallest(2)?;
/// list.set(1, 0b10)?;
/// assert_eq!(list.as_bytes()[0], 0b0010_0000);
/// assert_eq!((list.value(1), list.value(2), list.value(131_072)), (Some(2), Some(0), None));
/// # Ok::<(), microcred::status::BitstringError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Bitstring {
    bytes: Vec<u8>,
    size: u8,
}

/// What is not as it should be with a list's bits or their encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BitstringError {
    /// An entry of no bits, or of more than [`LARGEST_SIZE`].
    #[error("an entry of {0} bits is not read here; take 1 to 32")]
    Size(u32),
    /// No such entry.
    #[error("there is no entry {index} in a list of {entries}")]
    Index {
        /// The entry asked for.
        index: u64,
        /// How many there are.
        entries: u64,
    },
    /// A value that does not fit into an entry.
    #[error("the value {value} does not fit into {size} bits")]
    Value {
        /// The value.
        value: u32,
        /// Bits of an entry.
        size: u8,
    },
    /// The text is not in the list's encoding.
    #[error("the encoded list is not text of its encoding: {0}")]
    Encoding(codec::Error),
    /// A multibase list without the `u`, as older lists are written.
    #[error(
        "the encoded list does not begin with the `u` of multibase base64url; publish it as Bitstring Status List 1.0 says"
    )]
    Multibase,
    /// The bytes are not GZIP, or their checksum is another.
    #[error("the encoded list is not GZIP, or was damaged")]
    Gzip,
    /// The compressed bytes end too early.
    #[error("the compressed list is cut off")]
    Truncated,
    /// Something follows the compressed bytes.
    #[error("something follows the compressed list")]
    Trailing,
    /// More than this many bytes once decompressed.
    #[error("the list is larger than {0} bytes once decompressed")]
    TooLarge(usize),
}

impl BitstringError {
    /// The code that a report shows for this.
    pub fn code(&self) -> Code {
        match self {
            Self::TooLarge(_) => code::status::LIST_TOO_LARGE,
            Self::Index { .. } => code::status::INDEX_OUT_OF_RANGE,
            Self::Size(_) => code::status::SIZE_UNSUPPORTED,
            _ => code::status::LIST_MALFORMED,
        }
    }
}

/// How the compressed bytes are written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Multibase base64url, `u…`: the one form of Bitstring Status List 1.0.
    Multibase,
    /// Base64 of either alphabet, as StatusList2021 is found in use.
    Base64,
}

/// What [`look_up`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// The value of the entry.
    pub value: u32,
    /// How many entries the whole list has.
    pub entries: u64,
}

impl Bitstring {
    /// A list of so many entries of `size` bits, rounded up to whole bytes.
    ///
    /// # Errors
    /// [`BitstringError::Size`], or [`BitstringError::TooLarge`] if this machine cannot hold it.
    pub fn new(entries: usize, size: u8) -> Result<Self, BitstringError> {
        let size = checked(size.into())?;
        let bits = entries.checked_mul(usize::from(size)).ok_or(BitstringError::TooLarge(usize::MAX))?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(bits.div_ceil(8)).map_err(|_| BitstringError::TooLarge(bits.div_ceil(8)))?;
        bytes.resize(bits.div_ceil(8), 0);
        Ok(Self { bytes, size })
    }

    /// The smallest list that may be published: [`MINIMUM_ENTRIES`] of `size` bits.
    ///
    /// # Errors
    /// [`BitstringError::Size`].
    pub fn smallest(size: u8) -> Result<Self, BitstringError> {
        Self::new(MINIMUM_ENTRIES, size)
    }

    /// A list from its bytes.
    ///
    /// # Errors
    /// [`BitstringError::Size`].
    pub fn from_bytes(bytes: Vec<u8>, size: u8) -> Result<Self, BitstringError> {
        Ok(Self { bytes, size: checked(size.into())? })
    }

    /// Decodes multibase text, `u…`, of at most `most` bytes once decompressed.
    ///
    /// # Errors
    /// For every other text, and for larger lists, without having decompressed more than that.
    pub fn decode(encoded: &str, size: u8, most: usize) -> Result<Self, BitstringError> {
        Self::decode_as(encoded, Encoding::Multibase, size, most)
    }

    /// Decodes text of an encoding, of at most `most` bytes once decompressed.
    ///
    /// # Errors
    /// For every other text, and for larger lists, without having decompressed more than that.
    pub fn decode_as(encoded: &str, encoding: Encoding, size: u8, most: usize) -> Result<Self, BitstringError> {
        let size = checked(size.into())?;
        let mut bytes = Vec::new();
        inflate(&encoding.bytes(encoded)?, most, |piece| bytes.extend_from_slice(piece))?;
        Ok(Self { bytes, size })
    }

    /// The list as `encodedList`: compressed, in multibase base64url.
    ///
    /// # Errors
    /// [`BitstringError::Gzip`] if it cannot be compressed.
    pub fn encode(&self) -> Result<String, BitstringError> {
        Ok(format!("u{}", base64url::encode(&self.compressed()?)))
    }

    fn compressed(&self) -> Result<Vec<u8>, BitstringError> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let written = encoder.write_all(&self.bytes).and_then(|()| encoder.finish());
        written.map_err(|_| BitstringError::Gzip)
    }

    /// How many entries there are.
    pub fn entries(&self) -> usize {
        self.bytes.len() * 8 / usize::from(self.size)
    }

    /// Bits of an entry.
    pub fn size(&self) -> u8 {
        self.size
    }

    /// The bytes of the list.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The value of an entry; nothing beyond the end of the list.
    pub fn value(&self, index: usize) -> Option<u32> {
        self.look_up(self.size, index as u64).ok().map(|found| found.value)
    }

    /// The value of an entry, taking the same bits for entries of `size` bits.
    ///
    /// # Errors
    /// [`BitstringError::Size`], and [`BitstringError::Index`] beyond the end.
    pub fn look_up(&self, size: u8, index: u64) -> Result<Found, BitstringError> {
        let size = checked(size.into())?;
        let entries = self.bytes.len() as u64 * 8 / u64::from(size);
        let nowhere = BitstringError::Index { index, entries };
        let window = Window::of(index, size).filter(|_| index < entries).ok_or(nowhere)?;
        let first = usize::try_from(window.first).map_err(|_| nowhere)?;
        let bytes = self.bytes.get(first..first + window.length).ok_or(nowhere)?;
        Ok(Found { value: window.read(bytes), entries })
    }

    /// Sets an entry.
    ///
    /// # Errors
    /// [`BitstringError::Index`] and [`BitstringError::Value`].
    pub fn set(&mut self, index: usize, value: u32) -> Result<(), BitstringError> {
        if index >= self.entries() {
            return Err(BitstringError::Index { index: index as u64, entries: self.entries() as u64 });
        }
        if u64::from(value) >> self.size != 0 {
            return Err(BitstringError::Value { value, size: self.size });
        }
        for place in 0..self.size {
            let bit = index * usize::from(self.size) + usize::from(place);
            let mask = 0x80 >> (bit % 8);
            if value >> (self.size - 1 - place) & 1 == 1 {
                self.bytes[bit / 8] |= mask;
            } else {
                self.bytes[bit / 8] &= !mask;
            }
        }
        Ok(())
    }

    /// The entries that are not zero, with their values, in order.
    pub fn set_entries(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        (0..self.entries())
            .filter_map(|index| self.value(index).filter(|value| *value != 0).map(|value| (index, value)))
    }

    /// How many entries are not zero.
    pub fn count_set(&self) -> usize {
        match self.size {
            1 => self.bytes.iter().map(|byte| byte.count_ones() as usize).sum(),
            _ => self.set_entries().count(),
        }
    }
}

/// Which credentials are revoked is the list's own business; a log learns its dimensions.
impl fmt::Debug for Bitstring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Bitstring")
            .field("entries", &self.entries())
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Encoding {
    /// The compressed bytes.
    fn bytes(self, encoded: &str) -> Result<Vec<u8>, BitstringError> {
        let bytes = match self {
            Self::Multibase => base64url::decode(encoded.strip_prefix('u').ok_or(BitstringError::Multibase)?),
            Self::Base64 if encoded.contains(['+', '/', '=']) => base64::decode(encoded),
            Self::Base64 => base64url::decode(encoded),
        };
        bytes.map_err(BitstringError::Encoding)
    }
}

/// The value of one entry of an encoded list, in as little memory as its compressed bytes, however long it is.
///
/// The list is read to its end, so that one which is damaged, or longer than `most` bytes, gives no answer.
///
/// # Errors
/// For text of another encoding, for larger lists, and beyond the end of the list.
pub fn look_up(encoded: &str, encoding: Encoding, size: u8, index: u64, most: usize) -> Result<Found, BitstringError> {
    let size = checked(size.into())?;
    let window = Window::of(index, size);
    let (mut at, mut seen) = (0_u64, Vec::with_capacity(8));
    let length = inflate(&encoding.bytes(encoded)?, most, |piece| {
        if let Some(window) = &window {
            // An entry may lie across two pieces.
            let wanted = window.first + seen.len() as u64;
            let from = usize::try_from(wanted.saturating_sub(at)).unwrap_or(usize::MAX);
            seen.extend(piece.iter().skip(from).take(window.length - seen.len()));
        }
        at += piece.len() as u64;
    })?;
    let entries = length as u64 * 8 / u64::from(size);
    match window {
        Some(window) if index < entries => Ok(Found { value: window.read(&seen), entries }),
        _ => Err(BitstringError::Index { index, entries }),
    }
}

/// The bytes that an entry touches: five at most.
struct Window {
    first: u64,
    length: usize,
    /// Bits before the entry in the first byte.
    before: u32,
    size: u8,
}

impl Window {
    /// Nothing for an entry that no list could hold.
    fn of(index: u64, size: u8) -> Option<Self> {
        let bit = index.checked_mul(u64::from(size))?;
        let before = (bit % 8) as u32;
        let length = (before + u32::from(size)).div_ceil(8) as usize;
        Some(Self { first: bit / 8, length, before, size })
    }

    fn read(&self, bytes: &[u8]) -> u32 {
        let all = bytes.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let after = bytes.len() as u32 * 8 - self.before - u32::from(self.size);
        ((all >> after) & ((1_u64 << self.size) - 1)) as u32
    }
}

fn checked(size: u32) -> Result<u8, BitstringError> {
    match u8::try_from(size) {
        Ok(bits @ 1..=LARGEST_SIZE) => Ok(bits),
        _ => Err(BitstringError::Size(size)),
    }
}

/// Decompresses piece by piece, and no more than `most` bytes.
fn inflate(compressed: &[u8], most: usize, mut each: impl FnMut(&[u8])) -> Result<usize, BitstringError> {
    let mut decoder = GzDecoder::new(compressed);
    let mut piece = vec![0; 16 * 1024];
    let mut length = 0;
    loop {
        let read = match decoder.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(BitstringError::Truncated),
            Err(_) => return Err(BitstringError::Gzip),
        };
        length += read;
        if length > most {
            return Err(BitstringError::TooLarge(most));
        }
        each(&piece[..read]);
    }
    if decoder.into_inner().is_empty() { Ok(length) } else { Err(BitstringError::Trailing) }
}

#[cfg(test)]
mod tests;
