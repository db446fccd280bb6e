use super::column::Column;
use crate::badge::IdentifierType;
use crate::batch::learners::{Identity, Secret};
use crate::env::{EntropyError, Environment};
use crate::json::Pointer;
use crate::microcredential::form::parse_end;
use crate::microcredential::{Learner, MicroCredential, Offer, annex};
use crate::report::{Finding, Findings, Severity, code};
use chrono::NaiveDate;
use csv::ByteRecord;
use std::fmt;

/// Bytes of a cell, at most. What is longer is most likely the rest of the file, behind a quote that nobody closed.
const LONGEST_CELL: usize = 1_000;

/// One learner of a roster, as the row says. `Debug` does not.
pub(in crate::batch) struct Row {
    /// The line of the file in which it begins.
    pub(in crate::batch) line: u64,
    /// Its number in a spreadsheet, where the first line is 1.
    pub(in crate::batch) number: u64,
    /// Cells that are not empty, by the names of their columns.
    cells: Vec<(Column, String)>,
    /// What keeps it from being issued.
    pub(in crate::batch) findings: Findings,
}

impl Row {
    pub(super) fn read(columns: &[Option<Column>], record: &ByteRecord, line: u64, number: u64) -> Self {
        let (mut cells, mut findings) = (Vec::new(), Findings::new());
        let surplus = record.iter().skip(columns.len()).any(|cell| !cell.trim_ascii().is_empty());
        if surplus || record.len() < columns.len() {
            let detail = format!(
                "it has {}, and the header {}; look for a separator or a quote that is missing or too many",
                record.len(),
                columns.len()
            );
            findings.push(Finding::new(code::roster::CELLS, Pointer::root(), detail));
        }
        for (column, bytes) in columns.iter().zip(record) {
            let Some(column) = column else { continue };
            let refuse = |detail: &str| Finding::new(code::roster::CELL, at(column), detail);
            match std::str::from_utf8(bytes) {
                Err(_) => findings.push(refuse("it is not in UTF-8; save the roster as CSV in UTF-8")),
                Ok(text) if text.len() > LONGEST_CELL => {
                    findings.push(refuse("it has more than 1,000 bytes; look for a quote that is not closed"));
                }
                Ok(text) => match tidy(text) {
                    text if text.chars().any(char::is_control) => {
                        findings.push(refuse("it holds control characters; write it again"));
                    }
                    text if text.is_empty() => {}
                    text => cells.push((column.clone(), text)),
                },
            }
        }
        cells.sort_by(|(one, _), (other, _)| one.name().cmp(other.name()));
        Self { line, number, cells, findings }
    }

    /// What says who the learner is.
    pub(in crate::batch) fn learner(&self, secret: &Secret) -> Identity {
        let telling = self.cells.iter().filter_map(|(column, text)| match column {
            Column::Identifier(IdentifierType::EmailAddress) => Some((column.name(), text.to_lowercase())),
            Column::Identifier(_) | Column::Id | Column::CredentialId => Some((column.name(), text.clone())),
            _ => None,
        });
        let numbered = telling.map(|(name, text)| (name.to_owned(), secret.number("learner", &[name, &text])));
        let (kinds, known): (Vec<String>, Vec<u64>) = numbered.unzip();
        let is_name = |column: &Column| matches!(column, Column::Name | Column::GivenName | Column::FamilyName);
        let names = self.cells.iter().filter(|(column, _)| is_name(column));
        let names: Vec<_> = names.flat_map(|(column, text)| [column.name(), text]).collect();
        // Whoever is not named at all is refused for that, and not for being the same as somebody else.
        let names = (!names.is_empty()).then(|| secret.number("learner", &names));
        let by = if known.is_empty() { names.into_iter().collect() } else { known };
        Identity { by, names, kinds }
    }

    /// Everything that it says, as bytes that nobody can read it from.
    pub(in crate::batch) fn content(&self, secret: &Secret) -> [u8; 32] {
        let parts: Vec<_> = self.cells.iter().flat_map(|(column, text)| [column.name(), text]).collect();
        secret.digest("row", &parts)
    }

    /// The id that the credential is to have, if the row says so.
    pub(in crate::batch) fn credential_id(&self) -> Option<&str> {
        self.cell(&Column::CredentialId)
    }

