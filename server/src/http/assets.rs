//! The built files: hashed files are cached for a year, others for an hour.

use std::{convert::Infallible, io::ErrorKind, path::Path};

use app::ui::Assets;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
};
use tower::{ServiceBuilder, service_fn};
use tower_http::{
    services::{ServeDir, fs::ServeFileSystemResponseBody},
    set_header::SetResponseHeaderLayer,
};

/// A year without revalidation: a hashed name changes with the content.
const ONE_YEAR: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// An hour, for files whose name does not change.
const ONE_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Files in the site's root directory.
const SINGLE_FILES: [&str; 5] = [
    "export-1.schema.json",
    "manifest-en.webmanifest",
    "manifest-fr.webmanifest",
    "openapi.json",
    "robots.txt",
];

/// Reads the names of the built files from the list beside the program
/// (`hash.txt`); plain names if there is none.
///
/// # Errors
/// If the path of the program is unknown.
pub fn find_assets() -> std::io::Result<Assets> {
    let list = std::env::current_exe()?.with_file_name("hash.txt");
    let list = std::fs::read_to_string(list).unwrap_or_default();
    let name = |kind: &str| {
        let hash = list
            .lines()
            .find_map(|line| line.strip_prefix(kind)?.strip_prefix(':'));
        hash.map_or_else(
            || format!("/pkg/humeur.{kind}"),
            |hash| format!("/pkg/humeur.{}.{kind}", hash.trim()),
        )
    };
    Ok(Assets {
        css: name("css"),
        js: name("js"),
        wasm: name("wasm"),
    })
}

/// The `Cache-Control` of a file. A missing file has none, because a deployment may be about to add
/// it.
fn cache_control<B>(
    how_long: HeaderValue,
) -> impl FnMut(&Response<B>) -> Option<HeaderValue> + Clone {
    move |response| {
        let is_present =
            response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
        is_present.then(|| how_long.clone())
    }
}

/// Serves a file; 404 for a name that no file can have.
async fn file(
    mut files: ServeDir,
    request: Request,
) -> Result<Response<ServeFileSystemResponseBody>, Infallible> {
    let error = match files.try_call(request).await {
        Ok(response) => return Ok(response),
        Err(error) => error,
    };
    let mut response = Response::default();
    *response.status_mut() = match error.kind() {
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => StatusCode::NOT_FOUND,
        _ => {
            tracing::error!(%error, "cannot read site file");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    Ok(response)
}

/// Serves the files under `site_dir`, and everything else by `dynamic`.
pub(super) fn serve(dynamic: Router, site_dir: &Path) -> Router {
    let files = |path: &Path| {
        let files = ServeDir::new(path).precompressed_br().precompressed_gzip();
        service_fn(move |request| file(files.clone(), request))
    };
    // Each file exists in several encodings, which caches must keep apart.
    let vary = SetResponseHeaderLayer::appending(
        header::VARY,
        HeaderValue::from_static("accept-encoding"),
    );
    let hashed = ServiceBuilder::new()
        .layer(vary.clone())
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            cache_control(ONE_YEAR),
        ))
        .service(files(&site_dir.join("pkg")));
    let public = ServiceBuilder::new()
        .layer(vary)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            cache_control(ONE_HOUR),
        ));
    let mut router = dynamic
        .nest_service("/pkg", hashed)
        .nest_service(
            "/faces",
            public.clone().service(files(&site_dir.join("faces"))),
        )
        .nest_service(
            "/icons",
            public.clone().service(files(&site_dir.join("icons"))),
        )
        .nest_service(
            "/screenshots",
            public.clone().service(files(&site_dir.join("screenshots"))),
        );
    for name in SINGLE_FILES {
        let file = tower_http::services::ServeFile::new(site_dir.join(name));
        router = router.route_service(&format!("/{name}"), public.clone().service(file));
    }
    router
}
