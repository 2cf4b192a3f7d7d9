//! An installation in one file: a tar archive, compressed with gzip, of the database, the keys and the
//! photos. `tar -xzf` unpacks it, too.

mod backup;
mod directory;
mod exchange;
mod fault;
mod restore;

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use app::ports::PhotoKey;
use serde::{Deserialize, Serialize};

pub(super) use self::exchange::{KEPT, is_unfinished};
pub use self::{
    backup::{BackupError, Written, back_up},
    restore::{RestoreError, Restored, finish, restore},
};

/// The first entry of an archive.
const MANIFEST: &str = "humeur.json";
/// The version of the archive's layout. A restore refuses a newer one.
const FORMAT: u32 = 1;
/// The file of the key that signs sessions. Without it, no browser opens its journal again.
pub(super) const SESSION_KEY: &str = "session.key";
/// The files of a data directory that hold secrets.
pub(super) const KEYS: [&str; 2] = [SESSION_KEY, PUSH_KEY];
/// The file of the key that signs push messages. Without it, reminders end.
pub(super) const PUSH_KEY: &str = "push.key";
/// The folder of a data directory with the photos.
pub(super) const PHOTOS: &str = PhotoKey::PICTURES;

/// The metadata of an archive.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: u32,
    /// The version of the program that wrote it.
    version: String,
    /// The time at which the copy began, in seconds since the epoch.
    made_at: i64,
}

/// Creates a file that only its owner can read.
pub(super) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path)
}

/// Creates a directory that only its owner can read, and its parents. An existing directory keeps its mode.
pub(super) fn create_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Turns the error of removing a missing file or directory into success.
pub(super) fn unless_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Syncs the names in a directory to the disk.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
