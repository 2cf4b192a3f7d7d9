//! Photos whose links, confirmations, erasure or merge overlap.

use std::sync::Arc;

use app::{
    api::accounts::work::finish_work,
    domain::account::Work,
    error::Error,
    ports::{PhotoKey, Photos, Upload, UserId, UserStore},
};
use async_trait::async_trait;

use super::*;

#[tokio::test]
async fn later_links_keep_no_upload_that_nobody_confirms() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let first = link(&ada, &id, &file).await;
    assert_eq!(ada.send(put(&first, &file)).await.status, 200);
    date_files(&app, NOON);
    app.at("2096-11-20T13:02:00Z");
    let second = link(&ada, &id, &file).await;
    assert_eq!(ada.send(put(&second, &file)).await.status, 200);
    let second = app.files().join(
        second["url"].as_str().unwrap()[1..]
            .split('?')
            .next()
            .unwrap(),
    );
    let dated = std::fs::File::options().write(true).open(&second).unwrap();
    let at = UNIX_EPOCH + Duration::from_secs(NOON + 3720);
    dated.set_modified(at).unwrap();
    // The confirmation of the second may come within an hour; the first one's hour is over.
    app.at("2096-11-20T13:04:00Z");
    app.work().await;
    assert_eq!(files(&app), [second]);
}

/// Photos of a store in which another call comes between two steps of the job.
struct Overtaken {
    photos: Arc<dyn Photos>,
    users: Arc<dyn UserStore>,
    user: UserId,
    now: i64,
}

#[async_trait]
impl Photos for Overtaken {
    async fn link(&self, key: &PhotoKey, upload: &Upload, now: i64) -> Result<String, Error> {
        self.photos.link(key, upload, now).await
    }

    async fn put(&self, path: &str, content: Vec<u8>) -> Result<(), Error> {
        self.photos.put(path, content).await
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        self.photos.get(path).await
    }

    async fn remove(&self, path: &str) -> Result<(), Error> {
        self.photos.remove(path).await
    }

    async fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Error> {
        self.photos.list(prefix, after).await
    }

    async fn written_at(&self, path: &str) -> Result<Option<i64>, Error> {
        self.users.begin(&self.user, Work::Clear, self.now).await?;
        self.photos.written_at(path).await
    }
}

#[tokio::test]
async fn a_confirmation_in_the_meantime_stops_the_sweep() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let asked = link(&ada, &id, &file).await;
    assert_eq!(ada.send(put(&asked, &file)).await.status, 200);
    app.at("2096-11-20T13:02:00Z");
    let user = UserId(ada.user_id().await);
    let mut services = app.services().clone();
    services.photos = Arc::new(Overtaken {
        photos: services.photos.clone(),
        users: services.stores.users.clone(),
        user: user.clone(),
        now: services.clock.now(),
    });
    assert_eq!(finish_work(&services, &user, 9).await, Ok(false));
    assert_eq!(files(&app).len(), 1);
    // A confirmation is such a call.
    app.at("2096-11-20T13:03:00Z");
    assert_eq!(ada.send(confirm(&id, &asked["key"])).await.status, 200);
    let user = app.stores().users.get(&user).await.unwrap().unwrap();
    assert_eq!(
        user.work.get(&Work::Clear),
        Some(&app.services().clock.now())
    );
    app.at("2096-11-20T15:00:00Z");
    app.work().await;
    assert_eq!(files(&app).len(), 2);
}

