//! The photos of a back-up. A picture never changes, so two files of the same name and length are equal
//! unless one is damaged: their contents are compared before they are shared.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use super::{BackupError, PRIVATE, digest::digest};
use crate::local::layout::{PHOTOS, sync_directory};

/// A file below the directory of pictures.
#[derive(Debug)]
pub(super) struct Photo {
    /// Its path in the data directory, or in the back-up.
    pub(super) path: PathBuf,
    /// Its length, in bytes.
    pub(super) bytes: u64,
}

/// Lists the files of the photos in a data directory or a back-up, in no order.
///
/// # Errors
/// [`BackupError::File`].
pub(super) fn list(directory: &Path) -> Result<Vec<Photo>, BackupError> {
    let (mut open, mut photos) = (vec![PathBuf::from(PHOTOS)], Vec::new());
    while let Some(folder) = open.pop() {
        let path = directory.join(&folder);
        let failed = |reason| BackupError::of_file(&path, reason);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            // The last picture in it was deleted, or it never had one.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let path = folder.join(entry.file_name());
            match entry.metadata() {
                Ok(found) if found.is_dir() => open.push(path),
                Ok(found) => photos.push(Photo {
                    path,
                    bytes: found.len(),
                }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }
    Ok(photos)
}

/// The total size of the files that the previous back-up lacks, in bytes.
pub(super) fn missing(photos: &[Photo], previous: Option<&Path>) -> u64 {
    let missing = photos
        .iter()
        .filter(|photo| shared(photo, previous).is_none());
    missing.map(|photo| photo.bytes).sum()
}

/// The same picture in the previous back-up, by its name and length.
fn shared(photo: &Photo, previous: Option<&Path>) -> Option<PathBuf> {
    let path = previous?.join(&photo.path);
    let found = fs::symlink_metadata(&path).ok()?;
    (found.is_file() && found.len() == photo.bytes).then_some(path)
}

/// True if two files have the same content. False if one can't be read, which the copy then reports.
fn is_same(one: &Path, other: &Path) -> bool {
    match (digest(one), digest(other)) {
        (Ok(Some(one)), Ok(Some(other))) => one == other,
        _ => false,
    }
}

/// Copies a picture, or shares that of the previous back-up. Skips a picture that was deleted after it was
/// listed.
///
/// # Errors
/// [`BackupError::File`], [`BackupError::Full`].
pub(super) fn copy(
    photo: &Photo,
    data_dir: &Path,
    to: &Path,
    previous: Option<&Path>,
) -> Result<(), BackupError> {
    let (from, to) = (data_dir.join(&photo.path), to.join(&photo.path));
    let failed = |reason| BackupError::of_file(&to, reason);
    let folder = to.parent().unwrap_or(&to);
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(PRIVATE);
    builder.create(folder).map_err(failed)?;
    // A file system may have no hard links, or a limit on links to one file: then the picture is copied.
    let is_shared = shared(photo, previous)
        .is_some_and(|previous| is_same(&from, &previous) && fs::hard_link(previous, &to).is_ok());
    if !is_shared {
        match fs::copy(&from, &to) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && !from.exists() => {
                return Ok(());
            }
            Err(error) => return Err(failed(error)),
        }
        let file = File::open(&to).and_then(|file| file.sync_all());
        file.map_err(failed)?;
    }
    sync_directory(folder).map_err(failed)
}
