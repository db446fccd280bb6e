use crate::trust::skeleton::Skeleton;
use std::collections::BTreeMap;

/// The names of anchors, as they are read in passing, by how many letters that leaves of them: of each length in the order of the file,
/// with the ids of those who go by them.
///
/// A name is held against those of its own length, and of a letter more or less. Strangers write names, and operators note many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names(BTreeMap<usize, Vec<(Skeleton, String)>>);

impl Names {
    /// Adds a name, if there are letters or numbers in it.
    pub(super) fn note(&mut self, name: &str, id: &str) {
        if let Some(name) = Skeleton::of(name) {
            self.0.entry(name.length()).or_default().push((name, id.to_owned()));
        }
    }

    /// Who, other than `id`, goes by a name or by one that it can be mistaken for.
    pub(super) fn imitated(&self, id: &str, name: &str) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let name = Skeleton::of(name)?;
        let lengths = name.length().saturating_sub(1)..=name.length() + 1;
        let others = || self.0.range(lengths.clone()).flat_map(|(_, known)| known).filter(|(_, other)| other != id);
        let same = others().find(|(known, _)| *known == name);
        same.or_else(|| others().find(|(known, _)| known.is_taken_for(&name))).map(|(_, known)| known.as_str())
    }
}
