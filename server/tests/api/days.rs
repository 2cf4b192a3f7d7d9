//! Days: saved, read, updated and removed.

use serde_json::{Value, json};

use test_kit::{
    person::Call,
    test_app::{TODAY, TestApp, seconds},
};

#[tokio::test]
async fn a_day_from_first_save_to_removal() {
    let app = TestApp::open().await;
    let ada = app.person();
    assert_eq!(ada.week().await["items"], json!([]));

    let noon = seconds("2096-11-20T12:00:00Z");
    let saved = ada.save(TODAY, "good", " \na walk\r\nby the canal ").await;
    let expected = json!({
        "day": TODAY,
        "mood": "good",
        "note": "a walk\nby the canal",
        "version": 1,
        "edited": false,
        "createdAt": noon,
        "updatedAt": noon,
        // Six months after the day has ended everywhere.
        "expiresAt": seconds("2097-05-21T12:00:00Z"),
    });
    assert_eq!(saved, expected);
    assert_eq!(ada.week().await["items"], json!([saved]));

    app.at("2096-11-20T18:00:00Z");
    let updated = ada.save(TODAY, "great", "").await;
    assert_eq!(
        (&updated["version"], &updated["edited"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(updated["createdAt"], noon);
    assert_eq!(updated["updatedAt"], noon + 6 * 3600);
    assert_eq!(
        (&updated["mood"], &updated["note"]),
        (&json!("great"), &Value::Null)
    );
    assert_eq!(ada.week().await["items"], json!([updated]));

    let removed = ada.send(Call::new("DELETE", "/mood?day=2096-11-20")).await;
    assert_eq!((removed.status, &removed.json()["item"]), (200, &updated));
    let week = ada.week().await;
    assert_eq!(week["items"], json!([]));
    assert_eq!(week["removed"], json!([{"day": TODAY, "version": 3}]));

    let again = ada.send(Call::new("DELETE", "/mood?day=2096-11-20")).await;
    assert_eq!(
        again.rejection(),
        (404, "not_found".into(), Some("day".into()))
    );
}

#[tokio::test]
async fn a_week_includes_both_ends_in_order() {
    let app = TestApp::open().await;
    let ada = app.person();
    for day in [
        "2096-11-20",
        "2096-11-12",
        "2096-11-19",
        "2096-11-14",
        "2096-11-13",
    ] {
        ada.save(day, "okay", "").await;
    }
    let week = ada
        .send(Call::get("/mood/week?start=2096-11-13&end=2096-11-19"))
        .await
        .json();
    let days: Vec<_> = week["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["day"])
        .collect();
    assert_eq!(days, ["2096-11-13", "2096-11-14", "2096-11-19"]);
    assert_eq!(
        (&week["start"], &week["end"]),
        (&json!("2096-11-13"), &json!("2096-11-19"))
    );
}

#[tokio::test]
async fn days_and_notes_are_accepted_up_to_their_limits() {
    let app = TestApp::open().await;
    let ada = app.person();
    // Already tomorrow on the Line Islands (UTC+14).
    ada.save("2096-11-21", "good", "").await;
    ada.save("2096-05-20", "good", "the oldest day still kept")
        .await;
    let note = "é".repeat(498) + "\n🌧";
    let saved = ada.save(TODAY, "awful", &format!("\n{note}\t")).await;
    assert_eq!(
        saved["note"], note,
        "500 characters, not bytes, after trimming"
    );
    let year = ada
        .send(Call::get("/mood/week?start=2096-01-01&end=2096-12-31"))
        .await;
    assert_eq!(
        year.json()["items"].as_array().unwrap().len(),
        3,
        "366 days in a leap year"
    );
}

#[tokio::test]
async fn a_pasted_note_is_normalised() {
    let app = TestApp::open().await;
    let ada = app.person();
    for (pasted, kept) in [
        ("soft\u{b}break", json!("soft\nbreak")),
        (
            "\u{feff}  - a\u{2028}    - b\u{8}\n",
            json!("  - a\n    - b"),
        ),
        ("nul\0 and esc\u{1b}", json!("nul and esc")),
        ("\u{200b}\u{8}\u{feff}", Value::Null),
    ] {
        let saved = ada.save(TODAY, "good", pasted).await;
        assert_eq!(saved["note"], kept, "{pasted:?}");
    }
    let form = Call::form("day=2096-11-20&mood=bad&note=a%0Bb%00%0D%0A%20%20c%E2%80%A8d");
    let saved = ada.send(form).await.json();
    assert_eq!(saved["item"]["note"], "a\nb\n  c\nd");
}

#[tokio::test]
async fn expired_entries_are_hidden_before_they_are_swept() {
    let app = TestApp::open().await;
    let ada = app.person();
    ada.save(TODAY, "bad", "").await;
    let read = || ada.send(Call::get("/mood/week?start=2096-11-20&end=2096-11-20"));
    app.at("2097-05-21T11:59:59Z");
    assert_eq!(read().await.json()["items"].as_array().unwrap().len(), 1);
    app.at("2097-05-21T12:00:00Z");
    assert_eq!(read().await.json()["items"], json!([]));
    let removed = ada.send(Call::new("DELETE", "/mood?day=2096-11-20")).await;
    assert_eq!(removed.status, 404);
}

#[tokio::test]
async fn two_people_never_see_each_others_days() {
    let app = TestApp::open().await;
    let (ada, grace) = (app.person(), app.person());
    ada.save(TODAY, "good", "ada’s day").await;
    grace.save(TODAY, "awful", "grace’s day").await;
    assert_ne!(ada.user_id().await, grace.user_id().await);
    assert_eq!(ada.journal().await, ["2096-11-20 good ada’s day"]);
    assert_eq!(grace.journal().await, ["2096-11-20 awful grace’s day"]);
    for page in [
        ada.send(Call::page("/")).await,
        ada.send(Call::page("/?day=2096-11-20")).await,
    ] {
        assert!(page.text().contains("ada’s day") && !page.text().contains("grace’s day"));
    }

    let hers = ada.user_id().await;
    let draft = json!({"userId": hers, "day": TODAY, "mood": "bad", "note": "not hers"});
    let intrusion = grace.send(Call::json(&draft)).await;
    assert_eq!(
        intrusion.rejection(),
        (403, "forbidden".into(), Some("userId".into()))
    );
    grace
        .send(Call::new("DELETE", "/mood?day=2096-11-20"))
        .await;
    assert_eq!(ada.journal().await, ["2096-11-20 good ada’s day"]);
    assert_eq!(
        ada.send(Call::json(&draft)).await.status,
        200,
        "the caller's own userId is accepted"
    );
}

#[tokio::test]
async fn a_form_and_json_are_one_api() {
    let app = TestApp::open().await;
    let ada = app.person();
    let posted = ada
        .send(Call::form(
            "day=2096-11-20&mood=good&note=caf%C3%A9+%26+%3Cb%3E%0D%0Arain",
        ))
        .await;
    assert_eq!(posted.status, 200, "{}", posted.text());
    assert_eq!(posted.json()["item"]["note"], "café & <b>\nrain");
    assert_eq!(
        ada.save(TODAY, "good", "café & <b>\nrain").await["version"],
        2
    );
    let charset = Call::post(
        "/mood",
        "Application/JSON; charset=utf-8",
        r#"  {"day":"2096-11-20","mood":"bad"}  "#,
    );
    assert_eq!(ada.send(charset).await.json()["item"]["version"], 3);
}
