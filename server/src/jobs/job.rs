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
    /// Continues and ends work on whole journals.
    Work,
    /// Cleans uploads of photos. Its event is that of S3.
    #[serde(skip)]
    Photos {
        /// The photos.
        uploads: Vec<PhotoKey>,
    },
}

/// An event of S3: objects that were created.
#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: S3Record,
}

#[derive(Deserialize)]
struct S3Record {
    object: S3Object,
}

/// Its key has no character that S3 escapes.
#[derive(Deserialize)]
struct S3Object {
    key: String,
}

#[derive(Deserialize)]
struct Named {
    job: String,
}

impl Job {
    /// Reads an event (a JSON object). Returns none if it does not start a job.
    ///
    /// # Errors
    /// [`JobError::Unknown`], [`JobError::Malformed`].
    pub fn parse(event: &str) -> Option<Result<Self, JobError>> {
        if let Ok(Notification { records }) = serde_json::from_str(event) {
            let uploads = records.iter();
            let uploads = uploads.filter_map(|record| PhotoKey::parse(&record.s3.object.key));
            return Some(Ok(Self::Photos {
                uploads: uploads.collect(),
            }));
        }
        let Named { job } = serde_json::from_str(event).ok()?;
        let (name, needs) = match &*job {
            "canary" => ("canary", "a url that begins with http:// or https://"),
            "reminders" => ("reminders", "no url, or one that begins with https://"),
            "files" => ("files", "no arguments"),
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
            Self::Files | Self::Work | Self::Photos { .. } => true,
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
        let event = r#"{"job":"work","url":"https://mood.example"}"#;
        assert_eq!(Job::parse(event), Some(Ok(Job::Work)));
    }

    #[test]
    fn an_event_of_the_bucket_names_the_uploads() {
        let id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
        let key = format!("incoming/{}/{id}/{id}", "0".repeat(32));
        let event = |key: &str| {
            format!(
                r#"{{"Records":[{{"eventSource":"aws:s3","eventName":"ObjectCreated:Put",
                "s3":{{"bucket":{{"name":"b"}},"object":{{"key":"{key}","size":7}}}}}}]}}"#
            )
        };
        let uploads = vec![PhotoKey::parse(&key).unwrap()];
        let parsed = Job::parse(&event(&key));
        assert_eq!(parsed, Some(Ok(Job::Photos { uploads })));
        let uploads = Vec::new();
        let parsed = Job::parse(&event("incoming/x"));
        assert_eq!(parsed, Some(Ok(Job::Photos { uploads })));
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
        ] {
            let parsed = Job::parse(event);
            assert!(
                matches!(parsed, Some(Err(JobError::Malformed { .. }))),
                "{event}"
            );
        }
    }
}
