//! Outages of the store, and its error responses.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use server::store::Tables;

use crate::{
    event::Event,
    installation::{Environment, day},
    person::{Person, ask},
};
use test_kit::emulator::{Function, free_address};

/// A message of the store, which could contain a person's key.
const MESSAGE: &str = "marker-store-message";

/// A server that gives every request the same response. It ends with the tests.
pub(crate) struct Stub(SocketAddr);

impl Stub {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = format!(
            "HTTP/1.1 {status} Said\r\nContent-Type: application/x-amz-json-1.0\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that disconnects gets no response.
                let _ = stream.and_then(|stream| Self::answer(stream, &answer));
            }
        });
        Self(address)
    }

    /// A DynamoDB that fails every call with this code.
    pub(crate) fn failing(status: u16, code: &str) -> Self {
        let namespace = "com.amazonaws.dynamodb.v20120810";
        let body = json!({"__type": format!("{namespace}#{code}"), "message": MESSAGE});
        Self::new(status, &body.to_string())
    }

    fn answer(mut stream: TcpStream, answer: &str) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            let header = line.to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        reader.take(length).read_to_end(&mut Vec::new())?;
        stream.write_all(answer.as_bytes())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.0)
    }
}

fn function_on(endpoint: &str) -> Function {
    Environment::new(endpoint, &Tables::default()).function()
}

/// Calls that need the store.
fn calls() -> [Event; 4] {
    let today = day(0);
    let write = json!({"day": today, "mood": "bad", "note": "words that took a while"});
    [
        Event::get("/health"),
        Event::get(&format!("/mood/week?start={today}&end={today}")),
        Event::json(&write),
        Event::new("DELETE", &format!("/mood?day={today}")),
    ]
}

/// Expects every call to fail as unavailable, within the timeout.
#[track_caller]
fn is_unavailable(function: &Function) {
    let ada = Person::new(function);
    for event in calls() {
        let since = Instant::now();
        let answer = ada.send(&event);
        let what = event.operation();
        assert_eq!(answer.kind(), (503, "unavailable".into()), "{what:?}");
        assert_eq!(answer.header("retry-after"), "5");
        // An edge cache may store a failure and would hand the session to others.
        assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "{what:?}: {:?}",
            since.elapsed()
        );
        assert!(!answer.text().contains(MESSAGE), "{answer:?}");
    }
    // Errors in the request itself come first, because a retry would not help.
    assert_eq!(ada.send(&Event::text("application/json", "{}")).status, 400);
}

#[test]
fn a_stopped_store_is_an_outage() {
    let function = function_on(&format!("http://{}", free_address()));
    is_unavailable(&function);
    let page = Person::new(&function).send(&Event::page("/"));
    assert_eq!((page.status, page.header("retry-after")), (503, "5"));
    assert!(
        page.text().contains("can’t reach your journal"),
        "{}",
        page.text()
    );
    assert!(function.log_with("NoConnection").contains("\"Errors\":1"));
}

#[test]
fn a_silent_store_is_an_outage() {
    let silence = TcpListener::bind("127.0.0.1:0").unwrap();
    let function = function_on(&format!("http://{}", silence.local_addr().unwrap()));
    is_unavailable(&function);
}

#[test]
fn temporary_errors_of_the_store_are_an_outage() {
    for (status, code) in [
        (400, "ProvisionedThroughputExceededException"),
        (400, "ThrottlingException"),
        (400, "RequestLimitExceeded"),
        (400, "AccessDeniedException"),
        (400, "ResourceNotFoundException"),
        (400, "UnrecognizedClientException"),
        (400, "ExpiredTokenException"),
        (500, "InternalServerError"),
        (503, "ServiceUnavailable"),
    ] {
        let store = Stub::failing(status, code);
        let function = function_on(&store.endpoint());
        is_unavailable(&function);
        // The log has the code, but not the message.
        let log = function.log_with(code);
        assert!(!log.contains(MESSAGE), "{log}");
    }
}

#[test]
fn invalid_calls_of_the_store_are_internal_errors() {
    for code in ["ValidationException", "SerializationException"] {
        let store = Stub::failing(400, code);
        let function = function_on(&store.endpoint());
        for event in calls() {
            let answer = ask(&function, &event);
            assert_eq!(
                answer.kind(),
                (500, "internal".into()),
                "{:?}",
                event.operation()
            );
            assert!(!answer.text().contains(MESSAGE), "{answer:?}");
        }
        function.log_with(code);
    }
}
