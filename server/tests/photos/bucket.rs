//! Photos in a bucket with versions, on another S3 than AWS's, behind a gate that checks signatures.

use std::{collections::HashMap, sync::Arc};

use app::{
    domain::moment::{MomentId, PhotoSize, PhotoType},
    photos,
    ports::{PhotoKey, Photos, Services, Upload, UserId},
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use server::files::{Bucket, BucketPhotos};
use test_kit::{
    bucket_gate::{BucketGate, Signer, send},
    second_engine::SecondEngine,
    test_app::memory,
};

use super::{pictures::with_position, *};

const NOW: i64 = 1_795_176_000;

const SIGNER: Signer = Signer {
    access_key: "test",
    secret: "secret",
    region: "eu-west-3",
};

/// Photos in a new bucket, and the gate before it.
async fn open(name: &str) -> (BucketPhotos, BucketGate) {
    let gate = BucketGate::open(SecondEngine::shared(), SIGNER).await;
    gate.create(name).await;
    let credentials = Credentials::new(SIGNER.access_key, SIGNER.secret, None, None, "test");
    let photos = BucketPhotos::new(Bucket {
        name: name.into(),
        region: SIGNER.region.into(),
        endpoint: Some(gate.endpoint()),
        credentials: SharedCredentialsProvider::new(credentials),
    });
    (photos, gate)
}

fn key(user: &str, number: u8) -> PhotoKey {
    let id = |byte| MomentId::new(7, [byte; 10]);
    PhotoKey::new(&UserId(user.into()), &id(1), &id(number))
}

fn upload_of(file: &[u8]) -> Upload {
    Upload {
        media_type: PhotoType::Jpeg,
        length: file.len() as u64,
        sha256: Sha256::digest(file).into(),
    }
}

/// Sends a file to a link, with the headers of an upload.
async fn send_to(link: &str, upload: &Upload, file: &[u8]) -> Answer {
    let checksum = upload.checksum();
    let headers = [
        ("content-type", upload.media_type.as_str()),
        (Upload::CHECKSUM, &*checksum),
    ];
    send("PUT", link, &headers, file).await
}

/// Uploads a file at a signed link.
async fn upload(store: &BucketPhotos, key: &PhotoKey, file: &[u8]) -> u16 {
    let upload = upload_of(file);
    let link = store.link(key, &upload, NOW).await.unwrap();
    send_to(&link, &upload, file).await.status
}

#[tokio::test]
async fn an_upload_is_cleaned_once_and_its_pictures_are_removed() {
    let (store, gate) = open("photos-of-one").await;
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
    assert_eq!(gate.versions("photos-of-one").await, [""; 0]);
}

#[tokio::test]
async fn the_files_of_a_journal_are_moved_and_erased_and_no_others() {
    let (store, gate) = open("photos-of-two").await;
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
    // Two sizes, each in one version.
    assert_eq!(gate.versions("photos-of-two").await.len(), 2);
}

#[tokio::test]
async fn a_removed_file_has_no_version_left() {
    let (store, gate) = open("photos-of-three").await;
    let [first, second] = [1, 2].map(|number| key("ada", number).upload());
    for content in ["a", "b", "c"] {
        store.put(&first, content.into()).await.unwrap();
    }
    store.put(&second, "d".into()).await.unwrap();
    // As the bucket's own rule deletes an upload: with a marker.
    let marked = format!(
        "{}/photos-of-three/{first}",
        SecondEngine::shared().endpoint()
    );
    assert_eq!(send("DELETE", &marked, &[], b"").await.status, 204);
    assert_eq!(store.get(&first).await, Ok(None));
    assert_eq!(gate.versions("photos-of-three").await.len(), 5);
    for _ in 0..2 {
        store.remove(&first).await.unwrap();
        assert_eq!(gate.versions("photos-of-three").await, [&*second]);
    }
    assert_eq!(store.get(&second).await, Ok(Some(b"d".to_vec())));
}

#[tokio::test]
async fn a_link_takes_its_file_and_no_other() {
    let (store, gate) = open("photos-of-four").await;
    let file = jpeg(30, 20);
    let upload = upload_of(&file);
    let (own, others) = (key("ada", 1), key("eve", 1));
    let link = store.link(&own, &upload, NOW).await.unwrap();
    let mut same_length = file.clone();
    *same_length.last_mut().unwrap() ^= 1;
    let of_other = upload_of(&same_length);
    let png = Upload {
        media_type: PhotoType::Png,
        ..upload
    };
    let [longer, shorter] = [[&*file, b"x"].concat(), file[1..].to_vec()];
    let (forged, denied) = ((403, "SignatureDoesNotMatch"), (403, "AccessDenied"));
    let to_other = link.replace(&own.upload(), &others.upload());
    let signature = link.replace("X-Amz-Signature=", "X-Amz-Signature=0");
    let unsigned = link.split('?').next().unwrap();
    let cases = [
        ("type", &*link, &png, &*file, forged),
        ("longer", &link, &upload, &longer, forged),
        ("shorter", &link, &upload, &shorter, forged),
        ("content", &link, &upload, &same_length, (400, "BadDigest")),
        ("checksum", &link, &of_other, &same_length, forged),
        ("another's", &to_other, &upload, &file, forged),
        ("signature", &signature, &upload, &file, forged),
        ("unsigned", unsigned, &upload, &file, denied),
    ];
    for (name, link, upload, file, (status, code)) in cases {
        let refused = send_to(link, upload, file).await;
        assert_eq!(refused.status, status, "{name}");
        assert!(refused.text().contains(code), "{name}: {refused:?}");
    }
    gate.put_ahead(Upload::LIFETIME);
    let refused = send_to(&link, &upload, &file).await;
    assert!(refused.text().contains("AccessDenied"), "{refused:?}");
    assert_eq!(gate.versions("photos-of-four").await, [""; 0]);
    gate.put_ahead(Upload::LIFETIME - 60);
    assert_eq!(send_to(&link, &upload, &file).await.status, 200);
    // A link for an upload shows nothing.
    assert_eq!(send("GET", &link, &[], b"").await.status, 403);
}

#[tokio::test]
async fn the_sweep_of_a_journal_leaves_no_version() {
    let (store, gate) = open("photos-of-five").await;
    let app = TestApp::with(memory().await, |state| {
        state.services = Arc::new(Services {
            photos: Arc::new(store),
            ..(*state.services).clone()
        });
    });
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let send_file = async |link: &Value| {
        let url = link["url"].as_str().unwrap();
        send_to(url, &upload_of(&file), &file).await.status
    };
    let asked = [link(&ada, &id, &file).await, link(&ada, &id, &file).await];
    for link in &asked {
        assert_eq!(send_file(link).await, 200);
    }
    let added = ada.send(confirm(&id, &asked[0]["key"])).await;
    assert_eq!(added.status, 200, "{}", added.text());
    app.at("2096-11-20T13:02:00Z");
    app.work().await;
    // Two sizes of the one that the moment lists.
    let left = gate.versions("photos-of-five").await;
    let photo = asked[0]["key"].as_str().unwrap();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.iter().all(|key| key.contains(photo)), "{left:?}");
    let removal = ada
        .send(Call::new("DELETE", &format!("/events/{id}")))
        .await;
    assert_eq!(removal.status, 200, "{}", removal.text());
    app.at("2096-11-20T15:00:00Z");
    app.work().await;
    assert_eq!(gate.versions("photos-of-five").await, [""; 0]);
}
