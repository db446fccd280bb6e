//! The C ABI: the operations of [`ops`](crate::ops), for every language that can call C.
//!
//! It is small on purpose. Credentials are JSON, so requests and answers are; what changes in them changes no function here.
//! `include/microcred.h` is made from this module, and `include/microcred_ffi.h` is the same without a preprocessor, for PHP.
//!
//! The rules, for every function:
//!
//! 1. It returns a status: [`MICROCRED_OK`], or why it could not be carried out. That a credential is bad is no such reason: the report
//!    says it, and the status is [`MICROCRED_OK`].
//! 2. What goes in is borrowed for the call, with its length, and need not end with a zero byte. Nothing is ever taken over, also not
//!    when the call fails. An empty input may be null.
//! 3. What comes out is a [`microcred_buffer`], which the caller frees. Exactly one of `out` and `err` is set; the other is null.
//!    `err` may be null for whoever does not care why.
//! 4. An error is JSON, as `vocab/schemas/operation-error.schema.json` has it: a code, a JSON Pointer, a sentence, what to do.
//! 5. A [`microcred_engine`] never changes. Any number of threads may use it at once, without a lock. There is nothing behind it: no
//!    thread, no runtime, no last error. The threads that an operation may have of its own call nothing back, and end before it does;
//!    but with the feature `http` and `"offline": false`, one that looks up a name goes on for as long as the system's resolver takes.
//! 6. A process may fork while no other thread is inside a call; parent and child go on with the engine. Whoever forks, or unloads the
//!    library, fetches by a callback: of a name that is still looked up, rule 5 says what is behind it.
//! 7. A fault in the library never unwinds into the caller: it is [`MICROCRED_ERROR_PANIC`], and the engine is not used any more.
//! 8. To free null is to do nothing. To free anything twice is not allowed; a build with the feature `ffi-debug` notices it.
//! 9. A callback returns. No exception, no `longjmp` and no exit of a thread leads out of it through the library: what fails is caught
//!    within, and told by what is returned. It does not free the engine that calls it.

#![allow(unsafe_code, non_camel_case_types)]

mod buffer;
mod call;
mod engine;
mod guard;
mod handles;
mod host;

pub use buffer::{microcred_buffer, microcred_buffer_data, microcred_buffer_free, microcred_buffer_length};
pub use call::{
    microcred_bake, microcred_call, microcred_info, microcred_issue, microcred_keygen, microcred_render,
    microcred_unbake, microcred_verify,
};
pub use engine::{microcred_engine, microcred_engine_free, microcred_engine_new, microcred_engine_new_with_host};
pub use handles::microcred_live_handles;
pub use host::{microcred_fetch_fn, microcred_log_fn, microcred_now_fn, microcred_sign_fn};

use std::ffi::c_char;

/// The version of this ABI: the major version times 65536, plus the minor one. Within a major version, functions and statuses are
/// only ever added.
pub const MICROCRED_ABI_VERSION: u32 = 0x0001_0000;

/// Done.
pub const MICROCRED_OK: i32 = 0;
/// A pointer that must not be null is null.
pub const MICROCRED_ERROR_NULL: i32 = 1;
/// A text is not UTF-8.
pub const MICROCRED_ERROR_UTF8: i32 = 2;
/// A length is more than any memory has.
pub const MICROCRED_ERROR_LENGTH: i32 = 3;
/// The configuration of an engine cannot be used.
pub const MICROCRED_ERROR_CONFIGURATION: i32 = 4;
/// The request cannot be understood; the pointers go into it.
pub const MICROCRED_ERROR_REQUEST: i32 = 5;
/// What the request is about does not allow it; the pointers go into the document.
pub const MICROCRED_ERROR_REFUSED: i32 = 6;
/// Something failed that neither is to blame for.
pub const MICROCRED_ERROR_FAILED: i32 = 7;
/// The library has a fault. The engine is not used any more.
pub const MICROCRED_ERROR_PANIC: i32 = 90;
/// The engine met a fault before.
pub const MICROCRED_ERROR_POISONED: i32 = 91;
/// A handle is none, or was freed already. Only a build with the feature `ffi-debug` can tell.
pub const MICROCRED_ERROR_HANDLE: i32 = 92;

/// The callback did what it was asked to; for fetching: the resource was found.
pub const MICROCRED_HOST_OK: i32 = 0;
/// For fetching: the place was reached, and there is nothing.
pub const MICROCRED_HOST_NOT_FOUND: i32 = 1;

/// The version of the ABI that the library has; one whose major version is not that of the header is of no use.
#[unsafe(no_mangle)]
pub extern "C" fn microcred_abi_version() -> u32 {
    MICROCRED_ABI_VERSION
}

/// The version of the library, such as `0.1.0`: a text that ends with a zero byte and is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn microcred_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
