use super::*;
use crate::json::Tree;
use crate::limits::Limits;
use crate::status::{RevocationList, StatusEntry, StatusList};
use proptest::prelude::*;

const MOST: usize = 8 << 20;

/// `encodedList`s published by others, with their entries and those of them that are set: the example of Bitstring
/// Status List 1.0 (§ 3.2), the test lists of 1EdTech's validator and of the Digital Credentials Consortium.
const PUBLISHED: [(&str, usize, &[usize]); 3] = [
    ("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA", 131_072, &[]),
    ("uH4sIAAAAAAAA_-3BMQEAAAzDoMy_6cnoA9QFAAAAAAAAAAAAAAAAAAAAbD3uPa2cAEAAAA", 131_072, &[23]),
    ("uH4sIAAAAAAAAA-3BMQEAAAwCoGUx6aLbwgvIHwAAAAAAAAAAAAAAwFwBZnztF9QwAAA", 100_000, &[2, 6, 8]),
];

#[test]
fn published_lists() {
    for (encoded, entries, set) in PUBLISHED {
        let list = Bitstring::decode(encoded, 1, MOST).unwrap();
        assert_eq!((list.entries(), list.count_set()), (entries, set.len()));
        assert_eq!(list.set_entries().map(|(index, _)| index).collect::<Vec<_>>(), set);
        for index in 0..32 {
            let found = look_up(encoded, Encoding::Multibase, 1, index, MOST).unwrap();
            let expected = u32::from(set.contains(&(index as usize)));
            assert_eq!(found, Found { value: expected, entries: entries as u64 });
        }
    }
}

/// The example of StatusList2021, which has no multibase prefix.
#[test]
fn a_published_list_of_2021() {
    let encoded = "H4sIAAAAAAAAA-3BMQEAAADCoPVPbQsvoAAAAAAAAAAAAAAAAP4GcwM92tQwAAA";
    assert_eq!(look_up(encoded, Encoding::Base64, 1, 94_567, MOST), Ok(Found { value: 0, entries: 100_000 }));
    assert_eq!(Bitstring::decode(encoded, 1, MOST), Err(BitstringError::Multibase));
    let with_other_alphabet = format!("{}=", encoded.replace('-', "+"));
    assert_eq!(look_up(&with_other_alphabet, Encoding::Base64, 1, 0, MOST).map(|found| found.entries), Ok(100_000));
}

/// Entries of every width, set in an order of their own, against a reading bit by bit from the left.
#[test]
fn entries_of_every_width() {
    for size in 1..=LARGEST_SIZE {
        let mut list = Bitstring::new(1_000, size).unwrap();
        let highest = u32::MAX >> (32 - u32::from(size));
        let value_of = |index: u32| index.wrapping_mul(2_654_435_761) & highest;
        for index in (0..1_000).rev() {
            list.set(index as usize, value_of(index)).unwrap();
        }
        let bits: Vec<u32> = list
            .as_bytes()
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |place| u32::from(byte >> place & 1)))
            .collect();
        let encoded = list.encode().unwrap();
        for (index, bits) in (0..1_000).zip(bits.chunks_exact(size.into())) {
            let from_the_left = bits.iter().fold(0_u32, |value, bit| value << 1 | bit);
            assert_eq!(from_the_left, value_of(index), "{size} {index}");
            assert_eq!(list.value(index as usize), Some(from_the_left));
            if index % 97 == 0 {
                let found = look_up(&encoded, Encoding::Multibase, size, index.into(), MOST).unwrap();
                assert_eq!(found.value, from_the_left);
            }
        }
        assert_eq!(Bitstring::decode(&encoded, size, MOST).as_ref(), Ok(&list));
    }
}

/// What is decompressed in pieces has entries across their borders.
#[test]
fn entries_across_pieces() {
    let mut list = Bitstring::new(100_000, 13).unwrap();
    for index in 10_070..10_100 {
        list.set(index, 0x1555).unwrap();
    }
    let encoded = list.encode().unwrap();
    for index in 10_060..10_110 {
        let found = look_up(&encoded, Encoding::Multibase, 13, index, MOST).unwrap();
        assert_eq!(found.value, if (10_070..10_100).contains(&index) { 0x1555 } else { 0 });
    }
}

#[test]
fn nothing_beyond_the_end() {
    let mut list = Bitstring::new(12, 5).unwrap();
    assert_eq!((list.entries(), list.as_bytes().len()), (12, 8));
    assert_eq!(list.value(12), None);
    assert_eq!(list.set(12, 1), Err(BitstringError::Index { index: 12, entries: 12 }));
    assert_eq!(list.set(0, 32), Err(BitstringError::Value { value: 32, size: 5 }));
    let encoded = list.encode().unwrap();
    for index in [12, 1 << 32, u64::MAX / 5, u64::MAX] {
        let nowhere = BitstringError::Index { index, entries: 12 };
        assert_eq!(look_up(&encoded, Encoding::Multibase, 5, index, MOST), Err(nowhere));
    }
    for size in [0, 33, 255] {
        assert_eq!(Bitstring::new(8, size), Err(BitstringError::Size(size.into())));
        assert_eq!(look_up(&encoded, Encoding::Multibase, size, 0, MOST), Err(BitstringError::Size(size.into())));
    }
}

/// A compressed list of so many zeros, without ever holding them.
fn zeros(length: u64) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut std::io::repeat(0).take(length), &mut encoder).unwrap();
    format!("u{}", base64url::encode(&encoder.finish().unwrap()))
}

