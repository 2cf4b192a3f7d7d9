//! The files of a request, on their way from the form to the server function.

use app::{context::UploadedFile, error::Error};
use tokio::time::Instant;

/// The files of a request.
#[derive(Clone)]
pub(super) struct Upload {
    /// The files, or the reason for which they did not arrive.
    pub(super) files: Result<Vec<UploadedFile>, Error>,
    /// The time by which the request is answered.
    pub(super) deadline: Instant,
}
