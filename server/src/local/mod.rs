//! Humeur on one machine: a listening server with a graceful shutdown, and the commands around it.

pub mod archive;
pub mod backups;
mod call;
pub mod cli;
mod connections;
mod doctor;
mod export;
mod head_timer;
mod key_file;
mod layout;
mod metrics;
mod operator;
mod scheduler;
mod temporary;
mod unread_body;

use std::{fs, io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use app::ports::Clock;
use tokio::{net::TcpListener, signal};

pub use connections::{Limits, serve};

use self::{
    backups::Series,
    metrics::{Operator, Registry},
};
use crate::{
    Failure,
    clock::SystemClock,
    config::Config,
    files::{LocalFiles, LocalPhotos},
    http::{RequestLine, find_assets, init_log, log_request},
    push::PushKey,
    store::{self, Backend, DATABASE},
    wiring::{Parts, Program},
};

/// Timeout of requests under way after the stop signal.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until the process gets a stop signal.
///
/// # Errors
/// If the store, a key or an address is unavailable.
pub async fn run(config: Config) -> Result<(), Failure> {
    init_log(config.log, config.log_text);
    let series = series(&config)?;
    let registry = Arc::new(Registry::default());
    if let Backend::Embedded { data_dir } = &config.backend {
        archive::finish(data_dir, SystemClock.now())?;
        require_database(data_dir, config.session_key.is_some())?;
    }
    let mut store = store::open(&config.backend, &config.tables).await?;
    if config.operator_addr.is_some() {
        store = metrics::counted(&store, &config.tables, &registry);
    }
    let session_key = match config.session_key.clone() {
        Some(key) => key,
        None => {
            let database = store::database(&config.backend);
            let has_journal = database.is_some_and(|it| store::has_items(&it).unwrap_or(true));
            key_file::session_key(&config.data_dir, has_journal)?
        }
    };
    let push_key = match (config.push_key.clone(), &config.session_key) {
        (Some(key), _) => key,
        // Instances that share a store share this session key, and their directories differ.
        (None, Some(session_key)) => PushKey::derived(session_key),
        (None, None) => key_file::push_key(&config.data_dir, &session_key)?,
    };
    let files = LocalFiles::new(&config.data_dir, &session_key);
    let photos = LocalPhotos::new(&config.data_dir, &session_key);
    let requests = registry.clone();
    let mut program = Program::new(
        &config,
        Parts {
            stores: store.stores.clone(),
            files: Arc::new(files),
            photos: Arc::new(photos),
            clock: Arc::new(SystemClock),
            session_key,
            push_key,
            origin_keys: None,
            operator_keys: config.operator_keys.clone(),
            assets: find_assets(&config.site)?,
            log: Arc::new(move |line: &RequestLine<'_>| {
                log_request(line);
                requests.request(line);
            }),
        },
    );
    let services = metrics::counted_push(&program.state.services, &registry);
    program.state.services = Arc::new(services);
    let jobs = program.jobs();
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    // The listener of the site is bound last: from the first response on, a stop signal is handled and the
    // operator's metrics are served.
    let stop_signal = stop_signal();
    let mut scraped = tokio::task::JoinSet::new();
    if let Some(addr) = config.operator_addr {
        let listener = listen(addr, "HUMEUR_OPERATOR_ADDR").await?;
        let router = metrics::router(Operator {
            registry: registry.clone(),
            services: program.state.services.clone(),
            data_dir: config.data_dir.clone(),
            database: store::database(&config.backend),
        });
        let limits = Limits::of_the_operator();
        scraped.spawn(serve(listener, router, limits, std::future::pending()));
    }
    let listener = listen(config.addr, "HUMEUR_ADDR").await?;
    tracing::info!(url = config.url, "serving");
    if let Some(series) = series {
        let clock = program.state.services.clock.clone();
        let (registry, stopped) = (registry.clone(), stopped.clone());
        tokio::spawn(backups::run(series, clock, registry, stopped));
    }
    let until = stopped.clone();
    let scheduled = tokio::spawn(async move { scheduler::run(jobs, &registry, until).await });
    let serve = serve(
        listener,
        program.router(&config),
        Limits::of_this_process(),
        async move {
            stop_signal.await;
            tracing::info!("stopping: finishing requests");
            drop(stop);
        },
    );
    let work = async {
        serve.await;
        scheduled.await
    };
    tokio::select! {
        result = work => result?,
        () = async {
            let _ = stopped.changed().await;
            tokio::time::sleep(GRACE).await;
        } => tracing::warn!("connections still open at the deadline"),
    }
    // The operator's listener holds the store, whose last owner closes the files.
    scraped.shutdown().await;
    drop(store);
    tracing::info!("stopped");
    Ok(())
}

/// The automatic back-ups, if they are configured.
///
/// # Errors
/// Back-ups are configured, and the store is not the embedded engine, or their directory is in the data
/// directory.
fn series(config: &Config) -> Result<Option<Series>, Failure> {
    let Some(directory) = config.backup_dir.clone() else {
        return Ok(None);
    };
    if !matches!(config.backend, Backend::Embedded { .. }) {
        return Err(
            "HUMEUR_BACKUP_DIR backs up the embedded engine only: unset it, and back up \
            DynamoDB and the photos in HUMEUR_DATA_DIR by other means"
                .into(),
        );
    }
    if backups::is_inside(&directory, &config.data_dir) {
        return Err(format!(
            "HUMEUR_BACKUP_DIR={} is in the data directory: set it to a directory outside of {}",
            directory.display(),
            config.data_dir.display()
        )
        .into());
    }
    Ok(Some(Series {
        data_dir: config.data_dir.clone(),
        directory,
        has_session_key: config.session_key.is_some(),
    }))
}

/// Checks that the database was not deleted or moved: a first start makes the key after the database.
/// `has_session_key` is true if the environment gives the key.
///
/// # Errors
/// The data directory has a session key and no database; the sentence says what to do.
fn require_database(data_dir: &Path, has_session_key: bool) -> Result<(), String> {
    let database = data_dir.join(DATABASE);
    let is_missing = match fs::metadata(&database) {
        Ok(found) => found.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    let key = data_dir.join(layout::SESSION_KEY);
    let has_key = fs::symlink_metadata(&key).is_ok_and(|found| found.is_file());
    if !has_session_key && has_key && is_missing {
        return Err(format!(
            "{} is missing, but {} exists: restore a back-up (`humeur restore --replace BACK-UP`), or, to start an \
             empty journal, move session.key away too",
            database.display(),
            key.display()
        ));
    }
    Ok(())
}

/// Binds a listener. `variable` is the setting that the error names.
///
/// # Errors
/// The address is in use or unavailable.
async fn listen(addr: SocketAddr, variable: &str) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(addr).await;
    listener.map_err(|error| {
        format!("cannot listen on {addr} ({error}): set {variable} to a free address").into()
    })
}

/// Waits for Ctrl-C (SIGINT), or for SIGTERM, which service managers send. The call itself installs the
/// handlers, so neither signal ends the process before the future is polled.
fn stop_signal() -> impl Future<Output = ()> {
    use signal::unix::SignalKind;
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal::unix::signal);
    async move {
        let [interrupt, terminate] = signals.map(async |signal| match signal {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        });
        tokio::select! {
            _ = interrupt => {}
            _ = terminate => {}
        }
    }
}
