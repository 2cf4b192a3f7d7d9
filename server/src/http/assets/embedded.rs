//! The site inside the program, as `build.rs` lists it: `FILES`, in the order of their addresses, and
//! `HASHES`, the names of the built files.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};

include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// A file, and its compressed forms.
struct File {
    /// The address.
    address: &'static str,
    media_type: &'static str,
    /// The digest of the content, in hexadecimal digits.
    digest: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// A router of the files at these addresses.
pub(super) fn router(addresses: impl IntoIterator<Item = String>) -> Router {
    let route = |router: Router, address: String| router.route(&address, get(serve));
    addresses.into_iter().fold(Router::new(), route)
}

async fn serve(address: Uri, headers: HeaderMap) -> Response {
    let found = FILES.binary_search_by(|file| file.address.cmp(address.path()));
    let Some(file) = found.ok().and_then(|at| FILES.get(at)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (content, encoding) = match (file.brotli, file.gzip) {
        (Some(content), _) if accepts(&headers, "br") => (content, Some("br")),
        (_, Some(content)) if accepts(&headers, "gzip") => (content, Some("gzip")),
        _ => (file.plain, None),
    };
    // Each encoding has a tag of its own, because their bytes differ.
    let etag = format!("\"{}-{}\"", file.digest, encoding.unwrap_or("plain"));
    let is_known = items(&headers, &header::IF_NONE_MATCH)
        .any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag);
    if is_known {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let own = [
        (header::CONTENT_TYPE, file.media_type.to_owned()),
        (header::ETAG, etag),
    ];
    let mut response = (own, Body::from(content)).into_response();
    if let Some(encoding) = encoding {
        let encoding = HeaderValue::from_static(encoding);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_ENCODING, encoding);
    }
    response
}

/// The comma-separated items of a header.
fn items<'a>(headers: &'a HeaderMap, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).into_iter();
    let texts = lines.filter_map(|line| line.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim)
}

/// True if the client accepts an encoding by its name, with a quality other than 0.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    items(headers, &header::ACCEPT_ENCODING).any(|item| {
        let (name, quality) = item.split_once(';').unwrap_or((item, ""));
        let quality = quality.trim().strip_prefix("q=").map(str::parse::<f32>);
        name.trim().eq_ignore_ascii_case(encoding) && quality != Some(Ok(0.0))
    })
}
