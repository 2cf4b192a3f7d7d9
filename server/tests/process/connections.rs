//! Timeouts of connections, and a flood of connections, which delays others but does not exclude
//! them.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use axum::{
    Router,
    routing::{get, post},
};
use server::local::{Limits, serve};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot, task::JoinHandle};

use test_kit::process::{Server, receive, request};

/// Longer than any step takes on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(150);
/// Longer than any test here.
const LONG: Duration = Duration::from_secs(600);

/// Limits that end no connection; each test shortens one of them.
const LIMITS: Limits = Limits {
    head: LONG,
    idle: LONG,
    lifetime: LONG,
    last_exchange: LONG,
    connections: 100,
};

/// The listener in this process, with limits short enough for a test.
struct Listening {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
    runtime: Runtime,
}

impl Listening {
    fn with(limits: Limits) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/slow", get(slow))
            .route("/body", post(|_: String| async { "at last" }))
            .route("/endless", get(|| async { "x".repeat(50_000_000) }));
        let served = runtime.spawn(serve(listener, router, limits, async {
            stopped.await.ok();
        }));
        Self {
            address,
            stop: Some(stop),
            served,
            runtime,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream
    }

    fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.runtime.block_on(self.served).unwrap();
    }
}

async fn slow() -> &'static str {
    tokio::time::sleep(SHORT * 2).await;
    "at last"
}

fn ask(stream: &mut TcpStream, path: &str) {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
}

/// Reads one response that ends with `body`, and leaves the connection open.
#[track_caller]
fn answered(stream: &mut TcpStream, body: &str) {
    let mut read = Vec::new();
    while !read.ends_with(body.as_bytes()) {
        let mut byte = [0];
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "closed: {read:?}");
        read.push(byte[0]);
    }
    assert!(read.starts_with(b"HTTP/1.1 200"), "{read:?}");
}

/// Waits until the server has closed the connection.
#[track_caller]
fn closed(stream: &mut TcpStream) {
    let since = Instant::now();
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => {
            panic!("still open after {:?}: {error}", since.elapsed())
        }
        _ => {}
    }
}

#[test]
fn a_connection_without_a_complete_request_ends() {
    let listening = Listening::with(Limits {
        head: SHORT,
        idle: SHORT,
        ..LIMITS
    });
    let mut silent = listening.connect();
    let mut half = listening.connect();
    half.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    let mut kept_alive = listening.connect();
    ask(&mut kept_alive, "/");
    answered(&mut kept_alive, "here");
    for stream in [&mut silent, &mut half, &mut kept_alive] {
        closed(stream);
    }
}

/// Each byte arrives within the timeout, but the head never would.
#[test]
fn a_head_that_never_ends_is_cut_off() {
    let head = SHORT;
    let listening = Listening::with(Limits { head, ..LIMITS });
    let mut first = listening.connect();
    let mut after_another = listening.connect();
    ask(&mut after_another, "/");
    answered(&mut after_another, "here");
    for stream in [&mut first, &mut after_another] {
        stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").unwrap();
        let since = Instant::now();
        while stream.write_all(b"x").is_ok() {
            assert!(since.elapsed() < TIMEOUT, "still open");
            thread::sleep(SHORT / 10);
        }
    }
}

/// Proxies keep connections open between two requests.
#[test]
fn an_idle_connection_stays_after_the_timeout_of_a_head() {
    let head = SHORT;
    let listening = Listening::with(Limits { head, ..LIMITS });
    let mut stream = listening.connect();
    for _ in 0..2 {
        ask(&mut stream, "/");
        answered(&mut stream, "here");
        thread::sleep(SHORT * 3);
    }
    // The timeout of a head does not apply to a body.
    let head = "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nx";
    stream.write_all(head.as_bytes()).unwrap();
    thread::sleep(SHORT * 3);
    stream.write_all(b"x").unwrap();
    answered(&mut stream, "at last");
    thread::sleep(SHORT * 3);
    ask(&mut stream, "/");
    answered(&mut stream, "here");
}

/// The limits of the program as it is started.
#[test]
fn the_server_cuts_off_a_head_after_ten_seconds_and_keeps_idle_connections() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let connect = || {
        let stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream
    };
    let (mut idle, mut slow) = (connect(), connect());
    let health = "GET /health HTTP/1.1\r\nHost: localhost\r\n";
    write!(idle, "{health}\r\n").unwrap();
    answered(&mut idle, "}");
    slow.write_all(health.as_bytes()).unwrap();
    let since = Instant::now();
    while slow.write_all(b"x-slow: x\r\n").is_ok() {
        assert!(since.elapsed() < TIMEOUT, "still open");
        thread::sleep(SHORT);
    }
    assert!(
        since.elapsed() > Duration::from_secs(9),
        "{:?}",
        since.elapsed()
    );
    write!(idle, "{health}\r\n").unwrap();
    answered(&mut idle, "}");
}

