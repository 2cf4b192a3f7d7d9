//! The schedules, from `server/schedules.json`, which cdk/ reads too.

use std::time::Duration;

use serde::Deserialize;

use super::Job;

/// The schedule of a job on one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// The job.
    pub(crate) job: Job,
    /// The time between two runs.
    pub(crate) interval: Duration,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    job: String,
    local_minutes: Option<u64>,
}

#[expect(
    clippy::expect_used,
    reason = "the file is compiled in: if it were invalid, a test would fail"
)]
fn rows() -> Vec<Row> {
    serde_json::from_str(include_str!("../../schedules.json")).expect("schedules.json is valid")
}

/// The schedules of one machine: jobs without arguments from a deployment.
pub(crate) fn local() -> Vec<Schedule> {
    rows()
        .into_iter()
        .filter_map(|Row { job, local_minutes }| {
            let event = format!(r#"{{"job":"{job}"}}"#);
            Some(Schedule {
                job: Job::parse(&event)?.ok()?,
                interval: Duration::from_secs(local_minutes? * 60),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_known_job() {
        let rows = rows();
        let on_one_machine = rows.iter().filter(|row| row.local_minutes.is_some());
        assert_eq!(local().len(), on_one_machine.count());
        assert!(local().iter().all(|schedule| !schedule.interval.is_zero()));
        for Row { job, .. } in rows {
            let event = format!(r#"{{"job":"{job}","url":"https://mood.example/health"}}"#);
            assert!(matches!(Job::parse(&event), Some(Ok(_))), "{job}");
        }
    }
}
