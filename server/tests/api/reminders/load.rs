//! More due reminders than one run can send, and push services that hang.

use std::time::{Duration, Instant};

use app::{
    domain::{DayEnd, Hour, Lang, Reminder, Subscription},
    ports::{ReminderStore, UserId},
};

use super::{Evening, NOTHING};
use test_kit::{
    push_service::{Device, PushService},
    test_app::seconds,
};

const NINE: &str = "2096-11-20T21:00:00+01:00";

#[tokio::test]
async fn a_run_is_bounded_and_leaves_the_rest_to_the_next() {
    let evening = Evening::begin().await;
    let store = evening.jobs.services.stores.reminders.clone();
    let shards = ["0", "a"];
    for shard in shards {
        for number in 0..40 {
            put(&*store, number, &format!("{shard}{number:031x}")).await;
        }
    }
    // So late that they are only rescheduled.
    assert_eq!(evening.run_at("2096-11-21T03:00:00Z").await, [0, 62, 0, 0]);
    assert_eq!(evening.run().await, [0, 18, 0, 0]);
    assert_eq!(evening.run().await, NOTHING);
}

/// Stores a reminder for midnight that can't be sent.
async fn put(store: &dyn ReminderStore, number: u32, id: &str) {
    let subscription = Subscription {
        endpoint: "https://fcm.googleapis.com/x".into(),
        p256dh: String::new(),
        auth: String::new(),
    };
    let due_at = seconds("2096-11-21T00:00:00Z");
    put_reminder(store, number, id, (0, "UTC", due_at), subscription).await;
}

/// Stores one for nine in the evening, in Paris.
async fn put_at(store: &dyn ReminderStore, device: &Device, number: u32, id: &str, due_at: i64) {
    let subscription = Subscription {
        endpoint: device.endpoint.clone(),
        p256dh: device.p256dh(),
        auth: device.auth(),
    };
    put_reminder(
        store,
        number,
        id,
        (21, "Europe/Paris", due_at),
        subscription,
    )
    .await;
}

async fn put_reminder(
    store: &dyn ReminderStore,
    number: u32,
    id: &str,
    (hour, time_zone, due_at): (u32, &str, i64),
    subscription: Subscription,
) {
    let reminder = Reminder {
        id: id.into(),
        subscription,
        hour: Hour::new(hour).unwrap(),
        time_zone: time_zone.into(),
        day_ends_at: DayEnd::default(),
        lang: Lang::En,
        report_on: None,
        due_at,
        expires_at: i64::MAX,
    };
    let user = UserId(format!("user-{number}"));
    assert_eq!(store.put(&user, &reminder, due_at).await, Ok(true));
}

#[tokio::test]
async fn a_hanging_service_delays_no_other() {
    let (hanging, other) = (PushService::open().await, PushService::open().await);
    hanging.hangs();
    let evening = Evening::with_services(other, &[&hanging]).await;
    let store = evening.jobs.services.stores.reminders.clone();
    // More than one run takes from a shard, and due for longer than the other service's.
    let (due, shard) = (seconds(NINE) - 60, '0');
    for number in 0..40 {
        let device = hanging.device();
        put_at(
            &*store,
            &device,
            number,
            &format!("{shard}0{number:030x}"),
            due,
        )
        .await;
    }
    for number in 40..44 {
        let device = evening.service.device();
        put_at(
            &*store,
            &device,
            number,
            &format!("{shard}f{number:030x}"),
            due + 1,
        )
        .await;
        let device = evening.service.device();
        put_at(
            &*store,
            &device,
            number,
            &format!("1f{number:030x}"),
            due + 1,
        )
        .await;
    }
    let since = Instant::now();
    assert_eq!(
        evening.run_at(NINE).await,
        [4, 0, 0, 31],
        "the reminders of shard 1"
    );
    assert_eq!(
        hanging.received().len(),
        4,
        "no call after the first timeout"
    );
    assert_eq!(
        evening.run().await,
        [4, 0, 0, 9],
        "the reminders behind the hanging ones"
    );
    // Each run waits for one timeout.
    assert!(
        since.elapsed() < Duration::from_secs(18),
        "{:?}",
        since.elapsed()
    );
    assert_eq!(evening.run().await, NOTHING);
    // All of them are retried, and sent once the service works again.
    hanging.answers(201);
    evening.app.at("2096-11-20T21:10:00+01:00");
    let mut sent = 0;
    while sent < 40 {
        let [more, skipped, gone, failed] = evening.run().await;
        assert!(more > 0 && skipped + gone + failed == 0, "after {sent}");
        sent += more;
    }
}

#[tokio::test]
async fn a_run_limits_its_total_concurrency() {
    let mut services = Vec::new();
    for _ in 0..9 {
        services.push(PushService::open().await);
        services.last().unwrap().hangs();
    }
    let others: Vec<&PushService> = services.iter().collect();
    let evening = Evening::with_services(PushService::open().await, &others).await;
    for (number, service) in (0..36).zip(services.iter().cycle()) {
        let id = format!("{:x}{number:031x}", number % 16);
        let (store, device) = (&*evening.jobs.services.stores.reminders, service.device());
        put_at(store, &device, number, &id, seconds(NINE)).await;
    }
    // A service that hangs may have one that was never sent, which counts as failed.
    let [0, 0, 0, failed] = evening.run_at(NINE).await else {
        panic!("they all hang");
    };
    let received: usize = services.iter().map(|it| it.received().len()).sum();
    assert_eq!(received, 32);
    for service in &services {
        service.answers(201);
    }
    let rest = evening.run().await;
    assert_eq!(rest, [36 - failed, 0, 0, 0], "the next run sends the rest");
}
