//! A form without a session: is it a first visit, or a browser that keeps no cookies?

use crate::forms::{FORM, chosen, goes_to, note_field};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::TestApp,
};

/// Sends a form as a browser does that has no session, up to the second time.
async fn ask_for_cookie(ada: &Person, address: &str, body: &str) -> (Answer, Call) {
    let first = ada.send(Call::post(address, FORM, body).by_browser()).await;
    assert_eq!(first.status, 307, "the same form once more: {first:?}");
    let again = Call::post(first.header("location"), FORM, body).by_browser();
    (first, again)
}

#[tokio::test]
async fn a_first_visit_that_posts_keeps_its_journal() {
    let app = TestApp::open().await;
    let ada = app.person();
    let (first, again) = ask_for_cookie(&ada, "/mood", "day=2096-11-20&mood=good").await;
    assert!(first.header("set-cookie").starts_with("humeur="));
    assert_eq!(app.changes(), 0, "not before the cookie has come back");
    let answer = ada.send(again).await;
    goes_to(&answer, "/?done=saved");
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(ada.journal().await, ["2096-11-20 good -"]);
}

#[tokio::test]
async fn a_browser_without_cookies_is_told_so_and_keeps_its_words() {
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
            // Another person: this one has kept nothing of the first answer.
            let again = again.with("accept-language", language);
            let page = app.person().send(again).await;
            assert_eq!(page.status, 401, "{address}");
            assert!(page.text().contains(says), "{language}: {}", page.text());
            assert_eq!(note_field(&page), "a walk");
            assert_eq!(chosen(&page), Some(mood));
        }
    }
    assert_eq!(app.changes(), 0);
    // Once it is allowed, the same page goes on.
    let ada = app.person();
    let body = "day=2096-11-20&mood=good&note=a+walk";
    let (_, again) = ask_for_cookie(&ada, "/mood", body).await;
    goes_to(&ada.send(again).await, "/?done=saved");
    assert_eq!(ada.journal().await, ["2096-11-20 good a walk"]);
}

#[tokio::test]
async fn a_setting_that_was_not_kept_is_not_said_to_be() {
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
async fn a_script_begins_a_journal_with_its_first_write() {
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
