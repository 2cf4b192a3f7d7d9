//! The configuration of what an operator of one machine looks after: back-ups and metrics.

use std::{net::SocketAddr, path::PathBuf};

use super::{ConfigError, Variables};

/// The days until the last automatic back-up of a deleted entry is deleted: twelve months.
const SERIES_DAYS: &str = "366";

/// The directory of the automatic back-ups; none by default.
///
/// Back-ups keep for a year what a person deletes, which the page about erasure then says. So they
/// begin when the operator chooses them, and with them a disk that is not the journal's.
pub(super) fn backup_dir(variables: &Variables<'_>) -> Option<PathBuf> {
    variables.get("HUMEUR_BACKUP_DIR").map(PathBuf::from)
}

/// Days until the installation's back-ups expire; 0 if it makes none.
///
/// # Errors
/// The invalid variable.
pub(super) fn backup_days(variables: &Variables<'_>) -> Result<u32, ConfigError> {
    let default = backup_dir(variables).map_or("0", |_| SERIES_DAYS);
    variables.parsed("HUMEUR_BACKUP_DAYS", "a number of days", default, |text| {
        text.parse().ok()
    })
}

/// The address of the operator's metrics; none by default.
///
/// # Errors
/// The invalid variable.
pub(super) fn operator_addr(variables: &Variables<'_>) -> Result<Option<SocketAddr>, ConfigError> {
    variables.parsed(
        "HUMEUR_OPERATOR_ADDR",
        "an address and port such as 127.0.0.1:9464",
        "",
        |text| match text {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        },
    )
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
    fn back_ups_last_a_year_unless_the_operator_says_otherwise() {
        let directory = ("HUMEUR_BACKUP_DIR", "/mnt/backups");
        assert_eq!(with(backup_days, &[]), Ok(0));
        assert_eq!(with(backup_days, &[directory]), Ok(366));
        let days = ("HUMEUR_BACKUP_DAYS", "400");
        assert_eq!(with(backup_days, &[directory, days]), Ok(400));
        let days = ("HUMEUR_BACKUP_DAYS", "a year");
        assert!(with(backup_days, &[days]).is_err());
    }

    #[test]
    fn metrics_are_served_nowhere_by_default() {
        assert_eq!(with(operator_addr, &[]), Ok(None));
        let addr = [("HUMEUR_OPERATOR_ADDR", "127.0.0.1:9464")];
        assert_eq!(
            with(operator_addr, &addr),
            Ok("127.0.0.1:9464".parse().ok())
        );
        for text in ["9464", "localhost", "127.0.0.1"] {
            let error = with(operator_addr, &[("HUMEUR_OPERATOR_ADDR", text)]).unwrap_err();
            assert!(error.contains("an address and port"), "{error}");
        }
    }
}
