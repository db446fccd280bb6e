//! The VC-API over HTTP, as somebody sees it who has nothing but the program and its OpenAPI document: every reply that is
//! read here is held to that document.

#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod client;
mod credentials;
mod description;
mod guards;
mod identifiers;
mod process;
mod room;
mod status;
mod store;
mod tls;
mod trusting;
mod waiting;
