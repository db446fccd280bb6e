//! A roster: a table of learners as spreadsheets export it.

mod column;
mod row;

use super::{BatchAction, BatchError};
use column::Column;
use csv::{ByteRecord, Reader, ReaderBuilder};
pub(super) use row::Row;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
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
        let failed = |error: io::Error| BatchError::io(BatchAction::ReadingRoster, path, &error);
        let file = File::open(path).map_err(failed)?;
        let mut start = Vec::new();
        (&file).take(LONGEST_HEADER).read_to_end(&mut start).map_err(failed)?;
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(BatchError::Roster("it is in UTF-16; save it as CSV in UTF-8".to_owned()));
        }
        if [&b"PK\x03\x04"[..], b"\xd0\xcf\x11\xe0"].iter().any(|magic| start.starts_with(magic)) {
            let detail = "it is a workbook of a spreadsheet (.xlsx, .ods or .xls); save it as CSV in UTF-8";
            return Err(BatchError::Roster(detail.to_owned()));
        }
        if start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).to_ascii_lowercase().starts_with(b"sep=") {
            let detail = "its first line is `sep=`, which is a word to one spreadsheet and no row; delete that line";
            return Err(BatchError::Roster(detail.to_owned()));
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
        (&self.file)
            .seek(SeekFrom::Start(0))
            .map_err(|error| BatchError::io(BatchAction::ReadingRoster, &self.path, &error))?;
        let source = Hashing { source: &self.file, hasher: Sha256::new(), length: 0, line_ends: VecDeque::new() };
        let reader = table(self.delimiter).from_reader(source);
        let mut rows = Rows { roster: self, reader, record: ByteRecord::new(), line: 0, ended: 0, number: 0 };
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
    let cells: Option<Vec<String>> =
        record.iter().map(|cell| Some(row::tidy(std::str::from_utf8(cell).ok()?))).collect();
    cells.filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
}

/// The rows of a roster, one after the other.
pub(super) struct Rows<'r> {
    roster: &'r Roster,
    reader: Reader<Hashing<&'r File>>,
    record: ByteRecord,
    /// The line in which it begins.
    line: u64,
    /// The line in which it ends.
    ended: u64,
    /// The number of the row in a spreadsheet, where the first line is 1.
    number: u64,
}

impl Rows<'_> {
    /// The next row that has content.
    pub(super) fn next(&mut self) -> Result<Option<Row>, BatchError> {
        Ok(match self.advance()? {
            true => Some(Row::read(&self.roster.columns, &self.record, self.line, self.number)),
            false => None,
        })
    }

    fn advance(&mut self) -> Result<bool, BatchError> {
        loop {
            let read = self.reader.read_byte_record(&mut self.record);
            if !read.map_err(|error| BatchError::io(BatchAction::ReadingRoster, &self.roster.path, &error.into()))? {
                return Ok(false);
            }
            let before = self.ended;
            self.line = self.began();
            // The reader passes over lines that are empty. In a spreadsheet they are rows.
            self.number += self.line - before;
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(true);
            }
        }
    }

    /// The line in which the record began. The reader itself counts from where the one before it ended, so that the second half
    /// of a break, and empty lines, belong to what comes after them.
    fn began(&mut self) -> u64 {
        let (byte, line) = (self.reader.position().byte(), self.reader.position().line());
        let ended = u64::from(self.reader.get_mut().ends_a_line_before(byte));
        let inside = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        // A quote that nobody closed ends with the file, and a break of a line at its end is both inside and behind.
        let began = line.saturating_sub(ended + inside).max(self.ended + 1);
        self.ended = began + inside;
        began
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
    /// Bytes that were read, and where lines end in those that were read last.
    length: u64,
    line_ends: VecDeque<u64>,
}

impl<R> Hashing<R> {
    /// Whether the byte before this one ends a line; whatever stands before it is not asked for again.
    fn ends_a_line_before(&mut self, byte: u64) -> bool {
        while self.line_ends.front().is_some_and(|end| end + 1 < byte) {
            self.line_ends.pop_front();
        }
        self.line_ends.front().is_some_and(|end| end + 1 == byte)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.hasher.update(read);
        self.line_ends.extend((self.length..).zip(read).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at));
        self.length += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
