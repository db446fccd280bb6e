//! Files that are there whole or not at all, and that a loss of power does not take back.
//!
//! A file is written beside its name, brought to the disk, and only then given the name. So whoever reads it, at whatever moment, finds
//! all of it or none; and a process that dies leaves at most a hidden file behind (`.microcred-….partial`), which is in nobody's way. Where
//! the file system gives a file one name only (FAT), a new file is empty for a moment before it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Readers {
    /// Its owner alone: on Unix, mode 600. Elsewhere it is as usual.
    Owner,
    /// Whoever may read what this process writes.
    AsUsual,
}

/// A file that is being written and has no name yet. Dropped without one, it is gone.
#[derive(Debug)]
pub struct Draft {
    file: File,
    /// Where it is written.
    temporary: PathBuf,
    /// What it is to be called.
    path: PathBuf,
    has_name: bool,
}

/// Writes a new file.
///
/// # Errors
/// [`AlreadyExists`](io::ErrorKind::AlreadyExists) if there is one of that name, and what the file system says. Nothing is left behind
/// then.
pub fn create_new(path: impl AsRef<Path>, content: &[u8], readers: Readers) -> io::Result<()> {
    let mut draft = Draft::new(path, readers)?;
    draft.write_all(content)?;
    draft.create_new()
}

/// Writes a file, which takes the place of the one that may be there; whoever could read or write that one can read or write it.
///
/// # Errors
/// What the file system says. The file that was there is still there then, unless the disk failed at the very end.
pub fn replace(path: impl AsRef<Path>, content: &[u8]) -> io::Result<()> {
    let path = path.as_ref();
    let mut draft = Draft::new(path, at_first(path))?;
    keep_permissions(&draft.file, path)?;
    draft.write_all(content)?;
    draft.replace()
}

/// Tries whether a file of that name could be written, and does not touch the one that may be there.
///
/// # Errors
/// What the file system says.
pub fn probe(path: impl AsRef<Path>) -> io::Result<()> {
    Draft::new(path, Readers::AsUsual).map(drop)
}

impl Draft {
    /// One that is written in the folder in which it is to be.
    ///
    /// # Errors
    /// If the path has no file name, or the file system says no.
    pub fn new(path: impl AsRef<Path>, readers: Readers) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let path = path.as_ref().to_owned();
        if path.file_name().is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is not the name of a file"));
        }
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let temporary = path.with_file_name(format!(".microcred-{}-{number}.partial", std::process::id()));
            match create(&temporary, readers, OpenOptions::new().create_new(true)) {
                // Left behind by a process that had the same number, as the first one in every container has.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                created => return Ok(Self { file: created?, temporary, path, has_name: false }),
            }
        }
    }

    /// One that is written under a name of the caller's; what somebody left there is removed, and a link is not followed. It has the
    /// permissions of the file whose place it takes.
    pub(crate) fn at(temporary: PathBuf, path: PathBuf) -> io::Result<Self> {
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = create(&temporary, at_first(&path), OpenOptions::new().create_new(true))?;
        keep_permissions(&file, &path)?;
        Ok(Self { file, temporary, path, has_name: false })
    }

    /// Brings it to the disk and gives it its name, if nothing has that.
    ///
    /// # Errors
    /// [`AlreadyExists`](io::ErrorKind::AlreadyExists) if something has, and what the file system says.
    pub fn create_new(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.temporary, &self.path) {
            Ok(()) => drop(fs::remove_file(&self.temporary)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // The name is taken first, for a moment by an empty file.
            Err(error) if has_one_name(&error) => {
                OpenOptions::new().write(true).create_new(true).open(&self.path)?;
                fs::rename(&self.temporary, &self.path).inspect_err(|_| drop(fs::remove_file(&self.path)))?;
            }
            Err(error) => return Err(error),
        }
        self.has_name = true;
        sync_name(&self.path).inspect_err(|_| drop(fs::remove_file(&self.path)))
    }

    /// Brings it to the disk and gives it its name; what had that before is gone.
    ///
    /// # Errors
    /// What the file system says.
    pub fn replace(self) -> io::Result<()> {
        let path = self.path.clone();
        self.replace_unsynced()?;
        sync_name(&path)
    }

    /// The same, but for the name, which lasts once [`sync_folder`] has returned: for many files in one folder.
    pub(crate) fn replace_unsynced(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.temporary, &self.path)?;
        self.has_name = true;
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        self.file.write(content)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.has_name {
            drop(fs::remove_file(&self.temporary));
        }
    }
}

fn create(path: &Path, readers: Readers, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = readers;
    options.write(true).open(path)
}

/// Whether a file system says that it gives files one name only: as Linux, macOS, Windows and network shares put it.
fn has_one_name(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error.kind(), PermissionDenied | Unsupported | InvalidInput)
}

/// Who may read what takes the place of a file, until it has the permissions of that: nobody but its owner.
fn at_first(path: &Path) -> Readers {
    if path.exists() { Readers::Owner } else { Readers::AsUsual }
}

