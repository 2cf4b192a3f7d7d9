//! Maintenance of the engine's file: removed text does not stay readable in it, and a wrong clock
//! deletes nothing.
//!
//! SQLite overwrites deleted rows with zeros (`.cargo/config.toml`), but the write-ahead log still
//! holds the old pages, and rebalancing a table leaves copies of rows behind. A checkpoint empties
//! the log; `VACUUM` rewrites the file from the remaining rows. A small file is vacuumed every
//! hour, through memory; a large one every day, through a temporary file.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension, ffi};

use super::readings::Readings;

/// Timeout of a checkpoint that waits for a reader of the file (a backup). Writes wait, too.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);
/// The size above which a file is large, in bytes.
const LARGE: u64 = 64 * 1024 * 1024;
/// The interval between two vacuums of a large file, in hours.
const LARGE_EVERY: u64 = 24;

/// A second connection to the engine's file.
pub(super) struct Maintenance {
    connection: Mutex<Connection>,
    /// True if the write-ahead log may hold removed text.
    log_is_stale: AtomicBool,
    /// True if the file may hold removed text.
    file_is_stale: AtomicBool,
    /// True if the file is marked: the last process stopped cleanly.
    is_marked_clean: AtomicBool,
    /// The directory of temporary files.
    directory: PathBuf,
    /// [`LARGE`], except in tests.
    large: u64,
    /// The hour since the start from which a large file may be vacuumed again.
    large_from: AtomicU64,
    /// The readings to start from if the file has none.
    at_first: Readings,
}

impl Maintenance {
    /// Opens the file, which must exist. It is stale unless the last process stopped cleanly.
    /// `made_at` is the time (seconds since the epoch) at which the file was just created: a new
    /// file contains nothing that a wrong clock could delete.
    pub(super) fn open(file: &Path, made_at: Option<i64>) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // An error means that there is no such table.
        let is_clean = connection
            .query_row("SELECT EXISTS (SELECT * FROM _clean)", [], |row| row.get(0))
            .unwrap_or(false);
        Ok(Self {
            connection: Mutex::new(connection),
            log_is_stale: AtomicBool::new(true),
            file_is_stale: AtomicBool::new(!is_clean),
            is_marked_clean: AtomicBool::new(is_clean),
            directory: file.parent().map(Path::to_owned).unwrap_or_default(),
            large: LARGE,
            large_from: AtomicU64::new(0),
            at_first: Readings {
                trusted: made_at.unwrap_or(i64::MIN),
                doubted: None,
            },
        })
    }

    /// Prepares for a write: removes the mark of a clean stop, so that a killed process leaves
    /// none.
    pub(super) fn begin_write(&self) -> rusqlite::Result<()> {
        if self.is_marked_clean.load(Ordering::Acquire) {
            let connection = self.lock();
            connection.execute("DELETE FROM _clean", [])?;
            self.is_marked_clean.store(false, Ordering::Release);
        }
        Ok(())
    }

    /// Records that a write changed a row.
    pub(super) fn changed(&self) {
        self.log_is_stale.store(true, Ordering::Release);
        self.file_is_stale.store(true, Ordering::Release);
    }

    /// Checkpoints the write-ahead log and truncates it, if there were changes.
    pub(super) fn checkpoint(&self) -> rusqlite::Result<()> {
        unless_clean(&self.log_is_stale, || {
            let busy: bool =
                self.lock()
                    .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            let locked = ffi::Error::new(ffi::SQLITE_BUSY);
            if busy {
                return Err(rusqlite::Error::SqliteFailure(locked, None));
            }
            Ok(())
        })
    }

    /// Vacuums the file, if there were changes, and empties the write-ahead log.
    fn vacuum(&self) -> rusqlite::Result<()> {
        unless_clean(&self.file_is_stale, || {
            let is_large = self.is_large()?;
            let connection = self.lock();
            // VACUUM copies the journal: a large one to the data directory rather than the
            // machine's temporary one, and only a small one to memory. SQLite deletes its temporary
            // files as soon as they are open.
            if is_large {
                let directory = self.directory.to_str().filter(|path| !path.is_empty());
                // Deprecated, and global to the process, but the alternative is an environment
                // variable. No other connection creates large temporary files.
                connection.pragma_update(None, "temp_store_directory", directory.unwrap_or("."))?;
            }
            let temp_store = if is_large { "FILE" } else { "MEMORY" };
            connection.pragma_update(None, "temp_store", temp_store)?;
            connection.execute_batch("VACUUM")?;
            drop(connection);
            self.log_is_stale.store(true, Ordering::Release);
            self.checkpoint()
        })
    }

    /// Vacuums the file as often as its size allows; empties the write-ahead log in any case.
    /// `hour` counts from the start. After a failure the next hour tries again.
    pub(super) fn hourly(&self, hour: u64) -> rusqlite::Result<()> {
        if self.is_large()? && hour < self.large_from.load(Ordering::Relaxed) {
            return self.checkpoint();
        }
        self.vacuum()?;
        self.large_from.store(hour + LARGE_EVERY, Ordering::Relaxed);
        self.checkpoint()
    }

    /// Vacuums the file, and marks it as clean for the next start.
    pub(super) fn stop(&self) -> rusqlite::Result<()> {
        self.vacuum()?;
        if !self.is_marked_clean.load(Ordering::Acquire) {
            // The mark is in the file itself, so that a restored copy brings its own.
            self.lock().execute_batch(
                "CREATE TABLE IF NOT EXISTS _clean (id INTEGER PRIMARY KEY CHECK (id = 0));
                 INSERT OR IGNORE INTO _clean VALUES (0)",
            )?;
            self.is_marked_clean.store(true, Ordering::Release);
        }
        Ok(())
    }

    fn is_large(&self) -> rusqlite::Result<bool> {
        let connection = self.lock();
        let read = |name| connection.pragma_query_value(None, name, |row| row.get::<_, u64>(0));
        Ok(read("page_count")?.saturating_mul(read("page_size")?) > self.large)
    }

    #[cfg(test)]
    pub(super) fn is_stale(&self) -> bool {
        self.file_is_stale.load(Ordering::Acquire)
    }

    /// True if expired entries may be deleted by `now` (seconds since the epoch). A clock that
    /// jumps ahead must stay there for a day first.
    pub(super) fn trusts(&self, now: i64) -> rusqlite::Result<bool> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS _clock \
             (id INTEGER PRIMARY KEY CHECK (id = 0), trusted INTEGER NOT NULL, doubted INTEGER)",
        )?;
        let known = transaction
            .query_row("SELECT trusted, doubted FROM _clock", [], |row| {
                Ok(Readings {
                    trusted: row.get(0)?,
                    doubted: row.get(1)?,
                })
            })
            .optional()?;
        let readings = known.unwrap_or(self.at_first).then(now);
        transaction.execute(
            "INSERT OR REPLACE INTO _clock VALUES (0, ?1, ?2)",
            (readings.trusted, readings.doubted),
        )?;
        transaction.commit()?;
        Ok(readings.doubted.is_none())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does the work if `stale` is set, and sets it again after a failure.
