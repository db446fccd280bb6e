//! What a host does itself, if it wants to: fetch, sign, tell the time, keep a log.

use super::guard::Trouble;
use super::{MICROCRED_HOST_NOT_FOUND, MICROCRED_HOST_OK};
use crate::env::Environment;
use crate::key::{SignError, SignerIdentity};
use crate::ops::Signers;
use crate::report::code;
use crate::resolve::{Answer, Found, Need, Resolver};
use chrono::DateTime;
use std::ffi::c_void;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

/// Fetches a resource. `need` is JSON: what a report has under `needs`. What is found is written to `buffer`, at most `capacity` bytes of
/// it, and their number to `length`. Returns `MICROCRED_HOST_OK`, `MICROCRED_HOST_NOT_FOUND`, or anything else if it cannot tell.
pub type microcred_fetch_fn = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        need: *const u8,
        need_length: usize,
        buffer: *mut u8,
        capacity: usize,
        length: *mut usize,
    ) -> i32,
>;

/// Signs a message with the key that a request names by its `verificationMethod`. The signature (ECDSA: r then s) is written to
/// `signature`, at most `capacity` bytes, and their number to `length`. Returns `MICROCRED_HOST_OK`, or anything else if it cannot.
pub type microcred_sign_fn = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        verification_method: *const u8,
        verification_method_length: usize,
        message: *const u8,
        message_length: usize,
        signature: *mut u8,
        capacity: usize,
        length: *mut usize,
    ) -> i32,
>;

/// The time in seconds since 1970, in UTC, of the years 2013 to 9999. Any other number, 0 among them, says that the host cannot tell, and the
/// call fails: give `INT64_MIN` for that.
pub type microcred_now_fn = Option<unsafe extern "C" fn(user: *mut c_void) -> i64>;

/// Keeps a line of a log for each call of an engine: the operation, the status, the code of an error or `-`, the microseconds that it took.
/// Nothing of anybody is in it. `level` is 0 for what went well, 1 for a mistake in a call or a request, 2 for a failure.
pub type microcred_log_fn =
    Option<unsafe extern "C" fn(user: *mut c_void, level: i32, line: *const u8, line_length: usize)>;

/// The years 2013, in which Open Badges began, to 9999, the last that a date in a credential can name: in seconds since 1970. What most
/// languages give for nothing is 0, and by a clock of 1970 nothing that says no more than its end has expired.
const TELLABLE: RangeInclusive<i64> = 1_356_998_400..=253_402_300_799;

/// More bytes than any signature has.
const LONGEST_SIGNATURE: usize = 1024;

/// The callbacks of a host.
#[derive(Clone, Copy)]
pub(super) struct Host {
    user: *mut c_void,
    fetch: microcred_fetch_fn,
    sign: microcred_sign_fn,
    now: microcred_now_fn,
    log: microcred_log_fn,
}

// SAFETY: whoever makes an engine with callbacks says that they and `user` can be used from every thread that uses the engine.
unsafe impl Send for Host {}
// SAFETY: likewise; and nothing in here ever changes.
unsafe impl Sync for Host {}

impl Host {
    pub(super) fn none() -> Self {
        Self { user: std::ptr::null_mut(), fetch: None, sign: None, now: None, log: None }
    }

    pub(super) fn new(
        user: *mut c_void,
        fetch: microcred_fetch_fn,
        sign: microcred_sign_fn,
        now: microcred_now_fn,
        log: microcred_log_fn,
    ) -> Self {
        Self { user, fetch, sign, now, log }
    }

    /// The system's clock, or the host's.
    pub(super) fn environment(&self) -> Environment {
        let host = *self;
        match self.now {
            None => Environment::system(),
            Some(now) => Environment::system().with_clock(move || {
                let host = host;
                // SAFETY: the host says that its callback can be called with its `user` on this thread.
                let told = unsafe { now(host.user) };
                // By a clock that goes wrong in the middle of a call, whatever ends has ended.
                let told = if TELLABLE.contains(&told) { told } else { *TELLABLE.end() };
                DateTime::from_timestamp(told, 0).unwrap_or_default()
            }),
        }
    }

    /// Whether the host can tell the time: asked once as each call begins, since what reads the clock later cannot refuse.
    pub(super) fn check_clock(&self) -> Result<(), Trouble> {
        let Some(now) = self.now else { return Ok(()) };
        // SAFETY: the host says that its callback can be called with its `user` on this thread.
        let told = unsafe { now(self.user) };
        match TELLABLE.contains(&told) {
            true => Ok(()),
            false => {
                let detail =
                    format!("`now` gave {told}; give the seconds since 1970 of a moment in the years 2013 to 9999");
                Err(Trouble::callback(detail))
            }
        }
    }

