//! The SDK's clients, and their timeouts.

use aws_sdk_dynamodb::{Client, config::Builder};
#[cfg(feature = "local")]
use {
    aws_config::{
        environment::EnvironmentVariableRegionProvider, meta::region::RegionProviderChain,
        profile::ProfileFileRegionProvider,
    },
    aws_sdk_dynamodb::config::{
        BehaviorVersion, Credentials, Region, SharedHttpClient, StalledStreamProtectionConfig,
        endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint},
        retry::RetryConfig,
        timeout::TimeoutConfig,
    },
    std::env,
};

use super::OpenError;
use crate::aws;

/// True for AWS's own endpoints under another name (a private network's, or FIPS).
#[cfg(feature = "local")]
pub(super) fn is_aws(endpoint: &str) -> bool {
    endpoint.contains(".amazonaws.com")
}

/// A client of a DynamoDB engine other than AWS's.
///
/// AWS's environment variables apply if they are set. Otherwise placeholders do, because such
/// engines require a signature but do not check it.
///
/// # Errors
/// [`OpenError::Endpoint`].
#[cfg(feature = "local")]
pub(super) async fn at(endpoint: &str) -> Result<Client, OpenError> {
    let http = if endpoint.starts_with("http://") {
        // Plain HTTP skips reading the machine's certificates, the slowest step of the start.
        aws_smithy_http_client::Builder::new().build_http()
    } else if endpoint.starts_with("https://") {
        aws::https()
    } else {
        return Err(OpenError::Endpoint);
    };
    // Environment and profiles only: asking for a metadata service, which such a machine lacks,
    // takes seconds.
    let region = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(ProfileFileRegionProvider::new())
        .or_else(Region::from_static("us-east-1"));
    let mut environment = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .region(region);
    if !is_aws(endpoint) && !["AWS_ACCESS_KEY_ID", "AWS_PROFILE"].into_iter().any(is_set) {
        let placeholder = Credentials::new("local", "local", None, None, "local");
        environment = environment.credentials_provider(placeholder);
    }
    let config = Builder::from(&environment.load().await).endpoint_url(endpoint);
    Ok(Client::from_conf(bounded(config).build()))
}

/// A client of DynamoDB on AWS, configured by AWS's environment variables and profiles.
///
/// # Errors
/// [`OpenError::Region`].
#[cfg(feature = "local")]
pub(super) async fn on_aws() -> Result<Client, OpenError> {
    let environment = aws_config::defaults(BehaviorVersion::latest())
        .http_client(aws::https())
        .load()
        .await;
    if environment.region().is_none() {
        return Err(OpenError::Region);
    }
    Ok(Client::from_conf(
        bounded(Builder::from(&environment)).build(),
    ))
}

/// A client of DynamoDB inside a function; at `endpoint`, if it is given.
///
/// # Errors
/// [`OpenError::Function`], [`OpenError::Endpoint`].
pub(super) fn in_function(endpoint: Option<&str>) -> Result<Client, OpenError> {
    let is_address = |at: &str| at.starts_with("http://") || at.starts_with("https://");
    if endpoint.is_some_and(|at| !is_address(at)) {
        return Err(OpenError::Endpoint);
    }
    let mut config = Builder::from(&aws::in_function()?);
    config.set_endpoint_url(endpoint.map(Into::into));
    Ok(Client::from_conf(config.build()))
}

/// A client whose requests are answered by `http`, within this process.
#[cfg(feature = "local")]
pub(super) fn within(http: SharedHttpClient) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .endpoint_resolver(Embedded)
        // The engine checks no signatures.
        .allow_no_auth()
        // No network, no retries: a failed call would fail again, and an attempt that was cut short
        // would still be writing beside the next one.
        .retry_config(RetryConfig::disabled())
        .timeout_config(
            TimeoutConfig::builder()
                .operation_timeout(aws::OPERATION)
                .build(),
        )
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    Client::from_conf(config.build())
}

/// The embedded engine's endpoint. It is always the same; the SDK's own rules would be evaluated in
/// each call.
#[cfg(feature = "local")]
#[derive(Debug)]
struct Embedded;

#[cfg(feature = "local")]
impl ResolveEndpoint for Embedded {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        let endpoint = Endpoint::builder().url("http://embedded.invalid").build();
        EndpointFuture::ready(Ok(endpoint))
    }
}

#[cfg(feature = "local")]
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

#[cfg(feature = "local")]
fn bounded(config: Builder) -> Builder {
    config
        .retry_config(aws::retries())
        .timeout_config(aws::timeouts())
        // Stalled-stream protection is for long streams, which DynamoDB does not have; the
        // attempt's timeout covers its body, too.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
}
