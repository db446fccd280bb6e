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

/// Bits of a digit in the table of a key, which takes 640 KiB.
const OF_KEY: usize = 8;

/// And in that of the base point, of which there is one: 2 MiB.
const OF_BASE: usize = 10;

/// How many keys are counted and may have a table.
const KEYS: usize = 8;

/// A table costs as much as some fifty verifications save, and that of the base point three times as much, once. So a key has to come back.
const OFTEN: u32 = 64;

/// A key that was met so often has to be displaced as often.
const MOST: u32 = 4096;

/// The multiples of one point by every digit of so many bits, at every place of a number.
pub(super) struct Table {
    bits: usize,
    multiples: Vec<EdwardsPoint>,
}

/// The largest digit.
const fn half(bits: usize) -> usize {
    1 << (bits - 1)
}

/// How many digits a number below 2^253 has, with what a carry may add.
const fn places(bits: usize) -> usize {
    254_usize.div_ceil(bits)
}

impl Table {
    fn new(point: EdwardsPoint, bits: usize) -> Self {
        let mut multiples = Vec::with_capacity(places(bits) * half(bits));
        let mut unit = point;
        for _ in 0..places(bits) {
            let mut multiple = EdwardsPoint::default();
            multiples.extend((0..half(bits)).map(|_| {
                multiple += unit;
                multiple
            }));
            unit = multiple + multiple;
        }
        Self { bits, multiples }
    }

    /// Adds what the point times a number below the order of the group (or its negative) is the sum of.
    fn add_parts(&self, number: &[u8; 32], is_negative: bool, parts: &mut Vec<Part>) {
        for (multiples, digit) in self.multiples.chunks_exact(half(self.bits)).zip(digits(number, self.bits)) {
            if let Some(multiple) = (digit.unsigned_abs() as usize).checked_sub(1).and_then(|at| multiples.get(at)) {
                parts.push(Part { point: *multiple, is_negative: (digit < 0) != is_negative });
            }
        }
    }

    /// The point that the commitment of a signature has to encode, if this table's key made it.
    pub(super) fn commitment(
        &self,
        base: &Self,
        key: &[u8; 32],
        message: &[u8],
        commitment: &[u8; 32],
        scalar: &[u8; 32],
    ) -> EdwardsPoint {
        let hash = Sha512::new().chain_update(commitment).chain_update(key).chain_update(message).finalize();
        let hash = Scalar::from_bytes_mod_order_wide(&hash.into());
        // All are fetched before any is added: an addition takes so long that a processor does not look beyond it for what comes next.
        let mut parts = Vec::with_capacity(places(OF_BASE) + places(OF_KEY));
        base.add_parts(scalar, false, &mut parts);
        self.add_parts(hash.as_bytes(), true, &mut parts);
        sum(&parts)
    }
}

/// A point of a sum, or one that is to be subtracted from it.
struct Part {
    point: EdwardsPoint,
    is_negative: bool,
}

fn sum(parts: &[Part]) -> EdwardsPoint {
    let Some((first, rest)) = parts.split_first() else { return EdwardsPoint::default() };
    let mut sum = if first.is_negative { -first.point } else { first.point };
    for part in rest {
        if part.is_negative {
            sum -= &part.point;
        } else {
            sum += &part.point;
        }
    }
    sum
}

/// The digits of a number below 2^253, lowest first: signed, and none larger than half their base.
fn digits(number: &[u8; 32], bits: usize) -> impl Iterator<Item = i32> {
    let mut carry = 0;
    (0..places(bits)).map(move |place| {
        let at = place * bits;
        let window = [0, 1, 2, 3].map(|byte| number.get(at / 8 + byte).copied().unwrap_or_default());
        let digit = (u32::from_le_bytes(window) >> (at % 8)) as i32 & ((1 << bits) - 1);
        let unsigned = digit + carry;
        carry = i32::from(unsigned > half(bits) as i32);
        unsigned - (carry << bits)
    })
}

/// The tables of this process.
pub(super) static TABLES: Tables = Tables::new();

/// Which keys come often, by the algorithm of [Misra and Gries](https://doi.org/10.1016/0167-6423(82)90012-0): a key that is more than one
/// in nine stays, whoever else comes.
pub(super) struct Tables {
    base: OnceLock<Table>,
    met: RwLock<[Option<Met>; KEYS]>,
}

struct Met {
    key: [u8; 32],
    /// How often it came, less how often others came that are not counted.
    times: AtomicU32,
    table: Option<Arc<Table>>,
}

impl Tables {
    const fn new() -> Self {
        Self { base: OnceLock::new(), met: RwLock::new([const { None }; KEYS]) }
    }

    /// The table of the base point and that of a key, once it has come often. Nobody waits for anybody, nor for a table that is being
    /// made: without one, a signature is verified as well.
    pub(super) fn of(&self, key: &[u8; 32], point: impl FnOnce() -> EdwardsPoint) -> Option<(&Table, Arc<Table>)> {
        {
            let all = self.met.try_read().ok()?;
            let Some(met) = all.iter().flatten().find(|met| met.key == *key) else {
                if all.iter().all(is_taken) {
                    all.iter().flatten().for_each(Met::forget_one);
                } else {
                    drop(all);
                    self.count(*key);
                }
                return None;
            };
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
        if self.base.get().is_none() {
            // Whoever else was faster has made the same.
            let _ = self.base.set(Table::new(ED25519_BASEPOINT_POINT, OF_BASE));
        }
        let table = Arc::new(Table::new(point(), OF_KEY));
        let mut all = self.met.try_write().ok()?;
        all.iter_mut().flatten().find(|met| met.key == *key)?.table = Some(Arc::clone(&table));
        Some((self.base.get()?, table))
    }

    /// Whether a key has its table.
    #[cfg(feature = "batch")]
    pub(super) fn have(&self, key: &[u8; 32]) -> bool {
        let all = self.met.try_read();
        all.is_ok_and(|all| all.iter().flatten().any(|met| met.key == *key && met.table.is_some()))
    }

    /// Begins to count a key, in a place that nobody else holds.
    fn count(&self, key: [u8; 32]) {
        if let Ok(mut all) = self.met.try_write()
            && let Some(place) = all.iter_mut().find(|place| !is_taken(place))
        {
            *place = Some(Met { key, times: AtomicU32::new(1), table: None });
        }
    }
}

impl Met {
    fn forget_one(&self) {
        // A thread beside may have forgotten the last.
        let _ = self.times.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |times| times.checked_sub(1));
    }
}

fn is_taken(place: &Option<Met>) -> bool {
    place.as_ref().is_some_and(|met| met.times.load(Ordering::Relaxed) > 0)
}

#[cfg(test)]
mod tests;
