//! Photos of removed moments, of whole journals, and those that belong to no moment.

use super::*;

fn remove(moment: &str) -> Call {
    Call::new("DELETE", &format!("/events/{moment}"))
}

#[tokio::test]
async fn the_photos_of_a_removed_moment_come_back_with_it_for_an_hour() {
    let app = TestApp::open().await;
    let ada = app.person();
    let (back, gone) = (moment(&ada, "back").await, moment(&ada, "gone").await);
    let photo = add(&ada, &back).await;
    add(&ada, &gone).await;
    for id in [&back, &gone] {
        assert_eq!(ada.send(remove(id)).await.status, 200);
    }
    assert_eq!(picture(&ada, &back, &photo, "large").await.status, 404);
    app.at("2096-11-20T12:59:00Z");
    app.work().await;
    assert_eq!(files(&app).len(), 4);
    let restore = json!({"title": "back", "date": TODAY, "baseVersion": 2});
    let restore = Call::new("PUT", &format!("/events/{back}"))
        .with("content-type", "application/json")
        .carrying(restore.to_string().as_bytes());
    let restored = ada.send(restore).await.json();
    assert_eq!(restored["item"]["photos"][0]["id"], photo);
    assert_eq!(picture(&ada, &back, &photo, "large").await.status, 200);
    app.at("2096-11-20T13:02:00Z");
    app.work().await;
    assert_eq!(files(&app).len(), 2);
    assert_eq!(picture(&ada, &back, &photo, "small").await.status, 200);
    // A moment that comes back later has no photos.
    let late = json!({"title": "gone", "date": TODAY, "baseVersion": 2});
    let late = Call::new("PUT", &format!("/events/{gone}"))
        .with("content-type", "application/json")
        .carrying(late.to_string().as_bytes());
    assert_eq!(ada.send(late).await.json()["item"]["photos"], json!([]));
    let left = app.stores().users.unfinished(i64::MAX, 9).await;
    assert_eq!(left, Ok(Vec::new()));
}

#[tokio::test]
async fn uploads_that_nobody_confirms_go() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let kept = add(&ada, &id).await;
    let file = jpeg(80, 60);
    let link = link(&ada, &id, &file).await;
    assert_eq!(ada.send(put(&link, &file)).await.status, 200);
    assert_eq!(files(&app).len(), 3);
    date_files(&app, NOON);
    app.at("2096-11-20T12:59:00Z");
    app.work().await;
    assert_eq!(files(&app).len(), 3);
    app.at("2096-11-20T13:02:00Z");
    app.work().await;
    assert_eq!(files(&app).len(), 2);
    assert_eq!(picture(&ada, &id, &kept, "large").await.status, 200);
    let late = ada.send(confirm(&id, &link["key"])).await;
    assert_eq!(late.status, 409);
}

#[tokio::test]
async fn an_erasure_erases_the_photos() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.account("ada@example.org").await, app.person());
    let (hers, others) = (moment(&ada, "one").await, moment(&eve, "two").await);
    let photo = add(&eve, &others).await;
    add(&ada, &hers).await;
    let file = jpeg(80, 60);
    let link = link(&ada, &hers, &file).await;
    assert_eq!(ada.send(put(&link, &file)).await.status, 200);
    let erase = Call::new("DELETE", "/account?confirm=erase");
    assert_eq!(ada.send(erase).await.status, 200);
    assert_eq!(files(&app).len(), 2);
    assert_eq!(picture(&eve, &others, &photo, "large").await.status, 200);
}

#[tokio::test]
async fn an_upload_after_the_erasure_is_erased_too() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let link = link(&ada, &id, &file).await;
    let erase = Call::new("DELETE", "/account?confirm=erase");
    assert_eq!(ada.send(erase).await.status, 200);
    let late = app.person();
    // The link lasts ten minutes, and an upload that began at its end may last minutes more.
    for (time, status, left) in [
        ("12:05", 200, 1),
        ("12:09", 200, 1),
        ("12:12", 403, 1),
        ("12:22", 403, 0),
    ] {
        app.at(&format!("2096-11-20T{time}:00Z"));
        let sent = late.send(put(&link, &file)).await;
        assert_eq!(sent.status, status);
        app.work().await;
        assert_eq!(files(&app), Vec::<PathBuf>::new(), "{time}");
        let unfinished = app.stores().users.unfinished(i64::MAX, 9).await;
        assert_eq!(unfinished.unwrap().len(), left, "{time}");
    }
}

#[tokio::test]
async fn an_anonymous_journal_takes_its_photos_into_the_account() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let code = ada.send(Call::post_json("/auth/recovery/new", &json!({})));
    let code = code.await.json()["code"].as_str().unwrap().to_owned();
    let phone = app.person();
    phone.save(TODAY, "good", "").await;
    let id = moment(&phone, "phone's").await;
    let photo = add(&phone, &id).await;
    let sign_in = Call::post_json("/auth/recovery", &json!({"code": code}));
    assert_eq!(phone.send(sign_in).await.status, 200);
    assert_eq!(read(&ada, &id).await["photos"][0]["id"], photo);
    assert_eq!(picture(&ada, &id, &photo, "large").await.status, 200);
    app.at("2096-11-20T14:00:00Z");
    app.work().await;
    assert_eq!(picture(&ada, &id, &photo, "small").await.status, 200);
    assert_eq!(files(&app).len(), 2);
}

#[tokio::test]
async fn a_download_names_the_photos() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let photo = add(&ada, &id).await;
    let data = ada.send(Call::get("/data.json")).await.json();
    let photos = &data["moments"][0]["photos"];
    assert_eq!(
        photos[0],
        json!({"id": photo, "alt": null, "width": 80, "height": 60})
    );
    // A file of our own is read back, without the pictures.
    let eve = app.person();
    eve.save(TODAY, "good", "").await;
    let import = Call::post("/import", "application/json", data.to_string());
    let imported = eve.send(import).await;
    assert_eq!(imported.status, 200, "{}", imported.text());
}
