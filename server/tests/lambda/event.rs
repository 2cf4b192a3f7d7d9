//! Events as API Gateway sends them to the function: requests in payload format 2.0, through
//! CloudFront.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

/// The site's own host. API Gateway's differs from it.
pub(crate) const HOST: &str = "mood.example";
const GATEWAY: &str = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
/// The origin key that the function accepts.
pub(crate) const ORIGIN_KEY: &str = "marker-origin-key-2f9e";

/// A request as an event.
#[derive(Clone)]
pub(crate) struct Event {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    body: Option<Value>,
    is_base64: bool,
}

impl Event {
    pub(crate) fn new(method: &str, address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let headers = [
            ("host", GATEWAY),
            ("user-agent", "Amazon CloudFront"),
            ("via", "2.0 d111111abcdef8.cloudfront.net (CloudFront)"),
            ("x-amz-cf-id", "U4LIrGJPfTDSvZKyhNfWZH8Yw6jPvJaA=="),
            (
                "x-amzn-trace-id",
                "Root=1-6740a5c1-3f2b1c0d9e8f7a6b5c4d3e2f",
            ),
            ("x-forwarded-for", "203.0.113.7, 130.176.0.1"),
            ("x-forwarded-host", HOST),
            ("x-forwarded-port", "443"),
            ("x-forwarded-proto", "https"),
            ("x-humeur-origin", ORIGIN_KEY),
        ];
        Self {
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers: headers
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            cookies: Vec::new(),
            body: None,
            is_base64: false,
        }
    }

    pub(crate) fn get(address: &str) -> Self {
        Self::new("GET", address)
    }

    /// A page request by a browser.
    pub(crate) fn page(address: &str) -> Self {
        Self::get(address).with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    /// A day as JSON, as a script sends it: its body stays text.
    pub(crate) fn json(body: &Value) -> Self {
        Self::text("application/json", &body.to_string())
    }

    pub(crate) fn text(content_type: &str, body: &str) -> Self {
        let event = Self::new("POST", "/mood").with("content-type", content_type);
        Self {
            body: Some(body.into()),
            ..event
        }
    }

    /// Sends the same body to another address.
    pub(crate) fn to(self, path: &str) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }

    /// A day as a form, which API Gateway encodes in base64 as binary.
    pub(crate) fn form(body: impl AsRef<[u8]>) -> Self {
        Self::binary("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn binary(content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self {
            is_base64: true,
            ..Self::text(content_type, &BASE64.encode(body))
        }
    }

    /// Sends the form as a browser without JavaScript does.
    pub(crate) fn by_browser(self) -> Self {
        self.with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .with("origin", &format!("https://{HOST}"))
            .with("sec-fetch-site", "same-origin")
    }

    /// Adds a header, in lower case like all of API Gateway's.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub(crate) fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.push(format!("{name}={value}"));
        self
    }

    /// Method and path, as in `openapi.json`.
    pub(crate) fn operation(&self) -> (&str, &str) {
        (&self.method, &self.path)
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut event = json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": self.path,
            "rawQueryString": self.query,
            "headers": self.headers,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "a1b2c3d4e5",
                "domainName": GATEWAY,
                "domainPrefix": "a1b2c3d4e5",
                "http": {
                    "method": self.method,
                    "path": self.path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "130.176.0.1",
                    "userAgent": "Amazon CloudFront",
                },
                "requestId": "JKJaXmPLvHcESHA=",
                "routeKey": "$default",
                "stage": "$default",
                "time": "20/Nov/2026:12:00:00 +0000",
                "timeEpoch": 1_795_176_000_000_i64,
            },
            "isBase64Encoded": self.is_base64,
        });
        // Missing parts of a request are omitted, not empty.
        if !self.cookies.is_empty() {
            event["cookies"] = json!(self.cookies);
        }
        if !self.query.is_empty() {
            let pairs = self
                .query
                .split('&')
                .filter_map(|pair| pair.split_once('='));
            event["queryStringParameters"] =
                pairs.collect::<BTreeMap<_, _>>().into_iter().collect();
        }
        if let Some(body) = &self.body {
            event["body"] = body.clone();
        }
        event
    }
}
