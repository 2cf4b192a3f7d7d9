//! Photos in a bucket, on another S3 than AWS's.

use std::collections::HashMap;

use app::{
    domain::moment::{MomentId, PhotoSize, PhotoType},
    photos,
    ports::{PhotoKey, Photos, Upload, UserId},
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use server::files::{Bucket, BucketPhotos};
use test_kit::second_engine::SecondEngine;

use super::{pictures::with_position, *};

const NOW: i64 = 1_795_176_000;

async fn send(method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> u16 {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method(method).unwrap();
    request.set_uri(address.to_owned()).unwrap();
    for (name, value) in headers {
        let headers = request.headers_mut();
        headers.insert((*name).to_owned(), (*value).to_owned());
    }
    let response = Connector::builder().build_http().call(request).await;
    response.unwrap().status().as_u16()
}

async fn open(engine: &SecondEngine, name: &str) -> BucketPhotos {
    let endpoint = engine.endpoint();
    assert_eq!(
        send("PUT", &format!("{endpoint}/{name}"), &[], b"").await,
        200
    );
    let credentials = Credentials::new("test", "test", None, None, "test");
    BucketPhotos::new(Bucket {
        name: name.into(),
        region: "us-east-1".into(),
        endpoint: Some(endpoint),
        credentials: SharedCredentialsProvider::new(credentials),
    })
}

fn key(user: &str, number: u8) -> PhotoKey {
    let id = |byte| MomentId::new(7, [byte; 10]);
    PhotoKey::new(&UserId(user.into()), &id(1), &id(number))
}

/// Uploads a file at a signed link, with all of its headers.
async fn upload(store: &BucketPhotos, key: &PhotoKey, file: &[u8]) -> u16 {
    let upload = Upload {
        media_type: PhotoType::Jpeg,
        length: file.len() as u64,
        sha256: Sha256::digest(file).into(),
    };
    let link = store.link(key, &upload, NOW).await.unwrap();
    let checksum = upload.checksum();
    let headers = [
        ("content-type", "image/jpeg"),
        (Upload::CHECKSUM, &*checksum),
    ];
    send("PUT", &link, &headers, file).await
}

#[tokio::test]
async fn an_upload_is_cleaned_once_and_its_pictures_are_removed() {
    let engine = SecondEngine::shared();
    let store = open(&engine, "photos-of-one").await;
    let key = key("ada", 2);
    assert_eq!(photos::clean(&store, &key).await, Ok(None));
    let file = with_position(&jpeg(1000, 500));
    assert_eq!(upload(&store, &key, &file).await, 200);
    for _ in 0..2 {
        assert_eq!(photos::clean(&store, &key).await, Ok(Some((500, 1000))));
    }
    assert_eq!(store.get(&key.upload()).await, Ok(None));
    let small = store.get(&key.picture(PhotoSize::Small)).await.unwrap();
    assert_eq!(pictures::size(&small.unwrap()), (320, 640));
    photos::remove(&store, &key).await.unwrap();
    let left = photos::files(&store, &UserId("ada".into())).await;
    assert_eq!(left, Ok(Vec::new()));
}

#[tokio::test]
async fn the_files_of_a_journal_are_moved_and_erased_and_no_others() {
    let engine = SecondEngine::shared();
    let store = open(&engine, "photos-of-two").await;
    let [ada, eve, zoe] = ["ada", "eve", "zoe"].map(|name| UserId(name.into()));
    let file = jpeg(30, 20);
    for (user, number) in [("ada", 1), ("ada", 2), ("eve", 3)] {
        let key = key(user, number);
        assert_eq!(upload(&store, &key, &file).await, 200);
        photos::clean(&store, &key).await.unwrap();
    }
    assert_eq!(upload(&store, &key("ada", 4), &file).await, 200);
    let written = store.written_at(&key("ada", 4).upload()).await.unwrap();
    assert!(written.unwrap() > NOW - 86_400 * 700, "{written:?}");
    let none = store.written_at(&key("ada", 9).upload()).await;
    assert_eq!(none, Ok(None));
    for is_left in [true, false] {
        let files = photos::files(&store, &ada).await.unwrap();
        let moved = photos::carry_over(&store, files, &zoe, &HashMap::new()).await;
        assert_eq!(moved, Ok(is_left));
    }
    let count = async |user: &UserId| photos::files(&store, user).await.unwrap().len();
    assert_eq!(
        [count(&ada).await, count(&zoe).await, count(&eve).await],
        [0, 5, 2]
    );
    assert_eq!(photos::erase(&store, &zoe).await, Ok(true));
    assert_eq!(photos::erase(&store, &zoe).await, Ok(false));
    assert_eq!([count(&zoe).await, count(&eve).await], [0, 2]);
}
