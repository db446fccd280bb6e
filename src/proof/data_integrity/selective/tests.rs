//! The vectors of the W3C, stage by stage. They are part of the corpus: set `MICROCRED_CORPUS` to run them.

use super::signed::selected;
use super::*;
use crate::codec::digest;
use crate::json::Tree;
use crate::jsonld::ContextSet;
use crate::jsonld::Hash;
use crate::proof::data_integrity::NOT_OPTIONS;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

const CITIZENSHIP: &str = "https://w3id.org/citizenship/v4rc1";
/// Stands for the inline context of one vector, which has the same effect from outside.
const WINDSURF: &str = "https://windsurf.example/selective/v1";

fn corpus(path: &str) -> Option<String> {
    let folder = PathBuf::from(std::env::var_os("MICROCRED_CORPUS")?);
    Some(std::fs::read_to_string(folder.join("w3c-vectors").join(path)).unwrap())
}

/// The bundled contexts and those that the vectors use besides.
pub(in crate::proof::data_integrity) fn contexts() -> Option<Contexts> {
    let citizenship = corpus("contexts/w3id.org_citizenship_v4rc1.json")?;
    let windsurf = r#"{"@context": {"@vocab": "https://windsurf.grotto-networking.com/selective#"}}"#;
    let with = |contexts: Contexts, url, body: &str| contexts.with(url, body, &digest::sha256_hex(body)).unwrap();
    Some(with(with(Contexts::bundled(), CITIZENSHIP, &citizenship), WINDSURF, windsurf))
}

/// A published case.
pub(in crate::proof::data_integrity) struct Vector {
    tree: Tree,
    pub(in crate::proof::data_integrity) contexts: Contexts,
}

impl Vector {
    pub(in crate::proof::data_integrity) fn read(name: &str) -> Option<Self> {
        let inline = r#"{"@vocab": "https://windsurf.grotto-networking.com/selective#"}"#;
        let text = corpus(&format!("{name}.json"))?.replace('\n', " ");
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("{ \"@vocab\"", "{\"@vocab\"");
        let text = text.replace("selective#\" }", "selective#\"}").replace(inline, &format!("{WINDSURF:?}"));
        Some(Self { tree: Tree::parse(&text, &Limits::default()).unwrap(), contexts: contexts()? })
    }

    pub(in crate::proof::data_integrity) fn at(&self, pointer: &str) -> Node<'_> {
        self.tree.root().pointer(&Pointer::from_text(pointer)).unwrap_or_else(|| panic!("{pointer}"))
    }

    pub(in crate::proof::data_integrity) fn text(&self, pointer: &str) -> &str {
        self.at(pointer).as_str().unwrap()
    }

    pub(in crate::proof::data_integrity) fn pointers(&self, pointer: &str) -> Vec<Pointer> {
        self.at(pointer).items().map(|item| Pointer::from_text(item.as_str().unwrap())).collect()
    }

    pub(in crate::proof::data_integrity) fn document(&self, pointer: &str) -> Tree {
        Tree::parse(&self.at(pointer).to_value().to_string(), &Limits::default()).unwrap()
    }

    pub(in crate::proof::data_integrity) fn set(&self, root: Node<'_>) -> Arc<ContextSet> {
        Arc::clone(&plain::contexts(root, &self.contexts, &Limits::default()).unwrap()[0])
    }

    pub(in crate::proof::data_integrity) fn hmac_key(&self) -> [u8; 32] {
        codec::hex::decode(&self.text("/keyMaterial/hmacKeyString").to_lowercase()).unwrap().try_into().unwrap()
    }

    fn texts(&self, pointer: &str) -> Vec<&str> {
        self.at(pointer).items().map(|item| item.as_str().unwrap()).collect()
    }

    fn numbers(&self, pointer: &str) -> Vec<u32> {
        self.at(pointer).items().map(|item| item.number_text().unwrap().parse().unwrap()).collect()
    }

    fn map(&self, pointer: &str) -> BTreeMap<usize, &str> {
        let pair = |pair: Node<'_>| pair.items().next().unwrap().number_text().unwrap().parse().unwrap();
        self.at(pointer).items().map(|item| (pair(item), item.items().nth(1).unwrap().as_str().unwrap())).collect()
    }
}

/// The same members whatever their order.
pub(in crate::proof::data_integrity) fn canonical_json(value: &Value) -> String {
    let tree = Tree::parse(&value.to_string(), &Limits::default()).unwrap();
    crate::json::jcs::canonical(tree.root(), &[])
}

