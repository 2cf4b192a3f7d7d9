//! `humeur restore`: replaces the data of this installation with that of an archive or of a directory
//! (`directory.rs`).

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Component, Path, PathBuf},
};

use flate2::read::GzDecoder;

use super::{
    FORMAT, MANIFEST, Manifest,
    directory::{back_up_replaced, copy_backup, is_replaced},
    exchange::{self, STAGING},
    unpack_error::{UnpackError, damaged},
};
use crate::{
    local::layout::{KEYS, PHOTOS, SESSION_KEY, create_directory, create_file},
    store::{self, DATABASE, DataDir, OpenError},
};

/// The maximum size of the manifest, in bytes.
const MAX_MANIFEST: u64 = 64 * 1024;

/// A restored installation.
#[derive(Debug, PartialEq, Eq)]
pub struct Restored {
    /// The version of the program that wrote the archive.
    pub version: String,
    /// The time of the back-up, in seconds since the epoch.
    pub made_at: i64,
    /// The number of picture files.
    pub pictures: usize,
    /// True if the back-up has the session key.
    pub has_session_key: bool,
    /// The folder with the data that was there before, if there was any.
    pub replaced: Option<PathBuf>,
}

/// The reason nothing is restored, as a sentence for the terminal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The file can't be read.
    #[error("The back-up {} can't be read ({reason}): check its name and permissions.", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// The file is no back-up, or a damaged one.
    #[error(
        "{} is no complete back-up ({reason}): use another one. Nothing was changed.",
        .file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The fault.
        reason: String,
    },
    /// A newer version of Humeur wrote the file.
    #[error(
        "Humeur {version} wrote this back-up, and this is {}: install that version or a newer one, then \
         restore again. Nothing was changed.",
        env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// That version.
        version: String,
    },
    /// The data directory has data.
    #[error(
        "The data directory {} already has data: add --replace to move it into a separate folder, or set \
         HUMEUR_DATA_DIR to another directory.",
        .0.display()
    )]
    Occupied(PathBuf),
    /// A part of the old data is a mount point.
    #[error(
        "{} is a mount point or on another file system, and a restore can't move it: unmount it, then restore again, or set \
         HUMEUR_DATA_DIR to another directory. Nothing was changed.",
        .0.display()
    )]
    Mounted(PathBuf),
    /// The data directory can't be written.
    #[error(
        "The data directory {} can't be written ({reason}): check its permissions and the space on \
         its disk, then restore again. Nothing was changed.",
        .directory.display()
    )]
    Directory {
        /// The directory.
        directory: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// The restored data is complete, but not in its place yet.
    #[error(
        "The restore into {} is not finished ({reason}): check the permissions of everything in it. The \
         next start or restore finishes it, and nothing is lost.",
        .directory.display()
    )]
    Unfinished {
        /// The directory.
        directory: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// The data directory is in use or can't be used.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Restores `file` into `data_dir`, which it locks. Existing data is moved, never deleted, and only if
/// `replace` is set. `now` is in seconds since the epoch.
///
/// Nothing moves before the whole back-up is unpacked and its database checked. A crash during the move
/// loses nothing: [`finish`], or the next restore, completes it.
///
/// # Errors
/// See [`RestoreError`].
pub fn restore(
    data_dir: &Path,
    file: &Path,
    replace: bool,
    now: i64,
) -> Result<Restored, RestoreError> {
    let opened = File::open(file).map_err(|reason| RestoreError::Unreadable {
        file: file.to_owned(),
        reason,
    })?;
    let _lock = DataDir::claim(data_dir)?;
    let failed = |reason| RestoreError::Directory {
        directory: data_dir.to_owned(),
        reason,
    };
    exchange::finish(data_dir, now).map_err(unfinished(data_dir))?;
    exchange::delete_unpacked(data_dir).map_err(failed)?;
    let occupied = exchange::occupied(data_dir);
    if !occupied.is_empty() && !replace {
        return Err(RestoreError::Occupied(data_dir.to_owned()));
    }
    if let Some(path) = exchange::mounted(data_dir, &occupied).map_err(failed)? {
        return Err(RestoreError::Mounted(path));
    }
    let staging = data_dir.join(STAGING);
    create_directory(&staging).map_err(failed)?;
    let unpacked = if !file.is_dir() {
        unpack(opened, &staging)
    } else if is_replaced(file) {
        back_up_replaced(file, &staging)
    } else {
        copy_backup(file, &staging)
    };
    let (manifest, pictures) = match unpacked {
        Ok(unpacked) => unpacked,
        Err(fault) => {
            let _ = fs::remove_dir_all(&staging);
            return Err(match fault {
                UnpackError::Damaged(reason) => RestoreError::Damaged {
                    file: file.to_owned(),
                    reason,
                },
                UnpackError::Unreadable(reason) => RestoreError::Unreadable {
                    file: file.to_owned(),
                    reason,
                },
                UnpackError::Newer(version) => RestoreError::Newer { version },
                UnpackError::Directory(reason) => failed(reason),
            });
        }
    };
    exchange::sync_tree(&staging).map_err(failed)?;
    let has_session_key = staging.join(SESSION_KEY).exists();
    let replaced = exchange::exchange(data_dir, now).map_err(unfinished(data_dir))?;
    Ok(Restored {
        version: manifest.version,
        made_at: manifest.made_at,
        pictures,
        has_session_key,
        replaced,
    })
}

/// Completes a restore into `data_dir` that was interrupted while data moved, and deletes what an earlier
/// interruption left. `now` is in seconds since the epoch.
///
/// # Errors
/// [`RestoreError::Unfinished`], [`RestoreError::Open`].
pub fn finish(data_dir: &Path, now: i64) -> Result<(), RestoreError> {
    if !exchange::is_unfinished(data_dir) && !exchange::has_unpacked(data_dir) {
        return Ok(());
    }
    let _lock = DataDir::claim(data_dir)?;
    exchange::finish(data_dir, now).map_err(unfinished(data_dir))?;
    exchange::delete_unpacked(data_dir).map_err(unfinished(data_dir))
}

fn unfinished(data_dir: &Path) -> impl FnOnce(io::Error) -> RestoreError {
    move |reason| RestoreError::Unfinished {
        directory: data_dir.to_owned(),
        reason,
    }
}

/// Unpacks an archive to an empty directory. Returns its manifest and the number of picture files.
fn unpack(file: File, staging: &Path) -> Result<(Manifest, usize), UnpackError> {
    let mut tar = tar::Archive::new(GzDecoder::new(BufReader::new(file)));
    let (mut manifest, mut pictures) = (None, 0);
    for entry in tar.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let path = entry.path().map_err(damaged)?.into_owned();
        if !entry.header().entry_type().is_file() {
            return Err(damaged(format!("{} is not a file", path.display())));
        }
        if manifest.is_none() {
            manifest = Some(read_manifest(&path, &mut entry)?);
            continue;
        }
        let is_picture = path.starts_with(PHOTOS);
        let is_known = is_picture || path == Path::new(DATABASE) || is_key(&path);
        let is_plain = |part| matches!(part, Component::Normal(_));
        if !is_known || !path.components().all(is_plain) {
            return Err(damaged(format!("{} is unknown", path.display())));
        }
        write(&staging.join(&path), &mut entry)?;
        pictures += usize::from(is_picture);
    }
    // The end of the file has its checksum.
    let mut rest = tar.into_inner();
    io::copy(&mut rest, &mut io::sink()).map_err(damaged)?;
    let manifest = manifest.ok_or_else(|| damaged("it is empty"))?;
    let database = staging.join(DATABASE);
    if let Err(OpenError::Newer { .. }) = store::check_version(&database) {
        return Err(UnpackError::Newer(manifest.version));
    }
    match store::check(&database) {
        Ok(None) => Ok((manifest, pictures)),
        Ok(Some(fault)) => Err(damaged(fault)),
        Err(error) => Err(damaged(error)),
    }
}

