//! The secrets of a function, from its environment or from SSM Parameter Store.

use std::{collections::HashMap, fmt::Display, time::Duration};

use aws_sdk_ssm::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
    error::{DisplayErrorContext, ProvideErrorMetadata},
};

use crate::{
    FunctionError,
    auth::{OperatorKeys, SessionKey},
    aws,
    config::{Function, OriginKeys},
    push::PushKey,
};

/// Every cold start makes one call, and SSM allows 40 a second per account, so many at once must
/// retry. Lambda's init phase lasts ten seconds.
const TIMEOUT: Duration = Duration::from_secs(8);
const TRIES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// The secrets.
pub(super) struct Secrets {
    /// The key of the session cookies.
    pub(super) session_key: SessionKey,
    /// The key of push messages, if its parameter is named. A missing one is no reason for the site
    /// not to start.
    pub(super) push_key: Option<Result<PushKey, SecretError>>,
    /// The keys that CloudFront may send.
    pub(super) origin_keys: Vec<String>,
    /// The secret of the OpenID Connect client, if its parameter is named.
    pub(super) oidc_client: Option<String>,
    /// The operator's keys, if their parameter is named.
    pub(super) operator_keys: Option<OperatorKeys>,
    /// The operator's own sources of signals (JSON), if their parameter is named. A missing one is no reason for
    /// the site not to start.
    pub(super) sources: Option<Result<String, SecretError>>,
}

/// The names of parameters that only some installations have.
pub(super) struct Named {
    /// The secret of the OpenID Connect client.
    pub(super) oidc_client: Option<String>,
    /// The operator's keys.
    pub(super) operator: Option<String>,
    /// The operator's own sources of signals.
    pub(super) sources: Option<String>,
}

/// The reason a secret could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum SecretError {
    /// The environment of the function is invalid.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// SSM failed or did not answer.
    #[error(
        "the parameters {names} can't be read from SSM ({reason}): check that they exist, and that the function's role may read them"
    )]
    Refused {
        /// The parameters' names.
        names: String,
        /// SSM's error code.
        reason: String,
    },
    /// The parameter does not exist.
    #[error("the parameter {0} is missing in SSM: `make deploy` creates it")]
    Missing(String),
    /// The parameter, which the operator creates, does not exist.
    #[error("the parameter {0} is missing in SSM: create it with its value")]
    Absent(String),
    /// The parameter is not a valid key.
    #[error("the parameter {name} must be {expected}")]
    NoKey {
        /// The parameter's name.
        name: String,
        /// The expected value.
        expected: String,
    },
}

/// The secrets, from the environment or, by one call, from SSM.
///
/// # Errors
/// See [`SecretError`].
pub(super) async fn secrets(
    session_key: Option<SessionKey>,
    function: Function,
    named: Named,
) -> Result<Secrets, SecretError> {
    let mut names = function.session_key_parameters.clone();
    names.extend(function.push_key_parameters.iter().cloned());
    if let OriginKeys::Parameters(keys) = &function.origin_keys {
        names.extend(keys.iter().cloned());
    }
    let optional = [&named.oidc_client, &named.operator, &named.sources];
    names.extend(optional.into_iter().flatten().cloned());
    let found = if names.is_empty() {
        HashMap::new()
    } else {
        read(names).await?
    };
    let session_key = match session_key {
        Some(key) => key,
        None => parse(
            &found,
            &function.session_key_parameters,
            SessionKey::from_base64,
        )?,
    };
    let push_key = Some(&function.push_key_parameters)
        .filter(|names| !names.is_empty())
        .map(|names| parse(&found, names, PushKey::from_base64));
    let origin_keys = match function.origin_keys {
        OriginKeys::Given(keys) => keys,
        OriginKeys::Parameters(names) => {
            // An older key may have been deleted, the newest may not.
            let keys = names.iter().filter_map(|name| found.get(name).cloned());
            let keys: Vec<String> = keys.collect();
            if keys.is_empty() {
                return Err(SecretError::Missing(names.join(", ")));
            }
            keys
        }
    };
    let text = |name: String| {
        let text = found.get(&name).cloned();
        text.ok_or(SecretError::Absent(name))
    };
    let oidc_client = named.oidc_client.map(text);
    let sources = named.sources.map(text);
    let operator_keys = named.operator.map(|name| {
        let text = found.get(&name).ok_or(SecretError::Absent(name.clone()))?;
        OperatorKeys::parse(text).ok_or(SecretError::NoKey {
            name,
            expected: OperatorKeys::EXPECTED.into(),
        })
    });
    Ok(Secrets {
        session_key,
        push_key,
        origin_keys,
        oidc_client: oidc_client.transpose()?,
        operator_keys: operator_keys.transpose()?,
        sources,
    })
}

/// The keys of these names. The first must exist; one of the others may have been deleted.
fn parse<K, E: Display>(
    found: &HashMap<String, String>,
    names: &[String],
    read: impl Fn(&str) -> Result<K, E>,
) -> Result<K, SecretError> {
    if let Some(name) = names.first().filter(|name| !found.contains_key(*name)) {
        return Err(SecretError::Missing(name.clone()));
    }
    let keys: Vec<&str> = names
        .iter()
        .filter_map(|name| found.get(name))
        .map(String::as_str)
        .collect();
    read(&keys.join(",")).map_err(|expected| SecretError::NoKey {
        name: names.join(", "),
        expected: expected.to_string(),
    })
}

/// The values by parameter name, without unknown parameters.
async fn read(names: Vec<String>) -> Result<HashMap<String, String>, SecretError> {
    let mut config = Builder::from(&aws::in_function()?)
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(TRIES)
                .with_initial_backoff(FIRST_PAUSE),
        )
        .timeout_config(TimeoutConfig::builder().operation_timeout(TIMEOUT).build());
    config.set_endpoint_url(std::env::var("AWS_ENDPOINT_URL_SSM").ok());
    let response = Client::from_conf(config.build())
        .get_parameters()
        .set_names(Some(names.clone()))
        .with_decryption(true)
        .send()
        .await
        .map_err(|failure| SecretError::Refused {
            names: names.join(", "),
            reason: failure.code().map_or_else(
                || DisplayErrorContext(&failure).to_string(),
                ToOwned::to_owned,
            ),
        })?;
    let values = response.parameters.unwrap_or_default().into_iter();
    Ok(values
        .filter_map(|parameter| {
            let selector = parameter.selector.unwrap_or_default();
            let name = format!("{}{selector}", parameter.name?);
            Some((name, parameter.value?))
        })
        .collect())
}
