use super::list::{self, DRAWS};
use super::{
    Change, Changed, LONGEST_REASON, ListPlan, ListState, Place, Record, Registry, RegistryError, Snapshot, Target,
    check_allocation, check_text,
};
use crate::env::Environment;
use crate::status::{Bitstring, StatusPurpose};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A registry in memory: for tests, and for lists that are kept elsewhere. It forgets everything with the process.
pub struct MemoryRegistry {
    environment: Environment,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// List number 1 comes first.
    lists: Vec<List>,
    /// By the id of the credential: the places in the order in which they were given, as list and index.
    places: HashMap<String, Vec<(u32, u32)>>,
    records: Vec<Record>,
}

struct List {
    state: ListState,
    taken: HashSet<u32>,
    bits: Bitstring,
}

/// An allocation, which is taken back unless it was done as a whole: the source of entropy is the host's, and may fail or panic in the
/// middle of it.
struct Transaction<'s> {
    state: &'s mut State,
    credential: &'s str,
    lists: usize,
    places: usize,
    is_whole: bool,
}

impl<'s> Transaction<'s> {
    fn begin(state: &'s mut State, credential: &'s str) -> Self {
        let (lists, places) = (state.lists.len(), state.places.get(credential).map_or(0, Vec::len));
        Self { state, credential, lists, places, is_whole: false }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_whole {
            self.state.take_back(self.credential, self.lists, self.places);
        }
    }
}

