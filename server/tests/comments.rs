//! Comments: written, listed, removed, and what happens to them with the journal.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, sync::Arc};

use app::{
    domain::{
        SortableId,
        comment::{Comment, CommentText, Reader, ReaderName, Section, Writer},
    },
    ports::{Stores, UserId},
};
use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::{Job, Jobs, Outcome},
    push::{Hosts, Push, PushKey},
};
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

const SECTION: &str = "day:2096-11-20";
const PAGE: &str = "/calendar/2096-11-20";

/// An app, and the stores behind it.
async fn open() -> (TestApp, Stores) {
    let store = memory().await;
    let stores = store.stores.clone();
    (TestApp::with(store, |_| {}), stores)
}

fn draft(section: &str, text: &str) -> Call {
    Call::post_json("/comments", &json!({"sectionId": section, "text": text}))
}

async fn add(person: &Person, section: &str, text: &str) -> Value {
    let answer = person.send(draft(section, text)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["item"].clone()
}

async fn list(person: &Person, query: &str) -> Value {
    let answer = person.send(Call::get(&format!("/comments?{query}"))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn texts(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}

fn remove(id: &Value) -> Call {
    Call::new("DELETE", &format!("/comments?id={}", id.as_str().unwrap()))
}

fn form(address: &str, body: &str) -> Call {
    let call = Call::post(
        address,
        "application/x-www-form-urlencoded",
        body.to_owned(),
    );
    call.by_browser()
}

/// A comment by a reader, as a share brings it.
async fn by_reader(stores: &Stores, user: &UserId, second: u8, name: &str, text: &str) -> Value {
    let now = seconds(NOON) + i64::from(second);
    let comment = Comment {
        id: SortableId::new(now * 1000, [second; 10]),
        section: Section::parse(SECTION).unwrap(),
        text: CommentText::parse(text).unwrap(),
        writer: Writer::Reader(Reader {
            name: ReaderName::parse(name).unwrap(),
            share: "0123456789abcdef".into(),
            browser: "c0ffee".into(),
        }),
        created_at: now,
    };
    let announced = stores.users.announce_comment(user, &comment.id);
    announced.await.unwrap();
    let put = stores.comments.put(user, &comment, None);
    put.await.unwrap();
    json!(comment.id.as_str())
}

#[tokio::test]
async fn a_comment_is_listed_with_its_day_the_newest_first() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    let first = add(&ada, SECTION, "Looking back\r\nit was <b>good</b> \n").await;
    let expected = json!({
        "id": first["id"], "sectionId": SECTION, "text": "Looking back\nit was <b>good</b>",
        "createdAt": seconds(NOON), "mine": true,
    });
    assert_eq!(first, expected);
    app.at("2096-11-20T12:00:01Z");
    let second = add(&ada, SECTION, "🌧".repeat(1000).as_str()).await;
    app.at("2096-11-20T12:00:02Z");
    let other = add(&ada, "day:2096-11-19", "the day before").await;
    let query = format!("sectionId={SECTION}");
    assert_eq!(list(&ada, &query).await, json!({"items": [second, first]}));
    assert_eq!(list(&ada, "").await["items"], json!([other, second, first]));
    for query in ["", "sectionId=day:2096-11-20"] {
        assert_eq!(list(&eve, query).await, json!({"items": []}));
    }
}

#[tokio::test]
async fn comments_come_in_pages_of_fifty() {
    let app = TestApp::open().await;
    let ada = app.person();
    for second in 0..120 {
        app.at(&format!(
            "2096-11-20T12:{:02}:{:02}Z",
            second / 60,
            second % 60
        ));
        add(&ada, SECTION, &second.to_string()).await;
    }
    let (mut read, mut sizes) = (Vec::new(), Vec::new());
    let mut query = format!("sectionId={SECTION}");
    loop {
        let page = list(&ada, &query).await;
        sizes.push(page["items"].as_array().unwrap().len());
        read.extend(texts(&page));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        query = format!("sectionId={SECTION}&after={next}");
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(
        read,
        (0..120).rev().map(|n| n.to_string()).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn odd_arguments_are_refused_and_nothing_is_written() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let long = "x".repeat(1001);
    for (section, text, status, field) in [
        (SECTION, "", 422, "text"),
        (SECTION, "  \n", 422, "text"),
        (SECTION, "\u{200b}\u{202e}\u{2060}", 422, "text"),
        (SECTION, &*long, 422, "text"),
        (SECTION, &*"🌧".repeat(10_000), 422, "text"),
        ("", "x", 400, "sectionId"),
        ("day:2096-02-30", "x", 400, "sectionId"),
        ("day:2096-11-20 ", "x", 400, "sectionId"),
        ("week:2096-11-20", "x", 400, "sectionId"),
        ("share:0", "x", 400, "sectionId"),
        ("day:2096-11-22", "x", 422, "sectionId"),
        ("day:9999-12-31", "x", 422, "sectionId"),
        ("day:2096-05-01", "x", 422, "sectionId"),
        ("day:0001-01-01", "x", 422, "sectionId"),
        ("share:0123456789abcdef", "x", 404, "sectionId"),
        (
            "event:019ac2d3-7f00-7a1e-9c4d-2f6b8e0d1a57",
            "x",
            404,
            "sectionId",
        ),
    ] {
        let (got, _, at) = ada.send(draft(section, text)).await.rejection();
        assert_eq!(
            (got, at.as_deref()),
            (status, Some(field)),
            "{section} {text:?}"
        );
    }
    for query in ["sectionId=", "sectionId=x", "after=", "after=7"] {
        let answer = ada.send(Call::get(&format!("/comments?{query}"))).await;
        let (status, _, field) = answer.rejection();
        let expected = query.split('=').next();
        assert_eq!((status, field.as_deref()), (400, expected), "{query}");
    }
    for id in ["", "7", "019ac2d3-7f00-7a1e-9c4d-2f6b8e0d1a57"] {
        let gone = (404, "not_found".to_owned(), Some("id".to_owned()));
        assert_eq!(ada.send(remove(&json!(id))).await.rejection(), gone, "{id}");
    }
    assert_eq!(list(&ada, "").await, json!({"items": []}));
    // Direction overrides are dropped, so that no text disguises the next.
    let item = add(
        &ada,
        SECTION,
        "\u{202e}gpj.exe\u{202c} <script>alert(1)</script>",
    )
    .await;
    assert_eq!(item["text"], "gpj.exe <script>alert(1)</script>");
    let page = ada.send(Call::page(PAGE)).await;
    assert!(
        page.text().contains("&lt;script&gt;alert(1)"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn the_owner_removes_any_comment_and_nobody_else_does() {
    let (app, stores) = open().await;
    let (ada, eve) = (app.person(), app.person());
    let user = UserId(ada.user_id().await);
    let own = add(&ada, SECTION, "mine").await["id"].clone();
    let theirs = by_reader(&stores, &user, 1, "Léa", "theirs").await;
    let listed = list(&ada, "").await;
    assert_eq!(listed["items"][0]["author"], "Léa");
    let mine = |at: usize| listed["items"][at]["mine"].as_bool().unwrap();
    assert!(!mine(0) && mine(1));
    for id in [&own, &theirs] {
        assert_eq!(eve.send(remove(id)).await.status, 404);
        assert_eq!(ada.send(remove(id)).await.status, 200);
        assert_eq!(ada.send(remove(id)).await.status, 404);
    }
    assert_eq!(list(&ada, "").await, json!({"items": []}));
}

#[tokio::test]
async fn comments_on_a_day_expire_with_it_by_the_retention() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    add(&ada, "day:2096-10-01", "long ago").await;
    app.at("2097-03-01T12:00:00Z");
    assert_eq!(texts(&list(&ada, "").await), ["long ago"]);
    let keep = json!({"retentionMonths": 12});
    ada.send(Call::post_json("/account", &keep)).await;
    app.at("2097-06-01T12:00:00Z");
    assert_eq!(texts(&list(&ada, "").await), ["long ago"]);
    app.at("2097-11-01T12:00:00Z");
    assert_eq!(list(&ada, "").await, json!({"items": []}));
}

#[tokio::test]
async fn a_shorter_retention_takes_older_comments_along() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    add(&ada, "day:2096-10-01", "long ago").await;
    add(&ada, SECTION, "today").await;
    let keep = json!({"retentionMonths": 1, "confirm": "yes"});
    assert_eq!(
        ada.send(Call::post_json("/account", &keep)).await.status,
        200
    );
    assert_eq!(texts(&list(&ada, "").await), ["today"]);
}

#[tokio::test]
async fn new_comments_are_announced_until_they_are_seen() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let user = UserId(ada.user_id().await);
    add(&ada, SECTION, "my own are not new").await;
    assert!(
        !ada.send(Call::page("/"))
            .await
            .text()
            .contains("new comment")
    );
    by_reader(&stores, &user, 1, "<b>Léa</b>", "well done").await;
    let latest = by_reader(&stores, &user, 2, "Tom", "yes").await;
    let today = ada.send(Call::page("/")).await;
    assert!(today.text().contains("2 new comments"), "{}", today.text());
    let page = ada.send(Call::page("/new-comments")).await;
    let text = page.text();
    assert!(
        text.contains("&lt;b&gt;Léa&lt;/b&gt;") && text.contains("well done"),
        "{text}"
    );
    assert!(text.contains("/calendar/2096-11-20#comments"), "{text}");
    let fields = format!("until={}", latest.as_str().unwrap());
    let seen = ada
        .send(form("/comments/seen?_back=/new-comments", &fields))
        .await;
    assert_eq!(
        (seen.status, seen.header("location")),
        (303, "/new-comments?saved=comments/seen")
    );
    assert!(
        !ada.send(Call::page("/"))
            .await
            .text()
            .contains("new comment")
    );
    by_reader(&stores, &user, 3, "Tom", "one more").await;
    assert!(
        ada.send(Call::page("/"))
            .await
            .text()
            .contains("1 new comment")
    );
    // Today opens without the count, too.
    let fresh = app.person().send(Call::page("/new-comments")).await;
    assert!(
        fresh.text().contains("No comments yet."),
        "{}",
        fresh.text()
    );
    app.store_is_down(true);
    assert_eq!(ada.send(Call::page("/new-comments")).await.status, 503);
}

#[tokio::test]
async fn a_browser_without_javascript_comments_and_removes() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "a walk").await;
    let page = ada.send(Call::page(PAGE)).await;
    let action = "action=\"/comments?_back=/calendar/2096-11-20%23comments\"";
    assert!(page.text().contains(action), "{}", page.text());
    let address = "/comments?_back=/calendar/2096-11-20%23comments";
    let fields = |text: &str| format!("sectionId=day%3A2096-11-20&text={text}");
    let saved = ada.send(form(address, &fields("A+thought"))).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (303, "/calendar/2096-11-20?saved=comments#comments")
    );
    let page = ada
        .send(Call::page("/calendar/2096-11-20?saved=comments"))
        .await;
    assert!(page.text().contains("Comment saved") && page.text().contains("A thought"));
    // A rejected text is still in the form, with the reason.
    let long = "y".repeat(1001);
    let refused = ada.send(form(address, &fields(&long))).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains(&long) && refused.text().contains("comment-error"));
    let id = list(&ada, "").await["items"][0]["id"].clone();
    let address = format!(
        "/comments?_method=delete&id={}&_back={PAGE}%3Fdone=removed%23comments",
        id.as_str().unwrap()
    );
    assert!(
        page.text().contains(&address.replace('&', "&amp;")),
        "{}",
        page.text()
    );
    let removed = ada.send(form(&address, "")).await;
    assert_eq!(
        (removed.status, removed.header("location")),
        (
            303,
            "/calendar/2096-11-20?done=removed&saved=comments#comments"
        )
    );
    let page = ada
        .send(Call::page(
            "/calendar/2096-11-20?done=removed&saved=comments",
        ))
        .await;
    assert!(page.text().contains("Comment removed") && !page.text().contains("A thought"));
    let again = ada.send(form(&address, "")).await;
    assert!(again.status == 404 && again.text().contains("already removed"));
    // A day to come has no form; a day without an entry has one.
    let later = ada.send(Call::page("/calendar/2096-11-25")).await;
    assert!(!later.text().contains("id=\"comments\""));
    let empty = ada.send(Call::page("/calendar/2096-11-18?lang=fr")).await;
    assert_eq!(empty.status, 303);
    let empty = ada.send(Call::page("/calendar/2096-11-18")).await;
    assert!(
        empty.text().contains("Ajouter une pensée"),
        "{}",
        empty.text()
    );
}

