//! The client of a request, for limits on attempts to sign in.
//!
//! A client is a network address, of which only a keyed digest is used and stored.
//! The key is derived from the session key: without it the four thousand million addresses of IPv4
//! could be tried out. An IPv6 network gets 2⁶⁴ addresses, so its first half counts.
//!
//! The address is that of the connection. Behind a proxy this is the proxy's, for everyone, and the
//! limits hold for all clients together, unless `HUMEUR_CLIENT_ADDRESS` says that the proxy appends
//! the client's address to `X-Forwarded-For`. By default that header does not count, because a client
//! can send it, too. On AWS, a function at the edge names the client (`http/origin_key.rs`).

use std::net::{IpAddr, Ipv6Addr};

use axum::{extract::Request, http::HeaderMap};

use super::{SessionKey, codes::keyed_hash};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The source of a client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSource {
    /// The connection.
    Connection,
    /// The last address in `X-Forwarded-For`, which the proxy in front appends.
    ForwardedFor,
}

impl AddressSource {
    /// The source of a name in the configuration.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "connection" => Some(Self::Connection),
            FORWARDED_FOR => Some(Self::ForwardedFor),
            _ => None,
        }
    }
}

/// The address of a request's client, set by a trusted source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// Names the clients of requests.
pub struct Clients {
    key: [u8; 32],
    source: AddressSource,
}

impl Clients {
    pub(crate) fn new(session_key: &SessionKey, source: AddressSource) -> Self {
        Self {
            key: session_key.derive("humeur: names of clients"),
            source,
        }
    }

    /// The name of a request's client, 32 hexadecimal digits. Clients of unknown address share one.
    pub(crate) fn name(&self, request: &Request) -> String {
        let forwarded = match self.source {
            AddressSource::ForwardedFor => last_hop(request.headers()),
            AddressSource::Connection => None,
        };
        let connection = || request.extensions().get::<ClientAddress>();
        let address = forwarded.or_else(|| connection().map(|ClientAddress(address)| *address));
        let network = address.map_or_else(String::new, |address| network(address).to_string());
        let mut name = keyed_hash(&self.key, network.as_bytes());
        name.truncate(32);
        name
    }
}

/// The last address of the last `X-Forwarded-For`; some proxies add a port.
fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all(FORWARDED_FOR).iter().next_back()?;
    let last = value.to_str().ok()?.rsplit(',').next()?.trim();
    let address = last.parse().ok();
    address.or_else(|| Some(last.parse::<std::net::SocketAddr>().ok()?.ip()))
}

/// The part of an address that one client cannot change at will.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let first_half = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(first_half))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(address: &str, forwarded: &[&str]) -> Request {
        let mut request = Request::new(Body::empty());
        if let Ok(address) = address.parse() {
            request.extensions_mut().insert(ClientAddress(address));
        }
        for value in forwarded {
            let value = value.parse().unwrap();
            request.headers_mut().append(FORWARDED_FOR, value);
        }
        request
    }

    #[test]
    fn clients_have_different_names_without_their_addresses() {
        let key = SessionKey::generate();
        let clients = Clients::new(&key, AddressSource::Connection);
        let name = |address| clients.name(&request(address, &["192.0.2.99"]));
        assert_eq!(name("192.0.2.1").len(), 32);
        assert_eq!(name("192.0.2.1"), name("::ffff:192.0.2.1"));
        assert_ne!(name("192.0.2.1"), name("192.0.2.2"));
        assert_ne!(name("192.0.2.1"), name("unknown"));
        assert_eq!(name("2001:db8:1:2::1"), name("2001:db8:1:2:ffff::9"));
        assert_ne!(name("2001:db8:1:2::1"), name("2001:db8:1:3::1"));
        let other = Clients::new(&SessionKey::generate(), AddressSource::Connection);
        assert_ne!(name("192.0.2.1"), other.name(&request("192.0.2.1", &[])));
    }

    #[test]
    fn a_proxy_names_the_client_where_that_is_configured() {
        let key = SessionKey::generate();
        let clients = Clients::new(&key, AddressSource::ForwardedFor);
        let name = |forwarded: &[&str]| clients.name(&request("127.0.0.1", forwarded));
        let expected = name(&["192.0.2.1"]);
        for forwarded in [
            &["203.0.113.7, 192.0.2.1"][..],
            &["invalid,192.0.2.1:4711"],
            &["203.0.113.7", "192.0.2.1"],
        ] {
            assert_eq!(name(forwarded), expected, "{forwarded:?}");
        }
        // Without a valid address, it is the connection's.
        let direct = name(&[]);
        assert_ne!(direct, expected);
        assert_eq!(name(&["192.0.2.1, unknown"]), direct);
    }
}
