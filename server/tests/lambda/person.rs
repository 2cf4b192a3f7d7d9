//! People in front of CloudFront and API Gateway.

use std::{cell::RefCell, collections::BTreeMap};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header::SET_COOKIE};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

use crate::event::Event;
use test_kit::{answer::Answer, emulator::Function, openapi};

/// The session cookie's name, which is that of HTTPS.
pub(crate) const SESSION_COOKIE: &str = "__Host-humeur";

/// A person with a browser that stores its cookies.
pub(crate) struct Person<'a> {
    function: &'a Function,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Person<'a> {
    pub(crate) fn new(function: &'a Function) -> Self {
        Self {
            function,
            cookies: RefCell::default(),
        }
    }

    /// Sends a request with the person's cookies, stores the response's, and checks the response
    /// against `openapi.json`.
    #[track_caller]
    pub(crate) fn send(&self, event: &Event) -> Answer {
        let (method, path) = event.operation();
        let cookies = self.cookies.borrow().clone();
        let with_cookies = cookies.iter().fold(event.clone(), |event, (name, value)| {
            event.with_cookie(name, value)
        });
        let answer = read(&self.function.invoke(&with_cookies.to_json()));
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.into(), value.into());
        }
        if answer.header("content-encoding").is_empty() {
            openapi::check(method, path, &answer);
        }
        answer
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Saves a day.
    #[track_caller]
    pub(crate) fn save(&self, day: &str, mood: &str, note: &str) -> Value {
        let answer = self.send(&Event::json(
            &json!({"day": day, "mood": mood, "note": note}),
        ));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["item"].clone()
    }

    /// The person's entry of one day, in a list.
    #[track_caller]
    pub(crate) fn entries(&self, day: &str) -> Value {
        let answer = self.send(&Event::get(&format!("/mood/week?start={day}&end={day}")));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["items"].clone()
    }
}

/// Sends a request without the check against `openapi.json`, which does not describe responses that
/// visitors never get.
#[track_caller]
pub(crate) fn ask(function: &Function, event: &Event) -> Answer {
    read(&function.invoke(&event.to_json()))
}

/// Reads the function's response, in payload format 2.0.
#[track_caller]
fn read(response: &Value) -> Answer {
    let status = response["statusCode"].as_u64();
    let status = status.unwrap_or_else(|| panic!("no response to a request: {response}"));
    let mut headers = HeaderMap::new();
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        let name = HeaderName::try_from(name).unwrap();
        assert_ne!(name, SET_COOKIE, "cookies have a list of their own");
        headers.insert(name, text(value).parse().unwrap());
    }
    for cookie in response["cookies"].as_array().into_iter().flatten() {
        headers.append(SET_COOKIE, HeaderValue::from_str(text(cookie)).unwrap());
    }
    let body = response["body"].as_str().unwrap_or_default();
    let body = if response["isBase64Encoded"] == true {
        BASE64.decode(body).unwrap()
    } else {
        body.into()
    };
    Answer {
        status: status.try_into().unwrap(),
        headers,
        body,
    }
}

#[track_caller]
fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a string: {value}"))
}
