//! The configuration of accounts: registration, the operator's keys, the limits of API keys.

use app::{domain::account::KeyLimits, ports::Registration};

use super::{ConfigError, Variables};
use crate::auth::OperatorKeys;

/// The people who may open an account.
///
/// # Errors
/// The invalid variable.
pub(super) fn registration(variables: &Variables<'_>) -> Result<Registration, ConfigError> {
    variables.parsed(
        "HUMEUR_REGISTRATION",
        "open, invitation or closed",
        "open",
        |text| match text {
            "open" => Some(Registration::Open),
            "invitation" => Some(Registration::Invitation),
            "closed" => Some(Registration::Closed),
            _ => None,
        },
    )
}

/// The operator's keys; none by default.
///
/// # Errors
/// The invalid variable.
pub(super) fn operator_keys(variables: &Variables<'_>) -> Result<OperatorKeys, ConfigError> {
    let Some(text) = variables.get("HUMEUR_OPERATOR_KEY") else {
        return Ok(OperatorKeys::default());
    };
    OperatorKeys::parse(&text).ok_or(ConfigError {
        name: "HUMEUR_OPERATOR_KEY",
        expected: OperatorKeys::EXPECTED.into(),
    })
}

/// The name of the operator's keys in SSM, unless the environment gives the keys.
pub(super) fn operator_key_parameter(variables: &Variables<'_>) -> Option<String> {
    let name = variables.get("HUMEUR_OPERATOR_KEY_PARAMETER");
    name.filter(|_| variables.get("HUMEUR_OPERATOR_KEY").is_none())
}

/// The limits of every API key.
///
/// # Errors
/// The invalid variable.
pub(super) fn key_limits(variables: &Variables<'_>) -> Result<KeyLimits, ConfigError> {
    let (default, max) = (KeyLimits::DEFAULT, KeyLimits::MAX);
    let number = |name, expected, default: u64, max: u64| {
        variables.parsed(name, expected, &default.to_string(), |text| {
            let number = text.parse::<u64>().ok()?;
            (1..=max).contains(&number).then_some(number)
        })
    };
    let rate = number(
        "HUMEUR_KEY_RATE",
        "a number of calls from 1 to 1000",
        default.rate().into(),
        max.rate().into(),
    )?;
    let burst = number(
        "HUMEUR_KEY_BURST",
        "a number of calls from 1 to 2000",
        default.burst().into(),
        max.burst().into(),
    )?;
    let monthly = number(
        "HUMEUR_KEY_MONTHLY",
        "a number of calls from 1 to 1000000",
        default.monthly(),
        max.monthly(),
    )?;
    let limits = u32::try_from(rate).ok().zip(u32::try_from(burst).ok());
    let limits = limits.and_then(|(rate, burst)| KeyLimits::new(rate, burst, monthly));
    Ok(limits.unwrap_or(default))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(
        read: fn(&Variables<'_>) -> Result<T, ConfigError>,
        pairs: &[(&str, &str)],
    ) -> Result<T, String> {
        let get = |name: &str| {
            let found = pairs.iter().find(|(of, _)| *of == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        read(&Variables(&get)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_limits_of_keys_have_defaults_and_maxima() {
        assert_eq!(with(key_limits, &[]), Ok(KeyLimits::DEFAULT));
        let all = [
            ("HUMEUR_KEY_RATE", "1000"),
            ("HUMEUR_KEY_BURST", "2000"),
            ("HUMEUR_KEY_MONTHLY", "1000000"),
        ];
        assert_eq!(with(key_limits, &all), Ok(KeyLimits::MAX));
        for (name, value) in [
            ("HUMEUR_KEY_RATE", "1001"),
            ("HUMEUR_KEY_RATE", "0"),
            ("HUMEUR_KEY_BURST", "2001"),
            ("HUMEUR_KEY_BURST", "-1"),
            ("HUMEUR_KEY_MONTHLY", "1000001"),
            ("HUMEUR_KEY_MONTHLY", "many"),
        ] {
            let error = with(key_limits, &[(name, value)]).unwrap_err();
            assert!(error.starts_with(name), "{error}");
        }
    }

    #[test]
    fn registration_is_open_unless_it_is_not() {
        assert_eq!(with(registration, &[]), Ok(Registration::Open));
        let closed = [("HUMEUR_REGISTRATION", "closed")];
        assert_eq!(with(registration, &closed), Ok(Registration::Closed));
        let unknown = [("HUMEUR_REGISTRATION", "no")];
        assert!(with(registration, &unknown).is_err());
    }

    #[test]
    fn a_short_operator_key_is_refused() {
        assert!(with(operator_keys, &[]).is_ok());
        for (key, is_valid) in [("a".repeat(31), false), ("a".repeat(32), true)] {
            let read = with(operator_keys, &[("HUMEUR_OPERATOR_KEY", &key)]);
            assert_eq!(read.is_ok(), is_valid, "{key}");
        }
    }
}
