//! What the stories of one input have in common, however deeply they stand in each other.

use super::budget::Budget;
use super::story::{Place, Story};
use crate::report::Code;
use crate::resolve::{Answer, Found, Need};
use crate::verify::Verifier;
use crate::verify::referral::Errand;
use crate::verify::status::{OpenedList, Revocations};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// How many credentials were opened in one input, what they took, and the status lists that they point to.
#[derive(Debug, Default)]
pub(in crate::verify) struct InCommon<'v> {
    opened: AtomicUsize,
    pub(in crate::verify) budget: Budget,
    /// By the ids of their needs.
    lists: Mutex<Vec<(String, Arc<ListStory<'v>>)>>,
    /// And the lists of 1EdTech, which have no story.
    revocations: Mutex<Vec<(String, Arc<ReadOrRefused>)>>,
}

/// A list of 1EdTech, or what is the matter with it.
type ReadOrRefused = Result<Revocations, (Code, String)>;

impl<'v> InCommon<'v> {
    /// Whether so many more credentials may be opened, which then count.
    pub(in crate::verify) fn may_open(&self, more: usize, most: usize) -> bool {
        let before = self.opened.fetch_add(more, Ordering::Relaxed);
        before.saturating_add(more) <= most
    }

    /// The status list that was found for a need. Its story begins once, for whichever credential asks first.
    pub(in crate::verify) fn list(
        &self,
        verifier: &'v Verifier,
        depth: usize,
        need: &Need,
        found: &Found,
    ) -> Arc<ListStory<'v>> {
        let mut lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, list)) = lists.iter().find(|(id, _)| *id == need.id) {
            return Arc::clone(list);
        }
        let list = Arc::new(ListStory::open(verifier, depth, found));
        lists.push((need.id.clone(), Arc::clone(&list)));
        list
    }

    /// The list of 1EdTech that was found for a need. It is read once.
    pub(in crate::verify) fn revocations(&self, verifier: &Verifier, need: &Need, found: &Found) -> Arc<ReadOrRefused> {
        let mut known = self.revocations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, list)) = known.iter().find(|(id, _)| *id == need.id) {
            return Arc::clone(list);
        }
        let list = Arc::new(Revocations::read(found, &verifier.limits));
        known.push((need.id.clone(), Arc::clone(&list)));
        list
    }
}

/// The story of a status list, which ends once for all credentials that wait for it.
#[derive(Debug)]
pub(in crate::verify) struct ListStory<'v> {
    found: Found,
    /// Until it has ended.
    story: Mutex<Option<Box<Story<'v>>>>,
    ended: OnceLock<Arc<OpenedList>>,
}

impl<'v> ListStory<'v> {
    fn open(verifier: &'v Verifier, depth: usize, found: &Found) -> Self {
        // It may have been told before.
        if let Some(known) = verifier.lists.known(found, verifier) {
            return Self { found: found.clone(), story: Mutex::new(None), ended: OnceLock::from(known) };
        }
        let place = Place { depth, errand: Errand::StatusList, ..Place::default() };
        let story = Story::open(verifier, &found.bytes, place);
        Self { found: found.clone(), story: Mutex::new(Some(Box::new(story))), ended: OnceLock::new() }
    }

    fn story(&self) -> MutexGuard<'_, Option<Box<Story<'v>>>> {
        self.story.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::verify) fn needs(&self, open: &mut Vec<Need>) {
        self.story().iter().for_each(|story| story.needs(open));
    }

    pub(in crate::verify) fn supply(&self, need: &Need, answer: &Answer) {
        self.story().iter_mut().for_each(|story| story.supply(need, answer));
    }

    pub(in crate::verify) fn advance(&self) {
        self.story().iter_mut().for_each(|story| story.advance());
    }

    /// Ends the story, unless somebody did.
    pub(in crate::verify) fn conclude(
        &self,
        verifier: &Verifier,
    ) -> Result<(Found, Arc<OpenedList>), (Option<Code>, String)> {
        if let Some(story) = self.story().take() {
            // Nobody else has taken it.
            let _ = self.ended.set(verifier.lists.keep(&self.found, story.conclude(), verifier));
        }
        let ended = self.ended.get().ok_or_else(|| (None, "its story did not end".to_owned()))?;
        Ok((self.found.clone(), Arc::clone(ended)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // clippy does not see that these are tests
mod tests {
    use super::*;
    use crate::resolve::NeedKind;

    /// However many credentials point to a list, it is opened and judged once.
    #[test]
    fn a_list_has_one_story() {
        let verifier = Verifier::new();
        let in_common = InCommon::default();
        let list = |url: &str| {
            let found = Found::supplied(url, &b"{}"[..]);
            in_common.list(&verifier, 1, &Need::new(NeedKind::StatusList, url, url), &found)
        };
        let [one, again, other] = ["https://vet.example/1", "https://vet.example/1", "https://vet.example/2"].map(list);
        assert!(Arc::ptr_eq(&one, &again) && !Arc::ptr_eq(&one, &other));
        let read = |url: &str| {
            let found = Found::supplied(url, &b"{}"[..]);
            in_common.revocations(&verifier, &Need::new(NeedKind::StatusList, url, url), &found)
        };
        assert!(Arc::ptr_eq(&read("https://vet.example/1"), &read("https://vet.example/1")));
        assert!(!Arc::ptr_eq(&read("https://vet.example/1"), &read("https://vet.example/2")));
        let ended = |list: &ListStory<'_>| list.conclude(&verifier).unwrap().1;
        assert!(Arc::ptr_eq(&ended(&one), &ended(&again)) && !Arc::ptr_eq(&ended(&one), &ended(&other)));
    }
}
