//! The job of signals, in a function without keys.

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::installation::Installation;

const KEY: &str = "marker-key-31d7";

#[test]
fn a_source_is_asked_when_it_is_due_and_a_silent_one_is_a_metric() {
    let document = json!({"sources": [{
        // Public by its text, and this machine by its resolver.
        "name": "station", "url": format!("https://localhost:9/{KEY}"), "interval": 300,
        "signals": [{"id": "dust", "name": "Dust", "day": "mean", "zone": "UTC", "value": "/v"}],
    }]});
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), document.to_string()).unwrap();
    let installation = Installation::changed(|environment| {
        environment
            .without("HUMEUR_SESSION_KEY")
            .without("HUMEUR_ORIGIN_KEYS")
            .with("HUMEUR_FUNCTION", "jobs")
            .with("HUMEUR_SIGNALS_FILE", file.path().to_str().unwrap())
    });
    let run = || installation.function.invoke(&json!({"job": "signals"}));
    let outcome = |failed: u32, skipped: u32, silent: u32| {
        json!({
            "job": "signals", "stored": 0, "unchanged": 0, "failed": failed, "skipped": skipped,
            "silent": silent,
        })
    };
    assert_eq!(run(), outcome(1, 0, 0));
    assert_eq!(run(), outcome(0, 1, 0));
    let log = installation.function.log_with("blocked address");
    assert!(log.contains("\"station\""), "{log}");
    assert!(!log.contains("SilentSources"), "{log}");

    installation.set_failing("station", 3700);
    assert_eq!(run(), outcome(0, 1, 1));
    let log = installation.function.log_with("\"SilentSources\":1");
    let mut lines = log.lines();
    let line = lines.find(|line| line.contains("SilentSources")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["environment"], "test");
    let metrics = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(metrics["Namespace"], "Humeur");
    assert_eq!(metrics["Dimensions"], json!([["environment"]]));
    assert_eq!(
        metrics["Metrics"],
        json!([{"Name": "SilentSources", "Unit": "Count"}])
    );
    assert!(!log.contains(KEY), "{log}");
}
