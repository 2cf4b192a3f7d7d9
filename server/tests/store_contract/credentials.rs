//! The contract of `CredentialStore`.

use app::{
    domain::account::Work,
    ports::{Credential, CredentialKind, CredentialRemoval, CredentialStore, User},
};
use tokio::task::JoinSet;

use super::*;

contract! {
    the_first_way_starts_the_account
    a_key_has_one_owner_even_concurrently
    a_merged_or_erased_user_gets_no_way
    a_user_has_one_recovery_code
    of_concurrent_recovery_codes_one_stays
    a_way_is_renamed_by_its_owner_alone
    a_sign_in_is_recorded
    a_copied_passkey_is_recognised
    the_last_way_stays
    one_of_two_concurrent_removals_of_the_last_two_fails
    all_ways_of_one_person_are_removed
}

use CredentialKind::{OpenId, Passkey, Recovery};

fn way(kind: CredentialKind, key: &str, created_at: i64) -> Credential {
    Credential {
        kind,
        key: key.into(),
        user: UserId("ada".into()),
        name: "Téléphone".into(),
        data: "{\"a\":1}".into(),
        counter: 0,
        created_at,
        used_at: None,
    }
}

fn of(user: &str, credential: Credential) -> Credential {
    let user = UserId(user.into());
    Credential { user, ..credential }
}

fn ways(journal: &Journal) -> &dyn CredentialStore {
    &*journal.store.stores.credentials
}

async fn add(journal: &Journal, credential: &Credential) -> bool {
    ways(journal).add(credential).await.unwrap()
}

async fn list(journal: &Journal) -> Vec<Credential> {
    ways(journal).list(&journal.user).await.unwrap()
}

async fn user(journal: &Journal) -> Option<User> {
    journal.store.stores.users.get(&journal.user).await.unwrap()
}

async fn remove(journal: &Journal, kind: CredentialKind, key: &str) -> CredentialRemoval {
    let removal = ways(journal).remove(&journal.user, kind, key).await;
    removal.unwrap()
}

async fn the_first_way_starts_the_account(journal: Journal) {
    assert_eq!(list(&journal).await, []);
    let (first, second) = (way(Passkey, "a", NOW), way(OpenId, "a", NOW + 5));
    assert!(add(&journal, &second).await);
    assert!(add(&journal, &first).await);
    assert!(!add(&journal, &first).await, "the key is taken");
    let expected = User {
        account_since: Some(NOW + 5),
        ways: 2,
        ..User::new(journal.user.clone())
    };
    assert_eq!(user(&journal).await, Some(expected));
    assert_eq!(list(&journal).await, [first.clone(), second]);
    assert_eq!(ways(&journal).get(Passkey, "a").await, Ok(Some(first)));
    assert_eq!(ways(&journal).get(Passkey, "b").await, Ok(None));
}

async fn a_key_has_one_owner_even_concurrently(journal: Journal) {
    let mut tasks = JoinSet::new();
    for number in 0..5 {
        let ways = journal.store.stores.credentials.clone();
        let way = of(&format!("ada-{number}"), way(OpenId, "subject", NOW));
        tasks.spawn(async move { ways.add(&way).await.unwrap().then_some(way) });
    }
    let added = tasks.join_all().await;
    let added: Vec<_> = added.into_iter().flatten().collect();
    assert_eq!(added.len(), 1, "{added:?}");
    assert_eq!(
        ways(&journal).get(OpenId, "subject").await,
        Ok(added.first().cloned())
    );
    for number in 0..5 {
        let user = UserId(format!("ada-{number}"));
        let account = journal.store.stores.users.get(&user).await.unwrap();
        assert_eq!(account.is_some(), user == added[0].user);
    }
}

async fn a_merged_or_erased_user_gets_no_way(journal: Journal) {
    let users = &journal.store.stores.users;
    assert!(add(&journal, &way(Passkey, "a", NOW)).await);
    let phone = UserId("phone".into());
    assert_eq!(users.merge(&phone, &journal.user, NOW).await, Ok(true));
    let (erased, later) = (UserId("erased".into()), NOW + 1);
    users.begin(&erased, Work::Erase, NOW).await.unwrap();
    for user in ["phone", "erased"] {
        for kind in CredentialKind::ALL {
            assert!(!add(&journal, &of(user, way(kind, "b", later))).await);
        }
        let code = of(user, way(Recovery, "b", later));
        assert_eq!(ways(&journal).replace_recovery(&code).await, Ok(false));
    }
    for kind in CredentialKind::ALL {
        assert_eq!(ways(&journal).get(kind, "b").await, Ok(None));
    }
}

async fn a_user_has_one_recovery_code(journal: Journal) {
    let code = |key, at| way(Recovery, key, at);
    assert!(add(&journal, &code("one", NOW)).await);
    assert!(!add(&journal, &code("two", NOW)).await);
    assert_eq!(user(&journal).await.unwrap().account_since, Some(NOW));
    for key in ["two", "three"] {
        let code = code(key, NOW + 1);
        assert_eq!(ways(&journal).replace_recovery(&code).await, Ok(true));
        assert_eq!(list(&journal).await, [code]);
        assert_eq!(user(&journal).await.unwrap().ways, 1);
        assert_eq!(ways(&journal).get(Recovery, "one").await, Ok(None));
    }
    let taken = of("eve", code("three", NOW));
    assert_eq!(ways(&journal).replace_recovery(&taken).await, Ok(false));
    let first = of("eve", code("four", NOW));
    assert_eq!(ways(&journal).replace_recovery(&first).await, Ok(true));
    let eve = journal.store.stores.users.get(&UserId("eve".into())).await;
    assert_eq!(eve.unwrap().unwrap().ways, 1);
}

