//! The tags of a journal: listed, renamed, merged, undone, also after an interruption.
#![cfg(feature = "local")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, sync::Arc};

use app::{domain::Retag, ports::UserId};
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::{Job, Jobs, Outcome},
    push::{Hosts, Push, PushKey},
    store::Tables,
};
use test_kit::{
    accounts::accept,
    answer::Answer,
    openapi::documented_statuses,
    person::{Call, Person},
    test_app::{TODAY, TestApp, memory, seconds},
};

const YESTERDAY: &str = "2096-11-19";

fn jobs(app: &TestApp) -> Jobs {
    let hosts = Hosts::with("push.example").unwrap();
    app.jobs(Arc::new(Push::new(
        &PushKey::derived(&SessionKey::generate()),
        hosts,
    )))
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

fn renaming(from: &str, to: &str) -> Call {
    Call::post_json("/tag", &json!({"from": from, "to": to, "confirm": "yes"}))
}

async fn rename(person: &Person, from: &str, to: &str) -> Value {
    let answer = person.send(renaming(from, to)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn undo(person: &Person, id: &Value) -> Answer {
    let call = Call::post_json("/tag/undo", &json!({"id": id}));
    person.send(call).await
}

async fn tags(person: &Person) -> Value {
    let answer = person.send(Call::get("/tag")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The tags with their days, as `tag days`.
async fn counts(person: &Person) -> Vec<String> {
    let tags = tags(person).await;
    let items = tags["items"].as_array().unwrap().iter();
    let line = |item: &Value| format!("{} {}", item["tag"].as_str().unwrap(), item["count"]);
    items.map(line).collect()
}

fn form(address: &str, body: &str) -> Call {
    let content_type = "application/x-www-form-urlencoded";
    Call::post(address, content_type, body).by_browser()
}

#[tokio::test]
async fn tags_are_listed_with_the_number_of_their_days() {
    let app = TestApp::open().await;
    let ada = app.person();
    assert_eq!(counts(&ada).await, <[&str; 0]>::default());
    ada.save("2096-11-18", "bad", "#Work and #work, #été").await;
    ada.save(YESTERDAY, "good", "#WORK; example.org/#home")
        .await;
    ada.save(TODAY, "good", "#e\u{301}te\u{301} #walk").await;
    assert_eq!(counts(&ada).await, ["work 2", "été 2", "walk 1"]);
    assert_eq!(tags(&ada).await["userId"], json!(ada.user_id().await));
    let grace = app.person();
    assert_eq!(counts(&grace).await, <[&str; 0]>::default());
}

#[tokio::test]
async fn a_tag_is_renamed_in_every_note_as_a_new_version() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-11-18", "bad", "  #Work, all day\n#workshop 🌧")
        .await;
    ada.save(YESTERDAY, "good", "no tag").await;
    ada.save(TODAY, "great", "(#work)").await;
    let before = ada.week().await;
    app.at("2096-11-20T12:00:09Z");
    let renamed = rename(&ada, "#WORK", "Job").await;
    assert_eq!(
        (&renamed["days"], &renamed["tooLong"], &renamed["complete"]),
        (&json!(2), &json!([]), &json!(true))
    );
    let journal = [
        "2096-11-18 bad   #job, all day\n#workshop 🌧",
        "2096-11-19 good no tag",
        "2096-11-20 great (#job)",
    ];
    assert_eq!(ada.journal().await, journal);
    let after = ada.week().await;
    let (old, new) = (&before["items"][1], &after["items"][1]);
    assert_eq!((&new["version"], &new["edited"]), (&json!(2), &json!(true)));
    assert_eq!(new["createdAt"], old["createdAt"]);
    assert_eq!(new["expiresAt"], old["expiresAt"]);
    assert_eq!(after["items"][0], before["items"][0], "the day without it");
    // Another device has the former version: its write conflicts, instead of bringing the tag back.
    let stale = json!({"day": TODAY, "mood": "great", "note": "(#work) x", "baseVersion": 1});
    assert_eq!(ada.send(Call::json(&stale)).await.status, 409);
    let renamed = &tags(&ada).await["renamed"];
    assert_eq!(
        (&renamed["from"], &renamed["to"]),
        (&json!("work"), &json!("job"))
    );
}

#[tokio::test]
async fn two_tags_become_one_and_are_two_again() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save("2096-11-18", "bad", "#Work and #job").await;
    ada.save(YESTERDAY, "good", "#job").await;
    ada.save(TODAY, "great", "#work").await;
    let before = ada.journal().await;
    let id = rename(&ada, "work", "job").await["id"].clone();
    assert_eq!(counts(&ada).await, ["job 3"]);
    assert_eq!(
        undo(&ada, &id).await.json(),
        json!({"status": "ok", "complete": true, "kept": 0})
    );
    assert_eq!(ada.journal().await, before);
    assert_eq!(ada.week().await["items"][1]["version"], 3);
    assert_eq!(tags(&ada).await.get("renamed"), None);
    let again = undo(&ada, &id).await.rejection();
    assert_eq!(again, (404, "not_found".into(), Some("id".into())));
}

#[tokio::test]
async fn an_undo_leaves_what_was_written_since_and_ends_after_a_day() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (day, note) in [
        ("2096-11-17", "#a 1"),
        ("2096-11-18", "#a 2"),
        (YESTERDAY, "#a 3"),
    ] {
        ada.save(day, "good", note).await;
    }
    let id = rename(&ada, "a", "b").await["id"].clone();
    ada.save("2096-11-17", "good", "#b, and more").await;
    ada.send(Call::new("DELETE", "/mood?day=2096-11-18")).await;
    app.at("2096-11-21T11:59:59Z");
    let undone = undo(&ada, &id).await.json();
    assert_eq!(
        (&undone["complete"], &undone["kept"]),
        (&json!(true), &json!(1))
    );
    for (lang, words) in [
        ("en", "Undone, except on 1 day that you have edited since."),
        (
            "fr",
            "Renommage annulé, sauf pour 1 journée que vous avez modifiée depuis.",
        ),
    ] {
        let page = Call::page("/tags?saved=tag/undo").with("accept-language", lang);
        let answer = ada.send(page).await;
        assert!(answer.text().contains(words), "{}", answer.text());
    }
    let expected = ["2096-11-17 good #b, and more", "2096-11-19 good #a 3"];
    assert_eq!(ada.journal().await, expected);

    let id = rename(&ada, "a", "c").await["id"].clone();
    app.at("2096-11-22T11:59:59Z");
    assert_eq!(tags(&ada).await.get("renamed"), None);
    assert_eq!(undo(&ada, &id).await.status, 404);
    assert_eq!(ada.journal().await[1], "2096-11-19 good #c 3");
    // Only the latest one can be undone.
    let first = rename(&ada, "c", "d").await["id"].clone();
    rename(&ada, "d", "e").await;
    assert_eq!(undo(&ada, &first).await.status, 404);
}

#[tokio::test]
async fn a_note_that_would_be_too_long_is_reported_and_stays() {
    let app = TestApp::open().await;
    let ada = app.person();
    let full = format!("#a {}", "x".repeat(497));
    ada.save(YESTERDAY, "good", &full).await;
    let refused = ada.send(renaming("a", "ab")).await.rejection();
    assert_eq!(refused, (422, "invalid".into(), Some("to".into())));
    ada.save(TODAY, "good", "#a").await;
    let renamed = rename(&ada, "a", "ab").await;
    assert_eq!(
        (&renamed["days"], &renamed["tooLong"]),
        (&json!(1), &json!([YESTERDAY]))
    );
    assert_eq!(counts(&ada).await, ["a 1", "ab 1"]);
    assert_eq!(ada.journal().await[0], format!("{YESTERDAY} good {full}"));
    let page = ada.send(Call::page("/tags?saved=tag")).await;
    assert!(
        page.text().contains("1 day still with #a"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_renaming_that_breaks_a_rule_changes_nothing() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "#a").await;
    let changes = app.changes();
    for (body, status, field) in [
        (json!({"from": "a", "to": "b"}), 422, "confirm"),
        (
            json!({"from": "a", "to": "b", "confirm": "no"}),
            422,
            "confirm",
        ),
        (
            json!({"from": "a", "to": "#A", "confirm": "yes"}),
            422,
            "to",
        ),
        (
            json!({"from": "a", "to": "b c", "confirm": "yes"}),
            422,
            "to",
        ),
        (json!({"from": "a", "to": "1", "confirm": "yes"}), 422, "to"),
        (
            json!({"from": "", "to": "b", "confirm": "yes"}),
            422,
            "from",
        ),
        (
            json!({"from": "x", "to": "b", "confirm": "yes"}),
            404,
            "from",
        ),
        (
            json!({"from": "a", "to": "b", "confirm": "yes", "x": 1}),
            400,
            "x",
        ),
        (json!({"from": 1, "to": "b"}), 400, "from"),
    ] {
        let (got, _, at) = ada.send(Call::post_json("/tag", &body)).await.rejection();
        assert_eq!((got, at.as_deref()), (status, Some(field)), "{body}");
    }
    assert_eq!(app.changes(), changes);
    assert_eq!(ada.journal().await, ["2096-11-20 good #a"]);
    assert_eq!(tags(&ada).await.get("renamed"), None);
}

/// Renames a tag of twelve notes and undoes it, each interrupted after so many calls of the store.
#[tokio::test]
async fn a_renaming_that_is_interrupted_anywhere_is_finished_by_the_job() {
    let (mut rejected, mut halves) = (0, 0);
    for calls in 0..24 {
        let app = TestApp::open().await;
        let jobs = jobs(&app);
        let ada = app.person();
        let days = (1..=12).map(|day| format!("2096-11-{day:02}"));
        let days: Vec<_> = days.collect();
        for day in &days {
            ada.save(day, "good", &format!("#Old of {day}")).await;
        }
        let note = |tag: &str| {
            let line = |day| format!("{day} good #{tag} of {day}");
            days.iter().map(line).collect::<Vec<_>>()
        };
        app.store_fails_after(calls);
        let answer = ada.send(renaming("old", "new")).await;
        app.store_is_down(false);
        if answer.status != 200 {
            assert_eq!(answer.status, 503, "{}", answer.text());
            rejected += 1;
        }
        let done = counts(&ada).await;
        halves += u32::from(done.len() == 2);
        app.at("2096-11-20T12:02:00Z");
        run(&jobs).await;
        let record = tags(&ada).await["renamed"].clone();
        if record.is_null() {
            assert_eq!(ada.journal().await, note("Old"), "{calls}");
            continue;
        }
        assert_eq!(ada.journal().await, note("new"), "{calls}");
        // Nothing was renamed twice.
        let read = ada.send(Call::get("/moods")).await.json();
        let versions = read["items"].as_array().unwrap().iter();
        assert!(versions.clone().all(|item| item["version"] == 2), "{calls}");
        assert_eq!(run(&jobs).await, (0, 0, 0), "the work has ended");

        app.store_fails_after(calls);
        let answer = undo(&ada, &record["id"]).await;
        app.store_is_down(false);
        app.at("2096-11-20T12:05:00Z");
        run(&jobs).await;
        let expected = if tags(&ada).await.get("renamed").is_some() {
            assert_eq!(answer.status, 503, "{}", answer.text());
            "new"
        } else {
            "Old"
        };
        assert_eq!(ada.journal().await, note(expected), "{calls}");
    }
    assert!(rejected > 2 && halves > 5, "{rejected} {halves}");
}

#[tokio::test]
async fn no_text_that_is_written_during_a_renaming_is_lost() {
    let app = TestApp::open().await;
    let jobs = jobs(&app);
    let ada = app.person();
    let days = (1..=20).map(|day| format!("2096-10-{day:02}"));
    let days: Vec<_> = days.collect();
    for day in &days {
        ada.save(day, "good", "#old").await;
    }
    let writes = async {
        for day in days.iter().rev() {
            ada.save(day, "bad", &format!("newer #old of {day}")).await;
        }
    };
    let (renamed, ()) = tokio::join!(rename(&ada, "old", "new"), writes);
    assert_eq!(renamed["days"], 20);
    app.at("2096-11-20T12:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    let expected = days
        .iter()
        .map(|day| format!("{day} bad newer #new of {day}"));
    assert_eq!(ada.journal().await, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn another_renaming_waits_until_the_first_is_done() {
    let app = TestApp::open().await;
    let ada = app.person();
    for day in 1..=9 {
        ada.save(&format!("2096-11-0{day}"), "good", "#a #x").await;
    }
    // The record, and no day.
    app.store_fails_after(4);
    let first = ada.send(renaming("a", "b")).await;
    app.store_is_down(false);
    assert_eq!(first.json()["complete"], false, "{}", first.text());
    assert_eq!(counts(&ada).await, ["a 9", "x 9"]);
    // The next one finishes it first.
    rename(&ada, "x", "y").await;
    assert_eq!(counts(&ada).await, ["b 9", "y 9"]);
}

#[tokio::test]
async fn a_renaming_that_was_interrupted_is_finished_before_the_journal_is_merged() {
    let app = TestApp::open().await;
    let jobs = jobs(&app);
    let ada = app.person();
    for day in 1..=9 {
        ada.save(&format!("2096-11-0{day}"), "good", "#a").await;
    }
    app.store_fails_after(4);
    let renamed = ada.send(renaming("a", "b")).await;
    app.store_is_down(false);
    assert_eq!(renamed.json()["complete"], false, "{}", renamed.text());
    let token = app.invitation("ada@example.org").await;
    assert_eq!(ada.send(accept(&token)).await.status, 200);
    assert_eq!(counts(&ada).await, ["b 9"]);
    // Nothing is left to undo, and the former journal's work ends.
    assert_eq!(tags(&ada).await.get("renamed"), None);
    app.at("2096-11-20T12:05:00Z");
    run(&jobs).await;
    app.at("2096-11-21T12:05:00Z");
    run(&jobs).await;
    assert_eq!(run(&jobs).await, (0, 0, 0));
    assert_eq!(counts(&ada).await, ["b 9"]);
}

/// Everything that a table has of a person, as text.
async fn contents(client: &Client, table: &str, user: &str) -> String {
    let tables = Tables::default();
    let query = client
        .query()
        .table_name(tables.name(table))
        .key_condition_expression("userId = :user")
        .expression_attribute_values(":user", AttributeValue::S(user.to_owned()));
    format!("{:?}", query.send().await.unwrap().items())
}

#[tokio::test]
async fn the_notes_from_before_a_renaming_are_deleted_after_its_day() {
    let store = memory().await;
    let client = store.client.clone();
    let app = TestApp::with(store, |_| {});
    let jobs = jobs(&app);
    let ada = app.person();
    ada.save("2096-11-18", "good", "#harold called").await;
    ada.save(YESTERDAY, "good", "#harold and #lunch").await;
    let user = ada.user_id().await;
    let stored = async |table| contents(&client, table, &user).await;
    rename(&ada, "harold", "friend").await;
    assert!(stored("moods").await.contains("#harold called"));
    // Another renaming makes an undo of the first impossible.
    app.at("2096-11-20T18:00:00Z");
    rename(&ada, "lunch", "food").await;
    let moods = stored("moods").await;
    assert!(!moods.contains("#harold"), "{moods}");
    assert!(moods.contains("#friend and #lunch"), "{moods}");
    // The job does the rest of the work now, and comes back when the day is over.
    app.at("2096-11-20T18:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    app.at("2096-11-21T17:59:59Z");
    assert_eq!(run(&jobs).await, (0, 0, 0));
    assert!(stored("moods").await.contains("#lunch"));
    assert!(tags(&ada).await.get("renamed").is_some());
    app.at("2096-11-21T18:01:01Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    let left = stored("moods").await + &stored("users").await;
    for word in ["harold", "lunch", "formerNote", "undoUntil", "retag"] {
        assert!(!left.contains(word), "{word} in {left}");
    }
    assert_eq!(counts(&ada).await, ["friend 2", "food 1"]);
    assert_eq!(run(&jobs).await, (0, 0, 0));
}

#[tokio::test]
async fn a_note_that_is_written_after_a_renaming_keeps_its_words() {
    let app = TestApp::open().await;
    let jobs = jobs(&app);
    let ada = app.person();
    ada.save(YESTERDAY, "good", "#work").await;
    rename(&ada, "work", "job").await;
    app.at("2096-11-20T12:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    ada.save(TODAY, "good", "#work was fine").await;
    app.at("2096-11-21T12:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    let expected = ["2096-11-19 good #job", "2096-11-20 good #work was fine"];
    assert_eq!(ada.journal().await, expected);
    let moods = ada.send(Call::get("/moods")).await.json();
    let items = moods["items"].as_array().unwrap().iter();
    let written = items.clone().find(|item| item["day"] == TODAY).unwrap();
    assert_eq!(written["version"], 1);
    assert_eq!(run(&jobs).await, (0, 0, 0), "the work has ended");
}

#[tokio::test]
async fn a_merge_leaves_what_was_written_after_a_renaming() {
    let app = TestApp::open().await;
    let jobs = jobs(&app);
    let ada = app.person();
    ada.save(YESTERDAY, "good", "#a").await;
    rename(&ada, "a", "b").await;
    app.at("2096-11-20T12:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    ada.save(TODAY, "good", "#a was fine").await;
    let token = app.invitation("ada@example.org").await;
    assert_eq!(ada.send(accept(&token)).await.status, 200);
    let expected = ["2096-11-19 good #b", "2096-11-20 good #a was fine"];
    assert_eq!(ada.journal().await, expected);
}

#[tokio::test]
async fn an_undo_of_the_last_second_restores_the_notes() {
    let store = memory().await;
    let (client, stores) = (store.client.clone(), store.stores.clone());
    let app = TestApp::with(store, |_| {});
    let jobs = jobs(&app);
    let ada = app.person();
    ada.save(YESTERDAY, "good", "#a").await;
    let id = rename(&ada, "a", "b").await["id"].clone();
    app.at("2096-11-20T12:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    // Other work brings the job here just after the end of the time.
    app.at("2096-11-21T11:58:00Z");
    let retention = Call::post_json("/account", &json!({"retentionMonths": 12}));
    assert_eq!(ada.send(retention).await.status, 200);
    app.at("2096-11-21T12:00:30Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    // The record of an undo that was accepted a second before that end.
    let (users, user) = (&stores.users, UserId(ada.user_id().await));
    let renamed = users.get(&user).await.unwrap().unwrap().retag.unwrap();
    let undone = Retag {
        undone: true,
        ..renamed
    };
    let at = seconds("2096-11-21T12:00:30Z");
    let begun = users.begin_retag(&user, &undone, id.as_str(), at);
    assert_eq!(begun.await, Ok(true));
    app.at("2096-11-21T12:02:00Z");
    assert_eq!(run(&jobs).await, (0, 1, 0), "the former notes are needed");
    assert_eq!(ada.journal().await, ["2096-11-19 good #a"]);
    app.at("2096-11-21T12:04:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    assert_eq!(run(&jobs).await, (0, 0, 0));
    let left =
        contents(&client, "moods", &user.0).await + &contents(&client, "users", &user.0).await;
    assert!(!left.contains("retag"), "{left}");
}

#[tokio::test]
async fn other_work_of_a_person_does_not_wait_for_the_end_of_the_day() {
    let app = TestApp::open().await;
    let jobs = jobs(&app);
    let ada = app.person();
    ada.save(TODAY, "good", "#a").await;
    rename(&ada, "a", "b").await;
    app.at("2096-11-20T12:02:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    let retention = Call::post_json("/account", &json!({"retentionMonths": 12}));
    assert_eq!(ada.send(retention).await.status, 200);
    app.at("2096-11-20T12:05:00Z");
    assert_eq!(run(&jobs).await, (1, 0, 0));
    app.at("2096-11-20T12:10:00Z");
    assert_eq!(run(&jobs).await, (0, 0, 0));
}

#[tokio::test]
async fn the_page_renames_and_undoes_without_javascript_in_both_languages() {
    let app = TestApp::open().await;
    let ada = app.person();
    let empty = ada.send(Call::page("/tags")).await;
    assert!(empty.status == 200 && empty.text().contains("No tags yet."));
    ada.save(YESTERDAY, "good", "#work <b> #home").await;
    ada.save(TODAY, "good", "#home").await;
    for (lang, words) in [("en", "2 days"), ("fr", "2 journées")] {
        let page = ada
            .send(Call::page("/tags").with("accept-language", lang))
            .await;
        let html = page.text();
        assert!(
            html.contains("href=\"/search?tag=home\"") && html.contains(words),
            "{html}"
        );
    }
    let fields = "from=work&to=%23Home";
    let asked = ada.send(form("/tag?_back=/tags", fields)).await;
    assert_eq!(asked.status, 422);
    let html = asked.text();
    assert!(
        html.contains("Rename #work to #home in the notes of 1 day?"),
        "{html}"
    );
    assert!(
        html.contains("#home is a tag of 2 days already: the two become one."),
        "{html}"
    );
    let confirmed = format!("{fields}&confirm=yes");
    let done = ada.send(form("/tag?_back=/tags", &confirmed)).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/tags?saved=tag")
    );
    let page = ada.send(Call::page("/tags?saved=tag")).await;
    assert!(
        page.text().contains("#work is #home now (1 day)."),
        "{}",
        page.text()
    );
    let id = tags(&ada).await["renamed"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let again = ada.send(form("/tag?_back=/tags", &confirmed)).await;
    assert_eq!(again.status, 404);
    assert!(again.text().contains("No note has that tag any more."));
    let same = ada
        .send(form("/tag?_back=/tags", "from=home&to=HOME"))
        .await;
    assert!(
        same.text().contains("Choose another name"),
        "{}",
        same.text()
    );
    let undone = ada
        .send(form("/tag/undo?_back=/tags", &format!("id={id}")))
        .await;
    assert_eq!(
        (undone.status, undone.header("location")),
        (303, "/tags?saved=tag/undo")
    );
    let page = ada.send(Call::page("/tags?saved=tag/undo")).await;
    assert!(page.text().contains("Undone."), "{}", page.text());
    assert_eq!(counts(&ada).await, ["home 2", "work 1"]);
    let expired = ada
        .send(form("/tag/undo?_back=/tags", &format!("id={id}")))
        .await;
    assert!(expired.status == 404 && expired.text().contains("can’t be undone any more"));
    app.store_is_down(true);
    assert_eq!(ada.send(Call::page("/tags")).await.status, 503);
}

#[tokio::test]
async fn every_documented_status_occurs() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "#a #x").await;
    let token = |call: Call| call.with("authorization", "Bearer x");
    let cross_site = |call: Call| call.with("sec-fetch-site", "cross-site");
    let restoring = |id: &str| Call::post_json("/tag/undo", &json!({"id": id}));
    let long = "x".repeat(100_000);
    let mut given = BTreeSet::new();
    for address in ["/tag", "/tag/undo"] {
        let newcomer = app.person().send(form(address, "id=x")).await;
        given.insert(format!("POST {address} {}", newcomer.status));
    }
    for (operation, call) in [
        ("GET /tag", Call::get("/tag")),
        ("GET /tag", Call::get("/tag?userId=1&userId=2")),
        ("GET /tag", token(Call::get("/tag"))),
        ("GET /tag", Call::get("/tag?userId=grace")),
        ("POST /tag", Call::post_json("/tag", &json!({"x": 1}))),
        ("POST /tag", token(renaming("a", "b"))),
        ("POST /tag", cross_site(renaming("a", "b"))),
        ("POST /tag", renaming("b", "c")),
        ("POST /tag", renaming("a", &long)),
        ("POST /tag", Call::new("POST", "/tag")),
        ("POST /tag", renaming("a", "a")),
        (
            "POST /tag",
            form("/tag?_back=/tags", "from=x&to=y&confirm=yes"),
        ),
        ("POST /tag", renaming("a", "b")),
        (
            "POST /tag/undo",
            Call::post_json("/tag/undo", &json!({"x": 1})),
        ),
        ("POST /tag/undo", token(restoring("x"))),
        ("POST /tag/undo", cross_site(restoring("x"))),
        ("POST /tag/undo", restoring("x")),
        ("POST /tag/undo", restoring(&long)),
        ("POST /tag/undo", Call::new("POST", "/tag/undo")),
    ] {
        let status = ada.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    let id = tags(&ada).await["renamed"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    given.insert(format!(
        "POST /tag/undo {}",
        ada.send(restoring(&id)).await.status
    ));
    let id = rename(&ada, "a", "b").await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let back = form("/tag/undo?_back=/tags", &format!("id={id}"));
    given.insert(format!("POST /tag/undo {}", ada.send(back).await.status));
    app.store_is_down(true);
    for (operation, call) in [
        ("GET /tag", Call::get("/tag")),
        ("POST /tag", renaming("a", "b")),
        ("POST /tag/undo", restoring("x")),
    ] {
        let status = ada.send(call).await.status;
        given.insert(format!("{operation} {status}"));
    }
    // The limits of API keys are tested with them, and a conflict needs two calls at once.
    let mut documented = documented_statuses(&["/tag", "/tag/undo"]);
    documented.retain(|status| !status.ends_with("429") && !status.ends_with("409"));
    assert_eq!(given, documented);
}
