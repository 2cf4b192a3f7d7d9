//! The contract of `ReminderStore`.

use app::{
    domain::{DayEnd, Hour, Lang, Reminder, Subscription},
    error::ErrorKind,
    ports::{Due, ReminderStore},
};
use chrono::Weekday;
use tokio::task::JoinSet;

use super::*;

/// Makes a test of every case, for each engine.
macro_rules! contract {
    ($($case:ident)*) => {
        mod embedded {
            $(#[tokio::test] async fn $case() { super::$case(super::Journal::embedded().await).await; })*
        }
        mod ministack {
            $(#[tokio::test] async fn $case() { super::$case(super::Journal::ministack().await).await; })*
        }
    };
}

contract! {
    a_reminder_is_listed_and_overwritten
    a_reminder_of_an_older_release_has_no_reports
    each_person_has_their_own_reminders
    a_reminder_is_removed_once
    an_expired_reminder_is_not_listed_nor_counted_as_removed
    due_reminders_are_found_by_shard_the_longest_due_first
    one_of_several_claims_succeeds
    a_removed_reminder_cannot_be_claimed_or_renewed
    a_renewal_extends_the_lifetime
    an_invalid_item_does_not_hide_the_others
    ten_devices_are_accepted_even_concurrently
    an_expired_reminder_makes_room
    opening_again_keeps_them
}

fn reminder(id: &str, due_at: i64) -> Reminder {
    Reminder {
        id: id.into(),
        subscription: Subscription {
            endpoint: "https://push.example/x".into(),
            p256dh: "key".into(),
            auth: "secret".into(),
        },
        hour: Hour::new(21).unwrap(),
        time_zone: "Europe/Paris".into(),
        day_ends_at: DayEnd::from_hour(3).unwrap(),
        lang: Lang::Fr,
        report_on: Some(Weekday::Sun),
        due_at,
        expires_at: LATER,
    }
}

fn reminders(journal: &Journal) -> &dyn ReminderStore {
    &*journal.store.stores.reminders
}

async fn put(journal: &Journal, reminder: &Reminder) -> Due {
    let user = journal.user.clone();
    let written = reminders(journal).put(&user, reminder, NOW).await;
    assert_eq!(written, Ok(true));
    Due {
        user,
        reminder: reminder.clone(),
    }
}

async fn list(journal: &Journal) -> Vec<Reminder> {
    reminders(journal).list(&journal.user, NOW).await.unwrap()
}

/// The identifiers of due reminders.
async fn due(journal: &Journal, shard: char, now: i64, limit: usize) -> Vec<String> {
    let due = reminders(journal).due(shard, now, limit).await.unwrap();
    due.into_iter().map(|due| due.reminder.id).collect()
}

async fn a_reminder_is_listed_and_overwritten(journal: Journal) {
    assert_eq!(list(&journal).await, []);
    let mut first = reminder("a1", NOW);
    put(&journal, &first).await;
    let second = reminder("b2", NOW);
    put(&journal, &second).await;
    assert_eq!(list(&journal).await, [first.clone(), second.clone()]);
    first.hour = Hour::new(8).unwrap();
    first.report_on = None;
    first.due_at = NOW + 5;
    put(&journal, &first).await;
    assert_eq!(list(&journal).await, [first, second]);
}

async fn a_reminder_of_an_older_release_has_no_reports(journal: Journal) {
    put(&journal, &reminder("a1", NOW)).await;
    journal
        .store
        .client
        .update_item()
        .table_name(journal.tables.name("reminders"))
        .key("userId", AttributeValue::S(journal.user.0.clone()))
        .key("id", AttributeValue::S("a1".into()))
        .update_expression("REMOVE reportOn")
        .send()
        .await
        .unwrap();
    let mut older = reminder("a1", NOW);
    older.report_on = None;
    assert_eq!(list(&journal).await, [older.clone()]);
    let all = reminders(&journal).due('a', NOW, 9).await.unwrap();
    let claimed = Due {
        user: journal.user.clone(),
        reminder: older,
    };
    assert_eq!(all, std::slice::from_ref(&claimed));
    assert_eq!(reminders(&journal).claim(&claimed, LATER).await, Ok(true));
}

async fn each_person_has_their_own_reminders(journal: Journal) {
    put(&journal, &reminder("a1", NOW)).await;
    let eve = UserId("eve".into());
    let store = reminders(&journal);
    assert_eq!(store.list(&eve, NOW).await, Ok(vec![]));
    assert_eq!(store.remove(&eve, "a1", NOW).await, Ok(false));
    assert_eq!(list(&journal).await.len(), 1);
}

async fn a_reminder_is_removed_once(journal: Journal) {
    put(&journal, &reminder("a1", NOW)).await;
    let store = reminders(&journal);
    assert_eq!(store.remove(&journal.user, "a1", NOW).await, Ok(true));
    assert_eq!(store.remove(&journal.user, "a1", NOW).await, Ok(false));
    assert_eq!(list(&journal).await, []);
    assert!(due(&journal, 'a', NOW, 9).await.is_empty());
}

async fn an_expired_reminder_is_not_listed_nor_counted_as_removed(journal: Journal) {
    put(&journal, &reminder("a1", NOW)).await;
    let store = reminders(&journal);
    assert_eq!(store.list(&journal.user, LATER).await, Ok(vec![]));
    // The job still finds it, and removes it.
    assert_eq!(due(&journal, 'a', LATER, 9).await, ["a1"]);
    assert_eq!(store.remove(&journal.user, "a1", LATER).await, Ok(false));
    assert!(due(&journal, 'a', LATER, 9).await.is_empty());
}

async fn due_reminders_are_found_by_shard_the_longest_due_first(journal: Journal) {
    for (id, at) in [("a3", 3), ("a1", 1), ("b1", 1), ("a2", 2), ("a4", 4)] {
        put(&journal, &reminder(id, NOW + at)).await;
    }
    assert!(due(&journal, 'a', NOW, 9).await.is_empty());
    assert_eq!(due(&journal, 'a', NOW + 3, 9).await, ["a1", "a2", "a3"]);
    assert_eq!(due(&journal, 'a', NOW + 3, 2).await, ["a1", "a2"]);
    assert_eq!(due(&journal, 'b', NOW + 3, 9).await, ["b1"]);
    assert!(due(&journal, 'c', NOW + 3, 9).await.is_empty());
    let later = reminders(&journal).due_after('a', NOW + 2, 1).await;
    let later: Vec<_> = later
        .unwrap()
        .into_iter()
        .map(|due| due.reminder.id)
        .collect();
    assert_eq!(later, ["a3"]);
    assert!(
        reminders(&journal)
            .due_after('a', NOW + 4, 9)
            .await
            .unwrap()
            .is_empty()
    );
    // Due reminders contain everything that is needed to send them.
    let all = reminders(&journal).due('b', NOW + 3, 9).await.unwrap();
    let expected = Due {
        user: journal.user.clone(),
        reminder: reminder("b1", NOW + 1),
    };
    assert_eq!(all, [expected]);
}

async fn one_of_several_claims_succeeds(journal: Journal) {
    let claimed = put(&journal, &reminder("a1", NOW)).await;
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let (store, claimed) = (journal.store.stores.reminders.clone(), claimed.clone());
        tasks.spawn(async move { store.claim(&claimed, NOW + 86_400).await.unwrap() });
    }
    let won = tasks.join_all().await.into_iter().filter(|won| *won);
    assert_eq!(won.count(), 1);
    assert_eq!(list(&journal).await, [reminder("a1", NOW + 86_400)]);
    assert!(due(&journal, 'a', NOW, 9).await.is_empty());
    assert_eq!(due(&journal, 'a', NOW + 86_400, 9).await, ["a1"]);
}

async fn a_removed_reminder_cannot_be_claimed_or_renewed(journal: Journal) {
    let removed = put(&journal, &reminder("a1", NOW)).await;
    let store = reminders(&journal);
    store.remove(&journal.user, "a1", NOW).await.unwrap();
    assert_eq!(store.claim(&removed, NOW + 1).await, Ok(false));
    assert_eq!(store.renew(&removed, LATER + 1).await, Ok(()));
    assert_eq!(list(&journal).await, []);
}

async fn a_renewal_extends_the_lifetime(journal: Journal) {
    let renewed = put(&journal, &reminder("a1", NOW)).await;
    let store = reminders(&journal);
    store.renew(&renewed, LATER + 1).await.unwrap();
    let listed = store.list(&journal.user, LATER).await.unwrap();
    assert_eq!(listed[0].expires_at, LATER + 1);
    assert_eq!(listed[0].due_at, NOW);
}

async fn an_invalid_item_does_not_hide_the_others(journal: Journal) {
    for id in ["a1", "a2"] {
        put(&journal, &reminder(id, NOW)).await;
    }
    journal
        .store
        .client
        .update_item()
        .table_name(journal.tables.name("reminders"))
        .key("userId", AttributeValue::S(journal.user.0.clone()))
        .key("id", AttributeValue::S("a1".into()))
        .update_expression("SET #hour = :hour")
        .expression_attribute_names("#hour", "hour")
        .expression_attribute_values(":hour", AttributeValue::N("24".into()))
        .send()
        .await
        .unwrap();
    assert_eq!(list(&journal).await, [reminder("a2", NOW)]);
    assert_eq!(due(&journal, 'a', NOW, 9).await, ["a2"]);
}

async fn ten_devices_are_accepted_even_concurrently(journal: Journal) {
    // The second engine is slow, and shared by all tests.
    let is_embedded = matches!(journal.backend, Backend::Embedded { .. });
    let mut tasks = JoinSet::new();
    for number in 0..if is_embedded { 100 } else { 20 } {
        let (store, user) = (journal.store.stores.reminders.clone(), journal.user.clone());
        let reminder = reminder(&format!("{number:02}"), NOW);
        tasks.spawn(async move { store.put(&user, &reminder, NOW).await });
    }
    let answers = tasks.join_all().await;
    let added = answers.iter().filter(|answer| **answer == Ok(true)).count();
    let listed = list(&journal).await;
    assert_eq!(listed.len(), 10, "{answers:?}");
    // A response may be lost.
    assert!(added == 10 || !is_embedded, "{answers:?}");
    // The limit holds, but existing reminders can be updated or removed.
    let (store, user) = (reminders(&journal), &journal.user);
    let one_more = reminder("ff", NOW);
    assert_eq!(store.put(user, &one_more, NOW).await, Ok(false));
    put(&journal, &reminder(&listed[9].id, NOW + 1)).await;
    store.remove(user, &listed[0].id, NOW).await.unwrap();
    put(&journal, &one_more).await;
    assert_eq!(list(&journal).await.len(), 10);
    // Other people are not affected.
    let eve = UserId("eve".into());
    assert_eq!(store.put(&eve, &one_more, NOW).await, Ok(true));
}

async fn an_expired_reminder_makes_room(journal: Journal) {
    for number in 0..10 {
        put(&journal, &reminder(&format!("{number:02}"), NOW)).await;
    }
    let mut late = reminder("ff", NOW);
    late.expires_at = LATER + 1;
    let (store, user) = (reminders(&journal), &journal.user);
    assert_eq!(store.put(user, &late, LATER - 1).await, Ok(false));
    assert_eq!(store.put(user, &late, LATER).await, Ok(true));
}

async fn opening_again_keeps_them(journal: Journal) {
    put(&journal, &reminder("a1", NOW)).await;
    let journal = journal.reopened().await.reopened().await;
    assert_eq!(list(&journal).await, [reminder("a1", NOW)]);
    assert_eq!(due(&journal, 'a', NOW, 9).await, ["a1"]);
}

#[tokio::test]
async fn a_stopped_store_is_unavailable() {
    let engine = Arc::new(SecondEngine::start());
    let journal = Journal::on(engine.clone()).await;
    let lost = put(&journal, &reminder("a1", NOW)).await;
    engine.stop();
    let store = reminders(&journal);
    let (user, reminder) = (&lost.user, &lost.reminder);
    let (put, list, remove, due, claim, renew) = tokio::join!(
        store.put(user, reminder, NOW),
        store.list(user, NOW),
        store.remove(user, "a1", NOW),
        store.due('a', NOW, 9),
        store.claim(&lost, LATER),
        store.renew(&lost, LATER),
    );
    let errors = [
        put.err(),
        list.err(),
        remove.err(),
        due.err(),
        claim.err(),
        renew.err(),
    ];
    for error in errors {
        assert_eq!(error.map(|error| error.kind), Some(ErrorKind::Unavailable));
    }
}
