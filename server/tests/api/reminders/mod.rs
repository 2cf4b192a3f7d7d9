//! Reminders: set, list, remove, and send by the job.

mod job;
mod load;
mod rejections;
mod reports;

use std::sync::Arc;

use serde_json::{Value, json};
use server::{
    auth::SessionKey,
    jobs::{Job, Jobs, Outcome},
    push::{Hosts, Push, PushKey},
};

use test_kit::{
    answer::Answer,
    person::{Call, Person},
    push_service::PushService,
    test_app::{TestApp, memory, seconds},
};

/// An app and its allowed push service.
struct Evening {
    app: TestApp,
    service: PushService,
    push_key: PushKey,
    jobs: Jobs,
}

impl Evening {
    async fn begin() -> Self {
        Self::with(PushService::open().await).await
    }

    async fn with(service: PushService) -> Self {
        Self::with_services(service, &[]).await
    }

    /// An app that may also call `others`.
    async fn with_services(service: PushService, others: &[&PushService]) -> Self {
        let hosts = others.iter().fold(service.host(), |hosts, other| {
            format!("{hosts},{}", other.host())
        });
        let hosts = Hosts::with(&hosts).unwrap();
        let push_key = PushKey::derived(&SessionKey::generate());
        let push = Arc::new(Push::new(&push_key, hosts));
        let app = TestApp::with(memory().await, |state| {
            Arc::make_mut(&mut state.services).push = push.clone();
        });
        let jobs = app.jobs(push);
        Self {
            app,
            service,
            push_key,
            jobs,
        }
    }

    /// Restarts the jobs with these push keys.
    fn restart(&mut self, push_keys: &[&PushKey]) {
        let keys: Vec<_> = push_keys.iter().map(|key| key.to_base64()).collect();
        let push_key = PushKey::from_base64(&keys.join(",")).unwrap();
        let hosts = Hosts::with(&self.service.host()).unwrap();
        self.jobs = self.app.jobs(Arc::new(Push::new(&push_key, hosts)));
    }

    /// Sets the clock and runs the job.
    async fn run_at(&self, rfc3339: &str) -> Counts {
        self.app.at(rfc3339);
        self.run().await
    }

    async fn run(&self) -> Counts {
        let job = Job::Reminders { url: None };
        match self.jobs.run(&job).await.unwrap() {
            Outcome::Reminders {
                sent,
                skipped,
                gone,
                failed,
            } => [sent, skipped, gone, failed],
            other => panic!("{other:?}"),
        }
    }
}

/// The counts: sent, skipped, gone, failed.
type Counts = [u32; 4];

const NOTHING: Counts = [0, 0, 0, 0];
const SENT: Counts = [1, 0, 0, 0];
const SKIPPED: Counts = [0, 1, 0, 0];
const GONE: Counts = [0, 0, 1, 0];
const FAILED: Counts = [0, 0, 0, 1];

fn set(reminder: &Value) -> Call {
    Call::post("/reminder", "application/json", reminder.to_string())
}

async fn set_well(person: &Person, reminder: &Value) -> Value {
    let answer = person.send(set(reminder)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["reminder"].clone()
}

async fn list(person: &Person) -> Value {
    person.send(Call::get("/reminder")).await.json()
}

async fn remove(person: &Person, reminder: &Value) -> Answer {
    let id = reminder["id"].as_str().unwrap();
    let address = format!("/reminder?id={id}");
    person.send(Call::new("DELETE", &address)).await
}

#[tokio::test]
async fn a_reminder_is_set_listed_updated_and_removed() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let before = list(&ada).await;
    assert_eq!(before["reminders"], json!([]));
    assert_eq!(before["userId"], ada.user_id().await);

    let device = evening.service.device();
    let reminder = set_well(&ada, &device.reminder(21, "Europe/Paris")).await;
    let at = seconds("2096-11-20T21:00:00+01:00");
    assert_eq!(
        (
            &reminder["hour"],
            &reminder["timeZone"],
            &reminder["nextAt"]
        ),
        (&json!(21), &json!("Europe/Paris"), &json!(at))
    );
    let listed = list(&ada).await;
    assert_eq!(listed["reminders"], json!([reminder]));
    // The subscription is never returned.
    let listed = listed.to_string();
    for secret in [&device.endpoint, &device.p256dh(), &device.auth()] {
        assert!(!listed.contains(secret), "{listed}");
    }

    // The same device again, as a form, which another client might send.
    let form = format!(
        "endpoint={}&p256dh={}&auth={}&hour=0&timeZone=America/New_York",
        device.endpoint,
        device.p256dh(),
        device.auth()
    );
    let form = Call::post("/reminder", "application/x-www-form-urlencoded", form);
    let changed = ada.send(form).await.json()["reminder"].clone();
    assert_eq!(changed["id"], reminder["id"]);
    assert_eq!(
        changed["nextAt"],
        json!(seconds("2096-11-21T00:00:00-05:00"))
    );
    assert_eq!(list(&ada).await["reminders"], json!([changed]));

    assert_eq!(remove(&ada, &changed).await.json(), json!({"status": "ok"}));
    assert_eq!(list(&ada).await["reminders"], json!([]));
    let again = remove(&ada, &changed).await;
    assert_eq!(
        again.rejection(),
        (404, "not_found".into(), Some("id".into()))
    );
}

