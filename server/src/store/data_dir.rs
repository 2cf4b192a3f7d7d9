//! The embedded engine's directory: private, and locked by one process at a time.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::OpenError;

/// The name of the engine's file in a data directory.
pub(crate) const DATABASE: &str = "humeur.db";
/// The files that SQLite keeps beside it while it is open.
pub(crate) const BESIDE_DATABASE: [&str; 2] = ["humeur.db-wal", "humeur.db-shm"];
const LOCK: &str = "humeur.lock";
const PROBE: &str = "humeur.probe";
/// The minimum space that SQLite needs to open a database: its shared memory and a few pages.
const PROBE_BYTES: usize = 64 * 1024;
/// Timeout of the lock: a process that is being restarted may still be finishing its last requests.
const LOCK_TIMEOUT: Duration = Duration::from_secs(1);

const PRIVATE_DIRECTORY: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;

/// A data directory, locked until this value is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct DataDir {
    database: PathBuf,
    is_new: bool,
    _lock: File,
}

impl DataDir {
    /// Creates the directory if it is missing and takes its lock. Blocks for up to a
    /// second.
    ///
    /// # Errors
    /// [`OpenError::InUse`], [`OpenError::Directory`].
    pub(crate) fn claim(directory: &Path) -> Result<Self, OpenError> {
        let failed = |reason| OpenError::Directory {
            directory: directory.to_owned(),
            reason,
        };
        let lock = prepare(directory).map_err(failed)?;
        let since = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if since.elapsed() < LOCK_TIMEOUT => {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(OpenError::InUse(directory.to_owned()));
                }
                Err(TryLockError::Error(reason)) => return Err(failed(reason)),
            }
        }
        let database = directory.join(DATABASE);
        let file = private_file(&database).map_err(failed)?;
        let is_new = file.metadata().map_err(failed)?.len() == 0;
        // SQLite creates these with the database's mode. They already exist after a killed process
        // or a restored copy.
        for name in BESIDE_DATABASE {
            match fs::symlink_metadata(directory.join(name)) {
                Ok(_) => drop(private_file(&directory.join(name)).map_err(failed)?),
                Err(reason) if reason.kind() == io::ErrorKind::NotFound => {}
                Err(reason) => return Err(failed(reason)),
            }
        }
        Ok(Self {
            database,
            is_new,
            _lock: lock,
        })
    }

    /// True if the directory held no database before.
    pub(super) fn is_new(&self) -> bool {
        self.is_new
    }

    /// The engine's file. It exists, but may be empty.
    pub(super) fn database(&self) -> &Path {
        &self.database
    }
}

/// Creates the directory, private if it is new, and opens its lock file.
///
/// The program's own files are private in any directory. A directory that already holds other files
/// may be a home directory, or `/tmp`: its mode stays, with a warning in the log.
fn prepare(directory: &Path) -> io::Result<File> {
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE_DIRECTORY)
        .create(directory)?;
    let was_empty = fs::read_dir(directory)?.next().is_none();
    let lock = private_file(&directory.join(LOCK))?;
    let metadata = fs::metadata(directory)?;
    if metadata.mode() & 0o077 != 0 {
        // The owner of a file that this process has just created is the process's user.
        if was_empty && metadata.uid() == lock.metadata()?.uid() {
            fs::set_permissions(directory, Permissions::from_mode(PRIVATE_DIRECTORY))?;
        } else {
            tracing::warn!(
                directory = %directory.display(),
                "data directory is accessible to other users: chmod 700 it if it holds nothing else"
            );
        }
    }
    Ok(lock)
}

/// True if the disk is full. SQLite reports that with several codes, so this function tries to
/// write.
pub(super) fn is_full(directory: &Path) -> bool {
    let probe = directory.join(PROBE);
    let write = || {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).open(&probe)?;
        file.write_all(&[1; PROBE_BYTES])?;
        file.sync_all()
    };
    // A killed process may have left the file behind.
    let _ = fs::remove_file(&probe);
    let written: io::Result<()> = write();
    let _ = fs::remove_file(&probe);
    written.is_err_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
        )
    })
}

/// Opens or creates a private file. Does not follow a symbolic link, which would let another user
/// choose the file.
fn private_file(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(PRIVATE_FILE)
        .custom_flags(libc::O_NOFOLLOW)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => io::Error::other(format!("{} is a symbolic link", path.display())),
            _ => error,
        })?;
    if file.metadata()?.mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(PRIVATE_FILE))?;
    }
    Ok(file)
}
