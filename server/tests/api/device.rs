//! Offline use: the service worker, the journal of a page, and the end of the day.

use test_kit::{
    person::Call,
    test_app::{TODAY, TestApp},
};

#[tokio::test]
async fn the_service_worker_is_public_and_names_this_builds_files() {
    let app = TestApp::open().await;
    let worker = app.person().send(Call::get("/sw.js")).await;
    assert_eq!(worker.status, 200);
    assert_eq!(
        worker.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(worker.header("cache-control"), "public, max-age=3600");
    assert_eq!(worker.header("set-cookie"), "");
    let script = worker.text();
    assert!(script.starts_with("const BUILD={"), "{script:.80}");
    for file in ["/pkg/humeur.css", "/pkg/humeur.js", "/pkg/humeur.wasm"] {
        assert!(script.contains(&format!("\"{file}\"")), "{file}");
    }
    // Comments and exports are stripped from the script.
    assert!(!script.contains("// ---") && !script.contains("export "));
}

#[tokio::test]
async fn a_page_names_its_journal() {
    let app = TestApp::open().await;
    let person = app.person();
    let page = person.send(Call::page("/")).await;
    let week = format!("/mood/week?start={TODAY}&end={TODAY}");
    let user = person.send(Call::get(&week)).await.json()["userId"].clone();
    let user = user.as_str().unwrap();
    assert_eq!(page.header("humeur-journal"), user);
    assert!(page.text().contains(&format!("data-journal=\"{user}\"")));
    // Another person's page names another journal.
    let other = app.person().send(Call::page("/")).await;
    assert_ne!(other.header("humeur-journal"), user);
}

#[tokio::test]
async fn a_day_ends_at_the_chosen_hour() {
    let app = TestApp::open().await;
    for (now, cookie, today) in [
        (
            "2096-11-20T02:59:59Z",
            "tz=Europe/Paris; dayend=4",
            "2096-11-19",
        ),
        (
            "2096-11-20T03:00:00Z",
            "tz=Europe/Paris; dayend=4",
            "2096-11-20",
        ),
        ("2096-11-20T02:59:59Z", "tz=Europe/Paris", "2096-11-20"),
        ("2096-11-20T05:59:59Z", "dayend=6", "2096-11-19"),
        ("2096-11-20T05:59:59Z", "dayend=7", "2096-11-20"),
        ("2096-11-20T05:59:59Z", "dayend=x", "2096-11-20"),
    ] {
        app.at(now);
        let call = Call::page("/").with("cookie", cookie);
        let page = app.person().send(call).await;
        let shown = format!("data-today=\"{today}\"");
        assert!(page.text().contains(&shown), "{now} {cookie}");
    }
}

#[tokio::test]
async fn the_end_of_the_day_can_be_chosen_without_javascript() {
    let app = TestApp::open().await;
    let person = app.person();
    let settings = person.send(Call::page("/settings")).await;
    assert!(settings.text().contains("name=\"dayend\""));
    let chosen = person
        .send(Call::page("/settings?dayend=4&saved=dayend"))
        .await;
    assert_eq!(
        (chosen.status, chosen.header("location")),
        (303, "/settings?saved=dayend")
    );
    let settings = person.send(Call::page("/settings?saved=dayend")).await;
    let option = settings.text().split("value=\"4\"").nth(1).unwrap();
    assert!(option[..20].contains("selected"), "{option:.40}");
    assert!(settings.text().contains("Saved"));
}
