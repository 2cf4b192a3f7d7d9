//! The search in a journal, by the API and by its page.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use serde_json::Value;
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

async fn journal(app: &TestApp) -> Person {
    let ada = app.person();
    for (day, mood, note) in [
        ("2096-06-01", "bad", "Rain all day. #Work"),
        ("2096-08-01", "great", "L’été, enfin ! #mer #vacances"),
        ("2096-11-18", "good", "a walk <b>by</b> the\ncanal"),
        ("2096-11-19", "good", "#work, then a walk"),
        (TODAY, "okay", ""),
    ] {
        ada.save(day, mood, note).await;
    }
    ada
}

async fn moods(person: &Person, query: &str) -> Answer {
    person.send(Call::get(&format!("/moods?{query}"))).await
}

fn days(answer: &Answer) -> Vec<String> {
    let read = answer.json();
    let items = read["items"].as_array().unwrap().iter();
    let day = |item: &Value| item["day"].as_str().unwrap().to_owned();
    items.map(day).collect()
}

#[tokio::test]
async fn entries_are_found_by_words_mood_tag_and_span() {
    let app = TestApp::open().await;
    let ada = journal(&app).await;
    for (query, expected) in [
        ("q=walk", vec!["2096-11-18", "2096-11-19"]),
        ("q=WALK%20work", vec!["2096-11-19"]),
        ("q=ete", vec!["2096-08-01"]),
        ("q=%C3%89T%C3%89", vec!["2096-08-01"]),
        ("q=%22the%20canal%22", vec!["2096-11-18"]),
        ("q=%22canal%20the%22", vec![]),
        ("q=nothing", vec![]),
        ("mood=good", vec!["2096-11-18", "2096-11-19"]),
        ("mood=okay", vec![TODAY]),
        ("tag=work", vec!["2096-06-01", "2096-11-19"]),
        ("tag=%23WORK", vec!["2096-06-01", "2096-11-19"]),
        ("tag=wor", vec![]),
        ("tag=work&mood=bad", vec!["2096-06-01"]),
        ("tag=work&q=walk&mood=good", vec!["2096-11-19"]),
        ("tag=work&start=2096-06-02", vec!["2096-11-19"]),
        ("q=walk&end=2096-11-18", vec!["2096-11-18"]),
    ] {
        let answer = moods(&ada, query).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        assert_eq!(days(&answer), expected, "{query}");
    }
    let grace = app.person();
    assert_eq!(days(&moods(&grace, "q=walk").await), <[&str; 0]>::default());
}

#[tokio::test]
async fn a_search_is_one_pass_over_the_days_by_pages() {
    let app = TestApp::open().await;
    let ada = journal(&app).await;
    let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = moods(&ada, &format!("tag=work&limit=2{after}")).await;
        seen.extend(days(&page));
        pages += 1;
        match page.json()["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["2096-06-01", "2096-11-19"]);
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn a_search_that_breaks_a_rule_is_rejected() {
    let app = TestApp::open().await;
    let ada = journal(&app).await;
    let long = format!("q={}", "a".repeat(101));
    for (query, status, field) in [
        ("q=", 422, "q"),
        (&*long, 422, "q"),
        ("q=%CC%81", 422, "q"),
        ("q=%22%22", 422, "q"),
        ("mood=", 400, "mood"),
        ("mood=meh", 400, "mood"),
        ("tag=", 422, "tag"),
        ("tag=1", 422, "tag"),
        ("tag=a%20b", 422, "tag"),
    ] {
        let (got, _, at) = moods(&ada, query).await.rejection();
        assert_eq!((got, at.as_deref()), (status, Some(field)), "{query}");
    }
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = journal(&app).await;
    let mut given = BTreeSet::new();
    for call in [
        Call::get("/moods?q=walk"),
        Call::get("/moods?mood=meh"),
        Call::get("/moods").with("authorization", "Bearer x"),
        Call::get("/moods?userId=grace"),
        Call::get("/moods?tag=1"),
    ] {
        given.insert(format!("GET /moods {}", ada.send(call).await.status));
    }
    app.store_is_down(true);
    let down = moods(&ada, "q=walk").await.status;
    given.insert(format!("GET /moods {down}"));
    let mut documented = documented_statuses(&["/moods"]);
    documented.retain(|status| !status.ends_with("429"));
    assert_eq!(given, documented);
}

#[tokio::test]
async fn the_page_shows_what_was_found_without_javascript() {
    let app = TestApp::open().await;
    let ada = journal(&app).await;
    let form = ada.send(Call::page("/search")).await;
    assert!(form.status == 200 && form.text().contains("role=\"search\""));
    assert!(
        !form.text().contains("class=\"results\""),
        "nothing was asked"
    );
    let page = ada
        .send(Call::page("/search?q=walk+by&mood=&tag=&start=&end="))
        .await;
    let html = page.text();
    assert!(html.contains("1 day found"), "{html}");
    assert!(html.contains("href=\"/calendar/2096-11-18\""), "{html}");
    assert!(html.contains("<mark>walk</mark>"), "{html}");
    assert!(
        html.contains("&lt;b&gt;") && html.contains("<mark>by</mark>"),
        "{html}"
    );
    let page = ada.send(Call::page("/search?tag=work")).await;
    let html = page.text();
    assert!(
        html.contains("2 days found") && html.contains("value=\"#work\""),
        "{html}"
    );
    assert!(html.contains("href=\"/search?tag=work\""), "{html}");
    // The newest first.
    assert!(html.find("2096-11-19") < html.find("2096-06-01"), "{html}");
    for (lang, found, nothing) in [
        ("en", "2 days found", "No day matches."),
        ("fr", "2 journées trouvées", "Aucune journée ne correspond."),
    ] {
        let page = |address: &str| Call::page(address).with("accept-language", lang);
        let some = ada.send(page("/search?mood=good")).await;
        assert!(some.text().contains(found), "{}", some.text());
        let none = ada.send(page("/search?q=nothing")).await;
        assert!(none.status == 200 && none.text().contains(nothing));
    }
    for (query, status, words) in [
        ("tag=1", 422, "A tag has letters"),
        ("q=%CC%81", 422, "A search has at most 100 characters"),
        ("mood=meh", 400, "can’t be read"),
        ("start=2096-11-20&end=2096-11-19", 422, "must not be before"),
    ] {
        let page = ada.send(Call::page(&format!("/search?{query}"))).await;
        assert_eq!(page.status, status, "{query}");
        assert!(page.text().contains(words), "{query}: {}", page.text());
    }
    app.store_is_down(true);
    let down = ada.send(Call::page("/search?q=walk")).await;
    assert!(down.status == 503 && down.text().contains("reach your journal"));
}

#[tokio::test]
async fn older_days_are_on_further_pages() {
    let app = TestApp::open().await;
    let ada = app.person();
    for day in 1..=31 {
        ada.save(&format!("2096-10-{day:02}"), "good", "a walk")
            .await;
    }
    let first = ada.send(Call::page("/search?q=walk&end=2096-10-31")).await;
    let html = first.text();
    assert!(html.contains("31 days found"), "{html}");
    assert_eq!(html.matches("<mark>").count(), 30);
    let older = "/search?q=walk&amp;end=2096-10-31&amp;before=2096-10-02";
    assert!(html.contains(older), "{html}");
    let last = ada.send(Call::page(&older.replace("&amp;", "&"))).await;
    let html = last.text();
    assert_eq!(html.matches("<mark>").count(), 1);
    assert!(html.contains("/calendar/2096-10-01") && html.contains("31 days found"));
    assert!(!html.contains("before=2096-10-01"), "no older days: {html}");
}
