//! What an import does to the days of a journal, and its undoing.

use super::*;

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
