//! The calls: any operation by its name, and short ways to the common ones, which take documents and images as the bytes that they are.

use super::MICROCRED_ABI_VERSION;
use super::buffer::{give, microcred_buffer};
use super::engine::microcred_engine;
use super::guard::{Trouble, answering, bytes, json, required, text, with_engine};
use crate::ops::{Answer, Engine};

/// Carries out the operation of that name: the request and the answer are JSON, as the operation's JSON Schemas have them
/// (`docs/operations.md`). An empty request is an empty object.
///
/// # Safety
/// `engine` comes from `microcred_engine_new` and is not freed; each input is null or points to as many bytes as its length says; `out`
/// and `err` are null or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_call(
    engine: *const microcred_engine,
    operation: *const u8,
    operation_length: usize,
    request: *const u8,
    request_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let named = || {
        // SAFETY: as this function's own.
        unsafe { required(operation, operation_length, "operation") }?;
        // SAFETY: likewise.
        unsafe { text(operation, operation_length, "operation") }
    };
    let work = |engine: &microcred_engine| {
        let operation = named()?;
        // SAFETY: likewise.
        let request = unsafe { json(request, request_length, "request") }?;
        engine.carry_out(operation, request, &[], json_of)
    };
    // SAFETY: likewise.
    unsafe { run(engine, named().unwrap_or_default(), out, err, work) }
}

/// Verifies a document, and gives the report: `verify` with the document as the bytes that arrived (JSON, a token, a binary message, a PNG
/// or SVG image), and the rest of the request as `options`.
///
/// # Safety
/// As for `microcred_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_verify(
    engine: *const microcred_engine,
    document: *const u8,
    document_length: usize,
    options: *const u8,
    options_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let (document, options) = ((document, document_length), (options, options_length));
    // SAFETY: as this function's own.
    unsafe { about(engine, "verify", document, options, json_of, out, err) }
}

/// Signs a micro-credential or an unsigned credential, and gives what was signed, byte for byte: `issue` with the document as bytes, and
/// the rest of the request, with the `key`, as `options`. What a badge could not carry is told by `microcred_call` alone.
///
/// # Safety
/// As for `microcred_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_issue(
    engine: *const microcred_engine,
    document: *const u8,
    document_length: usize,
    options: *const u8,
    options_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let (document, options) = ((document, document_length), (options, options_length));
    // SAFETY: as this function's own.
    unsafe { about(engine, "issue", document, options, bytes_of, out, err) }
}

/// Makes something to look at of a document, and gives it as it is: `render` with the document as bytes, and the rest of the request as
/// `options`.
///
/// # Safety
/// As for `microcred_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_render(
    engine: *const microcred_engine,
    document: *const u8,
    document_length: usize,
    options: *const u8,
    options_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let (document, options) = ((document, document_length), (options, options_length));
    // SAFETY: as this function's own.
    unsafe { about(engine, "render", document, options, bytes_of, out, err) }
}

/// Puts a credential into a PNG or SVG image, and gives the image. Without an image, one is drawn from what the badge says. `options` is
/// the rest of the request of `bake`.
///
/// # Safety
/// As for `microcred_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_bake(
    engine: *const microcred_engine,
    image: *const u8,
    image_length: usize,
    document: *const u8,
    document_length: usize,
    options: *const u8,
    options_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let work = |engine: &microcred_engine| {
        // SAFETY: as this function's own.
        let image = unsafe { bytes(image, image_length, "image") }?;
        // SAFETY: likewise.
        let document = unsafe { required(document, document_length, "document") }?;
        // SAFETY: likewise.
        let options = unsafe { json(options, options_length, "options") }?;
        let both = [("document", document), ("image", image)];
        engine.carry_out("bake", options, if image.is_empty() { &both[..1] } else { &both }, bytes_of)
    };
    // SAFETY: likewise.
    unsafe { run(engine, "bake", out, err, work) }
}

/// Takes the credential out of a PNG or SVG image, byte for byte as it was baked. Nothing is verified.
///
/// # Safety
/// As for `microcred_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_unbake(
    engine: *const microcred_engine,
    image: *const u8,
    image_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let work = |engine: &microcred_engine| {
        // SAFETY: as this function's own.
        let image = unsafe { required(image, image_length, "image") }?;
        engine.carry_out("unbake", "{}", &[("image", image)], bytes_of)
    };
    // SAFETY: likewise.
    unsafe { run(engine, "unbake", out, err, work) }
}

/// Makes a key: `keygen` with its request as `options`, which may be empty. The buffer holds the private key; it is overwritten when it is
/// freed.
///
/// # Safety
/// As for `microcred_call`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_keygen(
    engine: *const microcred_engine,
    options: *const u8,
    options_length: usize,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let work = |engine: &microcred_engine| {
        // SAFETY: as this function's own.
        let options = unsafe { json(options, options_length, "options") }?;
        engine.carry_out("keygen", options, &[], json_of)
    };
    // SAFETY: likewise.
    unsafe { run(engine, "keygen", out, err, work) }
}

/// Says what this library is, without an engine: the answer of `info`, and the `abiVersion`.
///
/// # Safety
/// `out` and `err` are null or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_info(out: *mut *mut microcred_buffer, err: *mut *mut microcred_buffer) -> i32 {
    let work = || {
        let mut info = Engine::default().call("info", "{}").map_err(|error| Trouble::operation(&error))?;
        if let Some(members) = info.as_object_mut() {
            let version = format!("{}.{}", MICROCRED_ABI_VERSION >> 16, MICROCRED_ABI_VERSION & 0xffff);
            members.insert("abiVersion", version);
        }
        Ok(give(info.to_string().into_bytes()))
    };
    // SAFETY: as this function's own.
    unsafe { answering(out, err, work) }
}

/// An operation on a document, with the rest of its request: each where it begins and how long it is.
///
/// # Safety
/// As for `microcred_call`.
unsafe fn about(
    engine: *const microcred_engine,
    operation: &str,
    document: (*const u8, usize),
    options: (*const u8, usize),
    take: fn(&dyn Answer) -> Vec<u8>,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let work = |engine: &microcred_engine| {
        // SAFETY: as this function's own.
        let document = unsafe { required(document.0, document.1, "document") }?;
        // SAFETY: likewise.
        let options = unsafe { json(options.0, options.1, "options") }?;
        engine.carry_out(operation, options, &[("document", document)], take)
    };
    // SAFETY: likewise.
    unsafe { run(engine, operation, out, err, work) }
}

/// # Safety
/// As for `microcred_call`.
unsafe fn run(
    engine: *const microcred_engine,
    operation: &str,
    out: *mut *mut microcred_buffer,
    err: *mut *mut microcred_buffer,
    work: impl FnOnce(&microcred_engine) -> Result<Vec<u8>, Trouble>,
) -> i32 {
    // SAFETY: as this function's own.
    unsafe { answering(out, err, || with_engine(engine, operation, work).map(give)) }
}

fn json_of(answer: &dyn Answer) -> Vec<u8> {
    answer.to_json_string().into_bytes()
}

/// What was made, for an operation that makes something.
fn bytes_of(answer: &dyn Answer) -> Vec<u8> {
    answer.bytes().map_or_else(|| json_of(answer), <[u8]>::to_vec)
}
