use crate::json::{Kind, Node};
use crate::report::{Code, code};

/// What people give where a document is wanted: the start of such a file, and what to do.
const FILES: [(&[u8], &str); 7] = [
    (
        b"%PDF",
        "this is a PDF, which shows a credential to people: ask whoever gave it to you for the credential itself, as JSON, a token, or a PNG or SVG image",
    ),
    (
        b"PK\x03\x04",
        "this is a ZIP archive, or an office document, which is one: unpack it, and give the credential in it",
    ),
    (b"PK\x05\x06", "this is a ZIP archive with nothing in it: pack it again, and give the credential itself"),
    (b"\x1f\x8b", "this is compressed with gzip: unpack it, and give the credential in it"),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (
        b"-----BEGIN",
        "this is a key or a certificate in PEM: give the credential itself, as JSON, a token, or a PNG or SVG image",
    ),
];

const IMAGE: &str = "this is an image of a kind that carries no credential: give the PNG or SVG that was handed out, and no copy of it in another format";

/// What was given instead of a document, told by how it begins: the code, and what to do. Nothing if it is nothing that people often give.
pub(crate) fn mistaken(input: &[u8]) -> Option<(Code, &'static str)> {
    let format = |detail: &'static str| Some((code::input::FORMAT, detail));
    if matches!(input, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=u8::MAX, ..] | [1..=u8::MAX, 0, ..]) {
        return Some((code::input::ENCODING, "this is UTF-16: save it as UTF-8"));
    }
    if let Some((_, detail)) = FILES.iter().find(|(start, _)| input.starts_with(start)) {
        return format(detail);
    }
    if input.starts_with(b"RIFF") && input.get(8..12) == Some(b"WEBP") {
        return format(IMAGE);
    }
    let unmarked = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let text = unmarked.trim_ascii();
    let starts = |start: &str| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start.as_bytes()));
    if text.is_empty() {
        return format("there is nothing in it: look at where it comes from, and fetch or export it again");
    }
    if (starts("https://") || starts("http://")) && !text.iter().any(u8::is_ascii_whitespace) {
        return format("this is an address: fetch what stands there, and give that");
    }
    if starts("<!doctype html") || starts("<html") {
        return format(
            "this is a web page, perhaps one that asks to sign in: look for the link to the credential itself on it, and give what that leads to",
        );
    }
    if starts("<") {
        return format("this is XML: give the credential as JSON, a token, or a PNG or SVG image");
    }
    if unmarked.len() < input.len() && !starts("{") {
        return format("a byte order mark stands before it: save it as UTF-8 without one (“without BOM”)");
    }
    None
}

/// What was given instead of a document, where it is JSON all the same: what to do. Nothing if it is nothing that people often give.
pub(super) fn mistaken_value(root: Node<'_>) -> Option<&'static str> {
    let is_json = |text: &str| text.trim_start().starts_with(['{', '[']);
    let is_token = |text: &str| text.starts_with("eyJ") && text.contains('.');
    match root.kind() {
        Kind::String if root.as_str().is_some_and(is_token) => {
            Some("this is a token as a JSON string: give it without the quotes")
        }
        Kind::String if root.as_str().is_some_and(is_json) => {
            Some("this is a JSON text inside a string: decode it once, and give what that makes")
        }
        Kind::Array if root.items().next().is_some_and(Node::is_object) => {
            Some("this is a list: give each credential in it by itself, or all of them for verification as a batch")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::vc::Document;

    #[test]
    fn what_people_give_is_told_by_its_start() {
        for (input, said) in [
            (&b""[..], "nothing in it"),
            (b" \r\n", "nothing in it"),
            (b"\xef\xbb\xbf\n", "nothing in it"),
            (b"https://vet.example/badges/1\n", "address"),
            (b"HTTP://vet.example", "address"),
            (b"\n<!DOCTYPE html><title>Sign in</title>", "web page"),
            (b"<HTML>", "web page"),
            (b"<?xml version=\"1.0\"?><credential/>", "XML"),
            (b"\xef\xbb\xbfeyJhbGciOiJFZERTQSJ9.e30.AAAA", "byte order mark"),
            (b"%PDF-1.7", "PDF"),
            (b"PK\x03\x04\x14\0", "ZIP"),
            (b"PK\x05\x06", "ZIP"),
            (b"\x1f\x8b\x08", "gzip"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
            (b"GIF89a", "image"),
            (b"RIFF\x24\0\0\0WEBP", "image"),
            (b"-----BEGIN CERTIFICATE-----", "PEM"),
            (b"\xff\xfe{\0", "UTF-16"),
            (b"\xfe\xff\0{", "UTF-16"),
            (b"{\0\"\0", "UTF-16"),
            (b"\0{\0\"", "UTF-16"),
        ] {
            let (code, detail) = mistaken(input).unwrap();
            assert!(detail.contains(said), "{input:?}: {detail}");
            assert_eq!(code == code::input::ENCODING, said == "UTF-16");
        }
        for other in [&b"{}"[..], b"\xef\xbb\xbf{}", b"[]", b"null", b"hello", b"{", b"e30.e30.AA", b"\0\0", b"\0"] {
            assert_eq!(mistaken(other), None, "{other:?}");
        }
    }

    #[test]
    fn json_that_is_no_document_is_told() {
        let told = |text: &str| Document::read(text.as_bytes(), &Limits::default()).err();
        let said = |text: &str| told(text).unwrap().detail.to_string();
        assert!(said(r#""{\"type\": []}""#).contains("decode it once"));
        assert!(said(r#"[{"type": []}]"#).contains("a list"));
        assert!(said(r#""eyJhbGciOiJFZERTQSJ9.e30.AAAA""#).contains("without the quotes"));
        assert!(told(r#"{"type": []}"#).is_none() && told("[]").is_none() && told(r#""a""#).is_none());
    }
}
