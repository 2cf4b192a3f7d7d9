//! Humeur on one machine: a listening server with a graceful shutdown, and the commands around it.

pub mod archive;
mod call;
pub mod cli;
mod connections;
mod doctor;
mod export;
mod head_timer;
mod key_file;
mod operator;
mod scheduler;

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, signal};

pub use connections::{Limits, serve};

use crate::{
    Failure,
    clock::SystemClock,
    config::Config,
    files::{LocalFiles, LocalPhotos},
    http::{find_assets, init_log, log_request},
    store,
    wiring::{Parts, Program},
};

/// Timeout of requests under way after the stop signal.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until the process gets a stop signal.
///
/// # Errors
/// If the store, the session key or the address is unavailable.
pub async fn run(config: Config) -> Result<(), Failure> {
    init_log(config.log, config.log_text);
    let store = store::open(&config.backend, &config.tables).await?;
    let session_key = match config.session_key.clone() {
        Some(key) => key,
        None => key_file::open(&config.data_dir)?,
    };
    let files = LocalFiles::new(&config.data_dir, &session_key);
    let photos = LocalPhotos::new(&config.data_dir, &session_key);
    let program = Program::new(
        &config,
        Parts {
            stores: store.stores.clone(),
            files: Arc::new(files),
            photos: Arc::new(photos),
            clock: Arc::new(SystemClock),
            session_key,
            origin_keys: None,
            operator_keys: config.operator_keys.clone(),
            assets: find_assets(&config.site)?,
            log: Arc::new(log_request),
        },
    );
    let jobs = program.jobs();
    let listener = TcpListener::bind(config.addr).await.map_err(|error| {
        format!(
            "cannot listen on {} ({error}): set HUMEUR_ADDR to a free address",
            config.addr
        )
    })?;
    tracing::info!(url = config.url, "serving");
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let scheduled = tokio::spawn(scheduler::run(jobs, stopped.clone()));
    let serve = serve(
        listener,
        program.router(&config),
        Limits::of_this_process(),
        async move {
            stop_signal().await;
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
    drop(store);
    tracing::info!("stopped");
    Ok(())
}

/// Waits for Ctrl-C, or for the signal that a service manager sends.
async fn stop_signal() {
    #[cfg(unix)]
    let terminate = async {
        if let Ok(mut signal) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminate => {}
    }
}
