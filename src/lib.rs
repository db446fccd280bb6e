//! EC micro-credentials as Open Badges 3.0.

pub mod badge;
pub mod codec;
pub mod env;
pub mod framework;
pub mod issue;
pub mod json;
pub mod jsonld;
pub mod key;
pub mod limits;
pub mod microcredential;
pub mod ops;
pub mod proof;
pub mod report;
pub mod resolve;
pub mod trust;
pub mod vc;
pub mod verify;

pub use env::Environment;
pub use limits::Limits;
