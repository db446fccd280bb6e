//! What was issued, line by line, in a file that may break off anywhere.
//!
//! Each line is one record in JSON, behind the beginning of its SHA-256. The first says what the cohort is, the others which roster
//! it is issued to and which credentials there are. Nothing in it says who a learner is.
//!
//! Credentials are written down before their files come to their place, and afterwards it is written down that they did: so whose a
//! file is can be told whenever it breaks off. What was written down last is issued if its file is there.

use super::learners::{Identity, Secret};
use super::{BatchAction, BatchError};
use crate::codec::digest;
use crate::files::mode_if_shared;
use crate::files::whole::{self, Readers};
use crate::json::{Node, Object, Tree, Value};
use crate::limits::Limits;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What the first record says that this is.
const KIND: &str = "microcred cohort";
const VERSION: &str = "1";

/// Hexadecimal digits of the SHA-256 in front of each record.
const DIGITS: usize = 16;

/// A credential that was issued.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The line of the roster, and the row of the spreadsheet.
    pub(super) line: u64,
    pub(super) number: u64,
    /// Its id, and its file.
    pub(super) id: String,
    pub(super) file: String,
    /// What tells the learner, and what the row said.
    pub(super) learner: Identity,
    pub(super) content: u64,
}

/// One record after the first.
pub(super) enum Record {
    /// From here on, this roster is issued to: its SHA-256.
    Roster(String),
    /// A credential is issued, once its file is in its place.
    Issued(Entry),
    /// The files of all that were issued before this are in their places, but for these, which never came there.
    Settled(Vec<String>),
}

/// What the issuing of a cohort depends on, each part under what it is called, as its SHA-256.
pub(super) type Terms = Vec<(&'static str, String)>;

/// The journal of a folder, which nobody else writes to.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    pub(super) secret: Secret,
}

impl Journal {
    /// Whether there is one.
    pub(super) fn exists(path: &Path) -> bool {
        path.exists()
    }

    /// Begins one.
    pub(super) fn create(path: &Path, secret: Secret, terms: &Terms) -> Result<Self, BatchError> {
        let failed = |error: io::Error| BatchError::io(BatchAction::WritingFolder, path, &error);
        let terms: Object = terms.iter().map(|(name, digest)| ((*name).to_owned(), Value::from(digest))).collect();
        let first = Object::new()
            .with("journal", KIND)
            .with("version", VERSION)
            .with("secret", secret.to_hex())
            .with("terms", terms);
        // Its owner alone may read it: it holds the secret.
        let lines = line(&first.into()) + &line(&Record::Settled(Vec::new()).to_json());
        whole::create_new(path, lines.as_bytes(), Readers::Owner).map_err(failed)?;
        let file = OpenOptions::new().read(true).append(true).open(path).map_err(failed)?;
        Ok(Self { path: path.to_owned(), file, secret })
    }

    /// Opens the one that is there, and hands over its records. What broke off at its end is cut away, and what was begun then is
    /// settled by whether its file is there.
    pub(super) fn open(
        path: &Path,
        terms: &Terms,
        is_there: impl Fn(&str) -> Result<bool, BatchError>,
        mut each: impl FnMut(Record),
    ) -> Result<Self, BatchError> {
        let failed = |error: io::Error| BatchError::io(BatchAction::ReadingFolder, path, &error);
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(failed)?;
        if let Some(mode) = mode_if_shared(&file.metadata().map_err(failed)?) {
            return Err(BatchError::JournalShared { path: path.to_owned(), mode });
        }
        let mut lines = Lines::of(&file);
        let first = lines.next(path)?.ok_or(BatchError::JournalDamaged(1))?;
        let secret = read_first(first.root(), terms)?;
        let Begun { entries, is_certain } = lines.records(path, &mut each)?;
        let whole = lines.whole;
        file.set_len(whole).and_then(|()| (&file).seek(SeekFrom::Start(whole))).map_err(failed)?;
        let mut journal = Self { path: path.to_owned(), file, secret };
        if is_certain || !entries.is_empty() {
            let mut missing = Vec::new();
            for entry in entries {
                match is_certain || is_there(&entry.file)? {
                    true => each(Record::Issued(entry)),
                    false => missing.push(entry.file),
                }
            }
            journal.append(std::iter::once(Record::Settled(missing)))?;
        }
        Ok(journal)
    }

    /// Reads it again.
    pub(super) fn reread(&self, mut each: impl FnMut(Record)) -> Result<(), BatchError> {
        let file =
            File::open(&self.path).map_err(|error| BatchError::io(BatchAction::ReadingFolder, &self.path, &error))?;
        let mut lines = Lines::of(&file);
        lines.next(&self.path)?;
        let begun = lines.records(&self.path, &mut each)?;
        begun.entries.into_iter().for_each(|entry| each(Record::Issued(entry)));
        Ok(())
    }

    /// Adds that the files of all that it issues are in their places. If that is lost, the files are there all the same.
    pub(super) fn settle(&mut self) -> Result<(), BatchError> {
        let settled = line(&Record::Settled(Vec::new()).to_json());
        let written = self.file.write_all(settled.as_bytes());
        written.map_err(|error| BatchError::io(BatchAction::WritingFolder, &self.path, &error))
    }

    /// Adds records, and returns when they are on the disk.
    pub(super) fn append(&mut self, records: impl Iterator<Item = Record>) -> Result<(), BatchError> {
        let text: String = records.map(|record| line(&record.to_json())).collect();
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| BatchError::io(BatchAction::WritingFolder, &self.path, &error))
    }
}

fn line(record: &Value) -> String {
    let text = record.to_string();
    format!("{} {text}\n", &digest::sha256_hex(&text)[..DIGITS])
}