    pub(super) fn resolver(&self) -> Option<Arc<dyn Resolver + Send + Sync>> {
        self.fetch.map(|_| Arc::new(*self) as Arc<dyn Resolver + Send + Sync>)
    }

    pub(super) fn signers(&self) -> Option<Arc<dyn Signers>> {
        self.sign.map(|_| Arc::new(*self) as Arc<dyn Signers>)
    }

    /// Refuses what has threads of its own where it could ask the host from them: callbacks are called on the host's threads alone.
    pub(super) fn check_threads(&self, operation: &str) -> Result<(), Trouble> {
        let may_be_asked = self.fetch.is_some() || self.sign.is_some() || self.now.is_some();
        match may_be_asked && operation.starts_with("batch_") {
            true => Err(Trouble::unhosted(operation)),
            false => Ok(()),
        }
    }

    pub(super) fn log(&self, operation: &str, status: i32, code: &str, took: Duration) {
        let Some(log) = self.log else { return };
        let level = match status {
            0 => 0,
            super::MICROCRED_ERROR_FAILED | super::MICROCRED_ERROR_PANIC | super::MICROCRED_ERROR_POISONED => 2,
            _ => 1,
        };
        // A name that is none of ours may be anything.
        let operation = crate::ops::operations().find(|(name, _)| *name == operation).map_or("?", |(name, _)| name);
        let line = format!("{operation} {status} {code} {} us", took.as_micros());
        // SAFETY: the host says that its callback can be called with its `user` on this thread; the line is there for as long.
        unsafe { log(self.user, level, line.as_ptr(), line.len()) };
    }
}

impl Resolver for Host {
    fn resolve(&self, need: &Need) -> Answer {
        let Some(fetch) = self.fetch else { return Answer::unavailable("the host fetches nothing") };
        let told = need.to_json().to_string();
        let mut buffer = vec![0; need.max_bytes];
        let mut length = 0;
        // SAFETY: the host says that its callback can be called with its `user` on this thread; the need and the buffer are there for as
        // long, with these lengths.
        let status =
            unsafe { fetch(self.user, told.as_ptr(), told.len(), buffer.as_mut_ptr(), buffer.len(), &raw mut length) };
        match status {
            MICROCRED_HOST_OK if length <= buffer.len() => {
                buffer.truncate(length);
                Answer::found(Found::supplied(&*need.url, buffer))
            }
            MICROCRED_HOST_OK => Answer::Unavailable {
                code: Some(code::abi::CALLBACK),
                reason: format!("the host's callback gave back more than the {} bytes there is room for", buffer.len()),
            },
            MICROCRED_HOST_NOT_FOUND => Answer::NotFound,
            _ => Answer::unavailable("the host's callback could not fetch it"),
        }
    }
}

impl Signers for Host {
    fn sign(&self, identity: &SignerIdentity, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let Some(sign) = self.sign else { return Err(SignError::Callback("there is none".to_owned())) };
        let method = identity.verification_method();
        let mut signature = vec![0; LONGEST_SIGNATURE];
        let mut length = 0;
        // SAFETY: the host says that its callback can be called with its `user` on this thread; name, message and buffer are there for as
        // long, with these lengths.
        let status = unsafe {
            sign(
                self.user,
                method.as_ptr(),
                method.len(),
                message.as_ptr(),
                message.len(),
                signature.as_mut_ptr(),
                signature.len(),
                &raw mut length,
            )
        };
        if status != MICROCRED_HOST_OK || length > signature.len() {
            return Err(SignError::Callback(format!("`sign` returned {status} and a signature of {length} bytes")));
        }
        signature.truncate(length);
        Ok(signature)
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Host").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn told(user: *mut c_void) -> i64 {
        // SAFETY: the test gives a number that lives as long.
        unsafe { *user.cast::<i64>() }
    }

    #[test]
    fn a_clock_tells_what_has_a_date() {
        for (mut seconds, is_told) in [
            (0, false),
            (-1, false),
            (1_356_998_399, false),
            (1_356_998_400, true),
            (253_402_300_799, true),
            (253_402_300_800, false),
            (8_210_266_876_500, false),
            (i64::MIN, false),
        ] {
            let host = Host::new((&raw mut seconds).cast(), None, None, Some(told), None);
            assert_eq!(host.check_clock().is_ok(), is_told, "{seconds}");
            let year = host.environment().now().format("%Y").to_string();
            assert_eq!(year == "9999", !is_told || seconds == 253_402_300_799, "{seconds}: never 1970, {year}");
        }
    }
}
