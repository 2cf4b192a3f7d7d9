//! How this program reaches AWS: over HTTPS, and, from inside a function, with
//! nothing but what the function's own environment says.

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

/// For a call as a whole, retries and credentials included: somebody is
/// waiting for a page, and a calm error now beats a spinner.
pub(crate) const OPERATION: Duration = Duration::from_secs(3);

/// For one try. DynamoDB answers in under 20 ms; a try that takes a second is
/// lost, and two more fit into the whole.
const ATTEMPT: Duration = Duration::from_secs(1);

/// For TCP and TLS: as much as a try has at all.
const CONNECT: Duration = Duration::from_secs(1);

/// The first try and two more. A request that is lost or throttled for a
/// moment gets through; a store that is down is not made worse by a crowd.
const TRIES: u32 = 3;

/// The SDK's own first pause of up to a second would use up the time for tries.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// ring: small, without C++ or CMake in the build, and without the seconds of
/// CPU-jitter entropy that aws-lc may collect when it starts on a small share
/// of a core.
const TLS: Provider = Provider::Rustls(CryptoMode::Ring);

/// The authorities that AWS's endpoints and CloudFront are certified by
/// (<https://www.amazontrust.com/repository/>): a machine's whole store takes
/// milliseconds of a cold start to read.
const ROOTS: &[u8] = include_bytes!("aws_roots.pem");

/// Nothing in a function's environment says where it runs, or it can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// There is no region.
    #[error("AWS_REGION must be the function's region: the runtime sets it")]
    Region,
    /// The bundle of authorities can't be read.
    #[error("AWS_CA_BUNDLE must be a file of certificates in PEM")]
    CaBundle,
}

/// A client that trusts what this machine trusts.
#[cfg(feature = "local")]
pub(crate) fn https() -> aws_sdk_dynamodb::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(TLS)
        .build_https()
}

/// AWS as a function sees it: region and credentials straight from the
/// environment. No files, no metadata service, nothing that takes time.
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

/// A bare HTTPS connection, for the one address that is no service of AWS's:
/// our own front door.
///
/// # Errors
/// [`FunctionError::CaBundle`].
pub(crate) fn connector() -> Result<Connector, FunctionError> {
    Ok(Connector::builder()
        .tls_provider(TLS)
        .tls_context(trust()?)
        .build())
}

/// A bare HTTPS connection to servers that are none of AWS's, by the authorities that this machine
/// trusts: its packages keep them up to date, and Lambda's runtime has them, too. A list of our own
/// would have to be kept for services of whom we know nothing.
pub(crate) fn public_connector() -> Connector {
    Connector::builder().tls_provider(TLS).build()
}

/// AWS's authorities, or those of `AWS_CA_BUNDLE`, as AWS's own tools have it.
fn trust() -> Result<TlsContext, FunctionError> {
    let roots = match env::var_os("AWS_CA_BUNDLE") {
        Some(path) => fs::read(path).map_err(|_| FunctionError::CaBundle)?,
        None => ROOTS.to_vec(),
    };
    // The client panics over what is no certificate, so look first.
    let is_pem = |text: &[u8]| text.windows(10).any(|window| window == b"-----BEGIN");
    if !is_pem(&roots) {
        return Err(FunctionError::CaBundle);
    }
    TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(roots))
        .build()
        .map_err(|_| FunctionError::CaBundle)
}

/// How often a call is tried.
pub(crate) fn retries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(TRIES)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE)
}

/// How long a call may take.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}