#[test]
fn a_busy_connection_ends_between_two_exchanges() {
    let lifetime = SHORT;
    let listening = Listening::with(Limits { lifetime, ..LIMITS });
    let mut busy = listening.connect();
    ask(&mut busy, "/slow");
    answered(&mut busy, "at last");
    closed(&mut busy);
}

#[test]
fn a_client_that_does_not_read_is_disconnected() {
    let limits = Limits {
        lifetime: SHORT,
        last_exchange: SHORT,
        ..LIMITS
    };
    let listening = Listening::with(limits);
    let mut stream = listening.connect();
    ask(&mut stream, "/endless");
    // The server stops, although a client still waits for forty megabytes.
    thread::sleep(SHORT);
    let since = Instant::now();
    listening.stop();
    assert!(since.elapsed() < TIMEOUT);
}

#[test]
fn a_connection_over_the_limit_waits_for_another_to_end() {
    let connections = 2;
    let listening = Listening::with(Limits {
        connections,
        ..LIMITS
    });
    let mut first = listening.connect();
    let second = listening.connect();
    ask(&mut first, "/");
    answered(&mut first, "here");
    let mut third = listening.connect();
    ask(&mut third, "/");
    third.set_read_timeout(Some(SHORT)).unwrap();
    let early = third.read(&mut [0]).unwrap_err();
    assert!(
        matches!(early.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{early}"
    );
    drop(second);
    third.set_read_timeout(Some(TIMEOUT)).unwrap();
    answered(&mut third, "here");
}

#[test]
fn a_stop_finishes_the_current_request_and_accepts_no_other() {
    let listening = Listening::with(LIMITS);
    let mut idle = listening.connect();
    ask(&mut idle, "/");
    answered(&mut idle, "here");
    let mut busy = listening.connect();
    ask(&mut busy, "/slow");
    thread::sleep(SHORT / 2);
    let address = listening.address;
    listening.stop();
    answered(&mut busy, "at last");
    closed(&mut busy);
    closed(&mut idle);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn cleartext_http_2_is_not_accepted() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    // The preface of HTTP/2, and an empty SETTINGS frame.
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
        "{answer:?}"
    );
}

/// More connections than the process's file limit, but no more than the system's queue holds.
#[test]
fn a_flood_of_connections_leaves_files_for_accepted_ones() {
    const FILES: u32 = 100;
    const FLOOD: usize = 120;
    let home = tempfile::tempdir().unwrap();
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    let site = [("HUMEUR_SITE_DIR", public.to_str().unwrap())];
    let server = Server::start_with_files(home.path(), &site, FILES);
    let face = "GET /faces/good.svg HTTP/1.1\r\nHost: localhost\r\n";
    let mut early = TcpStream::connect(server.address).unwrap();
    early.set_read_timeout(Some(TIMEOUT)).unwrap();
    write!(early, "{face}\r\n").unwrap();
    answered(&mut early, "</svg>\n");
    let flood: Vec<_> = (0..FLOOD)
        .map(|_| TcpStream::connect(server.address).unwrap())
        .collect();
    // Long enough for the server to accept all the connections that it will.
    thread::sleep(SHORT * 2);
    write!(early, "{face}Connection: close\r\n\r\n").unwrap();
    assert_eq!(receive(&mut early).unwrap().status, 200);
    drop(flood);
    let health = server.send(&request("GET /health", "")).unwrap();
    assert_eq!(health.status, 200);
}

/// A browser that is still sending when the response comes would show a broken connection.
#[test]
fn an_oversized_body_is_read_before_the_connection_ends() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let (form, json) = ("application/x-www-form-urlencoded", "application/json");
    let cases = [
        (form, "Accept: text/html", "</html>"),
        (json, "Accept: */*", "\"error\""),
        (json, "Expect: 100-continue", "\"error\""),
    ];
    for (kind, header, expected) in cases {
        let head = format!("POST /mood\nContent-Type: {kind}\n{header}");
        let whole = request(&head, &format!("note={}", "x".repeat(12_000_000)));
        let (first, rest) = whole.split_at(200_000);
        let mut slow = TcpStream::connect(server.address).unwrap();
        slow.set_read_timeout(Some(TIMEOUT)).unwrap();
        slow.write_all(first.as_bytes()).unwrap();
        // Long enough for the server to notice the size.
        thread::sleep(SHORT * 2);
        slow.write_all(rest.as_bytes()).unwrap();
        let reply = receive(&mut slow).unwrap();
        // The answer follows `100 Continue`.
        let is_refused = reply.status == 413 || reply.body.starts_with("HTTP/1.1 413 ");
        assert!(is_refused && reply.body.contains(expected), "{reply:?}");
    }
}
