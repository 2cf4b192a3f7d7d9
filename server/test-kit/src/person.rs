//! People and their browsers: requests, cookies and responses.

use std::{collections::BTreeMap, sync::Mutex};

use axum::{
    Router,
    body::Body,
    http::{Request, header, request},
};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{answer::Answer, openapi};

/// The host name in the tests.
pub const HOST: &str = "mood.example";

/// A request to send.
pub struct Call {
    head: request::Builder,
    body: Vec<u8>,
}

impl Call {
    pub fn new(method: &str, address: &str) -> Self {
        let head = Request::builder().method(method).uri(address);
        Self {
            head: head.header(header::HOST, HOST),
            body: Vec::new(),
        }
    }

    pub fn get(address: &str) -> Self {
        Self::new("GET", address)
    }

    /// A page request by a browser.
    pub fn page(address: &str) -> Self {
        Self::get(address).with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
    }

    /// A day as JSON, as a script sends it.
    pub fn json(body: &Value) -> Self {
        Self::raw_json(body.to_string())
    }

    pub fn raw_json(body: impl Into<Vec<u8>>) -> Self {
        Self::post("/mood", "application/json", body)
    }

    /// A day as a form.
    pub fn form(body: impl Into<Vec<u8>>) -> Self {
        Self::post("/mood", "application/x-www-form-urlencoded", body)
    }

    pub fn post(address: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let call = Self::new("POST", address).with("content-type", content_type);
        Self {
            body: body.into(),
            ..call
        }
    }

    pub fn carrying(self, body: &[u8]) -> Self {
        Self {
            body: body.to_vec(),
            ..self
        }
    }

    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Sends the form as a browser without JavaScript does.
    pub fn by_browser(self) -> Self {
        self.with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            .with("origin", "http://mood.example")
            .with("sec-fetch-site", "same-origin")
    }

    pub fn with(self, name: &str, value: &str) -> Self {
        Self {
            head: self.head.header(name, value),
            ..self
        }
    }
}

/// A person with a browser.
pub struct Person {
    app: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Person {
    pub fn new(app: Router) -> Self {
        Self {
            app,
            cookies: Mutex::default(),
        }
    }

    /// Sends a request with the person's cookies, stores the response's, and checks the response
    /// against `openapi.json`.
    pub async fn send(&self, call: Call) -> Answer {
        let mut request = call.head.body(Body::from(call.body)).unwrap();
        let kept = self.cookie_header();
        if !kept.is_empty() && !request.headers().contains_key(header::COOKIE) {
            request
                .headers_mut()
                .insert(header::COOKIE, kept.parse().unwrap());
        }
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.app.clone().oneshot(request).await.unwrap();
        let answer = Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response
                .into_body()
                .collect()
                .await
                .unwrap()
                .to_bytes()
                .to_vec(),
        };
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.set_cookie(name, value);
        }
        openapi::check(method.as_str(), &path, &answer);
        answer
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.into(), value.into());
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        let pairs = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Saves a day.
    pub async fn save(&self, day: &str, mood: &str, note: &str) -> Value {
        let answer = self
            .send(Call::json(&json!({"day": day, "mood": mood, "note": note})))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["item"].clone()
    }

    /// The person's week: user and entries.
    pub async fn week(&self) -> Value {
        let answer = self
            .send(Call::get("/mood/week?start=2096-11-19&end=2096-11-25"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Every entry of the last six months as `day mood note`.
    pub async fn journal(&self) -> Vec<String> {
        let answer = self
            .send(Call::get("/mood/week?start=2096-05-01&end=2096-11-30"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let line = |item: &Value| {
            ["day", "mood", "note"]
                .map(|name| word(&item[name]))
                .join(" ")
        };
        answer.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(line)
            .collect()
    }

    pub async fn user_id(&self) -> String {
        self.week().await["userId"].as_str().unwrap().to_owned()
    }
}
