//! What the command line reads.

use crate::failure::Failure;
use microcred::Limits;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

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
        Err(error) => Err(Failure::io("file.unreadable", path, &error, "check the name and the permissions")),
    }
}

/// The text of a file, or of standard input for `-`.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(bytes(path)?)
        .map_err(|_| Failure::file("input.encoding", path, "the file is not UTF-8; convert it"))
}
