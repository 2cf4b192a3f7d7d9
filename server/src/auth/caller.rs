//! Callers who send a secret instead of a cookie: an API key, or the operator's.

use std::sync::Arc;

use app::{
    context::Access,
    domain::account::ApiKeyText,
    error::{Error, ErrorKind},
    ports::{ApiKey, Stores, User},
    secret,
};
use axum::http::{HeaderMap, HeaderName, header};
use sha2::{Digest, Sha256};

use super::{Identity, Renewal};

/// The header of an API key, for clients that can't set `Authorization`.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The operator's valid keys; none if there are none.
#[derive(Clone, Default)]
pub struct OperatorKeys {
    /// Digests, so that the time of a comparison reveals nothing of a key.
    keys: Arc<[[u8; 32]]>,
}

impl OperatorKeys {
    /// The parts of the configuration that it needs.
    pub const EXPECTED: &str = "one key of at least 32 ASCII characters, or two, comma-separated: `openssl rand -hex 32` makes one";
    /// The minimum length of a key.
    const MIN_CHARS: usize = 32;
    /// The number of keys that are valid at once, for a rotation.
    const MAX_KEYS: usize = 2;

    /// Reads comma-separated keys.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let keys: Vec<&str> = text.split(',').map(str::trim).collect();
        let is_key = |key: &&str| key.len() >= Self::MIN_CHARS && key.is_ascii();
        let is_valid = keys.len() <= Self::MAX_KEYS && keys.iter().all(is_key);
        is_valid.then(|| Self {
            keys: keys.iter().map(|key| Sha256::digest(key).into()).collect(),
        })
    }

    fn accepts(&self, key: &str) -> bool {
        self.keys.contains(&Sha256::digest(key).into())
    }
}

/// The owner of a valid secret.
pub(crate) enum Caller {
    /// The owner of an account's key.
    Key(Box<(Identity, ApiKey)>),
    /// The operator, who has no journal.
    Operator,
}

/// The secret of a request: an `Authorization` of the scheme `Bearer`, or `X-Api-Key`. Other schemes,
/// such as a reverse proxy's `Basic`, are ignored. Empty, and so invalid, if there are several.
pub(crate) fn secret(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers
        .get_all(header::AUTHORIZATION)
        .iter()
        .filter_map(|value| {
            let (scheme, secret) = value.as_bytes().split_at_checked(7)?;
            scheme.eq_ignore_ascii_case(b"bearer ").then_some(secret)
        });
    let keys = headers
        .get_all(API_KEY)
        .iter()
        .map(|value| value.as_bytes());
    let mut secrets = bearer.chain(keys);
    let first = secrets.next()?;
    let only = std::str::from_utf8(first)
        .ok()
        .filter(|_| secrets.next().is_none());
    Some(only.unwrap_or_default().trim())
}

/// Identifies the owner of a secret. A text that can't be a key is rejected without a read.
///
/// # Errors
/// Unauthenticated, without a reason; Unavailable.
pub(crate) async fn identify_caller(
    stores: &Stores,
    operator: &OperatorKeys,
    secret: &str,
    now: i64,
) -> Result<Caller, Error> {
    if operator.accepts(secret) {
        return Ok(Caller::Operator);
    }
    let text = ApiKeyText::parse(secret).ok_or_else(invalid)?;
    let key = stores.keys.get(&secret::digest(text.as_str()), now).await?;
    let key = key.ok_or_else(invalid)?;
    let profile = stores.users.get(&key.user).await?;
    let profile = profile.filter(User::is_open).ok_or_else(invalid)?;
    let access = Access::Key {
        id: key.id.clone(),
        scope: key.scope,
    };
    let identity = Identity {
        user: key.user.clone(),
        access,
        profile: Some(Arc::new(profile)),
        is_new: false,
        session_ended: false,
        renewal: Renewal::Never,
        seen: None,
    };
    Ok(Caller::Key(Box::new((identity, key))))
}

fn invalid() -> Error {
    Error::new(ErrorKind::Unauthenticated, "The credential is not valid.")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(lines: &[(&'static str, &'static str)]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        secret(&headers).map(str::to_owned)
    }

    #[test]
    fn a_secret_comes_in_either_header() {
        for lines in [
            [("authorization", "Bearer abc")],
            [("authorization", "bEARER  abc ")],
            [("x-api-key", "abc")],
        ] {
            assert_eq!(of(&lines).as_deref(), Some("abc"), "{lines:?}");
        }
        assert_eq!(
            of(&[("authorization", "Basic YTpi"), ("x-api-key", "abc")]).as_deref(),
            Some("abc")
        );
        for lines in [
            &[][..],
            &[("authorization", "Basic YTpi")],
            &[("authorization", "Bearer")],
        ] {
            assert_eq!(of(lines), None, "{lines:?}");
        }
    }

    #[test]
    fn several_secrets_are_none_of_them() {
        for lines in [
            [("authorization", "Bearer a"), ("x-api-key", "a")],
            [("x-api-key", "a"), ("x-api-key", "b")],
        ] {
            assert_eq!(of(&lines).as_deref(), Some(""), "{lines:?}");
        }
        assert_eq!(of(&[("authorization", "Bearer é")]).as_deref(), Some("é"));
        assert_eq!(of(&[("authorization", "Bearer ")]).as_deref(), Some(""));
    }

    #[test]
    fn the_operator_has_one_key_or_two() {
        let (one, two) = ("a".repeat(32), "b".repeat(40));
        let keys = OperatorKeys::parse(&format!("{one}, {two}")).unwrap();
        assert!(keys.accepts(&one) && keys.accepts(&two));
        assert!(!keys.accepts(&one[1..]) && !keys.accepts("") && !keys.accepts(&format!("{one}a")));
        assert!(!OperatorKeys::default().accepts(""));
        for text in [
            "",
            ",",
            &one[1..],
            &format!("{one},"),
            &format!("{one},{two},{one}"),
            &"é".repeat(32),
        ] {
            assert!(OperatorKeys::parse(text).is_none(), "{text}");
        }
    }
}
