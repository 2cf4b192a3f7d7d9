//! An installation in one file: a tar archive, compressed with gzip, of the database, the keys and the
//! photos. `tar -xzf` unpacks it, too.

mod backup;
mod directory;
mod exchange;
mod restore;
mod unpack_error;

use serde::{Deserialize, Serialize};

pub(super) use self::exchange::{REPLACED_PREFIX, is_unfinished};
pub use self::{
    backup::{ArchiveError, Written, back_up},
    restore::{RestoreError, Restored, finish, restore},
};

/// The first entry of an archive.
const MANIFEST: &str = "humeur.json";
/// The version of the archive's layout. A restore refuses a newer one.
const FORMAT: u32 = 1;

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
