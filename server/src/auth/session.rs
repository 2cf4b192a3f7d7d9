//! The session cookie, which opens a journal.
//!
//! The signed cookie (HMAC-SHA256) carries the journal's identifier and its time of issue; that of an
//! account also carries the identifier of a stored session. For an anonymous journal the server
//! stores nothing until the first write.

use app::ports::UserId;
use axum::http::HeaderMap;
use cookie::{Cookie, CookieJar, SameSite, time::Duration};
use uuid::Uuid;

use super::{SessionKey, cookies::cookies};

/// The lifetime of a session without a visit, in days: the maximum lifetime of a cookie (RFC
/// 6265bis, section 5.5). The browser enforces it, because a server whose clock was wrong once
/// would end sessions for good.
const LIFETIME_DAYS: i64 = 400;
/// The age at which a visit renews a session, in days.
const RENEWAL_DAYS: i64 = 30;
const DAY: i64 = 86_400;

/// A cookie's name, and the prefix of its content. The signature does not cover the name, so the
/// prefix makes content issued under one name invalid under the other.
#[derive(Clone, Copy)]
struct Name {
    name: &'static str,
    mark: &'static str,
}

/// The name behind HTTPS. Browsers accept this prefix from this host only, so no sibling site can
/// plant a session.
const HOST: Name = Name {
    name: "__Host-humeur",
    mark: "host:",
};
/// The name without HTTPS, and the former name behind HTTPS.
const PLAIN: Name = Name {
    name: "humeur",
    mark: "",
};

/// Issues and reads session cookies.
pub struct Sessions {
    key: SessionKey,
    secure: bool,
}

/// The content of a valid session cookie.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SessionCookie {
    /// The journal.
    pub(crate) user: UserId,
    /// The stored session of an account; none for an anonymous journal.
    pub(crate) session: Option<String>,
    /// True if the cookie is old enough to be set again.
    pub(crate) is_due: bool,
}

impl Sessions {
    /// Sessions signed with `key`; `secure` behind HTTPS.
    #[must_use]
    pub const fn new(key: SessionKey, secure: bool) -> Self {
        Self { key, secure }
    }

    /// The first valid session cookie. `now` is in seconds since the epoch.
    pub(crate) fn read(&self, headers: &HeaderMap, now: i64) -> Option<SessionCookie> {
        if !self.secure {
            return cookies(headers, PLAIN.name).find_map(|value| self.verify(PLAIN, value, now));
        }
        let mut values = cookies(headers, HOST.name).peekable();
        if values.peek().is_some() {
            values.find_map(|value| self.verify(HOST, value, now))
        } else {
            self.read_former(headers, now)
        }
    }

    /// Reads a session under the former name, which a sibling site can set, too. Returns none if
    /// the cookies open several journals. Accounts never had that name.
    ///
    /// The former cookie is not deleted: during a deployment or a rollback the previous version
    /// still needs it. It is ignored once the browser has the new one.
    fn read_former(&self, headers: &HeaderMap, now: i64) -> Option<SessionCookie> {
        let mut held =
            cookies(headers, PLAIN.name).filter_map(|value| self.verify(PLAIN, value, now));
        let first = held.next().filter(|first| first.session.is_none())?;
        held.all(|other| other.user == first.user)
            .then_some(SessionCookie {
                is_due: true,
                ..first
            })
    }

    fn verify(&self, Name { name, mark }: Name, value: &str, now: i64) -> Option<SessionCookie> {
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(name, value.to_owned()));
        // A cookie of a former key is signed again with the current one.
        let mut keys = self.key.all().enumerate();
        let (place, verified) =
            keys.find_map(|(place, key)| Some((place, jar.signed(key).get(name)?)))?;
        let (id, rest) = verified.value().strip_prefix(mark)?.split_once('.')?;
        let (issued, session) = match rest.split_once('.') {
            Some((issued, session)) => (issued, Some(session.to_owned())),
            None => (rest, None),
        };
        let (id, issued) = (Uuid::try_parse(id).ok()?, issued.parse::<i64>().ok()?);
        // A time of issue in the future comes from a clock that was ahead.
        let age = now.saturating_sub(issued);
        Some(SessionCookie {
            user: UserId(id.simple().to_string()),
            session,
            is_due: place > 0 || !(-DAY..=RENEWAL_DAYS * DAY).contains(&age),
        })
    }

    /// The cookie of a journal, issued at `now` (seconds since the epoch); of its stored `session`
    /// for an account.
    pub(crate) fn issue(&self, user: &UserId, session: Option<&str>, now: i64) -> String {
        let Name { name, mark } = self.name();
        let session = session.map(|id| format!(".{id}")).unwrap_or_default();
        let content = format!("{mark}{}.{now}{session}", user.0);
        let cookie = self.cookie(content, Duration::days(LIFETIME_DAYS));
        let mut jar = CookieJar::new();
        jar.signed_mut(self.key.current()).add(cookie);
        jar.get(name).map(ToString::to_string).unwrap_or_default()
    }

    /// The cookie that ends the session.
    pub(crate) fn removal(&self) -> String {
        self.cookie(String::new(), Duration::ZERO).to_string()
    }

    const fn name(&self) -> Name {
        if self.secure { HOST } else { PLAIN }
    }

    /// `__Host-` requires `Secure`, `Path=/` and no domain.
    fn cookie(&self, content: String, lifetime: Duration) -> Cookie<'static> {
        Cookie::build((self.name().name, content))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .path("/")
            .max_age(lifetime)
            .build()
    }
}

