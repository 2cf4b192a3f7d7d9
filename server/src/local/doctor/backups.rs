//! Checks the automatic back-ups: the newest is recent and undamaged, and none stays too long.

use super::Finding;
use crate::local::backups::{self, Series};

/// The subject of these findings.
pub(super) const ABOUT: &str = "back-ups";
/// The age from which a back-up is late, in seconds: two days.
const LATE: i64 = 2 * 86_400;

/// Checks the back-ups of a series, or warns if there is no series. `days` is the time that the page about
/// erasure promises, `now` in seconds since the epoch.
pub(super) fn examine(series: Option<&Series>, days: u32, now: i64) -> Vec<Finding> {
    let Some(series) = series else {
        let says = "HUMEUR_BACKUP_DIR is not set, so the server makes none: set it, or make them by other means";
        return vec![Finding::warning(ABOUT, says)];
    };
    let mut findings = vec![newest(series, now)];
    findings.extend(kept_for_long(series, days, now));
    findings
}

/// Warns of back-ups that stay too long, because they keep deleted data.
fn kept_for_long(series: &Series, days: u32, now: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (path, made) = (series.directory.display(), series.all());
    let expired = now - i64::from(days) * 86_400;
    let old = made.iter().filter(|at| **at < expired).count();
    if old > 0 {
        let says = format!(
            "{path} has {old} that are older than the {days} days that the page about erasure promises, because \
             newer ones are missing: delete them"
        );
        findings.push(Finding::warning(ABOUT, says));
    }
    let future = made.iter().filter(|at| **at > now).count();
    if future > 0 {
        let says = format!(
            "{path} has {future} that are later than the clock, and stay until it has passed them: check it with \
             `timedatectl`, or delete them"
        );
        findings.push(Finding::warning(ABOUT, says));
    }
    findings
}

/// Checks the age and the contents of the newest back-up.
fn newest(series: &Series, now: i64) -> Finding {
    let path = series.directory.display();
    let advice = "read the server's log for \"back-up failed\"";
    let Some(newest) = series.newest(now) else {
        return Finding::problem(ABOUT, format!("{path} has none yet: {advice}"));
    };
    if let Err(error) = backups::verify(&series.path(newest)) {
        return Finding::problem(ABOUT, error.to_string());
    }
    let hours = (now - newest) / 3600;
    if now - newest > LATE {
        let says = format!("the newest one in {path} is {hours} hours old: {advice}");
        return Finding::problem(ABOUT, says);
    }
    Finding::good(
        ABOUT,
        format!("the newest one in {path} is {hours} hours old and sound"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_and_missing_back_ups_are_problems() {
        let home = tempfile::tempdir().unwrap();
        let series = Series {
            data_dir: home.path().join("data"),
            directory: home.path().join("backups"),
            has_session_key: true,
        };
        let now = 1_800_000_000;
        let none = newest(&series, now);
        assert!(none.is_problem() && none.says.contains("has none yet"));
        std::fs::create_dir_all(&series.data_dir).unwrap();
        let database = rusqlite::Connection::open(series.data_dir.join("humeur.db")).unwrap();
        database
            .execute_batch("CREATE TABLE _tables (name)")
            .unwrap();
        series.back_up(now).unwrap();
        assert!(!newest(&series, now + 3600).is_problem());
        assert!(newest(&series, now + LATE + 1).is_problem());
        std::fs::remove_file(series.path(now).join("humeur.db")).unwrap();
        let damaged = newest(&series, now);
        assert!(damaged.is_problem() && damaged.says.contains("damaged"));
        assert!(!examine(None, 0, now).iter().any(Finding::is_problem));
    }

    #[test]
    fn back_ups_that_stay_too_long_are_named() {
        let home = tempfile::tempdir().unwrap();
        let series = Series {
            data_dir: home.path().join("data"),
            directory: home.path().join("backups"),
            has_session_key: true,
        };
        let made_at = 1_800_000_000;
        std::fs::create_dir_all(series.path(made_at)).unwrap();
        let says = |now| {
            let findings = kept_for_long(&series, 366, now).into_iter();
            findings.map(|finding| finding.says).collect::<String>()
        };
        assert_eq!(says(made_at), "");
        assert_eq!(says(made_at + 366 * 86_400), "");
        assert!(says(made_at + 366 * 86_400 + 1).contains("has 1 that are older"));
        assert!(says(made_at - 1).contains("has 1 that are later"));
    }
}
