//! Exports: files by signed links, and calendar feeds.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, path::Path, sync::Arc};

use app::{
    domain::{Day, Draft, Entry, Mood, Note},
    ports::{FileKey, Stores, UserId},
};
use serde_json::{Value, json};
use server::jobs::Job;
use test_kit::{
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, HOST, Person},
    test_app::{NOON, OPERATOR, TODAY, TestApp, memory, seconds},
};

async fn open() -> (TestApp, Stores) {
    let store = memory().await;
    let stores = store.stores.clone();
    (TestApp::with(store, |_| {}), stores)
}

async fn export(person: &Person, query: &str) -> Answer {
    person.send(Call::get(&format!("/export?{query}"))).await
}

#[tokio::test]
async fn another_site_makes_no_file() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let call = || Call::get("/export?format=json");
    let elsewhere = call().with("sec-fetch-site", "cross-site");
    assert_eq!(ada.send(elsewhere).await.status, 403);
    assert_eq!(ada.send(call()).await.status, 200);
}

/// The local address of the link to a new export.
async fn link(person: &Person, query: &str) -> String {
    let answer = export(person, query).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let exported = answer.json();
    assert_eq!(exported["message"], "Export successful");
    let url = exported["url"].as_str().unwrap();
    let address = url.strip_prefix(&format!("http://{HOST}")).unwrap();
    let key = exported["file_key"].as_str().unwrap();
    assert!(address.starts_with(&format!("/files/{key}?")), "{address}");
    address.to_owned()
}

/// The file of a new export, as somebody without a session downloads it.
async fn file(app: &TestApp, person: &Person, query: &str) -> Answer {
    let link = link(person, query).await;
    let answer = app.person().send(Call::get(&link)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(
        answer.header("content-length"),
        answer.body.len().to_string()
    );
    answer
}

/// Writes `count` days, the last of them yesterday, behind the API.
async fn fill(stores: &Stores, user: &UserId, count: i64) {
    for back in 1..=count {
        let draft = Draft {
            day: Day::parse(TODAY).unwrap().plus(-back),
            mood: Mood::ALL[usize::try_from(back % 5).unwrap()],
            note: Note::parse(&format!("day {back}, « é » 🌧")).unwrap(),
        };
        let written = stores
            .moods
            .put(user, &draft, None, seconds(NOON), i64::MAX / 2);
        written.await.unwrap();
    }
}

fn folders(directory: &Path) -> usize {
    std::fs::read_dir(directory).map_or(0, Iterator::count)
}

#[tokio::test]
async fn every_format_is_a_file_that_its_link_downloads() {
    let app = TestApp::open().await;
    for (query, media_type, name, holds) in [
        (
            "format=csv",
            "text/csv; charset=utf-8",
            "csv",
            "2096-11-18,bad,2,\"'=1+1; a \"\"walk\"\"\nhome\",",
        ),
        (
            "format=csv&separator=semicolon",
            "text/csv; charset=utf-8",
            "csv",
            "2096-11-18;bad;2;\"'=1+1; a",
        ),
        (
            "format=json",
            "application/json",
            "json",
            "\"note\":\"=1+1; a \\\"walk\\\"\\nhome\"",
        ),
        (
            "format=ics",
            "text/calendar; charset=utf-8",
            "ics",
            "DESCRIPTION:=1+1\\; a \"walk\"\\nhome\r\n",
        ),
        (
            "format=ics&component=journal",
            "text/calendar; charset=utf-8",
            "ics",
            "BEGIN:VJOURNAL\r\n",
        ),
        (
            "format=fhir",
            "application/fhir+json",
            "fhir.json",
            "\"effectiveDateTime\":\"2096-11-18\"",
        ),
    ] {
        let ada = app.person();
        ada.save("2096-11-18", "bad", "=1+1; a \"walk\"\nhome")
            .await;
        ada.save(TODAY, "great", "🌧 שלום").await;
        let answer = file(&app, &ada, query).await;
        assert_eq!(answer.header("content-type"), media_type, "{query}");
        assert_eq!(
            answer.header("content-disposition"),
            format!("attachment; filename=\"humeur-{TODAY}.{name}\"")
        );
        assert!(answer.text().contains(holds), "{query}: {}", answer.text());
        assert!(answer.text().contains("שלום"), "{query}");
        let silent = file(&app, &ada, &format!("{query}&notes=no")).await;
        assert!(
            !silent.text().contains("walk") && !silent.text().contains("שלום"),
            "{query}"
        );
        let part = file(&app, &ada, &format!("{query}&start={TODAY}&end={TODAY}")).await;
        assert!(!part.text().contains("walk"), "{query}");
    }
}

#[tokio::test]
async fn a_pdf_has_a_page_for_each_month_or_year() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-10-18", "bad", "Rain").await;
    ada.save(TODAY, "great", "").await;
    for (query, pages) in [("", 2), ("&pages=month", 2), ("&pages=year", 1)] {
        let answer = file(&app, &ada, &format!("format=pdf{query}")).await;
        assert_eq!(answer.header("content-type"), "application/pdf");
        let disposition = format!("attachment; filename=\"humeur-{TODAY}.pdf\"");
        assert_eq!(answer.header("content-disposition"), disposition);
        let file = String::from_utf8_lossy(&answer.body);
        assert!(file.starts_with("%PDF-"), "{query}");
        assert_eq!(file.matches("/Type/Page/").count(), pages, "{query}");
    }
}

