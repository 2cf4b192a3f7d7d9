//! The configuration of a function on AWS Lambda.

use super::{ConfigError, Variables};

/// The configuration of a function, in addition to that of every installation.
#[derive(Clone)]
pub struct Function {
    /// True for a function that only runs jobs. It has no keys to answer requests, and rejects all.
    pub only_jobs: bool,
    /// The session keys' names in SSM (`/name:version`), the current one first; empty if the
    /// environment gives the keys themselves, and for a function that only runs jobs.
    pub session_key_parameters: Vec<String>,
    /// The push keys' names in SSM (`/name:version`), that of new subscriptions first; empty if the
    /// environment gives the keys themselves, or none.
    pub push_key_parameters: Vec<String>,
    /// The keys that CloudFront may send; none for a function that only runs jobs.
    pub origin_keys: OriginKeys,
    /// The name of the bucket of exported files.
    pub exports_bucket: String,
    /// The name of the bucket of photos.
    pub photos_bucket: String,
}

/// The source of the origin keys.
#[derive(Clone)]
pub enum OriginKeys {
    /// The environment.
    Given(Vec<String>),
    /// SSM, under these names (`/name:version`).
    Parameters(Vec<String>),
}

/// True on AWS Lambda, by a variable that only its runtime sets.
pub(super) fn is_here(variables: &Variables<'_>) -> bool {
    variables.get("AWS_LAMBDA_RUNTIME_API").is_some()
}

/// Reads the variables of a function.
///
/// # Errors
/// The variable that is missing or invalid.
pub(super) fn read(
    variables: &Variables<'_>,
    has_session_key: bool,
    has_push_key: bool,
) -> Result<Function, ConfigError> {
    let only_jobs = variables.parsed(
        "HUMEUR_FUNCTION",
        "site or jobs",
        "site",
        |text| match text {
            "site" => Some(false),
            "jobs" => Some(true),
            _ => None,
        },
    )?;
    let (session_key_parameters, origin_keys) = if only_jobs {
        (Vec::new(), OriginKeys::Given(Vec::new()))
    } else {
        keys(variables, has_session_key)?
    };
    let push_key_parameters = list(variables, "HUMEUR_PUSH_KEY_PARAMETER");
    Ok(Function {
        only_jobs,
        session_key_parameters,
        push_key_parameters: push_key_parameters
            .filter(|_| !has_push_key)
            .unwrap_or_default(),
        origin_keys,
        exports_bucket: variables.get("HUMEUR_EXPORTS_BUCKET").ok_or(ConfigError {
            name: "HUMEUR_EXPORTS_BUCKET",
            expected: "the name of the bucket of exported files".into(),
        })?,
        photos_bucket: variables.get("HUMEUR_PHOTOS_BUCKET").ok_or(ConfigError {
            name: "HUMEUR_PHOTOS_BUCKET",
            expected: "the name of the bucket of photos".into(),
        })?,
    })
}

/// The session keys' names and the origin keys of a function that answers requests.
///
/// # Errors
/// The variable that is missing.
fn keys(
    variables: &Variables<'_>,
    has_session_key: bool,
) -> Result<(Vec<String>, OriginKeys), ConfigError> {
    let parameters = list(variables, "HUMEUR_SESSION_KEY_PARAMETER").filter(|_| !has_session_key);
    if !has_session_key && parameters.is_none() {
        return Err(ConfigError {
            name: "HUMEUR_SESSION_KEY_PARAMETER",
            expected: "the name of the session key in SSM, where HUMEUR_SESSION_KEY is not set"
                .into(),
        });
    }
    let given = list(variables, "HUMEUR_ORIGIN_KEYS").map(OriginKeys::Given);
    let named = || list(variables, "HUMEUR_ORIGIN_KEY_PARAMETERS").map(OriginKeys::Parameters);
    let origin_keys = given.or_else(named).ok_or(ConfigError {
        name: "HUMEUR_ORIGIN_KEY_PARAMETERS",
        expected: "the names of the origin keys in SSM, where HUMEUR_ORIGIN_KEYS is not set".into(),
    })?;
    Ok((parameters.unwrap_or_default(), origin_keys))
}

/// The comma-separated items of a variable; none if the list is empty.
fn list(variables: &Variables<'_>, name: &'static str) -> Option<Vec<String>> {
    let text = variables.get(name)?;
    let items = text.split(',').map(str::trim).map(ToOwned::to_owned);
    let items: Vec<_> = items.filter(|item| !item.is_empty()).collect();
    (!items.is_empty()).then_some(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The function of an environment with both buckets, and these variables.
    fn function(pairs: &[(&str, &str)]) -> Result<Function, String> {
        let buckets = [
            ("HUMEUR_EXPORTS_BUCKET", "exports"),
            ("HUMEUR_PHOTOS_BUCKET", "photos"),
        ];
        let get = |name: &str| {
            let found = pairs.iter().chain(&buckets).find(|(of, _)| *of == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        read(&Variables(&get), false, false).map_err(|error| error.to_string())
    }

    #[test]
    fn a_function_that_only_runs_jobs_has_no_keys() {
        let keys = [
            ("HUMEUR_SESSION_KEY_PARAMETER", "/session-key:1"),
            ("HUMEUR_ORIGIN_KEYS", "origin"),
        ];
        for (work, variables) in [
            ("jobs", &keys[..0]),
            ("jobs", &keys[..]),
            ("site", &keys[..]),
        ] {
            let variables = [&[("HUMEUR_FUNCTION", work)][..], variables].concat();
            let read = function(&variables).unwrap();
            let OriginKeys::Given(origin_keys) = read.origin_keys else {
                panic!("the environment gives the keys");
            };
            assert_eq!(read.only_jobs, work == "jobs");
            assert_eq!(read.session_key_parameters.is_empty(), read.only_jobs);
            assert_eq!(origin_keys.is_empty(), read.only_jobs);
        }
    }

    #[test]
    fn every_function_may_have_a_push_key() {
        let named = ("HUMEUR_PUSH_KEY_PARAMETER", "/push-key:2, /push-key:1");
        let read = function(&[("HUMEUR_FUNCTION", "jobs"), named]).unwrap();
        assert_eq!(read.push_key_parameters, ["/push-key:2", "/push-key:1"]);
        let read = function(&[("HUMEUR_FUNCTION", "jobs")]).unwrap();
        assert_eq!(read.push_key_parameters, [""; 0]);
    }

    #[test]
    fn a_function_that_answers_requests_needs_its_keys() {
        for work in ["site", ""] {
            let error = function(&[("HUMEUR_FUNCTION", work)]).err().unwrap();
            assert!(error.starts_with("HUMEUR_SESSION_KEY_PARAMETER"), "{error}");
        }
        let error = function(&[("HUMEUR_FUNCTION", "job")]).err().unwrap();
        assert_eq!(error, "HUMEUR_FUNCTION must be site or jobs");
    }
}
