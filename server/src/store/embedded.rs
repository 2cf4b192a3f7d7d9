//! The engine in this process.
//!
//! The SDK passes its requests to [`Connector`] instead of a network, which calls the engine's
//! functions: no socket, no open port, and the adapters stay the same.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};

use app::ports::Clock;
use aws_sdk_dynamodb::Client;
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use tokio::{sync::Semaphore, task::JoinHandle};

use super::{
    OpenError, client,
    data_dir::DataDir,
    maintenance::Maintenance,
    operations::{READS, execute, failed},
    version,
};
use crate::clock::SystemClock;

const TARGET: &str = "DynamoDB_20120810.";
const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// Concurrent calls. The engine runs one at a time: one at work and one ready keep it busy, and
/// more would only occupy threads.
const CONCURRENCY: u32 = 2;

/// The maximum time that deleted text stays readable in the write-ahead log.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);
/// The number of checkpoints between two sweeps. A sweep deletes expired items, which reads already
/// hide, and vacuums the file if it is not large.
const SWEEP_EVERY: u64 = 60;

/// A client of the engine on the files in `data_dir`.
///
/// # Errors
/// [`OpenError::InUse`], [`OpenError::Directory`], [`OpenError::Newer`], [`OpenError::Database`].
pub(super) async fn open(data_dir: &Path) -> Result<Client, OpenError> {
    let data_dir = data_dir.to_owned();
    let failed = data_dir.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let files = DataDir::claim(&data_dir)?;
        let file = files.database();
        // Before the engine, which brings the file up to its own version.
        version::check(file)?;
        // Before the engine, too: an earlier release must not misread what a crash left half migrated. A
        // new file is the engine's to create.
        if !files.is_new() {
            version::mark(file)?;
        }
        let database = database(file)?;
        version::mark(file)?;
        let made_at = files.is_new().then(|| SystemClock.now());
        let maintenance =
            Maintenance::open(file, made_at).map_err(|error| OpenError::Database {
                file: file.to_owned(),
                reason: error.to_string(),
            })?;
        Ok(serve(Engine::new(database, Some((maintenance, files)))))
    });
    opened.await.unwrap_or_else(|_| {
        Err(OpenError::Database {
            file: failed,
            reason: "the engine panicked".into(),
        })
    })
}

/// A client of an engine in memory.
///
/// # Errors
/// [`OpenError::Database`].
pub(super) fn memory() -> Result<Client, OpenError> {
    let database = Database::memory().map_err(|error| OpenError::Database {
        file: ":memory:".into(),
        reason: error.to_string(),
    })?;
    Ok(serve(Engine::new(database, None)))
}

fn database(file: &Path) -> Result<Database, OpenError> {
    let failed = |reason: String| OpenError::Database {
        file: file.to_owned(),
        reason,
    };
    let path = file
        .to_str()
        .ok_or_else(|| failed("its path is not Unicode".into()))?;
    Database::new(path).map_err(|error| failed(error.to_string()))
}

fn serve(engine: Engine) -> Client {
    let engine = Arc::new(engine);
    let maintenance = tokio::spawn(maintain(Arc::downgrade(&engine)));
    let connector = SharedHttpConnector::new(Connector {
        engine,
        _maintenance: AbortOnDrop(maintenance),
    });
    client::within(http_client_fn(move |_, _| connector.clone()))
}

/// Deletes expired items and cleans the file periodically while the engine is in use.
async fn maintain(engine: Weak<Engine>) {
    let mut ticks = tokio::time::interval(CHECKPOINT_EVERY);
    // After a laptop's sleep, one run is enough.
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for tick in 0_u64.. {
        ticks.tick().await;
        let Some(engine) = engine.upgrade() else {
            return;
        };
        // The engine is not idle then: reads that might wait for it get a thread.
        let turn = Arc::clone(&engine.turns).acquire_owned().await;
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            if tick.is_multiple_of(SWEEP_EVERY) {
                engine.sweep(SystemClock.now());
                engine.hourly(tick / SWEEP_EVERY);
            } else {
                engine.checkpoint();
            }
        });
        if work.await.is_err() {
            tracing::error!(operation = "maintenance", "engine panicked");
        }
    }
}

struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Engine {
    // Dropped before the lock, in field order: the file is closed before the next process opens it.
    database: Database,
    files: Option<(Maintenance, DataDir)>,
    turns: Arc<Semaphore>,
}

impl Engine {
    fn new(database: Database, files: Option<(Maintenance, DataDir)>) -> Self {
        Self {
            database,
            files,
            turns: Arc::new(Semaphore::new(CONCURRENCY as usize)),
        }
    }

    /// None for an engine in memory, which leaves no files.
    fn maintenance(&self) -> Option<&Maintenance> {
        self.files.as_ref().map(|(maintenance, _)| maintenance)
    }

    /// Deletes items expired at `now`, if the clock is trusted.
    fn sweep(&self, now: i64) {
        match self.maintenance().map(|it| it.trusts(now)) {
            None | Some(Ok(true)) => {}
            Some(Ok(false)) => {
                tracing::warn!("clock is ahead of its last reading; pausing deletion for a day");
                return;
            }
            Some(Err(error)) => return failed("clock", &error),
        }
        self.begin_write();
        match self.database.sweep_ttl() {
            Ok(0) => {}
            Ok(items) => {
                self.changed();
                tracing::info!(items, "expired entries swept");
            }
            // A failed sweep may have deleted some of them.
            Err(error) => {
                self.changed();
                failed("sweep", &error);
            }
        }
    }

