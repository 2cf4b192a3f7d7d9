//! Moments of a whole journal: erased, carried over, downloaded.

use app::{
    domain::Day,
    ports::{MomentPage, UserId},
};

use super::*;

#[tokio::test]
async fn an_erasure_erases_the_moments() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    moment(&ada, "one", TODAY).await;
    let removed = moment(&ada, "two", TODAY).await;
    assert_eq!(ada.send(remove(&removed, "")).await.status, 200);
    let user = ada.user_id().await;
    let erase = Call::new("DELETE", "/account?confirm=erase");
    assert_eq!(ada.send(erase).await.status, 200);
    let moments = &app.stores().moments;
    let user = UserId(user);
    let left = moments.page(&user, Day::FIRST, Day::LAST, None, 9).await;
    assert_eq!(left, Ok(MomentPage::default()));
    assert_eq!(moments.erase(&user).await, Ok(false));
}

#[tokio::test]
async fn an_anonymous_journal_takes_its_moments_into_the_account() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    moment(&ada, "account's", "2096-11-19").await;
    let code = ada
        .send(Call::post_json("/auth/recovery/new", &json!({})))
        .await;
    let code = code.json()["code"].as_str().unwrap().to_owned();
    let phone = app.person();
    phone.save(TODAY, "good", "").await;
    moment(&phone, "phone's", TODAY).await;
    let removed = moment(&phone, "removed", TODAY).await;
    assert_eq!(phone.send(remove(&removed, "")).await.status, 200);
    let signed_in = phone
        .send(Call::post_json("/auth/recovery", &json!({"code": code})))
        .await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    assert_eq!(list(&phone, "").await, ["phone's", "account's"]);
}

#[tokio::test]
async fn a_download_has_every_moment() {
    let app = TestApp::open().await;
    let ada = app.person();
    for number in 1..=250 {
        moment(&ada, &format!("moment {number}"), TODAY).await;
    }
    let file = ada.send(Call::get("/data.json")).await.json();
    assert_eq!(file["moments"].as_array().unwrap().len(), 250);
    assert_eq!(file["moments"][0]["date"], TODAY);
}

/// The texts of all comments.
async fn comments(person: &Person) -> Vec<String> {
    let list = person.send(Call::get("/comments")).await.json();
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}

async fn comment(person: &Person, moment: &str, text: &str) {
    let comment = json!({"sectionId": format!("event:{moment}"), "text": text});
    let answer = person.send(Call::post_json("/comments", &comment)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn comments_on_a_removed_moment_go_when_its_removal_can_not_be_undone() {
    let app = TestApp::open().await;
    let ada = app.person();
    let [stays, back, gone, later] = ["stays", "back", "gone", "later"];
    let mut ids = Vec::new();
    for title in [stays, back, gone, later] {
        let id = moment(&ada, title, TODAY).await;
        comment(&ada, &id, title).await;
        ids.push(id);
    }
    for id in &ids[1..3] {
        assert_eq!(ada.send(remove(id, "")).await.status, 200);
    }
    app.at("2096-11-20T12:30:00Z");
    app.work().await;
    assert_eq!(comments(&ada).await.len(), 4);
    let restored = json!({"title": back, "date": TODAY, "baseVersion": 2});
    assert_eq!(ada.send(put(&ids[1], &restored)).await.status, 200);
    assert_eq!(ada.send(remove(&ids[3], "")).await.status, 200);
    // An hour after the removal, and the minute in which an undo may still arrive.
    app.at("2096-11-20T13:00:59Z");
    app.work().await;
    assert_eq!(comments(&ada).await.len(), 4);
    app.at("2096-11-20T13:01:01Z");
    app.work().await;
    assert_eq!(comments(&ada).await, [later, back, stays]);
    app.at("2096-11-20T14:00:00Z");
    app.work().await;
    assert_eq!(comments(&ada).await, [back, stays]);
    // The work has ended.
    let left = app.stores().users.unfinished(i64::MAX, 9).await;
    assert_eq!(left, Ok(Vec::new()));
}

#[tokio::test]
async fn a_removal_before_a_merge_is_cleared_in_the_account() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let code = ada.send(Call::post_json("/auth/recovery/new", &json!({})));
    let code = code.await.json()["code"].as_str().unwrap().to_owned();
    let phone = app.person();
    phone.save(TODAY, "good", "").await;
    let removed = moment(&phone, "removed", TODAY).await;
    comment(&phone, &removed, "on it").await;
    assert_eq!(phone.send(remove(&removed, "")).await.status, 200);
    let sign_in = Call::post_json("/auth/recovery", &json!({"code": code}));
    assert_eq!(phone.send(sign_in).await.status, 200);
    assert_eq!(comments(&ada).await, ["on it"]);
    app.at("2096-11-20T13:30:00Z");
    app.work().await;
    app.at("2096-11-20T13:35:00Z");
    app.work().await;
    assert_eq!(comments(&ada).await, Vec::<String>::new());
}
