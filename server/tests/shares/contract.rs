//! The documented statuses occur.

use std::collections::BTreeSet;

use test_kit::{openapi::documented_statuses, test_app::OPERATOR};

use super::*;

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let (first, second) = (share(&ada, &week()).await.0, share(&ada, &week()).await.0);
    let make = || create(&week());
    let by_form = format!("/shares?id={second}&_method=delete&_back=/sharing");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let mut calls = vec![
        ("POST /shares", make()),
        ("POST /shares", create(&with("notes", json!("maybe")))),
        ("POST /shares", create(&with("name", json!("")))),
        ("POST /shares", make().with_key("x")),
        ("POST /shares", cross_site(make())),
        (
            "POST /shares",
            Call::post("/shares", "application/json", "x".repeat(100_000)),
        ),
        ("POST /shares", Call::new("POST", "/shares")),
        ("POST /shares", form(&by_form, "")),
        ("POST /shares", form(&by_form, "")),
        (
            "POST /shares",
            form("/shares?_back=/sharing", "name=x").with("cookie", "a=b"),
        ),
        ("GET /shares", Call::get("/shares")),
        ("GET /shares", Call::get("/shares?x=1&x=2")),
        ("GET /shares", Call::get("/shares").with_key("x")),
        ("GET /shares", Call::get("/shares").with_key(OPERATOR)),
        ("DELETE /shares", revoke(&first)),
        ("DELETE /shares", revoke("1&id=2")),
        ("DELETE /shares", revoke(&first).with_key("x")),
        ("DELETE /shares", cross_site(revoke(&first))),
        ("DELETE /shares", revoke(&first)),
    ];
    let protected = || create(&with("passphrase", json!("canal and rain")));
    calls.extend((0..11).map(|_| ("POST /shares", protected())));
    let outage = vec![
        ("POST /shares", make()),
        ("GET /shares", Call::get("/shares")),
        ("DELETE /shares", revoke(&first)),
    ];
    let mut given = BTreeSet::new();
    for (up, calls) in [(true, calls), (false, outage)] {
        app.store_is_down(!up);
        for (operation, call) in calls {
            // The call without a cookie must not end this session.
            let session = ada.cookie("humeur").unwrap();
            let status = ada.send(call).await.status;
            ada.set_cookie("humeur", &session);
            given.insert(format!("{operation} {status}"));
        }
    }
    assert_eq!(given, documented_statuses(&["/shares"]));
}
