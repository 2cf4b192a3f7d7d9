//! Responses of the API.

use axum::http::HeaderMap;
use serde_json::Value;

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The value of a header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status, kind and field of an error.
    #[track_caller]
    pub fn rejection(&self) -> (u16, String, Option<String>) {
        let error = &self.json()["error"];
        let field = error["field"].as_str().map(str::to_owned);
        (self.status, error["kind"].as_str().unwrap().into(), field)
    }

    /// Status and kind of an error.
    #[track_caller]
    pub fn kind(&self) -> (u16, String) {
        let (status, kind, _) = self.rejection();
        (status, kind)
    }
}