#[tokio::test]
async fn the_form_of_another_journals_page_writes_nothing() {
    let app = TestApp::open().await;
    let (ada, bob) = (app.person(), app.person());
    ada.week().await;
    let fields = format!(
        "userId={}&sectionId=day:2096-11-20&text=x",
        bob.user_id().await
    );
    let address = "/comments?_back=/calendar/2096-11-20";
    assert_eq!(ada.send(form(address, &fields)).await.status, 403);
    assert_eq!(list(&ada, "").await, json!({"items": []}));
    assert_eq!(list(&bob, "").await, json!({"items": []}));
}

#[tokio::test]
async fn the_switch_for_readers_is_a_setting() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    let page = ada.send(Call::page("/settings")).await;
    assert!(page.text().contains("Comments by readers"));
    let off = form(
        "/account?_back=/settings%3Fdone=comments%23journal",
        "comments=off",
    );
    let saved = ada.send(off).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (303, "/settings?done=comments&saved=account#journal")
    );
    let page = ada
        .send(Call::page("/settings?done=comments&saved=account"))
        .await;
    assert_eq!(
        page.text().matches("autofocus").count(),
        1,
        "one form was saved"
    );
    let settings = async || ada.send(Call::get("/account")).await.json()["settings"].clone();
    assert_eq!(settings().await["comments"], "off");
    let maybe = Call::post_json("/account", &json!({"comments": "maybe"}));
    let expected = (400, "malformed".to_owned(), Some("comments".to_owned()));
    assert_eq!(ada.send(maybe).await.rejection(), expected);
    ada.send(Call::post_json("/account", &json!({"comments": "on"})))
        .await;
    assert_eq!(settings().await["comments"], "on");
}