fn is_key(path: &Path) -> bool {
    KEYS.iter().any(|name| path == Path::new(name))
}

fn read_manifest(path: &Path, content: impl Read) -> Result<Manifest, UnpackError> {
    if path != Path::new(MANIFEST) {
        return Err(damaged("it has no humeur.json"));
    }
    let mut text = Vec::new();
    let mut content = content.take(MAX_MANIFEST);
    content.read_to_end(&mut text).map_err(damaged)?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(damaged)?;
    if manifest.format > FORMAT {
        return Err(UnpackError::Newer(manifest.version));
    }
    Ok(manifest)
}

/// Writes a file of the archive to the disk.
fn write(path: &Path, content: &mut impl Read) -> Result<(), UnpackError> {
    if let Some(folder) = path.parent() {
        create_directory(folder).map_err(UnpackError::of_creation)?;
    }
    let mut file = create_file(path).map_err(UnpackError::of_creation)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // A failed read is a fault of the archive, a failed write one of the disk.
        let length = content.read(&mut buffer).map_err(damaged)?;
        let Some(part) = buffer.get(..length).filter(|part| !part.is_empty()) else {
            return file.sync_all().map_err(UnpackError::Directory);
        };
        io::Write::write_all(&mut file, part).map_err(UnpackError::Directory)?;
    }
}