#[test]
fn no_more_is_decompressed_than_allowed() {
    let exactly = zeros(1 << 20);
    assert_eq!(look_up(&exactly, Encoding::Multibase, 1, 0, 1 << 20).map(|found| found.entries), Ok(8 << 20));
    assert_eq!(
        look_up(&exactly, Encoding::Multibase, 1, 0, (1 << 20) - 1),
        Err(BitstringError::TooLarge((1 << 20) - 1))
    );
    assert_eq!(Bitstring::decode(&zeros(256 << 20), 1, MOST), Err(BitstringError::TooLarge(MOST)));
}

#[test]
fn damaged_lists_give_no_answer() {
    let list = Bitstring::smallest(1).unwrap();
    let compressed = list.compressed().unwrap();
    let asked = |bytes: &[u8]| {
        look_up(&format!("u{}", base64url::encode(bytes)), Encoding::Multibase, 1, 0, MOST).map(|found| found.value)
    };
    assert_eq!(asked(&compressed), Ok(0));
    for length in 0..compressed.len() {
        assert!(asked(&compressed[..length]).is_err(), "cut off after {length} bytes");
    }
    assert_eq!(asked(&compressed[..compressed.len() - 1]), Err(BitstringError::Truncated));
    assert_eq!(asked(&[&*compressed, &[0]].concat()), Err(BitstringError::Trailing));
    assert_eq!(asked(&[&*compressed, &*compressed].concat()), Err(BitstringError::Trailing));
    let mut checksum = compressed.clone();
    let at = checksum.len() - 8;
    checksum[at] ^= 1;
    assert_eq!(asked(&checksum), Err(BitstringError::Gzip));
    assert_eq!(asked(b"no gzip at all"), Err(BitstringError::Gzip));
}

#[test]
fn other_encodings_are_not_guessed() {
    let encoded = Bitstring::smallest(1).unwrap().encode().unwrap();
    for other in ["", "z", &encoded[1..], &format!("m{}", &encoded[1..]), &format!("U{}", &encoded[1..])] {
        assert_eq!(Bitstring::decode(other, 1, MOST), Err(BitstringError::Multibase), "{other:.4}");
    }
    let padded = format!("{encoded}==");
    assert!(matches!(Bitstring::decode(&padded, 1, MOST), Err(BitstringError::Encoding(_))));
}

#[test]
fn a_log_learns_no_bits() {
    let mut list = Bitstring::smallest(1).unwrap();
    list.set(5, 1).unwrap();
    assert_eq!(format!("{list:?}"), "Bitstring { entries: 131072, size: 1, .. }");
}

proptest! {
    /// A list gives the same answer however it is asked.
    #[test]
    fn one_entry_or_all_of_them(bytes: Vec<u8>, size in 1..=LARGEST_SIZE, index: u16) {
        let list = Bitstring::from_bytes(bytes, size).unwrap();
        let streamed = look_up(&list.encode().unwrap(), Encoding::Multibase, size, index.into(), MOST);
        prop_assert_eq!(&streamed, &list.look_up(size, index.into()));
        prop_assert_eq!(streamed.ok().map(|found| found.value), list.value(index.into()));
    }

    /// Rule R9.
    #[test]
    fn no_text_makes_it_panic(text in "[um]?(H4sIA)?[A-Za-z0-9_=-]{0,200}", size: u8, index: u64) {
        for encoding in [Encoding::Multibase, Encoding::Base64] {
            let _ = look_up(&text, encoding, size, index, 1 << 16);
        }
    }

    #[test]
    fn no_damage_makes_it_panic(at: proptest::sample::Index, with: u8, index in 0..200_000_u64) {
        let mut bytes = Bitstring::smallest(1).unwrap().compressed().unwrap();
        let at = at.index(bytes.len());
        bytes[at] = with;
        let text = format!("u{}", base64url::encode(&bytes));
        if let Ok(found) = look_up(&text, Encoding::Multibase, 1, index, MOST) {
            prop_assert_eq!((found.value, found.entries), (0, 131_072), "what is damaged gives no other answer");
        }
    }

    #[test]
    fn no_json_makes_it_panic(
        kind in "BitstringStatusListEntry|StatusList2021Entry|1EdTechRevocationList",
        member in "id|statusPurpose|statusListIndex|statusListCredential|statusSize|statusMessage|issuer|revokedCredential|ttl",
        value in "-?[0-9]{1,30}|true|null|\\[\\]|\\{\\}|\"[0-9a-zé]{0,30}\"|\\[\\{\"status\":\"0x[0-9a-f]{0,9}\",\"message\":\"\"\\}\\]",
    ) {
        let text = format!(r#"{{"type": "{kind}", "x{member}": 1, "{member}": {value}}}"#);
        if let Ok(tree) = Tree::parse(&text, &Limits::default()) {
            if let Ok(entry) = StatusEntry::read(tree.root()) {
                let _ = entry.departures(tree.root());
            }
            let _ = (StatusList::read(tree.root()), RevocationList::read(tree.root()));
        }
    }
}

#[test]
fn no_list_is_larger_than_the_machine() {
    for entries in [usize::MAX, usize::MAX >> 3, 1 << 62] {
        assert!(matches!(Bitstring::new(entries, 1), Err(BitstringError::TooLarge(_))), "{entries}");
        assert!(matches!(Bitstring::new(entries, 8), Err(BitstringError::TooLarge(_))), "{entries}");
    }
}
