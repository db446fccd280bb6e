use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Where blocks of items lie until a thread works on them, and what came of them until it is their turn.
///
/// One thread brings the blocks and takes the results, in their order, and works too where it would have to wait; others help.
pub(super) struct Desk<I, R> {
    blocks: Mutex<Blocks<I, R>>,
    /// A block was brought, or no more will be.
    brought: Condvar,
    finished: Condvar,
}

struct Blocks<I, R> {
    waiting: VecDeque<(usize, Vec<I>)>,
    /// By their numbers. A panic is a result as well: it goes on where the result would be taken.
    done: BTreeMap<usize, thread::Result<Vec<R>>>,
    is_closed: bool,
}

impl<I, R> Desk<I, R> {
    pub(super) fn new() -> Self {
        let blocks = Blocks { waiting: VecDeque::new(), done: BTreeMap::new(), is_closed: false };
        Self { blocks: Mutex::new(blocks), brought: Condvar::new(), finished: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Blocks<I, R>> {
        // Nothing panics while it is locked.
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sees to it that helpers end when whoever opened it does, in whichever way.
    pub(super) fn open(&self) -> Open<'_, I, R> {
        Open(self)
    }

    /// Puts down a block, and says how many wait by then.
    pub(super) fn bring(&self, number: usize, block: Vec<I>) -> usize {
        let mut blocks = self.lock();
        blocks.waiting.push_back((number, block));
        self.brought.notify_one();
        blocks.waiting.len()
    }

    /// What there is to do for whoever takes the results, of which that of this number comes next. If there is nothing, and that `may_bring`
    /// no more either, it waits.
    pub(super) fn next(&self, number: usize, may_bring: bool) -> Next<I, R> {
        let mut blocks = self.lock();
        loop {
            if let Some(results) = blocks.done.remove(&number) {
                drop(blocks);
                return Next::Take(results.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            if let Some((number, block)) = blocks.waiting.pop_front() {
                return Next::Work(number, block);
            }
            if may_bring {
                return Next::Bring;
            }
            blocks = self.finished.wait(blocks).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(super) fn finish(&self, number: usize, results: thread::Result<Vec<R>>) {
        self.lock().done.insert(number, results);
        self.finished.notify_one();
    }

    /// Works on whatever is brought, until no more will be.
    pub(super) fn help(&self, work: impl Fn(Vec<I>) -> Vec<R>) {
        loop {
            let nothing = |blocks: &mut Blocks<I, R>| blocks.waiting.is_empty() && !blocks.is_closed;
            let blocks = self.brought.wait_while(self.lock(), nothing);
            let next = blocks.unwrap_or_else(PoisonError::into_inner).waiting.pop_front();
            let Some((number, block)) = next else { return };
            self.finish(number, catch_unwind(AssertUnwindSafe(|| work(block))));
        }
    }
}

pub(super) enum Next<I, R> {
    Take(Vec<R>),
    Work(usize, Vec<I>),
    Bring,
}

/// A desk at which there is somebody to take what comes.
pub(super) struct Open<'d, I, R>(&'d Desk<I, R>);

impl<I, R> Drop for Open<'_, I, R> {
    fn drop(&mut self) {
        let mut blocks = self.0.lock();
        blocks.is_closed = true;
        blocks.waiting.clear();
        drop(blocks);
        self.0.brought.notify_all();
    }
}
