//! The directories that `humeur restore` accepts: automatic back-ups, and data that an earlier restore replaced.

use std::{fs, io, os::unix::fs::MetadataExt, path::Path};

use super::{
    FORMAT, Manifest, REPLACED_PREFIX,
    unpack_error::{UnpackError, damaged},
};
use crate::{
    local::backups::{self, BackupError},
    store::{self, DATABASE},
};

/// Verifies an automatic back-up and copies it to an empty directory. Returns its metadata and the number of
/// picture files.
///
/// # Errors
/// See [`UnpackError`].
pub(super) fn copy_backup(backup: &Path, staging: &Path) -> Result<(Manifest, usize), UnpackError> {
    let verified = backups::verify(backup).map_err(|error| match error {
        BackupError::Newer { version, .. } => UnpackError::Newer(version),
        BackupError::Damaged { reason, .. } => UnpackError::Damaged(reason),
        BackupError::File { reason, .. } => UnpackError::Unreadable(reason),
        other => damaged(other),
    })?;
    let copied = backups::copy(backup, staging);
    copied.map_err(|error| UnpackError::Directory(io::Error::other(error)))?;
    let manifest = Manifest {
        format: FORMAT,
        version: verified.version,
        made_at: verified.made_at,
    };
    let pictures = usize::try_from(verified.size.photos).map_err(damaged)?;
    Ok((manifest, pictures))
}

/// True if the folder has the name of data that a restore replaced.
pub(super) fn is_replaced(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with(REPLACED_PREFIX)
}

/// Makes a back-up of data that a restore replaced, in the place of an empty directory: that data has no list
/// of contents, and its database may have a write-ahead log. Returns the same as [`copy_backup`].
///
/// # Errors
/// See [`UnpackError`].
pub(super) fn back_up_replaced(
    folder: &Path,
    staging: &Path,
) -> Result<(Manifest, usize), UnpackError> {
    let database = folder.join(DATABASE);
    store::check_version(&database).map_err(damaged)?;
    let changed_at = fs::metadata(&database).map_err(damaged)?.mtime();
    fs::remove_dir(staging).map_err(UnpackError::Directory)?;
    let made = backups::make(folder, staging, None, changed_at);
    let size = made.map_err(|error| match error {
        BackupError::Full(_) | BackupError::File { .. } => {
            UnpackError::Directory(io::Error::other(error))
        }
        other => damaged(other),
    })?;
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        made_at: changed_at,
    };
    let pictures = usize::try_from(size.photos).map_err(damaged)?;
    Ok((manifest, pictures))
}
