use super::guard::{Trouble, guarded};
use super::handles::{self, Kind};
use std::ptr;
use zeroize::Zeroize;

/// Bytes that the library gives out, and the caller frees. One byte after them is zero, so that a text can be read as one.
#[allow(missing_debug_implementations)] // whoever holds one is not in Rust
pub struct microcred_buffer {
    /// With that byte.
    bytes: Vec<u8>,
}

/// Hands bytes over to the caller.
pub(super) fn give(mut bytes: Vec<u8>) -> *mut microcred_buffer {
    if bytes.len() == bytes.capacity() {
        // They would move to a larger block, and leave behind what may hold a private key.
        let mut roomier = Vec::with_capacity(bytes.len() + 1);
        roomier.extend_from_slice(&bytes);
        bytes.zeroize();
        bytes = roomier;
    }
    bytes.push(0);
    let buffer = Box::into_raw(Box::new(microcred_buffer { bytes }));
    handles::enter(buffer.cast(), Kind::Buffer);
    buffer
}

/// A buffer, for as long as the caller does not free it.
///
/// # Safety
/// `buffer` is null or comes from [`give`].
unsafe fn borrow<'a>(buffer: *const microcred_buffer) -> Option<&'a microcred_buffer> {
    if !handles::is_live(buffer.cast(), Kind::Buffer) {
        return None;
    }
    // SAFETY: null gives nothing; anything else points to a buffer that was given out and not yet freed, which nobody changes.
    unsafe { buffer.as_ref() }
}

/// The bytes of a buffer; null of null.
///
/// # Safety
/// `buffer` is null or was given out by the library and not freed. What is returned goes when the buffer does.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_buffer_data(buffer: *const microcred_buffer) -> *const u8 {
    // SAFETY: as this function's own.
    unsafe { borrow(buffer) }.map_or(ptr::null(), |buffer| buffer.bytes.as_ptr())
}

/// How many bytes a buffer has, without the zero byte after them; none of null.
///
/// # Safety
/// As for `microcred_buffer_data`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_buffer_length(buffer: *const microcred_buffer) -> usize {
    // SAFETY: as this function's own.
    unsafe { borrow(buffer) }.map_or(0, |buffer| buffer.bytes.len().saturating_sub(1))
}

/// Frees a buffer, after overwriting it, since it may hold a private key. Null is nothing to free.
///
/// # Safety
/// `buffer` is null or was given out by the library and not freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn microcred_buffer_free(buffer: *mut microcred_buffer) -> i32 {
    guarded(|| {
        if buffer.is_null() {
            return Ok(());
        }
        if !handles::leave(buffer.cast(), Kind::Buffer) {
            return Err(Trouble::handle("buffer"));
        }
        // SAFETY: it comes from `Box::into_raw` in `give`, and the caller says that it was not freed.
        let mut buffer = unsafe { Box::from_raw(buffer) };
        buffer.bytes.zeroize();
        Ok(())
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::File;
    use std::os::unix::fs::FileExt;

    /// The memory of the process is read as the operating system shows it.
    #[test]
    fn bytes_without_room_for_one_more_are_erased_where_they_were() {
        // The neighbours keep them from growing where they are.
        let [before, bytes, after] = [1_u8, 0xa7, 2].map(|byte| vec![byte; 4_000].into_boxed_slice().into_vec());
        let place = bytes.as_ptr() as u64;
        let given = give(bytes);
        let mut left = [0; 1_000];
        File::open("/proc/self/mem").unwrap().read_exact_at(&mut left, place + 2_000).unwrap();
        assert!(left.iter().all(|byte| *byte != 0xa7), "what was given away is still in the old block");
        // SAFETY: it was given out right here, and is freed once.
        let (length, freed) = unsafe { (microcred_buffer_length(given), microcred_buffer_free(given)) };
        assert_eq!((length, freed, before.len() + after.len()), (4_000, 0, 8_000));
    }
}
