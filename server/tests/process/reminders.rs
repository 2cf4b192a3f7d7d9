//! The program sends due reminders on schedule, and logs no recipient.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use app::{
    domain::{DayEnd, Hour, Lang, Reminder, Subscription},
    ports::UserId,
};
use chrono::Timelike;
use serde_json::Value;
use server::{
    auth::SessionKey,
    push::PushKey,
    store::{self, Backend, Tables},
};

use test_kit::{
    process::{Server, request},
    push_service::{Device, PushService},
};

const USER: &str = "marker-user-2e8d";
const TIMEOUT: Duration = Duration::from_secs(20);

#[expect(
    clippy::disallowed_methods,
    reason = "the program under test reads the real clock"
)]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

/// Leaves a reminder in the data directory that is due this hour.
async fn leave_reminder(home: &Path, device: &Device) {
    let data_dir = home.join("data");
    let session_key = data_dir.join("session.key");
    let backend = Backend::Embedded { data_dir };
    let store = store::open(&backend, &Tables::default()).await.unwrap();
    // Without a session key the program refuses to start on a journal.
    if !session_key.exists() {
        fs::write(session_key, SessionKey::generate().to_base64()).unwrap();
    }
    let now = now();
    let reminder = Reminder {
        id: "0".repeat(32),
        subscription: Subscription {
            endpoint: device.endpoint.clone(),
            p256dh: device.p256dh(),
            auth: device.auth(),
        },
        hour: Hour::new(now.hour()).unwrap(),
        time_zone: "Etc/UTC".into(),
        day_ends_at: DayEnd::default(),
        lang: Lang::En,
        report_on: None,
        due_at: now.timestamp() - 60,
        expires_at: now.timestamp() + 86_400,
    };
    let user = UserId(USER.into());
    let put = store
        .stores
        .reminders
        .put(&user, &reminder, now.timestamp());
    assert!(put.await.unwrap());
}

/// The log line with a run's counts.
fn counts(server: &Server) -> Value {
    let since = Instant::now();
    while since.elapsed() < TIMEOUT {
        let lines = server.printed().0;
        let mut lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        if let Some(line) = lines.find(|line: &Value| line["message"] == "reminders") {
            return line;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("no run within {TIMEOUT:?}: {:?}", server.printed())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn due_reminders_are_sent_at_start_and_the_log_names_no_recipient() {
    let service = PushService::open().await;
    for (status, outcome) in [
        (201, "sent"),
        (503, "failed"),
        (403, "failed"),
        (410, "gone"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let device = service.device();
        leave_reminder(home.path(), &device).await;
        service.answers(status);
        let server = Server::start(
            home.path(),
            &[
                ("HUMEUR_LOG", "trace"),
                ("HUMEUR_URL", "https://mood.example"),
                ("HUMEUR_PUSH_HOSTS", &service.host()),
            ],
        );
        let line = counts(&server);
        assert_eq!(line[outcome], 1, "{line}");
        let received = service.received();
        assert_eq!(received.len(), 1);
        let answer = server.send(&request("GET /reminder", "")).unwrap();
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        let key = answer["key"].as_str().unwrap();
        let message = device.read(&received[0], key, now().timestamp());
        assert_eq!(message["journal"], USER);
        assert_eq!(message["lang"], "en");

        let (out, err) = server.printed();
        assert_eq!(err, "");
        if outcome == "failed" {
            assert!(out.contains(&format!("\"status\":{status}")), "{out}");
        }
        let path = device.endpoint.rsplit('/').next().unwrap();
        for secret in [path, USER, &device.p256dh(), &device.auth()] {
            assert!(!out.contains(secret), "{secret} in {out}");
        }
    }
}

/// The key for new subscriptions.
fn key(server: &Server) -> String {
    let answer = server.send(&request("GET /reminder", "")).unwrap();
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    answer["key"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_of_an_earlier_release_survives_the_upgrade_and_a_new_session_key() {
    let service = PushService::open().await;
    let home = tempfile::tempdir().unwrap();
    let (session_key, push_key) = (
        home.path().join("data/session.key"),
        home.path().join("data/push.key"),
    );
    let host = service.host();
    let variables = [
        ("HUMEUR_URL", "https://mood.example"),
        ("HUMEUR_PUSH_HOSTS", &*host),
    ];
    // An earlier release leaves no push key, and its subscriptions have the derived key.
    let data_dir = home.path().join("data");
    let backend = Backend::Embedded { data_dir };
    drop(store::open(&backend, &Tables::default()).await.unwrap());
    let earlier = SessionKey::generate();
    fs::write(&session_key, earlier.to_base64()).unwrap();
    let server = Server::start(home.path(), &variables);
    let subscribed = key(&server);
    server.kill();
    let stored = PushKey::from_base64(&fs::read_to_string(&push_key).unwrap());
    assert_eq!(stored, Ok(PushKey::derived(&earlier)));

    let device = service.device();
    leave_reminder(home.path(), &device).await;
    service.knows_only(&subscribed);
    fs::write(&session_key, SessionKey::generate().to_base64()).unwrap();
    let server = Server::start(home.path(), &variables);
    assert_eq!(counts(&server)["sent"], 1);
    assert_eq!(key(&server), subscribed);
    let received = service.received();
    let message = device.read(&received[0], &subscribed, now().timestamp());
    assert_eq!(message["journal"], USER);
}
