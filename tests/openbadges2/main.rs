//! Open Badges 2.0: read, verified and upgraded, and never called verified when they were converted.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod edubadges;
mod fixtures;
mod parts;
mod upgrade;
mod withdrawn;
