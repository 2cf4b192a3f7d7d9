//! Reminders through the function: the job finds by the index the reminder that a request has set.

use chrono::Timelike;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    event::Event,
    installation::{Installation, day},
};
use test_kit::push_service::PushService;

#[expect(
    clippy::disallowed_methods,
    reason = "the function under test reads the real clock"
)]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

#[test]
fn a_due_reminder_is_sent_once_and_the_log_names_no_recipient() {
    let runtime = Runtime::new().unwrap();
    let service = runtime.block_on(PushService::open());
    let host = service.host();
    let installation =
        Installation::changed(|environment| environment.with("HUMEUR_PUSH_HOSTS", &host));
    let ada = installation.person();
    let device = service.device();
    let hour = now().hour();
    let reminder = device.reminder(hour, "Etc/UTC");
    // At midnight it asks about the day that ends.
    let asked = day(u64::from(hour == 0));
    let set = ada.send(&Event::json(&reminder).to("/reminder"));
    assert_eq!(set.status, 200, "{}", set.text());
    let listed = ada.send(&Event::get("/reminder")).json();
    assert_eq!(listed["reminders"], json!([set.json()["reminder"]]));
    let (user, id) = (&listed["userId"], &set.json()["reminder"]["id"]);
    let (user, id) = (user.as_str().unwrap(), id.as_str().unwrap());

    let job = json!({"job": "reminders", "url": "https://mood.example"});
    let counts =
        |sent: u32| json!({"job": "reminders", "sent": sent, "skipped": 0, "gone": 0, "failed": 0});
    assert_eq!(installation.function.invoke(&job), counts(0));
    installation.set_due(user, id, now().timestamp());
    assert_eq!(installation.function.invoke(&job), counts(1));
    assert_eq!(installation.function.invoke(&job), counts(0));
    let received = service.received();
    assert_eq!(received.len(), 1);
    let key = listed["key"].as_str().unwrap();
    let message = device.read(&received[0], key, now().timestamp());
    assert_eq!(
        (&message["day"], &message["journal"]),
        (&json!(asked), &json!(user))
    );

    let log = installation.function.log_with("\"sent\":1");
    let path = device.endpoint.rsplit('/').next().unwrap();
    for secret in [path, user, &device.p256dh(), &device.auth()] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
