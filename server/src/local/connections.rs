//! The listener: HTTP/1.1 only. It limits the lifetime of connections, and their number by the
//! process's file limit.
//!
//! Cleartext HTTP/2 is not accepted: browsers do not use it, and one such connection can hold as
//! much memory as two hundred of these.

use std::{pin::pin, time::Duration};

use axum::{Router, body::Body, http::Request, serve::Listener};
use hyper::{
    body::Incoming,
    rt::{Read, Write},
    server::conn::http1,
    service::Service,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{head_timer::HeadTimer, unread_body::WholeBody};
use crate::auth::ClientAddress;

/// The maximum size of a request head, and the buffer of a response to a slow reader, in bytes.
const BUFFER: usize = 64 * 1024;

/// The maximum number of connections, even with a higher file limit.
const MAX_CONNECTIONS: usize = 1024;
/// The maximum number of connections of the operator.
const OPERATOR_CONNECTIONS: usize = 8;
/// Files reserved for the store, the log and calls of push services.
const OTHER_FILES: u64 = 64;

/// Limits of connections: timeouts and number.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Timeout of a request's head, from its first byte or the start of the connection.
    pub head: Duration,
    /// Timeout of a connection without a request, from the last response.
    pub idle: Duration,
    /// Time after which a connection accepts no further request.
    pub lifetime: Duration,
    /// Timeout of the last exchange after `lifetime` or at shutdown.
    pub last_exchange: Duration,
    /// Maximum concurrent connections; others wait in the system's queue.
    pub connections: usize,
}

impl Limits {
    /// The production limits. Proxies reuse connections for up to a minute, and must be the ones
    /// that close them: a request would otherwise meet a closed connection.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            lifetime: Duration::from_secs(600),
            last_exchange: Duration::from_secs(60),
            connections: max_connections(),
        }
    }

    /// The limits of the operator's listener: few connections, so that they can't use up the files of
    /// the site's.
    pub(super) fn of_the_operator() -> Self {
        Self {
            connections: OPERATOR_CONNECTIONS,
            ..Self::of_this_process()
        }
    }
}

/// Half of the process's file limit, because each connection may be sending a file.
fn max_connections() -> usize {
    use rustix::process::{Resource, getrlimit};
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let half = files.saturating_sub(OTHER_FILES) / 2;
    usize::try_from(half).map_or(MAX_CONNECTIONS, |half| half.clamp(1, MAX_CONNECTIONS))
}

/// Serves until `stop`, then waits for the last connection to end.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.header_read_timeout(limits.idle).max_buf_size(BUFFER);
    let router = TowerToHyperService::new(router);
    let (stopping, stopped) = watch::channel(());
    let mut open = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = stop.as_mut() => break,
            Some(_) = open.join_next() => {}
            (stream, peer) = Listener::accept(&mut listener), if open.len() < limits.connections => {
                let service = ClientService {
                    router: router.clone(),
                    client: ClientAddress(peer.ip()),
                };
                let timer = HeadTimer::new(limits.head);
                let stream = TokioIo::new(timer.watch(stream));
                let connection = http.timer(timer).serve_connection(stream, service);
                open.spawn(converse(connection, limits, stopped.clone()));
            }
        }
    }
    drop((listener, stopping));
    while open.join_next().await.is_some() {}
}

type RouterService = TowerToHyperService<Router>;

/// The router for one connection. It adds the client's address to the requests.
struct ClientService {
    router: RouterService,
    client: ClientAddress,
}

impl Service<Request<Incoming>> for ClientService {
    type Response = <RouterService as Service<Request<Body>>>::Response;
    type Error = <RouterService as Service<Request<Body>>>::Error;
    type Future = <RouterService as Service<Request<Body>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.client);
        let (head, body) = request.into_parts();
        let body = Body::new(WholeBody::new(body, &head.headers));
        self.router.call(Request::from_parts(head, body))
    }
}

/// Serves a connection to its end. Errors are the client's: a reset, a timeout, a malformed head.
async fn converse<S: Read + Write + Unpin>(
    connection: http1::Connection<S, ClientService>,
    limits: Limits,
    mut stopped: watch::Receiver<()>,
) {
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = sleep(limits.lifetime) => {}
        _ = stopped.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.last_exchange, connection).await;
}
