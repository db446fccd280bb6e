//! What stands between a caller and the library: checked pointers on the way in, no panic on the way out.

use super::buffer::{give, microcred_buffer};
use super::engine::microcred_engine;
use super::handles::{self, Kind};
use super::{
    MICROCRED_ERROR_FAILED, MICROCRED_ERROR_HANDLE, MICROCRED_ERROR_LENGTH, MICROCRED_ERROR_NULL,
    MICROCRED_ERROR_PANIC, MICROCRED_ERROR_POISONED, MICROCRED_ERROR_REFUSED, MICROCRED_ERROR_REQUEST,
    MICROCRED_ERROR_UTF8, MICROCRED_OK,
};
use crate::json::{Object, Pointer, Value};
use crate::ops::Error;
use crate::report::{Code, Finding, Findings, code};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use std::{ptr, slice, str};

/// Why a call is not carried out: the status, and the error as JSON.
pub(super) struct Trouble {
    pub(super) status: i32,
    error: Value,
}

impl Trouble {
    /// Something about the call itself, or a fault of the library.
    fn of(status: i32, code: Code, detail: impl Into<String>) -> Self {
        let finding = Finding::new(code, Pointer::root(), detail);
        // A fault of the library is no mistake of whoever calls.
        let is_fault = matches!(status, MICROCRED_ERROR_PANIC | MICROCRED_ERROR_POISONED);
        let error = Object::new()
            .with("type", "OperationError")
            .with("kind", if is_fault { "failed" } else { "call" })
            .with("code", code.as_str())
            .with("pointer", "")
            .with("message", code.sentence())
            .with_some("detail", (!finding.detail.is_empty()).then_some(finding.detail.as_str()))
            .with("findings", Value::Array(vec![finding.to_json()]));
        Self { status, error: error.into() }
    }

    fn null(what: &str) -> Self {
        Self::of(MICROCRED_ERROR_NULL, code::abi::NULL, format!("give `{what}`"))
    }

    pub(super) fn handle(what: &str) -> Self {
        let detail = format!("this is no {what} that is out; free each once, and keep nothing of it");
        Self::of(MICROCRED_ERROR_HANDLE, code::abi::HANDLE, detail)
    }

    fn panic() -> Self {
        let detail = "the engine is not used any more: report the fault, and make another engine";
        Self::of(MICROCRED_ERROR_PANIC, code::abi::PANIC, detail)
    }

    fn poisoned() -> Self {
        Self::of(MICROCRED_ERROR_POISONED, code::abi::POISONED, "free it, and make another engine")
    }

    /// What is wrong with what a callback gave.
    pub(super) fn callback(detail: String) -> Self {
        let finding = Finding::new(code::abi::CALLBACK, Pointer::root(), detail);
        Self::operation(&Error::Failed(Findings::from_iter([finding])))
    }

    /// An operation that could ask the host from threads that are not the host's.
    pub(super) fn unhosted(operation: &str) -> Self {
        let detail = format!(
            "`{operation}` has threads of its own, on which no callback may be called; make an engine without `fetch`, `sign` and `now` for it"
        );
        let finding = Finding::new(code::request::OPERATION, Pointer::root(), detail);
        Self::operation(&Error::Request(Findings::from_iter([finding])))
    }

    /// What an operation says.
    pub(super) fn operation(error: &Error) -> Self {
        let status = match error {
            Error::Request(_) => MICROCRED_ERROR_REQUEST,
            Error::Refused(_) => MICROCRED_ERROR_REFUSED,
            Error::Failed(_) => MICROCRED_ERROR_FAILED,
        };
        Self { status, error: error.to_json() }
    }

    pub(super) fn with_status(self, status: i32) -> Self {
        Self { status, ..self }
    }

    /// The code of the first error.
    pub(super) fn code(&self) -> &str {
        self.error.get("code").and_then(Value::as_str).unwrap_or_default()
    }

    fn into_json(self) -> String {
        let mut error = self.error;
        if let Some(members) = error.as_object_mut() {
            members.insert("status", i64::from(self.status));
        }
        error.to_string()
    }
}

/// A status alone.
pub(super) fn guarded(work: impl FnOnce() -> Result<(), Trouble>) -> i32 {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => MICROCRED_OK,
        Ok(Err(trouble)) => trouble.status,
        Err(_) => MICROCRED_ERROR_PANIC,
    }
}

