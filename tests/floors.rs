//! The house has floors: a module imports only what stands below it. `ARCHITECTURE.md` draws them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the ground up; what stands on one floor does not lean on its neighbours.
const FLOORS: &[&[&str]] = &[
    &["limits", "env", "files"],
    &["json", "codec"],
    &["bake"],
    &["report"],
    &["vc", "key"],
    &["resolve", "jsonld"],
    &["proof", "badge", "framework", "status", "ssi"],
    &["microcredential"],
    &["elm", "openbadges2", "trust"],
    &["issue", "verify"],
    &["present"],
    &["stack", "render", "batch"],
    &["ops"],
    &["server", "ffi"],
];

/// `lib.rs` is the façade over all of it, and the command line uses nothing but that façade.
const ABOVE: &[&str] = &["lib.rs", "bin"];

#[test]
fn nothing_leans_on_what_stands_above_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&source);
    let mut wrong = Vec::new();
    let mut imports = 0;
    for file in &files {
        let place = file.strip_prefix(&source).unwrap();
        let room = room_of(place);
        if ABOVE.contains(&room.as_str()) {
            continue;
        }
        let text = fs::read_to_string(file).unwrap();
        let seen = imported_rooms(&text, place, &source);
        imports += seen.len();
        let bad = seen
            .into_iter()
            .filter_map(|(line, used)| Some(format!("{}:{line}: {}", place.display(), complaint(&room, &used)?)));
        wrong.extend(bad);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(
        files.len() > 100 && imports > 300,
        "{} files with {imports} imports were read: too few to be all",
        files.len()
    );
}

#[test]
fn every_room_stands_on_a_floor() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms: Vec<String> =
        fs::read_dir(&source).unwrap().map(|entry| room_of(Path::new(&entry.unwrap().file_name()))).collect();
    for room in rooms.iter().filter(|room| !ABOVE.contains(&room.as_str())) {
        assert!(floor(room).is_some(), "src/{room} is on no floor: give it one here and in ARCHITECTURE.md");
    }
    for room in FLOORS.iter().copied().flatten() {
        assert!(rooms.iter().any(|known| known == room), "there is no src/{room} any more");
    }
}

/// The two texts about the source send nobody to a file that is not there: each path in them is one from the top, or the end of one.
#[test]
fn the_files_that_the_texts_name_are_there() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = top.join("src");
    let files = rust_files(&source);
    let is_there = |path: &str| match path.strip_prefix("src/") {
        Some(path) => source.join(path).exists(),
        None => files.iter().any(|file| file.ends_with(path)),
    };
    let mut named = 0;
    for text in ["SECURITY.md", "ARCHITECTURE.md"] {
        let content = fs::read_to_string(top.join(text)).unwrap();
        let quoted = content.split('`').skip(1).step_by(2);
        // Those of tests are not all published, and a name without its folder is one that stands beside the file named before.
        let paths = quoted.filter(|quoted| {
            quoted.starts_with("src/")
                || quoted.ends_with(".rs") && quoted.contains('/') && !quoted.starts_with("tests/")
        });
        for path in paths {
            assert!(is_there(path), "{text} names `{path}`, which is not there");
            named += 1;
        }
    }
    assert!(named > 80, "{named} paths were found: too few to be all");
}

#[test]
fn the_rule_is_one_that_can_be_broken() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let complaints = |place: &str, text: &str| -> Vec<(usize, String)> {
        let seen = imported_rooms(text, Path::new(place), &source);
        seen.into_iter()
            .filter_map(|(line, used)| Some((line, complaint(&room_of(Path::new(place)), &used)?)))
            .collect()
    };
    let lines = |place, text| complaints(place, text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();

    assert_eq!(
        lines("badge/check/mod.rs", "// One\n\nuse crate::json::Node;\nuse crate::verify::Policy;"),
        [4],
        "upward"
    );
    assert_eq!(lines("badge/profile.rs", "use crate::proof::Proof;"), [1], "sideways");
    assert_eq!(
        lines("report/check.rs", "use crate::{\n    json::{Node, Tree},\n    key::PublicKey,\n};"),
        [3],
        "in a group"
    );
    assert_eq!(lines("json/tree/mod.rs", "fn f() { crate::report::f(); }"), [1], "without `use`");
    assert_eq!(lines("key/error.rs", "use super::super::verify::Policy;"), [1], "through the roof");
    assert_eq!(lines("vc/mod.rs", "use super::issue::Issuer;"), [1], "next door");
    assert_eq!(lines("vc/mod.rs", "use crate::Verifier;"), [1], "through the façade");
    assert_eq!(
        lines("vc/mod.rs", "use crate::{Limits, json::Tree};"),
        [0usize; 0],
        "what stands below, through the façade"
    );
    assert_eq!(lines("vc/mod.rs", "use crate::nowhere::Policy;"), [1], "nowhere");

    let fine = "//! See [`crate::verify`].\nuse crate::badge::Profile; // not crate::verify\nuse super::Policy;\nlet text = \"crate::ops\";";
    assert_eq!(complaints("verify/policy.rs", fine), []);
    assert_eq!(lines("trust/skeleton.rs", "use crate::trust::Binding;\nuse super::super::resolve::Need;"), [0usize; 0]);
    let said = &complaints("badge/mod.rs", "use crate::ops;")[0].1;
    assert!(said.contains("`badge`") && said.contains("`ops`"), "{said}");
}

