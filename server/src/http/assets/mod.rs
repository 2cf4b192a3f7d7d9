//! The built files: hashed files are cached for a year, others for an hour.

#[cfg(feature = "embed")]
mod embedded;

use std::{
    convert::Infallible,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use app::ui::Assets;
#[cfg(feature = "embed")]
use axum::body::Body;
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

/// Folders of files whose name does not change.
const FOLDERS: [&str; 3] = ["faces", "icons", "screenshots"];

/// The place of the built files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// A directory.
    Directory(PathBuf),
    /// The program itself.
    #[cfg(feature = "embed")]
    Embedded,
}

impl Site {
    /// The configured directory; by default the program's own files, or `target/site` if it has none.
    pub(crate) fn configured(directory: Option<String>) -> Self {
        match directory {
            Some(directory) => Self::Directory(directory.into()),
            #[cfg(feature = "embed")]
            None => Self::Embedded,
            #[cfg(not(feature = "embed"))]
            None => Self::Directory("target/site".into()),
        }
    }
}

/// Reads the names of the built files from the list that was embedded with them, or beside the program
/// (`hash.txt`); plain names if there is none.
///
/// # Errors
/// If the path of the program is unknown.
pub fn find_assets(site: &Site) -> std::io::Result<Assets> {
    let list = match site {
        Site::Directory(_) => {
            let list = std::env::current_exe()?.with_file_name("hash.txt");
            std::fs::read_to_string(list).unwrap_or_default()
        }
        #[cfg(feature = "embed")]
        Site::Embedded => embedded::HASHES.to_owned(),
    };
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

/// Serves the files of the site, and everything else by `dynamic`.
pub(super) fn serve(dynamic: Router, site: &Site) -> Router {
    match site {
        Site::Directory(directory) => of_directory(dynamic, directory),
        #[cfg(feature = "embed")]
        Site::Embedded => {
            let hashed = embedded::router(["/pkg/{*path}".to_owned()]);
            let folders = FOLDERS.map(|name| format!("/{name}/{{*path}}"));
            let files = SINGLE_FILES.map(|name| format!("/{name}"));
            let public = embedded::router(folders.into_iter().chain(files));
            dynamic
                .merge(hashed.layer(vary()).layer(caching::<Body>(ONE_YEAR)))
                .merge(public.layer(vary()).layer(caching::<Body>(ONE_HOUR)))
        }
    }
}

/// Each file exists in several encodings, which caches must keep apart.
fn vary() -> SetResponseHeaderLayer<HeaderValue> {
    let by = HeaderValue::from_static("accept-encoding");
    SetResponseHeaderLayer::appending(header::VARY, by)
}

fn caching<B>(
    how_long: HeaderValue,
) -> SetResponseHeaderLayer<impl FnMut(&Response<B>) -> Option<HeaderValue> + Clone> {
    SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, cache_control(how_long))
}

fn of_directory(dynamic: Router, directory: &Path) -> Router {
    let files = |path: &Path| {
        let files = ServeDir::new(path).precompressed_br().precompressed_gzip();
        service_fn(move |request| file(files.clone(), request))
    };
    let hashed = ServiceBuilder::new()
        .layer(vary())
        .layer(caching(ONE_YEAR))
        .service(files(&directory.join("pkg")));
    let public = ServiceBuilder::new().layer(vary()).layer(caching(ONE_HOUR));
    let mut router = dynamic.nest_service("/pkg", hashed);
    for name in FOLDERS {
        let folder = public.clone().service(files(&directory.join(name)));
        router = router.nest_service(&format!("/{name}"), folder);
    }
    for name in SINGLE_FILES {
        let file = tower_http::services::ServeFile::new(directory.join(name));
        router = router.route_service(&format!("/{name}"), public.clone().service(file));
    }
    router
}
