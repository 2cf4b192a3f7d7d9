//! The job sends a reminder once, at its hour, and only if the day has no entry.

use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::{Job, JobError},
    push::PushKey,
};

use super::{Evening, FAILED, GONE, NOTHING, SENT, SKIPPED, list, set_well};
use test_kit::{
    person::Person,
    push_service::{Device, PushService},
    test_app::{TODAY, seconds},
};

const NINE: &str = "2096-11-20T21:00:00+01:00";
const TOMORROW: &str = "2096-11-21T21:00:00+01:00";

/// A device with a reminder at nine in the evening, in Paris.
async fn at_nine(evening: &Evening, person: &Person) -> Device {
    let device = evening.service.device();
    let mut reminder = device.reminder(21, "Europe/Paris");
    reminder["lang"] = json!("fr");
    set_well(person, &reminder).await;
    device
}

async fn next_at(person: &Person) -> Value {
    list(person).await["reminders"][0]["nextAt"].clone()
}

#[tokio::test]
async fn a_due_reminder_sends_a_message_encrypted_for_its_device() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = at_nine(&evening, &ada).await;
    assert_eq!(evening.run_at("2096-11-20T20:59:59+01:00").await, NOTHING);
    assert!(evening.service.received().is_empty());

    assert_eq!(evening.run_at(NINE).await, SENT);
    let received = evening.service.received();
    assert_eq!(received.len(), 1);
    let key = list(&ada).await["key"].as_str().unwrap().to_owned();
    let message = device.read(&received[0], &key, seconds(NINE));
    // Three hours: after midnight it would be about yesterday.
    assert_eq!(received[0].headers["ttl"], "10800");
    assert_eq!(
        message,
        json!({
            "v": 1,
            "kind": "reminder",
            "day": TODAY,
            "journal": ada.user_id().await,
            "base": 0,
            "lang": "fr",
            "title": "Comment s’est passée votre journée\u{202f}?",
            "body": "Dix secondes au calme, si le cœur vous en dit.",
            "faces": ["Affreuse", "Difficile", "Moyenne", "Bonne", "Superbe"],
        })
    );
    assert_eq!(next_at(&ada).await, json!(seconds(TOMORROW)));
    assert_eq!(evening.run().await, NOTHING);
    assert_eq!(evening.run_at(TOMORROW).await, SENT);
    let received = evening.service.received();
    assert_eq!(
        device.read(&received[0], &key, seconds(TOMORROW))["day"],
        "2096-11-21"
    );
}

#[tokio::test]
async fn a_day_with_an_entry_gets_no_reminder() {
    let evening = Evening::begin().await;
    let (ada, ben) = (evening.app.person(), evening.app.person());
    at_nine(&evening, &ada).await;
    ada.save("2096-11-19", "good", "").await;
    ben.save(TODAY, "good", "").await;
    ada.save(TODAY, "good", "").await;
    assert_eq!(evening.run_at(NINE).await, SKIPPED);
    assert!(evening.service.received().is_empty());
    assert_eq!(next_at(&ada).await, json!(seconds(TOMORROW)));
}

#[tokio::test]
async fn a_reminder_follows_the_persons_end_of_day() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = evening.service.device();
    let mut reminder = device.reminder(1, "Europe/Paris");
    reminder["dayEndsAt"] = json!(3);
    set_well(&ada, &reminder).await;
    ada.save("2096-11-21", "good", "").await;
    assert_eq!(evening.run_at("2096-11-21T01:00:00+01:00").await, SENT);
    let key = list(&ada).await["key"].as_str().unwrap().to_owned();
    let received = evening.service.received();
    let at = seconds("2096-11-21T01:00:00+01:00");
    assert_eq!(device.read(&received[0], &key, at)["day"], "2096-11-20");
    // The entry of the 21st covers the night to the 22nd.
    assert_eq!(evening.run_at("2096-11-22T01:00:00+01:00").await, SKIPPED);
}

