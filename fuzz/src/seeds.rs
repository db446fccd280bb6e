//! Where a target begins: the project's own examples, and the published corpus where that is at hand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Inputs to begin with, and words that mean something in them.
#[derive(Default)]
pub struct Seeds {
    inputs: BTreeSet<Vec<u8>>,
    words: BTreeSet<String>,
}

/// Larger files say nothing that smaller ones do not.
const LARGEST: u64 = 64 * 1024;

impl Seeds {
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    pub fn add(&mut self, input: impl Into<Vec<u8>>) {
        self.inputs.insert(input.into());
    }

    /// Words for the dictionary of libFuzzer.
    pub fn words(&mut self, words: impl IntoIterator<Item = impl Into<String>>) {
        self.words.extend(words.into_iter().map(Into::into));
    }

    /// The inputs.
    pub fn inputs(&self) -> impl Iterator<Item = &[u8]> {
        self.inputs.iter().map(Vec::as_slice)
    }

    /// How many there are.
    #[allow(clippy::len_without_is_empty)] // there are always some
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Writes each into a file of its own, named by what is in it, and the dictionary beside the folder.
    pub fn write(&self, folder: &Path) {
        std::fs::create_dir_all(folder).expect("the folder for seeds can be made");
        for input in &self.inputs {
            let name = &microcred::codec::digest::sha256_hex(input)[..40];
            std::fs::write(folder.join(name), input).expect("a seed can be written");
        }
        let escape = |byte: u8| match byte {
            b'"' | b'\\' => format!("\\{}", byte as char),
            b' '..=b'~' => (byte as char).to_string(),
            _ => format!("\\x{byte:02x}"),
        };
        let lines = self.words.iter().filter(|word| (1..64).contains(&word.len()));
        let lines: String =
            lines.map(|word| format!("\"{}\"\n", word.bytes().map(escape).collect::<String>())).collect();
        std::fs::write(folder.with_extension("dict"), lines).expect("a dictionary can be written");
    }
}

/// The files of the corpus with one of these endings, where `MICROCRED_CORPUS` says that it is here; and those of a folder of the project.
pub fn files(endings: &[&str]) -> Vec<Vec<u8>> {
    let corpus = std::env::var_os("MICROCRED_CORPUS").map(PathBuf::from);
    let own = ["examples/data", "tests/openbadges2", "tests/stacking/cases", "vocab/contexts"];
    let own = own.map(|folder| project().join(folder));
    let mut folders: Vec<PathBuf> = own.into_iter().chain(corpus).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .and_then(|ending| ending.to_str())
                .is_some_and(|ending| endings.contains(&ending))
                && path.metadata().is_ok_and(|file| file.len() <= LARGEST)
            {
                found.extend(std::fs::read(path));
            }
        }
    }
    found
}

/// A text of the project.
pub fn own(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap_or_default()
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