fn stages(name: &str, labelling: Labelling) {
    let Some(vector) = Vector::read(name) else { return };
    let limits = Limits::default();
    let document = vector.document("/signedBase");
    let root = document.root();
    let set = vector.set(root);
    let mut canonicalizer = Canonicalizer::new(&set, &limits);
    let walked = canonicalizer.walk(root, &["proof"]).unwrap();
    assert!(!walked.outside);

    let options = canonicalizer.walk(root.get("proof").unwrap(), &NOT_OPTIONS).unwrap();
    let options = canonicalizer.statements(&options.dataset, Hash::Sha256).unwrap();
    assert_eq!(options.text.to_text(), vector.text("/steps/addProofConfigCanon"));
    assert_eq!(codec::hex::encode(&options.digest), vector.text("/steps/addHashData/proofHash"));

    let canonical = canonicalizer.canonical(&walked.dataset, Hash::Sha256).unwrap();
    assert_eq!(canonical.nquads(), vector.texts("/steps/addBaseDocCanon").concat());

    let mandatory = vector.pointers("/mandatoryPointers");
    let signed = Signed::new(&mut canonicalizer, root, &walked, labelling, &vector.hmac_key(), &mandatory).unwrap();
    assert_eq!(signed.statements.all().collect::<Vec<_>>(), vector.texts("/steps/addBaseDocHMACCanon"));
    assert_eq!(signed.statements.group(true), vector.map("/steps/addBaseTransform/mandatory/value"));
    assert_eq!(signed.statements.group(false), vector.map("/steps/addBaseTransform/nonMandatory/value"));
    assert_eq!(
        codec::hex::encode(&signed.statements.mandatory_hash()),
        vector.text("/steps/addHashData/mandatoryHash")
    );

    let selective = vector.pointers("/selectivePointers");
    let lines = |pointers: &[Pointer]| -> Vec<u32> {
        let lines = selected(&walked, &signed.statements.lines, &Selection::of(root, pointers, &walked).unwrap());
        (0..).zip(lines).filter(|(_, selected)| *selected).map(|(line, _)| line).collect()
    };
    assert_eq!(lines(&mandatory), vector.numbers("/steps/derivedGroupIndexes/mandatoryIndexes"));
    assert_eq!(lines(&selective), vector.numbers("/steps/derivedGroupIndexes/selectiveIndexes"));
    let combined = [mandatory.clone(), selective.clone()].concat();
    assert_eq!(lines(&combined), vector.numbers("/steps/derivedGroupIndexes/combinedIndexes"));

    let shown = signed.disclose(&mut canonicalizer, &selective).unwrap();
    let revealed = vector.at("/steps/derivedUnsignedReveal").to_value();
    assert_eq!(canonical_json(&shown.document.clone().into()), canonical_json(&revealed));
    let (adjusted_mandatory, adjusted_selective) = match labelling {
        Labelling::Keyed => ("derivedAdjMandatoryIndexes", "derivedAdjSignatures/adjSignatureIndexes"),
        #[cfg(feature = "bbs")]
        Labelling::Shuffled => ("derivedAdjIndexes", "derivedAdjIndexes/adjSelectiveIndexes"),
    };
    let adjusted = |step: &str| vector.numbers(&format!("/steps/{step}"));
    assert_eq!(shown.mandatory_indexes, adjusted(&format!("{adjusted_mandatory}/adjMandatoryIndexes")));
    assert_eq!(shown.selective_indexes, adjusted(adjusted_selective));
    let label_map: Vec<(String, String)> =
        shown.label_map.iter().map(|(name, label)| (format!("c14n{name}"), label.to_string())).collect();
    let published = vector.at("/steps/derivedDisclosureData/labelMap/value").items();
    let pair = |pair: Node<'_>| {
        let mut texts = pair.items().map(|text| text.as_str().unwrap().to_owned());
        (texts.next().unwrap(), texts.next().unwrap())
    };
    assert_eq!(label_map, published.map(pair).collect::<Vec<_>>());

    // What the verifier sees.
    let derived = vector.document("/derived");
    let walked = canonicalizer.walk(derived.root(), &["proof"]).unwrap();
    let canonical = canonicalizer.canonical(&walked.dataset, Hash::Sha256).unwrap();
    let label_map: Vec<(u64, Label)> = shown.label_map.iter().map(|(name, label)| ((*name).into(), *label)).collect();
    let indexes: Vec<u64> = shown.mandatory_indexes.iter().map(|index| (*index).into()).collect();
    let received = Received::new(&walked, &canonical, &label_map, &indexes).unwrap();
    if vector.at("/steps").get("verifyNQuads").is_some() {
        assert_eq!(received.statements.all().collect::<Vec<_>>(), vector.texts("/steps/verifyNQuads"));
    }
    assert_eq!(received.statements.mandatory_hash(), signed.statements.mandatory_hash());
}

#[test]
fn stages_of_ecdsa_sd_employ() {
    stages("ecdsa-sd-2023-employ", Labelling::Keyed);
}

#[test]
fn stages_of_ecdsa_sd_prc() {
    stages("ecdsa-sd-2023-prc", Labelling::Keyed);
}

#[cfg(feature = "bbs")]
#[test]
fn stages_of_bbs_windsurf() {
    stages("bbs-2023-windsurf", Labelling::Shuffled);
}

#[cfg(feature = "bbs")]
#[test]
fn stages_of_bbs_prc() {
    stages("bbs-2023-prc", Labelling::Shuffled);
}