/// A status, and a result in one of two places.
///
/// # Safety
/// `out` and `err` are null or may be written to.
pub(super) unsafe fn answering<T>(
    out: *mut *mut T,
    err: *mut *mut microcred_buffer,
    work: impl FnOnce() -> Result<*mut T, Trouble>,
) -> i32 {
    // SAFETY: as this function's own.
    unsafe { set(out, ptr::null_mut()) };
    // SAFETY: likewise.
    unsafe { set(err, ptr::null_mut()) };
    let result = match out.is_null() {
        true => Err(Trouble::null("out")),
        false => catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Trouble::panic())),
    };
    match result {
        Ok(made) => {
            // SAFETY: likewise.
            unsafe { set(out, made) };
            MICROCRED_OK
        }
        Err(trouble) => {
            let status = trouble.status;
            if !err.is_null() {
                let told = catch_unwind(AssertUnwindSafe(|| give(trouble.into_json().into_bytes())));
                // SAFETY: likewise.
                unsafe { set(err, told.unwrap_or(ptr::null_mut())) };
            }
            status
        }
    }
}

/// # Safety
/// `place` is null or may be written to.
unsafe fn set<T>(place: *mut *mut T, value: *mut T) {
    if !place.is_null() {
        // SAFETY: it is not null, and the caller says that it may be written to; it need not hold anything yet.
        unsafe { place.write(value) };
    }
}

/// The work of an engine: none with one that met a fault, and none after one. However it ends, the host's log is told of it.
///
/// # Safety
/// `engine` is null or comes from `microcred_engine_new` and is not freed.
pub(super) unsafe fn with_engine<T>(
    engine: *const microcred_engine,
    operation: &str,
    work: impl FnOnce(&microcred_engine) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    if !handles::is_live(engine.cast(), Kind::Engine) {
        return Err(Trouble::handle("engine"));
    }
    // SAFETY: null gives nothing; anything else points to an engine that was given out and not yet freed, and which changes in
    // nothing but an atomic flag.
    let Some(engine) = (unsafe { engine.as_ref() }) else { return Err(Trouble::null("engine")) };
    let began = Instant::now();
    let result = match engine.is_poisoned() {
        true => Err(Trouble::poisoned()),
        false => catch_unwind(AssertUnwindSafe(|| work(engine))).unwrap_or_else(|_| {
            engine.poison();
            Err(Trouble::panic())
        }),
    };
    engine.log(operation, result.as_ref().err(), began.elapsed());
    result
}

/// Bytes of the caller, for the length of the call. `name` is what the header calls them.
///
/// # Safety
/// `data` is null or points to `length` bytes that nobody changes during the call.
pub(super) unsafe fn bytes<'a>(data: *const u8, length: usize, name: &str) -> Result<&'a [u8], Trouble> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Trouble::null(name));
    }
    if length > isize::MAX.unsigned_abs() {
        return Err(Trouble::of(MICROCRED_ERROR_LENGTH, code::abi::LENGTH, format!("`{name}` has {length} bytes")));
    }
    // SAFETY: it is not null, no longer than a slice may be, and the caller says that so many bytes are there and stay as they are.
    Ok(unsafe { slice::from_raw_parts(data, length) })
}

/// The same that must be given: it may be empty, and not null.
///
/// # Safety
/// As for [`bytes`].
pub(super) unsafe fn required<'a>(data: *const u8, length: usize, name: &str) -> Result<&'a [u8], Trouble> {
    if data.is_null() {
        return Err(Trouble::null(name));
    }
    // SAFETY: as this function's own.
    unsafe { bytes(data, length, name) }
}

/// A text of the caller.
///
/// # Safety
/// As for [`bytes`].
pub(super) unsafe fn text<'a>(data: *const u8, length: usize, name: &str) -> Result<&'a str, Trouble> {
    // SAFETY: as this function's own.
    let bytes = unsafe { bytes(data, length, name) }?;
    str::from_utf8(bytes).map_err(|error| {
        let detail = format!("`{name}` is none from byte {} on; convert it", error.valid_up_to());
        Trouble::of(MICROCRED_ERROR_UTF8, code::abi::UTF8, detail)
    })
}

/// JSON of the caller: an empty text is an empty object.
///
/// # Safety
/// As for [`bytes`].
pub(super) unsafe fn json<'a>(data: *const u8, length: usize, name: &str) -> Result<&'a str, Trouble> {
    // SAFETY: as this function's own.
    let text = unsafe { text(data, length, name) }?;
    Ok(if text.is_empty() { "{}" } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_no_mistake_of_the_caller() {
        let kind = |trouble: Trouble| trouble.error.get("kind").and_then(Value::as_str).map(str::to_owned);
        assert_eq!(kind(Trouble::panic()).as_deref(), Some("failed"));
        assert_eq!(kind(Trouble::poisoned()).as_deref(), Some("failed"));
        assert_eq!(kind(Trouble::null("out")).as_deref(), Some("call"));
        assert_eq!(kind(Trouble::handle("engine")).as_deref(), Some("call"));
    }
}
