//! Images: cases 124 and 125.

use super::{assert_refused, verify, within};
use crate::support::cases::case;
use crate::support::{badge, secure, verifier};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use microcred::bake::{self, Baking, Error};
use microcred::report::{Code, Outcome, Status, code};
use microcred::resolve::Offline;
use std::io::Write;
use std::time::Duration;

/// A whole PNG of one black pixel, chunk by chunk.
pub(crate) fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = (b"IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0].to_vec());
    let pixels = (b"IDAT", zlib(&[0, 0]));
    for (kind, data) in [header, pixels].iter().chain(chunks).chain([&(b"IEND", Vec::new())]) {
        image.extend(chunk(kind, data));
    }
    image
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    [&(data.len() as u32).to_be_bytes(), &kind[..], data, &crc.sum().to_be_bytes()].concat()
}

pub(crate) fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn itxt(keyword: &str, text: impl AsRef<[u8]>) -> (&'static [u8; 4], Vec<u8>) {
    (b"iTXt", [keyword.as_bytes(), &[0; 5], text.as_ref()].concat())
}

pub(crate) fn compressed_itxt(text: &[u8]) -> (&'static [u8; 4], Vec<u8>) {
    (b"iTXt", [&b"openbadgecredential\0\x01\0\0\0"[..], &zlib(text)].concat())
}

#[track_caller]
fn refused(image: impl AsRef<[u8]>, code: Code) {
    let verification = within(Duration::from_secs(2), || verify(image));
    assert_refused(&verification, Outcome::Invalid, code);
}

#[track_caller]
fn valid_but(image: impl AsRef<[u8]>, layer: &str, code: Code) {
    let verification = verify(image);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    let warned =
        verification.checks.iter().filter(|check| check.status == Status::Warn).filter_map(|check| check.code());
    assert_eq!(warned.collect::<Vec<_>>(), [code]);
    assert_eq!(verification.input.container, [layer]);
}

#[test]
fn png_that_is_whole() {
    let image = png(&[itxt("openbadgecredential", secure(&badge()))]);
    let verification = verify(&image);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    assert_eq!(verification.input.container, ["png.itxt"]);
    assert_eq!((verification.input.bytes, verification.input.format.as_str()), (image.len(), "vcdm2+di"));
    assert_eq!(verification.input.sha256.as_str(), microcred::codec::digest::sha256_hex(&image));
}

#[test]
fn png_itxt_bomb() {
    case!(124);
    let bomb = vec![b' '; 64 * 1024 * 1024];
    refused(png(&[compressed_itxt(&bomb)]), code::container::INFLATED);
    refused(png(&[(b"zTXt", [&b"openbadges\0\0"[..], &zlib(&bomb)].concat())]), code::container::INFLATED);
    // What is not sought is not inflated: neither other texts nor pixels.
    let signed = itxt("openbadgecredential", secure(&badge()));
    let other = (b"zTXt", [&b"Comment\0\0"[..], &zlib(&bomb)].concat());
    let image = png(&[signed, other, (b"IDAT", b"these are no pixels".to_vec())]);
    let verification = within(Duration::from_secs(2), || verify(&image));
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
}

#[test]
fn png_chunk_len_2_31() {
    case!(124);
    let image = png(&[itxt("openbadgecredential", secure(&badge()))]);
    for length in [0x8000_0000_u32, 0xffff_ffff, 0xffff_fff4] {
        let mut image = image.clone();
        image[33..37].copy_from_slice(&length.to_be_bytes());
        refused(&image, code::container::PNG_MALFORMED);
    }
    let mut image = image.clone();
    image[33..37].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    refused(&image, code::container::PNG_TRUNCATED);
}

#[test]
fn png_bad_crc() {
    case!(124);
    let image = png(&[itxt("openbadgecredential", secure(&badge()))]);
    for at in [20, 45, 200, image.len() - 1] {
        let mut image = image.clone();
        image[at] ^= 0x20;
        refused(&image, code::container::PNG_CHECKSUM);
    }
}

#[test]
fn png_truncated() {
    case!(124);
    let image = png(&[itxt("openbadgecredential", secure(&badge()))]);
    for length in [8, 9, 20, 33, 40, 300, image.len() - 13, image.len() - 12, image.len() - 1] {
        refused(&image[..length], code::container::PNG_TRUNCATED);
    }
    refused(b"\x89PNG\n\x1a\n", code::container::PNG_MALFORMED);
}

#[test]
fn png_after_iend() {
    case!(124);
    let (kind, data) = itxt("openbadgecredential", secure(&badge()));
    refused([png(&[]), chunk(kind, &data)].concat(), code::container::EMPTY);
    let image = png(&[(kind, data)]);
    refused([&image[..], b"PK\x03\x04 and so on"].concat(), code::container::PNG_TRAILING);
    refused([&image[..], &image].concat(), code::container::PNG_TRAILING);
}

