//! The operator's metrics, and their text in Prometheus's exposition format
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
//!
//! Written by hand: the format is a line for each value, which takes fewer lines than registering these
//! metrics with a client library.
//!
//! Labels name patterns and kinds, never a person, an address or a subscription.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Declares the metrics and the list of them, so that the list lacks none.
macro_rules! metrics {
    ($($metric:ident,)+) => {
        /// A metric, in the order of the text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(super) enum Metric {
            $($metric,)+
        }

        #[cfg(test)]
        impl Metric {
            const ALL: &[Self] = &[$(Self::$metric,)+];
        }
    };
}

metrics! {
    BuildInfo,
    StartTime,
    Requests,
    RequestSeconds,
    StoreUp,
    StoreCalls,
    StoreSeconds,
    DatabaseBytes,
    DiskFreeBytes,
    JobRuns,
    JobSeconds,
    JobSuccess,
    JobItems,
    SilentSources,
    PushMessages,
    NewestBackup,
    BackupBytes,
}

impl Metric {
    /// Its name, type and meaning.
    const fn about(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::BuildInfo => ("humeur_build_info", "gauge", "The version of the program."),
            Self::StartTime => (
                "humeur_start_time_seconds",
                "gauge",
                "The start of the program, in seconds since the epoch.",
            ),
            Self::Requests => (
                "humeur_http_requests_total",
                "counter",
                "Requests by method, pattern of the address and status.",
            ),
            Self::RequestSeconds => (
                "humeur_http_request_duration_seconds",
                "histogram",
                "The time until a response, without its body, by method and pattern.",
            ),
            Self::StoreUp => (
                "humeur_store_up",
                "gauge",
                "1 if the store answers and takes writes, else 0.",
            ),
            Self::StoreCalls => (
                "humeur_store_calls_total",
                "counter",
                "Calls of the store: ok, refused (such as a failed condition) or failed.",
            ),
            Self::StoreSeconds => (
                "humeur_store_call_duration_seconds",
                "histogram",
                "The time of a call of the store.",
            ),
            Self::DatabaseBytes => (
                "humeur_database_bytes",
                "gauge",
                "The size of the database, without its log.",
            ),
            Self::DiskFreeBytes => (
                "humeur_disk_free_bytes",
                "gauge",
                "The free space on the disk of the data directory.",
            ),
            Self::JobRuns => (
                "humeur_job_runs_total",
                "counter",
                "Runs of a job: ok or failed.",
            ),
            Self::JobSeconds => (
                "humeur_job_seconds_total",
                "counter",
                "The time that runs of a job took.",
            ),
            Self::JobSuccess => (
                "humeur_job_last_success_timestamp_seconds",
                "gauge",
                "The end of the last run that succeeded, in seconds since the epoch.",
            ),
            Self::JobItems => (
                "humeur_job_items_total",
                "counter",
                "Reminders, sources of signals and work on journals, by outcome.",
            ),
            Self::SilentSources => (
                "humeur_silent_signal_sources",
                "gauge",
                "Sources of signals without a success for an hour.",
            ),
            Self::PushMessages => (
                "humeur_push_messages_total",
                "counter",
                "Push messages by outcome.",
            ),
            Self::NewestBackup => (
                "humeur_last_backup_timestamp_seconds",
                "gauge",
                "The time of the newest automatic back-up, in seconds since the epoch; 0 without one.",
            ),
            Self::BackupBytes => (
                "humeur_backup_bytes",
                "gauge",
                "The size of the last automatic back-up, with the pictures that it shares.",
            ),
        }
    }
}

/// The upper bounds of a histogram's buckets, in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

#[derive(Debug, Default)]
struct Histogram {
    /// The number of values in each bucket: above the bound before, up to its own.
    counts: [u64; BOUNDS.len()],
    count: u64,
    sum: f64,
}

#[derive(Debug)]
enum Value {
    Number(f64),
    Histogram(Histogram),
}

/// A label: its name and value.
type Label<'a> = (&'static str, &'a str);

/// The metrics of this process.
#[derive(Debug, Default)]
pub(in crate::local) struct Registry(Mutex<BTreeMap<(Metric, String), Value>>);

