use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Where blocks of items lie until a thread works on them, and what came of them until it is their turn.
///
/// One thread brings the blocks and takes the results, in their order, and works too where it would have to wait; others help. A panic
/// goes on where its results would be taken; of a block that is given up nobody hears.
pub(super) struct Queue<I, R> {
    blocks: Mutex<Blocks<I, R>>,
    /// A block was brought, or no more will be: helpers wait for it.
    brought: Condvar,
    /// Results are there: whoever takes them waits for it, and nobody else.
    finished: Condvar,
}

struct Blocks<I, R> {
    waiting: VecDeque<(usize, Vec<I>)>,
    /// By their numbers. A panic is a result as well: it goes on where the result would be taken.
    done: BTreeMap<usize, thread::Result<Vec<R>>>,
    is_closed: bool,
}

impl<I, R> Queue<I, R> {
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

    /// Whether fewer blocks wait than that, and the results of this number, which come next, are not there either.
    pub(super) fn is_short(&self, number: usize, blocks: usize) -> bool {
        let all = self.lock();
        all.waiting.len() < blocks && !all.done.contains_key(&number)
    }

    pub(super) fn bring(&self, number: usize, block: Vec<I>) {
        self.lock().waiting.push_back((number, block));
        self.brought.notify_one();
    }

    /// The results of this number, which come next, or nothing after having done something else. It waits only if nothing more `may_come`.
    pub(super) fn take(&self, number: usize, may_come: bool, work: impl Fn(Vec<I>) -> Vec<R>) -> Option<Vec<R>> {
        let mut blocks = self.lock();
        loop {
            if let Some(results) = blocks.done.remove(&number) {
                drop(blocks);
                return Some(results.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            if let Some((number, block)) = blocks.waiting.pop_front() {
                drop(blocks);
                self.work(number, block, work);
                return None;
            }
            if may_come {
                return None;
            }
            blocks = self.finished.wait(blocks).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self, number: usize, block: Vec<I>, work: impl Fn(Vec<I>) -> Vec<R>) {
        let results = catch_unwind(AssertUnwindSafe(|| work(block)));
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
            self.work(number, block, &work);
        }
    }
}

/// A queue whose results somebody is there to take.
pub(super) struct Open<'q, I, R>(&'q Queue<I, R>);

impl<I, R> Drop for Open<'_, I, R> {
    fn drop(&mut self) {
        let mut blocks = self.0.lock();
        blocks.is_closed = true;
        // Dropped once nothing is locked, and nobody waits: an item may do anything then.
        let given_up = std::mem::take(&mut blocks.waiting);
        drop(blocks);
        self.0.brought.notify_all();
        drop(given_up);
    }
}
