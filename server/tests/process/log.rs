//! The program's log: one JSON line per request, and no personal data.

use serde_json::Value;

use test_kit::process::{Server, day, request, save};

const NOTE: &str = "marker-note-5f1c";
const QUERY: &str = "marker-query-77aa";
const HEADER: &str = "marker-header-c0de";
const BODY: &str = "marker-body-91bb";
/// A mood that no other log line could mention.
const MOOD: &str = "awful";

#[test]
fn every_request_is_a_line_without_private_data() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(
        home.path(),
        &[("HUMEUR_LOG", "trace"), ("RUST_LOG", "trace")],
    );
    let cookie = server.send(&request("GET /health", "")).unwrap().cookie();
    let (written, json) = (day(2), "Content-Type: application/json");
    let form = "Content-Type: application/x-www-form-urlencoded";
    let with = |head: &str| {
        format!("{head}\nCookie: {cookie}\nUser-Agent: {HEADER}\nReferer: http://x/{HEADER}")
    };
    let html = "Accept: text/html";
    let week = format!("GET /mood/week?start={written}&end={written}&x={QUERY}");
    let requests = [
        (save(&cookie, &written, MOOD, NOTE), "POST", "/mood", 200),
        (request(&with(&week), ""), "GET", "/mood/week", 200),
        (
            request(&with(&format!("GET /?day={written}&x={QUERY}\n{html}")), ""),
            "GET",
            "/",
            200,
        ),
        (
            request(&with(&format!("GET /{QUERY}\n{html}")), ""),
            "GET",
            "-",
            404,
        ),
        (
            request(&with(&format!("{}X /", "LONG".repeat(1_000))), ""),
            "other",
            "/",
            405,
        ),
        (
            request(&with("GET /mood/week?start=x"), ""),
            "GET",
            "/mood/week",
            400,
        ),
        (
            request(
                &with(&format!("POST /mood\n{json}")),
                &format!("{{\"{BODY}\":\"{BODY}\"}}"),
            ),
            "POST",
            "/mood",
            400,
        ),
        (
            request(
                &with(&format!("POST /mood\n{json}")),
                &format!("{{\"note\":[\"{BODY}\"]}}"),
            ),
            "POST",
            "/mood",
            400,
        ),
        (
            request(
                &with(&format!("POST /mood\n{form}\n{html}")),
                &format!("day={written}&note={BODY}"),
            ),
            "POST",
            "/mood",
            400,
        ),
        (
            request(
                &format!("GET /mood/week\nAuthorization: Bearer {HEADER}"),
                "",
            ),
            "GET",
            "/mood/week",
            401,
        ),
        (
            request(&format!("GET /health\nCookie: humeur={HEADER}"), ""),
            "GET",
            "/health",
            200,
        ),
        (
            request(&with(&format!("DELETE /mood?day={written}")), ""),
            "DELETE",
            "/mood",
            200,
        ),
    ];
    let mut ids = Vec::new();
    let mut users = Vec::new();
    for (request, method, route, status) in &requests {
        let reply = server.send(request).unwrap();
        assert_eq!(reply.status, *status, "{method} {route}: {}", reply.body);
        ids.push((
            reply.header("x-request-id").to_owned(),
            *method,
            *route,
            *status,
        ));
        let body = serde_json::from_str::<Value>(&reply.body).unwrap_or_default();
        users.extend(body["userId"].as_str().map(str::to_owned));
    }
    server.terminate();
    assert!(server.ended().success());

    let (stdout, stderr) = server.printed();
    assert_eq!(stderr, "");
    let lines: Vec<Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    for (id, method, route, status) in ids {
        let mut of_it = lines
            .iter()
            .filter(|line| line["request_id"] == id.as_str());
        let line = of_it
            .next()
            .unwrap_or_else(|| panic!("no line for {method} {route}"));
        assert!(of_it.next().is_none(), "two lines for {id}");
        assert_eq!(
            (&line["method"], &line["route"]),
            (&method.into(), &route.into())
        );
        assert_eq!(line["status"], status);
        assert!(line["duration_ms"].as_f64().unwrap() > 0.0);
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    }
    let value = cookie.strip_prefix("humeur=").unwrap();
    assert_eq!(users.len(), 1);
    for private in [
        NOTE,
        QUERY,
        HEADER,
        BODY,
        MOOD,
        value,
        &users[0],
        &written[..],
    ] {
        assert!(!stdout.contains(private), "{private} is in {stdout}");
    }
}

#[test]
fn a_pages_report_is_one_line_that_does_not_quote_it() {
    let home = tempfile::tempdir().unwrap();
    let mut server = Server::start(home.path(), &[("HUMEUR_LOG", "trace")]);
    let json = "POST /client-error\nContent-Type: application/json";
    for _ in 0..30 {
        let report = format!("{{\"kind\":\"panic\",\"wasm\":\"{BODY}\"}}");
        let reply = server.send(&request(json, &report)).unwrap();
        assert_eq!(reply.status, 204);
    }
    server.terminate();
    assert!(server.ended().success());
    let (stdout, _) = server.printed();
    let said = |line: &&str| line.contains("page failed to run its WASM");
    let lines: Vec<_> = stdout.lines().filter(said).collect();
    // A new minute may have begun in between.
    assert!((1..=2).contains(&lines.len()), "{stdout}");
    let line: Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(
        (&line["kind"], &line["this_build"]),
        (&"Panic".into(), &false.into())
    );
    assert!(!stdout.contains(BODY), "{stdout}");
}

#[test]
fn the_environment_sets_level_and_format() {
    let lines = |variables: &[(&str, &str)]| {
        let home = tempfile::tempdir().unwrap();
        let mut server = Server::start(home.path(), variables);
        server.send(&request("GET /health", "")).unwrap();
        server.terminate();
        assert!(server.ended().success());
        server.printed().0
    };
    assert_eq!(lines(&[("HUMEUR_LOG", "error")]), "", "nothing went wrong");
    let text = lines(&[("HUMEUR_LOG_FORMAT", "text")]);
    assert!(text.contains("/health") && !text.contains("{\""), "{text}");
}
