//! Replaces the data of an installation with restored data. A crash at any point loses nothing.
//!
//! Each phase has a folder in the data directory. The second and the third begin with a rename:
//!
//! 1. [`STAGING`] is being filled. A crash changes nothing: the next start or restore deletes it.
//! 2. [`COMPLETE`] has all restored data, on the disk. The old data moves to [`REPLACING`].
//! 3. [`ARRIVING`] has the restored data that has not moved to its place yet.
//!
//! After a crash, [`finish`] continues at the next start or restore.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use crate::{
    local::{
        backups,
        layout::{KEYS, PHOTOS, create_directory, sync_directory, unless_missing},
    },
    store::{BESIDE_DATABASE, DATABASE},
};

/// The folder into which an archive is unpacked.
pub(super) const STAGING: &str = "restoring";
/// The folder of restored data, while the old data moves away.
const COMPLETE: &str = "restored";
/// The folder of restored data, while it moves to its place.
const ARRIVING: &str = "arriving";
/// The folder of the old data, until the exchange is complete.
const REPLACING: &str = "replacing";

/// The prefix of the folder that keeps the data a restore replaced.
pub(in crate::local) const REPLACED_PREFIX: &str = "replaced-";

/// The names of everything that a restore would replace. Empty files do not count: the lock creates an empty
/// database.
pub(super) fn occupied(data_dir: &Path) -> Vec<&'static str> {
    let names = BESIDE_DATABASE.into_iter().chain(KEYS);
    let names = names.chain([PHOTOS, DATABASE]);
    let is_there = |name: &&str| {
        fs::symlink_metadata(data_dir.join(name)).is_ok_and(|it| !it.is_file() || it.len() > 0)
    };
    names.filter(is_there).collect()
}

