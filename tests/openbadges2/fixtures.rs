//! The fixtures of the public validator of 1EdTech, each with the outcome that its tests state.

use crate::support;
use microcred::Limits;
use microcred::json::{Node, Tree};
use microcred::openbadges2::{self, Issuer, Kind};
use microcred::report::{Finding, Outcome, Status};
use microcred::resolve::{Answer, Found, Need, Resolver};
use microcred::verify::Verification;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const FOLDER: &str = "1edtech-validator/inspector-vc/ob20";

/// File; what the tests of its publisher state; what is found here; why that differs, where it does. An assertion is
/// verified with the documents that stand beside it; of anything else, its form is checked, and that of the issuer it names.
const TABLE: &str = include_str!("fixtures.tsv");

#[test]
fn every_fixture_has_its_stated_outcome() {
    let Some(corpus) = support::corpus() else { return };
    let folder = corpus.join(FOLDER);
    let (mut others, mut disagreeing) = (Vec::new(), Vec::new());
    let mut files: Vec<String> = Vec::new();
    for line in TABLE.lines().skip(1) {
        let [file, stated, expected, why] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        files.push(file.to_owned());
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let found = found(&folder, &bytes);
        if found != expected {
            others.push(format!("{file}\t{stated}\t{found}\t{why}"));
        }
        let agrees = match stated {
            "valid" => found.starts_with("valid"),
            "warning" => found.starts_with("valid") && found.contains("warns"),
            _ => found.starts_with("invalid"),
        };
        if agrees != why.is_empty() {
            disagreeing.push(format!("{file} is stated to be {stated}, and was found {found}"));
        }
    }
    assert!(others.is_empty(), "the table has something else:\n{}", others.join("\n"));
    assert!(disagreeing.is_empty(), "{}", disagreeing.join("\n"));
    // Every file that stands at the top is in the table.
    for entry in ["", "rdf-validation"].iter().flat_map(|inner| std::fs::read_dir(folder.join(inner)).unwrap()) {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        assert!(path.is_dir() || files.contains(&name), "{name} is not in the table");
    }
    println!("{} fixtures of Open Badges 2.0", files.len());
}

fn found(folder: &Path, bytes: &[u8]) -> String {
    let tree = Tree::parse_bytes(bytes, &Limits::default()).ok();
    let is_other = |tree: &Tree| tree.root().get("type").is_some() && !may_be_assertion(tree.root());
    match tree.filter(is_other) {
        Some(tree) => form(folder, tree.root()),
        None => said(&support::verifier().verify(bytes, &Beside::new(folder, bytes))),
    }
}

fn may_be_assertion(root: Node<'_>) -> bool {
    root.get("recipient").is_some()
}

/// The form of a document, and that of the issuer that a badge class names.
fn form(folder: &Path, root: Node<'_>) -> String {
    let mut findings: Vec<Finding> = openbadges2::check(root).into_iter().collect();
    if let (Some(Kind::BadgeClass), Some(id)) = (Kind::of(root), root.get("issuer").and_then(Node::as_str)) {
        let bytes = std::fs::read(beside(folder, id).unwrap()).unwrap();
        let issuer = Tree::parse_bytes(&bytes, &Limits::default()).unwrap();
        findings.extend(Issuer::read(issuer.root()).map_or_else(|found| found, |(_, found)| found));
    }
    match findings.first() {
        None => "valid".to_owned(),
        Some(first) => format!("invalid {}", first.code),
    }
}

/// Outcome, trust, first cause, and what is warned of.
fn said(verification: &Verification) -> String {
    let cause = verification.primary.as_ref().map_or("-", |primary| primary.code.as_str());
    let mut warned: Vec<_> = verification
        .checks
        .iter()
        .filter(|check| check.status == Status::Warn)
        .filter_map(|check| check.code())
        .map(|code| code.as_str())
        .collect();
    warned.sort_unstable();
    warned.dedup();
    let warned = if warned.is_empty() { String::new() } else { format!(", warns {}", warned.join(" ")) };
    assert_eq!(verification.outcome == Outcome::Valid, verification.accept::<openbadges2::OpenBadge>().is_ok());
    format!("{} {} {cause}{warned}", verification.outcome.as_str(), verification.trust.as_str())
}

/// The file of an address, as the publisher's own tests find it.
fn beside(folder: &Path, url: &str) -> Option<PathBuf> {
    let (_, rest) = url.split_once("://")?;
    let path = rest.strip_prefix("example.org/").or_else(|| rest.strip_prefix("www.example.org/"))?;
    Some(folder.join("assets").join(path)).filter(|file| file.is_file())
}

/// The documents beside a fixture. What says that it lives at an address without a file is found there once it was served.
struct Beside {
    folder: PathBuf,
    served: Mutex<Vec<(String, Vec<u8>)>>,
}

impl Beside {
    fn new(folder: &Path, fixture: &[u8]) -> Self {
        let beside = Self { folder: folder.to_owned(), served: Mutex::default() };
        beside.serve(fixture);
        // A fixture in an image is hosted as what is in it.
        if let Ok(carried) = microcred::bake::extract(fixture, &Limits::default()) {
            beside.serve(carried.credential());
        }
        beside
    }

    fn serve(&self, bytes: &[u8]) {
        let tree = Tree::parse_bytes(bytes, &Limits::default()).ok();
        let id = tree.as_ref().and_then(|tree| tree.root().get("id")?.as_str().map(str::to_owned));
        if let Some(id) = id {
            self.served.lock().unwrap().push((id, bytes.to_vec()));
        }
    }
}

impl Resolver for Beside {
    fn resolve(&self, need: &Need) -> Answer {
        let by_file = beside(&self.folder, &need.subject).and_then(|file| std::fs::read(file).ok());
        if let Some(bytes) = by_file {
            self.serve(&bytes);
            return Answer::found(Found::supplied(&need.url, bytes));
        }
        let served = self.served.lock().unwrap();
        match served.iter().rev().find(|(id, _)| *id == need.subject) {
            Some((_, bytes)) => Answer::found(Found::supplied(&need.url, bytes.clone())),
            None => Answer::unavailable("it stands beside no fixture"),
        }
    }
}
