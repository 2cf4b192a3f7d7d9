//! Measures, as lines of the log in CloudWatch's embedded metric format
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
//!
//! Each metric and route costs money each month, so there are few: how many
//! requests there were is the sample count of `Latency`, and `Errors` and
//! `ColdStarts` are only written when there is one.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use app::ports::Clock;
use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::http::{RequestLine, milliseconds};

const NAMESPACE: &str = "Humeur";

/// Writes the lines.
pub(super) struct Metrics {
    clock: Arc<dyn Clock>,
    environment: String,
    is_cold: AtomicBool,
}

impl Metrics {
    /// Of the installation `environment`, in a process that has answered
    /// nothing yet.
    pub(super) fn new(clock: Arc<dyn Clock>, environment: String) -> Self {
        Self {
            clock,
            environment,
            is_cold: AtomicBool::new(true),
        }
    }

    /// A request that was answered: its line of the log, and its measures.
    pub(super) fn request(&self, line: &RequestLine<'_>) {
        let mut metrics = vec![(
            "Latency",
            "Milliseconds",
            json!(milliseconds(line.duration)),
        )];
        if line.status.is_server_error() {
            metrics.push(("Errors", "Count", json!(1)));
        }
        if self.is_cold.swap(false, Ordering::Relaxed) {
            metrics.push(("ColdStarts", "Count", json!(1)));
        }
        let mut fields = self.fields(&["environment", "route"], metrics);
        fields.extend([
            ("level".into(), "INFO".into()),
            ("message".into(), "request".into()),
            ("request_id".into(), line.id.into()),
            ("route".into(), route(line).into()),
            ("status".into(), line.status.as_u16().into()),
        ]);
        write(fields);
    }

    /// Whether the site was healthy, seen from outside.
    pub(super) fn canary(&self, healthy: bool) {
        // Who comes next meets a warm function.
        self.is_cold.store(false, Ordering::Relaxed);
        let metric = ("CanaryHealthy", "Count", json!(u8::from(healthy)));
        let mut fields = self.fields(&["environment"], vec![metric]);
        fields.insert("message".into(), "canary".into());
        write(fields);
    }

    fn fields(&self, dimensions: &[&str], metrics: Vec<(&str, &str, Value)>) -> Map<String, Value> {
        let named = |(name, unit, _): &(&str, &str, Value)| json!({"Name": name, "Unit": unit});
        let mut fields = Map::new();
        fields.insert(
            "_aws".into(),
            json!({
                "Timestamp": self.clock.now() * 1000,
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": [dimensions],
                    "Metrics": metrics.iter().map(named).collect::<Vec<_>>(),
                }],
            }),
        );
        fields.insert("environment".into(), self.environment.clone().into());
        fields.extend(
            metrics
                .into_iter()
                .map(|(name, _, value)| (name.into(), value)),
        );
        fields
    }
}

/// Few names, whatever is asked for: each is a metric of its own.
fn route(line: &RequestLine<'_>) -> String {
    let method = match *line.method {
        Method::HEAD => &Method::GET,
        ref method => method,
    };
    match line.route {
        Some(route) if is_known(method) && !is_turned_away(line.status) => {
            format!("{method} {route}")
        }
        _ => "other".into(),
    }
}

/// A verb that the address does not take, or somebody at the wrong door.
fn is_turned_away(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED
    )
}

fn is_known(method: &Method) -> bool {
    [
        Method::GET,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ]
    .contains(method)
}

fn write(fields: Map<String, Value>) {
    // Nobody is left to hear that the log can't be written.
    let _ = writeln!(io::stdout().lock(), "{}", Value::Object(fields));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn named(method: Method, route: Option<&str>, status: u16) -> String {
        super::route(&RequestLine {
            id: "1",
            method: &method,
            route,
            status: StatusCode::from_u16(status).unwrap(),
            duration: Duration::ZERO,
        })
    }

    #[test]
    fn nobody_can_make_metrics_by_asking() {
        assert_eq!(named(Method::POST, Some("/mood"), 422), "POST /mood");
        assert_eq!(named(Method::HEAD, Some("/"), 200), "GET /");
        assert_eq!(named(Method::GET, None, 404), "other");
        let made_up = Method::from_bytes(b"MADEUP").unwrap();
        assert_eq!(named(made_up, Some("/"), 200), "other");
        assert_eq!(named(Method::PUT, Some("/mood"), 405), "other");
        assert_eq!(named(Method::POST, Some("/mood"), 403), "other");
    }
}
