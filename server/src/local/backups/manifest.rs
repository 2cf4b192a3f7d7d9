//! The list of a back-up's contents, `backup.json`, against which it is verified.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BackupError, DATABASE, digest::digest, photos, write};
use crate::local::layout::{KEYS, SESSION_KEY};

const NAME: &str = "backup.json";

/// The size of a back-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackupSize {
    /// The size of the database, in bytes.
    pub database_bytes: u64,
    /// The number of files of photos.
    pub photos: u64,
    /// Their size, in bytes.
    pub photo_bytes: u64,
}

/// The list of contents.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    /// The version of the program that made the back-up.
    pub(super) version: String,
    /// The time at which the copy began, in seconds since the epoch.
    pub(super) made_at: i64,
    pub(super) files: Files,
}

/// The files of a directory.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Files {
    pub(super) size: BackupSize,
    /// SHA-256 of the database and the keys, in hexadecimal digits.
    digests: BTreeMap<String, String>,
    /// SHA-256 of the names and the digests of all photos.
    photo_digest: String,
    /// See [`keys_of`].
    keys: BTreeSet<String>,
}

impl Files {
    /// True if these files are the ones of a list.
    pub(super) fn matches(&self, list: &Self) -> bool {
        self.size == list.size
            && self.digests == list.digests
            && self.photo_digest == list.photo_digest
    }

    /// True if one of these keys ([`keys_of`]) is in the list, or if the list has none because the environment
    /// gave the key.
    pub(super) fn shares_key_with(&self, keys: &BTreeSet<String>) -> bool {
        self.keys.is_empty() || !keys.is_disjoint(&self.keys)
    }

    /// Computes the sizes and digests of the files of a directory.
    ///
    /// # Errors
    /// [`BackupError::File`].
    pub(super) fn of(directory: &Path) -> Result<Self, BackupError> {
        let (mut digests, mut database_bytes) = (BTreeMap::new(), 0);
        for name in [DATABASE].into_iter().chain(KEYS) {
            // The environment may give a key.
            let Some((digest, length)) = digest(&directory.join(name))? else {
                continue;
            };
            if name == DATABASE {
                database_bytes = length;
            }
            digests.insert(name.to_owned(), digest);
        }
        let mut photos = photos::list(directory)?;
        photos.sort_by(|one, other| one.path.cmp(&other.path));
        let mut all = Sha256::new();
        for photo in &photos {
            let found = digest(&directory.join(&photo.path))?;
            let (digest, _) = found.unwrap_or_default();
            let line = format!("{} {digest}\n", photo.path.display());
            all.update(line.as_bytes());
        }
        Ok(Self {
            size: BackupSize {
                database_bytes,
                photos: photos.len() as u64,
                photo_bytes: photos.iter().map(|photo| photo.bytes).sum(),
            },
            digests,
            photo_digest: app::secret::hex(&all.finalize()),
            keys: keys_of(directory)?,
        })
    }
}

/// The SHA-256 of each session key in a directory, in hexadecimal digits: a rotation has several. Empty without
/// the file.
///
/// # Errors
/// [`BackupError::File`].
pub(super) fn keys_of(directory: &Path) -> Result<BTreeSet<String>, BackupError> {
    let path = directory.join(SESSION_KEY);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(BackupError::of_file(&path, error)),
    };
    let keys = text.split(',').map(str::trim);
    Ok(keys
        .map(|key| app::secret::hex(&Sha256::digest(key)))
        .collect())
}

impl Manifest {
    /// Reads the list in a back-up; none if it is missing or invalid.
    ///
    /// # Errors
    /// [`BackupError::File`].
    pub(super) fn read(backup: &Path) -> Result<Option<Self>, BackupError> {
        let path = backup.join(NAME);
        match fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BackupError::of_file(&path, error)),
        }
    }

    /// Writes the list into a back-up.
    ///
    /// # Errors
    /// [`BackupError::File`], [`BackupError::Full`].
    pub(super) fn write(&self, backup: &Path) -> Result<(), BackupError> {
        let path = backup.join(NAME);
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| BackupError::of_file(&path, error.into()))?;
        write(&path, &mut text.as_slice())
    }
}
