//! The documented statuses occur.

use std::collections::BTreeSet;

use test_kit::openapi::documented_statuses;

use super::*;

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = moment(&ada, "one", TODAY).await;
    let draft = || create(&json!({"title": "two", "date": TODAY}));
    let change = || put(&id, &json!({"title": "three"}));
    let token = |call: Call| call.with("authorization", "Bearer x");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let huge = "x".repeat(100_000);
    let mut given = BTreeSet::new();
    for (up, calls) in [
        (
            true,
            vec![
                ("POST /events", draft()),
                (
                    "POST /events",
                    form("/events?_back=/moments", &format!("title=a&date={TODAY}")),
                ),
                (
                    "POST /events",
                    form("/events?_back=/moments", "title=a").with("cookie", "a=b"),
                ),
                (
                    "POST /events",
                    Call::post("/events", "application/json", "{"),
                ),
                ("POST /events", token(draft())),
                ("POST /events", cross_site(draft())),
                (
                    "POST /events",
                    Call::post("/events", "application/json", huge.clone()),
                ),
                ("POST /events", Call::new("POST", "/events")),
                ("POST /events", create(&json!({"date": TODAY}))),
                ("GET /events", Call::get("/events")),
                ("GET /events", Call::get("/events?start=x")),
                ("GET /events", token(Call::get("/events"))),
                ("GET /events", Call::get("/events?userId=grace")),
                ("GET /events", Call::get("/events?limit=0")),
                ("GET /events/{id}", get(&id)),
                ("GET /events/{id}", Call::get(&format!("/events/{id}?id=7"))),
                ("GET /events/{id}", token(get(&id))),
                (
                    "GET /events/{id}",
                    Call::get(&format!("/events/{id}?userId=grace")),
                ),
                ("GET /events/{id}", get(UNKNOWN)),
                ("PUT /events/{id}", change()),
                ("PUT /events/{id}", put(&id, &json!({"x": 1}))),
                ("PUT /events/{id}", token(change())),
                ("PUT /events/{id}", cross_site(change())),
                ("PUT /events/{id}", put(UNKNOWN, &json!({"title": "x"}))),
                (
                    "PUT /events/{id}",
                    put(&id, &json!({"title": "x", "baseVersion": 9})),
                ),
                (
                    "PUT /events/{id}",
                    put(&id, &json!({"title": "x"})).with("if-match", "\"9\""),
                ),
                ("PUT /events/{id}", put(&id, &json!({"description": huge}))),
                (
                    "PUT /events/{id}",
                    Call::new("PUT", &format!("/events/{id}")),
                ),
                ("PUT /events/{id}", put(&id, &json!({"title": ""}))),
                ("DELETE /events/{id}", remove(&id, "x=1")),
                ("DELETE /events/{id}", token(remove(&id, ""))),
                ("DELETE /events/{id}", cross_site(remove(&id, ""))),
                ("DELETE /events/{id}", remove(&id, "baseVersion=9")),
                (
                    "DELETE /events/{id}",
                    remove(&id, "").with("if-match", "\"9\""),
                ),
                ("DELETE /events/{id}", remove(&id, "mutationId=m")),
                ("DELETE /events/{id}", remove(&id, "")),
                ("DELETE /events/{id}", remove(&id, "")),
            ],
        ),
        (
            false,
            vec![
                ("POST /events", draft()),
                ("GET /events", Call::get("/events")),
                ("GET /events/{id}", get(&id)),
                ("PUT /events/{id}", change()),
                ("DELETE /events/{id}", remove(&id, "")),
            ],
        ),
    ] {
        app.store_is_down(!up);
        for (operation, call) in calls {
            let status = ada.send(call).await.status;
            given.insert(format!("{operation} {status}"));
        }
    }
    let mut documented = documented_statuses(&["/events", "/events/{id}"]);
    // Calls by key only: `keys/` has them.
    documented.retain(|status| !status.ends_with("429"));
    assert_eq!(given, documented);
}
