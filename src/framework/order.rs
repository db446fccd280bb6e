use super::{Eqf, Frameworks, NqfLevel, Table};
use std::cmp::Ordering;

/// Where a level stands in its framework: one step, or several for a whole of which the table has the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    from: u32,
    to: u32,
    /// The letter of one of several that stand beside each other on one step, of which none is higher.
    beside: &'static str,
}

/// How a level stands to another that is asked for; nothing where that cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) is_at_least: Option<bool>,
    pub(crate) is_exactly: Option<bool>,
    pub(crate) is_at_most: Option<bool>,
}

impl Place {
    /// The column `order` of the table of levels: a step, such as `7`, with a letter (`7a`), or from one to another (`8-9`).
    pub(super) fn of_row(table: &Table, row: usize) -> Option<Self> {
        let (steps, beside) = {
            let cell = table.cell(row, "order");
            cell.split_at(cell.find(|letter: char| letter.is_ascii_lowercase()).unwrap_or(cell.len()))
        };
        let (from, to) = steps.split_once('-').unwrap_or((steps, steps));
        Some(Self { from: from.parse().ok()?, to: to.parse().ok()?, beside })
    }

    /// Whether all of the other is inside.
    fn has(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to && (self.beside.is_empty() || self.beside == other.beside)
    }
}

impl Standing {
    fn of(is_at_least: Option<bool>, is_at_most: Option<bool>) -> Self {
        let is_exactly = match (is_at_least, is_at_most) {
            (Some(true), Some(true)) => Some(true),
            (Some(false), _) | (_, Some(false)) => Some(false),
            _ => None,
        };
        Self { is_at_least, is_exactly, is_at_most }
    }

    pub(crate) fn by(order: Ordering) -> Self {
        Self::of(Some(order.is_ge()), Some(order.is_le()))
    }

    /// Of two levels in one framework. That somebody has the whole does not say which of its parts.
    fn between(own: Place, asked: Place) -> Self {
        let is_beside = !asked.beside.is_empty() && own.beside != asked.beside;
        // What has the higher end above the other's lower one may be above it.
        let known = |so: bool, never: bool| if so { Some(true) } else { never.then_some(false) };
        let at_least = known(own.from >= asked.from + u32::from(is_beside), own.to < asked.from);
        let at_most = known(own.to + u32::from(is_beside) <= asked.to, own.from > asked.to);
        let mut standing = Self::of(at_least, at_most);
        if is_beside && !own.beside.is_empty() {
            standing.is_exactly = Some(false);
        }
        standing
    }
}

impl Frameworks {
    /// How a level stands to another of its framework; nothing for levels of two, and where their order is not known.
    pub(crate) fn standing(&self, own: &NqfLevel, asked: &NqfLevel) -> Option<Standing> {
        let (own, asked) = (own.clone().canonical(), asked.clone().canonical());
        if own == asked && matches!(own, NqfLevel::Named { .. }) {
            return Some(Standing::by(Ordering::Equal));
        }
        is_one_framework(&own, &asked).then_some(())?;
        Some(Standing::between(own.place()?, asked.place()?))
    }

    /// How what is at a level of the EQF, and says no more, stands to a national level; nothing if that is not placed. Where several
    /// levels of its framework are referenced to that EQF level, which of them it would be cannot be told.
    pub(crate) fn standing_of(&self, own: Eqf, asked: &NqfLevel) -> Option<Standing> {
        let eqf = self.eqf(asked)?;
        if own != eqf {
            return Some(Standing::by(own.cmp(&eqf)));
        }
        let (mut at_least, mut at_most) = (Some(true), Some(true));
        for other in self.of_one_framework(asked).into_iter().filter(|other| self.eqf(other) == Some(eqf)) {
            if other == asked.clone().canonical() {
                continue;
            }
            let standing = self.standing(&other, asked);
            at_least = at_least.filter(|_| standing.is_some_and(|own| own.is_at_least == Some(true)));
            at_most = at_most.filter(|_| standing.is_some_and(|own| own.is_at_most == Some(true)));
        }
        Some(Standing::of(at_least, at_most))
    }

