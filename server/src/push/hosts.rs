//! The push services: the only servers that a subscription can make this server call.
//!
//! A subscription's address is untrusted input. Without this list it could make the server call any
//! address that it can reach, including its own network.

use axum::http::{Uri, uri::Scheme};

/// The push services of Chrome, Edge and most others; Firefox; Safari; and Edge on Windows.
const KNOWN: [&str; 4] = [
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
];

/// The push services that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Default for Hosts {
    fn default() -> Self {
        Self(KNOWN.map(Into::into).into())
    }
}

impl Hosts {
    /// The browsers' services, and those of a comma-separated list: a name such as
    /// `push.example.org`, all names below one, `*.push.example.org`, or a name or address with its
    /// port, `127.0.0.1:9999`, which is called without TLS. None if the list is invalid.
    #[must_use]
    pub fn with(list: &str) -> Option<Self> {
        let mut hosts = Self::default();
        for host in list.split(',').map(str::trim) {
            if host.is_empty() {
                continue;
            }
            is_pattern(host).then(|| hosts.0.push(host.to_ascii_lowercase()))?;
        }
        Some(hosts)
    }

    /// The list's entry that allows an address.
    ///
    /// The authority must be only the name (or name and port) itself: no user, no other port, no
    /// brackets.
    #[must_use]
    pub(super) fn entry(&self, address: &Uri) -> Option<&str> {
        let authority = address.authority()?.as_str().to_ascii_lowercase();
        let secure = address.scheme() == Some(&Scheme::HTTPS);
        let allows = |entry: &&String| match entry.strip_prefix('*') {
            Some(parent) => {
                let below = authority.strip_suffix(parent);
                secure && below.is_some_and(|name| !name.is_empty() && name.bytes().all(in_name))
            }
            None => (secure || has_port(entry)) && authority == entry.as_str(),
        };
        self.0.iter().find(allows).map(String::as_str)
    }
}

fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')
}

fn has_port(entry: &str) -> bool {
    entry.contains(':')
}

fn is_pattern(text: &str) -> bool {
    let is_name = |name: &str| name.contains('.') && name.bytes().all(in_name);
    match (text.strip_prefix("*."), text.rsplit_once(':')) {
        (Some(parent), _) => is_name(parent),
        (None, Some((host, port))) => {
            (is_name(host) || host == "localhost") && port.parse::<u16>().is_ok()
        }
        (None, None) => is_name(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(hosts: &Hosts, address: &str) -> bool {
        address
            .parse()
            .is_ok_and(|address| hosts.entry(&address).is_some())
    }

    #[test]
    fn the_browsers_push_services_are_allowed() {
        for address in [
            "https://fcm.googleapis.com/fcm/send/x:y",
            "https://FCM.googleapis.com/wp/x",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/x",
            "https://wns2-par02p.notify.windows.com/w/?token=x",
        ] {
            assert!(allows(&Hosts::default(), address), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_not_allowed() {
        for address in [
            "http://fcm.googleapis.com/x",
            "ftp://fcm.googleapis.com/x",
            "//fcm.googleapis.com/x",
            "/fcm.googleapis.com",
            "fcm.googleapis.com:443",
            "https://fcm.googleapis.com:443/x",
            "https://fcm.googleapis.com:22/x",
            "https://fcm.googleapis.com./x",
            "https://fcm.googleapis.com@evil.example/x",
            "https://evil.example@fcm.googleapis.com/x",
            "https://a:b@fcm.googleapis.com/x",
            "https://evil.example#@fcm.googleapis.com/x",
            "https://evil.example?.push.apple.com/x",
            "https://evil.example\\.push.apple.com/x",
            "https://evil.example%2f.push.apple.com/x",
            "https://evil.example:1@x.push.apple.com/x",
            "https://evilfcm.googleapis.com/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://push.apple.com/x",
            "https://.push.apple.com/x",
            "https://evilpush.apple.com/x",
            "https://x.push.apple.com.evil.example/x",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https:///x",
            "https://",
            "",
        ] {
            assert!(!allows(&Hosts::default(), address), "{address}");
        }
    }

    #[test]
    fn a_list_adds_services() {
        let hosts = Hosts::with(" Push.example.org, *.below.example ,127.0.0.1:9999,").unwrap();
        for (address, allowed) in [
            ("https://fcm.googleapis.com/x", true),
            ("https://push.example.org/x", true),
            ("http://push.example.org/x", false),
            ("https://a.below.example/x", true),
            ("http://a.below.example/x", false),
            ("http://127.0.0.1:9999/x", true),
            ("https://127.0.0.1:9999/x", true),
            ("http://127.0.0.1:9998/x", false),
            ("http://127.0.0.1/x", false),
            ("http://x@127.0.0.1:9999/x", false),
        ] {
            assert_eq!(allows(&hosts, address), allowed, "{address}");
        }
        assert_eq!(Hosts::with(""), Some(Hosts::default()));
        for list in [
            "*",
            "*.",
            "com",
            "https://a.example",
            "a.example/x",
            "a b",
            "a.example:x",
            "*.a.example:1",
        ] {
            assert_eq!(Hosts::with(list), None, "{list}");
        }
    }
}
