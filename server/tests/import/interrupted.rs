//! Imports that a failure of the store interrupts.

use std::sync::Arc;

use server::{
    auth::SessionKey,
    jobs::{Job, Jobs, Outcome},
    push::{Hosts, Push, PushKey},
};

use super::*;

/// A file of Humeur with so many days, the last of them yesterday.
pub fn many(count: i64) -> String {
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
        let jobs = app.jobs(Arc::new(Push::new(
            &PushKey::derived(&SessionKey::generate()),
            hosts,
        )));
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
