//! PNG: as it came, and with its checksums made right, so that what is in its chunks is reached.

use crate::Target;
use crate::judge::{LENIENT, judged};
use crate::material::DID;
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::support;
use microcred::Limits;
use microcred::bake::{self, Baking, Container};
use microcred::codec::hex;

pub const TARGET: Target = Target { name: "png", shape: Shape::Bytes, longest: 16 * 1024, hold, seeds };

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

fn hold(data: &[u8]) {
    image(data);
    if let Some(repaired) = repaired(data) {
        image(&repaired);
    }
}

/// What holds of an image of either kind.
pub fn image(data: &[u8]) {
    let limits = Limits { bytes: 256 * 1024, ..Limits::default() };
    let extracted = bake::extract(data, &limits);
    match &extracted {
        Ok(carried) => {
            assert!(!carried.credential().is_empty());
            assert!(carried.credential().len() <= limits.bytes, "more is carried than may be");
            let _ = judged(&LENIENT, data, &[]);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    // What is baked is taken out as it was, and baking it again changes nothing.
    let badge = r#"{"type": ["VerifiableCredential", "OpenBadgeCredential"], "é": "<![CDATA[&]]>"}"#;
    let baking = Baking::new().replacing().with_limits(limits.clone());
    let Ok(baked) = baking.image(data, badge) else { return };
    let carried = bake::extract(&baked, &limits).unwrap_or_else(|error| panic!("what was baked is not found: {error}"));
    assert_eq!(carried.credential(), badge.as_bytes());
    assert!(carried.notices().is_empty(), "{:?}", carried.notices());
    let again = baking.image(&baked, badge).unwrap_or_else(|error| panic!("what was baked is not read: {error}"));
    assert_eq!(again.as_bytes(), baked.as_bytes());
    assert!(Baking::new().image(&baked, badge).is_err(), "it carries a credential already");
    if Container::of(data) == Some(Container::Svg) {
        super::svg::harmless(baked.as_bytes());
    }
    if extracted.is_ok() {
        let kept = extracted.map(|carried| carried.into_string()).unwrap_or_default();
        if let Ok(rebaked) = baking.image(data, &kept) {
            let there = bake::extract(&rebaked, &limits).unwrap_or_else(|error| panic!("{error}"));
            // But for a byte order mark, which is not baked.
            let unmarked = kept.strip_prefix('\u{feff}').unwrap_or(&kept);
            assert_eq!(there.into_string().trim(), unmarked.trim());
        }
    }
}

/// The same with the right checksum in each chunk.
fn repaired(data: &[u8]) -> Option<Vec<u8>> {
    let mut image = data.to_vec();
    let mut at = SIGNATURE.len();
    if !data.starts_with(SIGNATURE) {
        return None;
    }
    while let Some(head) = image.get(at..at + 8) {
        let length = u32::from_be_bytes(head[..4].try_into().ok()?) as usize;
        let Some(body) = at.checked_add(8 + length).and_then(|end| image.get(at + 4..end)) else { break };
        let sum = checksum(body).to_be_bytes();
        let Some(place) = image.get_mut(at + 8 + length..at + 12 + length) else { break };
        place.copy_from_slice(&sum);
        at += 12 + length;
    }
    (image != data).then_some(image)
}

/// CRC-32, as PNG has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _: u8| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// One black pixel.
pub fn pixel() -> Vec<u8> {
    hex::decode(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636000000002000148afa471\
         0000000049454e44ae426082",
    )
    .expect("an image")
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [kind, content].concat();
    [&(content.len() as u32).to_be_bytes()[..], &body, &checksum(&body).to_be_bytes()].concat()
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(["iTXt", "tEXt", "zTXt", "IHDR", "IDAT", "IEND", "openbadgecredential", "openbadges", "clrcredential"]);
    let pixel = pixel();
    let badge = support::secure(&support::badge_of(&DID));
    let packed = {
        use flate2::{Compression, write::ZlibEncoder};
        use std::io::Write;
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(badge.as_bytes()).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    };
    let (head, rest) = pixel.split_at(33);
    let with = |chunk: Vec<u8>| [head, &chunk, rest].concat();
    seeds.add(bake::png(&pixel, &badge).expect("an image").into_bytes());
    seeds.add(with(chunk(b"tEXt", format!("openbadges\0{badge}").as_bytes())));
    seeds.add(with(chunk(b"tEXt", b"openbadges\0https://vet.example/assertions/1")));
    seeds.add(with(chunk(b"zTXt", &[b"openbadges\0\0", &packed[..]].concat())));
    seeds.add(with(chunk(b"iTXt", &[b"openbadgecredential\0\x01\0\0\0", &packed[..]].concat())));
    seeds.add(with(chunk(b"iTXt", &[b"openbadges\0\0\0en\0x\0", badge.as_bytes()].concat())));
    seeds.add(pixel.clone());
    files(&["png"]).into_iter().filter(|file| file.len() < 16 * 1024).for_each(|file| seeds.add(file));
}
