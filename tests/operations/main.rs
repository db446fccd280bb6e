//! The operations as hosts in other languages call them: JSON in, JSON out, each request described by a JSON Schema.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/reference.rs"]
mod reference;

mod awarding;
mod calling;
mod certificates;
mod checking;
mod ending;
mod engine;
mod european;
mod issuing;
mod looking;
mod requests;
mod stacking;
mod strangers;

const OFFER: &str = include_str!("../../examples/data/offer.json");
const PATHWAY: &str = include_str!("../../examples/data/pathway.json");
const MICRO_CREDENTIAL: &str = include_str!("../../examples/data/micro-credential.json");
