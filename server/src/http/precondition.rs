//! Preconditions in headers (RFC 9110, section 13.1), and the `ETag` of the response.

use app::{
    context::DayVersion,
    domain::Precondition,
    error::{Error, ErrorKind},
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

/// The version required by the headers: `If-Match: "3"`, or `If-None-Match: *` for version 0.
///
/// # Errors
/// Malformed (`If-Match`, `If-None-Match`) for any other value. Invalid if both are sent.
pub(super) fn required_version(headers: &HeaderMap) -> Result<Option<u64>, Error> {
    let [if_match, if_none_match] =
        [header::IF_MATCH, header::IF_NONE_MATCH].map(|name| only(headers, &name));
    match (if_match?, if_none_match?) {
        (None, None) => Ok(None),
        (Some(tag), None) => version(tag).map(Some).ok_or_else(|| {
            Error::malformed(
                "If-Match",
                "If-Match must be one version as a strong entity tag, such as \"3\"",
            )
        }),
        (None, Some(tag)) if tag.as_bytes() == b"*" => Ok(Some(0)),
        (None, Some(_)) => Err(Error::malformed("If-None-Match", "If-None-Match must be *")),
        (Some(_), Some(_)) => Err(Error::new(
            ErrorKind::Invalid,
            "If-Match and If-None-Match contradict each other: send one of them.",
        )),
    }
}

/// The only header of that name.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a HeaderValue>, Error> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(Error::new(
            ErrorKind::Malformed,
            "If-Match and If-None-Match may be sent once only.",
        )),
    }
}

/// The version that a strong entity tag names, as this server writes it.
fn version(tag: &HeaderValue) -> Option<u64> {
    let digits = tag.to_str().ok()?.strip_prefix('"')?.strip_suffix('"')?;
    let version: u64 = digits.parse().ok()?;
    // Rejects `+3` and `03`, which are different tags.
    (version.to_string() == digits && version <= Precondition::MAX_VERSION).then_some(version)
}

/// Sets the response's `ETag` to the day's version, if the call set one.
pub(super) fn tag(response: &mut Response, version: &DayVersion) {
    let tag = version
        .get()
        .and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok());
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[(HeaderName, &str)]) -> Result<Option<u64>, Error> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        required_version(&headers)
    }

    #[test]
    fn a_version_is_read_from_a_strong_entity_tag() {
        assert_eq!(read(&[]), Ok(None));
        for (tag, version) in [
            ("\"3\"", 3),
            ("\"0\"", 0),
            ("\"9007199254740991\"", Precondition::MAX_VERSION),
        ] {
            assert_eq!(read(&[(header::IF_MATCH, tag)]), Ok(Some(version)));
        }
        assert_eq!(read(&[(header::IF_NONE_MATCH, "*")]), Ok(Some(0)));
    }

    #[test]
    fn other_header_values_are_not_read_as_versions() {
        for tag in [
            "",
            "*",
            "3",
            "W/\"3\"",
            "\"3\", \"4\"",
            "\"3\" ",
            "\"\"",
            "\"",
            "\"+3\"",
            "\"03\"",
            "\"-1\"",
            "\"3.0\"",
            "\"three\"",
            "\"é\"",
            "\"9007199254740992\"",
            "\"18446744073709551616\"",
        ] {
            let error = read(&[(header::IF_MATCH, tag)]).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Malformed, "{tag}");
            assert_eq!(error.field.as_deref(), Some("If-Match"), "{tag}");
        }
        for tag in ["", "\"3\"", "W/\"3\"", "*, \"3\""] {
            let error = read(&[(header::IF_NONE_MATCH, tag)]).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("If-None-Match"), "{tag}");
        }
        for (both, kind) in [
            (
                [(header::IF_MATCH, "\"3\""), (header::IF_MATCH, "\"3\"")],
                ErrorKind::Malformed,
            ),
            (
                [(header::IF_MATCH, "\"0\""), (header::IF_NONE_MATCH, "*")],
                ErrorKind::Invalid,
            ),
        ] {
            assert_eq!(read(&both).unwrap_err().kind, kind);
        }
    }
}
