//! How the browser calls a server function: as a script would, through the
//! page's own `fetch`, with the function's own types for what goes and comes.
//!
//! The framework's client can do much more (streams, forms, web sockets), and
//! its ten kilobytes would be a thirteenth of all that a first visit loads.

use serde::{Serialize, de::DeserializeOwned};
use server_fn::ServerFn;

use crate::error::{Error, ErrorKind};

/// Calls a function that takes a body.
///
/// # Errors
/// The function's own; Unavailable when it can't be reached.
pub async fn send<F>(arguments: &F) -> Result<F::Output, Error>
where
    F: ServerFn + Serialize,
    F::Output: DeserializeOwned,
{
    let body = serde_json::to_string(arguments).map_err(|_| Error::internal())?;
    ask("POST", F::PATH, Some(body)).await
}

/// Asks an address, which says something of type `T`.
///
/// # Errors
/// The one that is answered; Unavailable when there is no answer.
pub async fn ask<T: DeserializeOwned>(
    method: &str,
    address: &str,
    body: Option<String>,
) -> Result<T, Error> {
    let unreachable = || Error::new(ErrorKind::Unavailable, "The server could not be reached.");
    let answer = page::call(method, address, body).await;
    let answer = answer.ok_or_else(unreachable)?;
    let (status, text) = answer.split_once('\n').ok_or_else(unreachable)?;
    if status == "200" {
        serde_json::from_str(text).map_err(|_| unreachable())
    } else {
        // A proxy that answers in the server's place speaks another language.
        Err(serde_json::from_str(text).unwrap_or_else(|_| unreachable()))
    }
}

/// `call` of `ui/worker/device.js`: the status, a line's end, and the text.
#[cfg(feature = "hydrate")]
mod page {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = humeur, js_name = call, catch)]
        async fn fetch(
            method: &str,
            address: &str,
            body: Option<String>,
        ) -> Result<JsValue, JsValue>;
    }

    pub(super) async fn call(method: &str, address: &str, body: Option<String>) -> Option<String> {
        fetch(method, address, body).await.ok()?.as_string()
    }
}

/// The server calls its functions directly.
#[cfg(not(feature = "hydrate"))]
mod page {
    pub(super) async fn call(_: &str, _: &str, _: Option<String>) -> Option<String> {
        None
    }
}