    /// The levels of the framework that a level is of.
    pub(crate) fn of_one_framework(&self, level: &NqfLevel) -> Vec<NqfLevel> {
        let NqfLevel::Named { country, framework, .. } = level.clone().canonical() else { return Vec::new() };
        let from = (country.clone(), framework.clone(), String::new());
        let all = self.levels.range(from..).take_while(|((own, name, _), _)| *own == country && *name == framework);
        all.map(|((country, framework, level), _)| NqfLevel::new(country, framework, level)).collect()
    }

    /// Whether a level shares the EQF level that it is referenced to with others of its framework that are not the same.
    pub(crate) fn is_shared(&self, level: &NqfLevel) -> bool {
        let standing = self.eqf(level).and_then(|eqf| self.standing_of(eqf, level));
        standing.is_some_and(|own| own.is_exactly != Some(true))
    }

    /// Which of two national levels is higher: of one framework, as they stand in it, where a whole is the same as its parts, and of
    /// two, if both are placed. Nothing where that cannot be told.
    pub fn compare(&self, one: &NqfLevel, other: &NqfLevel) -> Option<Ordering> {
        let (one, other) = (one.clone().canonical(), other.clone().canonical());
        let by_eqf = || Some(self.eqf(&one)?.cmp(&self.eqf(&other)?));
        if one == other && matches!(one, NqfLevel::Named { .. }) {
            return Some(Ordering::Equal);
        }
        match (one.place(), other.place()) {
            _ if !is_one_framework(&one, &other) => by_eqf(),
            (Some(own), Some(theirs)) if own.has(theirs) || theirs.has(own) => Some(Ordering::Equal),
            (Some(own), Some(theirs)) if own.to < theirs.from => Some(Ordering::Less),
            (Some(own), Some(theirs)) if theirs.to < own.from => Some(Ordering::Greater),
            (Some(_), Some(_)) => None,
            // Where the order is not known, what is referenced to one level of the EQF is not told apart.
            _ => by_eqf().filter(|order| order.is_ne()),
        }
    }
}

