//! Importing files: preview, questions, writing, interruptions, undoing.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use app::{
    domain::{Day, Draft, Mood, Note},
    ports::{Stores, UserId},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::{Job, Jobs, Outcome},
    push::{Hosts, Push},
};
use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{NOON, TODAY, TestApp, memory, seconds},
};

const DAYLIO: &str = "\u{feff}full_date,date,weekday,time,mood,activities,scales,note_title,note\n\
    2096-11-19,November 19,Monday,9:30 pm,rad,run | date night,,Late,One<br>two\n\
    2096-11-19,November 19,Monday,8:00 am,meh,,,,Early\n\
    2096-11-18,November 18,Sunday,21:00,awful,,,,\n";

async fn upload(person: &Person, query: &str, file: impl Into<Vec<u8>>) -> Answer {
    let call = Call::post(&format!("/import?{query}"), "text/csv", file);
    person.send(call).await
}

async fn draft(person: &Person, file: impl Into<Vec<u8>>) -> Value {
    let answer = upload(person, "preview=1", file).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn call(person: &Person, function: &str, arguments: Value) -> Answer {
    person.send(Call::post_json(function, &arguments)).await
}

async fn imports(person: &Person) -> Value {
    let answer = person.send(Call::get("/import")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].clone()
}

async fn undo(person: &Person, import: &Value) -> Answer {
    let id = import["id"].as_str().unwrap();
    person
        .send(Call::new("DELETE", &format!("/import?id={id}")))
        .await
}

fn counts(import: &Value) -> [u64; 5] {
    ["added", "changed", "kept", "unchanged", "refusedLines"]
        .map(|name| import[name].as_u64().unwrap())
}

#[tokio::test]
async fn a_file_is_shown_written_and_undone() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "mine").await;
    let shown = draft(&ada, DAYLIO).await;
    assert_eq!(
        (&shown["state"], &shown["format"]),
        (&json!("draft"), &json!("daylioCsv"))
    );
    assert_eq!(counts(&shown), [2, 0, 0, 0, 0]);
    assert_eq!(ada.journal().await, [format!("{TODAY} good mine")]);
    assert_eq!(imports(&ada).await, json!([shown]));
    let done = call(&ada, "/import/apply", json!({"id": shown["id"]}))
        .await
        .json();
    assert_eq!(
        (&done["state"], counts(&done)),
        (&json!("applied"), [2, 0, 0, 0, 0])
    );
    let imported = [
        "2096-11-18 awful -",
        "2096-11-19 good Early\nLate\nOne\ntwo\n#run #date_night",
        "2096-11-20 good mine",
    ];
    assert_eq!(ada.journal().await, imported);
    assert_eq!(imports(&ada).await[0]["state"], "applied");
    // Changed since: that stays.
    ada.save("2096-11-18", "bad", "since").await;
    let undone = undo(&ada, &done).await;
    assert_eq!(undone.json(), json!({"status": "ok", "complete": true}));
    assert_eq!(
        ada.journal().await,
        ["2096-11-18 bad since", "2096-11-20 good mine"]
    );
    assert_eq!(imports(&ada).await, json!([]));
    assert_eq!(undo(&ada, &done).await.status, 404);
}