/// Gives a file the permissions of the one whose place it takes, if there is one. Where it is of another group, what the old group could
/// do is not for the new one.
#[cfg(unix)]
fn keep_permissions(file: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let Ok(old) = fs::metadata(path) else { return Ok(()) };
    let kept = if file.metadata()?.gid() == old.gid() { 0o777 } else { 0o707 };
    file.set_permissions(fs::Permissions::from_mode(old.mode() & kept))
}

/// Elsewhere, it is the folder that says who may do what.
#[cfg(not(unix))]
fn keep_permissions(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file to be locked or rewritten, which is made if it is not there. A link that somebody laid there is refused, since what it
/// leads to is not the caller's.
///
/// # Errors
/// What the file system says.
pub fn open_own(path: impl AsRef<Path>) -> io::Result<File> {
    let path = path.as_ref();
    if path.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "this is not a file; move it away"));
    }
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes the name of a file last through a loss of power, where the system can do that.
///
/// # Errors
/// What the file system says.
pub fn sync_name(path: impl AsRef<Path>) -> io::Result<()> {
    sync_folder(folder_of(path.as_ref()))
}

/// Makes the names in a folder last through a loss of power, where the system can do that.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    let synced = match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        // One may be allowed to write into a folder, and not to look into it.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    };
    match synced {
        // Some file systems over a network have nothing to do here, and say it in this way.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Elsewhere folders cannot be opened.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    /// A folder of one test, removed with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("microcred-whole-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let names = fs::read_dir(&self.0).unwrap();
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn of_many_one_is_first_and_the_others_read_it_at_once() {
        let folder = Folder::new("first");
        for round in 0..50 {
            let path = folder.0.join(format!("{round}"));
            let start = Barrier::new(4);
            let write = |letter: u8| {
                start.wait();
                let own = vec![letter; 5_000];
                match create_new(&path, &own, Readers::Owner) {
                    Ok(()) => own,
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(&path).unwrap(),
                    Err(error) => panic!("{error}"),
                }
            };
            let seen: Vec<_> = std::thread::scope(|scope| {
                let write = &write;
                let all: Vec<_> = (0..4).map(|letter| scope.spawn(move || write(letter))).collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert!(seen.iter().all(|one| one.len() == 5_000 && one == &seen[0]), "round {round}");
        }
        assert_eq!(folder.names().len(), 50, "nothing else is left behind");
    }

    #[test]
    fn what_is_replaced_is_the_old_or_the_new() {
        let folder = Folder::new("replaced");
        let path = folder.0.join("list");
        replace(&path, &[0; 9_000]).unwrap();
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| (1..60).for_each(|letter| replace(&path, &[letter; 9_000]).unwrap()));
            while !writing.is_finished() {
                let seen = fs::read(&path).unwrap();
                assert!(seen.len() == 9_000 && seen.iter().all(|letter| *letter == seen[0]));
            }
        });
        assert_eq!(folder.names(), ["list"]);
    }

    /// Neither narrower nor wider, whatever a new file would have.
    #[cfg(unix)]
    #[test]
    fn what_is_replaced_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new("mode");
        let path = folder.0.join("file");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        replace(&path, b"new").unwrap();
        for kept in [0o600, 0o640, 0o664, 0o444, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
            replace(&path, b"newer").unwrap();
            assert_eq!((mode(), fs::read(&path).unwrap()), (kept, b"newer".to_vec()), "{kept:o}");
            let mut draft = Draft::at(folder.0.join("partial"), path.clone()).unwrap();
            draft.write_all(b"newest").unwrap();
            draft.replace().unwrap();
            assert_eq!((mode(), fs::read(&path).unwrap()), (kept, b"newest".to_vec()), "{kept:o}");
        }
    }

    #[test]
    fn what_others_left_is_in_nobody_s_way() {
        let folder = Folder::new("left");
        let path = folder.0.join("key.json");
        let next = Draft::new(&path, Readers::Owner).unwrap();
        let name = next.temporary.file_name().unwrap().to_str().unwrap().to_owned();
        let number: u64 = name.rsplit_once('-').unwrap().1.trim_end_matches(".partial").parse().unwrap();
        drop(next);
        for later in number..number + 200 {
            fs::write(folder.0.join(format!(".microcred-{}-{later}.partial", std::process::id())), "left").unwrap();
        }
        create_new(&path, b"whole", Readers::Owner).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(create_new(&path, b"other", Readers::Owner).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(folder.names().len(), 201);
    }

    #[test]
    fn a_draft_without_a_name_is_gone() {
        let folder = Folder::new("gone");
        let mut draft = Draft::new(folder.0.join("file"), Readers::AsUsual).unwrap();
        draft.write_all(b"half").unwrap();
        drop(draft);
        probe(folder.0.join("file")).unwrap();
        assert!(folder.names().is_empty());
        assert!(probe(folder.0.join("nowhere/file")).is_err());
        assert_eq!(probe("/").unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
