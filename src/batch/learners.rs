//! Who has a credential of a cohort, without saying who it is.

use super::journal::Entry;
use crate::codec::digest;
use crate::codec::hex;
use crate::env::{EntropyError, Environment};
use std::collections::HashMap;
use std::fmt;
use zeroize::Zeroizing;

/// The secret of a cohort: without it, what the journal says of learners says nothing about them.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    pub(super) fn new(environment: &Environment) -> Result<Self, EntropyError> {
        Ok(Self(Zeroizing::new(environment.random()?)))
    }

    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(hex::decode(text).ok()?);
        bytes.as_slice().try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub(super) fn to_hex(&self) -> String {
        hex::encode(self.0.as_slice())
    }

    /// A digest of some texts, for one use.
    pub(super) fn digest(&self, for_use: &str, texts: &[&str]) -> [u8; 32] {
        let mut bytes = Vec::new();
        for text in std::iter::once(&for_use).chain(texts) {
            bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        digest::hmac_sha256(&self.0, bytes)
    }

    /// The same, as a number. Of a million learners, two have the same once in fifty million cohorts.
    pub(super) fn number(&self, for_use: &str, texts: &[&str]) -> u64 {
        first_eight(&self.digest(for_use, texts))
    }

    /// A UUID that follows from what is given (version 8, [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562#section-5.8)).
    pub(super) fn uuid(&self, for_use: &str, text: &str) -> String {
        let digest = self.digest(for_use, &[text]);
        let mut bytes: [u8; 16] = std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default());
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let digits = hex::encode(&bytes);
        [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// The number that a digest begins with.
pub(super) fn first_eight(digest: &[u8; 32]) -> u64 {
    u64::from_be_bytes(std::array::from_fn(|at| digest.get(at).copied().unwrap_or_default()))
}

/// By what a learner is known again, each as a number that nobody can read it from.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// The identifiers, or else the names.
    pub(super) by: Vec<u64>,
    /// The names, if there are any.
    pub(super) names: Option<u64>,
    /// Of what kinds the identifiers are.
    pub(super) kinds: Vec<String>,
}

/// Everybody whom a row was about, in this run or an earlier one: about a hundred bytes each.
#[derive(Default)]
pub(super) struct Learners {
    /// What tells a learner → which entry is about them.
    learners: HashMap<u64, u32>,
    /// The names of a learner → which entries of earlier runs are about somebody of these names.
    named: HashMap<u64, Vec<u32>>,
    /// What a bit of [`Kept::kinds`] stands for.
    kinds: Vec<String>,
    entries: Vec<Kept>,
}

struct Kept {
    /// What the row said.
    content: u64,
    /// Where it stood: the line of the file, and the row of the spreadsheet.
    line: u32,
    number: u32,
    /// Of what kinds the identifiers of the learner are, a bit each.
    kinds: u64,
    /// Whether the credential was issued in an earlier run.
    issued: bool,
    /// Whether a row of this run is about the learner.
    met: bool,
    /// Whether a row of this run has the names of the learner, and no identifier that could tell the two apart.
    has_namesake: bool,
}

/// What is known about the learner of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing yet.
    New,
    /// The credential was issued, and the row says what it said then.
    Issued,
    /// A credential was issued, and the row said something else then: its number in the spreadsheet.
    IssuedOtherwise(u64),
    /// A row before is about the same learner: its line.
    Duplicate(u64),
}

impl Learners {
    /// Takes note of a credential that was issued in an earlier run.
    pub(super) fn issued(&mut self, entry: &Entry) {
        let (line, number, kinds) = (narrow(entry.line), narrow(entry.number), self.bits(&entry.learner.kinds));
        let kept = Kept { content: entry.content, line, number, kinds, issued: true, met: false, has_namesake: false };
        if let (Some(at), Some(names)) = (self.add(&entry.learner.by, kept), entry.learner.names) {
            self.named.entry(names).or_default().push(at);
        }
    }

