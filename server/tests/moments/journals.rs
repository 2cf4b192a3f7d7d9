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