#[tokio::test]
async fn days_of_the_journal_are_kept_replaced_or_the_newer_ones() {
    let file = json!({"format": "humeur", "version": 1, "entries": [
        {"day": "2096-11-17", "mood": "bad", "note": "file", "updatedAt": seconds(NOON) - 9},
        {"day": "2096-11-18", "mood": "bad", "note": "file", "updatedAt": seconds(NOON) + 9},
        {"day": "2096-11-19", "mood": "good", "note": "same"},
        {"day": TODAY, "mood": "great"},
    ]});
    for (existing, expected, journal) in [
        ("keep", [1, 0, 2, 1, 0], ["good mine", "good mine"]),
        ("replace", [1, 2, 0, 1, 0], ["bad file", "bad file"]),
        ("newer", [1, 1, 1, 1, 0], ["good mine", "bad file"]),
    ] {
        let app = TestApp::open().await;
        let ada = app.person();
        ada.save("2096-11-17", "good", "mine").await;
        ada.save("2096-11-18", "good", "mine").await;
        ada.save("2096-11-19", "good", "same").await;
        let before = ada.journal().await;
        let query = format!("existing={existing}");
        let shown = upload(&ada, &format!("preview=1&{query}"), file.to_string())
            .await
            .json();
        assert_eq!(counts(&shown), expected, "{existing}");
        let done = upload(&ada, &query, file.to_string()).await.json();
        assert_eq!(
            (&done["state"], counts(&done)),
            (&json!("applied"), expected)
        );
        let [one, two] = journal;
        let after = [
            format!("2096-11-17 {one}"),
            format!("2096-11-18 {two}"),
            "2096-11-19 good same".into(),
            format!("{TODAY} great -"),
        ];
        assert_eq!(ada.journal().await, after, "{existing}");
        assert_eq!(undo(&ada, &done).await.json()["complete"], true);
        assert_eq!(ada.journal().await, before, "{existing}");
    }
}

#[tokio::test]
async fn questions_are_answered_before_anything_is_written() {
    let app = TestApp::open().await;
    let ada = app.person();
    let table = "When;How;Words\n01/10/2096;Sunny;one\n02/10/2096;Stormy;two\n";
    let unprepared = upload(&ada, "", table).await.rejection();
    assert_eq!(unprepared, (422, "invalid".into(), Some("columns".into())));
    let shown = draft(&ada, table).await;
    assert_eq!(shown["header"], json!(["When", "How", "Words"]));
    let id = &shown["id"];
    let answer = async |mut arguments: Value| {
        arguments["id"] = id.clone();
        call(&ada, "/import/answers", arguments).await
    };
    let apply = async || call(&ada, "/import/apply", json!({"id": id})).await;
    let wrong = answer(json!({"dayColumn": 0, "moodColumn": 9}))
        .await
        .rejection();
    assert_eq!(wrong, (422, "invalid".into(), Some("dayColumn".into())));
    let chosen = answer(json!({"dayColumn": 0, "moodColumn": 1, "noteColumn": "2"}))
        .await
        .json();
    assert_eq!(chosen["asksDates"], true);
    assert_eq!(
        apply().await.rejection(),
        (422, "invalid".into(), Some("dates".into()))
    );
    let dated = answer(json!({"dates": "dmy"})).await.json();
    assert_eq!(
        dated["unknownMoods"],
        json!([{"value": "Stormy", "count": 1}, {"value": "Sunny", "count": 1}])
    );
    assert_eq!(
        apply().await.rejection(),
        (422, "invalid".into(), Some("moods".into()))
    );
    answer(json!({"value": "Stormy", "mood": "none"})).await;
    let ready = answer(json!({"value": "sunny", "mood": "great", "existing": "replace"}))
        .await
        .json();
    assert_eq!(
        (counts(&ready), &ready["existing"]),
        ([1, 0, 0, 0, 1], &json!("replace"))
    );
    assert_eq!(ready["refused"], json!([{"line": 3, "reason": "left_out"}]));
    assert_eq!(apply().await.json()["state"], "applied");
    assert_eq!(ada.journal().await, ["2096-10-01 great one"]);
    assert_eq!(
        apply().await.rejection(),
        (409, "conflict".into(), Some("id".into()))
    );
    let late = answer(json!({"dates": "mdy"})).await.rejection();
    assert_eq!(late, (409, "conflict".into(), Some("id".into())));
    for (arguments, field) in [
        (json!({"id": "x", "value": "a"}), "id"),
        (json!({"id": "x".repeat(3000)}), "id"),
    ] {
        let missing = call(&ada, "/import/answers", arguments).await.rejection();
        assert_eq!(missing, (404, "not_found".into(), Some(field.into())));
    }
}

