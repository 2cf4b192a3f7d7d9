//! An event of the bucket of photos: cleans the uploads that it names.

use app::{error::ErrorKind, photos, ports::PhotoKey};

use super::{JobError, Jobs, Outcome};

/// Cleans some uploads. One that is no picture stays until it expires, so that its confirmation names the
/// reason.
///
/// # Errors
/// [`JobError::Store`] if the bucket does not answer.
pub(super) async fn run(jobs: &Jobs, uploads: &[PhotoKey]) -> Result<Outcome, JobError> {
    let (mut cleaned, mut rejected) = (0, 0);
    for key in uploads {
        match photos::clean(&*jobs.services.photos, key).await {
            Ok(Some(_)) => cleaned += 1,
            Err(error) if error.kind == ErrorKind::Unavailable => {
                return Err(JobError::Store(error));
            }
            Ok(None) | Err(_) => rejected += 1,
        }
    }
    Ok(Outcome::Photos { cleaned, rejected })
}