#[test]
fn png_two_credential_chunks() {
    case!(124);
    let signed = secure(&badge());
    for other in ["openbadgecredential", "openbadges", "clrcredential"] {
        refused(png(&[itxt("openbadgecredential", &signed), itxt(other, &signed)]), code::container::MULTIPLE);
        refused(
            png(&[(b"tEXt", format!("{other}\0{signed}").into()), itxt("openbadgecredential", &signed)]),
            code::container::MULTIPLE,
        );
    }
}

#[test]
fn png_ztxt_and_legacy_keyword() {
    case!(124);
    let signed = secure(&badge());
    let image = png(&[itxt("openbadges", &signed)]);
    valid_but(&image, "png.itxt", code::container::LEGACY);
    let image = png(&[compressed_itxt(signed.as_bytes())]);
    valid_but(&image, "png.itxt", code::container::OTHER_CHUNK);
    let image = png(&[(b"zTXt", [&b"openbadgecredential\0\0"[..], &zlib(signed.as_bytes())].concat())]);
    valid_but(&image, "png.ztxt", code::container::OTHER_CHUNK);
    for broken in [&b"openbadgecredential\0\0not zlib"[..], b"openbadgecredential\0\x01", b"openbadgecredential\0"] {
        refused(png(&[(b"zTXt", broken.to_vec())]), code::container::PNG_MALFORMED);
    }
    for broken in [
        &b"openbadgecredential\0\0\0\0"[..],
        b"openbadgecredential\0\x02\0\0\0{}",
        b"openbadgecredential\0\0\0\0\0\xff\xfe",
    ] {
        refused(png(&[(b"iTXt", broken.to_vec())]), code::container::PNG_MALFORMED);
    }
    // Open Badges 2 by a URL, and nobody who says what stands there: nothing speaks against it, and nothing for it.
    let image = png(&[itxt("openbadges", "https://vet.example/assertions/1")]);
    let verification = verifier().verify(image, &Offline);
    assert_refused(&verification, Outcome::Indeterminate, code::ob2::ADDRESS_ALONE);
}

#[test]
fn png_polyglot() {
    case!(124);
    let signed = secure(&badge());
    // A PNG behind HTML is no PNG; HTML inside one is a text like others.
    let image = png(&[itxt("openbadgecredential", &signed)]);
    assert_eq!(verify([b"<html><script>alert(1)</script>", &image[..]].concat()).outcome, Outcome::Invalid);
    let image = png(&[(b"tEXt", b"Comment\0<svg onload=alert(1)>".to_vec()), itxt("openbadgecredential", &signed)]);
    assert_eq!(verify(image).outcome, Outcome::Valid);
}

const START: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0">"#;

pub(crate) fn svg(inside: &str) -> String {
    format!("{START}{inside}<path d=\"M0 0h9v9z\"/></svg>")
}

fn element(signed: &str) -> String {
    format!("<ob:credential><![CDATA[{signed}]]></ob:credential>")
}

#[test]
fn svg_doctype_entity() {
    case!(125);
    let inside = svg(&element(&secure(&badge())));
    for doctype in [
        r#"<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>"#,
        r#"<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"#,
        r#"<!DOCTYPE svg [<!ENTITY % all SYSTEM "https://attacker.example/x.dtd"> %all;]>"#,
        r#"<!DOCTYPE svg SYSTEM "https://attacker.example/x.dtd">"#,
        r#"<!DOCTYPE svg PUBLIC "-//attacker//DTD" "https://attacker.example/x.dtd">"#,
        r#"<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY a "b">]>"#,
        "<!DOCTYPE html>",
    ] {
        refused(format!("{doctype}{inside}"), code::container::SVG_DOCTYPE);
        assert_eq!(bake::svg(format!("{doctype}{}", svg("")), secure(&badge())), Err(Error::SvgDoctype));
    }
    refused(svg("<ob:credential>&a;</ob:credential>"), code::container::SVG_ENTITY);
    refused(svg("<ob:credential verify=\"&a;\"/>"), code::container::SVG_ENTITY);
    // The one that drawing programs write says nothing.
    let usual = r#"<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">"#;
    assert_eq!(verify(format!("<?xml version=\"1.0\"?>\n{usual}\n{inside}")).outcome, Outcome::Valid);
}

#[test]
fn svg_two_elements() {
    case!(125);
    let one = element(&secure(&badge()));
    refused(svg(&format!("{one}{one}")), code::container::MULTIPLE);
    refused(svg(&format!("{one}<g>{one}</g>")), code::container::MULTIPLE);
    let legacy = r#"<o:assertion xmlns:o="http://openbadges.org" verify="a.b.c"/>"#;
    refused(svg(&format!("{one}{legacy}")), code::container::MULTIPLE);
    let clr = r#"<c:credential xmlns:c="https://purl.imsglobal.org/clr/v2p0" verify="a.b.c"/>"#;
    refused(svg(&format!("{clr}{one}")), code::container::MULTIPLE);
}

