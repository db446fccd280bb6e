//! Reports for browsers, and for whatever shows the results of tests.

mod html;
mod junit;

pub use html::html;
pub use junit::junit;
