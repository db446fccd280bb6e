//! Status lists, verified: each for itself, and in a run over many credentials once for all that point into it.

use crate::report::{Finding, Outcome};
use crate::resolve::Found;
use crate::status::{self, Bitstring, BitstringError, StatusList};
use crate::verify::{Verification, Verifier};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// A list credential whose own story has ended. What comes of that for a credential is said of each anew.
#[derive(Debug)]
pub(in crate::verify) struct OpenedList {
    pub(super) verification: Verification,
    /// The list in it, or what is the matter with it; nothing if there is no document to read it from.
    pub(super) list: Option<Result<StatusList, Finding>>,
    /// Whether an entry was looked up.
    is_looked_up: AtomicBool,
    /// The bits, once several entries want to be looked up in them.
    bits: OnceLock<Result<Bitstring, BitstringError>>,
}

impl OpenedList {
    fn new(verification: Verification) -> Self {
        let list = verification.root().map(StatusList::read);
        Self { verification, list, is_looked_up: AtomicBool::new(false), bits: OnceLock::new() }
    }

    /// Looks up an entry. If `is_shared`, or from the second one on, the bits are decompressed once for all entries.
    pub(super) fn look_up(
        &self,
        list: &StatusList,
        is_shared: bool,
        (size, index): (u8, u64),
        most: usize,
    ) -> Result<status::Found, BitstringError> {
        let decode = || Bitstring::decode_as(&list.encoded, list.kind.encoding(), 1, most);
        let bits = match self.is_looked_up.swap(true, Ordering::Relaxed) || is_shared {
            true => Some(self.bits.get_or_init(decode)),
            false => self.bits.get(),
        };
        match bits {
            Some(bits) => bits.as_ref().map_err(|error| *error)?.look_up(size, index),
            None => list.look_up(size, index, most),
        }
    }

    /// How many bytes it holds, about.
    fn weight(&self, found: &Found) -> usize {
        let bits = self.bits.get().and_then(|bits| bits.as_ref().ok()).map_or(0, |bits| bits.as_bytes().len());
        let encoded = self.list.as_ref().and_then(|list| list.as_ref().ok()).map_or(0, |list| list.encoded.len());
        // The bytes as they came, and as they stand in the document.
        2 * found.bytes.len() + encoded + bits
    }
}

/// The lists that were opened lately. By default none are remembered.
#[derive(Clone, Debug, Default)]
pub(in crate::verify) struct KnownLists(Option<Arc<Mutex<Shelf>>>);

#[derive(Debug, Default)]
struct Shelf {
    /// The newest at the end.
    lists: VecDeque<Kept>,
    weight: usize,
}

#[derive(Debug)]
struct Kept {
    url: String,
    bytes: Arc<[u8]>,
    at: DateTime<Utc>,
    weight: usize,
    list: Arc<OpenedList>,
}

impl KnownLists {
    /// Lists that are remembered, at most.
    const MOST: usize = 64;

    /// What they weigh together, at most: 64 MiB.
    const WEIGHT: usize = 64 * 1024 * 1024;

    /// What is said of a list is said again for no longer than a minute.
    const KEPT_FOR: TimeDelta = TimeDelta::minutes(1);

    /// Some are remembered, for one verifier and one resolver: what is said of a list depends on both.
    #[cfg(feature = "batch")]
    pub(in crate::verify) fn some() -> Self {
        Self(Some(Arc::default()))
    }

    /// The list that exactly these bytes were found to be, if that is not long ago.
    pub(in crate::verify) fn known(&self, found: &Found, verifier: &Verifier) -> Option<Arc<OpenedList>> {
        let now = verifier.environment.now();
        let shelf = self.0.as_ref()?.lock().ok()?;
        let is_fresh = |kept: &Kept| kept.at <= now && now - kept.at <= Self::KEPT_FOR;
        let same = |kept: &&Kept| kept.url == found.final_url && kept.bytes == found.bytes && is_fresh(kept);
        shelf.lists.iter().find(same).map(|kept| Arc::clone(&kept.list))
    }