#[test]
fn svg_wrong_namespace() {
    case!(125);
    let signed = secure(&badge());
    refused(svg(&format!("<credential>{signed}</credential>")), code::container::EMPTY);
    refused(
        svg(&format!("<g xmlns:ob=\"https://attacker.example/\">{}</g>", element(&signed))),
        code::container::EMPTY,
    );
    refused(svg("<ob:credential/>"), code::container::EMPTY);
    refused(svg("<nobody:credential/>"), code::container::SVG_MALFORMED);
    // The prefix is nothing but a name.
    let other = element(&signed)
        .replace("ob:", "x:")
        .replace("<x:credential>", "<x:credential xmlns:x=\"https://purl.imsglobal.org/ob/v3p0\">");
    assert_eq!(verify(svg(&other)).outcome, Outcome::Valid);
    let legacy = format!("<o:assertion xmlns:o=\"http://openbadges.org\"><![CDATA[{signed}]]></o:assertion>");
    valid_but(svg(&legacy), "svg", code::container::LEGACY);
}

#[test]
fn svg_attribute_and_body_differ() {
    case!(125);
    let signed = secure(&badge());
    refused(
        svg(&format!("<ob:credential verify=\"a.b.c\"><![CDATA[{signed}]]></ob:credential>")),
        code::container::MULTIPLE,
    );
    refused(svg(&format!("<ob:credential><g/>{signed}</ob:credential>")), code::container::SVG_MALFORMED);
}

#[test]
fn svg_malformed_and_too_complex() {
    case!(125);
    let inside = element(&secure(&badge()));
    for broken in [
        svg(&inside).replace("</svg>", ""),
        svg(&inside).replace("</svg>", "</svg><svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        svg(&inside).replace("</svg>", "</g>"),
        svg(&inside).replace("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"),
        format!("{}text", svg(&inside)),
        svg(&format!("{inside}<g a=\"1\" a=\"2\"/>")),
        svg(&format!("{inside}<g a=1/>")),
        format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{}", svg(&inside)),
    ] {
        refused(&broken, code::container::SVG_MALFORMED);
    }
    let deep = svg(&format!("{inside}{}{}", "<g>".repeat(100_000), "</g>".repeat(100_000)));
    refused(deep, code::container::SVG_LIMIT);
    let attributes: String = (0..200_000).map(|number| format!(" a{number}=''")).collect();
    refused(svg(&format!("{inside}<g{attributes}/>")), code::container::SVG_LIMIT);
    let namespaces = "<g xmlns:a='1' xmlns:b='2'>".repeat(100);
    refused(svg(&format!("{inside}{namespaces}{}", "</g>".repeat(100))), code::container::SVG_LIMIT);
    // A namespace that is long is compared and copied for every attribute that is in it.
    let long = "x".repeat(300_000);
    let attributes: String = (0..100).map(|number| format!(" l:a{number}=''")).collect();
    refused(
        svg(&format!("{inside}<g xmlns:l='{long}'>{}</g>", format!("<g{attributes}/>").repeat(500))),
        code::container::SVG_LIMIT,
    );
}

/// `]]>` in a text cannot end the section that the credential is in.
#[test]
fn svg_cdata_end() {
    case!(125);
    let mut document = badge();
    crate::support::object(&mut document, "")
        .insert("name", "]]><script xmlns='http://www.w3.org/2000/svg'>alert(1)</script>&amp;&#0;");
    let signed = secure(&document);
    let image = bake::svg(svg(""), &signed).unwrap();
    assert_eq!(bake::extract(&image, &Default::default()).unwrap().credential(), signed.as_bytes());
    assert_eq!(verify(&image).outcome, Outcome::Valid);
}

#[test]
fn baked_once_or_replaced() {
    let (first, second) = (
        secure(&badge()),
        secure(&{
            let mut other = badge();
            crate::support::object(&mut other, "").insert("name", "Another");
            other
        }),
    );
    for template in [png(&[]), svg("").into_bytes()] {
        let once = Baking::new().image(&template, &first).unwrap();
        assert_eq!(Baking::new().image(&once, &second).unwrap_err(), Error::AlreadyBaked);
        let again = Baking::new().replacing().image(&once, &second).unwrap();
        assert_eq!(bake::extract(&again, &Default::default()).unwrap().credential(), second.as_bytes());
        assert_eq!(again.removed().len(), 1);
        let straight = Baking::new().image(&template, &second).unwrap();
        assert_eq!(again.as_bytes(), straight.as_bytes());
    }
}
