//! `{"job":"canary","url":"https://…/health"}`: checks the site's health from outside, by the same
//! path as a browser.

use std::time::Duration;

use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use tokio::time::timeout;

use super::Outcome;
use crate::aws;

/// Longer than a cold start, and about as long as a person would wait.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Requests `url` and expects status 200. Any other outcome is a result, not an error of the job,
/// because a retry would not help.
pub(super) async fn run(url: &str) -> Outcome {
    let Ok(mut request) = HttpRequest::get(url) else {
        tracing::error!("canary URL is invalid");
        return Outcome::Canary {
            healthy: false,
            status: None,
        };
    };
    // Firewalls may block requests without a user agent.
    request.headers_mut().insert("user-agent", "humeur-canary");
    let status = match aws::connector() {
        Ok(connector) => match timeout(TIMEOUT, connector.call(request)).await {
            Ok(Ok(response)) => Some(response.status().as_u16()),
            Ok(Err(_)) | Err(_) => None,
        },
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
