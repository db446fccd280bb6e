//! The peers, one file each.

pub mod json_ld;
pub mod npm;
pub mod process;
pub mod oxigraph;
pub mod sophia;
pub mod ssi;
