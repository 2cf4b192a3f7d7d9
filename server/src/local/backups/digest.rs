//! The digest of a file.

use std::{fs::File, io, path::Path};

use sha2::{Digest, Sha256};

use super::BackupError;

/// The SHA-256 of a file in hexadecimal digits, and its length in bytes; none if it does not exist.
///
/// # Errors
/// [`BackupError::File`].
pub(super) fn digest(path: &Path) -> Result<Option<(String, u64)>, BackupError> {
    let failed = |reason| BackupError::of_file(path, reason);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mut digest = Sha256::new();
    let length = io::copy(&mut file, &mut digest).map_err(failed)?;
    Ok(Some((app::secret::hex(&digest.finalize()), length)))
}
