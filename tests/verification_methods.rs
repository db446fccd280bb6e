//! Every verification method that a proof in the corpus names is followed as far as it goes offline, and none further.
//!
//! The corpus is not part of the package: set `MICROCRED_CORPUS` to run it.

#![allow(clippy::unwrap_used, clippy::panic)]

use microcred::Limits;
use microcred::json::{Node, Tree};
use microcred::report::code;
use microcred::resolve::{Offline, Plan, Purpose, Resolver, Source, interpret, plan};
use microcred::trust::{Bond, bind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn verification_methods_of_the_corpus() {
    let Some(corpus) = std::env::var_os("MICROCRED_CORPUS") else {
        println!("skipped: MICROCRED_CORPUS is not set");
        return;
    };
    let mut urls = BTreeSet::new();
    collect(Path::new(&corpus), &mut urls);

    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for url in &urls {
        *ends.entry(follow(url)).or_default() += 1;
    }
    let expected = [
        ("key in the DID", 14),
        ("key claimed by a fragment", 17),
        (code::proof::VM_UNRESOLVED.as_str(), 9),
        (code::proof::DID_METHOD_UNSUPPORTED.as_str(), 1),
        (code::proof::VM_MALFORMED.as_str(), 2),
    ];
    assert_eq!(ends, expected.map(|(end, count)| (end.to_owned(), count)).into());
}

/// Where a verification method leads without any document, and that it binds no issuer but a DID that is its own key.
fn follow(url: &str) -> String {
    let found = plan(url).and_then(|plan| match plan {
        Plan::Immediate(method) => Ok(method),
        Plan::Needs(need) => interpret(url, &Offline.resolve(&need), Purpose::AssertionMethod),
    });
    let method = match found {
        Ok(method) => method,
        Err(refusal) => return refusal.code.as_str().to_owned(),
    };
    let place = match method.source() {
        Source::Did => "in the DID",
        Source::Fragment(_) => "claimed by a fragment",
        other => panic!("{url} was found without a document: {other:?}"),
    };
    let bound = matches!(bind(method.controller(), &method), Ok(Bond::Bound(_)));
    assert_eq!(bound, method.source() == &Source::Did && method.key().is_ok(), "{url}");
    assert!(bind("https://elsewhere.example/", &method).is_err(), "{url}");
    match method.key() {
        Ok(_) => format!("key {place}"),
        Err(_) => format!("key of another kind {place}"),
    }
}

/// The `verificationMethod` of every object that holds a signature too, in every JSON file.
fn collect(directory: &Path, urls: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, urls);
        } else if path.extension().is_some_and(|extension| extension == "json")
            && let Ok(tree) = Tree::parse_bytes(&std::fs::read(&path).unwrap(), &Limits::default())
        {
            collect_below(tree.root(), urls);
        }
    }
}

fn collect_below(node: Node<'_>, urls: &mut BTreeSet<String>) {
    if node.get("proofValue").or(node.get("jws")).is_some()
        && let Some(url) = node.get("verificationMethod").and_then(Node::as_str)
    {
        urls.insert(url.to_owned());
    }
    node.items().chain(node.members().map(|(_, value)| value)).for_each(|inner| collect_below(inner, urls));
}
