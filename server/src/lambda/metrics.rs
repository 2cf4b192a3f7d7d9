//! Metrics, as log lines in CloudWatch's embedded metric format
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
//!
//! Each metric and route costs money every month, so there are few. The sample count of `Latency`
//! is the number of requests; `Errors`, `ColdStarts` and `SilentSources` are written only when
//! one occurs.

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

/// Writes the metrics.
pub(super) struct Metrics {
    clock: Arc<dyn Clock>,
    environment: String,
    is_cold: AtomicBool,
}

impl Metrics {
    /// The metrics of the installation `environment`, in a process that has not served a request
    /// yet.
    pub(super) fn new(clock: Arc<dyn Clock>, environment: String) -> Self {
        Self {
            clock,
            environment,
            is_cold: AtomicBool::new(true),
        }
    }

    /// Logs a request with its metrics.
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

    /// Logs the canary's result.
    pub(super) fn canary(&self, healthy: bool) {
        // The canary has warmed the function up, so the next request is no cold start.
        self.is_cold.store(false, Ordering::Relaxed);
        let metric = ("CanaryHealthy", "Count", json!(u8::from(healthy)));
        let mut fields = self.fields(&["environment"], vec![metric]);
        fields.insert("message".into(), "canary".into());
        write(fields);
    }

    /// Logs the number of sources of signals that are silent, if there are any.
    pub(super) fn silent_sources(&self, silent: u32) {
        if silent > 0 {
            let metric = ("SilentSources", "Count", json!(silent));
            let mut fields = self.fields(&["environment"], vec![metric]);
            fields.insert("message".into(), "silent signal sources".into());
            write(fields);
        }
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

/// The metric's route. Unknown and rejected requests share one, because each name is a paid metric.
fn route(line: &RequestLine<'_>) -> String {
    let method = match *line.method {
        Method::HEAD => &Method::GET,
        ref method => method,
    };
    match line.route {
        Some(route) if is_known(method) && !is_rejected(line.status) => {
            format!("{method} {route}")
        }
        _ => "other".into(),
    }
}

/// True for an unsupported method, or a request that bypasses CloudFront.
fn is_rejected(status: StatusCode) -> bool {
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
    // A failed write to the log cannot be reported anywhere.
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
    fn requests_cannot_create_metrics() {
        assert_eq!(named(Method::POST, Some("/mood"), 422), "POST /mood");
        assert_eq!(named(Method::HEAD, Some("/"), 200), "GET /");
        assert_eq!(named(Method::GET, None, 404), "other");
        let made_up = Method::from_bytes(b"MADEUP").unwrap();
        assert_eq!(named(made_up, Some("/"), 200), "other");
        assert_eq!(named(Method::PUT, Some("/mood"), 405), "other");
        assert_eq!(named(Method::POST, Some("/mood"), 403), "other");
    }
}
