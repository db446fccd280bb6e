//! An award between its signature and its file, so that it outlives the process.

use crate::failure::Failure;
use crate::target;
use microcred::Limits;
use microcred::codec::base64;
use microcred::files::whole;
use microcred::json::{Node, Object, Tree, Value};
use microcred::ops::Awarded;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Beside the file that an award goes to, from before it is made until it is there.
///
/// What the ledger was told cannot be taken back, and a process may end at any moment. So the award is written here before, and
/// the next run for the same file finds it: if the ledger has it, it is made, and is put into its place; if not, it never was.
pub(super) struct Pending {
    path: PathBuf,
    /// Locked as long as somebody is at it.
    file: File,
    kept: Option<String>,
}

/// An award that a run before this one has left.
pub(super) struct Left {
    /// Its id.
    pub(super) award: String,
    /// What was asked for, by its digest, if that is said.
    request: Option<String>,
    /// The ledger that it is in, if it was told, if that is said.
    ledger: Option<PathBuf>,
    /// What goes into its file.
    document: Vec<u8>,
    bundle: Option<(PathBuf, Vec<u8>)>,
}

impl Pending {
    /// Takes the place beside a file, and what a run before this one may have left there.
    pub(super) fn begin(target: &Path) -> Result<(Self, Option<Left>), Failure> {
        let mut path = target.as_os_str().to_owned();
        path.push(".pending");
        let path = PathBuf::from(path);
        let failed =
            |error: &io::Error| Failure::io("file.unwritable", target, error, "check the name and the permissions");
        let Some(file) = locked(&path).map_err(|error| failed(&error))? else {
            return Err(Failure::file("file.exists", target, "another process is just writing it; wait for it"));
        };
        let mut pending = Self { file, path, kept: None };
        let mut content = Vec::new();
        pending.file.read_to_end(&mut content).map_err(|error| failed(&error))?;
        let left = std::str::from_utf8(&content).ok().and_then(Left::read);
        if left.is_none() && !is_torn(&content) {
            let detail = "it is there already, and no award that waits for the file beside it; move it away, or give the award another name";
            return Err(Failure::file("file.exists", &pending.path, detail));
        }
        Ok((pending, left))
    }

    /// The id of the award that was kept.
    pub(super) fn kept(&self) -> Option<&str> {
        self.kept.as_deref()
    }

    /// Keeps an award, on the disk, before the ledger is told of it.
    pub(super) fn keep(
        &mut self,
        request: &str,
        ledger: &Path,
        awarded: &Awarded,
        bundle: Option<&Path>,
    ) -> Result<(), Failure> {
        let bundle = bundle.and_then(Path::to_str).zip(awarded.bundle.as_ref());
        let bundle = bundle.map(|(path, bundle)| Object::new().with("path", path).with("document", &bundle.document));
        let content = Object::new()
            .with("award", &awarded.used.award)
            .with("request", request)
            .with_some("ledger", named(ledger).as_deref().and_then(Path::to_str))
            .with("document", awarded.secured.as_str())
            .with_some("encoding", awarded.secured.is_binary().then_some("base64"))
            .with_some("bundle", bundle);
        let content = Value::from(content).to_string();
        self.kept = Some(awarded.used.award.clone());
        let written = rewritten(&mut self.file, content.as_bytes()).and_then(|()| whole::sync_name(&self.path));
        written.map_err(|error| Failure::io("file.unwritable", &self.path, &error, "check that there is room for it"))
    }

    /// All is in its place, or nothing came of it.
    pub(super) fn end(self) {
        drop(fs::remove_file(&self.path));
    }
}

