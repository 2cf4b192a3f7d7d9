//! Start and stop of the program, and its message if it can't start.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
    thread,
    time::Duration,
};

use test_kit::process::{Server, day, ended, free_address, program, receive, request, save};

/// Expects a failed start with one sentence on standard error.
#[track_caller]
fn fails_to_start(output: &Output, says: &[&str]) {
    let sentence = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{sentence}");
    assert_eq!(sentence.trim().lines().count(), 1, "{sentence}");
    for part in says {
        assert!(sentence.contains(part), "no {part}: {sentence}");
    }
}

/// Starts the program and waits until it fails.
pub(super) fn run(data: &Path, variables: &[(&str, &str)]) -> Output {
    let address = free_address().to_string();
    let mut process = program(&[("HUMEUR_ADDR", &address)])
        .env("HUMEUR_DATA_DIR", data)
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    ended(&mut process);
    process.wait_with_output().unwrap()
}

#[test]
fn an_invalid_variable_is_named_with_its_expected_value() {
    let home = tempfile::tempdir().unwrap();
    for (name, value, expected) in [
        ("HUMEUR_ADDR", "nonsense", "an address and port"),
        ("HUMEUR_ADDR", "127.0.0.1", "an address and port"),
        ("HUMEUR_URL", "mood.example", "a web address"),
        (
            "HUMEUR_URL",
            "https://mood.example/humeur",
            "without a path",
        ),
        ("HUMEUR_RETENTION_MONTHS", "0", "1 to 1200"),
        ("HUMEUR_RETENTION_MONTHS", "six", "1 to 1200"),
        ("HUMEUR_CORS_ORIGINS", "example.org", "origins, such as"),
        (
            "HUMEUR_CLIENT_ADDRESS",
            "proxy",
            "connection or x-forwarded-for",
        ),
        ("HUMEUR_LOG", "loud", "error, warn, info, debug or trace"),
        ("HUMEUR_LOG_FORMAT", "xml", "json or text"),
        ("HUMEUR_STORE", "paper", "embedded or dynamodb"),
        ("HUMEUR_SESSION_KEY", "c2hvcnQ=", "64 random bytes"),
        ("HUMEUR_PUSH_KEY", "c2hvcnQ=", "32 random bytes"),
        (
            "DYNAMODB_ENDPOINT",
            "localhost:8000",
            "http://127.0.0.1:8000",
        ),
    ] {
        let output = run(&home.path().join("data"), &[(name, value)]);
        fails_to_start(&output, &[name, expected]);
        let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !sentence.contains("c2hvcnQ="),
            "a key is a secret: {sentence}"
        );
    }
}

#[test]
fn the_configured_origin_may_write_with_any_host_header() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[("HUMEUR_URL", "https://Mood.Example:443/")]);
    let body = format!(r#"{{"day":"{}","mood":"good"}}"#, day(0));
    let write = |origin: &str| {
        let head = format!("POST /mood\nContent-Type: application/json\nOrigin: {origin}");
        server.send(&request(&head, &body)).unwrap()
    };
    let written = write("https://mood.example");
    assert_eq!(written.status, 200, "{written:?}");
    let cookie = written.header("set-cookie");
    assert!(cookie.starts_with("__Host-humeur="), "{cookie}");
    assert_eq!(write("https://evil.example").status, 403);
}

#[test]
fn a_second_process_on_the_same_data_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let output = run(&home.path().join("data"), &[]);
    fails_to_start(&output, &["in use by another Humeur", "HUMEUR_DATA_DIR"]);
    assert_eq!(
        server.send(&request("GET /health", "")).unwrap().status,
        200,
        "the first one keeps working"
    );
    server.kill();
    // A killed process leaves no lock behind.
    assert_eq!(
        Server::start(home.path(), &[])
            .send(&request("GET /health", ""))
            .unwrap()
            .status,
        200
    );
}

#[test]
fn an_address_in_use_is_named() {
    let home = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&home.path().join("data"), &[("HUMEUR_ADDR", &address)]);
    fails_to_start(&output, &[&address, "HUMEUR_ADDR"]);
}

#[test]
fn files_are_private_to_their_owner() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    server
        .send(&save(&cookie, &day(0), "good", "private"))
        .unwrap();
    let data = home.path().join("data");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let files: Vec<_> = std::fs::read_dir(&data)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_stop_finishes_requests_under_way() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let whole = save(&cookie, &day(0), "great", "sent in two halves");
    let (first, second) = whole.split_at(whole.len() - 10);
    let mut slow = TcpStream::connect(server.address).unwrap();
    slow.write_all(first.as_bytes()).unwrap();
    // Long enough for the server to start reading it.
    thread::sleep(Duration::from_millis(200));

    server.terminate();
    let address = server.address;
    while TcpStream::connect(address).is_ok() {
        thread::sleep(Duration::from_millis(10));
    }
    slow.write_all(second.as_bytes()).unwrap();
    assert_eq!(receive(&mut slow).unwrap().status, 200);
    let status = server.ended();
    assert!(status.success(), "{status}: {:?}", server.printed());

    let server = Server::start(home.path(), &[]);
    let week = format!("GET /mood/week?start={0}&end={0}\nCookie: {cookie}", day(0));
    let week = server.send(&request(&week, "")).unwrap();
    assert!(week.body.contains("sent in two halves"), "{week:?}");
}

#[test]
fn an_idle_connection_does_not_delay_a_stop() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[]);
    let idle = TcpStream::connect(server.address).unwrap();
    thread::sleep(Duration::from_millis(100));
    server.terminate();
    assert!(server.ended().success());
    drop(idle);
}
