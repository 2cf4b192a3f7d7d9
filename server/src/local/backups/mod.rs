//! A back-up of the data of one machine: a directory with a copy of the database, the photos and the
//! keys. It can serve as a data directory.
//!
//! SQLite copies the database in one read transaction (`VACUUM INTO`), so the copy is consistent while
//! the server writes, and has no removed text. Photos are copied after it: a picture is written before
//! its moment lists it. Pictures never change, so a back-up shares those of the previous one by hard
//! links, unless they are damaged there.
//!
//! A back-up is written under a temporary name, verified, and then renamed: a directory with the name of
//! a back-up is complete.

mod daily;
mod digest;
mod failure;
mod manifest;
mod photos;
mod series;

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Read},
    os::unix::fs::DirBuilderExt,
    path::{self, Path, PathBuf},
};

use self::manifest::{Files, Manifest};
pub(super) use self::{daily::run, failure::of_database};
pub use self::{failure::BackupError, manifest::BackupSize, series::Series};
use super::{
    layout::{KEYS, create_file, sync_directory, unless_missing},
    temporary::folder,
};
use crate::store::{self, DATABASE, OpenError};

/// The extension of a back-up that is being written or deleted.
const PARTIAL: &str = "partial";
/// The mode of a directory of back-ups.
const PRIVATE: u32 = 0o700;
/// The space that a back-up leaves free on its disk, in bytes, because the journal may be on the same disk.
const RESERVE: u64 = 64 * 1024 * 1024;

/// Backs up the data directory to `to`, which must not exist, and verifies the back-up. Shares pictures
/// with `previous`, a back-up on the same disk. `now` is in seconds since the epoch.
///
/// The server may run at the same time, in this process or in another one.
///
/// # Errors
/// See [`BackupError`]. Then `to` does not exist, unless it did before.
pub fn make(
    data_dir: &Path,
    to: &Path,
    previous: Option<&Path>,
    now: i64,
) -> Result<BackupSize, BackupError> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let partial = partial(to);
    let made = fill(data_dir, &partial, previous, now).and_then(|()| {
        let size = verify(&partial)?.size;
        let failed = |reason| BackupError::of_file(to, reason);
        fs::rename(&partial, to).map_err(failed)?;
        sync_directory(folder(to)).map_err(failed)?;
        Ok(size)
    });
    if made.is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
    made
}

/// The metadata of a verified back-up.
#[derive(Debug, PartialEq, Eq)]
pub struct Verified {
    /// The version of the program that made it.
    pub version: String,
    /// The time at which the copy began, in seconds since the epoch.
    pub made_at: i64,
    /// Its size.
    pub size: BackupSize,
}

/// Opens a back-up and checks it: the digests of the database, the keys and the photos, the structure
/// of the database and the version of its data. Changes nothing.
///
/// # Errors
/// [`BackupError::Damaged`], [`BackupError::Newer`], and those of reading.
pub fn verify(backup: &Path) -> Result<Verified, BackupError> {
    let damaged = |reason: &str| BackupError::Damaged {
        backup: backup.to_owned(),
        reason: reason.to_owned(),
    };
    let Some(expected) = Manifest::read(backup)? else {
        return Err(damaged("its list of contents is missing or invalid"));
    };
    let database = backup.join(DATABASE);
    if !database.is_file() {
        return Err(damaged("its database is missing"));
    }
    if !Files::of(backup)?.matches(&expected.files) {
        return Err(damaged(
            "a file is missing, or has changed since the back-up was made",
        ));
    }
    match store::check_version(&database) {
        Ok(()) => {}
        Err(OpenError::Newer { .. }) => {
            return Err(BackupError::Newer {
                backup: backup.to_owned(),
                version: expected.version,
            });
        }
        Err(_) => return Err(damaged("its database can't be opened")),
    }
    match store::check(&database) {
        Ok(None) => {}
        // SQLite's words may quote the database.
        _ => return Err(damaged("its database is damaged")),
    }
    Ok(Verified {
        version: expected.version,
        made_at: expected.made_at,
        size: expected.files.size,
    })
}

