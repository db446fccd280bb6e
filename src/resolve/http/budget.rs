//! What one verification may fetch in all.

use super::exchange::{self, Head};
use super::{HttpResolver, Problem};
use crate::report::code;
use crate::resolve::{Answer, Need, Resolver};
use std::io::BufRead;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How much may be fetched for one verification. What was kept from before costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Requests, redirects among them.
    pub requests: usize,
    /// Bytes of bodies.
    pub bytes: usize,
    /// Time from the first request on.
    pub time: Duration,
}

impl Default for Budget {
    /// 16 requests, 20 MiB, 10 seconds.
    fn default() -> Self {
        Self { requests: 16, bytes: 20 * 1024 * 1024, time: Duration::from_secs(10) }
    }
}

/// An [`HttpResolver`] for one verification.
#[derive(Debug)]
pub(super) struct Budgeted<'r> {
    resolver: &'r HttpResolver,
    purse: Mutex<Purse>,
}

impl<'r> Budgeted<'r> {
    pub(super) fn new(resolver: &'r HttpResolver) -> Self {
        Self { resolver, purse: Mutex::new(Purse::new(resolver.budget)) }
    }
}

impl Resolver for Budgeted<'_> {
    fn resolve(&self, need: &Need) -> Answer {
        let mut purse = self.purse.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.resolver.resolve_from(need, &mut purse)
    }
}

/// What is left of a budget.
#[derive(Debug)]
pub(super) struct Purse {
    requests: usize,
    bytes: usize,
    time: Duration,
    deadline: Option<Instant>,
}

impl Purse {
    pub(super) fn new(budget: Budget) -> Self {
        Self { requests: budget.requests, bytes: budget.bytes, time: budget.time, deadline: None }
    }

    /// When everything has to be done.
    pub(super) fn deadline(&mut self) -> Instant {
        *self.deadline.get_or_insert_with(|| Instant::now() + self.time)
    }

    pub(super) fn pay_request(&mut self) -> Result<(), Problem> {
        self.requests = self
            .requests
            .checked_sub(1)
            .ok_or_else(|| Problem::new(code::net::TOO_MANY, "the number of requests is used up"))?;
        Ok(())
    }

    /// A body of so many bytes at most. What came of one that breaks off is paid for as well.
    pub(super) fn body(
        &mut self,
        head: &Head,
        stream: &mut impl BufRead,
        max_bytes: usize,
    ) -> Result<Vec<u8>, Problem> {
        let allowed = max_bytes.min(self.bytes);
        let mut body = Vec::new();
        let read = exchange::read_body(head, stream, allowed, &mut body);
        self.bytes = self.bytes.saturating_sub(body.len());
        match read {
            Ok(()) => Ok(body),
            // It is not said to be too large for its kind where it was only too large for what others have left.
            Err(problem) if problem.code == code::net::TOO_LARGE && allowed < max_bytes => {
                Err(Problem::new(code::net::TOO_MANY, "the number of bytes is used up"))
            }
            Err(problem) => Err(problem),
        }
    }
}
