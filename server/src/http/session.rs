//! The anonymous session: which journal this browser holds.
//!
//! The cookie carries the journal's identifier and when it was issued, signed
//! with HMAC-SHA256. Nothing is stored until something is written.

use app::ports::UserId;
use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

/// How long a session holds without a visit, in days: the longest a browser
/// keeps a cookie (RFC 6265bis, section 5.5).
const LIFETIME_DAYS: i64 = 400;
/// A visit renews a session that is older than this, in days.
const RENEWAL_DAYS: i64 = 30;
const DAY: i64 = 86_400;
const NAME: &str = "humeur";
/// The shortest key that signs, in bytes.
const KEY_BYTES: usize = 64;

/// Issues and reads session cookies.
pub struct Sessions {
    key: Key,
    secure: bool,
}

/// What signs the session cookies. Whoever has it can open every journal. The key that push
/// services know us by is made of it, too.
#[derive(Clone, PartialEq)]
pub struct SessionKey(Key);

/// A text that holds no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("at least 64 random bytes in base64: `openssl rand -base64 64 | tr -d '\\n'` makes one")]
pub struct NoKey;

impl SessionKey {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(Key::generate())
    }

    /// Reads what [`Self::to_base64`] wrote, or somebody's own random bytes.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn from_base64(text: &str) -> Result<Self, NoKey> {
        let bytes = BASE64.decode(text.trim()).map_err(|_| NoKey)?;
        if bytes.len() < KEY_BYTES {
            return Err(NoKey);
        }
        Ok(Self(Key::from(&bytes)))
    }

    /// Another secret, for `purpose` alone, that nobody can tell this key from (HKDF, RFC 5869).
    /// It lasts as long as this key.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "HKDF refuses nothing but more than 8160 bytes"
    )]
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut secret = [0; 32];
        Hkdf::<Sha256>::new(None, self.0.master())
            .expand(purpose.as_bytes(), &mut secret)
            .expect("32 bytes are few enough");
        secret
    }

    /// To be kept where nobody else can read it.
    #[must_use]
    pub fn to_base64(&self) -> String {
        BASE64.encode(self.0.master())
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionKey").finish_non_exhaustive()
    }
}

/// What a request's cookies say.
pub(super) struct Session {
    /// Whose journal it is.
    pub(super) user: UserId,
    /// Whether it begins with this request.
    pub(super) is_new: bool,
    /// A cookie to be set with the answer.
    pub(super) renewal: Option<String>,
}

impl Sessions {
    /// Sessions signed with `key`; `secure` where people come by HTTPS.
    #[must_use]
    pub fn new(key: SessionKey, secure: bool) -> Self {
        Self { key: key.0, secure }
    }

    /// The session of a request; a new journal when its cookie is missing,
    /// forged, cut short or too old. `now` in seconds since the epoch.
    pub(super) fn open(&self, headers: &HeaderMap, now: i64) -> Session {
        match self.read(headers, now) {
            Some((user, issued)) => {
                let renewal = (now - issued > RENEWAL_DAYS * DAY).then(|| self.issue(&user, now));
                Session {
                    user,
                    is_new: false,
                    renewal,
                }
            }
            None => {
                let user = UserId(Uuid::new_v4().simple().to_string());
                let renewal = Some(self.issue(&user, now));
                Session {
                    user,
                    is_new: true,
                    renewal,
                }
            }
        }
    }

    /// The first session cookie that holds: one that does not must not hide it.
    fn read(&self, headers: &HeaderMap, now: i64) -> Option<(UserId, i64)> {
        super::visitor::cookies(headers, NAME).find_map(|value| self.verify(value, now))
    }

