//! The folder that the credentials of a cohort go to.

use super::journal::{Entry, Journal, Record, Terms};
use super::learners::{Learners, Secret};
use super::{BatchAction, BatchError};
use crate::env::Environment;
use crate::files::whole::{self, Draft};
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is ours beside the credentials: hidden, so that whoever copies them leaves it behind.
const OWN: &str = ".microcred";

/// A folder that nobody else issues into.
pub(super) struct Folder {
    files: Files,
    /// UUID → file, of credentials in their place of which the journal has lost what it said.
    unknown: HashMap<u128, String>,
    /// Unlocked when it is closed, by whoever closes it.
    _lock: File,
}

/// Where files go.
#[derive(Clone)]
pub(super) struct Files {
    path: PathBuf,
    /// Where they are written before they are moved to their place.
    partial: PathBuf,
}

/// A folder with what happened in it so far.
pub(super) struct Opened {
    pub(super) folder: Folder,
    pub(super) journal: Journal,
    pub(super) learners: Learners,
    /// The SHA-256 of the roster that was issued to last.
    pub(super) roster: Option<String>,
}

impl Folder {
    /// Opens the folder, or makes it.
    pub(super) fn open(path: &Path, terms: &Terms, environment: &Environment) -> Result<Opened, BatchError> {
        let own = path.join(OWN);
        let partial = own.join("partial");
        let is_begun = own.exists();
        if !is_begun
            && path.exists()
            && !is_empty(path).map_err(|error| BatchError::io(BatchAction::ReadingFolder, path, &error))?
        {
            return Err(BatchError::NotEmpty(path.to_owned()));
        }
        fs::create_dir_all(&partial).map_err(|error| BatchError::io(BatchAction::WritingFolder, path, &error))?;
        let lock = lock(&own.join("lock"))?;
        empty(&partial).map_err(|error| BatchError::io(BatchAction::WritingFolder, &partial, &error))?;

        let (journal_path, mut learners, mut roster) = (own.join("journal"), Learners::default(), None);
        let mut journaled = HashSet::new();
        let journal = match Journal::exists(&journal_path) {
            true => {
                let is_there = |file: &str| {
                    let found = path.join(file).try_exists();
                    found.map_err(|error| BatchError::io(BatchAction::ReadingFolder, path, &error))
                };
                Journal::open(&journal_path, terms, is_there, |record| match record {
                    Record::Roster(sha256) => roster = Some(sha256),
                    Record::Issued(entry) => {
                        learners.issued(&entry);
                        journaled.extend(uuid_of(&entry.file));
                    }
                    Record::Settled(_) => {}
                })?
            }
            false => {
                let names =
                    fs::read_dir(path).map_err(|error| BatchError::io(BatchAction::ReadingFolder, path, &error))?;
                if names.flatten().any(|entry| entry.file_name() != OWN) {
                    return Err(BatchError::NotEmpty(path.to_owned()));
                }
                Journal::create(&journal_path, Secret::new(environment)?, terms)?
            }
        };
        let mut unknown = HashMap::new();
        for entry in fs::read_dir(path).map_err(|error| BatchError::io(BatchAction::ReadingFolder, path, &error))? {
            let name = entry.map_err(|error| BatchError::io(BatchAction::ReadingFolder, path, &error))?.file_name();
            let Some(name) = name.to_str() else { continue };
            if let Some(uuid) = uuid_of(name).filter(|uuid| !journaled.contains(uuid)) {
                unknown.insert(uuid, name.to_owned());
            }
        }
        let folder = Self { files: Files { path: path.to_owned(), partial }, unknown, _lock: lock };
        Ok(Opened { folder, journal, learners, roster })
    }

    pub(super) fn files(&self) -> Files {
        self.files.clone()
    }

    /// The file of a credential that is in its place, and not in the journal any more.
    pub(super) fn kept(&mut self, uuid: &str) -> Option<String> {
        self.unknown.remove(&number(uuid)?)
    }

    /// Files in which something was issued that no row asked for again.
    pub(super) fn unclaimed(&self) -> impl Iterator<Item = &String> {
        self.unknown.values()
    }
}

impl Files {
    /// Writes a file, brings it to the disk, and moves it to its place.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<(), BatchError> {
        let (partial, place) = (self.partial.join(name), self.path.join(name));
        let written = Draft::at(partial, place.clone()).and_then(|mut draft| {
            draft.write_all(content)?;
            draft.replace_unsynced()
        });
        written.map_err(|error| BatchError::io(BatchAction::WritingFolder, &place, &error))
    }

    /// Brings the names of files to the disk.
    pub(super) fn sync(&self) -> Result<(), BatchError> {
        whole::sync_folder(&self.path).map_err(|error| BatchError::io(BatchAction::WritingFolder, &self.path, &error))
    }
}

/// What a file is called: the row comes first, so that they stand in the order of the roster.
pub(super) fn file_name(row: u64, uuid: &str, ending: &str) -> String {
    format!("{row:06}-{uuid}.{ending}")
}

/// The UUID in the name of a file.
fn uuid_of(name: &str) -> Option<u128> {
    let (row, rest) = name.split_once('-')?;
    let (uuid, _) = rest.split_once('.')?;
    row.bytes().all(|digit| digit.is_ascii_digit()).then(|| number(uuid)).flatten()
}

fn number(uuid: &str) -> Option<u128> {
    u128::from_str_radix(&uuid.replace('-', ""), 16).ok()
}

/// Whether there is nothing in it.
fn is_empty(path: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(path)?.next().is_none())
}

/// Removes what a run before left half-written.
fn empty(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        fs::remove_file(entry?.path())?;
    }
    Ok(())
}

/// It stays: if it were removed, two could each have one of that name.
fn lock(path: &Path) -> Result<File, BatchError> {
    let failed = |error: io::Error| BatchError::io(BatchAction::WritingFolder, path, &error);
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(BatchError::Busy),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

impl Opened {
    /// Credentials that were issued to learners whom no row is about any more.
    pub(super) fn gone(&self) -> Result<Vec<Entry>, BatchError> {
        let mut gone = Vec::new();
        if !self.learners.all_met() {
            self.journal.reread(|record| match record {
                Record::Issued(entry) if !self.learners.was_met(&entry) => gone.push(entry),
                _ => {}
            })?;
        }
        Ok(gone)
    }
}
