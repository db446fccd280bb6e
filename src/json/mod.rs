//! JSON as it arrived: a strict tree over the text, pointers into it, and its canonical form.
//!
//! A signature is checked on what was received, so nothing here reinterprets: numbers keep their text,
//! members keep their order, and whatever two parsers could read differently (duplicate keys, lone surrogates,
//! numbers beyond a double) is refused.
//!
//! [`Tree`] is what was read, [`Node`] a place in it, [`Value`] what is being written.

mod error;
pub(crate) mod jcs;
mod members;
mod name;
mod number;
mod parse;
mod pointer;
mod scan;
mod tree;
mod value;

pub use error::{Error, ErrorKind};
pub(crate) use members::{Members, Text};
pub(crate) use name::{Name, NameSet};
pub use number::Number;
pub(crate) use pointer::index_of;
pub use pointer::{Pointer, PointerError};
pub(crate) use tree::{Composer, Key};
pub use tree::{Kind, Node, Tree};
pub use value::{Object, Value};
