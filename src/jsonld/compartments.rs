//! The credentials in a learner record that have proofs of their own: what they say about a node stands beside what the
//! record says.
//!
//! Such a credential is a compartment. Its statements merge with those of the record, and whoever moves one across its
//! border changes what the credential itself has signed. So as long as the proofs inside hold, the statements of the
//! compartments are known, and what is left is the record's own, provided that it could not have said any of them too.

use super::compiled_context::ContextError;
use super::contexts::ContextSet;
use super::quads::Quad;
use super::reading::{self, Endorsement};
use super::walk::{Mention, RDF_TYPE, Walked};
use crate::json::Node;
use crate::vc::parties::subjects;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What there is to say about the descriptions in a document.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The places of descriptions because of which it cannot be told what is signed where.
    pub(super) differing: Vec<usize>,
    /// The compartments that share nodes with the rest, so that their own proofs have to hold.
    pub(super) shared: BTreeSet<usize>,
}

/// Where the compartments of a learner record stand.
pub(super) struct Borders {
    /// In the order of the document.
    extents: Vec<Range<usize>>,
}

impl Borders {
    /// Those of a learner record; nothing for other documents, which have none.
    pub(super) fn of(root: Node<'_>) -> Option<Self> {
        let types = root.get("type")?;
        types.each().any(|name| name.as_str() == Some("ClrCredential")).then(|| {
            let is_secured = |node: &Node<'_>| {
                node.is_object() && node.get("proof").is_some_and(|proofs| proofs.each().any(Node::is_object))
            };
            Self { extents: credentials(root).filter(is_secured).map(Node::extent).collect() }
        })
    }

    /// The compartment in which a place lies; nothing for what the record says itself.
    pub(super) fn around(&self, at: usize) -> Option<usize> {
        let before = self.extents.partition_point(|extent| extent.start <= at).checked_sub(1)?;
        self.extents[before].contains(&at).then_some(before)
    }

    fn begins_at(&self, at: usize) -> bool {
        self.extents.binary_search_by_key(&at, |extent| extent.start).is_ok()
    }
}

fn credentials(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    subjects(root).filter_map(|subject| subject.get("verifiableCredential")).flat_map(Node::each)
}

/// Looks at all descriptions of a learner record.
pub(super) fn survey(
    root: Node<'_>,
    borders: &Borders,
    set: &ContextSet,
    walked: &Walked,
    without: &[&str],
) -> Result<Survey, ContextError> {
    let mut by_region: BTreeMap<Option<usize>, Vec<&Mention>> = BTreeMap::new();
    for mention in &walked.described {
        by_region.entry(borders.around(mention.at)).or_default().push(mention);
    }
    let mut survey = Survey::default();
    for (region, described) in by_region {
        let differing = reading::differing_descriptions(root, set, walked, described, without)?;
        match region {
            None => survey.differing = differing,
            // Whether it may stand like that is for its own proof to say.
            Some(region) if !differing.is_empty() => drop(survey.shared.insert(borders.extents[region].start)),
            Some(_) => {}
        }
    }
    let surveyor = Surveyor {
        root,
        borders,
        set,
        walked,
        without,
        statements: by_subject(walked),
        spoken_of: subjects(root).chain(credentials(root)).map(|node| node.index()).collect(),
    };
    let described = walked.described.iter().map(|mention| (mention, true));
    let mut mentions: Vec<_> = described.chain(walked.referenced.iter().map(|mention| (mention, false))).collect();
    let key = |(mention, _): &(&Mention, bool)| (mention.graph.map(super::quads::Slot::number), surveyor.id(mention));
    mentions.sort_by(|left, right| key(left).cmp(&key(right)));
    for about in mentions.chunk_by(|left, right| key(left) == key(right)) {
        surveyor.survey(about, &mut survey)?;
    }
    Ok(survey)
}

/// The statements about each node that has an id, by number, in the order of the values that make them.
fn by_subject(walked: &Walked) -> BTreeMap<&str, Vec<usize>> {
    let dataset = &walked.dataset;
    let mut statements: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, quad) in dataset.quads.iter().enumerate() {
        if let Some(subject) = quad.subject.span() {
            statements.entry(dataset.str(subject)).or_default().push(number);
        }
    }
    for numbers in statements.values_mut() {
        numbers.sort_by_key(|number| walked.origins[*number]);
    }
    statements
}

struct Surveyor<'a> {
    root: Node<'a>,
    borders: &'a Borders,
    set: &'a ContextSet,
    walked: &'a Walked,
    without: &'a [&'a str],
    statements: BTreeMap<&'a str, Vec<usize>>,
    /// The indices of the record's subjects and credentials.
    spoken_of: BTreeSet<usize>,
}

/// Where one node is described, in one of the two ways that stand side by side.
#[derive(Default)]
struct Described<'m> {
    outside: Vec<&'m Mention>,
    inside: Vec<&'m Mention>,
}

