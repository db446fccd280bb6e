//! The C ABI as its header promises it: the header is made from the source and compiles, a story goes through it, and no misuse
//! that can be noticed goes unnoticed. `examples/ffi` tests the same library from C, PHP, Python, Java and Ruby.

#![cfg(feature = "ffi")]
#![allow(unsafe_code, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod calls;
mod header;
