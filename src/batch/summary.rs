use crate::json::{Object, Value};
use crate::microcredential::carrier::LossReport;
use crate::report::{Finding, Findings};
use std::fmt;

/// What became of a cohort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// How many credentials were issued in this run.
    pub issued: u64,
    /// How many were issued in runs before it.
    pub issued_before: u64,
    /// The rows that nothing was issued for, in their order: the first 10,000 of them.
    pub refused: Vec<RefusedRow>,
    /// How many rows more were refused.
    pub refused_besides: u64,
    /// What was issued before to learners whom no row is about any more. It stands.
    pub gone: Vec<IssuedBefore>,
    /// Whether it was broken off; the same call goes on.
    pub broken_off: bool,
    /// What none of the credentials could carry of the micro-credential.
    pub losses: LossReport,
    /// What was noticed about the offer and keeps nobody from issuing it: warnings and notes, with pointers into the offer.
    pub findings: Findings,
    /// What was noticed about credentials that were issued in this run all the same, once for all of whom it is true: the first 10,000.
    pub noticed: Vec<Noticed>,
}

/// A row that nothing was issued for, and why. It says nothing of what stands in the row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedRow {
    /// The line of the file in which the row begins, from 1.
    pub line: u64,
    /// The row in a spreadsheet, where the header is 1; fewer than lines if cells hold breaks of lines.
    pub row: u64,
    /// What is wrong, with pointers to columns.
    pub findings: Findings,
}

/// What was noticed about the credentials of some rows, and keeps nobody from issuing them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Noticed {
    /// The line of the file in which the first of these rows begins.
    pub line: u64,
    /// How many rows it is true of.
    pub rows: u64,
    /// The warning or note, with a pointer to the column.
    pub finding: Finding,
}

/// A credential of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedBefore {
    /// The line in which its learner stood then; 0 if that is not known any more.
    pub line: u64,
    /// Its id, if that is known.
    pub id: Option<String>,
    /// Its file.
    pub file: String,
}

impl Summary {
    /// Rows that are kept, at most.
    const MOST: usize = 10_000;

    /// Whether everybody in the roster has a credential now.
    pub fn is_complete(&self) -> bool {
        self.refused.is_empty() && !self.broken_off
    }

    pub(super) fn refuse(&mut self, row: RefusedRow) {
        match self.refused.len() < Self::MOST {
            true => self.refused.push(row),
            false => self.refused_besides += 1,
        }
    }

    /// Takes down what was noticed about the credential of a row.
    pub(super) fn notice(&mut self, line: u64, finding: Finding) {
        if let Some(own) = self.noticed.iter_mut().find(|own| own.finding == finding) {
            own.line = own.line.min(line);
            own.rows += 1;
        } else if self.noticed.len() < Self::MOST {
            self.noticed.push(Noticed { line, rows: 1, finding });
        }
    }

    /// The JSON form: the members of this type.
    pub fn to_json(&self) -> Value {
        let gone = self.gone.iter().map(IssuedBefore::to_json);
        Object::new()
            .with("type", "CohortSummary")
            .with("issued", count(self.issued))
            .with("issuedBefore", count(self.issued_before))
            .with("refused", Value::Array(self.refused.iter().map(RefusedRow::to_json).collect()))
            .with("refusedBesides", count(self.refused_besides))
            .with("gone", Value::Array(gone.collect()))
            .with("brokenOff", self.broken_off)
            .with("losses", self.losses.to_json())
            .with("findings", self.findings.to_json())
            .with("noticed", Value::Array(self.noticed.iter().map(Noticed::to_json).collect()))
            .into()
    }
}

impl Noticed {
    /// The JSON form: `line`, `rows`, and the `finding`.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("line", count(self.line))
            .with("rows", count(self.rows))
            .with("finding", self.finding.to_json())
            .into()
    }
}

impl RefusedRow {
    /// The JSON form: `line`, `row`, and `findings`.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("line", count(self.line))
            .with("row", count(self.row))
            .with("findings", Value::Array(self.findings.iter().map(Finding::to_json).collect()))
            .into()
    }
}

impl IssuedBefore {
    /// The JSON form: `line`, `id` and `file`.
    pub fn to_json(&self) -> Value {
        Object::new().with("line", count(self.line)).with_some("id", self.id.as_ref()).with("file", &self.file).into()
    }
}

impl fmt::Display for Noticed {
    /// The line, how many there are more, and what was noticed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rows {
            1 => write!(formatter, "line {}: {}", self.line, self.finding),
            rows => write!(formatter, "line {} and {} more: {}", self.line, rows - 1, self.finding),
        }
    }
}

impl fmt::Display for RefusedRow {
    /// One line for each thing that is wrong: the line, the column, and the reason.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, finding) in self.findings.iter().enumerate() {
            let comma = if at > 0 { "\n" } else { "" };
            write!(formatter, "{comma}line {}", self.line)?;
            if self.row != self.line {
                write!(formatter, " (row {})", self.row)?;
            }
            if let Some(column) = finding.pointer.steps().next() {
                write!(formatter, ", {column}")?;
            }
            write!(formatter, ": {}: {}", finding.code, finding.code.sentence())?;
            if !finding.detail.is_empty() {
                write!(formatter, " {}", finding.detail)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} issued", self.issued)?;
        if self.issued_before > 0 {
            write!(formatter, ", {} before", self.issued_before)?;
        }
        writeln!(formatter, ", {} refused", self.refused.len() as u64 + self.refused_besides)?;
        if self.broken_off {
            writeln!(formatter, "broken off: the same command goes on")?;
        }
        for row in &self.refused {
            writeln!(formatter, "{row}")?;
        }
        if self.refused_besides > 0 {
            writeln!(formatter, "and {} rows more", self.refused_besides)?;
        }
        for gone in &self.gone {
            let id = gone.id.as_deref().unwrap_or("the credential");
            writeln!(formatter, "{}: {id} stands, although no row is about its learner any more", gone.file)?;
        }
        Ok(())
    }
}

fn count(number: u64) -> Value {
    Value::from(number.cast_signed())
}
