//! Writes with a base version: applied once, or not at all.

use serde_json::{Value, json};

use test_kit::{
    answer::Answer,
    person::{Call, Person},
    test_app::{TODAY, TestApp},
};

fn write(note: &str, more: Value) -> Call {
    let mut body = json!({"day": TODAY, "mood": "good", "note": note});
    let fields = more.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    Call::json(&body)
}

fn write_at(note: &str, base: u64) -> Call {
    write(note, json!({"baseVersion": base}))
}

fn named(note: &str, base: u64, mutation: &str) -> Call {
    write(note, json!({"baseVersion": base, "mutationId": mutation}))
}

fn remove(query: &str) -> Call {
    Call::new("DELETE", &format!("/mood?day={TODAY}{query}"))
}

#[track_caller]
fn made(answer: &Answer, version: u64) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("etag"), format!("\"{version}\""));
    answer.json()["item"].clone()
}

/// The response to a failed precondition, by argument and by header.
#[track_caller]
fn is_conflict(answer: &Answer, version: u64) {
    let expected = (409, "conflict".into(), Some("baseVersion".into()));
    assert_eq!(answer.rejection(), expected);
    assert_eq!(answer.header("etag"), format!("\"{version}\""));
}

#[track_caller]
fn failed(answer: &Answer, version: u64) {
    assert_eq!(
        answer.rejection(),
        (412, "precondition_failed".into(), None)
    );
    assert_eq!(answer.header("etag"), format!("\"{version}\""));
}

async fn removed(ada: &Person) -> Value {
    ada.week().await["removed"].clone()
}

#[tokio::test]
async fn every_change_returns_its_version_and_edited_flag() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (version, edited) in [(1, false), (2, true)] {
        let item = made(&ada.send(write("", json!({}))).await, version);
        assert_eq!(
            (&item["version"], &item["edited"]),
            (&json!(version), &json!(edited))
        );
    }
    let item = made(&ada.send(remove("")).await, 3);
    assert_eq!(item["version"], 2, "the entry before its removal");
    let item = made(&ada.send(write("", json!({}))).await, 4);
    assert_eq!(item["edited"], false, "a new entry is not edited");
    assert_eq!(ada.week().await["items"], json!([item]));
}

#[tokio::test]
async fn a_write_needs_a_matching_base_version() {
    let app = TestApp::open().await;
    let ada = app.person();
    is_conflict(&ada.send(write_at("no", 1)).await, 0);
    made(&ada.send(write_at("one", 0)).await, 1);
    is_conflict(&ada.send(write_at("no", 0)).await, 1);
    is_conflict(&ada.send(remove("&baseVersion=2")).await, 1);
    made(&ada.send(write_at("two", 1)).await, 2);
    is_conflict(&ada.send(write_at("no", 1)).await, 2);
    let form = "day=2096-11-20&mood=good&note=three&baseVersion=2&mutationId=m-3";
    made(&ada.send(Call::form(form)).await, 3);
    made(&ada.send(Call::form(form)).await, 3);
    assert_eq!(app.changes(), 4, "three writes, and one sent again");
    assert_eq!(ada.journal().await, ["2096-11-20 good three"]);
    made(&ada.send(remove("&baseVersion=3&mutationId=m-4")).await, 4);
    assert_eq!(removed(&ada).await, json!([{"day": TODAY, "version": 4}]));
}

#[tokio::test]
async fn a_header_is_equivalent() {
    let app = TestApp::open().await;
    let ada = app.person();
    let plain = |note| write(note, json!({}));
    failed(&ada.send(plain("no").with("if-match", "\"1\"")).await, 0);
    made(&ada.send(plain("one").with("if-none-match", "*")).await, 1);
    failed(&ada.send(plain("no").with("if-none-match", "*")).await, 1);
    let tag = ada.send(plain("two").with("if-match", "\"1\"")).await;
    made(&tag, 2);
    failed(&ada.send(plain("no").with("if-match", "\"1\"")).await, 2);
    failed(&ada.send(remove("").with("if-match", "\"1\"")).await, 2);
    let tag = tag.header("etag");
    // Both are accepted if they agree.
    made(
        &ada.send(write_at("three", 2).with("if-match", tag)).await,
        3,
    );
    failed(&ada.send(write_at("no", 2).with("if-match", tag)).await, 3);
    let named = |note| write(note, json!({"mutationId": "m"})).with("if-match", "\"3\"");
    for _ in 0..2 {
        made(&ada.send(named("four")).await, 4);
    }
    // A page's form is checked, too.
    let form = Call::form("day=2096-11-20&mood=bad").by_browser();
    assert_eq!(ada.send(form.with("if-match", "\"3\"")).await.status, 412);
    assert_eq!(ada.journal().await, ["2096-11-20 good four"]);
    made(&ada.send(remove("").with("if-match", "\"4\"")).await, 5);
}

#[tokio::test]
async fn reads_have_no_precondition() {
    let app = TestApp::open().await;
    let ada = app.person();
    let week = Call::get("/mood/week?start=2096-11-19&end=2096-11-25");
    let answer = ada.send(week.with("if-none-match", "W/\"x\"")).await;
    assert_eq!((answer.status, answer.header("etag")), (200, ""));
}

#[tokio::test]
async fn a_retry_is_applied_once() {
    let app = TestApp::open().await;
    let ada = app.person();
    let first = made(&ada.send(named("once", 0, "m-1")).await, 1);
    app.at("2096-11-20T13:00:00Z");
    assert_eq!(made(&ada.send(named("once", 0, "m-1")).await, 1), first);
    let second = made(&ada.send(named("twice", 1, "m-2")).await, 2);
    assert_eq!(made(&ada.send(named("twice", 1, "m-2")).await, 2), second);
    is_conflict(&ada.send(named("once", 0, "m-1")).await, 2);
    let removal = || remove("&baseVersion=2&mutationId=m-3");
    made(&ada.send(removal()).await, 3);
    let gone = (404, "not_found".to_owned(), Some("day".to_owned()));
    assert_eq!(ada.send(removal()).await.rejection(), gone, "done already");
    assert_eq!(ada.send(remove("&baseVersion=1")).await.rejection(), gone);
}

