//! The cookies of a share's readers: an identifier of the browser, and the proof that it may read.
//!
//! They end with the browser: a share may be read on a device that others use, too.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use cookie::{Cookie, SameSite};

use super::cookies::named;

/// The start of the cookies' names, which end with the share's identifier.
const PREFIX: &str = "reader-";

/// The cookies of a request, by the share's identifier.
pub(crate) fn readers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let cookies = named(headers, PREFIX);
    cookies
        .map(|(share, value)| (share.to_owned(), value.to_owned()))
        .collect()
}

/// The cookie of a share's reader.
pub(crate) fn reader_cookie(share: &str, value: String, secure: bool) -> String {
    Cookie::build((format!("{PREFIX}{share}"), value))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .path("/")
        .build()
        .to_string()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header};

    use super::*;

    #[test]
    fn a_cookie_is_read_back_by_its_share() {
        let cookie = reader_cookie("0123456789abcdef", "a.b".into(), true);
        assert_eq!(
            cookie,
            "reader-0123456789abcdef=a.b; HttpOnly; SameSite=Lax; Secure; Path=/"
        );
        let pair = format!("lang=fr; {}; reader-x=c", cookie.split(';').next().unwrap());
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&pair).unwrap())]);
        let expected = [("0123456789abcdef", "a.b"), ("x", "c")];
        let expected = expected.map(|(share, value)| (share.to_owned(), value.to_owned()));
        assert_eq!(readers(&headers), BTreeMap::from(expected));
    }
}