/// The file of that name, a new one if there is none, locked; nothing if somebody else is at it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    loop {
        let file = whole::open_own(path)?;
        match file.try_lock() {
            Ok(()) if has_name(&file, path)? => return Ok(Some(file)),
            // Whoever was at it is done, and took it away between the two.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Whether a file that was opened by a name is still what has it.
#[cfg(unix)]
fn has_name(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let own = file.metadata()?;
    match fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (own.dev(), own.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Elsewhere a file keeps its name as long as it is open.
#[cfg(not(unix))]
fn has_name(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// How a record begins.
const BEGINNING: &[u8] = br#"{"award":""#;

/// Whether it is the beginning of a record and no more: what a process leaves that ends while it writes one.
fn is_torn(content: &[u8]) -> bool {
    let is_whole = |text: &str| parsed(text).is_some();
    BEGINNING.starts_with(content)
        || content.starts_with(BEGINNING) && !std::str::from_utf8(content).is_ok_and(is_whole)
}

fn parsed(text: &str) -> Option<Tree> {
    Tree::parse(text, &Limits { bytes: text.len(), ..Limits::default() }).ok()
}

/// The name of a file wherever one stands.
fn named(path: &Path) -> Option<PathBuf> {
    std::path::absolute(path).ok()
}

/// A file with other content, brought to the disk.
fn rewritten(file: &mut File, content: &[u8]) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(content)?;
    file.sync_all()
}

impl Left {
    /// Reads it; what was not written to its end says nothing, and the ledger was not told.
    fn read(text: &str) -> Option<Self> {
        let tree = parsed(text)?;
        let string = |node: Node<'_>, member| node.get(member).and_then(Node::as_str).map(str::to_owned);
        let bundle = tree.root().get("bundle");
        let text = |document: String| format!("{document}\n").into_bytes();
        let bundle =
            bundle.and_then(|bundle| Some((string(bundle, "path")?.into(), text(string(bundle, "document")?))));
        let of_root = |member| string(tree.root(), member);
        let (award, request, document) = (of_root("award")?, of_root("request"), of_root("document")?);
        let document = match of_root("encoding") {
            Some(_) => base64::decode(&document).ok()?,
            None => text(document),
        };
        let ledger = of_root("ledger").map(PathBuf::from);
        Some(Self { award, request, ledger, document, bundle })
    }

    /// Only the ledger that may have been told of it knows whether it was made.
    pub(super) fn refuse_other_ledger(&self, ledger: &Path, target: &Path) -> Result<(), Failure> {
        match &self.ledger {
            Some(own) if Some(own) != named(ledger).as_ref() => {
                let detail = format!(
                    "the award {} waits for this name, from a run that was broken off with the ledger {}: run that command again, and \
                     give this award another name",
                    self.award,
                    own.display()
                );
                Err(Failure::file("file.exists", target, detail))
            }
            _ => Ok(()),
        }
    }

    /// Whether the document is the award, where that can be seen: a token says its id elsewhere.
    fn is_whole(&self) -> bool {
        let text = std::str::from_utf8(&self.document).ok();
        let document = text.and_then(|text| Tree::parse(text, &Limits::default()).ok());
        let id = document.as_ref().and_then(|tree| tree.root().get("id")).and_then(Node::as_str);
        document.is_none() || id == Some(&self.award)
    }

    /// Puts the award, and what it was bundled with, where it was meant to go: if it was asked for by the same request, and if what
    /// was kept is that award.
    /// What has come there since is not replaced, unless that is forced.
    pub(super) fn finish(&self, request: &str, target: &Path, force: bool) -> Result<(), Failure> {
        let refused = |detail: String| Err(Failure::file("file.exists", target, detail));
        if !self.is_whole() {
            return refused(format!(
                "what waits for this name is not the award {}, of which the ledger was told; look for that, and take away the \
                 file beside this one that ends in .pending",
                self.award
            ));
        }
        if self.request.as_deref() != Some(request) {
            return refused(format!(
                "the award {} waits for this name: it was made of other credentials, or by another pathway, by a run that was \
                 broken off; run that command again, and give this award another name",
                self.award
            ));
        }
        let bundle = self.bundle.iter().map(|(path, document)| (path.as_path(), document));
        let all: Vec<_> = bundle.chain([(target, &self.document)]).collect();
        if let Some((path, _)) = all.iter().find(|(path, content)| !force && is_other(path, content)) {
            let detail = format!(
                "it is there already, and is not what a run that was broken off has left for this name, with the award {}; move it \
                 away, or replace it with --force",
                self.award
            );
            return Err(Failure::file("file.exists", path, detail));
        }
        all.iter().try_for_each(|(path, content)| target::file(path, content, true))
    }
}

/// Whether something else than a document has its name. A name that was only taken is empty.
fn is_other(path: &Path, content: &[u8]) -> bool {
    fs::read(path).is_ok_and(|found| !found.is_empty() && found != content)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever waited for a file that was then taken away has one without a name: it is not taken for the place.
    #[cfg(unix)]
    #[test]
    fn a_file_without_its_name_is_nobodys_place() {
        let path = std::env::temp_dir().join(format!("microcred-award-{}.pending", std::process::id()));
        let first = locked(&path).unwrap().unwrap();
        assert!(locked(&path).unwrap().is_none(), "somebody is at it");
        let waiting = File::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        drop(first);
        assert!(!has_name(&waiting, &path).unwrap());
        let second = locked(&path).unwrap().unwrap();
        assert!(has_name(&second, &path).unwrap());
        assert!(!has_name(&waiting, &path).unwrap(), "that is another file");
        fs::remove_file(&path).unwrap();
    }
}
