//! Reports for browsers, for whatever shows the results of tests, and for clients of the VC-API.

mod html;
mod junit;
mod vc_api;

pub use html::html;
pub use junit::junit;
pub use vc_api::vc_api;
