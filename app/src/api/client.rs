//! The browser's calls to server functions: JSON through the page's own `fetch`, with the
//! functions' own types for arguments and results.
//!
//! The framework's client can do more (streams, forms, web sockets), but would add ten kilobytes to
//! every first visit.

use serde::Serialize;
use server_fn::ServerFn;

use super::json::{FromJson, Json};
use crate::error::{Error, ErrorKind};

/// Calls a function that takes a body.
///
/// # Errors
/// The function's own; Unavailable if the server can't be reached.
pub async fn send<F>(arguments: &F) -> Result<F::Output, Error>
where
    F: ServerFn + Serialize,
    F::Output: FromJson,
{
    let body = serde_json::to_string(arguments).map_err(|_| Error::internal())?;
    ask("POST", F::PATH, Some(body)).await
}

/// Requests an address that responds with a `T`.
///
/// # Errors
/// The server's own; Unavailable if the server can't be reached.
pub async fn ask<T: FromJson>(
    method: &str,
    address: &str,
    body: Option<String>,
) -> Result<T, Error> {
    let json = exchange(method, address, body).await?;
    T::from_json(&json).ok_or_else(unreachable)
}

async fn exchange(method: &str, address: &str, body: Option<String>) -> Result<Json, Error> {
    let (status, body) = page::call(method, address, body).await;
    // No response, or one from a proxy in place of the server.
    let json = Json::parse(&body).ok_or_else(unreachable)?;
    if status == 200 {
        Ok(json)
    } else {
        Err(Error::from_json(&json).unwrap_or_else(unreachable))
    }
}

fn unreachable() -> Error {
    Error::new(ErrorKind::Unavailable, "The server could not be reached.")
}

/// `call` of `app/browser/page/humeur.ts`. Status 0: no response.
#[cfg(feature = "hydrate")]
mod page {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        type Reply;

        #[wasm_bindgen(js_namespace = humeur, js_name = call)]
        async fn fetch(method: &str, address: &str, body: Option<String>) -> JsValue;

        #[wasm_bindgen(method, getter)]
        fn status(this: &Reply) -> u16;

        #[wasm_bindgen(method, getter)]
        fn body(this: &Reply) -> String;
    }

    pub(super) async fn call(method: &str, address: &str, body: Option<String>) -> (u16, String) {
        let reply = fetch(method, address, body).await.unchecked_into::<Reply>();
        (reply.status(), reply.body())
    }
}

/// On the server, functions are called directly.
#[cfg(not(feature = "hydrate"))]
mod page {
    pub(super) async fn call(_: &str, _: &str, _: Option<String>) -> (u16, String) {
        (0, String::new())
    }
}