/// The path of the first of these names that is a mount point, which a rename can't move.
///
/// # Errors
/// The disk's.
pub(super) fn mounted(directory: &Path, names: &[&str]) -> io::Result<Option<PathBuf>> {
    let disk = fs::metadata(directory)?.dev();
    for name in names {
        let path = directory.join(name);
        if fs::symlink_metadata(&path)?.dev() != disk || is_mount_point(&path) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// True if the kernel says that a path is a mount point, also of the same disk: a bind mount, or a second volume of
/// a container.
#[cfg(target_os = "linux")]
fn is_mount_point(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty())
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
const fn is_mount_point(_: &Path) -> bool {
    false
}

/// The folders that a restore fills before the exchange: [`STAGING`], and its partial form while
/// [`backups::make`] writes it.
fn unpacked(data_dir: &Path) -> [PathBuf; 2] {
    let staging = data_dir.join(STAGING);
    [backups::partial(&staging), staging]
}

/// True if a restore was interrupted before the exchange. It changed nothing, and left its copy of a back-up.
pub(super) fn has_unpacked(data_dir: &Path) -> bool {
    let mut folders = unpacked(data_dir).into_iter();
    folders.any(|folder| fs::symlink_metadata(folder).is_ok())
}

/// Deletes the copy of a back-up that an interrupted restore left before the exchange.
///
/// # Errors
/// The disk's. The call can be repeated.
pub(super) fn delete_unpacked(data_dir: &Path) -> io::Result<()> {
    let mut folders = unpacked(data_dir).into_iter();
    folders.try_for_each(|folder| unless_missing(fs::remove_dir_all(folder)))
}

/// True if a restore was interrupted during the exchange.
pub(in crate::local) fn is_unfinished(data_dir: &Path) -> bool {
    let mut folders = [COMPLETE, ARRIVING, REPLACING].into_iter();
    folders.any(|name| fs::symlink_metadata(data_dir.join(name)).is_ok())
}

/// Replaces the data with that of [`STAGING`], which is complete and on the disk. Returns the folder of the
/// old data, if there was any. `now` is in seconds since the epoch.
///
/// # Errors
/// The disk's. After the first rename, only [`finish`] can complete the exchange.
pub(super) fn exchange(data_dir: &Path, now: i64) -> io::Result<Option<PathBuf>> {
    fs::rename(data_dir.join(STAGING), data_dir.join(COMPLETE))?;
    sync_directory(data_dir)?;
    finish(data_dir, now)
}

/// Completes an exchange, and returns the same as [`exchange`]. Changes nothing if none was begun.
///
/// # Errors
/// The disk's. The call can be repeated.
pub(super) fn finish(data_dir: &Path, now: i64) -> io::Result<Option<PathBuf>> {
    let [complete, arriving, replacing] =
        [COMPLETE, ARRIVING, REPLACING].map(|name| data_dir.join(name));
    if complete.exists() {
        create_directory(&replacing)?;
        for name in occupied(data_dir) {
            fs::rename(data_dir.join(name), replacing.join(name))?;
        }
        // A log of another database would damage the restored one.
        for name in BESIDE_DATABASE {
            unless_missing(fs::remove_file(data_dir.join(name)))?;
        }
        sync_directory(&replacing)?;
        sync_directory(data_dir)?;
        fs::rename(&complete, &arriving)?;
        sync_directory(data_dir)?;
    }
    if arriving.exists() {
        for name in KEYS.into_iter().chain([PHOTOS, DATABASE]) {
            unless_missing(fs::rename(arriving.join(name), data_dir.join(name)))?;
        }
        sync_directory(data_dir)?;
        fs::remove_dir_all(&arriving)?;
    }
    if !replacing.exists() {
        return Ok(None);
    }
    // An empty folder is no data.
    if fs::remove_dir(&replacing).is_ok() {
        return Ok(None);
    }
    let kept = free_name(data_dir, now);
    fs::rename(&replacing, &kept)?;
    sync_directory(data_dir)?;
    Ok(Some(kept))
}

/// An unused path for the old data.
fn free_name(data_dir: &Path, now: i64) -> PathBuf {
    let first = data_dir.join(format!("{REPLACED_PREFIX}{now}"));
    let next = (2..).map(|number| data_dir.join(format!("{REPLACED_PREFIX}{now}-{number}")));
    let mut names = std::iter::once(first.clone()).chain(next);
    let free = names.find(|path| fs::symlink_metadata(path).is_err());
    free.unwrap_or(first)
}

/// Syncs the names in a directory and its subdirectories to the disk.
pub(super) fn sync_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_directory(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    /// Writes a journal whose files all have the same content.
    fn write(directory: &Path, content: &str) {
        fs::create_dir_all(directory.join("photos/a")).unwrap();
        for name in ["humeur.db", "session.key", "photos/a/large.jpg"] {
            fs::write(directory.join(name), content).unwrap();
        }
    }

    #[track_caller]
    fn holds(directory: &Path, content: &str) {
        for name in ["humeur.db", "session.key", "photos/a/large.jpg"] {
            assert_eq!(
                fs::read_to_string(directory.join(name)).unwrap(),
                content,
                "{name}"
            );
        }
    }

    /// A data directory with old data, and new data in a folder of it.
    fn data(folder: &str) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), "old");
        fs::write(home.path().join("humeur.db-wal"), "old").unwrap();
        fs::write(home.path().join("push.key"), "old").unwrap();
        write(&home.path().join(folder), "new");
        home
    }

    #[track_caller]
    fn is_exchanged(data: &Path, kept: &Path) {
        holds(data, "new");
        holds(kept, "old");
        assert!(kept.join("humeur.db-wal").exists() && kept.join("push.key").exists());
        assert!(!data.join("humeur.db-wal").exists() && !data.join("push.key").exists());
        assert!(!is_unfinished(data));
        assert_eq!(finish(data, NOW).unwrap(), None);
    }

    #[test]
    fn all_old_data_is_kept_under_a_name_of_its_own() {
        let home = data(STAGING);
        let data = home.path();
        fs::create_dir(data.join(format!("replaced-{NOW}"))).unwrap();
        let kept = exchange(data, NOW).unwrap().unwrap();
        assert_eq!(kept, data.join(format!("replaced-{NOW}-2")));
        is_exchanged(data, &kept);
    }

    #[test]
    fn a_crash_in_each_step_leads_to_the_restored_data() {
        let moved = [
            "humeur.db-wal",
            "session.key",
            "push.key",
            "photos",
            "humeur.db",
        ];
        for count in 0..=moved.len() {
            let home = data(COMPLETE);
            let data = home.path();
            fs::create_dir(data.join(REPLACING)).unwrap();
            for name in &moved[..count] {
                fs::rename(data.join(name), data.join(REPLACING).join(name)).unwrap();
            }
            // The lock of a next start.
            if count == moved.len() {
                fs::write(data.join("humeur.db"), "").unwrap();
            }
            assert!(is_unfinished(data));
            let kept = finish(data, NOW).unwrap().unwrap();
            is_exchanged(data, &kept);
        }
        let moved = ["session.key", "photos", "humeur.db"];
        for count in 0..=moved.len() {
            let home = data(REPLACING);
            let data = home.path();
            // All old data has moved, and some of the new.
            for name in ["humeur.db-wal", "push.key"] {
                fs::rename(data.join(name), data.join(REPLACING).join(name)).unwrap();
            }
            write(&data.join(REPLACING), "old");
            for name in moved {
                let path = data.join(name);
                let _ = fs::remove_dir_all(&path);
                let _ = fs::remove_file(&path);
            }
            write(&data.join(ARRIVING), "new");
            for name in &moved[..count] {
                fs::rename(data.join(ARRIVING).join(name), data.join(name)).unwrap();
            }
            assert!(is_unfinished(data));
            let kept = finish(data, NOW).unwrap().unwrap();
            is_exchanged(data, &kept);
        }
    }

    #[test]
    fn a_mount_point_is_found_and_other_folders_are_not() {
        let root = Path::new("/");
        assert_eq!(mounted(root, &["dev"]).unwrap(), Some("/dev".into()));
        #[cfg(target_os = "linux")]
        assert!(is_mount_point(Path::new("/dev")));
        let home = data(STAGING);
        let names = occupied(home.path());
        assert!(names.contains(&"photos"));
        assert_eq!(mounted(home.path(), &names).unwrap(), None);
    }

    #[test]
    fn an_error_leaves_a_restore_that_can_be_finished() {
        let home = data(STAGING);
        let data = home.path();
        let obstacle = data.join(REPLACING).join("photos");
        fs::create_dir_all(obstacle.join("full")).unwrap();
        assert!(exchange(data, NOW).is_err());
        assert!(is_unfinished(data));
        fs::remove_dir_all(obstacle).unwrap();
        let kept = finish(data, NOW).unwrap().unwrap();
        is_exchanged(data, &kept);
    }
}
