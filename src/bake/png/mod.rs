//! PNG ([Third Edition](https://www.w3.org/TR/png-3/)): chunk after chunk, none of which is decoded but the one that is sought.

mod chunk;
mod text;

use super::content::Content;
use super::{Baked, Error, Extracted, Notice};
use crate::limits::Limits;
use chunk::{Chunk, SIGNATURE};
use text::Text;

pub(super) fn bake(template: &[u8], content: &Content<'_>, replaces: bool) -> Result<Baked, Error> {
    let mut image = Vec::with_capacity(template.len() + content.text.len() + 64);
    image.extend_from_slice(SIGNATURE);
    let mut removed = Vec::new();
    let rest = chunk::walk(template, |chunk| {
        if let Some(text) = Text::of(chunk) {
            if !replaces {
                return Err(Error::AlreadyBaked);
            }
            removed.push(format!("{} ({})", text.names.keyword, text.layer()));
            return Ok(());
        }
        if &chunk.kind == b"IEND" {
            Chunk::write(*b"iTXt", &text::international(content.names.keyword, content.text), &mut image);
        }
        image.extend_from_slice(chunk.whole);
        Ok(())
    })?;
    if !rest.is_empty() {
        removed.push("bytes behind the end".to_owned());
    }
    Ok(Baked { image, removed })
}

pub(super) fn extract(image: &[u8], limits: &Limits) -> Result<Extracted, Error> {
    let mut found: Option<Text<'_>> = None;
    let rest = chunk::walk(image, |chunk| match Text::of(chunk) {
        Some(_) if found.is_some() => Err(Error::Multiple),
        Some(text) => {
            found = Some(text);
            Ok(())
        }
        None => Ok(()),
    })?;
    let text = found.ok_or(Error::Empty)?;
    let credential = text.read(limits)?;
    if credential.is_empty() {
        return Err(Error::Empty);
    }
    let legacy = text.names.is_legacy.then_some(Notice::LegacyName);
    let other = (!text.is_as_it_should_be()).then_some(Notice::OtherChunk);
    let trailing = (!rest.is_empty()).then_some(Notice::Trailing(rest.len()));
    let notices = [legacy, other, trailing].into_iter().flatten().collect();
    Ok(Extracted { layer: text.layer(), credential, notices })
}