impl Registry {
    /// Adds to a counter.
    pub(super) fn add(&self, metric: Metric, labels: &[Label<'_>], more: f64) {
        let mut values = self.lock();
        let value = values.entry((metric, text_of(labels)));
        if let Value::Number(number) = value.or_insert(Value::Number(0.0)) {
            *number += more;
        }
    }

    /// Sets a gauge.
    pub(super) fn set(&self, metric: Metric, labels: &[Label<'_>], number: f64) {
        let value = Value::Number(number);
        self.lock().insert((metric, text_of(labels)), value);
    }

    /// Adds a value to a histogram, in seconds.
    pub(super) fn observe(&self, metric: Metric, labels: &[Label<'_>], seconds: f64) {
        let mut values = self.lock();
        let value = values.entry((metric, text_of(labels)));
        let value = value.or_insert_with(|| Value::Histogram(Histogram::default()));
        if let Value::Histogram(histogram) = value {
            histogram.count += 1;
            histogram.sum += seconds;
            let place = BOUNDS.iter().position(|bound| seconds <= *bound);
            if let Some(count) = place.and_then(|place| histogram.counts.get_mut(place)) {
                *count += 1;
            }
        }
    }

    /// Returns all metrics in the exposition format.
    pub(super) fn text(&self) -> String {
        let (mut text, mut last) = (String::new(), None);
        for ((metric, labels), value) in &*self.lock() {
            let (name, kind, help) = metric.about();
            if last != Some(*metric) {
                last = Some(*metric);
                text += &format!("# HELP {name} {help}\n# TYPE {name} {kind}\n");
            }
            match value {
                Value::Number(number) => text += &line(name, labels, *number),
                Value::Histogram(histogram) => text += &histogram.text(name, labels),
            }
        }
        text
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Metric, String), Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Histogram {
    fn text(&self, name: &str, labels: &str) -> String {
        let bucket = |bound: &str, count: u64| {
            let separator = if labels.is_empty() { "" } else { "," };
            let labels = format!("{labels}{separator}le=\"{bound}\"");
            line(&format!("{name}_bucket"), &labels, count as f64)
        };
        let (mut text, mut below) = (String::new(), 0);
        for (bound, count) in BOUNDS.iter().zip(self.counts) {
            below += count;
            text += &bucket(&bound.to_string(), below);
        }
        text += &bucket("+Inf", self.count);
        text += &line(&format!("{name}_sum"), labels, self.sum);
        text + &line(&format!("{name}_count"), labels, self.count as f64)
    }
}

fn line(name: &str, labels: &str, value: f64) -> String {
    if labels.is_empty() {
        format!("{name} {value}\n")
    } else {
        format!("{name}{{{labels}}} {value}\n")
    }
}

/// The text of labels between the braces, with escaped values.
fn text_of(labels: &[Label<'_>]) -> String {
    let labels = labels.iter().map(|(name, value)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{name}=\"{}\"", value.replace('\n', "\\n"))
    });
    labels.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_described_once_and_has_a_line_for_each_label() {
        let registry = Registry::default();
        for status in ["200", "404", "200"] {
            let labels = [("route", "/events/{id}"), ("status", status)];
            registry.add(Metric::Requests, &labels, 1.0);
        }
        registry.set(Metric::StartTime, &[], 1_795_176_000.0);
        assert_eq!(
            registry.text(),
            "# HELP humeur_start_time_seconds The start of the program, in seconds since the epoch.\n\
             # TYPE humeur_start_time_seconds gauge\n\
             humeur_start_time_seconds 1795176000\n\
             # HELP humeur_http_requests_total Requests by method, pattern of the address and status.\n\
             # TYPE humeur_http_requests_total counter\n\
             humeur_http_requests_total{route=\"/events/{id}\",status=\"200\"} 2\n\
             humeur_http_requests_total{route=\"/events/{id}\",status=\"404\"} 1\n"
        );
    }

    #[test]
    fn the_buckets_of_a_histogram_are_cumulative() {
        let registry = Registry::default();
        for seconds in [0.002, 0.0025, 0.3, 60.0] {
            registry.observe(Metric::StoreSeconds, &[("operation", "Query")], seconds);
        }
        let text = registry.text();
        for line in [
            "_bucket{operation=\"Query\",le=\"0.001\"} 0",
            "_bucket{operation=\"Query\",le=\"0.0025\"} 2",
            "_bucket{operation=\"Query\",le=\"0.1\"} 2",
            "_bucket{operation=\"Query\",le=\"0.5\"} 3",
            "_bucket{operation=\"Query\",le=\"5\"} 3",
            "_bucket{operation=\"Query\",le=\"+Inf\"} 4",
            "_sum{operation=\"Query\"} 60.3045",
            "_count{operation=\"Query\"} 4",
        ] {
            let line = format!("humeur_store_call_duration_seconds{line}\n");
            assert!(text.contains(&line), "no {line} in {text}");
        }
    }

    #[test]
    fn a_label_cannot_end_early() {
        let text = text_of(&[("route", "a\"b\\c\nd")]);
        assert_eq!(text, "route=\"a\\\"b\\\\c\\nd\"");
    }

    /// The names of the metrics in a text.
    fn names(text: &str) -> std::collections::BTreeSet<&str> {
        let is_other = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
        text.split(is_other)
            .filter(|word| word.starts_with("humeur_"))
            .map(|word| {
                let ends = ["_bucket", "_sum", "_count"];
                let base = ends.iter().find_map(|end| word.strip_suffix(*end));
                base.unwrap_or(word)
            })
            .collect()
    }

    #[test]
    fn the_dashboard_and_the_page_name_every_metric_and_no_other() {
        let all: std::collections::BTreeSet<_> =
            Metric::ALL.iter().map(|metric| metric.about().0).collect();
        assert_eq!(names(include_str!("../../../../docs/grafana.json")), all);
        assert_eq!(names(include_str!("../../../../docs/metrics.md")), all);
    }
}
