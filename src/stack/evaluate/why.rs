//! Why a credential is not counted.

use super::super::selector::Truth;
use super::model::{Origin, overlap};
use super::{Evaluating, Solved};
use crate::stack::Reason;
use std::collections::BTreeSet;

impl Evaluating<'_> {
    /// Whether a part would count somewhere, were it not excluded.
    pub(super) fn fits(&self, solved: &Solved<'_>, part: usize) -> Truth {
        let places = solved.model.layout.places.iter();
        places.map(|place| place.takes(&self.parts[part], &self.context)).max().unwrap_or(Truth::No)
    }

    /// Every reason; the first that applies where a search decided.
    pub(super) fn reasons(&self, solved: &Solved<'_>, part: usize) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = self.exclusions[part].iter().map(|exclusion| exclusion.reason.clone()).collect();
        if self.parts[part].is_selection {
            return reasons;
        }
        match self.fits(solved, part) {
            Truth::Yes => {}
            Truth::No => reasons.push(reason("groups", &self.what_groups_take(solved, part), false)),
            Truth::Unknown => reasons.push(reason("groups", &self.what_is_not_known(solved, part), true)),
        }
        if reasons.is_empty() {
            reasons.push(self.left_out(solved, part));
        }
        reasons
    }

    /// Why it cannot be told whether it fits in a group.
    fn what_is_not_known(&self, solved: &Solved<'_>, part: usize) -> String {
        let selectors = solved.model.layout.places.iter().flat_map(|place| place.selectors.iter());
        let unknown: BTreeSet<String> =
            selectors.flat_map(|selector| selector.unknown(&self.parts[part], &self.context)).collect();
        let unknown: Vec<String> = unknown.into_iter().collect();
        format!("it cannot be told whether it fits in a group: {}", unknown.join("; "))
    }

    /// Into no group it fits: what they take, and at which level it is.
    fn what_groups_take(&self, solved: &Solved<'_>, part: usize) -> String {
        const SHOWN: usize = 3;
        let groups = &solved.model.layout.groups;
        let mut takes: Vec<String> = Vec::new();
        for place in &solved.model.layout.places {
            let selectors: Vec<_> = place.selectors.iter().map(|own| self.context.words().selector(own)).collect();
            let title = place.group.map_or("", |group| groups[group].group.shown());
            takes.push(format!("“{title}” takes {}", selectors.join(" or ")));
        }
        let more = if takes.len() > SHOWN { ", and so on" } else { "" };
        takes.truncate(SHOWN);
        let level =
            self.context.eqf_of_all(&self.parts[part].levels).map(|eqf| format!(" at {eqf}")).unwrap_or_default();
        format!("no group takes it{level}: {}{more}", takes.join(", "))
    }

    /// Why it was left out although it might have been counted.
    fn left_out(&self, solved: &Solved<'_>, part: usize) -> Reason {
        let Some(item) = solved.model.parts.iter().position(|own| *own == part) else {
            return reason(&self.name_of_window(), "what counts more lies in another window of time", false);
        };
        let places = &solved.allocation.places;
        let counted = |other: &&usize| places[**other].is_some();
        if let Some(other) = solved.model.problem.conflicts[item].iter().find(counted) {
            let other = solved.model.parts[*other];
            let why = overlap(self, part, other).unwrap_or_default();
            let detail = format!("“{}” is counted, and {why}", self.parts[other].title);
            return reason("noOverlap", &detail, false);
        }
        let mut names: Vec<String> = Vec::new();
        for place in &solved.model.problem.items[item].places {
            let mut tried = places.clone();
            tried[item] = Some(*place);
            let sums = solved.model.problem.sums(&tried);
            let caps = solved.model.problem.caps.iter().zip(&solved.model.caps);
            let over = caps.filter(|((row, most), _)| sums[*row] > *most).map(|(_, origin)| self.name(solved, *origin));
            names.extend(over);
        }
        names.sort();
        names.dedup();
        match names.as_slice() {
            [] => self.would_spoil(solved, item),
            [first, ..] => reason(first, &format!("more would be counted than {} takes", names.join(" and ")), false),
        }
    }

    /// It could be added, but then something would not be satisfied any more.
    fn would_spoil(&self, solved: &Solved<'_>, item: usize) -> Reason {
        let (problem, places) = (&solved.model.problem, &solved.allocation.places);
        let before = problem.goals_met(places);
        let lost = problem.items[item].places.iter().find_map(|place| {
            let mut tried = places.clone();
            tried[item] = Some(*place);
            let after = problem.goals_met(&tried);
            let spoilt = (0..before.len()).find(|goal| before[*goal] && !after[*goal])?;
            Some(self.name(solved, solved.model.goals[spoilt]))
        });
        match lost {
            Some(name) => reason(&name, &format!("with it, {name} would not be satisfied"), false),
            None => reason("credits", "it adds no credits", false),
        }
    }

    /// The name of a group or requirement.
    pub(super) fn name(&self, solved: &Solved<'_>, origin: Origin) -> String {
        match origin {
            Origin::Group(group) => solved.model.layout.groups[group].group.id.clone(),
            Origin::Requirement(place) => self.context.pathway.requirements[place].id.clone(),
        }
    }

    fn name_of_window(&self) -> String {
        let window = self.context.pathway.window();
        window.map_or_else(String::new, |(place, _)| self.context.pathway.requirements[place].id.clone())
    }
}

fn reason(by: &str, detail: &str, is_unknown: bool) -> Reason {
    Reason { by: by.to_owned(), detail: detail.to_owned(), is_unknown }
}
