//! Reads what a handler leaves of a request's body, such as of a call that is too large. With unread bytes, a
//! connection ends by a reset, and a client or proxy that is still sending would not get the response.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::{runtime::Handle, time::timeout};

/// The maximum that is read after the response, in bytes: the largest body that a proxy has to accept.
const MAX: usize = 64 * 1024 * 1024;
/// Timeout of the rest.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A request's body, which is read to its end after the handler.
pub(super) struct WholeBody(Option<Incoming>);

impl WholeBody {
    pub(super) fn new(body: Incoming) -> Self {
        Self(Some(body))
    }
}

impl Body for WholeBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match &mut self.0 {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(SizeHint::new, Body::size_hint)
    }
}

impl Drop for WholeBody {
    fn drop(&mut self) {
        let rest = self.0.take().filter(|body| !body.is_end_stream());
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
