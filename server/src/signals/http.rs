//! Requests to sources over HTTP: without redirects, and with limits of time and size.

use std::{error::Error, sync::OnceLock};

use async_trait::async_trait;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{
    http::HttpConnector, orchestrator::HttpRequest, result::ConnectorError,
};
use axum::http::{HeaderMap, HeaderName, Uri, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::{
    Answer, Failure, Fetch, PlainHosts, Request, SourceError, Validators,
    addresses::{BlockedAddress, PublicResolver},
    retry_after,
};
use crate::aws;

/// The maximum number of objects and arrays in an answer, about 50 times that of a large one: in memory each
/// takes many times its text.
const MAX_NODES: usize = 20_000;
/// The maximum length of a validator, in bytes: a longer one is not sent again.
const MAX_VALIDATOR: usize = 512;

/// Asks sources over HTTP.
pub struct Fetcher {
    plain_hosts: PlainHosts,
    /// Created on first use: reading the system's certificate authorities would delay pages.
    connector: OnceLock<Connector>,
}

impl Fetcher {
    /// A client for public addresses with TLS, and for `plain_hosts`.
    #[must_use]
    pub const fn new(plain_hosts: PlainHosts) -> Self {
        Self {
            plain_hosts,
            connector: OnceLock::new(),
        }
    }

    fn connector(&self) -> &Connector {
        self.connector.get_or_init(|| {
            aws::resolving_connector(PublicResolver {
                plain_hosts: self.plain_hosts.clone(),
            })
        })
    }

    async fn send(&self, connector: &Connector, request: Request<'_>) -> Result<Answer, Failure> {
        let address: Option<Uri> = request.source.url.parse().ok();
        if !address.is_some_and(|address| self.plain_hosts.allows(&address)) {
            return Err(SourceError::Blocked.into());
        }
        let built = build(request).ok_or(SourceError::Connection)?;
        let response = connector.call(built).await;
        let response = response.map_err(|error| of_connector(&error))?;
        let response = response.try_into_http1x();
        let (head, body) = response.map_err(|_| SourceError::Connection)?.into_parts();
        match head.status.as_u16() {
            200 => {}
            304 if *request.validators != Validators::default() => return Ok(Answer::Unchanged),
            status @ 300..=399 if status != 304 => return Err(SourceError::Redirect.into()),
            status => {
                let after = text(&head.headers, &header::RETRY_AFTER);
                return Err(Failure {
                    error: SourceError::Status(status),
                    retry_after: after.and_then(|after| retry_after::seconds(after, request.now)),
                });
            }
        }
        let body = Limited::new(body, request.source.max_bytes).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => SourceError::TooLarge,
            false => SourceError::Connection,
        })?;
        let body = body.to_bytes();
        if nodes(&body) > MAX_NODES {
            return Err(SourceError::TooLarge.into());
        }
        let document = serde_json::from_slice(&body);
        let validator = |name| {
            let value = text(&head.headers, &name)?;
            (value.len() <= MAX_VALIDATOR).then(|| value.to_owned())
        };
        Ok(Answer::Document {
            document: document.map_err(|_| SourceError::NotJson)?,
            validators: Validators {
                etag: validator(header::ETAG),
                last_modified: validator(header::LAST_MODIFIED),
            },
        })
    }
}

/// The number of objects and arrays in a JSON text, and of brackets in its strings.
fn nodes(text: &[u8]) -> usize {
    text.iter().filter(|byte| b"{[".contains(byte)).count()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn build(request: Request<'_>) -> Option<HttpRequest> {
    let Request {
        source, validators, ..
    } = request;
    let mut built = HttpRequest::get(source.url.as_str()).ok()?;
    let headers = built.headers_mut();
    headers.insert("accept", "application/json");
    headers.insert("user-agent", concat!("humeur/", env!("CARGO_PKG_VERSION")));
    for (name, value) in &source.headers {
        headers.try_insert(name.clone(), value.clone()).ok()?;
    }
    let validators = [
        ("if-none-match", &validators.etag),
        ("if-modified-since", &validators.last_modified),
    ];
    for (name, value) in validators {
        if let Some(value) = value {
            headers.try_insert(name, value.clone()).ok()?;
        }
    }
    Some(built)
}

/// The reason for which there is no answer.
fn of_connector(error: &ConnectorError) -> SourceError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<BlockedAddress>() {
            return SourceError::Blocked;
        }
        cause = error.source();
    }
    SourceError::Connection
}

#[async_trait]
impl Fetch for Fetcher {
    async fn fetch(&self, request: Request<'_>) -> Result<Answer, Failure> {
        // The first time, it reads the certificate authorities: the source is not to blame for that time.
        let connector = self.connector();
        let answer = timeout(request.timeout, self.send(connector, request)).await;
        answer.unwrap_or_else(|_| Err(SourceError::Timeout.into()))
    }
}