#[tokio::test]
async fn a_reminder_at_the_end_of_a_day_is_about_that_day() {
    let evening = Evening::begin().await;
    for (hour, day_ends_at) in [(0, 0), (4, 4)] {
        let ada = evening.app.person();
        let device = evening.service.device();
        let mut reminder = device.reminder(hour, "UTC");
        reminder["dayEndsAt"] = json!(day_ends_at);
        set_well(&ada, &reminder).await;
        let now = format!("2096-11-21T{hour:02}:00:00Z");
        assert_eq!(evening.run_at(&now).await, SENT);
        let key = list(&ada).await["key"].as_str().unwrap().to_owned();
        let received = evening.service.received();
        let message = device.read(&received[0], &key, seconds(&now));
        assert_eq!(message["day"], "2096-11-20", "{hour}");
        assert_eq!(received[0].headers["ttl"], "14400");
    }
}

#[tokio::test]
async fn two_concurrent_runs_send_once() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    for _ in 0..5 {
        at_nine(&evening, &ada).await;
    }
    evening.app.at(NINE);
    let runs = tokio::join!(evening.run(), evening.run(), evening.run());
    assert_eq!(runs.0[0] + runs.1[0] + runs.2[0], 5, "{runs:?}");
    let mut paths: Vec<_> = evening
        .service
        .received()
        .into_iter()
        .map(|it| it.path)
        .collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 5);
}

#[tokio::test]
async fn an_ended_subscription_is_deleted() {
    for status in [404, 410] {
        let evening = Evening::begin().await;
        let ada = evening.app.person();
        at_nine(&evening, &ada).await;
        evening.service.answers(status);
        assert_eq!(evening.run_at(NINE).await, GONE);
        assert_eq!(list(&ada).await["reminders"], json!([]));
        assert_eq!(evening.run_at(TOMORROW).await, NOTHING);
        assert_eq!(evening.service.received().len(), 1);
    }
}

#[tokio::test]
async fn a_busy_service_is_retried_and_gets_one_message() {
    for status in [429, 500, 503] {
        let evening = Evening::begin().await;
        let ada = evening.app.person();
        at_nine(&evening, &ada).await;
        evening.service.answers(status);
        assert_eq!(evening.run_at(NINE).await, FAILED);
        assert_eq!(next_at(&ada).await, json!(seconds(NINE) + 600));
        assert_eq!(evening.run_at("2096-11-20T21:09:59+01:00").await, NOTHING);
        evening.service.answers(201);
        assert_eq!(evening.run_at("2096-11-20T21:10:00+01:00").await, SENT);
        assert_eq!(next_at(&ada).await, json!(seconds(TOMORROW)));
        assert_eq!(evening.run_at("2096-11-20T21:30:00+01:00").await, NOTHING);
        assert_eq!(evening.service.received().len(), 2);
    }
}

#[tokio::test]
async fn an_unreachable_service_is_retried() {
    let evening = Evening::with(PushService::closed().await).await;
    let ada = evening.app.person();
    at_nine(&evening, &ada).await;
    assert_eq!(evening.run_at(NINE).await, FAILED);
    assert_eq!(next_at(&ada).await, json!(seconds(NINE) + 600));
}

#[tokio::test]
async fn after_three_hours_a_reminder_waits_for_tomorrow() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    at_nine(&evening, &ada).await;
    evening.service.answers(503);
    assert_eq!(evening.run_at("2096-11-20T23:49:59+01:00").await, FAILED);
    assert_eq!(evening.run_at("2096-11-20T23:59:59+01:00").await, FAILED);
    assert_eq!(next_at(&ada).await, json!(seconds(TOMORROW)));
    // A server that was off all night.
    assert_eq!(evening.run_at("2096-11-22T00:00:00+01:00").await, SKIPPED);
    assert_eq!(
        next_at(&ada).await,
        json!(seconds("2096-11-22T21:00:00+01:00"))
    );
    assert_eq!(evening.service.received().len(), 2);
}

#[tokio::test]
async fn a_late_reminder_is_about_its_own_day() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = evening.service.device();
    set_well(&ada, &device.reminder(23, "Europe/Paris")).await;
    let late = "2096-11-21T01:59:59+01:00";
    assert_eq!(evening.run_at(late).await, SENT);
    let key = list(&ada).await["key"].as_str().unwrap().to_owned();
    let received = evening.service.received();
    assert_eq!(device.read(&received[0], &key, seconds(late))["day"], TODAY);
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_rejection_not_retried() {
    for status in [301, 307, 400, 401, 403, 413] {
        let evening = Evening::begin().await;
        let ada = evening.app.person();
        let device = at_nine(&evening, &ada).await;
        evening.service.answers(status);
        assert_eq!(evening.run_at(NINE).await, FAILED);
        assert_eq!(next_at(&ada).await, json!(seconds(TOMORROW)));
        let received = evening.service.received();
        assert_eq!(received.len(), 1, "{status}");
        assert!(device.endpoint.ends_with(&received[0].path));
    }
}