/// What stands at the end of a journal and is not settled.
struct Begun {
    entries: Vec<Entry>,
    /// Whether all of it was issued: journals once said nothing of settling, and wrote down what was done already.
    is_certain: bool,
}

/// The lines that are whole, up to where it breaks off.
struct Lines<'f> {
    reader: BufReader<&'f File>,
    /// The number of the line that was read last.
    number: u64,
    /// Bytes up to the end of the last whole line.
    whole: u64,
}

impl<'f> Lines<'f> {
    fn of(file: &'f File) -> Self {
        Self { reader: BufReader::new(file), number: 0, whole: 0 }
    }

    /// Hands over the records behind the first, and returns what was begun at the end and not settled.
    fn records(&mut self, path: &Path, mut each: impl FnMut(Record)) -> Result<Begun, BatchError> {
        let (mut begun, mut is_certain) = (Vec::<Entry>::new(), true);
        while let Some(tree) = self.next(path)? {
            match read_record(tree.root()).ok_or(BatchError::JournalDamaged(self.number))? {
                Record::Issued(entry) => begun.push(entry),
                Record::Settled(missing) => {
                    let issued = begun.drain(..).filter(|entry| !missing.contains(&entry.file));
                    issued.for_each(|entry| each(Record::Issued(entry)));
                    is_certain = false;
                }
                roster => each(roster),
            }
        }
        Ok(Begun { entries: begun, is_certain })
    }

    /// The record of the next line; none at the end, or where all the rest was cut off.
    fn next(&mut self, path: &Path) -> Result<Option<Tree>, BatchError> {
        let mut text = Vec::new();
        let length = self.take(&mut text, path)?;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        if let Some(record) = whole(&text) {
            self.whole += length;
            return Ok(Some(record));
        }
        // Only what was written last can be torn: behind it, nothing is whole.
        let broken = self.number;
        while self.take(&mut text, path)? > 0 {
            if whole(&text).is_some() {
                return Err(BatchError::JournalDamaged(broken));
            }
        }
        Ok(None)
    }

    fn take(&mut self, text: &mut Vec<u8>, path: &Path) -> Result<u64, BatchError> {
        text.clear();
        let read = self.reader.read_until(b'\n', text);
        read.map(|length| length as u64).map_err(|error| BatchError::io(BatchAction::ReadingFolder, path, &error))
    }
}

fn whole(line: &[u8]) -> Option<Tree> {
    let text = std::str::from_utf8(line.strip_suffix(b"\n")?).ok()?;
    let (sum, record) = text.split_once(' ')?;
    (digest::sha256_hex(record).get(..DIGITS) == Some(sum)).then(|| Tree::parse(record, &Limits::default()).ok())?
}

fn read_first(root: Node<'_>, terms: &Terms) -> Result<Secret, BatchError> {
    let string = |member: &str| root.get(member).and_then(Node::as_str);
    if string("journal") != Some(KIND) {
        return Err(BatchError::JournalDamaged(1));
    }
    if string("version") != Some(VERSION) {
        return Err(BatchError::JournalVersion);
    }
    let then = |name: &str| root.get("terms").and_then(|all| all.get(name)).and_then(Node::as_str);
    if let Some((name, _)) = terms.iter().find(|(name, now)| then(name) != Some(now)) {
        return Err(BatchError::TermsChanged((*name).to_owned()));
    }
    string("secret").and_then(Secret::from_hex).ok_or(BatchError::JournalDamaged(1))
}

impl Record {
    fn to_json(&self) -> Value {
        match self {
            Self::Roster(sha256) => Object::new().with("roster", sha256).into(),
            Self::Settled(missing) => Object::new().with("settled", Object::new().with_all("missing", missing)).into(),
            Self::Issued(entry) => {
                let Identity { by, names, kinds } = &entry.learner;
                let learner = by.iter().map(|own| Value::from(format!("{own:016x}")));
                // Whoever has no identifier is known by the names.
                let names = names.filter(|_| !kinds.is_empty()).map(|names| format!("{names:016x}"));
                let issued = Object::new()
                    .with("line", entry.line.to_string())
                    .with("number", entry.number.to_string())
                    .with("id", &entry.id)
                    .with("file", &entry.file)
                    .with("learner", Value::Array(learner.collect()))
                    .with_some("names", names)
                    .with_all("kinds", kinds)
                    .with("content", format!("{:016x}", entry.content));
                Object::new().with("issued", issued).into()
            }
        }
    }
}

fn read_record(root: Node<'_>) -> Option<Record> {
    if let Some(sha256) = root.get("roster") {
        return Some(Record::Roster(sha256.as_str()?.to_owned()));
    }
    if let Some(settled) = root.get("settled") {
        let missing = settled.get("missing").into_iter().flat_map(Node::each);
        return Some(Record::Settled(missing.map(|file| file.as_str().map(str::to_owned)).collect::<Option<_>>()?));
    }
    let issued = root.get("issued")?;
    let string = |member: &str| issued.get(member).and_then(Node::as_str);
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    let by: Vec<u64> = issued.get("learner")?.each().map(|own| number(own.as_str()?)).collect::<Option<_>>()?;
    let kinds = issued.get("kinds").into_iter().flat_map(Node::each);
    // Journals did not always say more of a learner than `learner`.
    let learner = Identity {
        names: string("names").map_or(by.first().copied().filter(|_| by.len() == 1), number),
        kinds: kinds.map(|kind| kind.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        by,
    };
    Some(Record::Issued(Entry {
        line: string("line")?.parse().ok()?,
        number: string("number")?.parse().ok()?,
        id: string("id")?.to_owned(),
        file: string("file")?.to_owned(),
        learner,
        content: number(string("content")?)?,
    }))
}
