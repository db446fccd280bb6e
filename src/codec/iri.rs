//! IRIs as text: what they may hold, and whether one is absolute. Nothing is ever normalised.

/// Whether a text holds only what IRIs may hold ([RFC 3987 §2.2](https://www.rfc-editor.org/rfc/rfc3987#section-2.2)).
pub fn is_made_of_iri_characters(text: &str) -> bool {
    text.bytes().all(|byte| IRI_BYTES[usize::from(byte)])
}

/// For each byte, whether it may stand in an IRI.
const IRI_BYTES: [bool; 256] = {
    let mut allowed = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        allowed[byte] = byte > b' ' as usize && byte != 0x7f;
        byte += 1;
    }
    let mut excluded: &[u8] = b"\"<>\\^`{|}";
    while let [byte, rest @ ..] = excluded {
        allowed[*byte as usize] = false;
        excluded = rest;
    }
    allowed
};

/// The scheme of a text and what follows its colon, if it starts like a URI.
pub fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))?;
    let starts_with_letter = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    (starts_with_letter && text.as_bytes()[end] == b':').then(|| (&text[..end], &text[end + 1..]))
}

/// Whether a text is an absolute IRI: a scheme, a colon, and something after it that IRIs may hold.
///
/// ```
/// use microcred::codec::iri::is_absolute;
/// assert!(is_absolute("https://vet.example/") && is_absolute("urn:uuid:1") && is_absolute("did:key:z6Mk"));
/// assert!(!is_absolute("badge/1") && !is_absolute("https://a b") && !is_absolute("_:b0"));
/// ```
pub fn is_absolute(text: &str) -> bool {
    split_scheme(text).is_some_and(|(_, rest)| !rest.is_empty() && is_made_of_iri_characters(rest))
}
