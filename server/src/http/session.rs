//! The anonymous session: which journal this browser holds.
//!
//! The cookie carries the journal's identifier and when it was issued, signed
//! with HMAC-SHA256. Nothing is stored until something is written.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use app::ports::UserId;
use axum::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
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

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The environment's key is not one.
    #[error(
        "HUMEUR_SESSION_KEY must be at least 64 random bytes in base64: `openssl rand -base64 64 | tr -d '\\n'` makes one"
    )]
    Malformed,
    /// The key's file cannot be read or written.
    #[error(
        "the session key {path} cannot be used ({source}): check its permissions, or remove it to begin anew (every open session ends then)"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: std::io::Error,
    },
}

/// What a request's cookies say.
pub(super) struct Session {
    /// Whose journal it is.
    pub(super) user: UserId,
    /// A cookie to be set with the answer.
    pub(super) renewal: Option<String>,
}

impl Sessions {
    /// Sessions signed with `key`; `secure` where people come by HTTPS.
    #[must_use]
    pub const fn new(key: Key, secure: bool) -> Self {
        Self { key, secure }
    }

    /// The key from the environment, or else the one in `data_dir`, which is
    /// made on the first start.
    ///
    /// # Errors
    /// When there is no usable key; the sentence says what to do.
    pub fn key(from_env: Option<&str>, data_dir: &Path) -> Result<Key, KeyError> {
        if let Some(text) = from_env {
            return decode(text).ok_or(KeyError::Malformed);
        }
        let path = data_dir.join("session.key");
        let failed = |source| KeyError::File {
            path: path.clone(),
            source,
        };
        match fs::read_to_string(&path) {
            Ok(text) => {
                keep_private(&path).map_err(failed)?;
                decode(&text).ok_or_else(|| failed(std::io::Error::other("it holds no key")))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = Key::generate();
                make_private_dir(data_dir).map_err(failed)?;
                write_private(&path, &BASE64.encode(key.master())).map_err(failed)?;
                Ok(key)
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// The session of a request; a new journal when its cookie is missing,
    /// forged, cut short or too old. `now` in seconds since the epoch.
    pub(super) fn open(&self, headers: &HeaderMap, now: i64) -> Session {
        match self.read(headers, now) {
            Some((user, issued)) => {
                let renewal = (now - issued > RENEWAL_DAYS * DAY).then(|| self.issue(&user, now));
                Session { user, renewal }
            }
            None => {
                let user = UserId(Uuid::new_v4().simple().to_string());
                let renewal = Some(self.issue(&user, now));
                Session { user, renewal }
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

fn decode(text: &str) -> Option<Key> {
    let bytes = BASE64.decode(text.trim()).ok()?;
    (bytes.len() >= KEY_BYTES).then(|| Key::from(&bytes))
}

/// Makes the directory, for its owner alone; an existing one keeps its rights.
fn make_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Takes a file away from everybody but its owner.
fn keep_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    let _ = path;
    Ok(())
}

/// Writes a file only its owner can read; never over an existing one, and
/// whole or not at all.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let temporary = path.with_extension("tmp");
    // A stale one may be somebody else's, or a link to somewhere else.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::hard_link(&temporary, path)?;
    fs::remove_file(&temporary)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::COOKIE};

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn sessions() -> Sessions {
        Sessions::new(Key::from(&[7; 64]), false)
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
        assert!(!cookie.contains("Secure"));
        let second = sessions().open(&with(&cookie), NOW + 60);
        assert_eq!(second.user, first.user);
        assert!(second.renewal.is_none());
    }

    #[test]
    fn behind_https_the_cookie_is_secure() {
        let sessions = Sessions::new(Key::from(&[7; 64]), true);
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
        assert!(later.renewal.is_some());
        let too_late = sessions().open(&headers, NOW + 400 * DAY);
        assert_ne!(too_late.user, first.user);
    }

    #[test]
    fn a_cookie_that_does_not_hold_opens_nobodys_journal() {
        let first = sessions().open(&HeaderMap::new(), NOW);
        let cookie = first.renewal.unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let other_key = Sessions::new(Key::from(&[8; 64]), false);
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
    fn the_key_is_made_once_and_only_its_owner_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let made = Sessions::key(None, dir.path()).unwrap();
        assert_eq!(Sessions::key(None, dir.path()).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dir.path().join("session.key"))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(dir.path().join("session.key"), "short").unwrap();
        assert!(matches!(
            Sessions::key(None, dir.path()),
            Err(KeyError::File { .. })
        ));
        assert!(matches!(
            Sessions::key(Some("c2hvcnQ="), dir.path()),
            Err(KeyError::Malformed)
        ));
    }
}
