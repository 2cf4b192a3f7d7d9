//! On the first day of a week, a device that chose so is told once that the report of the week before is
//! ready.

use serde_json::{Value, json};

use super::{Evening, FAILED, NOTHING, SENT, SKIPPED, list, set, set_well};
use test_kit::{
    person::{Call, Person},
    push_service::Device,
    test_app::{TODAY, seconds},
};

/// Today is a Tuesday. The week before the Monday begins on the 19th.
const SUNDAY: &str = "2096-11-25T21:00:00+01:00";
const MONDAY: &str = "2096-11-26T21:00:00+01:00";
const TUESDAY: &str = "2096-11-27T21:00:00+01:00";

fn weekly(device: &Device) -> Value {
    let mut reminder = device.reminder(21, "Europe/Paris");
    reminder["weekReport"] = json!(true);
    reminder
}

/// A device with a reminder at nine in the evening, in Paris, and with reports.
async fn with_reports(evening: &Evening, person: &Person) -> Device {
    let device = evening.service.device();
    set_well(person, &weekly(&device)).await;
    device
}

/// Runs the job, which sends one message, and returns it.
async fn message_at(evening: &Evening, person: &Person, device: &Device, rfc3339: &str) -> Value {
    assert_eq!(evening.run_at(rfc3339).await, SENT, "{rfc3339}");
    let key = list(person).await["key"].as_str().unwrap().to_owned();
    let received = evening.service.received();
    assert_eq!(received.len(), 1, "{rfc3339}");
    device.read(&received[0], &key, seconds(rfc3339))
}

#[tokio::test]
async fn reports_are_chosen_for_a_device_and_off_by_default() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = evening.service.device();
    let without = set_well(&ada, &device.reminder(21, "Europe/Paris")).await;
    assert_eq!(without["weekReport"], false);

    let with = set_well(&ada, &weekly(&device)).await;
    assert_eq!(with["weekReport"], true);
    assert_eq!(list(&ada).await["reminders"], json!([with]));
    let other = set_well(&ada, &evening.service.device().reminder(8, "UTC")).await;
    assert_eq!(other["weekReport"], false, "another device");

    // A page of an older release does not know of them.
    let again = set_well(&ada, &device.reminder(21, "Europe/Paris")).await;
    assert_eq!(again, without);
    let form = format!(
        "endpoint={}&p256dh={}&auth={}&hour=21&timeZone=Europe/Paris&weekReport=true",
        device.endpoint,
        device.p256dh(),
        device.auth()
    );
    let form = Call::post("/reminder", "application/x-www-form-urlencoded", form);
    assert_eq!(ada.send(form).await.json()["reminder"], with);
}

#[tokio::test]
async fn a_choice_that_is_neither_true_nor_false_is_rejected() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let mut reminder = weekly(&evening.service.device());
    for value in [json!("yes"), json!("true"), json!(1), Value::Null] {
        reminder["weekReport"] = value.clone();
        let rejection = ada.send(set(&reminder)).await.rejection();
        let expected = (400, "malformed".into(), Some("weekReport".into()));
        assert_eq!(rejection, expected, "{value}");
    }
    assert_eq!(list(&ada).await["reminders"], json!([]));
}

#[tokio::test]
async fn the_report_comes_with_the_question_in_one_message() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = evening.service.device();
    let mut reminder = weekly(&device);
    reminder["lang"] = json!("fr");
    set_well(&ada, &reminder).await;
    ada.save(TODAY, "good", "a secret").await;

    // The whole message: nothing of what was written is in it.
    let message = message_at(&evening, &ada, &device, MONDAY).await;
    assert_eq!(
        message,
        json!({
            "v": 1,
            "kind": "reminder",
            "day": "2096-11-26",
            "journal": ada.user_id().await,
            "base": 0,
            "lang": "fr",
            "title": "Le résumé de votre semaine est prêt",
            "body": "Comment s’est passée votre journée\u{202f}?",
            "faces": ["Affreuse", "Difficile", "Moyenne", "Bonne", "Superbe"],
            "report": "2096-11-19",
        })
    );
    assert_eq!(evening.run().await, NOTHING);

    let page = ada.send(Call::page("/reports/2096-11-19?of=week")).await;
    assert_eq!(page.status, 200);
    let report = ada
        .send(Call::get("/report/2096-11-19?of=week"))
        .await
        .json();
    assert_eq!(
        (&report["start"], &report["n"]),
        (&json!("2096-11-19"), &json!(1))
    );

    // Until the next week there is the question only.
    let message = message_at(&evening, &ada, &device, TUESDAY).await;
    assert_eq!(
        message["body"],
        "Dix secondes au calme, si le cœur vous en dit."
    );
    assert_eq!(message.get("report"), None);
}

