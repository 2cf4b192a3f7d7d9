//! The addresses that a source may have: public ones with TLS, and those of listed hosts.
//!
//! A name is checked as it resolves, so that no name of a public domain leads into the operator's network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use axum::http::{
    Uri,
    uri::{Authority, Scheme},
};

/// Hosts that may be called without TLS and in the operator's own network: a name or address, with its port
/// if it is not the usual one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainHosts(Vec<Authority>);

impl PlainHosts {
    /// Adds a host such as `station.lan` or `127.0.0.1:8080`. False if it is not one.
    #[must_use]
    pub(super) fn add(&mut self, host: &str) -> bool {
        let authority: Option<Authority> = host.to_ascii_lowercase().parse().ok();
        let authority = authority.filter(|host| !host.host().is_empty() && is_plain(host));
        let is_host = authority.is_some();
        self.0.extend(authority);
        is_host
    }

    pub(super) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// True for an address that may be called, as far as its text tells.
    pub(super) fn allows(&self, address: &Uri) -> bool {
        let Some(authority) = address.authority().filter(|authority| is_plain(authority)) else {
            return false;
        };
        let is_listed = self.0.iter().any(|host| host == authority);
        let is_https = address.scheme() == Some(&Scheme::HTTPS);
        let is_http = address.scheme() == Some(&Scheme::HTTP);
        match number(authority.host()) {
            // The resolver sees names only.
            Some(ip) => is_listed && (is_https || is_http) || is_https && is_public(ip),
            None => !authority.host().is_empty() && (is_https || is_http && is_listed),
        }
    }

    fn has_name(&self, name: &str) -> bool {
        let mut names = self.0.iter().map(Authority::host);
        names.any(|host| host.eq_ignore_ascii_case(name))
    }
}

/// True for an authority without credentials.
fn is_plain(authority: &Authority) -> bool {
    !authority.as_str().contains('@')
}

/// The address that a host is.
fn number(host: &str) -> Option<IpAddr> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse().ok()
}

/// A name that leads into the operator's network.
#[derive(Debug, thiserror::Error)]
#[error("blocked address")]
pub(super) struct BlockedAddress;

/// The machine's resolver, without the addresses of the operator's network.
#[derive(Clone, Debug)]
pub(super) struct PublicResolver {
    pub(super) plain_hosts: PlainHosts,
}

impl PublicResolver {
    async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, ResolveDnsError> {
        let found = tokio::net::lookup_host((name, 0)).await;
        let found = found.map_err(ResolveDnsError::new)?;
        let found: Vec<IpAddr> = found.map(|address| address.ip()).collect();
        // One of them may be the next to be called, so all must be public.
        match self.plain_hosts.has_name(name) || found.iter().copied().all(is_public) {
            true => Ok(found),
            false => Err(ResolveDnsError::new(BlockedAddress)),
        }
    }
}

impl ResolveDns for PublicResolver {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(self.resolve(name))
    }
}

/// True for an address of the public internet, by IANA's registries of special-purpose addresses.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        // Shared by the customers of a network (100.64.0.0/10).
        || a == 100 && (64..128).contains(&b)
        || (a, b, c) == (192, 0, 0)
        // Benchmarks (198.18.0.0/15).
        || a == 198 && (18..20).contains(&b)
        // Multicast, reserved, broadcast.
        || a >= 224;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let segments = address.segments();
    match segments {
        // A translator's prefix (64:ff9b::/96) before an address of version 4.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            let [.., a, b, c, d] = address.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Protocols and documentation (2001::/23, 2001:db8::/32), 6to4 (2002::/16).
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x2002, ..] => false,
        [first, ..] => (0x2000..0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_other_networks_than_the_internet_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.0.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.170",
            "192.0.2.1",
            "192.168.1.5",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2001:4860:4860::8888",
            "2a01:4f8::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_without_tls_or_in_a_private_network_must_be_listed() {
        let mut hosts = PlainHosts::default();
        assert!(hosts.add("127.0.0.1:8080") && hosts.add("Station.lan"));
        for (address, by_default, by_list) in [
            ("https://api.example.org/v1?x=1", true, true),
            ("https://api.example.org:8443/", true, true),
            ("https://1.1.1.1/", true, true),
            ("http://api.example.org/", false, false),
            ("http://127.0.0.1:8080/x", false, true),
            ("https://127.0.0.1:8080/x", false, true),
            ("http://127.0.0.1:8081/x", false, false),
            ("http://station.lan/x", false, true),
            ("http://STATION.LAN/x", false, true),
            ("http://station.lan:81/x", false, false),
            ("http://x@station.lan/", false, false),
            ("https://ada:secret@api.example.org/", false, false),
            ("https://169.254.169.254/latest/", false, false),
            ("https://[::1]/", false, false),
            ("https://[::ffff:127.0.0.1]/", false, false),
            ("ftp://api.example.org/", false, false),
            ("/v1", false, false),
        ] {
            let address: Uri = address.parse().unwrap();
            assert_eq!(
                PlainHosts::default().allows(&address),
                by_default,
                "{address}"
            );
            assert_eq!(hosts.allows(&address), by_list, "{address}");
        }
        for host in ["", "a b", "http://a", "ada@a", "a/b"] {
            assert!(!hosts.add(host), "{host}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_blocked() {
        let mut plain_hosts = PlainHosts::default();
        let resolver = PublicResolver {
            plain_hosts: plain_hosts.clone(),
        };
        let blocked = resolver.resolve_dns("localhost").await.unwrap_err();
        let source = std::error::Error::source(&blocked).unwrap();
        assert!(source.is::<BlockedAddress>());
        assert!(plain_hosts.add("localhost:9000"));
        let resolver = PublicResolver { plain_hosts };
        let found = resolver.resolve_dns("localhost").await.unwrap();
        assert!(found.iter().all(IpAddr::is_loopback) && !found.is_empty());
    }
}
