//! The embedded engine's file, as other commands see it while the engine uses it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// A connection to a file that exists. It can write, because SQLite needs shared memory beside a file
/// with a write-ahead log.
fn open(database: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(database, flags)
}

/// Copies a database to an empty file in one read transaction: writes of another process go on, and are
/// not in the copy. Removed text is not in it, either.
///
/// # Errors
/// SQLite's.
pub(crate) fn copy(database: &Path, copy: &Path) -> rusqlite::Result<()> {
    let copy = copy.to_string_lossy();
    open(database)?.execute("VACUUM INTO ?1", (&*copy,))?;
    Ok(())
}

/// The first fault that SQLite finds in a database, in its words; none if the database is sound.
///
/// # Errors
/// SQLite's, such as for a file that is no database.
pub(crate) fn check(database: &Path) -> rusqlite::Result<Option<String>> {
    let found: String =
        open(database)?.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then_some(found))
}

/// True while the engine deletes nothing, because the clock jumped ahead of its last reading.
///
/// # Errors
/// SQLite's.
pub(crate) fn doubts_clock(database: &Path) -> rusqlite::Result<bool> {
    let connection = open(database)?;
    let has_readings = "SELECT EXISTS (SELECT * FROM sqlite_master WHERE name = '_clock')";
    if !connection.query_row(has_readings, [], |row| row.get::<_, bool>(0))? {
        return Ok(false);
    }
    let doubted = "SELECT EXISTS (SELECT * FROM _clock WHERE doubted IS NOT NULL)";
    connection.query_row(doubted, [], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_complete_and_a_damaged_one_is_found() {
        let home = tempfile::tempdir().unwrap();
        let (file, copied) = (home.path().join("a.db"), home.path().join("b.db"));
        let engine = Connection::open(&file).unwrap();
        let schema = "PRAGMA journal_mode = WAL; CREATE TABLE a (b); CREATE TABLE _clock (doubted)";
        engine.execute_batch(schema).unwrap();
        for number in 0..2000 {
            let row = format!("row {number} {}", "x".repeat(100));
            engine.execute("INSERT INTO a VALUES (?1)", (row,)).unwrap();
        }
        assert_eq!(doubts_clock(&file), Ok(false));
        engine.execute("INSERT INTO _clock VALUES (1)", []).unwrap();
        assert_eq!(doubts_clock(&file), Ok(true));

        // An open transaction is not in the copy, and does not stop it.
        engine.execute_batch("BEGIN; DELETE FROM a").unwrap();
        copy(&file, &copied).unwrap();
        engine.execute_batch("ROLLBACK").unwrap();
        assert_eq!(check(&copied), Ok(None));
        let rows = Connection::open(&copied).unwrap();
        let rows: i64 = rows
            .query_row("SELECT count(*) FROM a", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 2000);

        let mut bytes = std::fs::read(&copied).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0xff);
        std::fs::write(&copied, &bytes).unwrap();
        // SQLite names the fault, or fails over it.
        assert!(!matches!(check(&copied), Ok(None)));
        assert!(copy(&home.path().join("missing.db"), &copied).is_err());
    }
}
