//! Checks the running server, its public address, and the services that it calls.

use app::ports::Clock;
use axum::http::{HeaderMap, header};
use chrono::DateTime;
use serde_json::Value;

use super::Finding;
use crate::{
    auth::AddressSource,
    clock::SystemClock,
    config::Config,
    http::find_assets,
    local::call::{Call, Response, this_server},
};

const SERVER: &str = "server";
const SITE: &str = "site";
const PUBLIC: &str = "public address";
const PROXY: &str = "proxy";
const PUSH: &str = "push";
const CLOCK: &str = "clock";
/// Push services whose address is the same for every device.
const PUSH_SERVICES: [&str; 2] = [
    "https://fcm.googleapis.com/",
    "https://updates.push.services.mozilla.com/",
];
/// A difference of the clock above which signatures and sign-ins with a provider may fail, in seconds.
const MAX_DRIFT: u64 = 60;

/// Checks the server of a configuration. If `offline`, calls only this machine.
pub(super) async fn examine(config: &Config, offline: bool) -> Vec<Finding> {
    let here = this_server(config);
    let mut findings = vec![server(&here).await];
    if !findings.iter().any(Finding::is_problem) {
        findings.extend(site(config, &here).await);
    }
    findings.push(client_address(config));
    if !config.url.starts_with("https://") {
        findings.push(without_tls(config));
    } else if !offline {
        findings.push(public(&config.url).await);
    }
    if !offline {
        findings.extend(push().await);
    }
    findings
}

async fn get(url: String) -> Result<Response, String> {
    let call = Call {
        url,
        ..Call::default()
    };
    call.send().await
}

/// The text of a field in a response; empty if it is missing.
fn text<'a>(response: &'a Response, pointer: &str) -> &'a str {
    let found = response.body.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_default()
}

fn is_humeur(response: &Response) -> bool {
    response.status == 200 && text(response, "/service") == "humeur"
}

/// Checks the health and the version of the server at `here`, an address of this machine.
pub(super) async fn server(here: &str) -> Finding {
    let response = match get(format!("{here}/health")).await {
        Ok(response) => response,
        Err(reason) => {
            let says = format!(
                "no server answers at {here} ({reason}): start it, or set HUMEUR_ADDR to its address"
            );
            return Finding::problem(SERVER, says);
        }
    };
    if text(&response, "/error/kind") == "read_only" {
        let says =
            format!("the server at {here} does not accept writes: free some space on its disk");
        return Finding::problem(SERVER, says);
    }
    if !is_humeur(&response) {
        let says = format!(
            "the server at {here} is not healthy (status {}): check its log",
            response.status
        );
        return Finding::problem(SERVER, says);
    }
    let (running, this) = (text(&response, "/version"), env!("CARGO_PKG_VERSION"));
    if running != this {
        let says =
            format!("the server at {here} runs version {running}, and this is {this}: restart it");
        return Finding::warning(SERVER, says);
    }
    Finding::good(SERVER, format!("version {running} answers at {here}"))
}

/// Checks that the running server has the style sheet of this version, and so the site's other files.
async fn site(config: &Config, here: &str) -> Option<Finding> {
    let style = find_assets(&config.site).ok()?.css;
    Some(match get(format!("{here}{style}")).await {
        Ok(response) if response.status == 200 => Finding::good(SITE, "its files are there"),
        _ => {
            let says = format!(
                "{here}{style} is missing: unset HUMEUR_SITE_DIR, and restart the server from the program of this version"
            );
            Finding::problem(SITE, says)
        }
    })
}

/// Checks the setting for a client's address, by which sign-ins are limited.
fn client_address(config: &Config) -> Finding {
    let has_proxy = config.url.starts_with("https://");
    match config.client_address {
        AddressSource::Connection if has_proxy => Finding::warning(
            PROXY,
            "all clients share one limit of sign-ins: let the proxy append the client's address to \
             X-Forwarded-For, and set HUMEUR_CLIENT_ADDRESS=x-forwarded-for",
        ),
        AddressSource::ForwardedFor if !config.addr.ip().is_loopback() => {
            let says = format!(
                "X-Forwarded-For is trusted, and {} may be reached past the proxy: listen on 127.0.0.1, or let \
                 a firewall allow only the proxy",
                config.addr
            );
            Finding::warning(PROXY, says)
        }
        AddressSource::ForwardedFor => {
            Finding::good(PROXY, "a client's address comes from X-Forwarded-For")
        }
        AddressSource::Connection => {
            Finding::good(PROXY, "none; a client's address is the connection's")
        }
    }
}

/// Reports an address without HTTPS: good on the loopback address alone.
fn without_tls(config: &Config) -> Finding {
    let url = &config.url;
    if config.addr.ip().is_loopback() {
        let says = format!("{url} is for this machine only, which needs no HTTPS");
        return Finding::good(PUBLIC, says);
    }
    let says = format!(
        "browsers on other machines have no reminders, passkeys and offline pages at {url}: put a proxy with \
         HTTPS in front, and set HUMEUR_URL to its address"
    );
    Finding::warning(PUBLIC, says)
}

