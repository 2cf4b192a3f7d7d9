//! The service worker: one script, which names the files of this build.

use std::sync::Arc;

use app::{
    domain::Mood,
    secret::hex,
    ui::{
        Assets,
        scripts::{BOOT, WORKER},
    },
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::state::AppState;

/// The script's address, at the root because it limits the worker's scope.
pub(super) const ADDRESS: &str = "/sw.js";

/// Folders whose files the worker may store.
const FOLDERS: [&str; 3] = ["/pkg/", "/faces/", "/icons/"];

/// The script. It changes with every file that a page or the worker is made of. Browsers check it
/// with every page and may cache it for an hour; in the meantime a new page loads its own files.
pub(super) async fn serve(State(state): State<Arc<AppState>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, script(&state.assets)).into_response()
}

fn script(assets: &Assets) -> String {
    let Assets { css, js, wasm } = assets;
    let built = [css.as_str(), js, wasm];
    let faces = Mood::ALL.map(|mood| format!("/faces/{}.svg", mood.as_str()));
    let files: Vec<&str> = built
        .into_iter()
        .chain(faces.iter().map(String::as_str))
        .collect();
    let build = json!({ "version": version(&built), "files": files, "folders": FOLDERS });
    format!("const BUILD={build};\n{WORKER}")
}

/// The hash of all files of the build.
fn version(built: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in built.iter().chain(&[BOOT, WORKER]) {
        hash.update(part);
    }
    hex(&hash.finalize()[..4])
}

#[cfg(test)]
mod tests {
    use app::ui::scripts::CHOICE_PARAMETERS;

    use super::*;
    use crate::http::preferences::{DAY_END, LANGUAGE, THEME, TIME_ZONE, WEEK};

    /// The worker passes navigations with a preference parameter to the network unchanged.
    #[test]
    fn the_worker_knows_every_preference() {
        assert_eq!(
            CHOICE_PARAMETERS,
            [LANGUAGE, TIME_ZONE, DAY_END, THEME, WEEK]
        );
    }

    #[test]
    fn each_build_has_its_own_script() {
        let assets = |wasm: &str| Assets {
            css: "/pkg/humeur.a.css".into(),
            js: "/pkg/humeur.b.js".into(),
            wasm: wasm.into(),
        };
        let script = script(&assets("/pkg/humeur.c.wasm"));
        assert_ne!(script, super::script(&assets("/pkg/humeur.d.wasm")));
        assert!(
            script.contains(r#""/pkg/humeur.c.wasm""#),
            "{}",
            &script[..300]
        );
    }
}
