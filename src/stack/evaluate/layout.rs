//! The groups of a pathway, flat: each with the places in which credentials count.

use super::super::part::Part;
use super::super::selector::{Selector, Truth};
use crate::stack::context::Context;
use crate::stack::{Group, Members, Pathway, Select};

/// The groups in the order of the pathway, each before those in it, and their places in the order in which they are filled.
#[derive(Clone)]
pub(super) struct Layout<'a> {
    pub(super) groups: Vec<FlatGroup<'a>>,
    pub(super) places: Vec<Place<'a>>,
}

#[derive(Clone)]
pub(super) struct FlatGroup<'a> {
    pub(super) group: &'a Group,
    pub(super) depth: usize,
    /// Whether it, and all that it is in, has to be satisfied.
    pub(super) mandatory: bool,
    /// The groups directly in it.
    pub(super) children: Vec<usize>,
}

/// Where credentials count: in a group that takes one for each selector, one place each.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// Nothing where a pathway has no groups.
    pub(super) group: Option<usize>,
    pub(super) selectors: &'a [Selector],
    pub(super) is_slot: bool,
}

impl<'a> Layout<'a> {
    pub(super) fn of(pathway: &'a Pathway) -> Self {
        let mut layout = Self { groups: Vec::new(), places: Vec::new() };
        for group in &pathway.groups {
            layout.add(group, 0, true);
        }
        if layout.groups.is_empty() {
            layout.places.push(Place { group: None, selectors: &[Selector::Any], is_slot: false });
        }
        layout
    }

    fn add(&mut self, group: &'a Group, depth: usize, mandatory: bool) -> usize {
        let index = self.groups.len();
        let mandatory = mandatory && !group.optional;
        self.groups.push(FlatGroup { group, depth, mandatory, children: Vec::new() });
        match &group.members {
            Members::Groups(groups) => {
                let all = group.select == Select::All;
                for inner in groups {
                    let child = self.add(inner, depth + 1, mandatory && all);
                    self.groups[index].children.push(child);
                }
            }
            Members::Credentials(selectors) if group.select == Select::All => {
                let slots = selectors.iter().map(|selector| Place {
                    group: Some(index),
                    selectors: std::slice::from_ref(selector),
                    is_slot: true,
                });
                self.places.extend(slots);
            }
            Members::Credentials(selectors) => {
                self.places.push(Place { group: Some(index), selectors, is_slot: false });
            }
        }
        index
    }

    /// Puts the places in order: mandatory ones first, then those that fewest of the credentials fit, then as they stand.
    pub(super) fn order_places(&mut self, fitting: impl Fn(&Place<'a>) -> usize) {
        let groups = &self.groups;
        let is_optional = |place: &Place<'_>| place.group.is_some_and(|group| !groups[group].mandatory);
        self.places.sort_by_cached_key(|place| (is_optional(place), fitting(place)));
    }

    /// Whether a place is in a group, or in one that is in it.
    pub(super) fn is_within(&self, place: &Place<'_>, group: usize) -> bool {
        place.group.is_some_and(|own| self.contains(group, own))
    }

    fn contains(&self, outer: usize, inner: usize) -> bool {
        outer == inner || self.groups[outer].children.iter().any(|child| self.contains(*child, inner))
    }
}

impl Place<'_> {
    pub(super) fn takes(&self, part: &Part, context: &Context<'_>) -> Truth {
        self.selectors.iter().map(|selector| selector.selects(part, context)).max().unwrap_or(Truth::No)
    }
}
