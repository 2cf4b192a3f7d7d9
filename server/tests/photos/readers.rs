//! Photos for the readers of a share.

use super::*;

async fn share(person: &Person, fields: Value) -> String {
    let mut share = json!({"name": "Ada", "start": TODAY, "end": TODAY, "moments": true});
    for (name, value) in fields.as_object().unwrap() {
        share[name] = value.clone();
    }
    let made = person.send(Call::post_json("/shares", &share)).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let url = made.json()["url"].as_str().unwrap().to_owned();
    url.strip_prefix("http://mood.example").unwrap().to_owned()
}

#[tokio::test]
async fn a_reader_sees_the_photos_that_the_share_shows_and_no_others() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "Lea is born").await;
    let photo = add(&ada, &id).await;
    let reader = app.person();
    let place = format!("photos/{id}/{photo}");
    for (fields, status) in [
        (json!({"photos": true}), 200),
        (json!({}), 404),
        (json!({"photos": false, "moments": true}), 404),
        (
            json!({"photos": true, "start": "2096-11-18", "end": "2096-11-19"}),
            404,
        ),
    ] {
        let path = share(&ada, fields.clone()).await;
        for size in ["large", "small"] {
            let shown = reader
                .send(Call::get(&format!("{path}/{place}/{size}")))
                .await;
            assert_eq!(shown.status, status, "{fields}");
            assert_eq!(shown.header("cache-control"), "private, no-store");
            assert_eq!(shown.header("referrer-policy"), "no-referrer");
            assert_eq!(shown.header("x-robots-tag"), "noindex");
            assert_eq!(shown.header("x-content-type-options"), "nosniff");
        }
        let page = reader.send(Call::page(&path)).await;
        assert_eq!(page.status, 200);
        let source = format!("src=\"{path}/{place}/small\"");
        assert_eq!(page.text().contains(&source), status == 200, "{fields}");
    }
}

#[tokio::test]
async fn a_share_that_is_locked_revoked_or_expired_shows_none() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "Lea is born").await;
    let photo = add(&ada, &id).await;
    let reader = app.person();
    let place = format!("photos/{id}/{photo}/large");
    let get = |path: &str| Call::get(&format!("{path}/{place}"));
    let locked = share(&ada, json!({"photos": true, "passphrase": "sesame-open"})).await;
    assert_eq!(reader.send(get(&locked)).await.status, 401);
    let form = "application/x-www-form-urlencoded";
    let opened = Call::post(&locked, form, "passphrase=sesame-open").by_browser();
    assert_eq!(reader.send(opened).await.status, 200);
    assert_eq!(reader.send(get(&locked)).await.status, 200);
    let path = share(&ada, json!({"photos": true})).await;
    assert_eq!(reader.send(get(&path)).await.status, 200);
    let other = format!("{path}/photos/{id}/{id}/large");
    assert_eq!(reader.send(Call::get(&other)).await.status, 404);
    let shares = ada.send(Call::get("/shares")).await.json();
    for share in shares["shares"].as_array().unwrap() {
        let revoke = format!("/shares?id={}", share["id"].as_str().unwrap());
        assert_eq!(ada.send(Call::new("DELETE", &revoke)).await.status, 200);
    }
    assert_eq!(reader.send(get(&path)).await.status, 404);
    let short = share(&ada, json!({"photos": true})).await;
    app.at("2097-01-20T12:00:00Z");
    assert_eq!(reader.send(get(&short)).await.status, 404);
}