#[tokio::test]
async fn an_export_is_the_journal_and_nothing_of_another() {
    let (app, stores) = open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "good", "hers").await;
    eve.save(TODAY, "bad", "private").await;
    let user = UserId(ada.user_id().await);
    fill(&stores, &user, 1_100).await;
    let exported = file(&app, &ada, "format=json").await.json();
    let days: Vec<Entry> = serde_json::from_value(exported["entries"].clone()).unwrap();
    let mut stored = Vec::new();
    let mut start = Day::FIRST;
    loop {
        let page = stores
            .moods
            .page(&user, start, Day::LAST, 500, seconds(NOON));
        let page = page.await.unwrap();
        stored.extend(page.entries);
        let Some(last) = page.next else { break };
        start = last.plus(1);
    }
    assert_eq!(days.len(), 1_101);
    assert_eq!(days, stored);
    let everything = ada.send(Call::get("/data.json")).await.json();
    assert_eq!(everything["entries"], exported["entries"]);
    let schema: Value =
        serde_json::from_str(include_str!("../../public/export-1.schema.json")).unwrap();
    let served = ada.send(Call::get("/export-1.schema.json")).await;
    assert_eq!(served.json(), schema);
    for name in schema["required"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        assert!(
            !exported[name].is_null() && !everything[name].is_null(),
            "{name}"
        );
    }
    assert!(!exported.to_string().contains("private"));
}

#[tokio::test]
async fn ten_years_are_one_file_and_more_are_refused() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let user = UserId(ada.user_id().await);
    fill(&stores, &user, 3_660).await;
    let answer = file(&app, &ada, "format=csv").await;
    let lines = answer.text().matches("\r\n2").count();
    // A day that has begun somewhere on Earth ends the span.
    assert_eq!(lines, 3_653);
    let long = format!("format=csv&start=2086-11-20&end={TODAY}");
    assert_eq!(export(&ada, &long).await.status, 200);
    let longer = format!("format=csv&start=2086-11-19&end={TODAY}");
    let expected = (422, "invalid".to_owned(), Some("end".to_owned()));
    assert_eq!(export(&ada, &longer).await.rejection(), expected);
}

