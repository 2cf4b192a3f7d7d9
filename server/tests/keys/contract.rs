//! The documented statuses occur.

use std::collections::BTreeSet;

use test_kit::{accounts::accept, openapi::documented_statuses, test_app::OPERATOR};

use super::*;

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let (first, second) = (ada.create_key("log").await.0, ada.create_key("log").await.0);
    let key = || create(&json!({"name": "Key", "scope": "log"}));
    let form = |address: &str, body: &str| {
        Call::post(
            address,
            "application/x-www-form-urlencoded",
            body.to_owned(),
        )
        .by_browser()
    };
    let by_form = format!("/keys?id={second}&_method=delete&_back=/settings");
    let revoke_by_form = || form(&by_form, "");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let mut given = BTreeSet::new();
    for (up, calls) in [
        (
            true,
            vec![
                ("POST /keys", key()),
                ("POST /keys", create(&json!({"name": 1}))),
                ("POST /keys", key().with_key("x")),
                ("POST /keys", cross_site(key())),
                (
                    "POST /keys",
                    Call::post("/keys", "application/json", "x".repeat(100_000)),
                ),
                ("POST /keys", Call::new("POST", "/keys")),
                ("POST /keys", create(&json!({"name": "", "scope": "log"}))),
                ("GET /keys", Call::get("/keys")),
                ("GET /keys", Call::get("/keys?x=1&x=2")),
                ("GET /keys", Call::get("/keys").with_key("x")),
                ("GET /keys", Call::get("/keys").with_key(OPERATOR)),
                ("DELETE /keys", revoke(&first)),
                ("POST /keys", revoke_by_form()),
                ("POST /keys", revoke_by_form()),
                ("DELETE /keys", revoke("1&id=2")),
                ("DELETE /keys", revoke(&first).with_key("x")),
                ("DELETE /keys", cross_site(revoke(&first))),
                ("DELETE /keys", revoke(&first)),
                // Its answer begins a new session.
                (
                    "POST /keys",
                    form("/keys?_back=/settings", "name=a&scope=log").with("cookie", "a=b"),
                ),
            ],
        ),
        (
            false,
            vec![
                ("POST /keys", key()),
                ("GET /keys", Call::get("/keys")),
                ("DELETE /keys", revoke(&first)),
            ],
        ),
    ] {
        app.store_is_down(!up);
        for (operation, call) in calls {
            let status = ada.send(call).await.status;
            given.insert(format!("{operation} {status}"));
        }
    }
    assert_eq!(given, documented_statuses(&["/keys"]));
    app.store_is_down(false);
    // The invitation that made the account is used up.
    assert_eq!(app.person().send(accept("x")).await.status, 404);
}
