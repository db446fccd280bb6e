//! DIDs: their documents.

mod resolution;
mod resolve;

pub use resolution::{DidResolution, DidResolutionError};
pub use resolve::{DidResolve, Resolved};
