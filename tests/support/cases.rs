//! The table of attacks, `tests/adversarial/cases.tsv`, held to what the tests saw.
//!
//! A test opens its row with `case!(33)`. From there to its end every verdict is written down, and at the end the refusals are
//! exactly those of the row. That valid badges are valid says little in such a test; where it is the point, the row names it
//! and it has to come up.

use microcred::report::{Outcome, Status};
use microcred::verify::Verification;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::LazyLock;

/// A line a test: number, name, test, what is promised, what the run produced, what is tried, and why if that is not the promise.
static TABLE: LazyLock<String> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/adversarial/cases.tsv");
    std::fs::read_to_string(path).unwrap()
});

thread_local! {
    static SEEN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// A line of the table.
pub struct Row {
    pub number: u16,
    pub name: &'static str,
    pub test: &'static str,
    pub promised: &'static str,
    pub produced: Vec<&'static str>,
    pub tried: &'static str,
    pub reading: &'static str,
}

pub fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let [number, name, test, promised, produced, tried, reading] = *line.split('\t').collect::<Vec<_>>() else {
                panic!("seven columns are wanted: {line}")
            };
            let produced = produced.split(';').map(str::trim).collect();
            Row { number: number.parse().unwrap(), name, test, promised, produced, tried, reading }
        })
        .collect()
}

/// An open row.
pub struct Case {
    number: u16,
    test: &'static str,
}

/// Opens the row of a case and of the test that a function inside it is named after.
pub fn open(number: u16, inside: &'static str) -> Case {
    SEEN.with(|seen| seen.borrow_mut().clear());
    Case { number, test: inside.strip_suffix("::inside").unwrap_or(inside) }
}

/// Opens the row of a case until the end of the test.
#[allow(unused_macros)]
macro_rules! case {
    ($number:literal) => {
        let _case = $crate::support::cases::open($number, {
            fn inside() {}
            std::any::type_name_of_val(&inside)
        });
    };
}
#[allow(unused_imports)]
pub(crate) use case;

/// Writes a verdict down.
pub fn saw(verification: &Verification) {
    let Some(primary) = &verification.primary else {
        say("valid");
        let warned = verification.checks.iter().filter(|check| check.status == Status::Warn);
        warned.filter_map(|check| check.code()).for_each(|code| say(format!("valid, warning {code}")));
        return;
    };
    match verification.outcome {
        Outcome::Invalid => say(format!("invalid {}", primary.code)),
        Outcome::Indeterminate => say(format!("indeterminate {}", primary.code)),
        _ => say("valid"),
    }
}

/// Writes down how something ended that is no verification.
pub fn say(verdict: impl Into<String>) {
    SEEN.with(|seen| seen.borrow_mut().insert(verdict.into()));
}

impl Drop for Case {
    fn drop(&mut self) {
        let seen = SEEN.with(RefCell::take);
        if std::thread::panicking() {
            return;
        }
        // For whoever fills the table: what was seen, a line a test.
        if let Some(path) = std::env::var_os("MICROCRED_CASES") {
            let all: Vec<String> = seen.into_iter().collect();
            let line = format!("{}\t{}\t{}\n", self.number, self.test, all.join("; "));
            let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
            file.and_then(|mut file| file.write_all(line.as_bytes())).unwrap();
            return;
        }
        let rows = rows();
        let row = rows.iter().find(|row| row.number == self.number && row.test == self.test);
        let row = row.unwrap_or_else(|| panic!("cases.tsv has no row {} of {}", self.number, self.test));
        let is_control = |verdict: &str| verdict.starts_with("valid");
        let counts = |verdict: &str| !is_control(verdict) || row.produced.contains(&verdict);
        let counted: BTreeSet<&str> = seen.iter().map(String::as_str).filter(|verdict| counts(verdict)).collect();
        let tabled: BTreeSet<&str> = row.produced.iter().copied().collect();
        assert_eq!(counted, tabled, "case {} of {}: what was seen is not what cases.tsv says", self.number, self.test);
    }
}
