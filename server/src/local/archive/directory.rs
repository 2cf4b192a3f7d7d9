//! The directories that `humeur restore` accepts: automatic back-ups, and data that an earlier restore replaced.

use std::{fs, io, os::unix::fs::MetadataExt, path::Path};

use super::{
    FORMAT, KEPT, Manifest,
    fault::{Fault, archive},
};
use crate::{
    local::backups::{self, BackupError},
    store::{self, DATABASE},
};

/// Verifies an automatic back-up and copies it to an empty directory. Returns its metadata and the number of
/// picture files.
///
/// # Errors
/// See [`Fault`].
pub(super) fn copied(backup: &Path, staging: &Path) -> Result<(Manifest, usize), Fault> {
    let verified = backups::verify(backup).map_err(|error| match error {
        BackupError::Newer { version, .. } => Fault::Newer(version),
        BackupError::Damaged { reason, .. } => Fault::Archive(reason),
        other => archive(other),
    })?;
    let copied = backups::copy(backup, staging);
    copied.map_err(|error| Fault::Disk(io::Error::other(error)))?;
    let manifest = Manifest {
        format: FORMAT,
        version: verified.version,
        made_at: verified.made_at,
    };
    let pictures = usize::try_from(verified.contents.photos).map_err(archive)?;
    Ok((manifest, pictures))
}

/// True if the folder has the name of data that a restore replaced.
pub(super) fn is_replaced(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with(KEPT)
}

/// Makes a back-up of data that a restore replaced, in the place of an empty directory: that data has no list
/// of contents, and its database may have a write-ahead log. Returns as [`copied`].
///
/// # Errors
/// See [`Fault`].
pub(super) fn copied_back(folder: &Path, staging: &Path) -> Result<(Manifest, usize), Fault> {
    let database = folder.join(DATABASE);
    store::check_version(&database).map_err(archive)?;
    let changed_at = fs::metadata(&database).map_err(archive)?.mtime();
    fs::remove_dir(staging).map_err(Fault::Disk)?;
    let made = backups::make(folder, staging, None, changed_at);
    let contents = made.map_err(|error| match error {
        BackupError::Full(_) | BackupError::File { .. } => Fault::Disk(io::Error::other(error)),
        other => archive(other),
    })?;
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        made_at: changed_at,
    };
    let pictures = usize::try_from(contents.photos).map_err(archive)?;
    Ok((manifest, pictures))
}
