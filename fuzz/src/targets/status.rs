//! Status lists: encoded as one finds them, compressed by whoever likes, and the entries that point into them.

use super::{text, value};
use crate::Target;
use crate::material;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use microcred::Limits;
use microcred::codec::{base64, base64url};
use microcred::json::{Tree, Value};
use microcred::status::{Bitstring, Encoding, RevocationList, StatusEntry, StatusList, look_up};

pub const TARGET: Target = Target { name: "status", shape: Shape::Bytes, longest: 16 * 1024, hold, seeds };

/// More bytes than this are not decompressed.
const MOST: usize = 1 << 20;

fn hold(data: &[u8]) {
    // As compressed bytes, in each encoding; and as text that may be in one.
    both(&format!("u{}", base64url::encode(data)), Encoding::Multibase);
    both(&base64::encode(data), Encoding::Base64);
    if let Some(text) = text(data) {
        both(text, Encoding::Multibase);
        both(text, Encoding::Base64);
        documents(text);
    }
    // As the bits themselves.
    for size in [1, 2, 3, 8, 32] {
        let list = Bitstring::from_bytes(data.to_vec(), size).expect("a size that is allowed");
        let encoded = list.encode().expect("what is in memory is compressed");
        assert_eq!(Bitstring::decode(&encoded, size, MOST), Ok(list.clone()));
        let set: Vec<(usize, u32)> = list.set_entries().take(4).collect();
        set.iter().for_each(|(index, value)| assert_eq!(list.value(*index), Some(*value)));
        assert_eq!(list.count_set(), list.set_entries().count());
    }
}

/// Looking one entry up says the same as decoding all of it.
fn both(encoded: &str, encoding: Encoding) {
    for (size, index) in [(1, 0), (1, 94_567), (2, 3), (7, 1), (32, 2), (0, 0), (33, 0), (1, u64::MAX)] {
        let found = look_up(encoded, encoding, size, index, MOST);
        let decoded = Bitstring::decode_as(encoded, encoding, size, MOST);
        match decoded.and_then(|list| list.look_up(size, index)) {
            Ok(whole) => assert_eq!(found, Ok(whole)),
            Err(error) => assert_eq!(found, Err(error)),
        }
    }
}

fn documents(text: &str) {
    let Ok(tree) = Tree::parse(text, &Limits::default()) else { return };
    let root = tree.root();
    if let Ok(entry) = StatusEntry::read(root) {
        let _ = (entry.list(), entry.departures(root).len(), format!("{entry:?}"));
        if let StatusEntry::Bitstring(entry) = entry {
            let written = Value::from(entry.to_json()).to_string();
            let tree = Tree::parse(&written, &Limits::default()).expect("what was written is JSON");
            assert_eq!(StatusEntry::read(tree.root()), Ok(StatusEntry::Bitstring(entry)));
        }
    }
    if let Ok(list) = StatusList::read(root) {
        let _ = list.look_up(1, 94_567, MOST);
    }
    if let Ok(list) = RevocationList::read(root) {
        let written = Value::from(list.to_json()).to_string();
        let tree = Tree::parse(&written, &Limits::default()).expect("what was written is JSON");
        assert_eq!(RevocationList::read(tree.root()), Ok(list));
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().filter(|word| word.len() < 30).cloned());
    for size in [1, 2, 8] {
        let mut list = Bitstring::smallest(size).expect("a list of bits");
        list.set(94_567, 1).expect("a place in it");
        let encoded = list.encode().expect("a list that is compressed");
        seeds.add(base64url::decode(&encoded[1..]).expect("what was encoded"));
        seeds.add(encoded);
    }
    for file in files(&["json"]) {
        let Some(document) = text(&file).and_then(value) else { continue };
        if let Some(entry) = document.get("credentialStatus") {
            seeds.add(entry.to_string());
        }
        let subject = document.get("credentialSubject");
        if file.len() < 16 * 1024 && subject.is_some_and(|subject| subject.get("encodedList").is_some()) {
            seeds.add(file);
        }
    }
    seeds.add(r#"{"id":"https://vet.example/status/1#9","type":"BitstringStatusListEntry","statusPurpose":"message","statusListIndex":"9","statusListCredential":"https://vet.example/status/1","statusSize":2,"statusMessage":[{"status":"0x0","message":"a"},{"status":"0x1","message":"b"},{"status":"0x2","message":"c"},{"status":"0x3","message":"d"}]}"#);
    seeds.add(r#"{"id":"https://vet.example/status/1","type":"1EdTechRevocationList"}"#);
    seeds.add(r#"{"id":"https://vet.example/status/1","issuer":"https://vet.example/","revokedCredential":[{"id":"urn:a:b","revoked":true,"revocationReason":"x"}]}"#);
}
