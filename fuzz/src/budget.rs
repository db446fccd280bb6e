//! What one input may cost: time of the processor and memory, whatever the machine is busy with.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// One input of a few kilobytes, however it is made: in an optimised build with coverage and checks for overflow, which takes two to
/// four times as long as the library does.
const TIME: Duration = Duration::from_secs(1);

/// Bytes on the heap at once, beyond those at the start. The largest budget of the library itself is a status list of 8 MiB.
const MEMORY: usize = 96 << 20;

/// Runs it, and panics if that took too much.
pub fn hold(name: &str, run: impl Fn()) {
    let before = HEAP.now.load(Ordering::Relaxed);
    HEAP.most.store(before, Ordering::Relaxed);
    let began = Instant::now();
    run();
    let most = HEAP.most.load(Ordering::Relaxed).saturating_sub(before);
    assert!(most <= MEMORY, "{name}: {most} bytes of memory at once");
    if began.elapsed() > TIME {
        // The machine may have been busy with something else: only what the processor spends on it counts.
        let began = processor_time();
        run();
        let spent = processor_time().saturating_sub(began);
        assert!(spent <= TIME, "{name}: {spent:?} of processor time");
    }
}

/// What this thread has spent so far; nothing where the system does not tell.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or_default())
}

/// The memory of the process, counted.
struct Counted {
    now: AtomicUsize,
    most: AtomicUsize,
}

#[global_allocator]
static HEAP: Counted = Counted { now: AtomicUsize::new(0), most: AtomicUsize::new(0) };

// SAFETY: everything is left to the system; sizes are written down beside it.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = self.now.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        self.most.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        self.now.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let now = self.now.fetch_add(size, Ordering::Relaxed) + size;
        self.most.fetch_max(now, Ordering::Relaxed);
        self.now.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(place, layout, size) }
    }
}
