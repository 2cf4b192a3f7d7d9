//! Files in a bucket, on another S3 than AWS's.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::{
    error::Error,
    ports::{Chunks, FileKey, Files, UserId},
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use futures::stream;
use http_body_util::BodyExt;
use server::files::{Bucket, BucketFiles};
use test_kit::second_engine::SecondEngine;

const NOW: i64 = 1_795_176_000;

/// Status, content type and body.
async fn call(method: &str, address: &str) -> (u16, String, Vec<u8>) {
    let mut request = HttpRequest::get(address).unwrap();
    request.set_method(method).unwrap();
    let response = Connector::builder().build_http().call(request).await;
    let response = response.unwrap();
    let status = response.status().as_u16();
    let kind = response
        .headers()
        .get("content-type")
        .unwrap_or_default()
        .to_owned();
    let body = response
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes()
        .to_vec();
    (status, kind, body)
}

async fn open(engine: &SecondEngine, name: &str) -> BucketFiles {
    let endpoint = engine.endpoint();
    let (status, _, _) = call("PUT", &format!("{endpoint}/{name}")).await;
    assert_eq!(status, 200);
    let credentials = Credentials::new("test", "test", None, None, "test");
    BucketFiles::new(Bucket {
        name: name.into(),
        region: "us-east-1".into(),
        endpoint: Some(endpoint),
        credentials: SharedCredentialsProvider::new(credentials),
    })
}

fn key(user: &str, name: &str) -> FileKey {
    FileKey::new(&UserId(user.into()), name.into(), NOW).unwrap()
}

/// A file of so many parts of a megabyte, each of one digit.
fn parts(count: u8) -> Chunks {
    let part = |digit: u8| Ok::<_, Error>(vec![b'0' + digit % 10; 1_000_000]);
    Box::pin(stream::iter((0..count).map(part)))
}

#[tokio::test]
async fn a_file_is_stored_and_its_link_downloads_it() {
    let engine = SecondEngine::shared();
    let files = open(&engine, "exports-of-one").await;
    // Empty, with one call, and in parts.
    for count in [0, 2, 12] {
        let key = key("ada", "humeur-2026-11-20.csv");
        files.put(&key, parts(count)).await.unwrap();
        let link = files.link(&key, NOW).await.unwrap();
        let (status, kind, body) = call("GET", &link).await;
        assert_eq!(
            (status, &*kind),
            (200, "text/csv; charset=utf-8"),
            "{count}"
        );
        assert_eq!(body.len(), usize::from(count) * 1_000_000);
        let is_whole = |(at, byte): (usize, &u8)| usize::from(*byte - b'0') == at / 1_000_000 % 10;
        assert!(body.iter().enumerate().all(is_whole), "{count}");
    }
}

#[tokio::test]
async fn a_persons_files_are_removed_and_no_others() {
    let engine = SecondEngine::shared();
    let files = open(&engine, "exports-of-two").await;
    let all = [
        key("ada", "a.csv"),
        key("ada", "b.json"),
        key("eve", "c.ics"),
    ];
    for key in &all {
        files.put(key, parts(1)).await.unwrap();
    }
    files.remove_all(&UserId("ada".into())).await.unwrap();
    files.remove_all(&UserId("nobody".into())).await.unwrap();
    let mut statuses = Vec::new();
    for key in &all {
        let link = files.link(key, NOW).await.unwrap();
        statuses.push(call("GET", &link).await.0);
    }
    assert_eq!(statuses, [404, 404, 200]);
}

#[tokio::test]
async fn a_failed_file_is_not_there() {
    let engine = SecondEngine::shared();
    let files = open(&engine, "exports-of-three").await;
    for count in [1, 7] {
        let key = key("ada", "a.csv");
        let chunks: Chunks = Box::pin(stream::iter(
            (0..count)
                .map(|_| Ok(vec![b'x'; 1_000_000]))
                .chain([Err(Error::internal())]),
        ));
        assert_eq!(files.put(&key, chunks).await, Err(Error::internal()));
        let link = files.link(&key, NOW).await.unwrap();
        assert_eq!(call("GET", &link).await.0, 404, "{count}");
    }
}
