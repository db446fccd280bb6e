//! The badge that everything is measured on: VC 2.0, Open Badges 3.0.3 and its extensions, 143 quads, 17 blank nodes,
//! one list.

use microcred::Limits;
use microcred::json::Tree;
use microcred::jsonld::Contexts;
use std::sync::Arc;

/// The seed of the key that signs it: W3C's key for Data Integrity test vectors, public and never for anything real.
pub const SEED: [u8; 32] = [
    0xc9, 0x6e, 0xf9, 0xea, 0x10, 0xc5, 0xe4, 0x14, 0xc4, 0x71, 0x72, 0x3a, 0xff, 0x9d, 0xe7, 0x2c, 0x35, 0xfa, 0x5b,
    0x70, 0xfa, 0xe9, 0x7e, 0x88, 0x32, 0xec, 0xac, 0x7d, 0x2e, 0x2b, 0x8e, 0xd6,
];

/// The DID of that key, which issues the badge.
pub const ISSUER: &str = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

/// Its contexts.
pub const CONTEXTS: [&str; 3] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
];

/// The badge without a proof, on one line.
pub fn unsigned() -> String {
    tree(include_str!("../data/badge.json")).root().to_value().to_string()
}

/// The same, issued by somebody else.
pub fn unsigned_by(issuer: &str) -> String {
    unsigned().replace(ISSUER, issuer)
}

/// The same without what the JavaScript reference cannot derive from: a place on the map, and lists.
pub fn selectable_by(issuer: &str) -> String {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(members) => {
                members.retain(|name, _| name != "geo" && name != "allowedValue");
                members.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut badge = serde_json::from_str(&unsigned_by(issuer)).expect("JSON");
    strip(&mut badge);
    badge.to_string()
}

/// The strict tree over a text.
pub fn tree(text: &str) -> Tree {
    Tree::parse(text, &Limits::default()).expect("strict JSON")
}

/// The body of a context that the library carries.
pub fn context(url: &str) -> Option<Arc<str>> {
    Contexts::bundled().body(url).map(Arc::from)
}
