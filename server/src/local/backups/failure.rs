//! The errors of back-ups, as sentences for the operator.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;

/// A back-up could not be made, or is damaged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The back-up's path exists.
    #[error("{} exists already: choose another name for the back-up", .0.display())]
    Exists(PathBuf),
    /// The directory has back-ups of another installation.
    #[error(
        "{} has back-ups made with another session key: check that the disk of HUMEUR_DATA_DIR is mounted, \
         or set HUMEUR_BACKUP_DIR to a new directory. Nothing was added or deleted",
        .0.display()
    )]
    Foreign(PathBuf),
    /// The session key is missing, and the environment gives none.
    #[error(
        "{} is missing, and a back-up without it can't open any journal: check that its disk is mounted, \
         restore the file from a back-up, or set HUMEUR_SESSION_KEY to its content. Nothing was added or \
         deleted",
        .0.display()
    )]
    NoKey(PathBuf),
    /// The back-up was made, and an older one or the files of an interrupted one can't be deleted.
    #[error(
        "the back-up was made, but {} can't be deleted ({reason}): delete it by hand",
        .path.display()
    )]
    Undeleted {
        /// The directory that stays.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// The disk has too little space for the back-up.
    #[error(
        "the disk of the back-up {} is full, or would be: free some space, delete a back-up, or choose \
         another disk",
        .0.display()
    )]
    Full(PathBuf),
    /// A file or a directory can't be read or written.
    #[error(
        "{} can't be read or written ({reason}): check that its disk is mounted, and that this \
         user may write to it",
        .path.display()
    )]
    File {
        /// The file or directory.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// The database can't be copied.
    #[error(
        "the database {} can't be copied ({reason}): check both disks, and run `humeur doctor`, which \
         checks the database",
        .file.display()
    )]
    Database {
        /// The database.
        file: PathBuf,
        /// SQLite's error, by its name.
        reason: String,
    },
    /// The back-up is damaged.
    #[error("the back-up {} is damaged ({reason}): use another one", .backup.display())]
    Damaged {
        /// The back-up.
        backup: PathBuf,
        /// The damage.
        reason: String,
    },
    /// A later release made the back-up.
    #[error(
        "Humeur {version} made the back-up {}, and this is {}: install that release, or a later one",
        .backup.display(),
        env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// The back-up.
        backup: PathBuf,
        /// The release.
        version: String,
    },
}

impl BackupError {
    /// The error of reading or writing a file.
    pub(in crate::local) fn of_file(path: &Path, reason: io::Error) -> Self {
        let path = path.to_owned();
        match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::File { path, reason },
        }
    }
}

/// The error of copying a database, without SQLite's own message, which may quote the database.
pub(in crate::local) fn of_database(
    from: &Path,
    to: &Path,
    error: &rusqlite::Error,
) -> BackupError {
    if let rusqlite::Error::InvalidPath(path) = error {
        return BackupError::of_file(path, io::Error::other("its path is not Unicode"));
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => BackupError::Full(to.to_owned()),
        code => BackupError::Database {
            file: from.to_owned(),
            reason: code.map_or_else(|| "unexpected".into(), |code| format!("{code:?}")),
        },
    }
}