#[tokio::test]
async fn a_link_works_for_an_hour_and_only_as_it_is() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "good", "hers").await;
    eve.save(TODAY, "bad", "private").await;
    let (own, others) = (
        link(&ada, "format=csv").await,
        link(&eve, "format=csv").await,
    );
    let get = async |address: &str| app.person().send(Call::get(address)).await;
    assert_eq!(get(&own).await.status, 200);
    assert_eq!(app.person().send(Call::new("HEAD", &own)).await.status, 200);
    let file_of = |link: &str| link.split('?').next().unwrap().to_owned();
    let query_of = |link: &str| link.split('?').nth(1).unwrap().to_owned();
    let denied = (403, "forbidden".to_owned(), Some("signature".to_owned()));
    for altered in [
        format!("{}?{}", file_of(&others), query_of(&own)),
        file_of(&others),
        own.replace("until=4", "until=5"),
        format!("{own}0"),
        own.replace("/exports/", "/exports/../exports/"),
        "/files/session.key".to_owned(),
        "/files/..%2f..%2fetc%2fpasswd".to_owned(),
    ] {
        assert_eq!(get(&altered).await.rejection(), denied, "{altered}");
    }
    app.at("2096-11-20T12:59:59Z");
    assert_eq!(get(&own).await.status, 200);
    app.at("2096-11-20T13:00:00Z");
    assert_eq!(get(&own).await.rejection(), denied);
}

#[tokio::test]
async fn two_exports_at_once_and_a_write_between_are_three_whole_things() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    fill(&stores, &UserId(ada.user_id().await), 1_500).await;
    let (one, other, _) = futures::join!(
        link(&ada, "format=json"),
        link(&ada, "format=json"),
        ada.save("2096-11-20", "awful", "in the middle")
    );
    assert_ne!(one, other);
    for link in [one, other] {
        let exported = ada.send(Call::get(&link)).await.json();
        assert_eq!(exported["entries"].as_array().unwrap().len(), 1_501);
    }
}

#[tokio::test]
async fn bad_input_is_named_and_makes_no_file() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    for (query, status, field) in [
        ("", 400, "format"),
        ("format=", 400, "format"),
        ("format=pdf2", 400, "format"),
        ("format=pdf&pages=week", 400, "pages"),
        ("format=CSV", 400, "format"),
        ("format=csv&start=x", 400, "start"),
        ("format=csv&end=2096-02-30", 400, "end"),
        ("format=csv&notes=maybe", 400, "notes"),
        ("format=csv&separator=tab", 400, "separator"),
        ("format=ics&component=todo", 400, "component"),
        ("format=csv&start=2096-11-20&end=2096-11-19", 422, "end"),
        ("format=csv&start=2000-01-01", 422, "end"),
    ] {
        let (got, _, at) = export(&ada, query).await.rejection();
        assert_eq!((got, at.as_deref()), (status, Some(field)), "{query}");
    }
    assert_eq!(folders(&app.files().join("exports")), 0);
    // An empty date of a form counts as missing, and a leap day is a day.
    let leap = "format=csv&start=&end=&notes=&separator=&component=&pages=";
    assert_eq!(export(&ada, leap).await.status, 200);
    let leap = "format=csv&start=2096-02-29&end=2096-02-29";
    assert_eq!(export(&ada, leap).await.status, 200);
}

#[tokio::test]
async fn an_empty_journal_has_files_too() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.week().await;
    for format in ["pdf", "csv", "json", "zip", "ics", "fhir"] {
        let answer = file(&app, &ada, &format!("format={format}")).await;
        assert!(!answer.body.is_empty(), "{format}");
    }
}

#[tokio::test]
async fn a_journal_is_exported_ten_times_and_then_once_a_minute() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "good", "").await;
    eve.save(TODAY, "good", "").await;
    for _ in 0..10 {
        assert_eq!(export(&ada, "format=csv").await.status, 200);
    }
    let refused = export(&ada, "format=csv").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    assert_eq!(export(&eve, "format=csv").await.status, 200);
    app.at("2096-11-20T12:01:00Z");
    assert_eq!(export(&ada, "format=csv").await.status, 200);
    assert_eq!(export(&ada, "format=csv").await.status, 429);
}

