//! The version of the data in the embedded engine's file, so that a release refuses the data of a later
//! one instead of misreading it.
//!
//! The mark is SQLite's `user_version`, which copies and vacuums keep. It covers the whole data
//! directory. A file without a mark (0) is new, or was written before 0.1.0 introduced the mark.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::OpenError;

/// The version that this release writes. Raise it for a change that an earlier release would misread or
/// damage, not for a table, an attribute or a file that an earlier release ignores.
pub(super) const CURRENT: u32 = 1;

const PRAGMA: &str = "user_version";

/// Checks that this release can read the file, and writes nothing.
///
/// # Errors
/// [`OpenError::Newer`], [`OpenError::Database`].
pub(crate) fn check(file: &Path) -> Result<(), OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let read = Connection::open_with_flags(file, flags).and_then(|connection| of(&connection));
    let version = read.map_err(|error| unreadable(file, &error))?;
    if version > CURRENT {
        return Err(OpenError::Newer {
            file: file.to_owned(),
            version,
        });
    }
    Ok(())
}

/// Marks the file, unless it has the mark.
///
/// # Errors
/// [`OpenError::Database`].
pub(super) fn mark(file: &Path) -> Result<(), OpenError> {
    let mark = || -> rusqlite::Result<()> {
        let connection = Connection::open(file)?;
        if of(&connection)? < CURRENT {
            connection.pragma_update(None, PRAGMA, CURRENT)?;
        }
        Ok(())
    };
    mark().map_err(|error| unreadable(file, &error))
}

fn of(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, PRAGMA, |row| row.get(0))
}

fn unreadable(file: &Path, error: &rusqlite::Error) -> OpenError {
    OpenError::Database {
        file: file.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_of_a_later_release_is_refused_and_stays() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        Connection::open(&file).unwrap();
        check(&file).unwrap();
        mark(&file).unwrap();
        mark(&file).unwrap();
        check(&file).unwrap();
        let connection = Connection::open(&file).unwrap();
        assert_eq!(of(&connection), Ok(CURRENT));
        let later = CURRENT + 1;
        connection.pragma_update(None, PRAGMA, later).unwrap();
        drop(connection);
        let before = std::fs::read(&file).unwrap();
        assert!(matches!(check(&file), Err(OpenError::Newer { version, .. }) if version == later));
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
}
