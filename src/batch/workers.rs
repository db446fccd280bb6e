use super::BatchError;
use super::queue::Queue;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;

/// Items that one thread works on in one go, at most: what is at hand should fit into a processor's cache.
const BLOCK: usize = 8;

/// Blocks for each thread that are read and not yet taken, at most.
const AHEAD: usize = 8;

/// What the items of a block weigh together, at most, but for the last.
const WEIGHT: usize = 512 * 1024;

/// Threads that work side by side, on blocks of items whose order is kept.
///
/// ```
/// use microcred::batch::{BatchError, Workers};
/// use std::ops::ControlFlow;
/// let mut squares = Vec::new();
/// let numbers = (1..=1_000_u64).map(Ok::<_, BatchError>);
/// let _ = Workers::new(2)?.in_order(numbers, |_| 8, |number| number * number, |square| {
///     squares.push(square);
///     Ok(ControlFlow::Continue(()))
/// })?;
/// assert_eq!(squares[999], 1_000_000);
/// # Ok::<(), BatchError>(())
/// ```
#[derive(Debug)]
pub struct Workers {
    pool: ThreadPool,
}

/// More threads than these do no more, and thousands stand in each other's way.
const MOST_THREADS: usize = 256;

impl Workers {
    /// So many threads, 256 at most; as many as there are cores if it is none.
    ///
    /// # Errors
    /// If the operating system has no thread to give.
    pub fn new(threads: usize) -> Result<Self, BatchError> {
        let threads = threads.min(MOST_THREADS);
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|at| format!("microcred-{at}")).build();
        Ok(Self { pool: pool.map_err(|error| BatchError::Threads(error.to_string()))? })
    }

    /// Works on every item and hands the results to `take`, one after the other in the order of the items.
    ///
    /// The calling thread is one of those that work: it reads the items, hands blocks of them to the others, and takes all results. So
    /// at most eight blocks of 8 items for each thread are at hand at any time. A block is ended once its items weigh 512 KiB together, by
    /// what `weight` says in bytes. `take` ends it by breaking off; then what was begun is given up.
    ///
    /// # Errors
    /// The first that an item or `take` has. All items before are worked on and taken.
    pub fn in_order<I: Send, R: Send, E>(
        &self,
        items: impl IntoIterator<Item = Result<I, E>>,
        weight: impl Fn(&I) -> usize,
        work: impl Fn(I) -> R + Send + Sync,
        take: impl FnMut(R) -> Result<ControlFlow<()>, E>,
    ) -> Result<ControlFlow<()>, E> {
        self.in_blocks(items, BLOCK, weight, |block| block.into_iter().map(&work).collect(), take)
    }

    /// The same with work on so many items at once, or fewer.
    pub(super) fn in_blocks<I: Send, R: Send, E>(
        &self,
        items: impl IntoIterator<Item = Result<I, E>>,
        most: usize,
        weight: impl Fn(&I) -> usize,
        work: impl Fn(Vec<I>) -> Vec<R> + Send + Sync,
        mut take: impl FnMut(R) -> Result<ControlFlow<()>, E>,
    ) -> Result<ControlFlow<()>, E> {
        let threads = self.pool.current_num_threads().max(1);
        let mut items = items.into_iter().fuse();
        let mut failure = None;
        let mut read = |most| {
            let (mut block, mut heavy) = (Vec::new(), 0);
            while failure.is_none() && block.len() < most && heavy < WEIGHT {
                match items.next() {
                    Some(Ok(item)) => {
                        heavy += weight(&item);
                        block.push(item);
                    }
                    Some(Err(error)) => failure = Some(error),
                    None => break,
                }
            }
            (!block.is_empty()).then_some(block)
        };
        let (queue, work) = (&Queue::new(), &work);
        let taken = thread::scope(|scope| {
            let _open = queue.open();
            // Threads of their own, since they wait: those of the pool have to be there for whoever else needs them. Without one, the others do more.
            for at in 1..threads {
                let helper = thread::Builder::new().name(format!("microcred-helper-{at}"));
                let _ = helper.spawn_scoped(scope, || queue.help(work));
            }
            let (mut begun, mut taken, mut is_more) = (0, 0, true);
            loop {
                // Little waits, so that it is fresh when its turn comes; but a block that takes long holds nobody up.
                while is_more && begun - taken < AHEAD * threads && queue.is_short(taken, threads) {
                    // Small ones first, so that few items, too, are shared by all.
                    let most = most.min(1 << (begun / (2 * threads)).min(16));
                    match read(most) {
                        Some(block) => {
                            queue.bring(begun, block);
                            begun += 1;
                        }
                        None => is_more = false,
                    }
                }
                if taken == begun {
                    return Ok(ControlFlow::Continue(()));
                }
                let may_come = is_more && begun - taken < AHEAD * threads;
                let Some(results) = queue.take(taken, may_come, work) else { continue };
                taken += 1;
                for result in results {
                    if take(result)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        })?;
        match failure {
            Some(error) if taken.is_continue() => Err(error),
            _ => Ok(taken),
        }
    }

    /// Works on every item; the results have the order of the items.
    pub(super) fn map<I: Send, R: Send>(&self, items: Vec<I>, work: impl Fn(I) -> R + Send + Sync) -> Vec<R> {
        self.pool.install(|| items.into_par_iter().map(work).collect())
    }
}

/// Makes blocks here, and commits each on a thread of its own while the next is made; at most one waits between the two.
///
/// It ends when there are no more, when `commit` breaks off, or at the first error of either.
pub(super) fn in_stages<B: Send, E: Send>(
    mut make: impl FnMut() -> Result<Option<B>, E>,
    mut commit: impl FnMut(B) -> Result<ControlFlow<()>, E> + Send,
) -> Result<ControlFlow<()>, E> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::scope(|scope| {
        let committing = scope.spawn(move || {
            for block in receiver {
                if commit(block)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        });
        let made = loop {
            match make() {
                Ok(Some(block)) => match sender.send(block) {
                    Ok(()) => {}
                    // Nobody receives any more: why, `committing` says.
                    Err(_) => break Ok(()),
                },
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        drop(sender);
        let committed = committing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        made.map(|()| committed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    #[test]
    fn the_order_is_kept_and_little_is_at_hand() {
        let workers = Workers::new(4).unwrap();
        let (begun, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let items = (0..20_000_usize).map(|number| {
            begun.fetch_add(1, Ordering::SeqCst);
            Ok::<_, BatchError>(number)
        });
        let mut results = Vec::new();
        let done = workers.in_order(
            items,
            |_| 1,
            |number| number,
            |number| {
                let before = taken.fetch_add(1, Ordering::SeqCst);
                most.fetch_max(begun.load(Ordering::SeqCst) - before, Ordering::SeqCst);
                results.push(number);
                Ok(ControlFlow::Continue(()))
            },
        );
        assert_eq!(done, Ok(ControlFlow::Continue(())));
        assert!(results.iter().copied().eq(0..20_000));
        assert!(most.load(Ordering::SeqCst) <= AHEAD * 4 * BLOCK, "{most:?} at hand");
    }

    #[test]
    fn whoever_takes_ends_it_and_so_does_an_error() {
        let (workers, alone) = (Workers::new(2).unwrap(), Workers::new(1).unwrap());
        let endless = || (0_u64..).map(Ok::<_, BatchError>);
        let take = |number| Ok(if number < 1_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) });
        for workers in [&workers, &alone] {
            assert_eq!(workers.in_order(endless(), |_| 1, |number| number, take), Ok(ControlFlow::Break(())));
            let failing =
                endless().map(|number| number.and_then(|it| if it < 700 { Ok(it) } else { Err(BatchError::Busy) }));
            let mut taken = 0;
            let count = |_| {
                taken += 1;
                Ok(ControlFlow::Continue(()))
            };
            assert_eq!(workers.in_order(failing, |_| 1, |number| number, count), Err(BatchError::Busy));
            assert_eq!(taken, 700, "all before it are done");
        }
        let heavy = workers.in_order(endless().take(3), |_| WEIGHT, |number| number, |_| Ok(ControlFlow::Continue(())));
        assert_eq!(heavy, Ok(ControlFlow::Continue(())), "a block has one item at least");
    }

    /// Whoever shares them with others, or comes back to them from inside, waits for nobody.
    #[test]
    fn several_use_the_same_ones_at_once() {
        let workers = &Workers::new(2).unwrap();
        let is_over = &AtomicBool::new(false);
        let numbers = |count: u64| (0..count).map(Ok::<_, BatchError>);
        let until_over =
            |_| Ok(if is_over.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| workers.in_order(numbers(u64::MAX), |_| 1, |number| number, until_over));
            }
            for depth in 0..4 {
                assert_eq!(nested(workers, depth), Ok(ControlFlow::Continue(())));
            }
            is_over.store(true, Ordering::SeqCst);
        });
    }

    fn nested(workers: &Workers, depth: usize) -> Result<ControlFlow<()>, BatchError> {
        let inside = |number| if depth == 0 { number } else { number + u64::from(nested(workers, depth - 1).is_err()) };
        let take = |_| if depth == 0 { Ok(ControlFlow::Continue(())) } else { nested(workers, depth - 1) };
        workers.in_order((0..3).map(Ok), |_| 1, inside, take)
    }

    #[test]
    fn thousands_of_threads_are_not_begun() {
        assert_eq!(Workers::new(100_000).unwrap().pool.current_num_threads(), MOST_THREADS);
    }

    /// What came of an item is taken before more is waited for.
    #[test]
    fn nothing_that_is_done_waits_for_what_is_not_there_yet() {
        for threads in [1, 2, 8] {
            let taken = &AtomicUsize::new(0);
            let items = (0..100_usize).map(|number| {
                // At most what was handed to each thread before is on its way.
                let since = std::time::Instant::now();
                while number > taken.load(Ordering::SeqCst) + 2 * threads {
                    assert!(since.elapsed().as_secs() < 60, "{number} with {threads}");
                    thread::yield_now();
                }
                Ok::<_, BatchError>(number)
            });
            let take = |_| {
                taken.fetch_add(1, Ordering::SeqCst);
                Ok(ControlFlow::Continue(()))
            };
            let ended = Workers::new(threads).unwrap().in_order(items.take(2 * threads), |_| 1, |it| it, take);
            assert_eq!(ended, Ok(ControlFlow::Continue(())));
            assert_eq!(taken.load(Ordering::SeqCst), 2 * threads);
        }
    }

    /// On whichever thread it happens, nobody is left waiting.
    #[test]
    fn a_panic_goes_on_where_it_would_be_taken() {
        let workers = Workers::new(3).unwrap();
        for place in 0..100_usize {
            let mut taken = 0;
            let panic = catch_unwind(AssertUnwindSafe(|| {
                let work = |number| if number == place { panic!("{number}") } else { number };
                let take = |_| {
                    taken += 1;
                    Ok(ControlFlow::Continue(()))
                };
                let _ = workers.in_order((0..100).map(Ok::<_, BatchError>), |_| 1, work, take);
            }));
            assert_eq!(panic.unwrap_err().downcast_ref::<String>(), Some(&place.to_string()));
            assert!(taken <= place);
        }
        let all =
            workers.in_order((0..100).map(Ok::<_, BatchError>), |_| 1, |_| (), |()| Ok(ControlFlow::Continue(())));
        assert!(all.is_ok(), "and the threads are still there");
    }
}