    /// Takes note of a row, and says what was known about its learner.
    pub(super) fn meet(&mut self, learner: &Identity, content: u64, line: u64, number: u64) -> Standing {
        let found: Vec<usize> =
            learner.by.iter().filter_map(|own| self.learners.get(own)).map(|at| *at as usize).collect();
        let kinds = self.bits(&learner.kinds);
        let namesake = if found.is_empty() { self.namesake(learner.names, kinds) } else { None };
        let of = |kept: &Kept| match (kept.met, kept.issued) {
            (true, _) => Standing::Duplicate(kept.line.into()),
            (false, _) if kept.content == content => Standing::Issued,
            (false, _) => Standing::IssuedOtherwise(kept.number.into()),
        };
        // Another identifier may be that of somebody else; whatever forbids most decides.
        let standings = found.iter().filter_map(|at| self.entries.get(*at)).map(of);
        let standing = standings.max_by_key(|standing| match standing {
            Standing::New => 0,
            Standing::Issued => 1,
            Standing::IssuedOtherwise(_) => 2,
            Standing::Duplicate(_) => 3,
        });
        for at in &found {
            if let Some(kept) = self.entries.get_mut(*at)
                && !kept.met
            {
                (kept.met, kept.line, kept.number) = (true, narrow(line), narrow(number));
            }
        }
        let (line, number) = (narrow(line), narrow(number));
        let kept = Kept { content, line, number, kinds, issued: false, met: true, has_namesake: false };
        self.add(&learner.by, kept);
        standing.or(namesake).unwrap_or(Standing::New)
    }

    /// What is known of a learner of these names whom no row was about yet, and whom no identifier can tell from that of a row: the two
    /// have none of one kind.
    fn namesake(&mut self, names: Option<u64>, kinds: u64) -> Option<Standing> {
        for at in self.named.get(&names?)? {
            if let Some(kept) = self.entries.get_mut(*at as usize)
                && !kept.met
                && !kept.has_namesake
                && kept.kinds & kinds == 0
            {
                kept.has_namesake = true;
                return Some(Standing::IssuedOtherwise(kept.number.into()));
            }
        }
        None
    }

    /// Kinds of identifiers, a bit each. Of more than anybody has columns, some count as one.
    fn bits(&mut self, kinds: &[String]) -> u64 {
        let bit = |kind: &String| {
            let known = self.kinds.iter().position(|own| own == kind);
            let at = known.unwrap_or_else(|| {
                self.kinds.push(kind.clone());
                self.kinds.len() - 1
            });
            1 << (at % 64)
        };
        kinds.iter().map(bit).fold(0, |all, bit: u64| all | bit)
    }

    /// How many credentials were issued in earlier runs.
    pub(super) fn issued_before(&self) -> u64 {
        self.entries.iter().filter(|kept| kept.issued).count() as u64
    }

    /// Whether every learner who has a credential was met, as far as can be told.
    pub(super) fn all_met(&self) -> bool {
        self.entries.iter().all(Kept::may_be_met)
    }

    /// Whether a row was about this learner.
    pub(super) fn was_met(&self, entry: &Entry) -> bool {
        let kept = entry.learner.by.first().and_then(|own| self.learners.get(own));
        kept.and_then(|at| self.entries.get(*at as usize)).is_some_and(Kept::may_be_met)
    }

    /// Adds an entry, and says which it is; none if all that tells the learner is known.
    fn add(&mut self, learner: &[u64], kept: Kept) -> Option<u32> {
        let at = narrow(self.entries.len() as u64);
        let mut is_new = false;
        for own in learner {
            self.learners.entry(*own).or_insert_with(|| {
                is_new = true;
                at
            });
        }
        is_new.then(|| {
            self.entries.push(kept);
            at
        })
    }
}

impl Kept {
    fn may_be_met(&self) -> bool {
        self.met || self.has_namesake
    }
}

/// Lines and rows are counted in 32 bits: a roster that has more is told to be at its last.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