    fn begin_write(&self) {
        // If this fails, the write itself will probably fail, too.
        if let Some(Err(error)) = self.maintenance().map(Maintenance::begin_write) {
            failed("mark", &error);
        }
    }

    fn changed(&self) {
        if let Some(maintenance) = self.maintenance() {
            maintenance.changed();
        }
    }

    fn checkpoint(&self) {
        if let Some(Err(error)) = self.maintenance().map(Maintenance::checkpoint) {
            failed("checkpoint", &error);
        }
    }

    fn hourly(&self, hour: u64) {
        if let Some(Err(error)) = self.maintenance().map(|it| it.hourly(hour)) {
            failed("vacuum", &error);
        }
    }

    async fn handle(self: Arc<Self>, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = request
            .headers()
            .get("x-amz-target")
            .and_then(|target| target.strip_prefix(TARGET));
        let operation = operation.unwrap_or_default().to_owned();
        let body = request.into_body();
        let idle = READS
            .contains(&&*operation)
            .then(|| self.turns.try_acquire_many(CONCURRENCY));
        let (status, body) = if let Some(Ok(_turns)) = idle {
            // A read of cached pages takes some 60 µs: a change of threads would double that.
            let execute = || execute(&self.database, &operation, body.bytes().unwrap_or_default());
            catch_unwind(AssertUnwindSafe(execute)).map_err(|_| panicked())?
        } else {
            Arc::clone(&self).handle_on_thread(operation, body).await?
        };
        let status = StatusCode::try_from(status)
            .map_err(|invalid| ConnectorError::other(invalid.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        response.headers_mut().insert("content-type", CONTENT_TYPE);
        Ok(response)
    }

    /// Executes an operation that may wait for the disk or for another one.
    async fn handle_on_thread(
        self: Arc<Self>,
        operation: String,
        body: SdkBody,
    ) -> Result<(u16, Vec<u8>), ConnectorError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.map_err(|closed| ConnectorError::other(closed.into(), None))?;
        let work = tokio::task::spawn_blocking(move || {
            // Kept until the end, even if the caller no longer waits for the response.
            let _turn = turn;
            let writes = !READS.contains(&&*operation);
            if writes {
                self.begin_write();
            }
            let outcome = execute(&self.database, &operation, body.bytes().unwrap_or_default());
            // A rejected write has changed nothing; a failed one may have.
            if writes && !(400..500).contains(&outcome.0) {
                self.changed();
            }
            outcome
        });
        work.await.map_err(|_| panicked())
    }
}

/// The message of a panic is withheld, because it may quote the database.
fn panicked() -> ConnectorError {
    ConnectorError::other("engine panicked".into(), None)
}

/// Erases deleted text from the files at a clean stop.
impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.maintenance().map(Maintenance::stop) {
            failed("stop", &error);
        }
    }
}

struct Connector {
    engine: Arc<Engine>,
    _maintenance: AbortOnDrop,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the embedded engine")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(Arc::clone(&self.engine).handle(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_completed_write_makes_the_file_stale() {
        let home = tempfile::tempdir().unwrap();
        let files = DataDir::claim(home.path()).unwrap();
        let database = database(files.database()).unwrap();
        let maintenance = Maintenance::open(files.database(), None).unwrap();
        maintenance.stop().unwrap();
        let engine = Arc::new(Engine::new(database, Some((maintenance, files))));
        let table = r#"{
            "TableName": "moods",
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "b", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "b", "AttributeType": "S"}]
        }"#;
        for (operation, body, status, is_stale) in [
            (
                "DeleteItem",
                r#"{"TableName":"moods","Key":{"b":{"S":"c"}}}"#,
                400,
                false,
            ),
            ("CreateTable", table, 200, true),
        ] {
            let mut request = HttpRequest::new(SdkBody::from(body));
            let target = format!("{TARGET}{operation}");
            request.headers_mut().insert("x-amz-target", target);
            let response = Arc::clone(&engine).handle(request).await.unwrap();
            assert_eq!(response.status().as_u16(), status, "{operation}");
            assert_eq!(
                engine.maintenance().unwrap().is_stale(),
                is_stale,
                "{operation}"
            );
        }
    }
    #[tokio::test]
    async fn the_mark_is_there_before_the_engine_changes_the_file() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("humeur.db");
        let earlier = rusqlite::Connection::open(&file).unwrap();
        // The engine fails at it.
        earlier
            .execute_batch("CREATE TABLE _config (other TEXT)")
            .unwrap();
        assert!(open(home.path()).await.is_err());
        let mark: u32 = earlier
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(mark, version::CURRENT);
    }

    /// The engine migrates its schema by itself, and an earlier one does not read the result. If this fails
    /// after an upgrade of the engine, the version of our data rises, too.
    #[test]
    fn the_version_of_the_data_covers_that_of_the_engine() {
        let home = tempfile::tempdir().unwrap();
        let files = DataDir::claim(home.path()).unwrap();
        let _engine = database(files.database()).unwrap();
        let schema: String = rusqlite::Connection::open(files.database())
            .unwrap()
            .query_row(
                "SELECT value FROM _config WHERE key = 'schema_version'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!((version::CURRENT, &*schema), (1, "11"));
    }
}