fn unless_clean(
    stale: &AtomicBool,
    work: impl FnOnce() -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    if !stale.swap(false, Ordering::AcqRel) {
        return Ok(());
    }
    work().inspect_err(|_| stale.store(true, Ordering::Release))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const HOUR: i64 = 3600;
    const DAY: i64 = 86_400;

    #[test]
    fn clock_readings_survive_a_restart() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        for (now, trusted) in [(NOW, false), (NOW + HOUR, false), (NOW + DAY, true)] {
            let maintenance = Maintenance::open(&file, None).unwrap();
            assert_eq!(maintenance.trusts(now), Ok(trusted), "{now}");
        }
        // Stored readings count, not the time at which a file was copied.
        let copied = Maintenance::open(&file, Some(NOW + 9 * DAY)).unwrap();
        assert_eq!(copied.trusts(NOW + 9 * DAY), Ok(false));
        let new = Maintenance::open(&home.path().join("new.db"), Some(NOW)).unwrap();
        assert_eq!(new.trusts(NOW), Ok(true));
    }

    /// Rebalancing copies rows to other pages and leaves the originals in place, even with zeroing.
    #[test]
    fn removed_and_replaced_text_is_erased() {
        check_erasure(LARGE);
    }

    /// The directory of temporary files is global to the process: one test at a time sets it.
    static TEMPORARY_DIRECTORY: Mutex<()> = Mutex::new(());

    #[test]
    fn a_large_file_is_vacuumed_in_its_own_directory() {
        let _alone = TEMPORARY_DIRECTORY.lock();
        let home = check_erasure(0);
        let connection = Connection::open_in_memory().unwrap();
        let directory: String = connection
            .query_row("PRAGMA temp_store_directory", [], |row| row.get(0))
            .unwrap();
        assert_eq!(Path::new(&directory), home.path());
    }

    /// A directory in which all removed text should have been erased.
    fn check_erasure(large: u64) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        let engine = Connection::open(&file).unwrap();
        engine
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
                 CREATE TABLE notes (day INTEGER, person TEXT, note TEXT, PRIMARY KEY (person, day))",
            )
            .unwrap();
        let maintenance = Maintenance {
            large,
            ..Maintenance::open(&file, None).unwrap()
        };
        let mut random = 7_u32;
        let mut below = |limit: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) % limit
        };
        let mut kept = std::collections::BTreeMap::new();
        for number in 0..4000_u32 {
            let key = (below(180), format!("person-{}", below(6)));
            let mark = format!("<{number:05}>");
            if below(10) < 7 {
                let length = [3, 10, 60, 300][below(4) as usize];
                let note = mark.repeat(1 + below(length) as usize);
                let row = (key.0, &key.1, note);
                engine
                    .execute("INSERT OR REPLACE INTO notes VALUES (?1, ?2, ?3)", row)
                    .unwrap();
                kept.insert(key, mark);
            } else {
                let row = (key.0, &key.1);
                engine
                    .execute("DELETE FROM notes WHERE day = ?1 AND person = ?2", row)
                    .unwrap();
                kept.remove(&key);
            }
        }
        maintenance.vacuum().unwrap();
        let mut found = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(home.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let marks = bytes.windows(7).filter(|it| it[0] == b'<' && it[6] == b'>');
            found.extend(marks.map(|mark| String::from_utf8_lossy(mark).into_owned()));
        }
        let kept: std::collections::BTreeSet<_> = kept.into_values().collect();
        assert_eq!(found, kept);
        home
    }

    /// An engine whose file has free pages until it is vacuumed.
    fn with_free_pages(file: &Path) -> Connection {
        let engine = Connection::open(file).unwrap();
        engine
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS a (b)")
            .unwrap();
        free_pages(&engine);
        engine
    }

    fn free_pages(engine: &Connection) {
        engine
            .execute_batch("INSERT INTO a VALUES (zeroblob(100000)); DELETE FROM a")
            .unwrap();
    }

    fn is_vacuumed(engine: &Connection) -> bool {
        let free: i64 = engine
            .query_row("PRAGMA freelist_count", [], |row| row.get(0))
            .unwrap();
        free == 0
    }

    #[test]
    fn a_start_vacuums_unless_the_last_stop_was_clean() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        let engine = with_free_pages(&file);
        let start = || Maintenance::open(&file, None).unwrap();

        let first = start();
        first.hourly(0).unwrap();
        assert!(is_vacuumed(&engine), "there was no clean stop");
        first.stop().unwrap();
        drop(first);

        // The change is not recorded.
        free_pages(&engine);
        let after_clean_stop = start();
        after_clean_stop.hourly(0).unwrap();
        assert!(!is_vacuumed(&engine));
        after_clean_stop.begin_write().unwrap();
        // Killed after that, perhaps before the write was recorded.
        drop(after_clean_stop);

        let after_kill = start();
        after_kill.hourly(0).unwrap();
        assert!(is_vacuumed(&engine));
        // A stop that fails to vacuum is not clean.
        after_kill.begin_write().unwrap();
        free_pages(&engine);
        after_kill.changed();
        engine.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert!(after_kill.stop().is_err());
        engine.execute_batch("COMMIT").unwrap();
        drop(after_kill);
        assert!(start().is_stale());
    }

    #[test]
    fn a_large_file_is_vacuumed_once_a_day() {
        let _alone = TEMPORARY_DIRECTORY.lock();
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        let engine = with_free_pages(&file);
        let mut maintenance = Maintenance::open(&file, None).unwrap();
        let mut vacuums = |large, hour| {
            maintenance.large = large;
            free_pages(&engine);
            maintenance.changed();
            maintenance.hourly(hour).unwrap();
            let log = home.path().join("test.db-wal").metadata().unwrap();
            assert_eq!(log.len(), 0, "the log is emptied in any case");
            is_vacuumed(&engine)
        };
        let hours = [0, 1, 23, 24, 25, 47, 48];
        assert_eq!(
            hours.map(|hour| vacuums(1, hour)),
            [true, false, false, true, false, false, true]
        );
        assert_eq!([49, 50].map(|hour| vacuums(LARGE, hour)), [true, true]);
    }

    #[test]
    fn a_checkpoint_empties_the_log_only_after_changes() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        let log = || home.path().join("test.db-wal").metadata().unwrap().len();
        let engine = Connection::open(&file).unwrap();
        let write = || {
            engine
                .execute_batch("CREATE TABLE IF NOT EXISTS a (b); INSERT INTO a VALUES (1)")
                .unwrap();
        };
        engine.pragma_update(None, "journal_mode", "WAL").unwrap();
        let maintenance = Maintenance::open(&file, None).unwrap();
        write();
        maintenance.checkpoint().unwrap();
        assert_eq!(log(), 0);
        write();
        maintenance.checkpoint().unwrap();
        assert!(log() > 0, "the change was not recorded");
        maintenance.changed();
        // A reader blocks the checkpoint, and the next one catches up.
        let reader = Connection::open(&file).unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM a").unwrap();
        write();
        assert!(maintenance.checkpoint().is_err());
        reader.execute_batch("COMMIT").unwrap();
        maintenance.checkpoint().unwrap();
        assert_eq!(log(), 0);
    }

    #[test]
    fn deleted_rows_are_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let maintenance = Maintenance::open(&home.path().join("test.db"), None).unwrap();
        let secure: i64 = maintenance
            .lock()
            .query_row("PRAGMA secure_delete", [], |row| row.get(0))
            .unwrap();
        assert_eq!(secure, 1, "is LIBSQLITE3_FLAGS set in .cargo/config.toml?");
    }
}
