//! The three kinds of text in a PNG ([PNG §11.3.3](https://www.w3.org/TR/png-3/#11textinfo)).

use super::super::Error;
use super::super::content::{KNOWN, Names};
use super::chunk::Chunk;
use crate::limits::Limits;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// A text under one of the names that credentials have, not read yet.
pub(super) struct Text<'i> {
    pub(super) names: &'static Names,
    kind: Kind,
    /// What follows the keyword and its terminator.
    rest: &'i [u8],
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    International,
    Latin,
    CompressedLatin,
}

impl<'i> Text<'i> {
    /// The text in a chunk, if it is one that should hold a credential.
    pub(super) fn of(chunk: &Chunk<'i>) -> Option<Self> {
        let kind = match &chunk.kind {
            b"iTXt" => Kind::International,
            b"tEXt" => Kind::Latin,
            b"zTXt" => Kind::CompressedLatin,
            _ => return None,
        };
        let (keyword, rest) = cut(chunk.data)?;
        let names = KNOWN.iter().find(|names| names.keyword.as_bytes() == keyword)?;
        Some(Self { names, kind, rest, at: chunk.at })
    }

    /// The word for it in reports.
    pub(super) fn layer(&self) -> &'static str {
        match self.kind {
            Kind::International => "png.itxt",
            Kind::Latin => "png.text",
            Kind::CompressedLatin => "png.ztxt",
        }
    }

    /// Whether it is of the kind that the specification asks for, and not compressed.
    pub(super) fn is_as_it_should_be(&self) -> bool {
        self.kind == Kind::International && self.rest.first() == Some(&0)
    }

    /// The text itself.
    pub(super) fn read(&self, limits: &Limits) -> Result<String, Error> {
        match self.kind {
            // Meant for Latin-1; those who put credentials there wrote UTF-8.
            Kind::Latin => Ok(latin(self.rest.to_vec())),
            Kind::CompressedLatin => match self.rest.split_first() {
                Some((0, compressed)) => Ok(latin(self.inflated(compressed, limits)?)),
                _ => Err(self.malformed("a text is compressed by a method that does not exist")),
            },
            Kind::International => self.international(limits),
        }
    }

    fn international(&self, limits: &Limits) -> Result<String, Error> {
        let short = || self.malformed("a text is too short to be one");
        let ([flag, method], rest) = self.rest.split_first_chunk::<2>().ok_or_else(short)?;
        let (_language, rest) = cut(rest).ok_or_else(short)?;
        let (_translated, text) = cut(rest).ok_or_else(short)?;
        let text = match (flag, method) {
            (0, _) => text.to_vec(),
            (1, 0) => self.inflated(text, limits)?,
            _ => return Err(self.malformed("a text is compressed by a method that does not exist")),
        };
        String::from_utf8(text).map_err(|_| self.malformed("the text of the credential is not UTF-8"))
    }

    fn inflated(&self, compressed: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        let most = limits.bytes as u64;
        match ZlibDecoder::new(compressed).take(most.saturating_add(1)).read_to_end(&mut text) {
            Ok(_) if text.len() as u64 > most => Err(Error::Inflated(limits.bytes)),
            Ok(_) => Ok(text),
            Err(_) => Err(self.malformed("a text cannot be decompressed")),
        }
    }

    fn malformed(&self, what: &'static str) -> Error {
        Error::PngMalformed { at: self.at, what }
    }
}

/// The content of an `iTXt` chunk: not compressed, in no language, without a translated keyword.
pub(super) fn international(keyword: &str, text: &str) -> Vec<u8> {
    [keyword.as_bytes(), &[0; 5], text.as_bytes()].concat()
}

/// What stands before the first zero, and behind it.
fn cut(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let zero = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..zero], &bytes[zero + 1..]))
}

fn latin(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect())
}
