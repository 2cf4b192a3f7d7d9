//! The HTTP client for the provider's endpoints: no redirects, and a limit of size.

use std::{pin::Pin, sync::OnceLock};

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use axum::http::{Request, Response, Uri};
use http_body_util::{BodyExt, Limited};
use openidconnect::AsyncHttpClient;

use crate::{
    aws,
    config::oidc::{is_https, is_loopback},
};

/// The maximum size of a response, in bytes. Documents, keys and tokens have a few kilobytes.
const MAX_RESPONSE: usize = 128 * 1024;

/// The reason a call failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("the address is not allowed")]
    Address,
    #[error("no connection")]
    Connection,
    #[error("server error")]
    Status,
    #[error("the response is too large")]
    TooLarge,
}

/// Calls the provider.
pub(super) struct Client {
    /// Created on first use: reading the system's certificate authorities would delay pages.
    https: OnceLock<Connector>,
    /// For a provider on this machine; none for any other.
    http: Option<Connector>,
}

impl Client {
    /// A client for the endpoints of an issuer: with TLS, unless the issuer is on this machine.
    pub(super) fn new(issuer: &str) -> Self {
        let is_here = issuer.parse().is_ok_and(|address| is_loopback(&address));
        Self {
            https: OnceLock::new(),
            http: is_here.then(|| Connector::builder().build_http()),
        }
    }

    /// True for an address that may be called, or that a person may be sent to. The provider's
    /// document names its endpoints; it must not name a file, a script, or a service behind this
    /// server's firewall, which are without TLS.
    pub(super) fn allows(&self, address: &Uri) -> bool {
        is_https(address) || self.http.is_some() && is_loopback(address)
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, CallError> {
        if !self.allows(request.uri()) {
            return Err(CallError::Address);
        }
        let connector = match &self.http {
            Some(http) if !is_https(request.uri()) => http,
            _ => self.https.get_or_init(aws::public_connector),
        };
        let request = HttpRequest::try_from(request.map(SdkBody::from));
        let request = request.map_err(|_| CallError::Address)?;
        let response = connector.call(request).await;
        let response = response.map_err(|_| CallError::Connection)?;
        if response.status().is_server_error() {
            return Err(CallError::Status);
        }
        let response = response.try_into_http1x();
        let (head, body) = response.map_err(|_| CallError::Connection)?.into_parts();
        let body = Limited::new(body, MAX_RESPONSE).collect().await;
        let body = body.map_err(
            |error| match error.is::<http_body_util::LengthLimitError>() {
                true => CallError::TooLarge,
                false => CallError::Connection,
            },
        )?;
        Ok(Response::from_parts(head, body.to_bytes().into()))
    }
}

impl<'c> AsyncHttpClient<'c> for Client {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, CallError>> + Send + 'c>>;

    fn call(&'c self, request: Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_provider_on_this_machine_is_called_without_tls() {
        let allows = |issuer, address: &str| {
            address
                .parse()
                .is_ok_and(|address| Client::new(issuer).allows(&address))
        };
        let (public, local) = ("https://accounts.example.org", "http://127.0.0.1:9000");
        for (address, by_public, by_local) in [
            ("https://keys.example.net/jwks", true, true),
            ("http://127.0.0.1:9000/jwks", false, true),
            ("http://localhost:9000/jwks", false, true),
            ("http://[::1]/jwks", false, true),
            ("http://keys.example.net/jwks", false, false),
            ("http://169.254.169.254/latest/meta-data/", false, false),
            ("http://127.0.0.1.example.net/", false, false),
            ("http://127.0.0.1@evil.example/", false, false),
            ("https://ada@evil.example/", false, false),
            ("file:///etc/passwd", false, false),
            ("javascript:alert(1)", false, false),
            ("/jwks", false, false),
        ] {
            assert_eq!(allows(public, address), by_public, "{address}");
            assert_eq!(allows(local, address), by_local, "{address}");
        }
    }
}
