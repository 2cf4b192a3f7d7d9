//! The HTTP calls that commands make to the running server, its public address and push services.

use std::{
    error::Error,
    net::{Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use axum::{body::Bytes, http::HeaderMap};
use http_body_util::{BodyExt, Limited};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use crate::{aws, config::Config};

/// The default timeout of a call, connection included.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The maximum size of a response, in bytes: more than the largest archive with photos.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024 * 1024;

/// A response.
pub(super) struct Response {
    /// The HTTP status.
    pub(super) status: u16,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The body as it arrived.
    pub(super) content: Bytes,
    /// The body as JSON; null if it is not JSON.
    pub(super) body: Value,
}

impl Response {
    /// The body of a server of this version.
    ///
    /// # Errors
    /// The body has another shape.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<T, String> {
        serde_json::from_value(self.body).map_err(|_| {
            "the running server has another version of Humeur: use the command of that version"
                .into()
        })
    }

    /// The server's reason for a rejection, as a sentence for the terminal.
    fn rejection(&self, server: &str) -> String {
        let message = self.body.pointer("/error/message").and_then(Value::as_str);
        message.map_or_else(
            || {
                format!(
                    "the server at {server} answered with status {}: look at its log",
                    self.status
                )
            },
            ToOwned::to_owned,
        )
    }
}

/// A request.
#[derive(Default)]
pub(super) struct Call<'a> {
    /// The address, `http://` or `https://`.
    pub(super) url: String,
    /// The secret after `Bearer`, if the call needs one.
    pub(super) bearer: Option<&'a str>,
    /// The body of a POST; none for a GET.
    pub(super) body: Option<Value>,
    /// The timeout, connection included; ten seconds if none is set.
    pub(super) timeout: Option<Duration>,
}

impl Call<'_> {
    /// Sends the request to the running server at the address `server`, and returns a response with status 200.
    ///
    /// # Errors
    /// The server does not answer, or refuses the call; with status 401, because of `unauthenticated`.
    pub(super) async fn send_expecting_ok(
        &self,
        server: &str,
        unauthenticated: &str,
    ) -> Result<Response, String> {
        let response = self.send().await.map_err(|reason| {
            format!("the server at {server} does not answer ({reason}): start it, or set HUMEUR_ADDR to its address")
        })?;
        match response.status {
            200 => Ok(response),
            401 => Err(unauthenticated.to_owned()),
            _ => Err(response.rejection(server)),
        }
    }

    /// Sends the request.
    ///
    /// # Errors
    /// The reason for the missing response, as part of a sentence.
    pub(super) async fn send(&self) -> Result<Response, String> {
        let request = self.build().ok_or("the address is invalid")?;
        let connector = if self.url.starts_with("https:") {
            aws::public_connector()
        } else {
            Connector::builder().build_http()
        };
        let response = async {
            let response = connector.call(request).await;
            let response = response.map_err(|error| root_cause(&error))?;
            let response = response.try_into_http1x();
            let response = response.map_err(|error| root_cause(&error))?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, MAX_RESPONSE_BYTES).collect().await;
            let body = body.map_err(|error| error.to_string())?.to_bytes();
            Ok::<_, String>(Response {
                status: head.status.as_u16(),
                headers: head.headers,
                body: serde_json::from_slice(&body).unwrap_or_default(),
                content: body,
            })
        };
        let limit = self.timeout.unwrap_or(TIMEOUT);
        let response = timeout(limit, response).await;
        response.unwrap_or_else(|_| Err(format!("no answer within {} s", limit.as_secs())))
    }

    fn build(&self) -> Option<HttpRequest> {
        let body = self.body.as_ref().map(Value::to_string);
        let method = if body.is_some() { "POST" } else { "GET" };
        let mut request = HttpRequest::new(SdkBody::from(body.unwrap_or_default()));
        request.set_method(method).ok()?;
        request.set_uri(self.url.as_str()).ok()?;
        let headers = request.headers_mut();
        headers.insert("accept", "application/json");
        headers.insert("user-agent", concat!("humeur/", env!("CARGO_PKG_VERSION")));
        if self.body.is_some() {
            headers.insert("content-type", "application/json");
        }
        if let Some(secret) = self.bearer {
            let value = format!("Bearer {secret}");
            headers.try_insert("authorization", value).ok()?;
        }
        Some(request)
    }
}

/// The address of the running server on this machine.
pub(super) fn this_server(config: &Config) -> String {
    let mut address = config.addr;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            Ipv4Addr::LOCALHOST.into()
        } else {
            Ipv6Addr::LOCALHOST.into()
        });
    }
    format!("http://{address}")
}

/// Returns the last cause of an error, which names what an operator can fix: a refused connection, an expired
/// certificate.
fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
