//! Configuration by environment variables, read once at start.
//!
//! | variable | default | meaning |
//! |---|---|---|
//! | `HUMEUR_ADDR` | `127.0.0.1:3000` | where to listen |
//! | `HUMEUR_URL` | `http://` + address | the public address, without a path; `https://` makes cookies secure |
//! | `HUMEUR_DATA_DIR` | `data` | the embedded engine's files, both keys and exported files |
//! | `HUMEUR_SITE_DIR` | the program's own, or `target/site` | the built site |
//! | `HUMEUR_RETENTION_MONTHS` | `6` | the lifetime of entries, 1 to 1200 |
//! | `HUMEUR_BACKUP_DIR` | none | the directory of daily back-ups of the embedded engine's data; none without it |
//! | `HUMEUR_BACKUP_DAYS` | `0`, or `366` with back-ups | days until the installation's back-ups expire, for the page about erasure; 0 if it makes none |
//! | `HUMEUR_ENVIRONMENT` | `local` | the name of this installation, in `/health`, and on AWS in the metrics |
//! | `HUMEUR_REGISTRATION` | `open` | new accounts: `open`, `invitation` (only for users invited by the operator) or `closed` (none) |
//! | `HUMEUR_OPERATOR_KEY` | none | the operator's key, which creates users; 32 or more characters; during a rotation two, comma-separated |
//! | `HUMEUR_OIDC_…` | none | the provider for sign-in; `oidc.rs` has the table |
//! | `HUMEUR_KEY_RATE` | `10` | calls a second with an API key, on average, 1 to 1000 |
//! | `HUMEUR_KEY_BURST` | `20` | calls at once with an API key, 1 to 2000 |
//! | `HUMEUR_KEY_MONTHLY` | `100000` | calls in a calendar month (UTC) with an API key, 1 to 1000000 |
//! | `HUMEUR_SESSION_KEY` | generated once in the data directory | 64 or more random bytes, base64; during a rotation several, comma-separated: the first signs, all verify |
//! | `HUMEUR_PUSH_KEY` | made from the session key once in the data directory | 32 random bytes, base64; several, comma-separated: the first is for new subscriptions, the others send to those made before |
//! | `HUMEUR_CORS_ORIGINS` | none | origins of other sites that may call the API, comma-separated |
//! | `HUMEUR_TABLE_…` | as declared | the names of the tables, one variable for each of `server/tables.json` |
//! | `HUMEUR_CLIENT_ADDRESS` | `connection` | the source of a client's address, by which sign-ins are limited: `connection`, or `x-forwarded-for` behind a proxy that appends the address to it |
//! | `HUMEUR_PUSH_HOSTS` | none | push services in addition to those of the browsers, comma-separated: `push.example.org`, `*.example.org`; `127.0.0.1:9999` (with a port) without TLS |
//! | `HUMEUR_SIGNALS…` | none | the sources of signals; `signals.rs` has the table |
//! | `HUMEUR_OPERATOR_ADDR` | none | where to serve the operator's metrics, such as `127.0.0.1:9464`; nowhere without it |
//! | `HUMEUR_LOG` | `info` | `error`, `warn`, `info`, `debug` or `trace` |
//! | `HUMEUR_LOG_FORMAT` | `json` | `json` or `text` |
//! | `HUMEUR_STORE` | `embedded`, or `dynamodb` with an endpoint | `dynamodb` alone is AWS, with its usual variables and profiles |
//! | `DYNAMODB_ENDPOINT` | none | the address of a DynamoDB engine, instead of the embedded one |
//! | `AWS_ENDPOINT_URL_DYNAMODB` | none | the same, by AWS's name |
//!
//! On AWS Lambda, detected by `AWS_LAMBDA_RUNTIME_API`, there is no address and
//! no directory. The name of every table must be set, `HUMEUR_EXPORTS_BUCKET` (the bucket of exported
//! files) and `HUMEUR_PHOTOS_BUCKET` (that of photos), and one variable of each pair. A function with
//! `HUMEUR_FUNCTION=jobs` (in place of `site`, the default) only runs jobs: it reads no key except the push key,
//! which only the reminders need, and rejects every request.
//!
//! | variable | or | meaning |
//! |---|---|---|
//! | `HUMEUR_OPERATOR_KEY` | `HUMEUR_OPERATOR_KEY_PARAMETER` | the operator's key, or its name in SSM (`/name:version`); neither for none |
//! | `HUMEUR_SIGNALS_FILE` | `HUMEUR_SIGNALS_PARAMETER` | the operator's own sources of signals, or their name in SSM; neither for none |
//! | `HUMEUR_SESSION_KEY` | `HUMEUR_SESSION_KEY_PARAMETER` | the keys, or their names in SSM (`/name:version`), comma-separated; the first signs |
//! | `HUMEUR_PUSH_KEY` | `HUMEUR_PUSH_KEY_PARAMETER` | the keys, or their names in SSM (`/name:version`), comma-separated; neither derives them from the session key |
//! | `HUMEUR_ORIGIN_KEYS` | `HUMEUR_ORIGIN_KEY_PARAMETERS` | the keys that CloudFront may send, or their names in SSM (`/name:version`), comma-separated |