impl MemoryRegistry {
    /// An empty one, with its clock and source of entropy.
    pub fn new(environment: Environment) -> Self {
        Self { environment, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A transaction that a panic ends is taken back.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registry for MemoryRegistry {
    fn allocate(&self, credential: &str, plans: &[ListPlan]) -> Result<Vec<Place>, RegistryError> {
        check_allocation(credential, plans)?;
        let mut state = self.state();
        let mut transaction = Transaction::begin(&mut state, credential);
        let allocate = |plan| transaction.state.allocate(credential, plan, &self.environment);
        let allocated = plans.iter().map(allocate).collect::<Result<Vec<_>, _>>()?;
        transaction.is_whole = true;
        Ok(allocated)
    }

    fn set(&self, target: &Target, change: Change, reason: &str) -> Result<Changed, RegistryError> {
        check_text("a reason", reason, LONGEST_REASON)?;
        let mut state = self.state();
        let (list, index) = state.only(target, &change.purpose())?;
        let kept = state.kept(list)?;
        let value = change.value(&kept.state.plan, list)?;
        let (place, before) = kept.at(index);
        let is_new = before != value;
        if is_new {
            let (at, change, reason) = (self.environment.now(), change.name().to_owned(), reason.to_owned());
            kept.bits.set(index as usize, value)?;
            kept.state.version += 1;
            state.records.push(Record { at, list, index, change, before, after: value, reason });
        }
        Ok(Changed { place, value, is_new })
    }

    fn find(&self, target: &Target) -> Result<Vec<(Place, u32)>, RegistryError> {
        let state = self.state();
        let places = state.all(target);
        Ok(places.into_iter().filter_map(|(list, index)| Some(state.list(list)?.at(index))).collect())
    }

    fn history(&self, target: &Target) -> Result<Vec<Record>, RegistryError> {
        let state = self.state();
        let places = state.all(target);
        Ok(state.records.iter().filter(|record| places.contains(&(record.list, record.index))).cloned().collect())
    }

    fn lists(&self) -> Result<Vec<ListState>, RegistryError> {
        Ok(self.state().lists.iter().map(|list| list.state.clone()).collect())
    }

    fn list(&self, number: u32) -> Result<ListState, RegistryError> {
        Ok(self.state().kept(number)?.state.clone())
    }

    fn snapshot(&self, number: u32) -> Result<Snapshot, RegistryError> {
        let mut state = self.state();
        let list = state.kept(number)?;
        Ok(Snapshot { list: list.state.clone(), bits: list.bits.clone() })
    }

    fn mark_published(&self, number: u32, version: u64) -> Result<(), RegistryError> {
        let mut state = self.state();
        let list = &mut state.kept(number)?.state;
        list.published = list.published.max(version.min(list.version));
        Ok(())
    }
}

impl State {
    fn allocate(
        &mut self,
        credential: &str,
        plan: &ListPlan,
        environment: &Environment,
    ) -> Result<Place, RegistryError> {
        let had = self.places.get(credential).into_iter().flatten().copied().find_map(|(list, index)| {
            let list = self.list(list)?;
            let own = &list.state.plan;
            (own.issuer == plan.issuer && own.purpose == plan.purpose).then(|| list.at(index).0)
        });
        if let Some(place) = had {
            return Ok(place);
        }
        let list = self.with_room(plan)?;
        let index = list.free(environment)?;
        list.taken.insert(index);
        list.state.allocated += 1;
        let (number, place) = (list.state.number, list.at(index).0);
        self.places.entry(credential.to_owned()).or_default().push((number, index));
        Ok(place)
    }

    /// Makes it as it was when there were so many lists and the credential had so many places.
    fn take_back(&mut self, credential: &str, lists: usize, places: usize) {
        let given = self.places.get_mut(credential).map(|own| own.split_off(places.min(own.len())));
        for (list, index) in given.into_iter().flatten() {
            if let Ok(list) = self.kept(list) {
                list.taken.remove(&index);
                list.state.allocated -= 1;
            }
        }
        self.lists.truncate(lists);
    }

    /// The list that credentials get their places in now; another one if there is none, or it is full.
    fn with_room(&mut self, plan: &ListPlan) -> Result<&mut List, RegistryError> {
        let open = self
            .lists
            .iter()
            .rposition(|list| list.state.plan == *plan && list.state.allocated < list::capacity(plan.entries));
        let place = open.unwrap_or(self.lists.len());
        if open.is_none() {
            let number = u32::try_from(place).unwrap_or(u32::MAX - 1) + 1;
            plan.check_beside(number, self.lists.iter().map(|list| &list.state))?;
            let state = ListState { number, plan: plan.clone(), allocated: 0, version: 1, published: 0 };
            let bits = Bitstring::new(plan.entries as usize, plan.size())?;
            self.lists.push(List { state, taken: HashSet::new(), bits });
        }
        Ok(&mut self.lists[place])
    }

    fn list(&self, number: u32) -> Option<&List> {
        self.lists.get((number as usize).checked_sub(1)?)
    }

    fn kept(&mut self, number: u32) -> Result<&mut List, RegistryError> {
        let place = (number as usize).checked_sub(1);
        place.and_then(|place| self.lists.get_mut(place)).ok_or(RegistryError::NoSuchList(number))
    }

    /// All places of a target.
    fn all(&self, target: &Target) -> Vec<(u32, u32)> {
        match target {
            Target::Credential { id, issuer } => {
                let places = self.places.get(id).into_iter().flatten().copied();
                let of_issuer = |list| {
                    let own = self.list(list).map(|list| &list.state.plan.issuer);
                    issuer.as_ref().is_none_or(|issuer| own == Some(issuer))
                };
                let mut places: Vec<_> = places.filter(|(list, _)| of_issuer(*list)).collect();
                places.sort_unstable();
                places
            }
            Target::Place { list, index } => {
                let taken = self.list(*list).is_some_and(|list| list.taken.contains(index));
                taken.then_some((*list, *index)).into_iter().collect()
            }
        }
    }

    /// The one place of a target for a purpose.
    fn only(&self, target: &Target, purpose: &StatusPurpose) -> Result<(u32, u32), RegistryError> {
        let mut places = self.all(target);
        if let Target::Place { list, index } = *target {
            let missing = match self.list(list) {
                Some(_) => RegistryError::NotAllocated { list, index },
                None => RegistryError::NoSuchList(list),
            };
            return places.pop().ok_or(missing);
        }
        places.retain(|(list, _)| self.list(*list).is_some_and(|list| list.state.plan.purpose == *purpose));
        match places[..] {
            [] => Err(RegistryError::UnknownCredential { purpose: purpose.clone() }),
            [only] => Ok(only),
            _ => Err(RegistryError::Ambiguous),
        }
    }
}

impl List {
    /// A place that nobody has.
    fn free(&self, environment: &Environment) -> Result<u32, RegistryError> {
        for _ in 0..DRAWS {
            match list::draw(self.state.plan.entries, environment)? {
                Some(index) if !self.taken.contains(&index) => return Ok(index),
                _ => {}
            }
        }
        Err(RegistryError::Predictable)
    }

    fn at(&self, index: u32) -> (Place, u32) {
        let plan = &self.state.plan;
        (Place::new(plan, self.state.number, index), self.bits.value(index as usize).unwrap_or_default())
    }
}

impl fmt::Debug for MemoryRegistry {
    /// Without the credentials: their ids are theirs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MemoryRegistry").field("lists", &self.state().lists.len()).finish_non_exhaustive()
    }
}