#[tokio::test]
async fn invalid_arguments_are_named() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (query, field) in [("existing=all", "existing"), ("preview=2", "preview")] {
        let (status, _, at) = upload(&ada, query, DAYLIO).await.rejection();
        assert_eq!((status, at.as_deref()), (400, Some(field)));
    }
    let (status, _, _) = upload(&ada, "unknown=1", DAYLIO).await.rejection();
    assert_eq!(status, 400);
    let shown = draft(&ada, DAYLIO).await;
    for (name, value) in [
        ("dates", json!("ymd")),
        ("longNotes", json!("keep")),
        ("existing", json!("")),
        ("noteColumn", json!("x")),
        ("value", json!("a")),
    ] {
        let mut arguments = json!({"id": shown["id"]});
        arguments[name] = value;
        if name == "noteColumn" {
            arguments["dayColumn"] = json!(0);
            arguments["moodColumn"] = json!(1);
        }
        let (status, _, at) = call(&ada, "/import/answers", arguments).await.rejection();
        let field = if name == "value" { "mood" } else { name };
        assert_eq!((status, at.as_deref()), (400, Some(field)), "{name}");
    }
}

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

/// A form with a file, as a browser sends it.
fn form(file: &str, mark: &str) -> Call {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"preview\"\r\n\r\n1\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"d.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n{file}\r\n--edge--\r\n"
    );
    Call::post(
        &format!("/import?{mark}"),
        "multipart/form-data; boundary=edge",
        body,
    )
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

async fn open() -> (TestApp, Stores) {
    let store = memory().await;
    let stores = store.stores.clone();
    (TestApp::with(store, |_| {}), stores)
}

/// A file of Humeur with so many days, the last of them yesterday.
fn many(count: i64) -> String {
    let today = Day::parse(TODAY).unwrap();
    let days = (1..=count).map(|back| format!("{},good,4,day {back}\r\n", today.plus(-back)));
    format!("day,mood,score,note\r\n{}", days.collect::<String>())
}

/// Runs the job from this minute on until no work is left: on a busy machine, a run may end early.
async fn finish(app: &TestApp, jobs: &Jobs, minute: usize) {
    for minute in (minute..minute + 28).step_by(2) {
        app.at(&format!("2096-11-20T12:{minute:02}:00Z"));
        let outcome = jobs.run(&Job::Work).await.unwrap();
        if matches!(
            outcome,
            Outcome::Work {
                left: 0,
                failed: 0,
                ..
            }
        ) {
            break;
        }
    }
}

#[tokio::test]
async fn an_interruption_anywhere_is_resumed_by_the_job() {
    for calls in [3, 6, 8, 9, 20, 60, 150, 230] {
        let (app, stores) = open().await;
        let ada = app.person();
        ada.save("2096-11-19", "bad", "mine").await;
        let user = UserId(ada.user_id().await);
        let hosts = Hosts::with("push.example").unwrap();
        let jobs = app.jobs(Arc::new(Push::new(&SessionKey::generate(), hosts)));
        let id = draft(&ada, many(150)).await["id"].clone();
        app.store_fails_after(calls);
        let answer = call(
            &ada,
            "/import/apply",
            json!({"id": id, "existing": "replace"}),
        )
        .await;
        app.store_is_down(false);
        finish(&app, &jobs, 2).await;
        let journal = ada.journal().await;
        let state = imports(&ada).await[0]["state"].clone();
        // Recorded, so it is finished; or not begun, so nothing was written.
        match answer.status {
            200 => assert_eq!((journal.len(), &state), (150, &json!("applied")), "{calls}"),
            _ => assert_eq!((journal.len(), &state), (1, &json!("draft")), "{calls}"),
        }
        if answer.status != 200 {
            continue;
        }
        let done = imports(&ada).await[0].clone();
        assert_eq!(counts(&done), [149, 1, 0, 0, 0], "{calls}");
        // The undoing is interrupted at the same place.
        app.store_fails_after(calls);
        let answer = undo(&ada, &done).await;
        app.store_is_down(false);
        finish(&app, &jobs, 32).await;
        let expected = if answer.status == 200 { 1 } else { 150 };
        assert_eq!(ada.journal().await.len(), expected, "{calls}");
        if answer.status == 200 {
            assert_eq!(ada.journal().await, ["2096-11-19 bad mine"], "{calls}");
            assert_eq!(imports(&ada).await, json!([]));
        }
        let profile = stores.users.get(&user).await.unwrap();
        assert!(profile.is_none_or(|user| user.work.is_empty()), "{calls}");
    }
}

