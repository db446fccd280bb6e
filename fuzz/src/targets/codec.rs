//! Bytes as text and back: each text has one value and each value one text.

use super::text;
use crate::Target;
use crate::mutate::Shape;
use crate::seeds::Seeds;
use microcred::codec::integrity::Digest;
use microcred::codec::{base58, base64, base64url, hex, iri, multibase};

pub const TARGET: Target = Target { name: "codec", shape: Shape::Bytes, longest: 2 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    // No base58 that stands in a credential is longer than 2,048 characters, and longer ones are refused.
    let short = &data[..data.len().min(1_024)];
    assert_eq!(base58::decode(&base58::encode(short)).as_deref(), Ok(short));
    assert_eq!(base64::decode(&base64::encode(data)).as_deref(), Ok(data));
    assert_eq!(base64url::decode(&base64url::encode(data)).as_deref(), Ok(data));
    assert_eq!(hex::decode(&hex::encode(data)).as_deref(), Ok(data));
    assert_eq!(multibase::decode(&multibase::base58btc(short)).as_deref(), Ok(short));
    let Some(text) = text(data) else { return };
    if let Ok(bytes) = base58::decode(text) {
        assert_eq!(base58::encode(&bytes), text);
    }
    if let Ok(bytes) = base64::decode(text) {
        assert_eq!(base64::encode(&bytes).trim_end_matches('='), text.trim_end_matches('='));
    }
    if let Ok(bytes) = base64url::decode(text) {
        assert_eq!(base64url::encode(&bytes), text);
    }
    if let Ok(bytes) = hex::decode(text) {
        assert_eq!(hex::encode(&bytes), text.to_lowercase());
    }
    if let Ok(bytes) = multibase::decode(text) {
        let again = match text.starts_with('z') {
            true => multibase::base58btc(&bytes),
            false => format!("u{}", base64url::encode(&bytes)),
        };
        assert_eq!(again, text);
    }
    if let Ok(digests) = Digest::from_integrity(text) {
        assert!(!digests.is_empty());
        digests.iter().for_each(|digest| assert!(!digest.is_of(data)));
    }
    let _ = Digest::from_multibase(text).map(|digest| digest.algorithm());
    if let Some((scheme, rest)) = iri::split_scheme(text) {
        assert_eq!(format!("{scheme}:{rest}"), text);
    }
    assert!(!iri::is_absolute(text) || iri::is_made_of_iri_characters(text) && text.contains(':'));
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(["sha256-", "sha384-", "sha512-", "z", "u", "==", "https://", "urn:", "?ct=", "%41"]);
    for text in [
        "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "uZm9v",
        "Zm9vYg==",
        "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        "https://vet.example/a%20b?c#d",
        "00ff",
    ] {
        seeds.add(text);
    }
}