/// The identifier of a new journal.
pub(crate) fn new_user() -> UserId {
    UserId(Uuid::new_v4().simple().to_string())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::COOKIE};
    use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn key(byte: u8) -> SessionKey {
        keys(&[byte])
    }

    /// Keys of the repeated bytes, the current one first.
    fn keys(bytes: &[u8]) -> SessionKey {
        let keys: Vec<_> = bytes
            .iter()
            .map(|byte| BASE64.encode([*byte; 64]))
            .collect();
        SessionKey::from_base64(&keys.join(",")).unwrap()
    }

    fn sessions() -> Sessions {
        Sessions::new(key(7), false)
    }

    /// A session as opened for a request: a new journal without a valid cookie.
    struct Opened {
        user: UserId,
        is_new: bool,
        renewal: Option<String>,
    }

    trait Open {
        fn open(&self, headers: &HeaderMap, now: i64) -> Opened;
    }

    impl Open for Sessions {
        fn open(&self, headers: &HeaderMap, now: i64) -> Opened {
            let (user, is_new, is_due) = match self.read(headers, now) {
                Some(cookie) => (cookie.user, false, cookie.is_due),
                None => (new_user(), true, true),
            };
            Opened {
                renewal: is_due.then(|| self.issue(&user, None, now)),
                user,
                is_new,
            }
        }
    }

    #[test]
    fn the_cookie_of_an_account_names_its_session() {
        let user = new_user();
        let cookie = sessions().issue(&user, Some("5e55"), NOW);
        let read = sessions().read(&with(&cookie), NOW).unwrap();
        assert_eq!((&read.user, read.session.as_deref()), (&user, Some("5e55")));
        // Under the former name no account was ever issued.
        let secure = Sessions::new(key(7), true);
        assert_eq!(secure.read(&with(&cookie), NOW), None);
        assert!(sessions().removal().contains("Max-Age=0"));
    }

    fn with(cookie: &str) -> HeaderMap {
        let value = cookie.split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(value).unwrap())])
    }

    fn with_all(pairs: &[&str]) -> HeaderMap {
        let value = HeaderValue::from_str(&pairs.join("; ")).unwrap();
        HeaderMap::from_iter([(COOKIE, value)])
    }

    #[test]
    fn the_first_visit_starts_a_journal_and_the_next_reopens_it() {
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
    fn a_session_without_https_moves_behind_https_once() {
        let plain = sessions().open(&HeaderMap::new(), NOW);
        let secure = Sessions::new(key(7), true);
        let old = plain.renewal.unwrap();
        let moved = secure.open(&with(&old), NOW + 1);
        assert_eq!((&moved.user, moved.is_new), (&plain.user, false));
        let new = moved.renewal.unwrap();
        assert!(new.starts_with("__Host-humeur="), "{new}");
        let pair = |cookie: &str| cookie.split(';').next().unwrap().to_owned();
        let both = secure.open(&with_all(&[&pair(&old), &pair(&new)]), NOW + 2);
        assert_eq!(both.user, plain.user);
        assert!(both.renewal.is_none(), "the cookie was replaced");
    }

    #[test]
    fn content_is_invalid_under_the_other_name() {
        let secure = Sessions::new(key(7), true);
        let (plain, host) = (
            sessions().open(&HeaderMap::new(), NOW).renewal.unwrap(),
            secure.open(&HeaderMap::new(), NOW).renewal.unwrap(),
        );
        let renamed = host.replace(HOST.name, PLAIN.name);
        assert!(secure.open(&with(&renamed), NOW).is_new);
        assert!(sessions().open(&with(&renamed), NOW).is_new);
        let renamed = plain.replace(PLAIN.name, HOST.name);
        assert!(secure.open(&with(&renamed), NOW).is_new);
    }

    #[test]
    fn visits_renew_a_session_and_a_wrong_clock_does_not_end_it() {
        let first = sessions().open(&HeaderMap::new(), NOW);
        let headers = with(&first.renewal.unwrap());
        let later = sessions().open(&headers, NOW + 31 * DAY);
        assert_eq!(later.user, first.user);
        assert!(!later.is_new && later.renewal.is_some());
        // A clock that is ahead once, then right again.
        let ahead = sessions().open(&headers, NOW + 9_000 * DAY);
        assert_eq!((&ahead.user, ahead.is_new), (&first.user, false));
        let headers = with(&ahead.renewal.unwrap());
        let right = sessions().open(&headers, NOW);
        assert_eq!((&right.user, right.is_new), (&first.user, false));
        let headers = with(&right.renewal.unwrap());
        assert!(sessions().open(&headers, NOW).renewal.is_none());
    }

    #[test]
    fn a_rotation_keeps_sessions_and_signs_them_again() {
        let with_keys = |bytes: &[u8]| Sessions::new(keys(bytes), false);
        let old = with_keys(&[7]).open(&HeaderMap::new(), NOW);
        let headers = with(&old.renewal.unwrap());
        // A function that accepts the new key, but does not sign with it yet.
        let accepting = with_keys(&[7, 8]).open(&headers, NOW);
        assert_eq!(accepting.user, old.user);
        assert!(accepting.renewal.is_none());
        let rotated = with_keys(&[8, 7]).open(&headers, NOW);
        assert_eq!((&rotated.user, rotated.is_new), (&old.user, false));
        let headers = with(&rotated.renewal.unwrap());
        for bytes in [&[8, 7][..], &[7, 8], &[8]] {
            assert_eq!(with_keys(bytes).open(&headers, NOW).user, old.user);
        }
        assert!(
            with_keys(&[7]).open(&headers, NOW).is_new,
            "signed with the new key"
        );
    }

    #[test]
    fn an_invalid_cookie_starts_a_new_journal() {
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
    fn the_session_is_read_among_other_cookies() {
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
}
