use super::{Registry, RegistryError, Snapshot, Target};
use crate::files::whole::{self, Draft};
use crate::status::Bitstring;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// One list on its way into a file.
///
/// While this exists, no other process publishes the list in the same folder, and the snapshot was taken after that was made
/// sure: so a published file is never replaced by an older one. The file is written beside its name, brought to the disk and
/// moved there: readers see the old one or the new one, whole. A process that dies leaves nothing locked.
///
/// What secures the list may take its time; [`Issuer::publish`](crate::Issuer::publish) does it all at once.
pub struct Publication<'r> {
    registry: &'r dyn Registry,
    snapshot: Snapshot,
    target: PathBuf,
    /// Unlocked when it is closed, by whoever closes it.
    _lock: File,
}

/// Why a list was not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The registry said no.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The file system said no.
    #[error("the status list could not be published as {path}: {detail}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        detail: String,
    },
    /// The file is something else, such as a list of another registry or a key.
    #[error("what stands at {path} is not the status list <{url}>; publish into another folder, or move it away")]
    NotTheList {
        /// The file.
        path: PathBuf,
        /// Where the list is published.
        url: String,
    },
    /// The file knows of a change that the registry has never made: it is older than what was published, or another one.
    #[error(
        "the list that was published as {path} has {value} at index {index}, which this registry has never written: it is \
         another one, or a copy from before; publish from the right one, or move the list away if it is wrong"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The index of an entry.
        index: usize,
        /// What was published of it.
        value: u32,
    },
}

impl<'r> Publication<'r> {
    /// Waits until nobody else publishes the list in this folder, which is made if it is not there, and takes a snapshot.
    ///
    /// # Errors
    /// If there is no such list, or the folder cannot be made or written to.
    pub fn begin(registry: &'r dyn Registry, list: u32, folder: impl AsRef<Path>) -> Result<Self, PublishError> {
        let state = registry.list(list)?;
        let target = folder.as_ref().join(state.plan.file_name(list));
        let lock = fs::create_dir_all(&folder).and_then(|()| locked(&beside(&target, "lock")));
        let lock = lock.map_err(|error| failed(&target, &error))?;
        Ok(Self { registry, snapshot: registry.snapshot(list)?, target, _lock: lock })
    }

    /// What is to be published.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The file that it will be.
    pub fn path(&self) -> &Path {
        &self.target
    }

    /// What stands where the list is to be published, no more than so many bytes of it; nothing if nothing does.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn published(&self, most: usize) -> Result<Option<Vec<u8>>, PublishError> {
        let mut bytes = Vec::new();
        let read = File::open(&self.target).and_then(|file| file.take(most as u64).read_to_end(&mut bytes));
        match read {
            Ok(_) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&self.target, &error)),
        }
    }

    /// Holds entries that were published to what the registry has recorded: whatever differs now was written here once.
    ///
    /// # Errors
    /// [`Newer`](PublishError::Newer) if one was not; [`NotTheList`](PublishError::NotTheList) if there are no entries, or they are
    /// more or other than those of the list.
    pub fn check_published(&self, entries: Option<&Bitstring>) -> Result<(), PublishError> {
        let own = &self.snapshot.bits;
        let entries = entries.filter(|entries| (entries.entries(), entries.size()) == (own.entries(), own.size()));
        let Some(entries) = entries else {
            return Err(PublishError::NotTheList { path: self.target.clone(), url: self.snapshot.list.url() });
        };
        for (index, value) in entries.set_entries().filter(|(index, value)| own.value(*index) != Some(*value)) {
            let place = Target::place(self.snapshot.list.number, u32::try_from(index).unwrap_or(u32::MAX));
            let was_written = self.registry.history(&place)?.iter().any(|record| record.after == value);
            if !was_written {
                return Err(PublishError::Newer { path: self.target.clone(), index, value });
            }
        }
        Ok(())
    }

    /// Publishes the snapshot, secured. What stands there is replaced: [`check_published`](Self::check_published) tells whether it may.
    ///
    ///
    /// # Errors
    /// If the file cannot be written; the one that was there is still there then.
    pub fn finish(self, secured: &[u8]) -> Result<PathBuf, PublishError> {
        replace(&self.target, secured).map_err(|error| failed(&self.target, &error))?;
        self.registry.mark_published(self.snapshot.list.number, self.snapshot.list.version)?;
        Ok(self.target)
    }
}

fn failed(path: &Path, error: &io::Error) -> PublishError {
    PublishError::Io { path: path.to_owned(), detail: error.to_string() }
}

/// A file that whoever locks it has alone. It stays: if it were removed, two could each have one of that name.
fn locked(path: &Path) -> io::Result<File> {
    let file = whole::open_own(path)?;
    file.lock()?;
    Ok(file)
}

/// Nobody else writes beside the file while this has the lock, and what somebody left there is overwritten.
fn replace(target: &Path, content: &[u8]) -> io::Result<()> {
    let mut draft = Draft::at(beside(target, "partial"), target.to_owned())?;
    draft.write_all(content)?;
    draft.replace()
}

/// A hidden file in the same folder, which web servers do not serve.
fn beside(target: &Path, ending: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{ending}"))
}

impl fmt::Debug for Publication<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Publication")
            .field("path", &self.target)
            .field("version", &self.snapshot.list.version)
            .finish_non_exhaustive()
    }
}
