//! The command line: what each subcommand does, how it ends, and what it never says.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod desk;
mod files;
mod holders;
mod issuing;
mod stacking;
mod status;
mod verifying;

const MICRO_CREDENTIAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/micro-credential.json");
const OFFER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/offer.json");
