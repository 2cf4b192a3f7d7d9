//! Reading cookies.

use axum::http::{HeaderMap, header};

/// The values of a cookie. A browser may send several cookies of one name.
pub(crate) fn cookies<'a>(
    headers: &'a HeaderMap,
    name: &'a str,
) -> impl Iterator<Item = &'a str> + 'a {
    named(headers, name).filter_map(|(rest, value)| rest.is_empty().then_some(value))
}

/// The cookies whose names begin with `prefix`: the rest of the name, and the value. A browser may also
/// send cookies that are not UTF-8.
pub(crate) fn named<'a>(
    headers: &'a HeaderMap,
    prefix: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        // ASCII only: a name after other white space lacks the `__Host-` prefix to a browser, so a
        // sibling site could set it.
        .filter_map(move |pair| pair.trim_ascii().strip_prefix(prefix)?.split_once('='))
}

/// The first value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &'a str) -> Option<&'a str> {
    cookies(headers, name).next()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let headers = HeaderMap::from_iter([(
            header::COOKIE,
            HeaderValue::from_static("xtz=a; tz=Europe/Paris; tzx=b"),
        )]);
        assert_eq!(cookie(&headers, "tz"), Some("Europe/Paris"));
        assert_eq!(cookie(&headers, "t"), None);
    }
}
