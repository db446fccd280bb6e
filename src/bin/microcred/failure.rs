use crate::exit::Exit;
use microcred::key::{FileAction, FileError};
use microcred::ops;
use std::fmt;
use std::io;
use std::path::Path;

/// Why a subcommand ended early: a code, a place and a way out, as findings have them.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The operation says so.
    Operation(ops::Error),
    /// Something about a file or a stream that the command line names.
    File { code: &'static str, place: String, detail: String, exit: Exit },
}

impl Failure {
    /// The file system said no.
    pub(crate) fn io(code: &'static str, place: &Path, error: &io::Error, way_out: &str) -> Self {
        use io::ErrorKind::{Interrupted, OutOfMemory, QuotaExceeded, StorageFull, WriteZero};
        // Whatever else there is about a file, another name or another file would do.
        let exit = match error.kind() {
            Interrupted | OutOfMemory | QuotaExceeded | StorageFull | WriteZero => Exit::Internal,
            _ => Exit::Usage,
        };
        Self::File { code, place: place.display().to_string(), detail: format!("{error}; {way_out}"), exit }
    }

    /// A file that cannot be used as asked.
    pub(crate) fn file(code: &'static str, place: &Path, detail: impl Into<String>) -> Self {
        Self::File { code, place: place.display().to_string(), detail: detail.into(), exit: Exit::Usage }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Operation(ops::Error::Refused(_)) => Exit::Invalid,
            Self::Operation(ops::Error::Request(_)) => Exit::Usage,
            Self::Operation(_) => Exit::Internal,
            Self::File { exit, .. } => *exit,
        }
    }
}

impl From<ops::Error> for Failure {
    fn from(error: ops::Error) -> Self {
        Self::Operation(error)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let detail = error.to_string();
        match &error {
            FileError::Io { path, action, source } => {
                let code = match action {
                    FileAction::Reading => "file.unreadable",
                    _ => "file.unwritable",
                };
                Self::io(code, path, source, "check the name and the permissions")
            }
            FileError::Exists(path) => Self::file("file.exists", path, detail),
            FileError::Shared { path, .. } => Self::file("key.file_shared", path, detail),
            FileError::TooLarge(path) | FileError::Key { path, .. } => Self::file("request.key", path, detail),
            _ => Self::file("request.key", Path::new("--key"), detail),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(error) => formatter.write_str(&error.to_string().replace('\n', "\n  ")),
            Self::File { code, place, detail, .. } => write!(formatter, "{code} at {place}: {detail}"),
        }
    }
}
