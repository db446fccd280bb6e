//! The library as C loads it, unoptimised and keeping book of its handles: for valgrind and AddressSanitizer. It is built with the tests,
//! from what they are built from; what is installed is built with `cargo rustc --release --features ffi --crate-type cdylib`.

extern crate microcred as _;