    /// The list that a story ended with. It is remembered unless something that it needs could not be had, which may be otherwise
    /// the next time.
    pub(in crate::verify) fn keep(&self, found: &Found, ended: Verification, verifier: &Verifier) -> Arc<OpenedList> {
        let list = Arc::new(OpenedList::new(ended));
        if let Some(shelf) = self.0.as_ref().filter(|_| list.verification.outcome != Outcome::Indeterminate) {
            if let Some(Ok(content)) = &list.list {
                let _ = list.look_up(content, true, (1, 0), verifier.limits.status_list);
            }
            let kept = Kept {
                url: found.final_url.clone(),
                bytes: Arc::clone(&found.bytes),
                at: list.verification.verified_at,
                weight: list.weight(found),
                list: Arc::clone(&list),
            };
            if let Ok(mut shelf) = shelf.lock() {
                shelf.put(kept);
            }
        }
        list
    }
}

impl Shelf {
    /// Puts a list on the shelf in the place of what was found there before, and takes down the oldest until there is room.
    fn put(&mut self, kept: Kept) {
        if kept.weight > KnownLists::WEIGHT {
            return;
        }
        self.take_down(|known| known.url == kept.url);
        while self.lists.len() >= KnownLists::MOST || self.weight + kept.weight > KnownLists::WEIGHT {
            let Some(oldest) = self.lists.pop_front() else { break };
            self.weight -= oldest.weight;
        }
        self.weight += kept.weight;
        self.lists.push_back(kept);
    }

    fn take_down(&mut self, is_meant: impl Fn(&Kept) -> bool) {
        self.lists.retain(|known| !is_meant(known));
        self.weight = self.lists.iter().map(|known| known.weight).sum();
    }
}

#[cfg(all(test, feature = "batch"))]
#[allow(clippy::unwrap_used, clippy::panic)] // clippy does not see that these are tests
mod tests {
    use super::*;
    use crate::env::Environment;
    use crate::key::{InMemorySigner, PrivateKey, Signer};
    use crate::limits::Limits;
    use crate::proof::jose::{KeyNaming, vc_jwt};
    use crate::report::code;
    use crate::resolve::{Answer, Need, Resolver};
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    const URL: &str = "https://vet.example/status/1";

    fn signer() -> InMemorySigner {
        InMemorySigner::new(PrivateKey::from_ed25519_seed(&[5; 32])).unwrap()
    }

    fn issuer_id() -> String {
        signer().identity().did().unwrap().to_owned()
    }

    fn signed(document: &str) -> String {
        let signer = signer();
        let limits = Limits::default();
        let unsigned = vc_jwt(document, &KeyNaming::VerificationMethod, signer.identity(), &limits).unwrap();
        unsigned.sign(&signer).unwrap()
    }

