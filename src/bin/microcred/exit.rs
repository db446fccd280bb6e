use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or valid with the required trust.
    Done = 0,
    /// Invalid, or refused.
    Invalid = 1,
    /// Valid below the required trust.
    BelowTrust = 2,
    /// It could not be told.
    Indeterminate = 3,
    /// `EX_USAGE` of sysexits.h: the command line, or a file that it names.
    Usage = 64,
    /// `EX_SOFTWARE` of sysexits.h.
    Internal = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