#[tokio::test]
async fn a_written_day_gets_the_report_without_a_question() {
    let evening = Evening::begin().await;
    let (ada, ben) = (evening.app.person(), evening.app.person());
    let device = with_reports(&evening, &ada).await;
    set_well(&ben, &evening.service.device().reminder(21, "Europe/Paris")).await;
    evening.app.at("2096-11-26T20:00:00+01:00");
    for person in [&ada, &ben] {
        person.save("2096-11-22", "bad", "").await;
        person.save("2096-11-26", "good", "").await;
    }
    // The other one did not choose reports.
    assert_eq!(evening.run_at(MONDAY).await, [1, 1, 0, 0]);
    let key = list(&ada).await["key"].as_str().unwrap().to_owned();
    let received = evening.service.received();
    assert_eq!(received.len(), 1);
    let message = device.read(&received[0], &key, seconds(MONDAY));
    assert_eq!(
        message,
        json!({
            "v": 1,
            "kind": "reminder",
            "day": "2096-11-26",
            "journal": ada.user_id().await,
            "base": 0,
            "lang": "en",
            "title": "Your week’s report is ready",
            "body": "",
            "faces": [],
            "report": "2096-11-19",
        })
    );
    assert_eq!(evening.run().await, NOTHING);
}

#[tokio::test]
async fn weeks_begin_as_they_do_in_the_persons_reports() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    ada.set_cookie("week", "sunday");
    let device = with_reports(&evening, &ada).await;
    ada.save(TODAY, "good", "").await;
    let message = message_at(&evening, &ada, &device, SUNDAY).await;
    assert_eq!(message["report"], "2096-11-18");
    let message = message_at(&evening, &ada, &device, MONDAY).await;
    assert_eq!(message.get("report"), None);
}

#[tokio::test]
async fn a_week_without_an_entry_is_not_announced() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = with_reports(&evening, &ada).await;
    // The day before that week.
    ada.save("2096-11-18", "good", "").await;
    let message = message_at(&evening, &ada, &device, MONDAY).await;
    assert_eq!(message["title"], "How was today?");
    assert_eq!(message.get("report"), None);

    let ben = evening.app.person();
    evening.app.at("2096-12-03T12:00:00+01:00");
    with_reports(&evening, &ben).await;
    for person in [&ada, &ben] {
        person.save("2096-12-03", "good", "").await;
    }
    let next_monday = "2096-12-03T21:00:00+01:00";
    assert_eq!(evening.run_at(next_monday).await, [0, 2, 0, 0]);
    assert!(evening.service.received().is_empty());
}

#[tokio::test]
async fn concurrent_runs_announce_a_report_once() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    with_reports(&evening, &ada).await;
    ada.save(TODAY, "good", "").await;
    evening.app.at("2096-11-26T20:00:00+01:00");
    ada.save("2096-11-26", "good", "").await;
    evening.app.at(MONDAY);
    let runs = tokio::join!(evening.run(), evening.run(), evening.run());
    assert_eq!(runs.0[0] + runs.1[0] + runs.2[0], 1, "{runs:?}");
    assert_eq!(evening.service.received().len(), 1);
}

#[tokio::test]
async fn a_report_that_failed_is_announced_later_and_once() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let device = with_reports(&evening, &ada).await;
    ada.save(TODAY, "good", "").await;
    evening.service.answers(503);
    assert_eq!(evening.run_at(MONDAY).await, FAILED);
    assert_eq!(evening.service.received().len(), 1);
    evening.service.answers(201);
    let later = "2096-11-26T21:10:00+01:00";
    let message = message_at(&evening, &ada, &device, later).await;
    assert_eq!(message["report"], "2096-11-19");
    assert_eq!(evening.run_at("2096-11-26T21:30:00+01:00").await, NOTHING);
}

#[tokio::test]
async fn a_report_that_is_three_hours_late_is_not_announced() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    with_reports(&evening, &ada).await;
    ada.save(TODAY, "good", "").await;
    assert_eq!(evening.run_at("2096-11-27T00:00:00+01:00").await, SKIPPED);
    assert!(evening.service.received().is_empty());
}
