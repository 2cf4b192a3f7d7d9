//! A series of back-ups in a directory: one a day, fewer for older weeks and months.
//!
//! Retention counts days, weeks and months that have a back-up, never ages: a clock that jumps ahead by
//! a year deletes no more than another day does. Back-ups later than the clock stay, and do not count,
//! until it has passed them.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Datelike, NaiveDateTime};

use super::{
    BackupError, BackupSize, PARTIAL, PRIVATE, make,
    manifest::{Manifest, keys_of},
    partial,
};
use crate::local::layout::SESSION_KEY;

/// The format of a back-up's name: its time in UTC.
const NAME: &str = "humeur-%Y-%m-%dT%H%M%SZ";
const DAY: i64 = 86_400;

/// Numbers the span, such as the day, of a time (seconds since the epoch).
type SpanOf = fn(i64) -> i64;
/// The number of newest days, weeks and months that keep their last back-up.
const RETENTION: [(usize, SpanOf); 3] = [(7, day), (4, week), (12, month)];

/// The directory of a series, and the data that it backs up.
#[derive(Clone, Debug)]
pub struct Series {
    /// The data directory.
    pub data_dir: PathBuf,
    /// The directory of the back-ups. It is created, but its parents are not.
    pub directory: PathBuf,
    /// True if the environment gives the session key, so that the data directory may have none.
    pub has_session_key: bool,
}

impl Series {
    /// Makes and verifies the back-up of the UTC day of `now` (seconds since the epoch), then deletes the
    /// outdated ones. Returns nothing if that day has a back-up already. A series of other session keys is
    /// not changed: the data directory may be empty because its disk is not mounted.
    ///
    /// # Errors
    /// See [`BackupError`]. No back-up is deleted before a new one was made. After
    /// [`BackupError::Undeleted`] there is a new one.
    pub fn back_up(&self, now: i64) -> Result<Option<BackupSize>, BackupError> {
        self.create()?;
        let made = self.times()?;
        if !is_due(&made, now) {
            return Ok(None);
        }
        self.require_own(&made)?;
        // One that can't be deleted must not end the back-ups.
        let cleaned = self.remove_partials();
        let previous = made.iter().max().map(|at| self.path(*at));
        let size = make(&self.data_dir, &self.path(now), previous.as_deref(), now)?;
        let outdated = outdated(&self.times()?, now).into_iter();
        let removed = outdated.map(|at| remove(&self.path(at)));
        cleaned.and(first_error(removed))?;
        Ok(Some(size))
    }

    /// The time of the newest back-up that is not later than `now`, both in seconds since the epoch; none
    /// without one, or if the directory can't be read.
    #[must_use]
    pub fn newest(&self, now: i64) -> Option<i64> {
        let made = self.times().ok()?;
        made.into_iter().filter(|at| *at <= now).max()
    }

    /// The times of all back-ups in seconds since the epoch, the oldest first; empty if the directory can't
    /// be read.
    #[must_use]
    pub fn all(&self) -> Vec<i64> {
        let mut made = self.times().unwrap_or_default();
        made.sort_unstable();
        made
    }

    fn create(&self) -> Result<(), BackupError> {
        let mut builder = DirBuilder::new();
        builder.mode(PRIVATE);
        match builder.create(&self.directory) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(BackupError::of_file(&self.directory, error))
            }
            _ => Ok(()),
        }
    }

    /// The path of the back-up of `at`, in seconds since the epoch.
    #[must_use]
    pub fn path(&self, at: i64) -> PathBuf {
        self.directory.join(name(at))
    }

    fn names(&self) -> Result<Vec<String>, BackupError> {
        let failed = |reason| BackupError::of_file(&self.directory, reason);
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            names.extend(name.into_string().ok());
        }
        Ok(names)
    }

    /// The times of the back-ups, in no order.
    fn times(&self) -> Result<Vec<i64>, BackupError> {
        let names = self.names()?;
        Ok(names.iter().filter_map(|name| time(name)).collect())
    }

    /// Checks that the newest back-up with a valid list of contents has a session key of the data.
    ///
    /// # Errors
    /// [`BackupError::Foreign`], [`BackupError::NoKey`], [`BackupError::File`].
    fn require_own(&self, made: &[i64]) -> Result<(), BackupError> {
        let keys = keys_of(&self.data_dir)?;
        if keys.is_empty() {
            return if self.has_session_key {
                Ok(())
            } else {
                Err(BackupError::NoKey(self.data_dir.join(SESSION_KEY)))
            };
        }
        let mut made = made.to_vec();
        made.sort_unstable();
        for at in made.into_iter().rev() {
            let Some(manifest) = Manifest::read(&self.path(at))? else {
                continue;
            };
            return if manifest.files.shares_key_with(&keys) {
                Ok(())
            } else {
                Err(BackupError::Foreign(self.directory.clone()))
            };
        }
        Ok(())
    }

    /// Deletes the remains of interrupted runs.
    ///
    /// # Errors
    /// [`BackupError::Undeleted`], [`BackupError::File`].
    fn remove_partials(&self) -> Result<(), BackupError> {
        let names = self.names()?.into_iter();
        let partials = names.filter(|name| {
            let of = name
                .strip_suffix(PARTIAL)
                .and_then(|it| it.strip_suffix('.'));
            of.and_then(time).is_some()
        });
        first_error(partials.map(|name| {
            let path = self.directory.join(name);
            fs::remove_dir_all(&path).map_err(|reason| BackupError::Undeleted { path, reason })
        }))
    }
}

