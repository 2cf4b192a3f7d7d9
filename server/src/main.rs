//! One binary: the server on one machine.

use std::{io::Write, process::ExitCode, sync::Arc, time::Duration};

use app::ports::{Clock, Settings};
use server::{
    config::Config,
    http::{AppState, Sessions, find_assets, init_log, router},
    store,
};
use tokio::{net::TcpListener, signal};

type Failure = Box<dyn std::error::Error>;

/// How long requests under way may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one clock that everybody else is given"
    )]
    fn now(&self) -> i64 {
        chrono::Utc::now().timestamp()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The log may not be open yet, and a person is waiting at the terminal.
            let _ = writeln!(std::io::stderr(), "humeur: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    let config = Config::from_env()?;
    init_log(config.log, config.log_text);
    // Before the store: a second process should fail on the port or the lock, not half-way.
    let store = store::open(&config.backend, &config.tables).await?;
    let key = Sessions::key(config.session_key.as_deref(), &config.data_dir)?;
    let https = config.url.starts_with("https://");
    let beside = std::env::current_exe()?;
    let state = AppState {
        moods: store.moods.clone(),
        clock: Arc::new(SystemClock),
        settings: Arc::new(Settings {
            retention: config.retention,
            version: env!("CARGO_PKG_VERSION"),
            environment: "local",
        }),
        sessions: Arc::new(Sessions::new(key, https)),
        assets: Arc::new(find_assets(beside.parent().unwrap_or(&beside))),
        cors_origins: config.cors_origins.into(),
        https,
    };
    let listener = TcpListener::bind(config.addr).await.map_err(|error| {
        format!(
            "cannot listen on {} ({error}): set HUMEUR_ADDR to a free address",
            config.addr
        )
    })?;
    tracing::info!(url = config.url, "Humeur is open");
    let (stop, mut stopped) = tokio::sync::watch::channel(());
    let serve =
        axum::serve(listener, router(state, &config.site_dir)).with_graceful_shutdown(async move {
            stop_signal().await;
            tracing::info!("closing: requests under way are finished first");
            drop(stop);
        });
    tokio::select! {
        result = serve => result?,
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
