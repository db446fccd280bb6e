//! XML as far as an SVG has it: elements with their namespaces, and texts.

use super::super::Error;
use crate::codec::names;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, BytesText, Event};
use quick_xml::{Reader, errors};

pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
pub(super) const XLINK: &str = "http://www.w3.org/1999/xlink";
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// No drawing is nested as deeply, has as many namespaces at one place or as long ones, or as many attributes on one
/// element. Without these limits, looking up names would cost more than the size of the input.
const DEPTH: usize = 128;
const BINDINGS: usize = 64;
const NAMESPACE: usize = 1024;
const ATTRIBUTES: usize = 128;

/// One element's start.
#[derive(Debug)]
pub(super) struct Element {
    /// Empty for none.
    pub(super) namespace: String,
    pub(super) local: String,
    /// Without the declarations of namespaces.
    pub(super) attributes: Vec<Attribute>,
}

#[derive(Debug)]
pub(super) struct Attribute {
    /// Empty for none.
    pub(super) namespace: String,
    pub(super) local: String,
    pub(super) value: String,
}

impl Element {
    /// The value of an attribute without a namespace.
    pub(super) fn attribute(&self, local: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|one| one.namespace.is_empty() && one.local == local);
        found.map(|attribute| attribute.value.as_str())
    }
}

/// What a document is made of. Comments and processing instructions are passed over.
#[derive(Debug)]
pub(super) enum Piece {
    Open(Element),
    Close,
    Text(String),
}

pub(super) struct Pieces<'i> {
    reader: Reader<&'i [u8]>,
    /// The namespaces that are declared, innermost last.
    bindings: Vec<(String, String)>,
    /// How many of them were there before each element that is open.
    open: Vec<usize>,
    has_root: bool,
}

impl<'i> Pieces<'i> {
    pub(super) fn new(image: &'i [u8]) -> Result<Self, Error> {
        let image = image.strip_prefix(b"\xef\xbb\xbf").unwrap_or(image);
        let text = std::str::from_utf8(image).map_err(|error| Error::SvgMalformed {
            at: error.valid_up_to() as u64,
            what: "it is not UTF-8".to_owned(),
        })?;
        if let Some((at, _)) = text.char_indices().find(|(_, character)| !is_character(*character)) {
            return Err(Error::SvgMalformed { at: at as u64, what: NO_CHARACTER.to_owned() });
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Ok(Self { reader, bindings: Vec::new(), open: Vec::new(), has_root: false })
    }

    /// The next piece; nothing at the end of a document that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Error> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.unreadable(&error))?;
            match event {
                Event::Start(start) => return self.element(&start).map(Piece::Open).map(Some),
                Event::End(_) => {
                    let before = self.open.pop().unwrap_or_default();
                    self.bindings.truncate(before);
                    return Ok(Some(Piece::Close));
                }
                Event::Text(text) if self.open.is_empty() => {
                    if !text.trim().is_empty() {
                        return Err(self.malformed("there is text outside the drawing"));
                    }
                }
                Event::Text(text) => return Ok(Some(Piece::Text(text.to_string()))),
                Event::CData(_) | Event::GeneralRef(_) if self.open.is_empty() => {
                    return Err(self.malformed("there is text outside the drawing"));
                }
                Event::CData(text) => return Ok(Some(Piece::Text(text.to_string()))),
                Event::GeneralRef(reference) => {
                    let place = self.reader.error_position().max(self.reader.buffer_position());
                    return self.resolved(&format!("&{};", &*reference), place).map(Piece::Text).map(Some);
                }
                Event::DocType(kind) => refuse_own(&kind)?,
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().and_then(Result::ok);
                    if encoding.is_some_and(|name| !["utf-8", "us-ascii"].contains(&&*name.to_ascii_lowercase())) {
                        return Err(self.malformed("it says to be in another encoding than UTF-8"));
                    }
                }
                Event::Eof if self.open.is_empty() && self.has_root => return Ok(None),
                Event::Eof => return Err(self.malformed("it breaks off")),
                Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    fn element(&mut self, start: &BytesStart<'_>) -> Result<Element, Error> {
        if self.open.len() >= DEPTH {
            return Err(Error::SvgTooComplex("elements inside each other"));
        }
        let attributes = self.attributes(start)?;
        self.open.push(self.bindings.len());
        for (name, value) in &attributes {
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            let Some(prefix) = prefix else { continue };
            if value.len() > NAMESPACE {
                return Err(Error::SvgTooComplex("letters in the name of a namespace"));
            }
            self.bindings.push((prefix.to_owned(), value.clone()));
        }
        if self.bindings.len() > BINDINGS {
            return Err(Error::SvgTooComplex("namespaces"));
        }
        let (prefix, local) = self.cut(start.name().0)?;
        let element = Element {
            namespace: self.namespace(prefix)?,
            local: local.to_owned(),
            attributes: attributes
                .into_iter()
                .filter(|(name, _)| name != "xmlns" && !name.starts_with("xmlns:"))
                .map(|(name, value)| self.attribute(&name, value))
                .collect::<Result<_, _>>()?,
        };
        let mut names: Vec<_> = element.attributes.iter().map(|one| (&one.local, &one.namespace)).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(self.malformed("an element has an attribute twice"));
        }
        let is_root = self.open.len() == 1;
        if is_root && (self.has_root || element.namespace != SVG || element.local != "svg") {
            return Err(self.malformed("there is one outermost element, `svg` in the namespace of SVG"));
        }
        self.has_root = true;
        Ok(element)
    }

