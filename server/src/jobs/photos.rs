//! `{"job":"photos","key":"incoming/…"}`: cleans an upload, as soon as the bucket reports it.

use app::{error::ErrorKind, photos, ports::PhotoKey};

use super::{JobError, Jobs, Outcome};

/// Cleans an upload. One that is no picture stays until it expires, so that its confirmation names the
/// reason.
///
/// # Errors
/// [`JobError::Store`] if the bucket does not answer.
pub(super) async fn run(jobs: &Jobs, key: &str) -> Result<Outcome, JobError> {
    let Some(key) = PhotoKey::parse(key) else {
        return Ok(Outcome::Photos { cleaned: false });
    };
    match photos::clean(&*jobs.services.photos, &key).await {
        Ok(size) => Ok(Outcome::Photos {
            cleaned: size.is_some(),
        }),
        Err(error) if error.kind == ErrorKind::Unavailable => Err(JobError::Store(error)),
        Err(_) => Ok(Outcome::Photos { cleaned: false }),
    }
}