/// Renames a back-up to a partial one and deletes it, so that an interruption leaves no incomplete back-up.
///
/// # Errors
/// [`BackupError::Undeleted`].
fn remove(backup: &Path) -> Result<(), BackupError> {
    let partial = partial(backup);
    let removed = fs::rename(backup, &partial).and_then(|()| fs::remove_dir_all(&partial));
    removed.map_err(|reason| BackupError::Undeleted {
        path: backup.to_owned(),
        reason,
    })
}

/// Runs each deletion, also after a failure, and returns the first error.
fn first_error(
    deletions: impl Iterator<Item = Result<(), BackupError>>,
) -> Result<(), BackupError> {
    deletions.fold(Ok(()), Result::and)
}

fn name(at: i64) -> String {
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
    at.format(NAME).to_string()
}

fn time(name: &str) -> Option<i64> {
    let at = NaiveDateTime::parse_from_str(name, NAME).ok()?;
    Some(at.and_utc().timestamp())
}

/// True if the day of `now` has no back-up yet.
fn is_due(made: &[i64], now: i64) -> bool {
    !made.iter().any(|at| *at <= now && day(*at) == day(now))
}

/// The back-ups that are not kept at `now`.
fn outdated(made: &[i64], now: i64) -> Vec<i64> {
    let mut past: Vec<i64> = made.iter().copied().filter(|at| *at <= now).collect();
    past.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
    let mut kept = BTreeSet::new();
    for (count, span) in RETENTION {
        let mut spans = BTreeSet::new();
        for at in &past {
            if spans.len() < count && spans.insert(span(*at)) {
                kept.insert(*at);
            }
        }
    }
    past.retain(|at| !kept.contains(at));
    past
}

fn day(at: i64) -> i64 {
    at.div_euclid(DAY)
}

/// The week, from Monday on: the epoch was a Thursday.
fn week(at: i64) -> i64 {
    (day(at) + 3).div_euclid(7)
}

fn month(at: i64) -> i64 {
    let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
    i64::from(at.year()) * 12 + i64::from(at.month0())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rfc3339: &str) -> i64 {
        DateTime::parse_from_rfc3339(rfc3339).unwrap().timestamp()
    }

    #[test]
    fn a_name_is_a_time() {
        let noon = at("2026-11-27T12:00:05Z");
        assert_eq!(name(noon), "humeur-2026-11-27T120005Z");
        assert_eq!(time(&name(noon)), Some(noon));
        for other in [
            "",
            "photos",
            "humeur-2026-11-27",
            "humeur-2026-11-27T120005Z.partial",
            "humeur-2026-13-27T120005Z",
            "my-humeur-2026-11-27T120005Z",
        ] {
            assert_eq!(time(other), None, "{other}");
        }
    }

    #[test]
    fn a_day_has_one_back_up() {
        let noon = at("2026-11-27T12:00:00Z");
        assert!(is_due(&[], noon));
        assert!(!is_due(&[noon], noon));
        assert!(!is_due(&[at("2026-11-27T00:00:00Z")], noon));
        assert!(is_due(&[at("2026-11-26T23:59:59Z")], noon));
        // A clock that was ahead, and is right again.
        assert!(is_due(&[noon + 400 * DAY], noon));
    }

    /// The back-ups after one at noon of each of these days, each thinned out by the next.
    fn after(days: impl Iterator<Item = i64>) -> Vec<i64> {
        let mut made = Vec::new();
        for now in days {
            made.push(now);
            let outdated = outdated(&made, now);
            made.retain(|at| !outdated.contains(at));
        }
        made
    }

    #[test]
    fn seven_days_four_weeks_and_twelve_months_are_kept() {
        let last = at("2026-11-27T12:00:00Z");
        let kept: Vec<String> = after((0..800).rev().map(|ago| last - ago * DAY))
            .into_iter()
            .map(|at| name(at)[7..17].to_owned())
            .collect();
        assert_eq!(
            kept,
            [
                "2025-12-31",
                "2026-01-31",
                "2026-02-28",
                "2026-03-31",
                "2026-04-30",
                "2026-05-31",
                "2026-06-30",
                "2026-07-31",
                "2026-08-31",
                "2026-09-30",
                "2026-10-31",
                "2026-11-08",
                "2026-11-15",
                "2026-11-21",
                "2026-11-22",
                "2026-11-23",
                "2026-11-24",
                "2026-11-25",
                "2026-11-26",
                "2026-11-27",
            ]
        );
    }

    #[test]
    fn a_clock_that_jumps_deletes_no_more_than_a_day_does() {
        let last = at("2026-11-27T12:00:00Z");
        let before = after((0..800).rev().map(|ago| last - ago * DAY));
        // Ten years ahead for a day.
        let ahead = last + 3650 * DAY;
        let mut made = before.clone();
        made.push(ahead);
        let lost = outdated(&made, ahead);
        assert!(lost.len() <= 3, "{lost:?}");
        made.retain(|at| !lost.contains(at));
        // Right again: the back-up of the future neither counts nor goes.
        let next = last + DAY;
        made.push(next);
        let outdated = outdated(&made, next);
        assert!(!outdated.contains(&next) && !outdated.contains(&ahead));
        assert!(outdated.len() <= 2, "{outdated:?}");
    }

    #[test]
    fn a_clock_that_was_behind_deletes_nothing_newer() {
        let last = at("2026-11-27T12:00:00Z");
        let mut made = after((0..30).rev().map(|ago| last - ago * DAY));
        let behind = last - 365 * DAY;
        made.push(behind);
        assert_eq!(outdated(&made, behind), Vec::<i64>::new());
    }
}