mod accounts;
mod function;
mod keys;
pub(crate) mod oidc;
mod operation;
mod signals;
mod site;

use std::{
    borrow::Cow,
    env,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use app::{
    domain::{Retention, account::KeyLimits},
    ports::Registration,
};
use axum::http::HeaderValue;
use tracing::level_filters::LevelFilter;

use crate::{
    auth::{AddressSource, OperatorKeys, SessionKey},
    http::Site,
    push::{Hosts, PushKey},
    signals::{Misfit, Sources},
    store::{Backend, Tables},
};

pub use self::{
    function::{Function, OriginKeys},
    oidc::Oidc,
};

/// The configuration.
pub struct Config {
    /// The address to listen on.
    pub addr: SocketAddr,
    /// The public address, as browsers write an origin.
    pub url: String,
    /// The same as a header value, if the environment sets it.
    pub origin: Option<HeaderValue>,
    /// The directory of the embedded engine and the session key.
    pub data_dir: PathBuf,
    /// The place of the built site.
    pub site: Site,
    /// The lifetime of entries.
    pub retention: Retention,
    /// The directory of the automatic back-ups, if they are made.
    pub backup_dir: Option<PathBuf>,
    /// Days until a back-up expires; 0 if there are none.
    pub backup_days: u32,
    /// The name of this installation.
    pub environment: String,
    /// The people who may open an account.
    pub registration: Registration,
    /// The operator's keys, if the environment gives any.
    pub operator_keys: OperatorKeys,
    /// The name of the operator's keys in SSM, if the environment does not give the keys.
    pub operator_key_parameter: Option<String>,
    /// The limits of every API key.
    pub key_limits: KeyLimits,
    /// The session key, if the environment gives one.
    pub session_key: Option<SessionKey>,
    /// The push key, if the environment gives one.
    pub push_key: Option<PushKey>,
    /// Other sites that may call the API.
    pub cors_origins: Vec<HeaderValue>,
    /// The source of a client's address.
    pub client_address: AddressSource,
    /// The names of the tables.
    pub tables: Tables,
    /// The push services that may be called.
    pub push_hosts: Hosts,
    /// The contact for operators of push services.
    pub contact: String,
    /// The sources of signals.
    pub sources: Sources,
    /// The name in SSM of the operator's own sources, if the environment of a function gives it.
    pub sources_parameter: Option<String>,
    /// The OpenID Connect provider, if there is one.
    pub oidc: Option<Oidc>,
    /// The address of the operator's metrics, if they are served.
    pub operator_addr: Option<SocketAddr>,
    /// The engine that stores the entries.
    pub backend: Backend,
    /// The log level.
    pub log: LevelFilter,
    /// True for a log as text, false for JSON.
    pub log_text: bool,
    /// Settings of a function on AWS Lambda; none on one machine.
    pub function: Option<Function>,
}

/// An invalid variable.
#[derive(Debug, thiserror::Error)]
#[error("{name} must be {expected}")]
pub struct ConfigError {
    name: &'static str,
    expected: Cow<'static, str>,
}

/// The variables of an environment.
pub(super) struct Variables<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Variables<'_> {
    /// The value of a variable; none if it is unset or blank.
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.trim().is_empty())
    }

    /// The value of a variable, parsed by `read`; `default` if it is unset.
    fn parsed<T>(
        &self,
        name: &'static str,
        expected: &'static str,
        default: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let value = self.get(name);
        read(value.as_deref().unwrap_or(default).trim()).ok_or(ConfigError {
            name,
            expected: expected.into(),
        })
    }
}

