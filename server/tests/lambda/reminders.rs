//! Reminders through the function: the job finds by the index the reminder that a request has set.

use chrono::Timelike;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{
    event::Event,
    installation::{Installation, day},
};
use test_kit::push_service::{Device, PushService};

/// 32 bytes in base64.
const PUSH_KEY: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";

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

/// Sets a reminder that is due; returns the key of its subscription.
fn set_due(installation: &Installation, device: &Device) -> String {
    let ada = installation.person();
    let reminder = device.reminder(now().hour(), "Etc/UTC");
    let set = ada.send(&Event::json(&reminder).to("/reminder")).json();
    let listed = ada.send(&Event::get("/reminder")).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (user, id) = (text(&listed["userId"]), text(&set["reminder"]["id"]));
    installation.set_due(&user, &id, now().timestamp());
    text(&listed["key"])
}

#[test]
fn a_function_with_the_push_key_alone_sends_to_subscriptions_of_the_site() {
    let runtime = Runtime::new().unwrap();
    let service = runtime.block_on(PushService::open());
    let mut keyless = None;
    let installation = Installation::changed(|environment| {
        let environment = environment
            .with("HUMEUR_PUSH_HOSTS", &service.host())
            .with("HUMEUR_PUSH_KEY", PUSH_KEY);
        let without_session_key = environment.clone().without("HUMEUR_SESSION_KEY");
        keyless = Some(
            without_session_key
                .without("HUMEUR_ORIGIN_KEYS")
                .with("HUMEUR_FUNCTION", "jobs"),
        );
        environment
    });
    let device = service.device();
    let key = set_due(&installation, &device);
    service.knows_only(&key);
    let job = json!({"job": "reminders", "url": "https://mood.example"});
    let outcome = keyless.unwrap().function().invoke(&job);
    assert_eq!(outcome["sent"], 1, "{outcome}");
    let received = service.received();
    device.read(&received[0], &key, now().timestamp());
    let log = installation.function.log();
    assert!(!log.contains(PUSH_KEY), "{log}");
}
