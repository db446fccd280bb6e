use super::*;
use crate::batch::learners::Secret;
use crate::env::Environment;

fn roster(name: &str, content: &[u8], ignored: &[&str]) -> Result<Roster, BatchError> {
    let path = std::env::temp_dir().join(format!("microcred-roster-{}-{name}.csv", std::process::id()));
    std::fs::write(&path, content).unwrap();
    let ignored: Vec<String> = ignored.iter().map(|name| (*name).to_owned()).collect();
    let opened = Roster::open(&path, &ignored);
    std::fs::remove_file(&path).unwrap();
    opened
}

/// The rows: line, number, and what is wrong.
fn rows(roster: &Roster) -> Vec<(u64, u64, String)> {
    let mut rows = roster.rows().unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let findings: Vec<_> = row.findings.iter().map(|it| format!("{} {}", it.code, it.pointer)).collect();
        all.push((row.line, row.number, findings.join(", ")));
    }
    all
}

/// What makes of the same roster, by every program that exports one.
#[test]
fn every_spreadsheet_is_read() {
    let secret = Secret::new(&Environment::system()).unwrap();
    let same = [
        "name,emailAddress,grade\nAna Silva,ana@example.org,17\n".to_owned(),
        "\u{feff}Name;E-mail;Grade\r\nAna Silva;ana@example.org;17\r\n".to_owned(),
        "NAME\tEmail address\tgrade achieved\nAna\u{a0}Silva\tana@example.org\t17".to_owned(),
        "\u{feff}\"name\",\"email\",\"grade\",,\n\"Ana\nSilva\",\" ana@example.org\",17,,\n,,,,\n".to_owned(),
        "grade;full name;e_mail\n17;Ana Silva;ana@example.org".to_owned(),
    ];
    let contents = same.iter().enumerate().map(|(at, text)| {
        let roster = roster(&format!("same-{at}"), text.as_bytes(), &[]).unwrap();
        assert_eq!(rows(&roster), [(2, 2, String::new())], "{text:?}");
        assert_eq!(roster.survey().unwrap().rows, 1);
        let row = roster.rows().unwrap().next().unwrap().unwrap();
        (row.content(&secret), row.learner(&secret))
    });
    let contents: Vec<_> = contents.collect();
    assert!(contents.windows(2).all(|two| two[0] == two[1]), "they say the same");
}

#[test]
fn each_row_is_told_by_its_line() {
    let text = b"name,emailAddress,grade\n\"Ana\nSilva\",a@example.org,17\n\nEva,e@example.org\nUma,u\xff@example.org,1\nIda,i@example.org,1,2\nOda,o@example.org,\x07";
    assert_eq!(
        rows(&roster("lines", text, &[]).unwrap()),
        [
            (2, 2, String::new()),
            (5, 4, "roster.cells ".to_owned()),
            (6, 5, "roster.cell /emailAddress".to_owned()),
            (7, 6, "roster.cells ".to_owned()),
            (8, 7, "roster.cell /grade".to_owned()),
        ]
    );
    let empty = b"\r\nname,emailAddress\r\nAna Silva,a@example.org\r\n\r\n\r\n\"Eva\r\nRocha\",e@example.org\r\n\r\nUma,u@example.org";
    let found = rows(&roster("empty-lines", empty, &[]).unwrap());
    assert_eq!(found.iter().map(|(line, row, _)| (*line, *row)).collect::<Vec<_>>(), [(3, 3), (6, 6), (9, 8)]);
    let unclosed = format!("name,grade\n\"Ana,17\n{}", "Eva,17\n".repeat(1_000));
    let found = rows(&roster("unclosed", unclosed.as_bytes(), &[]).unwrap());
    assert_eq!(
        found,
        [(2, 2, "roster.cells , roster.cell /name".to_owned())],
        "and memory holds no more than the file"
    );
}

#[test]
fn a_header_is_understood_or_refused() {
    let refused = |name: &str, text: &[u8]| roster(name, text, &[]).err().map(|error| error.to_string()).unwrap();
    let said = refused("unknown", b"name,grad,favourite colour\n");
    assert!(said.contains("“grad” (did you mean `grade`?)") && said.contains("column 3"), "{said}");
    assert!(refused("twice", b"name,email,emailAddress\n").contains("two columns `emailAddress`"));
    assert!(refused("nobody", b"issued,grade\n").contains("who the learners are"));
    assert!(refused("empty", b"\n").contains("does not name its columns"));
    assert!(refused("utf16", b"\xff\xfen\0a\0").contains("UTF-16"));
    assert!(refused("latin", b"name,\xe9\n").contains("UTF-8"));
    assert!(refused("workbook", b"PK\x03\x04\x14\0\x06\0").contains("save it as CSV"));
    assert!(refused("old", b"\xd0\xcf\x11\xe0\xa1\xb1").contains("save it as CSV"));
    assert!(refused("separator", b"\xef\xbb\xbfsep=;\r\nname;grade\r\n").contains("delete that line"));
    let left_out = roster("ignored", b"name,Favourite colour,ext:cohort\nAna,red,2026\n", &["favourite colour"]);
    assert_eq!(rows(&left_out.unwrap()), [(2, 2, String::new())]);
}
