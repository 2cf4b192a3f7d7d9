//! What API Gateway hands to the function: requests in its payload format 2.0,
//! as CloudFront brings them.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

/// The site's own host, and the host of API Gateway, which nobody types.
pub(crate) const HOST: &str = "mood.example";
const GATEWAY: &str = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
/// What the front door opens with.
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

    /// A page, as a browser asks for it.
    pub(crate) fn page(address: &str) -> Self {
        Self::get(address).with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    /// A day to be written, as a script sends it: text stays text.
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

    /// The same, to another address.
    pub(crate) fn to(self, path: &str) -> Self {
        Self {
            path: path.into(),
            ..self
        }
    }

    /// A day to be written, as a form: to API Gateway that is no text, and
    /// comes in base64.
    pub(crate) fn form(body: impl AsRef<[u8]>) -> Self {
        Self::binary("application/x-www-form-urlencoded", body)
    }

    pub(crate) fn binary(content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self {
            is_base64: true,
            ..Self::text(content_type, &BASE64.encode(body))
        }
    }

    /// The same, from a browser's form without JavaScript.
    pub(crate) fn by_browser(self) -> Self {
        self.with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .with("origin", &format!("https://{HOST}"))
            .with("sec-fetch-site", "same-origin")
    }

    /// With a header, in small letters as API Gateway has them all.
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

    /// Verb and path, as `openapi.json` has them.
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
        // What a request does not have is not there, rather than empty.
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