    fn verify(&self, value: &str, now: i64) -> Option<(UserId, i64)> {
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(NAME, value.to_owned()));
        let verified = jar.signed(&self.key).get(NAME)?;
        let (id, issued) = verified.value().split_once('.')?;
        let (id, issued) = (Uuid::try_parse(id).ok()?, issued.parse::<i64>().ok()?);
        let fresh = (0..LIFETIME_DAYS * DAY).contains(&(now - issued).max(0));
        fresh.then(|| (UserId(id.simple().to_string()), issued))
    }

    fn issue(&self, user: &UserId, now: i64) -> String {
        let cookie = Cookie::build((NAME, format!("{}.{now}", user.0)))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .path("/")
            .max_age(Duration::days(LIFETIME_DAYS))
            .build();
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.key).add(cookie);
        jar.get(NAME).map(ToString::to_string).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::COOKIE};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn key(byte: u8) -> SessionKey {
        SessionKey(Key::from(&[byte; 64]))
    }

    fn sessions() -> Sessions {
        Sessions::new(key(7), false)
    }

    fn with(cookie: &str) -> HeaderMap {
        let value = cookie.split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_visit_begins_a_journal_and_the_next_one_finds_it() {
        let first = sessions().open(&HeaderMap::new(), NOW);
        let cookie = first.renewal.unwrap();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        assert!(first.is_new && !cookie.contains("Secure"));
        let second = sessions().open(&with(&cookie), NOW + 60);
        assert_eq!(second.user, first.user);
        assert!(!second.is_new && second.renewal.is_none());
    }

    #[test]
    fn secrets_for_other_purposes_are_other_secrets() {
        let derived = key(7).derive("one");
        assert_eq!(key(7).derive("one"), derived);
        assert_ne!(key(7).derive("two"), derived);
        assert_ne!(key(8).derive("one"), derived);
    }

    #[test]
    fn behind_https_the_cookie_is_secure() {
        let sessions = Sessions::new(key(7), true);
        assert!(
            sessions
                .open(&HeaderMap::new(), NOW)
                .renewal
                .unwrap()
                .contains("; Secure")
        );
    }

    #[test]
    fn a_session_is_renewed_by_visits_and_ends_without() {
        let first = sessions().open(&HeaderMap::new(), NOW);
        let headers = with(&first.renewal.unwrap());
        let later = sessions().open(&headers, NOW + 31 * DAY);
        assert_eq!(later.user, first.user);
        assert!(!later.is_new && later.renewal.is_some());
        let too_late = sessions().open(&headers, NOW + 400 * DAY);
        assert_ne!(too_late.user, first.user);
        assert!(too_late.is_new);
    }

    #[test]
    fn a_cookie_that_does_not_hold_opens_nobodys_journal() {
        let first = sessions().open(&HeaderMap::new(), NOW);
        let cookie = first.renewal.unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let other_key = Sessions::new(key(8), false);
        assert_ne!(other_key.open(&with(cookie), NOW).user, first.user);
        let plain = format!("humeur={}.{NOW}", first.user.0);
        let mut forged = cookie.to_owned();
        forged.replace_range(
            8..9,
            if forged.as_bytes()[8] == b'A' {
                "B"
            } else {
                "A"
            },
        );
        for bad in [
            &cookie[..cookie.len() - 1],
            &cookie[..30],
            &plain,
            &forged,
            "humeur=",
            "humeur",
            "=;;=",
            "humeur=%00%ff",
        ] {
            let opened = sessions().open(&with(bad), NOW);
            assert_ne!(opened.user, first.user, "{bad}");
            assert!(opened.renewal.is_some(), "{bad}");
        }
    }

    #[test]
    fn a_journal_is_found_among_other_cookies() {
        let first = sessions().open(&HeaderMap::new(), NOW);
        let cookie = first.renewal.unwrap();
        let cookie = cookie.split(';').next().unwrap();
        for others in ["humeur=x; ", "theme=caf\u{e9}; ", "humeur=; humeur; a=b; "] {
            let value = HeaderValue::from_bytes(format!("{others}{cookie}").as_bytes()).unwrap();
            let opened = sessions().open(&HeaderMap::from_iter([(COOKIE, value)]), NOW);
            assert_eq!(opened.user, first.user, "{others:?}");
            assert!(opened.renewal.is_none());
        }
    }

    #[test]
    fn a_key_survives_being_written_down() {
        let key = SessionKey::generate();
        assert_eq!(SessionKey::from_base64(&key.to_base64()), Ok(key));
        for text in ["", "c2hvcnQ=", "not base64!", &"A".repeat(84)] {
            assert_eq!(SessionKey::from_base64(text), Err(NoKey), "{text}");
        }
    }
}
