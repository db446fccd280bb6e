//! Files: those that are there [whole](whole) or not at all, and those that several processes share.

#[cfg(feature = "store")]
pub(crate) mod shared;
pub mod whole;

use std::fs::Metadata;

/// The permission bits of a file, if others than its owner may read or write it. Nothing where there are none (outside of Unix).
pub fn mode_if_shared(metadata: &Metadata) -> Option<u32> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(metadata) & 0o777;
        (mode & 0o077 != 0).then_some(mode)
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        None
    }
}
