//! The OpenID Connect provider, by which people may sign in. Absent by default.
//!
//! | variable | default | meaning |
//! |---|---|---|
//! | `HUMEUR_OIDC_ISSUER` | none: no provider | the issuer as its tokens name it, `https://…`; `http://` on this machine only. Requires `HUMEUR_URL` |
//! | `HUMEUR_OIDC_CLIENT_ID` | must be set | this site's name at the provider, which sends people back to `HUMEUR_URL` + `/auth/oidc/callback` |
//! | `HUMEUR_OIDC_CLIENT_SECRET` | none: a public client | the client's secret; on AWS Lambda `HUMEUR_OIDC_CLIENT_SECRET_PARAMETER`, its name in SSM |
//! | `HUMEUR_OIDC_NAME` | the issuer's host | the provider's name on buttons |
//! | `HUMEUR_OIDC_LOGOUT` | the provider's own, by discovery | the address at which people sign out, with the parameters of Amazon Cognito: `https://…/logout` |

use axum::http::{
    Uri,
    uri::{Authority, Scheme},
};

use super::{ConfigError, Variables};

/// The maximum length of the provider's name, in characters.
const MAX_NAME: usize = 40;

/// The provider.
#[derive(Clone)]
pub struct Oidc {
    /// The issuer, exactly as its tokens name it.
    pub issuer: String,
    /// This site's name at the provider.
    pub client_id: String,
    /// The client's secret; none for a public client.
    pub client_secret: Option<String>,
    /// The secret's name in SSM, if the environment of a function gives it.
    pub client_secret_parameter: Option<String>,
    /// The provider's name for people.
    pub name: String,
    /// The address at which people sign out, in Amazon Cognito's form.
    pub logout: Option<String>,
}

/// Reads the variables of the provider.
///
/// # Errors
/// The variable that is missing or invalid.
pub(super) fn read(variables: &Variables<'_>) -> Result<Option<Oidc>, ConfigError> {
    let Some(issuer) = variables.get("HUMEUR_OIDC_ISSUER") else {
        return Ok(None);
    };
    let issuer = issuer.trim().to_owned();
    let address = address(&issuer).filter(|address| address.query().is_none());
    let address = address.ok_or(ConfigError {
        name: "HUMEUR_OIDC_ISSUER",
        expected: "an issuer such as https://accounts.example.org, as its tokens name it".into(),
    })?;
    // The provider knows one address of this site, while a browser may have opened another.
    if variables.get("HUMEUR_URL").is_none() {
        return Err(ConfigError {
            name: "HUMEUR_URL",
            expected: "set where HUMEUR_OIDC_ISSUER is: the provider sends people back to it"
                .into(),
        });
    }
    let client_id = variables.get("HUMEUR_OIDC_CLIENT_ID").ok_or(ConfigError {
        name: "HUMEUR_OIDC_CLIENT_ID",
        expected: "set where HUMEUR_OIDC_ISSUER is: this site's name at the provider".into(),
    })?;
    let name = match variables.get("HUMEUR_OIDC_NAME") {
        Some(name) if name.trim().chars().count() <= MAX_NAME => name.trim().to_owned(),
        None => address.host().unwrap_or_default().to_owned(),
        Some(_) => {
            return Err(ConfigError {
                name: "HUMEUR_OIDC_NAME",
                expected: "a name for people, of at most 40 characters".into(),
            });
        }
    };
    let logout = variables.get("HUMEUR_OIDC_LOGOUT");
    let logout = logout.map(|text| {
        let text = text.trim();
        let is_valid = self::address(text).is_some_and(|address| address.query().is_none());
        is_valid.then(|| text.to_owned()).ok_or(ConfigError {
            name: "HUMEUR_OIDC_LOGOUT",
            expected: "an address such as https://humeur.auth.eu-west-3.amazoncognito.com/logout"
                .into(),
        })
    });
    let client_secret = variables.get("HUMEUR_OIDC_CLIENT_SECRET");
    let client_secret = client_secret.map(|secret| secret.trim().to_owned());
    let client_secret_parameter = variables
        .get("HUMEUR_OIDC_CLIENT_SECRET_PARAMETER")
        .filter(|_| client_secret.is_none() && super::function::is_here(variables));
    Ok(Some(Oidc {
        issuer,
        client_id: client_id.trim().to_owned(),
        client_secret,
        client_secret_parameter,
        name,
        logout: logout.transpose()?,
    }))
}

