//! Limits in number and time.

use axum::{body::Body, http::Request};
use futures::stream;
use tower::ServiceExt;

use super::*;

#[tokio::test]
async fn files_are_read_sixty_times_at_once_and_then_every_two_seconds() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    let done = upload(&ada, "", DAYLIO).await.json();
    let id = json!({"id": draft(&ada, DAYLIO).await["id"]});
    for _ in 2..60 {
        imports(&ada).await;
    }
    let waits = async |answer: Answer| {
        let (status, kind, _) = answer.rejection();
        assert_eq!((status, kind), (429, "too_many_requests".into()));
        assert_eq!(answer.header("retry-after"), "2");
    };
    waits(ada.send(Call::get("/import")).await).await;
    waits(call(&ada, "/import/apply", id.clone()).await).await;
    waits(call(&ada, "/import/answers", id.clone()).await).await;
    waits(upload(&ada, "", DAYLIO).await).await;
    assert_eq!(ada.send(Call::page("/imports")).await.status, 429);
    // Nobody else waits, and undoing reads no file.
    draft(&eve, DAYLIO).await;
    assert_eq!(undo(&ada, &done).await.status, 200);
    app.at("2096-11-20T12:00:02Z");
    assert_eq!(call(&ada, "/import/apply", id).await.status, 200);
    // Without a draft, nothing is read.
    for _ in 0..3 {
        imports(&ada).await;
    }
}

#[tokio::test]
async fn an_import_can_be_undone_for_a_day_and_no_longer() {
    let app = TestApp::open().await;
    let ada = app.person();
    let done = upload(&ada, "", DAYLIO).await.json();
    app.at("2096-11-21T11:59:59Z");
    assert_eq!(imports(&ada).await.as_array().unwrap().len(), 1);
    app.at("2096-11-21T12:00:00Z");
    let late = undo(&ada, &done).await.rejection();
    assert_eq!(late, (404, "not_found".into(), Some("id".into())));
    assert_eq!(imports(&ada).await, json!([]));
    assert_eq!(ada.journal().await.len(), 2);
    // By a form, too.
    let address = "/import?_method=delete&_back=/imports";
    let id = format!("id={}", done["id"].as_str().unwrap());
    let form = Call::post(address, "application/x-www-form-urlencoded", id);
    assert_eq!(ada.send(form.by_browser()).await.status, 404);
}

/// A connection that ends within the file.
#[tokio::test]
async fn a_truncated_upload_writes_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let cookie = format!("humeur={}", ada.cookie("humeur").unwrap());
    for content_type in ["text/csv", "multipart/form-data; boundary=edge"] {
        let parts = [Ok(DAYLIO.as_bytes()), Err(std::io::Error::other("reset"))];
        let request = Request::post("/import")
            .header("host", "mood.example")
            .header("content-type", content_type)
            .header("cookie", &cookie)
            .body(Body::from_stream(stream::iter(parts)))
            .unwrap();
        let response = app.service().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 400);
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let error: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            error["error"],
            json!({"kind": "malformed", "message": "The body ended too early.", "field": "file"})
        );
    }
    assert_eq!(imports(&ada).await, json!([]));
    assert_eq!((ada.journal().await.len(), app.changes()), (0, 0));
}
