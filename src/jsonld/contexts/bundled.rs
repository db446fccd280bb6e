//! The contexts inside the library.

use super::{Bodies, Body, Contexts};
use crate::json::{Tree, Value};
use crate::limits::Limits;
use std::sync::Arc;

const INDEX: &str = include_str!("../../../vocab/contexts/index.json");

macro_rules! bodies {
    ($($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../../vocab/contexts/", $file)))),*]
    };
}

const BODIES: &[(&str, &str)] = bodies! {
    "bitstring-status-list-v1.jsonld"
    "clr-v2p0-2.0.0.jsonld"
    "clr-v2p0-2.0.1.jsonld"
    "credentials-examples-v2.jsonld"
    "credentials-v1.jsonld"
    "credentials-v2.jsonld"
    "data-integrity-v1.jsonld"
    "data-integrity-v2.jsonld"
    "dcc-v1.jsonld"
    "did-v1.jsonld"
    "ed25519-2020-v1.jsonld"
    "jws-2020-v1.jsonld"
    "microcred-draft-1.jsonld"
    "multikey-v1.jsonld"
    "ob-v3p0-3.0.0.jsonld"
    "ob-v3p0-3.0.1.jsonld"
    "ob-v3p0-3.0.2.jsonld"
    "ob-v3p0-3.0.3-2024.jsonld"
    "ob-v3p0-3.0.3-2026.jsonld"
    "ob-v3p0-extensions.jsonld"
    "status-list-2021-v1.jsonld"
};

impl Contexts {
    pub(super) fn read_bundled() -> Self {
        let mut bodies: Bodies = Bodies::default();
        let limits = Limits::default();
        // Both the index and the bodies are part of the build, and a test reads every one of them.
        let parse = |text: &str| Tree::parse(text, &limits).map_or(Value::Null, |tree| tree.root().to_value());
        let index = parse(INDEX);
        for entry in index.as_array().unwrap_or_default() {
            let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
            let Some((_, body)) = BODIES.iter().find(|(file, _)| *file == text("file")) else { continue };
            let value = Arc::new(parse(body));
            let aliases = entry.get("aliases").and_then(Value::as_array).unwrap_or_default();
            for url in aliases.iter().filter_map(Value::as_str).chain([text("url")]) {
                let body = Body::new(url, text("sha256"), "bundled", Arc::clone(&value));
                bodies.entry(url.to_owned()).or_default().push(Arc::new(body));
            }
        }
        Self { bodies: Arc::new(bodies), compiled: Arc::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::digest;

    /// The pins of the index are the digests of the bodies, and every body is there.
    #[test]
    fn bundled_bodies_have_their_digests() {
        let tree = Tree::parse(INDEX, &Limits::default()).unwrap();
        let files: Vec<(String, String)> = tree
            .root()
            .items()
            .map(|entry| {
                let text = |name| entry.get(name).and_then(|value| value.as_str()).unwrap().to_owned();
                (text("file"), text("sha256"))
            })
            .collect();
        assert_eq!(files.len(), BODIES.len());
        for (file, sha256) in files {
            let (_, body) = BODIES.iter().find(|(name, _)| *name == file).unwrap();
            assert_eq!(digest::sha256_hex(body), sha256, "{file}");
        }
    }
}