impl<'a> Surveyor<'a> {
    fn id(&self, mention: &Mention) -> &'a str {
        self.walked.dataset.str(mention.id)
    }

    /// All mentions of one node, each with whether it is a description.
    fn survey(&self, about: &[(&Mention, bool)], survey: &mut Survey) -> Result<(), ContextError> {
        let region = |mention: &Mention| self.borders.around(mention.at);
        let described: Vec<&Mention> = about.iter().filter(|(_, described)| *described).map(|(it, _)| *it).collect();
        let Some(first) = described.first().map(|mention| region(mention)) else { return Ok(()) };
        survey.differing.extend(about.iter().filter(|(it, described)| !described && self.is_displaced(it)).map(at));
        let in_several = described.iter().any(|mention| region(mention) != first);
        let shared = about.iter().filter_map(|(mention, _)| region(mention));
        let shared = shared.filter(|region| in_several || Some(*region) != first);
        survey.shared.extend(shared.map(|region| self.borders.extents[region].start));

        let (mut own, mut comment) = (Described::default(), Described::default());
        let mut more_outside = None;
        for mention in described {
            let inside = region(mention).is_some();
            let kind = match reading::endorsement(self.root.sibling(mention.at)) {
                Endorsement::None => &mut own,
                Endorsement::Comment => &mut comment,
                Endorsement::More => {
                    more_outside = more_outside.or((!inside).then_some(mention.at));
                    &mut own
                }
            };
            if inside { kind.inside.push(mention) } else { kind.outside.push(mention) }
        }
        // A comment with more could change places with any description.
        survey.differing.extend(more_outside.filter(|_| !own.inside.is_empty() || !comment.inside.is_empty()));
        // The record speaks for itself and each credential in it as well: neither is described again.
        let begins = own.inside.iter().filter(|mention| self.borders.begins_at(mention.at)).count();
        let is_record = own.outside.iter().any(|mention| mention.at == self.root.index());
        if begins > 1 || begins == 1 && !own.outside.is_empty() || is_record && !own.inside.is_empty() {
            survey.differing.extend(own.inside.iter().map(|mention| mention.at));
        }
        if own.outside.is_empty() && !own.inside.is_empty() {
            // What is said inside is not what the record says, though a copy of it in this place would be.
            let dangling = about.iter().filter(|(mention, described)| {
                !described && region(mention).is_none() && !reading::is_link(self.root.sibling(mention.at), mention)
            });
            survey.differing.extend(dangling.map(at));
        }
        if !self.are_copies(&own)? {
            survey.differing.extend(self.overlapping(&own));
        }
        survey.differing.extend(self.overlapping(&comment));
        Ok(())
    }

    /// Whether this reference stands where typed code and the verifier look for a subject or a credential, which is
    /// described elsewhere.
    fn is_displaced(&self, reference: &Mention) -> bool {
        self.spoken_of.contains(&reference.at)
    }

    /// Whether all descriptions are alike, inside and outside.
    fn are_copies(&self, described: &Described<'_>) -> Result<bool, ContextError> {
        let Some((first, rest)) = described.outside.split_first() else { return Ok(true) };
        if rest.is_empty() && described.inside.is_empty() {
            return Ok(true);
        }
        let read = |mention: &Mention| reading::description(self.root, self.set, self.walked, mention, self.without);
        let first = read(first)?;
        for mention in rest.iter().chain(&described.inside) {
            if read(mention)? != first {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The places outside where something is said that is said inside as well, so that it could be left out here; or
    /// where nothing is said that is the record's own, so that all of it could.
    ///
    /// Types may be repeated if they are the same everywhere, since no description may do without.
    fn overlapping(&self, described: &Described<'_>) -> Vec<usize> {
        let Described { outside, inside } = described;
        let (Some(first), false) = (outside.first(), inside.is_empty()) else { return Vec::new() };
        let (own, others) = (self.said(outside), inside.iter().map(|mention| self.said(&[mention])));
        let mut are_types_apart = true;
        let mut are_types_alike = true;
        let mut are_members_apart = true;
        for other in others {
            are_types_apart &= own.types.is_disjoint(&other.types);
            are_types_alike &= own.types == other.types;
            are_members_apart &= own.members.is_disjoint(&other.members);
        }
        let stands_alone = are_types_apart || !own.members.is_empty();
        let fine = !own.types.is_empty() && (are_types_apart || are_types_alike) && are_members_apart && stands_alone;
        if fine { Vec::new() } else { vec![first.at] }
    }

    /// The statements about a node that its descriptions make. Nodes without id count as alike, whatever they say.
    fn said(&self, descriptions: &[&Mention]) -> Said<'a> {
        let Walked { dataset, origins, .. } = self.walked;
        let mut said = Said::default();
        let region = descriptions.first().and_then(|mention| self.borders.around(mention.at));
        let numbers = descriptions.first().and_then(|mention| self.statements.get(self.id(mention)));
        let numbers = numbers.map_or(&[][..], Vec::as_slice);
        let origin = |number: &usize| origins[*number] as usize;
        let in_descriptions = descriptions.iter().flat_map(|mention| {
            let extent = self.root.sibling(mention.at).extent();
            let first = numbers.partition_point(|number| origin(number) < extent.start);
            numbers[first..].iter().take_while(move |number| origin(number) < extent.end)
        });
        // A compartment inside a description is none of it.
        for number in in_descriptions.filter(|number| self.borders.around(origin(number)) == region) {
            let Quad { predicate, object, .. } = dataset.quads[*number];
            let (predicate, object) = (dataset.str(predicate.span), object.span().map_or("", |span| dataset.str(span)));
            if predicate == RDF_TYPE {
                said.types.insert(object);
            } else {
                said.members.insert((predicate, object));
            }
        }
        said
    }
}

/// What a description says.
#[derive(Default)]
struct Said<'a> {
    types: BTreeSet<&'a str>,
    members: BTreeSet<(&'a str, &'a str)>,
}

fn at((mention, _): &(&Mention, bool)) -> usize {
    mention.at
}
