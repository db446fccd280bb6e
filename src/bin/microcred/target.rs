//! What the command line writes.

use crate::Format;
use crate::exit::Exit;
use crate::failure::Failure;
use microcred::Secured;
use microcred::codec::invisible::commands_a_terminal;
use microcred::durable::{self, Readers};
use microcred::json::Value;
use microcred::ops::Answer;
use std::fs;
use std::io::{self, IsTerminal, Write};
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
    exactly(&escaped(&value.to_string_pretty()))
}

/// A text for people, to standard output. What a stranger's file could tell a terminal to do is taken out.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    exactly(&text.replace(is_kept_back, "\u{fffd}"))
}

/// A text as it is, to standard output. A reader that has seen enough is no failure.
pub(crate) fn exactly(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::File {
            code: "file.unwritable",
            place: "standard output".to_owned(),
            detail: error.to_string(),
            exit: Exit::Internal,
        }),
        _ => Ok(()),
    }
}

// Where something goes. Not a documentation comment: clap would take it for that of the command.
#[derive(clap::Args)]
pub(crate) struct Place {
    /// The file to write; standard output if left out.
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
        match &self.out {
            None if io::stdout().is_terminal() => exactly(&line),
            _ if secured.is_binary() => self.raw(secured.as_bytes()),
            _ => self.raw(line.as_bytes()),
        }
    }

    /// The file, if it is not standard output.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Whether a file that is there is replaced.
    pub(crate) fn forces(&self) -> bool {
        self.force
    }

    /// Something signed by work that cannot be undone, such as what a ledger is told: the name is taken before, and given back if
    /// nothing comes of it. If it cannot be written in the end, it stands on standard output, and is not lost.
    pub(crate) fn secured_by<T>(
        &self,
        work: impl FnOnce() -> Result<T, Failure>,
        secured: impl FnOnce(&T) -> &Secured,
    ) -> Result<T, Failure> {
        let Some(path) = &self.out else {
            let done = work()?;
            return self.secured(secured(&done)).map(|()| done);
        };
        let done = reserving(path, self.force, work)?;
        let own = secured(&done);
        let written = match own.is_binary() {
            true => file(path, own.as_bytes(), true),
            false => file(path, format!("{own}\n").as_bytes(), true),
        };
        written.inspect_err(|_| drop(exactly(&format!("{own}\n"))))?;
        Ok(done)
    }

    /// JSON.
    pub(crate) fn json(&self, value: &Value) -> Result<(), Failure> {
        self.raw(escaped(&value.to_string_pretty()).as_bytes())
    }

    /// Bytes as they are.
    pub(crate) fn raw(&self, content: &[u8]) -> Result<(), Failure> {
        match &self.out {
            Some(path) => file(path, content, self.force),
            None => bytes(content),
        }
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
            _ => return durable::replace(path, content).map_err(failed),
        }
    }
    create_new(path, content)
}

/// Does work once a name is sure; the name is given back if nothing comes of it.
pub(crate) fn reserving<T>(path: &Path, force: bool, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    reserve(path, force)?;
    work().inspect_err(|_| {
        if !force {
            drop(fs::remove_file(path));
        }
    })
}

/// Makes sure of a name, as far as that can be done before there is something to write.
fn reserve(path: &Path, force: bool) -> Result<(), Failure> {
    if !force {
        return create_new(path, &[]);
    }
    durable::probe(path)
        .map_err(|error| Failure::io("file.unwritable", path, &error, "check the name and the permissions"))
}

/// A file of that name, if there is none.
fn create_new(path: &Path, content: &[u8]) -> Result<(), Failure> {
    durable::create_new(path, content, Readers::AsUsual).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::file("file.exists", path, "it is there already; choose another name, or replace it with --force")
        }
        _ => Failure::io("file.unwritable", path, &error, "check the name and the permissions"),
    })
}

/// What is kept from the terminal: lines may end.
fn is_kept_back(character: char) -> bool {
    commands_a_terminal(character) && character != '\n'
}

/// The same JSON with such characters as escapes.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match is_kept_back(character) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            false => text.push(character),
        }
    }
    text
}
