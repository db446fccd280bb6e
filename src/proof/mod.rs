//! Ways of securing a document, one file each.
//!
//! Everything here answers one question: which bytes does the signature cover? Whose key it is, whether it may sign and
//! what follows is asked elsewhere.

pub mod data_integrity;
