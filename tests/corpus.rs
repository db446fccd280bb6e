//! Every signed file of the corpora of 1EdTech and the Digital Credentials Consortium, whatever it is secured with.
//!
//! The corpus says of each file what its publisher expects, and what an independent verifier in JavaScript made of its
//! signature. Both are held against what is found here; where more is asked here, the table says why.
//!
//! Set `MICROCRED_CORPUS` to run it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::Limits;
use microcred::codec::base64url;
use microcred::json::{Node, Object, Tree, Value};
use microcred::report::{Group, Outcome, Status};
use microcred::resolve::{Answer, Found, Need, NeedKind, Offline, Resolver};
use microcred::verify::{Policy, Verification};
use std::collections::BTreeMap;
use std::path::Path;

/// Signed, and left out of the index of the corpus.
const NOT_INDEXED: &str = "1edtech-validator/inspector-vc/ob30/endorsement-err-schema-status-refresh.json";

/// What is found here, file by file: the status of `proof.signature`; outcome, trust and first cause under the strict
/// policy offline, under the strict policy with the documents that the issuers should have published, and under the
/// lenient policy with those; and why that differs from what is stated, where it does.
const FOUND: &str = include_str!("corpus.tsv");

#[test]
fn every_signed_file() {
    let Some(corpus) = support::corpus() else { return };
    let known: BTreeMap<&str, Vec<&str>> = FOUND
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(path, rest)| (path, rest.split('\t').collect()))
        .collect();
    let rows = rows(&corpus);
    assert_eq!(rows.len(), known.len());
    let mut summary = BTreeMap::new();
    let mut others = Vec::new();
    for row in &rows {
        let [signature, offline, strict, lenient, reason] = known[row.path.as_str()][..] else {
            panic!("{}", row.path)
        };
        let text = std::fs::read(corpus.join(&row.path)).unwrap();
        let claimed = Claimed::by(&corpus, &text);
        let verifier = support::verifier();
        let without = said(&verifier.verify(&text, &Offline));
        let verification = verifier.verify(&text, &claimed);
        let status = status_of_signature(&verification);
        let leniently = verifier.clone().with_policy(Policy::lenient()).verify(&text, &claimed);
        let found = [status, &without, &said(&verification), &said(&leniently)].join("\t");
        if found != [signature, offline, strict, lenient].join("\t") {
            others.push(format!("{}\t{found}", row.path));
        }
        row.hold_against(&verification, reason);
        let kind = reason.split(':').next().unwrap();
        *summary.entry(if kind.is_empty() { "as stated" } else { kind }).or_insert(0) += 1;
        *summary.entry(verification.outcome.as_str()).or_insert(0) += 1;
    }
    println!("{} signed files: {summary:?}", rows.len());
    assert!(others.is_empty(), "the table has something else:\n{}", others.join("\n"));
}

/// The issuer of this one has no DID document.
#[test]
fn a_did_that_leads_nowhere() {
    let Some(text) = support::read("dcc-verifier-core/v2_didWeb_v2WithBadDidWeb.json") else { return };
    struct Nowhere;
    impl Resolver for Nowhere {
        fn resolve(&self, _: &Need) -> Answer {
            Answer::NotFound
        }
    }
    let verification = support::verifier().with_policy(Policy::lenient()).verify(&text, &Nowhere);
    assert_eq!(said(&verification), "indeterminate none proof.vm.unresolved");
}

/// Outcome, trust and first cause.
fn said(verification: &Verification) -> String {
    let cause = verification.primary.as_ref().map_or("-", |primary| primary.code.as_str());
    format!("{} {} {cause}", verification.outcome.as_str(), verification.trust.as_str())
}

fn status_of_signature(verification: &Verification) -> &'static str {
    verification.check("proof.signature").map_or("none", |check| check.status.as_str())
}

/// A line of the index.
struct Row {
    path: String,
    stated: String,
    signatures: String,
}

impl Row {
    /// What was found is what the publisher and the independent verifier say, or there is a reason.
    fn hold_against(&self, verification: &Verification, reason: &str) {
        let Self { path, stated, signatures } = self;
        let holds = verification.check("proof.signature").is_some_and(|check| check.status == Status::Pass);
        if signatures.contains("sig=OK") {
            assert!(holds, "{path}: an independent verifier says that a signature holds");
        }
        if signatures.contains("sig=FAIL") || signatures.contains("no-offline-key") && !signatures.contains("sig=OK") {
            assert!(!holds, "{path}: an independent verifier says that no signature holds");
        }
        if signatures.contains("UNSAFE") {
            assert_eq!(verification.outcome, Outcome::Invalid, "{path}");
            let group = verification.primary.as_ref().map(|primary| primary.code.group());
            assert!(matches!(group, Some(Group::Context | Group::Format)), "{path}");
        }
        let refused =
            ["invalid", "tampered", "must be rejected", "1 error"].iter().any(|word| stated.starts_with(word));
        let accepted = ["valid", "warning", "Context", "test @Disabled"].iter().any(|word| stated.starts_with(word));
        if refused {
            assert_ne!(verification.outcome, Outcome::Valid, "{path}");
            let said = verification.outcome == Outcome::Invalid || reason.starts_with("never valid");
            assert!(said, "{path} is stated to be invalid");
        }
        if accepted {
            assert!(verification.outcome == Outcome::Valid || !reason.is_empty(), "{path} is stated to be valid");
        }
        if reason.starts_with("stricter") {
            assert!(!refused && verification.outcome == Outcome::Invalid, "{path}");
        }
    }
}

