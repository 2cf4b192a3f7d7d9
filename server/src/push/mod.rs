//! Web Push (RFC 8030): encrypted messages to devices (RFC 8291).

mod hosts;
mod id;
mod key;
mod vapid;

use std::{sync::OnceLock, time::Duration};

use app::{
    domain::Subscription,
    error::Error,
    ports::{Delivery, PushMessage, PushService},
};
use async_trait::async_trait;
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

use self::vapid::Vapid;
pub use self::{
    hosts::Hosts,
    key::{InvalidPushKey, PushKey},
};
use crate::aws;

/// Timeout of one message, connection included.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The topic, with which a newer message replaces one that waits.
const TOPIC: &str = "reminder";
/// The maximum length of a subscription's address, in characters. Real ones have about 200.
const MAX_ENDPOINT: usize = 1024;
/// An uncompressed point of P-256, in bytes.
const POINT: usize = 65;

/// base64url without padding, as browsers write it, or with padding, as some libraries do.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Sends messages.
pub struct Push {
    /// The key of new subscriptions, and those of subscriptions made before.
    vapid: Vapid,
    former: Vec<Vapid>,
    hosts: Hosts,
    /// Created on first use: reading the system's certificate authorities would delay pages.
    https: OnceLock<Connector>,
}

impl Push {
    /// A sender to the services of `hosts` only.
    #[must_use]
    pub fn new(key: &PushKey, hosts: Hosts) -> Self {
        let (vapid, former) = Vapid::of(key);
        Self {
            vapid,
            former,
            hosts,
            https: OnceLock::new(),
        }
    }

    fn request(
        vapid: &Vapid,
        address: &Uri,
        message: PushMessage<'_>,
        now: i64,
    ) -> Option<HttpRequest> {
        let PushMessage { to, contact, .. } = message;
        let (key, auth) = (public_key(&to.p256dh)?, secret(&to.auth)?);
        let body = web_push_native::encrypt(message.body.to_vec(), &key, &Auth::from(auth)).ok()?;
        let authority = address.authority()?.as_str().to_ascii_lowercase();
        let audience = format!("{}://{authority}", address.scheme_str()?);
        let authorization = vapid.authorization(&audience, contact, now).ok()?;
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").ok()?;
        request.set_uri(to.endpoint.as_str()).ok()?;
        let headers = request.headers_mut();
        headers.insert("authorization", authorization);
        headers.insert("content-encoding", "aes128gcm");
        headers.insert("content-type", "application/octet-stream");
        headers.insert("topic", TOPIC);
        headers.insert("ttl", message.lifetime.to_string());
        headers.insert("urgency", "normal");
        Some(request)
    }

    /// Sends a message that is signed with `vapid`.
    async fn try_with(
        &self,
        vapid: &Vapid,
        address: &Uri,
        message: PushMessage<'_>,
        now: i64,
    ) -> Delivery {
        let service = self.hosts.entry(address);
        let Some(request) = Self::request(vapid, address, message, now) else {
            tracing::error!(service, "push message could not be built");
            return Delivery::Rejected;
        };
        let plain;
        let connector = if address.scheme_str() == Some("http") {
            plain = Connector::builder().build_http();
            &plain
        } else {
            self.https.get_or_init(aws::public_connector)
        };
        // Only the status matters: redirects are not followed, and no body is read.
        let response = timeout(TIMEOUT, connector.call(request)).await;
        let status = match &response {
            Ok(Ok(response)) => Some(response.status().as_u16()),
            Ok(Err(_)) | Err(_) => None,
        };
        let delivery = match status {
            Some(200..=299) => Delivery::Accepted,
            Some(404 | 410) => Delivery::Gone,
            None if response.is_err() => Delivery::TimedOut,
            Some(429 | 500..=599) | None => Delivery::Retry,
            Some(_) => Delivery::Rejected,
        };
        if !matches!(delivery, Delivery::Accepted | Delivery::Gone) {
            tracing::warn!(service, status, "push message not accepted");
        }
        delivery
    }
}

fn public_key(text: &str) -> Option<PublicKey> {
    let bytes = BASE64.decode(text).ok()?;
    (bytes.len() == POINT).then(|| PublicKey::from_sec1_bytes(&bytes).ok())?
}

fn secret(text: &str) -> Option<[u8; 16]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

#[async_trait]
impl PushService for Push {
    fn key(&self) -> &str {
        self.vapid.public()
    }

    fn subscription(
        &self,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Result<(String, Subscription), Error> {
        if endpoint.len() > MAX_ENDPOINT {
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

    fn service(&self, to: &Subscription) -> String {
        let address = to.endpoint.parse::<Uri>().ok();
        let authority = address.as_ref().and_then(Uri::authority);
        authority.map_or_else(String::new, |authority| authority.as_str().to_lowercase())
    }

    async fn send(&self, message: PushMessage<'_>, now: i64) -> Delivery {
        let address = message.to.endpoint.parse::<Uri>().ok();
        // Checked again, because the list may have been longer when the subscription was saved.
        let Some(address) = address.filter(|at| self.hosts.entry(at).is_some()) else {
            return Delivery::Gone;
        };
        let mut delivery = self.try_with(&self.vapid, &address, message, now).await;
        for former in &self.former {
            if delivery == Delivery::Rejected {
                delivery = self.try_with(former, &address, message, now).await;
            }
        }
        delivery
    }
}