    /// The credential, if nothing keeps it from being awarded; the findings point to columns.
    pub(in crate::batch) fn award(
        &self,
        offer: &Offer,
        awarded: Option<NaiveDate>,
        id: &str,
        environment: &Environment,
    ) -> Result<Result<MicroCredential, Findings>, EntropyError> {
        let mut findings = self.findings.clone();
        let learner = self.holder(environment)?;
        let mut award = offer.award_to(learner).id(id);
        match self.cell(&Column::Issued).map(str::parse::<NaiveDate>) {
            Some(Ok(date)) => award = award.on(date),
            Some(Err(_)) => {
                let detail = "write year, month and day, such as 2026-06-15; spreadsheets have a format for it";
                findings.push(Finding::new(code::roster::DATE, at(&Column::Issued), detail));
            }
            None => award = awarded.into_iter().fold(award, |award, date| award.on(date)),
        }
        match self.cell(&Column::ValidUntil).map(parse_end) {
            Some(Ok(end)) => award = award.valid_until(end),
            Some(Err(_)) => {
                let detail = "write a day such as 2028-06-15, or a moment such as 2028-06-15T12:00:00Z";
                findings.push(Finding::new(code::roster::DATE, at(&Column::ValidUntil), detail));
            }
            None => {}
        }
        if let Some(grade) = self.cell(&Column::Grade) {
            award = award.grade(grade);
        }
        match award.build() {
            Ok(award) if findings.is_empty() => return Ok(Ok(award)),
            Ok(_) => {}
            Err(found) => {
                let is_told = |told: &Findings, at: &Pointer| told.iter().any(|finding| finding.pointer == *at);
                for finding in found.into_iter().filter(|finding| finding.severity() == Severity::Error) {
                    let pointer = self.column_of(&finding.pointer);
                    if !is_told(&findings, &pointer) {
                        findings.push(Finding { pointer, ..finding });
                    }
                }
            }
        }
        Ok(Err(findings))
    }

    /// What is worth knowing of its credential beside what is so for everybody's; the findings point to columns.
    pub(in crate::batch) fn noticed(&self, award: &MicroCredential, environment: &Environment) -> Findings {
        let found = award.check_record_at(environment.now()).into_iter();
        let found = found.map(|finding| Finding { pointer: self.column_of(&finding.pointer), ..finding });
        // Nobody could see it once it is hashed.
        let address = Column::Identifier(IdentifierType::EmailAddress);
        let is_none = self.cell(&address).is_some_and(|text| !text.contains('@'));
        let detail =
            "it has no @, so nobody could match it with an address; look whether the columns are the right ones";
        let none = is_none.then(|| Finding::new(code::ec::LEARNER_EMAIL, at(&address), detail).about(annex::LEARNER));
        found.chain(none).collect()
    }

    fn holder(&self, environment: &Environment) -> Result<Learner, EntropyError> {
        let mut learner = Learner::default();
        for (column, text) in &self.cells {
            let text = text.clone();
            learner = match column {
                Column::Id => learner.did(text),
                Column::Name => Learner { name: Some(text), ..learner },
                Column::GivenName => learner.given_name(text),
                Column::FamilyName => learner.family_name(text),
                Column::Identifier(kind) => learner.hashed(kind.clone(), &text, environment)?,
                Column::Issued | Column::ValidUntil | Column::Grade | Column::CredentialId => learner,
            };
        }
        Ok(learner)
    }

    /// The column that a place of the JSON form comes from.
    pub(in crate::batch) fn column_of(&self, place: &Pointer) -> Pointer {
        let steps: Vec<String> = place.steps().collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        match steps[..] {
            ["id"] => at(&Column::CredentialId),
            ["learner", "identifiers", index, ..] => {
                let mut own = self.cells.iter().filter(|(column, _)| matches!(column, Column::Identifier(_)));
                let column = index.parse().ok().and_then(|index| own.nth(index));
                column.map_or_else(Pointer::root, |(column, _)| at(column))
            }
            ["learner", member] | [member @ ("issued" | "validUntil" | "grade")] => Pointer::root().member(member),
            _ => Pointer::root(),
        }
    }

    fn cell(&self, column: &Column) -> Option<&str> {
        self.cells.iter().find(|(own, _)| own == column).map(|(_, text)| text.as_str())
    }
}

fn at(column: &Column) -> Pointer {
    Pointer::root().member(column.name())
}

/// A cell without what spreadsheets leave around and inside it: breaks of lines, and spaces of any width.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.trim_start_matches('\u{feff}').split_whitespace().collect();
    words.join(" ")
}

impl fmt::Debug for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Row")
            .field("line", &self.line)
            .field("cells", &self.cells.len())
            .finish_non_exhaustive()
    }
}
