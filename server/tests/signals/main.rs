//! Signals: sources are asked when they are due, and their values are stored once.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod certificate;
mod health;
mod presets;
mod runs;
mod waiting;
mod year;

use app::{
    domain::{
        Day,
        signal::{DayValue, Sample, SignalId},
    },
    ports::{Consistency, SourceState},
};
use serde_json::{Value, json};
use server::jobs::{Job, Jobs, Outcome};
use tempfile::NamedTempFile;

use test_kit::{
    signal_source::{Reply, SignalSource},
    test_app::{NOON, TestApp, seconds},
};

/// The number of sources by outcome: stored, unchanged, failed, skipped; and silent ones.
type Counts = [u32; 5];

const STORED: Counts = [1, 0, 0, 0, 0];
const UNCHANGED: Counts = [0, 1, 0, 0, 0];
const FAILED: Counts = [0, 0, 1, 0, 0];
const SKIPPED: Counts = [0, 0, 0, 1, 0];

/// An app with a source on this machine.
struct Station {
    app: TestApp,
    source: SignalSource,
    jobs: Jobs,
    /// The configuration, which the app has read.
    _file: Option<NamedTempFile>,
}

impl Station {
    /// An app with presets, which the source answers.
    async fn of_presets(presets: &str) -> Self {
        let source = SignalSource::open().await;
        let variables = [
            ("HUMEUR_SIGNALS", presets.to_owned()),
            ("HUMEUR_SIGNALS_HOST", source.host()),
        ];
        Self::configured(source, &variables, None).await
    }

    /// An app with a source of its own: `dust` every five minutes, its mean in Paris.
    async fn open() -> Self {
        Self::of(|source| dust(&format!("http://{}/now", source.host()))).await
    }

    /// An app with that source after a change.
    async fn changed(change: impl FnOnce(&mut Value)) -> Self {
        Self::of(|source| {
            let mut sources = dust(&format!("http://{}/now", source.host()));
            change(&mut sources[0]);
            sources
        })
        .await
    }

    /// An app with these sources, whose hosts are listed.
    async fn of(sources: impl FnOnce(&SignalSource) -> Value) -> Self {
        let source = SignalSource::open().await;
        let document = json!({"sources": sources(&source), "plainHosts": [source.host()]});
        Self::configured_by(source, &document).await
    }

    /// An app with a file of sources.
    async fn configured_by(source: SignalSource, document: &Value) -> Self {
        let file = NamedTempFile::new().unwrap();
        std::fs::write(file.path(), document.to_string()).unwrap();
        let path = file.path().to_str().unwrap().to_owned();
        let variables = [
            ("HUMEUR_SIGNALS_FILE", path),
            ("STATION_KEY", "station-secret".to_owned()),
        ];
        Self::configured(source, &variables, Some(file)).await
    }

    async fn configured(
        source: SignalSource,
        variables: &[(&str, String)],
        file: Option<NamedTempFile>,
    ) -> Self {
        let app = TestApp::configured(variables, |_| {}).await;
        let jobs = app.jobs(app.services().push.clone());
        Self {
            app,
            source,
            jobs,
            _file: file,
        }
    }

    /// Sets the clock, so many seconds after noon, and runs the job.
    async fn run_at(&self, after: i64) -> Counts {
        self.app.at(&rfc3339(seconds(NOON) + after));
        self.run().await
    }

    async fn run(&self) -> Counts {
        counts(&self.jobs.run(&Job::Signals).await.unwrap())
    }

    /// The stored samples of a signal, as seconds after noon.
    async fn samples(&self, id: &str) -> Vec<(i64, f64)> {
        let store = &self.app.stores().signals;
        let id = SignalId::parse(id).unwrap();
        let last = i64::from(u32::MAX);
        let page = store.samples(&id, 0, last, 5000, Consistency::Strong).await;
        let samples = page.unwrap().samples.into_iter();
        samples
            .map(|Sample { at, value }| (at - seconds(NOON), value))
            .collect()
    }

    /// The stored values of a signal's days, with the number of samples.
    async fn days(&self, id: &str) -> Vec<(String, f64, u32)> {
        let store = &self.app.stores().signals;
        let id = SignalId::parse(id).unwrap();
        let days = store.days(&id, Day::FIRST, Day::LAST, Consistency::Strong);
        let days = days.await.unwrap().into_iter();
        days.map(
            |DayValue {
                 day,
                 value,
                 samples,
             }| (day.to_string(), value, samples),
        )
        .collect()
    }

    /// The state of the only source.
    async fn state(&self) -> SourceState {
        let name = &self.jobs.sources[0].name;
        let state = self.app.stores().signals.source(name).await;
        state.unwrap().unwrap()
    }
}

fn counts(outcome: &Outcome) -> Counts {
    match *outcome {
        Outcome::Signals {
            stored,
            unchanged,
            failed,
            skipped,
            silent,
        } => [stored, unchanged, failed, skipped, silent],
        ref other => panic!("{other:?}"),
    }
}

/// A source `station` with the signal `dust` in the field `v`, at the time in `t`.
fn dust(url: &str) -> Value {
    json!([{
        "name": "station", "url": url, "interval": 300, "timeout": 3,
        "headers": {"x-key": "$STATION_KEY"},
        "signals": [{
            "id": "dust", "name": "Dust", "unit": "µg/m³", "day": "mean", "zone": "Europe/Paris",
            "value": "/v", "time": "/t",
        }],
    }])
}

/// An answer with a value at a time, in seconds after noon.
fn value(value: f64, after: i64) -> Reply {
    Reply::json(&json!({"v": value, "t": seconds(NOON) + after}))
}

fn rfc3339(at: i64) -> String {
    let time = chrono::DateTime::from_timestamp(at, 0).unwrap();
    time.to_rfc3339()
}
