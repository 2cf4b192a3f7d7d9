//! Files of a data directory.

use std::{
    io::{self, ErrorKind as Io},
    path::Path,
};

use app::error::{Error, ErrorKind};
use tokio::fs;

/// Makes a directory that no other user of the machine can read.
pub(super) async fn create(directory: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(directory).await.map_err(|it| failed(&it))
}

/// Makes a file that no other user of the machine can read.
pub(super) async fn create_file(path: &Path) -> Result<fs::File, Error> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await.map_err(|it| failed(&it))
}

/// The names in a directory; none if it does not exist.
pub(super) async fn names(directory: &Path) -> Result<Vec<String>, Error> {
    let mut entries = match fs::read_dir(directory).await {
        Ok(entries) => entries,
        Err(error) if is_missing(&error) => return Ok(Vec::new()),
        Err(error) => return Err(failed(&error)),
    };
    let mut names = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(|it| failed(&it))? {
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Deletes a directory, if there is one.
pub(super) async fn remove(directory: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(directory).await {
        Err(error) if error.kind() != Io::NotFound => Err(failed(&error)),
        _ => Ok(()),
    }
}

/// True if there is nothing at that path.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), Io::NotFound | Io::NotADirectory)
}

pub(super) fn failed(error: &io::Error) -> Error {
    tracing::error!(%error, "files cannot be read or written");
    Error::new(ErrorKind::Unavailable, "The file store is unavailable.")
}
