//! Binary messages: what is read is signed anew by a known key, so that what follows the signature is reached; and the CBOR that
//! proofs of selective disclosure are written in.

use crate::judge::{LENIENT, judged};
use crate::material::{self, DID, ISSUER, SIGNER};
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::{Target, support};
use microcred::Limits;
use microcred::codec::cbor;
use microcred::json::Object;
use microcred::key::Signer;
use microcred::proof::Suite;
use microcred::proof::cose::Sign1;

pub const TARGET: Target = Target { name: "messages", shape: Shape::Bytes, longest: 8 * 1024, hold, seeds };

/// The head of a byte string as long as a signature.
const SIGNATURE: [u8; 2] = [0x58, 64];

fn hold(data: &[u8]) {
    rewritten(data);
    let limits = Limits::default();
    let _ = judged(&LENIENT, data, &[]);
    let Ok(read) = Sign1::parse(data, &limits) else { return };
    assert!(!read.payload().is_empty());
    let _ = read.claims(&limits).map(|claims| claims.findings().len());
    let _ = format!("{read:?}");
    let Some(body) = data.len().checked_sub(64).filter(|body| data[..*body].ends_with(&SIGNATURE)) else { return };
    // What is signed is the structure around the protected header and the payload, which CBOR writes in one way only.
    let mut signed = data.to_vec();
    for message in structures(&read, data) {
        let signature = SIGNER.sign(&message).expect("a key in memory signs");
        signed[body..].copy_from_slice(&signature);
        if Sign1::parse(&signed, &limits).is_ok_and(|read| read.verify(SIGNER.identity().public_key()).is_ok()) {
            let _ = judged(&LENIENT, &signed, &[]);
            enveloped(&signed);
        }
    }
}

/// The `Sig_structure` over each protected header that could be meant: the first byte strings of the message.
fn structures(read: &Sign1, data: &[u8]) -> Vec<Vec<u8>> {
    let array = usize::from(data.first() == Some(&0xd2));
    let protected = data.get(array + 1..).and_then(|rest| {
        let length = match *rest.first()? {
            short @ 0x40..=0x57 => (1, usize::from(short - 0x40)),
            0x58 => (2, usize::from(*rest.get(1)?)),
            0x59 => (3, usize::from(*rest.get(1)?) << 8 | usize::from(*rest.get(2)?)),
            _ => return None,
        };
        rest.get(length.0..length.0 + length.1)
    });
    let structure = |protected: &[u8]| {
        let mut out = Vec::new();
        cbor::push_array(&mut out, 4);
        cbor::push_text(&mut out, "Signature1");
        cbor::push_bytes(&mut out, protected);
        cbor::push_bytes(&mut out, &[]);
        cbor::push_bytes(&mut out, read.payload());
        out
    };
    protected.into_iter().map(structure).collect()
}

/// The same as JSON has it.
fn enveloped(message: &[u8]) {
    let id = format!("data:application/vc+cose;base64,{}", microcred::codec::base64::encode(message));
    let envelope = Object::new()
        .with("@context", "https://www.w3.org/ns/credentials/v2")
        .with("type", "EnvelopedVerifiableCredential")
        .with("id", id);
    let _ = judged(&LENIENT, microcred::json::Value::from(envelope).to_string().as_bytes(), &[]);
}

/// What our own reader takes has one encoding.
fn rewritten(data: &[u8]) {
    let mut reader = cbor::Reader::new(data);
    let mut out = Vec::new();
    if one(&mut reader, &mut out, 0).is_some() && reader.end().is_ok() {
        assert_eq!(out, data);
    }
}

fn one(reader: &mut cbor::Reader<'_>, out: &mut Vec<u8>, depth: usize) -> Option<()> {
    if depth > 16 {
        return None;
    }
    let mut attempt = reader.clone();
    if let Ok(number) = attempt.unsigned() {
        cbor::push_unsigned(out, number);
    } else if let Ok(bytes) = reader.clone().bytes() {
        attempt = reader.clone();
        attempt.bytes().ok()?;
        cbor::push_bytes(out, bytes);
    } else if let Ok(text) = reader.clone().text() {
        attempt = reader.clone();
        attempt.text().ok()?;
        cbor::push_text(out, text);
    } else if let Ok(items) = reader.clone().array() {
        attempt = reader.clone();
        attempt.array().ok()?;
        cbor::push_array(out, items);
        (0..items).try_for_each(|_| one(&mut attempt, out, depth + 1))?;
    } else {
        attempt = reader.clone();
        let pairs = attempt.map().ok()?;
        cbor::push_map(out, pairs);
        (0..pairs * 2).try_for_each(|_| one(&mut attempt, out, depth + 1))?;
    }
    *reader = attempt;
    Some(())
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    for document in [
        support::badge_of(&DID).to_string(),
        format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"{}","credentialSubject":{{"id":"urn:a:b"}}}}"#,
            *DID
        ),
    ] {
        let message = ISSUER.secure(&document, Suite::Cose).expect("a document that is signed");
        seeds.add(message.as_bytes());
        seeds.add(&message.as_bytes()[1..]);
    }
    for text in &*material::SELECTIVE {
        seeds.add(material::proof_value(&support::json(text)));
    }
    files(&["cbor", "cose"]).into_iter().for_each(|file| seeds.add(file));
}
