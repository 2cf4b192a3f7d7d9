//! The operator's metrics, on a listener of their own, because `/metrics` of the site is the API's.
//!
//! The listener has no key: it belongs on the loopback address or in a private network.

mod push;
mod registry;
mod store;

use std::{path::PathBuf, sync::Arc, time::Duration};

use app::ports::Services;
use axum::{
    Router,
    extract::State,
    http::{HeaderName, header::CONTENT_TYPE},
    routing::get,
};

use self::registry::Metric;
pub(super) use self::{push::counted as counted_push, registry::Registry, store::counted};
use crate::{
    http::{RequestLine, method_name},
    jobs::Outcome,
};

/// The media type of the exposition.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The metrics, and the services that a scrape checks.
pub(super) struct Operator {
    pub(super) registry: Arc<Registry>,
    pub(super) services: Arc<Services>,
    /// The data directory.
    pub(super) data_dir: PathBuf,
    /// The file of the embedded engine, if it is used.
    pub(super) database: Option<PathBuf>,
}

/// Routes `GET /metrics`, and sets the metrics of the version and the start.
pub(super) fn router(operator: Operator) -> Router {
    let settings = &operator.services.settings;
    let started_at = operator.services.clock.now();
    let registry = &operator.registry;
    let version = [("version", settings.version)];
    registry.set(Metric::BuildInfo, &version, 1.0);
    registry.set(Metric::StartTime, &[], started_at as f64);
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(Arc::new(operator))
}

async fn metrics(
    State(operator): State<Arc<Operator>>,
) -> ([(HeaderName, &'static str); 1], String) {
    let registry = &operator.registry;
    let is_up = operator.services.stores.moods.ping().await.is_ok();
    registry.set(Metric::StoreUp, &[], f64::from(u8::from(is_up)));
    if let Some(database) = &operator.database
        && let Ok(file) = tokio::fs::metadata(database).await
    {
        registry.set(Metric::DatabaseBytes, &[], file.len() as f64);
    }
    if let Ok(disk) = rustix::fs::statvfs(&operator.data_dir) {
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        registry.set(Metric::DiskFreeBytes, &[], free as f64);
    }
    ([(CONTENT_TYPE, TEXT)], registry.text())
}

impl Registry {
    /// Counts and times a request that was answered.
    pub(super) fn request(&self, line: &RequestLine<'_>) {
        let method = ("method", method_name(line.method));
        let route = ("route", line.route.unwrap_or("-"));
        let status = ("status", line.status.as_str());
        self.add(Metric::Requests, &[method, route, status], 1.0);
        let seconds = line.duration.as_secs_f64();
        self.observe(Metric::RequestSeconds, &[method, route], seconds);
    }

    /// Counts and times a run of a job that ended at `now`, in seconds since the epoch.
    pub(super) fn job(&self, name: &str, duration: Duration, is_ok: bool, now: i64) {
        let job = ("name", name);
        let outcome = ("outcome", if is_ok { "ok" } else { "failed" });
        self.add(Metric::JobRuns, &[job, outcome], 1.0);
        self.add(Metric::JobSeconds, &[job], duration.as_secs_f64());
        if is_ok {
            self.set(Metric::JobSuccess, &[job], now as f64);
        }
    }

    /// Counts the items of a run by outcome.
    pub(super) fn outcome(&self, name: &str, outcome: &Outcome) {
        let items = match outcome {
            Outcome::Canary { .. } | Outcome::Files | Outcome::Photos { .. } => vec![],
            Outcome::Reminders {
                sent,
                skipped,
                gone,
                failed,
            } => vec![
                ("sent", *sent),
                ("skipped", *skipped),
                ("gone", *gone),
                ("failed", *failed),
            ],
            Outcome::Signals {
                stored,
                unchanged,
                failed,
                skipped,
                silent,
            } => {
                self.set(Metric::SilentSources, &[], f64::from(*silent));
                vec![
                    ("stored", *stored),
                    ("unchanged", *unchanged),
                    ("failed", *failed),
                    ("skipped", *skipped),
                ]
            }
            Outcome::Work {
                finished,
                left,
                failed,
            } => vec![
                ("finished", *finished),
                ("left", *left),
                ("failed", *failed),
            ],
        };
        for (outcome, count) in items {
            let labels = [("name", name), ("outcome", outcome)];
            self.add(Metric::JobItems, &labels, f64::from(count));
        }
    }

    /// Records the size of the latest back-up, in bytes.
    pub(super) fn backup_size(&self, bytes: u64) {
        self.set(Metric::BackupBytes, &[], bytes as f64);
    }

    /// Records the time of the newest back-up, in seconds since the epoch; 0 without one.
    pub(super) fn newest_backup(&self, at: i64) {
        self.set(Metric::NewestBackup, &[], at as f64);
    }
}
