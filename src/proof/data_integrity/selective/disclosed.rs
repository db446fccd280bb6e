use super::grouped::Grouped;
use super::label::{Label, texts};
use super::{Malformed, malformed};
use crate::json::Node;
use crate::jsonld::{Canonical, Walked};

/// A reduced document as its verifier sees it, under the labels of its proof.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) statements: Grouped,
}

impl Received {
    /// Names and groups the statements as the proof says.
    ///
    /// # Errors
    /// If the proof does not name every blank node once, each by a name of its own, or points at lines that are not there.
    pub(crate) fn new(
        walked: &Walked,
        canonical: &Canonical,
        label_map: &[(u64, Label)],
        mandatory_indexes: &[u64],
    ) -> Result<Self, Malformed> {
        let labels = labels(walked, canonical, label_map)?;
        let lines = walked.dataset.labelled(&texts(&labels));
        if mandatory_indexes.last().is_some_and(|last| *last >= lines.len() as u64) {
            return Err(malformed("a mandatory index points at no statement"));
        }
        let mut mandatory = vec![false; lines.len()];
        for index in mandatory_indexes {
            mandatory[*index as usize] = true;
        }
        Ok(Self { statements: Grouped { lines, mandatory } })
    }

    /// What the proof shows, once it is known to hold.
    pub(crate) fn disclosed(&self, walked: &Walked) -> Disclosed {
        let Grouped { lines, mandatory } = &self.statements;
        let lines = lines.places().iter();
        let places = walked.origins.iter().zip(lines).map(|(origin, line)| (*origin, mandatory[*line as usize]));
        Disclosed { places: places.collect() }
    }
}

/// The labels of a document's blank nodes, by number.
fn labels(walked: &Walked, canonical: &Canonical, label_map: &[(u64, Label)]) -> Result<Vec<Option<Label>>, Malformed> {
    let mentioned = walked.dataset.mentioned();
    let count = mentioned.iter().filter(|mentioned| **mentioned).count();
    let mut by_name = vec![None; count];
    if label_map.len() != count {
        return Err(malformed(format!(
            "the label map names {} blank nodes, but the document has {count}",
            label_map.len()
        )));
    }
    for (name, label) in label_map {
        let place = usize::try_from(*name).ok().and_then(|name| by_name.get_mut(name));
        match place {
            Some(place @ None) => *place = Some(*label),
            Some(Some(_)) => return Err(malformed("the label map names a blank node twice")),
            None => return Err(malformed("the label map names a blank node that the document does not have")),
        }
    }
    // Two nodes under one name would be one node to whoever signed the statements.
    let mut distinct = by_name.clone();
    distinct.sort_unstable();
    if distinct.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(malformed("the label map gives two blank nodes one name"));
    }
    let label = |(mentioned, name): (bool, &u32)| if mentioned { by_name.get(*name as usize).copied()? } else { None };
    Ok(mentioned.into_iter().zip(canonical.names()).map(label).collect())
}

/// What a derived proof shows of a credential, and which of it the holder could have left out.
///
/// The issuer fixes which statements are mandatory; all others are shown by the holder's choice. Where a status or an
/// end of validity could have been left out, showing it proves nothing, since another one may have been withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// For each statement, the index of the value that makes it, and whether it is mandatory.
    places: Vec<(u32, bool)>,
}

/// How a part of a credential came to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shown {
    /// It is not there. Whether it was withheld cannot be told.
    Not,
    /// All of it is mandatory: the issuer made sure that it is shown.
    Mandatory,
    /// Some or all of it is shown by the holder's choice.
    ByChoice,
}

impl Disclosed {
    /// How a member of the outermost object came to be shown: all that is said in its value, at any depth.
    pub fn member(&self, root: Node<'_>, name: &str) -> Shown {
        root.get(name).map_or(Shown::Not, |value| self.place(value))
    }

    /// How a value came to be shown: all that is said in it, at any depth.
    pub fn place(&self, value: Node<'_>) -> Shown {
        let extent = value.extent();
        let mut shown = Shown::Not;
        for (_, mandatory) in self.places.iter().filter(|(place, _)| extent.contains(&(*place as usize))) {
            match mandatory {
                true if shown == Shown::Not => shown = Shown::Mandatory,
                true => {}
                false => return Shown::ByChoice,
            }
        }
        shown
    }
}