/// Whether both levels, as the tables write them, are of one framework.
fn is_one_framework(one: &NqfLevel, other: &NqfLevel) -> bool {
    match (one, other) {
        (
            NqfLevel::Named { country, framework, .. },
            NqfLevel::Named { country: other_country, framework: other_framework, .. },
        ) => (country, framework) == (other_country, other_framework),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str) -> NqfLevel {
        let mut words = text.splitn(3, ' ');
        let mut next = || words.next().unwrap();
        NqfLevel::new(next(), next(), next())
    }

    #[test]
    fn every_level_of_the_tables_has_a_place_that_does_not_contradict_the_eqf() {
        let frameworks = Frameworks::bundled();
        for country in frameworks.countries() {
            for ((country, framework), names) in frameworks.of_country(country) {
                let levels: Vec<_> = names.iter().map(|name| NqfLevel::new(country, framework, *name)).collect();
                for (one, other) in levels.iter().flat_map(|one| levels.iter().map(move |other| (one, other))) {
                    assert!(one.place().is_some(), "{one}");
                    let by_eqf = frameworks.eqf(one).zip(frameworks.eqf(other)).map(|(one, other)| one.cmp(&other));
                    let own = frameworks.compare(one, other);
                    let agrees = |order: Ordering| own == Some(order) || order.is_eq();
                    assert!(by_eqf.is_none_or(agrees), "{one}, {other}: {own:?}, {by_eqf:?}");
                }
            }
        }
    }

    /// SCQF 9 and 10 are both EQF 6, and no rule of Scotland takes one for the other.
    #[test]
    fn levels_of_one_framework_compare_as_they_stand_in_it() {
        let frameworks = Frameworks::bundled();
        for (one, other, order) in [
            ("IE NFQ 7", "IE NFQ 8", Some(Ordering::Less)),
            ("GB-SCT SCQF 10", "UK SCQF 9", Some(Ordering::Greater)),
            ("NO NKR 5.1", "NO NKR 5.2", Some(Ordering::Less)),
            ("NO NKR 5", "NO NKR 5.2", Some(Ordering::Equal)),
            ("NO NKR 4A", "NO NKR 4B", None),
            ("NO NKR 4A", "NO NKR 4", Some(Ordering::Equal)),
            ("NO NKR 4B", "NO NKR 5.1", Some(Ordering::Less)),
            ("HR HKO 7.1.sv", "HR HKO 7.2", Some(Ordering::Less)),
            ("FR RNCP V", "FR RNCP 3", Some(Ordering::Equal)),
            ("NL NLQF Entry", "NL NLQF 1", Some(Ordering::Less)),
            ("UK-WLS CQFW Entry 2", "UK-WLS CQFW Entry 3", Some(Ordering::Less)),
            ("IE NFQ 7", "SI SOK 7", Some(Ordering::Equal)),
            ("ES MECES 2", "ES MECU 6", Some(Ordering::Equal)),
            ("NL NLQF Entry", "IE NFQ 1", None),
        ] {
            let (one, other) = (level(one), level(other));
            assert_eq!(frameworks.compare(&one, &other), order, "{one}, {other}");
            assert_eq!(frameworks.compare(&other, &one), order.map(Ordering::reverse), "{other}, {one}");
        }
    }

    #[test]
    fn what_is_asked_for_is_told_from_what_shares_its_eqf_level() {
        let frameworks = Frameworks::bundled();
        let standing = |own: &str, asked: &str| {
            let found = match own.parse().ok().and_then(Eqf::new) {
                Some(own) => frameworks.standing_of(own, &level(asked)),
                None => frameworks.standing(&level(own), &level(asked)),
            };
            found.map(|found| (found.is_at_least, found.is_exactly, found.is_at_most))
        };
        let (yes, no) = (Some(true), Some(false));
        for (own, asked, found) in [
            ("IE NFQ 7", "IE NFQ 8", (no, no, yes)),
            ("IE NFQ 8", "IE NFQ 8", (yes, yes, yes)),
            ("6", "IE NFQ 8", (None, None, yes)),
            ("6", "IE NFQ 7", (yes, None, None)),
            ("7", "IE NFQ 8", (yes, no, no)),
            ("7", "IE NFQ 9", (yes, yes, yes)),
            ("NO NKR 5", "NO NKR 5.1", (yes, None, None)),
            ("NO NKR 5.1", "NO NKR 5", (yes, yes, yes)),
            ("NO NKR 4B", "NO NKR 4A", (None, no, None)),
            ("NO NKR 4", "NO NKR 4A", (None, None, None)),
            ("5", "NO NKR 4A", (yes, no, no)),
            ("4", "NO NKR 4", (yes, yes, yes)),
        ] {
            assert_eq!(standing(own, asked), Some(found), "{own}, {asked}");
        }
        assert_eq!(standing("IE NFQ 8", "SI SOK 7"), None, "two frameworks");
        assert!(frameworks.is_shared(&level("IE NFQ 8")) && !frameworks.is_shared(&level("IE NFQ 9")));
        let head = "country\tframework\tlevel\teqf\tconfidence\tsource\n";
        let rows = "NZ\tNZQCF\t7\t6\tmedium\tours\nNZ\tNZQCF\t8\t6\tmedium\tours\n";
        let own = frameworks.clone().with_levels(&format!("{head}{rows}")).unwrap();
        let (seven, eight) = (level("NZ NZQCF 7"), level("NZ NZQCF 8"));
        assert_eq!((own.compare(&seven, &eight), own.compare(&eight, &eight)), (None, Some(Ordering::Equal)));
        assert!(own.is_shared(&eight), "a table of one's own says no order");
    }
}