/// Copies a verified back-up to an empty directory, without its list of contents and without hard links.
///
/// # Errors
/// [`BackupError`].
pub(super) fn copy(backup: &Path, to: &Path) -> Result<(), BackupError> {
    for name in [DATABASE].into_iter().chain(KEYS) {
        copy_file(&backup.join(name), &to.join(name))?;
    }
    for photo in photos::list(backup)? {
        photos::copy(&photo, backup, to, None)?;
    }
    sync_directory(to).map_err(|reason| BackupError::of_file(to, reason))
}

/// The temporary path under which a back-up is written.
pub(super) fn partial(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".");
    name.push(PARTIAL);
    name.into()
}

/// Writes the back-up to a new directory, and syncs it to the disk.
fn fill(data_dir: &Path, to: &Path, previous: Option<&Path>, now: i64) -> Result<(), BackupError> {
    let failed = |reason| BackupError::of_file(to, reason);
    // A killed process may have left it behind.
    unless_missing(fs::remove_dir_all(to)).map_err(failed)?;
    // Parents are not created: those of a disk that is not mounted are missing.
    let mut builder = DirBuilder::new();
    builder.mode(PRIVATE).create(to).map_err(failed)?;
    let database = data_dir.join(DATABASE);
    let pictures = photos::list(data_dir)?;
    require_space(to, &database, photos::missing(&pictures, previous))?;
    for name in KEYS {
        copy_file(&data_dir.join(name), &to.join(name))?;
    }
    copy_database(&database, &to.join(DATABASE))?;
    // Listed again, because the copy of the database may list newer photos.
    for photo in photos::list(data_dir)? {
        photos::copy(&photo, data_dir, to, previous)?;
    }
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").into(),
        made_at: now,
        files: Files::of(to)?,
    };
    manifest.write(to)?;
    sync_directory(to).map_err(failed)
}

fn require_space(to: &Path, database: &Path, photos: u64) -> Result<(), BackupError> {
    let length = fs::metadata(database).map_err(|reason| BackupError::of_file(database, reason))?;
    if has_space(to, length.len().saturating_add(photos)) {
        Ok(())
    } else {
        Err(BackupError::Full(to.to_owned()))
    }
}

/// True if a back-up of this size leaves [`RESERVE`] free on the disk of a directory, or if the free space is
/// unknown.
pub(super) fn has_space(directory: &Path, bytes: u64) -> bool {
    // Not every file system reports it.
    let Ok(disk) = rustix::fs::statvfs(directory) else {
        return true;
    };
    fits(disk.f_bavail.saturating_mul(disk.f_frsize), bytes)
}

/// The size of the photos of a data directory, in bytes.
///
/// # Errors
/// [`BackupError::File`].
pub(super) fn photo_bytes(data_dir: &Path) -> Result<u64, BackupError> {
    Ok(photos::missing(&photos::list(data_dir)?, None))
}

/// True if a back-up of this size leaves [`RESERVE`] free.
const fn fits(free: u64, bytes: u64) -> bool {
    free >= bytes.saturating_add(RESERVE)
}

/// True if a path is the directory or inside it. Follows symbolic links; neither needs to exist.
pub(super) fn is_inside(path: &Path, directory: &Path) -> bool {
    let absolute = |path: &Path| path::absolute(path).unwrap_or_else(|_| path.to_owned());
    resolved(&absolute(path)).starts_with(resolved(&absolute(directory)))
}

/// The path without symbolic links in the part that exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(found) = fs::canonicalize(path) {
        return found;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        _ => path.to_owned(),
    }
}

/// Copies a file, if it exists.
fn copy_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    match File::open(from) {
        Ok(mut content) => write(to, &mut content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(BackupError::of_file(from, error)),
    }
}

fn copy_database(from: &Path, to: &Path) -> Result<(), BackupError> {
    // SQLite fills an empty file, and keeps its mode.
    write(to, &mut io::empty())?;
    store::copy(from, to).map_err(|error| of_database(from, to, &error))?;
    let file = File::open(to).and_then(|file| file.sync_all());
    file.map_err(|reason| BackupError::of_file(to, reason))
}

/// Writes a new private file, and syncs it to the disk.
fn write(path: &Path, content: &mut impl Read) -> Result<(), BackupError> {
    let mut write = || {
        let mut file = create_file(path)?;
        io::copy(content, &mut file)?;
        file.sync_all()
    };
    write().map_err(|reason| BackupError::of_file(path, reason))
}

#[cfg(test)]
mod tests;
