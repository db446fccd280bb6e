//! The clock and the source of entropy: what the library reads from its surroundings, but for files and the network where it is asked to.

use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use std::sync::Arc;

/// What time it is and where random bytes come from.
///
/// ```
/// use microcred::Environment;
/// let frozen = Environment::system().at("2026-11-23T11:00:00Z".parse().unwrap());
/// assert_eq!(frozen.now().to_rfc3339(), "2026-11-23T11:00:00+00:00");
/// ```
#[derive(Clone)]
pub struct Environment {
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    entropy: Arc<Entropy>,
}

/// Fills a slice with random bytes, or says that it could not.
type Entropy = dyn Fn(&mut [u8]) -> Result<(), EntropyError> + Send + Sync;

/// The source of random bytes gave none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("the source of random bytes failed; check the operating system's generator")]
#[non_exhaustive]
pub struct EntropyError;

impl Environment {
    /// The operating system's clock and generator.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(|| {
                let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                DateTime::from_timestamp(elapsed.as_secs().cast_signed(), elapsed.subsec_nanos()).unwrap_or_default()
            }),
            entropy: Arc::new(|bytes| getrandom::fill(bytes).map_err(|_| EntropyError)),
        }
    }

    /// The same, with the clock stopped.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> Self {
        self.with_clock(move || now)
    }

    /// The same, with another clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// The same, with another source of random bytes; it must be as good as the system's wherever keys are made.
    #[must_use]
    pub fn with_entropy(self, entropy: impl Fn(&mut [u8]) -> Result<(), EntropyError> + Send + Sync + 'static) -> Self {
        Self { entropy: Arc::new(entropy), ..self }
    }

    /// The time, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Random bytes.
    ///
    /// # Errors
    /// If the source fails; nothing is made up instead.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], EntropyError> {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes)?;
        Ok(bytes)
    }

    /// A fresh `urn:uuid:` (version 4, [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562)).
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn urn_uuid(&self) -> Result<String, EntropyError> {
        Ok(urn_uuid(self.random()?, 4))
    }
}

/// Bytes as a `urn:uuid:` of a version: of random ones 4, and 8 of any that are unique in another way.
pub(crate) fn urn_uuid(mut bytes: [u8; 16], version: u8) -> String {
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let [a, b, c, d, e] = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    format!("urn:uuid:{a}-{b}-{c}-{d}-{e}")
}

impl Default for Environment {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Environment").field("now", &self.now()).finish_non_exhaustive()
    }
}

/// What a clock shows that may differ from others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// The time.
    pub(crate) now: DateTime<Utc>,
    /// By how much it may differ.
    pub(crate) skew: TimeDelta,
}

impl Clock {
    /// Whether it is before a moment, even by a clock that is fast.
    pub(crate) fn is_before(self, moment: DateTime<Utc>) -> bool {
        moment - self.now > self.skew
    }

    /// Whether it is after a moment, even by a clock that is slow.
    pub(crate) fn is_after(self, moment: DateTime<Utc>) -> bool {
        self.now - moment > self.skew
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_to_come_or_over_only_by_more_than_clocks_may_differ() {
        let now: DateTime<Utc> = "2026-11-23T11:00:00Z".parse().unwrap();
        let clock = Clock { now, skew: TimeDelta::seconds(300) };
        for (seconds, is_before, is_after) in
            [(-301, false, true), (-300, false, false), (0, false, false), (300, false, false), (301, true, false)]
        {
            let moment = now + TimeDelta::seconds(seconds);
            assert_eq!((clock.is_before(moment), clock.is_after(moment)), (is_before, is_after), "{seconds}");
        }
        // No moment is so far away that it cannot be told.
        for (moment, is_before) in [(DateTime::<Utc>::MIN_UTC, false), (DateTime::<Utc>::MAX_UTC, true)] {
            assert_eq!((clock.is_before(moment), clock.is_after(moment)), (is_before, !is_before));
        }
    }
}