async fn of_concurrent_recovery_codes_one_stays(journal: Journal) {
    let mut tasks = JoinSet::new();
    for number in 0..2 {
        let ways = journal.store.stores.credentials.clone();
        let code = way(Recovery, &format!("code-{number}"), NOW);
        tasks.spawn(async move { ways.replace_recovery(&code).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await, [true, true]);
    let stored = list(&journal).await;
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert_eq!(user(&journal).await.unwrap().ways, 1);
    for key in ["code-0", "code-1"] {
        let found = ways(&journal).get(Recovery, key).await.unwrap();
        assert_eq!(found.is_some(), stored[0].key == key);
    }
}

async fn a_way_is_renamed_by_its_owner_alone(journal: Journal) {
    assert!(add(&journal, &way(Passkey, "a", NOW)).await);
    let store = ways(&journal);
    let eve = UserId("eve".into());
    assert_eq!(store.rename(&eve, Passkey, "a", "Hers").await, Ok(false));
    let missing = store.rename(&journal.user, Passkey, "b", "None").await;
    assert_eq!(missing, Ok(false));
    assert_eq!(list(&journal).await, [way(Passkey, "a", NOW)]);
    let renamed = store.rename(&journal.user, Passkey, "a", "Clé").await;
    assert_eq!(renamed, Ok(true));
    assert_eq!(list(&journal).await[0].name, "Clé");
}

async fn a_sign_in_is_recorded(journal: Journal) {
    for kind in CredentialKind::ALL {
        let way = way(kind, "a", NOW);
        let store = ways(&journal);
        assert_eq!(store.used(&way, 0, NOW).await, Ok(false), "{kind:?}");
        assert_eq!(store.get(kind, "a").await, Ok(None), "{kind:?}");
        assert!(add(&journal, &way).await);
        assert_eq!(store.used(&way, 0, NOW + 7).await, Ok(true));
        let used = Credential {
            used_at: Some(NOW + 7),
            ..way
        };
        assert_eq!(store.get(kind, "a").await, Ok(Some(used)));
    }
}

async fn a_copied_passkey_is_recognised(journal: Journal) {
    let way = way(Passkey, "a", NOW);
    assert!(add(&journal, &way).await);
    for (counter, accepted) in [
        (0, true),
        (0, true),
        (5, true),
        (5, false),
        (4, false),
        (0, false),
        (6, true),
        (u32::MAX, true),
    ] {
        let used = ways(&journal).used(&way, counter, NOW).await;
        assert_eq!(used, Ok(accepted), "{counter}");
    }
    assert_eq!(list(&journal).await[0].counter, u32::MAX);
}

async fn the_last_way_stays(mut journal: Journal) {
    use CredentialRemoval::{Last, NotFound, Removed};
    assert!(add(&journal, &of("eve", way(OpenId, "hers", NOW))).await);
    for (first, second) in [
        (Passkey, Passkey),
        (Passkey, OpenId),
        (Passkey, Recovery),
        (Recovery, OpenId),
    ] {
        let user = format!("{first:?}-{second:?}");
        let (a, b) = (format!("{user}-a"), format!("{user}-b"));
        journal.user = UserId(user.clone());
        assert_eq!(remove(&journal, first, &a).await, NotFound);
        assert!(add(&journal, &of(&user, way(first, &a, NOW))).await);
        assert_eq!(remove(&journal, first, &a).await, Last);
        assert!(add(&journal, &of(&user, way(second, &b, NOW))).await);
        assert_eq!(remove(&journal, OpenId, "hers").await, NotFound);
        assert_eq!(remove(&journal, first, &a).await, Removed);
        assert_eq!(remove(&journal, first, &a).await, NotFound);
        assert_eq!(remove(&journal, second, &b).await, Last);
        let left = of(&user, way(second, &b, NOW));
        assert_eq!(list(&journal).await, [left]);
    }
}

async fn one_of_two_concurrent_removals_of_the_last_two_fails(journal: Journal) {
    for second in [Passkey, Recovery] {
        let user = UserId(format!("{second:?}"));
        let keys = [format!("{second:?}-a"), format!("{second:?}-b")];
        let kinds = [OpenId, second];
        let mut tasks = JoinSet::new();
        for (kind, key) in kinds.into_iter().zip(&keys) {
            let added = add(&journal, &of(&user.0, way(kind, key, NOW))).await;
            assert!(added);
        }
        for (kind, key) in kinds.into_iter().zip(keys) {
            let (ways, user) = (journal.store.stores.credentials.clone(), user.clone());
            tasks.spawn(async move { ways.remove(&user, kind, &key).await.unwrap() });
        }
        let mut removals = tasks.join_all().await;
        removals.sort_by_key(|removal| *removal == CredentialRemoval::Last);
        assert_eq!(
            removals,
            [CredentialRemoval::Removed, CredentialRemoval::Last]
        );
        assert_eq!(ways(&journal).list(&user).await.unwrap().len(), 1);
    }
}

async fn all_ways_of_one_person_are_removed(journal: Journal) {
    for kind in CredentialKind::ALL {
        assert!(add(&journal, &way(kind, "a", NOW)).await);
    }
    let hers = of("eve", way(Passkey, "hers", NOW));
    assert!(add(&journal, &hers).await);
    for _ in 0..2 {
        assert_eq!(ways(&journal).remove_all(&journal.user).await, Ok(()));
        for kind in CredentialKind::ALL {
            assert_eq!(ways(&journal).get(kind, "a").await, Ok(None));
        }
    }
    assert_eq!(list(&journal).await, []);
    assert_eq!(ways(&journal).get(Passkey, "hers").await, Ok(Some(hers)));
}