#[tokio::test]
async fn a_store_that_fails_in_the_middle_leaves_no_file() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    fill(&stores, &UserId(ada.user_id().await), 2_500).await;
    let owner = app
        .files()
        .join(FileKey::prefix(&UserId(ada.user_id().await)));
    let (mut made, mut refused) = (0, 0);
    for calls in 0..8 {
        app.store_fails_after(calls);
        let status = export(&ada, "format=csv").await.status;
        app.store_is_down(false);
        assert!(matches!(status, 200 | 503), "{status}");
        made += usize::from(status == 200);
        refused += usize::from(status == 503);
        assert_eq!(folders(&owner), made);
    }
    assert!((3..8).contains(&refused), "{refused}");
}

#[tokio::test]
async fn files_go_after_a_day_and_with_their_journal() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    for person in [&ada, &eve] {
        person.save(TODAY, "good", "").await;
    }
    let own = link(&ada, "format=csv").await;
    app.at("2096-11-20T12:30:00Z");
    let others = link(&eve, "format=csv").await;
    let gone = ada
        .send(Call::new("DELETE", "/account?confirm=erase"))
        .await;
    assert_eq!(gone.status, 200);
    let status = async |link: &str| app.person().send(Call::get(link)).await.kind();
    assert_eq!(status(&own).await, (404, "not_found".into()));
    let push = Arc::new(server::push::Push::new(
        &server::push::PushKey::derived(&server::auth::SessionKey::generate()),
        server::push::Hosts::default(),
    ));
    let jobs = app.jobs(push);
    let is_there = || folders(&app.files().join("exports")) > 0;
    app.at("2096-11-21T12:29:59Z");
    jobs.run(&Job::Files).await.unwrap();
    assert!(is_there());
    app.at("2096-11-21T12:30:00Z");
    jobs.run(&Job::Files).await.unwrap();
    assert!(!is_there());
    app.at("2096-11-20T12:31:00Z");
    assert_eq!(status(&others).await, (404, "not_found".into()));
}

#[tokio::test]
async fn the_page_works_without_javascript() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let page = ada.send(Call::page("/exports")).await;
    assert!(
        page.text()
            .contains("action=\"/export?_method=get&amp;_show=/exports\"")
    );
    let form = |body: &str| {
        let content_type = "application/x-www-form-urlencoded";
        Call::post("/export?_method=get&_show=/exports", content_type, body).by_browser()
    };
    let made = ada
        .send(form(
            "format=json&start=&end=&notes=no&separator=comma&component=event",
        ))
        .await;
    assert_eq!(made.status, 200);
    assert!(made.text().contains("Your file is ready"));
    let link = made
        .text()
        .split("href=\"http://mood.example/files/")
        .nth(1)
        .unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&");
    let file = app
        .person()
        .send(Call::get(&format!("/files/{link}")))
        .await;
    assert_eq!(file.json()["entries"][0]["note"], Value::Null);
    let refused = ada
        .send(form("format=csv&start=2096-11-20&end=2096-11-19"))
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Choose fewer days"));
    assert!(refused.text().contains("value=\"2096-11-19\""));
    let address = "/export?_method=get&_show=/exports";
    let cross = Call::post(address, "application/x-www-form-urlencoded", "format=csv")
        .with("accept", "text/html")
        .with("sec-fetch-site", "cross-site");
    assert_eq!(ada.send(cross).await.status, 403);
}

async fn feed(person: &Person, notes: &str) -> (String, String) {
    let made = person
        .send(Call::post_json("/feeds", &json!({"notes": notes})))
        .await;
    assert_eq!(made.status, 200, "{}", made.text());
    let made = made.json();
    let url = made["url"].as_str().unwrap();
    let address = url.strip_prefix(&format!("http://{HOST}")).unwrap();
    (
        made["feed"]["id"].as_str().unwrap().to_owned(),
        address.to_owned(),
    )
}

