//! The embedded engine's file, as other commands see it while the engine uses it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// The engine's list of its tables.
const TABLES: &str = "_tables";

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
/// SQLite's, and one for a path that is not Unicode.
pub(crate) fn copy(database: &Path, copy: &Path) -> rusqlite::Result<()> {
    let path = copy.to_str();
    let path = path.ok_or_else(|| rusqlite::Error::InvalidPath(copy.to_owned()))?;
    open(database)?.execute("VACUUM INTO ?1", (path,))?;
    Ok(())
}

/// The first fault of a database, mostly in SQLite's words; none if the database is sound. An empty one, or
/// that of another program, is not.
///
/// # Errors
/// SQLite's, such as for a file that is no database.
pub(crate) fn check(database: &Path) -> rusqlite::Result<Option<String>> {
    let connection = open(database)?;
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Ok(Some(found));
    }
    Ok((!has_table(&connection, TABLES)?).then(|| "it has no table of a journal".into()))
}

/// True if a table of the engine has an item: there is a journal, which a new key would not open.
///
/// # Errors
/// SQLite's.
pub(crate) fn has_items(database: &Path) -> rusqlite::Result<bool> {
    let connection = open(database)?;
    if !has_table(&connection, TABLES)? {
        return Ok(false);
    }
    let mut names = connection.prepare("SELECT table_name FROM _tables")?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?;
    for name in names.collect::<rusqlite::Result<Vec<_>>>()? {
        let name = name.replace('"', "\"\"");
        let query = format!("SELECT EXISTS (SELECT * FROM \"{name}\")");
        if connection.query_row(&query, [], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    let query = "SELECT EXISTS (SELECT * FROM sqlite_master WHERE type = 'table' AND name = ?1)";
    connection.query_row(query, [name], |row| row.get(0))
}

/// True while the engine deletes nothing, because the clock jumped ahead of its last reading.
///
/// # Errors
/// SQLite's.
pub(crate) fn doubts_clock(database: &Path) -> rusqlite::Result<bool> {
    let connection = open(database)?;
    if !has_table(&connection, "_clock")? {
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
        let schema = "PRAGMA journal_mode = WAL; CREATE TABLE a (b); CREATE TABLE _clock (doubted);
            CREATE TABLE _tables (table_name)";
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
    #[test]
    fn a_database_without_tables_is_not_sound() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a.db");
        let engine = Connection::open(&file).unwrap();
        assert!(matches!(check(&file), Ok(Some(fault)) if fault.contains("no table")));
        assert_eq!(has_items(&file), Ok(false));
        engine
            .execute_batch("CREATE TABLE _tables (table_name); CREATE TABLE moods (note)")
            .unwrap();
        let listed = "INSERT INTO _tables VALUES ('moods')";
        engine.execute_batch(listed).unwrap();
        assert_eq!(check(&file), Ok(None));
        assert_eq!(has_items(&file), Ok(false));
        let written = "INSERT INTO moods VALUES ('a walk')";
        engine.execute_batch(written).unwrap();
        assert_eq!(has_items(&file), Ok(true));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_path_that_is_not_unicode_gets_no_copy() {
        use std::os::unix::ffi::OsStrExt;

        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a.db");
        Connection::open(&file).unwrap();
        let other = home.path().join(std::ffi::OsStr::from_bytes(b"\xff.db"));
        assert!(copy(&file, &other).is_err());
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
