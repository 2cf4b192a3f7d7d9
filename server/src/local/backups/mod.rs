//! A back-up of the data of one machine: a directory with a copy of the database, the photos and the
//! session key. Put in the place of a data directory, it is one.
//!
//! SQLite copies the database in one read transaction (`VACUUM INTO`), so the copy is consistent while
//! the server writes, and has no removed text. Photos are copied after it: a picture is written before
//! its moment lists it. Pictures never change, so a back-up shares those of the former one (hard links).
//!
//! A back-up is written under another name and gets its own once it has been verified: a directory
//! with the name of a back-up is complete.

mod failure;
mod manifest;
mod photos;
mod series;

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use super::{
    OpenError,
    data_dir::{DATABASE, PRIVATE_DIRECTORY, PRIVATE_FILE},
    version,
};
use crate::auth::SessionKey;

pub use self::{failure::BackupError, manifest::Contents, series::Series};
use self::{failure::of_database, manifest::Manifest};

/// The name of the session key's file.
const SESSION_KEY: &str = "session.key";
/// The end of the name of a back-up that is being written or deleted.
const PARTIAL: &str = "partial";
/// The space that a back-up leaves free on its disk, in bytes: a back-up must not be what fills the
/// disk of the journal.
const RESERVE: u64 = 64 * 1024 * 1024;

/// Backs up the data directory to `to`, which must not exist, and verifies the back-up. Pictures that
/// `former`, a back-up on the same disk, has are shared with it.
///
/// The server may run in the meantime, in this process or in another one.
///
/// # Errors
/// [`BackupError`]. Nothing is left at `to` then.
pub fn make(data_dir: &Path, to: &Path, former: Option<&Path>) -> Result<Contents, BackupError> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let partial = partial(to);
    let made = fill(data_dir, &partial, former).and_then(|()| {
        let contents = verify(&partial)?;
        let failed = |reason| BackupError::of_file(to, reason);
        fs::rename(&partial, to).map_err(failed)?;
        to.parent().map_or(Ok(()), sync).map_err(failed)?;
        Ok(contents)
    });
    if made.is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
    made
}

/// Opens a back-up and checks it: the digest and the structure of the database, the version of its
/// data, the number and the size of the photos, the session key. Changes nothing.
///
/// # Errors
/// [`BackupError::Damaged`], [`BackupError::Newer`], and those of reading.
pub fn verify(backup: &Path) -> Result<Contents, BackupError> {
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
    if Manifest::of(backup)? != expected {
        return Err(damaged(
            "a file is missing, or another than it was when the back-up was made",
        ));
    }
    match version::check(&database) {
        Ok(()) => {}
        Err(OpenError::Newer { .. }) => return Err(BackupError::Newer(backup.to_owned())),
        Err(_) => return Err(damaged("its database can't be opened")),
    }
    check_database(&database).map_err(|reason| damaged(&reason))?;
    let key = backup.join(SESSION_KEY);
    match fs::read_to_string(&key) {
        Ok(text) if SessionKey::from_base64(&text).is_err() => {
            return Err(damaged("its session key is invalid"));
        }
        // The environment may give the key.
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(BackupError::of_file(&key, error));
        }
        _ => {}
    }
    Ok(expected.contents)
}

/// The name under which a back-up is written.
fn partial(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".");
    name.push(PARTIAL);
    name.into()
}

/// Writes everything to a new directory, and to the disk.
fn fill(data_dir: &Path, to: &Path, former: Option<&Path>) -> Result<(), BackupError> {
    let failed = |reason| BackupError::of_file(to, reason);
    // A killed process may have left it behind.
    match fs::remove_dir_all(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    // Without the directories above: those of a disk that is not mounted are missing.
    let mut builder = DirBuilder::new();
    builder.mode(PRIVATE_DIRECTORY).create(to).map_err(failed)?;
    let database = data_dir.join(DATABASE);
    let pictures = photos::list(data_dir)?;
    require_space(to, &database, photos::missing(&pictures, former))?;
    copy_key(&data_dir.join(SESSION_KEY), &to.join(SESSION_KEY))?;
    copy_database(&database, &to.join(DATABASE))?;
    // Listed again, because the copy of the database may show newer ones.
    for photo in photos::list(data_dir)? {
        photos::copy(&photo, data_dir, to, former)?;
    }
    Manifest::of(to)?.write(to)?;
    sync(to).map_err(failed)
}

fn require_space(to: &Path, database: &Path, photos: u64) -> Result<(), BackupError> {
    let length = fs::metadata(database).map_err(|reason| BackupError::of_file(database, reason))?;
    // Not every file system knows.
    let Ok(disk) = rustix::fs::statvfs(to) else {
        return Ok(());
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let needed = length.len().saturating_add(photos).saturating_add(RESERVE);
    if free < needed {
        return Err(BackupError::Full(to.to_owned()));
    }
    Ok(())
}

fn copy_key(from: &Path, to: &Path) -> Result<(), BackupError> {
    match fs::read(from) {
        Ok(key) => write(to, &key),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(BackupError::of_file(from, error)),
    }
}

fn copy_database(from: &Path, to: &Path) -> Result<(), BackupError> {
    // SQLite fills an empty file, and keeps its mode.
    write(to, &[])?;
    let path = to.to_str().ok_or_else(|| {
        let reason = io::Error::other("its path is not Unicode");
        BackupError::of_file(to, reason)
    })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copied = Connection::open_with_flags(from, flags)
        .and_then(|connection| connection.execute("VACUUM INTO ?1", [path]));
    copied.map_err(|error| of_database(from, to, &error))?;
    let file = File::open(to).and_then(|file| file.sync_all());
    file.map_err(|reason| BackupError::of_file(to, reason))
}

/// The reason the database is damaged, if it is. Its content stays out of the reason.
fn check_database(file: &Path) -> Result<(), String> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let check = || -> rusqlite::Result<bool> {
        let connection = Connection::open_with_flags(file, flags)?;
        let structure: String =
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        // The engine's list of its tables.
        let tables: u32 =
            connection.query_row("SELECT count(*) FROM _tables", [], |row| row.get(0))?;
        Ok(structure == "ok" && tables > 0)
    };
    match check() {
        Ok(true) => Ok(()),
        Ok(false) => Err("its database is damaged".into()),
        Err(error) => {
            let code = error.sqlite_error_code();
            let code = code.map_or_else(|| "unexpected".into(), |code| format!("{code:?}"));
            Err(format!("its database can't be read: {code}"))
        }
    }
}

/// Writes a new private file, to the disk.
fn write(path: &Path, content: &[u8]) -> Result<(), BackupError> {
    let write = || {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(PRIVATE_FILE);
        let mut file = options.open(path)?;
        io::Write::write_all(&mut file, content)?;
        file.sync_all()
    };
    write().map_err(|reason| BackupError::of_file(path, reason))
}

/// Writes the names in a directory to the disk.
fn sync(directory: &Path) -> io::Result<()> {
    // The parent of a relative name is empty.
    let directory = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests;