impl ConfigError {
    /// A parameter in SSM with an invalid field.
    pub(crate) fn of_sources_parameter(misfit: &Misfit) -> Self {
        Self {
            name: "HUMEUR_SIGNALS_PARAMETER",
            expected: format!("the name of valid sources: {misfit}").into(),
        }
    }
}

impl Config {
    /// Reads the environment of this process.
    ///
    /// # Errors
    /// The invalid variable, and its expected value.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&|name| env::var(name).ok())
    }

    /// Reads the variables of `environment`, which returns the value of a name.
    ///
    /// # Errors
    /// The invalid variable, and its expected value.
    pub fn read(environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let variables = Variables(environment);
        let addr = variables.parsed(
            "HUMEUR_ADDR",
            "an address and port such as 127.0.0.1:3000",
            "127.0.0.1:3000",
            |text| text.parse::<SocketAddr>().ok(),
        )?;
        let given = variables.get("HUMEUR_URL");
        let url = variables.parsed(
            "HUMEUR_URL",
            "a web address such as https://mood.example.org, without a path: Humeur has a host of its own",
            &format!("http://{addr}"),
            site::origin,
        )?;
        // Without it, each request's own origin counts.
        let origin = given.and_then(|_| url.parse().ok());
        let retention = variables.parsed(
            "HUMEUR_RETENTION_MONTHS",
            "a number of months from 1 to 1200",
            "6",
            |text| Retention::from_months(text.parse::<NonZeroU32>().ok()?.get()),
        )?;
        let cors_origins = variables.parsed(
            "HUMEUR_CORS_ORIGINS",
            "comma-separated origins, such as https://example.org",
            "",
            |text| {
                text.split(',')
                    .map(str::trim)
                    .filter(|origin| !origin.is_empty())
                    .map(|origin| is_origin(origin).then(|| origin.parse().ok())?)
                    .collect()
            },
        )?;
        let client_address = variables.parsed(
            "HUMEUR_CLIENT_ADDRESS",
            "connection or x-forwarded-for",
            "connection",
            AddressSource::parse,
        )?;
        let log = variables.parsed(
            "HUMEUR_LOG",
            "error, warn, info, debug or trace",
            "info",
            |text| text.parse().ok(),
        )?;
        let log_text =
            variables.parsed(
                "HUMEUR_LOG_FORMAT",
                "json or text",
                "json",
                |text| match text {
                    "json" => Some(false),
                    "text" => Some(true),
                    _ => None,
                },
            )?;
        let session_key = keys::session_key(&variables)?;
        let push_key = keys::push_key(&variables)?;
        let tables = Tables::named(|declared| table(&variables, declared.variable, declared.name))?;
        let push_hosts = variables.parsed(
            "HUMEUR_PUSH_HOSTS",
            "comma-separated names of push services, such as push.example.org",
            "",
            Hosts::with,
        )?;
        let function = function::is_here(&variables)
            .then(|| function::read(&variables, session_key.is_some(), push_key.is_some()))
            .transpose()?;
        let data_dir = PathBuf::from(
            variables
                .get("HUMEUR_DATA_DIR")
                .unwrap_or_else(|| "data".into()),
        );
        let endpoint = variables
            .get("DYNAMODB_ENDPOINT")
            .or_else(|| variables.get("AWS_ENDPOINT_URL_DYNAMODB"));
        Ok(Self {
            addr,
            contact: contact(&url),
            url,
            origin,
            site: Site::configured(variables.get("HUMEUR_SITE_DIR")),
            retention,
            backup_dir: operation::backup_dir(&variables),
            backup_days: operation::backup_days(&variables)?,
            environment: variables
                .get("HUMEUR_ENVIRONMENT")
                .unwrap_or_else(|| "local".into()),
            registration: accounts::registration(&variables)?,
            operator_keys: accounts::operator_keys(&variables)?,
            operator_key_parameter: accounts::operator_key_parameter(&variables),
            key_limits: accounts::key_limits(&variables)?,
            session_key,
            push_key,
            cors_origins,
            client_address,
            tables,
            push_hosts,
            sources: signals::sources(&variables)?,
            sources_parameter: signals::parameter(&variables),
            oidc: oidc::read(&variables)?,
            operator_addr: operation::operator_addr(&variables)?,
            backend: backend(&variables, endpoint, &data_dir)?,
            data_dir,
            log,
            log_text,
            function,
        })
    }
}

