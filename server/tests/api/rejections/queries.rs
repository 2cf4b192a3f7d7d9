//! Arguments in the wrong place, and other people's `userId` on every call.

use serde_json::json;

use super::{all_are_rejected, malformed};
use test_kit::{
    person::Call,
    test_app::{TODAY, TestApp},
};

#[tokio::test]
async fn query_parameters_beside_a_body() {
    let body = json!({"day": TODAY, "mood": "bad"}).to_string();
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let form_body = format!("day={TODAY}&mood=bad");
    let mut rejections = Vec::new();
    for (query, field) in [
        ("baseVersion=1", "baseVersion"),
        ("baseversion=9", "baseversion"),
        ("day=2096-11-19", "day"),
        ("userId=grace", "userId"),
        ("_method=put", "_method"),
        ("_METHOD=delete", "_METHOD"),
        ("utm", "utm"),
    ] {
        let address = format!("/mood?{query}");
        rejections.push(malformed(
            "beside JSON",
            field,
            Call::post(&address, json, &*body),
        ));
        rejections.push(malformed(
            "beside a form",
            field,
            Call::post(&address, form, &*form_body),
        ));
        let reminder = format!("/reminder?{query}");
        rejections.push(malformed(
            "beside a reminder",
            field,
            Call::post(&reminder, json, "{}"),
        ));
    }
    // Only a page's forms may override the method in the query.
    let address = format!("/mood?day={TODAY}&_method=delete");
    for (kind, body) in [(json, &body), (form, &form_body)] {
        rejections.push(malformed(
            "a script's",
            "day",
            Call::post(&address, kind, &**body),
        ));
    }
    rejections.push(malformed(
        "a text",
        None,
        Call::post("/mood?a%20b=1", json, &*body),
    ));
    all_are_rejected(rejections).await;
}

#[tokio::test]
async fn anothers_user_id_on_every_call() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    ada.save(TODAY, "good", "").await;
    let (hers, before) = (grace.user_id().await, app.changes());
    let own = ada.user_id().await;
    let id = "0".repeat(32);
    for (verb, address) in [
        ("GET", format!("/mood/week?start={TODAY}&end={TODAY}")),
        ("DELETE", format!("/mood?day={TODAY}")),
        ("GET", "/reminder?".to_owned()),
        ("DELETE", format!("/reminder?id={id}")),
    ] {
        let claiming = |user: &str| Call::new(verb, &format!("{address}&userId={user}"));
        let answer = ada.send(claiming(&hers)).await;
        let expected = (403, "forbidden".into(), Some("userId".into()));
        assert_eq!(answer.rejection(), expected, "{verb} {address}");
        let answer = app.person().send(claiming(&hers)).await;
        let expected = (401, "unauthenticated".into(), Some("userId".into()));
        assert_eq!(answer.rejection(), expected, "{verb} {address}");
        assert_eq!(app.changes(), before, "{verb} {address}");
        if verb == "GET" {
            assert_eq!(ada.send(claiming(&own)).await.status, 200, "{address}");
        }
    }
}
