//! European Digital Credentials: read with their seals, and what is read is written and read again with nothing lost.

use super::{text, value};
use crate::Target;
use crate::judge::same_when_read;
use crate::material;
use crate::mutate::Shape;
use crate::seeds::{self, Seeds, files};
use microcred::Limits;
use microcred::elm;
use microcred::microcredential::MicroCredential;

pub const TARGET: Target = Target { name: "elm", shape: Shape::Json, longest: 32 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let limits = Limits::default();
    if let Some(certificate) = elm::Certificate::from_der(data) {
        let _ = format!("{certificate:?}");
    }
    match elm::read(data, &limits) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(read) => {
            same_when_read(&read.source.to_json(), &read.source.to_json().to_string());
            let stated = read.recovered.to_json();
            same_when_read(&stated, &stated.to_string());
            let _ = (read.losses.to_json(), read.issuer.is_some());
            if let Ok((held, _)) = read.recovered.complete() {
                written(&held);
            }
        }
    }
    if let Some(held) = text(data).and_then(|text| MicroCredential::from_json(text).ok()) {
        written(&held);
    }
}

/// What is written is read as it was, but for what the writer says is lost.
fn written(held: &MicroCredential) {
    let written = elm::write(held, &elm::Options::default());
    let text = written.document.to_string();
    same_when_read(&written.document, &text);
    let limits = crate::judge::large();
    let read = elm::read(text.as_bytes(), &limits).unwrap_or_else(|error| panic!("{error}\n{text}"));
    if written.losses.is_empty()
        && let Ok((again, _)) = read.recovered.complete()
    {
        let twice = elm::write(&again, &elm::Options::default());
        assert_eq!(twice.document.to_string().len(), text.len(), "{text}\n{}", twice.document);
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    seeds.add(seeds::own("examples/data/micro-credential.json"));
    if let Ok(held) = MicroCredential::from_json(&seeds::own("examples/data/micro-credential.json")) {
        seeds.add(elm::write(&held, &elm::Options::default()).document.to_string());
    }
    for file in files(&["json", "jsonld", "jwt", "der"]) {
        if file.len() < 32 * 1024 && elm::read(&file, &Limits::default()).is_ok() {
            let compact = text(&file).and_then(value).map(|value| value.to_string().into_bytes());
            seeds.add(compact.unwrap_or(file));
        }
    }
}
