//! What is written passes the Commission's own SHACL shapes, as pyshacl sees them, for micro-credentials of every shape.
//!
//! `tests/interop/shacl.sh` runs this with an interpreter that has pyshacl; without one, and without the corpus, it says that it is
//! skipped.

use super::{example, issuer};
use crate::microcredentials;
use crate::support::corpus;
use microcred::elm;
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
