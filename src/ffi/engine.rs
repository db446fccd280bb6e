use super::buffer::microcred_buffer;
use super::guard::{self, Trouble, answering, guarded};
use super::handles::{self, Kind};
use super::host::{Host, microcred_fetch_fn, microcred_log_fn, microcred_now_fn, microcred_sign_fn};
use super::{MICROCRED_ERROR_CONFIGURATION, MICROCRED_OK};
use crate::ops::{Answer, Engine};
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What verifies and issues under one configuration. It never changes.
#[allow(missing_debug_implementations)] // whoever holds one is not in Rust
pub struct microcred_engine {
    engine: Engine,
    host: Host,
    /// Whether it met a fault of the library.
    poisoned: AtomicBool,
}

impl microcred_engine {
    pub(super) fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::Acquire)
    }

    pub(super) fn poison(&self) {
        self.poisoned.store(true, Ordering::Release);
    }

    /// Tells the host's log how a call went.
    pub(super) fn log(&self, operation: &str, trouble: Option<&Trouble>, took: Duration) {
        let (status, code) = trouble.map_or((MICROCRED_OK, "-"), |trouble| (trouble.status, trouble.code()));
        self.host.log(operation, status, code, took);
    }

    /// Carries out an operation.
    pub(super) fn carry_out<T>(
        &self,
        operation: &str,
        request: &str,
        given: &[(&str, &[u8])],
        take: impl FnOnce(&dyn Answer) -> T,
    ) -> Result<T, Trouble> {
        #[cfg(feature = "ffi-debug")]
        if operation == "panic" {
            #[allow(clippy::panic)] // what a fault would look like, in a build that is there to be tested
            {
                panic!("a fault that was asked for");
            }
        }
        self.host.check_threads(operation)?;
        self.host.check_clock()?;
        let answer = self.engine.answer(operation, request, given).map_err(|error| Trouble::operation(&error))?;
        Ok(take(&*answer))
    }
}

/// Makes an engine from its configuration: JSON as `vocab/schemas/engine.schema.json` has it, or nothing.
///
/// # Safety
/// `configuration` is null or points to `configuration_length` bytes; `out` and `err` are null or may be written to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_engine_new(
    configuration: *const u8,
    configuration_length: usize,
    out: *mut *mut microcred_engine,
    err: *mut *mut microcred_buffer,
) -> i32 {
    // SAFETY: as this function's own.
    unsafe { make(configuration, configuration_length, Host::none(), out, err) }
}

/// The same with callbacks of the host, each of which may be null. They are called on the thread that calls the library, during that call
/// alone, and get `user` back; threads that share the engine call them at once. The operations `batch_verify` and `batch_issue`, which
/// have threads of their own, are refused by an engine with `fetch`, `sign` or `now`.
///
/// `fetch` is asked for what is neither in the configuration nor in a request, if the configuration has `"offline": false`. What it is asked
/// for with `beforeProof` true is the choice of whoever wrote the document, of names within your own network too: fetch from public
/// addresses alone.
///
/// # Safety
/// As for `microcred_engine_new`; and callbacks and `user` can be used from every thread that uses the engine, until it is freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_engine_new_with_host(
    configuration: *const u8,
    configuration_length: usize,
    user: *mut c_void,
    fetch: microcred_fetch_fn,
    sign: microcred_sign_fn,
    now: microcred_now_fn,
    log: microcred_log_fn,
    out: *mut *mut microcred_engine,
    err: *mut *mut microcred_buffer,
) -> i32 {
    // SAFETY: as this function's own.
    unsafe { make(configuration, configuration_length, Host::new(user, fetch, sign, now, log), out, err) }
}

/// # Safety
/// As for `microcred_engine_new`.
unsafe fn make(
    configuration: *const u8,
    length: usize,
    host: Host,
    out: *mut *mut microcred_engine,
    err: *mut *mut microcred_buffer,
) -> i32 {
    let work = || {
        // SAFETY: as this function's own.
        let text = unsafe { guard::json(configuration, length, "configuration") }?;
        let engine = Engine::configured(text, host.environment(), host.resolver())
            .map_err(|error| Trouble::operation(&error).with_status(MICROCRED_ERROR_CONFIGURATION))?;
        let engine = match host.signers() {
            Some(signers) => engine.with_signers(signers),
            None => engine,
        };
        let engine = Box::into_raw(Box::new(microcred_engine { engine, host, poisoned: AtomicBool::new(false) }));
        handles::enter(engine.cast(), Kind::Engine);
        Ok(engine)
    };
    // SAFETY: as this function's own.
    unsafe { answering(out, err, work) }
}

/// Frees an engine. Null is nothing to free.
///
/// # Safety
/// `engine` is null or comes from the library and was not freed, and nobody uses it at the moment.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_engine_free(engine: *mut microcred_engine) -> i32 {
    guarded(|| {
        if engine.is_null() {
            return Ok(());
        }
        if !handles::leave(engine.cast(), Kind::Engine) {
            return Err(Trouble::handle("engine"));
        }
        // SAFETY: it comes from `Box::into_raw` in `make`, and the caller says that it was not freed and that nobody uses it.
        drop(unsafe { Box::from_raw(engine) });
        Ok(())
    })
}
