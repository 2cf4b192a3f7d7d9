//! The directory that an embedded engine keeps its files in: private, and one
//! process's at a time.

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::OpenError;

const DATABASE: &str = "humeur.db";
const LOCK: &str = "humeur.lock";
/// A process that was told to stop, and is restarted at once, gets this long
/// to finish its last requests.
const PATIENCE: Duration = Duration::from_secs(1);

const PRIVATE_DIRECTORY: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;

/// A data directory that is ours until this value is dropped, or the process
/// ends in whatever way.
#[derive(Debug)]
pub(super) struct DataDir {
    database: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory if need be and takes its lock. Blocks for up to a
    /// second.
    ///
    /// # Errors
    /// [`OpenError::InUse`], [`OpenError::Directory`].
    pub(super) fn claim(directory: &Path) -> Result<Self, OpenError> {
        let failed = |reason| OpenError::Directory {
            directory: directory.to_owned(),
            reason,
        };
        let lock = prepare(directory).map_err(failed)?;
        let since = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(50));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(OpenError::InUse(directory.to_owned()));
                }
                Err(TryLockError::Error(reason)) => return Err(failed(reason)),
            }
        }
        let database = directory.join(DATABASE);
        private_file(&database).map_err(failed)?;
        // SQLite gives these the mode of the database when it makes them; they
        // are here already when the last process was killed, or a copy put back.
        for suffix in ["-wal", "-shm"] {
            let mut name = OsStr::new(DATABASE).to_owned();
            name.push(suffix);
            match fs::metadata(directory.join(&name)) {
                Ok(_) => drop(private_file(&directory.join(&name)).map_err(failed)?),
                Err(reason) if reason.kind() == io::ErrorKind::NotFound => {}
                Err(reason) => return Err(failed(reason)),
            }
        }
        Ok(Self {
            database,
            _lock: lock,
        })
    }

    /// The file that the engine works on. It exists, perhaps empty.
    pub(super) fn database(&self) -> &Path {
        &self.database
    }
}

/// The directory, private if that is for us to say, and its lock file.
///
/// Our own files are private wherever they lie. A directory that already holds
/// other things may be somebody's home, or `/tmp`: its mode is not ours to
/// change, so we only say what we see.
fn prepare(directory: &Path) -> io::Result<File> {
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE_DIRECTORY)
        .create(directory)?;
    let was_empty = fs::read_dir(directory)?.next().is_none();
    let lock = private_file(&directory.join(LOCK))?;
    let metadata = fs::metadata(directory)?;
    if metadata.mode() & 0o077 != 0 {
        // A file that we have just made tells who we are.
        if was_empty && metadata.uid() == lock.metadata()?.uid() {
            fs::set_permissions(directory, Permissions::from_mode(PRIVATE_DIRECTORY))?;
        } else {
            tracing::warn!(
                directory = %directory.display(),
                "others may look into the data directory: chmod 700 it if it holds nothing else"
            );
        }
    }
    Ok(lock)
}

/// Opens a file, made if need be, that nobody else may read.
fn private_file(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(PRIVATE_FILE)
        .open(path)?;
    if file.metadata()?.mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(PRIVATE_FILE))?;
    }
    Ok(file)
}
