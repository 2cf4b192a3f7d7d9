//! A form without a session: a first visit, or a browser that blocks cookies.

use crate::forms::{FORM, chosen, goes_to, note_field};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::TestApp,
};

/// Sends a form without a session, as a browser does, up to the second submission.
async fn ask_for_cookie(ada: &Person, address: &str, body: &str) -> (Answer, Call) {
    let first = ada.send(Call::post(address, FORM, body).by_browser()).await;
    assert_eq!(
        first.status, 307,
        "the browser must resend the form: {first:?}"
    );
    let again = Call::post(first.header("location"), FORM, body).by_browser();
    (first, again)
}

#[tokio::test]
async fn a_first_visit_that_posts_gets_a_journal() {
    let app = TestApp::open().await;
    let ada = app.person();
    let (first, again) = ask_for_cookie(&ada, "/mood", "day=2096-11-20&mood=good").await;
    assert!(first.header("set-cookie").starts_with("humeur="));
    assert_eq!(
        app.changes(),
        0,
        "nothing is written before the cookie is returned"
    );
    let answer = ada.send(again).await;
    goes_to(&answer, "/?done=saved");
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(ada.journal().await, ["2096-11-20 good -"]);
}

#[tokio::test]
async fn a_browser_without_cookies_gets_an_error_and_its_text() {
    let app = TestApp::open().await;
    for (language, says) in [
        ("en", "your browser blocks cookies"),
        ("fr", "votre navigateur bloque les cookies"),
    ] {
        for (address, mood) in [
            ("/mood", "good"),
            ("/mood?day=2096-11-20&_method=delete", "bad"),
        ] {
            let body = format!("day=2096-11-20&mood={mood}&note=a+walk");
            let (first, again) = ask_for_cookie(&app.person(), address, &body).await;
            assert!(!first.header("location").contains("walk"));
            // Another person, without the first response's cookies.
            let again = again.with("accept-language", language);
            let page = app.person().send(again).await;
            assert_eq!(page.status, 401, "{address}");
            assert!(page.text().contains(says), "{language}: {}", page.text());
            assert_eq!(note_field(&page), "a walk");
            assert_eq!(chosen(&page), Some(mood));
        }
    }
    assert_eq!(app.changes(), 0);
    // Once cookies are allowed, saving from the same page works.
    let ada = app.person();
    let body = "day=2096-11-20&mood=good&note=a+walk";
    let (_, again) = ask_for_cookie(&ada, "/mood", body).await;
    goes_to(&ada.send(again).await, "/?done=saved");
    assert_eq!(ada.journal().await, ["2096-11-20 good a walk"]);
}

#[tokio::test]
async fn an_unsaved_setting_is_not_confirmed() {
    let app = TestApp::open().await;
    let ada = app.person();
    let saved = "/settings?saved=dayend";
    ada.send(Call::page("/settings")).await;
    let page = ada.send(Call::page(saved)).await;
    assert!(page.text().contains(">Saved<"), "{}", page.text());
    let without = app.person().send(Call::page(saved)).await;
    assert!(!without.text().contains(">Saved<"));
    assert!(without.text().contains("your browser blocks cookies"));
}

#[tokio::test]
async fn a_scripts_first_write_starts_a_journal() {
    let app = TestApp::open().await;
    let form = Call::form("day=2096-11-20&mood=good").with("accept", "*/*");
    for call in [
        Call::raw_json(r#"{"day":"2096-11-20","mood":"good"}"#),
        form,
    ] {
        let ada = app.person();
        assert_eq!(ada.send(call).await.status, 200);
        assert_eq!(ada.journal().await, ["2096-11-20 good -"]);
    }
}
