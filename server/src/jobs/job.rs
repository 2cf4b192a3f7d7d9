//! The jobs, as an event names them.

use app::ports::PhotoKey;
use axum::http::Uri;
use serde::Deserialize;

use super::JobError;

/// A job and its arguments, as in an event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "job", rename_all = "camelCase")]
pub enum Job {
    /// Requests `url` (`http://` or `https://`) and reports the site's health.
    Canary {
        /// The address of the health check.
        url: String,
    },
    /// Sends the due reminders.
    Reminders {
        /// The contact for operators of push services (`https://`).
        url: Option<String>,
    },
    /// Deletes exported files that have expired.
    Files,
    /// Asks the sources of signals that are due.
    Signals,
    /// Continues and ends work on whole journals.
    Work,
    /// Cleans the upload of a photo.
    Photos {
        /// Its path.
        key: String,
    },
}

#[derive(Deserialize)]
struct Named {
    job: String,
}

impl Job {
    /// The name of the job in an event.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Canary { .. } => "canary",
            Self::Reminders { .. } => "reminders",
            Self::Files => "files",
            Self::Signals => "signals",
            Self::Work => "work",
            Self::Photos { .. } => "photos",
        }
    }

    /// Reads an event (a JSON object). Returns none if it does not start a job.
    ///
    /// # Errors
    /// [`JobError::Unknown`], [`JobError::Malformed`].
    pub fn parse(event: &str) -> Option<Result<Self, JobError>> {
        let Named { job } = serde_json::from_str(event).ok()?;
        let (name, needs) = match &*job {
            "canary" => ("canary", "a url that begins with http:// or https://"),
            "reminders" => ("reminders", "no url, or one that begins with https://"),
            "files" => ("files", "no arguments"),
            "photos" => ("photos", "the key of an upload"),
            "signals" => ("signals", "no arguments"),
            "work" => ("work", "no arguments"),
            _ => return Some(Err(JobError::Unknown(job))),
        };
        let job = serde_json::from_str(event).ok().filter(Self::is_valid);
        Some(job.ok_or(JobError::Malformed { job: name, needs }))
    }

    fn is_valid(&self) -> bool {
        match self {
            Self::Canary { url } => {
                let is_web = url.starts_with("https://") || url.starts_with("http://");
                is_web && url.parse::<Uri>().is_ok()
            }
            Self::Files | Self::Signals | Self::Work => true,
            Self::Photos { key } => PhotoKey::parse(key).is_some(),
            Self::Reminders { url } => url.as_ref().is_none_or(|url| url.starts_with("https://")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_a_job_and_its_arguments() {
        let url = "https://mood.example/health".to_owned();
        let event = r#"{"job":"canary","url":"https://mood.example/health"}"#;
        assert_eq!(Job::parse(event), Some(Ok(Job::Canary { url })));
        let event = r#"{"job":"reminders"}"#;
        assert_eq!(Job::parse(event), Some(Ok(Job::Reminders { url: None })));
        let id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
        let key = format!("incoming/{}/{id}/{id}", "0".repeat(32));
        let event = format!(r#"{{"job":"photos","key":"{key}"}}"#);
        assert_eq!(Job::parse(&event), Some(Ok(Job::Photos { key })));
        let event = r#"{"job":"work","url":"https://mood.example"}"#;
        assert_eq!(Job::parse(event), Some(Ok(Job::Work)));
        for name in ["files", "reminders", "signals", "work"] {
            let job = Job::parse(&format!(r#"{{"job":"{name}"}}"#));
            assert_eq!(job.unwrap().unwrap().name(), name);
        }
    }

    #[test]
    fn other_events_start_no_job() {
        for event in ["{}", "[]", "7", r#"{"job":7}"#, r#"{"version":"2.0"}"#] {
            assert_eq!(Job::parse(event), None, "{event}");
        }
    }

    #[test]
    fn an_unknown_job_and_a_bad_argument_are_errors() {
        let unknown = Job::parse(r#"{"job":"sweep"}"#);
        assert_eq!(unknown, Some(Err(JobError::Unknown("sweep".into()))));
        for event in [
            r#"{"job":"canary"}"#,
            r#"{"job":"canary","url":"https://"}"#,
            r#"{"job":"canary","url":"ftp://mood.example"}"#,
            r#"{"job":"reminders","url":"http://mood.example"}"#,
            r#"{"job":"reminders","url":7}"#,
            r#"{"job":"photos"}"#,
            r#"{"job":"photos","key":"incoming/x"}"#,
        ] {
            let parsed = Job::parse(event);
            assert!(
                matches!(parsed, Some(Err(JobError::Malformed { .. }))),
                "{event}"
            );
        }
    }
}
