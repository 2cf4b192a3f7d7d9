//! The keys of the sender of push messages.

use std::iter::once;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::auth::SessionKey;

/// The length of a key, in bytes.
const KEY_BYTES: usize = 32;

/// Signs the tokens for push services (VAPID).
///
/// A subscription accepts only the key that it was made with. So it may be several keys, of which
/// the first is that of new subscriptions; the others send to those made before.
#[derive(Clone, PartialEq)]
pub struct PushKey {
    current: [u8; KEY_BYTES],
    former: Vec<[u8; KEY_BYTES]>,
}

/// The text is not a valid key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("32 random bytes in base64: `openssl rand -base64 32` makes one")]
pub struct InvalidPushKey;

impl PushKey {
    /// The keys of an installation that has none of its own: one derived from each session key, as
    /// for every subscription before there was a push key. Stored as a text, they stay the same
    /// while the session key rotates. `cdk/ops/push-key.ts` derives them, too.
    #[must_use]
    pub fn derived(session_key: &SessionKey) -> Self {
        const PURPOSE: &str = "humeur: key of the web push sender";
        Self {
            current: session_key.derive(PURPOSE),
            former: session_key.derive_all(PURPOSE).skip(1).collect(),
        }
    }

    /// Reads the output of [`Self::to_base64`], or any 32 random bytes in base64; several keys,
    /// comma-separated, that of new subscriptions first.
    ///
    /// # Errors
    /// [`InvalidPushKey`].
    pub fn from_base64(text: &str) -> Result<Self, InvalidPushKey> {
        let mut keys = text.split(',').map(decode);
        Ok(Self {
            current: keys.next().ok_or(InvalidPushKey)??,
            former: keys.collect::<Result<_, _>>()?,
        })
    }

    /// The key of new subscriptions.
    pub(super) const fn current(&self) -> [u8; KEY_BYTES] {
        self.current
    }

    /// The keys of subscriptions made before.
    pub(super) fn former(&self) -> impl Iterator<Item = [u8; KEY_BYTES]> {
        self.former.iter().copied()
    }

    /// The keys as text. Keep it secret.
    #[must_use]
    pub fn to_base64(&self) -> String {
        let keys = once(&self.current).chain(&self.former);
        let keys: Vec<_> = keys.map(|key| BASE64.encode(key)).collect();
        keys.join(",")
    }
}

fn decode(text: &str) -> Result<[u8; KEY_BYTES], InvalidPushKey> {
    let bytes = BASE64.decode(text.trim()).map_err(|_| InvalidPushKey)?;
    bytes.try_into().map_err(|_| InvalidPushKey)
}

impl std::fmt::Debug for PushKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip_through_base64() {
        let first = BASE64.encode([7_u8; 32]);
        let both = format!("{}, {first}\n", BASE64.encode([8_u8; 32]));
        let keys = PushKey::from_base64(&both).unwrap();
        assert_eq!(keys.current(), [8; 32]);
        assert_eq!(keys.former().collect::<Vec<_>>(), [[7; 32]]);
        assert_eq!(PushKey::from_base64(&keys.to_base64()), Ok(keys));
        for text in [
            "",
            "c2hvcnQ=",
            "not base64!",
            &BASE64.encode([7_u8; 33]),
            &format!("{first},"),
            &format!("{first},c2hvcnQ="),
        ] {
            assert_eq!(PushKey::from_base64(text), Err(InvalidPushKey), "{text}");
        }
    }

    #[test]
    fn session_keys_give_the_keys_of_the_subscriptions_made_with_them() {
        let golden = include_str!("derived.json");
        let golden: serde_json::Value = serde_json::from_str(golden).unwrap();
        let joined = |name: &str| {
            let keys = golden[name].as_array().unwrap();
            let keys: Vec<_> = keys.iter().map(|key| key.as_str().unwrap()).collect();
            keys.join(",")
        };
        let session_key = SessionKey::from_base64(&joined("sessionKeys")).unwrap();
        let derived = PushKey::derived(&session_key);
        assert_eq!(derived.to_base64(), joined("pushKeys"));
    }
}
