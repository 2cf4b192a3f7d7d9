//! The state of the HTTP side.

use std::sync::Arc;

use app::{ports::Services, ui::Assets};
use axum::http::HeaderValue;

use super::request_log::LogRequest;
use crate::auth::{Clients, OidcCookies, OperatorKeys, OriginKeys, Sessions};

/// The state shared by all requests.
pub struct AppState {
    /// The services of server functions and pages.
    pub services: Arc<Services>,
    /// The session cookies.
    pub sessions: Sessions,
    /// The names of clients, for limits on attempts.
    pub clients: Clients,
    /// The cookies of sign-ins that wait for the provider's answer.
    pub oidc_cookies: OidcCookies,
    /// The names of the built files.
    pub assets: Arc<Assets>,
    /// This site's own origin, if configured.
    pub origin: Option<HeaderValue>,
    /// Other sites that may call the API.
    pub cors_origins: Vec<HeaderValue>,
    /// True behind HTTPS.
    pub https: bool,
    /// The valid origin keys; none accepts every request.
    pub origin_keys: Option<OriginKeys>,
    /// The operator's keys.
    pub operator_keys: OperatorKeys,
    /// The sink for request log lines.
    pub log: LogRequest,
}
