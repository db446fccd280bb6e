//! What waits for others' servers, and holds nothing meanwhile that those need who wait for nobody.

use crate::resolve::{Answer, Need, Resolver};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// As many may wait for others' servers at a time, and for one of them.
const WAITING: usize = 32;
const WAITING_FOR_ONE: usize = 8;

/// Whom is waited for, by how many.
#[derive(Default)]
pub(super) struct Places(Mutex<HashMap<String, usize>>);

/// One place.
struct Place<'p> {
    places: &'p Places,
    host: String,
}

impl Places {
    fn waiting(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place to wait for a host in, if one is free: a host that does not answer has a few of them, and leaves the others to the rest.
    fn take(&self, host: String) -> Option<Place<'_>> {
        let mut waiting = self.waiting();
        if waiting.values().sum::<usize>() >= WAITING {
            return None;
        }
        let for_it = waiting.entry(host.clone()).or_default();
        if *for_it >= WAITING_FOR_ONE {
            return None;
        }
        *for_it += 1;
        Some(Place { places: self, host })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self.places.waiting();
        if let Some(for_it) = waiting.get_mut(&self.host) {
            *for_it -= 1;
            if *for_it == 0 {
                waiting.remove(&self.host);
            }
        }
    }
}

/// The room that a piece of work has.
pub(super) struct Seat {
    taken: Mutex<Option<OwnedSemaphorePermit>>,
    room: Arc<Semaphore>,
    places: Arc<Places>,
    runtime: Handle,
    had_no_place: AtomicBool,
}

impl Seat {
    pub(super) fn new(taken: OwnedSemaphorePermit, room: Arc<Semaphore>, places: Arc<Places>, runtime: Handle) -> Self {
        Self { taken: Mutex::new(Some(taken)), room, places, runtime, had_no_place: AtomicBool::new(false) }
    }

    /// Whether something was to be waited for when too much else was.
    pub(super) fn had_no_place(&self) -> bool {
        self.had_no_place.load(Ordering::Relaxed)
    }

    /// Waits for a host without the room, which others work in meanwhile, and then for room. Nothing if there is no place to wait in.
    fn leave<T>(&self, host: String, wait: impl FnOnce() -> T) -> Option<T> {
        let Some(place) = self.places.take(host) else {
            self.had_no_place.store(true, Ordering::Relaxed);
            return None;
        };
        self.sit(None);
        let waited = wait();
        drop(place);
        self.sit(self.runtime.block_on(Arc::clone(&self.room).acquire_owned()).ok());
        Some(waited)
    }

    fn sit(&self, taken: Option<OwnedSemaphorePermit>) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = taken;
    }
}

/// Others' servers, as a piece of work asks them.
pub(super) struct Elsewhere<R> {
    resolver: R,
    seat: Arc<Seat>,
}

impl<R> Elsewhere<R> {
    pub(super) fn new(resolver: R, seat: &Arc<Seat>) -> Self {
        Self { resolver, seat: Arc::clone(seat) }
    }
}

impl<R: Resolver> Resolver for Elsewhere<R> {
    fn resolve(&self, need: &Need) -> Answer {
        let host = url::Url::parse(&need.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let answer = self.seat.leave(host.unwrap_or_default(), || self.resolver.resolve(need));
        answer.unwrap_or_else(|| Answer::unavailable("too much else is being waited for"))
    }

    fn for_verification(&self) -> Option<Box<dyn Resolver + '_>> {
        Some(Box::new(Elsewhere::new(self.resolver.for_verification()?, &self.seat)))
    }
}