#[tokio::test]
async fn two_devices_that_agree_do_not_conflict() {
    let app = TestApp::open().await;
    let ada = app.person();
    made(&ada.send(named("rain", 0, "phone")).await, 1);
    let kept = made(&ada.send(named("rain\tall day", 1, "phone-2")).await, 2);
    let before = app.changes();
    for same in [
        "rain all day",
        "\u{feff}rain\u{8} all day \r\n",
        "\nrain\tall day",
    ] {
        for base in [0, 1, 7] {
            let again = ada.send(named(same, base, "laptop")).await;
            assert_eq!(made(&again, 2), kept, "{same:?}");
        }
        let form = Call::form(
            "day=2096-11-20&mood=good&note=rain%09all+day%0B&baseVersion=0&mutationId=m",
        );
        assert_eq!(made(&ada.send(form).await, 2), kept);
        // HTTP's own preconditions compare the version only.
        let plain = || write(same, json!({}));
        failed(&ada.send(plain().with("if-none-match", "*")).await, 2);
        failed(&ada.send(plain().with("if-match", "\"1\"")).await, 2);
    }
    for other in ["Rain all day", " rain all day", "rain all\nday", ""] {
        is_conflict(&ada.send(named(other, 1, "laptop")).await, 2);
    }
    let mood = json!({"mood": "bad", "baseVersion": 1});
    is_conflict(&ada.send(write("rain all day", mood)).await, 2);
    assert_eq!(app.changes(), before, "nothing was written");
    made(&ada.send(remove("&baseVersion=2")).await, 3);
    is_conflict(&ada.send(named("rain all day", 1, "laptop")).await, 3);
}

#[tokio::test]
async fn a_late_write_does_not_restore_a_removed_day() {
    let app = TestApp::open().await;
    let ada = app.person();
    made(&ada.send(named("late", 0, "m-1")).await, 1);
    made(&ada.send(remove("")).await, 2);
    for late in [
        named("late", 0, "m-1"),
        named("late", 0, "m-2"),
        named("late", 1, "m-3"),
    ] {
        is_conflict(&ada.send(late).await, 2);
    }
    assert_eq!(ada.journal().await, Vec::<String>::new());
    assert_eq!(removed(&ada).await, json!([{"day": TODAY, "version": 2}]));
    // Another device starts the day again: version 1 was a different entry.
    let again = made(&ada.send(write("again", json!({}))).await, 3);
    is_conflict(&ada.send(named("late", 1, "m-4")).await, 3);
    assert_eq!(ada.week().await["items"], json!([again]));
    assert_eq!(removed(&ada).await, json!([]));
}

#[tokio::test]
async fn removed_days_are_listed_in_order_to_their_owner() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    for day in ["2096-11-20", "2096-11-19", "2096-11-18"] {
        ada.save(day, "bad", "").await;
        ada.save(day, "bad", "").await;
        let call = Call::new("DELETE", &format!("/mood?day={day}"));
        assert_eq!(ada.send(call).await.status, 200);
    }
    let expected = json!([
        {"day": "2096-11-19", "version": 3},
        {"day": "2096-11-20", "version": 3},
    ]);
    assert_eq!(removed(&ada).await, expected, "in the requested range");
    assert_eq!(removed(&grace).await, json!([]));
}

#[tokio::test]
async fn one_of_two_concurrent_writes_succeeds() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.user_id().await;
    for version in 0..4 {
        let call = |name: &str| named(name, version, &format!("{name}-{version}"));
        let (a, b) = tokio::join!(ada.send(call("desk")), ada.send(call("phone")));
        let (first, second) = if a.status == 200 { (&a, &b) } else { (&b, &a) };
        let item = made(first, version + 1);
        is_conflict(second, version + 1);
        assert_eq!(ada.week().await["items"], json!([item]));
    }
    assert_eq!(app.changes(), 4);
}

#[tokio::test]
async fn an_expired_session_is_an_error_and_starts_no_other() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "good", "hers").await;
    let hers = ada.user_id().await;
    let body = json!({"userId": hers, "day": TODAY, "mood": "bad", "baseVersion": 1});
    let form = || Call::form(format!("userId={hers}&day={TODAY}&mood=bad"));
    for call in [
        Call::json(&body),
        Call::json(&body).with("cookie", "humeur=forged"),
        form(),
        remove(&format!("&userId={hers}")),
    ] {
        let answer = app.person().send(call).await;
        let expected = (401, "unauthenticated".into(), Some("userId".into()));
        assert_eq!(answer.rejection(), expected);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert_eq!(answer.header("set-cookie"), "");
    }
    let page = app.person().send(form().by_browser()).await;
    assert_eq!((page.status, page.header("set-cookie")), (401, ""));
    // A person with another session learns only that this journal is not theirs.
    let grace = app.person();
    grace.user_id().await;
    for call in [Call::json(&body), remove(&format!("&userId={hers}"))] {
        let expected = (403, "forbidden".into(), Some("userId".into()));
        assert_eq!(grace.send(call).await.rejection(), expected);
    }
    assert_eq!(ada.journal().await, ["2096-11-20 good hers"]);
    let own = ada.send(remove(&format!("&userId={hers}"))).await;
    assert_eq!(own.status, 200, "the caller's own userId is accepted");
}
