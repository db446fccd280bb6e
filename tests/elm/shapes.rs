//! What is written passes the Commission's own SHACL shapes, as pyshacl sees them, for micro-credentials of every shape.
//!
//! `tests/interop/shacl.sh` runs this with an interpreter that has pyshacl; without one, and without the corpus, it says that it is
//! skipped.

use super::{example, issuer};
use crate::microcredentials;
use crate::support::{self, corpus};
use microcred::codec::digest;
use microcred::json::Tree;
use microcred::jsonld::{Contexts, statements};
use microcred::{Limits, elm};
use proptest::strategy::{Strategy, ValueTree};
use std::process::Command;

const CASES: usize = 100;

#[test]
fn the_shapes_of_the_commission_accept_what_is_written() {
    let Some(corpus) = corpus() else {
        return;
    };
    let Some(interpreter) = std::env::var_os("MICROCRED_PYSHACL") else {
        println!("skipped: MICROCRED_PYSHACL names no interpreter with pyshacl (tests/interop/shacl.sh makes one)");
        return;
    };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("elm-shapes");
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let image = elm::DisplayImage::new(elm::ImageType::Svg, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let full = elm::Options::default().issuer(issuer()).eidas_identifier("VATPT-000000000").image(image);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let made = microcredentials::micro_credential();
    let mut held = vec![example()];
    held.extend((0..CASES).map(|_| made.new_tree(&mut runner).unwrap().current()));
    for (index, held) in held.iter().enumerate() {
        let options = if index % 2 == 0 { full.clone() } else { elm::Options::default() };
        let document = elm::write(held, &options).document;
        std::fs::write(folder.join(format!("{index:03}.json")), document.to_string()).unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/shacl.py");
    let output = Command::new(interpreter).arg(script).arg(corpus.join("elm/shacl")).arg(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(said.contains(&format!("{} documents", CASES + 1)), "{said}");
}

/// The Commission's context defines every term that is written, and gives it the IRI that ELM has for it: on the walk, and the general
/// way. (It is in no package of a registry and under a licence of its own, so it is not bundled.)
#[test]
fn the_context_gives_every_term_its_iri() {
    let Some(body) = support::read("elm/shacl/edc-ap-context.jsonld") else {
        return;
    };
    let contexts = Contexts::bundled().with(elm::CONTEXT, &body, &digest::sha256_hex(&body)).unwrap();
    let document = elm::write(&example(), &elm::Options::default().issuer(issuer())).document.to_string();
    let limits = Limits::default();
    let tree = Tree::parse(&document, &limits).unwrap();
    let walked =
        statements(tree.root(), &contexts, &[], &limits).unwrap_or_else(|findings| panic!("{findings}")).dataset;
    let quads = walked.to_nquads();
    for (path, value) in [
        ("http://data.europa.eu/snb/model/elm/EQFLevel", "<http://data.europa.eu/snb/eqf/6>"),
        ("http://data.europa.eu/snb/model/elm/NQFLevel", "<http://data.europa.eu/snb/qdr/c_7d534b92>"),
        ("http://data.europa.eu/snb/model/elm/ISCEDFCode", "<http://data.europa.eu/snb/isced-f/0713>"),
        (
            "http://data.europa.eu/snb/model/elm/idVerification",
            "<http://data.europa.eu/snb/supervision-verification/70be69aaf9>",
        ),
        ("http://data.europa.eu/snb/model/elm/mode", "<http://data.europa.eu/snb/learning-assessment/e92d221e4d>"),
        ("http://data.europa.eu/snb/model/elm/point", "\"2\""),
        (
            "http://data.europa.eu/snb/model/elm/volumeOfLearning",
            "\"PT60H\"^^<http://www.w3.org/2001/XMLSchema#duration>",
        ),
        (
            "http://data.europa.eu/snb/model/elm/isPartialQualification",
            "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
        ),
        (
            "http://data.europa.eu/snb/model/elm/eidasLegalIdentifier",
            "<urn:epass:microcred:synthesised:legalIdentifier:1>",
        ),
        (
            "http://data.europa.eu/snb/model/elm/relatedESCOSkill",
            "<http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a>",
        ),
        ("http://www.w3.org/ns/regorg#legalName", "\"Centro de Formação Exemplo\"@pt"),
        ("http://purl.org/dc/terms/title", "\"Green skills for VET trainers\"@en"),
        ("http://xmlns.com/foaf/0.1/familyName", "\"Silva\"@pt"),
        (
            "https://www.w3.org/2018/credentials#validFrom",
            "\"2026-06-15T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        ),
    ] {
        assert!(quads.contains(&format!("<{path}> {value} ")), "{path} {value}");
    }
    #[cfg(feature = "json-ld")]
    {
        use microcred::jsonld::general::{Options, to_nquads};
        use microcred::jsonld::{Dataset, Hash, Work};
        let general = to_nquads(&document, &|url| contexts.body(url).map(Into::into), &Options::safe()).unwrap();
        let canonical = |dataset: &Dataset| {
            dataset.canonicalize(Hash::Sha256, &mut Work::new(limits.canonicalisation)).unwrap().nquads().to_owned()
        };
        assert_eq!(canonical(&Dataset::parse_nquads(&general).unwrap()), canonical(&walked));
    }
}
