//! Uploads: files that can't be read, forms without JavaScript, outages.

use super::*;

#[tokio::test]
async fn files_that_cannot_be_read_write_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (file, status, field) in [
        (
            &b"{\"format\":\"humeur\",\"entries\":[{\"day\":\"2096"[..],
            400,
            "file",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0", 400, "file"),
        (b"PK\x03\x04", 400, "file"),
        (b"", 422, "file"),
        (b"Dear diary", 422, "file"),
        (
            b"{\"format\":\"humeur\",\"version\":9,\"entries\":[]}",
            422,
            "file",
        ),
        (b"day,mood,score,note\n2099-01-01,good,4,\n", 422, "file"),
    ] {
        let (found, _, at) = upload(&ada, "", file).await.rejection();
        assert_eq!(
            (found, at.as_deref()),
            (status, Some(field)),
            "{}",
            String::from_utf8_lossy(file)
        );
    }
    let rows = "2096-11-20,good,4,\n".repeat(10_001);
    let many = upload(&ada, "", format!("day,mood,score,note\n{rows}")).await;
    assert_eq!(
        many.rejection(),
        (422, "invalid".into(), Some("file".into()))
    );
    let large = upload(&ada, "", vec![b'x'; 50 * 1024 * 1024 + 1]).await;
    assert_eq!(
        large.rejection(),
        (413, "too_large".into(), Some("file".into()))
    );
    let untyped = ada
        .send(Call::new("POST", "/import").carrying(DAYLIO.as_bytes()))
        .await;
    assert_eq!(untyped.status, 415);
    let no_file = Call::post("/import", "application/x-www-form-urlencoded", "preview=1");
    assert_eq!(ada.send(no_file).await.rejection().0, 400);
    assert_eq!(ada.journal().await, Vec::<String>::new());
    assert_eq!(app.changes(), 0);
}

#[tokio::test]
async fn a_browser_without_javascript_imports_and_undoes() {
    let app = TestApp::open().await;
    let ada = app.person();
    let first = ada.send(Call::page("/imports")).await;
    assert_eq!(first.status, 200);
    assert!(first.text().contains("multipart/form-data"));
    let sent = ada.send(form(DAYLIO, "_back=/imports").by_browser()).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, "/imports?saved=import")
    );
    let page = ada.send(Call::page("/imports")).await.text().to_owned();
    assert!(
        page.contains("2 new days") && page.contains("Daylio (CSV)"),
        "{page}"
    );
    let shown = imports(&ada).await[0].clone();
    let id = shown["id"].as_str().unwrap();
    let urlencoded = "application/x-www-form-urlencoded";
    let apply = Call::post(
        "/import/apply?_back=/imports",
        urlencoded,
        format!("id={id}&existing=keep"),
    );
    let applied = ada.send(apply.by_browser()).await;
    assert_eq!(applied.header("location"), "/imports?saved=import/apply");
    let page = ada
        .send(Call::page("/imports?saved=import/apply"))
        .await
        .text()
        .to_owned();
    assert!(page.contains("Your days are in your journal."), "{page}");
    let address = "/import?_method=delete&_back=/imports%3Fundone%3D1";
    let undone = ada
        .send(Call::post(address, urlencoded, format!("id={id}")).by_browser())
        .await;
    assert_eq!(undone.header("location"), "/imports?undone=1&saved=import");
    assert_eq!(ada.journal().await, Vec::<String>::new());
    // An unknown file comes back as a page that says so.
    let refused = ada
        .send(form("Dear diary", "_back=/imports").by_browser())
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("isn’t a file that Humeur knows"),
        "{}",
        refused.text()
    );
    // A form that ended too early.
    let whole = form(DAYLIO, "_back=/imports").by_browser();
    let cut = form(DAYLIO, "_back=/imports").into_body();
    let cut = whole.carrying(&cut[..cut.len() - 20]);
    assert_eq!(ada.send(cut).await.status, 400);
    assert_eq!(
        ada.send(form("", "_back=/imports").by_browser())
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn an_outage_is_said_and_changes_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    let shown = draft(&ada, DAYLIO).await;
    app.store_is_down(true);
    assert_eq!(upload(&ada, "", DAYLIO).await.status, 503);
    assert_eq!(ada.send(Call::get("/import")).await.status, 503);
    assert_eq!(
        call(&ada, "/import/apply", json!({"id": shown["id"]}))
            .await
            .status,
        503
    );
    assert_eq!(
        call(&ada, "/import/answers", json!({"id": shown["id"]}))
            .await
            .status,
        503
    );
    assert_eq!(undo(&ada, &shown).await.status, 503);
    assert_eq!(ada.send(Call::page("/imports")).await.status, 503);
    app.store_is_down(false);
    assert_eq!(ada.journal().await, Vec::<String>::new());
}
