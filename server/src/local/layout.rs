//! The layout of a data directory: the names of its files, and how files and folders are written in it.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use app::ports::PhotoKey;

/// The file of the key that signs sessions. Without it, no browser opens its journal again.
pub(super) const SESSION_KEY: &str = "session.key";
/// The file of the key that signs push messages. Without it, reminders end.
pub(super) const PUSH_KEY: &str = "push.key";
/// The files of a data directory that hold secrets.
pub(super) const KEYS: [&str; 2] = [SESSION_KEY, PUSH_KEY];
/// The folder of a data directory with the photos.
pub(super) const PHOTOS: &str = PhotoKey::PICTURES;

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
