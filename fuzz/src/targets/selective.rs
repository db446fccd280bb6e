//! Proofs of selective disclosure: the bytes are a proof value, put into the badge that it belongs to.

use crate::Target;
use crate::judge::{LENIENT, judged, large};
use crate::material::{self, SELECTIVE};
use crate::mutate::Shape;
use crate::seeds::Seeds;
use crate::support;
use microcred::Limits;
use microcred::codec::base64url;
use microcred::json::{Pointer, Tree, Value};
use microcred::jsonld::Contexts;
use microcred::proof::data_integrity::selective::{Selecting, derive};
use microcred::vc;
use std::sync::LazyLock;

pub const TARGET: Target = Target { name: "selective", shape: Shape::Bytes, longest: 4 * 1024, hold, seeds };

static DOCUMENTS: LazyLock<Vec<Value>> = LazyLock::new(|| SELECTIVE.iter().map(|text| support::json(text)).collect());

fn hold(data: &[u8]) {
    for (at, document) in DOCUMENTS.iter().enumerate() {
        let mut changed = document.clone();
        let value = format!("u{}", base64url::encode(data));
        material::proof(&mut changed).insert("proofValue", value);
        let text = changed.to_string();
        let verification = judged(&LENIENT, text.as_bytes(), &[]);
        if let Ok(shown) = verification.accept::<vc::Partial>() {
            // The proof is another, and what it shows is what was signed.
            assert_eq!(support::normal_reading(shown.shown()), support::normal_reading(document));
        }
        if at == 0 {
            derived(&text);
        }
    }
}

/// Whatever is derived from what somebody hands over, it does not show more.
fn derived(text: &str) {
    let limits = Limits::default();
    let Ok(tree) = Tree::parse(text, &large()) else { return };
    let places = ["/name", "/credentialSubject/result"].map(Pointer::from_text);
    if let Ok(shown) = derive(tree.root(), &Selecting::new(places), &Contexts::bundled(), &limits) {
        let text = shown.to_string();
        assert!(!text.contains("Audit report"), "what was not selected is shown: {text}");
        let _ = judged(&LENIENT, text.as_bytes(), &[]);
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(["/issuer", "/validFrom"]);
    for document in &*DOCUMENTS {
        seeds.add(material::proof_value(document));
    }
}
