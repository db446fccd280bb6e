//! A roster: a table of learners as spreadsheets export it.

mod column;
mod row;

use super::BatchError;
use column::Column;
use csv::{ByteRecord, Reader, ReaderBuilder};
pub(super) use row::Row;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// What separates cells, the likeliest first.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Bytes of the header, at most.
const LONGEST_HEADER: u64 = 64 * 1024;

/// An open roster, whose header has been read.
pub(super) struct Roster {
    path: PathBuf,
    file: File,
    delimiter: u8,
    /// What each column is; nothing if it is left out.
    columns: Vec<Option<Column>>,
}

/// What is known about a roster before it is worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Survey {
    /// The SHA-256 of the file.
    pub(super) sha256: [u8; 32],
    /// How many rows have content.
    pub(super) rows: u64,
}

impl Roster {
    /// Opens a file and reads its header. Columns of the names in `ignored` are left out.
    pub(super) fn open(path: &Path, ignored: &[String]) -> Result<Self, BatchError> {
        let failed = |error: io::Error| BatchError::reading(path, &error);
        let file = File::open(path).map_err(failed)?;
        let mut start = Vec::new();
        (&file).take(LONGEST_HEADER).read_to_end(&mut start).map_err(failed)?;
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(BatchError::Roster("it is in UTF-16; save it as CSV in UTF-8".to_owned()));
        }
        let known = |cells: &[String]| cells.iter().filter(|cell| Column::named(cell).is_some()).count();
        let headers = DELIMITERS.iter().rev().filter_map(|delimiter| Some((*delimiter, header(&start, *delimiter)?)));
        let best = headers.max_by_key(|(_, cells)| (known(cells), cells.len()));
        let (delimiter, cells) = best.ok_or_else(|| {
            let detail = "its first row does not name its columns, such as name,emailAddress,grade, in UTF-8";
            BatchError::Roster(detail.to_owned())
        })?;
        Ok(Self { path: path.to_owned(), file, delimiter, columns: column::read(&cells, ignored)? })
    }

    /// Whether there is a column for the date of issuing.
    pub(super) fn has_dates(&self) -> bool {
        self.columns.contains(&Some(Column::Issued))
    }

    /// Reads it once, to know how long it is and whether it is the same another time.
    pub(super) fn survey(&self) -> Result<Survey, BatchError> {
        let mut rows = self.rows()?;
        let mut count = 0;
        while rows.advance()? {
            count += 1;
        }
        Ok(Survey { sha256: rows.sha256(), rows: count })
    }

    /// The rows, from the first.
    pub(super) fn rows(&self) -> Result<Rows<'_>, BatchError> {
        (&self.file).seek(SeekFrom::Start(0)).map_err(|error| BatchError::reading(&self.path, &error))?;
        let source = Hashing { source: &self.file, hasher: Sha256::new() };
        let reader = table(self.delimiter).from_reader(source);
        let mut rows = Rows { roster: self, reader, record: ByteRecord::new(), number: 0 };
        // The header.
        rows.advance()?;
        Ok(rows)
    }
}

fn table(delimiter: u8) -> ReaderBuilder {
    let mut table = ReaderBuilder::new();
    table.delimiter(delimiter).has_headers(false).flexible(true);
    table
}

/// The cells of the first row, if something stands there.
fn header(start: &[u8], delimiter: u8) -> Option<Vec<String>> {
    let mut record = ByteRecord::new();
    table(delimiter).from_reader(start).read_byte_record(&mut record).ok()?;
    let cells: Option<Vec<String>> = record.iter().map(|cell| Some(row::tidy(std::str::from_utf8(cell).ok()?))).collect();
    cells.filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
}

/// The rows of a roster, one after the other.
pub(super) struct Rows<'r> {
    roster: &'r Roster,
    reader: Reader<Hashing<&'r File>>,
    record: ByteRecord,
    /// The number of the row in a spreadsheet, where the header is 1.
    number: u64,
}

impl Rows<'_> {
    /// The next row that has content.
    pub(super) fn next(&mut self) -> Result<Option<Row>, BatchError> {
        Ok(match self.advance()? {
            true => Some(Row::read(&self.roster.columns, &self.record, self.number)),
            false => None,
        })
    }

    fn advance(&mut self) -> Result<bool, BatchError> {
        loop {
            let read = self.reader.read_byte_record(&mut self.record);
            if !read.map_err(|error| BatchError::reading(&self.roster.path, &error.into()))? {
                return Ok(false);
            }
            self.number += 1;
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(true);
            }
        }
    }

    /// The SHA-256 of everything that was read.
    pub(super) fn sha256(self) -> [u8; 32] {
        self.reader.into_inner().hasher.finalize().into()
    }
}

/// Hashes whatever is read through it.
struct Hashing<R> {
    source: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
