//! Push services: messages to a person's devices.

use async_trait::async_trait;
use domain::Subscription;

use crate::error::Error;

/// A message to a device.
#[derive(Clone, Copy)]
pub struct PushMessage<'a> {
    /// The recipient.
    pub to: &'a Subscription,
    /// The content, encrypted before it is sent.
    pub body: &'a [u8],
    /// The time that the service stores it while the device is off, in seconds.
    pub lifetime: i64,
    /// A web or mail address of this server's operator. Apple rejects one whose domain does not
    /// exist.
    pub contact: &'a str,
}

/// The outcome of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The service accepted it.
    Accepted,
    /// The subscription has ended.
    Gone,
    /// The service is busy or unreachable; retry later.
    Retry,
    /// The service did not answer in time.
    TimedOut,
    /// The service rejects it, and would reject it again.
    Rejected,
}

/// The push services (RFC 8030).
#[async_trait]
pub trait PushService: Send + Sync {
    /// The server's public key, for `applicationServerKey` of a browser's subscription: an
    /// uncompressed point of P-256 in base64url (RFC 8292).
    fn key(&self) -> &str;

    /// Validates a browser's subscription: the address of a known push service and valid keys.
    /// Returns it with the identifier of its reminder.
    ///
    /// # Errors
    /// Malformed or Invalid (`endpoint`, `p256dh`, `auth`).
    fn subscription(
        &self,
        endpoint: &str,
        p256dh: &str,
        auth: &str,
    ) -> Result<(String, Subscription), Error>;

    /// The host and port of a subscription's service.
    fn service(&self, to: &Subscription) -> String;

    /// Sends a message at `now` (seconds since the epoch).
    async fn send(&self, message: PushMessage<'_>, now: i64) -> Delivery;
}
