//! Files in a bucket, on another S3 than AWS's, behind a gate that checks signatures.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use app::{
    error::Error,
    ports::{Chunks, FileKey, Files, UserId},
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use futures::stream;
use server::files::{Bucket, BucketFiles};
use test_kit::{
    answer::Answer,
    bucket_gate::{BucketGate, Signer, send},
    second_engine::SecondEngine,
};

const NOW: i64 = 1_795_176_000;

const SIGNER: Signer = Signer {
    access_key: "test",
    secret: "secret",
    region: "eu-west-3",
};

/// Files in a new bucket, and the gate before it.
async fn open(name: &str) -> (BucketFiles, BucketGate) {
    let gate = BucketGate::open(SecondEngine::shared(), SIGNER).await;
    gate.create(name).await;
    let credentials = Credentials::new(SIGNER.access_key, SIGNER.secret, None, None, "test");
    let files = BucketFiles::new(Bucket {
        name: name.into(),
        region: SIGNER.region.into(),
        endpoint: Some(gate.endpoint()),
        credentials: SharedCredentialsProvider::new(credentials),
    });
    (files, gate)
}

async fn get(link: &str) -> Answer {
    send("GET", link, &[], b"").await
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
    let (files, _gate) = open("exports-of-one").await;
    // Empty, with one call, and in parts.
    for count in [0, 2, 12] {
        let key = key("ada", "humeur-2026-11-20.csv");
        files.put(&key, parts(count)).await.unwrap();
        let link = files.link(&key, NOW).await.unwrap();
        let got = get(&link).await;
        assert_eq!(
            (got.status, got.header("content-type")),
            (200, "text/csv; charset=utf-8"),
            "{count}"
        );
        let body = got.body;
        assert_eq!(body.len(), usize::from(count) * 1_000_000);
        let is_whole = |(at, byte): (usize, &u8)| usize::from(*byte - b'0') == at / 1_000_000 % 10;
        assert!(body.iter().enumerate().all(is_whole), "{count}");
    }
}

#[tokio::test]
async fn a_persons_files_are_removed_and_no_others() {
    let (files, _gate) = open("exports-of-two").await;
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
        statuses.push(get(&link).await.status);
    }
    assert_eq!(statuses, [404, 404, 200]);
}

#[tokio::test]
async fn a_failed_file_is_not_there() {
    let (files, _gate) = open("exports-of-three").await;
    for count in [1, 7] {
        let key = key("ada", "a.csv");
        let chunks: Chunks = Box::pin(stream::iter(
            (0..count)
                .map(|_| Ok(vec![b'x'; 1_000_000]))
                .chain([Err(Error::internal())]),
        ));
        assert_eq!(files.put(&key, chunks).await, Err(Error::internal()));
        let link = files.link(&key, NOW).await.unwrap();
        assert_eq!(get(&link).await.status, 404, "{count}");
    }
}

#[tokio::test]
async fn a_link_opens_its_file_for_an_hour_and_no_other() {
    let (files, gate) = open("exports-of-four").await;
    let (own, other) = (key("ada", "a.csv"), key("eve", "b.csv"));
    for key in [&own, &other] {
        files.put(key, parts(1)).await.unwrap();
    }
    let link = files.link(&own, NOW).await.unwrap();
    assert_eq!(get(&link).await.status, 200);
    let altered = [
        link.replace(&own.to_string(), &other.to_string()),
        link.replace("a.csv%22", "z.csv%22"),
        link.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
    ];
    for altered in altered {
        assert_ne!(altered, link);
        let refused = get(&altered).await;
        assert!(
            refused.text().contains("SignatureDoesNotMatch"),
            "{refused:?}"
        );
    }
    let removal = send("DELETE", &link, &[], b"").await;
    assert_eq!(removal.status, 403);
    gate.put_ahead(3601);
    let expired = get(&link).await;
    assert!(expired.text().contains("AccessDenied"), "{expired:?}");
}
