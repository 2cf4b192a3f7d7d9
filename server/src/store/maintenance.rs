//! Maintenance of the engine's file: nothing that was removed stays readable in it, and a clock that
//! is wrong deletes nothing.
//!
//! SQLite overwrites deleted rows with zeros (`.cargo/config.toml`), but the write-ahead log still
//! holds the old pages, and rebalancing a table leaves copies of rows behind. A checkpoint empties the
//! log; `VACUUM` writes the file anew from the rows that are left.

use std::{
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension, ffi};

/// While it waits for somebody who reads the file (a backup), nobody can write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);
/// How far the clock may be ahead of its last reading, in seconds, and for how long it must stay
/// there to be believed.
const DAY: i64 = 86_400;

/// A second connection to the engine's file.
pub(super) struct Maintenance {
    connection: Mutex<Connection>,
    /// Whether the write-ahead log may hold what was removed.
    log_is_stale: AtomicBool,
    /// Whether the file itself may.
    file_is_stale: AtomicBool,
    /// Before the first reading of the clock.
    at_first: Readings,
}

impl Maintenance {
    /// Opens the file, which must exist. Takes it for stale: the last process may have been killed.
    /// `made_at` is the time (seconds since the epoch) when it was made just now: in a new one is
    /// nothing yet that a wrong clock could delete.
    pub(super) fn open(file: &Path, made_at: Option<i64>) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // Else VACUUM writes a copy of the journal into the machine's temporary directory.
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Self {
            connection: Mutex::new(connection),
            log_is_stale: AtomicBool::new(true),
            file_is_stale: AtomicBool::new(true),
            at_first: Readings {
                trusted: made_at.unwrap_or(i64::MIN),
                doubted: None,
            },
        })
    }

    /// Notes that a row was written, which may have replaced another one.
    pub(super) fn changed(&self) {
        self.log_is_stale.store(true, Ordering::Release);
        self.file_is_stale.store(true, Ordering::Release);
    }

    /// Moves the write-ahead log into the file and truncates it, if there were changes.
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

    /// Writes the file anew, if there were changes, and empties the write-ahead log.
    pub(super) fn vacuum(&self) -> rusqlite::Result<()> {
        unless_clean(&self.file_is_stale, || {
            self.lock().execute_batch("VACUUM")?;
            self.log_is_stale.store(true, Ordering::Release);
            self.checkpoint()
        })
    }

    /// Whether `now` (seconds since the epoch) may be what expired entries are deleted by. A clock
    /// that jumps ahead must stay there for a day first.
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

/// Does the work when it is due, and again next time when it failed.
fn unless_clean(
    stale: &AtomicBool,
    work: impl FnOnce() -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    if !stale.swap(false, Ordering::AcqRel) {
        return Ok(());
    }
    work().inspect_err(|_| stale.store(true, Ordering::Release))
}

/// The machine's clock as it was read before, in seconds since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Readings {
    /// The last one that was trusted.
    trusted: i64,
    /// The first one after a jump ahead.
    doubted: Option<i64>,
}

impl Readings {
    /// The readings after the next one.
    fn then(self, now: i64) -> Self {
        let trusted = Self {
            trusted: now,
            doubted: None,
        };
        if now <= self.trusted.saturating_add(DAY) {
            return trusted;
        }
        match self.doubted {
            Some(since) if now >= since.saturating_add(DAY) => trusted,
            Some(since) if now >= since => self,
            _ => Self {
                doubted: Some(now),
                ..self
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const HOUR: i64 = 3600;
    const AHEAD: i64 = NOW + 400 * DAY;

    /// Whether each reading in turn is trusted, after one at `NOW`.
    #[track_caller]
    fn check(readings: &[(i64, bool)]) {
        let mut known = Readings {
            trusted: NOW,
            doubted: None,
        };
        for (now, trusted) in readings {
            known = known.then(*now);
            assert_eq!(known.doubted.is_none(), *trusted, "{now}");
        }
    }

    #[test]
    fn a_clock_that_goes_is_trusted() {
        check(&[(NOW, true), (NOW + HOUR, true), (NOW + HOUR + DAY, true)]);
    }

    #[test]
    fn a_jump_ahead_is_trusted_after_a_day() {
        check(&[
            (AHEAD, false),
            (AHEAD + HOUR, false),
            (AHEAD + DAY - 1, false),
            (AHEAD + DAY, true),
            (AHEAD + DAY + HOUR, true),
        ]);
        // A server that runs for an hour a week.
        let week = 7 * DAY;
        check(&[(NOW + week, false), (NOW + 2 * week, true)]);
    }

    #[test]
    fn a_correction_is_trusted_at_once_and_forgets_the_jump() {
        check(&[
            (AHEAD, false),
            (NOW + HOUR, true),
            (AHEAD + DAY, false),
            (AHEAD + HOUR, false),
            (AHEAD + 2 * DAY, true),
        ]);
        check(&[(AHEAD, false), (AHEAD + DAY, true), (NOW, true)]);
    }

    #[test]
    fn no_reading_is_too_early_or_too_late() {
        for trusted in [i64::MIN, NOW, i64::MAX] {
            let known = Readings {
                trusted,
                doubted: None,
            };
            let _ = known.then(i64::MAX).then(i64::MAX).then(i64::MIN);
            let _ = known.then(i64::MIN).then(i64::MAX).then(i64::MIN);
        }
    }

    #[test]
    fn what_is_known_of_the_clock_outlives_the_process() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        for (now, trusted) in [(NOW, false), (NOW + HOUR, false), (NOW + DAY, true)] {
            let maintenance = Maintenance::open(&file, None).unwrap();
            assert_eq!(maintenance.trusts(now), Ok(trusted), "{now}");
        }
        // What is known counts, and not when a copy of it was made.
        let copied = Maintenance::open(&file, Some(NOW + 9 * DAY)).unwrap();
        assert_eq!(copied.trusts(NOW + 9 * DAY), Ok(false));
        let new = Maintenance::open(&home.path().join("new.db"), Some(NOW)).unwrap();
        assert_eq!(new.trusts(NOW), Ok(true));
    }

    /// Rebalancing copies rows to other pages and leaves them where they were, zeros or no zeros.
    #[test]
    fn nothing_that_was_removed_or_replaced_stays_in_the_files() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("test.db");
        let engine = Connection::open(&file).unwrap();
        engine
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
                 CREATE TABLE notes (day INTEGER, who TEXT, note TEXT, PRIMARY KEY (who, day))",
            )
            .unwrap();
        let maintenance = Maintenance::open(&file, None).unwrap();
        let mut random = 7_u32;
        let mut below = |limit: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 8) % limit
        };
        let mut kept = std::collections::BTreeMap::new();
        for number in 0..4000_u32 {
            let key = (below(180), format!("somebody-{}", below(6)));
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
                    .execute("DELETE FROM notes WHERE day = ?1 AND who = ?2", row)
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
    }

    #[test]
    fn a_checkpoint_leaves_nothing_in_the_log_and_is_made_for_changes_alone() {
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
        assert!(log() > 0, "nobody has said that there was a change");
        maintenance.changed();
        // Somebody who reads holds it up, and it is made up for.
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
