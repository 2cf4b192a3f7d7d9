//! The way of a photo: link, upload, confirmation; its text, and its removal.

use image::ImageFormat;

use super::{
    pictures::{contains, file, size, with_position},
    *,
};

#[tokio::test]
async fn a_photo_is_uploaded_confirmed_and_shown_without_its_position() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "Lea is born").await;
    let picture_file = with_position(&jpeg(3000, 1500));
    assert!(contains(&picture_file, b"Exif"));
    let asked = link(&ada, &id, &picture_file).await;
    assert_eq!(asked["method"], "PUT");
    let sent = ada.send(put(&asked, &picture_file)).await;
    assert_eq!((sent.status, sent.body.len()), (200, 0));
    let added = json!({"key": asked["key"], "alt": "  Lea,\nasleep "});
    let added = ada.send(Call::post_json(&format!("/events/{id}/photos"), &added));
    let added = added.await;
    assert_eq!(added.status, 200, "{}", added.text());
    // The version is that of the words.
    assert_eq!(added.header("etag"), "\"1\"");
    let photo = json!([{"id": asked["key"], "alt": "Lea, asleep", "width": 1024, "height": 2048}]);
    assert_eq!(added.json()["item"]["photos"], photo);
    assert_eq!(read(&ada, &id).await["photos"], photo);
    assert_eq!(read(&ada, &id).await["version"], 1);
    let key = asked["key"].as_str().unwrap();
    for (name, dimensions) in [("large", (1024, 2048)), ("small", (320, 640))] {
        let shown = picture(&ada, &id, key, name).await;
        assert_eq!(shown.status, 200);
        assert_eq!(size(&shown.body), dimensions);
        for part in [&b"Exif"[..], b"MM\0*"] {
            assert!(!contains(&shown.body, part));
        }
        for (header, value) in [
            ("content-type", "image/jpeg"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "private, max-age=604800, immutable"),
        ] {
            assert_eq!(shown.header(header), value);
        }
        let name = format!("inline; filename=\"{key}.jpg\"");
        assert_eq!(shown.header("content-disposition"), name);
    }
    // Two pictures, and nothing of the upload.
    assert_eq!(files(&app).len(), 2);
}

#[tokio::test]
async fn every_type_is_taken_and_a_confirmation_can_be_repeated() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = file(700, 300, format);
        let asked = ada
            .send(ask(&id, &terms(&file, format.to_mime_type())))
            .await;
        let asked = asked.json();
        // Twice: the second changes nothing.
        for _ in 0..2 {
            assert_eq!(ada.send(put(&asked, &file)).await.status, 200);
        }
        let first = ada.send(confirm(&id, &asked["key"])).await;
        assert_eq!(first.status, 200, "{}", first.text());
        let again = ada.send(confirm(&id, &asked["key"])).await;
        assert_eq!(first.json(), again.json());
        // Nor does an upload after the confirmation.
        assert_eq!(ada.send(put(&asked, &file)).await.status, 200);
        assert_eq!(ada.send(confirm(&id, &asked["key"])).await.status, 200);
    }
    let photos = read(&ada, &id).await["photos"].clone();
    assert_eq!(photos.as_array().unwrap().len(), 3);
    assert_eq!(
        (&photos[2]["width"], &photos[2]["alt"]),
        (&json!(700), &Value::Null)
    );
}

#[tokio::test]
async fn a_client_names_the_photo_so_that_a_retry_is_about_the_same_one() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let key = "019abc23-5c10-7d1e-8a52-0f5b7c6d9e21";
    let picture = jpeg(40, 30);
    let mut terms = terms(&picture, "image/jpeg");
    terms["photo"] = json!(key);
    for _ in 0..2 {
        let asked = ada.send(ask(&id, &terms)).await.json();
        assert_eq!(asked["key"], key);
        assert_eq!(ada.send(put(&asked, &picture)).await.status, 200);
    }
    assert_eq!(ada.send(confirm(&id, &json!(key))).await.status, 200);
    for _ in 0..3 {
        add(&ada, &id).await;
    }
    // The moment is full, but this one is in it.
    assert_eq!(ada.send(ask(&id, &terms)).await.status, 200);
    assert_eq!(ada.send(confirm(&id, &json!(key))).await.status, 200);
}

#[tokio::test]
async fn a_write_of_the_moment_leaves_its_photos() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let photo = add(&ada, &id).await;
    let change = json!({"title": "two", "baseVersion": 1});
    let put = Call::new("PUT", &format!("/events/{id}"))
        .with("content-type", "application/json")
        .carrying(change.to_string().as_bytes());
    let saved = ada.send(put).await.json();
    assert_eq!(saved["item"]["version"], 2);
    assert_eq!(saved["item"]["photos"][0]["id"], photo);
    let listed = ada.send(Call::get("/events")).await.json();
    assert_eq!(listed["items"][0]["photos"][0]["id"], photo);
}

#[tokio::test]
async fn a_text_changes_and_a_photo_goes_with_its_files() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let (first, second) = (add(&ada, &id).await, add(&ada, &id).await);
    let address = format!("/events/{id}/photos/{first}");
    let describe = |alt: Value| {
        Call::new("PUT", &address)
            .with("content-type", "application/json")
            .carrying(json!({"alt": alt}).to_string().as_bytes())
    };
    for (alt, stored) in [(json!("snow"), json!("snow")), (json!(""), Value::Null)] {
        let changed = ada.send(describe(alt)).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        assert_eq!(changed.json()["item"]["photos"][0]["alt"], stored);
    }
    let removed = ada.send(Call::new("DELETE", &address)).await;
    assert_eq!(removed.status, 200, "{}", removed.text());
    let left = removed.json()["item"]["photos"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(left[0]["id"], second);
    assert_eq!(files(&app).len(), 2);
    assert_eq!(picture(&ada, &id, &first, "large").await.status, 404);
    assert_eq!(ada.send(Call::new("DELETE", &address)).await.status, 404);
    assert_eq!(ada.send(confirm(&id, &json!(first))).await.status, 409);
}

#[tokio::test]
async fn photos_that_come_together_all_stay() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let together = (0..4).map(|_| add(&ada, &id));
    let mut added = futures::future::join_all(together).await;
    let photos = read(&ada, &id).await["photos"].clone();
    let ids = photos.as_array().unwrap().iter().map(|it| it["id"].clone());
    let mut ids: Vec<_> = ids.map(|id| id.as_str().unwrap().to_owned()).collect();
    ids.sort();
    added.sort();
    assert_eq!(ids.len(), 4);
}
