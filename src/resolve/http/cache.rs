//! What was fetched before, for a while.

use crate::resolve::{Found, Need, NeedKind, Provenance};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// How much is kept, and for how long.
///
/// A kept status list can hide a revocation for as long as it is kept, and a kept DID document a key that was withdrawn:
/// the report says of everything that it rests on when it was fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheLimits {
    /// Documents; none if zero.
    pub entries: usize,
    /// Bytes, all documents together.
    pub bytes: usize,
    /// Seconds from the moment of fetching; fewer where whoever publishes a document says so (`Cache-Control`).
    pub seconds: u32,
}

impl Default for CacheLimits {
    /// 64 documents, 8 MiB, five minutes.
    fn default() -> Self {
        Self { entries: 64, bytes: 8 * 1024 * 1024, seconds: 300 }
    }
}

impl CacheLimits {
    /// Nothing is kept.
    pub const NOTHING: Self = Self { entries: 0, bytes: 0, seconds: 0 };
}

#[derive(Debug)]
struct Kept {
    found: Found,
    seconds: u32,
}

#[derive(Debug, Default)]
pub(super) struct Cache {
    limits: CacheLimits,
    documents: HashMap<(NeedKind, String), Kept>,
    bytes: usize,
}

impl Cache {
    pub(super) fn new(limits: CacheLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// What was kept for a need, unless it is too old by now.
    pub(super) fn get(&mut self, need: &Need, now: DateTime<Utc>) -> Option<Found> {
        let key = (need.kind, need.url.clone());
        let Kept { found, seconds } = self.documents.get(&key)?;
        let fetched_at = found.fetched_at?;
        // A clock that was set back makes nothing young again.
        if fetched_at > now || now - fetched_at >= TimeDelta::seconds((*seconds).into()) {
            self.remove(&key);
            return None;
        }
        let found = Some(found).filter(|found| found.bytes.len() <= need.max_bytes)?;
        Some(Found { provenance: Provenance::Cache, ..found.clone() })
    }

    /// Keeps a document for as long as its publisher allows, and lets go of the oldest as far as it takes.
    pub(super) fn keep(&mut self, need: &Need, found: &Found, fresh_for: Option<u32>) {
        let seconds = fresh_for.map_or(self.limits.seconds, |allowed| allowed.min(self.limits.seconds));
        if self.limits.entries == 0 || seconds == 0 || found.bytes.len() > self.limits.bytes {
            return;
        }
        let key = (need.kind, need.url.clone());
        self.remove(&key);
        while self.documents.len() >= self.limits.entries || self.bytes + found.bytes.len() > self.limits.bytes {
            let oldest =
                self.documents.iter().min_by_key(|(_, kept)| kept.found.fetched_at).map(|(key, _)| key.clone());
            match oldest {
                Some(oldest) => self.remove(&oldest),
                None => break,
            }
        }
        self.bytes += found.bytes.len();
        self.documents.insert(key, Kept { found: found.clone(), seconds });
    }

    fn remove(&mut self, key: &(NeedKind, String)) {
        if let Some(kept) = self.documents.remove(key) {
            self.bytes -= kept.found.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(url: &str) -> Need {
        Need::new(NeedKind::KeyDocument, url, url)
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn document(url: &str, bytes: usize, seconds: i64) -> Found {
        Found::supplied(url, vec![b' '; bytes]).fetched(url, at(seconds))
    }

    #[test]
    fn it_is_kept_for_a_while_with_its_age() {
        let mut cache = Cache::new(CacheLimits { seconds: 60, ..CacheLimits::default() });
        cache.keep(&need("a"), &document("a", 10, 0), None);
        let found = cache.get(&need("a"), at(59)).unwrap();
        assert_eq!((found.provenance, found.fetched_at), (Provenance::Cache, Some(at(0))));
        assert_eq!(cache.get(&Need { kind: NeedKind::KeySet, ..need("a") }, at(1)), None, "another kind of thing");
        assert_eq!(cache.get(&need("a"), at(60)), None);
        assert_eq!((cache.documents.len(), cache.bytes), (0, 0));
        cache.keep(&need("a"), &document("a", 10, 0), Some(10));
        assert!(
            cache.get(&need("a"), at(9)).is_some() && cache.get(&need("a"), at(10)).is_none(),
            "its publisher says 10"
        );
        cache.keep(&need("a"), &document("a", 10, 0), Some(1000));
        assert!(cache.get(&need("a"), at(60)).is_none(), "no longer than is wanted here");
        cache.keep(&need("a"), &document("a", 10, 0), Some(0));
        assert_eq!(cache.get(&need("a"), at(0)), None, "not at all");
        cache.keep(&need("a"), &document("a", 10, 0), None);
        assert_eq!(cache.get(&need("a"), at(-1)), None, "from the future");
    }

    #[test]
    fn it_stays_within_its_bounds() {
        let limits = CacheLimits { entries: 2, bytes: 100, seconds: 60 };
        let mut cache = Cache::new(limits);
        for (place, url) in ["a", "b", "c"].into_iter().enumerate() {
            cache.keep(&need(url), &document(url, 10, i64::try_from(place).unwrap()), None);
        }
        assert!(cache.get(&need("a"), at(3)).is_none() && cache.get(&need("b"), at(3)).is_some());
        cache.keep(&need("d"), &document("d", 95, 3), None);
        assert_eq!((cache.documents.len(), cache.bytes), (1, 95));
        cache.keep(&need("e"), &document("e", 101, 4), None);
        assert!(cache.get(&need("e"), at(4)).is_none() && cache.get(&need("d"), at(4)).is_some());
        cache.keep(&need("d"), &document("d", 20, 5), None);
        assert_eq!((cache.documents.len(), cache.bytes), (1, 20));
        let mut none = Cache::new(CacheLimits::NOTHING);
        none.keep(&need("a"), &document("a", 0, 0), None);
        assert!(none.get(&need("a"), at(0)).is_none());
    }
}
