//! Multiples of points, for the keys of Ed25519 that are met again and again: an issuer's own, when its badges are verified by the
//! thousand.
//!
//! A signature (R, s) of a message by the key A holds if R = s·B − h·A, with h the hash of all three. For a point that is known
//! beforehand, a product is a sum of multiples out of a table, one for each digit of the number, without any doubling ([Handbook
//! of Applied Cryptography](https://cacr.uwaterloo.ca/hac/), §14.6.3 (i), with signed digits). The sum is the same point, so the verdict
//! is the same to the last bit; it takes half of the time. Everything here is public, so that nothing has to take the same time always.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::ED25519_BASEPOINT_POINT};
use sha2::{Digest, Sha512};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

/// Bits of a digit, for keys (370 KiB a table) and for the base point, of which there is one (640 KiB).
const KEY_DIGIT: usize = 7;
const BASE_DIGIT: usize = 8;

/// How many keys have a table, at most.
const PLACES: usize = 8;

/// A table costs as much as some thirty verifications save, that of the base point twice as much. So a key has to come back.
const OFTEN: u32 = 64;

/// A key that was met so often has to be displaced as often.
const MOST: u32 = 4096;

/// The multiples of one point by every digit, at every place of a number.
pub(super) struct Table {
    digit: usize,
    multiples: Vec<EdwardsPoint>,
}

impl Table {
    fn new(point: EdwardsPoint, digit: usize) -> Self {
        let places = places(digit);
        let mut multiples = Vec::with_capacity(places * half(digit));
        let mut unit = point;
        for _ in 0..places {
            let mut multiple = unit;
            for _ in 1..half(digit) {
                multiples.push(multiple);
                multiple += unit;
            }
            multiples.push(multiple);
            unit = multiple + multiple;
        }
        Self { digit, multiples }
    }

    /// The sum, and the point times a number below the order of the group (or its negative) beside it.
    fn add_product(&self, mut sum: EdwardsPoint, number: &[u8; 32], is_negative: bool) -> EdwardsPoint {
        let places = self.multiples.chunks_exact(half(self.digit));
        for (multiples, digit) in places.zip(digits(number, self.digit)) {
            let Some(multiple) = (digit.unsigned_abs() as usize).checked_sub(1).and_then(|at| multiples.get(at)) else {
                continue;
            };
            if (digit < 0) == is_negative {
                sum += multiple;
            } else {
                sum -= multiple;
            }
        }
        sum
    }

    /// Whether this table's key signed the message: exactly what R would have to be, byte by byte.
    pub(super) fn holds(
        &self,
        base: &Self,
        key: &[u8; 32],
        message: &[u8],
        commitment: &[u8; 32],
        scalar: &[u8; 32],
    ) -> bool {
        let hash = Sha512::new().chain_update(commitment).chain_update(key).chain_update(message).finalize();
        let hash = Scalar::from_bytes_mod_order_wide(&hash.into());
        let of_base = base.add_product(EdwardsPoint::default(), scalar, false);
        self.add_product(of_base, hash.as_bytes(), true).compress().as_bytes() == commitment
    }
}

/// How many digits a number has: those of 253 bits, and one that a carry may need.
const fn places(digit: usize) -> usize {
    253 / digit + 1
}

/// The largest digit.
const fn half(digit: usize) -> usize {
    1 << (digit - 1)
}

/// The digits of a number below 2^253, lowest first, each of at most half the base and positive or negative.
fn digits(number: &[u8; 32], digit: usize) -> impl Iterator<Item = i32> {
    let mut words = [0_u64; 5];
    for (word, bytes) in words.iter_mut().zip(number.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    let mut carry = 0;
    (0..places(digit)).map(move |place| {
        let (word, shift) = (place * digit / 64, place * digit % 64);
        let bits = words[word] >> shift | words[word + 1].checked_shl(64 - shift as u32).unwrap_or_default();
        let unsigned = (bits & ((1 << digit) - 1)) as i32 + carry;
        carry = i32::from(unsigned > half(digit) as i32);
        unsigned - (carry << digit)
    })
}

/// Which keys are met often, and their tables.
pub(super) static TABLES: Tables = Tables::new();

pub(super) struct Tables {
    base: OnceLock<Table>,
    places: [RwLock<Option<Met>>; PLACES],
}

struct Met {
    key: [u8; 32],
    /// How often it came, less how often others came to its place.
    times: AtomicU32,
    table: Option<Arc<Table>>,
}

impl Met {
    /// Whether it keeps its place when another key comes.
    fn is_still_favoured(&self) -> bool {
        self.times.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |times| times.checked_sub(1)).is_ok()
    }
}

impl Tables {
    const fn new() -> Self {
        Self { base: OnceLock::new(), places: [const { RwLock::new(None) }; PLACES] }
    }

    /// The table of the base point and that of a key, once it has come often. Nobody waits for anybody, nor for a table that is being
    /// made: without one, a signature is verified as well.
    pub(super) fn of(&self, key: &[u8; 32], point: impl FnOnce() -> EdwardsPoint) -> Option<(&Table, Arc<Table>)> {
        let place = &self.places[usize::from(key[0]) % PLACES];
        {
            let met = place.try_read().ok()?;
            match met.as_ref() {
                Some(met) if met.key == *key => {
                    if let (Some(base), Some(table)) = (self.base.get(), &met.table) {
                        if met.times.load(Ordering::Relaxed) < MOST {
                            met.times.fetch_add(1, Ordering::Relaxed);
                        }
                        return Some((base, Arc::clone(table)));
                    }
                    // One thread alone comes the time that counts; should it be disturbed, another does later.
                    if !(met.times.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(OFTEN) {
                        return None;
                    }
                }
                Some(other) if other.is_still_favoured() => return None,
                _ => {
                    drop(met);
                    *place.try_write().ok()? = Some(Met { key: *key, times: AtomicU32::new(1), table: None });
                    return None;
                }
            }
        }
        if self.base.get().is_none() {
            // Whoever else was faster has made the same.
            let _ = self.base.set(Table::new(ED25519_BASEPOINT_POINT, BASE_DIGIT));
        }
        let table = Arc::new(Table::new(point(), KEY_DIGIT));
        let mut met = place.try_write().ok()?;
        met.as_mut().filter(|met| met.key == *key)?.table = Some(Arc::clone(&table));
        Some((self.base.get()?, table))
    }
}

#[cfg(test)]
mod tests;