/// The address, if it may be called.
fn address(text: &str) -> Option<Uri> {
    let address: Uri = text.parse().ok().filter(|_| !text.contains('#'))?;
    (is_https(&address) || is_loopback(&address)).then_some(address)
}

/// True for an address with TLS, and without credentials.
pub(crate) fn is_https(address: &Uri) -> bool {
    address.scheme() == Some(&Scheme::HTTPS) && address.authority().is_some_and(is_plain)
}

/// True for an address of this machine without TLS, and without credentials.
pub(crate) fn is_loopback(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = match host.parse::<std::net::IpAddr>() {
        Ok(number) => number.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    };
    let is_plain = address.authority().is_some_and(is_plain);
    address.scheme() == Some(&Scheme::HTTP) && is_here && is_plain
}

fn is_plain(authority: &Authority) -> bool {
    !authority.host().is_empty() && !authority.as_str().contains('@')
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    const WHOLE: [(&str, &str); 3] = [
        ("HUMEUR_URL", "https://mood.example.org"),
        ("HUMEUR_OIDC_ISSUER", "https://accounts.example.org/"),
        ("HUMEUR_OIDC_CLIENT_ID", "humeur"),
    ];

    /// The configuration with a variable of `WHOLE` replaced, added or, if it is empty, left out.
    fn read(changed: &str, value: &str) -> Result<Config, String> {
        let of = |name: &str| {
            let whole = WHOLE.iter().find(|(known, _)| *known == name);
            whole.map(|(_, value)| (*value).to_owned())
        };
        let read = |name: &str| match name == changed {
            true => Some(value.to_owned()),
            false => of(name),
        };
        Config::read(&read).map_err(|error| error.to_string())
    }

    #[test]
    fn the_provider_is_absent_by_default_and_has_the_issuers_name() {
        assert!(read("HUMEUR_OIDC_ISSUER", "").unwrap().oidc.is_none());
        let oidc = read("HUMEUR_LOG", "info").unwrap().oidc.unwrap();
        assert_eq!(oidc.issuer, "https://accounts.example.org/");
        assert_eq!(
            (oidc.name.as_str(), oidc.client_id.as_str()),
            ("accounts.example.org", "humeur")
        );
        assert!(oidc.client_secret.is_none() && oidc.logout.is_none());
        let named = read("HUMEUR_OIDC_NAME", "Ünïversité")
            .unwrap()
            .oidc
            .unwrap();
        assert_eq!(named.name, "Ünïversité");
    }

    #[test]
    fn an_invalid_variable_is_named() {
        let long = "x".repeat(41);
        for (name, value) in [
            ("HUMEUR_URL", ""),
            ("HUMEUR_OIDC_CLIENT_ID", " "),
            ("HUMEUR_OIDC_ISSUER", "accounts.example.org"),
            ("HUMEUR_OIDC_ISSUER", "http://accounts.example.org"),
            ("HUMEUR_OIDC_ISSUER", "http://127.0.0.1.example.org"),
            ("HUMEUR_OIDC_ISSUER", "file:///etc/passwd"),
            (
                "HUMEUR_OIDC_ISSUER",
                "https://ada:secret@accounts.example.org",
            ),
            ("HUMEUR_OIDC_ISSUER", "https://accounts.example.org?x"),
            ("HUMEUR_OIDC_ISSUER", "https://accounts.example.org#x"),
            ("HUMEUR_OIDC_NAME", &long),
            ("HUMEUR_OIDC_LOGOUT", "javascript:alert(1)"),
            ("HUMEUR_OIDC_LOGOUT", "http://accounts.example.org/logout"),
        ] {
            let error = read(name, value).err().unwrap_or_default();
            assert!(
                error.starts_with(&format!("{name} must be ")),
                "{name}={value}: {error}"
            );
        }
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for issuer in [
            "http://127.0.0.1:9000",
            "http://localhost",
            "http://[::1]:80/x",
        ] {
            assert!(read("HUMEUR_OIDC_ISSUER", issuer).is_ok(), "{issuer}");
        }
    }
}
