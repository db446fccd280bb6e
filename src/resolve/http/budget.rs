//! What one verification may fetch in all.

use super::{HttpResolver, Problem};
use crate::report::code;
use crate::resolve::{Answer, Need, Resolver};
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

    /// How many bytes of so many may still be read.
    pub(super) fn bytes(&self, wanted: usize) -> usize {
        wanted.min(self.bytes)
    }

    pub(super) fn pay_bytes(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}
