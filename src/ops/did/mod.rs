//! DIDs: their documents.

mod resolution;
mod resolve;

pub use resolution::{DidResolution, DidResolutionError, DidResolutionErrorName};
pub use resolve::{DidResolve, Resolved};