/// This site, if it is public. Apple rejects messages from an address whose domain does not
/// exist, such as that of one machine.
fn contact(url: &str) -> String {
    if url.starts_with("https://") {
        url.to_owned()
    } else {
        "mailto:humeur@example.org".into()
    }
}

/// The name of a table; on AWS Lambda it has no default.
fn table(
    variables: &Variables<'_>,
    name: &'static str,
    default: &str,
) -> Result<String, ConfigError> {
    variables.parsed(
        name,
        "a table's name: 3 to 255 letters, digits, dots, dashes and underscores",
        if function::is_here(variables) {
            ""
        } else {
            default
        },
        |text| is_table_name(text).then(|| text.to_owned()),
    )
}

/// DynamoDB's own rule for the names of tables.
fn is_table_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (3..=255).contains(&text.len()) && text.bytes().all(allowed)
}

/// True if the text is an origin as browsers write it: no path, not even `/`.
fn is_origin(text: &str) -> bool {
    matches!(text.split_once("://"), Some((_, host)) if !host.is_empty() && !host.contains('/'))
}

/// The engine that the environment selects.
fn backend(
    variables: &Variables<'_>,
    endpoint: Option<String>,
    data_dir: &Path,
) -> Result<Backend, ConfigError> {
    let name = variables.get("HUMEUR_STORE");
    let name = name.as_deref();
    if !function::is_here(variables) {
        return on_one_machine(name, endpoint, data_dir);
    }
    match name {
        Some("dynamodb") | None => Ok(Backend::Function { endpoint }),
        Some(_) => Err(ConfigError {
            name: "HUMEUR_STORE",
            expected: "dynamodb on AWS Lambda".into(),
        }),
    }
}

/// The named engine, or a DynamoDB endpoint if there is one, or the embedded engine. AWS must be
/// selected by name, because its variables are often set on a developer's machine for other
/// programs.
#[cfg(feature = "local")]
fn on_one_machine(
    name: Option<&str>,
    endpoint: Option<String>,
    data_dir: &Path,
) -> Result<Backend, ConfigError> {
    match (name, endpoint) {
        (Some("dynamodb"), endpoint) | (None, endpoint @ Some(_)) => {
            Ok(Backend::Remote { endpoint })
        }
        (Some("embedded") | None, _) => Ok(Backend::Embedded {
            data_dir: data_dir.to_owned(),
        }),
        _ => Err(ConfigError {
            name: "HUMEUR_STORE",
            expected: "embedded or dynamodb".into(),
        }),
    }
}

#[cfg(not(feature = "local"))]
fn on_one_machine(_: Option<&str>, _: Option<String>, _: &Path) -> Result<Backend, ConfigError> {
    Err(ConfigError {
        name: "AWS_LAMBDA_RUNTIME_API",
        expected: "set, as this program was built for AWS Lambda: `make run` builds one for here"
            .into(),
    })
}