fn rows(corpus: &Path) -> Vec<Row> {
    let index = std::fs::read_to_string(corpus.join("CORPUS.tsv")).unwrap();
    let mut rows: Vec<Row> = index
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|columns| columns[1].starts_with("file+") && columns[5] != "none")
        .filter(|columns| !columns[0].contains("/ob20/"))
        .map(|columns| Row {
            path: columns[0].to_owned(),
            stated: columns[9].to_owned(),
            signatures: columns[10].to_owned(),
        })
        .collect();
    rows.push(Row { path: NOT_INDEXED.to_owned(), stated: "invalid".to_owned(), signatures: "sig=FAIL".to_owned() });
    rows
}

/// Answers with the documents that the issuers of the corpus never published: each lists the keys that the proofs of
/// the file claim for it in their fragments, each key set the key that the token carries in its header.
struct Claimed {
    methods: Vec<String>,
    key: Option<Value>,
    /// The status lists of the corpus, each under the end of its URL.
    lists: Vec<(&'static str, Vec<u8>)>,
}

/// The status lists that publishers of the corpus have put beside their credentials.
const LISTS: [(&str, &str); 2] = [
    ("/ob30/bit-string-list/testlist", "1edtech-validator/inspector-vc/ob30/bit-string-list/testlist"),
    ("/status/e5WK8CbZ1GjycuPombrj", "dcc-verifier-core/status-e5WK8CbZ1GjycuPombrj.json"),
];

impl Claimed {
    fn by(corpus: &Path, text: &[u8]) -> Self {
        let lists = LISTS.map(|(url, path)| (url, std::fs::read(corpus.join(path)).unwrap())).to_vec();
        let token = std::str::from_utf8(text).ok().and_then(|text| text.split_once('.')).filter(|_| text[0] != b'{');
        if let Some((header, _)) = token {
            let header = support::json(&String::from_utf8(base64url::decode(header).unwrap()).unwrap());
            return Self { methods: Vec::new(), key: header.get("jwk").cloned(), lists };
        }
        let mut methods = Vec::new();
        for text in [text].into_iter().chain(lists.iter().map(|(_, list)| list.as_slice())) {
            let tree = Tree::parse_bytes(text, &Limits::default()).unwrap();
            let proofs = tree.root().get("proof").into_iter().flat_map(Node::each);
            let named = proofs.filter_map(|proof| proof.get("verificationMethod").and_then(Node::as_str));
            methods.extend(named.map(str::to_owned));
        }
        Self { methods, key: None, lists }
    }

    fn key_set(&self, need: &Need) -> Answer {
        let Some(key) = &self.key else { return Answer::NotFound };
        let set = Object::new().with_all("keys", [key.clone()]);
        Answer::found(Found::supplied(need.url.as_str(), Value::from(set).to_string()))
    }
}

impl Resolver for Claimed {
    fn resolve(&self, need: &Need) -> Answer {
        match need.kind {
            NeedKind::KeySet => return self.key_set(need),
            NeedKind::StatusList => {
                let list = self.lists.iter().find(|(url, _)| need.url.ends_with(url));
                let found =
                    |(_, list): &(_, Vec<u8>)| Answer::found(Found::supplied(need.url.as_str(), list.as_slice()));
                return list.map_or(Answer::NotFound, found);
            }
            _ => {}
        }
        let claimed = self.methods.iter().filter_map(|method| {
            let key = method.strip_prefix(&need.subject)?.strip_prefix("#z")?;
            Some((method.as_str(), key))
        });
        let methods: Vec<Object> = claimed
            .map(|(method, key)| {
                Object::new()
                    .with("id", method)
                    .with("type", "Multikey")
                    .with("controller", need.subject.as_str())
                    .with("publicKeyMultibase", format!("z{key}"))
            })
            .collect();
        if methods.is_empty() {
            return Answer::NotFound;
        }
        let document = Object::new()
            .with("id", need.subject.as_str())
            .with_all("assertionMethod", methods.iter().filter_map(|method| method.get("id").cloned()))
            .with_all("verificationMethod", methods.iter().cloned());
        Answer::found(Found::supplied(need.url.as_str(), Value::from(document).to_string()))
    }
}
