//! A gate before the second engine's S3: it checks presigned requests as S3 documents, and forwards those that
//! hold, without their signature.
//!
//! - The signature is computed again from method, path, query and signed headers as they arrive, so each must be
//!   what was signed: 403 `SignatureDoesNotMatch`. Query, lifetime and scope must be complete: 400
//!   `AuthorizationQueryParametersError`. Expired, of the future or without a signature: 403 `AccessDenied`.
//!   <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
//! - `host` and every `x-amz-` header of the request must be among the signed ones: 403 `AccessDenied`.
//!   <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>
//! - `x-amz-checksum-sha256` must be the content's: 400 `BadDigest`; one that can't be a checksum: 400
//!   `InvalidRequest`. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>
//!
//! The length of a content is that of its header, as HTTP has it. Rights, temporary credentials and other ways to
//! sign are not checked.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, TimeDelta};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};

pub use crate::presigned::Signer;
use crate::{
    answer::Answer,
    presigned::{Presigned, Refusal, decoded},
    second_engine::SecondEngine,
};

const CHECKSUM: &str = "x-amz-checksum-sha256";
/// The engine checks no signature in a header, but has rules of its own for requests without one.
const SIGNED: (&str, &str) = (
    "authorization",
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
);

/// A gate on a port of its own. Dropping it closes the port.
pub struct BucketGate {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    engine: Arc<SecondEngine>,
    signer: Signer,
    /// The seconds by which the gate's clock is ahead.
    ahead: AtomicI64,
    /// The seconds by which objects seem older than they are.
    age: AtomicI64,
}

impl BucketGate {
    pub async fn open(engine: Arc<SecondEngine>, signer: Signer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            engine,
            signer,
            ahead: AtomicI64::new(0),
            age: AtomicI64::new(0),
        });
        let router = Router::new().fallback(pass).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            shared,
            task,
        }
    }

    /// Its address, as `AWS_ENDPOINT_URL_S3` takes it.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Puts the gate's clock so many seconds ahead.
    pub fn put_ahead(&self, seconds: i64) {
        self.shared.ahead.store(seconds, Ordering::SeqCst);
    }

    /// Makes objects seem so many seconds older.
    pub fn age(&self, seconds: i64) {
        self.shared.age.store(seconds, Ordering::SeqCst);
    }

    /// Creates a bucket with versions.
    pub async fn create(&self, bucket: &str) {
        let bucket = format!("{}/{bucket}", self.shared.engine.endpoint());
        assert_eq!(send("PUT", &bucket, &[], b"").await.status, 200);
        let enabled = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
                       <Status>Enabled</Status></VersioningConfiguration>";
        let versioning = format!("{bucket}?versioning");
        let set = send("PUT", &versioning, &[], enabled.as_bytes()).await;
        assert_eq!(set.status, 200, "{}", set.text());
    }

    /// The keys of all versions in a bucket, and of its delete markers: each as often as it has any.
    pub async fn versions(&self, bucket: &str) -> Vec<String> {
        let list = format!("{}/{bucket}?versions", self.shared.engine.endpoint());
        let list = send("GET", &list, &[], b"").await;
        assert_eq!(list.status, 200, "{}", list.text());
        let keys = list.text().split("<Key>").skip(1);
        keys.map(|entry| entry.split_once("</Key>").unwrap().0.to_owned())
            .collect()
    }
}

impl Drop for BucketGate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Sends a request over HTTP.
pub async fn send(method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method(method).unwrap();
    request.set_uri(address.to_owned()).unwrap();
    for (name, value) in headers {
        let headers = request.headers_mut();
        headers.insert((*name).to_owned(), (*value).to_owned());
    }
    let response = Connector::builder().build_http().call(request).await;
    let response = response.unwrap().try_into_http1x().unwrap();
    let (head, body) = response.into_parts();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "signatures have the time of the machine"
)]
async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let now = chrono::Utc::now().timestamp() + shared.ahead.load(Ordering::SeqCst);
    let checked = Presigned::read(&head)
        .and_then(|presigned| presigned.verify(&head, &shared.signer, now))
        .and_then(|()| check_content(&head, &body));
    if let Err((status, code)) = checked {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, format!("<Error><Code>{code}</Code></Error>")).into_response();
    }
    let address = format!("{}{}", shared.engine.endpoint(), unsigned(&head));
    let headers: Vec<_> = head
        .headers
        .iter()
        .filter(|(name, _)| !["host", "content-length", "connection"].contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .chain([SIGNED])
        .collect();
    let mut answer = send(head.method.as_str(), &address, &headers, &body).await;
    for name in ["connection", "transfer-encoding"] {
        answer.headers.remove(name);
    }
    let written = DateTime::parse_from_rfc2822(answer.header("last-modified"));
    if let Ok(written) = written {
        let written = written - TimeDelta::seconds(shared.age.load(Ordering::SeqCst));
        let written = written.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let header = written.parse().unwrap();
        answer.headers.insert("last-modified", header);
    }
    let status = StatusCode::from_u16(answer.status).unwrap();
    (status, answer.headers, answer.body).into_response()
}

/// The address without the parameters of its signature.
fn unsigned(head: &Parts) -> String {
    let query = head.uri.query().unwrap_or_default().split('&');
    let query: Vec<_> = query
        .filter(|pair| !decoded(pair).starts_with("X-Amz-"))
        .collect();
    format!("{}?{}", head.uri.path(), query.join("&"))
}

fn check_content(head: &Parts, body: &[u8]) -> Result<(), Refusal> {
    let Some(checksum) = head.headers.get(CHECKSUM) else {
        return Ok(());
    };
    let checksum = BASE64.decode(checksum.as_bytes());
    let checksum = checksum.ok().filter(|digest| digest.len() == 32);
    let checksum = checksum.ok_or((400, "InvalidRequest"))?;
    if checksum != Sha256::digest(body).as_slice() {
        return Err((400, "BadDigest"));
    }
    Ok(())
}
