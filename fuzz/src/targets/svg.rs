//! SVG: what is baked is found again, and what could do more than be looked at is gone.

use crate::Target;
use crate::material::DID;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::support;
use microcred::bake;

pub const TARGET: Target = Target { name: "svg", shape: Shape::Bytes, longest: 8 * 1024, hold, seeds };

/// Nothing but a drawing.
pub const PLAIN: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#;

fn hold(data: &[u8]) {
    super::png::image(data);
}

/// Reads the image with another eye: no element that runs or embeds, no attribute that listens, nothing from elsewhere.
pub fn harmless(image: &[u8]) {
    use quick_xml::Reader;
    use quick_xml::events::Event;
    let text = std::str::from_utf8(image).expect("an SVG is written as UTF-8");
    let mut reader = Reader::from_str(text);
    loop {
        let element =
            match reader.read_event().unwrap_or_else(|error| panic!("what was written is not XML: {error}\n{text}")) {
                Event::Eof => return,
                Event::Start(element) | Event::Empty(element) => element,
                Event::DocType(_) => panic!("a document type is left\n{text}"),
                _ => continue,
            };
        let name = AsRef::<str>::as_ref(&element.local_name()).to_lowercase();
        for bad in ["script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set", "animate"] {
            assert_ne!(name, bad, "an element is left\n{text}");
        }
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.unwrap_or_else(|error| panic!("{error}\n{text}"));
            let name = AsRef::<str>::as_ref(&attribute.key.local_name()).to_lowercase();
            assert!(!name.starts_with("on"), "a listener is left: {name}\n{text}");
            let value = attribute.value.to_lowercase();
            if matches!(name.as_str(), "href" | "src") {
                let value = value.trim_start();
                let inside = value.starts_with('#') || value.starts_with("data:image/") || value.is_empty();
                assert!(inside, "it leads elsewhere: {value}\n{text}");
            }
        }
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words([
        "<script>",
        "</script>",
        "onload=",
        "xlink:href",
        "href=",
        "javascript:",
        "data:image/svg+xml;base64,",
        "<!DOCTYPE",
        "<!ENTITY",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&#x3c;",
        "&lt;",
        "&amp;",
        "<foreignObject>",
        "<use ",
        "style=",
        "url(https://",
        "xmlns:ob=",
        "<openbadges:credential>",
        "verify=",
        "<?xml version=\"1.0\"?>",
        "<animate ",
        "https://purl.imsglobal.org/ob/v3p0",
        "http://openbadges.org",
        "<style>",
        "@import",
        "xml:base=",
        "encoding=",
    ]);
    let badge = support::secure(&support::badge_of(&DID));
    seeds.add(bake::svg(PLAIN, &badge).expect("an image").into_bytes());
    for text in [
        PLAIN,
        r##"<?xml version="1.0" encoding="UTF-8"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><defs><g id="a"/></defs><use xlink:href="#a"/><text>a &amp; b<![CDATA[<]]></text><style>.a{fill:red}</style></svg>"##,
        r##"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script><a href="javascript:alert(1)"><circle r="1" style="fill:url(#g)"/></a><image href="data:image/png;base64,iVBORw0KGgo="/></svg>"##,
        r#"<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="https://vet.example/assertions/1"/><s:g/></s:svg>"#,
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential verify="eyJhbGciOiJFZERTQSJ9.e30.AA"></openbadges:credential></svg>"#,
    ] {
        seeds.add(text);
    }
    files(&["svg"]).into_iter().filter(|file| file.len() < 8 * 1024).for_each(|file| seeds.add(file));
}
