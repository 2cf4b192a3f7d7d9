//! The cookie of a sign-in that waits for the provider's answer.
//!
//! It is encrypted (AES-256-GCM), because the verifier in it must not be read from a browser's disk
//! or a proxy's log. It names the journal of the visit that began, so that a planted cookie opens
//! nothing.

use app::ports::{PendingSignIn, UserId};
use axum::http::HeaderMap;
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use serde::{Deserialize, Serialize};

use super::{SessionKey, cookies::cookies};

/// The time that a person may take at the provider, in seconds: enough to open an account there.
const LIFETIME: i64 = 900;

/// Issues and reads these cookies.
pub struct OidcCookies {
    key: Key,
    secure: bool,
}

/// A sign-in that waits.
pub(crate) struct Waiting {
    /// The secrets.
    pub(crate) pending: PendingSignIn,
    /// The path to which the person goes afterwards.
    pub(crate) next: String,
}

#[derive(Serialize, Deserialize)]
struct Content {
    user: String,
    until: i64,
    state: String,
    nonce: String,
    verifier: String,
    next: String,
}

impl OidcCookies {
    /// Cookies encrypted with a key of their own, derived from `key`; `secure` behind HTTPS.
    #[must_use]
    pub fn new(key: &SessionKey, secure: bool) -> Self {
        Self {
            key: Key::derive_from(&key.derive("humeur oidc cookie")),
            secure,
        }
    }

    const fn name(&self) -> &'static str {
        if self.secure {
            "__Host-humeur-oidc"
        } else {
            "humeur-oidc"
        }
    }

    /// The cookie of a sign-in that `user` begins at `now` (seconds since the epoch).
    pub(crate) fn issue(&self, user: &UserId, waiting: Waiting, now: i64) -> String {
        let Waiting { pending, next } = waiting;
        let content = Content {
            user: user.0.clone(),
            until: now.saturating_add(LIFETIME),
            state: pending.state,
            nonce: pending.nonce,
            verifier: pending.verifier,
            next,
        };
        let content = serde_json::to_string(&content).unwrap_or_default();
        let mut jar = CookieJar::new();
        let cookie = self.cookie(content, Duration::seconds(LIFETIME));
        jar.private_mut(&self.key).add(cookie);
        let cookie = jar.get(self.name());
        cookie.map(ToString::to_string).unwrap_or_default()
    }

    /// Deletes the cookie: a sign-in is finished once.
    pub(crate) fn removal(&self) -> String {
        self.cookie(String::new(), Duration::ZERO).to_string()
    }

    /// The sign-in that `user` began and that waits for an answer with this state.
    pub(crate) fn open(
        &self,
        headers: &HeaderMap,
        user: &UserId,
        state: &str,
        now: i64,
    ) -> Option<Waiting> {
        let mut contents = cookies(headers, self.name()).filter_map(|value| {
            let mut jar = CookieJar::new();
            jar.add_original(Cookie::new(self.name(), value.to_owned()));
            let content = jar.private(&self.key).get(self.name())?;
            serde_json::from_str::<Content>(content.value()).ok()
        });
        let is_ours = |content: &Content| {
            now <= content.until && content.user == user.0 && content.state == state
        };
        let content = contents.find(is_ours)?;
        Some(Waiting {
            pending: PendingSignIn {
                state: content.state,
                nonce: content.nonce,
                verifier: content.verifier,
            },
            next: content.next,
        })
    }

    fn cookie(&self, content: String, age: Duration) -> Cookie<'static> {
        // Lax, because the answer is a navigation from the provider's site.
        Cookie::build((self.name(), content))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .path("/")
            .max_age(age)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::COOKIE};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn ada() -> UserId {
        UserId("ada".into())
    }

    fn waiting() -> Waiting {
        Waiting {
            pending: PendingSignIn {
                state: "state".into(),
                nonce: "nonce".into(),
                verifier: "marker-verifier".into(),
            },
            next: "/settings".into(),
        }
    }

    fn with(cookie: &str) -> HeaderMap {
        let value = cookie.split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_sign_in_is_finished_by_the_journal_that_began_it_in_time() {
        let cookies = OidcCookies::new(&SessionKey::generate(), true);
        let cookie = cookies.issue(&ada(), waiting(), NOW);
        for part in [
            "__Host-humeur-oidc=",
            "HttpOnly",
            "SameSite=Lax",
            "Secure",
            "Path=/",
        ] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        assert!(!cookie.contains("marker") && !cookie.contains("ada"));
        let open = |user, state, now| cookies.open(&with(&cookie), &user, state, now);
        let opened = open(ada(), "state", NOW + LIFETIME).unwrap();
        assert_eq!(opened.pending.verifier, "marker-verifier");
        assert_eq!(opened.next, "/settings");
        assert!(open(UserId("eve".into()), "state", NOW).is_none());
        assert!(open(ada(), "other", NOW).is_none());
        assert!(open(ada(), "state", NOW + LIFETIME + 1).is_none());
    }

    #[test]
    fn a_changed_cookie_or_another_key_opens_nothing() {
        let cookies = OidcCookies::new(&SessionKey::generate(), false);
        let cookie = cookies.issue(&ada(), waiting(), NOW);
        let pair = cookie.split(';').next().unwrap();
        let other = OidcCookies::new(&SessionKey::generate(), false);
        assert!(other.open(&with(&cookie), &ada(), "state", NOW).is_none());
        for bad in [
            &pair[..pair.len() - 4],
            "humeur-oidc=",
            "humeur-oidc={}",
            "x=y",
        ] {
            assert!(
                cookies.open(&with(bad), &ada(), "state", NOW).is_none(),
                "{bad}"
            );
        }
        assert!(cookies.removal().contains("Max-Age=0"));
    }
}