#[tokio::test]
async fn a_renamed_moment_keeps_its_photos_in_a_merge() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let code = ada.send(Call::post_json("/auth/recovery/new", &json!({})));
    let code = code.await.json()["code"].as_str().unwrap().to_owned();
    let id = moment(&ada, "account's").await;
    let phone = app.person();
    let draft = json!({"title": "phone's", "date": TODAY, "baseVersion": 0});
    let create = Call::new("PUT", &format!("/events/{id}"))
        .with("content-type", "application/json")
        .carrying(draft.to_string().as_bytes());
    assert_eq!(phone.send(create).await.status, 200);
    let photo = add(&phone, &id).await;
    let sign_in = Call::post_json("/auth/recovery", &json!({"code": code}));
    assert_eq!(phone.send(sign_in).await.status, 200);
    let listed = ada.send(Call::get("/events")).await.json();
    let listed = listed["items"].as_array().unwrap();
    let theirs = listed.iter().find(|it| it["title"] == "phone's").unwrap();
    assert_eq!(theirs["photos"][0]["id"], photo);
    let theirs = theirs["id"].as_str().unwrap();
    assert_ne!(theirs, id);
    app.at("2096-11-20T14:00:00Z");
    app.work().await;
    for size in ["large", "small"] {
        assert_eq!(picture(&ada, theirs, &photo, size).await.status, 200);
    }
}

#[tokio::test]
async fn an_upload_that_arrives_after_an_erasure_goes() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let id = moment(&ada, "one").await;
    let file = jpeg(80, 60);
    let link = link(&ada, &id, &file).await;
    let erase = Call::new("DELETE", "/account?confirm=erase");
    assert_eq!(ada.send(erase).await.status, 200);
    app.at("2096-11-20T12:02:00Z");
    app.work().await;
    app.at("2096-11-20T12:09:59Z");
    assert_eq!(app.person().send(put(&link, &file)).await.status, 200);
    assert_eq!(files(&app).len(), 1);
    app.at("2096-11-20T12:22:00Z");
    app.work().await;
    assert_eq!(files(&app), Vec::<PathBuf>::new());
    let left = app.stores().users.unfinished(i64::MAX, 9).await;
    assert_eq!(left, Ok(Vec::new()));
}

#[tokio::test]
async fn an_upload_that_arrives_after_a_merge_goes_to_the_account() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let code = ada.send(Call::post_json("/auth/recovery/new", &json!({})));
    let code = code.await.json()["code"].as_str().unwrap().to_owned();
    let phone = app.person();
    let id = moment(&phone, "phone's").await;
    let file = jpeg(80, 60);
    let link = link(&phone, &id, &file).await;
    let sign_in = Call::post_json("/auth/recovery", &json!({"code": code}));
    assert_eq!(phone.send(sign_in).await.status, 200);
    app.at("2096-11-20T12:02:00Z");
    app.work().await;
    app.at("2096-11-20T12:09:59Z");
    assert_eq!(app.person().send(put(&link, &file)).await.status, 200);
    date_files(&app, NOON + 599);
    app.at("2096-11-20T12:12:00Z");
    app.work().await;
    // Carried over, it can be confirmed.
    let confirmed = ada.send(confirm(&id, &link["key"])).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    app.at("2096-11-20T14:00:00Z");
    app.work().await;
    app.at("2096-11-20T16:00:00Z");
    app.work().await;
    assert_eq!(files(&app).len(), 2);
    let left = app.stores().users.unfinished(i64::MAX, 9).await;
    assert_eq!(left, Ok(Vec::new()));
}

#[tokio::test]
async fn nothing_is_swept_while_a_merge_is_on_its_way() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let phone = app.person();
    let id = moment(&phone, "phone's").await;
    let photo = add(&phone, &id).await;
    let [ada_id, phone_id] = [&ada, &phone].map(|person| person.user_id());
    let (ada_id, phone_id) = (UserId(ada_id.await), UserId(phone_id.await));
    let stores = app.stores();
    let begun = i64::try_from(NOON).unwrap();
    stores
        .users
        .begin(&ada_id, Work::Clear, begun)
        .await
        .unwrap();
    assert_eq!(
        stores.users.merge(&phone_id, &ada_id, begun + 1).await,
        Ok(true)
    );
    app.at("2096-11-20T14:00:00Z");
    // The former journal's job comes first, while its moment is on the way.
    let services = app.services();
    assert_eq!(
        stores.moments.carry_over(&phone_id, &ada_id).await,
        Ok(false)
    );
    let former = finish_work(services, &phone_id, 9).await;
    assert_eq!(former, Ok(true));
    assert_eq!(files(&app).len(), 2);
    app.work().await;
    assert_eq!(picture(&ada, &id, &photo, "large").await.status, 200);
}
