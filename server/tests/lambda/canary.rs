//! The canary: the job that checks the site from outside.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    event::Event,
    installation::{Environment, Installation},
    outage::Stub,
};
use test_kit::emulator::free_address;

fn look(installation: &Installation, url: &str) -> Value {
    installation
        .function
        .invoke(&json!({"job": "canary", "url": url}))
}

#[test]
fn its_result_is_returned_and_a_metric() {
    let installation = Installation::open();
    let (well, ill) = (Stub::new(200, "{}"), Stub::new(503, "{}"));
    for (url, healthy, status) in [
        (format!("{}/health", well.endpoint()), true, json!(200)),
        (format!("{}/health", ill.endpoint()), false, json!(503)),
        (
            format!("http://{}/health", free_address()),
            false,
            json!(null),
        ),
        (
            format!("https://{}/health", well.address()),
            false,
            json!(null),
        ),
    ] {
        let seen = look(&installation, &url);
        assert_eq!(
            seen,
            json!({"job": "canary", "healthy": healthy, "status": status}),
            "{url}"
        );
    }
    let log = installation.function.log_with("\"CanaryHealthy\":0");
    let line = log
        .lines()
        .find(|line| line.contains("\"CanaryHealthy\":1"))
        .unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["environment"], "test");
    let metrics = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(
        (&metrics["Namespace"], &metrics["Dimensions"]),
        (&json!("Humeur"), &json!([["environment"]]))
    );
    assert_eq!(metrics["Metrics"][0]["Name"], "CanaryHealthy");
}

#[test]
fn a_site_that_never_responds_is_unhealthy() {
    let installation = Installation::open();
    let silence = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let since = Instant::now();
    let seen = look(
        &installation,
        &format!("http://{}/health", silence.local_addr().unwrap()),
    );
    assert_eq!(
        (&seen["healthy"], &seen["status"]),
        (&json!(false), &json!(null))
    );
    assert!(
        since.elapsed() < Duration::from_secs(10),
        "{:?}",
        since.elapsed()
    );
}

#[test]
fn the_request_after_it_is_no_cold_start() {
    let installation = Installation::open();
    let site = Stub::new(200, "{}");
    look(&installation, &format!("{}/health", site.endpoint()));
    installation.person().send(&Event::get("/health"));
    let log = installation.function.log_with("GET /health");
    assert!(!log.contains("\"ColdStarts\":1"), "{log}");
}

#[test]
fn a_missing_url_is_an_error() {
    let installation = Installation::open();
    for event in [
        json!({"job": "canary"}),
        json!({"job": "canary", "url": 7}),
        json!({"job": "canary", "url": "ftp://mood.example"}),
        json!({"job": "canary", "url": "https://"}),
    ] {
        let answer = installation.function.invoke(&event);
        assert_eq!(answer["errorType"], "MalformedJob", "{event}: {answer}");
        assert!(
            answer["errorMessage"].as_str().unwrap().contains("url"),
            "{answer}"
        );
    }
}

#[test]
fn it_trusts_the_configured_authorities_only() {
    let site = Site::open();
    let url = format!("https://localhost:{}/health", site.address.port());
    let installation = |change: fn(Environment, &str) -> Environment| {
        let bundle = site.home.path().join("authority.pem").display().to_string();
        Installation::changed(|environment| change(environment, &bundle))
    };
    let trusting = installation(|environment, bundle| environment.with("AWS_CA_BUNDLE", bundle));
    assert_eq!(
        look(&trusting, &url),
        json!({"job": "canary", "healthy": true, "status": 200})
    );
    // A certificate is valid for its name only, even if a trusted authority signed it.
    let other_name = format!("https://127.0.0.1:{}/health", site.address.port());
    assert_eq!(look(&trusting, &other_name)["healthy"], false);
    let amazons_own = installation(|environment, _| environment);
    assert_eq!(
        look(&amazons_own, &url),
        json!({"job": "canary", "healthy": false, "status": null})
    );
}

/// An HTTPS site with its own certificate authority. Dropping it ends it.
struct Site {
    process: Child,
    address: SocketAddr,
    home: TempDir,
}

impl Site {
    fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        let (authority, localhost) = ("/CN=an authority", "/CN=localhost");
        fs::write(home.path().join("health"), "{}").unwrap();
        fs::write(home.path().join("names"), "subjectAltName=DNS:localhost").unwrap();
        openssl(
            home.path(),
            &format!(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -keyout authority.key -out authority.pem -subj|{authority}"
            ),
        );
        openssl(
            home.path(),
            &format!(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout site.key -out site.csr -subj|{localhost}"
            ),
        );
        openssl(
            home.path(),
            "x509 -req -in site.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 1 -extfile names -out site.pem",
        );
        let address = free_address();
        let process = Command::new("openssl")
            .args([
                "s_server",
                "-WWW",
                "-quiet",
                "-accept",
                &address.to_string(),
            ])
            .args(["-cert", "site.pem", "-key", "site.key"])
            .current_dir(home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let since = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                since.elapsed() < Duration::from_secs(20),
                "openssl serves a site"
            );
            thread::sleep(Duration::from_millis(20));
        }
        Self {
            process,
            address,
            home,
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Runs `openssl`; the text after `|` is one argument, spaces included.
fn openssl(home: &Path, arguments: &str) {
    let (words, last) = arguments.split_once('|').unwrap_or((arguments, ""));
    let output = Command::new("openssl")
        .args(words.split(' '))
        .args(Some(last).filter(|last| !last.is_empty()))
        .current_dir(home)
        .output()
        .expect("openssl makes certificates: install it, then run this again");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
