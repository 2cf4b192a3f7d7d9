//! Humeur on one machine: a listening server with a clean shutdown.

mod connections;
mod every_minute;
mod key_file;

use std::{sync::Arc, time::Duration};

use app::ports::Settings;
use tokio::{net::TcpListener, signal};

pub use connections::{Limits, serve};

use crate::{
    Failure,
    clock::SystemClock,
    config::Config,
    http::{AppState, Sessions, find_assets, init_log, log_request, router},
    jobs::Jobs,
    push::Push,
    store,
};

/// Timeout of requests under way after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until the process gets a signal to stop.
///
/// # Errors
/// If the store, the session key or the address is unavailable.
pub async fn run(config: Config) -> Result<(), Failure> {
    init_log(config.log, config.log_text);
    // Before the store: a second process should fail on the port or the lock, not half-way.
    let store = store::open(&config.backend, &config.tables).await?;
    let key = match config.session_key {
        Some(key) => key,
        None => key_file::open(&config.data_dir)?,
    };
    let https = config.url.starts_with("https://");
    let clock = Arc::new(SystemClock);
    let push = Arc::new(Push::new(&key, config.push_hosts));
    let jobs = Jobs {
        moods: store.moods.clone(),
        reminders: store.reminders.clone(),
        clock: clock.clone(),
        push: push.clone(),
        contact: config.contact,
    };
    let state = AppState {
        moods: store.moods.clone(),
        reminders: store.reminders.clone(),
        reminding: push,
        clock,
        settings: Arc::new(Settings {
            retention: config.retention,
            version: env!("CARGO_PKG_VERSION"),
            environment: config.environment,
        }),
        sessions: Arc::new(Sessions::new(key, https)),
        assets: Arc::new(find_assets()?),
        origin: config.origin,
        cors_origins: config.cors_origins.into(),
        https,
        front_door: None,
        log: Arc::new(log_request),
    };
    let listener = TcpListener::bind(config.addr).await.map_err(|error| {
        format!(
            "cannot listen on {} ({error}): set HUMEUR_ADDR to a free address",
            config.addr
        )
    })?;
    tracing::info!(url = config.url, "Humeur is open");
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let reminders = tokio::spawn(every_minute::run(jobs, stopped.clone()));
    let serve = serve(
        listener,
        router(state, &config.site_dir),
        Limits::of_this_process(),
        async move {
            stop_signal().await;
            tracing::info!("closing: requests under way are finished first");
            drop(stop);
        },
    );
    let work = async {
        serve.await;
        reminders.await
    };
    tokio::select! {
        result = work => result?,
        () = async {
            let _ = stopped.changed().await;
            tokio::time::sleep(GRACE).await;
        } => tracing::warn!("some connections did not end in time"),
    }
    drop(store);
    tracing::info!("closed");
    Ok(())
}

/// Ctrl-C, or the signal a service manager sends.
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
