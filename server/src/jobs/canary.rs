//! `{"job":"canary","url":"https://…/health"}`: checks the site's health from outside, by the same
//! path as a browser.

use std::time::Duration;

use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use tokio::time::timeout;

use super::Outcome;
use crate::{Failure, aws};

/// Longer than a cold start, and about as long as a person would wait.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Requests `url` and expects status 200. Any other outcome is a result, not an error of the job,
/// because a retry would not help.
pub(super) async fn run(url: &str) -> Outcome {
    let status = match request(url).await {
        Ok(status) => status,
        Err(error) => {
            tracing::error!(%error, "canary cannot connect");
            None
        }
    };
    let healthy = status == Some(200);
    if !healthy {
        tracing::error!(status, "site is unhealthy from outside");
    }
    Outcome::Canary { healthy, status }
}

/// The status of the response; none if there was no response in time.
///
/// # Errors
/// If no request could be sent.
async fn request(url: &str) -> Result<Option<u16>, Failure> {
    let mut request = HttpRequest::get(url)?;
    // Firewalls may block requests without a user agent.
    request.headers_mut().insert("user-agent", "humeur-canary");
    let response = timeout(TIMEOUT, aws::connector()?.call(request)).await;
    Ok(match response {
        Ok(Ok(response)) => Some(response.status().as_u16()),
        Ok(Err(_)) | Err(_) => None,
    })
}