#[tokio::test]
async fn a_feed_shows_the_days_of_a_year_to_whoever_has_its_link() {
    let (app, stores) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "a walk").await;
    fill(&stores, &UserId(ada.user_id().await), 500).await;
    let (_, open) = feed(&ada, "yes").await;
    let (id, silent) = feed(&ada, "no").await;
    let read = async |call: Call| app.person().send(call).await;
    let answer = read(Call::get(&open)).await;
    assert_eq!(
        (
            answer.status,
            answer.header("content-type"),
            answer.header("set-cookie")
        ),
        (200, "text/calendar; charset=utf-8", "")
    );
    assert_eq!(answer.text().matches("BEGIN:VEVENT").count(), 365);
    assert!(
        answer
            .text()
            .contains("SUMMARY:Good\r\nDESCRIPTION:a walk\r\n")
    );
    let hidden = read(Call::get(&silent)).await;
    assert!(hidden.text().contains("SUMMARY:Good") && !hidden.text().contains("DESCRIPTION"));
    let journal = read(Call::get(&format!("{open}?component=journal"))).await;
    assert!(journal.text().contains("BEGIN:VJOURNAL"));
    // A calendar that knows it already.
    let tag = answer.header("etag").to_owned();
    let again = read(Call::get(&open).with("if-none-match", &tag)).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    ada.save(TODAY, "great", "two walks").await;
    let changed = read(Call::get(&open).with("if-none-match", &tag)).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), tag);
    // It is listed without its link, and ends when it is revoked.
    let list = ada.send(Call::get("/feeds")).await;
    assert_eq!(list.json()["feeds"].as_array().unwrap().len(), 2);
    assert_eq!(list.json()["feeds"][0]["notes"], false);
    assert_eq!(list.json()["feeds"][0]["usedAt"], seconds(NOON));
    assert!(!list.text().contains("humeur_"));
    let page = ada.send(Call::page("/exports")).await;
    assert!(page.text().contains("Hides the notes") && !page.text().contains("humeur_"));
    let content_type = "application/x-www-form-urlencoded";
    let address = format!("/feeds?id={id}&_method=delete&_back=/exports%23feeds");
    let revoked = ada
        .send(Call::post(&address, content_type, "").by_browser())
        .await;
    assert_eq!(revoked.header("location"), "/exports?saved=feeds#feeds");
    assert_eq!(
        read(Call::get(&silent)).await.kind(),
        (404, "not_found".into())
    );
    assert_eq!(read(Call::get(&open)).await.status, 200);
    app.store_is_down(true);
    assert_eq!(read(Call::get(&open)).await.status, 503);
}

#[tokio::test]
async fn a_feeds_link_opens_nothing_else_and_a_key_is_no_feed() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    ada.save(TODAY, "good", "private").await;
    let (id, address) = feed(&ada, "yes").await;
    let secret = address
        .strip_prefix("/feed/")
        .unwrap()
        .strip_suffix(".ics")
        .unwrap();
    let call = |path: &str| Call::get(path).with_key(secret);
    for path in [
        "/moods",
        "/export?format=csv",
        "/account",
        "/data.json",
        "/feeds",
    ] {
        let answer = app.person().send(call(path)).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(!answer.text().contains("private"), "{path}");
    }
    let (key, text) = ada.create_key("full").await;
    let get = async |path: String| app.person().send(Call::get(&path)).await.status;
    assert_eq!(get(format!("/feed/{text}.ics")).await, 404);
    let tail = address.len() - 5;
    let wrong = if address.as_bytes()[tail] == b'a' {
        "b"
    } else {
        "a"
    };
    let wrong = format!("{}{wrong}{}", &address[..tail], &address[tail + 1..]);
    for path in ["/feed/x.ics".to_owned(), address.replace(".ics", ""), wrong] {
        assert_eq!(get(path.clone()).await, 404, "{path}");
    }
    let revoke = |id: &str| Call::new("DELETE", &format!("/feeds?id={id}"));
    assert_eq!(ada.send(revoke(&key)).await.status, 404);
    // In the settings it is in the list of everything that opens the journal.
    let keys = ada.send(Call::get("/keys")).await.json();
    assert_eq!(keys["keys"][1]["scope"], "feed-notes");
    let chosen = json!({"name": "x", "scope": "feed"});
    assert_eq!(
        ada.send(Call::post_json("/keys", &chosen)).await.status,
        400
    );
    assert_eq!(ada.send(revoke(&id)).await.status, 200);
}

