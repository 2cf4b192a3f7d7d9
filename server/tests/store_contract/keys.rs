//! The contract of `KeyStore`.

use app::{
    domain::account::{Charge, KeyLimits, KeyUsage, Scope, rate},
    error::ErrorKind,
    ports::{ApiKey, KeyStore},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    a_key_is_found_by_its_hash_until_it_expires
    keys_are_listed_the_newest_first
    a_key_is_removed_by_its_owner_alone
    all_keys_of_one_person_are_removed
    twenty_keys_are_accepted_even_concurrently
    an_expired_or_removed_key_makes_room
    calls_are_counted
    concurrent_calls_never_exceed_the_burst
    concurrent_calls_never_exceed_the_month
    a_new_month_begins_at_zero_with_any_of_concurrent_calls
    a_charge_knows_that_the_key_is_gone
    a_clock_that_was_ahead_locks_no_key
}

/// [`NOW`] in microseconds.
const MICROS: i64 = NOW * 1_000_000;
const MAX: usize = 20;

fn key(hash: &str) -> ApiKey {
    let hash = format!("{hash:0>16}").repeat(4);
    ApiKey {
        id: hash[..16].into(),
        hash,
        user: UserId("ada".into()),
        name: "Montre 🕰".into(),
        scope: Scope::Log,
        created_at: NOW,
        used_at: None,
        expires_at: None,
        usage: KeyUsage::default(),
    }
}

fn keys(journal: &Journal) -> &dyn KeyStore {
    &*journal.store.stores.keys
}

async fn put(journal: &Journal, key: &ApiKey) {
    assert_eq!(keys(journal).put(key, MAX).await, Ok(true));
}

async fn get(journal: &Journal, key: &ApiKey) -> Option<ApiKey> {
    keys(journal).get(&key.hash, NOW).await.unwrap()
}

/// Reads a key, then counts a call, as every request does.
async fn call(journal: &Journal, hash: &str, limits: KeyLimits, now: i64) -> Charge {
    let store = keys(journal);
    let key = store.get(hash, NOW).await.unwrap().unwrap();
    store.charge(&key, limits, now).await.unwrap()
}

/// Counts `number` concurrent calls, all of which read the key before any was counted.
async fn calls(journal: &Journal, key: &ApiKey, limits: KeyLimits, number: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..number {
        let (store, key) = (journal.store.stores.keys.clone(), key.clone());
        tasks.spawn(async move { store.charge(&key, limits, MICROS).await });
    }
    let charges = tasks.join_all().await.into_iter();
    // A response of the second engine may be lost.
    let allowed = charges
        .filter_map(Result::ok)
        .filter(|charge| charge.retry_after.is_none());
    allowed.count()
}

/// The second engine is slow, and shared by all tests.
fn many(journal: &Journal) -> usize {
    if matches!(journal.backend, Backend::Embedded { .. }) {
        100
    } else {
        30
    }
}

async fn a_key_is_found_by_its_hash_until_it_expires(journal: Journal) {
    let (endless, ending) = (
        key("a"),
        ApiKey {
            expires_at: Some(LATER),
            ..key("b")
        },
    );
    put(&journal, &endless).await;
    put(&journal, &ending).await;
    let store = keys(&journal);
    for at in [NOW, LATER - 1] {
        assert_eq!(
            store.get(&endless.hash, at).await,
            Ok(Some(endless.clone()))
        );
        assert_eq!(store.get(&ending.hash, at).await, Ok(Some(ending.clone())));
    }
    assert_eq!(store.get(&ending.hash, LATER).await, Ok(None));
    assert_eq!(
        store.get(&endless.hash, i64::MAX).await,
        Ok(Some(endless.clone()))
    );
    assert_eq!(store.get(&key("c").hash, NOW).await, Ok(None));
    assert_eq!(store.list(&journal.user, LATER).await, Ok(vec![endless]));
}

async fn keys_are_listed_the_newest_first(journal: Journal) {
    for name in ["b", "c", "a"] {
        put(&journal, &key(name)).await;
    }
    put(
        &journal,
        &ApiKey {
            user: UserId("eve".into()),
            ..key("d")
        },
    )
    .await;
    let listed = keys(&journal).list(&journal.user, NOW).await.unwrap();
    assert_eq!(listed, [key("a"), key("c"), key("b")]);
}

async fn a_key_is_removed_by_its_owner_alone(journal: Journal) {
    let key = key("a");
    put(&journal, &key).await;
    let store = keys(&journal);
    assert_eq!(
        store.remove(&UserId("eve".into()), &key.id).await,
        Ok(false)
    );
    assert_eq!(get(&journal, &key).await, Some(key.clone()));
    assert_eq!(store.remove(&journal.user, &key.id).await, Ok(true));
    assert_eq!(get(&journal, &key).await, None);
    assert_eq!(store.list(&journal.user, NOW).await, Ok(vec![]));
    assert_eq!(store.remove(&journal.user, &key.id).await, Ok(false));
}

async fn all_keys_of_one_person_are_removed(journal: Journal) {
    let hers = ApiKey {
        user: UserId("eve".into()),
        ..key("c")
    };
    for key in [&key("a"), &key("b"), &hers] {
        put(&journal, key).await;
    }
    let store = keys(&journal);
    for _ in 0..2 {
        assert_eq!(store.remove_all(&journal.user).await, Ok(()));
    }
    assert_eq!(store.list(&journal.user, NOW).await, Ok(vec![]));
    assert_eq!(get(&journal, &key("a")).await, None);
    assert_eq!(get(&journal, &hers).await, Some(hers));
    let list = journal
        .store
        .client
        .get_item()
        .table_name(journal.tables.name("keys"))
        .key("hash", AttributeValue::S("user:ada".into()));
    assert_eq!(list.send().await.unwrap().item, None);
}

