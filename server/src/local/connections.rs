//! The listener's connections: HTTP/1.1 alone, none open for ever, and never more than the process
//! has files for.
//!
//! No cleartext HTTP/2: browsers do not speak it, and one connection of it can hold as much memory
//! as two hundred of these.

use std::{pin::pin, time::Duration};

use axum::{Router, serve::Listener};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// The largest head of a request, and as much of an answer as may wait for a slow reader, in bytes.
const BUFFER: usize = 64 * 1024;

/// The most connections at once, however many files there may be.
const MAX_CONNECTIONS: usize = 1024;
/// Files that are not connections: the store's, the log's, calls of push services.
#[cfg(unix)]
const OTHER_FILES: u64 = 64;

/// How long a connection may last, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the beginning of a connection, or the end of an answer, until the head of a request
    /// has arrived.
    pub head: Duration,
    /// After this time a connection takes no other request.
    pub lifetime: Duration,
    /// How much longer the exchange under way may take then, or when the server stops.
    pub last_exchange: Duration,
    /// Connections at once; others wait in the system's queue.
    pub connections: usize,
}

impl Limits {
    /// Generous to a phone in a tunnel, and to a reverse proxy that keeps connections.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            head: Duration::from_secs(30),
            lifetime: Duration::from_secs(600),
            last_exchange: Duration::from_secs(60),
            connections: max_connections(),
        }
    }
}

/// Half of the files that the process may have open: a connection may be reading one of the site.
#[cfg(unix)]
fn max_connections() -> usize {
    use rustix::process::{Resource, getrlimit};
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let half = files.saturating_sub(OTHER_FILES) / 2;
    usize::try_from(half).map_or(MAX_CONNECTIONS, |half| half.clamp(1, MAX_CONNECTIONS))
}

#[cfg(not(unix))]
fn max_connections() -> usize {
    MAX_CONNECTIONS
}

/// Serves until `stop`, and then until the last connection has ended.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // Also the limit of an idle connection: its clock starts anew after each answer.
        .header_read_timeout(limits.head)
        .max_buf_size(BUFFER);
    let service = TowerToHyperService::new(router);
    let (stopping, stopped) = watch::channel(());
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = stop.as_mut() => break,
            Some(_) = open.join_next() => {}
            (stream, _) = Listener::accept(&mut listener), if open.len() < limits.connections => {
                let connection = http.serve_connection(TokioIo::new(stream), service.clone());
                open.spawn(converse(connection, limits, stopped.clone()));
            }
        }
    }
    drop((listener, stopping));
    while open.join_next().await.is_some() {}
}

type Connection = http1::Connection<TokioIo<TcpStream>, TowerToHyperService<Router>>;

/// Drives a connection to its end. Why it ended is between the two ends: it may be anything.
async fn converse(connection: Connection, limits: Limits, mut stopped: watch::Receiver<()>) {
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = sleep(limits.lifetime) => {}
        _ = stopped.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.last_exchange, connection).await;
}