    /// Names as they stand there, and values.
    fn attributes(&self, start: &BytesStart<'_>) -> Result<Vec<(String, String)>, Error> {
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.malformed(&error.to_string()))?;
            if attributes.len() >= ATTRIBUTES {
                return Err(Error::SvgTooComplex("attributes on one element"));
            }
            let name = attribute.key.0;
            if name.starts_with("xmlns") && attributes.iter().any(|(known, _)| known == name) {
                return Err(self.malformed("an element declares a namespace twice"));
            }
            let value = self.resolved(&attribute.value, self.reader.buffer_position())?;
            attributes.push((name.to_owned(), value));
        }
        Ok(attributes)
    }

    fn attribute(&self, name: &str, value: String) -> Result<Attribute, Error> {
        let (prefix, local) = self.cut(name)?;
        // The default namespace is not that of attributes.
        let namespace = if prefix.is_empty() { String::new() } else { self.namespace(prefix)? };
        Ok(Attribute { namespace, local: local.to_owned(), value })
    }

    /// A text with its references resolved.
    fn resolved(&self, text: &str, place: u64) -> Result<String, Error> {
        let text = unescape(text).map_err(|_| Error::SvgEntity(place))?;
        match text.chars().all(is_character) {
            true => Ok(text.into_owned()),
            false => Err(self.malformed(NO_CHARACTER)),
        }
    }

    /// The prefix of a name, if it has one, and the rest of it ([Namespaces in XML 1.0
    /// §4](https://www.w3.org/TR/xml-names/#ns-qualnames)).
    fn cut<'n>(&self, name: &'n str) -> Result<(&'n str, &'n str), Error> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        match is_name(local) && (is_name(prefix) || name.len() == local.len()) {
            true => Ok((prefix, local)),
            false => Err(self.malformed("an element or attribute has a name that XML does not allow")),
        }
    }

    fn namespace(&self, prefix: &str) -> Result<String, Error> {
        if prefix == "xml" {
            return Ok(XML.to_owned());
        }
        match self.bindings.iter().rev().find(|(bound, _)| bound == prefix) {
            Some((_, namespace)) => Ok(namespace.clone()),
            None if prefix.is_empty() => Ok(String::new()),
            None => Err(self.malformed("a prefix has no namespace")),
        }
    }

    fn unreadable(&self, error: &errors::Error) -> Error {
        Error::SvgMalformed { at: self.reader.error_position(), what: error.to_string() }
    }

    pub(super) fn malformed(&self, what: &str) -> Error {
        Error::SvgMalformed { at: self.reader.buffer_position(), what: what.to_owned() }
    }
}

/// The document types that the W3C gave SVG say nothing that a reader needs, and drawing programs write them; they are
/// passed over. Whatever else stands there could define something.
fn refuse_own(kind: &BytesText<'_>) -> Result<(), Error> {
    let is_public = |rest: &str| rest.trim_start().starts_with("PUBLIC") && rest.contains("\"-//W3C//DTD SVG ");
    match kind.trim().strip_prefix("svg") {
        Some(rest) if rest.trim().is_empty() || is_public(rest) && !rest.contains(['[', '%', '<']) => Ok(()),
        _ => Err(Error::SvgDoctype),
    }
}

const NO_CHARACTER: &str = "it holds a character that XML does not have";

/// [`Char`](https://www.w3.org/TR/xml/#NT-Char)
pub(super) fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A [`Name`](https://www.w3.org/TR/xml/#NT-Name) without colons.
fn is_name(name: &str) -> bool {
    name.starts_with(names::begins) && name.chars().all(|character| names::goes_on(character) || character == '.')
}
