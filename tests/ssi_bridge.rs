//! The bridge to ssi.

#![cfg(feature = "ssi")]
