//! The anonymous session, which opens a browser's journal.
//!
//! The signed cookie (HMAC-SHA256) carries the journal's identifier and its time of issue. The
//! server stores nothing until the first write.

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

/// The session of a request.
pub(crate) struct Session {
    /// The owner of the journal.
    pub(crate) user: UserId,
    /// True if the session begins with this request.
    pub(crate) is_new: bool,
    /// The cookie to set with the response.
    pub(crate) renewal: Option<String>,
}

/// A valid session cookie's content.
struct Held {
    user: UserId,
    /// True if the cookie is old enough to be renewed.
    is_due: bool,
}

impl Sessions {
    /// Sessions signed with `key`; `secure` behind HTTPS.
    #[must_use]
    pub const fn new(key: SessionKey, secure: bool) -> Self {
        Self { key, secure }
    }

    /// The session of a request, or a new one if its cookie is missing or invalid. `now` is in
    /// seconds since the epoch.
    pub(crate) fn open(&self, headers: &HeaderMap, now: i64) -> Session {
        let (user, is_new, issue) = match self.read(headers, now) {
            Some(held) => (held.user, false, held.is_due),
            None => (UserId(Uuid::new_v4().simple().to_string()), true, true),
        };
        let renewal = issue.then(|| self.issue(&user, now));
        Session {
            user,
            is_new,
            renewal,
        }
    }

    /// The first valid session cookie.
    fn read(&self, headers: &HeaderMap, now: i64) -> Option<Held> {
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
    /// the cookies open several journals.
    ///
    /// The former cookie is not deleted: during a deployment or a rollback the previous version
    /// still needs it. It is ignored once the browser has the new one.
    fn read_former(&self, headers: &HeaderMap, now: i64) -> Option<Held> {
        let mut held =
            cookies(headers, PLAIN.name).filter_map(|value| self.verify(PLAIN, value, now));
        let first = held.next()?;
        held.all(|other| other.user == first.user).then_some(Held {
            is_due: true,
            ..first
        })
    }

    fn verify(&self, Name { name, mark }: Name, value: &str, now: i64) -> Option<Held> {
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(name, value.to_owned()));
        // A cookie of a former key is signed again with the current one.
        let mut keys = self.key.all().enumerate();
        let (place, verified) =
            keys.find_map(|(place, key)| Some((place, jar.signed(key).get(name)?)))?;
        let (id, issued) = verified.value().strip_prefix(mark)?.split_once('.')?;
        let (id, issued) = (Uuid::try_parse(id).ok()?, issued.parse::<i64>().ok()?);
        // A time of issue in the future comes from a clock that was ahead.
        let age = now.saturating_sub(issued);
        Some(Held {
            user: UserId(id.simple().to_string()),
            is_due: place > 0 || !(-DAY..=RENEWAL_DAYS * DAY).contains(&age),
        })
    }

    fn issue(&self, user: &UserId, now: i64) -> String {
        let Name { name, mark } = if self.secure { HOST } else { PLAIN };
        // `__Host-` requires `Secure`, `Path=/` and no domain.
        let cookie = Cookie::build((name, format!("{mark}{}.{now}", user.0)))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .path("/")
            .max_age(Duration::days(LIFETIME_DAYS))
            .build();
        let mut jar = CookieJar::new();
        jar.signed_mut(self.key.current()).add(cookie);
        jar.get(name).map(ToString::to_string).unwrap_or_default()
    }
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
        let keys: Vec<_> = bytes.iter().map(|byte| BASE64.encode([*byte; 64])).collect();
        SessionKey::from_base64(&keys.join(",")).unwrap()
    }

    fn sessions() -> Sessions {
        Sessions::new(key(7), false)
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
        assert!(with_keys(&[7]).open(&headers, NOW).is_new, "signed anew");
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
