//! What a credential points to and fixes by digest
//! ([Integrity of Related Resources](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources)).

use crate::codec::integrity::{Algorithm, Digest};
use crate::codec::{hex, iri};
use crate::json::Node;
use crate::report::{Finding, Findings, code};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Everything that is not as it must be about the related resources of a credential, and which of them could not be compared.
///
/// A resource is compared with the bodies that have been published under its URL, as far as they are known here, and with the
/// digests that `at_hand` gives for it.
pub(crate) fn check(root: Node<'_>, at_hand: impl Fn(&str) -> Vec<Digest>) -> Findings {
    let mut findings = Findings::new();
    let Some(member) = root.get("relatedResource") else { return findings };
    let mut seen = HashSet::new();
    // What is known of each document, so that naming it once more costs nothing more.
    let mut documents = HashMap::new();
    if member.each().next().is_none() {
        findings.push(malformed(member, "leave the member out where there is nothing to name"));
    }
    for resource in member.each() {
        let Some(id) = resource.get("id").and_then(Node::as_str).filter(|id| iri::is_absolute(id)) else {
            findings.push(malformed(resource, "write an object with the URL of the resource as its `id`"));
            continue;
        };
        if !seen.insert(id) {
            findings.push(malformed(resource, "it is named before; name each resource once"));
        }
        // The digest is that of the document, whichever part of it is meant.
        let document = id.split('#').next().unwrap_or(id);
        let known = documents.entry(document).or_insert_with(|| known(document, &at_hand));
        match claims(resource) {
            Ok(claims) if claims.is_empty() => {
                findings.push(malformed(resource, "add its `digestSRI` or its `digestMultibase`"));
            }
            Ok(claims) => findings.extend(compare(&claims, known)),
            Err(finding) => findings.push(finding),
        }
    }
    findings
}

/// What is the matter with the digests that an object gives of the resource it names, the bytes of which are at hand.
pub(crate) fn compare_bytes(object: Node<'_>, bytes: &[u8]) -> Findings {
    let digests = Algorithm::ALL.map(|algorithm| Digest::of(algorithm, bytes));
    match claims(object) {
        Ok(claims) => compare(&claims, &digests),
        Err(finding) => Findings::from_iter([finding]),
    }
}

/// What a member claims: the digests any one of which is to match.
struct Claim<'t> {
    at: Node<'t>,
    digests: Vec<Digest>,
}