#[tokio::test]
async fn a_feed_ends_with_its_journal_and_when_it_is_carried_over() {
    let (app, stores) = open().await;
    let (ada, eve) = (app.person(), app.person());
    ada.save(TODAY, "good", "").await;
    eve.save(TODAY, "good", "").await;
    let ((_, first), (_, second)) = (feed(&ada, "no").await, feed(&eve, "no").await);
    ada.send(Call::new("DELETE", "/account?confirm=erase"))
        .await;
    let status = async |path: &str| app.person().send(Call::get(path)).await.status;
    assert_eq!(status(&first).await, 404);
    let account = app.account("grace@example.org").await;
    let (into, from) = (UserId(account.user_id().await), UserId(eve.user_id().await));
    let merged = stores.users.merge(&from, &into, seconds(NOON));
    assert!(merged.await.unwrap());
    assert_eq!(status(&second).await, 404);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let (app, _) = open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "").await;
    let (first, second) = (feed(&ada, "no").await.0, feed(&ada, "no").await.0);
    let csv = || Call::get("/export?format=csv");
    let make = |body: &str| Call::post("/feeds", "application/json", body.to_owned());
    let revoke = |id: &str| Call::new("DELETE", &format!("/feeds?id={id}"));
    let form = |address: &str, body: &str| {
        let content_type = "application/x-www-form-urlencoded";
        Call::post(address, content_type, body.to_owned()).by_browser()
    };
    let by_form = format!("/feeds?id={second}&_method=delete&_back=/exports");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let mut calls = vec![
        ("GET /export", csv()),
        ("GET /export", Call::get("/export?format=x")),
        ("GET /export", csv().with_key("x")),
        ("GET /export", csv().with_key(OPERATOR)),
        (
            "GET /export",
            Call::get("/export?format=csv&start=2000-01-01"),
        ),
        ("POST /feeds", make("{}")),
        ("POST /feeds", make("{\"notes\":\"maybe\"}")),
        ("POST /feeds", make("{}").with_key("x")),
        ("POST /feeds", cross_site(make("{}"))),
        ("POST /feeds", make(&"x".repeat(100_000))),
        ("POST /feeds", Call::new("POST", "/feeds")),
        ("POST /feeds", form(&by_form, "")),
        ("POST /feeds", form(&by_form, "")),
        (
            "POST /feeds",
            form("/feeds?_back=/exports", "notes=no").with("cookie", "a=b"),
        ),
        ("GET /feeds", Call::get("/feeds")),
        ("GET /feeds", Call::get("/feeds?x=1&x=2")),
        ("GET /feeds", Call::get("/feeds").with_key("x")),
        ("GET /feeds", Call::get("/feeds").with_key(OPERATOR)),
        ("DELETE /feeds", revoke(&first)),
        ("DELETE /feeds", revoke("1&id=2")),
        ("DELETE /feeds", revoke(&first).with_key("x")),
        ("DELETE /feeds", cross_site(revoke(&first))),
        ("DELETE /feeds", revoke(&first)),
    ];
    calls.extend((0..10).map(|_| ("GET /export", csv())));
    calls.extend((0..20).map(|_| ("POST /feeds", make("{}"))));
    let outage = [
        ("GET /export", csv()),
        ("POST /feeds", make("{}")),
        ("GET /feeds", Call::get("/feeds")),
        ("DELETE /feeds", revoke(&first)),
    ];
    let mut given = BTreeSet::new();
    for (up, calls) in [(true, calls), (false, outage.into())] {
        app.store_is_down(!up);
        for (operation, call) in calls {
            // The call without a cookie must not end this session.
            let session = ada.cookie("humeur").unwrap();
            let status = ada.send(call).await.status;
            ada.set_cookie("humeur", &session);
            given.insert(format!("{operation} {status}"));
        }
    }
    assert_eq!(given, documented_statuses(&["/export", "/feeds"]));
}