#[tokio::test]
async fn nothing_newer_is_lost_and_nobody_elses_import_is_reached() {
    let app = TestApp::open().await;
    let (ada, eve) = (app.person(), app.person());
    let shown = draft(&ada, DAYLIO).await;
    eve.week().await;
    let id = json!({"id": shown["id"]});
    assert_eq!(call(&eve, "/import/apply", id.clone()).await.status, 404);
    assert_eq!(undo(&eve, &shown).await.status, 404);
    // Written between preview and import.
    ada.save("2096-11-18", "great", "since then").await;
    let done = call(&ada, "/import/apply", id).await.json();
    assert_eq!(counts(&done), [1, 0, 1, 0, 0]);
    assert_eq!(ada.journal().await[0], "2096-11-18 great since then");
    assert_eq!(undo(&ada, &done).await.status, 200);
    assert_eq!(ada.journal().await, ["2096-11-18 great since then"]);
}

#[tokio::test]
async fn a_removed_day_is_written_and_removed_again() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-11-18", "good", "gone").await;
    ada.send(Call::new("DELETE", "/mood?day=2096-11-18")).await;
    let done = upload(&ada, "", DAYLIO).await.json();
    assert_eq!(counts(&done), [2, 0, 0, 0, 0]);
    assert_eq!(undo(&ada, &done).await.status, 200);
    assert_eq!(ada.journal().await, Vec::<String>::new());
}

#[tokio::test]
async fn drafts_live_an_hour_imports_a_day_and_ten_at_once() {
    let app = TestApp::open().await;
    let ada = app.person();
    let first = draft(&ada, DAYLIO).await;
    let second = draft(&ada, DAYLIO).await;
    assert_ne!(first["id"], second["id"]);
    assert_eq!(imports(&ada).await, json!([second]));
    app.at("2096-11-20T13:00:01Z");
    assert_eq!(imports(&ada).await, json!([]));
    assert_eq!(
        call(&ada, "/import/apply", json!({"id": second["id"]}))
            .await
            .status,
        404
    );
    for _ in 0..10 {
        assert_eq!(upload(&ada, "", DAYLIO).await.status, 200);
    }
    let many = upload(&ada, "", DAYLIO).await;
    assert_eq!((many.status, many.header("retry-after")), (429, "86400"));
    app.at("2096-11-21T13:00:02Z");
    assert_eq!(imports(&ada).await, json!([]));
    assert_eq!(ada.journal().await.len(), 2);
}