#[tokio::test]
async fn a_reminder_survives_a_rotation_of_the_push_key() {
    let mut evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = at_nine(&evening, &ada).await;
    let key = list(&ada).await["key"].as_str().unwrap().to_owned();
    evening.service.knows_only(&key);
    let new = PushKey::derived(&SessionKey::generate());
    let old = evening.push_key.clone();

    evening.restart(&[&new, &old]);
    assert_eq!(evening.run_at(NINE).await, SENT);
    let received = evening.service.received();
    let keys: Vec<_> = received
        .iter()
        .map(|message| message.headers["authorization"].to_str().unwrap())
        .map(|token| token.ends_with(&key))
        .collect();
    assert_eq!(
        keys,
        [false, true],
        "the current key first, then the former"
    );
    assert_eq!(device.read(&received[1], &key, seconds(NINE))["day"], TODAY);

    evening.restart(&[&new]);
    assert_eq!(evening.run_at(TOMORROW).await, FAILED);
}

#[tokio::test]
async fn a_used_reminder_is_renewed() {
    let evening = Evening::begin().await;
    let (ada, ben) = (evening.app.person(), evening.app.person());
    at_nine(&evening, &ada).await;
    at_nine(&evening, &ben).await;
    evening.app.at("2097-01-20T12:00:00Z");
    ben.save("2097-01-20", "good", "").await;
    // A visit renews the session.
    list(&ada).await;
    assert_eq!(
        evening.run_at("2097-01-20T21:00:00+01:00").await,
        [1, 1, 0, 0]
    );
    // More than a year after the reminder was set, but within one of its last use.
    evening.app.at("2097-12-30T12:00:00Z");
    for person in [&ada, &ben] {
        assert_eq!(list(person).await["reminders"].as_array().unwrap().len(), 1);
    }
    // Later it has expired. The store deletes it, because a clock that is ahead must not.
    let late = "2098-12-30T21:00:00+01:00";
    assert_eq!(evening.run_at(late).await, [0, 2, 0, 0]);
    assert_eq!(evening.run().await, NOTHING);
    assert!(evening.service.received().len() == 1);
    evening.app.at("2097-12-31T12:00:00Z");
    assert_eq!(list(&ada).await["reminders"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_clock_that_was_ahead_once_delays_no_reminder() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    at_nine(&evening, &ada).await;
    assert_eq!(evening.run_at("2097-10-20T21:00:00+02:00").await, SENT);
    assert_eq!(evening.run_at("2096-11-20T20:00:00+01:00").await, NOTHING);
    assert_eq!(next_at(&ada).await, json!(seconds(NINE)));
    assert_eq!(evening.run_at(NINE).await, SENT);
}

#[tokio::test]
async fn a_store_outage_is_an_error_and_loses_nothing() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    at_nine(&evening, &ada).await;
    evening.app.at(NINE);
    evening.app.store_is_down(true);
    let error = evening
        .jobs
        .run(&Job::Reminders { url: None })
        .await
        .unwrap_err();
    assert!(matches!(error, JobError::Store(_)), "{error}");
    evening.app.store_is_down(false);
    assert_eq!(evening.run().await, SENT);
}

#[tokio::test]
async fn an_event_may_override_the_contact() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = at_nine(&evening, &ada).await;
    evening.app.at(NINE);
    let jobs = server::jobs::Jobs {
        contact: "mailto:nobody@mood.example".into(),
        ..evening.jobs.clone()
    };
    let event = r#"{"job":"reminders","url":"https://mood.example"}"#;
    let job = Job::parse(event).unwrap().unwrap();
    jobs.run(&job).await.unwrap();
    let key = list(&ada).await["key"].as_str().unwrap().to_owned();
    device.read(&evening.service.received()[0], &key, seconds(NINE));
}
