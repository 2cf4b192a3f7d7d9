//! The operator's metrics of the real program.

use std::net::SocketAddr;

use test_kit::process::{Reply, Server, day, free_address, request, save, send};

fn scrape(address: SocketAddr) -> Reply {
    send(address, &request("GET /metrics", "")).unwrap()
}

/// The value of a metric.
fn value(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().parse().ok()
}

#[test]
fn metrics_of_requests_store_and_jobs_are_served_apart_from_the_site() {
    let home = tempfile::tempdir().unwrap();
    let operator = free_address();
    let text = operator.to_string();
    let server = Server::start(home.path(), &[("HUMEUR_OPERATOR_ADDR", &text)]);
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    for ago in 0..3 {
        let write = save(&cookie, &day(ago), "good", "a secret walk");
        assert_eq!(server.send(&write).unwrap().status, 200);
    }
    let unknown = request("GET /a-private-address", "");
    assert_eq!(server.send(&unknown).unwrap().status, 404);

    let reply = scrape(operator);
    assert_eq!(reply.status, 200);
    let kind = reply.header("content-type");
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    let text = &reply.body;
    let posts = "humeur_http_requests_total{method=\"POST\",route=\"/mood\",status=\"200\"}";
    assert_eq!(value(text, posts), Some(3.0), "{text}");
    let unknown = "humeur_http_requests_total{method=\"GET\",route=\"-\",status=\"404\"}";
    assert_eq!(value(text, unknown), Some(1.0), "{text}");
    let timed = "humeur_http_request_duration_seconds_count{method=\"POST\",route=\"/mood\"}";
    assert_eq!(value(text, timed), Some(3.0), "{text}");
    let seconds = "humeur_http_request_duration_seconds_sum{method=\"POST\",route=\"/mood\"}";
    assert!(value(text, seconds) > Some(0.0), "{text}");
    let calls = "humeur_store_call_duration_seconds_count{operation=\"UpdateItem\"}";
    assert!(value(text, calls) >= Some(3.0), "{text}");
    assert_eq!(value(text, "humeur_store_up"), Some(1.0));
    assert!(value(text, "humeur_database_bytes") > Some(0.0));
    assert!(value(text, "humeur_disk_free_bytes") > Some(0.0));
    assert_eq!(value(text, "humeur_last_backup_timestamp_seconds"), None);
    // The scheduler's first runs begin with the server.
    let is_run = |text: &str| {
        let files = "humeur_job_runs_total{name=\"files\",outcome=\"ok\"}";
        value(text, files) == Some(1.0)
    };
    let mut attempts = 0..200;
    while !is_run(&scrape(operator).body) {
        assert!(attempts.next().is_some(), "{}", scrape(operator).body);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let today = day(0);
    for secret in ["secret", "private", cookie.as_str(), today.as_str()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }

    // The site does not serve these metrics, and this listener serves nothing else.
    let site = server.send(&request("GET /metrics", "")).unwrap();
    assert_eq!(site.status, 404, "{site:?}");
    let other = send(operator, &request("GET /health", "")).unwrap();
    assert_eq!(other.status, 404);
}

#[test]
fn a_back_up_that_never_worked_has_the_time_0() {
    let home = tempfile::tempdir().unwrap();
    let operator = free_address();
    let text = operator.to_string();
    let directory = home.path().join("not-mounted/backups");
    let _server = Server::start(
        home.path(),
        &[
            ("HUMEUR_OPERATOR_ADDR", &text),
            ("HUMEUR_BACKUP_DIR", directory.to_str().unwrap()),
        ],
    );
    let failed = "humeur_job_runs_total{name=\"backup\",outcome=\"failed\"}";
    let mut attempts = 0..200;
    while value(&scrape(operator).body, failed) != Some(1.0) {
        assert!(attempts.next().is_some(), "{}", scrape(operator).body);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let text = scrape(operator).body;
    assert_eq!(
        value(&text, "humeur_last_backup_timestamp_seconds"),
        Some(0.0),
        "{text}"
    );
}

#[test]
fn a_stop_closes_both_listeners() {
    let home = tempfile::tempdir().unwrap();
    let operator = free_address();
    let text = operator.to_string();
    let mut server = Server::start(home.path(), &[("HUMEUR_OPERATOR_ADDR", &text)]);
    // An idle connection of a scraper.
    let idle = std::net::TcpStream::connect(operator).unwrap();
    assert_eq!(scrape(operator).status, 200);
    server.terminate();
    assert!(server.ended().success());
    assert!(std::net::TcpStream::connect(operator).is_err());
    drop(idle);
    let (log, _) = server.printed();
    assert!(log.contains("stopped"), "{log}");
}
