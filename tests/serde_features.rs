//! What `tests/serde_features` compares with: the same program with serde_json as the library asks for it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "serde_features/src/program.rs"]
mod program;

#[test]
fn with_serde_json_as_it_is() {
    let found = program::run();
    if let Some(difference) = program::first_difference(&found) {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("expected.txt");
        std::fs::write(&path, found).unwrap();
        panic!("{difference}\nif that is meant, take {} for tests/serde_features/expected.txt", path.display());
    }
}