    fn credential(index: usize) -> String {
        signed(&format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "{}",
            "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {{"id": "did:example:{index}"}},
            "credentialStatus": {{"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "{index}", "statusListCredential": "{URL}"}}}}"#,
            issuer_id()
        ))
    }

    fn list(revoked: &[usize]) -> String {
        signed(&list_by(&issuer_id(), revoked))
    }

    fn list_by(issuer: &str, revoked: &[usize]) -> String {
        let mut bits = Bitstring::smallest(1).unwrap();
        revoked.iter().for_each(|index| bits.set(*index, 1).unwrap());
        format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "{URL}",
            "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "{issuer}",
            "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {{"id": "{URL}#list", "type": "BitstringStatusList",
            "statusPurpose": "revocation", "encodedList": "{}"}}}}"#,
            bits.encode().unwrap()
        )
    }

    /// What stands at the address of the list, and how often somebody looked.
    struct Published(String, AtomicUsize);

    impl Resolver for Published {
        fn resolve(&self, need: &Need) -> Answer {
            self.1.fetch_add(1, Ordering::Relaxed);
            Answer::found(Found::supplied(need.url.clone(), self.0.as_bytes()))
        }
    }

    /// A verifier that remembers, and the second of its clock.
    fn remembering() -> (Verifier, Arc<AtomicI64>) {
        let second = Arc::new(AtomicI64::new(0));
        let start: DateTime<Utc> = "2026-06-01T00:00:00Z".parse().unwrap();
        let clock = Arc::clone(&second);
        let now = move || start + TimeDelta::seconds(clock.load(Ordering::Relaxed));
        (Verifier::new().with_environment(Environment::system().with_clock(now)).remembering_lists(), second)
    }

    /// The lists on the shelf.
    fn shelved(verifier: &Verifier) -> Vec<Arc<OpenedList>> {
        let shelf = verifier.lists.0.as_ref().unwrap().lock().unwrap();
        shelf.lists.iter().map(|kept| Arc::clone(&kept.list)).collect()
    }

    #[test]
    fn a_list_is_verified_once_and_told_of_each() {
        let (verifier, second) = remembering();
        let published = Published(list(&[3, 5]), AtomicUsize::new(0));
        let mut first = None;
        for index in 0..8 {
            let credential = credential(index);
            let report = verifier.verify(&credential, &published).to_json().to_string();
            let forgetful = Verifier { lists: KnownLists::default(), ..verifier.clone() };
            assert_eq!(report, forgetful.verify(&credential, &published).to_json().to_string(), "{index}");
            let is_revoked = report.contains(code::status::REVOKED.as_str());
            assert_eq!(is_revoked, [3, 5].contains(&index));
            let shelved = shelved(&verifier);
            assert_eq!(shelved.len(), 1);
            assert!(Arc::ptr_eq(&shelved[0], first.get_or_insert_with(|| Arc::clone(&shelved[0]))), "verified anew");
        }
        assert_eq!(published.1.load(Ordering::Relaxed), 16, "what stands there now is asked for each time");
        second.store(61, Ordering::Relaxed);
        assert_eq!(verifier.verify(credential(0), &published).outcome, Outcome::Valid);
        let again = shelved(&verifier);
        assert!(again.len() == 1 && !Arc::ptr_eq(&again[0], &first.unwrap()), "a minute later, it is verified anew");
    }

    /// One changed byte at the same address is another list.
    #[test]
    fn another_list_at_the_same_address_is_another() {
        let (verifier, _) = remembering();
        let is_valid = |list: String| verifier.verify(credential(3), &Published(list, AtomicUsize::new(0))).outcome;
        assert_eq!(is_valid(list(&[])), Outcome::Valid);
        assert_eq!(is_valid(list(&[3])), Outcome::Invalid);
        assert_eq!(is_valid(list(&[])), Outcome::Valid);
        // The content of one under the signature of the other.
        let (one, other) = (list(&[]), list(&[3]));
        let forged = format!("{}.{}", one.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1);
        for _ in 0..2 {
            assert_eq!(is_valid(forged.clone()), Outcome::Indeterminate, "a list that does not hold says nothing");
        }
    }

    #[test]
    fn the_shelf_is_bounded() {
        let (verifier, _) = remembering();
        let open = |number: usize, bytes: usize| {
            let found = Found::supplied(format!("https://vet.example/{number}"), vec![b' '; bytes]);
            verifier.lists.keep(&found, verifier.verify("{}", &crate::resolve::Offline), &verifier);
        };
        (0..100).for_each(|number| open(number, 10));
        assert_eq!(shelved(&verifier).len(), KnownLists::MOST);
        open(200, KnownLists::WEIGHT);
        assert_eq!(shelved(&verifier).len(), KnownLists::MOST, "what alone is too heavy is not kept");
        open(201, KnownLists::WEIGHT / 2 - 640);
        assert_eq!(shelved(&verifier).len(), 1 + KnownLists::MOST - 1);
        open(202, KnownLists::WEIGHT / 4);
        assert_eq!(shelved(&verifier).len(), 1, "all older ones make room");
    }

    #[test]
    fn what_could_not_be_told_is_not_remembered() {
        let (verifier, _) = remembering();
        let by_stranger = list_by("did:web:nowhere.example", &[]);
        let published = Published(by_stranger, AtomicUsize::new(0));
        assert_eq!(verifier.verify(credential(0), &published).outcome, Outcome::Indeterminate);
        assert!(shelved(&verifier).iter().all(|list| list.verification.outcome != Outcome::Indeterminate));
    }
}
