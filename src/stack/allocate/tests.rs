//! The search against the trying out of everything.

use super::{Formula, Goal, Item, Needs, Problem, Row, Score};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

/// The best of all, and of equally good ones the first.
fn brute_force(problem: &Problem) -> (Vec<Option<usize>>, Score) {
    let mut best: Option<(Vec<Option<usize>>, Score)> = None;
    every(problem, 0, &mut vec![None; problem.items.len()], &mut |places, score| {
        if best.as_ref().is_none_or(|(_, found)| score > *found) {
            best = Some((places.to_vec(), score));
        }
    });
    best.unwrap()
}

/// Every allocation that is allowed, in order: the first item's first place first, leaving out last.
fn every(
    problem: &Problem,
    item: usize,
    places: &mut Vec<Option<usize>>,
    look: &mut dyn FnMut(&[Option<usize>], Score),
) {
    if item == problem.items.len() {
        if let Some(score) = score(problem, places) {
            look(places, score);
        }
        return;
    }
    for place in &problem.items[item].places {
        places[item] = Some(*place);
        every(problem, item + 1, places, look);
    }
    places[item] = None;
    every(problem, item + 1, places, look);
}

/// The score of an allocation; nothing if it exceeds a cap or counts two that exclude each other. Written out once more.
fn score(problem: &Problem, places: &[Option<usize>]) -> Option<Score> {
    let value = |row: usize| -> i128 {
        let row = &problem.rows[row];
        (0..places.len())
            .filter(|item| places[*item].is_some_and(|place| row.places[place]))
            .map(|item| row.weights[item])
            .sum()
    };
    if problem.caps.iter().any(|(row, most)| value(*row) > *most) {
        return None;
    }
    for item in 0..places.len() {
        if places[item].is_some() && problem.conflicts[item].iter().any(|other| places[*other].is_some()) {
            return None;
        }
    }
    fn holds(problem: &Problem, places: &[Option<usize>], formula: &Formula, value: &dyn Fn(usize) -> i128) -> bool {
        match formula {
            Formula::Row(row, least) => value(*row) >= *least,
            Formula::All(all) => all.iter().all(|one| holds(problem, places, one, value)),
            Formula::Some(least, some) => {
                some.iter().filter(|one| holds(problem, places, one, value)).count() >= *least
            }
            Formula::Last(capstones) => {
                let used: Vec<usize> = (0..places.len()).filter(|item| places[*item].is_some()).collect();
                let last = used.iter().map(|item| problem.items[*item].date).max();
                used.iter().any(|item| capstones[*item] && Some(problem.items[*item].date) == last)
            }
        }
    }
    let met = |mandatory| {
        let goals = problem.goals.iter().filter(|goal| goal.mandatory == mandatory);
        goals.filter(|goal| holds(problem, places, &goal.formula, &value)).count() as u32
    };
    let credits =
        (0..places.len()).filter(|item| places[*item].is_some()).map(|item| problem.items[item].credits).sum();
    Some(Score { mandatory: met(true), optional: met(false), credits })
}

const PLACES: usize = 3;

fn row(items: usize) -> impl Strategy<Value = Row> {
    (prop::collection::vec(-2_i128..8, items), prop::collection::vec(any::<bool>(), PLACES))
        .prop_map(|(weights, places)| Row { weights, places })
}

fn problem() -> impl Strategy<Value = Problem> {
    (1_usize..7).prop_flat_map(|count| {
        let item = (1_u64..6, prop::collection::btree_set(0..PLACES, 0..=PLACES), 0_u64..4);
        let items = prop::collection::vec(item, count);
        let rows = prop::collection::vec(row(count), 1..6);
        let goals = prop::collection::vec((0_usize..6, -4_i128..14, any::<bool>(), 0_usize..5), 0..6);
        let caps = prop::collection::vec((0_usize..4, 1_i128..16), 0..3);
        let conflicts = prop::collection::vec((0..count, 0..count), 0..3);
        let capstones = prop::collection::vec(any::<bool>(), count);
        (items, rows, goals, caps, conflicts, capstones).prop_map(assemble)
    })
}

