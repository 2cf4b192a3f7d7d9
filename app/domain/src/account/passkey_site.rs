//! The address that passkeys belong to.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The site of passkeys, as browsers know it (WebAuthn's relying party).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeySite {
    /// The host, which every passkey is bound to.
    pub id: String,
    /// The origin of its pages.
    pub origin: String,
}

/// Support for passkeys at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeySupport {
    /// They work.
    Here(PasskeySite),
    /// They work at this other origin of the same server: browsers bind passkeys to domains, and this
    /// address is the machine's own number.
    At(String),
    /// They can't work: without HTTPS, or without a domain.
    Nowhere,
}

impl PasskeySupport {
    /// The support at an origin: `https://` with a domain, or this machine's `localhost`.
    #[must_use]
    pub fn of(origin: &str) -> Self {
        let Some((scheme, authority)) = origin.split_once("://") else {
            return Self::Nowhere;
        };
        let (host, port) = split(authority);
        if !port.bytes().skip(1).all(|byte| byte.is_ascii_digit()) {
            return Self::Nowhere;
        }
        let here = || {
            Self::Here(PasskeySite {
                id: host.to_owned(),
                origin: origin.to_owned(),
            })
        };
        match scheme {
            "http" if host == "localhost" => here(),
            "http" if is_loopback(host) => Self::At(format!("http://localhost{port}")),
            "https" if is_domain(host) => here(),
            _ => Self::Nowhere,
        }
    }

    /// The site, if they work.
    #[must_use]
    pub fn here(self) -> Option<PasskeySite> {
        match self {
            Self::Here(site) => Some(site),
            Self::At(_) | Self::Nowhere => None,
        }
    }
}

/// The host, and the port with its colon.
fn split(authority: &str) -> (&str, &str) {
    let end = match authority.rfind(':') {
        // The colons of an IPv6 address are inside brackets.
        Some(colon) if !authority[colon..].contains(']') => colon,
        _ => authority.len(),
    };
    authority.split_at(end)
}

fn is_loopback(host: &str) -> bool {
    let v6 = || host.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    host.parse()
        .is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || v6().is_some_and(|address: Ipv6Addr| address.is_loopback())
}

/// True for `localhost`, and for a host of several labels of which the last is not a number.
fn is_domain(host: &str) -> bool {
    let is_label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(allowed)
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    host == "localhost"
        || host.len() <= 253
            && host.split('.').all(is_label)
            && host
                .rsplit_once('.')
                .is_some_and(|(_, last)| !is_number(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(id: &str, origin: &str) -> PasskeySupport {
        PasskeySupport::Here(PasskeySite {
            id: id.into(),
            origin: origin.into(),
        })
    }

    #[test]
    fn passkeys_work_at_a_domain_behind_https_and_at_localhost() {
        for (origin, id) in [
            ("https://mood.example.org", "mood.example.org"),
            ("https://mood.example.org:8443", "mood.example.org"),
            ("https://xn--mll-hoa.example", "xn--mll-hoa.example"),
            ("https://localhost:3000", "localhost"),
            ("http://localhost:3000", "localhost"),
            ("http://localhost", "localhost"),
        ] {
            assert_eq!(PasskeySupport::of(origin), here(id, origin), "{origin}");
        }
    }

    #[test]
    fn a_loopback_address_leads_to_localhost() {
        for (origin, other) in [
            ("http://127.0.0.1:3000", "http://localhost:3000"),
            ("http://127.9.9.9", "http://localhost"),
            ("http://[::1]:3000", "http://localhost:3000"),
        ] {
            assert_eq!(
                PasskeySupport::of(origin),
                PasskeySupport::At(other.into()),
                "{origin}"
            );
        }
    }

    #[test]
    fn passkeys_need_https_and_a_domain() {
        for origin in [
            "http://mood.example.org",
            "http://192.168.1.5:3000",
            "http://127.0.0.1:3000/evil",
            "http://127.0.0.1:30x",
            "https://192.168.1.5",
            "https://127.0.0.1",
            "https://[::1]:3000",
            "https://nas",
            "https://",
            "https://mood..example",
            "https://mood.example/path",
            "https://ada@mood.example",
            "ftp://mood.example.org",
            "mood.example.org",
            "",
        ] {
            assert_eq!(
                PasskeySupport::of(origin),
                PasskeySupport::Nowhere,
                "{origin}"
            );
        }
    }
}
