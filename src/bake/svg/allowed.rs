//! What may stay of an SVG: that which is drawn, and nothing that runs, fetches or leads elsewhere.

use super::read::{Attribute, Element, SVG};

/// The elements of SVG that draw, or say how or what is drawn. Filter primitives have a prefix in common.
const ELEMENTS: [&str; 32] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
    "a",
    "solidcolor",
    "hatch",
];

/// What makes a style fetch or run something, in browsers of today or of once.
const ACTIVE_IN_STYLES: [&str; 11] = [
    "\\",
    "@import",
    "@font-face",
    "expression(",
    "javascript:",
    "behavior:",
    "progid:",
    "-moz-binding",
    "image-set(",
    "image(",
    "src(",
];

pub(super) fn element(element: &Element) -> bool {
    let local = element.local.as_str();
    element.namespace == SVG && (ELEMENTS.contains(&local) || local.starts_with("fe"))
}

/// Of attributes with a namespace, only references and the language of a text get here. Most of the others are read as styles are
/// ([presentation attributes](https://www.w3.org/TR/SVG2/styling.html#PresentationAttributes)), so all are held to the same.
pub(super) fn attribute(element: &str, attribute: &Attribute) -> bool {
    let name = attribute.local.to_ascii_lowercase();
    let value = squeezed(&attribute.value);
    match name.as_str() {
        "href" => value.starts_with('#') || element == "image" && is_picture(&value),
        "lang" | "space" => true,
        "base" | "src" | "target" | "ping" => false,
        _ if name.starts_with("on") || !attribute.namespace.is_empty() => false,
        _ => style(&attribute.value),
    }
}

/// Whether a style only says how something looks.
pub(super) fn style(text: &str) -> bool {
    let text = squeezed(text);
    !ACTIVE_IN_STYLES.iter().any(|active| text.contains(active)) && leads_nowhere(&text)
}

/// Whether every `url(…)` is a place in the same image.
fn leads_nowhere(squeezed: &str) -> bool {
    squeezed.split("url(").skip(1).all(|place| place.trim_start_matches(['"', '\'']).starts_with('#'))
}

/// Whether it is a picture of pixels, inside the URL itself.
fn is_picture(squeezed: &str) -> bool {
    let kinds = ["png", "jpeg", "gif", "webp"];
    let rest = squeezed.strip_prefix("data:image/").unwrap_or_default();
    kinds.iter().any(|kind| rest.strip_prefix(kind).is_some_and(|rest| rest.starts_with(";base64,")))
}

/// In lower case, without what readers overlook.
fn squeezed(text: &str) -> String {
    let overlooked = |character: &char| character.is_whitespace() || character.is_control();
    text.chars().filter(|character| !overlooked(character)).flat_map(char::to_lowercase).collect()
}
