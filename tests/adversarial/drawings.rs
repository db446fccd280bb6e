//! What may stay of a drawing that a badge is baked into: case 125.

use super::containers::svg;
use super::verify;
use crate::support::cases::{case, say};
use crate::support::{badge, secure};
use microcred::bake;
use microcred::report::Outcome;

#[test]
fn svg_is_sanitised_on_baking() {
    case!(125);
    let active = r##"<?xml-stylesheet href="https://attacker.example/a.css"?>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="http://www.inkscape.org/namespaces/inkscape"
             onload="alert(1)" ONCLICK="alert(2)" i:version="1" viewBox="0 0 9 9" xml:base="https://attacker.example/">
          <script>alert(3)</script><script href="https://attacker.example/a.js"/>
          <x:script xmlns:x="http://www.w3.org/2000/svg">alert(4)</x:script>
          <foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(5)"/></body></foreignObject>
          <h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="https://attacker.example/"/>
          <a href="javascript:alert(6)"><text>a</text></a><a xlink:href=" java&#10;script:alert(7)"><text>b</text></a>
          <animate attributeName="href" to="javascript:alert(8)"/><set attributeName="onclick" to="alert(9)"/>
          <image href="https://attacker.example/pixel.png"/><image href="data:image/svg+xml;base64,PHN2Zz4="/>
          <image href="data:image/png;base64,iVBORw0KGgo="/>
          <use xlink:href="#here"/><use xlink:href="https://attacker.example/#there"/>
          <style>@import "https://attacker.example/b.css"; rect { fill: red }</style>
          <style>rect { fill: url( "https://attacker.example/c" ) }</style><style>circle { fill: url(#g) }</style>
          <rect style="background: u\72l(https://attacker.example/d)" fill="url(https://attacker.example/e)" width="9"/>
          <circle fill="url(#g)" r="4"/><feImage href="https://attacker.example/f"/>
          <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
          <text>kept &lt;script&gt; as text</text><!-- <script>alert(10)</script> -->
        </svg>"##;
    let signed = secure(&badge());
    let baked = bake::svg(active, &signed).unwrap();
    let image = String::from_utf8(baked.as_bytes().to_vec()).unwrap();
    let drawing = image.replace(&signed, "");
    for gone in [
        "alert",
        "attacker",
        "<script",
        "foreignObject",
        "iframe",
        "javascript",
        "<animate",
        "<set",
        "inkscape",
        "svg+xml",
        "<!--",
        "<?",
        "onload",
        "u\\72l",
    ] {
        assert!(!drawing.to_lowercase().contains(&gone.to_lowercase()), "{gone} in {drawing}");
    }
    for kept in [
        "viewBox=\"0 0 9 9\"",
        "xlink:href=\"#here\"",
        "data:image/png;base64,iVBORw0KGgo=",
        "circle { fill: url(#g) }",
        "fill=\"url(#g)\"",
        "kept &lt;script&gt; as text",
    ] {
        assert!(drawing.contains(kept), "no {kept} in {drawing}");
    }
    assert!(baked.removed().iter().any(|name| name == "onload") && baked.removed().iter().any(|name| name == "script"));
    assert!(drawing.contains("xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\""));
    let first = image.find('>').map(|at| &image[at + 1..]).unwrap();
    assert!(first.starts_with("<openbadges:credential><![CDATA[{"), "the credential comes first");
    say("sanitised");
    assert_eq!(verify(&baked).outcome, Outcome::Valid);
}

/// Comments, sections, references and elements part a style for whoever reads a document, and not for a browser; and what is a style
/// in an attribute may have the escapes and the functions of one. Chromium fetched every one of these from drawings that were let pass.
#[test]
fn svg_styles_are_judged_whole() {
    case!(125);
    let signed = secure(&badge());
    for (active, told) in [
        (r#"<style>@imp&#x6f;rt "http://attacker.example/4";</style>"#, "content of style"),
        ("<style>@im<![CDATA[port 'http://attacker.example/imp.css';]]></style>", "content of style"),
        ("<style>rect{fill:ur<!--x-->l(http://attacker.example/z)}</style>", "content of style"),
        ("<style>@im<g/>port 'http://attacker.example/imp2.css';</style>", "content of style"),
        ("<style>rect{fill:red}<style>@import 'http://attacker.example/5';</style></style>", "style"),
        (r#"<rect cursor="u\72l(http://attacker.example/c.png),auto"/>"#, "cursor"),
        (r##"<rect mask="u\72l(http://attacker.example/m.svg#m)"/>"##, "mask"),
        (r#"<rect mask="image-set('http://attacker.example/i.png' 1x)"/>"#, "mask"),
        (r#"<rect mask="image('http://attacker.example/j.png')"/>"#, "mask"),
        (r#"<rect filter="progid:X.AlphaImageLoader(sr='http://attacker.example/k.png')"/>"#, "filter"),
    ] {
        let baked = bake::svg(svg(active), &signed).unwrap();
        let image = std::str::from_utf8(baked.as_bytes()).unwrap();
        assert!(!image.contains("attacker"), "{active} leaves {image}");
        assert!(baked.removed().iter().any(|name| name == told), "{active}: {:?}", baked.removed());
        assert_eq!(verify(&baked).outcome, Outcome::Valid);
    }
    let parted = "<style>rect { <!-- the colour -->fill: <![CDATA[red }\ng > rect]]> { fill: &#x75;rl(#g) }</style>";
    let baked = bake::svg(svg(parted), &signed).unwrap();
    let image = std::str::from_utf8(baked.as_bytes()).unwrap();
    assert!(image.contains("<style>rect { fill: red }\ng &gt; rect { fill: url(#g) }</style>"), "{image}");
    assert!(baked.removed().is_empty());
    say("sanitised");
}
