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

/// The passkeys of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passkeys {
    /// They work.
    Here(PasskeySite),
    /// The same server has them at this origin: browsers bind passkeys to names, and this address is
    /// the number of the same machine.
    At(String),
    /// There are none: without HTTPS, or without a name.
    Nowhere,
}

impl Passkeys {
    /// The passkeys of an origin: `https://` and a name, or this machine's `localhost`.
    #[must_use]
    pub fn of(origin: &str) -> Self {
        let Some((scheme, authority)) = origin.split_once("://") else {
            return Self::Nowhere;
        };
        let (host, port) = split(authority);
        let here = || {
            Self::Here(PasskeySite {
                id: host.to_owned(),
                origin: origin.to_owned(),
            })
        };
        match scheme {
            "http" if host == "localhost" => here(),
            "http" if is_loopback(host) => Self::At(format!("http://localhost{port}")),
            "https" if is_name(host) => here(),
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
    host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || v6().is_some_and(|address: Ipv6Addr| address.is_loopback())
}

/// A name that browsers accept: its last label is no number, and it is longer than a bare word.
fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(allowed)
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    host == "localhost"
        || host.len() <= 253
            && host.split('.').all(is_label)
            && host.rsplit_once('.').is_some_and(|(_, last)| !is_number(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(id: &str, origin: &str) -> Passkeys {
        Passkeys::Here(PasskeySite {
            id: id.into(),
            origin: origin.into(),
        })
    }

    #[test]
    fn passkeys_work_at_a_name_behind_https_and_at_localhost() {
        for (origin, id) in [
            ("https://mood.example.org", "mood.example.org"),
            ("https://mood.example.org:8443", "mood.example.org"),
            ("https://xn--mll-hoa.example", "xn--mll-hoa.example"),
            ("https://localhost:3000", "localhost"),
            ("http://localhost:3000", "localhost"),
            ("http://localhost", "localhost"),
        ] {
            assert_eq!(Passkeys::of(origin), here(id, origin), "{origin}");
        }
    }

    #[test]
    fn the_number_of_this_machine_leads_to_its_name() {
        for (origin, other) in [
            ("http://127.0.0.1:3000", "http://localhost:3000"),
            ("http://127.9.9.9", "http://localhost"),
            ("http://[::1]:3000", "http://localhost:3000"),
        ] {
            assert_eq!(Passkeys::of(origin), Passkeys::At(other.into()), "{origin}");
        }
    }

    #[test]
    fn there_are_no_passkeys_without_https_or_without_a_name() {
        for origin in [
            "http://mood.example.org",
            "http://192.168.1.5:3000",
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
            assert_eq!(Passkeys::of(origin), Passkeys::Nowhere, "{origin}");
        }
    }
}
