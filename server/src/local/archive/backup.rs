//! `humeur backup`: writes an installation to one archive, also while the server runs.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use tar::{Builder, EntryType, Header};

use super::{FORMAT, MANIFEST, Manifest, is_unfinished};
use crate::{
    local::{
        backups::{self, BackupError},
        layout::{KEYS, PHOTOS, SESSION_KEY},
        temporary::{Temporary, folder},
    },
    store::{self, DATABASE, OpenError},
};

/// A complete archive.
#[derive(Debug, PartialEq, Eq)]
pub struct Written {
    /// Its size in bytes.
    pub bytes: u64,
    /// The number of picture files in it.
    pub pictures: usize,
}

/// The reason there is no archive, as a sentence for the terminal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The data directory has no database.
    #[error(
        "There is no journal in {}: set HUMEUR_DATA_DIR to the data directory of the installation.",
        .0.display()
    )]
    NoJournal(PathBuf),
    /// A restore was interrupted while data moved.
    #[error(
        "A restore into {} was interrupted: start the server, which finishes it, then back up again.",
        .0.display()
    )]
    Unfinished(PathBuf),
    /// Neither the data directory nor the environment has the session key.
    #[error(
        "There is no session.key in {}, and a back-up without it can't open any journal: set \
         HUMEUR_SESSION_KEY as for the server, or restore the file from a back-up.",
        .0.display()
    )]
    NoKey(PathBuf),
    /// The file would be in the data directory.
    #[error(
        "{} is in the data directory: choose a name in another directory for the back-up.",
        .0.display()
    )]
    Inside(PathBuf),
    /// The database can't be opened, or a later release wrote it.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file exists, its disk has too little space, or a file can't be read, copied or written.
    #[error("The back-up was not made: {0}.")]
    File(#[from] BackupError),
    /// The copy of the database is damaged, and so is the database.
    #[error(
        "The database is damaged ({0}), so there is no new back-up: keep the older ones, and restore \
         the latest."
    )]
    Damaged(String),
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> ArchiveError {
    move |reason| BackupError::of_file(path, reason).into()
}

/// Writes the archive of `data_dir` to `file`, completely or not at all. `has_session_key` is true if the
/// environment gives the key. `now` is in seconds since the epoch. Deletes only its own temporary files, whose
/// names are random.
///
/// Copies the database before the photos: a picture is written before its moment lists it, so the archive
/// has every picture that its database lists, except one that is deleted in between.
///
/// # Errors
/// See [`ArchiveError`].
pub fn back_up(
    data_dir: &Path,
    file: &Path,
    has_session_key: bool,
    now: i64,
) -> Result<Written, ArchiveError> {
    if is_unfinished(data_dir) {
        return Err(ArchiveError::Unfinished(data_dir.to_owned()));
    }
    let database = data_dir.join(DATABASE);
    match fs::metadata(&database) {
        Ok(found) if found.len() > 0 => {}
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(failed(&database)(error));
        }
        _ => return Err(ArchiveError::NoJournal(data_dir.to_owned())),
    }
    let key = data_dir.join(SESSION_KEY);
    if !has_session_key && !fs::exists(&key).map_err(failed(&key))? {
        return Err(ArchiveError::NoKey(data_dir.to_owned()));
    }
    if fs::symlink_metadata(file).is_ok() {
        return Err(BackupError::Exists(file.to_owned()).into());
    }
    if backups::is_inside(file, data_dir) {
        return Err(ArchiveError::Inside(file.to_owned()));
    }
    store::check_version(&database)?;
    require_space(data_dir, &database, folder(file))?;
    let copy = copy_database(&database, file)?;
    let (part, content) = Temporary::beside(file).map_err(failed(file))?;
    let written = write(data_dir, copy.path(), (part.path(), content), now)?;
    part.publish(file).map_err(|reason| match reason.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(file.to_owned()).into(),
        _ => failed(file)(reason),
    })?;
    Ok(written)
}

