//! What the command line reads.

use crate::failure::Failure;
use microcred::Limits;
use microcred::codec::digest;
use microcred::framework::{Frameworks, TableError};
use microcred::jsonld::Contexts;
use microcred::microcredential::profile::{Profile, Profiles};
use microcred::ops::{self, Issue};
use microcred::proof::Unwrapped;
use microcred::report::{Findings, Severity};
use microcred::resolve::Memory;
use microcred::trust;
use microcred::verify::{SchemaError, Schemas};
use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The bytes of a file, or of standard input for `-`. No more are read than it takes to see that there are too many.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let most = Limits::default().bytes as u64 + 1;
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => io::stdin().lock().take(most).read_to_end(&mut bytes),
        false => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let way_out = match error.kind() {
                io::ErrorKind::IsADirectory => "name a file in it",
                _ => "check the name and the permissions",
            };
            Err(Failure::io("file.unreadable", path, &error, way_out))
        }
    }
}

/// The bytes of several files.
pub(crate) fn all(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    paths.iter().map(|path| bytes(path)).collect()
}

/// Without the byte order mark that some editors put before a text.
fn unmarked(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(.."\u{feff}".len());
    }
    bytes
}

/// The text of a file, or of standard input for `-`.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(unmarked(bytes(path)?))
        .map_err(|_| Failure::file("input.encoding", path, "the file is not UTF-8; convert it"))
}

/// What a file holds that an option names. If it is something else, the file is named: the command line is at fault, and no document.
pub(crate) fn read_as<T, E: Into<Unfit>>(path: &Path, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Failure> {
    parsed(path, &text(path)?, parse)
}

fn parsed<T, E: Into<Unfit>>(path: &Path, text: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, Failure> {
    parse(text).map_err(|error| {
        let Unfit { code, detail } = error.into();
        Failure::file(code, path, detail)
    })
}

/// The profile in whose name something is issued.
pub(crate) fn issuer(path: Option<&Path>) -> Result<Option<microcred::badge::Profile>, Failure> {
    path.map(|path| read_as(path, Issue::profile)).transpose()
}

/// Endorsements that go into a credential. What one is about is for the operation to say.
pub(crate) fn endorsements(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    let read = |path: &PathBuf| {
        let bytes = bytes(path)?;
        match Unwrapped::read(&bytes, &Limits::default()) {
            Ok(_) => Ok(bytes),
            Err(finding) => Err(Failure::file(finding.code.as_str(), path, finding.message())),
        }
    };
    paths.iter().map(read).collect()
}

/// What a file is that does not hold what it should.
pub(crate) struct Unfit {
    code: &'static str,
    detail: String,
}

impl Unfit {
    fn new(code: &'static str, error: &dyn fmt::Display) -> Self {
        Self { code, detail: error.to_string().replace('\n', "\n  ") }
    }
}

impl From<ops::Error> for Unfit {
    fn from(error: ops::Error) -> Self {
        let findings = error.findings();
        match &error {
            // The pointers go into a request that nobody wrote.
            ops::Error::Request(_) => {
                let details: Vec<_> = findings.iter().map(|finding| finding.detail.as_str()).collect();
                Self::new("request.member", &details.join("; "))
            }
            _ => findings.clone().into(),
        }
    }
}

impl From<Findings> for Unfit {
    fn from(findings: Findings) -> Self {
        let first = findings.iter().find(|finding| finding.severity() == Severity::Error);
        Self::new(first.map_or("request.member", |finding| finding.code.as_str()), &findings)
    }
}

impl From<TableError> for Unfit {
    fn from(error: TableError) -> Self {
        Self::new("request.member", &error)
    }
}

impl From<trust::AnchorsError> for Unfit {
    fn from(error: trust::AnchorsError) -> Self {
        Self::new("request.member", &error)
    }
}

/// The documents that the command line names, each under its DID or its URL.
pub(crate) fn resources(named: &[(String, PathBuf)]) -> Result<Memory, Failure> {
    let mut memory = Memory::new();
    for (url, path) in named {
        memory.insert(url, unmarked(bytes(path)?));
    }
    Ok(memory)
}

/// The contexts inside the library, and those that the command line names, each under its URL. Whoever names a file vouches
/// for what is in it.
pub(crate) fn contexts(named: &[(String, PathBuf)]) -> Result<Contexts, Failure> {
    let mut contexts = Contexts::bundled();
    for (url, path) in named {
        let body = text(path)?;
        let sha256 = digest::sha256_hex(&body);
        contexts = contexts
            .with(url, &body, &sha256)
            .map_err(|error| Failure::file("context.malformed", path, error.to_string()))?;
    }
    Ok(contexts)
}

/// The JSON Schemas that the command line names, each under its URL.
pub(crate) fn schemas(named: &[(String, PathBuf)]) -> Result<Schemas, Failure> {
    named.iter().try_fold(Schemas::new(), |schemas, (url, path)| {
        let refused = |error: SchemaError| Failure::file("request.schema", path, error.to_string());
        schemas.with(url, unmarked(bytes(path)?)).map_err(refused)
    })
}

/// The tables inside the library, and those that the command line names.
pub(crate) fn frameworks(tables: &[PathBuf]) -> Result<Frameworks, Failure> {
    tables
        .iter()
        .try_fold(Frameworks::bundled().clone(), |frameworks, path| read_as(path, |text| frameworks.with_table(text)))
}

/// The profiles that the command line names, each by its id or by a file that holds one: their ids, and those that were read.
pub(crate) fn profiles(named: &[PathBuf]) -> Result<(Vec<String>, Profiles), Failure> {
    named.iter().try_fold((Vec::new(), Profiles::default()), |(mut ids, own), name| {
        let known = name.to_str().and_then(|id| Profiles::bundled().by_id(id)).cloned();
        let profile = match known {
            Some(profile) => profile,
            None => parsed(name, &profile(name)?, Profile::from_json)?,
        };
        ids.push(profile.id.clone());
        Ok((ids, own.with(profile)))
    })
}

/// The text of a profile; where there is no such file, an id was meant.
fn profile(name: &Path) -> Result<String, Failure> {
    text(name).map_err(|failure| match name.as_os_str() != "-" && !name.exists() {
        true => {
            let known: Vec<_> = Profiles::bundled().iter().map(|own| own.id.as_str()).collect();
            let detail =
                format!("there is no such file, and no profile of this id; the profiles are {}", known.join(", "));
            Failure::file("file.unreadable", name, detail)
        }
        false => failure,
    })
}

/// A URL may hold an equals sign, so the last one stands before the file.
pub(crate) fn resource(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((url, file)) if !url.is_empty() && !file.is_empty() => Ok((url.to_owned(), OsStr::new(file).into())),
        _ => Err("write a DID or URL, an equals sign, and the name of a file".to_owned()),
    }
}