async fn twenty_keys_are_accepted_even_concurrently(journal: Journal) {
    let is_embedded = matches!(journal.backend, Backend::Embedded { .. });
    let mut tasks = JoinSet::new();
    for number in 0..if is_embedded { 40 } else { 8 } {
        let store = journal.store.stores.keys.clone();
        tasks.spawn(async move { store.put(&key(&number.to_string()), MAX).await });
    }
    tasks.join_all().await;
    for number in 40..60 {
        keys(&journal)
            .put(&key(&number.to_string()), MAX)
            .await
            .unwrap();
    }
    let listed = keys(&journal).list(&journal.user, NOW).await.unwrap();
    assert_eq!(listed.len(), MAX);
}

async fn an_expired_or_removed_key_makes_room(journal: Journal) {
    let store = keys(&journal);
    let [first, second, third] = ["a", "b", "c"].map(key);
    let first = ApiKey {
        expires_at: Some(LATER),
        ..first
    };
    for key in [&first, &second] {
        assert_eq!(store.put(key, 2).await, Ok(true));
    }
    assert_eq!(store.put(&third, 2).await, Ok(false));
    assert_eq!(get(&journal, &third).await, None);
    let later = ApiKey {
        created_at: LATER,
        ..third
    };
    assert_eq!(store.put(&later, 2).await, Ok(true));
    assert_eq!(store.remove(&journal.user, &second.id).await, Ok(true));
    assert_eq!(store.put(&key("d"), 2).await, Ok(true));
}

async fn calls_are_counted(journal: Journal) {
    let key = key("a");
    put(&journal, &key).await;
    let limits = KeyLimits::new(10, 2, 100).unwrap();
    for remaining in [1, 0] {
        let charge = call(&journal, &key.hash, limits, MICROS).await;
        assert_eq!((charge.retry_after, charge.remaining), (None, remaining));
    }
    let refused = call(&journal, &key.hash, limits, MICROS).await;
    assert_eq!(
        (refused.retry_after, refused.monthly_remaining),
        (Some(1), 98)
    );
    let charge = call(&journal, &key.hash, limits, MICROS + 100_000).await;
    assert_eq!((charge.retry_after, charge.monthly_remaining), (None, 97));
    let used = get(&journal, &key).await.unwrap();
    assert_eq!((used.used_at, used.usage.calls), (Some(NOW), 3));
    assert_eq!(used.usage.month, rate::month(MICROS));
}

async fn concurrent_calls_never_exceed_the_burst(journal: Journal) {
    let key = key("a");
    put(&journal, &key).await;
    let limits = KeyLimits::new(10, 20, 1000).unwrap();
    let allowed = calls(&journal, &key, limits, many(&journal)).await;
    let counted = get(&journal, &key).await.unwrap().usage.calls;
    assert_eq!(counted, 20);
    assert!(
        allowed == 20 || (allowed < 20 && many(&journal) < 100),
        "{allowed}"
    );
}

async fn concurrent_calls_never_exceed_the_month(journal: Journal) {
    let key = key("a");
    put(&journal, &key).await;
    let limits = KeyLimits::new(1000, 2000, 7).unwrap();
    let allowed = calls(&journal, &key, limits, many(&journal)).await;
    assert!(allowed <= 7, "{allowed}");
    assert_eq!(get(&journal, &key).await.unwrap().usage.calls, 7);
}

async fn a_new_month_begins_at_zero_with_any_of_concurrent_calls(journal: Journal) {
    let month = rate::month(MICROS);
    let usage = KeyUsage {
        next_at: 1,
        month: month - 1,
        calls: 9,
    };
    let key = ApiKey { usage, ..key("a") };
    put(&journal, &key).await;
    let limits = KeyLimits::new(1000, 2000, 9).unwrap();
    calls(&journal, &key, limits, 5).await;
    let usage = get(&journal, &key).await.unwrap().usage;
    assert_eq!((usage.month, usage.calls), (month, 5));
}

async fn a_charge_knows_that_the_key_is_gone(journal: Journal) {
    let key = key("a");
    put(&journal, &key).await;
    keys(&journal).remove(&journal.user, &key.id).await.unwrap();
    let charge = keys(&journal)
        .charge(&key, KeyLimits::DEFAULT, MICROS)
        .await;
    assert_eq!(charge.unwrap_err().kind, ErrorKind::Unauthenticated);
    assert_eq!(get(&journal, &key).await, None, "the charge made no item");
}

async fn a_clock_that_was_ahead_locks_no_key(journal: Journal) {
    let key = key("a");
    put(&journal, &key).await;
    let limits = KeyLimits::new(10, 2, 1).unwrap();
    let year = 366 * 86_400 * 1_000_000;
    call(&journal, &key.hash, limits, MICROS + year).await;
    let charge = call(&journal, &key.hash, limits, MICROS).await;
    assert_eq!(charge.retry_after, None);
    let usage = get(&journal, &key).await.unwrap().usage;
    assert_eq!((usage.month, usage.calls), (rate::month(MICROS), 1));
}
