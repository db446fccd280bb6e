//! What the command line writes.

use crate::Format;
use crate::exit::Exit;
use crate::failure::Failure;
use microcred::Secured;
use microcred::codec::invisible::{commands_a_terminal, escaped_in_json};
use microcred::files::whole::{self, Readers};
use microcred::json::Value;
use microcred::key::KeyFile;
use microcred::ops::Answer;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// An answer, to standard output.
pub(crate) fn answer(answer: &impl Answer, format: Format) -> Result<(), Failure> {
    match format {
        Format::Text => text(&answer.to_string()),
        Format::Json => json(&answer.to_json()),
    }
}

/// JSON, to standard output.
pub(crate) fn json(value: &Value) -> Result<(), Failure> {
    exactly(&escaped_in_json(&value.to_string_pretty()))
}

/// A text for people, to standard output. What a stranger's file could tell a terminal to do is taken out.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    exactly(&text.replace(is_kept_back, "\u{fffd}"))
}

/// A text as it is, to standard output. A reader that has seen enough is no failure.
pub(crate) fn exactly(text: &str) -> Result<(), Failure> {
    match written(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritten(&error)),
        _ => Ok(()),
    }
}

/// What there is only once, to standard output: a reader that did not wait for it has lost it.
fn whole(bytes: &[u8]) -> Result<(), Failure> {
    written(bytes).map_err(|error| unwritten(&error))
}

fn written(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(bytes).and_then(|()| output.flush())
}

fn unwritten(error: &io::Error) -> Failure {
    Failure::File {
        code: "file.unwritable",
        place: "standard output".to_owned(),
        detail: error.to_string(),
        exit: Exit::Internal,
    }
}

// Where something goes. Not a documentation comment: clap would take it for that of the command.
#[derive(clap::Args)]
pub(crate) struct Place {
    /// The file to write; standard output if left out, or `-`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if there is one.
    #[arg(long, requires = "out")]
    force: bool,
}

impl Place {
    /// Something signed. A binary message is written in base64 where somebody would see it.
    pub(crate) fn secured(&self, secured: &Secured) -> Result<(), Failure> {
        let line = format!("{secured}\n");
        match self.path() {
            None if io::stdout().is_terminal() => exactly(&escaped_in_json(&line)),
            _ if secured.is_binary() => self.raw(secured.as_bytes()),
            _ => self.raw(line.as_bytes()),
        }
    }

    /// The file, if it is not standard output.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// Whether a file that is there is replaced.
    pub(crate) fn forces(&self) -> bool {
        self.force
    }

    /// Something signed by work that cannot be undone, such as what a ledger is told: that the name is free is seen before. If it
    /// cannot be written in the end, it stands on standard output, and is not lost.
    pub(crate) fn secured_by<T>(
        &self,
        work: impl FnOnce() -> Result<T, Failure>,
        secured: impl FnOnce(&T) -> &Secured,
    ) -> Result<T, Failure> {
        let Some(path) = self.path() else {
            let done = work()?;
            return self.secured(secured(&done)).map(|()| done);
        };
        free(path, self.force)?;
        let done = work()?;
        let own = secured(&done);
        let written = match own.is_binary() {
            true => file(path, own.as_bytes(), self.force),
            false => file(path, format!("{own}\n").as_bytes(), self.force),
        };
        written.inspect_err(|_| drop(exactly(&format!("{own}\n"))))?;
        Ok(done)
    }

    /// JSON.
    pub(crate) fn json(&self, value: &Value) -> Result<(), Failure> {
        self.raw(escaped_in_json(&value.to_string_pretty()).as_bytes())
    }

    /// Bytes as they are.
    pub(crate) fn raw(&self, content: &[u8]) -> Result<(), Failure> {
        match self.path() {
            Some(path) => file(path, content, self.force),
            None => shown(content, io::stdout().is_terminal()).and_then(whole),
        }
    }
}

