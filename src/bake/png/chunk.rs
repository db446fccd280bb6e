use super::super::Error;
use flate2::Crc;

/// What every PNG begins with.
pub(super) const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// The longest that a chunk may be (PNG §5.3): anything more is a length with a sign in some decoders.
const LONGEST: usize = (1 << 31) - 1;

/// One chunk ([PNG §5.3](https://www.w3.org/TR/png-3/#5Chunk-layout)), its checksum verified.
pub(super) struct Chunk<'i> {
    pub(super) kind: [u8; 4],
    pub(super) data: &'i [u8],
    /// Length, kind, data and checksum.
    pub(super) whole: &'i [u8],
    /// Where the chunk begins in the image.
    pub(super) at: usize,
}

impl<'i> Chunk<'i> {
    fn read(image: &'i [u8], at: usize) -> Result<Self, Error> {
        let truncated = || Error::PngTruncated(at);
        let rest = image.get(at..).ok_or_else(truncated)?;
        let (length, rest_of_it) = rest.split_first_chunk::<4>().ok_or_else(truncated)?;
        let (kind, data) = rest_of_it.split_first_chunk::<4>().ok_or_else(truncated)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > LONGEST {
            return Err(Error::PngMalformed { at, what: "a chunk says to be longer than a chunk can be" });
        }
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(Error::PngMalformed { at, what: "the kind of a chunk is not four letters" });
        }
        let (data, rest_of_it) = data.split_at_checked(length).ok_or_else(truncated)?;
        let (checksum, _) = rest_of_it.split_first_chunk::<4>().ok_or_else(truncated)?;
        if u32::from_be_bytes(*checksum) != checksum_of(*kind, data) {
            return Err(Error::PngChecksum(at));
        }
        Ok(Self { kind: *kind, data, whole: &rest[..length + 12], at })
    }

    pub(super) fn write(kind: [u8; 4], data: &[u8], image: &mut Vec<u8>) {
        // What is written here was measured by `Limits::bytes` before.
        image.extend_from_slice(&(data.len() as u32).to_be_bytes());
        image.extend_from_slice(&kind);
        image.extend_from_slice(data);
        image.extend_from_slice(&checksum_of(kind, data).to_be_bytes());
    }
}

/// Shows every chunk from `IHDR` to `IEND`, and gives what stands behind.
pub(super) fn walk<'i>(
    image: &'i [u8],
    mut show: impl FnMut(&Chunk<'i>) -> Result<(), Error>,
) -> Result<&'i [u8], Error> {
    if !image.starts_with(SIGNATURE) {
        return Err(Error::PngMalformed { at: 0, what: "the signature is damaged, as by a transfer as text" });
    }
    let mut at = SIGNATURE.len();
    loop {
        let chunk = Chunk::read(image, at)?;
        let is_header = &chunk.kind == b"IHDR";
        if is_header != (at == SIGNATURE.len()) || is_header && chunk.data.len() != 13 {
            return Err(Error::PngMalformed { at, what: "there is one header, in the first place and 13 bytes long" });
        }
        let is_end = &chunk.kind == b"IEND";
        if is_end && !chunk.data.is_empty() {
            return Err(Error::PngMalformed { at, what: "the last chunk has content" });
        }
        show(&chunk)?;
        at += chunk.whole.len();
        if is_end {
            return Ok(&image[at..]);
        }
    }
}

fn checksum_of(kind: [u8; 4], data: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(data);
    crc.sum()
}
