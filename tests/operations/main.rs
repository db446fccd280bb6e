//! The operations as hosts in other languages call them: JSON in, JSON out, each request described by a JSON Schema.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/reference.rs"]
mod reference;

mod awarding;
mod binary;
mod calling;
mod certificates;
mod checking;
mod ending;
mod endorsing;
mod engine;
mod europass;
mod european;
mod issuers;
mod issuing;
mod looking;
mod moments;
mod refused;
mod requests;
mod sets;
mod stacking;
mod strangers;
mod suites;
mod waiting;

const OFFER: &str = include_str!("../../examples/data/offer.json");
const PATHWAY: &str = include_str!("../../examples/data/pathway.json");
const MICRO_CREDENTIAL: &str = include_str!("../../examples/data/micro-credential.json");
