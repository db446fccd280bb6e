//! The table of `SECURITY.md`: whole, as the run has it, and what it promises.

use crate::support::cases::{Row, rows};
use microcred::report::Code;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const BEGIN: &str =
    "<!-- The table is written by `MICROCRED_SECURITY=write cargo test --all-features --test adversarial table`. -->\n";
const END: &str = "<!-- The end of the table. -->\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Where a test stands.
fn source(test: &str) -> PathBuf {
    let modules: Vec<&str> = test.split("::").collect();
    let tests = root().join("tests");
    let single = tests.join(format!("{}.rs", modules[0]));
    if single.exists() { single } else { tests.join(modules[0]).join(format!("{}.rs", modules[1])) }
}

/// Each of the cases has a row, and each row has a test that opens it: whether it then ends as the row says, it tells itself.
#[test]
fn every_case_has_a_test_that_opens_it() {
    let rows = rows();
    let numbers: BTreeSet<u16> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=136).collect());
    let mut opened = BTreeSet::new();
    for row in &rows {
        let text = std::fs::read_to_string(source(row.test)).unwrap();
        let name = row.test.rsplit("::").next().unwrap();
        let (_, body) = text.split_once(&format!("fn {name}() {{\n")).unwrap_or_else(|| panic!("no {}", row.test));
        assert!(body.trim_start().starts_with(&format!("case!({});", row.number)), "{} opens another row", row.test);
        assert!(opened.insert((row.number, row.test)), "{} is there twice", row.test);
        assert!(!row.tried.is_empty() && !row.name.is_empty(), "{}", row.test);
    }
    // And the other way round: no test opens a row that is not there.
    for folder in ["adversarial", "network", "stacking", ""] {
        for file in std::fs::read_dir(root().join("tests").join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("table.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let here = rows.iter().filter(|row| source(row.test) == path).count();
                let opens = text.lines().filter(|line| line.trim_start().starts_with("case!(")).count();
                assert_eq!(opens, here, "{}", path.display());
            }
        }
    }
}

/// What the checklist wants of a case came about in one of its rows, or the row says how it is read.
#[test]
fn what_is_promised_is_what_came_about() {
    let rows = rows();
    for number in 1..=136 {
        let of_case: Vec<&Row> = rows.iter().filter(|row| row.number == number).collect();
        let promised = of_case[0].promised;
        assert!(of_case.iter().all(|row| row.promised == promised), "{number}: one promise a case");
        let produced: BTreeSet<&str> = of_case.iter().flat_map(|row| row.produced.iter().copied()).collect();
        let argued = of_case.iter().any(|row| !row.reading.is_empty());
        let kept = promised.split(';').map(str::trim).all(|wanted| produced.iter().any(|found| keeps(found, wanted)));
        assert!(kept || argued, "case {number} promises {promised}, and it is {produced:?}");
        assert!(!(kept && argued), "case {number} is as it is promised, and needs no reading");
        for code in produced.iter().flat_map(|verdict| verdict.split(' ')).filter(|word| word.contains('.')) {
            assert!(Code::from_name(code).is_some(), "case {number}: there is no code {code}");
        }
    }
}

/// `invalid sd_jwt.*` is kept by any code of that group.
fn keeps(found: &str, wanted: &str) -> bool {
    wanted.strip_suffix('*').map_or(found == wanted, |start| found.starts_with(start))
}

fn rendered() -> String {
    let mut table = String::from(BEGIN);
    table.push_str("\n| # | Case | What is tried | How it ends | Test |\n|--:|---|---|---|---|\n");
    let mut readings = String::new();
    for row in rows() {
        let verdicts: Vec<String> = row.produced.iter().map(|verdict| marked(verdict)).collect();
        let (file, name) = row.test.rsplit_once("::").unwrap();
        writeln!(
            table,
            "| {} | `{}` | {} | {} | `{name}` in {} |",
            row.number,
            row.name,
            row.tried,
            verdicts.join("; "),
            file.replace("::", "/")
        )
        .unwrap();
        if !row.reading.is_empty() {
            writeln!(readings, "- **{}** (`{}`): {}", row.number, row.promised, row.reading).unwrap();
        }
    }
    write!(
        table,
        "\nRead otherwise than the checklist words it, which wanted what stands in brackets:\n\n{readings}{END}"
    )
    .unwrap();
    table
}

/// Codes as code.
fn marked(verdict: &str) -> String {
    let word = |word: &str| if word.contains(['.', '_']) { format!("`{word}`") } else { word.to_owned() };
    verdict.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn security_md_has_this_table() {
    let path = root().join("SECURITY.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let current = format!("{before}{}{after}", rendered());
    if std::env::var_os("MICROCRED_SECURITY").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, current).unwrap();
        return;
    }
    assert!(text == current, "SECURITY.md is not what cases.tsv says: see the line above its table");
}
