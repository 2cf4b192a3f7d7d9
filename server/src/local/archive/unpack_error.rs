//! The reasons for which `humeur restore` refuses a back-up, before it replaces anything.

use std::io;

/// The reason a back-up is not unpacked.
pub(super) enum UnpackError {
    /// The back-up is damaged, for this reason.
    Damaged(String),
    /// This newer version of Humeur wrote it.
    Newer(String),
    /// The back-up can't be read.
    Unreadable(io::Error),
    /// The data directory can't be written.
    Directory(io::Error),
}

impl UnpackError {
    /// The error of creating a file or a folder of the back-up in an empty directory.
    pub(super) fn of_creation(error: io::Error) -> Self {
        match error.kind() {
            // The back-up contradicts itself.
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => damaged(error),
            _ => Self::Directory(error),
        }
    }
}

/// A fault of the back-up itself.
pub(super) fn damaged(error: impl ToString) -> UnpackError {
    UnpackError::Damaged(error.to_string())
}
