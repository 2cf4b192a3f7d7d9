//! `{"job":"canary","url":"https://…/health"}`: whether the site answers
//! somebody who comes from outside, by the same way as everybody.

use std::time::Duration;

use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use serde::Deserialize;
use tokio::time::timeout;

use super::{JobError, Outcome};
use crate::aws;

/// Longer than a cold start; a person would have left by then.
const PATIENCE: Duration = Duration::from_secs(5);

const NEEDS: JobError = JobError::Malformed {
    job: "canary",
    needs: "a url that begins with http:// or https://",
};

#[derive(Deserialize)]
struct Event {
    url: String,
}

/// Asks the address for its health. That it is ill is an outcome, not an
/// error: to ask again at once would not make it better.
///
/// # Errors
/// [`JobError::Malformed`].
pub(super) async fn run(event: &str) -> Result<Outcome, JobError> {
    let Event { url } = serde_json::from_str(event).map_err(|_| NEEDS)?;
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(NEEDS);
    }
    let mut request = HttpRequest::get(url).map_err(|_| NEEDS)?;
    // Firewalls mistrust who does not say what they are.
    request.headers_mut().insert("user-agent", "humeur-canary");
    let status = match aws::connector() {
        Ok(connector) => match timeout(PATIENCE, connector.call(request)).await {
            Ok(Ok(response)) => Some(response.status().as_u16()),
            Ok(Err(_)) | Err(_) => None,
        },
        Err(error) => {
            tracing::error!(%error, "the canary can't make a connection");
            None
        }
    };
    let healthy = status == Some(200);
    if !healthy {
        tracing::error!(status, "the site is not healthy, seen from outside");
    }
    Ok(Outcome::Canary { healthy, status })
}