/// Checks that the disk has space for the copy of the database and the archive with the photos.
fn require_space(data_dir: &Path, database: &Path, directory: &Path) -> Result<(), ArchiveError> {
    let length = fs::metadata(database).map_err(failed(database))?.len();
    let photos = backups::photo_bytes(data_dir)?;
    let bytes = length.saturating_mul(2).saturating_add(photos);
    if backups::has_space(directory, bytes) {
        Ok(())
    } else {
        Err(BackupError::Full(directory.to_owned()).into())
    }
}

/// Copies the database to a temporary file beside the archive, and checks the copy.
fn copy_database(database: &Path, file: &Path) -> Result<Temporary, ArchiveError> {
    let (copy, _) = Temporary::beside(file).map_err(failed(file))?;
    let failed = |error: rusqlite::Error| backups::of_database(database, copy.path(), &error);
    store::copy(database, copy.path()).map_err(failed)?;
    match store::check(copy.path()).map_err(failed)? {
        None => Ok(copy),
        Some(fault) => Err(ArchiveError::Damaged(fault)),
    }
}

fn write(
    data_dir: &Path,
    copy: &Path,
    (part, file): (&Path, File),
    now: i64,
) -> Result<Written, ArchiveError> {
    let encoder = GzEncoder::new(BufWriter::new(file), Compression::fast());
    let mut archive = Archive {
        tar: Builder::new(encoder),
        part,
        now,
    };
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        made_at: now,
    };
    let manifest = serde_json::to_vec(&manifest).map_err(|error| failed(part)(error.into()))?;
    archive.bytes(MANIFEST, &manifest)?;
    let database = File::open(copy).map_err(failed(copy))?;
    let length = database.metadata().map_err(failed(copy))?.len();
    archive.append(DATABASE, length, database)?;
    for name in KEYS {
        archive.file(data_dir, Path::new(name))?;
    }
    let pictures = archive.folder(data_dir, Path::new(PHOTOS))?;
    let bytes = archive.finish()?;
    Ok(Written { bytes, pictures })
}

struct Archive<'a> {
    tar: Builder<GzEncoder<BufWriter<File>>>,
    part: &'a Path,
    now: i64,
}

impl Archive<'_> {
    fn append(
        &mut self,
        name: impl AsRef<Path>,
        length: u64,
        content: impl Read,
    ) -> Result<(), ArchiveError> {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(length);
        header.set_mode(0o600);
        header.set_mtime(self.now.unsigned_abs());
        let appended = self.tar.append_data(&mut header, name, content);
        appended.map_err(failed(self.part))
    }

    fn bytes(&mut self, name: impl AsRef<Path>, content: &[u8]) -> Result<(), ArchiveError> {
        self.append(name, content.len() as u64, content)
    }

    /// Appends a file of the data directory. Returns false if it does not exist. Keys and pictures are small,
    /// so each is read into memory.
    fn file(&mut self, data_dir: &Path, name: &Path) -> Result<bool, ArchiveError> {
        let path = data_dir.join(name);
        match fs::read(&path) {
            Ok(content) => self.bytes(name, &content).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(failed(&path)(error)),
        }
    }

    /// Appends the files of a folder and its subfolders. Returns their number.
    fn folder(&mut self, data_dir: &Path, name: &Path) -> Result<usize, ArchiveError> {
        let path = data_dir.join(name);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            // The last picture of a moment may just have been deleted.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(failed(&path)(error)),
        };
        let mut files = 0;
        for entry in entries {
            let entry = entry.map_err(failed(&path))?;
            let (name, path) = (name.join(entry.file_name()), entry.path());
            if entry.file_type().map_err(failed(&path))?.is_dir() {
                files += self.folder(data_dir, &name)?;
            } else {
                files += usize::from(self.file(data_dir, &name)?);
            }
        }
        Ok(files)
    }

    /// Ends the archive and syncs it to the disk. Returns its size in bytes.
    fn finish(self) -> Result<u64, ArchiveError> {
        let Self { tar, part, .. } = self;
        let finish = || -> io::Result<u64> {
            let mut buffer = tar.into_inner()?.finish()?;
            buffer.flush()?;
            let file = buffer.get_ref();
            file.sync_all()?;
            Ok(file.metadata()?.len())
        };
        finish().map_err(failed(part))
    }
}
