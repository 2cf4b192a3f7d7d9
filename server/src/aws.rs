//! Connections to AWS: over HTTPS and, inside a function, configured by the function's environment
//! alone.

use std::{env, fs, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider,
    retry::RetryConfig, stalled_stream_protection::StalledStreamProtectionConfig,
    timeout::TimeoutConfig,
};
use aws_sdk_dynamodb::config::SharedCredentialsProvider;
use aws_smithy_http_client::{
    Connector,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::dns::ResolveDns;

/// Timeout of a whole call, with its retries and credentials. A person waits for the page, so an
/// early error is better than a spinner.
pub(crate) const OPERATION: Duration = Duration::from_secs(3);

/// Timeout of one attempt. DynamoDB answers in under 20 ms, so an attempt of a second is lost, and
/// the call still has time for two more.
const ATTEMPT: Duration = Duration::from_secs(1);

/// Timeout of TCP and TLS, within the attempt's.
const CONNECT: Duration = Duration::from_secs(1);

/// The maximum number of attempts: enough for a lost or throttled request, too few to overload a
/// store that is down.
const TRIES: u32 = 3;

/// The first backoff. The SDK's own, of up to a second, would use up the call's time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// ring is small, needs no C++ or CMake, and avoids the seconds of CPU-jitter entropy that aws-lc
/// may collect at start on a small share of a core.
const TLS: Provider = Provider::Rustls(CryptoMode::Ring);

/// The certificate authorities of AWS's endpoints and CloudFront
/// (<https://www.amazontrust.com/repository/>). Reading a machine's whole trust store would add
/// milliseconds to a cold start.
const ROOTS: &[u8] = include_bytes!("aws_roots.pem");

/// The function's environment lacks a value, or has an invalid one.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// The region is missing.
    #[error("AWS_REGION must be the function's region: the runtime sets it")]
    Region,
    /// The certificate bundle can't be read.
    #[error("AWS_CA_BUNDLE must be a file of certificates in PEM")]
    CaBundle,
}

/// An HTTP client that trusts the machine's certificate authorities.
#[cfg(feature = "local")]
pub(crate) fn https() -> aws_sdk_dynamodb::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(TLS)
        .build_https()
}

/// The SDK configuration of a function: region and credentials from the environment, without files
/// or the metadata service.
///
/// # Errors
/// See [`FunctionError`].
pub(crate) fn in_function() -> Result<SdkConfig, FunctionError> {
    let region = env::var("AWS_REGION").map_err(|_| FunctionError::Region)?;
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(TLS)
        .tls_context(trust()?)
        .build_https();
    let credentials = EnvironmentVariableCredentialsProvider::new();
    Ok(SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .retry_config(retries())
        .timeout_config(timeouts())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build())
}

/// An HTTPS connector with AWS's certificate authorities, for this site's own CloudFront
/// address and the bucket of files.
///
/// # Errors
/// [`FunctionError::CaBundle`].
pub(crate) fn connector() -> Result<Connector, FunctionError> {
    Ok(Connector::builder()
        .tls_provider(TLS)
        .tls_context(trust()?)
        .build())
}

/// An HTTPS connector with the machine's certificate authorities, for servers outside AWS. Packages
/// keep that list up to date, on Lambda's runtime, too; a list of ours could not follow the push
/// services' certificates.
pub(crate) fn public_connector() -> Connector {
    Connector::builder().tls_provider(TLS).build()
}

/// The same with a resolver of its own and, for hosts that are called once in minutes, no connection that
/// waits for the next call. It calls addresses without TLS, too.
pub(crate) fn resolving_connector(resolver: impl ResolveDns + Clone + 'static) -> Connector {
    Connector::builder()
        .tls_provider(TLS)
        .pool_max_idle_per_host(0)
        .build_with_resolver(resolver)
}

/// AWS's certificate authorities, or those of `AWS_CA_BUNDLE`, as in AWS's own tools.
fn trust() -> Result<TlsContext, FunctionError> {
    let roots = match env::var_os("AWS_CA_BUNDLE") {
        Some(path) => fs::read(path).map_err(|_| FunctionError::CaBundle)?,
        None => ROOTS.to_vec(),
    };
    // The client panics on an invalid certificate, so the check comes first.
    let is_pem = |text: &[u8]| text.windows(10).any(|window| window == b"-----BEGIN");
    if !is_pem(&roots) {
        return Err(FunctionError::CaBundle);
    }
    TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(roots))
        .build()
        .map_err(|_| FunctionError::CaBundle)
}

/// The SDK's retries.
pub(crate) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(TRIES)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE)
}

/// The SDK's timeouts.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}
