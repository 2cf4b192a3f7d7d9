//! The public address.

use axum::http::uri::Authority;

/// The origin of a web address, as browsers write it: lower case, without the default port. None if
/// the address has a path other than `/`.
pub(super) fn origin(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
    let (scheme, authority) = text.split_once("://")?;
    let default_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    // Parsing rejects a path, a query and a fragment; the check below rejects credentials.
    let authority: Authority = authority.parse().ok()?;
    if authority.host().is_empty() || authority.as_str().contains('@') {
        return None;
    }
    let authority = authority.as_str();
    let authority = authority.strip_suffix(default_port).unwrap_or(authority);
    Some(format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_origin_is_normalised_as_browsers_write_it() {
        for (text, origin) in [
            ("https://mood.example.org", "https://mood.example.org"),
            ("https://Mood.Example.org/", "https://mood.example.org"),
            ("https://mood.example.org:443", "https://mood.example.org"),
            ("http://mood.lan:80/", "http://mood.lan"),
            ("http://mood.lan:443", "http://mood.lan:443"),
            ("http://192.168.1.5:3000", "http://192.168.1.5:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(super::origin(text).as_deref(), Some(origin), "{text}");
        }
    }

    #[test]
    fn an_address_with_more_than_an_origin_is_invalid() {
        for text in [
            "",
            "mood.example.org",
            "https://",
            "https:///",
            "ftp://mood.example.org",
            "https://mood.example.org/humeur",
            "https://mood.example.org//",
            "https://mood.example.org?x",
            "https://mood.example.org#x",
            "https://ada:secret@mood.example.org",
            "https://mood example.org",
            "https://:443",
        ] {
            assert_eq!(super::origin(text), None, "{text}");
        }
    }
}
