//! Messages to people's devices by Web Push (RFC 8030), that no push service can read (RFC 8291).

mod hosts;
mod id;
mod vapid;

use std::{sync::OnceLock, time::Duration};

use app::{
    domain::{Hour, Subscription},
    error::Error,
    ports::Reminding,
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use axum::http::Uri;
use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use p256::PublicKey;
use tokio::time::timeout;
use web_push_native::Auth;

pub use self::hosts::Hosts;
use self::vapid::Vapid;
use crate::{aws, http::SessionKey, zones};

/// For one message, connection included.
const PATIENCE: Duration = Duration::from_secs(5);
/// A later message takes the place of one that waits.
const TOPIC: &str = "reminder";
/// The longest address of a subscription, in characters. Real ones have some two hundred.
const LONGEST_ENDPOINT: usize = 1024;
/// An uncompressed point of P-256, in bytes.
const POINT: usize = 65;

/// base64url, as browsers write it; with its padding, as some libraries do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The outcome of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The service has it.
    Accepted,
    /// The subscription has ended.
    Gone,
    /// The service is busy or out of reach: again in a while.
    Later,
    /// The service did not answer in time.
    Silent,
    /// The service does not want it, nor would it later.
    Refused,
}

/// Sends messages.
pub struct Push {
    vapid: Vapid,
    hosts: Hosts,
    /// Created on first use: reading the system's certificate authorities would delay pages.
    https: OnceLock<Connector>,
}

impl Push {
    /// A sender to the services of `hosts` only, with the VAPID key of `session_key`.
    #[must_use]
    pub fn new(session_key: &SessionKey, hosts: Hosts) -> Self {
        Self {
            vapid: Vapid::new(session_key),
            hosts,
            https: OnceLock::new(),
        }
    }

    /// Sends `message` at `now` (seconds since the epoch). The service keeps it for `seconds` while
    /// the device is off. `contact` is a web or mail address of the server's operator; Apple
    /// rejects one whose domain does not exist.
    pub async fn send(
        &self,
        to: &Subscription,
        message: &[u8],
        seconds: i64,
        contact: &str,
        now: i64,
    ) -> Sent {
        let address = to.endpoint.parse::<Uri>().ok();
        // Asked again, as the list may have been longer when the subscription came.
        let Some(service) = address.as_ref().and_then(|at| self.hosts.entry(at)) else {
            return Sent::Gone;
        };
        let request = address
            .as_ref()
            .and_then(|address| self.request(address, to, message, contact, now))
            .map(|mut request| {
                request.headers_mut().insert("ttl", seconds.to_string());
                request
            });
        let Some(request) = request else {
            tracing::error!(service, "a message could not be made");
            return Sent::Refused;
        };
        let plain;
        let connector = if to.endpoint.starts_with("http:") {
            plain = Connector::builder().build_http();
            &plain
        } else {
            self.https.get_or_init(aws::public_connector)
        };
        // The service's answer is its status: no redirect is followed, and no body read.
        let answer = timeout(PATIENCE, connector.call(request)).await;
        let status = match &answer {
            Ok(Ok(response)) => Some(response.status().as_u16()),
            Ok(Err(_)) | Err(_) => None,
        };
        let sent = match status {
            Some(200..=299) => Sent::Accepted,
            Some(404 | 410) => Sent::Gone,
            None if answer.is_err() => Sent::Silent,
            Some(429 | 500..=599) | None => Sent::Later,
            Some(_) => Sent::Refused,
        };
        if matches!(sent, Sent::Later | Sent::Silent | Sent::Refused) {
            tracing::warn!(service, status, "a push service did not take a message");
        }
        sent
    }

    fn request(
        &self,
        address: &Uri,
        to: &Subscription,
        message: &[u8],
        contact: &str,
        now: i64,
    ) -> Option<HttpRequest> {
        let (key, auth) = (public_key(&to.p256dh)?, secret(&to.auth)?);
        let body = web_push_native::encrypt(message.to_vec(), &key, &Auth::from(auth)).ok()?;
        let authority = address.authority()?.as_str().to_ascii_lowercase();
        let audience = format!("{}://{authority}", address.scheme_str()?);
        let authorization = self.vapid.authorization(&audience, contact, now).ok()?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").ok()?;
        request.set_uri(to.endpoint.as_str()).ok()?;
        let headers = request.headers_mut();
        headers.insert("authorization", authorization);
        headers.insert("content-encoding", "aes128gcm");
        headers.insert("content-type", "application/octet-stream");
        headers.insert("topic", TOPIC);
        headers.insert("urgency", "normal");
        Some(request)
    }
}

/// The push service of a subscription: its name, and port.
pub(crate) fn service(to: &Subscription) -> String {
    let address = to.endpoint.parse::<Uri>().ok();
    let authority = address.as_ref().and_then(Uri::authority);
    authority.map_or_else(String::new, |authority| authority.as_str().to_lowercase())
}

fn public_key(text: &str) -> Option<PublicKey> {
    let bytes = BASE64.decode(text).ok()?;
    (bytes.len() == POINT).then(|| PublicKey::from_sec1_bytes(&bytes).ok())?
}

fn secret(text: &str) -> Option<[u8; 16]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

impl Reminding for Push {
    fn key(&self) -> &str {
        self.vapid.public()
    }

    fn time_zones(&self) -> Vec<&'static str> {
        zones::places()
    }

    fn subscription(
        &self,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Result<(String, Subscription), Error> {
        if endpoint.len() > LONGEST_ENDPOINT {
            let message = "endpoint must be at most 1024 characters long";
            return Err(Error::invalid("endpoint", message));
        }
        let address: Option<Uri> = endpoint.parse().ok();
        let address = address.filter(|address| address.host().is_some());
        let address = address
            .ok_or_else(|| Error::malformed("endpoint", "endpoint must be a web address"))?;
        if self.hosts.entry(&address).is_none() {
            let message = "endpoint must be an address at a browser's push service";
            return Err(Error::invalid("endpoint", message));
        }
        if public_key(p256dh).is_none() {
            let message = "p256dh must be an uncompressed point of P-256 in base64url";
            return Err(Error::malformed("p256dh", message));
        }
        if secret(auth).is_none() {
            return Err(Error::malformed(
                "auth",
                "auth must be 16 bytes in base64url",
            ));
        }
        let subscription = Subscription {
            endpoint: endpoint.to_owned(),
            p256dh: p256dh.to_owned(),
            auth: auth.to_owned(),
        };
        Ok((id::of(endpoint), subscription))
    }

    fn next(&self, time_zone: &str, hour: Hour, now: i64) -> Option<i64> {
        Some(zones::next(time_zone.parse().ok()?, hour, now))
    }
}
