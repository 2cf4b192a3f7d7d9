//! The documented statuses occur.

use std::collections::BTreeSet;

use test_kit::openapi::documented_statuses;

use super::*;

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one").await;
    let photo = add(&ada, &id).await;
    let terms = terms(&jpeg(9, 9), "image/jpeg");
    let unknown = "019abc22-79b0-7cc3-98c4-dc0c0c07398f";
    let of_photo = |method: &str, id: &str, body: &str| {
        Call::new(method, &format!("/events/{id}/photos/{photo}"))
            .with("content-type", "application/json")
            .carrying(body.as_bytes())
    };
    let remove = |id: &str, query: &str| {
        Call::new("DELETE", &format!("/events/{id}/photos/{photo}?{query}"))
    };
    let token = |call: Call| call.with("authorization", "Bearer x");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let huge = json!({"alt": "x".repeat(60_000)}).to_string();
    let post = |path: &str, body: &str| {
        Call::post(&format!("/events/{id}/{path}"), "application/json", body)
    };
    let (link, add, describe) = (
        "POST /events/{id}/upload-url",
        "POST /events/{id}/photos",
        "PUT /events/{id}/photos/{photo}",
    );
    let gone = "DELETE /events/{id}/photos/{photo}";
    let with = |field: &str, value: Value| {
        let mut changed = terms.clone();
        changed[field] = value;
        ask(&id, &changed)
    };
    let key = json!(photo);
    let upload = async |file: &[u8]| {
        let asked = super::link(&ada, &id, file).await;
        assert_eq!(ada.send(put(&asked, file)).await.status, 200);
        confirm(&id, &asked["key"])
    };
    let mut given = BTreeSet::new();
    let mut calls = vec![
        (link, ask(&id, &terms)),
        (link, post("upload-url", "{")),
        (link, token(ask(&id, &terms))),
        (link, cross_site(ask(&id, &terms))),
        (link, ask(unknown, &terms)),
        (link, with("length", json!(9_000_000))),
        (link, with("type", json!("image/gif"))),
        (link, with("length", json!(0))),
        (add, confirm(&id, &key)),
        (add, post("photos", "{}")),
        (add, token(confirm(&id, &key))),
        (add, cross_site(confirm(&id, &key))),
        (add, confirm(unknown, &key)),
        (add, confirm(&id, &json!(unknown))),
        (add, post("photos", &huge)),
        (add, upload(b"a text").await),
        (add, upload(&jpeg(90, 90)[..300]).await),
        (describe, of_photo("PUT", &id, "{}")),
        (describe, of_photo("PUT", &id, "{")),
        (describe, token(of_photo("PUT", &id, "{}"))),
        (describe, cross_site(of_photo("PUT", &id, "{}"))),
        (describe, of_photo("PUT", unknown, "{}")),
        (describe, of_photo("PUT", &id, &huge)),
        (
            describe,
            Call::new("PUT", &format!("/events/{id}/photos/{photo}")),
        ),
        (
            describe,
            of_photo("PUT", &id, &json!({"alt": "x".repeat(251)}).to_string()),
        ),
        (gone, remove(&id, "x=1")),
        (gone, token(remove(&id, ""))),
        (gone, cross_site(remove(&id, ""))),
        (gone, remove(unknown, "")),
    ];
    // Last, because it removes the photo.
    calls.push((gone, remove(&id, "")));
    for (operation, call) in calls {
        let status = ada.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    app.store_is_down(true);
    for (operation, call) in [
        (link, ask(&id, &terms)),
        (add, confirm(&id, &key)),
        (describe, of_photo("PUT", &id, "{}")),
        (gone, remove(&id, "")),
    ] {
        let status = ada.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    let mut documented = documented_statuses(&[
        "/events/{id}/upload-url",
        "/events/{id}/photos",
        "/events/{id}/photos/{photo}",
    ]);
    // Calls by key only: `keys/` has them.
    documented.retain(|status| !status.ends_with("429"));
    assert_eq!(given, documented);
}
