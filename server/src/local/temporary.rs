//! A file that gets its name once it is complete.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::layout::{create_file, sync_directory};

/// A private file with a random name in the directory of the final one. Dropping it deletes it.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// Creates the file beside `file`, and opens it for writing. A killed process leaves it behind.
    ///
    /// # Errors
    /// Those of the disk.
    pub(super) fn beside(file: &Path) -> io::Result<(Self, File)> {
        let name = format!("humeur-{}.tmp", Uuid::new_v4().simple());
        let path = file.with_file_name(name);
        let created = create_file(&path)?;
        Ok((Self(path), created))
    }

    /// The path of the temporary file.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Renames the file to `file`, and syncs the name to the disk.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if `file` exists, which stays as it is; otherwise those of the disk.
    pub(super) fn publish(self, file: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // A file system without hard links, such as that of a USB stick.
            Err(_) => {
                if fs::symlink_metadata(file).is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                fs::rename(&self.0, file)?;
            }
        }
        drop(self);
        sync_directory(folder(file))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // The name is random, so nothing else has it.
        let _ = fs::remove_file(&self.0);
    }
}

/// The directory of a file; `.` for a bare name.
pub(super) fn folder(file: &Path) -> &Path {
    let folder = file.parent().filter(|path| !path.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(directory: &Path) -> Vec<std::ffi::OsString> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn a_file_gets_its_name_at_the_end_and_replaces_none() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("made");
        let (temporary, mut content) = Temporary::beside(&file).unwrap();
        content.write_all(b"whole").unwrap();
        assert!(!file.exists());
        temporary.publish(&file).unwrap();
        assert_eq!(names(home.path()), ["made"]);

        let (temporary, _) = Temporary::beside(&file).unwrap();
        let error = temporary.publish(&file).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        drop(Temporary::beside(&file).unwrap());
        assert_eq!(names(home.path()), ["made"]);
        assert_eq!(fs::read(&file).unwrap(), b"whole");
    }
}
