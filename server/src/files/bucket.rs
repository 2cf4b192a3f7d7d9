//! A private bucket of S3, and signed calls of it. `objects.rs` has the calls by name.
//!
//! Few calls of S3 are needed, so there is no client of the SDK: its code would add megabytes to the
//! program. Each call is a presigned address, of the same kind as a person's link. Nothing happens before
//! the first call: a cold start does not notice the bucket.

use std::{
    env,
    sync::OnceLock,
    time::{Duration, SystemTime},
};

use app::error::{Error, ErrorKind};
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::{
    http_request::{
        PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{
    http::HttpConnector,
    orchestrator::{HttpRequest, HttpResponse},
};
use aws_smithy_types::body::SdkBody;
use axum::http::Request;
use tokio::time::timeout;

use crate::{FunctionError, aws};

/// Timeout of a call.
pub(super) const TIMEOUT: Duration = Duration::from_secs(5);
/// The time for which the address of a call is valid.
const CALL_LIFETIME: Duration = Duration::from_secs(60);

/// The bucket, and the way to it.
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// The address of another engine than AWS's.
    pub endpoint: Option<String>,
    /// The credentials of the program.
    pub credentials: SharedCredentialsProvider,
}

impl Bucket {
    /// The bucket of a function, with the region and credentials of its environment.
    ///
    /// # Errors
    /// [`FunctionError::Region`].
    pub fn of_function(name: String) -> Result<Self, FunctionError> {
        let credentials = EnvironmentVariableCredentialsProvider::new();
        Ok(Self {
            name,
            region: env::var("AWS_REGION").map_err(|_| FunctionError::Region)?,
            endpoint: env::var("AWS_ENDPOINT_URL_S3").ok(),
            credentials: SharedCredentialsProvider::new(credentials),
        })
    }
}

/// The calls of a bucket.
pub(super) struct Client {
    bucket: Bucket,
    connector: OnceLock<Connector>,
}

/// A call of S3.
#[derive(Default)]
pub(super) struct Call<'a> {
    pub(super) method: &'static str,
    /// A key, or nothing for the bucket.
    pub(super) key: &'a str,
    pub(super) query: &'a [(&'a str, &'a str)],
    /// The signed headers, besides the host.
    pub(super) headers: &'a [(&'a str, &'a str)],
}

impl Client {
    /// The calls of `bucket`.
    pub(super) const fn new(bucket: Bucket) -> Self {
        Self {
            bucket,
            connector: OnceLock::new(),
        }
    }

    fn connector(&self) -> Result<&Connector, Error> {
        if let Some(connector) = self.connector.get() {
            return Ok(connector);
        }
        let endpoint = self.bucket.endpoint.as_deref().unwrap_or_default();
        let connector = if endpoint.starts_with("http://") {
            Connector::builder().build_http()
        } else {
            aws::connector().map_err(|error| failed(&error))?
        };
        Ok(self.connector.get_or_init(|| connector))
    }

    /// The address of a call, signed for `lifetime`.
    #[expect(
        clippy::disallowed_methods,
        reason = "S3 compares a signature's time with its own clock"
    )]
    pub(super) async fn address(
        &self,
        call: &Call<'_>,
        lifetime: Duration,
    ) -> Result<String, Error> {
        let Bucket {
            name,
            region,
            endpoint,
            credentials,
        } = &self.bucket;
        let credentials = credentials.provide_credentials().await;
        let identity = credentials.map_err(|error| failed(&error))?.into();
        let base = endpoint.as_ref().map_or_else(
            || format!("https://{name}.s3.{region}.amazonaws.com"),
            |endpoint| format!("{}/{name}", endpoint.trim_end_matches('/')),
        );
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(call.query);
        // S3 reads a plus sign as one.
        let query = query.finish().replace('+', "%20");
        let mark = if query.is_empty() { "" } else { "?" };
        let address = format!("{base}/{}{mark}{query}", call.key);
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(lifetime);
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name("s3")
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .map_err(|error| failed(&error))?
            .into();
        let body = SignableBody::UnsignedPayload;
        let headers = call.headers.iter().copied();
        let signable = SignableRequest::new(call.method, address.as_str(), headers, body);
        let signed = sign(signable.map_err(|error| failed(&error))?, &parameters);
        let (instructions, _) = signed.map_err(|error| failed(&error))?.into_parts();
        let mut request = Request::builder().uri(&address).body(());
        if let Ok(request) = &mut request {
            instructions.apply_to_request_http1x(request);
        }
        let request = request.map_err(|error| failed(&error))?;
        Ok(request.uri().to_string())
    }

    /// Makes a call, and returns its successful response.
    pub(super) async fn call(
        &self,
        call: Call<'_>,
        media_type: Option<&'static str>,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Error> {
        let method = call.method;
        let response = self.send(call, media_type, body).await?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(response);
        }
        // The body may quote the address, which is a secret.
        Err(failed(&format_args!("{method} answered with {status}")))
    }

    /// Makes a call, and returns its response.
    pub(super) async fn send(
        &self,
        call: Call<'_>,
        media_type: Option<&'static str>,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Error> {
        let address = self.address(&call, CALL_LIFETIME).await?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        let is_valid = request.set_method(call.method).is_ok() && request.set_uri(address).is_ok();
        if !is_valid {
            return Err(Error::internal());
        }
        if let Some(media_type) = media_type {
            request.headers_mut().insert("content-type", media_type);
        }
        let response = timeout(TIMEOUT, self.connector()?.call(request)).await;
        let response = response.map_err(|error| failed(&error))?;
        response.map_err(|error| failed(&error))
    }

    /// True if the bucket is AWS's, whose addresses name it by their host.
    pub(super) const fn is_amazons(&self) -> bool {
        self.bucket.endpoint.is_none()
    }
}

pub(super) fn failed(error: &impl std::fmt::Display) -> Error {
    tracing::error!(%error, "file bucket unavailable");
    Error::new(ErrorKind::Unavailable, "The file store is unavailable.")
}
