//! Levels: known ones, one in each framework, and such as correspond to each other.

use super::Check;
use crate::framework::{Cycle, Eqf, NqfLevel};
use crate::json::Pointer;
use crate::microcredential::{Level, annex};
use crate::report::{Finding, code};
use std::collections::BTreeSet;

impl Check {
    pub(super) fn levels(&mut self, levels: &[Level], at: &Pointer) {
        let mut frameworks = BTreeSet::new();
        let mut national = 0;
        for level in levels {
            let (framework, place) = match level {
                Level::Eqf(_) => ((String::new(), "eqf".to_owned()), at.member("eqf")),
                Level::QfEhea(_) => ((String::new(), "qfEhea".to_owned()), at.member("qfEhea")),
                Level::Nqf(own) => {
                    national += 1;
                    // A framework may be named in several ways, and is one all the same.
                    let name = match own.clone().canonical() {
                        NqfLevel::Named { country, framework, .. } => (country, framework),
                        NqfLevel::Concept(uri) => (String::new(), uri),
                    };
                    (name, at.member("nqf").item(national - 1))
                }
            };
            self.level(level, &place);
            if !frameworks.insert(framework) {
                self.say(code::ec::LEVEL_CONTRADICTION, place.clone(), "keep one level in each framework");
            }
            self.level_agrees(level, levels, place);
        }
    }

    fn level(&mut self, level: &Level, at: &Pointer) {
        match level {
            Level::Eqf(number) if !(1..=8).contains(number) => {
                self.say(
                    code::ec::LEVEL_RANGE,
                    at.clone(),
                    format!("{number} is none of the EQF's; they go from 1 to 8"),
                );
            }
            Level::Nqf(NqfLevel::Concept(uri)) => self.iri(Some(uri), || at.clone()),
            Level::Nqf(own @ NqfLevel::Named { country, framework, level }) => {
                for text in [country, framework, level] {
                    self.string(Some(text), || at.clone());
                }
                self.known_level(own, framework, at);
            }
            _ => {}
        }
    }

    /// A framework of the tables has the levels that stand there.
    fn known_level(&mut self, own: &NqfLevel, framework: &str, at: &Pointer) {
        if own.is_known() {
            return;
        }
        let (code, detail) = match (own.known_levels(), own.known_frameworks()) {
            (Some(known), _) => {
                (code::ec::LEVEL_UNKNOWN, format!("the levels of {framework} are {}", known.join(", ")))
            }
            (None, known) if known.is_empty() => return,
            (None, known) => (code::ec::LEVEL_FRAMEWORK, format!("known of this country: {}", known.join(", "))),
        };
        self.findings.push(Finding::new(code, at.clone(), detail).about(annex::LEVEL));
    }

    /// What is stated should correspond to one EQF level: to the one that is stated, or else to that of the statements before. Where the
    /// tables are of medium confidence to which level it is referenced, that is no more than a note; where of low, nothing is said.
    fn level_agrees(&mut self, level: &Level, levels: &[Level], at: Pointer) {
        fn certain(level: &Level) -> Option<Eqf> {
            match level {
                Level::Eqf(_) | Level::QfEhea(_) => level.eqf(),
                Level::Nqf(own) => own.eqf().filter(|_| own.eqf_is_certain()),
            }
        }
        fn likely(level: &Level) -> Option<Eqf> {
            match level {
                Level::Eqf(_) | Level::QfEhea(_) => level.eqf(),
                Level::Nqf(own) => own.eqf().filter(|_| own.eqf_is_likely()),
            }
        }
        let stated = levels.iter().find(|other| matches!(other, Level::Eqf(_)));
        if let (Level::Nqf(own), Some(stated)) = (level, stated)
            && own.eqf().is_none()
            && own.eqf_is_certain()
        {
            let detail =
                format!("{level} is referenced to no level of the EQF, and {stated} is stated; leave one of them out");
            self.findings.push(Finding::new(code::ec::LEVEL_DISAGREES, at, detail).about(annex::LEVEL));
            return;
        }
        if matches!(level, Level::Eqf(_)) {
            return;
        }
        let against = |reading: fn(&Level) -> Option<Eqf>| {
            let own = reading(level)?;
            let differs =
                |other: &Level| reading(other).filter(|theirs| *theirs != own && !is_within_first_cycle(level, other));
            let mut before = levels.iter().take_while(|other| !std::ptr::eq(*other, level));
            let against = match stated {
                Some(stated) => differs(stated).map(|theirs| format!("{theirs} is stated")),
                None => before.find_map(|other| Some(format!("{other} to {}", differs(other)?))),
            };
            against.map(|against| format!("{level} corresponds to {own}, and {against}"))
        };
        let (code, detail) = match (against(certain), against(likely)) {
            (Some(detail), _) => (code::ec::LEVEL_DISAGREES, detail),
            (None, Some(detail)) => (code::ec::LEVEL_DOUBTFUL, detail),
            (None, None) => return,
        };
        self.findings.push(Finding::new(code, at, detail).about(annex::LEVEL));
    }
}

/// Whether one is the first cycle and the other at EQF 5: the first years of a bachelor's programme are of that cycle, and the short
/// cycle may be within it.
fn is_within_first_cycle(one: &Level, other: &Level) -> bool {
    let first = Level::QfEhea(Cycle::First);
    let is_five = |level: &Level| level.eqf() == Eqf::new(5);
    *one == first && is_five(other) || *other == first && is_five(one)
}
