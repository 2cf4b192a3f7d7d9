//! Drains the part of a request's body that the handler did not read, such as of a call that is too large. With
//! unread bytes, a connection ends by a reset, and a client or proxy that is still sending would not get the response.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::{runtime::Handle, time::timeout};

/// The maximum that is drained after the handler, in bytes: the largest body that a proxy has to accept.
const MAX: usize = 64 * 1024 * 1024;
/// Timeout of the rest.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A request's body, which is drained after the handler.
pub(super) struct WholeBody {
    body: Option<Incoming>,
    /// True if the client sends the body: one that expects `100 Continue` waits until the handler reads.
    is_sent: bool,
}

impl WholeBody {
    pub(super) fn new(body: Incoming, headers: &HeaderMap) -> Self {
        Self {
            body: Some(body),
            is_sent: !headers.contains_key(header::EXPECT),
        }
    }
}

impl Body for WholeBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.is_sent = true;
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(SizeHint::new, Body::size_hint)
    }
}

impl Drop for WholeBody {
    fn drop(&mut self) {
        let rest = self.body.take();
        let rest = rest.filter(|body| self.is_sent && !body.is_end_stream());
        // At the end of the process there may be no runtime any more.
        if let (Some(body), Ok(runtime)) = (rest, Handle::try_current()) {
            runtime.spawn(timeout(TIMEOUT, read(body)));
        }
    }
}

/// Reads a body to its end, or to the maximum.
async fn read(mut body: Incoming) {
    let mut length = 0;
    while let Some(Ok(frame)) = body.frame().await {
        length += frame.data_ref().map_or(0, Bytes::len);
        if length > MAX {
            return;
        }
    }
}