fn claims(object: Node<'_>) -> Result<Vec<Claim<'_>>, Finding> {
    let mut claims = Vec::new();
    for at in object.get("digestSRI").into_iter().flat_map(Node::each) {
        let digests = at.as_str().and_then(|text| Digest::from_integrity(text).ok());
        let detail = "write it as Subresource Integrity does: sha384- and the digest in base64";
        claims.push(Claim { at, digests: digests.ok_or_else(|| malformed(at, detail))? });
    }
    for at in object.get("digestMultibase").into_iter().flat_map(Node::each) {
        let digest = at.as_str().and_then(|text| Digest::from_multibase(text).ok());
        let detail = "write a multihash of SHA-2 in base58btc or base64url, with the prefix of multibase";
        claims.push(Claim { at, digests: vec![digest.ok_or_else(|| malformed(at, detail))?] });
    }
    Ok(claims)
}

fn compare(claims: &[Claim<'_>], known: &[Digest]) -> Findings {
    let judge = |claim: &Claim<'_>| {
        let comparable = |digest: &&Digest| known.iter().any(|known| known.algorithm() == digest.algorithm());
        let code = match claim.digests.iter().find(comparable) {
            Some(_) if claim.digests.iter().any(|digest| known.contains(digest)) => return None,
            Some(_) => code::resource::DIGEST_MISMATCH,
            None => code::resource::UNCHECKED,
        };
        Some(Finding::new(code, claim.at.path(), ""))
    };
    claims.iter().filter_map(judge).collect()
}

fn known(url: &str, at_hand: impl Fn(&str) -> Vec<Digest>) -> Vec<Digest> {
    let mut known = at_hand(url);
    known.extend(PUBLISHED.get(url).into_iter().flatten().cloned());
    known
}

fn malformed(at: Node<'_>, detail: &str) -> Finding {
    Finding::new(code::resource::MALFORMED, at.path(), detail)
}

const DIGESTS: &str = include_str!("../../vocab/contexts/digests.tsv");

/// The digests of all bodies that have been published, by URL.
static PUBLISHED: LazyLock<HashMap<&'static str, Vec<Digest>>> = LazyLock::new(|| {
    let mut published: HashMap<_, Vec<Digest>> = HashMap::new();
    let rows = DIGESTS.lines().filter(|line| !line.starts_with('#')).skip(1);
    for row in rows.map(|line| line.split('\t').collect::<Vec<_>>()) {
        // The table is part of the build, and a test reads every line of it.
        let [url, algorithm, digest, ..] = row[..] else { continue };
        let bytes = hex::decode(digest).ok();
        let digest = Algorithm::from_name(algorithm).zip(bytes).map(|(name, bytes)| Digest::from_bytes(name, bytes));
        published.entry(url).or_default().extend(digest.and_then(Result::ok));
    }
    published
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;
    use crate::report::Code;

    fn found(resources: &str) -> Vec<Code> {
        let document = format!(r#"{{"relatedResource": {resources}}}"#);
        let tree = Tree::parse(&document, &Limits::default()).unwrap();
        let mine = |url: &str| match url {
            "https://a.example/" => vec![Digest::of(Algorithm::Sha256, "abc")],
            _ => Vec::new(),
        };
        check(tree.root(), mine).iter().map(|finding| finding.code).collect()
    }

    const V2: &str = "https://www.w3.org/ns/credentials/v2";

    /// The digests that the W3C's suite for the data model calls right, of the context as it was in July 2024, and that of
    /// the file as it is published.
    #[test]
    fn both_bodies_of_the_data_model_are_known() {
        for (member, digest) in [
            ("digestSRI", "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg"),
            ("digestMultibase", "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k"),
            ("digestSRI", "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ="),
        ] {
            assert_eq!(found(&format!(r#"[{{"id": "{V2}", "{member}": "{digest}"}}]"#)), [], "{digest}");
        }
    }

    #[test]
    fn other_digests_are_refused_and_unknown_resources_said_so() {
        let other = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        let multihash = "zQmZTRrQNo8w9Ufe1yVUTXTYBvCdTvR9CzXYnpLTbTt4bRi";
        for (url, code) in [
            (V2, Some(code::resource::DIGEST_MISMATCH)),
            ("https://b.example/", Some(code::resource::UNCHECKED)),
            ("https://a.example/", None),
        ] {
            let expected: Vec<Code> = code.into_iter().collect();
            assert_eq!(found(&format!(r#"{{"id": "{url}", "digestSRI": "{other}"}}"#)), expected, "{url}");
        }
        // One that matches does not make up for one that does not.
        let both =
            format!(r#"{{"id": "https://a.example/", "digestSRI": "{other}", "digestMultibase": "{multihash}"}}"#);
        assert_eq!(found(&both), [code::resource::DIGEST_MISMATCH]);
    }

    #[test]
    fn what_has_no_id_or_no_digest_is_malformed() {
        let digest = r#""digestMultibase": "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k""#;
        for wrong in [
            r#""https://b.example/""#.to_owned(),
            r#"["https://b.example/"]"#.to_owned(),
            "[]".to_owned(),
            r#"{"id": "https://b.example/"}"#.to_owned(),
            format!("{{{digest}}}"),
            format!(r#"{{"id": "b", {digest}}}"#),
            r#"{"id": "https://b.example/", "digestSRI": 7}"#.to_owned(),
            r#"{"id": "https://b.example/", "digestSRI": "md5-AAAA"}"#.to_owned(),
            r#"{"id": "https://b.example/", "digestMultibase": "sha256-AAAA"}"#.to_owned(),
        ] {
            assert_eq!(found(&wrong), [code::resource::MALFORMED], "{wrong}");
        }
        let twice = format!(r#"[{{"id": "{V2}", {digest}}}, {{"id": "{V2}", {digest}}}]"#);
        assert_eq!(found(&twice), [code::resource::MALFORMED]);
        let asked = std::cell::Cell::new(0);
        let tree = Tree::parse(&format!(r#"{{"relatedResource": {twice}}}"#), &Limits::default()).unwrap();
        let _ = check(tree.root(), |_| {
            asked.set(asked.get() + 1);
            Vec::new()
        });
        assert_eq!(asked.get(), 1, "its digests are not worked out again");
    }

    /// Every bundled context is in the table with all three digests of its bytes, and with what else is accepted.
    #[test]
    fn the_table_fits_the_files() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vocab/contexts/");
        let index = std::fs::read_to_string(format!("{folder}index.json")).unwrap();
        let index = Tree::parse(&index, &Limits::default()).unwrap();
        let mut rows = 0;
        for entry in index.root().items() {
            let text = |name: &str| entry.get(name).and_then(Node::as_str).unwrap();
            let bytes = std::fs::read(format!("{folder}{}", text("file"))).unwrap();
            let aliases = entry.get("aliases").into_iter().flat_map(Node::each).filter_map(Node::as_str);
            for url in aliases.chain([text("url")]) {
                let known = &PUBLISHED[url];
                assert!(Algorithm::ALL.iter().all(|name| known.contains(&Digest::of(*name, &bytes))), "{url}");
                for accepted in entry.get("accepted").into_iter().flat_map(Node::each).filter_map(Node::as_str) {
                    let digest = Digest::from_bytes(Algorithm::Sha256, hex::decode(accepted).unwrap()).unwrap();
                    assert!(known.contains(&digest), "{url}: {accepted}");
                    rows += 1;
                }
                rows += 3;
            }
        }
        // And three of the earlier body of VC Data Model 2.0, which is not kept here.
        assert_eq!(PUBLISHED.values().map(Vec::len).sum::<usize>(), rows + 3);
        assert_eq!(DIGESTS.lines().filter(|line| !line.starts_with('#')).count(), rows + 4);
    }
}