#[tokio::test]
async fn days_before_the_retention_come_with_a_longer_one() {
    let app = TestApp::open().await;
    let ada = app.account("ada@example.org").await;
    let shown = draft(
        &ada,
        "day,mood,score,note\n2090-01-01,good,4,old\n2096-11-19,good,4,new\n",
    )
    .await;
    assert_eq!(shown["refused"], json!([{"line": 2, "reason": "expired"}]));
    let page = ada.send(Call::page("/imports")).await.text().to_owned();
    assert!(page.contains("older than your journal keeps") && page.contains("retentionMonths"));
    assert_eq!(
        call(&ada, "/account", json!({"retentionMonths": 0}))
            .await
            .status,
        200
    );
    let longer = imports(&ada).await[0].clone();
    assert_eq!(counts(&longer), [2, 0, 0, 0, 0]);
    assert_eq!(
        call(&ada, "/import/apply", json!({"id": longer["id"]}))
            .await
            .status,
        200
    );
    let all = ada.send(Call::get("/moods")).await.json();
    assert_eq!(all["items"][0]["day"], "2090-01-01");
    // Erased with the journal.
    let erased = ada
        .send(Call::new("DELETE", "/account?confirm=erase"))
        .await;
    assert_eq!(erased.json()["complete"], true);
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

/// Writes a journal, downloads it, and imports the file into another journal.
async fn round_trip(days: &[(Mood, String)]) {
    let (app, stores) = open().await;
    let (ada, today) = (app.person(), Day::parse(TODAY).unwrap());
    let user = UserId(ada.user_id().await);
    for (back, (mood, note)) in (0..).zip(days) {
        let draft = Draft {
            day: today.plus(-back),
            mood: *mood,
            note: Note::parse(note).unwrap(),
        };
        let written = stores
            .moods
            .put(&user, &draft, None, seconds(NOON), i64::MAX / 2);
        written.await.unwrap();
    }
    let expected = ada.journal().await;
    for file in ["/data.json", "/data.csv"] {
        let content = ada.send(Call::get(file)).await.body;
        let eve = app.person();
        let done = upload(&eve, "", content).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(done.json()["refusedLines"], 0);
        assert_eq!(eve.journal().await, expected, "{file}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn our_own_files_come_back_exactly(
        days in prop::collection::vec(
            (prop::sample::select(&Mood::ALL[..]), "['=+@＝-]{0,3}[a-z שלום🌧é\n\r\t,;\"']{0,60}"),
            1..12,
        ),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(round_trip(&days));
    }
}

#[tokio::test]
async fn the_moments_of_a_download_are_written_once_and_undone() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    ada.save(TODAY, "good", "").await;
    for number in 1..=70 {
        let moment = json!({
            "title": format!("moment {number}"), "date": "2096-11-20T23:30:00+01:00",
            "description": "Snow!\nAt dawn.", "location": "Lyon",
        });
        assert_eq!(call(&ada, "/events", moment).await.status, 200);
    }
    let file = ada.send(Call::get("/data.json")).await.body;
    let moments = async |person: &Person| {
        let read = person.send(Call::get("/events")).await.json();
        let mut items = read["items"].as_array().unwrap().clone();
        for item in &mut items {
            item["createdAt"] = Value::Null;
            item["updatedAt"] = Value::Null;
        }
        items
    };
    grace.save(TODAY, "good", "").await;
    let shown = draft(&grace, file.clone()).await;
    assert_eq!(
        (&shown["moments"], counts(&shown)),
        (&json!(70), [0, 0, 0, 1, 0])
    );
    assert_eq!(moments(&grace).await, Vec::<Value>::new());
    let done = call(&grace, "/import/apply", json!({"id": shown["id"]})).await;
    assert_eq!(done.json()["state"], "applied", "{}", done.text());
    assert_eq!(moments(&grace).await, moments(&ada).await);

    // What is there stays as it is, and so it does when the second import is undone.
    let id = moments(&grace).await[0]["id"].as_str().unwrap().to_owned();
    let change = Call::new("PUT", &format!("/events/{id}"))
        .with("content-type", "application/json")
        .carrying(br#"{"title":"changed"}"#);
    assert_eq!(grace.send(change).await.status, 200);
    let again = upload(&grace, "", file).await.json();
    assert_eq!(again["state"], "applied");
    assert_eq!(undo(&grace, &again).await.json()["complete"], true);
    let kept = moments(&grace).await;
    assert_eq!((kept.len(), &kept[0]["title"]), (70, &json!("changed")));

    // The undo of the first one takes back all but the changed one.
    assert_eq!(undo(&grace, &done.json()).await.json()["complete"], true);
    let kept = moments(&grace).await;
    assert_eq!((kept.len(), &kept[0]["title"]), (1, &json!("changed")));
}

#[tokio::test]
async fn a_broken_moment_is_a_refused_line() {
    let app = TestApp::open().await;
    let ada = app.person();
    let id = "019abc22-79b0-7cc3-98c4-dc0c0c07398f";
    let moment = |title: &str, date: &str| json!({"id": id, "title": title, "date": date});
    let file = json!({
        "format": "humeur", "version": 1,
        "entries": [{"day": TODAY, "mood": "good"}],
        "moments": [
            moment("good", TODAY),
            moment("", TODAY),
            moment("bad date", "2096-02-30"),
            {"title": "no identifier", "date": TODAY},
        ],
    });
    let shown = draft(&ada, file.to_string()).await;
    assert_eq!(shown["moments"], 1);
    let refused = json!([
        {"line": 3, "reason": "malformed"},
        {"line": 4, "reason": "not_a_day"},
        {"line": 5, "reason": "malformed"},
    ]);
    assert_eq!(shown["refused"], refused);
}