/// Checks the server through its proxy.
async fn public(url: &str) -> Finding {
    match get(format!("{url}/health")).await {
        Err(reason) => {
            let says = format!(
                "{url} can't be reached from this machine ({reason}): check its DNS name, its certificate and the \
                 proxy. If it opens from another network, ignore this: some routers can't route a machine to its own \
                 public address"
            );
            Finding::warning(PUBLIC, says)
        }
        Ok(response) if !is_humeur(&response) => {
            let says = format!(
                "{url}/health returned status {}, and not from Humeur: check the proxy's upstream address",
                response.status
            );
            Finding::problem(PUBLIC, says)
        }
        Ok(response) => match missing_header(&response.headers) {
            Some(name) => {
                let says =
                    format!("the proxy removes the header {name}: let it pass Humeur's headers on");
                Finding::problem(PUBLIC, says)
            }
            None => Finding::good(PUBLIC, format!("{url} answers over HTTPS")),
        },
    }
}

/// The first of Humeur's security headers that a response over HTTPS lacks.
fn missing_header(headers: &HeaderMap) -> Option<&'static str> {
    let names = [
        "strict-transport-security",
        "content-security-policy",
        "x-content-type-options",
    ];
    names.into_iter().find(|name| !headers.contains_key(*name))
}

/// Checks that the push services can be reached, and compares the clock with theirs.
async fn push() -> Vec<Finding> {
    let (mut findings, mut clock) = (Vec::new(), None);
    for url in PUSH_SERVICES {
        // Any response will do: the address itself has no page.
        findings.push(match get(url.into()).await {
            Ok(response) => {
                clock = clock.or_else(|| drift(&response.headers, SystemClock.now()));
                Finding::good(PUSH, format!("{url} can be reached"))
            }
            Err(reason) => {
                let says = format!(
                    "{url} can't be reached ({reason}), so its devices get no reminders: let this machine call it on port 443"
                );
                Finding::warning(PUSH, says)
            }
        });
    }
    findings.extend(clock.map(|seconds| match seconds {
        0..=MAX_DRIFT => Finding::good(CLOCK, "it is correct"),
        _ => {
            let says = format!("it is off by {seconds} s: turn on time synchronisation with `timedatectl set-ntp true`");
            Finding::problem(CLOCK, says)
        }
    }));
    findings
}

/// The difference between the `Date` of a response and `now`, in seconds.
fn drift(headers: &HeaderMap, now: i64) -> Option<u64> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let date = DateTime::parse_from_rfc2822(date).ok()?;
    Some(date.timestamp().abs_diff(now))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn config(variables: &[(&str, &str)]) -> Config {
        let read = |name: &str| {
            let found = variables.iter().find(|(of, _)| *of == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Config::read(&read).unwrap()
    }

    #[test]
    fn the_clock_is_compared_with_a_date() {
        let date = |text| HeaderMap::from_iter([(header::DATE, HeaderValue::from_static(text))]);
        let noon = date("Fri, 27 Nov 2026 12:00:00 GMT");
        let now = 1_795_780_800;
        assert_eq!(drift(&noon, now), Some(0));
        assert_eq!(drift(&noon, now - 90), Some(90));
        assert_eq!(drift(&noon, now + 90), Some(90));
        assert_eq!(drift(&date("yesterday"), now), None);
    }

    #[tokio::test]
    async fn an_address_that_only_others_reach_is_no_problem() {
        // A router may refuse what comes from inside, as this port does.
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", closed.local_addr().unwrap());
        drop(closed);
        let finding = public(&url).await;
        assert!(!finding.is_problem(), "{finding}");
        assert!(finding.says.contains("can't be reached"), "{finding}");
    }

    #[test]
    fn a_source_of_addresses_fits_the_listener() {
        let of = |variables: &[(&str, &str)]| client_address(&config(variables));
        let url = ("HUMEUR_URL", "https://mood.example");
        let trusted = ("HUMEUR_CLIENT_ADDRESS", "x-forwarded-for");
        let open = ("HUMEUR_ADDR", "0.0.0.0:3000");
        let is_good =
            |variables: &[(&str, &str)]| of(variables) == Finding::good(PROXY, of(variables).says);
        assert!(is_good(&[]) && is_good(&[url, trusted]));
        assert!(!is_good(&[url]) && !is_good(&[url, trusted, open]));
    }

    #[test]
    fn a_proxy_must_pass_every_security_header() {
        let mut headers = HeaderMap::new();
        for name in [
            "strict-transport-security",
            "content-security-policy",
            "x-content-type-options",
        ] {
            assert_eq!(missing_header(&headers), Some(name));
            headers.insert(name, HeaderValue::from_static("x"));
        }
        assert_eq!(missing_header(&headers), None);
    }
}