#[tokio::test]
async fn a_form_without_javascript_removes_a_reminder() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let reminder = evening.service.device().reminder(21, "Europe/Paris");
    let reminder = set_well(&ada, &reminder).await;
    let id = reminder["id"].as_str().unwrap();
    let address = format!("/reminder?id={id}&_method=delete");
    let form = Call::post(&address, "application/x-www-form-urlencoded", "").by_browser();
    let answer = ada.send(form).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert_eq!(list(&ada).await["reminders"], json!([]));
}

#[tokio::test]
async fn a_person_cannot_see_or_remove_anothers_reminder() {
    let evening = Evening::begin().await;
    let (ada, eve) = (evening.app.person(), evening.app.person());
    let hers = set_well(&ada, &evening.service.device().reminder(21, "Europe/Paris")).await;
    assert_eq!(list(&eve).await["reminders"], json!([]));
    assert_eq!(remove(&eve, &hers).await.status, 404);
    let mut claimed = evening.service.device().reminder(21, "Europe/Paris");
    claimed["userId"] = json!(ada.user_id().await);
    assert_eq!(eve.send(set(&claimed)).await.status, 403);
    assert_eq!(list(&ada).await["reminders"], json!([hers]));
}

#[tokio::test]
async fn an_unused_reminder_expires() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let reminder = evening.service.device().reminder(21, "Europe/Paris");
    let reminder = set_well(&ada, &reminder).await;
    evening.app.at("2097-12-24T12:00:00Z");
    assert_eq!(list(&ada).await["reminders"], json!([reminder]));
    evening.app.at("2097-12-25T12:00:00Z");
    assert_eq!(list(&ada).await["reminders"], json!([]));
    assert_eq!(remove(&ada, &reminder).await.status, 404);
}

#[tokio::test]
async fn ten_of_a_hundred_concurrent_devices_are_accepted() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    // Reads the journal first, so that concurrent requests do not each start one.
    list(&ada).await;
    let at_once = (0..100).map(|_| ada.send(set(&evening.service.device().reminder(8, "UTC"))));
    let answers = futures::future::join_all(at_once).await;
    let added = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(added.count(), 10);
    assert_eq!(list(&ada).await["reminders"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn ten_devices_may_have_a_reminder() {
    let evening = Evening::begin().await;
    let ada = evening.app.person();
    let reminders: Vec<_> = (0..10)
        .map(|_| evening.service.device().reminder(21, "Europe/Paris"))
        .collect();
    for reminder in &reminders {
        set_well(&ada, reminder).await;
    }
    let one_more = ada
        .send(set(&evening.service.device().reminder(8, "UTC")))
        .await;
    assert_eq!(one_more.rejection(), (422, "invalid".into(), None));
    assert!(one_more.text().contains("At most 10 devices"));
    // A hundred concurrent additions fail, too.
    let at_once = (0..100).map(|_| ada.send(set(&evening.service.device().reminder(8, "UTC"))));
    for answer in futures::future::join_all(at_once).await {
        assert_eq!(answer.rejection(), (422, "invalid".into(), None));
    }
    // An existing reminder can be updated, or removed to make room.
    let changed = set_well(&ada, &reminders[3]).await;
    remove(&ada, &changed).await;
    set_well(&ada, &evening.service.device().reminder(8, "UTC")).await;
    assert_eq!(list(&ada).await["reminders"].as_array().unwrap().len(), 10);
}
