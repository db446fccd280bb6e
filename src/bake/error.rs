/// Why nothing was baked, or nothing taken out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither of the two kinds.
    #[error("this is neither a PNG nor an SVG image; convert it to one of them")]
    NotAnImage,
    /// Too many bytes.
    #[error("the image has more than {0} bytes; make it smaller, or raise the limit `bytes` if that is meant")]
    TooLarge(usize),
    /// Too many bytes once the credential is in it.
    #[error(
        "with the credential in it the image would have more than {0} bytes, and be refused where it is read; choose a smaller one, or raise the limit `bytes` if that is meant"
    )]
    Outgrown(usize),
    /// The chunks of a PNG are not in order.
    #[error("the PNG is malformed at byte {at}: {what}; export it again")]
    PngMalformed {
        /// Offset in bytes.
        at: usize,
        /// What is wrong there.
        what: &'static str,
    },
    /// A PNG ends too early.
    #[error("the PNG breaks off in the chunk that begins at byte {0}; fetch it again")]
    PngTruncated(usize),
    /// A PNG was damaged on its way.
    #[error("the checksum of the chunk that begins at byte {0} is wrong; fetch the image again")]
    PngChecksum(usize),
    /// A text in a PNG would become too long.
    #[error("a compressed text in the PNG becomes longer than {0} bytes; it is not meant to be read")]
    Inflated(usize),
    /// An SVG is not well-formed, or is no SVG.
    #[error("the SVG cannot be read at byte {at}: {what}; export it again")]
    SvgMalformed {
        /// Offset in bytes.
        at: u64,
        /// What is wrong there.
        what: String,
    },
    /// An SVG brings its own document type.
    #[error(
        "the SVG has a document type of its own, which could define entities; export it as plain SVG, or remove the DOCTYPE"
    )]
    SvgDoctype,
    /// An SVG wants an entity expanded.
    #[error("the SVG uses an entity at byte {0} that XML does not define by itself; write the character")]
    SvgEntity(u64),
    /// An SVG is deeper or broader than any drawing needs to be.
    #[error("the SVG has too many {0}; simplify it")]
    SvgTooComplex(&'static str),
    /// No credential in the image.
    #[error("the image carries no credential; was it taken from a social network or a photo library, which remove it?")]
    Empty,
    /// More than one credential in the image.
    #[error("the image carries several credentials, so two readers could take different ones; bake it again")]
    Multiple,
    /// The template is not empty.
    #[error("the image carries a credential already; choose another image, or say that it is to be replaced")]
    AlreadyBaked,
    /// What was to be baked is no credential that an image can carry.
    #[error("this is no credential that an image can carry: {0}")]
    NotACredential(&'static str),
}

/// Something about an image that is not as it should be, although its credential can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Notice {
    /// The credential stands under a name of before Open Badges 3.0.
    LegacyName,
    /// The text is compressed, or is none that may hold Unicode.
    OtherChunk,
    /// Bytes follow the end of a PNG; so many of them.
    Trailing(usize),
}
