//! SVG ([2](https://www.w3.org/TR/SVG2/)): read without a document type and without entities, written without anything that is not a drawing.

mod allowed;
mod read;

use super::content::{Content, KNOWN, Names};
use super::{Baked, Error, Extracted, Notice};
use read::{Element, Piece, Pieces, SVG, XLINK, XML, is_character};

/// The element that holds styles. No other has a place in it.
const STYLE: &str = "style";

/// How many removed things are named.
const NAMED: usize = 32;

pub(super) fn extract(image: &[u8]) -> Result<Extracted, Error> {
    let mut pieces = Pieces::new(image)?;
    let mut found: Option<(&'static Names, String)> = None;
    while let Some(piece) = pieces.next()? {
        let Piece::Open(element) = piece else { continue };
        let Some(names) = names_of(&element) else { continue };
        if found.is_some() {
            return Err(Error::Multiple);
        }
        let attribute = element.attribute("verify").map(str::trim).unwrap_or_default().to_owned();
        let body = body(&mut pieces)?;
        let credential = match (attribute.is_empty(), body.is_empty()) {
            (true, true) => return Err(Error::Empty),
            (true, false) => body,
            (false, true) => attribute,
            (false, false) if attribute == body => body,
            // So Open Badges 2.0 has it: where it is hosted, and the assertion itself.
            (false, false) if names.is_legacy && attribute.starts_with("http") && body.starts_with('{') => body,
            (false, false) => return Err(Error::Multiple),
        };
        found = Some((names, credential));
    }
    let (names, credential) = found.ok_or(Error::Empty)?;
    let notices = names.is_legacy.then_some(Notice::LegacyName).into_iter().collect();
    Ok(Extracted { credential, layer: "svg", notices })
}

/// The text of the element that has just been opened, without the white space around it.
fn body(pieces: &mut Pieces<'_>) -> Result<String, Error> {
    let mut text = String::new();
    loop {
        match pieces.next()? {
            Some(Piece::Text(more)) => text.push_str(&more),
            Some(Piece::Open(_)) => return Err(pieces.malformed("the credential has elements inside")),
            Some(Piece::Close) | None => return Ok(text.trim().to_owned()),
        }
    }
}

fn names_of(element: &Element) -> Option<&'static Names> {
    KNOWN.iter().find(|names| names.namespace == element.namespace && names.element == element.local)
}

pub(super) fn bake(template: &[u8], content: &Content<'_>, replaces: bool) -> Result<Baked, Error> {
    if !content.text.chars().all(is_character) {
        return Err(Error::NotACredential("it holds a character that XML does not have; bake it into a PNG"));
    }
    let mut pieces = Pieces::new(template)?;
    let mut image = String::with_capacity(template.len() + content.text.len() + 256);
    let mut removed = Removed::default();
    // The names of the elements that are open; nothing for one that is left out with all that is in it.
    let mut open: Vec<Option<String>> = Vec::new();
    // What stands in the style that is open. It comes in pieces, between comments and references, and readers see it as one.
    let mut sheet = String::new();
    while let Some(piece) = pieces.next()? {
        let is_kept = open.last().is_none_or(Option::is_some);
        let is_style = matches!(open.last(), Some(Some(name)) if name == STYLE);
        match piece {
            Piece::Open(element) if names_of(&element).is_some() => {
                if !replaces {
                    return Err(Error::AlreadyBaked);
                }
                removed.note(&element.local);
                open.push(None);
            }
            Piece::Open(element) if is_kept && !is_style && allowed::element(&element) => {
                let is_root = open.is_empty();
                start(&element, is_root.then_some(content), &mut removed, &mut image);
                if is_root {
                    credential(content, &mut image);
                }
                open.push(Some(element.local));
            }
            Piece::Open(element) => {
                removed.note(&element.local);
                open.push(None);
            }
            Piece::Text(text) if is_style => sheet.push_str(&text),
            Piece::Text(text) if is_kept => image.push_str(&escaped(&text)),
            Piece::Text(_) => {}
            Piece::Close => {
                if is_style {
                    match allowed::style(&sheet) {
                        true => image.push_str(&escaped(&sheet)),
                        false => removed.note("content of style"),
                    }
                    sheet.clear();
                }
                if let Some(Some(name)) = open.pop() {
                    image.extend(["</", &name, ">"]);
                }
            }
        }
    }
    image.push('\n');
    Ok(Baked { image: image.into_bytes(), removed: removed.0 })
}

/// The start of an element, with the attributes that may stay; the root gets the namespaces.
fn start(element: &Element, root: Option<&Content<'_>>, removed: &mut Removed, image: &mut String) {
    image.extend(["<", &element.local]);
    if let Some(content) = root {
        let Names { prefix, namespace, .. } = content.names;
        for (name, value) in [("xmlns", SVG), ("xmlns:xlink", XLINK), (&format!("xmlns:{prefix}"), namespace)] {
            attribute(name, value, image);
        }
    }
    for one in &element.attributes {
        let prefix = match one.namespace.as_str() {
            "" => "",
            XLINK => "xlink:",
            XML => "xml:",
            _ => {
                removed.note(&one.local);
                continue;
            }
        };
        match allowed::attribute(&element.local, one) {
            true => attribute(&format!("{prefix}{}", one.local), &one.value, image),
            false => removed.note(&one.local),
        }
    }
    image.push('>');
}

fn credential(content: &Content<'_>, image: &mut String) {
    let Names { prefix, element, .. } = content.names;
    image.extend(["<", prefix, ":", element]);
    match content.is_json {
        // The end of a CDATA section is split between two of them.
        true => image.extend(["><![CDATA[", &content.text.replace("]]>", "]]]]><![CDATA[>"), "]]></"]),
        false => {
            attribute("verify", content.text, image);
            image.push_str("></");
        }
    }
    image.extend([prefix, ":", element, ">"]);
}

fn attribute(name: &str, value: &str, image: &mut String) {
    let value = escaped(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;");
    image.extend([" ", name, "=\"", &value, "\""]);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

/// What was left out, each name once.
#[derive(Default)]
struct Removed(Vec<String>);

impl Removed {
    fn note(&mut self, name: &str) {
        if self.0.len() < NAMED && !self.0.iter().any(|known| known == name) {
            self.0.push(name.to_owned());
        }
    }
}
