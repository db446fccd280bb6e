//! Which handles are out. Only a build with the feature `ffi-debug` keeps book; in any other, every handle is believed.

/// What a handle is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "ffi-debug"), allow(dead_code))]
pub(super) enum Kind {
    Buffer,
    Engine,
}

#[cfg(feature = "ffi-debug")]
mod book {
    use super::Kind;
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

    type Book = HashMap<usize, Kind>;

    fn book() -> MutexGuard<'static, Book> {
        static BOOK: LazyLock<Mutex<Book>> = LazyLock::new(Mutex::default);
        BOOK.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in super::super) fn enter(handle: *const (), kind: Kind) {
        book().insert(handle.addr(), kind);
    }

    /// Whether it was out.
    pub(in super::super) fn leave(handle: *const (), kind: Kind) -> bool {
        let mut book = book();
        let was_out = book.get(&handle.addr()) == Some(&kind);
        if was_out {
            book.remove(&handle.addr());
        }
        was_out
    }

    pub(in super::super) fn is_live(handle: *const (), kind: Kind) -> bool {
        handle.is_null() || book().get(&handle.addr()) == Some(&kind)
    }

    pub(super) fn count() -> i64 {
        i64::try_from(book().len()).unwrap_or(i64::MAX)
    }
}

#[cfg(not(feature = "ffi-debug"))]
mod book {
    use super::Kind;

    pub(in super::super) fn enter(_: *const (), _: Kind) {}

    pub(in super::super) fn leave(_: *const (), _: Kind) -> bool {
        true
    }

    pub(in super::super) fn is_live(_: *const (), _: Kind) -> bool {
        true
    }

    pub(super) fn count() -> i64 {
        -1
    }
}

pub(super) use book::{enter, is_live, leave};

/// How many engines and buffers are out: what is left when all is freed is a leak. -1 where nobody keeps book, which is in every build
/// without the feature `ffi-debug`.
#[unsafe(no_mangle)]
pub extern "C" fn microcred_live_handles() -> i64 {
    std::panic::catch_unwind(book::count).unwrap_or(-1)
}
