//! The automatic back-ups: there is a recent one, and it is sound.

use super::Finding;
use crate::local::backups::{self, Series};

const ABOUT: &str = "back-ups";
/// The age from which a back-up is late, in seconds: two days.
const LATE: i64 = 2 * 86_400;

/// Checks the newest back-up of a series; none if the server makes none.
pub(super) fn examine(series: Option<&Series>, now: i64) -> Finding {
    let Some(series) = series else {
        let says = "HUMEUR_BACKUP_DIR is not set, so the server makes none: set it, or make them by other means";
        return Finding::warning(ABOUT, says);
    };
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
        };
        let now = 1_800_000_000;
        let none = examine(Some(&series), now);
        assert!(none.is_problem() && none.says.contains("has none yet"));
        std::fs::create_dir_all(&series.data_dir).unwrap();
        let database = rusqlite::Connection::open(series.data_dir.join("humeur.db")).unwrap();
        database.execute_batch("CREATE TABLE _tables (name)").unwrap();
        series.back_up(now).unwrap();
        assert!(!examine(Some(&series), now + 3600).is_problem());
        assert!(examine(Some(&series), now + LATE + 1).is_problem());
        std::fs::remove_file(series.path(now).join("humeur.db")).unwrap();
        let damaged = examine(Some(&series), now);
        assert!(damaged.is_problem() && damaged.says.contains("damaged"));
        assert!(!examine(None, now).is_problem());
    }
}
