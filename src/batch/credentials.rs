use super::{BatchAction, BatchError, Progress};
use crate::json::Tree;
use crate::limits::Limits;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A credential as it was handed in.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Submitted {
    /// Where it stood: the name of a file, with the number of the line where a file holds many.
    pub place: String,
    /// What stood there. Of one that is too long, no more than it takes to see that.
    pub bytes: Vec<u8>,
    /// Which part of all that was handed in is behind it, from 0 to 1, if that is known.
    pub share: Option<f64>,
    /// Why it could not be read, and nothing stands for it.
    pub(crate) unread: Option<String>,
}

impl Submitted {
    /// A credential that stood at a place.
    pub fn new(place: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { place: place.into(), bytes: bytes.into(), share: None, unread: None }
    }

    /// What stands among the others for a file that could not be read, so that its line comes in its turn, and nobody else's is kept back
    /// by it. Whatever else is wrong is given back.
    pub(crate) fn unread(error: BatchError) -> Result<Self, BatchError> {
        let BatchError::Io { path, action: BatchAction::ReadingCredentials, .. } = &error else { return Err(error) };
        Ok(Self { unread: Some(error.to_string()), ..Self::new(name_of(path), Vec::new()) })
    }
}

/// Reads what is handed in, one credential after the other: from a file that holds one on each line
/// ([NDJSON](https://github.com/ndjson/ndjson-spec)), from a folder, or from a file that is one.
///
/// A line holds JSON as it is, a compact token, or a string of JSON with the token. Empty lines are passed over.
///
/// ```
/// use microcred::batch::Credentials;
/// use microcred::Limits;
/// let lines = "{\"a\": 1}\n\n\"eyJ.eyJ.c2ln\"\n";
/// let credentials = Credentials::lines("stdin", lines.as_bytes(), &Limits::default());
/// let read: Vec<_> = credentials.map(|one| one.map(|one| one.place)).collect::<Result<_, _>>()?;
/// assert_eq!(read, ["stdin:1", "stdin:3"]);
/// # Ok::<(), microcred::batch::BatchError>(())
/// ```
pub struct Credentials<'r> {
    source: Source<'r>,
    limits: Limits,
}

enum Source<'r> {
    Lines { name: PathBuf, reader: Box<dyn BufRead + Send + 'r>, line: u64, behind: u64, length: Option<u64> },
    Files { paths: std::vec::IntoIter<PathBuf>, count: u64 },
}

/// What the names of files end in that hold a credential on each line.
const OF_LINES: [&str; 2] = ["ndjson", "jsonl"];

impl Credentials<'static> {
    /// Those in a file whose name ends in `.ndjson` or `.jsonl`, one on each line; those in the files of a folder and of the
    /// folders in it, by their names, hidden ones left out; or the one that a file is.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, BatchError> {
        let path = path.as_ref();
        let failed = |error: io::Error| BatchError::io(BatchAction::ReadingCredentials, path, &error);
        let source = match (fs::metadata(path).map_err(failed)?, path.extension().and_then(|ending| ending.to_str())) {
            (found, _) if found.is_dir() => {
                let paths = files(path).map_err(failed)?;
                Source::Files { count: paths.len() as u64, paths: paths.into_iter() }
            }
            (found, Some(ending)) if OF_LINES.contains(&ending) => Source::Lines {
                name: path.to_owned(),
                reader: Box::new(BufReader::new(File::open(path).map_err(failed)?)),
                line: 0,
                behind: 0,
                length: Some(found.len()),
            },
            _ => Source::Files { paths: vec![path.to_owned()].into_iter(), count: 1 },
        };
        Ok(Self { source, limits: limits.clone() })
    }
}

impl<'r> Credentials<'r> {
    /// Those on the lines of a stream, which is called by a name.
    pub fn lines(name: impl Into<PathBuf>, reader: impl BufRead + Send + 'r, limits: &Limits) -> Self {
        let source = Source::Lines { name: name.into(), reader: Box::new(reader), line: 0, behind: 0, length: None };
        Self { source, limits: limits.clone() }
    }
}

