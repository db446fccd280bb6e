//! json-ld 0.21, as it comes: its own parser and its own quads.

use crate::badge;
use iref::{Iri, IriBuf};
use json_ld::rdf_types::generator;
use json_ld::syntax::{Parse, Value};
use json_ld::{JsonLdProcessor, RemoteDocument};
use std::collections::HashMap;

/// The contexts of the badge, parsed.
pub struct JsonLd {
    loader: HashMap<IriBuf, RemoteDocument>,
}

impl JsonLd {
    /// With the contexts of the badge.
    pub fn new() -> Self {
        let loader = badge::CONTEXTS.iter().map(|url| {
            let url: IriBuf = Iri::new(url).expect("an IRI").to_owned();
            let text = badge::context(url.as_str()).expect("a bundled context");
            let (document, _) = Value::parse_str(&text).expect("JSON");
            (url.clone(), RemoteDocument::new(Some(url), None, document))
        });
        Self { loader: loader.collect() }
    }

    /// Parses the document and counts its quads.
    pub fn quads(&self, text: &str) -> usize {
        let (document, _) = Value::parse_str(text).expect("JSON");
        let document = RemoteDocument::<IriBuf>::new(None, None, document);
        let mut rdf = pollster::block_on(document.to_rdf(generator::Blank::new(), &self.loader)).expect("quads");
        rdf.cloned_quads().count()
    }
}

impl Default for JsonLd {
    fn default() -> Self {
        Self::new()
    }
}
