//! What the benchmarks share: one badge of 5 KB, its contexts, and the peers that read it.
//!
//! Every peer is used as its documentation says, with whatever it can keep between calls kept (loaders, resolvers, keys).

pub mod badge;
pub mod measure;
pub mod ours;
pub mod page;
pub mod peers;