impl Iterator for Credentials<'_> {
    type Item = Result<Submitted, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        let most = (self.limits.bytes as u64).saturating_add(1);
        match &mut self.source {
            Source::Files { paths, count } => {
                let path = paths.next()?;
                let share = Progress::share_of(*count - paths.len() as u64, *count);
                Some(read(&path, most).map(|bytes| Submitted { share, ..Submitted::new(name_of(&path), bytes) }))
            }
            Source::Lines { name, reader, line, behind, length } => loop {
                let (bytes, count) = match next_line(reader, most) {
                    Ok(read) => read,
                    Err(error) => return Some(Err(BatchError::io(BatchAction::ReadingCredentials, name, &error))),
                };
                if count == 0 {
                    return None;
                }
                *line += 1;
                *behind += count;
                let text = bytes.trim_ascii();
                if !text.is_empty() {
                    let bytes = unquoted(text, &self.limits);
                    let share = length.and_then(|length| Progress::share_of(*behind, length));
                    let place = format!("{}:{line}", name_of(name));
                    return Some(Ok(Submitted { share, ..Submitted::new(place, bytes) }));
                }
            },
        }
    }
}

/// A line up to so many bytes, and how many it has in all, with its end.
fn next_line(reader: &mut (dyn BufRead + Send), most: u64) -> io::Result<(Vec<u8>, u64)> {
    let mut bytes = Vec::new();
    let mut count = reader.take(most).read_until(b'\n', &mut bytes)? as u64;
    if count == most && bytes.last() != Some(&b'\n') {
        count += reader.skip_until(b'\n')? as u64;
    }
    Ok((bytes, count))
}

/// What a string of JSON holds, or the line as it is.
fn unquoted(line: &[u8], limits: &Limits) -> Vec<u8> {
    let string = || Tree::parse_bytes(line, limits).ok()?.root().as_str().map(|text| text.as_bytes().to_vec());
    line.starts_with(b"\"").then(string).flatten().unwrap_or_else(|| line.to_vec())
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, BatchError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| BatchError::io(BatchAction::ReadingCredentials, path, &error))
}

/// The files in a folder and in the folders in it, by their names. Links to folders are not followed, and stand here as what cannot be
/// read; so does what cannot be looked at.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        let entries = match fs::read_dir(&next) {
            Err(_) if next != folder => {
                files.push(next);
                continue;
            }
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match entry.file_type() {
                _ if is_hidden => {}
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                // Pipes and devices may never end.
                _ if fs::metadata(entry.path()).is_ok_and(|found| !found.is_file() && !found.is_dir()) => {}
                _ => files.push(entry.path()),
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A path as text in which two stay two: bytes that are no UTF-8 are written as `\xff`.
fn name_of(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| name.push_str(&format!("\\x{byte:02x}")));
    }
    name
}

impl fmt::Debug for Submitted {
    /// Without what stood there: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Submitted").field("place", &self.place).field("bytes", &self.bytes.len()).finish()
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.source {
            Source::Lines { name, line, .. } => format!("{}:{line}", name.display()),
            Source::Files { count, .. } => format!("{count} files"),
        };
        formatter.debug_struct("Credentials").field("source", &name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty string is no empty line: whoever counts the answers finds one for it.
    #[test]
    fn a_line_with_nothing_in_quotes_is_handed_in() {
        let read = Credentials::lines("in", "\"\"\n \t\n\"\n".as_bytes(), &Limits::default());
        let read: Vec<_> = read.map(|one| one.map(|one| (one.place, one.bytes))).collect::<Result<_, _>>().unwrap();
        assert_eq!(read, [("in:1".to_owned(), Vec::new()), ("in:3".to_owned(), b"\"".to_vec())]);
    }
}