/// What goes to standard output: to a terminal, nothing but text that does not command it.
fn shown(content: &[u8], is_terminal: bool) -> Result<&[u8], Failure> {
    match std::str::from_utf8(content) {
        Ok(text) if !text.contains(is_kept_back) => Ok(content),
        _ if !is_terminal => Ok(content),
        _ => Err(Failure::File {
            code: "file.unwritable",
            place: "standard output".to_owned(),
            detail: "this is a terminal, and what is written is no text; name a file with --out".to_owned(),
            exit: Exit::Usage,
        }),
    }
}

/// A line for people, to standard error. There is nobody to tell if that fails.
pub(crate) fn complain(line: &str) {
    let line = line.replace(is_kept_back, "\u{fffd}") + "\n";
    drop(io::stderr().lock().write_all(line.as_bytes()));
}

/// A file: whole or not at all. An existing one is replaced only by force.
pub(crate) fn file(path: &Path, content: &[u8], force: bool) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::io("file.unwritable", path, &error, "check the name and the permissions");
    if force {
        match fs::metadata(path) {
            Ok(found) if !found.is_file() => {
                return Err(Failure::file("file.unwritable", path, "this is not a file; write to another name"));
            }
            Ok(_) if is_irreplaceable(path) => return Err(irreplaceable(path)),
            _ => return whole::replace(path, content).map_err(failed),
        }
    }
    create_new(path, content)
}

/// Whether a file holds what cannot be made again: a private key, or a store of ours.
fn is_irreplaceable(path: &Path) -> bool {
    // No key is longer.
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
    let is_key = || std::str::from_utf8(&start).is_ok_and(|text| KeyFile::parse(text).is_ok());
    read.is_ok() && (start.starts_with(b"SQLite format 3\0") || is_key())
}

fn irreplaceable(path: &Path) -> Failure {
    let detail = "a private key, a registry or a ledger is never replaced; move it away yourself if nobody needs it";
    Failure::file("file.exists", path, detail)
}

/// Whether a file of that name could be written, before there is something to write. The name is not taken: whoever is killed at work
/// would leave an empty file behind.
pub(crate) fn free(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(exists(path));
    }
    if is_irreplaceable(path) {
        return Err(irreplaceable(path));
    }
    whole::probe(path)
        .map_err(|error| Failure::io("file.unwritable", path, &error, "check the name and the permissions"))
}

fn exists(path: &Path) -> Failure {
    Failure::file("file.exists", path, "it is there already; choose another name, or replace it with --force")
}

/// A file of that name, if there is none.
fn create_new(path: &Path, content: &[u8]) -> Result<(), Failure> {
    whole::create_new(path, content, Readers::AsUsual).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        _ => Failure::io("file.unwritable", path, &error, "check the name and the permissions"),
    })
}

/// What is kept from the terminal: lines may end.
fn is_kept_back(character: char) -> bool {
    commands_a_terminal(character) && character != '\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_shown_text_alone() {
        for (content, is_text) in [
            (&b"{\n  \"a\": \"\xc3\xa9\"\n}\n"[..], true),
            (b"%PDF-1.7\n\xe2\xe3", false),
            (b"\x89PNG\r\n\x1a\n", false),
            (b"<svg>\x1b]0;owned\x07</svg>", false),
        ] {
            assert_eq!(shown(content, false).unwrap(), content);
            assert_eq!(shown(content, true).is_ok(), is_text, "{content:?}");
        }
        assert_eq!(shown(b"\xff", true).unwrap_err().exit(), Exit::Usage);
    }

    fn none_was_made(_: &()) -> &Secured {
        panic!("nothing was made")
    }

    /// Whoever is killed at work leaves nothing under the name, and the same command works again.
    #[test]
    fn a_name_is_not_taken_before_there_is_something_to_write() {
        let path = std::env::temp_dir().join(format!("microcred-target-{}.json", std::process::id()));
        let place = Place { out: Some(path.clone()), force: false };
        let work = || {
            assert!(!path.exists());
            Err(Failure::file("request.member", &path, "refused"))
        };
        assert!(place.secured_by(work, none_was_made).is_err());
        assert!(!path.exists());

        fs::write(&path, "precious").unwrap();
        let refused = place.secured_by(|| -> Result<(), _> { panic!("there is a file") }, none_was_made).unwrap_err();
        assert!(refused.to_string().starts_with("file.exists at "), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        fs::remove_file(&path).unwrap();
    }
}