#[tokio::test]
async fn comments_are_in_the_download_without_a_secret() {
    let (app, stores) = open().await;
    let ada = app.person();
    let own = add(&ada, SECTION, "mine").await;
    let user = UserId(ada.user_id().await);
    by_reader(&stores, &user, 1, "Léa", "theirs").await;
    let file = ada.send(Call::get("/data.json")).await;
    let data = file.json();
    assert_eq!(data["comments"][1], own);
    assert_eq!(data["comments"][0]["author"], "Léa");
    assert!(
        !file.text().contains("c0ffee"),
        "the digest of a browser's cookie"
    );
}

async fn run(jobs: &Jobs) -> (u32, u32, u32) {
    match jobs.run(&Job::Work).await.unwrap() {
        Outcome::Work {
            finished,
            left,
            failed,
        } => (finished, left, failed),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_merge_takes_the_comments_along() {
    let (app, stores) = open().await;
    let hosts = Hosts::with("push.example").unwrap();
    let jobs = app.jobs(Arc::new(Push::new(
        &PushKey::derived(&SessionKey::generate()),
        hosts,
    )));
    let (laptop, phone) = (app.person(), app.person());
    laptop.save("2096-11-19", "okay", "").await;
    let made = laptop.send(Call::post_json("/auth/recovery/new", &json!({})));
    assert_eq!(made.await.status, 200);
    add(&laptop, SECTION, "on the laptop").await;
    app.at("2096-11-20T12:00:01Z");
    phone.save(TODAY, "good", "").await;
    let moved = add(&phone, SECTION, "on the phone").await;
    let former = UserId(phone.user_id().await);
    by_reader(&stores, &former, 7, "Léa", "unread").await;
    let made = laptop
        .send(Call::post_json("/auth/link/new", &json!({})))
        .await;
    let code = made.json()["code"].clone();
    let linked = phone.send(Call::post_json("/auth/link", &json!({"code": code})));
    assert_eq!(linked.await.status, 200);
    app.at("2096-11-20T12:02:00Z");
    run(&jobs).await;
    let listed = list(&laptop, "").await;
    assert_eq!(texts(&listed), ["unread", "on the phone", "on the laptop"]);
    assert_eq!(listed["items"][1], moved);
    // What was new on the phone is new in the account.
    let page = laptop.send(Call::page("/")).await;
    assert!(page.text().contains("1 new comment"), "{}", page.text());
    let left = stores.comments.page(&former, None, None, None, 9, 0).await;
    assert_eq!(left.unwrap().comments, []);
}

#[tokio::test]
async fn an_erasure_takes_the_comments_along() {
    let (app, stores) = open().await;
    let ada = app.person();
    add(&ada, SECTION, "gone").await;
    let user = UserId(ada.user_id().await);
    by_reader(&stores, &user, 1, "Léa", "gone, too").await;
    let erased = ada
        .send(Call::new("DELETE", "/account?confirm=erase"))
        .await;
    assert_eq!(erased.json()["complete"], true);
    let left = stores.comments.page(&user, None, None, None, 9, 0).await;
    assert_eq!(left.unwrap().comments, []);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let id = add(&ada, SECTION, "x").await["id"].clone();
    let token = |call: Call| call.with("authorization", "Bearer x");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let seen = |until: &Value| Call::post_json("/comments/seen", &json!({"until": until}));
    let fields = "sectionId=day:2096-11-20&text=x";
    let until = format!("until={}", id.as_str().unwrap());
    let long = "x".repeat(100_000);
    let mut given = BTreeSet::new();
    let mut note = |operation: &str, answer: Answer| {
        given.insert(format!("{operation} {}", answer.status));
    };
    for (address, fields) in [("/comments", fields), ("/comments/seen", &*until)] {
        let call = form(&format!("{address}?_back=/"), fields);
        note(&format!("POST {address}"), app.person().send(call).await);
    }
    for (operation, call) in [
        ("POST /comments", draft(SECTION, "x")),
        ("POST /comments", draft("x", "x")),
        ("POST /comments", draft(SECTION, "")),
        ("POST /comments", draft("share:0123456789abcdef", "x")),
        ("POST /comments", draft(SECTION, &long)),
        ("POST /comments", token(draft(SECTION, "x"))),
        ("POST /comments", cross_site(draft(SECTION, "x"))),
        ("POST /comments", Call::new("POST", "/comments")),
        ("POST /comments", form("/comments?_back=/", fields)),
        ("GET /comments", Call::get("/comments")),
        ("GET /comments", Call::get("/comments?after=x")),
        ("GET /comments", Call::get("/comments?userId=grace")),
        ("GET /comments", Call::get("/comments?share=x")),
        ("GET /comments", token(Call::get("/comments"))),
        ("POST /comments/seen", seen(&id)),
        ("POST /comments/seen", seen(&json!("x"))),
        ("POST /comments/seen", seen(&json!(long))),
        ("POST /comments/seen", token(seen(&id))),
        ("POST /comments/seen", cross_site(seen(&id))),
        ("POST /comments/seen", Call::new("POST", "/comments/seen")),
        (
            "POST /comments/seen",
            form("/comments/seen?_back=/", &until),
        ),
        ("DELETE /comments", Call::new("DELETE", "/comments?x=1")),
        ("DELETE /comments", token(remove(&id))),
        ("DELETE /comments", cross_site(remove(&id))),
        ("DELETE /comments", remove(&id)),
        ("DELETE /comments", remove(&id)),
    ] {
        note(operation, ada.send(call).await);
    }
    app.store_is_down(true);
    for (operation, call) in [
        ("POST /comments", draft(SECTION, "x")),
        ("GET /comments", Call::get("/comments")),
        ("POST /comments/seen", seen(&id)),
        ("DELETE /comments", remove(&id)),
    ] {
        note(operation, ada.send(call).await);
    }
    // The limits of API keys are tested with them.
    let mut documented = documented_statuses(&["/comments", "/comments/seen"]);
    documented.retain(|status| !status.ends_with("429"));
    assert_eq!(given, documented);
}

#[tokio::test]
async fn comments_have_a_french_address_too() {
    let app = TestApp::open().await;
    let ada = app.person();
    let draft = json!({"sectionId": SECTION, "text": "Avec le recul"});
    let made = ada.send(Call::post_json("/commentaires", &draft)).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let id = made.json()["item"]["id"].as_str().unwrap().to_owned();
    let listed = ada
        .send(Call::get(&format!("/commentaires?sectionId={SECTION}")))
        .await;
    assert_eq!(texts(&listed.json()), ["Avec le recul"]);
    let removed = Call::new("DELETE", &format!("/commentaires?id={id}"));
    assert_eq!(ada.send(removed).await.status, 200);
    assert_eq!(texts(&list(&ada, "").await), Vec::<&str>::new());
}