type Drawn = (
    Vec<(u64, std::collections::BTreeSet<usize>, u64)>,
    Vec<Row>,
    Vec<(usize, i128, bool, usize)>,
    Vec<(usize, i128)>,
    Vec<(usize, usize)>,
    Vec<bool>,
);

fn assemble((items, mut rows, goals, caps, pairs, capstones): Drawn) -> Problem {
    let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut items: Vec<Item> = items
        .into_iter()
        .map(|(credits, places, days)| Item {
            credits,
            places: places.into_iter().collect(),
            date: start + Days::new(days),
        })
        .collect();
    items.sort_by_key(|item| item.date);
    // Caps are of what real pathways have: credits or numbers, in some places or in all.
    let credits: Vec<i128> = items.iter().map(|item| i128::from(item.credits)).collect();
    let first_cap = rows.len();
    rows.push(Row { weights: credits.clone(), places: vec![true; PLACES] });
    rows.push(Row { weights: credits, places: vec![true, false, false] });
    rows.push(Row { weights: vec![1; items.len()], places: vec![false, true, false] });
    rows.push(Row {
        weights: items.iter().map(|item| i128::from(item.credits % 2)).collect(),
        places: vec![true; PLACES],
    });
    let count = rows.len();
    let goals = goals.into_iter().map(|(row, least, mandatory, kind)| {
        let one = Formula::Row(row % count, least);
        let other = Formula::Row((row + 1) % count, least / 2);
        let formula = match kind {
            0 => Formula::All(vec![one, other]),
            1 => Formula::Some(1, vec![one, other]),
            2 => Formula::All(vec![one, Formula::Last(capstones.clone())]),
            _ => one,
        };
        Goal { formula, mandatory }
    });
    let mut conflicts = vec![Vec::new(); items.len()];
    for (one, other) in pairs {
        if one != other && !conflicts[one].contains(&other) {
            conflicts[one].push(other);
            conflicts[other].push(one);
        }
    }
    let caps = caps.into_iter().map(|(kind, most)| (first_cap + kind, most)).collect();
    Problem { goals: goals.collect(), items, places: PLACES, rows, caps, conflicts }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    /// The best, and of equally good ones the first.
    #[test]
    fn it_is_what_trying_everything_finds(problem in problem()) {
        let found = problem.solve(u64::MAX);
        let (places, score) = brute_force(&problem);
        prop_assert_eq!(found.score, score);
        prop_assert_eq!(found.bound, score);
        prop_assert!(found.is_first);
        prop_assert_eq!(found.places, places);
    }

    /// Where the search is ended, what it has is allowed, and its bound is one.
    #[test]
    fn the_gap_holds_the_best(problem in problem(), work in 1_u64..2000) {
        let found = problem.solve(work);
        let (_, best) = brute_force(&problem);
        prop_assert_eq!(score(&problem, &found.places), Some(found.score));
        prop_assert!(found.score <= best && best <= found.bound, "{:?} {:?} {:?}", found.score, best, found.bound);
        if found.score == found.bound {
            prop_assert_eq!(found.score, best);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// No allocation takes less than the nearest; and where the search is ended, none that is worse than what it began with.
    #[test]
    fn the_nearest_is_what_trying_everything_finds(
        problem in problem(),
        gains in prop::collection::vec(prop::option::of(0_i128..4), 12),
        most in prop::option::of(0_i128..30),
        work in 1_u64..2000,
    ) {
        let (apart, together) = problem.goals.iter().map(|goal| goal.formula.clone()).partition(|formula| {
            matches!(formula, Formula::Row(row, _) if row % 2 == 0)
        });
        let clashes = Vec::new();
        let needs = Needs { gains: gains[..problem.rows.len()].to_vec(), apart, together, clashes, most };
        let nothing = vec![0; problem.rows.len()];
        let mut cost = |places: &[Option<usize>]| {
            let counted = problem.items.iter().zip(places).filter(|(_, place)| place.is_some());
            let credits: i128 = counted.map(|(item, _)| i128::from(item.credits)).sum();
            let need = needs.least(&problem.sums(places), &nothing);
            (most.is_none_or(|most| credits + need <= most) && need < 1_000_000).then_some(need)
        };
        let mut least: Option<i128> = None;
        every(&problem, 0, &mut vec![None; problem.items.len()], &mut |places, _| {
            least = least.into_iter().chain(cost(places)).min();
        });
        let start = problem.solve(u64::MAX).places;
        let (found, is_proven) = problem.nearest(&start, &needs, &mut cost, u64::MAX);
        prop_assert!(is_proven);
        prop_assert!(score(&problem, &found).is_some());
        prop_assert_eq!(cost(&found), least);
        let (found, is_proven) = problem.nearest(&start, &needs, &mut cost, work);
        prop_assert!(score(&problem, &found).is_some());
        prop_assert!(cost(&start).is_none_or(|start| cost(&found).is_some_and(|found| found <= start)));
        prop_assert!(!is_proven || cost(&found) == least);
    }
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// So many items of usual sizes in eight groups that take 10 to 20 credits each, no more than 120 in all, and so many
/// requirements about a half to a tenth of the items: one in eight is a cap, the others are least credits.
fn large(items: usize, requirements: usize, tight: i128, seed: u64) -> Problem {
    let mut dice = Dice(seed);
    let groups = 8;
    let start = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    let sizes = [250, 500, 500, 750, 1000];
    let items: Vec<Item> = (0..items)
        .map(|index| {
            let places: std::collections::BTreeSet<usize> =
                (0..1 + dice.below(3)).map(|_| dice.below(groups) as usize).collect();
            Item {
                credits: sizes[dice.below(5) as usize],
                places: places.into_iter().collect(),
                date: start + Days::new(index as u64),
            }
        })
        .collect();
    let credits = |meant: &dyn Fn(usize) -> bool| -> Vec<i128> {
        items.iter().enumerate().map(|(index, item)| if meant(index) { i128::from(item.credits) } else { 0 }).collect()
    };
    let (mut rows, mut caps, mut goals) = (Vec::new(), Vec::new(), Vec::new());
    let anywhere = vec![true; groups as usize];
    for group in 0..groups as usize {
        rows.push(Row {
            weights: credits(&|_| true),
            places: (0..groups as usize).map(|place| place == group).collect(),
        });
        caps.push((group, 2000));
        goals.push(Goal { formula: Formula::Row(group, 1000), mandatory: true });
    }
    rows.push(Row { weights: credits(&|_| true), places: anywhere.clone() });
    caps.push((rows.len() - 1, 12_000));
    goals.push(Goal { formula: Formula::Row(rows.len() - 1, 12_000), mandatory: true });
    for number in 0..requirements {
        let share = 2 + dice.below(8);
        let meant: Vec<bool> = items.iter().map(|_| dice.below(share) == 0).collect();
        rows.push(Row { weights: credits(&|index| meant[index]), places: anywhere.clone() });
        let fair = 12_000 / i128::from(share);
        match number % 8 {
            0 => caps.push((rows.len() - 1, fair * 100 / tight)),
            _ => {
                let least = Formula::Row(rows.len() - 1, fair * tight / 100);
                goals.push(Goal { formula: least, mandatory: number % 4 != 1 });
            }
        }
    }
    let conflicts = vec![Vec::new(); items.len()];
    Problem { items, places: groups as usize, rows, caps, goals, conflicts }
}

/// Where groups and requirements compete for the same credentials, what satisfies everything is found, though not by looking
/// at everything in order.
#[test]
fn two_hundred_credentials_are_exact() {
    for (requirements, tight) in [(40, 50), (64, 60), (64, 80)] {
        for seed in 1..=2 {
            let problem = large(200, requirements, tight, seed);
            let found = problem.solve(8_000_000);
            let told = format!("{requirements} requirements, {tight} of 100, seed {seed}");
            assert_eq!(found.bound, found.score, "{told}");
            assert_eq!(score(&problem, &found.places), Some(found.score), "{told}");
            assert_eq!(found.score.credits, 12_000, "{told}");
        }
    }
}

/// What is younger than every capstone is seen as soon as it is counted, and not after everything was tried.
#[test]
fn a_capstone_that_cannot_be_last_is_seen_at_once() {
    let start = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
    let item =
        |index: u64| Item { credits: if index == 0 { 10 } else { 1 }, places: vec![0], date: start + Days::new(index) };
    let items: Vec<Item> = (0..=40).map(item).collect();
    let credits = items.iter().map(|item| i128::from(item.credits)).collect();
    let rows = vec![Row { weights: credits, places: vec![true] }];
    let capstones = (0..=40).map(|index| index == 0).collect();
    let goals = [Formula::Last(capstones), Formula::Row(0, 30)].map(|formula| Goal { formula, mandatory: true });
    let conflicts = vec![Vec::new(); items.len()];
    let problem = Problem { items, places: 1, rows, caps: Vec::new(), goals: goals.into(), conflicts };
    let found = problem.solve(40_000);
    assert_eq!((found.score, found.is_first), (found.bound, true));
    assert_eq!(found.score, Score { mandatory: 1, optional: 0, credits: 50 });
}

/// Of two credentials that are alike but for one of them being a capstone, either may be the one that is counted.
#[test]
fn a_capstone_is_no_twin_of_what_is_none() {
    let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    for capstone in 0..2 {
        let items = vec![Item { credits: 5, places: vec![0], date }; 2];
        let rows = vec![Row { weights: vec![5; 2], places: vec![true] }];
        let capstones = (0..2).map(|index| index == capstone).collect();
        let goals = vec![Goal { formula: Formula::Last(capstones), mandatory: true }];
        let conflicts = vec![Vec::new(); 2];
        let problem = Problem { items, places: 1, rows, caps: vec![(0, 5)], goals, conflicts };
        let found = problem.solve(u64::MAX);
        let best = Score { mandatory: 1, optional: 0, credits: 5 };
        assert_eq!((found.score, found.bound, found.is_first), (best, best, true), "{capstone}");
        assert_eq!(found.places[capstone], Some(0));
    }
}

/// Both searches go as deep as there are credentials, on a stack as threads usually have it.
#[test]
fn no_stack_is_too_small_for_many_credentials() {
    const MANY: usize = 50_000;
    let search = || {
        let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let items = vec![Item { credits: 1, places: vec![0], date }; MANY];
        let rows = vec![Row { weights: vec![1; MANY], places: vec![true] }];
        let all = Formula::Row(0, MANY as i128);
        let goals = vec![Goal { formula: all.clone(), mandatory: true }];
        let conflicts = vec![Vec::new(); MANY];
        let problem = Problem { items, places: 1, rows, caps: Vec::new(), goals, conflicts };
        let ceiling = Score { mandatory: 1, optional: 0, credits: MANY as u64 };
        let found = problem.search((vec![None; MANY], Score::default()), ceiling, 1_000_000);
        assert_eq!((found.best.1, found.is_first, found.is_exhausted), (ceiling, true, false));

        // The last of them is what costs nothing: everything before it is decided first.
        let needs = Needs { gains: vec![None], together: vec![all], ..Needs::default() };
        let mut cost = |places: &[Option<usize>]| Some(i128::from(places[MANY - 1].is_none()));
        let start = vec![None; MANY];
        let (found, is_proven) = problem.nearest(&start, &needs, &mut cost, 1_000_000);
        assert_eq!((found[MANY - 1], is_proven), (Some(0), true));
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(search).unwrap().join().unwrap();
}