fn complaint(room: &str, used: &str) -> Option<String> {
    match (floor(room), floor(used)) {
        _ if room == used => None,
        (_, None) => Some(format!("there is no room `{used}`, and the façade does not name the one that it lives in")),
        (Some(own), Some(other)) if other < own => None,
        (Some(own), Some(other)) if other == own => Some(format!("`{room}` leans on its neighbour `{used}`")),
        _ => Some(format!("`{room}` leans on `{used}`, which stands above it")),
    }
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The outermost folder, or the file without its ending.
fn room_of(place: &Path) -> String {
    let first = place.iter().next().unwrap().to_str().unwrap();
    match ABOVE.contains(&first) {
        true => first.to_owned(),
        false => first.trim_end_matches(".rs").to_owned(),
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(rust_files(&path)),
            false => files.extend(path.extension().is_some_and(|ending| ending == "rs").then_some(path)),
        }
    }
    files.sort();
    files
}

/// The rooms that a file names, with the line of each: after `crate::`, and after enough `super::` to leave the room.
fn imported_rooms(text: &str, place: &Path, source: &Path) -> Vec<(usize, String)> {
    let code = without_comments_and_strings(text);
    let line = |at: usize| code[..at].matches('\n').count() + 1;
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = at + "crate::".len();
        let names = match code[rest..].starts_with('{') {
            true => heads_of_group(&code[rest..]),
            false => vec![(0, name_at(&code[rest..]))],
        };
        found.extend(names.into_iter().map(|(offset, name)| (line(rest + offset), behind_the_facade(name, source))));
    }
    let depth = match place.file_name().is_some_and(|name| name == "mod.rs") {
        true => place.iter().count() - 1,
        false => place.iter().count(),
    };
    let way_out = "super::".repeat(depth);
    for (at, _) in code.match_indices(&way_out) {
        let name = name_at(&code[at + way_out.len()..]);
        let is_inner =
            |room: &str| source.join(room).join(format!("{name}.rs")).exists() || source.join(room).join(name).exists();
        if floor(name).is_some() && !code[..at].ends_with("super::") && !is_inner(&room_of(place)) {
            found.push((line(at), name.to_owned()));
        }
    }
    found
}

/// The room that a name of the façade (`pub use room::{Name, Other};` in `lib.rs`) comes from; any other name as it is.
fn behind_the_facade(name: &str, source: &Path) -> String {
    let facade = fs::read_to_string(source.join("lib.rs")).unwrap();
    let exports = facade.split(';').filter_map(|item| item.trim().strip_prefix("pub use ")?.split_once("::"));
    let words = |names: &str| names.split(|character: char| !character.is_alphanumeric()).any(|word| word == name);
    exports.into_iter().find(|(_, names)| words(names)).map_or(name, |(room, _)| room).to_owned()
}

/// The first names of the paths in `{a, b::c, d::{e, f}}`, with their offsets.
fn heads_of_group(text: &str) -> Vec<(usize, &str)> {
    let mut heads = Vec::new();
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && (character == '{' || character == ',') {
            let blank = text[at + 1..].len() - text[at + 1..].trim_start().len();
            let start = at + 1 + blank;
            heads.extend(Some((start, name_at(&text[start..]))).filter(|(_, name)| !name.is_empty()));
        }
    }
    heads
}

fn name_at(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(text.len());
    &text[..end]
}

/// The same text with blanks in place of comments and of what stands in quotes, line by line as it was.
fn without_comments_and_strings(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let mut quoted = false;
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '/' if !quoted && characters.peek() == Some(&'/') => break,
                '\\' if quoted => drop(characters.next()),
                '\'' if !quoted && characters.peek() == Some(&'"') => drop(characters.next()),
                '"' => quoted = !quoted,
                _ if quoted => {}
                _ => code.push(character),
            }
        }
        code.push('\n');
    }
    code
}
